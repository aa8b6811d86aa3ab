"""Who of the others knows whom, how surely, and which notes say so.

The chances are those of edges.py: .6 works with or close, .4 knows, .2 met once, .1 inferred; each half as much for
every five years since the day it tells of. What tells no day is taken at its word, as fading would need one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from vaultkit.graph.edges import INFERRED, KNOWS, MET_ONCE
from vaultkit.graph.network import ME, Edge, Favour, Meeting, Mention, Network, PersonId, Table
from vaultkit.metrics.ways.jobs import Job, jobs_of, key_of, shared_until
from vaultkit.metrics.ways.spellings import Spellings
from vaultkit.model import Place

PROOFS = 3
FAILED = ("ghosted", "negative", "declined")


class Link(NamedTuple):
    """One sign that somebody knows somebody: the chance as it has faded, in words, from which day and notes."""

    chance: float
    words: str
    day: date | None
    places: tuple[Place, ...]


class Sign(NamedTuple):
    """One sign as a note tells it, before it fades."""

    other: str
    chance: float
    words: str
    day: date | None
    place: Place


class Acquaintances:
    """All ties among others, filed by who they are of; people, organisations and bare names alike.

    What is filed is what the network holds: of a large one a new object for each tie would take longer than a question.
    """

    def __init__(self, network: Network, half_life: float) -> None:
        self.names = Spellings(network)
        self._network = network
        self._half_life = half_life
        self._staff: dict[str, dict[PersonId, None]] = defaultdict(dict)  # organisation → whoever works or worked there
        self._known_by: dict[str, list[Edge]] = defaultdict(list)
        self._tables: dict[str, list[Table]] = defaultdict(list)
        self._mentions: dict[str, list[tuple[PersonId, Mention]]] = defaultdict(list)
        self._others: dict[str, list[Sign]] = defaultdict(list)  # from introductions and favours
        self._file_cards()
        self._file_meetings()

    def of(self, whom: str, among: Container[str] | None = None, apart: str = "") -> dict[str, Link]:
        """Somebody → everybody (of those `among`) there is a sign they know, with the surest; no colleagues `apart`."""
        found: dict[str, Link] = {}
        wanted = Among(among, whom)
        for other, link in chain(
            self._told(whom, wanted), self._at_table(whom, wanted), self._at_work(whom, wanted, apart)
        ):
            known = found.get(other)
            if known is None or _surest(link) < _surest(known):
                found[other] = link
        return found

    def jobs(self, organization: str) -> Iterator[Job]:
        """Every job at an organisation."""
        for person in self._staff.get(organization, ()):
            yield from (job for job in jobs_of(self._network, person) if job.org == organization)

    def faded(self, chance: float, words: str, day: date | None, places: tuple[Place, ...]) -> Link:
        """A sign's chance, as much of it as is left."""
        age = max(0, (self._network.today - day).days) if day else 0
        return Link(chance * 2.0 ** (-age / self._half_life), words, day, places)

    def _file_cards(self) -> None:
        for path in sorted(self._network.cards):
            for edge in self._network.cards[path]:
                if edge.kind == "knows":
                    self._known_by[edge.target].append(edge)
                elif edge.kind == "works at":
                    self._staff[key_of(edge.target)][path] = None

    def _file_meetings(self) -> None:
        network, names = self._network, self.names
        for path in sorted(network.tables):
            for table in network.tables[path]:
                if table.day <= network.today and len(table.people) < network.group_limit:
                    for person in table.people:
                        self._tables[person].append(table)
        for whom, mention in _mentions(network, names):
            for person in mention.beside:
                self._mentions[person].append((whom, mention))
                self._mentions[whom].append((person, mention))
        for one, sign in _signs(network, names):
            self._others[one].append(sign)
            self._others[sign.other].append(sign._replace(other=one))

    def _told(self, whom: str, wanted: Among) -> Iterator[tuple[str, Link]]:
        for edge in self._network.cards.get(whom, ()):
            if edge.kind == "knows" and wanted(edge.target):
                yield edge.target, self._known(edge)
        for edge in self._known_by.get(whom, ()):
            if wanted(edge.source):
                yield edge.source, self._known(edge)
        for other, mention in self._mentions.get(whom, ()):
            if wanted(other):
                words = f"came up when you spoke{_in(mention.day)}"
                yield other, self.faded(INFERRED, words, mention.day, (mention.place,))
        for sign in self._others.get(whom, ()):
            if wanted(sign.other):
                yield sign.other, self.faded(sign.chance, sign.words, sign.day, (sign.place,))

    def _known(self, edge: Edge) -> Link:
        day = edge.last or edge.first
        return self.faded(edge.weight, f"{edge.note or 'knows'}{_in(day)}", day, edge.places)

    def _at_table(self, whom: str, wanted: Among) -> Iterator[tuple[str, Link]]:
        shared: dict[str, dict[date, Place]] = defaultdict(dict)
        for table in self._tables.get(whom, ()):
            for other in filter(wanted, table.people):
                shared[other].setdefault(table.day, table.place)
        for other, places in shared.items():
            days = sorted(places)
            proofs = tuple(dict.fromkeys(places[day] for day in days[-PROOFS:]))
            met = "at the same meeting" if len(days) == 1 else f"at the same meeting {len(days)} times"
            yield other, self.faded(INFERRED, f"{met}, {days[-1].year}", days[-1], proofs)

    def _at_work(self, whom: str, wanted: Among, apart: str) -> Iterator[tuple[str, Link]]:
        for job in jobs_of(self._network, whom):
            for other in filter(wanted, self._staff[job.org]) if job.org != apart else ():
                for theirs in jobs_of(self._network, other):
                    until = shared_until(job, theirs, self._network.today) if theirs.org == job.org else None
                    if until:
                        past = until < self._network.today
                        words = f"both worked at {job.name}, {until.year}" if past else f"both work at {job.name}"
                        yield other, self.faded(INFERRED, words, until, (job.place, theirs.place))


