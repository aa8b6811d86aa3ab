"""What was heard of since the last look: paths, or that everything is to be looked at. Filled by another thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.disk.glance import CONFIG_FILES
from vaultkit.disk.opening import NOTE_ENDS
from vaultkit.files import TOO_MANY
from vaultkit.model import NotePath
from vaultkit.watch.pace import Marked

SETTINGS = frozenset(CONFIG_FILES)
SETTINGS_FOLDERS = frozenset(
    "/".join(parts[:count]) for parts in (name.split("/") for name in CONFIG_FILES) for count in range(1, len(parts))
)
Means: TypeAlias = Literal["note", "folder", "settings", ""]


class Batch(NamedTuple):
    """What is to be looked at: some paths, or everything; and whether settings may have changed."""

    paths: frozenset[NotePath] = frozenset()
    everything: bool = False
    settings: bool = False


class Marks:
    """What was heard of; `ring` is called when there is something after there was nothing."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._lock = Lock()
        self._paths: set[NotePath] = set()
        self._everything = self._settings = False
        self._marked: Marked | None = None

    def path(self, path: str, *, is_folder: bool) -> None:
        """Something happened to a path, relative to the root and with "/" between."""
        means = meaning(path, is_folder=is_folder)
        if means:
            self._add({path} if means == "note" else set(), everything=means == "folder", settings=means == "settings")

    def all(self) -> None:
        """Something was missed, or is too much to tell."""
        self._add(set(), everything=True, settings=False)

    def marked(self) -> Marked | None:
        """When that happened which waits; None where nothing does."""
        with self._lock:
            return self._marked

    def take(self) -> Batch:
        """All that waits; from then on nothing does."""
        with self._lock:
            batch = Batch(frozenset(self._paths), self._everything, self._settings)
            self._paths = set()
            self._everything = self._settings = False
            self._marked = None
        return batch

    def _add(self, paths: set[NotePath], *, everything: bool, settings: bool) -> None:
        now = time.monotonic()
        with self._lock:
            was_none = self._marked is None
            self._marked = Marked(now, now) if self._marked is None else Marked(self._marked.first, now)
            self._paths |= paths
            self._settings |= settings
            self._everything |= everything or len(self._paths) > TOO_MANY
            if self._everything:
                self._paths.clear()
        if was_none:
            self._ring()


def meaning(path: str, *, is_folder: bool) -> Means:
    """A path relative to the root → what a change there is to be looked at for; "" for nothing."""
    if not path:
        return "folder"
    if path in SETTINGS or (is_folder and path in SETTINGS_FOLDERS):
        return "settings"
    if path[0] in ".~" and (path[0] == "." or path.startswith("~$")):
        return ""
    if "/." in path or "/~$" in path:
        return ""
    return "folder" if is_folder else "note" if path[-3:] in NOTE_ENDS else ""


def relative(path: str, root: str) -> str | None:
    """A path as the system tells it → the same below the root, "" for the root; None where it is not in it."""
    if path == root:
        return ""
    base = root.rstrip(os.sep) + os.sep
    return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else None
