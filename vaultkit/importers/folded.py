"""The bytes of a vCard or iCalendar file → its lines, unfolded and decoded, with their numbers.

Lines are put together again as bytes: some programs fold in the middle of a letter. A property nobody asks for (photos
above all) is neither put together nor decoded, so that a file full of pictures takes no more room than its bytes.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from vaultkit.importers.decoding import MOST_BYTES
from vaultkit.importers.incoming import ImportRefused

UTF_8 = "utf-8"
MOST_IN_A_LINE = 1_000_000


class Folded(NamedTuple):
    """One line, unfolded. `head` is what stands before the colon, `value` its text, still escaped."""

    number: int
    name: str  # upper case, without its group: EMAIL
    head: str  # from the first ";" on: ";TYPE=work"
    value: str
    wrong: str = ""  # why it cannot be read
    western: bool = False  # it was no UTF-8 and said nothing of its letters, so it was read as windows-1252


def checked(data: bytes) -> bytes:
    """A file's bytes → the same as UTF-8 or something near it. Raises ImportRefused for one that is too long."""
    if len(data) > MOST_BYTES:
        raise ImportRefused(f"it is larger than {MOST_BYTES // 1_000_000} MB; export fewer at a time")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def unfolded(data: bytes, wanted: Collection[str]) -> Iterator[Folded]:
    """A checked file → those of its lines that have one of the names wanted, or can be no line at all."""
    gathered = _Gathered(0, b"", "")
    for number, found_line in enumerate(_LINE.finditer(data), 1):
        line = found_line[0].rstrip(b"\r\n")
        if gathered.takes(line):
            gathered.more(line)
            continue
        if found := gathered.done():
            yield found
        gathered = _begun(number, line, wanted)
    if found := gathered.done():
        yield found


# --- lines that go together ---

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_NAME = re.compile(rb"[ \t]*(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z][A-Za-z0-9_-]*)[ \t]*(?=[;:])")
_LONGEST_HEAD = 1000  # bytes in which it must say that it is quoted-printable
_QUOTED_PRINTABLE = re.compile(rb"[^:]*QUOTED-PRINTABLE[^:]*:", re.IGNORECASE)
_BORDER = re.compile(rb"(?:BEGIN|END):", re.IGNORECASE)
_HEAD = re.compile(r'(?:"[^"]*"|[^":]+)*+(?=:)')


class _Gathered:
    """The lines that make one; grows while the file is read."""

    def __init__(self, number: int, first: bytes, name: str, *, kept: bool = False, wrong: str = "") -> None:
        self.number, self.name, self.kept, self.wrong = number, name, kept, wrong
        self.passed_over = bool(name) and not kept and not wrong  # a picture, whose lines need not be folded
        self.quoted = bool(_QUOTED_PRINTABLE.match(first[:_LONGEST_HEAD]))
        self.open = self.quoted and first.endswith(b"=")  # by a soft line break
        self.parts = [first] if kept else []
        self.length = len(first)

    def takes(self, line: bytes) -> bool:
        if self.open:
            return not _BORDER.match(line)
        if line[:1] in (b" ", b"\t"):
            return bool(self.number)
        return self.passed_over and not _NAME.match(line)

    def more(self, line: bytes) -> None:
        """A soft break's `=` goes, and so does the blank that a fold begins with."""
        broken, self.open = self.open, self.quoted and line.endswith(b"=")
        if not self.kept:
            return
        if broken:
            self.parts[-1] = self.parts[-1][:-1]
            line = line.lstrip(b" \t") if line[:1] in (b" ", b"\t") and line[1:2] == b"=" else line
        else:
            line = line[1:]
        self.length += len(line)
        if self.length > MOST_IN_A_LINE:
            self.parts, self.kept, self.wrong = [], False, "a line that is too long"
        else:
            self.parts.append(line)

    def done(self) -> Folded | None:
        if self.wrong:
            return Folded(self.number, self.name, "", "", self.wrong)
        return _decoded(self.number, self.name, b"".join(self.parts), quoted=self.quoted) if self.kept else None


def _begun(number: int, line: bytes, wanted: Collection[str]) -> _Gathered:
    found = _NAME.match(line)
    if not found:
        return _Gathered(number, b"", "", wrong="a line that cannot be read" if line.strip() else "")
    name = found["name"].decode("ascii").upper()
    if name not in wanted:
        return _Gathered(number, line, name)
    if len(line) > MOST_IN_A_LINE:
        return _Gathered(number, b"", name, wrong="a line that is too long")
    return _Gathered(number, line[found.start("name") :], name, kept=True)


# --- letters ---

# Of all encodings Python knows only those that files of contacts are written in: some others are slow, or no letters.
_CHARSET = re.compile(r";CHARSET=\"?(?P<name>[A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_KNOWN = re.compile(
    r"utf-?8|(?:us-)?ascii|iso-?8859-?[0-9]{1,2}|latin-?1|(?:windows-?|cp)125[0-8]|macintosh|koi8-[ru]|"
    r"shift[-_]?jis|euc-?(?:jp|kr)|gb(?:k|2312|18030)|big5",
    re.IGNORECASE,
)


def _decoded(number: int, name: str, line: bytes, *, quoted: bool) -> Folded:
    """`NAME;PARAMETERS:value` → its parts; quoted-printable and base64 are opened."""
    text, western = _letters(line, "")
    found = _HEAD.match(text)
    head = found[0] if found else text.partition(":")[0]
    declared = _CHARSET.search(head)
    charset = declared["name"] if declared and _KNOWN.fullmatch(declared["name"]) else ""
    value = text[len(head) + 1 :]
    if quoted or charset:
        raw = line[len(head.encode("cp1252" if western else "utf-8", "replace")) + 1 :]
        value, western = _letters(binascii.a2b_qp(raw) if quoted else raw, charset, declared=quoted)
    elif _BASE64.search(head):
        value = _from_base64(value)
    return Folded(number, name, head[len(name) :].strip(), value, "", western)


def _letters(raw: bytes, charset: str, *, declared: bool = False) -> tuple[str, bool]:
    """Bytes → text, and whether that was guessed. What is UTF-8 is taken for that, unless the line says otherwise."""
    for encoding in (charset, UTF_8) if declared and charset else (UTF_8, charset):
        try:
            return raw.decode(encoding or "ascii"), False
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace"), True


_BASE64 = re.compile(r";(?:ENCODING=)?(?:B|BASE64)(?=[;:]|$)", re.IGNORECASE)


def _from_base64(value: str) -> str:
    try:
        return _letters(binascii.a2b_base64("".join(value.split())), "")[0]
    except (ValueError, UnicodeEncodeError):
        return value
