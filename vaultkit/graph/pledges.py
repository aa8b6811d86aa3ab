"""Promises and the lines that keep them: an open promise is done once a `kept::` or `gave::` line says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vaultkit.graph.ledger import Entry
from vaultkit.graph.marks import is_away, mark_of
from vaultkit.graph.network import Away, PersonId, Pledge
from vaultkit.graph.words import words_of

HANDOVERS = {"gave": True, "got": False}  # verb → whether the promise it keeps was mine


def settled(pledges: Sequence[Pledge], kept: Iterable[Pledge], entries: Iterable[Entry]) -> tuple[Pledge, ...]:
    """All promises, with those done that a later line keeps.

    A `kept::` line keeps the open promise whose words it shares, or the only one; a `gave::` or `got::` line keeps one
    only where all the words of the promise are in it.
    """
    found = list(pledges)
    waiting: dict[tuple[bool, PersonId | None], list[int]] = {}
    for at, pledge in enumerate(found):
        if pledge.status == "open":
            waiting.setdefault((pledge.mine, pledge.person), []).append(at)
    for line in sorted(kept, key=lambda pledge: (pledge.made or date.max, pledge.place)):
        near = [at for at in waiting.get((line.mine, line.person), []) if _in_time(found[at], line.made)]
        near = [at for at in near if not _stands_below(found[at], line)] or near
        alike = [at for at in near if words_of(found[at].what) & words_of(line.what)]
        chosen = alike or (near if len(near) == 1 else [])
        if chosen:
            found[chosen[0]] = found[chosen[0]]._replace(status="done")
            waiting[line.mine, line.person].remove(chosen[0])
        else:
            found.append(line)
    for entry in entries:
        if entry.move.verb in HANDOVERS:
            for at in waiting.get((HANDOVERS[entry.move.verb], entry.person), ()):
                if _hands_over(found[at], entry):
                    found[at] = found[at]._replace(status="done")
    return tuple(found)


def let_go(pledges: Sequence[Pledge], lines: Sequence[Away]) -> tuple[Pledge, ...]:
    """Promises, and the lines that put things away → the promises, those done or dropped that a line says are."""
    return tuple([_let_go(pledge, lines) for pledge in pledges] if lines else pledges)


def _let_go(pledge: Pledge, lines: Sequence[Away]) -> Pledge:
    if pledge.status == "open":
        mark = mark_of("promise" if pledge.mine else "waiting", pledge.person, pledge.made or pledge.due, pledge.what)
        for line in lines:
            if line.verb != "snoozed" and is_away(mark, pledge.what, (line,), date.max):
                return pledge._replace(status="done" if line.verb == "closed" else "dropped")
    return pledge


def _in_time(pledge: Pledge, day: date | None) -> bool:
    return pledge.status == "open" and (pledge.made is None or day is None or pledge.made <= day)


def _stands_below(pledge: Pledge, line: Pledge) -> bool:
    """Whether a promise of the same day was made further down in the very note: then it came later."""
    below = pledge.place.path == line.place.path and pledge.place.line > line.place.line
    return pledge.made == line.made and below


def _hands_over(pledge: Pledge, entry: Entry) -> bool:
    promised = words_of(pledge.what)
    return _in_time(pledge, entry.move.day) and bool(promised) and promised <= words_of(entry.move.text)
