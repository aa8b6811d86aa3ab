"""What is not read as a note, told from names alone: litter, copies made by sync, templates, what the user excluded.

Reasons are the end of a sentence that starts with the path: "Old/Ana.md: under an excluded folder".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fnmatch import translate
from typing import NamedTuple, TypeAlias

from vaultkit.model import NotePath


class Rules(NamedTuple):
    """What the settings and Obsidian say is not to be read, as written there."""

    reports: str = "Reports"  # read like any folder: whether a page was made by vaultkit is told by its front matter
    templates: tuple[str, ...] = ()  # folders or notes
    exclude: tuple[str, ...] = ()  # folders, notes, or patterns with `*`, `?`, `[`
    obsidian_filters: tuple[str, ...] = ()  # prefixes of paths, words, or /regular expressions/


Verdict: TypeAlias = Callable[[NotePath], str | None]


class Verdicts(NamedTuple):
    """The rules ready for use: a path → the reason it is not read. None where no rule asks about single notes."""

    folder: Verdict
    note: Verdict | None
    wrong: tuple[str, ...]  # what is wrong with the rules themselves


def compile_rules(rules: Rules) -> Verdicts:
    """Rules as written → two questions: is this folder left out, is this note."""
    named, globs = _own_rules(rules)
    prefixes = tuple(_folded(text) for text in rules.obsidian_filters if text.strip() and not _is_regex(text))
    words = frozenset(prefix for prefix in prefixes if "/" not in prefix)
    regexes, wrong = _regexes(rules.obsidian_filters)

    def folder(path: NotePath) -> str | None:
        folded = path.casefold()
        if reason := named.get(folded) or _matched(path, globs):
            return reason
        return _FILTERED if _name(folded) in words or f"{folded}/".startswith(prefixes) else None

    def note(path: NotePath) -> str | None:
        folded = path.casefold()
        if reason := named.get(folded) or named.get(folded[:-3]) or _matched(path, globs):
            return reason
        name = _name(folded)
        filtered = folded.startswith(prefixes) or name in words or name[:-3] in words
        return _FILTERED if filtered else _matched(path, regexes)

    asks = named or globs or prefixes or regexes
    return Verdicts(folder, note if asks else None, wrong)


def sync_copy_of(name: str) -> str | None:
    """The name of a note → the name it was copied from by a sync program that met two versions, if it says so.

    Syncthing, Obsidian Sync, Dropbox, Nextcloud. "Ana (conflict of interest).md" is a note.
    """
    stem = name[:-3]
    low = stem.lower()
    cut = low.find(".sync-conflict-")
    if cut < 0:
        at = max(low.rfind(phrase) for phrase in _COPY_PHRASES)
        cut = low.rfind(" (", 0, at) if at > 0 and low.endswith(")") else -1
    if cut < 0 and (dated := _DATED_CONFLICT.search(low)):
        cut = dated.start()
    return stem[:cut] + name[-3:] if cut > 0 else None


def likely_copy_of(name: str, *, icloud: bool) -> str | None:
    """The name of a note → the name it was copied from, if that stands beside it.

    Google Drive writes "Ana (1).md", OneDrive "Ana-DESKTOP-1AB2C3D.md". iCloud writes "Ana 2.md", which elsewhere is
    how people tell namesakes apart, so it counts in an iCloud vault only.
    """
    copy = _NUMBERED.fullmatch(name) or _MACHINE.fullmatch(name) or (icloud and _SECOND.fullmatch(name))
    return copy[1] + copy[2] if copy else None


def litter_reason(name: str) -> str | None:
    """The name of a file beside the notes → why it is none, where one might take it for one; else None."""
    low = name.lower()
    if low.startswith(".") and low.endswith(".md.icloud"):
        return f"{name[1:-7]} is in iCloud and not on this disk"
    if low.endswith(".md") and name[0] == ".":
        return "a name that starts with a dot is hidden"
    if low.endswith(".md") and name.startswith("~$"):
        return "the lock file of an editor"
    if ".md" in low and (low.endswith(_LITTER_ENDS) or (name[0] == name[-1] == "#")):
        return "left behind by an editor or a download"
    return None


_TEMPLATE = "a template, or a folder of templates"
_EXCLUDED = "excluded in vaultkit.toml"
_FILTERED = "excluded in Obsidian's settings (Files and links, Excluded files)"
_COPY_PHRASES = ("conflicted copy", "conflict copy", "case conflict", "selective sync conflict")
_DATED_CONFLICT = re.compile(r"_conflict-\d{8}-\d{6}$")
_NUMBERED = re.compile(r"(.+) \(\d{1,2}\)(\.md)", re.IGNORECASE | re.DOTALL)
_MACHINE = re.compile(r"(.+)-(?:DESKTOP|LAPTOP)-[0-9A-Z]{7}(?:-\d)?(\.md)", re.IGNORECASE | re.DOTALL)
_SECOND = re.compile(r"(.+) \d(\.md)", re.IGNORECASE | re.DOTALL)
_LITTER_ENDS = ("~", ".tmp", ".bak", ".orig", ".swp", ".swo", ".swx", ".crdownload", ".part")


def _folded(path: str) -> str:
    """A rule as written → as paths are compared: NFC, no `./`, no case; only a filter keeps its last `/`."""
    return unicodedata.normalize("NFC", path.strip()).removeprefix("./").lstrip("/").casefold()


def _is_glob(text: str) -> bool:
    return any(char in text for char in "*?[")


def _is_regex(text: str) -> bool:
    return len(text) > 2 and text[0] == text[-1] == "/"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


_Patterns: TypeAlias = list[tuple[re.Pattern[str], str]]  # with the reason each gives


def _matched(path: NotePath, patterns: _Patterns) -> str | None:
    return next((reason for pattern, reason in patterns if pattern.search(path)), None)


def _own_rules(rules: Rules) -> tuple[dict[str, str], _Patterns]:
    """The rules of our own settings: paths in so many words, and patterns."""
    named = {_folded(path).rstrip("/"): _TEMPLATE for path in rules.templates}
    named |= {_folded(path).rstrip("/"): _EXCLUDED for path in rules.exclude if not _is_glob(path)}
    named.pop("", None)
    globs = [unicodedata.normalize("NFC", text) for text in rules.exclude if _is_glob(text)]
    return named, [(re.compile(translate(glob), re.IGNORECASE), _EXCLUDED) for glob in globs]


def _regexes(filters: tuple[str, ...]) -> tuple[_Patterns, tuple[str, ...]]:
    """Obsidian's filters → those that are regular expressions, and what is wrong with the others that should be."""
    found, wrong = [], []
    for text in filter(_is_regex, filters):
        try:
            found.append((re.compile(text[1:-1], re.IGNORECASE), _FILTERED))
        except (re.error, OverflowError, RecursionError) as error:
            wrong.append(f"the excluded-files filter `{text}` is no regular expression that can be used here: {error}")
    return found, tuple(wrong)
