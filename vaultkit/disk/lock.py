"""One watcher a vault: a lock outside the vault, which the system lets go of when its holder ends, however it ends.

The file is named after the root's device and inode, so every spelling and link of its path leads to the same lock.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from typing import NamedTuple

from vaultkit.clock import current_time
from vaultkit.disk.opening import read_up_to
from vaultkit.disk.places import make_private, state_folder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FOLDER = "locks"
OPEN = (
    os.O_RDWR
    | os.O_CREAT
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_BINARY", 0)
)
TRIES, PAUSE = 6, 0.05  # somebody who only asks who has it is in the way for a moment
FAR = 1 << 30  # Windows hides a locked byte from readers: one far behind the text


class Holder(NamedTuple):
    """Who watches a vault; 0 and "" where that cannot be read."""

    pid: int
    since: str


class Lock:
    """A vault's lock, held until it is let go of or this process ends."""

    def __init__(self, handle: int | None, trouble: str = "") -> None:
        self._handle = handle
        self.trouble = trouble  # why there is no lock, where there can be none
        if handle is not None:
            _held.add(handle)

    @classmethod
    def take(cls, root: str, whose: str = "watcher") -> Lock | Holder:
        """The lock of a vault, or who has it. Where no lock can be had at all, one that says so in `trouble`.

        `whose`: the watcher's, or another, which nothing else has to do with.
        """
        try:
            handle = _open(root, whose)
        except OSError as error:
            return cls(None, f"no lock against a second {whose} can be kept ({error.strerror})")
        for attempt in range(TRIES):
            if _try(handle):
                _write(handle, Holder(os.getpid(), current_time().isoformat()))
                return cls(handle)
            if attempt < TRIES - 1:
                time.sleep(PAUSE)
        found = _read(handle)
        os.close(handle)
        return found

    def release(self) -> None:
        """Let somebody else have it."""
        if self._handle is not None:
            _held.discard(self._handle)
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


def holder(root: str) -> Holder | None:
    """Who watches a vault now; None where nobody does."""
    try:
        handle = os.open(_path(root), OPEN & ~os.O_CREAT)
    except OSError:
        return None
    try:
        return None if _try(handle, share=True) else _read(handle)
    finally:
        os.close(handle)


_held: set[int] = set()


def _let_go_in_child() -> None:
    """A process made by this one must not keep the lock when this one ends."""
    for handle in _held:
        with suppress(OSError):
            os.close(handle)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)


def _path(root: str, whose: str = "watcher") -> str:
    found = os.stat(root)
    name = f"{found.st_dev:x}-{found.st_ino:x}" + ("" if whose == "watcher" else f"-{whose}")
    return os.path.join(os.path.dirname(state_folder(root)), FOLDER, name)


def _open(root: str, whose: str) -> int:
    path = _path(root, whose)
    make_private(os.path.dirname(path))
    handle = os.open(path, OPEN, 0o600)
    if os.name == "posix":
        os.fchmod(handle, 0o600)
    return handle


def _try(handle: int, *, share: bool = False) -> bool:
    """Whether the lock was to be had; `share` is for those who only ask, who are not in each other's way."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, (fcntl.LOCK_SH if share else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _write(handle: int, who: Holder) -> None:
    with suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(who._asdict()).encode())


def _read(handle: int) -> Holder:
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        told = json.loads(read_up_to(handle, 1000))
        return Holder(int(told["pid"]), str(told["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Holder(0, "")
