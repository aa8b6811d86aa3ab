"""A note's properties by the names that records know, each read as what it should be; what cannot be is a problem.

Front matter comes first; a Dataview line (`date:: 2026-11-03`) stands for a property that the front matter lacks. In
the note of a person or an organisation a field in brackets (`[title:: Head of design]`) does so too; elsewhere such a
field belongs to its line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import TypeVar

from vaultkit.keys import canonical
from vaultkit.model import Field, Items, Level, Note, NotePath, Place, Problem, Scalar, Value
from vaultkit.model import Mapping as Table
from vaultkit.records import values
from vaultkit.records.kinds import Birthday, Name
from vaultkit.records.lines import is_verb
from vaultkit.records.linked import links
from vaultkit.records.values import At, Day

T = TypeVar("T")
OWN_KINDS = ("person", "organization")


class Properties:
    """The properties of one note or of one mapping inside it; problems gather in `problems`."""

    def __init__(self, note: Note, kind: str, synonyms: tuple[tuple[str, str], ...] = ()) -> None:
        self.path: NotePath = note.path
        self.problems: list[Problem] = []
        self._kind = kind
        self._synonyms = synonyms
        self._fields: dict[str, list[Field]] = {}
        for field in (*note.fields, *_inline(note, kind)):
            self._fields.setdefault(canonical(field.key, kind, synonyms), []).append(field)

    @classmethod
    def within(cls, table: Table, outer: Properties) -> Properties:
        """The properties of a mapping inside a note; its problems join the note's."""
        note = Note(outer.path, fields=table.fields)
        inner = cls(note, "part", ())
        inner.problems = outer.problems
        return inner

    @property
    def keys(self) -> tuple[str, ...]:
        """The names present, as records know them."""
        return tuple(self._fields)

    def has(self, name: str) -> bool:
        """Whether a property stands there with a value."""
        return any(not isinstance(field.value, Scalar) or field.value.text for field in self._fields.get(name, ()))

    def line(self, name: str) -> int:
        """The line of a property; of the first one, where there is none."""
        found = self._fields.get(name)
        return found[0].line if found else min((f[0].line for f in self._fields.values()), default=1)

    def problem(self, line: int, code: str, message: str, level: Level = "warning") -> None:
        """Puts down what is wrong."""
        self.problems.append(Problem(Place(self.path, line), code, message, level))

    # --- one property as … ---

    def text(self, name: str) -> str | None:
        """… a text."""
        return self._first(name, values.text) or None

    def texts(self, name: str) -> tuple[str, ...]:
        """… texts, of every property that means the same."""
        if name not in self._fields:
            return ()
        return tuple(dict.fromkeys([text for field, at in self._all(name) for text in values.texts(field.value, at)]))

    def names(self, name: str, *, groups: bool = False, split: bool = False) -> tuple[Name, ...]:
        """… names of notes: links, or bare names.

        `groups` says that groups may stand there, which `parts` reads; `split` takes bare names apart at their commas.
        """
        if name not in self._fields:
            return ()
        return tuple(
            Name(link.target, link.line)
            for field, at in self._all(name)
            if not (groups and _has_groups(field.value))
            for link in links(field.value, at, split=split)
            if link.target
        )

    def name(self, name: str) -> Name | None:
        """… the first of such names."""
        return next(iter(self.names(name)), None)

    def plain_names(self, name: str) -> tuple[Name, ...]:
        """… words with their lines, such as aliases."""
        return tuple(
            Name((scalar.text or "").strip(), scalar.line)
            for field, _ in self._all(name)
            for scalar in values.scalars(field.value)
        )

    def dated(self, name: str) -> Day | None:
        """… a day, and whether it is approximate."""
        return self._first(name, values.day)

    def day(self, name: str) -> date | None:
        """… a day."""
        found = self.dated(name)
        return found.day if found else None

    def days(self, name: str) -> tuple[date, ...]:
        """… days, oldest first."""
        return tuple(sorted(found.day for field, at in self._all(name) for found in values.days(field.value, at)))

    def birthday(self, name: str) -> Birthday | None:
        """… a birthday."""
        return self._first(name, values.birthday)

    def cadence(self, name: str) -> int | None:
        """… how often, in days."""
        return self._first(name, values.cadence)

    def truth(self, name: str) -> bool | None:
        """… true or false."""
        return self._first(name, values.truth)

    def whole(self, name: str, low: int, high: int) -> int | None:
        """… a whole number in a range."""
        return self._first(name, lambda value, at: values.whole(value, at, low, high))

    def amount(self, name: str) -> float | None:
        """… a number that is not negative."""
        return self._first(name, lambda value, at: values.number(value, at, 0, 100_000))

    def weight(self, name: str) -> values.Weight | None:
        """… what a favour cost."""
        return self._first(name, values.weight)

    def choice(self, name: str, allowed: Collection[str], synonyms: Mapping[str, str] | None = None) -> str | None:
        """… one of some words."""
        return self._first(name, lambda value, at: values.choice(value, at, allowed, synonyms))

    def part(self, name: str) -> Properties | None:
        """… a group of properties of its own."""
        return next(iter(self.parts(name)), None)

    def parts(self, name: str) -> Iterator[Properties]:
        """… groups of properties."""
        for field, _ in self._all(name):
            for table in field.value.values if isinstance(field.value, Items) else (field.value,):
                if isinstance(table, Table):
                    yield Properties.within(table, self)

    def _first(self, name: str, read: Callable[[Value, At], T | None]) -> T | None:
        """The first value that says something: an empty property stands in nobody's way. Most are not there at all."""
        for field in self._fields.get(name, ()):
            found = read(field.value, At(self.path, field.key, self.problems))
            if found is not None:
                return found
        return None

    def _all(self, name: str) -> list[tuple[Field, At]]:
        return [(field, At(self.path, field.key, self.problems)) for field in self._fields.get(name, ())]


def _inline(note: Note, kind: str) -> list[Field]:
    """The Dataview fields of a note that stand for properties."""
    return [
        Field(field.key, Scalar(field.value, field.line), field.line)
        for line in note.lines
        if line.fields
        for field in line.fields
        if (field.whole or kind in OWN_KINDS) and not is_verb(field.key)
    ]


def _has_groups(value: Value) -> bool:
    """Whether a value is made of groups of properties, which `parts` reads."""
    return isinstance(value, Table) or (isinstance(value, Items) and any(isinstance(v, Table) for v in value.values))
