"""The frozen types every layer shares: where a thing stands, what a note holds, what is wrong.

A `NotePath` is a vault-relative path with `/` between its parts, NFC. `None` is the only unknown. Named tuples all
the way: ten thousand notes make half a million of these, and a tuple is the smallest and quickest frozen thing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

NotePath: TypeAlias = str
Said: TypeAlias = "str | tuple[str, ...]"  # a property's value as it is to be written
Tell: TypeAlias = "Callable[[int, int], None]"  # hears how much of how much is done
Level: TypeAlias = Literal["error", "warning", "hint"]


class Place(NamedTuple):
    """A line of a note, counted from 1; it proves whatever was read there."""

    path: NotePath
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Problem(NamedTuple):
    """A mistake in what the user wrote: where, a stable code, what is wrong and what to write instead."""

    place: Place
    code: str
    message: str
    level: Level = "warning"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


# --- front matter: scalars stay the text that was written; each property is typed by whoever reads it ---


class Scalar(NamedTuple):
    """A YAML scalar as written; `text` is None where YAML 1.2 reads null (empty, `~`, `null`)."""

    text: str | None
    line: int
    quoted: bool = False  # quoted or a block scalar: always a string, whatever it looks like


class Items(NamedTuple):
    """A YAML sequence."""

    values: tuple[Value, ...]
    line: int


class Mapping(NamedTuple):
    """A YAML mapping, in the order written, keys as text."""

    fields: tuple[Field, ...]
    line: int


Value: TypeAlias = Scalar | Items | Mapping


class Field(NamedTuple):
    """One property: key and value as written, and the line of the key."""

    key: str
    value: Value
    line: int


# --- bodies: what a line says ---


class Link(NamedTuple):
    """A wikilink or a markdown link to a note, as written: `[[target#anchor|alias]]`."""

    target: str  # trimmed; without heading, block, alias; percent-decoded for `[t](a%20b.md)`; "" links the note itself
    line: int
    anchor: str = ""  # "heading", "^block"; without the leading "#"
    alias: str = ""
    embed: bool = False


class Inline(NamedTuple):
    """A Dataview field: `key:: value` on its own line or list item, `[key:: v]`, `(key:: v)`."""

    key: str
    value: str  # trimmed source text
    line: int
    whole: bool  # True where the field is the whole line (after list mark and task box)


class Line(NamedTuple):
    """A body line that says something (a link, field, task, tag, heading or leading date), with what stands in it."""

    number: int
    text: str  # the line without indentation, quote and list marks, task box and heading marks
    links: tuple[Link, ...] = ()  # none from code, HTML comments or maths
    fields: tuple[Inline, ...] = ()
    tags: tuple[str, ...] = ()  # without "#"
    task: str = ""  # "" for no task, else the character in the box: " ", "x", "/", "-", …
    heading: int = 0  # 0 for none, else 1 to 6
    quote: bool = False  # in a block quote that is no callout
    item: bool = False  # a list item


class Note(NamedTuple):
    """One note as syntax: properties and the lines of the body that say something. No meaning yet."""

    path: NotePath
    fields: tuple[Field, ...] = ()
    lines: tuple[Line, ...] = ()
    lead: str = ""  # the first body line that is prose (no heading, list mark, code, quote), at most 200 characters
    body_line: int = 1  # the line the body starts on
    problems: tuple[Problem, ...] = ()


def texts_in(said: Said) -> tuple[str, ...]:
    """A property's text or texts → its texts."""
    return (said,) if isinstance(said, str) else said
