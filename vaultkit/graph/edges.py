"""The edges that are not your own days in touch: knows, works at, introduced, favour, met in the same meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, combinations

from vaultkit.graph.network import ME, Edge, Favour, Meeting, Network, Pair, PersonId, Table
from vaultkit.graph.who import Asker
from vaultkit.model import Place
from vaultkit.records.kinds import Name, Person

# docs/measures.md, “Introduction paths”: the chance that a tie between two others carries an introduction
CLOSE, KNOWS, MET_ONCE, INFERRED = 0.6, 0.4, 0.2, 0.1
CLOSE_WORDS = ("work", "close", "friend", "colleague", "partner", "married", "sibling", "family", "team", "founded")
ONCE_WORDS = ("met", "once", "seen")
PROOFS = 3


def edges_of(network: Network) -> tuple[Edge, ...]:
    """The network → every edge of it, sorted by ends and kind."""
    found = [
        *(edge for path in sorted(network.cards) for edge in network.cards[path]),
        *_introduced(network),
        *_favours(network),
        *_redirected(network),
        *_same_table(network),
    ]
    return tuple(sorted(map(_turned, found), key=lambda edge: (edge.source, edge.target, edge.kind, edge.places)))


def card_edges(card: Person, ask: Asker) -> tuple[Edge, ...]:
    """A contact's note → whom they know and where they work."""
    return (*_knows(card, ask), *_works_at(card, ask))


def linked(
    edges: Iterable[Edge], tables: Iterable[Table], today: date, group_limit: int
) -> Iterator[tuple[Pair, float]]:
    """What one note tells → each pair of contacts it links, with the chance that their tie carries an introduction."""
    for edge in edges:
        if edge.kind == "knows":
            yield pair_of(edge.source, edge.target), edge.weight
    for table in tables:
        if table.day <= today and len(table.people) < group_limit:
            for pair in combinations(table.people, 2):
                yield pair, INFERRED


def introduced_links(meeting: Meeting, today: date) -> Iterator[tuple[Pair, float]]:
    """An introduction → the two it links, where neither is you."""
    if meeting.made and meeting.made <= today and ME not in (meeting.a, meeting.b):
        yield pair_of(meeting.a, meeting.b), _introduced_weight(meeting)


def redirected_links(favours: Iterable[Favour]) -> Iterator[tuple[Pair, float]]:
    """Favours → whoever sent you on, and to whom."""
    for favour in favours:
        if favour.redirected_to and favour.redirected_to != favour.person:
            yield pair_of(favour.person, favour.redirected_to), KNOWS


def pair_of(one: PersonId, other: PersonId) -> Pair:
    """Two people in the order of their ids."""
    return (one, other) if one <= other else (other, one)


def _turned(edge: Edge) -> Edge:
    """An edge without a direction has its ends in the order of their names, so that it stands once."""
    if edge.directed or edge.source <= edge.target:
        return edge
    return edge._replace(source=edge.target, target=edge.source)


def strength_of(how: str | None) -> float:
    """The user's words for how two know each other → the chance that their tie carries one."""
    words = (how or "").casefold()
    if any(word in words for word in CLOSE_WORDS):
        return CLOSE
    return MET_ONCE if any(word in words for word in ONCE_WORDS) else KNOWS


def _knows(card: Person, ask: Asker) -> Iterator[Edge]:
    path = card.place.path
    for known in card.knows:
        other = ask.person(known.who)
        if other and other not in (ME, path):
            place = Place(path, known.who.line)
            yield Edge(
                path, other, "knows", strength_of(known.how), True, known.since, known.on, known.how or "", (place,)
            )


def _works_at(card: Person, ask: Asker) -> Iterator[Edge]:
    path = card.place.path
    for org, title, start, end in _jobs(card):
        target = ask.note(org) or org.text
        yield Edge(path, target, "works at", 1.0, True, start, end, title or "", (Place(path, org.line),))


def _jobs(card: Person) -> Iterable[tuple[Name, str | None, date | None, date | None]]:
    yield from ((org, card.title, None, None) for org in card.orgs)
    yield from card.positions


def _introduced(network: Network) -> Iterator[Edge]:
    for meeting in network.meetings:
        if meeting.made and meeting.made <= network.today:
            weight = _introduced_weight(meeting)
            note = f"by {meeting.names[0]}"
            yield Edge(
                meeting.a, meeting.b, "introduced", weight, False, meeting.made, meeting.made, note, (meeting.place,)
            )
    for path, someone in network.people.items():
        if someone.card and someone.card.introduced_by:
            place = Place(path, someone.card.introduced_by.line)
            met = someone.card.met
            yield Edge(
                ME, path, "introduced", KNOWS, False, met, met, f"by {someone.card.introduced_by.text}", (place,)
            )


def _introduced_weight(meeting: Meeting) -> float:
    return MET_ONCE if meeting.status in ("ghosted", "negative", "declined") else KNOWS


def favours_of(network: Network) -> Iterator[Favour]:
    """Every favour of the network."""
    return chain.from_iterable(dealings.favours for dealings in network.dealings.values())


def _favours(network: Network) -> Iterator[Edge]:
    for favour in favours_of(network):
        if favour.helped and favour.direction != "offered":
            ends = (favour.person, ME) if favour.mine else (ME, favour.person)
            day = favour.decided or favour.asked
            yield Edge(*ends, "favour", 1.0, True, day, day, favour.what, favour.places)


def _redirected(network: Network) -> Iterator[Edge]:
    """Whoever sent you on to somebody knows them."""
    for favour in favours_of(network):
        if favour.redirected_to in network.people and favour.redirected_to != favour.person:
            day, places = favour.decided, favour.places
            yield Edge(favour.person, favour.redirected_to or "", "knows", KNOWS, True, day, day, "sent you on", places)


def _same_table(network: Network) -> Iterator[Edge]:
    """People who were at the same table: one edge a pair, with on how many days and when last."""
    days: dict[Pair, dict[date, Place]] = {}
    for path in sorted(network.tables):
        for table in network.tables[path]:
            if table.day <= network.today and len(table.people) < network.group_limit:
                for pair in combinations(table.people, 2):
                    days.setdefault(pair, {}).setdefault(table.day, table.place)
    for pair, places in days.items():
        met = sorted(places)
        word = "once" if len(met) == 1 else f"{len(met)} times"
        proofs = tuple(dict.fromkeys(places[day] for day in met[-PROOFS:]))
        yield Edge(*pair, "met", INFERRED, False, met[0], met[-1], f"same meeting {word}", proofs)
