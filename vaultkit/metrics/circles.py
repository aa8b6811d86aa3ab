"""Your ties and the ties among your contacts → how much of your network is one circle, and who alone leads to another.

For the owner only: a contact's other ties are not in the vault, so their own figures would mean nothing.

Effective size and constraint count ties, not weights. Between you and a contact a weight is days in touch; between two
contacts it is a claim ("knows", "same meeting"); the two share no unit, and a constraint out of both would mix them.
Weights serve where they are of one kind: circles are found by those among contacts, strong contacts by yours.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.metrics.ties import count

STRONG = 4.0  # the strength from which a deep favour may be asked
SMALLEST = 3  # two people are a pair, no circle
SEED = 1


class Circles(NamedTuple):
    """The shape of the network around you."""

    effective_size: float  # n − 2t/n: contacts who do not just lead to each other
    constraint: float | None  # Burt's: higher where ties lead to the same few; None without a contact
    circles: tuple[tuple[str, ...], ...]  # of three or more; largest first, within one the strongest first
    bridges: tuple[str, ...]  # each the only strong contact of a circle, by name
    contacts: int  # n
    links: int  # t, the ties among contacts


Communities: TypeAlias = tuple[tuple[str, ...], ...]
Links: TypeAlias = Mapping[tuple[str, str], float]
Divide: TypeAlias = Callable[[Sequence[str], Links], Communities]


def communities(people: Sequence[str], links: Links) -> Communities:
    """People in the order of their names and the ties among them → circles of three or more, by seeded Louvain.

    The graph is of numbers, not names: sets of names are walked in an order that changes from run to run.
    """
    number = {person: place for place, person in enumerate(people)}
    if not links:
        return ()
    import networkx as nx  # here, as it takes a quarter of a second

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(people)))
    graph.add_weighted_edges_from((number[a], number[b], weight) for (a, b), weight in links.items())
    found = nx.community.louvain_communities(graph, seed=SEED)
    return tuple(sorted(tuple(people[at] for at in sorted(one)) for one in found if len(one) >= SMALLEST))


def get_ready() -> None:
    """Loads what `communities` needs, for whoever knows a better moment than when it is asked."""
    import networkx  # noqa: F401


class Web(NamedTuple):
    """Contacts and the ties among them, whatever their strength: it changes only when somebody comes or a tie does."""

    people: frozenset[str]
    links: Links  # pair in order → weight
    beside: Mapping[str, tuple[str, ...]]  # contact → those tied to them
    effective_size: float
    constraint: float | None


def web_of(people: Iterable[str], edges: Links) -> Web:
    """Contacts, and pair of contacts → weight → the web they make.

    An edge to nobody among them or to oneself, and a weight that is not positive are left out. A pair named both ways
    is one tie with the larger weight.
    """
    held = frozenset(people)
    linked = _links(held, edges)
    beside: dict[str, list[str]] = {person: [] for person in held}
    for one, other in linked:
        beside[one].append(other)
        beside[other].append(one)
    tied = {person: tuple(sorted(others)) for person, others in beside.items()}
    return Web(held, linked, tied, effective_size(len(held), len(linked)), constraint(tied))


def find_circles(
    ties: Mapping[str, float], web: Web, *, strong: float = STRONG, most: int = 400, divide: Divide = communities
) -> Circles:
    """The strength of each contact of a web → the owner's figures, circles and bridges.

    Circles are looked for among the `most` strongest contacts, to bound the time; contacts in no circle of three are in
    none. Equal input in any order gives equal circles. `divide` lets the caller remember who is in a circle with whom:
    no strength bears on that, only who is there.
    """
    near = set(sorted(ties, key=lambda person: (-ties[person], person))[:most])
    pairs = sorted((one, other) for one in near for other in web.beside[one] if one < other and other in near)
    found = _strongest_first(divide(sorted(near), {pair: web.links[pair] for pair in pairs}), ties)
    return Circles(
        effective_size=web.effective_size,
        constraint=web.constraint,
        circles=found,
        bridges=_bridges(found, {person for person in ties if ties[person] >= strong}),
        contacts=len(web.people),
        links=len(web.links),
    )


def effective_size(contacts: int, links: int) -> float:
    """n contacts with t ties among them → n − 2t/n."""
    return contacts - 2 * links / contacts if contacts else 0.0


def constraint(beside: Mapping[str, Collection[str]]) -> float | None:
    """Each contact's ties among the contacts → Burt's constraint of the owner, Σ_j (p_j + Σ_q p_q·p_qj)².

    p_j = 1/n, the share of your ties that goes to j; p_qj = 1/(1 + ties of q), as each q is tied to you as well.
    """
    if not beside:
        return None
    own = 1 / len(beside)
    return sum((own + own * sum(1 / (1 + len(beside[q])) for q in beside[j])) ** 2 for j in sorted(beside))


def explain_size(found: Circles) -> str:
    """What the effective size says."""
    return (
        f"Effective size {found.effective_size:.1f} of {found.contacts}: each contact counts 1, "
        f"less the share of the others they know ({count(found.links, 'tie')} among your contacts)."
    )


def explain_constraint(found: Circles) -> str:
    """What the constraint says."""
    if found.constraint is None:
        return "No constraint without a contact."
    return (
        f"Constraint {found.constraint:.2f}: the nearer to 0, the more your contacts lead to different people; "
        "the higher, the more they are few or know each other."
    )


def _bridges(found: Communities, strong: set[str]) -> tuple[str, ...]:
    """The strong contacts who are the only one of their circle."""
    met = [strong.intersection(circle) for circle in found]
    return tuple(sorted(person for people in met if len(people) == 1 for person in people))


def _links(held: frozenset[str], edges: Links) -> dict[tuple[str, str], float]:
    """Edges as written → one tie for each pair of known contacts, names in order."""
    found: dict[tuple[str, str], float] = {}
    for (one, other), weight in edges.items():
        if one != other and one in held and other in held and weight > 0:
            pair = (min(one, other), max(one, other))
            found[pair] = max(weight, found.get(pair, 0.0))
    return dict(sorted(found.items()))


def _strongest_first(circles: Communities, held: Mapping[str, float]) -> Communities:
    ordered = (tuple(sorted(circle, key=lambda person: (-held[person], person))) for circle in circles)
    return tuple(sorted(ordered, key=lambda circle: (-len(circle), circle)))
