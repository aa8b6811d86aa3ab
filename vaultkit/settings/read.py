"""`vaultkit.toml` text → Settings, and all of its mistakes at once.

Every mistake is an error: whoever runs vaultkit stops and shows them, so that no default steps in unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from vaultkit.cadence import EXAMPLE, cadence_days
from vaultkit.keys import KNOWN, WORDS, key
from vaultkit.model import NotePath, Place, Problem
from vaultkit.settings.options import OPTIONS, SECTIONS
from vaultkit.settings.places import Path, key_lines, line_of
from vaultkit.settings.shapes import Settings
from vaultkit.settings.takes import TAKES, Fault, Taken, found
from vaultkit.wording import shown, suggestion

Table: TypeAlias = Mapping[str, Any]
LONGEST = 256 * 1024  # characters; no one writes more, and tomllib is slow on made-up nesting


def read_settings(text: str | None, path: NotePath = "vaultkit.toml") -> tuple[Settings, tuple[Problem, ...]]:
    """The text of `vaultkit.toml` (None: there is none) → settings, and its mistakes by line."""
    if text is None:
        return Settings(), ()
    text = text.removeprefix("\ufeff")
    table = _parsed(text, path)
    if isinstance(table, Problem):
        return Settings(), (table,)
    settings, faults = _settings(table)
    if not faults:
        return settings, ()
    lines = key_lines(text)
    problems = (Problem(Place(path, line_of(lines, at)), code, message, "error") for at, code, message in faults)
    return settings, tuple(sorted(problems))


def _parsed(text: str, path: NotePath) -> Table | Problem:
    import tomllib

    if len(text) > LONGEST:
        return _broken(path, 1, f"it is longer than {LONGEST // 1024} kB")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        where = re.search(r"\(at (?:line ([0-9]+), column [0-9]+|end of document)\)", str(error))
        line = int(where[1] or text.count("\n") + 1) if where else 1
        return _broken(path, line, shown(re.sub(r" \(at [^()]*\)$", "", str(error)), 80)[1:-1])
    except RecursionError:
        return _broken(path, 1, "it is nested too deeply")


def _broken(path: NotePath, line: int, reason: str) -> Problem:
    message = (
        f'the settings are not valid TOML: {reason}. Write `name = value`, with text in quotes: reports = "Reports"'
    )
    return Problem(Place(path, line), "settings-syntax", message, "error")


def _settings(table: Table) -> tuple[Settings, list[Fault]]:
    """A parsed file → its settings; what is wrong is left at its default, with a fault."""
    faults: list[Fault] = []
    tables = {section.name: _section(table, section.name, faults) for section in SECTIONS}
    values: dict[str, dict[str, Any]] = {name: {} for name in ("", *tables)}
    for option in OPTIONS:
        raw = (tables[option.section] if option.section else table).get(option.name)
        if raw is not None:
            at = (option.section, option.name) if option.section else (option.name,)
            value, wrong = TAKES[option.kind](raw, option, at)
            faults += wrong
            if not wrong:
                values[option.section][option.name] = value
    faults += _unknown(table, tables)
    settings = Settings()
    changed = {name: getattr(settings, name)._replace(**values[name]) for name in values if values[name] and name}
    settings = settings._replace(**values[""], **changed)
    settings = settings._replace(tiers=_open(tables["tiers"], "tiers", _cadence, faults))
    settings = settings._replace(synonyms=_open(tables["synonyms"], "synonyms", _key, faults))
    for check in CHECKS:
        faults += check(settings)
    return settings, faults


def _section(table: Table, name: str, faults: list[Fault]) -> Table:
    raw = table.get(name, {})
    if isinstance(raw, dict):
        return raw
    faults.append(
        ((name,), "settings-value", f"`{name}` should be a section: [{name}] alone on its line; {found(raw)}")
    )
    return {}


def _unknown(table: Table, tables: Mapping[str, Table]) -> list[Fault]:
    """Keys that no option has: with the section they belong in, or the nearest name."""
    top = [option.name for option in OPTIONS if not option.section]
    faults = [_stranger((name,), (*top, *tables)) for name in table if name not in top and name not in tables]
    for section in SECTIONS:
        if not section.open:
            names = [option.name for option in OPTIONS if option.section == section.name]
            strangers = [name for name in tables[section.name] if name not in names]
            faults += [_stranger((section.name, name), names) for name in strangers]
    return faults


def _stranger(at: Path, names: tuple[str, ...] | list[str]) -> Fault:
    home = next((option.section for option in OPTIONS if option.name == key(at[-1])), None)
    if home is not None and home != (at[0] if at[1:] else ""):
        hint = f"; it belongs under [{home}]" if home else "; it belongs at the top, above the first [section]"
    else:
        hint = suggestion(at[-1], names) or f"; known here: {', '.join(names)}"
    place = f" in [{at[0]}]" if at[1:] else ""
    return at, "settings-unknown", f"there is no setting {shown(at[-1])}{place}{hint}"


# --- sections whose keys are the user's own ---

_Entry: TypeAlias = Callable[[Any, str], "Taken"]


def _open(table: Table, section: str, take: _Entry, faults: list[Fault]) -> tuple[tuple[str, Any], ...]:
    """A section of the user's own keys → pairs of key form and value, by key."""
    entries: dict[str, Any] = {}
    for name, raw in table.items():
        value, wrong = take(raw, name)
        word = key(name.lstrip("#"))
        if not wrong and (not word or word in entries):
            reason = "is there twice; keep one of them" if word else "is no name; write one like close"
            wrong = [((section, name), "settings-value", f"{shown(name)} in [{section}] {reason}")]
        faults += wrong
        if not wrong:
            entries[word] = value
    return tuple(sorted(entries.items()))


