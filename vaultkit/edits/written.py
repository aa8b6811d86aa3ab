"""Where each property of a front matter stands in its lines: the key, the value, and the items of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from vaultkit.edits.change import EditRefused
from vaultkit.notes.links import WIKILINK
from vaultkit.notes.yaml12 import Reader

Style: TypeAlias = Literal["empty", "scalar", "block", "flow", "other"]
Position: TypeAlias = tuple[int, int]  # line and column, both from 0

FIRST = 2  # the number of the front matter's first line in its note
_NULLS = ("~", "null", "Null", "NULL")
# YAML 1.1 ends lines at these and editors do not; which character stands in for them does not matter here.
_NO_BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), "\ufdd0")


class Item(NamedTuple):
    """One text of a list, and where it is written; an unquoted `[[Bob]]` is the text `[[Bob]]`."""

    text: str
    start: Position
    end: Position


class Written(NamedTuple):
    """One property as it stands: the key's place, where its colon ends, and the value with its texts.

    `texts` is None where the value holds more than texts: groups, lists in lists.
    """

    key: str
    line: int
    column: int
    colon: int
    start: Position
    end: Position
    style: Style
    items: tuple[Item, ...] = ()
    texts: tuple[str, ...] | None = None


class Node(NamedTuple):
    """A value of the YAML: its span without the comments and blank lines behind it."""

    start: Position
    end: Position
    event: Any
    children: tuple[Node, ...] = ()


def tree(text: str, lines: Sequence[str]) -> Node | None:
    """A front matter's YAML, known to be well formed → its values with their places, None where it is empty."""
    source = _source(text, lines)
    return source.node() if isinstance(source.head, (ScalarEvent, CollectionStartEvent)) else None


def written(text: str, lines: Sequence[str]) -> tuple[Written, ...]:
    """A front matter's YAML, known to be well formed, and its lines → its properties. Raises EditRefused."""
    return tuple(_source(text, lines).properties())


def events(text: str) -> Iterator[Any]:
    """A front matter's YAML → its events, with the lines and places that they have in an editor."""
    return iter(Reader("").events(text.translate(_NO_BREAKS)).get_event, None)


def _source(text: str, lines: Sequence[str]) -> _Source:
    source = _Source(events(text), lines)
    source.skip(StreamStartEvent, DocumentStartEvent)
    return source


class _Source:
    """The events of one YAML text, read node by node; well-formed and not too deep, as the reader has seen."""

    def __init__(self, events: Iterator[Any], lines: Sequence[str]) -> None:
        self.events, self.lines = events, lines
        self.head: Any = next(events, None)

    def take(self) -> Any:
        event, self.head = self.head, next(self.events, None)
        return event

    def skip(self, *kinds: type) -> None:
        while isinstance(self.head, kinds):
            self.take()

    def properties(self) -> Iterator[Written]:
        root = self.take()
        if not isinstance(root, MappingStartEvent):
            return
        if root.flow_style:
            raise EditRefused(
                f"line {FIRST + _at(root.start_mark)[0]}: the properties stand in braces; write one a line"
            )
        while isinstance(self.head, (ScalarEvent, CollectionStartEvent, AliasEvent)):
            key, value = self.node(), self.node()
            if isinstance(key.event, ScalarEvent):
                yield self.property(key, value)

    def node(self) -> Node:
        event = self.take()
        start = _at(event.start_mark)
        if not isinstance(event, CollectionStartEvent):
            return Node(start, self.end_of(event), event)
        children, end = [], start
        while isinstance(self.head, (ScalarEvent, CollectionStartEvent, AliasEvent)):
            child = self.node()
            children.append(child)
            end = max(end, child.end)
        closing = self.take()
        return Node(start, _at(closing.end_mark) if event.flow_style else end, event, tuple(children))

    def end_of(self, event: Any) -> Position:
        """Where a scalar's last character stands; of a block of text, its last line that is not blank."""
        line, column = _at(event.end_mark)
        if getattr(event, "style", None) not in ("|", ">"):
            return line, column
        if column == 0 or line >= len(self.lines):
            line -= 1
        while line > event.start_mark.line and not self.lines[line].strip():
            line -= 1
        return line, len(self.lines[line].rstrip("\r\n"))

    def property(self, key: Node, value: Node) -> Written:
        line, column = key.start
        text = self.lines[line]
        behind = text[key.end[1] :]
        colon = key.end[1] + len(behind) - len(behind.lstrip(" \t"))
        if key.end[0] != line or text[:column].strip() or text[colon : colon + 1] != ":":
            raise EditRefused(f"line {FIRST + line}: this property is written in an unusual way; write `key: value`")
        items, texts = self.texts(value)
        style = self.style(value, items)
        return Written(key.event.value, line, column, colon + 1, value.start, value.end, style, items, texts)

    def texts(self, value: Node) -> tuple[tuple[Item, ...], tuple[str, ...] | None]:
        """The texts of a value, with their places where it is a list of them."""
        whole = self.text(value)
        if whole is not None:
            return (), (whole,) if whole else ()
        items = [(child, self.text(child)) for child in value.children]
        if not isinstance(value.event, SequenceStartEvent) or any(text is None for _, text in items):
            return (), None
        found = tuple(Item(text or "", child.start, child.end) for child, text in items)
        return found, tuple(item.text for item in found if item.text)

    def text(self, value: Node) -> str | None:
        """The one text a value is; None where it is something else."""
        if isinstance(value.event, ScalarEvent):
            text = str(value.event.value)
            return "" if text in _NULLS and not value.event.style else text
        raw = self.raw(value)
        return raw if WIKILINK.fullmatch(raw) else None

    def raw(self, value: Node) -> str:
        """A value of one line as it is written."""
        line, column = value.start
        return self.lines[line][column : value.end[1]] if value.end[0] == line else ""

    def style(self, value: Node, items: tuple[Item, ...]) -> Style:
        if value.start == value.end:
            return "empty"
        if isinstance(value.event, SequenceStartEvent) and (items or not value.children):
            return "flow" if value.event.flow_style else "block"
        return "scalar" if self.text(value) is not None else "other"


def _at(mark: Any) -> Position:
    return mark.line, mark.column
