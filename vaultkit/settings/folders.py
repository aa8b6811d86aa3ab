"""Folders as people write them in the settings → folders of the vault, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

_OUTSIDE = "lies outside the vault; write a folder relative to it, like Reports"
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_UNSAFE = frozenset(':*?"<>|#^[]%')


def folder_path(text: str) -> str:
    """A folder as written → its vault path: NFC, no `/` at the end, no empty parts or `.`."""
    parts = unicodedata.normalize("NFC", text.strip()).split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def folder_fault(text: str) -> str | None:
    """A folder as written → why it cannot be a folder of the vault, and what to write instead."""
    path = text.strip()
    if not all(char.isprintable() for char in path):
        return "holds a character that cannot be seen; write the name anew"
    if path.startswith(("/", "~", "\\\\")) or _DRIVE.match(path) or ".." in re.split(r"[/\\]", path):
        return _OUTSIDE
    if "\\" in path:
        return "holds a backslash; write / between folders"
    if not folder_path(path):
        return "names no folder; write one like Reports"
    return None


def reports_fault(text: str) -> str | None:
    """The same for the folder that is written to, which must be a plain name on every system, and seen in Obsidian."""
    if fault := folder_fault(text):
        return fault
    for part in folder_path(text).split("/"):
        if part.startswith("."):
            return "starts with a dot, so that Obsidian would hide it; write a name like Reports"
        if bad := sorted(_UNSAFE.intersection(part)):
            return f"holds {' '.join(bad)}, which links or some systems cannot have; leave it out"
        if _RESERVED.fullmatch(part) or part != part.strip(" .-") or len(part.encode()) > 120:
            return "cannot be a folder on every system; write a plain name like Reports"
    return None
