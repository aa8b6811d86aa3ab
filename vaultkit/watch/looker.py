"""Looks at the vault, whatever one note does to it, and keeps in mind what could not be looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from vaultkit.engine import State
from vaultkit.live import Refreshed, SuddenlyGone
from vaultkit.look import WHILE, Vault
from vaultkit.model import NotePath
from vaultkit.watch.marks import Batch
from vaultkit.watch.session import Session
from vaultkit.watch.signals import Signals
from vaultkit.watch.teller import Teller

NAMED = 5  # notes named where a look at them failed; of so few all may be left out
BELIEVE = 300.0  # seconds after which so many notes are really gone
SURE = 10.0  # seconds for which it then is: each note that is not there is looked for again after two
TRIES = 20  # looks, each without one more note, before it is given up
NONE: frozenset[NotePath] = frozenset()


class Gone(NamedTuple):
    """The vault, or most of it, is not there."""

    reason: str


class Missing(NamedTuple):
    """Most of the files are: how that was first told, how many, and since when just so many."""

    reason: str
    known: int
    gone: int
    since: float


class Looked(NamedTuple):
    """What is known now, and whether reports may differ for it."""

    found: Refreshed
    is_news: bool


class Looker:
    """A vault's; `stuck` is to be looked at again with the next change."""

    def __init__(self, vault: Vault, signals: Signals, teller: Teller) -> None:
        self.session = Session(vault)
        self.stuck = Batch()
        self.known: State | None = None
        self.missing: Missing | None = None
        self._believes_until = float("-inf")
        self._signals, self._teller = signals, teller

    def look(
        self, paths: frozenset[NotePath] | None, today: date, now: float, *, believe: bool = False
    ) -> Looked | Gone | None:
        """Some paths, or everything (None) → what is known now. None: it failed, which was told.

        A note that makes it fail is left out until it changes.
        """
        if again := list(self.session.left_out) if believe else self.session.changed_since_left_out():
            self.session.let_in(again)
        if believe or (self.missing and now - self.missing.since >= BELIEVE):
            self._believes_until = now + SURE
        guess, kind = paths if paths and len(paths) <= NAMED else NONE, ""
        for _ in range(TRIES):
            try:
                return self._looked(paths, today, now)
            except SuddenlyGone as gone:
                return self._miss(gone, now)
            except OSError as error:
                self.missing = None
                return Gone(f"it cannot be read ({error.strerror or type(error).__name__})")
            except Exception as error:  # noqa: BLE001 - a watcher lives on, whatever one note does to it
                named, kind = _named(error), type(error).__name__
                if not self._go_without(named or guess, error):
                    break
                guess = guess if named else NONE
        self._give_up(paths, kind)
        return None

    def _looked(self, paths: frozenset[NotePath] | None, today: date, now: float) -> Looked:
        anew, believe = self.session.is_new, now < self._believes_until
        with self._signals.may_break_off():
            found = self.session.refresh(paths, today, now, believe=believe)
        self.stuck = Batch() if paths is None else self.stuck._replace(paths=self.stuck.paths - paths)
        if self.stuck == Batch():
            self._teller.trouble("looking", _left_out(self.session.left_out))
        self.missing = None
        before, self.known = self.known, found.state
        return Looked(found, anew or bool(found.changed) or before is None or _differ(before, found.state))

    def _miss(self, gone: SuddenlyGone, now: float) -> Gone:
        """Most of the files are missing; the time until that is believed begins anew when their number changes."""
        told = f"{gone.gone} of its {gone.known} files are gone at once, which is believed after five minutes"
        missing = self.missing or Missing(told, gone.known, gone.gone, now)
        if (missing.known, missing.gone) != (gone.known, gone.gone):
            missing = Missing(missing.reason, gone.known, gone.gone, now)
        self.missing = missing
        return Gone(missing.reason)

    def _go_without(self, suspects: frozenset[NotePath], error: Exception) -> bool:
        """Log an exception, without its text, which may quote a note; leave out the notes it may come of, if any."""
        self._teller.log.error(f"looking at {_some(suspects)} failed", exc_info=error)
        new = NONE if isinstance(error, MemoryError) else suspects - self.session.left_out.keys()
        if new:
            self.session.leave_out(new)
        return bool(new)

    def _give_up(self, paths: frozenset[NotePath] | None, kind: str) -> None:
        """Nothing is known anew; it was not for these notes alone."""
        if paths and paths & self.session.left_out.keys():
            self.session.let_in(paths)
        self.stuck = Batch(self.stuck.paths | (paths or NONE), self.stuck.everything or not paths)
        told = f"looking at {_some(paths or NONE)} failed ({kind}); it is tried again with the next change"
        self._teller.trouble("looking", told)
        self._teller.beat()


def _named(error: Exception) -> frozenset[NotePath]:
    """The notes that an exception is said to come of."""
    said: list[str] = getattr(error, "__notes__", [])
    return frozenset(each.removeprefix(WHILE) for each in said if each.startswith(WHILE))


def _some(paths: Collection[NotePath]) -> str:
    return ", ".join(sorted(paths)[:NAMED]) + (" …" if len(paths) > NAMED else "") or "the vault"


def _left_out(paths: Collection[NotePath]) -> str:
    if not paths:
        return ""
    return f"going on without {_some(paths)}, for vaultkit failed there, as the log tells; tried again when changed"


def _differ(before: State, now: State) -> bool:
    """Whether reports may differ though no note says anything new: a copy was found, or there was a hurry before."""
    one, other = before.findings, now.findings
    return (before.hurried and not now.hurried) or one.problems != other.problems or one.circles != other.circles
