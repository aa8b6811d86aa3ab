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


def plan(
    vault: Vault, findings: Findings, reports: Sequence[Report] = REPORTS, kept: Mapping[str, str] = NOTHING_KEPT
) -> tuple[Action, ...]:
    """Findings → what is to happen to each report; `kept` is text for the keep block of those newly made."""
    folder = vault.settings.folders.reports
    return tuple(
        _decide(vault, report, f"{folder}/{report.name}.md", findings, kept.get(report.name, "\n"))
        for report in reports
    )


def apply(vault: Vault, findings: Findings, actions: Sequence[Action]) -> tuple[Done, ...]:
    """Carries the plan out; a page that cannot be written is told, and the others are written all the same."""
    return tuple(_perform(vault, findings, action, TRIES) for action in actions)


def replace_edited(vault: Vault, report: Report) -> tuple[NotePath | None, str]:
    """Moves the user's version of a report aside, as `NAME (my edit).md`.

    Returns where to, None where nothing had to be moved, and what stood in its keep block.
    """
    path = _path(vault, report)
    found = atomic.look(vault.root, path, judge)
    kept = judge(found.data).kept if found.data is not None else "\n"
    if found.kind in ("ours", "absent"):
        return None, kept
    return atomic.set_aside(vault.root, path, f"{report.name} (my edit)"), kept


def emptied(vault: Vault, findings: Findings) -> bool:
    """Whether reports stand there and the vault suddenly shows no person: then nothing should be written."""
    if findings.network.people:
        return False
    return any(atomic.look(vault.root, _path(vault, report), judge).kind in ("ours", "edited") for report in REPORTS)


def _perform(vault: Vault, findings: Findings, action: Action, tries: int) -> Done:
    """Writes one page; where somebody else changed it meanwhile, looks and decides again."""
    if action.doing in ("keep", "leave", "blocked"):
        return Done(action, action.reason if action.doing == "blocked" else "")
    try:
        atomic.write(vault.root, action.page.path, action.page.text.encode(), action.old)
    except atomic.ChangedMeanwhile as refused:
        if tries > 1:
            return _perform(vault, findings, plan(vault, findings, (action.report,))[0], tries - 1)
        return Done(action, str(refused))
    except atomic.WriteRefused as refused:
        return Done(action, str(refused))
    return Done(action)


def _path(vault: Vault, report: Report) -> NotePath:
    return f"{vault.settings.folders.reports}/{report.name}.md"


def _decide(vault: Vault, report: Report, path: NotePath, findings: Findings, kept: str) -> Action:
    found = atomic.look(vault.root, path, judge)
    if found.kind == "absent":
        return Action("create", report, Page(path, compose(report.name, report.body(findings), kept=kept)))
    if found.kind != "ours" or found.data is None:
        return Action(
            "blocked" if found.kind == "blocked" else "leave", report, Page(path, ""), found.data, found.reason
        )
    text = renew(report.name, report.body(findings), found.data)
    return Action("keep" if text.encode() == found.data else "replace", report, Page(path, text), found.data)


def left_alone(vault: Vault) -> Iterator[Problem]:
    """Reports that stand in the vault and are the user's own now."""
    for report in REPORTS:
        path = _path(vault, report)
        found = atomic.look(vault.root, path, judge)
        if found.kind in ("edited", "theirs", "blocked"):
            message = f"this report was left as it is: {found.reason}. To take the new one: "
            yield Problem(Place(path, 1), "report-left-alone", f'{message}`vaultkit report --replace "{report.name}"`')
