"""YAML as Obsidian reads it (1.2, core): text becomes a tree of scalars as written, each with its line.

The tree is built straight from libyaml's events, in a loop and with limits: its composer recurses and kills the
process on deep nesting, and PyYAML's own constructors read 1.1 (`no` is false, `12:30` is 750) and raise on dates
that are none. A merge key `<<` is a key like any other, as in YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vaultkit.model import Field, Items, Mapping, NotePath, Place, Problem, Scalar, Value

MAX_DEPTH = 64
MAX_ALIASES = 50
MAX_NODES = 100_000  # counting what aliases stand for

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CORE = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset((f"{_CORE}str", "!"))
_CORE_TAGS = frozenset(_CORE + name for name in ("bool", "float", "int", "map", "null", "seq", "str"))
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(?:nan|NaN|NAN)")

# YAML 1.1 ends lines at these, YAML 1.2 and editors do not: non-characters stand in for them on the way through.
_STAND_INS = {0x85: 0xFDD0, 0x2028: 0xFDD1, 0x2029: 0xFDD2}
_BREAKS = {stand_in: odd for odd, stand_in in _STAND_INS.items()}
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


class Refused(yaml.YAMLError):
    """YAML that is well formed and yet not taken: too deep, too large, an alias to nothing."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line, self.code, self.message = line, code, message


def uses_libyaml() -> bool:
    """Whether PyYAML came with libyaml; without it, front matter is read by the same rules, five times slower."""
    return bool(yaml.__with_libyaml__)


def typed(value: Value) -> Plain:
    """The value as Obsidian would show it: text, number, truth, nothing, list or mapping."""
    match value:
        case Scalar(text, _, quoted):
            return text if quoted or text is None else _typed_text(text)
        case Items(values):
            return [typed(item) for item in values]
        case Mapping(fields):
            return {field.key: typed(field.value) for field in fields}


def _typed_text(text: str) -> Plain:
    if text in _TRUTHS:
        return _TRUTHS[text]
    try:
        if _INT.fullmatch(text):
            return int(text)
        if _BASED.fullmatch(text):
            return int(text, 0)
    except ValueError:  # longer than Python converts
        return text
    if _FLOAT.fullmatch(text):
        return float(text)
    if special := _SPECIAL.fullmatch(text):
        return float(f"{special[1]}inf" if special[2] else "nan")
    return text


