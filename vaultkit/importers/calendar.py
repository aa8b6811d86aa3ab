"""iCalendar files, as calendars give them out → the events others took part in, a day each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vaultkit.importers.blocks import Block, blocks
from vaultkit.importers.events import Calendar, Event, Reading
from vaultkit.importers.identity import mail
from vaultkit.importers.incoming import ImportRefused, Incoming, Mine
from vaultkit.importers.moments import Zones, by_name, calendar_zone

SOURCE = "calendar"
MOST_EVENTS = 100_000

IN_UTC = "some times are in UTC and the calendar names no time zone: late or early events may stand a day off"
NO_ADDRESS = "no address of yours is known, so you may be among the people: set `emails` under `[me]` in vaultkit.toml"

_NAMES = frozenset(
    "METHOD X-WR-TIMEZONE X-WR-CALNAME TZID X-LIC-LOCATION UID SEQUENCE DTSTART RECURRENCE-ID RRULE RDATE EXDATE "
    "STATUS SUMMARY ATTENDEE ORGANIZER LOCATION URL CONFERENCE X-GOOGLE-CONFERENCE "
    "X-MICROSOFT-SKYPETEAMSMEETINGURL".split()
)


def read(data: bytes, mine: Mine, today: date, zone: str = "") -> Incoming:
    """An .ics file → encounters, up to today. `zone` is the name of the owner's time zone, "" if unknown.

    Raises ImportRefused for a file without a calendar, or with more events than one file should hold.
    """
    found = _taken_apart(data)
    zones = Zones(found["VTIMEZONE"])
    described: dict[int, list[Block]] = {}
    for block in found["VTIMEZONE"]:
        described.setdefault(block.within, []).append(block)
    calendars = {block.line: _calendar(block, described.get(block.line, []), zones) for block in found["VCALENDAR"]}
    mine, told = _owner(calendars, mine)
    reading = Reading(zones, by_name(zone), calendars, today)
    series: dict[str, list[Event]] = {}
    for block in found["VEVENT"]:
        if event := reading.event(block, mine):
            series.setdefault(event.uid or f"\n{block.line}", []).append(event)
    encounters = [one for events in series.values() for one in reading.encounters(events)]
    return Incoming(
        SOURCE,
        encounters=tuple(sorted(encounters, key=lambda one: (one.day, one.line, one.key))),
        skipped=tuple(sorted(reading.skipped)),
        counted=tuple(sorted(reading.counted.items())),
        told=(*told, *([IN_UTC] if reading.guessed_day else [])),
    )


def _taken_apart(data: bytes) -> dict[str, list[Block]]:
    """A file → its calendars, the zones described in it, and its events."""
    found: dict[str, list[Block]] = {"VCALENDAR": [], "VTIMEZONE": [], "VEVENT": []}
    for block in blocks(data, found, _NAMES):
        found[block.kind].append(block)
        if len(found["VEVENT"]) > MOST_EVENTS:
            raise ImportRefused(f"it holds more than {MOST_EVENTS:,} events; export a shorter time (line {block.line})")
    if not (found["VCALENDAR"] or found["VEVENT"]):
        raise ImportRefused("there is no calendar in it: a line BEGIN:VCALENDAR is missing")
    return found


def _calendar(block: Block, described: list[Block], zones: Zones) -> Calendar:
    zone = calendar_zone(block, described, zones)
    owner = mail(block.text("X-WR-CALNAME")).removeprefix("mail:")
    return Calendar(zone, block.text("METHOD").casefold() == "cancel", owner)


def _owner(calendars: Mapping[int, Calendar], mine: Mine) -> tuple[Mine, list[str]]:
    """A calendar that is named by an address is its owner's; where none is known at all, that is told."""
    named = sorted({one.owner for one in calendars.values()} - {"", *mine.emails})
    owner = mine._replace(emails=(*mine.emails, *named))
    told = [f"taken for yours: {', '.join(named)}"] if named else []
    return owner, told if owner.emails or owner.names else [NO_ADDRESS]
