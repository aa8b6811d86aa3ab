"""The one place that asks what day it is; everything else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def current_day(zone: str = "system") -> date:
    """The day it is now, in the system's time zone or a named one; in UTC where the name is unknown here."""
    return datetime.now(_zone(zone)).date()  # noqa: TID251  (the clock itself)


def known_zone(name: str) -> bool:
    """Whether a time zone of that name is known on this machine."""
    return name == "system" or _zone(name) is not UTC or name.upper() in ("UTC", "ETC/UTC")


def _zone(name: str) -> tzinfo | None:
    if name == "system":
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
