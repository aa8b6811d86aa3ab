"""When to act, in seconds of a clock that only goes forward: pure, so that a test can play days in no time."""

from __future__ import annotations

from collections import deque
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.settings import Watch

Step: TypeAlias = Literal["presence", "scan", "refresh", "again", "write", "beat"]
STEPS: tuple[Step, ...] = ("presence", "scan", "refresh", "again", "write", "beat")  # so, where several are due
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries at a page that cannot be written
WINDOW, TIMES, REST = 60.0, 5, 600.0  # seconds; more often than this somebody changed a page back; seconds of rest


class Marked(NamedTuple):
    """When the first and the last of the changes were heard of that wait to be looked at."""

    first: float
    last: float

    def due(self, watch: Watch) -> float:
        """When to look: after some quiet, and in any case before long."""
        return min(self.last + watch.quiet, self.first + watch.longest)


class Agenda:
    """What is to be done, and when."""

    def __init__(self) -> None:
        self._at: dict[Step, float] = {}

    def set(self, step: Step, at: float) -> None:
        """Do something then, and at no other time."""
        self._at[step] = at

    def sooner(self, step: Step, at: float) -> None:
        """Do something then, unless it is to be done before that."""
        self._at[step] = min(at, self._at.get(step, at))

    def drop(self, *steps: Step) -> None:
        """Do something not at all."""
        for step in steps:
            self._at.pop(step, None)

    def has(self, *steps: Step) -> bool:
        """Whether any of these is to be done at some time."""
        return any(step in self._at for step in steps)

    def due(self, now: float) -> Step | None:
        """What is to be done now."""
        return next((step for step in STEPS if self._at.get(step, now + 1) <= now), None)

    def wait(self, now: float) -> float:
        """How long nothing has to be done."""
        return max(0.0, min(self._at.values(), default=now) - now)


class Pause(NamedTuple):
    """How long to wait before the next try: longer each time."""

    seconds: float = 0.0

    def longer(self) -> Pause:
        """The pause after one more failure."""
        return Pause(min(max(SHORTEST_PAUSE, 2 * self.seconds), LONGEST_PAUSE))


class Quarrel:
    """Notices that somebody else keeps changing a page back, and then has it rest for a while."""

    def __init__(self) -> None:
        self._written: deque[float] = deque()
        self._until = float("-inf")

    def wrote_over(self, now: float) -> None:
        """A page was written that somebody else had changed since we last did."""
        while self._written and self._written[0] <= now - WINDOW:
            self._written.popleft()
        self._written.append(now)
        if len(self._written) > TIMES:
            self._until = now + REST
            self._written.clear()

    def rests(self, now: float) -> float | None:
        """Until when the page is not to be written, if it is so."""
        return self._until if now < self._until else None


class Clocks:
    """The clock that stands still while the machine sleeps, against the one that does not."""

    JUMP = 5.0  # seconds by which they may come apart between two looks

    def __init__(self, now: float, wall: float) -> None:
        self._apart = wall - now

    def jumped(self, now: float, wall: float) -> bool:
        """Whether the machine slept since the last look, or the clock on the wall was set."""
        before, self._apart = self._apart, wall - now
        return abs(self._apart - before) > self.JUMP
