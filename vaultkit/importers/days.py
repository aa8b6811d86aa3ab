"""Days as exports write them: months in the languages they are localised to, and day and month in either order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, TypeAlias

from vaultkit.dates import exact_day, read_date

Order: TypeAlias = Literal["dmy", "mdy"]
NO_DAY = "no day that can be read"  # why a record is left out
TO_COME = "a date in the future"

# The first letters of each month in English, German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian
# languages, Polish and Turkish, without accents: no two of them are alike.
_STEMS = (
    "jan janv ene gen sty oca", "feb fev lut sub", "mar maer mrt mrz", "apr avr abr kwi nis", "may mai mag maj mei",
    "jun juin giu cze haz", "jul juil lug lip tem", "aug aou ago agu sie", "sep set wrz eyl", "oct okt ott out paz eki",
    "nov lis kas", "dec dez des dic gru ara",
)  # fmt: skip
_MONTHS = {stem: number for number, stems in enumerate(_STEMS, start=1) for stem in stems.split()}
_SPOKEN = (
    re.compile(r"(?P<d>\d{1,2})(?:er|\.|º)? (?:de |di )?(?P<name>[^\W\d_]{3,12})\.?,? (?:de )?(?P<y>\d{4})"),
    re.compile(r"(?P<name>[^\W\d_]{3,12})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"),
)
_ASIAN = re.compile(r"(?P<y>\d{4})[年년] ?(?P<m>\d{1,2})[月월] ?(?P<d>\d{1,2})[日일]?")
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<s>[/.-]) ?(?P<b>\d{1,2})(?P=s) ?(?P<y>\d{4}|\d{2})(?:,? .*)?")
_MOST = 40  # characters of a day with its time


def day_in(text: str, today: date, order: Order | None = None) -> date | None:
    """`03 Nov 2026`, `3. Nov. 2026`, `03 nov. 2026`, `2026-11-03`, `2026年11月3日` → the day.

    `11/3/26` only if `order` says which is the month, or it reads one way. Two digits of a year mean the past.
    """
    words = _plain(text)
    found = read_date(words)
    if found:
        return found.day if found.precision == "day" else None
    for form in _SPOKEN:
        if (spoken := form.fullmatch(words)) and (month := month_in(spoken["name"])):
            return _day(int(spoken["y"]), month, int(spoken["d"]))
    if asian := _ASIAN.fullmatch(words):
        return _day(int(asian["y"]), int(asian["m"]), int(asian["d"]))
    return _in_numbers(words, today, order)


def order_in(texts: Iterable[str]) -> Order | None:
    """All days of a column → the order that those say that read one way; None where none or both do."""
    orders: set[Order] = set()
    for text in texts:
        found = _NUMBERS.fullmatch(_plain(text))
        if found and found["s"] != ".":
            first, second = int(found["a"]), int(found["b"])
            orders |= {"dmy"} if first > 12 >= second else {"mdy"} if second > 12 >= first else set()
    return orders.pop() if len(orders) == 1 else None


def either_way(text: str) -> bool:
    """Whether a day in numbers is another one with day and month exchanged."""
    found = _NUMBERS.fullmatch(_plain(text))
    if not found or found["s"] == ".":
        return False
    first, second = int(found["a"]), int(found["b"])
    return first != second and min(first, second) >= 1 and max(first, second) <= 12


def month_in(word: str) -> int | None:
    """`November`, `nov.`, `Février`, `MÄRZ` → the month, counted from 1."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(char for char in folded if char.isalpha())
    return _MONTHS.get(letters[:4]) or (None if letters[:3] == "jui" else _MONTHS.get(letters[:3]))


def iso(day: date | None) -> str:
    """A day → as a property has it, `2026-11-03`; "" for none."""
    return day.isoformat() if day else ""


def back(day: date, days: int) -> date:
    """So many days before a day, or the first day there is."""
    return day - timedelta(min(days, day.toordinal() - 1))


def ahead(day: date, days: int) -> date:
    """So many days after a day, or the last day there is."""
    return day + timedelta(min(days, date.max.toordinal() - day.toordinal()))


def _plain(text: str) -> str:
    return " ".join(text.split()) if len(text) <= _MOST else ""


def _in_numbers(words: str, today: date, order: Order | None) -> date | None:
    found = _NUMBERS.fullmatch(words)
    if not found:
        return None
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if len(found["y"]) == 2:
        year += today.year // 100 * 100
        year -= 100 if year > today.year else 0
    months_first, days_first = _day(year, first, second), _day(year, second, first)
    if found["s"] == ".":
        return days_first
    if order:
        return months_first if order == "mdy" else days_first
    return (months_first or days_first) if not (months_first and days_first) or first == second else None


def _day(year: int, month: int, day: int) -> date | None:
    found = exact_day(year, month, day)
    return found.day if found else None
