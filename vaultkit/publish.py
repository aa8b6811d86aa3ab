"""Pages into the vault: what is to happen to each report — decided first, then done — and what is left to the user.

Reports always stand there; a brief stands until its meeting is past, moved or cancelled, and then only stays where the
user wrote into it.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.disk import atomic
from vaultkit.graph.names import fold
from vaultkit.graph.network import Network
from vaultkit.look import Vault, reading
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.meetings_ahead import MeetingAhead
from vaultkit.model import NotePath, Place, Problem
from vaultkit.pages.report import Page, bears, compose, judge, renew
from vaultkit.records.read import daily_day
from vaultkit.reports import REPORTS, Report
from vaultkit.reports.briefs import FOLDER as BRIEFS
from vaultkit.reports.briefs import MeetingBrief, briefs

NOTHING_KEPT: Mapping[str, str] = {}
TRIES = 3  # writes of one page that somebody else keeps changing
BRIEF = re.compile(r"\d{4}-\d\d-\d\d [^\\/:]+ \(brief\)\.md")
WRITTEN_INTO = "you wrote into its keep block"
Doing: TypeAlias = Literal["create", "replace", "remove", "keep", "leave", "blocked"]


class Action(NamedTuple):
    """What is to happen to one report: made, renewed, kept as it is, or left to the user, with the reason.

    A brief that is over is removed, or kept with the reason.
    """

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
        self._reading = reading(vault)
        self._briefs: tuple[Network, tuple[MeetingBrief, ...]] | None = None

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
        if known is None or not _is_same(known[0], shows):
            known = self._drawn[report.name] = shows, report.body(findings)
        return known[1]

    def is_fine(self, report: Report, text: str, found: atomic.Standing) -> bool:
        """Whether this very drawing was already seen to stand in this very page."""
        drawn, stood = self._fine.get(report.name, (None, None))
        return drawn is text and stood is found

    def keep(self, report: Report, text: str, found: atomic.Standing) -> None:
        """A drawing stands in its page."""
        self._fine[report.name] = text, found

    def briefs(self, network: Network) -> tuple[MeetingBrief, ...]:
        """The briefs of the meetings ahead; asked for several times for each network."""
        if self._briefs is None or self._briefs[0] is not network:
            self._briefs = network, briefs(network, self.vault.settings)
        return self._briefs[1]

    def has_brief(self, report: Report, meeting: MeetingAhead, network: Network) -> bool:
        """Whether a meeting is to have a brief: those of today have where they have a note, or it stands already."""
        if meeting.day > network.today:
            return True
        notes = (place.path for place in meeting.places)
        own = any(path not in network.people and not daily_day(path, self._reading) for path in notes)
        return own or self.look(report).kind != "absent"

    def forget(self, report: Report) -> None:
        """A page is gone."""
        self._stood.pop(self.path(report), None)
        self._drawn.pop(report.name, None)
        self._fine.pop(report.name, None)


def pages(desk: Desk, network: Network) -> tuple[Report, ...]:
    """All that is to stand in the reports folder."""
    return (*REPORTS, *meeting_briefs(desk, network))


def meeting_briefs(desk: Desk, network: Network) -> tuple[Report, ...]:
    """The briefs of the days ahead, and of today.

    A line of today in a daily note, or somebody's own, tells of what was as well as of what is to come: it keeps a
    brief that stands, and makes none. A meeting's own note makes one.
    """
    found = ((Report(brief.name, brief.body, brief.shows), brief.meeting) for brief in desk.briefs(network))
    return tuple(each for each, meeting in found if desk.has_brief(each, meeting, network))


def past_briefs(desk: Desk, network: Network) -> tuple[Report, ...]:
    """Briefs of ours that stand in their folder and are to stand no longer. All else there is the user's."""
    wanted = {fold(each.name): each for each in meeting_briefs(desk, network)}
    folder = f"{desk.vault.settings.folders.reports}/{BRIEFS}"
    listed = [f"{BRIEFS}/{name[:-3]}" for name in atomic.names(desk.vault.root, folder) if BRIEF.fullmatch(name)]
    found = (_over(name) for name in listed if not _stands_for(wanted.get(fold(name)), name, listed, desk))
    return tuple(each for each in found if bears(desk.look(each).data or b"", each.name))


