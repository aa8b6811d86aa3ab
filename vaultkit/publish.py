"""Pages into the vault: what is to happen to each report — decided first, then done — and what is left to the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.disk import atomic
from vaultkit.look import Vault
from vaultkit.metrics.findings import Findings
from vaultkit.model import NotePath, Place, Problem
from vaultkit.pages.report import Page, compose, judge, renew
from vaultkit.reports import REPORTS, Report

NOTHING_KEPT: Mapping[str, str] = {}
TRIES = 3  # writes of one page that somebody else keeps changing
Doing: TypeAlias = Literal["create", "replace", "keep", "leave", "blocked"]


class Action(NamedTuple):
    """What is to happen to one report: made, renewed, kept as it is, or left to the user, with the reason."""

    doing: Doing
    report: Report
    page: Page
    old: bytes | None = None
    reason: str = ""


class Done(NamedTuple):
    """An action carried out, or the reason why it was not."""

    action: Action
    failure: str = ""


class Desk:
    """The reports of a vault: what stands in each one's place, and what was last drawn for it.

    A page is read again only where its file may have changed, and drawn again only where what it shows has.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._stood: dict[NotePath, tuple[tuple[int, ...] | None, atomic.Standing]] = {}
        self._drawn: dict[str, tuple[object, str]] = {}
        self._fine: dict[str, tuple[str, atomic.Standing]] = {}

    def path(self, report: Report) -> NotePath:
        """Where a report goes."""
        return f"{self.vault.settings.folders.reports}/{report.name}.md"

    def look(self, report: Report) -> atomic.Standing:
        """What stands where a report goes."""
        path = self.path(report)
        key = atomic.sure_key(self.vault.root, path)
        known = self._stood.get(path)
        if known is None or key is None or known[0] != key:
            known = self._stood[path] = key, atomic.look(self.vault.root, path, judge)
        return known[1]

    def draw(self, report: Report, findings: Findings) -> str:
        """A report's text as of these findings."""
        shows = report.shows(findings)
        known = self._drawn.get(report.name)
        if known is None or known[0] is not shows:
            known = self._drawn[report.name] = shows, report.body(findings)
        return known[1]

    def is_fine(self, report: Report, text: str, found: atomic.Standing) -> bool:
        """Whether this very drawing was already seen to stand in this very page."""
        drawn, stood = self._fine.get(report.name, (None, None))
        return drawn is text and stood is found

    def keep(self, report: Report, text: str, found: atomic.Standing) -> None:
        """A drawing stands in its page."""
        self._fine[report.name] = text, found


def plan(
    desk: Desk, findings: Findings, reports: Sequence[Report] = REPORTS, kept: Mapping[str, str] = NOTHING_KEPT
) -> tuple[Action, ...]:
    """Findings → what is to happen to each report; `kept` is text for the keep block of those newly made."""
    return tuple(_decide(desk, report, findings, kept.get(report.name, "\n")) for report in reports)


def apply(desk: Desk, findings: Findings, actions: Sequence[Action]) -> tuple[Done, ...]:
    """Carries the plan out; a page that cannot be written is told, and the others are written all the same."""
    return tuple(_perform(desk, findings, action, TRIES) for action in actions)


def replace_edited(desk: Desk, report: Report) -> tuple[NotePath | None, str]:
    """Moves the user's version of a report aside, as `NAME (my edit).md`.

    Returns where to, None where nothing had to be moved, and what stood in its keep block.
    """
    found = desk.look(report)
    kept = judge(found.data).kept if found.data is not None else "\n"
    if found.kind in ("ours", "absent"):
        return None, kept
    return atomic.set_aside(desk.vault.root, desk.path(report), f"{report.name} (my edit)"), kept


def emptied(desk: Desk, findings: Findings) -> bool:
    """Whether reports stand there and the vault suddenly shows no person: then nothing should be written."""
    if findings.network.people:
        return False
    return any(desk.look(report).kind in ("ours", "edited") for report in REPORTS)


def _perform(desk: Desk, findings: Findings, action: Action, tries: int) -> Done:
    """Writes one page; where somebody else changed it meanwhile, looks and decides again."""
    if action.doing in ("keep", "leave", "blocked"):
        return Done(action, action.reason if action.doing == "blocked" else "")
    try:
        atomic.write(desk.vault.root, action.page.path, action.page.text.encode(), action.old)
    except atomic.ChangedMeanwhile as refused:
        if tries > 1:
            return _perform(desk, findings, plan(desk, findings, (action.report,))[0], tries - 1)
        return Done(action, str(refused))
    except atomic.WriteRefused as refused:
        return Done(action, str(refused))
    return Done(action)


def _decide(desk: Desk, report: Report, findings: Findings, kept: str) -> Action:
    found, path = desk.look(report), desk.path(report)
    if found.kind == "absent":
        return Action("create", report, Page(path, compose(report.name, desk.draw(report, findings), kept=kept)))
    if found.kind != "ours" or found.data is None:
        return Action(
            "blocked" if found.kind == "blocked" else "leave", report, Page(path, ""), found.data, found.reason
        )
    drawn = desk.draw(report, findings)
    if desk.is_fine(report, drawn, found):
        return Action("keep", report, Page(path, found.data.decode()), found.data)
    text = renew(report.name, drawn, found.data)
    if text.encode() != found.data:
        return Action("replace", report, Page(path, text), found.data)
    desk.keep(report, drawn, found)
    return Action("keep", report, Page(path, text), found.data)


def left_alone(desk: Desk) -> Iterator[Problem]:
    """Reports that stand in the vault and are the user's own now."""
    for report in REPORTS:
        path, found = desk.path(report), desk.look(report)
        if found.kind in ("edited", "theirs", "blocked"):
            message = f"this report was left as it is: {found.reason}. To take the new one: "
            yield Problem(Place(path, 1), "report-left-alone", f'{message}`vaultkit report --replace "{report.name}"`')
