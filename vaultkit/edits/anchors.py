"""What two notes that become one both call by one name: block ids, footnotes and headings.

Those of the note that goes get names of their own, and the links to them follow; a heading's name stays the user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.edits.change import EditRefused
from vaultkit.edits.linking import all_links
from vaultkit.graph.names import fold
from vaultkit.model import NotePath
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.parse import parse_note

Leads: TypeAlias = Callable[[str], bool]  # whether a link's target, "" for the note itself, leads to the note that goes

_BLOCK = re.compile(r"(?:^|(?<=[ \t]))\^([A-Za-z0-9-]+)(?=[ \t]*\r?$)", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
_FOOTNOTE_TEXT = re.compile(r"^ {0,3}\[\^([^\[\]\s]+)\]:", re.MULTILINE)
_TO_BLOCK = re.compile(r"#(?:\^|%5[Ee])([A-Za-z0-9-]+)(?![A-Za-z0-9-])")
_MARK = "zvk"


class Apart(NamedTuple):
    """The note that goes, with ids and footnotes that the other one does not have; its old ids → the new ones."""

    data: bytes
    ids: Mapping[str, str]


def set_apart(mine: bytes, its: bytes) -> Apart:
    """The bytes of the note that stays and of the one that goes → the second with names of its own."""
    try:
        first, text = mine.decode("utf-8"), its.decode("utf-8")
    except UnicodeDecodeError:
        return Apart(its, {})
    ids = _renamed(_BLOCK.findall(first), _BLOCK.findall(text))
    taken = _FOOTNOTE_TEXT.findall(first), _FOOTNOTE_TEXT.findall(text)
    text = _replaced(text, _BLOCK, ids, lambda match: match.start())
    text = _replaced(text, _FOOTNOTE, _renamed(*taken), lambda match: match.end() + (text[match.end() :][:1] == ":"))
    return Apart(text.encode(), ids)


def with_new_ids(data: bytes, leads: Leads, ids: Mapping[str, str]) -> bytes:
    """A note's bytes → the same with its links to blocks of the note that goes, by the blocks' new ids."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    found = [match for match in _TO_BLOCK.finditer(text) if fold(match[1]) in ids]
    if not found:
        return data
    mark = _mark(text)
    sign = re.compile(f"{mark}([0-9]+)x")
    marked = _inserted(text, [(match.start() + 1, f"{mark}{order}x") for order, match in enumerate(found)])
    links = all_links(parse_note("", marked.encode()))
    live = {int(hit[1]) for link in links if (hit := sign.match(link.anchor)) and leads(link.target)}
    return _swapped(text, [match for order, match in enumerate(found) if order in live], ids).encode()


def check_headings(
    mine: bytes, its: bytes, files: Mapping[NotePath, bytes], leads: Callable[[NotePath], Leads]
) -> None:
    """Refuse where a link to a heading of the note that goes would come to lead to one of the note that stays."""
    both = _headings(mine) & _headings(its)
    if not both:
        return
    for path in sorted(files):
        if b"#" not in files[path]:
            continue
        to_it = leads(path)
        for link in all_links(parse_note(path, files[path])):
            heading = _heading(link.anchor.rpartition("#")[2])
            if heading in both and to_it(link.target):
                shown = f"[[{link.target}#{link.anchor}]]"
                advice = "both notes have that heading; give it another name in one of them first"
                raise EditRefused(f"{path}:{link.line}: {shown} could not be kept, as {advice}")


def _headings(data: bytes) -> set[str]:
    return {_heading(line.text) for line in parse_note("", data).lines if line.heading} - {""}


def _heading(text: str) -> str:
    """A heading as links to it are compared: marks make no difference."""
    return " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())


def _renamed(mine: Sequence[str], its: Sequence[str]) -> dict[str, str]:
    """Names in two notes → those of the second that the first has too, folded, each with a free one."""
    there, taken = {fold(name) for name in mine}, {fold(name) for name in (*mine, *its)}
    new: dict[str, str] = {}
    for name in dict.fromkeys(its):
        if fold(name) in there and fold(name) not in new:
            new[fold(name)] = _free(name, taken)
            taken.add(fold(new[fold(name)]))
    return new


def _free(name: str, taken: set[str]) -> str:
    """`ask1` → `ask2`, `note` → `note-2`, or the next that nobody has."""
    bare = name.rstrip("0123456789")
    number = int(name[len(bare) :][-9:] or 1) + 1
    joint = "" if bare != name or not bare else "-"
    while fold(f"{bare}{joint}{number}") in taken:
        number += 1
    return f"{bare}{joint}{number}"


def _replaced(
    text: str, pattern: re.Pattern[str], new: Mapping[str, str], beside: Callable[[re.Match[str]], int]
) -> str:
    """A note's text with names replaced where they mean something: where a link beside them would be one."""
    block = VaultHandler().block(text)
    begins = block.body if block else 0
    found = [match for match in pattern.finditer(text, begins) if fold(match[1]) in new]
    if not found:
        return text
    mark = _mark(text)
    marked = _inserted(text, [(beside(match), f"[[{mark}{order}x]]") for order, match in enumerate(found)])
    there = {link.target for link in all_links(parse_note("", marked.encode()))}
    return _swapped(text, [match for order, match in enumerate(found) if f"{mark}{order}x" in there], new)


def _swapped(text: str, found: Sequence[re.Match[str]], new: Mapping[str, str]) -> str:
    pieces: list[str] = []
    at = 0
    for match in found:
        pieces += (text[at : match.start(1)], new[fold(match[1])])
        at = match.end(1)
    return "".join((*pieces, text[at:]))


def _inserted(text: str, marks: Sequence[tuple[int, str]]) -> str:
    pieces: list[str] = []
    at = 0
    for place, mark in marks:
        pieces += (text[at:place], mark)
        at = place
    return "".join((*pieces, text[at:]))


def _mark(text: str) -> str:
    mark = _MARK
    while mark in text:
        mark += "k"
    return mark
