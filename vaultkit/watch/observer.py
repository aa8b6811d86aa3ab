"""The system tells what happens in the vault, through watchdog; where it cannot, that is said and the vault polled.

Events are hints and the disk is the truth: the observer's threads only mark paths. What they miss is found by the
next look at everything, which comes at once where they say so themselves.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
from contextlib import suppress

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer as Library
from watchdog.observers.api import BaseObserver

from vaultkit.watch.marks import Marks, relative

WANTED: list[type[FileSystemEvent]] = [
    DirAttribEvent, DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileAttribEvent, FileClosedEvent, FileCreatedEvent,
    FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip  # not opened and closed_no_write, which our own reading makes, nor the times of folders
PLACES: list[type[FileSystemEvent]] = [DirCreatedEvent, DirDeletedEvent, DirMovedEvent]
LEAVING = 0.3  # seconds that threads are waited for; they keep nothing open that could be lost
SYSCTL = "/proc/sys/fs/inotify"


class Unwatchable(Exception):  # noqa: N818 - a fact about the machine
    """The system does not tell of changes here; says why."""


class Observer:
    """Marks what happens below a folder from its making until `stop`. Raises Unwatchable where that cannot be had."""

    def __init__(self, root: str, marks: Marks) -> None:
        self.root = os.path.realpath(root)  # a link itself would be watched, not what it leads to
        self._missed = _Missed(marks)
        self._library: BaseObserver | None = None
        self._above = 0  # watches of folders that are not in the vault
        self._threads: set[threading.Thread] = set()
        logging.getLogger("watchdog").addHandler(self._missed)
        _pair_no_moves()
        others = set(threading.enumerate())
        try:
            self._library = Library()
            self._library.schedule(_Handler(self.root, marks), self.root, recursive=True, event_filter=WANTED)
            self._library.start()
            self._watch_place(marks)
        except OSError as error:
            self._threads = set(threading.enumerate()) - others
            self.stop()
            raise Unwatchable(_reason(error)) from error
        self._threads = set(threading.enumerate()) - others
        self._surplus = self._count()
        if self._surplus < 0 and (short := self._count()) < 0:  # twice, for a folder may have come in between
            self.stop()
            there_are = folders(self.root)
            raise Unwatchable(f"only {there_are + short} of {there_are} folders can be watched; {_raise_watches()}")
        self._surplus = max(self._surplus, 0)

    def whole(self) -> bool:
        """Whether it missed nothing and will miss nothing: no events were lost, and every thread is at work."""
        return not self._missed.something and all(thread.is_alive() for thread in self._threads)

    def complete(self) -> bool:
        """Whether folders and watches are as many as at the start; one moved out of the vault stays watched."""
        return self._count() == self._surplus

    def stop(self) -> None:
        """Hear of nothing any more."""
        logging.getLogger("watchdog").removeHandler(self._missed)
        if self._library:
            with suppress(OSError, RuntimeError):
                self._library.stop()
        for thread in self._threads:
            thread.join(LEAVING)

    def _watch_place(self, marks: Marks) -> None:
        """Hear of the vault's being moved away, or replaced, from the folder it is in; without that, a beat tells."""
        above = os.path.dirname(self.root)
        if self._library and sys.platform.startswith("linux") and above != self.root:
            with suppress(OSError):
                self._library.schedule(_Place(self.root, marks), above, event_filter=PLACES)
                self._above = 1

    def _count(self) -> int:
        """How many more watches there are than folders; 0 where the system does not say."""
        watched = watches()
        return 0 if watched is None else watched - self._above - folders(self.root)


def watches() -> int | None:
    """How many folders the system watches for this process; None where it does not say."""
    if not sys.platform.startswith("linux"):
        return None
    count = 0
    try:
        for handle in os.listdir("/proc/self/fd"):
            with suppress(FileNotFoundError):
                if os.readlink(f"/proc/self/fd/{handle}") == "anon_inode:inotify":
                    with open(f"/proc/self/fdinfo/{handle}", encoding="ascii", errors="replace") as info:
                        count += sum(line.startswith("inotify ") for line in info)
    except OSError:
        return None
    return count


def folders(root: str) -> int:
    """How many folders there are to watch: the root and all below that can be entered, hidden ones too."""
    count = 0
    left = [root]
    while left:
        with suppress(OSError), os.scandir(left.pop()) as entries:
            count += 1
            left += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    return count


class _Handler(FileSystemEventHandler):
    """Marks both ends of whatever happened. It never raises, for that would end the thread that calls it."""

    def __init__(self, root: str, marks: Marks) -> None:
        self._root, self._marks = root, marks

    def dispatch(self, event: FileSystemEvent) -> None:
        """Mark the path of an event, and the one it was moved to."""
        try:
            for path in (event.src_path, event.dest_path):
                below = relative(os.fsdecode(path), self._root) if path else None
                if below is not None:
                    self._marks.path(below, is_folder=event.is_directory)
        except Exception:  # noqa: BLE001 - whatever it was, a look at everything makes up for it
            self._marks.all()


class _Place(FileSystemEventHandler):
    """Marks that something happened to the vault's folder itself."""

    def __init__(self, root: str, marks: Marks) -> None:
        self._root, self._marks = root, marks

    def dispatch(self, event: FileSystemEvent) -> None:
        """Mark an event that has the folder at one of its ends."""
        if os.fsencode(self._root) in map(os.fsencode, (event.src_path, event.dest_path)):
            self._marks.all()


class _Missed(logging.Handler):
    """Hears watchdog say that something went wrong, such as events lost in an overflow."""

    def __init__(self, marks: Marks) -> None:
        super().__init__(logging.WARNING)
        self.something = False
        self._marks = marks

    def emit(self, record: logging.LogRecord) -> None:
        """Whatever it says, everything is to be looked at, by a new observer: this one may be mending its watches."""
        self.something = True
        self._marks.all()


def _pair_no_moves() -> None:
    """Both ends of a move are looked at anyhow; watchdog would hold all events back for half a second to pair them."""
    with suppress(ImportError):  # not on this system
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

        InotifyMoveEventGrouper.delay = 0.0


def _reason(error: OSError) -> str:
    if error.errno == errno.EMFILE:
        return f"nothing more can be watched; raise the limit {_limit('max_user_instances')}"
    if error.errno == errno.ENOSPC:
        return f"no folder can be watched; {_raise_watches()}"
    return f"the system does not tell of changes here ({error.strerror or error})"


def _raise_watches() -> str:
    return f"raise the limit {_limit('max_user_watches')}"


def _limit(name: str) -> str:
    """A limit's name, and its value where that can be read."""
    try:
        with open(f"{SYSCTL}/{name}", encoding="ascii") as file:
            return f"fs.inotify.{name} (now {file.read().strip()})"
    except OSError:
        return f"fs.inotify.{name}"
