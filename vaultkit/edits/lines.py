"""Lines put into a note, every other byte as it was; and words made such that they are nothing but words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultkit.edits.change import EditRefused
from vaultkit.model import Line, Note
from vaultkit.notes.parse import parse_note
from vaultkit.pages.layout import shorten, tidy

MOST = 200  # characters: what the reader of lines keeps of one
NOTE = "note.md"  # an edit is the same whatever the path; messages speak of "the note"
STOPPERS = frozenset(("not-utf-8", "not-text", "unclosed-front-matter", "front-matter-too-large"))

_LINK = re.compile(r"!?\[\[([^\[\]\n|#]{0,200})(?:#[^\[\]\n|]{0,200})?(?:\\?\|([^\[\]\n]{0,200}))?\]\]")
_SIGNS = re.compile("[📅✅➕🛫⏳❌🔁🆔⛔🔺⏫🔼🔽⏬]\ufe0f?")
_TAG_MARK = re.compile(r"(?<!\w)#+(?=[^\s\d#]|\d+[^\s\d])")
_BACKSLASH = re.compile(r"\\+(?=[!-/:-@\[-`{-~]|$)")
_DOUBLED = re.compile(r"([:%=~{}])\1+|\*\*+|__+")
_HTML = re.compile(r"<(?=[A-Za-z/!?%])([^<>]*)>?")
_CARET = re.compile(r"(?<!\S)\^+")
_LEADING = re.compile(r"^(?:[-*+>|=#]+(?=\s|$)|[>|=]+|[\s,;:–—-]+)\s*")
_NUMBERED = re.compile(r"^(\d{1,9})[.)](?=\s|$)")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d|(?<!\S)\d{4}-\d\d-\d\d$")
_ENDS = " ,;:|–—-"
_PLAIN = str.maketrans({"[": "(", "]": ")", "`": "'", "|": "/"})

_ROW = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")
_CODE = re.compile(r"`[^`]*`")


def inert(text: str, most: int = MOST) -> str:
    """Any text → its words on one line, which no reader takes for anything but words; "" where there are none.

    No link, field, verb, tag, date of a line, task, block id, comment, table or HTML; nothing is escaped, so that the
    line is read quickly and looks the same in every editor.
    """
    words = tidy(_LINK.sub(lambda link: link[2] or link[1], text))
    before = None
    while words != before:  # what is taken out may join what stood apart
        before, words = words, _disarmed(words)
    return shorten(words, most)


def one_line(text: str) -> str:
    """The user's own words, on one line; a comment or formula that they would leave open over what follows is none."""
    words = tidy(text)
    for mark in ("%%", "$$"):
        words = words.replace(mark, mark[0]) if words.count(mark) % 2 else words
    return words if words.count("<!--") <= words.count("-->") else words.replace("<!--", "‹!--")


def _disarmed(words: str) -> str:
    words = _LINK.sub(lambda link: link[2] or link[1], words)
    words = _HTML.sub(lambda tag: f"‹{tag[1]}{'›' if tag[0].endswith('>') else ''}", words).translate(_PLAIN)
    words = _SIGNS.sub("", words)
    words = _BACKSLASH.sub("", words)
    words = _DOUBLED.sub(lambda found: found[1] or "", words)
    words = _TAG_MARK.sub("", _CARET.sub("", words))
    words = words.replace("$", "＄") if words.count("$") > 1 else words
    words = _NUMBERED.sub(r"(\1)", _LEADING.sub("", words))
    return _DATE.sub(r"(\g<0>)", " ".join(words.split()).strip(_ENDS))


def append(data: bytes, lines: Sequence[str], heading: str = "") -> bytes:
    """A note and lines → the note with the lines at its end, or at the end of the section under `heading`.

    The heading is made at the end where the note lacks it. Line ends, byte order mark and a missing last line end stay
    as they were. EditRefused where the lines would not be read there as they are by themselves.
    """
    if not lines:
        return data
    if any(_END.search(line) for line in lines):
        raise EditRefused("a line to be added has a line end in it; write one line")
    note = parse_note(NOTE, data)
    for problem in note.problems:
        if problem.code in STOPPERS:
            raise EditRefused(f"line {problem.place.line}: {problem.message}")
    rows: list[str] = _ROW.findall(data.decode("utf-8"))
    at, before = _spot(note, rows, heading)
    if _is_open(rows[:at]):
        raise EditRefused("code, a comment or a formula is open where the line would go; close it first")
    new = _put(rows, at, (*before, *lines)).encode("utf-8")
    if not _same(note, parse_note(NOTE, new), at, (*before, *lines)):
        raise EditRefused(
            "the line would be read as part of what stands above it; end that with a blank line or close it"
        )
    return new


