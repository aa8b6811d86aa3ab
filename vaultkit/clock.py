"""The one place that asks what day it is; everything else is told."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta, tzinfo


def current_day(zone: str = "system") -> date:
    """The day it is now, in the system's time zone or a named one; in UTC where the name is unknown here."""
    return datetime.now(_zone(zone)).date()  # noqa: TID251  (the clock itself)


def current_time(zone: str = "system") -> datetime:
    """The time it is now, to the second, with its offset, in the system's time zone or a named one."""
    return datetime.now(_zone(zone)).astimezone(_zone(zone)).replace(microsecond=0)  # noqa: TID251  (the clock itself)


def until_midnight(zone: str = "system") -> float:
    """How many seconds the day still has, those of a change of the clocks among them."""
    now = datetime.now(_zone(zone))  # noqa: TID251  (the clock itself)
    if now.date() == date.max:
        return float("inf")
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return max(0.0, midnight.timestamp() - now.timestamp())


def since_epoch() -> float:
    """What the wall clock shows, in seconds: it goes on while the machine sleeps, and may be set."""
    return time.time()  # noqa: TID251  (the clock itself)


def follow_zone() -> None:
    """Take notice when the system's time zone was set to another."""
    if hasattr(time, "tzset"):
        time.tzset()


def zone_name(zone: str = "system") -> str:
    """A time zone of the settings → its own name, like Europe/Berlin; "" where the system does not tell its own."""
    if zone != "system":
        return zone
    chosen = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime")
    name = chosen.rpartition("/zoneinfo/")[2]
    return name if _zone(name) is not UTC and not name.startswith("/") else ""


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
