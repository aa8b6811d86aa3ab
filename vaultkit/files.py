"""The files of a vault as they were last read → what is new in them, found from a few paths or from one listing.

A note that vanished, is half-saved or cannot be read for a reason that may pass stays for a moment as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.disk.memo import Memo, Remembered
from vaultkit.disk.scan import Ignored, Listing, Seen, list_vault
from vaultkit.disk.single import Unclear, note_at
from vaultkit.disk.unread import compile_rules, likely_copy_of
from vaultkit.doubts import HALF, VANISHED, Doubts
from vaultkit.look import Fresh, Take, Vault, catch_up, read_all, rules
from vaultkit.model import NotePath, Problem
from vaultkit.records.codec import dump, load
from vaultkit.records.kinds import Says

TOO_MANY = 2_000  # paths from which one listing is quicker
FEW = 10  # notes that may always go at once
RETRY, LONGEST_RETRY = 0.5, 60.0  # seconds between looks at a note that cannot be read, doubled each time
PATIENCE = {"note-unsettled": HALF, "note-vanished": VANISHED, "note-unreadable": HALF}  # for reasons that may pass
MENDED = frozenset(("unclosed-front-matter", "yaml-error", "yaml-tab", "second-document", "not-utf-8", "not-text"))
RELATED = frozenset(("case-twin", "name-twin", "same-file", "sync-copy"))  # problems that another note is part of

Change: TypeAlias = Mapping[NotePath, Says | None]  # what notes say now; None for those that are gone


class SuddenlyGone(Exception):  # noqa: N818 - not an error of ours: the vault may be away
    """More than half of the notes are gone at once: not believed, nothing changed."""

    def __init__(self, known: int, gone: int) -> None:
        super().__init__(f"{gone} of {known} notes are gone at once")
        self.known, self.gone = known, gone


class Known(NamedTuple):
    """A note as last read: its file as it was listed, and the digest of its bytes."""

    seen: Seen
    digest: bytes


class Files:
    """A vault's files; `recall` tells what a note said when it was last read."""

    def __init__(self, vault: Vault, memo: Memo, recall: Callable[[NotePath], Says | None]) -> None:
        self._vault = vault
        self._memo = memo
        self._recall = recall
        self._verdicts = compile_rules(rules(vault))
        self._listing = Listing((), (), ())  # the last one, without its notes
        self._known: dict[NotePath, Known] = {}
        self._folded: set[int] = set()  # the hashes of their paths without case
        self._originals: set[NotePath] = set()  # notes that some of them would be copies of
        self._troubles: dict[NotePath, Problem] = {}  # notes that could not be read
        self._doubts = Doubts()
        self._retry = RETRY
        self._unsure = False  # whether what is in doubt was found so by the whole listing, and takes another one

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """Files that are not read, but for generated notes and templates."""
        return self._listing.ignored

    def problems(self) -> Iterator[Problem]:
        """What is wrong with files, beside what their notes say."""
        yield from self._listing.problems
        yield from self._troubles.values()

    def again(self, now: float) -> float | None:
        """Seconds until some notes should be looked at again; None where all are settled."""
        unread = self._unread() or self._closed_folders()
        self._retry = min(2 * self._retry, LONGEST_RETRY) if unread else RETRY
        waits = (self._doubts.again(now), self._retry if unread else None)
        return min((wait for wait in waits if wait is not None), default=None)

    def first_look(self, take: Take, *, believe: bool) -> None:
        """Everything, by what is remembered from the last run; what each note says is handed to `take`."""
        listing, remembered = list_vault(self._vault.root, rules(self._vault)), self._memo.load()
        gone = remembered.keys() - {seen.path for seen in listing.notes}
        _doubt_mass(len(remembered), len(gone), believe=believe)

        def know(seen: Seen, says: Says, digest: bytes) -> None:
            self._known[seen.path] = Known(seen, digest)
            take(seen, says, digest)

        caught = catch_up(self._vault, self._memo, listing, remembered, take=know)
        self._enter_all(listing)
        self._troubles = {problem.place.path: problem for problem in caught.troubles}

    def look(self, paths: Collection[NotePath] | None, now: float, *, believe: bool) -> Change:
        """Some paths, as the disk spells them, or everything (None) → what is new. Raises OSError, SuddenlyGone."""
        waited = paths is not None and not paths  # for what could not be read
        alone = not (self._unsure or (waited and self._closed_folders()))
        if paths is not None and len(paths) <= TOO_MANY and alone:
            try:
                return self._look_at({*paths, *self._waiting()}, now, believe=believe)
            except Unclear:
                pass
        listing = list_vault(self._vault.root, rules(self._vault))
        standing = {seen.path for seen in listing.notes}
        change = self._read(listing.notes, self._known.keys() - standing, now, believe=believe)
        self._troubles = {path: trouble for path, trouble in self._troubles.items() if path in standing}
        self._enter_all(listing)
        self._unsure = bool(self._doubts.paths())
        return change

    def _waiting(self) -> Iterator[NotePath]:
        """The notes in doubt, and those that could not be read, as the disk spells them."""
        for path in {*self._doubts.paths(), *self._unread()}:
            yield self._known[path].seen.disk if path in self._known else path

    def _closed_folders(self) -> bool:
        """Whether there is a folder that could not be read."""
        return any(problem.code == "folder-unreadable" for problem in self._listing.problems)

    def _unread(self) -> list[NotePath]:
        """The notes that could not be read for a reason that may pass."""
        return [path for path, problem in self._troubles.items() if problem.code in PATIENCE]

    # --- reading ---

    def _look_at(self, paths: Collection[NotePath], now: float, *, believe: bool) -> Change:
        """A few paths; Unclear where they cannot be judged by themselves."""
        found = {path: note_at(self._vault.root, self._verdicts, path) for path in paths}
        standing = [seen for seen in found.values() if seen]
        absent = ((disk, unicodedata.normalize("NFC", disk)) for disk, seen in found.items() if seen is None)
        gone = {path for disk, path in absent if path in self._known and self._known[path].seen.disk == disk}
        self._check_alone(standing, gone)
        for path, seen in found.items():
            if seen is None:
                self._troubles.pop(unicodedata.normalize("NFC", path), None)
        return self._read(standing, gone, now, believe=believe)

    def _check_alone(self, standing: Sequence[Seen], gone: Collection[NotePath]) -> None:
        """Raise Unclear where a note comes or goes that bears on another one's being read."""
        if any(self._doubts.is_missed(seen.path) for seen in standing):
            raise Unclear  # it came back, or it stands there and is no longer to be read
        new = [seen for seen in standing if seen.path not in self._known]
        unsettled = new or gone or self._doubts.paths()
        if unsettled and any(problem.code in RELATED for problem in self._listing.problems):
            raise Unclear
        if any(seen.path in self._originals or _original(seen.path) for seen in new):
            raise Unclear
        folded = {hash(seen.path.casefold()) for seen in new}
        if len(folded) < len(new) or folded & self._folded:
            raise Unclear
        if any(seen.disk != self._known[seen.path].seen.disk for seen in standing if seen.path in self._known):
            raise Unclear

    def _read(self, standing: Sequence[Seen], gone: Collection[NotePath], now: float, *, believe: bool) -> Change:
        """Notes as listed, and those that are not there → what is new of them."""
        _doubt_mass(len(self._known), len(gone), believe=believe)
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
        for fresh in read_all(self._vault, stale, digests):
            if isinstance(fresh, Problem):
                change |= self._trouble(fresh, now)
            elif row := self._fresh(fresh, by_path[fresh.path], change, now):
                rows.append(row)
        for path in [path for path, says in change.items() if says is None]:
            self._leave(path)
        self._memo.save(rows, [path for path, says in change.items() if says is None])
        return change

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
            known = self._recall(path)
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
        before = self._recall(seen.path)
        wrong = {problem.code for problem in before.problems} if before else set()
        return seen.size == 0 or any(p.code in MENDED and p.code not in wrong for p in says.problems)

    def _trouble(self, problem: Problem, now: float) -> Change:
        """A note that could not be read: while it is being saved, or for a moment gone, it stays as it was."""
        path = problem.place.path
        patience = PATIENCE.get(problem.code)
        if patience and path in self._known and not self._doubts.believe(path, now, patience):
            return {}
        self._troubles[path] = problem
        return {path: None}

    # --- what is kept ---

    def _settle(self, path: NotePath, known: Known) -> None:
        self._known[path] = known
        self._enter(path)
        self._troubles.pop(path, None)
        self._doubts.clear(path)

    def _leave(self, path: NotePath) -> None:
        self._doubts.clear(path)
        self._known.pop(path, None)
        self._folded.discard(hash(path.casefold()))

    def _enter_all(self, listing: Listing) -> None:
        self._listing = listing._replace(notes=())
        self._folded, self._originals = set(), set()
        for path in self._known:
            self._enter(path)

    def _enter(self, path: NotePath) -> None:
        """Keep in mind by which other names a note could be taken for another one's twin or copy."""
        self._folded.add(hash(path.casefold()))
        if original := _original(path):
            self._originals.add(original)


def _doubt_mass(known: int, gone: int, *, believe: bool) -> None:
    if not believe and gone > FEW and 2 * gone > known:
        raise SuddenlyGone(known, gone)


def _original(path: NotePath) -> NotePath | None:
    """The note that one with such a name would be a copy of, if that stood beside it."""
    folder, slash, name = path.rpartition("/")
    like = likely_copy_of(name, icloud=True)
    return f"{folder}{slash}{like}" if like else None
