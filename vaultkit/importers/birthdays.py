"""Birthdays as address books write them → `1990-05-02`, or `05-02` where the year is not known."""

from __future__ import annotations

import re
from datetime import date

from vaultkit.importers.days import Order, day_in

_YEARLESS = re.compile(r"(?:--|(?:0000|1604)-?)(?P<m>\d{2})-?(?P<d>\d{2})")  # Apple writes 1604 for a year not known
_OLDEST = 1850


def birthday(text: str, today: date, order: Order | None = None) -> str:
    """`5/2/1990`, ` --05-02`, `1990-05-02` → the birthday; "" for `0/0/00`, a day to come, or what is no day."""
    words = text.strip()
    if found := _YEARLESS.fullmatch(words):
        month, day = int(found["m"]), int(found["d"])
        return f"{month:02}-{day:02}" if day_in(f"2000-{month}-{day}", today) else ""
    born = day_in(words, today, order)
    return born.isoformat() if born and born.year >= _OLDEST and born <= today else ""
