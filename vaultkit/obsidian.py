"""Obsidian's own settings files → where daily notes, templates and excluded files are.

A file that is broken or of another shape costs only what it would have said: a problem, and Obsidian's default.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from vaultkit.model import NotePath, Place, Problem
from vaultkit.moment import date_format
from vaultkit.wording import shown

APP = ".obsidian/app.json"
DAILY = ".obsidian/daily-notes.json"
TEMPLATES = ".obsidian/templates.json"
PLUGINS = ".obsidian/community-plugins.json"
PERIODIC = ".obsidian/plugins/periodic-notes/data.json"
TEMPLATER = ".obsidian/plugins/templater-obsidian/data.json"
CONFIG_FILES: tuple[NotePath, ...] = (APP, DAILY, TEMPLATES, PLUGINS, PERIODIC, TEMPLATER)

DAILY_FORMAT = "YYYY-MM-DD"
_FORMATS = {
    "daily": DAILY_FORMAT,
    "weekly": "gggg-[W]ww",
    "monthly": "YYYY-MM",
    "quarterly": "YYYY-[Q]Q",
    "yearly": "YYYY",
}
_UNITS = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}


class Periodic(NamedTuple):
    """Notes of one period: their folder ("" is the vault), and the Moment format of their names."""

    period: str  # daily, weekly, monthly, quarterly, yearly
    folder: str = ""
    format: str = DAILY_FORMAT


class ObsidianConfig(NamedTuple):
    """What Obsidian's settings say about notes; folders without `/` at either end."""

    daily_folder: str = ""
    daily_format: str = DAILY_FORMAT
    longer_format: str = ""  # of "daily" notes whose names tell no day from the next: one for a month, say
    periodic: tuple[Periodic, ...] = ()  # weekly and longer, where they are in use
    templates: tuple[str, ...] = ()  # folders
    template_notes: tuple[NotePath, ...] = ()  # templates that may lie outside those folders
    ignore_filters: tuple[str, ...] = ()  # path prefixes, words or `/regular expressions/`, as written
    daily_template: NotePath = ""  # the note that a new daily note begins as; "" for none
    writes_daily: bool = False  # a settings file of daily notes is there


def read_config(files: Mapping[str, str]) -> tuple[ObsidianConfig, tuple[Problem, ...]]:
    """The texts of those of CONFIG_FILES that exist, by path → the settings, and what could not be read."""
    problems: list[Problem] = []
    loaded = {path: _File(path, files[path], problems) for path in CONFIG_FILES if path in files}
    daily = _core_daily(loaded.get(DAILY))
    periods = _periodic(loaded)
    own = next(((period, template) for period, template in periods if period.period == "daily"), None)
    day, template = own or daily
    notes = (daily[1], *(template for _, template in periods))
    config = ObsidianConfig(
        daily_folder=day.folder,
        daily_format=_dated_format(day.format, loaded.get(PERIODIC if own else DAILY), problems),
        longer_format="" if date_format(day.format).names_days else day.format,
        periodic=tuple(period for period, _ in periods if period.period != "daily"),
        templates=_template_folders(loaded),
        template_notes=tuple(dict.fromkeys(note for note in notes if note)),
        ignore_filters=loaded[APP].texts("userIgnoreFilters") if APP in loaded else (),
        daily_template=template,
        writes_daily=DAILY in loaded or own is not None,
    )
    return config, tuple(problems)


_Period: TypeAlias = tuple[Periodic, NotePath]  # and its template, "" for none


def _core_daily(file: _File | None) -> _Period:
    return file.period("daily", file.table) if file else (Periodic("daily"), "")


def _periodic(loaded: Mapping[str, _File]) -> list[_Period]:
    """The periods that the Periodic Notes plug-in has switched on, in the file format of either of its versions."""
    file = loaded.get(PERIODIC)
    plugins = loaded.get(PLUGINS)
    if file is None or (plugins and isinstance(plugins.raw, list) and "periodic-notes" not in plugins.raw):
        return []
    tables = {name: file.table.get(name) for name in _FORMATS}
    for calendar in _calendars(file.table):
        tables = {name: calendar.get(unit) for unit, name in _UNITS.items()}
    return [
        file.period(name, table)
        for name, table in tables.items()
        if isinstance(table, dict) and table.get("enabled") is True
    ]


