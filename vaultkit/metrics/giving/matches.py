"""Needs × offers: whom I could introduce, with a reason for both; what I can help with; who shares a topic.

Through an index of words, so that a thousand contacts are no million pairs. Only people who can be written to now are
in it, and nobody of whom nothing may be repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple, TypeAlias

from vaultkit.graph.edges import pair_of
from vaultkit.graph.network import Pair, PersonId
from vaultkit.metrics.discretion import confided, restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import short_of_time
from vaultkit.metrics.giving.acquainted import Acquainted
from vaultkit.metrics.giving.topics import meet, subject, telling
from vaultkit.metrics.standing import Standing

TAKEN = 6  # people a need is brought together with: those of the strongest ties who offer the like
FEW = 3  # a topic of more people than this tells little of each
ABOUT = 2  # words in which a topic can be told; in a longer text each word is but a part of it
PLAIN_TAGS = frozenset("person people contact contacts imported import friend client peer mentor colleague".split())


class Match(NamedTuple):
    """What one needs and another offers."""

    need: str
    offer: str


class Introduction(NamedTuple):
    """Two contacts who could help each other and do not know each other; one at least needs what the other offers."""

    one: Standing
    other: Standing
    for_one: tuple[Match, ...]
    for_other: tuple[Match, ...]


class Help(NamedTuple):
    """A need of a contact's that I can answer myself."""

    standing: Standing
    match: Match


class Shared(NamedTuple):
    """Two contacts about the same few things, without a tie between them: each with the words it is told in."""

    one: Standing
    other: Standing
    words: tuple[str, str]


def introductions(findings: Findings) -> tuple[Introduction, ...]:
    """Needs × offers of two contacts, both ways helped first, then by the weaker of the two ties."""
    people = _able(findings)
    found = _met(people, findings.today)
    taken = Acquainted(findings.network).among(found)
    by_id = {standing.someone.id: standing for standing in people}
    made = [
        Introduction(by_id[one], by_id[other], *found[one, other]) for one, other in found if (one, other) not in taken
    ]
    return tuple(sorted((_turned(chance) for chance in made), key=_most_worth))


def helps(findings: Findings) -> tuple[Help, ...]:
    """The needs of contacts that an offer of mine meets, the strongest tie first."""
    mine = findings.network.me.offers if findings.network.me else ()
    if not mine:
        return ()
    return tuple(
        Help(standing, Match(need, offer))
        for standing in _able(findings)
        if standing.someone.card
        for need in standing.someone.card.needs
        for offer in islice((offer for offer in mine if meet(need, offer)), 1)
    )


def shared_topics(findings: Findings, beyond: Iterable[Introduction] = ()) -> tuple[Shared, ...]:
    """Two people, no tie between them, and a topic that hardly anybody else has; the weaker tie decides the order.

    A single word that was only learned of both, in passing, is no topic; nor is what a whole table was told. Pairs in
    `beyond` have a better reason.
    """
    people = [standing for standing in _able(findings) if not short_of_time(standing.someone, findings.today)]
    by_id = {standing.someone.id: standing for standing in people}
    pairs = _of_a_topic(people, findings)
    taken = Acquainted(findings.network).among(pairs) | {_pair(chance) for chance in beyond}
    found = [
        Shared(by_id[one], by_id[other], words) for (one, other), words in pairs.items() if (one, other) not in taken
    ]
    return tuple(sorted(found, key=lambda shared: _by_tie(shared.one, shared.other)))


# --- who, and in which order ---


def _able(findings: Findings) -> list[Standing]:
    """Those who can be written to, with a note that may be quoted; the strongest tie first."""
    return sorted(filter(_is_able, findings.standings.values()), key=lambda s: (-s.strength, s.someone.id))


def _is_able(standing: Standing) -> bool:
    """An imported note alone is no acquaintance yet."""
    card = standing.someone.card
    if card is None or not standing.approachable or restricted(standing.someone):
        return False
    return standing.tie is not None or not (card.imported or "imported" in card.tags)


def _by_tie(one: Standing, other: Standing) -> tuple[float, PersonId, PersonId]:
    return -min(one.strength, other.strength), one.someone.id, other.someone.id


def _pair(chance: Introduction) -> Pair:
    return pair_of(chance.one.someone.id, chance.other.someone.id)


def _turned(chance: Introduction) -> Introduction:
    """Whoever needs something stands first."""
    if chance.for_one:
        return chance
    return Introduction(chance.other, chance.one, chance.for_other, chance.for_one)


