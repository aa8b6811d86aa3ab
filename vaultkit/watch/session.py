"""The vault with the settings in force, and what is known of it; both made anew when the settings change."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import date
from glob import escape

from vaultkit.disk.memo import Memo
from vaultkit.disk.places import CONFIG, cache_folder
from vaultkit.disk.read import read_file
from vaultkit.live import Live, Refreshed
from vaultkit.look import Vault, open_vault, stamp
from vaultkit.model import NotePath, Place, Problem
from vaultkit.publish import Desk

FAILED = "vaultkit failed at this note, as the watcher's log tells, and goes on without it; change it to try again"
PATIENCE = 2.0  # seconds after which a settings file that vanished, or was emptied, is meant to be so


class Session:
    """A vault being watched; `is_new` until it was looked at once since it was last begun anew."""

    def __init__(self, vault: Vault) -> None:
        self.vault = self._found = vault
        self.left_out: dict[NotePath, tuple[int, ...]] = {}  # notes that could not be dealt with, as their files were
        self._text = _settings_text(vault.root)
        self._doubted: float | None = None
        self._open()

    def refresh(self, paths: Collection[NotePath] | None, today: date, now: float, *, believe: bool) -> Refreshed:
        """Look again at some paths, or at everything (None)."""
        self.is_new, was_new = True, self.is_new  # after an exception all is begun anew
        found = self._live.refresh(paths, today, now, believe=believe)
        self.is_new = False
        return found._replace(changed=tuple(sorted(paths or ()))) if was_new else found

    def leave_out(self, paths: Collection[NotePath]) -> None:
        """Go on without some notes, as if the settings excluded them, but told as problems."""
        self.left_out |= {path: _state(self.vault.root, path) for path in paths}
        self._begin_anew()

    def let_in(self, paths: Collection[NotePath]) -> None:
        """Try some of them again."""
        self.left_out = {path: state for path, state in self.left_out.items() if path not in paths}
        self._begin_anew()

    def changed_since_left_out(self) -> list[NotePath]:
        """Those of them that are worth another try."""
        return [path for path, state in self.left_out.items() if _state(self.vault.root, path) != state]

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
            found = self._found._replace(config=found.config, problems=found.problems)
        if found == self._found:
            return False, None
        self._found = found
        self._begin_anew()
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

    @property
    def mistaken(self) -> str:
        """That the settings in force are those from before, if it is so."""
        if not mistakes(self._found):
            return ""
        return f"{CONFIG} has a mistake, told in Problems; the settings from before stay in force"

    def _begin_anew(self) -> None:
        self.close()
        self._open()

    def _open(self) -> None:
        self.is_new = True
        self.vault = _without(self._found, self.left_out)
        self._memo = Memo.open(cache_folder(self.vault.root), stamp(self.vault))
        self._live = Live(self.vault, self._memo)


def mistakes(vault: Vault) -> list[Problem]:
    """What makes a vaultkit.toml unusable."""
    return [problem for problem in vault.problems if problem.place.path == CONFIG and problem.level == "error"]


def _without(vault: Vault, paths: Collection[NotePath]) -> Vault:
    """A vault → the same without some notes. As patterns, so that no character of a path means anything else."""
    if not paths:
        return vault
    folders = vault.settings.folders
    exclude = (*folders.exclude, *(f"{escape(path)}*" for path in paths))
    problems = (Problem(Place(path, 1), "note-unreadable", FAILED, "error") for path in paths)
    settings = vault.settings._replace(folders=folders._replace(exclude=exclude))
    return vault._replace(settings=settings, problems=(*vault.problems, *problems))


def _state(root: str, path: NotePath) -> tuple[int, ...]:
    """What a change of a file shows in; empty where there is none."""
    try:
        found = os.lstat(os.path.join(root, path))
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _settings_text(root: str) -> str:
    return read_file(root, CONFIG)[0] or ""
