"""What notes tell, filed: by the names they use, by whom they bear on, by which contacts they link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import TypeVar

from vaultkit.graph.edges import CLOSE, INFERRED, KNOWS, MET_ONCE, introduced_links, linked
from vaultkit.graph.network import Edge, Meeting, Mention, Pair, PersonId, Table
from vaultkit.graph.told import Told
from vaultkit.graph.unclear import Unclear
from vaultkit.graph.who import WEAK, Answer, Claim
from vaultkit.model import NotePath, Problem

CHANCES = (CLOSE, KNOWS, MET_ONCE, INFERRED)  # best first
K = TypeVar("K")


class Shelves:
    """Where to find what a note tells; putting in and taking out are exact opposites."""

    def __init__(self, today: date, group_limit: int) -> None:
        self._today = today
        self._group_limit = group_limit
        self.users: dict[str, set[NotePath]] = {}  # the part of a name that decides where it leads → notes that use it
        self.guessing: set[NotePath] = set()  # notes that ask after parts of names
        self.about: dict[PersonId | None, set[NotePath]] = {}
        self.strays: dict[PersonId, set[NotePath]] = {}  # people without a contact's note → where they are met
        self.claims: dict[str, dict[NotePath, Claim]] = {}
        self.unclear = Unclear()
        self.meetings: dict[NotePath, tuple[Meeting, ...]] = {}
        self.cards: dict[NotePath, tuple[Edge, ...]] = {}
        self.tables: dict[NotePath, tuple[Table, ...]] = {}
        self.mentions: dict[NotePath, tuple[Mention, ...]] = {}
        self.problems: dict[NotePath, tuple[Problem, ...]] = {}
        self.relinked: set[Pair] = set()  # pairs linked in another way since somebody asked
        self._links: Counter[tuple[Pair, float]] = Counter()  # how often a pair is linked, by chance

    def put(self, path: NotePath, told: Told) -> set[PersonId | None]:
        """File what a note tells; returns everybody it bears on."""
        for key in told.asked.keys:
            self.users.setdefault(key, set()).add(path)
        people = told.people()
        for person in people:
            self.about.setdefault(person, set()).add(path)
        for stray in told.asked.strays:
            self.strays.setdefault(stray, set()).add(path)
        for folded, claim in told.asked.claims.items():
            self.claims.setdefault(folded, {})[path] = claim
        if told.asked.guesses:
            self.guessing.add(path)
        self.unclear.put(path, told.asked.uses)
        for shelf, found in self._by_note(told):
            if found:
                shelf[path] = found
        if told.edges or told.tables or told.meetings:
            self.link(self._linked(told), 1)
        return people

    def take(self, path: NotePath, told: Told) -> set[PersonId | None]:
        """Take out what a note told, as it was filed; returns everybody it bore on."""
        for key in told.asked.keys:
            _drop(self.users, key, path)
        people = told.people()
        for person in people:
            _drop(self.about, person, path)
        for stray in told.asked.strays:
            _drop(self.strays, stray, path)
        for folded in told.asked.claims:
            del self.claims[folded][path]
            if not self.claims[folded]:
                del self.claims[folded]
        self.guessing.discard(path)
        self.unclear.take(path, told.asked.uses)
        for shelf, _ in self._by_note(told):
            shelf.pop(path, None)
        self.link(self._linked(told), -1)
        return people

    def identity(self, folded: str) -> Answer:
        """A name without a note → whom it stands for: the spelling of the surest use, of those the first."""
        claims = self.claims.get(folded, {})
        sure = [(-claim.rank, path, claim.text) for path, claim in claims.items() if claim.rank > WEAK]
        return min(sure)[2] if sure else None

    def link(self, links: Iterator[tuple[Pair, float]], times: int) -> None:
        """Count links in, or out again."""
        for link in links:
            self.relinked.add(link[0])
            self._links[link] += times
            if not self._links[link]:
                del self._links[link]

    def chance(self, pair: Pair) -> float | None:
        """The best chance that the tie of two contacts carries an introduction; None where nothing links them."""
        return next((chance for chance in CHANCES if (pair, chance) in self._links), None)

    def _linked(self, told: Told) -> Iterator[tuple[Pair, float]]:
        introduced = (introduced_links(meeting, self._today) for meeting in told.meetings)
        return chain(linked(told.edges, told.tables, self._today, self._group_limit), *introduced)

    def _by_note(self, told: Told) -> Iterator[tuple[dict[NotePath, tuple[object, ...]], tuple[object, ...]]]:
        yield self.meetings, told.meetings  # type: ignore[misc]
        yield self.cards, told.edges  # type: ignore[misc]
        yield self.tables, told.tables  # type: ignore[misc]
        yield self.mentions, told.mentions  # type: ignore[misc]
        yield self.problems, told.problems  # type: ignore[misc]


def _drop(shelf: dict[K, set[NotePath]], key: K, path: NotePath) -> None:
    shelf[key].discard(path)
    if not shelf[key]:
        del shelf[key]
