"""One body line's text becomes a `Line`: its fields, tags, task box and whether it says anything at all.

Both readers of bodies, the cheap scan and the parser, end here; they differ only in how they find the blocks, the
links and the spans of code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.model import Inline, Line, Link

Span: TypeAlias = tuple[int, int]

LONG = 10_000  # characters; of a longer line only the links are read
LEAD = 200

CALLOUT = re.compile(r"\[![^\[\]\n]+\]")
_DATE = re.compile(r"(?:\[\[)?[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Obsidian ends a tag at white space and at this punctuation.
_TAG = re.compile("#([^\\s\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\]+)")
# Dataview's keys: letters, digits, blanks, `_ / -` and emoji.
_KEY = re.compile("[\\w\\s/\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff-]+")
_BRACKET = re.compile(r"[\[\]()]")
_EMPHASIS = "*_~"


class Body(NamedTuple):
    """What a body says, and its first line of prose."""

    lines: tuple[Line, ...] = ()
    lead: str = ""


class Shape(NamedTuple):
    """What the block around a line makes of it."""

    heading: int = 0
    quote: bool = False
    item: bool = False


PLAIN = Shape()
ITEM = Shape(item=True)
HEADINGS = tuple(Shape(heading=level) for level in range(7))


def read_line(number: int, text: str, links: tuple[Link, ...], hidden: Sequence[Span], shape: Shape) -> Line | None:
    """The line, or None where it says nothing; `hidden` are the spans of links, code, comments and maths in `text`."""
    heading, quote, item = shape
    if len(text) > LONG:
        return Line(number, text[:LEAD], links, heading=heading, quote=quote, item=item) if links else None
    fields: tuple[Inline, ...] = ()
    tags: tuple[str, ...] = ()
    task = ""
    cut = 0
    if item and text[:1] == "[":
        task, cut = _task(text)
    if "::" in text or "#" in text:
        seen = _hide(text, hidden)[cut:]
        fields = _fields(number, text[cut:], seen, heading)
        tags = _tags(seen)
    if cut:
        text = text[cut:]
    if not (links or fields or tags or task or (heading and text) or _DATE.match(text)):
        return None
    return Line(number, text, links, fields, tags, task, heading, quote, item)


def is_prose(text: str) -> bool:
    """Whether a paragraph's line can stand for the note: no field, comment, picture or table row."""
    return bool(text) and not text.startswith(("%%", "![", "|")) and not ("::" in text and _whole(1, text, text))


def lead_of(text: str) -> str:
    """A prose line, short enough to show."""
    return text[:LEAD].rstrip()


def _hide(text: str, spans: Sequence[Span]) -> str:
    """The text with each span filled up, so that no mark inside it counts and every position stays."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        if end > start:
            pieces += (text[at:start], "`" * (end - start))
            at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _task(text: str) -> tuple[str, int]:
    """The character in the box at the start of a list item, and where the text after the box starts."""
    if text[2:3] != "]" or text[1] in "[]`" or not (len(text) == 3 or text[3].isspace()):
        return "", 0
    return text[1], len(text) - len(text[3:].lstrip())


def _fields(number: int, text: str, seen: str, heading: int) -> tuple[Inline, ...]:
    if "::" not in seen:
        return ()
    whole = None if heading else _whole(number, text, seen)
    return (*((whole,) if whole else ()), *_bracketed(number, text, seen))


def _whole(number: int, text: str, seen: str) -> Inline | None:
    at = seen.find("::")
    before = seen[:at].strip()
    key = _key(before)
    if not key:
        return None
    value = text[at + 2 :].strip()
    opened = before[: len(before) - len(before.lstrip(_EMPHASIS))]
    if opened and not before.endswith(opened[-1]):  # `**key:: ** value`
        value = value.removeprefix(opened).lstrip()
    return Inline(key, value, number, whole=True)


def _bracketed(number: int, text: str, seen: str) -> list[Inline]:
    """`[key:: value]` and `(key:: value)`; brackets inside the value must close again."""
    marks = [match.start() for match in _BRACKET.finditer(seen)]
    closing = _pairs(seen, marks)
    found, done = [], -1
    for order, start in enumerate(marks):
        end = closing.get(start, -1)
        if end < 0 or start < done:
            continue
        at = seen.find("::", start, end)
        if at < 0 or marks[order + 1] < at:
            continue
        key = _key(seen[start + 1 : at].strip())
        if key:
            found.append(Inline(key, text[at + 2 : end].strip(), number, whole=False))
            done = end
    return found


def _pairs(seen: str, marks: list[int]) -> dict[int, int]:
    """Where each opened bracket closes, each kind counted for itself."""
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {"]": [], ")": []}
    for at in marks:
        match seen[at]:
            case "[":
                opened["]"].append(at)
            case "(":
                opened[")"].append(at)
            case mark if opened[mark]:
                pairs[opened[mark].pop()] = at
    return pairs


def _key(text: str) -> str:
    key = text.strip(_EMPHASIS).strip()
    return key if _KEY.fullmatch(key) and not key.isspace() else ""


def _tags(seen: str) -> tuple[str, ...]:
    if "#" not in seen:
        return ()
    found = (
        match[1].rstrip("/") for match in _TAG.finditer(seen) if not match.start() or seen[match.start() - 1].isspace()
    )
    return tuple(tag for tag in found if tag and not tag.isdigit())
