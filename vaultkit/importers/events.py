"""The events of a calendar file → encounters; and what is left out, counted or named with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from vaultkit.importers.attendance import CANCELLED, Attendance, attendance
from vaultkit.importers.blocks import Block, plain
from vaultkit.importers.days import NO_DAY, back
from vaultkit.importers.incoming import Encounter, Mine, Skipped
from vaultkit.importers.moments import Moment, Zones, day_of, in_utc, moment
from vaultkit.importers.repetition import MOST_DAYS, MOST_OF_ONE, MOST_WORK, expanded

NO_END = "the event does not end (END:VEVENT is missing)"
AHEAD = "still to come: they may be moved yet"
OLD = "repeating since more than ten years ago: the years before that"
MANY = f"repetitions beyond the last {MOST_OF_ONE:,} of one event"


class Calendar(NamedTuple):
    """What a calendar says for all its events."""

    zone: tzinfo | None = None
    called_off: bool = False
    owner: str = ""  # the address it is named by: Google's first calendar of everybody


class Event(NamedTuple):
    """One VEVENT with its day and its people."""

    block: Block
    uid: str
    start: Moment
    changes: Moment | None  # RECURRENCE-ID: the instance of a series that it stands for
    there: Attendance
    calendar: Calendar

    @property
    def repeats(self) -> bool:
        return self.changes is None and bool(self.block.first("RRULE") or self.block.first("RDATE"))

    @property
    def version(self) -> int:
        number = self.block.text("SEQUENCE")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


class Reading:
    """What is gathered while the events of one file are read."""

    def __init__(self, zones: Zones, owner_zone: tzinfo | None, calendars: Mapping[int, Calendar], today: date) -> None:
        self.zones, self.owner_zone, self.calendars = zones, owner_zone, calendars
        self.first, self.last = back(today, MOST_DAYS), today
        self.work_left = MOST_WORK
        self.guessed_day = False  # whether a time in UTC was taken for the owner's own
        self.skipped: list[Skipped] = []
        self.counted: Counter[str] = Counter()

    def event(self, block: Block, mine: Mine) -> Event | None:
        """A block → an event; None, and the reason noted, where it cannot be read."""
        said, changed = block.first("DTSTART"), block.first("RECURRENCE-ID")
        start = moment(said, self.zones) if said else None
        changes = moment(changed, self.zones) if changed else None
        if not block.ended or start is None or (changed and changes is None):
            self._skip(block, NO_DAY if block.ended else NO_END)
            return None
        calendar = self.calendars.get(block.within, Calendar())
        there = Attendance(reason=CANCELLED) if calendar.called_off else attendance(block, mine)
        self.counted += Counter([there.reason] if there.reason else [])
        return Event(block, block.text("UID"), start, changes, there, calendar)

    def encounters(self, events: Sequence[Event]) -> Iterable[Encounter]:
        """All events of one UID → its encounters, each day once."""
        head = max((one for one in events if one.changes is None), key=lambda one: one.version, default=None)
        if not any(one.there.people for one in events) or (head and head.there.reason == CANCELLED):
            return ()
        changed = [one for one in events if one.changes is not None]
        if head and head.repeats:
            found = self._repeated(head, changed)
        else:
            found = (self._encounter(one, one.start, one.changes) for one in ([head] if head else []) + changed)
        return {one.key or one.day.isoformat(): one for one in found if one}.values()

    def _repeated(self, head: Event, changed: Sequence[Event]) -> Iterator[Encounter | None]:
        """A series → its latest encounters. What stands last of one day is what holds: the changed instance."""
        by_line = {one.block.line: one for one in (*changed, head)}
        series = [one.block for one in by_line.values()]
        times, wrong, work = expanded(series, head.start, self.first, self.last, self.zones, self.work_left)
        self.work_left -= work
        if wrong:
            self._skip(head.block, wrong)
            return
        self.counted += Counter({OLD: int(_by_its_clock(head.start) < self.first)})
        latest = sorted(times, key=lambda time: (_by_its_clock(time.when), time.when.isoformat(), time.line))
        self.counted += Counter({MANY: max(0, len(latest) - MOST_OF_ONE)})
        for time in sorted(latest[-MOST_OF_ONE:], key=lambda time: time.line != head.block.line):
            yield self._encounter(by_line[time.line], time.when, _at_clock_of(head.start, time.planned))

    def _encounter(self, event: Event, when: Moment, planned: Moment | None) -> Encounter | None:
        """`planned` is when the series has it, from which the key is made; None for an event by itself."""
        day = day_of(when, self.owner_zone, event.calendar.zone)
        if not event.there.people or day > self.last:
            self.counted += Counter([AHEAD] if event.there.people and not event.repeats else [])
            return None
        self.guessed_day |= in_utc(when) and not (self.owner_zone or event.calendar.zone)
        key = f"{event.uid}/{_by_its_clock(planned)}" if event.uid and planned else event.uid
        topic = event.block.text("SUMMARY")
        return Encounter(day, event.there.people, _channel(event.block), None, topic, key, event.block.line)

    def _skip(self, block: Block, reason: str) -> None:
        self.skipped.append(Skipped(block.line, block.text("SUMMARY") or "an event", reason))


def _by_its_clock(when: Moment) -> date:
    return day_of(when, None, None)


def _at_clock_of(start: Moment, planned: Moment) -> Moment:
    """When an instance was planned, by the clock of its series: some programs say it in UTC."""
    if isinstance(planned, datetime) and isinstance(start, datetime) and planned.tzinfo and start.tzinfo:
        return day_of(planned, start.tzinfo, None)
    return planned


# --- where ---

_ONLINE = re.compile(
    r"zoom\.us|meet\.google\.|hangouts\.google\.|teams\.(?:microsoft|live)\.|webex\.com|whereby\.com|meet\.jit\.si|"
    r"\b(?:microsoft )?teams\b|\bskype\b|\bzoom\b|\bgoogle meet\b|\bvideo ?call\b|\bphone\b|\btelephone\b|^tel:",
    re.IGNORECASE,
)
_BETWEEN_PLACES = re.compile(r"[;\n]|, ")
_LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")


def _channel(event: Block) -> str:
    """A call, where there is a link to one and no place beside it; else a meeting."""
    said = event.first("LOCATION")
    places = [part for part in _BETWEEN_PLACES.split(plain(said.value)[:1000]) if part.strip()] if said else []
    online = [bool(_ONLINE.search(place.strip())) for place in places]
    linked = any(event.first(name) for name in _LINKS) or bool(_ONLINE.search(event.text("URL")))
    return "call" if all(online) and (linked or online) else "meeting"