def place_of(before: bytes, after: bytes, line: str) -> int:
    """A note before and after a line was appended → the line's number."""
    old, new = (_ROW.findall(data.decode("utf-8-sig")) for data in (before, after))
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return next((at + 1 for at in range(start, len(new)) if new[at].strip("\r\n") == line), start + 1)


def _spot(note: Note, rows: Sequence[str], heading: str) -> tuple[int, tuple[str, ...]]:
    """After how many rows the lines go, and what goes before them."""
    if not heading.strip():
        return len(rows), _gap(rows)
    level, title = _heading(heading)
    headings = [line for line in note.lines if line.heading and not line.quote and not line.item]
    mine = next((line for line in headings if line.text.casefold() == title.casefold()), None)
    if mine is None:
        blank = ("",) if rows and rows[-1].strip() else ()
        return len(rows), (*blank, f"{'#' * level} {title}")
    below = (line.number - 1 for line in headings if line.number > mine.number and line.heading <= mine.heading)
    at = next(below, len(rows))
    while not rows[at - 1].strip():
        at -= 1
    return at, _gap(rows[:at])


def _heading(heading: str) -> tuple[int, str]:
    """`Log`, `### Log` → level and title; the second level where none is given."""
    title = heading.strip()
    level = len(title) - len(title.lstrip("#"))
    return (min(level, 6) or 2), title.lstrip("#").strip()


def _gap(rows: Sequence[str]) -> tuple[str, ...]:
    """A blank line, where a list item would otherwise stand right below what is no list and no heading."""
    last = rows[-1].lstrip("\ufeff") if rows else ""
    flows = not last.strip() or _ITEM.match(last) or last.startswith("#") or last.strip() == "---"
    return () if flows else ("",)


def _put(rows: Sequence[str], at: int, lines: Sequence[str]) -> str:
    """Rows with lines among them, which end as the row above them does; the last row of all ends as it did."""
    near = (*rows[max(at - 1, 0) :], *rows[max(at - 2, 0) : max(at - 1, 0)])
    ends = [found[0] for row in near if (found := _END.search(row))]
    end = ends[0] if ends else "\n"
    head, tail = "".join(rows[:at]), "".join(rows[at:])
    added = end.join(lines)
    bare = bool(head.strip("\ufeff")) and not head.endswith(("\n", "\r"))
    return f"{head}{end}{added}{tail}" if bare else f"{head}{added}{end}{tail}"


def _is_open(rows: Sequence[str]) -> bool:
    """Whether a fence, an Obsidian comment or a formula is open after some rows."""
    fence, opened = "", {"%%": False, "$$": False}
    for row in rows:
        found = _FENCE.match(row.rstrip("\r\n"))
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
        else:
            plain = _CODE.sub("", row)
            for mark in opened:
                opened[mark] ^= plain.count(mark) % 2 == 1
    return bool(fence) or any(opened.values())


def _same(before: Note, after: Note, at: int, lines: Sequence[str]) -> bool:
    """Whether everything is read as before, and each new line as by itself."""
    new = range(at + 1, at + 1 + len(lines))
    kept = [line.text for line in after.lines if line.number not in new] == [line.text for line in before.lines]
    there = {line.number: _as_read(line) for line in after.lines if line.number in new}
    alone = {
        number: _as_read(found)
        for number, line in zip(new, lines, strict=True)
        for found in parse_note(NOTE, line.encode("utf-8")).lines
    }
    return kept and there == alone and after.fields == before.fields


def _as_read(line: Line) -> tuple[object, ...]:
    return line.text, line.item, line.quote, line.task, line.heading, len(line.links)
