"""Looks at the vault, whatever one note does to it, and keeps in mind what could not be looked at."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vaultkit.engine import State
from vaultkit.live import Refreshed, SuddenlyGone
from vaultkit.look import Vault
from vaultkit.model import NotePath
from vaultkit.watch.marks import Batch
from vaultkit.watch.session import Session
from vaultkit.watch.signals import Signals
from vaultkit.watch.teller import Teller

NAMED = 5  # notes named where a look at them failed


class Gone(NamedTuple):
    """The vault, or most of it, is not there."""

    reason: str


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
        self._signals, self._teller = signals, teller

    def look(
        self, paths: frozenset[NotePath] | None, today: date, now: float, *, believe: bool = False
    ) -> Looked | Gone | None:
        """Some paths, or everything (None) → what is known now. None: it failed, which was told."""
        try:
            with self._signals.may_break_off():
                found = self.session.refresh(paths, today, now, believe=believe)
        except SuddenlyGone as gone:
            return Gone(f"{gone.gone} of its {gone.known} notes are gone at once (it is believed after five minutes)")
        except OSError as error:
            return Gone(f"it cannot be read ({error.strerror or type(error).__name__})")
        except Exception as error:  # noqa: BLE001 - a watcher lives on, whatever one note does to it
            self._fail(paths, error)
            return None
        self.stuck = Batch() if paths is None else self.stuck._replace(paths=self.stuck.paths - paths)
        if self.stuck == Batch():
            self._teller.trouble("looking", "")
        before, self.known = self.known, found.state
        return Looked(found, bool(found.changed) or before is None or _differ(before, found.state))

    def _fail(self, paths: frozenset[NotePath] | None, error: Exception) -> None:
        """Tell the paths, the kind of the exception and where it came up; its text may quote a note."""
        self.stuck = Batch(self.stuck.paths | (paths or frozenset()), self.stuck.everything or not paths)
        named = sorted(paths or ())
        what = ", ".join(named[:NAMED]) + (" …" if len(named) > NAMED else "") or "the vault"
        told = f"looking at {what} failed ({type(error).__name__}); it is tried again with the next change"
        self._teller.failed(told, error)


def _differ(before: State, now: State) -> bool:
    """Whether reports may differ though no note says anything new: a copy was found, circles were drawn anew."""
    one, other = before.findings, now.findings
    return one.problems != other.problems or one.circles != other.circles
