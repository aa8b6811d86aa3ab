"""Whether the vault is there, and still the same: its folder's device and inode, and the `.obsidian` in it.

Where a disk was unmounted an empty folder stands in its place; nothing may be written there.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

from vaultkit.disk.lock import Holder, Lock
from vaultkit.disk.places import CONFIG

FOLDER = ".obsidian"


class Identity(NamedTuple):
    """A folder, whatever its path, and which signs of a vault stand in it."""

    device: int
    inode: int
    signs: frozenset[str] = frozenset()

    def is_same(self, other: Identity) -> bool:
        """Whether both are one folder."""
        return self[:2] == other[:2]


class WatchedAlready(Exception):  # noqa: N818 - no error of ours
    """Another process watches the vault."""

    def __init__(self, holder: Holder) -> None:
        since = f" since {holder.since[:16].replace('T', ' ')}" if holder.since else ""
        super().__init__(f"this vault is watched already by process {holder.pid or '(unknown)'}{since}")


class Presence:
    """A vault's folder as it was last seen, with the lock on it, against what stands at its path now.

    Raises WatchedAlready where somebody else has the lock, OSError where there is no folder.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.since: float | None = None  # when the vault was first found to be away
        self._lock = _take(root)
        self._known = identity(root)

    @property
    def trouble(self) -> str:
        """Why a second watcher would not be noticed, if it is so."""
        return self._lock.trouble

    def away(self) -> str:
        """Why the vault is not there, or is another; "" where it is as known."""
        try:
            now = identity(self.root)
        except OSError as error:
            return _unreachable(error)
        if not now.is_same(self._known):
            return "another folder stands in its place"
        if FOLDER in self._known.signs - now.signs:
            return f"its folder has no {FOLDER} any more"
        self._known = now
        return ""

    def returned(self) -> str:
        """Why the vault is not back; "" where it is, be it as a new folder, which is from then on the one known."""
        try:
            now = identity(self.root)
            if now.is_same(self._known):
                return self.away()
            if missing := self._known.signs - now.signs:
                return f"another folder stands in its place, without {min(missing)}"
            if not os.listdir(self.root):
                return "an empty folder stands in its place"
            lock = _take(self.root)
        except OSError as error:
            return _unreachable(error)
        except WatchedAlready as held:
            return str(held)
        self._lock.release()
        self._lock, self._known = lock, now
        return ""

    def leave(self) -> None:
        """Let somebody else watch it."""
        self._lock.release()


def identity(root: str) -> Identity:
    """A vault's folder → what tells it from others. Raises OSError where there is none."""
    found = os.stat(root)
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), root)
    signs = frozenset(sign for sign in (FOLDER, CONFIG) if os.path.exists(os.path.join(root, sign)))
    return Identity(found.st_dev, found.st_ino, signs)


def _take(root: str) -> Lock:
    lock = Lock.take(root)
    if isinstance(lock, Holder):
        raise WatchedAlready(lock)
    return lock


def _unreachable(error: OSError) -> str:
    return f"its folder cannot be reached ({error.strerror})"
