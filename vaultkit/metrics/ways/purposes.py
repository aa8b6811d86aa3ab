"""What an introduction to somebody is for, from what the notes say; and what only the user can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.topics import meet
from vaultkit.metrics.ways.targets import Target
from vaultkit.model import Place
from vaultkit.records.kinds import Person

MOST = 6


class Purpose(NamedTuple):
    """One thing to say, and where it stands."""

    kind: str  # why you asked, what for, who they are, need, offer, spoken of
    text: str
    place: Place


def purposes(findings: Findings, target: Target) -> tuple[tuple[Purpose, ...], tuple[str, ...]]:
    """A target → what to say of why, and what is left to fill in."""
    network = findings.network
    someone = network.people.get(target.id)
    card = someone.card if someone else None
    found = [*_told_before(network, target), *(_of_card(card) if card else ())]
    found += [*(_met_needs(network.me, card) if card else ()), *_spoken_of(network, target)]
    kinds = {purpose.kind for purpose in found}
    missing = []
    if not kinds & {"need", "offer"}:
        missing.append(f"why {target.name}, of all people")
    if "what for" not in kinds:
        missing.append("what you hope will come of it")
    return tuple(dict.fromkeys(found))[:MOST], tuple(missing)


def _told_before(network: Network, target: Target) -> Iterator[Purpose]:
    """What I wrote down when I asked somebody about them, the latest first."""
    asks = [f for d in network.dealings.values() for f in d.favours if f.direction == "asked" and _is(f.target, target)]
    asks.sort(key=lambda favour: (-(favour.asked.toordinal() if favour.asked else 0), favour.id))
    for favour in asks:
        if favour.why_you:
            asked = network.people[favour.person].name if favour.person in network.people else favour.person
            yield Purpose("why you asked", f"{asked}: {favour.why_you}", favour.places[0])
        if favour.desired_outcome:
            yield Purpose("what for", favour.desired_outcome, favour.places[0])


def _of_card(card: Person) -> Iterator[Purpose]:
    orgs = ", ".join(stem(org.text) for org in card.orgs)
    if card.title or orgs:
        yield Purpose("who they are", " at ".join(filter(None, (card.title, orgs))), card.place)


def _met_needs(me: Person | None, card: Person) -> Iterator[Purpose]:
    """What I need and they offer, and the other way."""
    for need in me.needs if me else ():
        yield from (
            Purpose("need", f"you need {need}, they offer {o}", card.place) for o in card.offers if meet(need, o)
        )
    for need in card.needs:
        offers = me.offers if me else ()
        yield from (Purpose("offer", f"they need {need}, you offer {o}", card.place) for o in offers if meet(need, o))


def _spoken_of(network: Network, target: Target) -> Iterator[Purpose]:
    """What was said where they came up, the latest first."""
    places = {
        mention.place: person
        for path in sorted(network.mentions)
        for mention in network.mentions[path]
        if _is(mention.whom, target)
        for person in mention.beside
    }
    said = (
        (t.day, t.place, t.topic) for place, p in places.items() for t in network.between(p).touches if t.place == place
    )
    for _, place, topic in sorted(said, reverse=True):
        if topic:
            yield Purpose("spoken of", topic, place)


def _is(name: str | None, target: Target) -> bool:
    return name is not None and (name == target.id or fold(name) == fold(target.id))
