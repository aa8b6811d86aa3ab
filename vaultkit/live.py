"""A vault kept in mind: refreshed by what changed, for whoever runs for weeks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from vaultkit.disk.memo import Memo
from vaultkit.engine import State, refresh
from vaultkit.look import Vault
from vaultkit.model import NotePath


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


class Live:
    """A vault kept in mind."""

    def __init__(self, vault: Vault, memo: Memo) -> None:
        self.vault = vault
        self._memo = memo
        self._state: State | None = None

    def refresh(
        self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool = False
    ) -> Refreshed:
        """Look again at some paths, or at everything (None) → what is known now."""
        before = {} if self._state is None else {note.path: note for note in self._state.look.notes}
        state = refresh(self.vault, self._memo, today)
        after = {note.path: note for note in state.look.notes}
        gone = before.keys() - after.keys()
        if not believe and len(gone) > 10 and 2 * len(gone) > len(before):
            raise SuddenlyGone(len(before), len(gone))
        self._state = state
        changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        return Refreshed(state, tuple(changed))
