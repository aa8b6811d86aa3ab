"""Meetings of the days ahead: when, with whom, and where they are told; each once, however many notes tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Network, PersonId, Touch
from vaultkit.metrics.follow_ups import later, silent
from vaultkit.model import Place


class MeetingAhead(NamedTuple):
    """A meeting of today or later: whom you will meet, and every place that tells of it."""

    day: date
    people: tuple[PersonId, ...]  # by id, without the silent
    places: tuple[Place, ...]
    topic: str = ""


def meetings_ahead(network: Network, days: int) -> tuple[MeetingAhead, ...]:
    """The network → the meetings from its day on, so many days ahead, the soonest first; none of a large group.

    A contact of today may be one that is to come. Of two meetings on one day the one with fewer people is the other
    again: a line in somebody's own note beside the meeting's.
    """
    told: dict[tuple[date, Place], dict[PersonId, str]] = {}
    for person, day, place, topic in _touches(network, days):
        told.setdefault((day, place), {})[person] = topic
    found: list[MeetingAhead] = []
    for (day, place), topics in sorted(told.items(), key=lambda each: (each[0][0], -len(each[1]), each[0][1])):
        _add(found, MeetingAhead(day, tuple(sorted(topics)), (place,), next(iter(topics.values()))))
    return tuple(sorted(found))


def _touches(network: Network, days: int) -> Iterator[tuple[PersonId, date, Place, str]]:
    today, last = network.today, later(network.today, days)
    introductions = {meeting.place for meeting in network.meetings}
    for person, (touches, planned, *_) in network.dealings.items():
        if not (planned or (touches and touches[-1].day == today)):  # nearly everybody: this has to be quick
            continue
        if person is None or silent(network.people.get(person), today):
            continue
        for touch in (*_of_today(touches, today), *planned):
            if touch.floor or touch.quiet or touch.place in introductions:
                continue
            if touch.day <= last and touch.people <= network.group_limit:
                yield person, touch.day, touch.place, touch.topic


def _of_today(touches: tuple[Touch, ...], today: date) -> Iterator[Touch]:
    """The times in touch today that may be a meeting; touches stand oldest first."""
    for touch in reversed(touches):
        if touch.day < today:
            return
        if not touch.message:
            yield touch


def _add(found: list[MeetingAhead], new: MeetingAhead) -> None:
    """Put a meeting in, or its place into the one that it is."""
    for at, known in enumerate(found):
        if known.day == new.day and set(new.people) <= set(known.people):
            found[at] = known._replace(places=(*known.places, *new.places), topic=known.topic or new.topic)
            return
    found.append(new)
