"""How changes are heard of: told by the system, or found by looking at everything every few seconds."""

from __future__ import annotations

from vaultkit.settings import Watch
from vaultkit.watch.marks import Marks
from vaultkit.watch.mounts import network_disk
from vaultkit.watch.observer import Observer, Unwatchable


class Hearing:
    """One vault's; `reason` says why it is polled where nobody asked for that."""

    def __init__(self, root: str, marks: Marks, poll: float | None) -> None:
        self.reason = ""
        self._root, self._marks, self._poll = root, marks, poll
        self._observer: Observer | None = None
        self._retry = 0.0
        self._lost = False
        self._short = False  # at the last count there were not as many watches as folders

    def begin(self, now: float, watch: Watch) -> None:
        """Hear of changes from now on. Whatever happened before that must be looked for."""
        self.end()
        self._retry = now + watch.reconcile
        self.reason, self._lost, self._short = "", False, False
        if self._poll:
            return
        if kind := network_disk(self._root):
            self.reason = f"the vault is on a network disk ({kind}), where nobody is told of changes"
            return
        try:
            self._observer = Observer(self._root, self._marks)
        except Unwatchable as unwatchable:
            self.reason = str(unwatchable)

    def end(self) -> None:
        """Hear of nothing any more."""
        if self._observer:
            self._observer.stop()
        self._observer = None

    def every(self, watch: Watch) -> float:
        """How many seconds from one look at everything to the next."""
        return watch.reconcile if self._observer else self._poll or watch.poll

    def mode(self, watch: Watch) -> str:
        """The same in words."""
        return "events" if self._observer else f"polling every {self.every(watch):g} s"

    def missed(self) -> bool:
        """Whether the system told of changes, and we did not hear all of it, or hear no more."""
        return self._observer is not None and (self._lost or not self._observer.whole())

    def lose(self) -> None:
        """The vault's folder went away; what will stand there is to be listened to anew."""
        self._lost = True

    def should_begin_anew(self, now: float) -> bool:
        """After a look at everything: whether some folder goes unwatched, or the system may tell of changes again.

        Folders that come and go meanwhile may be miscounted, so they are counted short twice before it is believed.
        """
        if self._observer is None:
            return not self._poll and now >= self._retry
        before, self._short = self._short, not self._observer.complete()
        return before and self._short

    @property
    def in_doubt(self) -> bool:
        """Whether everything should soon be looked at, and counted, once more."""
        return self._short
