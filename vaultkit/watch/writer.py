"""Findings into the reports, as often as is good: what was written, what is the user's own, what could not be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from vaultkit import publish
from vaultkit.disk.opening import digest
from vaultkit.metrics.findings import Findings
from vaultkit.model import NotePath
from vaultkit.publish import Desk
from vaultkit.reports import REPORTS, Report
from vaultkit.watch.log import happened
from vaultkit.watch.pace import Pause, Quarrel
from vaultkit.wording import brief

QUARREL = "somebody else keeps changing it back, so it is left alone for ten minutes"
NOTHING: Mapping[NotePath, str] = {}


class Written(NamedTuple):
    """What came of the reports: names of those made, renewed, removed; why others were not; when to try again."""

    made: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: Mapping[NotePath, str] = (
        NOTHING  # briefs that are over and stay, for the user wrote into them; each told once
    )
    left: Mapping[NotePath, str] = NOTHING  # the user's own now
    failed: Mapping[NotePath, str] = NOTHING
    again: float | None = None


class Writer:
    """The reports as they were last left or found."""

    def __init__(self) -> None:
        self.last = Written()
        self._known: dict[NotePath, bytes] = {}
        self._pages: dict[NotePath, Report] = {}
        self._told_kept: set[NotePath] = set()
        self._quarrels: dict[NotePath, Quarrel] = {}
        self._pause = Pause()
        self._wrote = float("-inf")

    def earliest(self, now: float, gap: float) -> float:
        """When reports may be written next."""
        return max(now, self._wrote + gap)

    def touched(self, desk: Desk) -> bool:
        """Whether a report is not as it was left or found: somebody else changed it, or took it away."""
        return not all(self._is_same(desk, report) for report in self._all(desk).values())

    def heard_of(self, desk: Desk, paths: Iterable[NotePath]) -> tuple[frozenset[NotePath], frozenset[NotePath]]:
        """Those of some paths that are reports as they were left or found, and those that are reports changed since."""
        reports = self._all(desk)
        here = {path: reports.get(unicodedata.normalize("NFC", path)) for path in paths}
        same = {path for path, report in here.items() if report and self._is_same(desk, report)}
        return frozenset(same), frozenset(path for path, report in here.items() if report) - same

    def write(
        self, desk: Desk, findings: Findings, now: float, go_on: Callable[[], bool], *, hurried: bool = False
    ) -> Written:
        """Write the reports that are not as they should be, one after the other as long as `go_on` says so.

        `hurried` leaves those that take long, and stand already, for the next time.
        """
        before, self._known = self._known, {}
        done: list[publish.Done] = []
        resting: dict[NotePath, float] = {}
        broken: dict[NotePath, str] = {}
        network = findings.network
        reports = (*publish.past_briefs(desk, network), *publish.pages(desk, network))
        self._pages = {desk.path(report): report for report in reports}
        self._quarrels = {path: quarrel for path, quarrel in self._quarrels.items() if path in self._pages}
        for report in reports:
            if not go_on():
                break
            path = desk.path(report)
            if hurried and report.patient and path in before:
                self._known[path] = before[path]
                continue
            try:
                done += self._one(desk, findings, report, resting, now)
            except Exception as error:  # noqa: BLE001 - the other reports are written, whatever is wrong with one
                broken[desk.path(report)] = f"vaultkit failed at it ({happened(error)})"
        for each in done:
            self._remember(each, before.get(each.action.page.path), now)
        self.last = self._outcome(done, broken, resting, now)
        return self.last

    def _all(self, desk: Desk) -> dict[NotePath, Report]:
        """The pages of the last time; those that always stand, before the first."""
        return self._pages or {desk.path(report): report for report in REPORTS}

    def _is_same(self, desk: Desk, report: Report) -> bool:
        found = desk.look(report)
        return self._known.get(desk.path(report)) == _mark(found.data, found.kind, found.reason)

    def _one(
        self, desk: Desk, findings: Findings, report: Report, resting: dict[NotePath, float], now: float
    ) -> tuple[publish.Done, ...]:
        """Write one report, unless it is to rest."""
        (action,) = publish.plan(desk, findings, (report,))
        rest = self._quarrel(action).rests(now)
        if rest is not None and _writes(action):
            resting[action.page.path] = rest
            return ()
        return publish.apply(desk, findings, (action,))

    def _quarrel(self, action: publish.Action) -> Quarrel:
        return self._quarrels.setdefault(action.page.path, Quarrel())

    def _remember(self, done: publish.Done, before: bytes | None, now: float) -> None:
        """Know the page by its bytes, so that what the system tells of our own writing is no news."""
        action = done.action
        stood = _mark(action.old, "blocked" if action.doing == "blocked" else "absent", action.reason)
        if _writes(action) and not done.failure:
            self._wrote = now
            if before not in (None, stood):
                self._quarrel(action).wrote_over(now)
            stood = _mark(None, "absent", "") if action.doing == "remove" else digest(action.page.text.encode())
        self._known[action.page.path] = stood

    def _outcome(
        self,
        done: list[publish.Done],
        broken: Mapping[NotePath, str],
        resting: Mapping[NotePath, float],
        now: float,
    ) -> Written:
        names: dict[str, list[str]] = {"create": [], "replace": [], "remove": []}
        left: dict[NotePath, str] = {}
        failed = dict(broken)
        some_stand = any(each.action.doing != "blocked" for each in done)
        for action, failure in done:
            if action.doing == "leave" or (action.doing == "blocked" and some_stand):
                left[action.page.path] = action.reason
            elif failure:
                failed[action.page.path] = failure
            elif _writes(action):
                names[action.doing].append(action.report.name)
        self._pause = self._pause.longer() if failed else Pause()
        again = [*resting.values(), *([now + self._pause.seconds] if failed else [])]
        failed |= dict.fromkeys(resting, QUARREL)
        made, renewed, removed = (tuple(names[doing]) for doing in ("create", "replace", "remove"))
        return Written(made, renewed, removed, self._newly_kept(done), left, failed, min(again, default=None))

    def _newly_kept(self, done: Iterable[publish.Done]) -> dict[NotePath, str]:
        """Briefs that are over and are the user's by now, told for the first time."""
        kept = {a.page.path: a.reason for a, _ in done if a.doing == "keep" and a.reason}
        new = {path: reason for path, reason in kept.items() if path not in self._told_kept}
        self._told_kept = set(kept)
        return new


def tells_all_left_alone(desk: Desk, findings: Findings) -> bool:
    """Whether just those reports are told as the user's that are, and why; one may have been met half saved."""
    told = {problem for problem in findings.problems if problem.code == "report-left-alone"}
    left = publish.left_alone(desk, findings.network)
    return told == {problem._replace(message=brief(problem.message)) for problem in left}


def _writes(action: publish.Action) -> bool:
    return action.doing in ("create", "replace", "remove")


def _mark(data: bytes | None, kind: str, reason: str) -> bytes:
    """What stands at a report's path, as a short mark."""
    return digest(data) if data is not None else f"{kind} {reason if kind == 'blocked' else ''}".encode()
