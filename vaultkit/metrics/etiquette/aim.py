"""Whom or what a request is about, and what the notes show of how somebody is connected to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from vaultkit.graph.edges import pair_of
from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Network, PersonId
from vaultkit.metrics.etiquette.check import said
from vaultkit.model import Place
from vaultkit.records.kinds import Person


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


def works_at(card: Person | None, organization: str) -> Place | None:
    """Where a contact's note says that they work at an organisation now."""
    for org in card.orgs if card else ():
        if fold(stem(org.text)) == fold(stem(organization)):
            return Place(card.place.path, org.line) if card else None
    return None


def _signs(network: Network, person: PersonId, target: str) -> Iterator[Knows]:
    card = network.people[person].card if person in network.people else None
    name = called(network, target)
    for each in _within(network, target):
        if place := works_at(card, each):
            yield Knows(f"they work at {each}", (place,))
    yield from _ties(network, person, target, name)
    home = _home(network, target)
    if home and (place := works_at(card, home)):
        yield Knows(f"they work where {name} does", (place,))
    wanted = fold(stem(target))
    for mention in chain.from_iterable(network.mentions[path] for path in sorted(network.mentions)):
        if person in mention.beside and fold(stem(mention.whom)) == wanted:
            yield Knows(f"{name} came up when you spoke", (mention.place,))


def _within(network: Network, target: str) -> Iterator[str]:
    """An organisation's name, and those of all that are parts of it."""
    yield called(network, target)
    waiting, seen = [fold(called(network, target))], set[str]()
    while waiting:
        whole = waiting.pop()
        for path, each in network.organizations.items():
            if path not in seen and each.parent and fold(stem(each.parent.text)) == whole:
                seen.add(path)
                waiting.append(fold(each.name))
                yield each.name


def _ties(network: Network, person: PersonId, target: str, name: str) -> Iterator[Knows]:
    """What a note says of the two of them."""
    for one, other in ((person, target), (target, person)):
        for edge in network.cards.get(one, ()):
            if edge.kind == "knows" and edge.target == other:
                yield Knows(f"they know {name}{f' ({said(edge.note)})' if edge.note else ''}", edge.places)
    for meeting in network.meetings:
        if meeting.made and {person, target} <= {meeting.introducer, meeting.a, meeting.b} - {ME}:
            yield Knows(f"an introduction links them to {name}", (meeting.place,))
    for favour in network.between(person).favours:
        if favour.redirected_to == target:
            yield Knows(f"they sent you on to {name}", favour.places)
    if pair_of(person, target) in network.links:
        yield Knows(f"they were at one table with {name}", tuple(_same_table(network, person, target)))


def _home(network: Network, target: str) -> str:
    """Where a person works now, as their note says; "" where it does not."""
    card = network.people[target].card if target in network.people else None
    return card.orgs[0].text if card and card.orgs else ""


def _same_table(network: Network, person: PersonId, target: str) -> Iterator[Place]:
    for path in sorted(network.tables):
        for table in network.tables[path]:
            if person in table.people and target in table.people:
                yield table.place