def _most_worth(chance: Introduction) -> tuple[bool, tuple[float, PersonId, PersonId]]:
    return not (chance.for_one and chance.for_other), _by_tie(chance.one, chance.other)


# --- needs × offers ---

Both: TypeAlias = tuple[tuple[Match, ...], tuple[Match, ...]]
Offered: TypeAlias = tuple[int, PersonId, str]  # the giver's rank by the strength of the tie, the giver, the offer


def _met(people: Sequence[Standing], today: date) -> dict[Pair, Both]:
    """Pairs of people → what each could do for the other: for each need, those closest to me who offer the like."""
    shelf = _offers([standing for standing in people if not short_of_time(standing.someone, today)])
    found: dict[Pair, Both] = {}
    for standing in people:
        seeker = standing.someone.id
        for need in standing.someone.card.needs if standing.someone.card else ():
            fitting = ((giver, offer) for _, giver, offer in _offered(need, shelf) if giver != seeker)
            for giver, offer in islice(fitting, TAKEN):
                _add(found, seeker, giver, Match(need, offer))
    return found


def _offers(people: Sequence[Standing]) -> Mapping[str, list[Offered]]:
    """Each word → the offers that have it, those of the strongest ties."""
    shelf: dict[str, list[Offered]] = defaultdict(list)
    for rank, standing in enumerate(people):
        for offer in standing.someone.card.offers if standing.someone.card else ():
            for word in subject(offer):
                if len(shelf[word]) < 2 * TAKEN:
                    shelf[word].append((rank, standing.someone.id, offer))
    return shelf


def _offered(need: str, shelf: Mapping[str, list[Offered]]) -> Iterator[Offered]:
    """The offers that meet a need, those of the strongest ties first."""
    near = {offered for word in subject(need) for offered in shelf.get(word, ())}
    return (offered for offered in sorted(near) if meet(need, offered[2]))


def _add(found: dict[Pair, Both], seeker: PersonId, giver: PersonId, match: Match) -> None:
    pair = pair_of(seeker, giver)
    for_one, for_other = found.get(pair, ((), ()))
    found[pair] = ((*for_one, match), for_other) if pair[0] == seeker else (for_one, (*for_other, match))


# --- topics ---


class _Topics(NamedTuple):
    """What one person is about: each telling word and the text it is from."""

    declared: Mapping[str, str]  # what they offer, need and are
    learned: Mapping[str, str]


def _of_a_topic(people: Sequence[Standing], findings: Findings) -> dict[Pair, tuple[str, str]]:
    topics = {standing.someone.id: _topics(standing, findings) for standing in people}
    by_word: dict[str, list[PersonId]] = defaultdict(list)
    for person, (declared, learned) in topics.items():
        for word in declared.keys() | learned.keys():
            by_word[word].append(person)
    found: dict[Pair, tuple[str, str]] = {}
    in_passing: dict[Pair, int] = defaultdict(int)
    for word in sorted(word for word, whose in by_word.items() if 1 < len(whose) <= FEW):
        for one, other in _pairs(by_word[word]):
            mine, theirs = topics[one], topics[other]
            in_passing[one, other] += 1
            if _is_about(mine, word) or _is_about(theirs, word) or in_passing[one, other] > 1:
                found.setdefault((one, other), (_told(mine, word), _told(theirs, word)))
    return found


def _is_about(topics: _Topics, word: str) -> bool:
    """Whether something they declare is about just that, or that and one thing more."""
    return word in topics.declared and len(subject(topics.declared[word])) <= ABOUT


def _pairs(people: Iterable[PersonId]) -> Iterator[Pair]:
    ordered = sorted(people)
    return ((one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :])


def _topics(standing: Standing, findings: Findings) -> _Topics:
    someone = standing.someone
    card = someone.card
    if card is None:
        return _Topics({}, {})
    declared = {word: text for text in (*card.offers, *card.needs, card.title or "") for word in telling(text)}
    declared |= {word: f"#{tag}" for tag in card.tags if tag not in PLAIN_TAGS for word in telling(tag)}
    if confided(someone):
        return _Topics(declared, {})
    alone = (touch for touch in findings.network.between(someone.id).touches if touch.people == 2)
    learned = (text for touch in alone for text in touch.learned)
    return _Topics(declared, {word: text for text in learned for word in telling(text)})


def _told(topics: _Topics, word: str) -> str:
    return topics.declared.get(word) or topics.learned[word]
