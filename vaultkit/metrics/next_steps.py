"""Findings → this week's next steps: what is owed first, then ties going quiet, then chances to give back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.graph.network import PersonId
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, of_kind, taken_up, too_early
from vaultkit.metrics.rolls import Roll
from vaultkit.metrics.standing import this_week

OWED = ("acknowledge", "introduced", "answer", "promise", "thanks", "meeting", "birthday", "report", "nudge", "door",
        "introduction", "redirected",
        "waiting")  # fmt: skip
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
    most, rolls = findings.settings.reports.weekly, findings.rolls
    owed = [_Owed(findings, kind, order) for order, kind in enumerate(OWED)]
    to_touch = (("cadence", rolls.meant), ("slipping", rolls.slipping_on), ("give back", rolls.giving_back))
    ties = [_Ties(kind, roll, len(OWED) + order) for order, (kind, roll) in enumerate(to_touch)]
    waiting = sum(len(roll) for _, roll in to_touch)
    kept_free = min(FOR_TIES, waiting, most // 2)
    chosen = _in_turn(owed, most - kept_free, ())
    chosen += _in_turn(ties, most - len(chosen), chosen)
    chosen += _in_turn(owed, most - len(chosen), chosen)
    all_owed = sum(findings.basis.tally[this_week(kind)] for kind in OWED)
    all_owed -= sum(item.this_week for item in too_early(findings.follow_ups))
    return tuple(step for _, step in sorted(chosen, key=_place)), all_owed + waiting - len(chosen)


Turn: TypeAlias = "tuple[tuple[int, int], Step]"  # the place of a step: its kind's, and its own among these


def _place(turn: Turn) -> tuple[int, int]:
    return turn[0]


def _in_turn(kinds: Sequence[Iterable[Turn]], most: int, before: Sequence[Turn]) -> list[Turn]:
    """The first of each kind, then the second of each, and so on; each person once."""
    chosen: list[Turn] = []
    people = {step.person for _, step in before}
    queues = [iter(kind) for kind in kinds]
    while queues and len(chosen) < most:
        turns = [(queue, turn) for queue in queues if (turn := next(queue, None)) is not None]
        queues = [queue for queue, _ in turns]
        for _, (place, step) in turns:
            if len(chosen) < most and step.person not in people:
                chosen.append((place, step))
                people.add(step.person)
    return chosen


class _Owed:
    """What is owed or dated this week, of one kind; looked for only as far as somebody asks."""

    def __init__(self, findings: Findings, kind: str, order: int) -> None:
        self.findings, self.kind, self.order = findings, kind, order

    def __iter__(self) -> Iterator[Turn]:
        items, network = self.findings.follow_ups, self.findings.network
        early = too_early(items) if self.kind == "report" else ()
        week = (item for item in of_kind(items, self.kind) if item.this_week)
        for place, item in enumerate(week):
            if item.person is not None and item not in early and not taken_up(item, network):
                yield (self.order, place), Step(self.kind, item.person, item)


class _Ties:
    """Ties to touch, for one reason."""

    def __init__(self, kind: str, roll: Roll, order: int) -> None:
        self.kind, self.roll, self.order = kind, roll, order

    def __iter__(self) -> Iterator[Turn]:
        for place, standing in enumerate(self.roll):
            yield (self.order, place), Step(self.kind, standing.someone.id)
