"""Moment formats (`YYYY/MM-MMMM/YYYY-MM-DD-dddd`) as daily notes use them: a name → its day, a day → its name.

Tokens, literals and localised forms are Moment's, in its `en` locale: weeks begin on Sunday for `gggg` and `ww`, on
Monday for `GGGG` and `WW`. Names of months and weekdays in other languages are passed over where numbers
decide the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultkit.dates import (
    MONTHS,
    WEEKDAYS,
    Dated,
    exact_day,
    month_alone,
    month_number,
    quarter_alone,
    week_alone,
    weekday_number,
    year_alone,
)

LONGEST = 120  # characters of a format, so that matching stays quick whatever it says
MOST_PARTS = 16  # dates and times in a format
MOST_NAMES = 4  # of months and weekdays

Parts: TypeAlias = dict[str, int]


class DateFormat(NamedTuple):
    """A compiled format."""

    source: str
    tokens: tuple[str, ...]  # Moment's, and literals with their brackets
    whole: re.Pattern[str] | None  # None: a format that is too long or too tangled to be matched
    last: re.Pattern[str] | None  # what follows the last `/`, for notes that were moved to another folder

    def read(self, text: str) -> Dated | None:
        """A note's path below the daily folder, without `.md` → its day, or the period it stands for."""
        if self.whole is None or self.last is None or len(text) > 500:
            return None
        tokens = [token for token in self.tokens if token in _TOKENS]
        if found := self.whole.fullmatch(text):
            return _resolved(_collected(tokens, found.groups()))
        if (found := self.last.fullmatch(text.rpartition("/")[2])) and found.groups():
            return _resolved(_collected(tokens[-len(found.groups()) :], found.groups()))
        return None

    def write(self, day: date) -> str:
        """A day → the name its note has."""
        return "".join(_TOKENS[token].write(day) if token in _TOKENS else _literal(token) for token in self.tokens)

    @property
    def names_days(self) -> bool:
        """Whether names of this format tell one day from the next; `YYYY-MM` does not."""
        day = date(2027, 11, 24)
        return self.read(self.write(day)) == Dated(day)


@lru_cache(maxsize=64)
def date_format(source: str) -> DateFormat:
    """A format as Obsidian's settings have it → one that reads and writes."""
    tokens = tuple(found[0] for found in _SPLIT.finditer(_expanded(source[:LONGEST])))
    parts = [token for token in tokens if token in _TOKENS]
    names = [token for token in parts if _TOKENS[token].pattern is _NAME]
    if len(source) > LONGEST or len(parts) > MOST_PARTS or len(names) > MOST_NAMES:
        return DateFormat(source, tokens, None, None)
    tail = next((at for at in range(len(tokens), 0, -1) if "/" in _literal(tokens[at - 1])), 0)
    return DateFormat(source, tokens, _pattern(tokens), _pattern(tokens[tail:]))


# --- splitting a format: the longest token first, a backslash or brackets keep it from being one, as in Moment ---

_SPLIT = re.compile(
    r"\[[^\[]*\]|\\?(?:[Hh]mm(?:ss)?|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do?|w[ow]?|W[oW]?|Qo?|N{1,5}|YYYYYY|YYYYY|YYYY|YY"
    r"|y{2,4}|yo?|gg(?:ggg?)?|GG(?:GGG?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?|LTS|LT|LL?L?L?|l{1,4}|.)",
    re.DOTALL,
)
_LOCAL = re.compile(r"\[[^\[]*\]|\\?(?:LTS|LT|LL?L?L?|l{1,4})")
_LOCAL_FORMS = {
    "LT": "h:mm A",
    "LTS": "h:mm:ss A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
    "l": "M/D/YYYY",
    "ll": "MMM D, YYYY",
    "lll": "MMM D, YYYY h:mm A",
    "llll": "ddd, MMM D, YYYY h:mm A",
}


def _expanded(source: str) -> str:
    return _LOCAL.sub(lambda found: _LOCAL_FORMS.get(found[0], found[0]), source)


def _literal(token: str) -> str:
    """A literal as the format has it → the text that stands in the name."""
    if token.startswith("[") and len(token) > 1:
        return token[1:].removesuffix("]")
    return token.replace("\\", "")


def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    """Tokens → an expression with one group for each that is a date or a time."""
    parts = (f"({_TOKENS[token].pattern})" if token in _TOKENS else re.escape(_literal(token)) for token in tokens)
    return re.compile("".join(parts), re.IGNORECASE)


# --- what each token matches, says and writes ---


class _Token(NamedTuple):
    part: str  # "" for what does not bear on the day
    pattern: str
    write: Callable[[date], str]


