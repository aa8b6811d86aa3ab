"""Property values as written → dates, cadences, words, numbers and truths; what cannot be read is a problem.

Every reader takes a value and where it stands, and gives what it means or None. An empty property is None without a
problem. A list of one is as good as its item.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.cadence import EXAMPLE, cadence_days
from vaultkit.dates import MONTHS, month_number, read_date, readings
from vaultkit.keys import key
from vaultkit.model import Items, NotePath, Place, Problem, Scalar, Value
from vaultkit.model import Mapping as Table
from vaultkit.records.kinds import Birthday
from vaultkit.wording import shown, suggestion

WEIGHTS = ("light", "medium", "deep")
FAR = 50  # years ahead, beyond which a date is a slip of the pen
APPLE_NO_YEAR = 1604  # what its address book writes for a birthday without a year


class At(NamedTuple):
    """Where a value stands: its note, its property as the user calls it, and the list that takes the problems."""

    path: NotePath
    name: str
    problems: list[Problem]

    @property
    def called(self) -> str:
        """The property's name, safe to show."""
        return shown(self.name)[1:-1]

    def wrong(self, value: Value, code: str, message: str) -> None:
        """Puts down what is wrong with a value."""
        self.problems.append(Problem(Place(self.path, value.line), code, message))

    def should(self, value: Value, code: str, example: str, hint: str = "") -> None:
        """Puts down that a value "should be …; found …"."""
        self.wrong(value, code, f"`{self.called}` should be {example}; found {_found(value)}{hint}")


class Day(NamedTuple):
    """A day, and whether it stands for a week, a month, a year, or is only about right."""

    day: date
    approximate: bool = False


class Weight(NamedTuple):
    """What a favour cost: light, medium or deep; or an amount of `minutes`, or a `size` of the user's own."""

    word: str
    amount: float = 0


# --- dates ---


def day(value: Value, at: At) -> Day | None:
    """`2026-11-03`, `3 Nov 2026`, `2026-11`, `[[2026-11-03]]`, `~2019` … → the day; a time of day is dropped."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    text, about = _date_text(scalar)
    found = read_date(text)
    if found:
        return Day(found.day, about or found.precision != "day")
    both = readings(text)
    if both:
        message = f"`{at.called}` could be {_spoken(both[0])} or {_spoken(both[1])}; write {both[0]} or {both[1]}"
        at.wrong(scalar, "ambiguous-date", message)
    else:
        exists = " that exists" if _LIKE_A_DAY.match(text) else ""
        at.should(scalar, "bad-date", f"a day{exists}, like 2026-11-03")
    return None


def days(value: Value, at: At) -> tuple[Day, ...]:
    """A date or a list of dates → the days, as written."""
    return tuple(found for scalar in scalars(value) if (found := day(scalar, at)))


def birthday(value: Value, at: At) -> Birthday | None:
    """`1980-02-29`, `--02-29`, `02-29`, `29 Feb`, `29.2.` → a birthday, with or without its year."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    text, _ = _date_text(scalar)
    for form in _DAYS_OF_YEAR:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            month = int(parts["m"]) if "m" in parts else month_number(parts["name"])
            if month and _exists(month, int(parts["d"])):
                return Birthday(month, int(parts["d"]), None)
            break
    whole = read_date(text)
    if whole and whole.precision == "day":
        known = whole.day.year != APPLE_NO_YEAR
        return Birthday(whole.day.month, whole.day.day, whole.day.year if known else None)
    at.should(scalar, "bad-birthday", "like 1980-02-29, or 02-29 without the year")
    return None


def next_birthday(born: Birthday, today: date) -> date | None:
    """A birthday → the next one from today on; 29 February is the 28th in short years. None past the year 9999."""
    for year in (today.year, today.year + 1):
        if year <= date.max.year:
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            on = 28 if (born.month, born.day) == (2, 29) and not leap else born.day
            if (found := date(year, born.month, on)) >= today:
                return found
    return None


def far_ahead(found: date, today: date) -> bool:
    """Whether a day is more than fifty years after today."""
    return (found.year - FAR, found.month, found.day) > (today.year, today.month, today.day)


def cadence(value: Value, at: At) -> int | None:
    """`30`, `30d`, `2w`, `monthly`, `every 2 weeks`, `twice a year` → days."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    found = cadence_days(scalar.text or "")
    if found is None:
        at.should(scalar, "bad-cadence", f"like {EXAMPLE}")
    return found


# --- truths, numbers, choices ---


def truth(value: Value, at: At) -> bool | None:
    """`true`, `yes`, `on`, `x` and their opposites → a truth, in quotes or not."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    word = (scalar.text or "").strip().lower()
    if word not in _TRUTHS:
        at.should(scalar, "bad-truth", "true or false")
    return _TRUTHS.get(word)


