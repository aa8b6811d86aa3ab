"""The days in touch that favours and introductions tell of: who wrote, about what, and whether it wants an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from vaultkit.graph.network import ME, Direction, Favour, Meeting, PersonId, Side, Touch
from vaultkit.records.kinds import Favor, Move

Way: TypeAlias = tuple[Direction | None, Side | None]
OUT: Way = ("out", None)  # who began it is seen from who wrote before: a `granted::` is no first approach
IN: Way = ("in", None)
NEITHER: Way = (None, None)
OUTGOING = frozenset(("asked", "nudged", "thanked", "acknowledged", "reported", "gave", "offered", "introduced"))
INCOMING = frozenset(("asked-me", "granted", "declined", "redirected", "parked", "got", "introduced-by", "answered"))
ASKS = frozenset(("asked", "nudged", "asked me", "asked-me"))
QUIET = frozenset(  # they ask for no answer
    ("thanked", "acknowledged", "reported", "reported back", "gave", "given", "offered")
)
STEPS = OUTGOING | INCOMING | {"done"}
SILENT = frozenset(("waiting", "withdrawn", "expired", "drafted", "paid-forward"))  # nothing passed between you


def of_move(move: Move) -> Touch | None:
    """A one-line move → the day in touch it is; None where it is none, or has no day."""
    if move.day is None or move.verb in SILENT:
        return None
    direction, by = OUT if move.verb in OUTGOING else IN if move.verb in INCOMING else NEITHER
    topic = f"{move.verb.replace('-', ' ')}: {move.text}" if move.text else move.verb
    return Touch(
        move.day, move.place, 2, topic, direction, by,
        ask=move.verb in ASKS, message=direction is not None, quiet=move.verb in QUIET,
    )  # fmt: skip


def is_step(topic: str) -> bool:
    """Whether a topic is a step of a favour, in the ledger's words: `granted`, `nudged: the boat`."""
    return topic.partition(":")[0].replace(" ", "-") in STEPS


def of_favour(favour: Favour, note: Favor) -> Iterator[Touch]:
    """The days on which a favour's note says something passed between the two."""
    outward = favour.direction in ("asked", "given", "offered")
    steps: list[tuple[date | None, bool, str]] = []
    if favour.direction in ("asked", "received_ask"):
        word = "asked" if outward else "asked me"
        steps = [(note.asked, outward, word), (note.answered, not outward, "answered")]
        steps += [(note.decided, not outward, favour.status)]
    else:
        steps = [(favour.asked, outward, favour.direction)]
    inward = favour.direction in ("asked", "received")  # then thanks and reports go out
    steps += [(note.thanked, inward, "thanked"), (note.acknowledged, inward, "acknowledged")]
    steps += [(note.reported_back, inward, "reported back"), *((nudge, outward, "nudged") for nudge in note.nudges)]
    for day, out, word in steps:
        if day and favour.status != "draft" and word not in SILENT:
            direction, by = OUT if out else IN
            topic = f"{word}: {favour.what}"
            yield Touch(day, note.place, 2, topic, direction, by, ask=word in ASKS, message=True, quiet=word in QUIET)


def of_introduction(meeting: Meeting) -> Iterator[tuple[PersonId, Touch]]:
    """Whom an introduction puts me in touch with on its day: those I introduced, or the one who introduced me."""
    if meeting.made is None:
        return
    for person, (direction, by) in _sides(meeting):
        out = direction == "out"
        topic = _introduced(meeting, person)
        yield (
            person,
            Touch(meeting.made, meeting.place, 2, topic, direction, by, message=direction is not None, quiet=out),
        )


def _introduced(meeting: Meeting, person: PersonId) -> str:
    """What an introduction is about, as told of one of its people."""
    if meeting.introducer == ME:
        return f"introduced to {meeting.names[2] if person == meeting.a else meeting.names[1]}"
    other = meeting.other_name
    return f"introduced by {meeting.names[0]}" if person != meeting.introducer else f"introduced me to {other}"


def _sides(meeting: Meeting) -> Iterator[tuple[PersonId, Way]]:
    if meeting.introducer == ME:
        yield meeting.a, OUT
        yield meeting.b, OUT
    elif ME in (meeting.a, meeting.b):
        yield meeting.introducer, IN
        yield meeting.other, NEITHER
