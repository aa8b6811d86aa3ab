"""A name as somebody types it → the people it may mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vaultkit.graph.called import Called, bare, is_path
from vaultkit.graph.letters import loose
from vaultkit.graph.names import fold, nearest_names, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.model import Place
from vaultkit.wording import short_name


def lookup(network: Network, text: str) -> tuple[PersonId, ...]:
    """A name, alias, note, part of a name or nickname → who goes by it.

    Whole names first, then parts; where no word is spelled so, also what differs in its accents, and nicknames last.
    """
    if text in network.people:  # the path of a note, as a message about namesakes spells it
        return (text,)
    name = bare(text)
    if is_path(name):
        return tuple(person for person in network.people if fold(person) == fold(name))
    if whole := _whole(network, name, fold) or (_whole(network, short_name(name), fold) if len(name) > 200 else ()):
        return whole
    parts = _by_parts(network, name, fold)
    words = set(fold(name).split())
    if any(words <= set(fold(network.people[person].name).split()) for person in parts):
        return parts
    found = {*parts, *(_whole(network, name, loose) or _by_parts(network, name, loose))}
    return tuple(filter(found.__contains__, network.people)) or Called(network).meant(name)


def mentioned(network: Network, text: str) -> Place | None:
    """A name that only comes up somewhere → the first place where it does."""
    wanted = fold(bare(text))
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


def _whole(network: Network, name: str, spelled: Callable[[str], str]) -> tuple[PersonId, ...]:
    """Who bears a whole name in one spelling; a name and a note before an alias."""
    wanted, people = spelled(name), network.people
    found = [person for person, someone in people.items() if wanted in map(spelled, _names(someone))] if wanted else []
    exact = [person for person in found if wanted in (spelled(people[person].name), spelled(_bare(person)))]
    return tuple(exact or found)


def _by_parts(network: Network, name: str, spelled: Callable[[str], str]) -> tuple[PersonId, ...]:
    """Who has words in the name that begin as each of these does."""
    parts = spelled(name).split()
    return tuple(
        person
        for person, someone in network.people.items()
        if parts and all(any(word.startswith(part) for word in spelled(someone.name).split()) for part in parts)
    )


def _names(someone: Someone) -> Iterator[str]:
    yield someone.name
    yield _bare(someone.id)
    yield stem(someone.id)
    if someone.card:
        yield from (alias.text for alias in someone.card.aliases)


def _bare(path: str) -> str:
    return path.removesuffix(".md")
