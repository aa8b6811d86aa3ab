"""Dates as people write them: text → a day and how exactly it is known.

Never a guess: a word, an impossible day or a day that reads two ways is none. A month alone means its 15th, a year
1 July, a quarter the middle of it, a week its Monday; all of these are approximate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

Precision: TypeAlias = Literal["day", "week", "month", "quarter", "year"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Dated(NamedTuple):
    """A day, and whether it stands for itself or for its week, month, quarter or year."""

    day: date
    precision: Precision = "day"


def read_date(text: str) -> Dated | None:
    """A date as people write it, alone in the text → the day; None where it is none, or two."""
    words = _plain(text)
    for form in _WHOLE:
        if found := form.fullmatch(words):
            return _dated(found.groupdict())
    if found := _EITHER_WAY.fullmatch(words):
        days = _both_ways(found)
        return Dated(days[0]) if len(days) == 1 else None
    return None


def readings(text: str) -> tuple[date, ...]:
    """`11/03/2026` → both days it could mean; nothing for a text that reads one way or none."""
    found = _EITHER_WAY.fullmatch(_plain(text))
    days = _both_ways(found) if found else ()
    return days if len(days) > 1 else ()


def dated_name(title: str) -> Dated | None:
    """A note's name → the date it starts with, or the whole day it ends with."""
    if not any(char in "0123456789" for char in title[:200]):
        return None
    name = " ".join(title[:200].split())
    for form in _STARTS:
        if found := form.match(name):
            return _dated(found.groupdict())
    for form in _ENDS:
        if found := form.search(name):
            return _dated(found.groupdict())
    return None


def month_number(word: str) -> int | None:
    """`November`, `nov`, `Sept.` → the month, counted from 1."""
    return _MONTH_NUMBERS.get(word.rstrip(".").lower())


def weekday_number(word: str) -> int | None:
    """`Tuesday`, `Tue`, `Tu` → the weekday, counted from Monday = 0."""
    return _WEEKDAY_NUMBERS.get(word.rstrip(".").lower())


def exact_day(year: int, month: int, day: int) -> Dated | None:
    """Year, month and day → that day, where it exists."""
    try:
        return Dated(date(year, month, day))
    except (ValueError, OverflowError):
        return None


def year_alone(year: int) -> Dated | None:
    """A year → 1 July of it."""
    return _loosely(exact_day(year, 7, 1), "year")


def quarter_alone(year: int, quarter: int) -> Dated | None:
    """A quarter → the 15th of its middle month."""
    return _loosely(exact_day(year, 3 * quarter - 1, 15), "quarter") if 1 <= quarter <= 4 else None


def month_alone(year: int, month: int) -> Dated | None:
    """A month → its 15th."""
    return _loosely(exact_day(year, month, 15), "month")


def week_alone(year: int, week: int) -> Dated | None:
    """An ISO week → its Monday."""
    try:
        return Dated(date.fromisocalendar(year, week, 1), "week")
    except (ValueError, OverflowError):
        return None


def _loosely(found: Dated | None, precision: Precision) -> Dated | None:
    return found._replace(precision=precision) if found else None


# --- the forms ---

_MONTH_NUMBERS = {
    short: number
    for number, name in enumerate(MONTHS, start=1)
    for short in (name.lower(), name[:3].lower(), "sept" if number == 9 else name.lower())
}
_WEEKDAY_NUMBERS = {
    short: number
    for number, name in enumerate(WEEKDAYS)
    for short in (name.lower(), name[:3].lower(), name[:2].lower())
}
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?,? )?"
_ISO = r"(?P<y>[0-9]{4})(?P<s>[-/._])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
_DAYS = (
    _ISO,
    r"(?P<y>(?:19|20|21)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    _WEEKDAY + r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?: of)?[ -](?P<name>[a-z]{3,9})\.?,?[ -](?P<y>[0-9]{4})",
    _WEEKDAY + r"(?P<name>[a-z]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})",
    r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})",
)
_MONTH = r"(?P<y>[0-9]{4})[-/._](?P<m>[0-9]{1,2})"
_WEEK = r"(?P<y>[0-9]{4})-?w(?P<w>[0-9]{1,2})"
_QUARTER = r"(?P<y>[0-9]{4})-?q(?P<q>[1-4])"
_TIME = (
    r"(?:(?:t[0-9]{4}(?:[0-9]{2})?|(?:t|,? )[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r"(?: ?[ap]m)?(?: ?(?:z|utc|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_LOOSE = (_MONTH, _WEEK, _QUARTER, r"(?P<name>[a-z]{3,9})\.?,? (?P<y>[0-9]{4})", r"(?P<y>[0-9]{4})")


def _forms(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.ASCII) for pattern in patterns)


_WHOLE = _forms(*(form + _TIME for form in _DAYS), *_LOOSE)
_EITHER_WAY = re.compile(r"(?P<a>[0-9]{1,2})(?P<s>[-/])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})" + _TIME, re.IGNORECASE)
# In a name a digit or letter must not go on right after the date: `20261103431` is an id, `2026-11-031` a part number.
_GOES_ON = r"(?![0-9]|[a-su-z])"
_STARTS = _forms(
    *(form + _GOES_ON for form in _DAYS),
    *(form + r"(?![0-9a-z]|[-/._][0-9])" for form in (_MONTH, _WEEK, _QUARTER)),
)
# "Season 2011-12" is no December: at the end of a name only whole days count.
_ENDS = _forms(*(r"(?<![0-9][-. _])(?<=[\s_\-,(@])" + form + r"\)?$" for form in _DAYS))


def _plain(text: str) -> str:
    """One line, single blanks; nothing longer than any date can be."""
    return " ".join(text.split()) if len(text) <= 80 else ""


def _dated(parts: Mapping[str, str | None]) -> Dated | None:
    """The named parts of a form → the day they make, where there is one."""
    year = int(parts["y"] or 0)
    if week := parts.get("w"):
        return week_alone(year, int(week))
    if quarter := parts.get("q"):
        return quarter_alone(year, int(quarter))
    month = month_number(parts["name"] or "") if "name" in parts else int(parts.get("m") or 0)
    if day := parts.get("d"):
        return exact_day(year, month or 0, int(day))
    if "name" in parts or "m" in parts:
        return month_alone(year, month or 0)
    return year_alone(year)


def _both_ways(found: re.Match[str]) -> tuple[date, ...]:
    """`a/b/year` → day first and month first, as far as such days exist."""
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    days = (exact_day(year, second, first), exact_day(year, first, second))
    return tuple(dict.fromkeys(dated.day for dated in days if dated))