def _calendars(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The one calendar set in use, of a plug-in version that has such sets."""
    raw = table.get("calendarSets")
    sets = [calendar for calendar in raw if isinstance(calendar, dict)] if isinstance(raw, list) else []
    active = [calendar for calendar in sets if calendar.get("id") == table.get("activeCalendarSet")]
    return (active or sets)[:1]


def _template_folders(loaded: Mapping[str, _File]) -> tuple[str, ...]:
    found = [loaded[TEMPLATES].folder("folder")] if TEMPLATES in loaded else []
    found += [loaded[TEMPLATER].folder(name) for name in ("templates_folder", "template_folder") if TEMPLATER in loaded]
    return tuple(dict.fromkeys(folder for folder in found if folder))


def _dated_format(form: str, file: _File | None, problems: list[Problem]) -> str:
    """The daily format of a file, where it names a day at all; else Obsidian's default and a problem."""
    if file is None or date_format(form).names_days:
        return form
    message = f"the daily note format should name a day, like {DAILY_FORMAT}; found {shown(form)}"
    problems.append(Problem(Place(file.path, file.line("format")), "obsidian-format", message))
    return DAILY_FORMAT


class _File:
    """One settings file: its JSON, and readers that tell about values of a wrong type."""

    def __init__(self, path: NotePath, text: str, problems: list[Problem]) -> None:
        self.path, self.text, self.problems = path, text, problems
        self.raw = self._load()
        self.table: Mapping[str, Any] = self.raw if isinstance(self.raw, dict) else {}
        if self.raw is not None and not isinstance(self.raw, list if path == PLUGINS else dict):
            self.wrong(1, "should hold Obsidian's settings, in braces")

    def _load(self) -> Any:
        import json

        try:
            return json.loads(self.text.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            self.wrong(error.lineno, f"is not valid JSON ({error.msg}); save that setting again in Obsidian")
        except (ValueError, RecursionError):
            self.wrong(1, "is not valid JSON; save that setting again in Obsidian")
        return None

    def wrong(self, line: int, reason: str) -> None:
        self.problems.append(Problem(Place(self.path, line), "obsidian-config", f"the file {reason}"))

    def line(self, name: str) -> int:
        """The first line that has the name in quotes, else 1."""
        before, found, _ = self.text.partition(f'"{name}"')
        return before.count("\n") + 1 if found else 1

    def word(self, name: str, table: Mapping[str, Any] | None = None) -> str:
        raw = (self.table if table is None else table).get(name)
        if raw is None or isinstance(raw, str):
            return raw or ""
        self.wrong(self.line(name), f"has something other than a text in `{name}`; set it again in Obsidian")
        return ""

    def folder(self, name: str, table: Mapping[str, Any] | None = None) -> str:
        return _vault_path(self.word(name, table))

    def texts(self, name: str) -> tuple[str, ...]:
        raw = self.table.get(name)
        items = raw if isinstance(raw, list) else []
        words = tuple(item for item in items if isinstance(item, str) and item.strip())
        if raw is not None and (raw is not items or len(words) < len(items)):
            self.wrong(self.line(name), f"should have a list of texts in `{name}`; set it again in Obsidian")
        return words

    def period(self, name: str, table: Mapping[str, Any]) -> _Period:
        """The settings of one period → it and its template."""
        form = self.word("format", table).strip() or _FORMATS[name]
        template = _vault_path(self.word("template", table) or self.word("templatePath", table))
        if template and not template.lower().endswith(".md"):
            template += ".md"
        return Periodic(name, self.folder("folder", table), form), template


def _vault_path(text: str) -> str:
    """A folder or note as Obsidian stores it → its vault path."""
    parts = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\\", "/")).split("/")
    return "/".join(part for part in (part.strip() for part in parts) if part not in ("", "."))
