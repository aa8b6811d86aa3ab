"""Your ties and the ties among your contacts → how much of your network is one circle, and who alone leads to another.

For the owner only: a contact's other ties are not in the vault, so their own figures would mean nothing.

Effective size and constraint count ties, not weights. Between you and a contact a weight is days in touch; between two
contacts it is a claim ("knows", "same meeting"); the two share no unit, and a constraint out of both would mix them.
Weights serve where they are of one kind: circles are found by those among contacts, strong contacts by yours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def find_circles(
    ties: Mapping[str, float], edges: Links, *, strong: float = STRONG, most: int = 400, divide: Divide = communities
) -> Circles:
    """Contact → strength, and pair of contacts → weight → the owner's figures, circles and bridges.

    A contact without strength, an edge to nobody known or to oneself, and a weight that is not positive are left out. A
    pair named both ways is one tie with the larger weight. Circles are looked for among the `most` strongest contacts,
    to bound the time; contacts in no circle of three are in none. Equal input in any order gives equal circles.
    `divide` lets the caller remember who is in a circle with whom: no strength bears on that, only who is there.
    """
    held = {person: strength for person, strength in ties.items() if strength > 0}
    linked = _links(held, edges)
    near = set(sorted(held, key=lambda person: (-held[person], person))[:most])
    among = {pair: weight for pair, weight in linked.items() if near.issuperset(pair)}
    found = _strongest_first(divide(sorted(near), among), held)
    return Circles(
        effective_size=effective_size(len(held), len(linked)),
        constraint=constraint(held, linked),
        circles=found,
        bridges=_bridges(found, {person for person in held if held[person] >= strong}),
        contacts=len(held),
        links=len(linked),
    )


def effective_size(contacts: int, links: int) -> float:
    """n contacts with t ties among them → n − 2t/n."""
    return contacts - 2 * links / contacts if contacts else 0.0


def constraint(contacts: Mapping[str, float], links: Links) -> float | None:
    """Contacts and the ties among them → Burt's constraint of the owner, Σ_j (p_j + Σ_q p_q·p_qj)².

    p_j = 1/n, the share of your ties that goes to j; p_qj = 1/(1 + ties of q), as each q is tied to you as well.
    """
    if not contacts:
        return None
    beside: dict[str, list[str]] = {person: [] for person in contacts}
    for one, other in links:
        beside[one].append(other)
        beside[other].append(one)
    own = 1 / len(contacts)
    return sum((own + own * sum(1 / (1 + len(beside[q])) for q in beside[j])) ** 2 for j in sorted(contacts))


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


def _links(held: Mapping[str, float], edges: Links) -> dict[tuple[str, str], float]:
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
