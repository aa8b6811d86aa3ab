"""What a change of names does to the marks of what is owed, so that lines that put something away can follow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from vaultkit.graph.marks import mark_of
from vaultkit.graph.network import Network, PersonId
from vaultkit.metrics.follow_ups import follow_ups_of
from vaultkit.model import NotePath, Place
from vaultkit.settings import Settings

Thing: TypeAlias = "tuple[str, PersonId, Place, int]"  # a kind, with whom, where it stands, the how manieth there


def moved_marks(
    before: Network, after: Network, settings: Settings, leads: Mapping[NotePath, NotePath]
) -> dict[Place, str]:
    """Two networks, and which notes were moved → the lines of the first whose mark is another now, with that mark.

    `leads` has the path after of each note that has another; a note that was united with another leads to that.
    """
    found = {}
    for person, dealings in before.dealings.items():
        lines = [line for line in dealings.away if line.item]
        if person is None or not lines:
            continue
        now = dict(_things(after, leads.get(person, person), settings))
        for thing, mark in _things(before, person, settings):
            kind, _, place, number = thing
            place = Place(leads.get(place.path, place.path), place.line)
            new = now.get((kind, leads.get(person, person), place, number))
            for line in lines:
                if new and mark.startswith(line.item) and not new.startswith(line.item):
                    found[line.place] = new[: len(line.item)]
    return found


def _things(network: Network, person: PersonId, settings: Settings) -> Iterator[tuple[Thing, str]]:
    """All that is or was owed or awaited with somebody, put away or not, each with its mark."""
    someone, dealings = network.people.get(person), network.between(person)._replace(away=())
    if someone is None:
        return
    seen: dict[tuple[str, Place], int] = {}
    items = follow_ups_of(someone, dealings, network.meetings, network.today, settings)
    marks: list[tuple[str, Place, str]] = [(item.kind, item.place, item.mark) for item in items]
    for pledge in dealings.pledges:
        if pledge.status != "open":
            kind = "promise" if pledge.mine else "waiting"
            marks.append((kind, pledge.place, mark_of(kind, person, pledge.made or pledge.due, pledge.what)))
    for kind, place, mark in marks:
        seen[kind, place] = seen.get((kind, place), 0) + 1
        yield (kind, person, place, seen[kind, place]), mark
