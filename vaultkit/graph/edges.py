"""The edges that are not your own days in touch: knows, works at, introduced, favour, met in the same meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from vaultkit.graph.network import ME, Edge, Network
from vaultkit.graph.who import Who
from vaultkit.model import NotePath, Place
from vaultkit.records.kinds import Name, Person, Says

# measures.md §7: the chance that a tie between two others carries an introduction
CLOSE, KNOWS, MET_ONCE, INFERRED = 0.6, 0.4, 0.2, 0.1
CLOSE_WORDS = ("work", "close", "friend", "colleague", "partner", "married", "sibling", "family", "team", "founded")
ONCE_WORDS = ("met", "once", "seen")
PROOFS = 3


def edges_of(notes: Sequence[Says], who: Who, network: Network, known: Sequence[Edge]) -> tuple[Edge, ...]:
    """Notes and the network so far → every edge, sorted by ends and kind."""
    found = [
        *known,
        *_works_at(who),
        *_introduced(network),
        *_favours(network),
        *_redirected(network),
        *_same_meeting(notes, who, network.today, network.group_limit),
    ]
    return tuple(sorted(map(_turned, found), key=lambda edge: (edge.source, edge.target, edge.kind, edge.places)))


def _turned(edge: Edge) -> Edge:
    """An edge without a direction has its ends in the order of their names, so that it stands once."""
    if edge.directed or edge.source <= edge.target:
        return edge
    return edge._replace(source=edge.target, target=edge.source)


def strength_of(how: str | None) -> float:
    """The user's words for how two know each other → the chance of measures.md §7."""
    words = (how or "").casefold()
    if any(word in words for word in CLOSE_WORDS):
        return CLOSE
    return MET_ONCE if any(word in words for word in ONCE_WORDS) else KNOWS


def known_edges(who: Who) -> Iterator[Edge]:
    """Who knows whom, by the notes of contacts."""
    for path, card in who.cards.items():
        if not who.known(path):
            continue
        for known in card.knows:
            other = who.person(known.who, path)
            if other and other not in (ME, path):
                place = Place(path, known.who.line)
                weight = strength_of(known.how)
                yield Edge(path, other, "knows", weight, True, known.since, known.on, known.how or "", (place,))


def _works_at(who: Who) -> Iterator[Edge]:
    for path, card in who.cards.items():
        if who.known(path):
            for org, title, start, end in _jobs(card):
                target = who.note(org, path) or org.text
                yield Edge(path, target, "works at", 1.0, True, start, end, title or "", (Place(path, org.line),))


def _jobs(card: Person) -> Iterable[tuple[Name, str | None, date | None, date | None]]:
    yield from ((org, card.title, None, None) for org in card.orgs)
    yield from card.positions


def _introduced(network: Network) -> Iterator[Edge]:
    for meeting in network.meetings:
        if meeting.made and meeting.made <= network.today:
            weight = MET_ONCE if meeting.status in ("ghosted", "negative", "declined") else KNOWS
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


def _favours(network: Network) -> Iterator[Edge]:
    for favour in network.favours:
        if favour.status in ("granted", "done") and favour.direction != "offered":
            ends = (favour.person, ME) if favour.mine else (ME, favour.person)
            day = favour.decided or favour.asked
            yield Edge(*ends, "favour", 1.0, True, day, day, favour.what, favour.places)


def _redirected(network: Network) -> Iterator[Edge]:
    """Whoever sent you on to somebody knows them."""
    for favour in network.favours:
        if favour.redirected_to in network.people and favour.redirected_to != favour.person:
            day, places = favour.decided, favour.places
            yield Edge(favour.person, favour.redirected_to or "", "knows", KNOWS, True, day, day, "sent you on", places)


def _same_meeting(notes: Sequence[Says], who: Who, today: date, group_limit: int) -> Iterator[Edge]:
    """People who were at the same table: one edge a pair, with on how many days and when last."""
    days: dict[tuple[str, str], dict[date, Place]] = {}
    for note in notes:
        for said in note.interactions:
            if len(said.people) < 2 or said.guessed or said.day > today:
                continue
            for pair in _pairs(note.path, said.people, said.strict, who, group_limit):
                days.setdefault(pair, {}).setdefault(said.day, said.place)
    for pair, places in days.items():
        met = sorted(places)
        word = "once" if len(met) == 1 else f"{len(met)} times"
        proofs = tuple(dict.fromkeys(places[day] for day in met[-PROOFS:]))
        yield Edge(*pair, "met", INFERRED, False, met[0], met[-1], f"same meeting {word}", proofs)


def _pairs(
    path: NotePath, people: Sequence[Name], strict: bool, who: Who, group_limit: int
) -> Iterator[tuple[str, str]]:
    found = sorted({p for p in (who.person(n, path, strict=strict) for n in people) if p and p != ME})
    if len(found) + 1 > group_limit:
        return
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            yield one, other
