"""Events that repeat → the days they fall on, in bounded time, whatever the rule says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from vaultkit.importers.blocks import Block, Property
from vaultkit.importers.days import ahead
from vaultkit.importers.moments import Moment, Zones, in_utc

MOST_DAYS = 3653  # ten years: how far back repetitions are read
MOST_OF_ONE = 1000  # occurrences of one event
MOST_WORK = 5_000_000  # steps through the calendar for one file; about ten seconds

UNREADABLE = "it repeats in a way that cannot be read"
TOO_OFTEN = "it repeats more often than daily"
NEVER = "its repetition never happens"
TOO_MUCH = "more repetitions than are read from one file; export a shorter time"


class Occurrence(NamedTuple):
    """One time of an event: which block of the file describes it, when it is, and when the series has it."""

    line: int
    when: Moment
    planned: Moment


class Expanded(NamedTuple):
    """The times of a series, or why there are none; and how many steps it took to find them."""

    times: tuple[Occurrence, ...] = ()
    wrong: str = ""
    work: int = 0


def expanded(series: Sequence[Block], start: Moment, first: date, last: date, zones: Zones, left: int) -> Expanded:
    """An event with a rule and its changed instances, and the first and last day → when it happens.

    `left` is how many steps may still be taken for this file.
    """
    rules = [_parts(one.value) for block in series for one in block.all("RRULE")]
    wrong = next((found for rule in rules if (found := _wrong(rule))), "")
    if wrong or len(rules) > _MOST_RULES or sum(map(_days_listed, series)) > _MOST_LISTED:
        return Expanded(wrong=wrong or UNREADABLE)
    work = sum(_work(rule, start, last) for rule in rules) + _STEPS_EACH * sum(map(_days_listed, series))
    work += _STEPS_READ * len(series)
    if work > left:
        return Expanded(wrong=TOO_MUCH)
    if any(not _happens(rule, start) for rule in rules):
        return Expanded(wrong=NEVER, work=work + _STEPS_IN_VAIN)
    try:
        return Expanded(tuple(_times(series, start, first, last, zones)), work=work)
    except _FAULTS:
        return Expanded(wrong=UNREADABLE, work=work)


# --- what a rule asks for ---

# What the two libraries raise for rules and days that contradict themselves.
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_STEPS_EACH = 25  # an occurrence takes as long as so many days looked at
_STEPS_READ = 250  # to read one block
_STEPS_IN_VAIN = 500_000  # to find that a rule never happens; no calendar of somebody has ten of these
_STEPS_UNUSUAL = 20_000
_MOST_RULES = 4
_MOST_LISTED = 10_000  # RDATE and EXDATE
_MOST_A_DAY = 4
_DAYS_BETWEEN = {"DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 28.0, "YEARLY": 365.0}
_LOOKED_AT = {"DAILY": 1.0, "WEEKLY": 0.5, "MONTHLY": 0.3, "YEARLY": 0.05}  # steps for each day between
_USUAL = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"))
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_NUMBER = re.compile(r"[0-9]{1,18}")
_VALUE = re.compile(r"[0-9A-Z,+-]{1,400}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def _parts(rule: str) -> dict[str, str]:
    """`FREQ=WEEKLY;BYDAY=MO` → its parts; one that is none makes the rule unreadable."""
    pairs = [part.partition("=") for part in "".join(rule.upper().split()).strip(";").split(";")]
    return {name: value for name, _, value in pairs}


def _wrong(rule: Mapping[str, str]) -> str:
    frequency = rule.get("FREQ", "")
    if frequency in ("SECONDLY", "MINUTELY", "HOURLY"):
        return TOO_OFTEN
    if frequency not in _DAYS_BETWEEN or not all(map(_VALUE.fullmatch, rule.values())) or "BYEASTER" in rule:
        return UNREADABLE
    numbers = [rule[name] for name in ("INTERVAL", "COUNT") if name in rule]
    if not all(_NUMBER.fullmatch(number) and int(number) for number in numbers) or len(rule.get("INTERVAL", "")) > 4:
        return UNREADABLE  # INTERVAL=0 would never come to an end, and one of millions is slow
    return TOO_OFTEN if _each_day(rule) > _MOST_A_DAY else ""


def _each_day(rule: Mapping[str, str]) -> int:
    hours, minutes, seconds = (rule.get(name, "0").count(",") + 1 for name in _TIMES)
    return hours * minutes * seconds


def _work(rule: Mapping[str, str], start: Moment, last: date) -> int:
    """At most so many steps from the start of a series to the last day asked for, or its own end."""
    frequency, interval = rule["FREQ"], int(rule.get("INTERVAL", 1))
    until = _DAY.match(rule.get("UNTIL", ""))
    end = min(last.toordinal(), 366 * int(until[1])) if until else last.toordinal()
    days = max(0, end - start.toordinal()) + 31
    turns = min(days / _DAYS_BETWEEN[frequency] / interval, float(rule.get("COUNT", "inf"))) + 1
    most = turns * _each_turn(rule) if frequency != "DAILY" else turns
    unusual = 0 if rule.keys() <= _USUAL else _STEPS_UNUSUAL
    looked_at = days * _LOOKED_AT[frequency] / interval
    return int(looked_at + _STEPS_EACH * min(most, MOST_DAYS * 1.1) * _each_day(rule)) + unusual


def _each_turn(rule: Mapping[str, str]) -> int:
    """At most so many days of a week, month or year. `BYDAY=2TU` is one of them, `BYDAY=TU` may be all Tuesdays."""
    weekdays = rule.get("BYDAY", "")
    listed = [rule.get(name, "").count(",") + 1 for name in ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYYEARDAY")]
    if rule["FREQ"] == "WEEKLY" or not weekdays or "BYSETPOS" in rule or any(char.isdigit() for char in weekdays):
        return max(listed)
    return 31 if rule["FREQ"] == "MONTHLY" else 366


def _happens(rule: Mapping[str, str], start: Moment) -> bool:
    """Whether a rule is ever true. The calendar repeats every 400 years, so the last eight centuries show it.

    The library goes on to the year 9999; from here that is not far.
    """
    from dateutil.rrule import rrulestr

    year = 9200 + start.year % 400
    begin = datetime(year, start.month, start.day, getattr(start, "hour", 0), getattr(start, "minute", 0))
    endless = ";".join(f"{name}={value}" for name, value in rule.items() if name not in ("COUNT", "UNTIL"))
    try:
        return next(iter(rrulestr(endless, dtstart=begin)), None) is not None
    except _FAULTS:
        return True  # unreadable, which is found later


def _days_listed(block: Block) -> int:
    return sum(one.value.count(",") + 1 for name in ("RDATE", "EXDATE") for one in block.all(name))


# --- the library's part ---

_COPIED = ("UID", "DTSTART", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE")
_UNTIL_DAY = re.compile(r"UNTIL=(\d{4})(\d{2})(\d{2})(?=;|$)", re.ASCII | re.IGNORECASE)
_LINE = "X-LINE"  # by which an occurrence is led back to its block


def _times(series: Sequence[Block], start: Moment, first: date, last: date, zones: Zones) -> Iterable[Occurrence]:
    """Only what says when is handed on; without an end, an event is where it begins."""
    from icalendar import Calendar, Event
    from recurring_ical_events import of  # type: ignore[import-untyped]

    calendar = Calendar()
    for block in series:
        lines = [_content(one, start, zones) for one in block.properties if one.name in _COPIED and one.value.strip()]
        version = block.text("SEQUENCE")
        lines += [f"SEQUENCE:{version}"] if _NUMBER.fullmatch(version) else []
        text = "\r\n".join(("BEGIN:VEVENT", f"{_LINE}:{block.line}", *lines, "END:VEVENT", ""))
        calendar.add_component(Event.from_ical(text))
    for found in of(calendar).between(first, ahead(last, 1)):
        when, planned = found["DTSTART"].dt, found["RECURRENCE-ID"]
        whole = "RANGE" in planned.params  # "this and all later ones": the day is no longer that of the change
        times = (_as_begun(each, start) for each in (when, when if whole else planned.dt))
        yield Occurrence(int(found[_LINE]), *times)


def _as_begun(when: Moment, start: Moment) -> Moment:
    """The library puts a series of unknown zone into UTC if one of its exceptions is; its clock shows the same."""
    unknown = isinstance(start, datetime) and start.tzinfo is None
    return when.replace(tzinfo=None) if unknown and isinstance(when, datetime) and in_utc(when) else when


def _content(one: Property, start: Moment, zones: Zones) -> str:
    """A property → its line again, with a zone that the library knows, or with none."""
    zone = zones.find(one.param("TZID")) if one.param("TZID") else None
    value = "".join(one.value.split())
    if one.name == "RRULE" and isinstance(start, datetime):
        value = _UNTIL_DAY.sub(lambda day: f"UNTIL={_end_of(int(day[1]), int(day[2]), int(day[3]), start)}", value)
    said = {
        "TZID": zone.key if zone and not value.upper().endswith("Z") else "",
        "VALUE": one.param("VALUE").upper() if one.param("VALUE").upper() in ("DATE", "PERIOD") else "",
        "RANGE": "THISANDFUTURE" if one.param("RANGE") else "",
    }
    return one.name + "".join(f";{name}={text}" for name, text in said.items() if text) + f":{value}"


def _end_of(year: int, month: int, day: int, start: datetime) -> str:
    """A last day, given without a time, is a whole day where the series takes place."""
    end = datetime(year, month, day, 23, 59, 59, tzinfo=start.tzinfo)
    return f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}" if end.tzinfo else f"{end:%Y%m%dT%H%M%S}"