def number(value: Value, at: At, low: float, high: float) -> float | None:
    """A number written in digits, within a range → the number."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    text = (scalar.text or "").strip()
    found = float(text) if _NUMBER.fullmatch(text) else None
    if found is None or not low <= found <= high:
        at.should(scalar, "bad-number", f"a number from {low:g} to {high:g}")
        return None
    return found


def whole(value: Value, at: At, low: int, high: int) -> int | None:
    """A whole number within a range → the number."""
    scalar = _one(value, at)
    if scalar is None:
        return None
    text = (scalar.text or "").strip()
    if _WHOLE.fullmatch(text) and low <= float(text) <= high:
        return int(float(text))
    at.should(scalar, "bad-number", f"a whole number from {low} to {high}")
    return None


def choice(value: Value, at: At, allowed: Collection[str], synonyms: Mapping[str, str] | None = None) -> str | None:
    """One of some words, whatever its case, blanks, `-` and `_` → the word as we know it."""
    scalar = _one(value, at)
    return None if scalar is None else _chosen(scalar, at, allowed, synonyms)


def choices(
    value: Value, at: At, allowed: Collection[str], synonyms: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """A word or a list of words, each one of those allowed → the words as we know them."""
    return tuple(found for scalar in scalars(value) if (found := _chosen(scalar, at, allowed, synonyms)))


def weight(value: Value, at: At) -> Weight | None:
    """`light`, `medium`, `deep`; `minutes: 20`, `20 min`, `2h`; or a size of the user's own → what a favour cost."""
    if isinstance(value, Table) and (minutes := part(value, "minutes")):
        found = number(minutes, at, 0, 100_000)
        return None if found is None else Weight("minutes", found)
    scalar = _one(value, at)
    if scalar is None:
        return None
    text = (scalar.text or "").strip().lower()
    if text in WEIGHTS:
        return Weight(text)
    if spent := _SPENT.fullmatch(text):
        minutes_each = 60 if (spent["unit"] or "").startswith("h") else 1
        return Weight("minutes", float(spent["n"] or spent["n2"]) * minutes_each)
    if _NUMBER.fullmatch(text) and 0 < float(text) <= 10_000:
        return Weight("size", float(text))
    at.should(scalar, "bad-weight", "light, medium or deep, or like `minutes: 20`", suggestion(text, WEIGHTS))
    return None


# --- texts ---


def text(value: Value, at: At) -> str | None:
    """One text → the same, trimmed."""
    scalar = _one(value, at)
    return None if scalar is None else (scalar.text or "").strip()


def texts(value: Value, at: At, *, split: bool = False) -> tuple[str, ...]:
    """A text or a list of texts → texts, without empty ones; `split` takes commas in an unquoted text apart."""
    found: list[str] = []
    for scalar in scalars(value):
        words = (scalar.text or "").strip()
        found += [word.strip() for word in words.split(",")] if split and not scalar.quoted else [words]
    if not found and isinstance(value, Table):
        at.should(value, "one-value", "a text or a list of texts")
    return tuple(word for word in found if word)


def part(value: Value, name: str) -> Value | None:
    """`{date: 2019-05-02, where: UX conf}` and `where` → the value of that key, however it is spelled."""
    if not isinstance(value, Table):
        return None
    return next((field.value for field in value.fields if key(field.key) == key(name)), None)


def scalars(value: Value) -> Iterator[Scalar]:
    """A value → its scalars in order, without empty ones; lists in lists are opened, mappings are passed over."""
    waiting = [value]
    while waiting:
        head = waiting.pop()
        if isinstance(head, Items):
            waiting += reversed(head.values)
        elif isinstance(head, Scalar) and head.text and head.text.strip():
            yield head


# --- inside ---

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "y", "on", "1", "x", "✓", "✅"), True),
    **dict.fromkeys(("false", "no", "n", "off", "0", "-", "✗", "❌"), False),
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0)?")
_SPENT = re.compile(
    r"(?:minutes: ?(?P<n>[0-9]{1,5}))|(?P<n2>[0-9]{1,4}(?:\.[0-9]{1,2})?) ?(?P<unit>m|min|mins|minutes?|h|hours?)"
)
_LINKED = re.compile(r"!?\[\[(?P<target>[^\[\]|#]{1,60})(?:[|#][^\[\]]{0,60})?\]\]")
_LIKE_A_DAY = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}")
_ABOUT = re.compile(r"(?:~|≈|c\. ?|ca\.? |circa |about |around )", re.IGNORECASE)
_DAYS_OF_YEAR = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:--)?(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})",
        r"--(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\.?",
        r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?: of)?[ -](?P<name>[a-z]{3,9})\.?",
        r"(?P<name>[a-z]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?",
    )
)


def _one(value: Value, at: At) -> Scalar | None:
    """The one scalar of a value; more than one, or a mapping, is a problem."""
    if isinstance(value, Scalar):
        return value if value.text and value.text.strip() else None
    found = list(scalars(value)) if isinstance(value, Items) else []
    if len(found) == 1:
        return found[0]
    if found or isinstance(value, Table):
        at.wrong(value, "one-value", f"`{at.called}` takes one value; found {_found(value)}")
    return None


def _found(value: Value) -> str:
    if isinstance(value, Scalar):
        return shown(value.text or "")
    return f"a list of {len(value.values)}" if isinstance(value, Items) else "a group of properties"


def _date_text(scalar: Scalar) -> tuple[str, bool]:
    """A scalar → what should be a date, out of its link, and whether it was said to be about right."""
    words = " ".join((scalar.text or "")[:200].split())
    if linked := _LINKED.fullmatch(words):
        words = linked["target"].rpartition("/")[2].strip().removesuffix(".md")
    about = _ABOUT.match(words)
    return words[about.end() :].strip() if about else words, about is not None


def _spoken(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _exists(month: int, number: int) -> bool:
    return 1 <= month <= 12 and 1 <= number <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _chosen(scalar: Scalar, at: At, allowed: Collection[str], synonyms: Mapping[str, str] | None) -> str | None:
    known = {key(word): word for word in allowed} | {key(word): name for word, name in (synonyms or {}).items()}
    word = key((scalar.text or "")[:200])
    if word not in known:
        at.should(scalar, "bad-choice", f"one of {', '.join(allowed)}", suggestion(word, known))
    return known.get(word)