class PythonEvents(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser in Python, for installations without libyaml; its events come from a loop as well."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


_c_events = yaml.CSafeLoader if uses_libyaml() else PythonEvents


class Reader:
    """Reads the pieces of one front matter; anchors, limits and problems belong to the whole of it."""

    def __init__(self, path: NotePath, *, libyaml: bool = True) -> None:
        self.path = path
        self.events = _c_events if libyaml else PythonEvents
        self.problems: list[Problem] = []
        self.aliases = 0
        self.nodes = 0
        self.anchors: dict[str, tuple[Value, int, int] | None] = {}  # with nodes and height; None while it is open

    def read(self, text: str, line: int) -> Value | None:
        """The first document of the text, whose first line has the number `line`; None where there is none.

        Raises `yaml.YAMLError` (or ValueError, from the parser in Python) on what is no YAML or is refused.
        """
        odd = _ODD_BREAK.search(text) is not None
        events = self.events(text.translate(_STAND_INS) if odd else text)
        return _Tree(self, line, odd=odd).build(events.get_event)

    def report(self, line: int, code: str, message: str) -> None:
        self.problems.append(Problem(Place(self.path, line), code, message))


class _Open:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("anchor", "before", "height", "line", "values")

    def __init__(self, line: int, anchor: str | None, before: int) -> None:
        self.line, self.anchor, self.before = line, anchor, before
        self.height = 1
        self.values: list[Value] = []


class _Tree:
    """One document in the making."""

    __slots__ = ("first", "odd", "opened", "reader", "root")

    def __init__(self, reader: Reader, first: int, *, odd: bool) -> None:
        self.reader, self.first, self.odd = reader, first, odd
        self.opened: list[_Open] = []
        self.root: Value | None = None

    def build(self, get_event: Callable[[], Any]) -> Value | None:
        documents = 0
        while (event := get_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                if event.tag or event.anchor or self.odd or not self.opened:
                    self._scalar(event)
                else:
                    self._plain_scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(kind is MappingEndEvent)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "a second YAML document starts here and is not read; keep one block of properties"
                    self.reader.report(self._line(event), "second-document", message)
                    break
        return self.root

    def _line(self, event: Event) -> int:
        mark = event.start_mark
        return self.first + (mark.line if mark else 0)

    def _plain_scalar(self, event: Any) -> None:
        """What `_scalar` does for the nine in ten without a tag or an anchor, in a third of its time."""
        quoted = bool(event.style)
        text = None if not quoted and event.value in _NULLS else event.value
        line = self.first + event.start_mark.line
        self.reader.nodes += 1
        if self.reader.nodes > MAX_NODES:
            self._count(0, line)
        self.opened[-1].values.append(Scalar(text, line, quoted))

    def _scalar(self, event: ScalarEvent) -> None:
        text: str | None = event.value
        quoted = bool(event.style)
        tag = event.tag
        if tag:
            self._check_tag(event)
            quoted = quoted or tag in _TEXT_TAGS or tag not in _CORE_TAGS
        if not quoted and text in _NULLS:
            text = None
        elif self.odd and text:
            text = text.translate(_BREAKS)
        line = self._line(event)
        self._count(1, line)
        node = Scalar(text, line, quoted)
        if event.anchor:
            self.reader.anchors[event.anchor] = (node, 1, 0)
        self._add(node, 0)

    def _open(self, event: CollectionStartEvent) -> None:
        line = self._line(event)
        if len(self.opened) >= MAX_DEPTH:
            raise Refused(line, "yaml-too-deep", f"nested deeper than {MAX_DEPTH} levels; write it flatter")
        if event.tag:
            self._check_tag(event)
        if event.anchor:
            self.reader.anchors[event.anchor] = None
        self.opened.append(_Open(line, event.anchor, self.reader.nodes))
        self._count(1, line)

    def _close(self, is_mapping: bool) -> None:
        done = self.opened.pop()
        values = done.values
        node: Value = Mapping(self._fields(values), done.line) if is_mapping else Items(tuple(values), done.line)
        if done.anchor:
            self.reader.anchors[done.anchor] = (node, self.reader.nodes - done.before, done.height)
        self._add(node, done.height)

    def _alias(self, event: AliasEvent) -> None:
        line, name = self._line(event), event.anchor
        self.reader.aliases += 1
        if self.reader.aliases > MAX_ALIASES:
            raise Refused(line, "yaml-too-large", f"more than {MAX_ALIASES} aliases; write the values out")
        if name not in self.reader.anchors:
            message = f"`*{name}` refers to nothing; put text that starts with `*` in quotes"
            raise Refused(line, "yaml-alias", message)
        known = self.reader.anchors[name]
        if known is None:
            raise Refused(line, "yaml-alias", f"`*{name}` stands inside what it refers to; write the value out")
        node, size, height = known
        if len(self.opened) + height > MAX_DEPTH:
            raise Refused(line, "yaml-too-deep", f"nested deeper than {MAX_DEPTH} levels; write it flatter")
        self._count(size, line)
        self._add(node, height)

    def _add(self, node: Value, height: int) -> None:
        if not self.opened:
            self.root = node
            return
        around = self.opened[-1]
        around.values.append(node)
        if height >= around.height:
            around.height = height + 1

    def _count(self, nodes: int, line: int) -> None:
        self.reader.nodes += nodes
        if self.reader.nodes > MAX_NODES:
            raise Refused(line, "yaml-too-large", f"more than {MAX_NODES:,} values; keep them in a note of their own")

    def _check_tag(self, event: ScalarEvent | CollectionStartEvent) -> None:
        tag = str(event.tag)
        if tag in _CORE_TAGS or tag == "!":
            return
        shown = f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag
        message = f"the tag `{shown[:60]}` means nothing here and is left out; put text that starts with `!` in quotes"
        self.reader.report(self._line(event), "yaml-tag", message)

    def _fields(self, values: list[Value]) -> tuple[Field, ...]:
        """Keys and values in turn, as fields; of two equal keys the first counts."""
        found: dict[str, Field] = {}
        pairs = iter(values)
        for key, value in zip(pairs, pairs, strict=True):
            if not isinstance(key, Scalar):
                message = "a list or mapping cannot be a key; write `key: value`, and links in quotes"
                self.reader.report(key.line, "key-not-text", message)
                continue
            name = key.text if key.text is not None else ""
            if name in found:
                message = f"`{name[:60]}` is written twice; the first, in line {found[name].line}, counts: remove one"
                self.reader.report(key.line, "duplicate-key", message)
            else:
                found[name] = Field(name, value, key.line)
        return tuple(found.values())
