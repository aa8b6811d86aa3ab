"""A name as somebody says it → whom it may mean: whole names first, then first names and parts, then nicknames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.graph.nicknames import NICKNAMES


class Called:
    """Every name, alias and part of a name in a network, and who goes by it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._whole: dict[str, set[PersonId]] = {}
        self._parts: dict[str, set[PersonId]] = {}
        self._own = {fold(someone.name): person for person, someone in network.people.items()}
        for person, someone in network.people.items():
            for name in _names(someone):
                self._whole.setdefault(name, set()).add(person)
            for part in fold(someone.name).split():
                self._parts.setdefault(part.strip(".,"), set()).add(person)

    def meant(self, text: str) -> tuple[PersonId, ...]:
        """A name, alias, nickname or parts of a name → who may be meant, those most in touch first."""
        if text in self._network.people:
            return (text,)
        whole = self.whole(text)
        words = [word.strip(".,") for word in fold(_bare(text)).split()]
        return whole or self._ordered(self._by_parts([word for word in words if word]))

    def whole(self, text: str) -> tuple[PersonId, ...]:
        """A whole name or alias → who bears it; a name before an alias."""
        wanted = fold(_bare(text))
        found = self._whole.get(wanted, set())
        named = {person for person in found if fold(self._network.people[person].name) == wanted}
        return self._ordered(named or found)

    def _by_parts(self, words: list[str]) -> set[PersonId]:
        if not words:
            return set()
        if len(words) == 1:
            return self._parts.get(words[0]) or self._any(self._parts.get(name) for name in NICKNAMES.get(words[0], ()))
        fitting = [self._fitting(word) for word in words]
        return set.intersection(*fitting)

    def _fitting(self, word: str) -> set[PersonId]:
        """Who has a part of a name that begins so, or for which this is short."""
        long = NICKNAMES.get(word, frozenset())
        return self._any(found for part, found in self._parts.items() if part.startswith(word) or part in long)

    def _any(self, sets: Iterable[set[PersonId] | None]) -> set[PersonId]:
        return set().union(*(found for found in sets if found))

    def _ordered(self, people: Iterable[PersonId]) -> tuple[PersonId, ...]:
        """Those most in touch first."""
        days = {person: len(self._network.between(person).touches) for person in people}
        return tuple(sorted(days, key=lambda person: (-days[person], person)))


def linker(network: Network, paths: Iterable[str]) -> Callable[[PersonId, str], str]:
    """The vault's notes → how to link a person: by the bare name where it leads to them and nobody else."""
    count: dict[str, int] = {}
    for path in paths:
        count[fold(stem(path))] = count.get(fold(stem(path)), 0) + 1

    def link(person: PersonId, shown: str = "") -> str:
        someone = network.people[person]
        text = shown or someone.name
        target = person.removesuffix(".md") if count.get(fold(stem(person)), 0) > 1 else stem(person)
        return f"[[{target}]]" if text == target else f"[[{target}|{text}]]"

    return link


def _names(someone: Someone) -> Iterator[str]:
    yield fold(someone.name)
    yield fold(stem(someone.id))
    yield fold(someone.id.removesuffix(".md"))
    if someone.card:
        yield from (fold(alias.text) for alias in someone.card.aliases)


def _bare(text: str) -> str:
    return text.strip().removeprefix("[[").removesuffix("]]").removesuffix(".md")
