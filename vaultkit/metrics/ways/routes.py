"""From you to somebody through the people you know: every way there is, and what each is worth.

A way you–b–t counts `p_ub · p_bt / (1 + L_b/3)`: how likely you are to be in touch with b, how surely b knows t, and
less the more you asked of b already. Another person between costs a factor of .35, and there are never more than two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeAlias

from vaultkit.graph.edges import INFERRED, KNOWS, favours_of
from vaultkit.graph.network import ME, PersonId
from vaultkit.metrics.connectors import Headroom, headroom
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import OLD, closed, silent
from vaultkit.metrics.standing import Standing
from vaultkit.metrics.ties import HIGHEST_CHANCE, count
from vaultkit.metrics.ways.acquaintances import Acquaintances, Link
from vaultkit.metrics.ways.jobs import Job, domain_people, with_parts
from vaultkit.metrics.ways.targets import Target
from vaultkit.model import Place

NEVER = "never logged"
SECONDS = 400  # people next to the target through whom a second one is looked for, the surest first


class Hop(NamedTuple):
    """One step of a way: from whom to whom, how surely, in words, and the notes that say so."""

    source: str
    target: str
    chance: float
    words: str
    places: tuple[Place, ...]


Tail: TypeAlias = tuple[Hop, ...]  # what is left of a way: nothing, or from a person to their organisation


class Route(NamedTuple):
    """A way from you to the target; the first hop is to whoever is to be asked."""

    score: float
    hops: tuple[Hop, ...]
    second: float  # what a second person between leaves of it; 1.0 where there is none
    burden: float  # what it is divided by for all that was asked of the connector: 1 + L/3

    @property
    def connector(self) -> PersonId:
        """Whoever is to be asked."""
        return self.hops[0].target

    @property
    def weakest(self) -> Hop:
        """The hop least sure to hold; of equals the first."""
        return min(self.hops, key=lambda hop: hop.chance)


class Routes:
    """The ways to one target, as of a day."""

    def __init__(self, findings: Findings, target: Target) -> None:
        self.findings = findings
        self.target = target
        self.links = Acquaintances(findings.network, findings.settings.paths.knows_half_life)
        self._rooms: dict[PersonId, Headroom] = {}

    @cached_property
    def near(self) -> Mapping[PersonId, Hop]:
        """Everybody you can turn to, with the hop that leads there."""
        listed = (s for s in self.findings.standings.values() if s.listed and s.someone.id != self.target.id)
        found = {hop.target: hop for hop in map(_to, listed) if hop}
        return {**found, **self._sent_on_to}

    @cached_property
    def _sent_on_to(self) -> Mapping[PersonId, Hop]:
        """Those never met to whom somebody sent you on within the year, which is leave to write to them."""
        standings, network = self.findings.standings, self.findings.network
        found = {}
        for favour in favours_of(network):
            whom, day = favour.redirected_to or "", favour.decided
            standing = standings.get(whom)
            fresh = day is not None and 0 <= (self.findings.today - day).days <= OLD
            if favour.mine and fresh and standing and standing.listed and standing.tie is None:
                by = network.people[favour.person].name
                found[whom] = Hop(ME, whom, KNOWS, f"{by} sent you on to them", favour.places[-1:])
        return found

    def direct(self) -> Hop | None:
        """The hop to the target, where you know them yourself."""
        standing = self.findings.standings.get(self.target.id)
        return _to(standing) if standing else None

    def best(self) -> list[Route]:
        """The best way through each person you could ask, the best first."""
        found: dict[PersonId, Route] = {}
        goals = self._goals()
        for hops in chain(self._at_once(goals), self._through_one(goals), self._through_two(goals)):
            route = self._route(hops)
            known = found.get(route.connector)
            if known is None or _better(route) < _better(known):
                found[route.connector] = route
        return sorted(found.values(), key=_better)

    def room(self, person: PersonId) -> Headroom:
        """What can still be asked of somebody."""
        if person not in self._rooms:
            standing = self.findings.standings[person]
            strength = standing.strength
            given = standing.balance.given if standing.balance else 0.0
            favours = self.findings.network.between(person).favours
            settings = self.findings.settings
            self._rooms[person] = headroom(favours, strength, given, self.findings.today, settings)
        return self._rooms[person]

    def _route(self, hops: tuple[Hop, ...]) -> Route:
        settings = self.findings.settings
        between = len(hops) - (2 if self._is_organization else 1)
        second = settings.paths.second if between > 1 else 1.0
        burden = 1 + self.room(hops[0].target).load / settings.favors.medium
        return Route(_product(hops) * second / burden, hops, second, burden)

    @property
    def _is_organization(self) -> bool:
        return self.target.kind == "organization"

    # --- who is to be reached: the target, or whoever is at the organisation ---

    def _goals(self) -> dict[str, Tail]:
        if not self._is_organization:
            return {self.target.id: ()}
        staff = {person: hop for person, hop in self._staff().items() if self._is_open(person)}
        surest = sorted(staff, key=lambda person: (-staff[person].chance, person))[:SECONDS]
        return {person: (staff[person],) for person in {*surest, *(staff.keys() & self.near.keys())}}

    def _staff(self) -> dict[PersonId, Hop]:
        """Whoever works at the organisation; worked there, as surely as one knows; came up with it, as inferred."""
        found: dict[PersonId, Hop] = {}
        for org in sorted(self._parts()):
            for person, link in self.links.of(org).items():
                _keep(found, _hop(person, self.target.id, link))
            for job in self.links.jobs(org):
                _keep(found, self._job(job))
        for person, email, place in self._writers():
            _keep(found, Hop(person, self.target.id, KNOWS, f"writes from {email.rpartition('@')[2]}", (place,)))
        return found

    def _parts(self) -> set[str]:
        """The organisation, and whatever belongs to it."""
        known = self.target.id in self.findings.network.organizations
        return with_parts(self.findings.network, {self.target.id}) if known else {self.target.id}

    def _job(self, job: Job) -> Hop:
        where = "there" if job.org == self.target.id else f"at {job.name}"
        words = f"{where}{f' as {job.title}' if job.title else ''}"
        if job.now:
            return Hop(job.person, self.target.id, 1.0, f"works {words}", (job.place,))
        link = self.links.faded(KNOWS, f"worked {words}", job.end or job.start, (job.place,))
        return _hop(job.person, self.target.id, link)

    def _writers(self) -> Iterator[tuple[PersonId, str, Place]]:
        notes = (self.findings.network.organizations.get(part) for part in sorted(self._parts()))
        return domain_people(self.findings.network, [domain for note in notes if note for domain in note.domains])

    # --- ways ---

    def _at_once(self, goals: Mapping[str, Tail]) -> Iterator[tuple[Hop, ...]]:
        """You and somebody at the organisation."""
        for goal, tail in goals.items():
            if tail and goal in self.near:
                yield self.near[goal], *tail

    def _through_one(self, goals: Mapping[str, Tail]) -> Iterator[tuple[Hop, ...]]:
        for goal, tail in goals.items():
            for other, link in self.links.of(goal, self.near, self._apart).items():
                if not self._is_nearer(goal, self.near[other].chance * link.chance):
                    yield self.near[other], _hop(other, goal, link), *tail

    def _through_two(self, goals: Mapping[str, Tail]) -> Iterator[tuple[Hop, ...]]:
        for hop, tail in self._seconds(goals):
            for other, link in self.links.of(hop.source, self.near, self._apart).items():
                there = self.near[other].chance * link.chance
                closer = self._is_nearer(hop.source, there) or self._is_nearer(hop.target, there * hop.chance)
                if other != hop.target and not closer:
                    yield self.near[other], _hop(other, hop.source, link), hop, *tail

    def _seconds(self, goals: Mapping[str, Tail]) -> Iterator[tuple[Hop, Tail]]:
        """Whoever knows somebody to be reached, the surest first; no more than can be looked through in a moment."""
        found = [
            (_hop(other, goal, link), tail)
            for goal, tail in goals.items()
            for other, link in self.links.of(goal, apart=self._apart).items()
            if self._is_open(other)
        ]
        found.sort(key=lambda way: (-_product((way[0], *way[1])), way[0][:2]))
        yield from found[:SECONDS]

    @property
    def _apart(self) -> str:
        """Colleagues at the organisation are there themselves."""
        return self.target.id if self._is_organization else ""

    def _is_open(self, whom: str) -> bool:
        """Whether somebody may stand on a way at all."""
        someone = self.findings.network.people.get(whom)
        return not (closed(someone) or silent(someone, self.findings.today))

    def _is_nearer(self, whom: str, chance: float) -> bool:
        """Whether you are as near to somebody yourself: nobody is asked for the way to them then."""
        return whom in self.near and self.near[whom].chance >= chance


def _to(standing: Standing) -> Hop | None:
    """The hop from you to somebody: how likely you are to be in touch, 1 − P.

    With a meeting planned there is no P, and hardly a doubt. Somebody never logged, of whom their note says that you
    know them, counts as inferred; anybody else never logged is no way at all.
    """
    tie, card, person = standing.tie, standing.someone.card, standing.someone.id
    if tie is None:
        told = card and (card.closeness or card.knows_my_work or card.roles)
        return Hop(ME, person, INFERRED, NEVER, (card.place,)) if card and told else None
    places = (standing.last.place,) if standing.last else ()
    words = f"in touch on {count(tie.contact_days, 'day')}, last in {tie.last_contact.year}"
    if tie.chance is None:
        return Hop(ME, person, HIGHEST_CHANCE, f"{words}, and a meeting is planned", places)
    return Hop(ME, person, 1 - tie.chance, f"{words}, {tie.label}", places)


def _hop(source: str, target: str, link: Link) -> Hop:
    return Hop(source, target, link.chance, link.words, link.places)


def _product(hops: Iterable[Hop]) -> float:
    return math.prod(hop.chance for hop in hops)


def _keep(found: dict[PersonId, Hop], hop: Hop) -> None:
    """The surest hop from each."""
    if hop.source not in found or hop.chance > found[hop.source].chance:
        found[hop.source] = hop


def _better(route: Route) -> tuple[float, int, tuple[str, ...]]:
    """The order of ways: the best score; of equals the shortest, then by who is on it."""
    return -route.score, len(route.hops), tuple(hop.target for hop in route.hops)
