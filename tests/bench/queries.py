"""How fast one question is answered once everything is loaded, beside one walk through the same network.

    python tests/bench/queries.py [PEOPLE [TIES]]        20,000 people and 200,000 ties unless told otherwise

The walk is networkx's shortest paths from you to everybody over the same ties, by −log of their chance: what anybody
would write first. It proves nothing, weighs nobody, and knows no verdict.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import networkx as nx

from vaultkit.graph.book import build
from vaultkit.metrics.findings import Findings, find
from vaultkit.metrics.ways.candidates import who
from vaultkit.metrics.ways.paths import paths
from vaultkit.metrics.ways.searches import Search
from vaultkit.metrics.ways.targets import targets
from vaultkit.model import Place
from vaultkit.records.kinds import Acquaintance, Interaction, Name, Person, Says
from vaultkit.settings import Settings

TODAY = date(2026, 6, 30)
KNOWN = 4  # of ten people, so many were met
COMPANY = 20  # people in an organisation
HOW = ("worked with", "knows", "met once", "close", "")
TITLES = ("editor", "designer", "engineer", "lawyer", "nurse", "teacher", "curator", "analyst")
TIMES = 7


def main() -> int:
    """Build the network, ask, and print what it took."""
    parser = argparse.ArgumentParser(description="Measure single questions on a large network.")
    parser.add_argument("people", type=int, nargs="?", default=20_000)
    parser.add_argument("ties", type=int, nargs="?", default=200_000)
    sizes = parser.parse_args()
    gc.disable()  # as the program itself does
    findings = _findings(sizes.people, sizes.ties)
    walk = _walk(findings)
    base = _timed(walk)
    _print(f"{sizes.people:,} people, {len(findings.network.links):,} ties among them")
    _print(f"{'one walk of networkx':34} {base:6.3f} s")
    for name, ask in _questions(findings):
        took = _timed(ask)
        _print(f"{name:34} {took:6.3f} s  {took / base:5.2f} of the walk")
    return 0


def _questions(findings: Findings) -> Iterator[tuple[str, Callable[[], object]]]:
    people = sorted(findings.network.people.values(), key=lambda someone: -_degree(findings, someone.id))
    strangers = [someone for someone in people if findings.standings[someone.id].tie is None]

    def way(name: str) -> Callable[[], object]:
        return lambda: paths(findings, targets(findings.network, name)[0])

    yield "path to the best known stranger", way(strangers[0].name)
    yield "path to one of the middle", way(strangers[len(strangers) // 2].name)
    yield "path to the least known", way(strangers[-1].name)
    yield "path to an organisation", way("Company 7")
    yield "who --org", lambda: who(findings, Search(org="Company 7"))
    yield "who --role", lambda: who(findings, Search(role="editor"))
    yield "who --text", lambda: who(findings, Search(text="spring plan"))
    yield "who --role --kind", lambda: who(findings, Search(role="editor"), "introduction")


def _degree(findings: Findings, person: str) -> int:
    return len(findings.network.cards.get(person, ()))


def _walk(findings: Findings) -> Callable[[], object]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((a, b, -math.log(chance)) for (a, b), chance in findings.network.links.items())
    for person, standing in findings.standings.items():
        if standing.tie and standing.tie.chance is not None:
            graph.add_edge("me", person, weight=-math.log(1 - standing.tie.chance))
    return lambda: nx.single_source_dijkstra_path_length(graph, "me")


def _timed(ask: Callable[[], object]) -> float:
    """The middle of several times."""
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


# --- the network ---


def _findings(people: int, ties: int) -> Findings:
    """A few are known by many, most by few, as in any network."""
    rng = random.Random(people)
    pull = [1 / (1 + number) ** 0.5 for number in range(people)]
    order = rng.sample(range(people), people)
    drawn = iter(rng.choices(order, pull, k=ties))
    notes = [_person(rng, number, people, [next(drawn) for _ in range(ties // people)]) for number in range(people)]
    settings = Settings()
    return find(build(notes, TODAY, settings), settings, divide=lambda people, links: ())


def _person(rng: random.Random, number: int, people: int, known: list[int]) -> Says:
    path = f"People/Person {number} Quill.md"
    knows = tuple(
        Acquaintance(Name(f"Person {other} Quill", 5), rng.choice(HOW), None, _day(rng)) for other in sorted(set(known))
    )
    card = Person(
        Place(path, 1),
        f"Person {number} Quill",
        orgs=(Name(f"Company {rng.randrange(people // COMPANY)}", 3),),
        title=rng.choice(TITLES),
        knows=knows,
    )
    met = rng.choice((1, 2, 4, 12)) if number % 10 < KNOWN else 0
    own = (Name(path, 1),)
    told = tuple(
        Interaction(Place(path, 10 + at), _day(rng), False, own, True, rng.choice(("spring plan", "lunch", "the move")))
        for at in range(met)
    )
    return Says(path, "person", person=card, interactions=told)


def _day(rng: random.Random) -> date:
    return TODAY - timedelta(rng.randrange(2_000))


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