_ONE, _TWO, _THREE, _FOUR = "[0-9]{1,2}", "[0-9]{2}", "[0-9]{3}", "[0-9]{4}"
_ORDINAL = r"[0-9]{1,3}(?:st|nd|rd|th|er|[.ºª])?"
_ENGLISH = "|".join(
    sorted({part for name in (*MONTHS, *WEEKDAYS) for part in (name, name[:3])} | {d[:2] for d in WEEKDAYS}, key=len)[
        ::-1
    ]
)
_WORD = r"[^0-9\s/_.,()\[\]-]++"  # possessive, so that no name is tried twice
_NAME = rf"(?:{_ENGLISH}|{_WORD}(?:-{_WORD})?)\.?"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _sunday_week(day: date) -> tuple[int, int]:
    """Year and week where weeks begin on Sunday and the one with 1 January is the first."""
    saturday = min(day.toordinal() + 6 - day.isoweekday() % 7, date.max.toordinal())
    year = date.fromordinal(saturday).year
    return year, (_of_year(date.fromordinal(saturday)) - 1) // 7 + 1


def _two(number: int) -> str:
    return f"{number % 100:02}"


def _constant(text: str) -> Callable[[date], str]:
    return lambda day: text


_TOKENS: Mapping[str, _Token] = {
    "YYYY": _Token("year", _FOUR, lambda day: f"{day.year:04}"),
    "YY": _Token("short year", _TWO, lambda day: _two(day.year)),
    "yyyy": _Token("year", _FOUR, lambda day: f"{day.year:04}"),  # of the era, which is ours
    "y": _Token("year", "[0-9]{1,4}", lambda day: str(day.year)),
    "Y": _Token("year", "[0-9]{1,4}", lambda day: str(day.year)),
    "Q": _Token("quarter", "[1-4]", lambda day: str(_quarter(day))),
    "Qo": _Token("quarter", _ORDINAL, lambda day: _ordinal(_quarter(day))),
    "M": _Token("month", _ONE, lambda day: str(day.month)),
    "Mo": _Token("month", _ORDINAL, lambda day: _ordinal(day.month)),
    "MM": _Token("month", _TWO, lambda day: f"{day.month:02}"),
    "MMM": _Token("month name", _NAME, lambda day: MONTHS[day.month - 1][:3]),
    "MMMM": _Token("month name", _NAME, lambda day: MONTHS[day.month - 1]),
    "D": _Token("day", _ONE, lambda day: str(day.day)),
    "Do": _Token("day", _ORDINAL, lambda day: _ordinal(day.day)),
    "DD": _Token("day", _TWO, lambda day: f"{day.day:02}"),
    "DDD": _Token("day of year", "[0-9]{1,3}", lambda day: str(_of_year(day))),
    "DDDo": _Token("day of year", _ORDINAL, lambda day: _ordinal(_of_year(day))),
    "DDDD": _Token("day of year", _THREE, lambda day: f"{_of_year(day):03}"),
    "d": _Token("weekday", "[0-6]", lambda day: str(day.isoweekday() % 7)),
    "do": _Token("weekday", _ORDINAL, lambda day: _ordinal(day.isoweekday() % 7)),
    "e": _Token("weekday", "[0-6]", lambda day: str(day.isoweekday() % 7)),
    "E": _Token("iso weekday", "[1-7]", lambda day: str(day.isoweekday())),
    "dd": _Token("weekday name", _NAME, lambda day: WEEKDAYS[day.weekday()][:2]),
    "ddd": _Token("weekday name", _NAME, lambda day: WEEKDAYS[day.weekday()][:3]),
    "dddd": _Token("weekday name", _NAME, lambda day: WEEKDAYS[day.weekday()]),
    "gggg": _Token("week year", _FOUR, lambda day: f"{_sunday_week(day)[0]:04}"),
    "gg": _Token("short week year", _TWO, lambda day: _two(_sunday_week(day)[0])),
    "w": _Token("week", _ONE, lambda day: str(_sunday_week(day)[1])),
    "wo": _Token("week", _ORDINAL, lambda day: _ordinal(_sunday_week(day)[1])),
    "ww": _Token("week", _TWO, lambda day: f"{_sunday_week(day)[1]:02}"),
    "GGGG": _Token("iso year", _FOUR, lambda day: f"{day.isocalendar()[0]:04}"),
    "GG": _Token("short iso year", _TWO, lambda day: _two(day.isocalendar()[0])),
    "W": _Token("iso week", _ONE, lambda day: str(day.isocalendar()[1])),
    "Wo": _Token("iso week", _ORDINAL, lambda day: _ordinal(day.isocalendar()[1])),
    "WW": _Token("iso week", _TWO, lambda day: f"{day.isocalendar()[1]:02}"),
    # A time in a daily note's name says nothing about the day; midnight is what a day alone means.
    **{token: _Token("", _TWO, _constant("00")) for token in ("HH", "mm", "ss")},
    **{token: _Token("", _ONE, _constant("0")) for token in ("H", "m", "s")},
    **{token: _Token("", _TWO, _constant("12")) for token in ("hh",)},
    **{token: _Token("", _ONE, _constant("12")) for token in ("h",)},
    **{token: _Token("", _ONE, _constant("24")) for token in ("k", "kk")},
    **{token: _Token("", "[ap]m", _constant(text)) for token, text in (("a", "am"), ("A", "AM"))},
    "Hmm": _Token("", "[0-9]{3,4}", _constant("000")),
    "Hmmss": _Token("", "[0-9]{5,6}", _constant("00000")),
    "hmm": _Token("", "[0-9]{3,4}", _constant("1200")),
    "hmmss": _Token("", "[0-9]{5,6}", _constant("120000")),
    **{"S" * n: _Token("", f"[0-9]{{{n}}}", _constant("0" * n)) for n in range(1, 10)},
}


