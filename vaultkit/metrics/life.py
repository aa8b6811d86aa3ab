"""A favour as it stands → the stage of its life on a day: asked, nudged, answered, thanked … or lapsed by itself.

An ask of mine that gets no answer lapses 60 days after the last word on it, a parked one 60 days after it was parked;
nobody has to write that down. What they asked of me stays open until I answer.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.lapse import lapses_on, last_word, later
from vaultkit.graph.network import Favour
from vaultkit.records.kinds import Person
from vaultkit.records.order import ASKS
from vaultkit.settings.shapes import Ask

State: TypeAlias = Literal[
    "drafted", "asked", "nudged", "answered", "parked", "granted", "declined", "redirected", "withdrawn", "expired",
    "thanked", "acknowledged", "reported back", "paid forward", "done",
]  # fmt: skip
DECIDED: tuple[State, ...] = ("granted", "declined", "redirected", "withdrawn", "expired")


class Life(NamedTuple):
    """The last stage a favour reached, and since when."""

    state: State
    since: date | None
    open: bool  # an ask, either way, that may still be answered
    lapses: date | None  # the first day on which an open ask is so no longer; None where it does not lapse


def life_of(favour: Favour, today: date, ask: Ask) -> Life:
    """A favour → where it stands on a day; what is dated later has not happened yet."""
    if favour.status == "draft" or (favour.asked and favour.asked > today):
        return Life("drafted", favour.asked, open=False, lapses=None)
    if favour.direction not in ASKS or _is_decided(favour, today):
        return Life(*_settled(favour, today), open=False, lapses=None)
    lapses = lapses_on(favour, today, ask)
    if lapses and lapses <= today:
        return Life("expired", lapses, open=False, lapses=lapses)
    return Life(*_pending(favour, today), open=True, lapses=lapses)


def retry_on(favour: Favour, card: Person | None, ask: Ask) -> date | None:
    """From when on a refused ask may be made again: the day they named, or, where they had no time, when they have."""
    if favour.direction != "asked" or favour.status == "granted":
        return None
    if favour.offered_later:
        return favour.offered_later
    if favour.status != "declined" or favour.decline_reason != "capacity" or favour.decided is None:
        return None
    free = card.capacity_until if card else None
    return free if free and free > favour.decided else later(favour.decided, ask.rest_days)


def _is_decided(favour: Favour, today: date) -> bool:
    """Whether an ask had its answer by a day; parked is none."""
    return favour.status not in ("pending", "parked") and not (favour.decided and favour.decided > today)


def _pending(favour: Favour, today: date) -> tuple[State, date | None]:
    if favour.status == "parked":
        return "parked", favour.decided
    last = last_word(favour, today)
    if favour.answered and favour.answered == last:
        return "answered", last
    return ("nudged" if last in favour.nudges else "asked"), last


def _settled(favour: Favour, today: date) -> tuple[State, date | None]:
    """The latest of the stages after the answer; the answer itself where there is none."""
    if favour.paid_forward:
        return "paid forward", max((onward.day for onward in favour.paid_forward if onward.day), default=None)
    stages: tuple[tuple[State, date | None], ...] = (
        ("reported back", favour.reported),
        ("thanked", favour.thanked),
        ("acknowledged", favour.acknowledged),
    )
    for state, day in stages:
        if day and day <= today:
            return state, day
    answer: State = next((state for state in DECIDED if state == favour.status), "done")
    return answer, favour.decided or favour.asked
