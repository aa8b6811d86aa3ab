"""A listed note → its bytes, or the problem that kept them from being read. Never blocks, never follows a link."""

from __future__ import annotations

import errno
import os
import time
from typing import NamedTuple

from vaultkit.disk.opening import READ, is_plain, read_up_to
from vaultkit.disk.scan import Seen
from vaultkit.model import NotePath, Place, Problem

LIMIT = 5_000_000  # bytes of a note that are read whole
HEAD = 256_000  # bytes read of a longer one: enough for its front matter
TRIES = 3  # looks at a note that is being written
PAUSE = 0.02  # seconds between them; Obsidian empties a note and fills it again within a few milliseconds

_DATALESS = 0x40000000  # st_flags of macOS: reading would fetch the file from iCloud
_RECALL = 0x00400000 | 0x00001000  # st_file_attributes of Windows: recall on data access, offline


class Bytes(NamedTuple):
    """What stands in a note; `cut` where only its first 256 kB were read because it is longer than 5 MB."""

    data: bytes
    cut: bool = False


def read_note(root: str, seen: Seen) -> Bytes | Problem:
    """A note as listed → its bytes, read again when they change meanwhile."""
    return _settled(root, f"{root}{os.sep}{seen.disk}", seen)


def read_file(root: str, name: NotePath) -> tuple[str | None, tuple[Problem, ...]]:
    """A settings file of the vault → its text, None where there is none or it cannot be read, and why it cannot."""
    at = os.path.realpath(os.path.join(root, *name.split("/")))
    try:
        found = os.lstat(at)
    except (FileNotFoundError, NotADirectoryError):
        return None, ()
    except OSError as error:
        return None, (_trouble(name, error),)
    if not _is_inside(at, root):
        return None, (_problem(name, "link-leaves-vault", f"{_LEAVES}; put the file itself into the vault"),)
    read = _settled(root, at, Seen(name, name, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    return (None, (read,)) if isinstance(read, Problem) else _decoded(name, read)


_LEAVES = "a link on the way here leaves the vault and is not followed"


def _settled(root: str, at: str, seen: Seen) -> Bytes | Problem:
    try:
        for tries_left in range(TRIES - 1, -1, -1):
            found = _read_once(root, at, seen)
            emptied = isinstance(found, Bytes) and not found.data and seen.size > 0
            if found is not None and not (emptied and tries_left):
                return found
            time.sleep(PAUSE)
    except OSError as error:
        return _trouble(seen.path, error)
    return _problem(seen.path, "note-unsettled", "the note is being written; run again when it is saved")


def _read_once(root: str, at: str, seen: Seen) -> Bytes | Problem | None:
    """One look: the bytes, a problem, or None where they changed while they were read."""
    handle = os.open(at, READ)
    try:
        before = os.fstat(handle)
        if problem := _unfit(handle, before, root, at, seen):
            return problem
        size = before.st_size
        data = read_up_to(handle, HEAD if size > LIMIT else size)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if after.st_size != size or after.st_mtime_ns != before.st_mtime_ns or len(data) < min(size, HEAD):
        return None
    if getattr(before, "st_blocks", 1) == 0 and data and not data.strip(b"\0"):
        return _problem(seen.path, "note-elsewhere", _ELSEWHERE)
    return Bytes(data, size > LIMIT)


_ELSEWHERE = "the note is in the cloud and not on this disk; download it to have it read"


def _unfit(handle: int, found: os.stat_result, root: str, at: str, seen: Seen) -> Problem | None:
    """What an opened file is, if it is not to be read."""
    if not is_plain(found):
        return _problem(seen.path, "not-a-file", "this is no regular file; give it another name")
    if getattr(found, "st_flags", 0) & _DATALESS or getattr(found, "st_file_attributes", 0) & _RECALL:
        return _problem(seen.path, "note-elsewhere", _ELSEWHERE)
    # The listing followed no link. Another inode at the path may have come by one put there since.
    if found.st_ino != seen.inode and seen.inode and not _is_inside(_opened_path(handle, at), root):
        return _problem(seen.path, "link-leaves-vault", f"{_LEAVES}; put the note itself into the vault")
    return None


def _opened_path(handle: int, at: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{handle}")
    except OSError:  # no such place on this system
        return os.path.realpath(at)


def _is_inside(real: str, root: str) -> bool:
    return real.startswith(os.path.realpath(root).rstrip(os.sep) + os.sep)


def _decoded(name: NotePath, read: Bytes) -> tuple[str | None, tuple[Problem, ...]]:
    if read.cut:
        return None, (_problem(name, "too-large", "the file is longer than 5 MB; settings need a few lines"),)
    try:
        return read.data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return None, (_problem(name, "not-utf-8", "the file is not UTF-8 text; save it as UTF-8"),)


_REASONS = {
    errno.ENOENT: ("note-vanished", "the file was listed and is gone; run again"),
    errno.ENOTDIR: ("note-vanished", "its folder was listed and is gone; run again"),
    errno.ELOOP: ("note-is-link", "a link took the place of this file and is not followed; run again"),
    errno.EMLINK: ("note-is-link", "a link took the place of this file and is not followed; run again"),  # FreeBSD
    errno.EACCES: ("note-unreadable", "the file may not be read; check its rights"),
    errno.EPERM: ("note-unreadable", "the file may not be read; check its rights"),
    errno.ENXIO: ("not-a-file", "this is a pipe, socket or device, not a file; give it another name"),
}


def _trouble(path: NotePath, error: OSError) -> Problem:
    unknown = ("note-unreadable", f"the file cannot be read ({error.strerror or error}); check the disk")
    return _problem(path, *_REASONS.get(error.errno or 0, unknown))


def _problem(path: NotePath, code: str, message: str) -> Problem:
    return Problem(Place(path, 1), code, message, "error")
