"""What a watcher says: lines on the terminal and in the log, and its status for those who ask."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, TypeAlias

from vaultkit.clock import current_time
from vaultkit.engine import State
from vaultkit.metrics.next_due import next_due
from vaultkit.pages.layout import joined, plural
from vaultkit.watch import status
from vaultkit.watch.how import How
from vaultkit.watch.log import open_log
from vaultkit.watch.notify import notify
from vaultkit.watch.status import Status
from vaultkit.watch.writer import Written

SHOWN = 20  # paths told in the status
NO_PERSON = (
    "the vault shows no person at all, but reports stand in it; nothing is written. "
    "If that is right: `vaultkit report --insist`"
)
About: TypeAlias = Literal["vault", "looking", "writing", "left", "listening", "memory", "lock", "settings"]
OVER: Mapping[About, str] = {  # what is shown when a trouble is over; of reports the next line tells it
    "vault": "going on with the vault as it is now",
    "looking": "every note is read again",
    "listening": "the system tells of changes again",
    "settings": "the settings are as they should be again",
}


class Teller:
    """Says what happens, to a person, to the log, to systemd and to `vaultkit status`."""

    def __init__(self, root: str, how: How, say: Callable[[str], None], cycle: float) -> None:
        self.log = open_log(root, verbose=how.verbose)
        self._root, self._how, self._say = root, how, say
        self._troubles: dict[About, str] = {}
        self._ready = False
        now = _now()
        self.status = Status(
            pid=os.getpid(), vault=root, since=now, mode="events", state="starting", trouble="", last_refresh=None,
            last_ms=None, last_changed=(), last_written=(), last_scan=None, last_event=None, beat=now, cycle=cycle,
            notes=0, people=0, problems=0, next_due=None, next_due_what="",
        )  # fmt: skip
        self.beat()

    def line(self, text: str) -> None:
        """What was done, for the log and for whoever looks on."""
        if self._how.lines:
            self._show(text)
        self.log.info(text)

    def trouble(self, about: About, text: str) -> None:
        """Something is wrong, or no longer so (""): said when it begins and when it becomes another thing."""
        before = self._set(about, text)
        if text and text != before:
            self.log.warning(text, extra={"about": about})
        elif before and not text:
            self.log.info("no longer: %s", before, extra={"about": about})
            if about in OVER:
                self._show(OVER[about])

    def failed(self, text: str, error: Exception) -> None:
        """A look failed as nobody foresaw: the log holds where, and never the exception's own words."""
        self._set("looking", text)
        self.log.error(text, exc_info=error)
        self.beat()

    def refreshed(self, state: State, changed: Sequence[str], ms: float, *, everything: bool) -> None:
        """The vault was looked at."""
        now, due = _now(), next_due(state.findings)
        self.status = self.status._replace(
            last_refresh=now,
            last_ms=round(ms, 1),
            last_changed=tuple(changed[:SHOWN]) or self.status.last_changed,
            last_scan=now if everything else self.status.last_scan,
            notes=state.look.size,
            people=len(state.network.people),
            problems=len(state.findings.problems),
            next_due=due[0].isoformat() if due else None,
            next_due_what=due[1] if due else "",
        )

    def written(self, cause: str, written: Written, ms: float) -> None:
        """What came of the reports."""
        parts = [f"{verb} {joined(names)}" for verb, names in _done(written) if names]
        if parts:
            self.line(f"{cause}: {', '.join(parts)} ({ms:.0f} ms)")
            self.status = self.status._replace(last_written=(*written.made, *written.renewed))
        elif not written.failed and self._how.verbose:
            self.line(f"{cause}: reports stay as they are ({ms:.0f} ms)")
        for path, reason in written.kept.items():
            self.line(f"kept {path}: {reason}")
        self.status = self.status._replace(last_ms=round(ms, 1))
        self.trouble("left", _by_reason(written.left, "left as it is", "Problems says how to take the new one"))
        self.trouble("writing", _by_reason(written.failed, "not written"))

    def heard(self) -> None:
        """A change was heard of."""
        self.status = self.status._replace(last_event=_now())

    def hearing(self, mode: str, reason: str) -> None:
        """How changes are heard of, and why it is not by being told, if that was not asked for."""
        self.status = self.status._replace(mode=mode)
        self.trouble("listening", f"{reason}; {mode}" if reason else "")

    def presence(self, trouble: str) -> None:
        """Why nothing is written, or "" where the vault is there."""
        self.status = self.status._replace(state="away" if trouble else "watching")
        self.trouble("vault", trouble)

    def watching(self) -> None:
        """All is as it should be for the first time."""
        if not self._how.once:
            self._show(f"watching {self._root}: {plural(self.status.notes, 'note')}; Ctrl-C ends it", when=False)
        self.log.info("watching %s: %s", self._root, plural(self.status.notes, "note"))

    def beat(self) -> None:
        """Still there."""
        self.status = self.status._replace(beat=_now())
        status.tell(self._root, self.status)
        if self._ready:
            notify("WATCHDOG=1")

    def ready(self) -> None:
        """The vault was looked at for the first time, whatever was found."""
        if not self._ready:
            self._ready = True
            notify("READY=1")

    def leave(self) -> None:
        """Gone."""
        notify("STOPPING=1")
        status.forget(self._root)
        self.log.info("ended")

    def _set(self, about: About, text: str) -> str:
        """Keep a trouble in mind, and show it where it is new; returns the one before."""
        before = self._troubles.pop(about, "")
        if text:
            self._troubles[about] = text
            if text != before:
                self._show(text)
        told = (text for each, text in self._troubles.items() if each != "left")
        self.status = self.status._replace(trouble="; ".join(told))
        return before

    def _show(self, text: str, *, when: bool = True) -> None:
        with suppress(OSError, ValueError):  # a terminal that was closed
            self._say(f"{current_time():%H:%M:%S} {text}" if when else text)


class Work:
    """What was done since reports were last written, for the line that tells of it."""

    def __init__(self, otherwise: str = "") -> None:
        self.otherwise = otherwise  # why reports are written, where that is not for changed notes alone
        self._changed: set[str] = set()
        self._seconds = 0.0

    def add(self, changed: Sequence[str], seconds: float) -> None:
        """Notes that say something new, and how long it took to find out."""
        self._changed.update(changed)
        self._seconds += seconds

    def cause(self) -> str:
        """Which notes changed, in a few words; or what else was the reason."""
        if self.otherwise or not self._changed:
            return self.otherwise or "once more"
        return next(iter(self._changed)) if len(self._changed) == 1 else plural(len(self._changed), "note")

    def ms(self, more: float) -> float:
        """How long everything took, with some more seconds."""
        return 1000 * (self._seconds + more)


def _done(written: Written) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("wrote", written.made), ("renewed", written.renewed), ("removed", written.removed))


def _by_reason(paths: Mapping[str, str], what: str, more: str = "") -> str:
    """Paths and why → a sentence, each reason said once."""
    told: dict[str, list[str]] = {}
    for path, why in paths.items():
        told.setdefault(why, []).append(path)
    said = "; ".join(f"{joined(each)} {what}: {why}" for why, each in told.items())
    return f"{said}. {more}" if said and more else said


def _now() -> str:
    return current_time().isoformat()
