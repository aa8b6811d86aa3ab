"""Gifts → how much I gave by quarter and in all: kindnesses and offers apart, nothing ever left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import PersonId
from vaultkit.metrics.giving.gifts import Gift, Sort
from vaultkit.metrics.quarters import Quarter, quarter_of

KINDNESSES: tuple[Sort, ...] = ("kindness", "thanks")
HELP: tuple[Sort, ...] = ("favour", "introduction")


class Season(NamedTuple):
    """What I gave in a quarter, or ever."""

    favours: int = 0
    introductions: int = 0
    people: int = 0  # who got one of the two
    kindnesses: int = 0  # thanks, congratulations, encouragement, a good word
    offers: int = 0  # taken up or not

    @property
    def given(self) -> int:
        """Favours and introductions."""
        return self.favours + self.introductions


def by_quarter(gifts: Iterable[Gift], today: date) -> tuple[tuple[Quarter, Season], ...]:
    """Gifts → every quarter from today's back to that of the first, the empty ones too."""
    found: dict[Quarter, list[Gift]] = defaultdict(list)
    for gift in gifts:
        if gift.day and gift.day <= today:
            found[quarter_of(gift.day)].append(gift)
    first, quarter = min(found, default=None), quarter_of(today)
    if first is None:
        return ()
    quarters = [quarter]
    while quarter > first:
        quarter = quarter.before()
        quarters.append(quarter)
    return tuple((quarter, season_of(found.get(quarter, ()))) for quarter in quarters)


def season_of(gifts: Iterable[Gift]) -> Season:
    """Gifts, dated or not → what they come to."""
    count: Counter[Sort] = Counter()
    people: set[PersonId] = set()
    for gift in gifts:
        count[gift.sort] += 1
        if gift.sort in HELP:
            people.add(gift.person)
    kindnesses = sum(count[sort] for sort in KINDNESSES)
    return Season(count["favour"], count["introduction"], len(people), kindnesses, count["offer"])
