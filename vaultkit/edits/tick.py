"""A line of a note changed at its end: a task is ticked or dropped, a line gets a block id; every other byte stays."""

from __future__ import annotations

import re
from datetime import date

from vaultkit.edits.change import EditRefused

_ROW = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_OPEN = re.compile(
    rb"((?:\xef\xbb\xbf)?[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)([^xX\]-])(\].*?)([ \t]*(?:[ \t]\^[A-Za-z0-9-]+)?[ \t]*)"
)
SIGNS = {"x": "✅", "-": "❌"}


def is_task(data: bytes, line: int) -> bool:
    """Whether a line of a note is a task that is open."""
    return _found(data, line) is not None


def tick(data: bytes, line: int, mark: str, day: date) -> bytes:
    """A note, and the number of an open task's line → the note with the task ticked (`x`) or dropped (`-`) on a day."""
    found = _found(data, line)
    if found is None:
        raise EditRefused(f"line {line}: this is no open task any more")
    rows = _ROW.findall(data)
    box, _, text, tail = found.groups()
    end = rows[line - 1][len(rows[line - 1].rstrip(b"\r\n")) :]
    rows[line - 1] = box + mark.encode() + text + f" {SIGNS[mark]} {day}".encode() + tail + end
    return b"".join(rows)


def named_line(data: bytes, line: int) -> tuple[bytes, str]:
    """A note, and the number of a line → the note with a block id at that line's end, and the id."""
    rows = _ROW.findall(data)
    number = next(number for number in range(1, len(rows) + 2) if f"^ask{number}".encode() not in data)
    text = rows[line - 1].rstrip(b" \t\r\n")
    rows[line - 1] = text + f" ^ask{number}".encode() + rows[line - 1][len(text) :].lstrip(b" \t")
    return b"".join(rows), f"ask{number}"


def _found(data: bytes, line: int) -> re.Match[bytes] | None:
    rows = _ROW.findall(data)
    return _OPEN.fullmatch(rows[line - 1].rstrip(b"\r\n")) if 0 < line <= len(rows) else None
