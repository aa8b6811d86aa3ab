"""The network → pairs of people who are likely one, or who go by one name and are two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultkit.graph.network import Network, Pair, PersonId
from vaultkit.metrics.twins.blocks import pairs
from vaultkit.metrics.twins.evidence import ACQUAINTED, TOGETHER, Evidence, Weighed, weigh
from vaultkit.metrics.twins.facts import Facts, facts_of, shared_by_many
from vaultkit.metrics.twins.given import stands_for
from vaultkit.model import Place

LIKELY, WORTH_TELLING = 0.6, 0.35
MOST_HOLDERS = 4  # people who share an address or number, from which it says nothing of any two
FITS = 0.5  # a name that fits somebody as well as this is a rival's
SEVERAL_FIT = 0.6
CROWD = 10  # people of one name, from which those who only may be twins are not told any more
VAGUE = frozenset(("initial", "initials", "nickname", "cousin", "form", "near", "cut"))


class Twin(NamedTuple):
    """Two people who may be one; `a` is the one whose note would stay."""

    a: PersonId
    b: PersonId
    score: float
    likely: bool
    for_: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    namesakes: bool = False  # one name, but by the evidence two people


def twins(network: Network) -> tuple[Twin, ...]:
    """Everybody who may be somebody else too, the likeliest first."""
    everybody = facts_of(network)
    shared = shared_by_many(everybody, MOST_HOLDERS)
    crowded = _crowded(everybody)
    found: dict[tuple[int, int], Weighed] = {}
    for one, other in pairs(everybody):
        weighed = weigh(everybody[one], everybody[other], shared)
        if weighed.score >= LIKELY or (not crowded[one] and _worth_telling(weighed)):
            found[one, other] = weighed
    found = _without_rivals(found, everybody)
    met = _meetings(network, {(everybody[one].id, everybody[other].id) for one, other in found})
    ranks = {at: _rank(network, everybody[at]) for at in {at for pair in found for at in pair}}
    told = (
        _twin(everybody[one], everybody[other], weighed, met, stays=ranks[one] <= ranks[other])
        for (one, other), weighed in found.items()
    )
    return tuple(sorted(told, key=lambda twin: (-twin.score, twin.a, twin.b)))


def _twin(one: Facts, other: Facts, weighed: Weighed, met: Mapping[Pair, Evidence], *, stays: bool) -> Twin:
    """A pair as weighed → as it is told; `stays`: the first one's note would."""
    against = weighed.against
    score = weighed.score
    if together := met.get((one.id, other.id)):
        against, score = (*against, together), score * together.left
    a, b = (one, other) if stays else (other, one)
    likely = score >= LIKELY
    score = round(score, 4)
    namesakes = not likely and bool(against) and _one_name(weighed)
    return Twin(a.id, b.id, score, likely, weighed.for_, against, namesakes)


def _worth_telling(weighed: Weighed) -> bool:
    """Whether a pair is worth a look: not one that the user has told apart."""
    return weighed.score >= WORTH_TELLING or (weighed.score > 0 and bool(weighed.against) and _one_name(weighed))


def _crowded(everybody: Sequence[Facts]) -> list[bool]:
    """For each whether more people go by the name than anybody would look through."""
    names = ["".join(sorted(facts.names[0].words)) for facts in everybody]
    count = Counter(names)
    return [count[name] > CROWD for name in names]


def _one_name(weighed: Weighed) -> bool:
    return weighed.alike.score > 0.9 and weighed.alike.kinds <= {"same", "marks", "turned"}


def _rank(network: Network, facts: Facts) -> tuple[bool, bool, int, int, PersonId]:
    """Whose note stays: somebody with one, written by the user, met the most often, of the fullest note."""
    card = facts.someone.card
    said = sum(bool(value) for value in card) if card else 0
    return card is None, bool(card and card.imported), -len(network.between(facts.id).touches), -said, facts.id


# --- an initial or short name that fits several ---


def _without_rivals(
    found: Mapping[tuple[int, int], Weighed], everybody: Sequence[Facts]
) -> dict[tuple[int, int], Weighed]:
    """A vague name that fits several people is none of theirs, unless more than the name says so."""
    fits: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for pair, weighed in found.items():
        if weighed.score >= FITS:
            for at, other in (pair, pair[::-1]):
                fits.setdefault(at, []).append((other, pair))
    likely = {pair for pair, weighed in found.items() if weighed.score >= LIKELY}
    kept = dict(found)
    for pair, weighed in found.items():
        if not weighed.alike.kinds & VAGUE or any(each.sure for each in weighed.for_):
            continue
        at = _vaguer(pair, weighed)
        others = [other for other, _ in fits.get(at, ()) if other not in pair]
        rivals = [other for other in others if not _one_of(other, sum(pair) - at, likely)]
        if rivals:
            names = everybody[at].name, everybody[rivals[0]].name
            more = Evidence(f"{names[0]} may be {names[1]} as well", (everybody[rivals[0]].place,), SEVERAL_FIT)
            kept[pair] = weighed._replace(score=weighed.score * SEVERAL_FIT, against=(*weighed.against, more))
    return kept


def _one_of(one: int, other: int, likely: set[tuple[int, int]]) -> bool:
    return (min(one, other), max(one, other)) in likely


def _vaguer(pair: tuple[int, int], weighed: Weighed) -> int:
    """Of two people the one whose name may stand for more."""
    open_to = [max((_meanings(word) for word in name.words), default=0) for name in weighed.names]
    return pair[0] if open_to[0] >= open_to[1] else pair[1]


def _meanings(word: str) -> int:
    return 1_000 if len(word) == 1 else len(stands_for(word))


# --- people who were seen together ---


def _meetings(network: Network, asked: set[Pair]) -> dict[Pair, Evidence]:
    """Pairs of people → those who were at one table, were introduced, or know each other: they are two."""
    wanted = {person for pair in asked for person in pair}
    found: dict[Pair, Evidence] = {}
    for pair, place, why, left in _together(network, wanted):
        for both in (pair, pair[::-1]):
            if both in asked:
                found.setdefault(both, Evidence(why, (place,), left))
    return found


def _together(network: Network, wanted: set[PersonId]) -> Iterator[tuple[Pair, Place, str, float]]:
    for path in sorted(network.tables):
        for table in network.tables[path]:
            present = [person for person in table.people if person in wanted]
            for at, one in enumerate(present[:50]):
                for other in present[at + 1 : 50]:
                    yield (one, other), table.place, "both were there", TOGETHER
    for meeting in network.meetings:
        yield (meeting.a, meeting.b), meeting.place, "they were introduced to each other", TOGETHER
    for path in sorted(network.cards):
        for edge in network.cards[path]:
            if edge.kind == "knows" and edge.target in wanted:
                yield (path, edge.target), edge.places[0], "one knows the other", ACQUAINTED
