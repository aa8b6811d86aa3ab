"""The watcher: waits, looks, writes, tells. One thing at a time, in one thread; `pace` says when."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date

from vaultkit import publish
from vaultkit.clock import current_day, follow_zone, since_epoch, until_midnight
from vaultkit.live import Refreshed
from vaultkit.look import Vault
from vaultkit.model import NotePath
from vaultkit.watch.hearing import Hearing
from vaultkit.watch.how import How
from vaultkit.watch.looker import Gone, Looker
from vaultkit.watch.marks import Batch, Marks
from vaultkit.watch.notify import watchdog_seconds
from vaultkit.watch.pace import Agenda, Clocks, Step
from vaultkit.watch.presence import Presence
from vaultkit.watch.signals import Signals, Stopped
from vaultkit.watch.teller import NO_PERSON, Teller, Work
from vaultkit.watch.writer import Writer, tells_all_left_alone

BEAT = 60.0  # seconds
SEARCH = 5.0  # seconds between two looks for a vault that is away
RECOUNT = 1.0  # seconds after which watches are counted again
SHORTLY = 0.05  # seconds between two looks at one note, at least


def watch(vault: Vault, how: How, signals: Signals, say: Callable[[str], None]) -> int:
    """Keep the reports of a vault current until the end is asked for; returns the exit code.

    Raises WatchedAlready where another process does so.
    """
    presence = Presence(vault.root)
    try:
        return _Watcher(vault, how, signals, say, presence).run()
    finally:
        presence.leave()


class _Watcher:
    """What is known, and what is to be done about it."""

    def __init__(
        self, vault: Vault, how: How, signals: Signals, say: Callable[[str], None], presence: Presence
    ) -> None:
        cycle = min(BEAT, watchdog_seconds() or BEAT)
        self.how, self.signals, self.presence = how, signals, presence
        self.teller = Teller(vault.root, how, say, cycle)
        self.looker = Looker(vault, signals, self.teller)
        self.marks = Marks(signals.ring)
        self.hearing = Hearing(vault.root, self.marks, how.poll)
        self.writer = Writer()
        self.agenda = Agenda()
        self.clocks = Clocks(time.monotonic(), since_epoch())
        self.day: date | None = None
        self.no_person = self.settled = self.littered = self.forced = False
        self.work = Work("at the start")
        self.steps: dict[Step, Callable[[float], object]] = {
            "presence": self._search,
            "scan": self._scan,
            "refresh": self._look,
            "again": self._look_again,
            "write": self._write,
            "beat": self._beat,
        }

    @property
    def vault(self) -> Vault:
        """The vault with the settings in force."""
        return self.looker.session.vault

    @property
    def away(self) -> bool:
        """Whether the vault is not there, or too little of it is."""
        return self.presence.since is not None

    def run(self) -> int:
        """Until the end is asked for, or all is settled where that was asked for; the exit code."""
        try:
            self.teller.trouble("lock", self.presence.trouble)
            publish.clear_leftovers(self.vault)
            self._listen(time.monotonic())
            self._plan_beat(time.monotonic())
            while not self.signals.stop:
                self._turn(time.monotonic())
                if self.how.once and (code := self._outcome()) is not None:
                    return code
        except Stopped:
            pass
        finally:
            self.hearing.end()
            self.looker.session.close()
            self.teller.leave()
        return 0

    def _turn(self, now: float) -> None:
        """Do the one thing that is due, or wait."""
        self._hear(now)
        step = self.agenda.due(now)
        if step is None:
            self.signals.wait(self.agenda.wait(now))
            return
        self.agenda.drop(step)
        try:
            self.steps[step](now)
        except Exception as error:  # noqa: BLE001 - a watcher lives on
            self.teller.failed(f"something went wrong ({type(error).__name__}); the log says where", error)
            self.agenda.sooner("presence" if self.away else "scan", now + BEAT)
            self.agenda.sooner("beat", now + BEAT)

    def _hear(self, now: float) -> None:
        """What came in since the last turn: changes, signals, a sleep, a new day."""
        forced, slept = self.signals.take()
        self.forced = self.forced or forced
        if self.clocks.jumped(now, since_epoch()) or slept or forced:
            self.agenda.sooner("presence" if self.away else "scan", now)
        if self.away:
            return
        if marked := self.marks.marked():
            self.agenda.set("refresh", marked.due(self.vault.settings.watch))
        if self.day and self._today() != self.day:
            self.agenda.sooner("again", now)

    def _today(self) -> date:
        return self.how.today or current_day(self.vault.settings.zone)

    # --- looking ---

    def _look(self, now: float) -> None:
        """Look at what was heard of."""
        batch, stuck = self.marks.take(), self.looker.stuck
        if batch.everything or batch.settings or stuck.everything:
            self.teller.heard()
            self._scan(now)
            return
        same, touched = self.writer.heard_of(self.looker.session.desk, batch.paths)
        if batch.paths > same:
            self.teller.heard()
        if touched:
            self.work.otherwise = "a report was changed"
        if batch.paths - same:
            self._refresh(now, batch.paths - same, write=bool(touched))
        if stuck.paths and not self.away:
            self._refresh(time.monotonic(), stuck.paths)

    def _look_again(self, now: float) -> None:
        """Look at notes that were half-saved, or judge those known by another day."""
        self._refresh(now, self.looker.stuck.paths, write=True)

    def _scan(self, now: float, *, back: bool = False) -> bool:
        """Look at everything, the settings too; whether the vault is there."""
        if not back and self._is_away(now):
            return False
        if self.hearing.missed():
            self._listen(now)
        self.agenda.set("scan", now + self.hearing.every(self.vault.settings.watch))
        forced, self.forced = self.forced, False
        changed, again = self.looker.session.reopen(now)
        if again is not None:
            self.agenda.sooner("scan", now + again)
        if changed:
            self.work.otherwise = "changed settings"
        self.teller.trouble("settings", self.looker.session.mistaken)
        touched = self.writer.touched(self.looker.session.desk)
        if not self._refresh(now, None, write=back or changed or forced or touched, believe=forced):
            return False
        if self.hearing.should_begin_anew(now):
            self._listen(now)
        if self.hearing.in_doubt:
            self.agenda.sooner("scan", time.monotonic() + RECOUNT)
        return True

    def _refresh(
        self, now: float, paths: frozenset[NotePath] | None, *, write: bool = False, believe: bool = False
    ) -> bool:
        """Look at some paths or at everything (None), and plan to write; whether the vault is there."""
        before, self.day = self.day, self._today()
        if before and before != self.day:
            self.work.otherwise, write = "a new day", True
        found = self.looker.look(paths, self.day, now, believe=believe)
        self.teller.ready()
        if isinstance(found, Gone):
            self._go_away(now, found.reason)
        elif found:
            self._take_in(now, found.found, write=write or found.is_news, everything=paths is None)
        return not isinstance(found, Gone)

    def _take_in(self, now: float, found: Refreshed, *, write: bool, everything: bool) -> None:
        """What was found, and whether reports are to be written for it."""
        took = time.monotonic() - now
        self.work.add(found.changed, took)
        self.littered = True
        self.teller.refreshed(found.state, found.changed, 1000 * took, everything=everything)
        if found.again is not None:
            self.agenda.sooner("again", now + max(found.again, SHORTLY))
        if write:
            self.agenda.sooner("write", self.writer.earliest(now, self.vault.settings.watch.write_gap))
        elif not self.agenda.has("write"):
            self._settle()

    # --- writing ---

    def _write(self, now: float) -> None:
        """Bring the reports up to date."""
        if self.looker.known is None or self._is_away(now):
            return
        findings, hurried = self.looker.known.findings, self.looker.known.hurried
        self.no_person = publish.emptied(self.looker.session.desk, findings)
        self.teller.presence(NO_PERSON if self.no_person else "")
        if not self.no_person:
            desk, go_on = self.looker.session.desk, lambda: not self.signals.stop
            done = self.writer.write(desk, findings, now, go_on, hurried=hurried)
            if done.again is not None:
                self.agenda.set("write", done.again)
            self.teller.written(self.work.cause(), done, self.work.ms(time.monotonic() - now))
            if not tells_all_left_alone(self.looker.session.desk, findings):
                self.agenda.sooner("again", now + SHORTLY)
        self._settle()

    def _settle(self) -> None:
        """All that was heard of is done."""
        self.work = Work()
        self.teller.trouble("memory", self.looker.session.trouble)
        if not self.settled:
            self.settled = True
            gc.collect()
            gc.freeze()  # what was read at the start stays; no need to look through it for cycles
            self.teller.watching()
        self.teller.beat()

    # --- whether the vault is there ---

    def _is_away(self, now: float) -> bool:
        reason = self.presence.away()
        if reason:
            self.looker.missing = None
            self.hearing.lose()
            self._go_away(now, reason)
        return bool(reason)

    def _go_away(self, now: float, reason: str) -> None:
        """Write nothing until the vault is back; what is missing for long is believed to be gone."""
        if self.presence.since is None:
            self.presence.since = now
        self.agenda.drop("scan", "refresh", "again", "write")
        self.agenda.set("presence", now + min(SEARCH, self.vault.settings.watch.poll))
        self.teller.presence(f"the vault is away: {reason}; nothing is written until it is back")
        self.teller.ready()
        self.teller.beat()

    def _search(self, now: float) -> None:
        """See whether the vault is back."""
        if reason := self.presence.returned():
            self.looker.missing, self.forced = None, False
            self.hearing.lose()
            self._go_away(now, reason)
        elif self._scan(now, back=True):
            self.presence.since = None
            self.work.otherwise = "the vault is back"
            self.teller.presence("")

    # --- staying well ---

    def _listen(self, now: float) -> None:
        """Hear of changes from now on, or look at everything now and then; and look now for what came before."""
        watch = self.vault.settings.watch
        self.hearing.begin(now, watch)
        self.teller.hearing(self.hearing.mode(watch), self.hearing.reason)
        self.agenda.set("scan", now)

    def _beat(self, now: float) -> None:
        """Once a minute: see that all is well, and say so."""
        follow_zone()
        self._plan_beat(now)
        if not self.away and not self._is_away(now) and self.hearing.missed():
            self.agenda.set("scan", now)
        if self.littered:
            self.littered = False
            gc.collect()
        self.teller.beat()

    def _plan_beat(self, now: float) -> None:
        midnight = BEAT if self.how.today else until_midnight(self.vault.settings.zone) + SHORTLY
        self.agenda.set("beat", now + min(self.teller.status.cycle, midnight))

    def _outcome(self) -> int | None:
        """The exit code, once nothing more is to come by itself."""
        if self.away or self.no_person or self.writer.last.failed or self.looker.stuck != Batch():
            return 1
        waits = self.marks.marked() or self.agenda.has("refresh", "again", "write")
        return int(bool(self.looker.session.left_out)) if self.settled and not waits else None
