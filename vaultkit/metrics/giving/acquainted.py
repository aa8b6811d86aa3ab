"""Whether two contacts know each other, or an introduction between them was ever thought of: then none is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultkit.graph.edges import favours_of, pair_of
from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Network, Pair, PersonId, Someone
from vaultkit.records.kinds import Name


class Acquainted:
    """Looks pairs of contacts up in everything that shows that two know each other."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.tried = frozenset(_tried(network))
        self._places: dict[PersonId, frozenset[str]] = {}

    def among(self, pairs: Iterable[Pair]) -> frozenset[Pair]:
        """Those of the pairs that need no introduction."""
        wanted = frozenset(pairs)
        return frozenset(pair for pair in wanted if self._know(pair)) | self._mentioned(wanted)

    def _know(self, pair: Pair) -> bool:
        one, other = (self.network.people[person] for person in pair)
        return (
            pair in self.network.links
            or pair in self.tried
            or bool(self._workplaces(one.id) & self._workplaces(other.id))
            or _introduced(one, other)
            or _introduced(other, one)
        )

    def _workplaces(self, person: PersonId) -> frozenset[str]:
        if person not in self._places:
            edges = self.network.cards.get(person, ())
            self._places[person] = frozenset(fold(edge.target) for edge in edges if edge.kind == "works at")
        return self._places[person]

    def _mentioned(self, wanted: frozenset[Pair]) -> frozenset[Pair]:
        """Those pairs of whom one brought the other up."""
        if not wanted:
            return frozenset()
        told = (mention for mentions in self.network.mentions.values() for mention in mentions)
        pairs = (pair_of(mention.whom, near) for mention in told for near in mention.beside if mention.whom != near)
        return wanted.intersection(pairs)


def _tried(network: Network) -> Iterable[Pair]:
    """Introductions in any state, an idea or a refusal too, and those asked for as a favour."""
    for meeting in network.meetings:
        yield pair_of(meeting.a, meeting.b)
        if meeting.introducer != ME:
            yield pair_of(meeting.introducer, meeting.a)
            yield pair_of(meeting.introducer, meeting.b)
    people: Mapping[PersonId, Someone] = network.people
    for favour in favours_of(network):
        for whom in (favour.target, favour.redirected_to):
            if whom in people and whom != favour.person:
                yield pair_of(favour.person, whom or "")


def _introduced(one: Someone, other: Someone) -> bool:
    """Whether one was met through the other, as their note has it."""
    through = one.card.introduced_by if one.card else None
    return through is not None and _same(through, other)


def _same(name: Name, someone: Someone) -> bool:
    said = fold(stem(name.text))
    aliases = [alias.text for alias in someone.card.aliases] if someone.card else []
    return said in {fold(text) for text in (someone.name, stem(someone.path or someone.name), *aliases)}
