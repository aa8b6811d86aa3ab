"""What I ask of everybody together: deep asks this quarter, asks open at once. Shown, never part of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Favour
from vaultkit.metrics.life import life_of
from vaultkit.metrics.quarters import quarter_of
from vaultkit.settings import Settings

DEEP, OPEN = ("deep asks this quarter", 0), ("asks open", 0)


class Spent(NamedTuple):
    """How much of a budget is used."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        """What is left of it."""
        return max(0, self.limit - self.used)


class Budget(NamedTuple):
    """Deep asks in this calendar quarter, and asks open now."""

    deep: Spent
    open: Spent


def budget_of(tally: Mapping[tuple[str, int], int], settings: Settings) -> Budget:
    """What was counted over everybody → what is used and left."""
    limits = settings.ask
    return Budget(Spent(tally.get(DEEP, 0), limits.deep_per_quarter), Spent(tally.get(OPEN, 0), limits.open_at_once))


def marks_of_asks(favours: Iterable[Favour], today: date, settings: Settings) -> Iterator[tuple[str, int]]:
    """One person's favours → a mark for each deep ask of this quarter, and one for each open ask of mine."""
    for favour in favours:
        if favour.direction != "asked" or favour.status == "draft" or favour.routine:
            continue
        if favour.asked and favour.asked > today:
            continue
        if favour.weight == "deep" and favour.asked and quarter_of(favour.asked) == quarter_of(today):
            yield DEEP
        if life_of(favour, today, settings.ask).open:
            yield OPEN
