"""What is better not done with an ask: a third nudge, nudges in a hurry, an ask on a refusal left unanswered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from vaultkit.graph.network import Favour
from vaultkit.model import Place, Problem
from vaultkit.settings.shapes import Ask
from vaultkit.wording import short_name

REMEMBERED = timedelta(365)  # an older refusal is no obstacle any more


def nudged_too_much(
    favour: Favour, places: Mapping[tuple[str, str, date | None], Place], ask: Ask
) -> Iterator[Problem]:
    """One nudge too many, or nudges too close; an answer in between, even one that decides nothing, ends the row."""
    if not favour.mine:
        return
    row = _unanswered(favour)
    if len(row) > ask.nudges:
        message = f"nudged {len(row)} times; after {ask.nudges} without an answer, stop until they write"
        yield Problem(_place(favour, row[-1], places), "third-nudge", message, "error")
        return
    for first, second in pairwise(row):
        if (second - first).days < ask.nudge_gap:
            message = f"nudged on {second}, {(second - first).days} days after {first}; leave {ask.nudge_gap} between"
            yield Problem(_place(favour, second, places), "early-nudge", message, "hint")


def _unanswered(favour: Favour) -> list[date]:
    """The longer row of nudges with no answer between: those before an answer that decides nothing, or after it."""
    answered = favour.answered
    before = [nudge for nudge in favour.nudges if answered is None or nudge <= answered]
    after = [nudge for nudge in favour.nudges if answered and nudge > answered]
    return max(before, after, key=len)


def ask_on_refusal(shelf: Sequence[Favour]) -> Iterator[Problem]:
    """Asks of mine after a no that I have neither acknowledged nor said thanks for."""
    open_ends = [(favour, favour.decided) for favour in shelf if _is_left_open(favour) and favour.decided]
    for favour in shelf if open_ends else ():
        if favour.direction != "asked" or favour.status == "draft" or favour.routine or favour.asked is None:
            continue
        before = [
            (day, refusal) for refusal, day in open_ends if refusal is not favour and _is_fresh(day, favour.asked)
        ]
        if before:
            day, refusal = max(before, key=lambda found: (found[0], found[1].id))
            message = (
                f"asked on {favour.asked}, but their no of {day} to “{short_name(refusal.what, 60)}” "
                f"({refusal.places[-1]}) has had no word back: write `acknowledged::` once you have sent one"
            )
            yield Problem(favour.places[0], "ask-on-refusal", message, "error")


def _is_left_open(favour: Favour) -> bool:
    declined = favour.direction == "asked" and favour.status == "declined" and not favour.routine
    return declined and favour.acknowledged is None and favour.thanked is None


def _is_fresh(refused: date, asked: date) -> bool:
    return refused < asked and asked - refused <= REMEMBERED


def _place(favour: Favour, nudge: date, places: Mapping[tuple[str, str, date | None], Place]) -> Place:
    return places.get((favour.id, "nudges", nudge), favour.places[0])
