"""A vault kept in mind: refreshed by what changed, for whoever runs for weeks.

A refresh by paths costs what these notes and the people they name cost, however large the vault. One of everything
lists the vault and opens what changed. Both end where a run from nothing would.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from vaultkit.disk.memo import Memo, Remembered
from vaultkit.disk.scan import Listing, Seen, list_vault
from vaultkit.disk.single import Unclear, note_at
from vaultkit.disk.unread import Verdicts, compile_rules, likely_copy_of
from vaultkit.doubts import HALF, VANISHED, Doubts
from vaultkit.engine import State, judge, remembering
from vaultkit.graph.book import Book
from vaultkit.look import Fresh, Look, Vault, catch_up, read_all, rules
from vaultkit.metrics.circles import SMALLEST, Communities, Links
from vaultkit.model import NotePath, Problem
from vaultkit.records.codec import dump, load
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD

TOO_MANY = 2_000  # paths from which one listing is quicker
FEW = 10  # notes that may always go at once
FEW_LINKS = 300  # ties among contacts up to which circles are drawn at once …
REST = 1.0  # … and the seconds after which they are drawn else
MENDED = frozenset(("unclosed-front-matter", "yaml-error", "yaml-tab", "second-document", "not-utf-8", "not-text"))
RELATED = frozenset(("case-twin", "name-twin", "same-file", "sync-copy"))  # problems that another note is part of


class Refreshed(NamedTuple):
    """What a refresh found: the state, the notes whose meaning changed, and when to look again (seconds from now)."""

    state: State
    changed: tuple[NotePath, ...]
    again: float | None = None


class SuddenlyGone(Exception):  # noqa: N818 - not an error of ours: the vault may be away
    """More than half of the notes are gone at once: not believed, nothing changed."""

    def __init__(self, known: int, gone: int) -> None:
        super().__init__(f"{gone} of {known} notes are gone at once")
        self.known, self.gone = known, gone


class Known(NamedTuple):
    """A note as last read: its file as it was listed, and the digest of its bytes."""

    seen: Seen
    digest: bytes


Change = Mapping[NotePath, Says | None]


class Live:
    """A vault kept in mind."""

    def __init__(self, vault: Vault, memo: Memo) -> None:
        self.vault = vault
        self._memo = memo
        self._whole = False  # whether all below stands as the last refresh left it
        self._begin()

    def _begin(self) -> None:
        self._known: dict[NotePath, Known] = {}
        self._folded: set[str] = set()  # their paths without case
        self._originals: set[NotePath] = set()  # notes that some of them would be copies of
        self._told: dict[NotePath, tuple[Problem, ...]] = {}  # what is wrong with a note, where something is
        self._troubles: dict[NotePath, Problem] = {}  # notes that could not be read
        self._listing = Listing((), (), ())
        self._verdicts: Verdicts = compile_rules(rules(self.vault))
        self._doubts = Doubts()
        self._book: Book | None = None
        self._state: State | None = None
        self._circles: tuple[Sequence[str], Links, Communities] | None = None
        self._in_a_hurry = self._circles_wait = False

    def refresh(
        self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool = False
    ) -> Refreshed:
        """Look again at some paths, as the disk spells them, or at everything (None) → what is known now.

        `now` is in seconds of a clock that never goes back. Raises OSError where the vault cannot be listed, and
        SuddenlyGone unless `believe`.
        """
        if not self._whole:
            self._begin()
        self._whole = False  # in case this ends half-way
        first, old = self._book is None, self._book
        change = self._first_look(believe=believe) if first else self._look(paths, now, believe=believe)
        changed = self._take_in(change, today)
        self._in_a_hurry = bool(paths) and self._book is old
        self._circles_wait = False
        before = self._state.findings if self._state else None
        self._state = judge(self.vault, self._seen(), self._book_of(today).network(), self._divide, before)
        self._whole = True
        waits = [self._doubts.again(now), REST if self._circles_wait else None]
        return Refreshed(self._state, changed, min(filter(None, waits), default=None))

    # --- looking ---

    def _first_look(self, *, believe: bool) -> Change:
        """Everything, by what is remembered from the last run."""
        listing, remembered = list_vault(self.vault.root, rules(self.vault)), self._memo.load()
        gone = remembered.keys() - {seen.path for seen in listing.notes}
        self._doubt_mass(len(remembered), len(gone), believe=believe)
        caught = catch_up(self.vault, self._memo, listing, remembered)
        self._listing = listing._replace(notes=())
        self._known = {s.path: Known(s, caught.digests[s.path]) for s in listing.notes if s.path in caught.digests}
        self._enter_all()
        self._troubles = {problem.place.path: problem for problem in caught.troubles}
        return caught.says

    def _look(self, paths: Collection[NotePath] | None, now: float, *, believe: bool) -> Change:
        if paths is not None and len(paths) <= TOO_MANY:
            try:
                return self._look_at({*paths, *self._doubted()}, now, believe=believe)
            except Unclear:
                pass
        return self._look_at_all(now, believe=believe)

    def _doubted(self) -> Iterable[NotePath]:
        """The notes in doubt, as the disk spells them."""
        return (self._known[path].seen.disk if path in self._known else path for path in self._doubts.paths())

    def _look_at(self, paths: Collection[NotePath], now: float, *, believe: bool) -> Change:
        """A few paths; Unclear where they cannot be judged by themselves."""
        found = {path: note_at(self.vault.root, self._verdicts, path) for path in paths}
        standing = [seen for seen in found.values() if seen]
        absent = ((disk, unicodedata.normalize("NFC", disk)) for disk, seen in found.items() if seen is None)
        gone = {path for disk, path in absent if path in self._known and self._known[path].seen.disk == disk}
        self._check_alone(standing, gone)
        return self._read(standing, gone, now, believe=believe)

    def _check_alone(self, standing: Sequence[Seen], gone: Collection[NotePath]) -> None:
        """Raise Unclear where a note comes or goes that bears on another one's being read."""
        new = [seen for seen in standing if seen.path not in self._known]
        if (new or gone) and any(problem.code in RELATED for problem in self._listing.problems):
            raise Unclear
        if any(seen.path in self._originals or _original(seen.path) for seen in new):
            raise Unclear
        folded = {seen.path.casefold() for seen in new}
        if len(folded) < len(new) or folded & self._folded:
            raise Unclear
        if any(seen.disk != self._known[seen.path].seen.disk for seen in standing if seen.path in self._known):
            raise Unclear

    def _look_at_all(self, now: float, *, believe: bool) -> Change:
        listing = list_vault(self.vault.root, rules(self.vault))
        gone = self._known.keys() - {seen.path for seen in listing.notes}
        change = self._read(listing.notes, gone, now, believe=believe)
        self._listing = listing._replace(notes=())
        self._enter_all()
        return change

    def _read(self, standing: Sequence[Seen], gone: Collection[NotePath], now: float, *, believe: bool) -> Change:
        """Notes as listed, and those that are not there → what is new of them."""
        self._doubt_mass(len(self._known), len(gone), believe=believe)
        stale = [seen for seen in standing if not self._is_known(seen)]
        moved = {seen.inode for seen in stale if seen.path not in self._known}
        change: dict[NotePath, Says | None] = {}
        for path in gone:
            seen = self._known[path].seen
            if seen.inode in moved or self._doubts.believe(path, now, VANISHED):
                change[path] = None
        rows = []
        digests = {s.path: self._known[s.path].digest for s in stale if s.path in self._known}
        by_path = {seen.path: seen for seen in stale}
        for fresh in read_all(self.vault, stale, digests):
            if isinstance(fresh, Problem):
                change |= self._trouble(fresh, now)
            elif row := self._fresh(fresh, by_path[fresh.path], change, now):
                rows.append(row)
        self._memo.save(rows, [path for path, says in change.items() if says is None])
        return change

    def _enter_all(self) -> None:
        self._folded, self._originals = set(), set()
        for path in self._known:
            self._enter(path)

    def _enter(self, path: NotePath) -> None:
        """Keep in mind by which other names a note could be taken for another one's twin or copy."""
        self._folded.add(path.casefold())
        if original := _original(path):
            self._originals.add(original)

    def _is_known(self, seen: Seen) -> bool:
        """Whether a note is certainly as it was read; then a doubt about it is over."""
        known = self._known.get(seen.path)
        if known is None or known.seen.racy or known.seen[2:6] != seen[2:6] or seen.path in self._troubles:
            return False
        self._doubts.clear(seen.path)
        return True

    def _fresh(
        self, fresh: Fresh, seen: Seen, change: dict[NotePath, Says | None], now: float
    ) -> tuple[NotePath, Remembered] | None:
        """A note just read: put into `change` if it is new and whole; what is to be remembered of it."""
        path = fresh.path
        if not fresh.text:  # the same bytes
            known = self._book.notes.get(path) if self._book else None
            self._settle(path, Known(seen, fresh.digest))
            return (path, Remembered.of(seen, fresh.digest, dump(known))) if known else None
        says = fresh.says or load(fresh.text, path)
        if self._is_half(says, seen) and not self._doubts.believe(path, now, HALF):
            return None
        self._settle(path, Known(seen, fresh.digest))
        change[path] = says
        return path, Remembered.of(seen, fresh.digest, fresh.text)

    def _is_half(self, says: Says, seen: Seen) -> bool:
        """Whether a note that was whole is empty or broken, and so young that it may be in the middle of a save."""
        if seen.path not in self._known or not seen.racy or self._known[seen.path].seen.size == 0:
            return False
        wrong = {problem.code for problem in self._told.get(seen.path, ())}
        return seen.size == 0 or any(p.code in MENDED and p.code not in wrong for p in says.problems)

    def _trouble(self, problem: Problem, now: float) -> Change:
        """A note that could not be read: while it is being saved, or for a moment gone, it stays as it was."""
        path = problem.place.path
        patience = {"note-unsettled": HALF, "note-vanished": VANISHED}.get(problem.code)
        if patience and path in self._known and not self._doubts.believe(path, now, patience):
            return {}
        self._troubles[path] = problem
        return {path: None}

    def _settle(self, path: NotePath, known: Known) -> None:
        self._known[path] = known
        self._enter(path)
        self._troubles.pop(path, None)
        self._doubts.clear(path)

    def _doubt_mass(self, known: int, gone: int, *, believe: bool) -> None:
        if not believe and gone > FEW and 2 * gone > known:
            self._whole = self._book is not None  # nothing has changed
            raise SuddenlyGone(known, gone)

    # --- taking in ---

    def _take_in(self, change: Change, today: date) -> tuple[NotePath, ...]:
        """Put what is new into the book; returns the notes whose meaning changed."""
        book = self._book_of(today)
        new: dict[NotePath, Says | None] = {}
        for path, says in change.items():
            if says is None:
                self._told.pop(path, None)
                self._doubts.clear(path)
                self._known.pop(path, None)
                self._folded.discard(path.casefold())
            elif says.problems and says.kind not in UNREAD:
                self._told[path] = says.problems
            else:
                self._told.pop(path, None)
            note = says if says and says.kind not in UNREAD else None
            if note != book.notes.get(path):
                new[path] = note
        book.change(new)
        return tuple(sorted(new))

    def _book_of(self, today: date) -> Book:
        """The book of a day; a new day begins a new one with the same notes."""
        if self._book is None or self._book.today != today:
            book = Book(today, self.vault.settings)
            if self._book:
                book.change(self._book.notes)
            self._book = book
        return self._book

    def _seen(self) -> Look:
        told = chain.from_iterable(self._told.values())
        problems = (*self._listing.problems, *self._troubles.values(), *told)
        size = len(self._book.notes) if self._book else 0
        return Look((), self._listing.ignored, problems, 0, size)

    # --- circles ---

    def _divide(self, people: Sequence[str], links: Links) -> Communities:
        """Who is in a circle with whom; in a hurry the circles of the last refresh, and those of now a moment later."""
        if self._circles and self._circles[0] == people and self._circles[1] == links:
            return self._circles[2]
        if self._in_a_hurry and self._circles and len(links) > FEW_LINKS:
            self._circles_wait = True
            here = set(people)
            still = (tuple(person for person in circle if person in here) for circle in self._circles[2])
            return tuple(circle for circle in still if len(circle) >= SMALLEST)
        found = remembering(self._memo)(people, links)
        self._circles = (people, links, found)
        return found


def _original(path: NotePath) -> NotePath | None:
    """The note that one with such a name would be a copy of, if that stood beside it."""
    folder, slash, name = path.rpartition("/")
    like = likely_copy_of(name, icloud=True)
    return f"{folder}{slash}{like}" if like else None
