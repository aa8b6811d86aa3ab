"""Where a day's line goes: its daily note, found or made by Obsidian's settings, else the log of its month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from vaultkit.model import NotePath
from vaultkit.moment import date_format
from vaultkit.obsidian import DAILY_FORMAT, ObsidianConfig
from vaultkit.records.kinds import Says
from vaultkit.settings import Settings

_FIELD = re.compile(
    r"\{\{\s*(date|time|title|yesterday|tomorrow)\s*(?:([+-]\d{1,4})([dwmy])\s*)?(?::([^{}\n]{0,120}))?\}\}",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"<%.*?%>", re.DOTALL)
_WAITING = re.compile(r"^[-*+][ \t]*(?:\r?\n)?\Z", re.MULTILINE)
_TIME = re.compile(r"\[[^\[\]]*\]|HH|H|hh|h|mm|m|ss|s|A|a")
_DAYS = {"d": 1, "w": 7}
_NEAR = {"yesterday": -1, "tomorrow": 1}


class Home(NamedTuple):
    """The note a day's lines go to."""

    path: NotePath
    dated: bool  # it is the day's own note; else each line begins with the day
    heading: str = ""


class Made(NamedTuple):
    """A new daily note, and whether its template held programs that only Obsidian can run."""

    text: str
    left_out: bool = False


def home_of(day: date, config: ObsidianConfig, settings: Settings, notes: Iterable[Says]) -> Home:
    """A day, and all notes of the vault → where its lines go; a vault without any daily note keeps a log by months."""
    notes = tuple(notes)
    dailies = [note for note in notes if note.kind == "daily"]
    folder = config.daily_folder if config.writes_daily else _folder_of(dailies)
    usual = f"{folder}/{date_format(config.daily_format).write(day)}.md".removeprefix("/")
    if not (config.writes_daily or dailies):
        return Home(f"{settings.log.folder}/{str(day)[:7]}.md", dated=False)
    if config.writes_daily and config.longer_format:
        name = date_format(config.longer_format).write(day)
        return Home(f"{folder}/{name}.md".removeprefix("/"), dated=False, heading=settings.log.heading)
    moved = [note.path for note in dailies if note.day == day]
    if not moved:  # it may lie in a folder that is not that of daily notes
        moved = [note.path for note in notes if note.day == day and _file(note.path) == _file(usual)]
    path = usual if usual in moved or not moved else min(moved, key=lambda path: (len(path), path))
    return Home(path, dated=True, heading=settings.log.heading)


def _file(path: NotePath) -> str:
    return path.rpartition("/")[2]


def _folder_of(dailies: Iterable[Says]) -> str:
    """The folder in which most daily notes lie, where no settings tell."""
    seen = Counter(note.path.rpartition("/")[0] for note in dailies)
    return min(seen, key=lambda folder: (-seen[folder], folder), default="")


def made_from(template: str, title: str, day: date, now: datetime) -> Made:
    """A template's text → a note as Obsidian makes it: `{{date}}`, `{{date:FORMAT}}`, `{{time}}`, `{{title}}`.

    What Templater would compute (`<% … %>`) cannot be run, and is left out; so is an empty list item at the end, which
    waits for the line that is to come.
    """
    plain = _PROGRAM.sub("", template)
    text = _FIELD.sub(lambda found: _filled(found, title, day, now), plain)
    return Made(_WAITING.sub("", text), left_out=plain != template)


def _filled(found: re.Match[str], title: str, day: date, now: datetime) -> str:
    word, form = found[1].casefold(), (found[4] or "").strip()
    if word == "title":
        return title
    if word == "time":
        return _written(form or "HH:mm", day, now)
    meant = _moved(day, int(found[2] or 0), (found[3] or "d").casefold())
    return _written(form or DAILY_FORMAT, _moved(meant, _NEAR.get(word, 0), "d"), now)


def _written(form: str, day: date, now: datetime) -> str:
    """A Moment format with dates and times → its text."""
    clock = {
        "HH": f"{now:%H}", "H": str(now.hour), "hh": f"{now:%I}", "h": str(now.hour % 12 or 12), "mm": f"{now:%M}",
        "m": str(now.minute), "ss": f"{now:%S}", "s": str(now.second), "A": "PM" if now.hour > 11 else "AM",
        "a": "pm" if now.hour > 11 else "am",
    }  # fmt: skip
    return date_format(_TIME.sub(lambda part: f"[{clock[part[0]]}]" if part[0] in clock else part[0], form)).write(day)


def _moved(day: date, count: int, unit: str) -> date:
    """A day so many days, weeks, months or years on, or back."""
    if unit in _DAYS:
        number = day.toordinal() + count * _DAYS[unit]
        return date.fromordinal(min(max(number, 1), date.max.toordinal()))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = min(max(months // 12, 1), 9998), months % 12 + 1
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month, min(day.day, last.day))
