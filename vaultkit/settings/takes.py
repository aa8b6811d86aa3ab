"""What each kind of option takes: a TOML value → the setting, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from vaultkit.settings.folders import folder_fault, folder_path, reports_fault
from vaultkit.settings.options import Kind, Option
from vaultkit.settings.places import Path
from vaultkit.settings.shapes import ByWeight, Phrases
from vaultkit.wording import shown, suggestion

LONGEST_TEXT = 200  # characters

Fault: TypeAlias = tuple[Path, str, str]  # where, code, message
Taken: TypeAlias = tuple[Any, list[Fault]]

_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,3}")
_FRACTION = re.compile(r"(-?[0-9]{1,6}) ?/ ?([1-9][0-9]{0,5})")


def found(raw: Any) -> str:
    """A TOML value → "found …", cut short."""
    if isinstance(raw, str):
        return f"found {shown(raw)}"
    if isinstance(raw, dict):
        return "found a table"
    if isinstance(raw, list):
        return f"found a list of {len(raw)}"
    if isinstance(raw, bool):
        return f"found {str(raw).lower()}"
    if isinstance(raw, int) and abs(raw) > 10**15:
        return "found a very long number"
    return f"found {shown(str(raw))[1:-1]}"


def _fault(at: Path, should: str, raw: Any, hint: str = "") -> Taken:
    return None, [(at, "settings-value", f"`{'.'.join(at)}` should be {should}; {found(raw)}{hint}")]


def _number(raw: Any, option: Option, at: Path) -> Taken:
    if isinstance(raw, str) and (parts := _FRACTION.fullmatch(raw.strip())):
        return _number(int(parts[1]) / int(parts[2]), option, at)
    if type(raw) in (int, float) and option.low <= raw <= option.high:
        return float(raw), []
    return _fault(at, f"a number from {_plain(option.low)} to {_plain(option.high)}", raw)


def _whole(raw: Any, option: Option, at: Path) -> Taken:
    if type(raw) is int and option.low <= raw <= option.high:
        return raw, []
    return _fault(at, f"a whole number from {_plain(option.low)} to {_plain(option.high)}", raw)


def _number_or_own(raw: Any, option: Option, at: Path) -> Taken:
    if raw == "own":
        return None, []
    if type(raw) in (int, float) and option.low <= raw <= option.high:
        return float(raw), []
    return _fault(at, f'"own" or a number from {_plain(option.low)} to {_plain(option.high)}', raw)


def _by_weight(take: Callable[[Any, Option, Path], Taken]) -> Callable[[Any, Option, Path], Taken]:
    def taken(raw: Any, option: Option, at: Path) -> Taken:
        if not isinstance(raw, dict):
            return _fault(at, "like {light = 30, medium = 90, deep = 180}, or a part of it", raw)
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for weight, value in raw.items():
            if weight in ByWeight._fields:
                values[weight], wrong = take(value, option, (*at, weight))
                faults += wrong
            else:
                hint = suggestion(weight, ByWeight._fields)
                message = f"`{'.'.join(at)}` has light, medium and deep; found {shown(weight)}{hint}"
                faults.append(((*at, weight), "settings-unknown", message))
        default: Any = option.default
        return (None, faults) if faults else (default._replace(**values), [])

    return taken


def _words(raw: Any, option: Option, at: Path) -> Taken:
    """A text or a list of texts → texts."""
    items = raw if isinstance(raw, list) else [raw]
    words: list[str] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        if isinstance(item, str) and item.strip():
            words.append(item.strip())
        else:
            where = (*at, str(index)) if isinstance(raw, list) else at
            message = f"`{'.'.join(at)}` should be texts in quotes, none of them empty; {found(item)}"
            faults.append((where, "settings-value", message))
    return tuple(dict.fromkeys(words)), faults


def _names(raw: Any, option: Option, at: Path) -> Taken:
    """Words among those allowed."""
    words, faults = _words(raw, option, at)
    for index, word in enumerate(raw if isinstance(raw, list) and not faults else [raw] if not faults else []):
        if word.strip() not in option.choices:
            where = (*at, str(index)) if isinstance(raw, list) else at
            faults.append((where, "settings-unknown", _no_such(at, "rule", word, option)))
    return (None, faults) if faults else (words, [])


def _phrases(raw: Any, option: Option, at: Path) -> Taken:
    """Groups of phrases, by the name of the group."""
    if not isinstance(raw, dict):
        return _fault(at, f'like {{{option.choices[0]} = ["a phrase"]}}', raw)
    groups: list[tuple[str, tuple[str, ...]]] = []
    faults: list[Fault] = []
    for name, said in sorted(raw.items()):
        if name not in option.choices:
            faults.append(((*at, name), "settings-unknown", _no_such(at, "group of phrases", name, option)))
            continue
        words, wrong = _words(said, option, (*at, name))
        faults += wrong
        groups.append((name, words))
    return (None, faults) if faults else (Phrases(tuple(groups)), [])


def _no_such(at: Path, what: str, name: str, option: Option) -> str:
    hint = suggestion(name, option.choices) or f"; there are {', '.join(option.choices)}"
    return f"`{'.'.join(at)}`: there is no {what} {shown(name)}{hint}"


def _folders(raw: Any, option: Option, at: Path) -> Taken:
    words, faults = _words(raw, option, at)
    if faults:
        return None, faults
    for index, word in enumerate(raw if isinstance(raw, list) else [raw]):
        if fault := folder_fault(word):
            where = (*at, str(index)) if isinstance(raw, list) else at
            faults.append((where, "settings-path", f"`{'.'.join(at)}`: {shown(word)} {fault}"))
    return tuple(dict.fromkeys(map(folder_path, words))), faults


def _reports_folder(raw: Any, option: Option, at: Path) -> Taken:
    if not isinstance(raw, str):
        return _fault(at, "a folder in quotes", raw)
    if fault := reports_fault(raw):
        return None, [(at, "settings-path", f"`{'.'.join(at)}`: {shown(raw)} {fault}")]
    return folder_path(raw), []


def _choice(raw: Any, option: Option, at: Path) -> Taken:
    if isinstance(raw, str) and raw.strip().lower() in option.choices:
        return raw.strip().lower(), []
    hint = suggestion(raw.lower(), option.choices) if isinstance(raw, str) else ""
    return _fault(at, " or ".join(f'"{choice}"' for choice in option.choices), raw, hint)


def _text(raw: Any, option: Option, at: Path) -> Taken:
    if isinstance(raw, str) and len(raw) <= LONGEST_TEXT and all(char.isprintable() for char in raw):
        return raw.strip(), []
    return _fault(at, f"one line of text, at most {LONGEST_TEXT} characters", raw)


def _zone(raw: Any, option: Option, at: Path) -> Taken:
    if isinstance(raw, str) and _ZONE.fullmatch(raw):
        return raw, []
    return _fault(at, '"system" or a time zone like "Europe/Berlin"', raw)


def _plain(number: float) -> str:
    return f"{number:g}" if abs(number) < 100_000 else f"{number:.0f}"


TAKES: Mapping[Kind, Callable[[Any, Option, Path], Taken]] = {
    "words": _words,
    "text": _text,
    "choice": _choice,
    "zone": _zone,
    "reports folder": _reports_folder,
    "folders": _folders,
    "names": _names,
    "phrases": _phrases,
    "whole": _whole,
    "number": _number,
    "number or own": _number_or_own,
    "whole by weight": _by_weight(_whole),
    "number by weight": _by_weight(_number),
}