class Among:
    """Whether somebody is one of those asked after, and not the one whose ties they are."""

    def __init__(self, among: Container[str] | None, whom: str) -> None:
        self._among = among
        self._whom = whom

    def __call__(self, other: str) -> bool:
        return other != self._whom and (self._among is None or other in self._among)


def _surest(link: Link) -> tuple[float, float, str, tuple[Place, ...]]:
    return -link.chance, -(link.day or date.min).toordinal(), link.words, link.places


def _mentions(network: Network, names: Spellings) -> Iterator[tuple[str, Mention]]:
    """Whatever came up while somebody was there: they may know it."""
    for path in sorted(network.mentions):
        for mention in network.mentions[path]:
            if mention.beside and (mention.day is None or mention.day <= network.today):
                yield names.id_of(mention.whom), mention


# --- what notes say of two others, beside whom they know ---


def _signs(network: Network, names: Spellings) -> Iterator[tuple[str, Sign]]:
    for meeting in network.meetings:
        if meeting.made and meeting.made <= network.today:
            yield from _told_by_introduction(meeting)
    for person in sorted(p for p in network.dealings if p is not None):
        for favour in network.dealings[person].favours:
            yield from _told_by_favour(favour, names)


def _told_by_introduction(meeting: Meeting) -> Iterator[tuple[str, Sign]]:
    """Whoever introduces two knows both of them, and they have met each other since."""
    pairs = ((meeting.introducer, meeting.a), (meeting.introducer, meeting.b))
    for one, other in pairs:
        if ME not in (one, other):
            yield one, Sign(other, KNOWS, f"made an introduction, {_year(meeting.made)}", meeting.made, meeting.place)
    if ME not in (meeting.a, meeting.b):
        chance = MET_ONCE if meeting.status in FAILED else KNOWS
        words = f"introduced by {meeting.names[0]}, {_year(meeting.made)}"
        yield meeting.a, Sign(meeting.b, chance, words, meeting.made, meeting.place)


def _told_by_favour(favour: Favour, names: Spellings) -> Iterator[tuple[str, Sign]]:
    """An ask for somebody says that its asker thinks they are known; a grant, or being sent on, that they are."""
    day, place = favour.decided or favour.asked, favour.places[-1]
    target = names.id_of(favour.target) if favour.target and favour.direction == "asked" else None
    onward = names.id_of(favour.redirected_to) if favour.redirected_to else None
    if onward and onward != favour.person:
        yield favour.person, Sign(onward, KNOWS, f"sent you on{_in(day)}", day, place)
        if target and target not in (onward, favour.person):
            yield onward, Sign(target, KNOWS, f"you were sent on for it{_in(day)}", day, place)
    if target and target != favour.person and favour.status not in ("declined", "draft", "redirected"):
        granted = favour.helped and favour.kind == "introduction"
        words = f"introduced you{_in(day)}" if granted else f"you asked for it{_in(day)}"
        yield favour.person, Sign(target, KNOWS if granted else INFERRED, words, day, place)


def _in(day: date | None) -> str:
    return f", {day.year}" if day else ""


def _year(day: date | None) -> str:
    return str(day.year) if day else ""