def _cadence(raw: Any, name: str) -> Taken:
    days = cadence_days(str(raw)) if isinstance(raw, str) or (type(raw) is int and 0 < raw < 10**6) else None
    if days is not None:
        return days, []
    return None, [
        (("tiers", name), "settings-value", f"{shown(name)} in [tiers] should be like {EXAMPLE}; {found(raw)}")
    ]


def _key(raw: Any, name: str) -> Taken:
    if isinstance(raw, str) and key(raw) in WORDS:
        return key(raw), []
    hint = suggestion(key(raw), KNOWN) if isinstance(raw, str) else ""
    message = f"{shown(name)} in [synonyms] should stand for a key vaultkit reads, like org; {found(raw)}{hint}"
    return None, [(("synonyms", name), "settings-value", message)]


# --- what no option can tell alone ---


def _rising_labels(settings: Settings) -> list[Fault]:
    ties = settings.ties
    if ties.cooling <= ties.slipping <= ties.dormant and ties.dormant_days <= ties.long_dormant_days:
        return []
    message = (
        "`ties.cooling`, `ties.slipping` and `ties.dormant` should rise, and `ties.long_dormant_days` be the longest"
    )
    return [(("ties", "cooling"), "settings-value", message)]


def _reports_apart(settings: Settings) -> list[Fault]:
    folders = settings.folders
    taken = (*folders.people, *folders.templates)
    if folders.reports.casefold() not in {folder.casefold() for folder in taken}:
        return []
    message = f"`folders.reports` should be a folder of its own; {shown(folders.reports)} holds people or templates"
    return [(("folders", "reports"), "settings-value", message)]


def _one_level_each(settings: Settings) -> list[Fault]:
    lint = settings.lint
    twice = sorted({name for name in lint.errors if name in lint.warnings})
    if not twice:
        return []
    message = f"{shown(twice[0])} stands in both `lint.errors` and `lint.warnings`; keep one of them"
    return [(("lint", "errors"), "settings-value", message)]


def _drafts_apart(settings: Settings) -> list[Fault]:
    folders = settings.folders
    taken = (folders.reports, *folders.people, *folders.templates)
    if folders.drafts.casefold() not in {folder.casefold() for folder in taken}:
        return []
    message = f"`folders.drafts` should be a folder of its own; {shown(folders.drafts)} holds other notes"
    return [(("folders", "drafts"), "settings-value", message)]


CHECKS: tuple[Callable[[Settings], list[Fault]], ...] = (
    _rising_labels,
    _reports_apart,
    _drafts_apart,
    _one_level_each,
)
