"""The vault with the settings in force, and what is known of it; both made anew when the settings change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from vaultkit.disk.memo import Memo
from vaultkit.disk.places import CONFIG, cache_folder
from vaultkit.disk.read import read_file
from vaultkit.live import Live, Refreshed
from vaultkit.look import Vault, open_vault, stamp
from vaultkit.model import NotePath, Problem
from vaultkit.publish import Desk

PATIENCE = 2.0  # seconds after which a settings file that vanished, or was emptied, is meant to be so


class Session:
    """A vault being watched."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._text = _settings_text(vault.root)
        self._doubted: float | None = None
        self._open()

    def refresh(self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool) -> Refreshed:
        """Look again at some paths, or at everything (None)."""
        return self._live.refresh(paths, today, now, believe=believe)

    def reopen(self, now: float) -> tuple[bool, float | None]:
        """Read the settings again → whether anything changed, and after how many seconds to read them once more.

        Mistakes in vaultkit.toml leave the last good settings in force. A file that is being saved may be away or empty
        for a moment, which would mean the defaults, and reports in another folder.
        """
        text = _settings_text(self.vault.root)
        if self._text.strip() and not text.strip():
            self._doubted = now if self._doubted is None else self._doubted
            if now - self._doubted < PATIENCE:
                return False, PATIENCE
        self._text, self._doubted = text, None
        found = open_vault(self.vault.root)
        if mistakes(found):
            found = self.vault._replace(config=found.config, problems=found.problems)
        if found == self.vault:
            return False, None
        self.vault = found
        self.close()
        self._open()
        return True, None

    @property
    def desk(self) -> Desk:
        """The reports as they stand and were last drawn."""
        return self._live.desk

    @property
    def trouble(self) -> str:
        """Why nothing is remembered for the next start, if it is so."""
        return f"going on without a cache: {self._memo.trouble}" if self._memo.trouble else ""

    def close(self) -> None:
        """Let go of what is remembered on the disk."""
        self._memo.close()

    def _open(self) -> None:
        self._memo = Memo.open(cache_folder(self.vault.root), stamp(self.vault))
        self._live = Live(self.vault, self._memo)


def mistakes(vault: Vault) -> list[Problem]:
    """What makes a vaultkit.toml unusable."""
    return [problem for problem in vault.problems if problem.place.path == CONFIG and problem.level == "error"]


def _settings_text(root: str) -> str:
    return read_file(root, CONFIG)[0] or ""
