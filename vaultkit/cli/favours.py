"""Which of several favours a line means: said with --re, or asked for on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from vaultkit.cli.entry import NewLine, Notebook, read_again
from vaultkit.cli.originals import bytes_at
from vaultkit.cli.output import NOT_FOUND, failure, note, on_terminal
from vaultkit.edits.tick import named_line
from vaultkit.graph.beginnings import belongs
from vaultkit.graph.names import stem
from vaultkit.graph.network import Favour, PersonId
from vaultkit.graph.steps import fitting


def reference(name: str) -> str:
    """A note as typed after --re → what stands in the line."""
    return f"[[{name.strip().removeprefix('[[').removesuffix(']]').removesuffix('.md')}]]"


def reference_to(favour: Favour, shelf: Sequence[Favour]) -> str | None:
    """How a line can say that it means this one of somebody's favours; None where its own line must be marked first."""
    name = stem(favour.places[0].path)
    if favour.block:
        return f"[[{name}#^{favour.block}]]"
    return f"[[{name}]]" if sum(belongs(other, name) for other in shelf) == 1 else None


def refer(opened: Notebook, favour: Favour) -> str | None:
    """A reference to a favour; where none can tell it from others, its own line is to get a block id."""
    ref = reference_to(favour, opened.network.between(favour.person).favours)
    path, line = favour.places[0]
    data = bytes_at(opened.vault.root, path)
    if ref or data is None:
        return ref
    new, block = named_line(opened.pending.get(path, data), line)
    before = opened.book.note(path)
    opened.book.change({path: read_again(opened, path, new)})
    if not any(other.block == block for other in opened.network.between(favour.person).favours):
        opened.book.change({path: before})
        return None
    opened.pending[path] = new
    return f"[[{stem(path)}#^{block}]]"


def which_favour(opened: Notebook, person: PersonId, written: NewLine) -> str:
    """A line that several favours fit → the reference to the one that is meant; leaves where nobody can be asked."""
    shelf = opened.network.between(person).favours
    move = next(move for move in written.says.moves if move.place.line == written.line)
    found = fitting(shelf, move, opened.vault.settings.ask)
    if not on_terminal():
        which = "; ".join(f"{favour.what!r} {_how(favour, reference_to(favour, shelf))}" for favour in found)
        raise failure(f"more than one of your favours with them may be meant: {which}", NOT_FOUND)
    note("Which one is meant?")
    for number, favour in enumerate(found, 1):
        note(f"  {number}. {favour.what} ({favour.places[0]}{f', {favour.asked}' if favour.asked else ''})")
    favour = found[click.prompt("Number", type=click.IntRange(1, len(found)), default=1, err=True) - 1]
    path = written.change.path
    opened.book.change({path: opened.notes.get(path)})  # without the line that could not tell
    ref = refer(opened, favour)
    if ref is None:
        raise failure(
            f"{favour.what!r} cannot be told from others in {favour.places[0].path}: {_marking(favour)}", NOT_FOUND
        )
    return ref


def _how(favour: Favour, ref: str | None) -> str:
    return f"(--re {ref.strip('[]')!r})" if ref else f"({_marking(favour)})"


def _marking(favour: Favour) -> str:
    place = favour.places[0]
    return f"end the line {place} with ` ^ask1` and say --re {stem(place.path) + '#^ask1'!r}"
