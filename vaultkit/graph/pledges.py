"""Promises and the lines that keep them: an open promise is done once a `kept::` or `gave::` line says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vaultkit.graph.ledger import Entry
from vaultkit.graph.network import Pledge
from vaultkit.graph.words import words_of

HANDOVERS = {"gave": True, "got": False}  # verb → whether the promise it keeps was mine


def settled(pledges: Sequence[Pledge], kept: Iterable[Pledge], entries: Iterable[Entry]) -> tuple[Pledge, ...]:
    """All promises, with those done that a later line keeps.

    A `kept::` line keeps the open promise whose words it shares, or the only one; a `gave::` or `got::` line keeps one
    only where all the words of the promise are in it.
    """
    found = list(pledges)
    for line in sorted(kept, key=lambda pledge: (pledge.made or date.max, pledge.place)):
        open_ones = [at for at, each in enumerate(found) if _may_keep(each, line)]
        alike = [at for at in open_ones if words_of(found[at].what) & words_of(line.what)]
        chosen = alike or (open_ones if len(open_ones) == 1 else [])
        if chosen:
            found[chosen[0]] = found[chosen[0]]._replace(status="done")
        else:
            found.append(line)
    for entry in entries:
        mine = HANDOVERS.get(entry.move.verb)
        for at, each in enumerate(found):
            if mine == each.mine and each.status == "open" and _hands_over(each, entry):
                found[at] = each._replace(status="done")
    return tuple(found)


def _may_keep(pledge: Pledge, line: Pledge) -> bool:
    return (
        pledge.status == "open"
        and (pledge.mine, pledge.person) == (line.mine, line.person)
        and (pledge.made is None or line.made is None or pledge.made <= line.made)
    )


def _hands_over(pledge: Pledge, entry: Entry) -> bool:
    promised = words_of(pledge.what)
    in_time = pledge.made is None or entry.move.day is None or pledge.made <= entry.move.day
    return pledge.person == entry.person and in_time and bool(promised) and promised <= words_of(entry.move.text)
