"""A name as somebody types it → the person, organisation or mere mention it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from vaultkit.graph.called import bare
from vaultkit.graph.lookup import lookup
from vaultkit.graph.names import fold, nearest_names, stem
from vaultkit.graph.network import Network
from vaultkit.metrics.ways.spellings import Spellings, mentioned_names, organization_names


class Target(NamedTuple):
    """Whom or what a path is to lead to."""

    id: str  # a person's id, an organisation's note or folded name, or a bare name
    kind: str  # person, organization, mentioned
    name: str


def targets(network: Network, text: str) -> tuple[Target, ...]:
    """A name, alias, note or part of a name → what it may mean: whole names first, parts only where none is whole."""
    wanted = fold(bare(text).removesuffix(".md"))
    if not wanted:
        return ()
    spellings = Spellings(network)
    people = [Target(person, "person", spellings.shown(person)) for person in lookup(network, text)]
    whole = [each for each in people if wanted in _names(network, each.id)]
    if whole:
        return tuple(whole)
    others = dict(_others(network, spellings))
    whole = _fitting(others, lambda names: wanted in names)
    if whole:
        return tuple(whole)
    parts = wanted.split()
    return tuple(people) or tuple(_fitting(others, lambda names: any(_starts(parts, name) for name in names)))


def nearest_targets(network: Network, text: str) -> tuple[str, ...]:
    """A name nobody and nothing goes by → the nearest that somebody or something does."""
    spellings = Spellings(network)
    names = (someone.name for someone in network.people.values())
    return nearest_names(text, (*names, *(each.name for each, _ in _others(network, spellings))), cutoff=60)


def _others(network: Network, spellings: Spellings) -> Iterator[tuple[Target, tuple[str, ...]]]:
    """Organisations, and whatever is only mentioned, each with the folded names it goes by."""
    known = set(network.people)
    for path, name in sorted(organization_names(network).items()):
        note = network.organizations.get(path)
        aliases = tuple(fold(alias.text) for alias in note.aliases) if note else ()
        known.add(path)
        yield (
            Target(path, "organization", name),
            (fold(name), fold(path.removesuffix(".md")), fold(stem(path)), *aliases),
        )
    for name in sorted(set(mentioned_names(network))):
        whom = spellings.id_of(name)
        if whom not in known and fold(whom) not in known:
            known.add(whom)
            yield Target(whom, "mentioned", spellings.shown(whom)), (fold(stem(whom)), fold(whom.removesuffix(".md")))


def _names(network: Network, person: str) -> tuple[str, ...]:
    someone = network.people[person]
    aliases = (alias.text for alias in someone.card.aliases) if someone.card else ()
    return tuple(map(fold, (someone.name, person.removesuffix(".md"), person, stem(person), *aliases)))


def _fitting(others: Mapping[Target, tuple[str, ...]], fits: Callable[[Iterable[str]], bool]) -> list[Target]:
    return [target for target, names in others.items() if fits(names)]


def _starts(parts: Iterable[str], name: str) -> bool:
    """Whether each part begins one of a name's words."""
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in parts)
