"""Two names → how alike they are, from 0 to 1, and in what; the numbers are told in docs/duplicates.md."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from vaultkit.graph.letters import sound, unmarked
from vaultkit.metrics.twins.given import is_short, known, spelled, stands_for
from vaultkit.metrics.twins.names import Form, Reading

# How a word of one name agrees with that of another → how much of the likeness is left.
WORTH = {
    "same": 1.0, "marks": 0.98, "sound": 0.93, "nickname": 0.88, "slip": 0.85, "initials": 0.75, "form": 0.72,
    "initial": 0.72, "near": 0.7, "letter": 0.7, "cousin": 0.7, "cut": 0.68,
}  # fmt: skip
ALIKE = ("same", "marks", "sound")  # from the best
FURTHER_FAMILY, FURTHER_GIVEN, TURNED, OTHER_MIDDLE = 0.88, 0.98, 0.98, 0.5
SHORTEST_SLIP, SHORTEST_TWO, SHORTEST_LETTER = 6, 10, 9  # letters from which a slip of the pen is one


class Likeness(NamedTuple):
    """How alike two names are: `kinds` are WORTH's words, and turned, further, middle."""

    score: float
    kinds: frozenset[str] = frozenset()
    words: tuple[tuple[str, str, str], ...] = ()  # what is not quite the same: kind, this word, that word


UNLIKE = Likeness(0.0)
ENOUGH = 0.9  # no other way to read the two is looked for then


def likeness(one: Reading, other: Reading) -> Likeness:
    """Two names as read → the best likeness of any two of their forms; but one of them is as it is written."""
    if not one.forms or not other.forms:
        return UNLIKE
    best = UNLIKE
    for form in one.forms:
        for its in other.forms:
            if form.turned and its.turned:
                continue
            found = _forms_alike(form, its)
            if found.score > best.score:
                best = found
        if best.score > ENOUGH:
            break
    return best


def _forms_alike(one: Form, other: Form) -> Likeness:
    given = _givens_alike(one, other)
    if not given[0]:
        return UNLIKE
    family = _families_alike(one, other)
    if not family[0]:
        return UNLIKE
    kind, score, this, that = family
    its_kind, its_score, its_this, its_that = given
    kinds = {kind, its_kind}
    if len(one.family) != len(other.family) and one.whole != other.whole:
        kinds.add("further")
        score *= FURTHER_FAMILY
    score *= its_score * _middle(one, other, kinds)
    if one.turned or other.turned:
        kinds.add("turned")
        score *= TURNED
    words = tuple(
        word for word in ((kind, this, that), (its_kind, its_this, its_that)) if word[0] != "same" and word[1]
    )
    return Likeness(score, frozenset(kinds), words)


Agreement = tuple[str, float, str, str]  # the kind, what it is worth, the two words
NO: Agreement = ("", 0.0, "", "")


def _families_alike(one: Form, other: Form) -> Agreement:
    """Two family names → how they agree: as a whole, or one as a part of the other."""
    kind = agree(one.whole, other.whole)
    found = (kind, WORTH[kind], one.whole, other.whole) if kind else NO
    if found[1] > WORTH["slip"]:
        return found
    few, many = (one, other) if len(one.family) <= len(other.family) else (other, one)
    kind = _within(few.family, many.family)
    if not kind or WORTH[kind] <= found[1]:
        return found
    return kind, WORTH[kind], "".join(one.family), "".join(other.family)


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> str:
    """Parts of a family name, and those of a longer one → how the first agree with some of the second, each."""
    worst = "same"
    for word in few:
        kinds = [agree(word, its) for its in many]
        kind = next((kind for kind in ALIKE if kind in kinds), "")
        if not kind:
            return ""
        worst = max(worst, kind, key=ALIKE.index)
    return worst


