"""What each verb does to a favour that is there: to which it can apply, and what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.graph.beginnings import BEGINNINGS, Entry, not_after
from vaultkit.graph.lapse import lapses_on
from vaultkit.graph.network import Favour, Onward
from vaultkit.records.kinds import Move
from vaultkit.records.order import ANSWERS
from vaultkit.settings.shapes import Ask

DECISIONS = ("granted", "declined", "redirected", "parked", "withdrawn", "expired")
AFTERWARDS = ("thanked", "acknowledged", "reported", "paid-forward")  # what follows an answer
ORDER: Mapping[str, int] = {  # of the steps told on one day
    verb: order for order, verb in enumerate(("nudged", "answered", *DECISIONS, *AFTERWARDS))
}
BEGAN = {direction: verb for verb, (direction, status) in BEGINNINGS.items() if status != "draft"}
NO_ANSWER = ("parked", "expired")  # an answer may follow all the same
NO_REASON = ("granted", "withdrawn")  # whatever spoke against it earlier is past


class Step(NamedTuple):
    """What a verb does."""

    fits: Callable[[Favour], bool]
    change: Callable[[Favour, Entry], Favour]
    needed: bool  # whether it makes no sense without a favour it applies to


def fitting(shelf: Sequence[Favour], move: Move, ask: Ask) -> list[Favour]:
    """The favours a line without `re::` can apply to; an answer goes to my ask first, and to a live one."""
    fits, before = STEPS[move.verb].fits, move.verb in ("nudged", "answered")
    found = [f for f in shelf if (fits(f) or (before and _waited(f, move))) and not_after(f, move)]
    found = [favour for favour in found if not _stands_below(favour, move)] or found
    if move.verb in AFTERWARDS:
        return _newest_answer(found) if found else []
    found = [favour for favour in found if favour.mine] or found
    return [favour for favour in found if _lives(favour, move.day, ask)] or found


def same_again(shelf: Sequence[Favour], move: Move) -> list[Favour]:
    """The favours of which a line tells what is known already, on the same day."""
    if move.day is None:
        return []
    known = [favour for favour in shelf if (move.verb, move.day) in steps_of(favour)]
    return known or [favour for favour in shelf if move.verb in NO_ANSWER and _waited(favour, move)]


def steps_of(favour: Favour) -> Iterator[tuple[str, date | None]]:
    """The verbs that would tell what a favour went through, each with its day."""
    begun = "drafted" if favour.status == "draft" else BEGAN.get(favour.direction, "")
    yield begun, favour.asked
    yield favour.status, favour.decided
    yield "answered", favour.answered
    yield "thanked", favour.thanked
    yield "acknowledged", favour.acknowledged
    yield "reported", favour.reported
    yield from (("nudged", nudge) for nudge in favour.nudges)


def _stands_below(favour: Favour, move: Move) -> bool:
    """Whether a favour of the same day began further down in the very note: then it came later."""
    began, here = favour.began, move.place
    return favour.asked == move.day and began.path == here.path and began.line > here.line


def _waited(favour: Favour, move: Move) -> bool:
    """Whether a favour's note tells an answer that had not come yet when something was said before it."""
    if move.day is None or favour.decided is None:
        return False
    asked = favour.direction == "asked" or (favour.direction == "received_ask" and move.verb != "nudged")
    ended = favour.status in ANSWERS or favour.status == "expired"
    return asked and ended and not_after(favour, move) and move.day <= favour.decided


def _lives(favour: Favour, day: date | None, ask: Ask) -> bool:
    if favour.status == "expired" or day is None:
        return favour.status != "expired"
    lapses = lapses_on(favour, day, ask)
    return lapses is None or day < lapses


def _newest_answer(found: Sequence[Favour]) -> list[Favour]:
    """Thanks and reports are for what came last: the newest answered favour, all of that day."""
    last = max(settled(favour) for favour in found)
    return [favour for favour in found if settled(favour) == last]


def settled(favour: Favour) -> date:
    """The day a favour was answered, done or, failing that, asked."""
    return favour.decided or favour.asked or date.min


def _decided(status: str) -> Callable[[Favour, Entry], Favour]:
    def change(favour: Favour, entry: Entry) -> Favour:
        move, to = entry.move, entry.about[0] if status == "redirected" and entry.about else None
        return favour._replace(
            status=status,
            decided=move.day,
            redirected_to=to or favour.redirected_to,
            decline_reason=move.reason or (None if status in NO_REASON else favour.decline_reason),
            offered_later=move.again or favour.offered_later,
        )

    return change


def _nudged(favour: Favour, entry: Entry) -> Favour:
    day = entry.move.day
    return favour._replace(nudges=tuple(sorted({*favour.nudges, day}))) if day else favour


def _answered(favour: Favour, entry: Entry) -> Favour:
    days = [day for day in (favour.answered, entry.move.day) if day]
    return favour._replace(answered=max(days, default=None))


def _paid_forward(favour: Favour, entry: Entry) -> Favour:
    onward = Onward(entry.move.day, entry.move.place, entry.about[0] if entry.about else None)
    return favour._replace(paid_forward=(*favour.paid_forward, onward))


def _reported(favour: Favour, entry: Entry) -> Favour:
    return favour._replace(reported=entry.move.day, outcome=favour.outcome or entry.move.text or None)


def _is_open(favour: Favour) -> bool:
    return favour.status in ("pending", "parked")


def _answerable(favour: Favour) -> bool:
    return _is_open(favour) or (favour.status == "expired" and favour.direction in ("asked", "received_ask"))


def _thankable(favour: Favour) -> bool:
    answered = favour.direction == "asked" and favour.status in ("granted", "declined", "redirected", "parked")
    return (answered or favour.direction == "received") and favour.thanked is None


def _helped(favour: Favour) -> bool:
    return favour.mine and favour.status in ("granted", "redirected", "done")


STEPS: Mapping[str, Step] = {
    **{verb: Step(_answerable, _decided(verb), needed=True) for verb in DECISIONS},
    "nudged": Step(lambda favour: favour.direction == "asked" and _is_open(favour), _nudged, needed=True),
    "answered": Step(_is_open, _answered, needed=True),
    "thanked": Step(_thankable, lambda f, e: f._replace(thanked=e.move.day), needed=False),
    "acknowledged": Step(
        lambda f: f.direction == "asked" and f.status == "declined" and f.acknowledged is None,
        lambda f, e: f._replace(acknowledged=e.move.day),
        needed=True,
    ),
    "reported": Step(lambda favour: _helped(favour) and favour.reported is None, _reported, needed=False),
    "paid-forward": Step(_helped, _paid_forward, needed=True),
}
