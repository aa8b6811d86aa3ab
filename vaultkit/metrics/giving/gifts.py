"""What I gave: favours, introductions, kindnesses and offers, each with its day, its receiver and where it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.edges import favours_of
from vaultkit.graph.network import ME, Favour, Meeting, Network, PersonId
from vaultkit.model import Place

Sort: TypeAlias = Literal["favour", "introduction", "kindness", "thanks", "offer"]
KIND_WORDS = re.compile(r"congratulat|encourag|endors|well done|thank", re.IGNORECASE)


class Gift(NamedTuple):
    """Something I gave or offered."""

    day: date | None
    person: PersonId  # "" where a favour paid forward does not say to whom
    sort: Sort
    what: str
    place: Place
    weight: str = "light"
    onward: bool = False  # in return for something that came to me from somebody else


def gifts_in(network: Network) -> tuple[Gift, ...]:
    """The network → everything I gave up to its day, oldest first; what has no day comes first of all."""
    favours = list(favours_of(network))
    found = [gift for favour in favours for gift in of_favour(favour)]
    told = {(f.person, f.target) for f in favours if f.kind == "introduction" and f.helped}
    found += [gift for meeting in network.meetings for gift in _of_meeting(meeting) if _is_new(meeting, told)]
    found = _with_onward(found, [gift for favour in favours for gift in _onward(favour)])
    past = [gift for gift in found if gift.day is None or gift.day <= network.today]
    return tuple(sorted(past, key=lambda gift: (gift.day or date.min, gift.place, gift.sort, gift.person)))


def of_favour(favour: Favour) -> Iterator[Gift]:
    """A favour → what I gave in it: the favour itself, or the thanks for it."""
    if favour.routine:
        return
    if favour.mine:
        if favour.thanked:
            yield Gift(favour.thanked, favour.person, "thanks", favour.what, favour.places[0])
    elif favour.direction == "offered" or favour.helped:
        yield Gift(_day(favour), favour.person, _sort(favour), favour.what, favour.places[0], favour.weight)


def _onward(favour: Favour) -> Iterator[Gift]:
    """What went on to somebody else in return for a favour."""
    for onward in favour.paid_forward:
        yield Gift(onward.day, onward.person or "", "favour", favour.what, onward.place, favour.weight, True)


def _with_onward(gifts: Sequence[Gift], onward: Sequence[Gift]) -> list[Gift]:
    """Gifts, those paid forward marked as such; what is told of no gift otherwise is one more.

    The line that says so is that of the gift, or stands in its note.
    """
    lines = {(gift.place, gift.person) for gift in onward}
    notes = {(place.path, person) for place, person in lines - {(gift.place, gift.person) for gift in gifts}}
    marked = [
        gift._replace(onward=(gift.place, gift.person) in lines or (gift.place.path, gift.person) in notes)
        for gift in gifts
    ]
    told = {(gift.place.path, gift.person) for gift in marked if gift.onward}
    return [*marked, *(gift for gift in onward if (gift.place.path, gift.person) not in told)]


def asker_of(meeting: Meeting) -> PersonId:
    """Whom an introduction of mine was for."""
    return meeting.b if meeting.origin == "requested_by_b" else meeting.a


def _day(favour: Favour) -> date | None:
    return favour.decided or favour.asked


def _sort(favour: Favour) -> Sort:
    if favour.direction == "offered":
        return "offer"
    kind_word = favour.direction == "given" and favour.kind is None and KIND_WORDS.search(favour.what)
    return "kindness" if favour.kind == "thanks" or kind_word else "favour"


def _of_meeting(meeting: Meeting) -> Iterator[Gift]:
    """Made is made, whatever came of it; where one of the two declined, it was not."""
    if meeting.introducer == ME and meeting.made and meeting.status != "declined":
        what = f"{meeting.names[1]} and {meeting.names[2]}"
        yield Gift(meeting.made, asker_of(meeting), "introduction", what, meeting.place, "medium")


def _is_new(meeting: Meeting, told: set[tuple[PersonId, str | None]]) -> bool:
    """Whether the introduction is not told as a favour already."""
    return not {(meeting.a, meeting.b), (meeting.b, meeting.a)} & told
