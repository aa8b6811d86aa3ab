"""The labelled names of tests/twins/labelled.csv: a note each, and which of them are one person's.

People of one group and letter are one person; all others are others, also those of other groups. The groups with an odd
number are for settling the worths, those with an even one are held out: they are looked at for the figures alone.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from folding import network_of
from notebook import TODAY, card

from vaultkit.graph.network import Network
from vaultkit.metrics.twins.pairs import Twin, twins

TABLE = Path(__file__).parent / "twins" / "labelled.csv"
LISTS = ("aliases", "emails", "phones", "urls", "distinct_from")


class Labelled(NamedTuple):
    """One row: who it is, and what their note says; a bare one has none."""

    group: int
    who: str
    name: str
    facts: tuple[tuple[str, str], ...]
    bare: bool
    id: str


class Measured(NamedTuple):
    """How far what is found agrees with the labels."""

    missed: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    hits: int

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.wrong)) if self.hits else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + len(self.missed)) if self.hits else 0.0


def rows(half: int | None = None) -> list[Labelled]:
    """The rows of one half: 1 for the odd groups, 0 for the even; or of both."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        read = [_row(number, row) for number, row in enumerate(csv.DictReader(stream, restval=""))]
    return [row for row in read if half is None or row.group % 2 == half]


def network(people: list[Labelled]) -> Network:
    """Rows → the network of a vault that holds a note of each, or a line where it has none."""
    notes = {row.id: _note(row) for row in people if not row.bare}
    bare = [row.name for row in people if row.bare]
    lines = "\n".join(f"- 2026-01-01 gave:: [[{name}]] a book" for name in bare)
    return network_of({**notes, "Log/2026-01.md": f"{lines}\n"}, TODAY)


def measure(people: list[Labelled]) -> tuple[Measured, tuple[Twin, ...]]:
    """Rows → how well their twins are found."""
    found = twins(network(people))
    likely = {frozenset((twin.a, twin.b)) for twin in found if twin.likely}
    true = same_people(people)
    names = {row.id: f"{row.group}{row.who} {row.name}" for row in people}

    def shown(pairs: set[frozenset[str]]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(_named(pair, names) for pair in pairs))

    return Measured(shown(true - likely), shown(likely - true), len(true & likely)), found


def same_people(people: list[Labelled]) -> set[frozenset[str]]:
    """Rows → each pair of ids that are one person."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in people:
        groups[row.group, row.who].append(row.id)
    return {frozenset(pair) for ids in groups.values() for pair in combinations(ids, 2)}


def _named(pair: frozenset[str], names: dict[str, str]) -> tuple[str, str]:
    one, other = sorted(pair)
    return names.get(one, one), names.get(other, other)


def _row(number: int, row: dict[str, str]) -> Labelled:
    facts = [part.strip() for part in row["facts"].split(";") if part.strip()]
    pairs = tuple((key, value.strip()) for key, _, value in (fact.partition(":") for fact in facts) if value)
    bare = "bare" in facts
    return Labelled(
        int(row["group"]),
        row["person"],
        row["name"],
        pairs,
        bare,
        row["name"] if bare else f"{number}/{row['name']}.md",
    )


def _note(row: Labelled) -> str:
    lines = []
    for key, value in row.facts:
        if key == "positions":
            org, start, end = value.rsplit(" ", 2)
            lines.append(f'positions: [{{org: "[[{org}]]", from: {start}, to: {end}}}]')
        elif key == "org":
            lines.append(f'org: "[[{value}]]"')
        elif key in LISTS:
            lines.append(f'{key}: ["{value}"]')
        else:
            lines.append(f"{key}: {value}")
    return card(*lines)
