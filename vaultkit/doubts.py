"""Notes that vanished or were cut short a moment ago: an editor may be saving them, so they are not believed yet."""

from __future__ import annotations

from vaultkit.model import NotePath

VANISHED = 2.0  # seconds for which a note may be away while it is saved
HALF = 5.0  # seconds for which it may stand there empty or cut


class Doubts:
    """Since when each such note is doubted; times in seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._since: dict[NotePath, tuple[float, float]] = {}  # path → when it was first doubted, and for how long

    def believe(self, path: NotePath, now: float, patience: float) -> bool:
        """Whether what is seen of a note has been so for long enough; if not, it is looked at again."""
        since, _ = self._since.setdefault(path, (now, patience))
        return now - since >= patience

    def is_missed(self, path: NotePath) -> bool:
        """Whether a note was not there when it was last looked for."""
        return self._since.get(path, (0.0, 0.0))[1] == VANISHED

    def clear(self, path: NotePath) -> None:
        """A note is well again, or gone for good."""
        self._since.pop(path, None)

    def paths(self) -> frozenset[NotePath]:
        """The notes to look at again."""
        return frozenset(self._since)

    def again(self, now: float) -> float | None:
        """Seconds until one of them may be believed; None without any."""
        return min((max(0.0, since + patience - now) for since, patience in self._since.values()), default=None)
