"""Everybody and everything the notes name, under whichever spelling: people, organisations, bare names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Network
from vaultkit.metrics.ways.jobs import key_of


class Spellings:
    """Names as notes spell them → the one id each stands for."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[str, str] = {}
        for path, organization in network.organizations.items():
            for name in (organization.name, *(alias.text for alias in organization.aliases)):
                self._known.setdefault(fold(name), path)
        for name in organization_names(network):
            if not name.endswith(".md"):
                self._known.setdefault(name, name)
        for person, someone in network.people.items():
            if someone.path is None:
                self._known[fold(person)] = person

    def id_of(self, name: str) -> str:
        """A person's id, a note's path or a bare name → the id; of two spellings of a stranger's name the first."""
        if name in self._network.people or name.endswith(".md"):
            return name
        return self._known.setdefault(fold(name), name)

    def shown(self, whom: str) -> str:
        """An id → the name to show."""
        if whom == ME:
            return "you"
        if whom in self._network.people:
            return self._network.people[whom].name
        organization = self._network.organizations.get(whom)
        return organization.name if organization else stem(whom)


def mentioned_names(network: Network) -> Iterable[str]:
    """Everybody and everything brought up in a note, or named as the target of a favour."""
    for path in sorted(network.mentions):
        yield from (mention.whom for mention in network.mentions[path])
    for dealings in network.dealings.values():
        for favour in dealings.favours:
            yield from filter(None, (favour.target, favour.redirected_to))


def organization_names(network: Network) -> Mapping[str, str]:
    """Every organisation, by note or folded name → the name to show."""
    worked_at = {edge.target for edges in network.cards.values() for edge in edges if edge.kind == "works at"}
    found = {key_of(target): stem(target) for target in sorted(worked_at)}
    return {**found, **{path: each.name for path, each in network.organizations.items()}}
