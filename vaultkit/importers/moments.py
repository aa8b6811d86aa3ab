"""Times of a calendar file → the day they fall on where the owner is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vaultkit.importers.blocks import Block, Property

Moment: TypeAlias = "date | datetime"
_LONGEST = 60  # characters of a time
_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,3}")


class Zones:
    """The time zones that a file's events name: by the names all computers know, by Windows' own, or by the file's."""

    def __init__(self, own: Iterable[Block]) -> None:
        self._own = {block.text("TZID"): block.text("X-LIC-LOCATION") for block in own}
        self._found: dict[str, ZoneInfo | None] = {}

    def find(self, name: str) -> ZoneInfo | None:
        """`Europe/Berlin`, `W. Europe Standard Time`, `/vendor.example/Europe/Berlin` → the zone; None if unknown.

        The rules a file gives for a zone of its own are not followed: the day is that of the clock the event names.
        """
        if name not in self._found:
            self._found[name] = next((zone for each in self._names(name) if (zone := _zone(each))), None)
        return self._found[name]

    def _names(self, name: str) -> Iterable[str]:
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

        plain = name.strip().strip("/\"'")
        parts = plain.rsplit("/", maxsplit=3)
        ends = ("/".join(parts[-3:]), "/".join(parts[-2:])) if name.startswith("/") else ()
        return (plain, WINDOWS_TO_OLSON.get(plain, ""), self._own.get(name, ""), *ends)


def moment(said: Property, zones: Zones) -> Moment | None:
    """DTSTART and the like → a day, or a time in its zone if that is known; None for what is neither."""
    from icalendar.prop import vDDDTypes

    if len(said.value) > _LONGEST:
        return None
    try:
        found = vDDDTypes.from_ical(said.value.strip().upper())  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, ArithmeticError, LookupError):
        return None
    if not isinstance(found, date):  # a duration, a period, an hour
        return None
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=zones.find(said.param("TZID")) if said.param("TZID") else None)
    return found


def day_of(when: Moment, seen_from: tzinfo | None, utc_from: tzinfo | None) -> date:
    """A time → its day where the owner is, else by its own clock; UTC is nobody's, and `utc_from` stands for it."""
    if not isinstance(when, datetime):
        return when
    zone = seen_from or (utc_from if in_utc(when) else None)
    try:
        return when.astimezone(zone).date() if zone and when.tzinfo else when.date()
    except (OverflowError, ValueError):  # at the first and the last day there is
        return when.date()


def in_utc(when: Moment) -> bool:
    """Whether a time is given as UTC (`…Z`), which says nothing of where its people were."""
    return isinstance(when, datetime) and when.tzinfo is not None and str(when.tzinfo) in ("UTC", "Etc/UTC")


def calendar_zone(calendar: Block, own: Iterable[Block], zones: Zones) -> tzinfo | None:
    """What a calendar itself says of where its owner is: X-WR-TIMEZONE, else the one zone that it describes."""
    if named := zones.find(calendar.text("X-WR-TIMEZONE")):
        return named
    found = {zones.find(block.text("TZID")) for block in own}
    return found.pop() if len(found) == 1 else None


def by_name(zone: str) -> tzinfo | None:
    """The name of a zone as the settings have it → the zone."""
    return _zone(zone) if zone else None


def _zone(name: str) -> ZoneInfo | None:
    if not _ZONE_NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return None