def _givens_alike(one: Form, other: Form) -> Agreement:
    """Two sets of given names → how their first ones agree, or all in one word."""
    if not one.given or not other.given:
        return ("same", 1.0, "", "") if one.given == other.given else NO
    first, its_first = one.given[0], other.given[0]
    kind = agree_given(first, its_first)
    if len(one.given) != len(other.given):
        whole, its_whole = "".join(one.given), "".join(other.given)
        joined = agree(whole, its_whole)
        if joined in ("same", "marks", "sound"):
            return joined, WORTH[joined], whole, its_whole
    if kind == "initial" and _seconds_agree(one, other):
        kind = "initials"
    return (kind, WORTH[kind], first, its_first) if kind else NO


def _seconds_agree(one: Form, other: Form) -> bool:
    """Whether both have a second given name, and they agree: E. M. and Elin Maria."""
    return bool(one.given[1:] and other.given[1:] and agree_given(one.given[1], other.given[1]))


def _middle(one: Form, other: Form, kinds: set[str]) -> float:
    """What is left where one has a further given name, or each another one."""
    rest, its_rest = one.given[1:], other.given[1:]
    if not rest and not its_rest:
        return 1.0
    if not rest or not its_rest:
        return FURTHER_GIVEN if "".join(one.given) != "".join(other.given) else 1.0
    if agree_given(rest[0], its_rest[0]) or set(rest) & set(its_rest):
        return 1.0
    kinds.add("middle")
    return OTHER_MIDDLE


@lru_cache(maxsize=1 << 17)
def agree(one: str, other: str) -> str:
    """Two plain words → how they agree, one of WORTH's words; "" where they do not."""
    if one == other:
        return "same"
    if not one or not other:
        return ""
    if len(one) == 1 or len(other) == 1:
        return "cut" if one[0] == other[0] else ""
    if unmarked(one) == unmarked(other):
        return "marks"
    if sound(one) == sound(other):
        return "sound"
    return _slip(one, other)


@lru_cache(maxsize=1 << 17)
def agree_given(one: str, other: str) -> str:
    """Two plain given names → the same; Jan and Jana are two."""
    if len(one) == 1 or len(other) == 1:
        return "same" if one == other else "initial" if _initial(one) == _initial(other) else ""
    kind = agree(one, other)
    if kind in ("same", "marks"):
        return kind
    if spelled(one) & spelled(other):
        return "sound" if kind in ("slip", "letter") or _spelled_alike(one, other) else kind or "form"
    if spelled(one) & stands_for(other) or spelled(other) & stands_for(one):
        return "nickname" if is_short(one) or is_short(other) else "form"
    if _endings_differ(one, other):
        return ""
    both_known = known(one) and known(other)
    if kind == "letter" or (kind == "slip" and both_known):
        return ""
    if kind == "sound" and both_known:
        return "near"  # Ian and Jan
    return kind or ("cousin" if stands_for(one) & stands_for(other) else "")


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two spellings of one name differ in a letter or two alone: Kristina and Christina, not Ivan and John."""
    from rapidfuzz.distance import OSA

    return max(len(one), len(other)) >= SHORTEST_SLIP and OSA.distance(one, other) <= 2


def _initial(word: str) -> str:
    return sound(word)[:1] if len(word) > 1 else {"c": "k", "y": "i", "j": "i", "w": "v"}.get(word, word)


def _endings_differ(one: str, other: str) -> bool:
    """Whether two given names differ in their last vowels alone: Jan and Jana, Mario and Maria."""
    return one != other and sound(one).rstrip("aeiou") == sound(other).rstrip("aeiou") and sound(one) != sound(other)


def _slip(one: str, other: str) -> str:
    """Two words → `slip` where one may be the other mistyped, `letter` where they are as likely two names."""
    longest = max(len(one), len(other))
    if longest < SHORTEST_SLIP or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return ""
    from rapidfuzz.distance import OSA

    if one.rstrip("s") == other.rstrip("s"):
        return "letter"  # Robert and Roberts
    apart = OSA.distance(one, other, score_cutoff=2)
    if apart == 1 and (len(one) != len(other) or longest >= SHORTEST_LETTER or sorted(one) == sorted(other)):
        return "slip"
    if apart == 2 and longest >= SHORTEST_TWO:
        return "slip"
    return "letter" if apart == 1 else ""