# --- from the parts of a name to its day ---


def _collected(tokens: list[str], texts: tuple[str | None, ...]) -> Parts:
    """What each token matched → numbers by part; the last one counts: a file name is more exact than its folders."""
    parts: Parts = {}
    for token, text in zip(tokens, texts, strict=True):
        part = _TOKENS[token].part
        number = _numbered(part, text or "")
        if part and number is not None:
            parts[part] = number
    for part in ("year", "week year", "iso year"):
        short = parts.get(f"short {part}")
        if short is not None:  # as Moment has it: 69 to 99 are of the last century
            parts.setdefault(part, short + (1900 if short > 68 else 2000))
    return parts


def _numbered(part: str, text: str) -> int | None:
    if part == "month name":
        return month_number(text)
    if part == "weekday name":
        return weekday_number(text)
    digits = re.match("[0-9]+", text)
    return int(digits[0]) if digits else None


def _resolved(parts: Parts) -> Dated | None:
    """The parts of a name → its day, else the shortest period they decide; weekday names are not checked."""
    year, month, day = parts.get("year"), parts.get("month", parts.get("month name")), parts.get("day")
    if year is not None and month is not None:
        return month_alone(year, month) if day is None else exact_day(year, month, day)
    if year is not None and "day of year" in parts:
        return _nth_day(year, parts["day of year"])
    if "week" in parts or "iso week" in parts:
        return _of_week(parts)
    if year is not None and "quarter" in parts:
        return quarter_alone(year, parts["quarter"])
    return None if year is None or day is not None else year_alone(year)


def _nth_day(year: int, number: int) -> Dated | None:
    first = exact_day(year, 1, 1)
    if first is None or not 1 <= number <= _of_year(date(year, 12, 31)):
        return None
    return Dated(first.day + timedelta(days=number - 1))


def _of_week(parts: Parts) -> Dated | None:
    """A week, with its weekday where the name has one → the day, else the week's Monday."""
    weekday = _weekday(parts)
    iso = "iso week" in parts
    year = parts.get("iso year" if iso else "week year", parts.get("year"))
    if year is None:
        return None
    if not iso:
        return _in_sunday_week(year, parts["week"], weekday)
    monday = week_alone(year, parts["iso week"])
    if monday is None or weekday is None:
        return monday
    return _from_ordinal(monday.day.toordinal() + weekday)


def _weekday(parts: Parts) -> int | None:
    """The weekday counted from Monday = 0."""
    if "iso weekday" in parts:
        return parts["iso weekday"] - 1
    if "weekday" in parts:
        return (parts["weekday"] + 6) % 7
    return parts.get("weekday name")


def _in_sunday_week(year: int, week: int, weekday: int | None) -> Dated | None:
    first = exact_day(year, 1, 1)
    if first is None or not 1 <= week <= 53:
        return None
    sunday = first.day.toordinal() - first.day.isoweekday() % 7 + 7 * (week - 1)
    found = _from_ordinal(sunday + (1 if weekday is None else (weekday + 1) % 7))
    if found is None or _sunday_week(found.day) != (year, week):
        return None
    return found if weekday is not None else found._replace(precision="week")


def _from_ordinal(number: int) -> Dated | None:
    return Dated(date.fromordinal(number)) if 1 <= number <= date.max.toordinal() else None
