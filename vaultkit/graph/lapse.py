"""When an ask without an answer lapses by itself: so many days after the last word on it, or once it is too late."""

from __future__ import annotations

from datetime import date, timedelta

from vaultkit.graph.network import Favour
from vaultkit.settings.shapes import Ask


def lapses_on(favour: Favour, today: date, ask: Ask) -> date | None:
    """The first day on which an undecided ask of mine is open no longer; None for theirs, or where no day is known."""
    if favour.direction != "asked":
        return None
    if favour.status == "parked":
        parked = favour.decided or last_word(favour, today)
        return later(parked, ask.parked_days) if parked else None
    last = last_word(favour, today)
    if last is None:
        return None
    lapses = later(last, ask.expire_days)
    return max(lapses, later(favour.needed_by, 1)) if favour.needed_by else lapses


def last_word(favour: Favour, today: date) -> date | None:
    """The last day, up to today, on which something was said of an ask that is not decided yet."""
    said = (favour.asked, favour.answered, *favour.nudges)
    return max((day for day in said if day and day <= today), default=None)


def later(day: date, days: int) -> date:
    """A day so many days later, held inside the calendar."""
    return day + timedelta(days) if day.toordinal() + days <= date.max.toordinal() else date.max