def plan(
    desk: Desk, findings: Findings, reports: Sequence[Report] | None = None, kept: Mapping[str, str] = NOTHING_KEPT
) -> tuple[Action, ...]:
    """Findings → what is to happen to each report; `kept` is text for the keep block of those newly made."""
    if reports is None:
        network = findings.network
        reports = (*past_briefs(desk, network), *pages(desk, network))
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
    stem = report.name.rpartition("/")[2]
    return atomic.set_aside(desk.vault.root, desk.path(report), f"{stem} (my edit)"), kept


def clear_leftovers(vault: Vault) -> None:
    """Remove temporary files that a run left when it was killed."""
    folder = vault.settings.folders.reports
    for each in (folder, f"{folder}/{BRIEFS}"):
        atomic.clear_leftovers(vault.root, each)


def emptied(desk: Desk, findings: Findings) -> bool:
    """Whether reports stand there and the vault suddenly shows no person: then nothing should be written."""
    if findings.network.people:
        return False
    return any(desk.look(report).kind in ("ours", "edited") for report in REPORTS)


def _perform(desk: Desk, findings: Findings, action: Action, tries: int) -> Done:
    """Writes one page, or takes it away; where somebody else changed it meanwhile, looks and decides again."""
    if action.doing in ("keep", "leave", "blocked"):
        return Done(action, action.reason if action.doing == "blocked" else "")
    try:
        if action.doing == "remove":
            atomic.remove(desk.vault.root, action.page.path, action.old or b"")
            desk.forget(action.report)
        else:
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
    if report.over:
        return _decide_past(report, path, found)
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


def _decide_past(report: Report, path: NotePath, found: atomic.Standing) -> Action:
    """A brief that is over goes only as vaultkit wrote it."""
    text = (found.data or b"").decode("utf-8", "replace")
    if found.kind != "ours" or found.data is None:
        return Action("keep", report, Page(path, text), found.data, found.reason)
    if judge(found.data).kept.strip():
        return Action("keep", report, Page(path, text), found.data, WRITTEN_INTO)
    return Action("remove", report, Page(path, ""), found.data)


def left_alone(desk: Desk, network: Network) -> Iterator[Problem]:
    """Reports that stand in the vault and are the user's own now."""
    for report in pages(desk, network):
        path, found = desk.path(report), desk.look(report)
        if found.kind in ("edited", "theirs", "blocked"):
            message = f"this report was left as it is: {found.reason}. To take the new one: "
            yield Problem(Place(path, 1), "report-left-alone", f'{message}`vaultkit report --replace "{report.name}"`')


# --- briefs that are over ---


def _over(name: str) -> Report:
    return Report(name, _nothing, _nothing, over=True)


def _nothing(_: Findings) -> str:
    return ""


def _stands_for(wanted: Report | None, name: str, listed: Sequence[str], desk: Desk) -> bool:
    """Whether a file is that of a brief that is to stand, be it by other case where the disk makes no difference."""
    if wanted is None:
        return False
    spelled = unicodedata.normalize("NFC", name)
    others = {unicodedata.normalize("NFC", each) for each in listed} - {spelled}
    return spelled == wanted.name or (wanted.name not in others and desk.look(wanted).kind != "absent")


def _is_same(one: object, other: object) -> bool:
    """Whether what a page shows is the same: the very object, or a tuple of the very same."""
    if type(one) is not tuple or type(other) is not tuple:
        return one is other
    return len(one) == len(other) and all(map(operator.is_, one, other))
