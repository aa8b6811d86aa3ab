"""Findings → the next day on which something falls due or somebody comes back into the lists."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from typing import get_args

from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, Kind, of_kind


def next_due(findings: Findings) -> tuple[date, str] | None:
    """The soonest day after today on which something is due, and what: a follow-up's kind, or `snooze ends`.

    Of several on one day, what is owed comes first. None where nothing lies ahead.
    """
    return min(_ahead(findings), key=itemgetter(0), default=None)


def _ahead(findings: Findings) -> Iterator[tuple[date, str]]:
    """The first day ahead of each kind."""
    for kind in get_args(Kind):
        items = of_kind(findings.follow_ups, kind)
        at = bisect_right(items, findings.today, key=_due)
        if at < len(items) and items[at].due is not None:
            yield _due(items[at]), kind
    for standing in findings.rolls.planned[:1]:
        if standing.planned:
            yield standing.planned, "meeting"
    for standing in findings.rolls.snoozed[:1]:
        if standing.someone.card and standing.someone.card.snooze_until:
            yield standing.someone.card.snooze_until, "snooze ends"


def _due(item: FollowUp) -> date:
    """The order of follow-ups of a kind: what has no day stands last."""
    return item.due or date.max
