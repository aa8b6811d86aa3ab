"""Bytes of a file that should be text → its text, whatever a spreadsheet or a mail program saved it as."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from vaultkit.importers.incoming import ImportRefused

MOST_BYTES = 50_000_000  # of any export but mail, which has its own reader and no limit
ARCHIVE = b"PK\x03\x04"  # how a zip archive begins, and a workbook, which is one
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # how an Excel workbook of old begins, and a message that Outlook saved
_NO_TEXT = (
    (ARCHIVE, "is a zip archive or a workbook: unpack it, or save the sheet as CSV, and give that file"),
    (OLD_OFFICE, "is an old Excel workbook: save the sheet as CSV, and give that file"),
    (b"%PDF", "is a PDF; an export in CSV is needed"),
    (b"BEGIN:VCARD", "holds vCards: import it with `vaultkit import vcard`"),
    (b"BEGIN:VCALENDAR", "is a calendar: import it with `vaultkit import calendar`"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LOOK = 4000  # bytes that show whether every other one is NUL


class Decoded(NamedTuple):
    """A file's text without NULs, and what the reader should know of how it was read."""

    text: str
    told: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Bytes → text: by the byte order mark, else UTF-8, else Windows-1252, which is told."""
    if len(data) > MOST_BYTES:
        raise ImportRefused(f"the file has more than {MOST_BYTES // 1_000_000} MB; split it and import the parts")
    for start, why in _NO_TEXT:
        if data[:64].lstrip(codecs.BOM_UTF8 + b" \r\n").upper().startswith(start):
            raise ImportRefused(f"the file {why}")
    encoding, mark = _encoding(data)
    text, told = _read(data[mark:], encoding)
    if text.count("\0") > 10 + len(text) // 10:
        raise ImportRefused("the file is no text; an export in CSV is needed")
    return Decoded(text.replace("\0", ""), told)


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:_LOOK]
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le", 0
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be", 0
    return "utf-8", 0


def _read(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    # A few broken bytes among many whole letters: still UTF-8. In Windows-1252 nearly every letter beyond ASCII breaks.
    if encoding != "utf-8" or sum(char > "\x7f" for char in text) > 2 * broken:
        return text, (f"characters that cannot be read and stand as \ufffd: {broken}",)
    return data.decode("cp1252", errors="replace"), ("the file is no UTF-8 and was read as Windows-1252",)
