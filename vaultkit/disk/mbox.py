"""An mbox file of any size → the header blocks of its messages. Bodies are passed over; memory stays level.

A message begins with a line `From …` and goes on with a header. As not every writer of such files puts a `>` before
lines of a body that begin so, the line must follow an empty one or bear a date, and a field must follow it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from vaultkit.importers.decoding import ARCHIVE, OLD_OFFICE
from vaultkit.importers.incoming import ImportRefused

CHUNK = 1 << 18  # bytes read at once
LONGEST_HEADER = 256_000
LOOK = 2_000  # bytes after `From ` that must be at hand to tell whether a message begins there


class Head(NamedTuple):
    """The header block of a message and the line of the file on which it begins; or what kept it from being read."""

    line: int
    data: bytes
    file: str = ""  # in the folder that was given; "" for a file given by itself
    trouble: str = ""


def heads(handle: int, name: str, told: Callable[[int], None]) -> Iterator[Head]:
    """An open mbox file → its messages' header blocks; `told` is told how many bytes were read each time."""
    stream = _Stream(handle, told)
    try:
        while stream.seek_message():
            line = stream.line
            yield Head(line, stream.take_header(), name)
    except OSError as error:
        yield Head(stream.line, b"", name, f"the file cannot be read from there on ({error.strerror or error})")


def header_of(data: bytes) -> bytes:
    """The beginning of a message → its header block."""
    end = _END.search(data)
    return data[: end.start()] if end else data


def begins_message(data: bytes) -> bool:
    """Whether bytes begin as a header does."""
    return _FIELD.match(data) is not None


# --- inside ---

_MARK = b"\nFrom "
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:|>From ")
_END = re.compile(rb"\r?\n\r?\n")
_DATED = re.compile(rb"[^\n]{0,300}[0-9][0-9]?:[0-9]{2}[^\n]{0,60}[0-9]{4}")
_RUN_ON = re.compile(rb"\nFrom [^\n]{0,300}[0-9][0-9]?:[0-9]{2}[^\n]{0,60}[0-9]{4}[^\n]{0,60}\n")


class _Stream:
    """A file as far as it is held: from `at` on it has not been looked at, and `at` stands on line `line`."""

    def __init__(self, handle: int, told: Callable[[int], None]) -> None:
        self._handle = handle
        self._told = told
        self._data = b"\n\n"  # as if an empty line went before, so that the first message is like any other
        self._at = 0
        self._ended = False
        self.line = -1

    def seek_message(self) -> bool:
        """Goes to the line after the next `From` that begins a message; False at the end of the file."""
        while True:
            found = self._data.find(_MARK, self._at)
            if found < 0:
                self._forward(max(self._at, len(self._data) - len(_MARK) - 2))
                if not self._more():
                    return False
            elif len(self._data) - found < LOOK and not self._ended:
                self._forward(max(self._at, found - 2))  # the empty line before it stays in sight
                self._more()
            elif start := self._beginning(found):
                self._forward(start)
                return True
            else:
                self._forward(found + 1)

    def take_header(self) -> bytes:
        """The header block from here on, and goes past it."""
        seen = 0
        while not (end := _END.search(self._data, self._at + max(0, seen - 4))):
            seen = len(self._data) - self._at
            if seen > LONGEST_HEADER or not self._more():
                break
        upto = min(end.start() if end else len(self._data), self._at + LONGEST_HEADER)
        if run_on := _RUN_ON.search(self._data, self._at, upto):  # no empty line between two messages
            upto = run_on.start()
        block = self._data[self._at : upto]
        self._forward(upto)
        return block

    def _beginning(self, mark: int) -> int:
        """Where the header begins if this `From ` begins a message, else 0."""
        line_end = self._data.find(b"\n", mark + 1, mark + LOOK)
        if line_end < 0 or not _FIELD.match(self._data, line_end + 1):
            return 0
        after_blank = self._data[max(0, mark - 2) : mark].replace(b"\r", b"").endswith(b"\n")
        return line_end + 1 if after_blank or _DATED.match(self._data, mark + 1, line_end) else 0

    def _forward(self, to: int) -> None:
        self.line += self._data.count(b"\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Reads on, and lets go of what lies behind; False at the end of the file."""
        part = b"" if self._ended else os.read(self._handle, CHUNK)
        self._ended = not part
        self._data = self._data[self._at :] + part
        self._at = 0
        self._told(len(part))
        return bool(part)


def refusal(start: bytes) -> ImportRefused:
    """The first bytes of a file that is no mailbox → what it is and what to do."""
    for sign, what in _OTHERS:
        if start.startswith(sign):
            return ImportRefused(what)
    return ImportRefused("this is no mailbox: give an mbox file, a Maildir, or .eml files")


_OTHERS = (
    (b"!BDN", "this is Outlook's own file (.pst, .ost): export the mail as .eml or mbox, with Thunderbird for one"),
    (OLD_OFFICE, "this is a message in Outlook's own form (.msg): save it as .eml"),
    (ARCHIVE, "this is a zip archive: unpack it, and give the mbox file in it"),
    (b"\x1f\x8b", "this is a gzip archive: unpack it first"),
    (b"BZh", "this is a bzip2 archive: unpack it first"),
)
