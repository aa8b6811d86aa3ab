"""Problems: every mistake found in the notes, by note, with what to write instead."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby

from vaultkit.metrics.findings import Findings
from vaultkit.model import Level, Problem
from vaultkit.pages.layout import KEPT, SHORT, bullets, escape, heading, link, paragraph, plural, stack, tidy

NAME = "Problems"
LEVELS: tuple[Level, ...] = ("error", "warning", "hint")


def shows(findings: Findings) -> object:
    """What the page is made of."""
    return findings.problems


def body(findings: Findings) -> str:
    """The findings → the page."""
    problems = sorted(findings.problems)
    if not problems:
        return paragraph("No problem was found. Every note reads as it should.")
    notes = [_note(path, list(group)) for path, group in groupby(problems, key=lambda problem: problem.place.path)]
    return stack(paragraph(_count(problems), "The rest of each note still counts."), *notes)


def _count(problems: list[Problem]) -> str:
    levels = Counter(problem.level for problem in problems)
    words = [plural(levels[level], level) for level in LEVELS if levels[level]]
    notes = len({problem.place.path for problem in problems})
    return f"{plural(len(problems), 'problem')} in {plural(notes, 'note')}: {', '.join(words)}."


def _note(path: str, problems: list[Problem]) -> str:
    lines = bullets(f"line {problem.place.line}: {in_code(problem.message)} ({problem.code})" for problem in problems)
    return stack(heading(3, link(path, path.rpartition("/")[2].removesuffix(".md"))), lines)


_DATAVIEW = re.compile(r"^\$?=|[\[(][^\[\]()]*::")


def in_code(message: str) -> str:
    """A message → markdown: what stands between backticks as code, the rest inert."""
    return _in_code(message) if len(message) < SHORT else _in_code.__wrapped__(message)


@lru_cache(KEPT)
def _in_code(message: str) -> str:
    parts = message.split("`")
    if len(parts) % 2 == 0:
        return escape(message)
    return "".join(_code(part) if at % 2 else _spaced(part) for at, part in enumerate(parts))


def _code(text: str) -> str:
    """Code shows its text as it is, so links and fields in it mean nothing; a template mark is broken up.

    Dataview runs code that starts with `=` or `$=`, and takes `[key:: value]` in it for a field: neither is code here.
    """
    clean = tidy(text).replace("{{", "{ {").replace("<%", "< %")
    if _DATAVIEW.search(clean):
        return f"“{escape(clean)}”"
    return f"`{clean}`" if clean else ""


def _spaced(text: str) -> str:
    """Escaped text with the blanks it had at its ends."""
    bare = escape(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and len(text) > 1 else ""
    return f"{before}{bare}{after}"
