"""Circles: small networks worked out by hand, and bigger ones held against networkx."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.metrics.circles import STRONG, Circles, Links, explain_constraint, explain_size, find_circles, web_of

Edges = dict[tuple[str, str], float]


def circles_of(ties: Mapping[str, float], edges: Links, *, strong: float = STRONG, most: int = 400) -> Circles:
    return find_circles(ties, web_of(ties, edges), strong=strong, most=most)


def among(*names: str) -> Edges:
    """Everybody named knows everybody named."""
    return dict.fromkeys(combinations(names, 2), 1.0)


TWO_CIRCLES = {**among("Ana", "Bo", "Cy", "Di"), **among("Eve", "Flo", "Gus"), ("Di", "Eve"): 0.1}
TIES = {"Ana": 9.0, "Bo": 5.0, "Cy": 1.0, "Di": 2.0, "Eve": 6.0, "Flo": 3.9, "Gus": 0.5, "Hal": 20.0}


# --- by hand ---


def test_nobody() -> None:
    assert circles_of({}, {}) == Circles(0.0, None, (), (), 0, 0)


def test_one_contact() -> None:
    assert circles_of({"Ana": 3.0}, {}) == Circles(1.0, 1.0, (), (), 1, 0)


def test_contacts_who_do_not_know_each_other() -> None:
    """Four shares of 1/4: size 4, constraint 4 · (1/4)²."""
    found = circles_of(dict.fromkeys("ABCD", 1.0), {})
    assert (found.effective_size, found.constraint, found.circles) == (4, 0.25, ())


def test_contacts_who_all_know_each_other() -> None:
    """n = 3, t = 3: size 3 − 6/3 = 1; each (1/3 + 2 · 1/3 · 1/3)² = 25/81, thrice."""
    found = circles_of(dict.fromkeys("ABC", 1.0), among("A", "B", "C"))
    assert found.effective_size == 1
    assert found.constraint == pytest.approx(75 / 81)
    assert found.circles == (("A", "B", "C"),)


def test_two_who_know_each_other_and_one_apart() -> None:
    """n = 3, t = 1: size 3 − 2/3; twice (1/3 + 1/3 · 1/2)² = 1/4, once 1/9."""
    found = circles_of(dict.fromkeys("ABC", 1.0), among("A", "B"))
    assert found.effective_size == pytest.approx(7 / 3)
    assert found.constraint == pytest.approx(1 / 2 + 1 / 9)
    assert found.circles == ()  # a pair is no circle


def test_circles_and_who_alone_leads_to_one() -> None:
    found = circles_of(TIES, TWO_CIRCLES)
    assert found.circles == (("Ana", "Bo", "Di", "Cy"), ("Eve", "Flo", "Gus"))  # the strongest first
    assert found.bridges == ("Eve",)  # Ana has Bo beside her; Hal belongs to no circle
    assert (found.contacts, found.links) == (8, 10)


def test_what_is_strong_may_be_set() -> None:
    assert circles_of(TIES, TWO_CIRCLES, strong=6).bridges == ("Ana", "Eve")
    assert circles_of(TIES, TWO_CIRCLES, strong=3).bridges == ()


def test_a_pair_named_twice_is_one_tie() -> None:
    once, twice = {("A", "B"): 0.4}, {("A", "B"): 0.1, ("B", "A"): 0.4}
    held = dict.fromkeys("ABC", 1.0)
    assert circles_of(held, twice) == circles_of(held, once)


def test_what_is_no_tie_is_left_out() -> None:
    held = {"A": 1.0, "B": 1.0}
    odd = {("A", "A"): 1.0, ("A", "Stranger"): 1.0, ("A", "Faded"): 1.0, ("A", "B"): 0.0}
    assert circles_of(held, odd) == circles_of({"A": 1.0, "B": 1.0}, {})


def test_circles_are_sought_among_the_strongest_only() -> None:
    found = circles_of(TIES, TWO_CIRCLES, most=5)  # Hal, Ana, Eve, Bo, Flo: no three of them in one circle
    assert found.circles == ()
    assert (found.contacts, found.links) == (8, 10)


def test_the_figures_in_a_sentence() -> None:
    found = circles_of(dict.fromkeys("ABC", 1.0), among("A", "B"))
    assert explain_size(found) == (
        "Effective size 2.3 of 3: each contact counts 1, less the share of the others they know "
        "(1 tie among your contacts)."
    )
    assert explain_constraint(found) == (
        "Constraint 0.61: the nearer to 0, the more your contacts lead to different people; the higher, the more they "
        "are few or know each other."
    )
    assert explain_constraint(circles_of({}, {})) == "No constraint without a contact."


# --- against networkx ---

NAMES = [f"P{number:02}" for number in range(12)]
NETWORKS = st.tuples(
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    st.dictionaries(st.sampled_from(list(combinations(NAMES, 2))), st.floats(0.1, 9), max_size=40),
)


@settings(max_examples=100, deadline=None)
@given(NETWORKS)
def test_size_and_constraint_are_those_of_networkx(network: tuple[list[str], Edges]) -> None:
    names, edges = network
    graph: nx.Graph[str] = nx.Graph([("me", name) for name in names])
    graph.add_edges_from(pair for pair in edges if set(pair) <= set(names))
    found = circles_of(dict.fromkeys(names, 2.0), edges)
    assert found.effective_size == pytest.approx(nx.effective_size(graph, nodes=["me"])["me"])
    assert found.constraint == pytest.approx(nx.constraint(graph, nodes=["me"])["me"])


@settings(max_examples=60, deadline=None)
@given(NETWORKS, st.integers(0, 99))
def test_the_order_of_people_and_ties_changes_no_bit(network: tuple[list[str], Edges], seed: int) -> None:
    names, edges = network
    shuffled, turned = names[:], [((b, a), weight) for (a, b), weight in edges.items()]
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(turned)
    held = {name: float(number) for number, name in enumerate(names, 1)}
    assert circles_of(held, edges) == circles_of({name: held[name] for name in shuffled}, dict(turned))
