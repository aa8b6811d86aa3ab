"""Whom or what a request is about, and what the notes show of how somebody is connected to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from vaultkit.graph.edges import pair_of
from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Edge, Meeting, Network, PersonId
from vaultkit.metrics.etiquette.check import said
from vaultkit.model import Place


class Knows(NamedTuple):
    """How somebody is connected to whom a request is about."""

    how: str
    places: tuple[Place, ...]


def knows(network: Network, person: PersonId, target: str) -> Knows | None:
    """A person and a target → how they are connected by the notes, the surest sign first; None where nothing says."""
    return next(_signs(network, person, target), None)


def called(network: Network, target: str) -> str:
    """A target's id or path → its name."""
    someone, home = network.people.get(target), network.organizations.get(target)
    return someone.name if someone else home.name if home else stem(target)


def _signs(network: Network, person: PersonId, target: str) -> Iterator[Knows]:
    name, today = called(network, target), network.today
    homes = dict(_parts(network, target))
    for job in _jobs(network, person):
        if shown := homes.get(_home(network, job)):
            yield Knows(f"they work at {shown}", job.places)
    yield from _ties(network, person, target, name)
    theirs = {_home(network, job) for job in _jobs(network, target)}
    for job in _jobs(network, person):
        if _home(network, job) in theirs:
            yield Knows(f"they work where {name} does", job.places)
    wanted = fold(stem(target))
    for mention in chain.from_iterable(network.mentions[path] for path in sorted(network.mentions)):
        past = mention.day is None or mention.day <= today
        if past and person in mention.beside and fold(stem(mention.whom)) == wanted:
            yield Knows(f"{name} came up when you spoke", (mention.place,))


def _jobs(network: Network, person: PersonId) -> Iterator[Edge]:
    """The jobs somebody holds now, as their note says."""
    for edge in network.cards.get(person, ()):
        begun = edge.first is None or edge.first <= network.today
        if edge.kind == "works at" and begun and (edge.last is None or edge.last >= network.today):
            yield edge


def _home(network: Network, job: Edge) -> str:
    """The organisation of a job: its note's path, or its folded name where it has none."""
    return job.target if job.target in network.organizations else fold(stem(job.target))


def _parts(network: Network, target: str) -> Iterator[tuple[str, str]]:
    """An organisation and all that are parts of it, as `_home` has them → their names."""
    yield (target if target in network.organizations else fold(stem(target))), called(network, target)
    waiting, seen = [_names(network, target)], set[str]()
    while waiting:
        whole = waiting.pop()
        for path, each in network.organizations.items():
            if path not in seen and each.parent and fold(stem(each.parent.text)) in whole:
                seen.add(path)
                waiting.append(_names(network, path))
                yield path, each.name


def _names(network: Network, organization: str) -> frozenset[str]:
    """The folded names a link may use for an organisation."""
    return frozenset((fold(stem(organization)), fold(called(network, organization))))


def _ties(network: Network, person: PersonId, target: str, name: str) -> Iterator[Knows]:
    """What a note says of the two of them."""
    for one, other in ((person, target), (target, person)):
        for edge in network.cards.get(one, ()):
            if edge.kind == "knows" and edge.target == other:
                yield Knows(f"they know {name}{f' ({said(edge.note)})' if edge.note else ''}", edge.places)
    today = network.today
    for meeting in network.meetings:
        if meeting.made and meeting.made <= today and {person, target} <= _all_of(meeting):
            yield Knows(f"an introduction links them to {name}", (meeting.place,))
    for one, other, how in (
        (person, target, f"they sent you on to {name}"),
        (target, person, f"{name} sent you on to them"),
    ):
        for favour in network.between(one).favours:
            if favour.redirected_to == other and (favour.decided or favour.asked or date.min) <= today:
                yield Knows(how, favour.places)
    tables = tuple(_same_table(network, person, target)) if pair_of(person, target) in network.links else ()
    if tables:
        yield Knows(f"they were at one table with {name}", tables)


def _all_of(meeting: Meeting) -> frozenset[PersonId]:
    return frozenset((meeting.introducer, meeting.a, meeting.b)) - {ME}


def _same_table(network: Network, person: PersonId, target: str) -> Iterator[Place]:
    for path in sorted(network.tables):
        for table in network.tables[path]:
            small = len(table.people) < network.group_limit and table.day <= network.today
            if small and person in table.people and target in table.people:
                yield table.place
