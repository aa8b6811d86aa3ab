"""A mailbox on disk, in whatever form → the header blocks of its messages, one after the other.

An mbox file (Thunderbird, Gmail's Takeout, Apple Mail's export), a Maildir with its folders, a folder of .eml or .emlx
files, or one such file. Links are not followed, nothing blocks, and memory does not grow with the mailbox.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from vaultkit.disk.mbox import LONGEST_HEADER, Head, begins_message, header_of, heads, refusal
from vaultkit.disk.opening import DEPTH, READ, is_plain, read_up_to
from vaultkit.importers.incoming import ImportRefused
from vaultkit.model import Tell

FIRST = 8_000  # bytes of a message that hold most headers
_MESSAGES = (".eml", ".emlx")


def messages(path: str, tell: Tell) -> Iterator[Head]:
    """Where a mailbox is → its messages' header blocks; `tell` is told the bytes read of how many.

    ImportRefused where there is no mailbox; what cannot be read within one is a Head with its trouble.
    """
    real = os.path.realpath(path)
    if os.path.isdir(real):
        return _in_folder(real, tell)
    start = _start(real, path)
    if _begins_mbox(start):
        return _in_mbox(real, tell)
    if begins_message(_without_count(start)):
        return iter((_message(_File(real, "", len(start))),))
    raise refusal(start)


class _File(NamedTuple):
    at: str
    name: str  # in the folder given
    size: int
    trouble: str = ""


def _start(at: str, called: str) -> bytes:
    try:
        return _beginning(at, FIRST)
    except OSError as error:
        raise ImportRefused(f"{called}: cannot be read ({error.strerror or error})") from None


def _beginning(at: str, length: int) -> bytes:
    """A file's first bytes; a pipe or a device has none."""
    handle = os.open(at, READ)
    try:
        return read_up_to(handle, length) if is_plain(os.fstat(handle)) else b""
    finally:
        os.close(handle)


def _begins_mbox(start: bytes) -> bool:
    return start.lstrip(b"\r\n").startswith(b"From ")


def _in_mbox(at: str, tell: Tell) -> Iterator[Head]:
    total = os.stat(at).st_size
    yield from _heads(_File(at, "", total), _Progress(total, tell).add)


class _Progress:
    """How much was read so far, of all."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._done = 0
        self._total = total
        self._tell = tell

    def add(self, read: int) -> None:
        self._done += read
        self._tell(min(self._done, self._total), self._total)


def _in_folder(root: str, tell: Tell) -> Iterator[Head]:
    progress = _Progress(sum(file.size for file in _files(root, "", 0)), tell)
    for file in _files(root, "", 0):
        if file.trouble:
            yield Head(0, b"", file.name, file.trouble)
        elif _is_message(file):
            yield _message(file)
            progress.add(file.size)
        else:
            yield from _unnamed(file, progress)


def _unnamed(file: _File, progress: _Progress) -> Iterator[Head]:
    """A file whose name does not tell: an mbox, a message of an MH folder, or nothing of ours."""
    start = _beginning_or_none(file)
    if _begins_mbox(start):
        yield from _heads(file, progress.add)
        return
    if os.path.basename(file.name).isdecimal() and begins_message(start):
        yield _message(file)
    progress.add(file.size)


def _beginning_or_none(file: _File) -> bytes:
    try:
        return _beginning(file.at, FIRST)
    except OSError:
        return b""


def _heads(file: _File, told: Callable[[int], None]) -> Iterator[Head]:
    try:
        handle = os.open(file.at, READ)
    except OSError as error:
        yield _unreadable(file, error)
        return
    try:
        yield from heads(handle, file.name, told)
    finally:
        os.close(handle)


def _message(file: _File) -> Head:
    """A file that is one message → its header block."""
    try:
        start = _beginning(file.at, FIRST)
        if len(start) == FIRST and header_of(start) == start:
            start = _beginning(file.at, LONGEST_HEADER)
    except OSError as error:
        return _unreadable(file, error)
    return Head(1, header_of(_without_count(start)), file.name)


def _unreadable(file: _File, error: OSError) -> Head:
    return Head(0, b"", file.name or os.path.basename(file.at), f"cannot be read ({error.strerror or error})")


def _without_count(start: bytes) -> bytes:
    """Apple Mail's .emlx begins with a line that counts its bytes; others with an empty line or a mark of UTF-8."""
    first, _, rest = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").partition(b"\n")
    return rest if first.strip().isdigit() else first + b"\n" + rest


# --- folders ---


def _files(folder: str, inside: str, depth: int) -> Iterator[_File]:
    """Every file below a folder that may hold messages, in order of their names."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield _File(folder, inside or os.path.basename(folder), 0, f"cannot be read ({error.strerror or error})")
        return
    maildir = "cur" in names
    for name in names:
        at, known = os.path.join(folder, name), f"{inside}/{name}" if inside else name
        try:
            found = os.lstat(at)
        except OSError as error:
            yield _File(at, known, 0, f"cannot be read ({error.strerror or error})")
            continue
        if is_plain(found):
            if _may_hold_messages(folder, name):
                yield _File(at, known, found.st_size)
        elif not os.path.islink(at) and os.path.isdir(at) and depth < DEPTH and not (maildir and name == "tmp"):
            yield from _files(at, known, depth + 1)


def _may_hold_messages(folder: str, name: str) -> bool:
    """By its name: anything in a Maildir's cur and new, .eml, .emlx, .mbox, or a name without an end (Inbox, 17)."""
    end = os.path.splitext(name)[1].lower()
    return _in_maildir(folder) or end in ("", ".mbox", *_MESSAGES)


def _in_maildir(folder: str) -> bool:
    return os.path.basename(folder) in ("cur", "new")


def _is_message(file: _File) -> bool:
    return _in_maildir(os.path.dirname(file.at)) or file.name.lower().endswith(_MESSAGES)
