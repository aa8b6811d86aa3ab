"""Lines that put something away, carried along where a new name changes the mark of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vaultkit.cli.originals import original
from vaultkit.cli.root import Met
from vaultkit.edits.change import Change
from vaultkit.graph.book import build
from vaultkit.look import reading
from vaultkit.metrics.put_away import moved_marks
from vaultkit.model import NotePath
from vaultkit.notes.parse import parse_note
from vaultkit.records.read import UNREAD, read


def with_marks(opened: Met, changes: Sequence[Change], leads: Mapping[NotePath, NotePath]) -> tuple[Change, ...]:
    """The changes of a command that renames or unites notes → the same, with `(item:: …)` as it is called after them.

    What was dropped or put off stays so. `leads` has the path after of each note that has another.
    """
    network, notes = opened.state.network, {said.path: said for said in opened.state.look.notes}
    if not any(line.item for dealings in network.dealings.values() for line in dealings.away):
        return tuple(changes)
    for change in changes:
        notes.pop(change.path, None)
        if change.new is not None:
            path = change.to or change.path
            says = read(parse_note(path, change.new), reading(opened.vault))
            if says.kind not in UNREAD:
                notes[path] = says
    settings = opened.vault.settings
    moved = moved_marks(network, build(notes.values(), opened.today, settings), settings, leads)
    planned = {change.path: change for change in changes}
    items = {line.place: line.item for dealings in network.dealings.values() for line in dealings.away}
    for place, mark in sorted(moved.items()):
        path = (
            place.path
            if place.path in planned and planned[place.path].new is not None
            else leads.get(place.path, place.path)
        )
        old = planned[path] if path in planned else Change(path, data := original(opened.vault.root, path), data)
        planned[path] = old._replace(new=_marked(old.new or b"", items[place], mark))
    return tuple(planned.values())


def _marked(data: bytes, item: str, mark: str) -> bytes:
    """A note in which a line names what it puts away → the same, by its mark of now."""
    return re.sub(rb"(\(item::\s*)" + re.escape(item.encode()) + rb"(?=\s*\))", rb"\g<1>" + mark.encode(), data)
