"""How often, as people write it: `30d`, `monthly`, `every 2 weeks`, `twice a year` → days.

A month is a twelfth of 365 days, so that `3m`, `quarterly` and `4 times a year` agree (91 days) and `12m` is a year.
"""

from __future__ import annotations

import re

LONGEST = 36_500  # a hundred years
EXAMPLE = "30d or monthly"

_WORDS = {
    "daily": 1.0,
    "weekly": 7.0,
    "biweekly": 14.0,
    "fortnightly": 14.0,
    "monthly": 365 / 12,
    "quarterly": 365 / 4,
    "semiannually": 365 / 2,
    "halfyearly": 365 / 2,
    "yearly": 365.0,
    "annually": 365.0,
    "annual": 365.0,
}
_UNITS = {"d": 1.0, "day": 1.0, "w": 7.0, "week": 7.0, "wk": 7.0, "fortnight": 14.0, "m": 365 / 12, "mo": 365 / 12}
_UNITS |= {"month": 365 / 12, "q": 365 / 4, "quarter": 365 / 4, "y": 365.0, "yr": 365.0, "year": 365.0}
_NUMBERS = {"": 1, "a": 1, "an": 1, "once": 1, "one": 1, "other": 2, "twice": 2, "two": 2, "three": 3, "four": 4}
_NUMBERS |= {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

_EVERY = re.compile(r"(?:every |each )?(?P<n>[0-9]{1,5}|[a-z]*?) ?(?P<unit>[a-z]+?)s?")
_TIMES = re.compile(
    r"(?P<n>once|twice|(?:[0-9]{1,3}|[a-z]+?) ?(?:x|times)) ?(?:a|an|per|every|each|/) ?(?P<unit>[a-z]+)"
)


def cadence_days(text: str) -> int | None:
    """How often, in a user's words → days, at least 1; None where it says nothing of the kind."""
    words = " ".join(text[:60].lower().replace("_", " ").split())
    if words.isdecimal() and words.isascii():
        return _days(float(words))
    plain = _WORDS.get(words.replace("-", "").replace(" ", ""))
    if plain:
        return _days(plain)
    if found := _TIMES.fullmatch(words):
        return _ratio(_UNITS.get(found["unit"]), _number(re.sub(r" ?(x|times)$", "", found["n"])), per=True)
    if found := _EVERY.fullmatch(words):
        return _ratio(_UNITS.get(found["unit"]), _number(found["n"]), per=False)
    return None


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _ratio(unit: float | None, count: int | None, *, per: bool) -> int | None:
    """`count` units, or a unit divided in `count`, → days."""
    if unit is None or not count:
        return None
    return _days(unit / count if per else unit * count)


def _days(days: float) -> int | None:
    whole = int(days + 0.5)  # half a day up: twice a year is 183
    return whole if 1 <= whole <= LONGEST else None
