"""A name as somebody says it → whom it may mean: whole names first, then first names and parts, then nicknames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from vaultkit.graph.letters import loose
from vaultkit.graph.names import Names, fold, shortest, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.graph.nicknames import NICKNAMES


class _Index:
    """Names, aliases and parts of names in one spelling, and who goes by them."""

    def __init__(self, network: Network, spelled: Callable[[str], str]) -> None:
        self.spelled = spelled
        self.whole: dict[str, set[PersonId]] = {}
        self._parts: dict[str, set[PersonId]] = {}
        for person, someone in network.people.items():
            for name in _names(someone):
                self.whole.setdefault(spelled(name), set()).add(person)
            for part in _words(spelled(someone.name)):
                self._parts.setdefault(part, set()).add(person)

    def by_parts(self, text: str, *, short: bool) -> set[PersonId]:
        """Parts of a name → who has them all; with `short`, also who has a name for which one of them is short."""
        words = _words(self.spelled(text))
        if len(words) == 1:
            names = self._short_for(words[0]) if short else words
            return _any(self._parts.get(name) for name in names)
        return set.intersection(*(self._fitting(word, short=short) for word in words)) if words else set()

    def _fitting(self, word: str, *, short: bool) -> set[PersonId]:
        """Who has a part of a name that begins so, or for which this is short."""
        long = self._short_for(word) if short else frozenset()
        return _any(found for part, found in self._parts.items() if part.startswith(word) or part in long)

    def _short_for(self, word: str) -> frozenset[str]:
        return frozenset(map(self.spelled, NICKNAMES.get(word, ())))


class Called:
    """Every name, alias and part of a name in a network, and who goes by it."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def meant(self, text: str) -> tuple[PersonId, ...]:
        """A name, alias, nickname or parts of a name → who may be meant, those most in touch first.

        What is written as it is typed goes before what differs in its accents, and that before nicknames.
        """
        if text in self._network.people:
            return (text,)
        if is_path(text):
            return self._ordered(person for person in self._network.people if fold(person) == fold(bare(text)))
        found = self._bearers(text, self._as_written) or self._as_written.by_parts(bare(text), short=False)
        found = found or self._bearers(text, self._unmarked) or self._unmarked.by_parts(bare(text), short=False)
        for index in (self._as_written, self._unmarked):
            found = found or index.by_parts(bare(text), short=True)
        return self._ordered(found)

    def whole(self, text: str) -> tuple[PersonId, ...]:
        """A whole name or alias → who bears it; a name before an alias."""
        return self._ordered(self._bearers(text, self._as_written) or self._bearers(text, self._unmarked))

    @cached_property
    def _as_written(self) -> _Index:
        return _Index(self._network, fold)

    @cached_property
    def _unmarked(self) -> _Index:
        return _Index(self._network, loose)

    def _bearers(self, text: str, index: _Index) -> set[PersonId]:
        wanted = index.spelled(bare(text))
        found = index.whole.get(wanted, set()) if wanted else set()
        return {person for person in found if index.spelled(self._network.people[person].name) == wanted} or found

    def _ordered(self, people: Iterable[PersonId]) -> tuple[PersonId, ...]:
        """Those most in touch first."""
        days = {person: len(self._network.between(person).touches) for person in people}
        return tuple(sorted(days, key=lambda person: (-days[person], person)))


def bare(text: str) -> str:
    """A name, or a link to it → the name."""
    return text.strip().removeprefix("[[").removesuffix("]]")


def is_path(name: str) -> bool:
    """Whether a name is a note's path: `People/Ana Ruiz.md` means that very note."""
    return bare(name).casefold().endswith(".md")


def linker(network: Network, paths: Iterable[str]) -> Callable[[PersonId, str], str]:
    """The vault's notes → how to link a person from anywhere, shown by their name or as said."""
    names = Names()
    for path in paths:
        names.put(path)

    def link(person: PersonId, shown: str = "") -> str:
        return shortest(names, "", person, shown or network.people[person].name)

    return link


def _names(someone: Someone) -> Iterator[str]:
    yield someone.name
    yield stem(someone.id)
    yield someone.id.removesuffix(".md")
    if someone.card:
        yield from (alias.text for alias in someone.card.aliases)


def _words(spelled: str) -> list[str]:
    return [bare for word in spelled.split() if (bare := word.strip(".,"))]


def _any(sets: Iterable[set[PersonId] | None]) -> set[PersonId]:
    return set().union(*(found for found in sets if found))
