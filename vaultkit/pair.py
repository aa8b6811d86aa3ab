"""Pieces of work done by two processes: this one begins at the front, a child of it at the back, until they meet.

They share no lock, for a child that is killed while it holds one would hang the run: each writes down the piece it
begins, then looks how far the other is. A child that dies costs time and nothing else.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from mmap import mmap
from struct import Struct
from typing import TypeVar

T = TypeVar("T")
HEAD = Struct("<II")  # before each result: its piece and its length
ROOM = 1 << 20  # bytes of results that may wait for us, so that the child need not


def by_two(
    pieces: int,
    work: Callable[[int], T],
    write: Callable[[T], str],
    read: Callable[[str], T],
    meanwhile: Callable[[], object],
) -> Iterator[T]:
    """The results of work on the pieces 0 to `pieces` − 1, in any order; those of the child come written as text.

    `meanwhile` is done here alone, when the child has begun.
    """
    begun = memoryview(mmap(-1, 8)).cast("i")  # the piece begun last, here and there
    begun[0], begun[1] = -1, pieces
    done: set[int] = set()
    child = _Child((at, write(work(at))) for at in _from_the_back(pieces, begun))
    try:
        meanwhile()
        for at in range(pieces):
            begun[0] = at
            if at >= begun[1]:
                break
            done.add(at)
            yield work(at)
            yield from map(read, _new(child.heard(), done))
        yield from map(read, _new(child.heard(wait=True), done))
    finally:
        child.end()
    for at in range(pieces):
        if at not in done:  # the child died with it, or each left it to the other
            yield work(at)


def _from_the_back(pieces: int, begun: memoryview) -> Iterator[int]:
    for at in range(pieces - 1, -1, -1):
        begun[1] = at
        if at <= begun[0]:
            return
        yield at


def _new(results: Iterator[tuple[int, str]], done: set[int]) -> Iterator[str]:
    for at, text in results:
        if at not in done:
            done.add(at)
            yield text


class _Child:
    """A copy of this process that works, sends what it found, and ends."""

    def __init__(self, results: Iterator[tuple[int, str]]) -> None:
        self.unread = bytearray()
        self.pipe, to = os.pipe()
        try:
            self.process = os.fork()
        except OSError:  # no room for another process: all is done here
            self.process = -1
        if self.process == 0:
            _send(results, to)
        os.close(to)

    def heard(self, *, wait: bool = False) -> Iterator[tuple[int, str]]:
        """What has arrived, or all that still comes."""
        os.set_blocking(self.pipe, wait)
        with suppress(BlockingIOError):
            while part := os.read(self.pipe, ROOM):
                self.unread += part
                yield from self._whole()

    def end(self) -> None:
        """Let go of the child, whatever it is doing."""
        os.close(self.pipe)
        if self.process > 0:
            os.kill(self.process, signal.SIGKILL)  # not waited for before, so the number is still its own
            os.waitpid(self.process, 0)

    def _whole(self) -> Iterator[tuple[int, str]]:
        """The results that arrived whole, each behind its number and its length."""
        while len(self.unread) >= HEAD.size:
            at, size = HEAD.unpack_from(self.unread)
            end = HEAD.size + size
            if len(self.unread) < end:
                return
            text = self.unread[HEAD.size : end].decode("utf-8", "surrogatepass")
            del self.unread[:end]
            yield at, text


def _send(results: Iterator[tuple[int, str]], to: int) -> None:
    """The child's whole life; it leaves without a word, and without what Python does at its end."""
    try:
        with suppress(ImportError, AttributeError, OSError):  # a short pipe makes the child wait, no more
            import fcntl

            fcntl.fcntl(to, fcntl.F_SETPIPE_SZ, ROOM)
        with open(to, "wb") as pipe:
            for at, text in results:
                data = text.encode("utf-8", "surrogatepass")
                pipe.write(HEAD.pack(at, len(data)) + data)
                pipe.flush()
    finally:
        os._exit(0)
