"""The briefs of the days ahead: a page for each meeting, what it is called, and what it is made of."""

from __future__ import annotations

from typing import NamedTuple

from vaultkit.graph.network import Network, PersonId
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.meetings_ahead import MeetingAhead, meetings_ahead
from vaultkit.pages.report import safe_name
from vaultkit.reports.brief import of_meeting
from vaultkit.settings import Settings

FOLDER = "Briefs"


class MeetingBrief(NamedTuple):
    """A page to be: its name, with the folder; the meeting; and whom it tells of."""

    name: str
    meeting: MeetingAhead
    people: tuple[PersonId, ...]

    def body(self, findings: Findings) -> str:
        """The findings → the page."""
        return of_meeting(findings, self.meeting, self.people)

    def shows(self, findings: Findings) -> tuple[object, ...]:
        """What the page is made of, beside the meeting itself."""
        network = findings.network
        bonds = (findings.basis.bonds[person] for person in self.people)
        cards = (network.cards.get(person) for person in self.people)
        standings = (findings.standings[person] for person in self.people)
        prospects = (findings.prospects.get(person) for person in self.people)
        return (
            network.today,
            network.me,
            *bonds,
            *standings,
            *prospects,
            *cards,
            network.links if len(self.people) > 1 else None,
        )


def briefs(network: Network, settings: Settings) -> tuple[MeetingBrief, ...]:
    """The network → the briefs that are to stand in the vault. Restricted people come up in none."""
    found: dict[str, MeetingBrief] = {}
    if not settings.reports.briefs_ahead:
        return ()
    for meeting in meetings_ahead(network, settings.reports.briefs_ahead):
        people = tuple(person for person in meeting.people if not restricted(network.people[person]))
        if people:
            name = _free(f"{FOLDER}/{meeting.day} {_names(people, network)} (brief)", found)
            found[name.casefold()] = MeetingBrief(name, meeting, people)
    return tuple(found.values())


def _names(people: tuple[PersonId, ...], network: Network) -> str:
    """Who is met, as part of a file's name that no system and no link stumbles over."""
    names = sorted((network.people[person].name for person in people), key=lambda name: (name.casefold(), name))
    if len(names) > 2:
        return f"{safe_name(names[0])} and {len(names) - 1} others"
    return safe_name(" and ".join(names))


def _free(name: str, taken: dict[str, MeetingBrief]) -> str:
    """A name that no other brief has, by any case."""
    number = 1
    while _numbered(name, number).casefold() in taken:
        number += 1
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name.removesuffix(' (brief)')} {number} (brief)"
