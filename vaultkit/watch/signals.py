"""What the system asks of a watcher: to stop, to read its settings again, to look at everything after a sleep.

A handler raises only while the vault is being read, which may be broken off anywhere; while a page is written it only
leaves a mark, and the page is finished.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

END = ("SIGINT", "SIGTERM", "SIGBREAK")
SLICE = 0.5  # seconds that a wait may last on Windows, where no signal ends it


class Stopped(BaseException):
    """The vault was being read when the end was asked for."""


class Signals:
    """What was asked for, and the bell that everybody rings who has something for the loop. Used in a `with`."""

    def __init__(self) -> None:
        self.stop = False
        self._reload = self._slept = False
        self._on_terminal = _has_terminal()
        self._bell: SimpleQueue[None] = SimpleQueue()  # its `put` is safe in a handler and in any thread
        self._process = os.getpid()
        self._may_raise = False
        self._before: dict[int, Any] = {}

    def ring(self) -> None:
        """End the wait."""
        self._bell.put(None)

    def take(self) -> tuple[bool, bool]:
        """Whether the settings are to be read again, and whether this process slept, since this was asked last."""
        reload, self._reload = self._reload, False
        slept, self._slept = self._slept, False
        return reload, slept

    def wait(self, seconds: float) -> None:
        """Wait until somebody rings, at most so long."""
        try:
            self._bell.get(timeout=min(seconds, SLICE) if os.name == "nt" else seconds)
            while True:
                self._bell.get_nowait()
        except Empty:
            pass

    @contextmanager
    def may_break_off(self) -> Iterator[None]:
        """Something that may be broken off anywhere: raises Stopped when the end is asked for."""
        self._may_raise = True
        try:
            if self.stop:
                raise Stopped
            yield
        finally:
            self._may_raise = False

    def __enter__(self) -> Signals:
        for name in END:
            self._handle(name, self._on_stop)
        self._handle("SIGHUP", self._on_hangup)
        self._handle("SIGCONT", self._on_wake)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, name: str, handler: Callable[[int, FrameType | None], None]) -> None:
        number = getattr(signal, name, None)
        if number is not None:
            self._before[number] = signal.signal(number, handler)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        """The first time: leave in order; the second time the system's own way takes effect, at once."""
        if os.getpid() != self._process:
            os._exit(0)  # one of those that help to read
        for name in END:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        self.stop = True
        self.ring()
        if self._may_raise:
            raise Stopped

    def _on_hangup(self, number: int, frame: FrameType | None) -> None:
        """Somebody wants the settings read again; or the terminal was closed, and nobody looks any more."""
        if self._on_terminal and not _has_terminal():
            self._on_stop(number, frame)
        self._reload = True
        self.ring()

    def _on_wake(self, number: int, frame: FrameType | None) -> None:
        self._slept = True
        self.ring()


def _has_terminal() -> bool:
    return bool(sys.stderr) and sys.stderr.isatty()
