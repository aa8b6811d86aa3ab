"""Who is in the vault already: a person of an import → the notes they may have, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from vaultkit.graph.names import fold
from vaultkit.graph.network import Network
from vaultkit.importers import identity
from vaultkit.importers.identity import is_shared
from vaultkit.intake.namesakes import could_be_one, same_name
from vaultkit.model import NotePath
from vaultkit.records.kinds import Person

SITES = ("url:linkedin.com/in/", "url:xing.com/profile/", "url:github.com/")  # one page there is one person's


class Match(NamedTuple):
    """The notes that somebody may have; by what tells people apart, or by the name alone."""

    paths: tuple[NotePath, ...] = ()
    by: Literal["identity", "name", ""] = ""


class Known:
    """An index of the contacts that have a note."""

    def __init__(self, network: Network) -> None:
        self.cards = {one.path: one.card for one in network.people.values() if one.path and one.card}
        self._by_identity: dict[str, list[NotePath]] = {}
        self._by_name: dict[str, list[NotePath]] = {}
        for path, card in sorted(self.cards.items()):
            for each in identities_of(card):
                self._by_identity.setdefault(each, []).append(path)
            for name in dict.fromkeys(map(fold, self.names_of(path))):
                self._by_name.setdefault(name, []).append(path)

    def names_of(self, path: NotePath) -> tuple[str, ...]:
        """Every name of a contact's note."""
        card = self.cards[path]
        return (card.name, *(alias.text for alias in card.aliases))

    def match(self, name: str, identities: Iterable[str], *, listed: bool = True) -> Match:
        """A name and what else is known → whose notes these may be.

        A number counts only beside the name; an address, of somebody `listed` as a person of their own, only beside a
        name that can be theirs.
        """
        identities = tuple(identities)
        namesakes = self._by_name.get(fold(name), [])
        for each in identities:
            holders = self._by_identity.get(each, [])
            if each.startswith("tel:"):
                found = [path for path in holders if path in namesakes]
            elif each.startswith("mail:") and listed:
                fits = same_name if is_shared(each) else could_be_one
                found = [path for path in holders if any(fits(own, name) for own in self.names_of(path))]
            else:
                found = holders
            if found:
                return Match(tuple(dict.fromkeys(found)), "identity")
        paths = tuple(path for path in namesakes if not _told_apart(identities, identities_of(self.cards[path])))
        return Match(paths, "name") if paths else Match()


def identities_of(card: Person) -> tuple[str, ...]:
    """A contact's note → what tells its person from a namesake, the surest first."""
    return tuple(dict.fromkeys(filter(None, _identities(card))))


def _identities(card: Person) -> Iterator[str]:
    yield f"uid:{card.uid}" if card.uid else ""
    yield from map(identity.profile, card.urls)
    yield from map(identity.mail, card.emails)
    yield from map(identity.phone, card.phones)


def _told_apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two have each a page of their own on one site."""
    mine, theirs = tuple(one), tuple(other)
    return any(
        any(each.startswith(site) for each in mine) and any(each.startswith(site) for each in theirs) for site in SITES
    )
