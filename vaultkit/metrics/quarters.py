"""The quarters of the calendar, by which giving and asking are looked back upon."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

MONTHS = ("January to March", "April to June", "July to September", "October to December")


class Quarter(NamedTuple):
    """Three months of a year; later ones are greater."""

    year: int
    part: int  # 1 to 4

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.part - 2, 1)

    @property
    def words(self) -> str:
        """Its months: "April to June"."""
        return MONTHS[self.part - 1]

    def before(self) -> Quarter:
        """The one that ended when this one began; the first of the calendar has none but itself."""
        if self.part > 1:
            return Quarter(self.year, self.part - 1)
        return Quarter(self.year - 1, 4) if self.year > 1 else self


def quarter_of(day: date) -> Quarter:
    """A day → its quarter."""
    return Quarter(day.year, (day.month + 2) // 3)
