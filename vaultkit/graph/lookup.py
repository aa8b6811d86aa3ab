"""A name as somebody types it → the people it may mean."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.graph.names import fold, nearest_names, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.model import Place


def lookup(network: Network, text: str) -> tuple[PersonId, ...]:
    """A name, alias, note or part of a name → who goes by it: whole names first, parts only where none is whole."""
    if text in network.people:  # the path of a note, as a message about namesakes spells it
        return (text,)
    wanted = fold(text.strip().removeprefix("[[").removesuffix("]]").removesuffix(".md"))
    if not wanted:
        return ()
    whole = [person for person, someone in network.people.items() if wanted in map(fold, _names(someone))]
    if whole:
        exact = [person for person in whole if wanted in (fold(network.people[person].name), fold(_bare(person)))]
        return tuple(exact or whole)
    parts = wanted.split()
    return tuple(
        person
        for person, someone in network.people.items()
        if all(any(word.startswith(part) for word in fold(someone.name).split()) for part in parts)
    )


def mentioned(network: Network, text: str) -> Place | None:
    """A name that only comes up somewhere → the first place where it does."""
    wanted = fold(text.strip().removeprefix("[[").removesuffix("]]"))
    for path in sorted(network.mentions):
        for mention in network.mentions[path]:
            if fold(stem(mention.whom)) == wanted:
                return mention.place
    return None


def suggestions(network: Network, text: str) -> tuple[str, ...]:
    """A name nobody goes by → the nearest that somebody does."""
    people = network.people.values()
    aliases = (alias.text for someone in people if someone.card for alias in someone.card.aliases)
    return nearest_names(text, (*(someone.name for someone in people), *aliases), cutoff=60)


def _names(someone: Someone) -> Iterator[str]:
    yield someone.name
    yield _bare(someone.id)
    yield stem(someone.id)
    if someone.card:
        yield from (alias.text for alias in someone.card.aliases)


def _bare(path: str) -> str:
    return path.removesuffix(".md")
