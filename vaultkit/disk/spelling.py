"""A path as vaultkit writes it (NFC) → as the disk spells it: some systems keep accents as characters of their own."""

from __future__ import annotations

import os
import unicodedata

from vaultkit.model import NotePath


def spelled(root: str, path: NotePath) -> NotePath:
    """A path → the same in the spelling of what stands there, part by part; as it is where nothing does."""
    if path.isascii() or os.path.lexists(os.path.join(root, path)):
        return path
    at, parts = root, path.split("/")
    for number, part in enumerate(parts):
        parts[number] = part = _there(at, part)
        at = os.path.join(at, part)
    return "/".join(parts)


def alike(name: str) -> str:
    """A name → the same for all that some disk would take for it: case and spelling of accents make no difference."""
    return unicodedata.normalize("NFC", name).casefold()


def _there(folder: str, name: str) -> str:
    if name.isascii() or os.path.lexists(os.path.join(folder, name)):
        return name
    try:
        names = os.listdir(folder)
    except OSError:
        return name
    return next((each for each in sorted(names) if unicodedata.normalize("NFC", each) == name), name)
