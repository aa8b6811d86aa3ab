"""Where links to notes stand in a text, and what each leads to by the very rules by which notes are read.

Every candidate gets a mark before its target, and the note is read once with all of them: the marks that come back are
those of links, with their targets as the reader takes them; the others stand in code, comments or maths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultkit.model import Items, Link, Note, Value
from vaultkit.model import Mapping as Table
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.links import WIKILINK, note_link, wikilink
from vaultkit.notes.parse import parse_note
from vaultkit.records.linked import links
from vaultkit.records.values import At

_DESTINATION = re.compile(r"\]\([ \t]*(?:<([^<>\n]+)>|((?:[^\s()<>]|\([^\s()<>]*\))+))")
_END = re.compile(r"\\?\||#")  # of a target; in a table the pipe is written `\|`
_PATH = re.compile(r"[^#]*[^#\s]")
_MARK = "zvk"


class Spot(NamedTuple):
    """What may be a link: the span of its target as written, and of the whole; `closed` between < and >."""

    start: int
    end: int
    whole: tuple[int, int]
    wiki: bool
    rough: str | None  # the target, as it is unless an escape of YAML says otherwise
    named: bool = False  # the link says how it is to be shown, or which part it means
    closed: bool = False
    matter: bool = False


def spots(text: str) -> tuple[Spot, ...]:
    """All that may be a link to a note in a text, in order."""
    block = VaultHandler().block(text)
    until = block.end if block else 0
    found = [*_wikilinks(text, until), *(_destinations(text, until) if "](" in text else ())]
    return tuple(sorted(found))


def _wikilinks(text: str, until: int) -> Iterator[Spot]:
    for match in WIKILINK.finditer(text):
        found = wikilink(match[1], 0, embed=False)
        if found and found.target:
            end = _END.search(match[1])
            raw = match[1][: end.start()] if end else match[1]
            start = match.start(1) + len(raw) - len(raw.lstrip())
            named = bool(found.anchor or found.alias or text[max(match.start() - 1, 0) : match.start()] == "!")
            stop = match.start(1) + len(raw.rstrip())
            yield Spot(start, stop, match.span(), True, found.target, named, matter=start < until)


def _destinations(text: str, until: int) -> Iterator[Spot]:
    for match in _DESTINATION.finditer(text):
        group = 1 if match[1] else 2
        path = _PATH.match(match[group])
        found = note_link(match[group], "", 0, embed=False)
        if path and found and found.target:
            start = match.start(group)
            yield Spot(start, start + path.end(), match.span(), False, found.target, True, group == 1, start < until)


def targets(text: str, candidates: Sequence[Spot]) -> Mapping[int, str]:
    """Those candidates that are links, by their place in the row → the target each leads to."""
    mark = _MARK
    while mark in text:
        mark += "k"
    pieces: list[str] = []
    at = 0
    for order, spot in enumerate(candidates):
        pieces += (text[at : spot.start], f"{mark}{order}x")
        at = spot.start
    pieces.append(text[at:])
    sign = re.compile(f"{mark}([0-9]+)x")
    note = parse_note("", "".join(pieces).encode())
    return {int(hit[1]): link.target[hit.end() :] for link in all_links(note) if (hit := sign.match(link.target))}


def all_links(note: Note) -> Iterator[Link]:
    """Every link of a note: of its properties, groups and lists in them too, and of its lines."""
    for field in note.fields:
        yield from _linked(field.value)
    for line in note.lines:
        yield from line.links


def _linked(value: Value) -> Iterator[Link]:
    if isinstance(value, Table):
        for field in value.fields:
            yield from _linked(field.value)
    elif isinstance(value, Items) and not (len(value.values) == 1 and isinstance(value.values[0], Items)):
        for each in value.values:
            yield from _linked(each)
    elif isinstance(value, Items) or "[[" in (value.text or "") or "](" in (value.text or ""):
        yield from links(value, At("", "", []))
