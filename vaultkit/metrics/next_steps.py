"""Findings → this week's next steps: what is owed first, then ties going quiet, then chances to give back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import PersonId
from vaultkit.metrics.findings import Findings, Standing
from vaultkit.metrics.follow_ups import FollowUp

OWED = ("acknowledge", "answer", "promise", "thanks", "meeting", "birthday", "report", "nudge", "door", "introduction",
        "waiting")  # fmt: skip
ALWAYS = ("acknowledge", "answer", "thanks")  # due as soon as they arise
AHEAD = 7  # days: a week's list
STALE = 365  # days: what was owed longer ago is no step of this week, only counted
MORE_THAN_PASSING = 3  # contact-days: etiquette's gate for a medium ask
FROM_ONE_KIND = 2  # in the first round, so that one kind does not fill the list


class Step(NamedTuple):
    """Something to do this week: a follow-up, or a tie to touch."""

    kind: str  # a follow-up's kind, or slipping, cadence, give back
    person: PersonId
    item: FollowUp | None = None


def next_steps(findings: Findings) -> tuple[tuple[Step, ...], int]:
    """The week's steps, most pressing first, and how many more there are."""
    candidates = list(_candidates(findings))
    most = findings.settings.reports.weekly
    chosen: list[Step] = []
    kinds: Counter[str] = Counter()
    people: set[PersonId] = set()
    for limit in (FROM_ONE_KIND, len(candidates)):
        for step in candidates:
            fresh = step.person not in people and kinds[step.kind] < limit
            if fresh and len(chosen) < most:
                chosen.append(step)
                kinds[step.kind] += 1
                people.add(step.person)
    order = {step: place for place, step in enumerate(candidates)}
    return tuple(sorted(chosen, key=order.__getitem__)), len(candidates) - len(chosen)


def slipping(findings: Findings) -> tuple[Standing, ...]:
    """Ties that are going quiet now, by strength at the last contact × P × (1 − P); none of a passing encounter."""
    found = [
        s
        for s in _approachable(findings)
        if s.tie
        and s.tie.label in ("cooling", "slipping")
        and s.tie.touch_now
        and s.tie.contact_days >= MORE_THAN_PASSING
    ]
    return tuple(sorted(found, key=lambda s: (-(s.tie.slipping_rank or 0) if s.tie else 0, s.someone.id)))


def late(findings: Findings) -> tuple[Standing, ...]:
    """Those whose cadence, the user's own promise, is past; by silence ÷ cadence."""
    found = [s for s in _approachable(findings) if (s.late or 0) > 1 and s.tie and not s.tie.planned]
    return tuple(sorted(found, key=lambda s: (-(s.late or 0), s.someone.id)))


def give_back(findings: Findings) -> tuple[Standing, ...]:
    """Those with whom there is a chance to give back, the largest first."""
    found = [s for s in _approachable(findings) if s.balance and s.balance.words == "chance to give back"]
    return tuple(sorted(found, key=lambda s: (s.balance.balance if s.balance else 0, s.someone.id)))


def _approachable(findings: Findings) -> Iterable[Standing]:
    return (standing for standing in findings.standings.values() if standing.approachable)


def _candidates(findings: Findings) -> Iterator[Step]:
    today = findings.today
    items = sorted(findings.follow_ups, key=lambda item: OWED.index(item.kind) if item.kind in OWED else 99)
    for item in items:
        if item.kind in OWED and item.person in findings.standings and _this_week(item, today):
            yield Step(item.kind, item.person or "", item)
    for standing in late(findings):
        yield Step("cadence", standing.someone.id)
    for standing in slipping(findings):
        yield Step("slipping", standing.someone.id)
    for standing in give_back(findings):
        yield Step("give back", standing.someone.id)


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
