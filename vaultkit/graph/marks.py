"""What is owed or awaited → a mark by which a line can put it away: `dropped:: [[Ana Ruiz]] her poster (item:: k3f)`.

A mark depends on what the thing is, on the day it arose and on its words; never on where in a note it stands, nor on
what else is owed. Its first three letters leave out the person, so that they outlast a new name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

from vaultkit.graph.network import Away
from vaultkit.graph.words import words_of

SHORTEST, LONGEST = 3, 12
LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"  # none that is read for another


def mark_of(kind: str, person: str | None, day: date | None, what: str, again: int = 0) -> str:
    """A thing owed, and how many like it came before → its mark, twelve letters long."""
    thing = f"{kind}\0{day or ''}\0{what}\0{again}"
    return _letters(thing)[:SHORTEST] + _letters(f"{thing}\0{person or ''}")[: LONGEST - SHORTEST]


def shortened(mark: str, marks: Sequence[str]) -> str:
    """A mark, and all marks in order → as much of it as no other begins with; three letters or more."""
    at = bisect_left(marks, mark)
    beside = [*marks[max(at - 1, 0) : at], *(other for other in marks[at : at + 2] if other != mark)]
    return mark[: max([SHORTEST, *(_shared(mark, other) + 1 for other in beside)])]


def is_away(mark: str, what: str, lines: Sequence[Away], today: date) -> bool:
    """Whether a line says that a thing is closed, dropped, or put off until later."""
    return any((line.until is None or today < line.until) and _is_meant(mark, what, line) for line in lines)


def _is_meant(mark: str, what: str, line: Away) -> bool:
    """By the mark a line names, where its words do not speak against it; else by what the line says."""
    said, words = words_of(line.text), words_of(what)
    if line.item:
        return mark[:SHORTEST] == line.item[:SHORTEST] and (not said or not words or bool(said & words))
    return bool(said & words)


def _letters(text: str) -> str:
    return "".join(LETTERS[byte % len(LETTERS)] for byte in blake2b(text.encode("utf-8", "replace")).digest())


def _shared(one: str, two: str) -> int:
    """How many letters two marks begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
