"""Findings → this week's next steps: what is owed first, then ties going quiet, then chances to give back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import PersonId
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, by_kind
from vaultkit.metrics.standing import Standing

OWED = ("acknowledge", "introduced", "answer", "promise", "thanks", "meeting", "birthday", "report", "nudge", "door",
        "introduction",
        "waiting")  # fmt: skip
ALWAYS = ("acknowledge", "introduced", "answer", "thanks")  # due as soon as they arise
AHEAD = 7  # days: a week's list
STALE = 365  # days: what was owed longer ago is no step of this week, only counted
FOR_TIES = 2  # places of the list kept for ties going quiet


class Step(NamedTuple):
    """Something to do this week: a follow-up, or a tie to touch."""

    kind: str  # a follow-up's kind, or slipping, cadence, give back
    person: PersonId
    item: FollowUp | None = None


def next_steps(findings: Findings) -> tuple[tuple[Step, ...], int]:
    """The week's steps, most pressing first, and how many more there are.

    Nobody stands in it twice, and every kind has its turn before one comes again; some places are for ties going quiet.
    """
    owed, ties = list(_owed(findings)), list(_ties(findings))
    most = findings.settings.reports.weekly
    kept_free = min(FOR_TIES, len(ties), most // 2)
    chosen = _in_turn(owed, most - kept_free, ())
    chosen += _in_turn(ties, most - len(chosen), chosen)
    chosen += _in_turn(owed, most - len(chosen), chosen)
    order = {step: place for place, step in enumerate((*owed, *ties))}
    return tuple(sorted(chosen, key=order.__getitem__)), len(owed) + len(ties) - len(chosen)


def _in_turn(candidates: Sequence[Step], most: int, before: Sequence[Step]) -> list[Step]:
    """The first of each kind, then the second of each, and so on; each person once."""
    chosen: list[Step] = []
    people = {step.person for step in before}
    round_of: Counter[str] = Counter()
    rounds = []
    for place, step in enumerate(candidates):
        rounds.append((round_of[step.kind], place, step))
        round_of[step.kind] += 1
    for _, _, step in sorted(rounds, key=lambda turn: turn[:2]):
        if len(chosen) < most and step.person not in people:
            chosen.append(step)
            people.add(step.person)
    return chosen


def _owed(findings: Findings) -> Iterator[Step]:
    """What is owed or dated this week, by kind."""
    items, today = by_kind(findings.follow_ups), findings.today
    for kind in OWED:
        for item in items[kind]:
            if item.person is not None and _this_week(item, today):
                yield Step(kind, item.person, item)


def _ties(findings: Findings) -> Iterator[Step]:
    """Ties to touch: those you meant to, those going quiet, those to give back to."""
    rolls = findings.rolls
    for kind, roll in (("cadence", rolls.late), ("slipping", rolls.slipping), ("give back", rolls.give_back)):
        for standing in roll:
            if standing.approachable and not (kind == "cadence" and _asleep(standing)):
                yield Step(kind, standing.someone.id)


def _asleep(standing: Standing) -> bool:
    """Whether a tie is dormant: its cadence stands in the list of its own, and presses nobody."""
    return standing.tie is not None and standing.tie.label in ("dormant", "long dormant")


def _this_week(item: FollowUp, today: date) -> bool:
    if item.since and (today - item.since).days > STALE:
        return False
    if item.kind in ALWAYS:
        return True
    if item.due is None:
        return False
    if item.kind in ("nudge", "door", "introduction", "waiting", "report"):
        return item.due <= today
    return (item.due - today).days <= AHEAD
