"""A vault kept in mind: refreshed by what changed, for whoever runs for weeks.

A refresh by paths costs what these notes and the people they name cost, however large the vault. One of everything
lists the vault and opens what changed. Both end where a run from nothing would.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from vaultkit.disk.memo import Memo
from vaultkit.disk.scan import Seen
from vaultkit.engine import State, judge, remembering
from vaultkit.files import Files, SuddenlyGone
from vaultkit.graph.book import Book
from vaultkit.look import Look, Vault
from vaultkit.metrics.circles import Communities, Links
from vaultkit.model import NotePath, Problem
from vaultkit.publish import Desk
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD

__all__ = ["Live", "Refreshed", "SuddenlyGone"]

FEW_LINKS = 300  # ties among contacts up to which circles, and the pages that take long, are made at once …
REST = 1.0  # … and the seconds after which they are made else: that takes longer than all the rest


class Refreshed(NamedTuple):
    """What a refresh found: the state, the notes whose meaning changed, and when to look again (seconds from now)."""

    state: State
    changed: tuple[NotePath, ...]
    again: float | None = None


class Live:
    """A vault kept in mind."""

    def __init__(self, vault: Vault, memo: Memo) -> None:
        self.vault = vault
        self.desk = Desk(vault)
        self._memo = memo
        self._begin()

    def _begin(self) -> None:
        self._whole = True  # whether all below stands as the last refresh left it
        self._files = Files(self.vault, self._memo, self._note)
        self._book: Book | None = None
        self._told: dict[NotePath, tuple[Problem, ...]] = {}  # what is wrong with a note, where something is
        self._state: State | None = None
        self._circles: tuple[Sequence[str], Links, Communities] | None = None

    def refresh(
        self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool = False
    ) -> Refreshed:
        """Look again at some paths, as the disk spells them, or at everything (None) → what is known now.

        `now` is in seconds of a clock that never goes back. Raises OSError where the vault cannot be listed, and
        SuddenlyGone unless `believe`.
        """
        if not self._whole:
            self._begin()
        self._whole, old = False, self._book  # not whole, in case this ends half-way
        try:
            if old is None:
                changed = self._first_look(today, believe=believe)
            else:
                changed = self._look(paths, today, now, believe=believe)
        except SuddenlyGone:
            self._whole = old is not None  # nothing has changed
            raise
        book, before = self._book_of(today), self._state.findings if self._state else None
        network = book.network()
        hurry = bool(paths) and book is old and len(network.links) > FEW_LINKS
        divide = None if hurry else self._divide
        state = judge(self.desk, self._seen(), network, divide, before, book.concerned())
        self._state = state._replace(hurried=hurry)
        self._whole = True
        waits = (self._files.again(now), REST if hurry else None)
        return Refreshed(self._state, changed, min((wait for wait in waits if wait is not None), default=None))

    # --- the book ---

    def _first_look(self, today: date, *, believe: bool) -> tuple[NotePath, ...]:
        """Everything → all notes."""
        book, changed = Book(today, self.vault.settings, lasting=True), []

        def take(seen: Seen, says: Says, _: bytes) -> None:
            if self._put(book, seen.path, says):
                changed.append(seen.path)

        self._files.first_look(take, believe=believe)
        book.settle()
        self._book = book
        return tuple(sorted(changed))

    def _look(
        self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool
    ) -> tuple[NotePath, ...]:
        """Some paths, or everything → the notes whose meaning changed."""
        change = self._files.look(paths, now, believe=believe)
        book = self._book_of(today)
        changed = tuple(path for path in sorted(change) if self._put(book, path, change[path]))
        book.settle()
        return changed

    def _put(self, book: Book, path: NotePath, says: Says | None) -> bool:
        """Put what a note says now into the book; whether that is new."""
        note = says if says and says.kind not in UNREAD else None
        if note and note.problems:
            self._told[path] = note.problems
        else:
            self._told.pop(path, None)
        if note == book.note(path):
            return False
        book.put(path, note)
        return True

    def _note(self, path: NotePath) -> Says | None:
        return self._book.note(path) if self._book else None

    def _book_of(self, today: date) -> Book:
        """The book of a day; a new day begins a new one with the same notes."""
        if self._book is None or self._book.today != today:
            book = Book(today, self.vault.settings, lasting=True)
            if self._book:
                book.change(self._book.notes())
            self._book = book
        return self._book

    def _seen(self) -> Look:
        problems = (*self._files.problems(), *chain.from_iterable(self._told.values()))
        return Look((), self._files.ignored, problems, 0, self._book.size if self._book else 0)

    # --- circles ---

    def _divide(self, people: Sequence[str], links: Links) -> Communities:
        """Who is in a circle with whom, kept in mind for the next refresh."""
        if self._circles is None or self._circles[0] != people or self._circles[1] != links:
            self._circles = people, links, remembering(self._memo)(people, links)
        return self._circles[2]
