"""The very bytes of notes that a command is to change, and of every file that may link one of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from vaultkit.cli.output import ERROR, failure, note
from vaultkit.disk.atomic import WriteRefused, look, names, read
from vaultkit.disk.read import Bytes, read_note
from vaultkit.disk.scan import Rules, list_vault
from vaultkit.edits.change import EditRefused
from vaultkit.edits.placed import placed
from vaultkit.edits.renaming import CANVAS
from vaultkit.graph.names import fold, stem
from vaultkit.model import NotePath, Problem
from vaultkit.pages.report import judge


def original(root: str, path: NotePath) -> bytes:
    """A note's path → its bytes; leaves where they cannot be had, or may not be changed."""
    stands = look(root, path, judge)
    if stands.data is None:
        raise failure(f"{path}: {stands.reason or 'there is no such note; run again'}", ERROR)
    return stands.data


def originals(root: str) -> dict[NotePath, bytes]:
    """Every note of the vault outside hidden folders, read as a record or not, and every canvas → its bytes.

    What cannot be read is told, and left as it is.
    """
    found: dict[NotePath, bytes] = {}
    for seen in list_vault(root, Rules()).notes:
        read = read_note(root, seen)
        if isinstance(read, Bytes) and not read.cut:
            found[seen.path] = read.data
        else:
            reason = read if isinstance(read, Problem) else f"{seen.path}:1: the note is longer than 5 MB"
            note(f"{reason}; its links stay as they are")
    for path in _canvases(root):
        stands = look(root, path, judge)
        if stands.data is not None:
            found[path] = stands.data
    return found


def file_called(root: str, name: str) -> NotePath | None:
    """A file of the vault, no note, of this very name: `[[plan.png]]` opens the picture, not a note `plan.png.md`."""
    if "." not in name:
        return None
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if each[0] != ".")
        found = next((each for each in sorted(files) if fold(each) == fold(name)), None)
        if found and not found.endswith(".md"):
            return os.path.relpath(os.path.join(folder, found), root).replace(os.sep, "/")
    return None


def bytes_at(root: str, path: NotePath) -> bytes | None:
    """What stands at a path, None where nothing does; leaves where it cannot be read."""
    try:
        return read(root, path)
    except WriteRefused as error:
        raise failure(f"{path}: {error}", ERROR) from error


def paths_in_use(root: str, folder: NotePath) -> tuple[NotePath, ...]:
    """Where no new note may stand: every note, read or not, and in one folder what else has a note's name.

    That is a folder called like a note, or a note that is in iCloud and not here.
    """
    notes = (seen.path for seen in list_vault(root, Rules()).notes)
    beside = (f"{folder}/{name.lstrip('.').removesuffix('.icloud')}" for name in names(root, folder))
    return tuple(dict.fromkeys((*notes, *beside)))


def names_in_use(root: str, folder: NotePath) -> frozenset[str]:
    """The folded names that a new note in a folder may not have."""
    return frozenset(fold(stem(path)) for path in paths_in_use(root, folder))


def edited(path: NotePath, edit: Callable[[], bytes]) -> bytes:
    """The result of an edit; leaves with the note's path and line where it is refused."""
    try:
        return edit()
    except EditRefused as refused:
        raise failure(str(placed(path, refused)), ERROR) from refused


def _canvases(root: str) -> Iterator[NotePath]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        for name in sorted(files):
            if name.endswith(CANVAS) and name[0] != ".":
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
