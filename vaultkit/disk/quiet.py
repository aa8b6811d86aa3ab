"""Notes that somebody may be saving right now: the wait before one is written to, and the second look afterwards."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import NamedTuple

from vaultkit.disk.atomic import LIMIT, ChangedMeanwhile
from vaultkit.disk.opening import READ, read_up_to
from vaultkit.disk.refusals import explained
from vaultkit.model import NotePath

PATIENCE = 10  # times the quiet that is asked for: so long a note is waited for
AT_ONCE, AT_MOST = 100, 8_000  # replaced files held open for the second look; systems allow 256 to begin with
SECOND = 1.0  # seconds until it, at most; an editor that had the file open has saved by then


def unheard(_: NotePath) -> None:
    """Hears nothing of who is waited for."""


def are_young(root: str, paths: Iterable[NotePath], quiet: float) -> tuple[NotePath, ...]:
    """Those files that were changed within the last `quiet` seconds."""
    edge = time.time_ns() - int(quiet * 1e9)
    return tuple(path for path in paths if (key := _key(root, path)) and max(key[:2]) > edge)


def wait_for(root: str, paths: Iterable[NotePath], quiet: float, waits: Callable[[NotePath], None] = unheard) -> None:
    """Wait until none of the files was changed for `quiet` seconds. Raises ChangedMeanwhile when that takes too long.

    A file with times ahead of the clock is watched for so long. `waits` hears of one that is saved again meanwhile.
    """
    told = False
    begun = time.monotonic()
    seen = {path: (_key(root, path), begun) for path in paths}
    while True:
        now, clock = time.monotonic(), time.time_ns()
        rests = {}
        for path, (known, since) in seen.items():
            key = _key(root, path)
            seen[path] = (known, since) = (known, since) if key == known else (key, now)
            age = (clock - max(key[:2])) / 1e9 if key else quiet
            rests[path] = quiet - max(age, now - since)
        longest = max(rests, key=rests.__getitem__, default=None)
        if longest is None or rests[longest] <= 0:
            return
        if now - begun > PATIENCE * quiet:
            raise ChangedMeanwhile(longest, "somebody is writing to it; run again when it is saved")
        if not told and now - begun > quiet:
            told = True
            waits(longest)
        time.sleep(max(0.01, rests[longest]))


class Saved(NamedTuple):
    """What somebody saved into a file that had just been replaced; `at` counts the files held."""

    at: int
    data: bytes


class SecondLook:
    """Holds replaced files open, and looks at each again a moment later. Use it in a `with`."""

    def __init__(self, root: str, quiet: float) -> None:
        self._root = root
        self._pause = min(SECOND, quiet / 2)
        self._room = AT_ONCE
        self._held: list[tuple[int, int, float, bytes]] = []

    def hold(self, at: int, path: NotePath, data: bytes) -> None:
        """Hold the file at a path, which holds these bytes and is about to be replaced."""
        if os.name == "nt" or not self._pause:  # Windows replaces no file that is open
            return
        with explained(path):
            handle = os.open(os.path.join(self._root, path), READ)
        self._held.append((at, handle, time.monotonic(), data))

    def is_full(self) -> bool:
        """Whether it is time to look before more are held."""
        if len(self._held) >= self._room == AT_ONCE:
            self._room = max(AT_ONCE + 1, _open_files() - AT_ONCE)
        return len(self._held) >= self._room

    def look(self) -> tuple[Saved, ...]:
        """Look at all that are held, and let go of them: what somebody saved into them."""
        if self._held:
            time.sleep(max(0.0, self._held[-1][2] + self._pause - time.monotonic()))
        found = []
        for at, handle, _, data in self._held:
            os.lseek(handle, 0, os.SEEK_SET)
            now = read_up_to(handle, LIMIT + 1)
            if now != data:
                found.append(Saved(at, now))
        self._let_go()
        return tuple(found)

    def __enter__(self) -> SecondLook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._let_go()

    def _let_go(self) -> None:
        for _, handle, _, _ in self._held:
            os.close(handle)
        self._held.clear()


def _open_files() -> int:
    """How many files this process may have open, after asking for more."""
    if sys.platform == "win32":
        return 0
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = AT_MOST if hard == resource.RLIM_INFINITY else min(hard, AT_MOST)
    if soft in (resource.RLIM_INFINITY, wanted) or soft > wanted:
        return AT_MOST
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted


def _key(root: str, path: NotePath) -> tuple[int, int, int] | None:
    try:
        found = os.lstat(os.path.join(root, path))
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
