"""Two people → what speaks for one person behind both and what against, each with its worth and where it stands.

The worths are settled on one half of the labelled names in the tests; docs/duplicates.md tells them and how they do on
the other half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.names import fold, stem
from vaultkit.metrics.twins.facts import Facts
from vaultkit.metrics.twins.likeness import ENOUGH, UNLIKE, Likeness, agree, agree_given, likeness
from vaultkit.metrics.twins.names import Form, Reading
from vaultkit.model import Place
from vaultkit.wording import few

Relation: TypeAlias = Literal["name", "given", "family", "open", "none"]
FULL_NAME, ONE_WORD = 0.82, 0.4  # that two of one name are one person, before anything else is known
BEGIN = {"given": 0.4, "family": 0.05, "open": 0.45, "none": 0.1}  # where the names are not alike
# What of the doubt is left after a sign for it:
PAGE, MAIL, NUMBER, NUMBER_AT_WORK, BORN, BORN_ON, AT_ORG, AT_DOMAIN, LOCAL = (
    0.1, 0.15, 0.3, 0.55, 0.2, 0.5, 0.7, 0.8, 0.35,
)  # fmt: skip
# What of the likeness is left after a sign against it:
TOLD_APART, GENERATION, ONE_GENERATION, OTHER_BIRTHDAY, OTHER_PAGE, OTHER_WORK, OTHER_ORG, OTHER_MAIL, OTHER_BOX = (
    0.0, 0.05, 0.6, 0.1, 0.4, 0.45, 0.7, 0.9, 0.85,
)  # fmt: skip
OTHER_NAME, OTHER_NAME_PAGE, OTHER_GIVEN, HINT, TOGETHER, ACQUAINTED = 0.5, 0.85, 0.3, 0.85, 0.15, 0.2


class Evidence(NamedTuple):
    """One sign, in words, and where it is written; `left` is what of the doubt, or of the likeness, it leaves."""

    why: str
    places: tuple[Place, ...]
    left: float = 1.0
    sure: bool = False  # an address, number or page of one's own


class Weighed(NamedTuple):
    """Two people, weighed."""

    score: float
    alike: Likeness
    for_: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    names: tuple[Reading, Reading]  # those that are most alike


def weigh(one: Facts, other: Facts, shared: frozenset[str]) -> Weighed:
    """Two people → how likely they are one; `shared` are addresses that are nobody's own."""
    alike, names = _nearest(one, other)
    if not alike.score and not _share(one, other):
        return Weighed(0.0, alike, (), (), names)
    relation = "name" if alike.score else _relation(one, other)
    for_ = [*_same(one, other, shared), *_same_local_part(one, other, relation)]
    if not alike.score and not any(each.sure for each in for_):
        return Weighed(0.0, alike, (), (), names)
    score = (FULL_NAME if _is_whole(names[0]) else ONE_WORD) * alike.score if alike.score else BEGIN[relation]
    against = [*_unlike_names(one, other, relation, for_), *_differ(one, other, names, for_)]
    left = 1.0
    for each in for_:
        left *= each.left
    score = 1 - (1 - score) * left
    for each in against:
        score *= each.left
    also = tuple(name.text for each, name in zip((one, other), names, strict=True) if name is not each.names[0])
    told = [Evidence(_told(alike, names, also), (one.place, other.place))] if alike.score else []
    return Weighed(score, alike, (*told, *for_), tuple(against), names)


# --- names ---


def _nearest(one: Facts, other: Facts) -> tuple[Likeness, tuple[Reading, Reading]]:
    """The names of two people, aliases too, that are most alike."""
    best, names = UNLIKE, (one.names[0], other.names[0])
    for name in one.names:
        for its in other.names:
            found = likeness(name, its)
            if found.score > best.score:
                best, names = found, (name, its)
        if best.score > ENOUGH:
            break
    if best.score and not _is_whole(names[0]) and _is_whole(one.names[0]) and _is_whole(other.names[0]):
        return UNLIKE, (one.names[0], other.names[0])  # both are called Alex, and their full names are others
    return best, names


def _is_whole(name: Reading) -> bool:
    """Whether a name has a given and a family name."""
    return bool(name.forms and name.forms[0].given)


def _told(alike: Likeness, names: tuple[Reading, Reading], also: tuple[str, ...]) -> str:
    """What makes two people's names alike, in words; `also` are those of the names that are aliases."""
    if len(also) == 2 and fold(also[0]) == fold(also[1]):
        return f"both go by “{also[0]}”"
    if also and not alike.words and not _is_whole(names[0]):
        return f"one goes by “{also[0]}”, as the other is called"
    return _words(alike, names) + (f", going by {few([f'“{text}”' for text in also])}" if also else "")


def _words(alike: Likeness, names: tuple[Reading, Reading]) -> str:
    """What makes two names alike, in words."""
    said = [SAID[kind].format(this.capitalize(), that.capitalize()) for kind, this, that in alike.words]
    if "further" in alike.kinds:
        said.append("one has a further family name")
    if not said:
        plain = sorted(names[0].words) == sorted(names[1].words)
        said = ["the same name" if plain else "the same name but for titles and further names"]
    listed = ("," in names[0].text) != ("," in names[1].text)
    turned = "turned" in alike.kinds or (listed and not alike.words)
    return "; ".join(said) + (", in another order" if turned else "")


SAID = {
    "marks": "{} and {} are one name, written without its marks",
    "sound": "{} and {} are spellings of one name",
    "nickname": "{} and {} stand for one name",
    "form": "{} and {} are forms of one name",
    "cousin": "{} and {} are short for one name",
    "near": "{} and {} sound alike",
    "slip": "{} and {} are a slip apart",
    "letter": "{} and {} are a letter apart",
    "initial": "{} and {}: the initial fits",
    "initials": "{} and {}: the initials fit",
    "cut": "{} and {}: the initial fits",
}


def _relation(one: Facts, other: Facts) -> Relation:
    """Two people whose names are not alike → what of them is."""
    forms, its_forms = _as_written(one), _as_written(other)
    if not forms or not its_forms or not all(form.given for form in (*forms, *its_forms)):
        return "open"
    pairs = [(form, its) for form in forms for its in its_forms]
    if any(agree_given(form.given[0], its.given[0]) for form, its in pairs):
        return "given"
    return (
        "family" if any(agree(form.whole, its.whole) in ("same", "marks", "sound") for form, its in pairs) else "none"
    )


def _as_written(facts: Facts) -> list[Form]:
    return [name.forms[0] for name in facts.names if name.forms]


def _unlike_names(one: Facts, other: Facts, relation: Relation, for_: list[Evidence]) -> Iterator[Evidence]:
    places = (one.place, other.place)
    if relation == "family":
        yield Evidence("one family name, but other given names", places, OTHER_GIVEN)
    elif relation == "none":
        page = any(each.left == PAGE for each in for_)
        yield Evidence("the names have nothing in common", places, OTHER_NAME_PAGE if page else OTHER_NAME)


# --- for ---


def _share(one: Facts, other: Facts) -> bool:
    """Whether there is anything but a name by which two can be one."""
    mails, pages = one.mails & other.mails, one.profiles & other.profiles
    return bool(mails or pages or one.phones & other.phones or one.local_parts & other.local_parts)


def _same(one: Facts, other: Facts, shared: frozenset[str]) -> Iterator[Evidence]:
    """What both have."""
    places = (one.place, other.place)
    at_work = bool(_orgs_of(one) & _orgs_of(other))
    for what, kind, its, left in (
        ("e-mail", one.mails, other.mails, MAIL),
        ("page", one.profiles, other.profiles, PAGE),
        ("number", one.phones, other.phones, NUMBER_AT_WORK if at_work else NUMBER),
    ):
        if kind and (same := sorted((kind & its) - shared)):
            yield Evidence(f"the same {what}: {few([_bare(each) for each in same], 2)}", places, left, sure=True)
    if one.birthday and other.birthday and not born_apart(one, other):
        year = one.birthday.year and other.birthday.year
        yield Evidence("the same birthday", places, BORN if year else BORN_ON)
    if at_work:
        yield _same_org(one, other)
    elif one.domains & other.domains and not one.mails & other.mails:
        yield Evidence(f"addresses at {min(one.domains & other.domains)}", places, AT_DOMAIN)


def _same_org(one: Facts, other: Facts) -> Evidence:
    key, name, place, _ = next(org for org in one.orgs if org[0] in _orgs_of(other))
    its = next(org[2] for org in other.orgs if org[0] == key)
    return Evidence(f"both at {stem(name)}", (place, its), AT_ORG)


def _same_local_part(one: Facts, other: Facts, relation: Relation) -> Iterator[Evidence]:
    """One's old address names the other: greta.papa@ of Greta Papa, and of Greta Holm."""
    if relation != "given" or one.mails & other.mails:
        return
    for local in sorted(one.local_parts & other.local_parts):
        if any(word in local for each in (one, other) for form in _as_written(each) for word in form.family):
            yield Evidence(f"the same part before the @: {local}", (one.place, other.place), LOCAL, sure=True)
            return


# --- against ---


def _differ(one: Facts, other: Facts, names: tuple[Reading, Reading], for_: list[Evidence]) -> Iterator[Evidence]:
    """What only one of two people can have."""
    places = (one.place, other.place)
    yield from told_apart(one, other)
    yield from _generations(one, other)
    if one.birthday and other.birthday and born_apart(one, other):
        yield Evidence("different birthdays", places, OTHER_BIRTHDAY)
    sites = one.sites & other.sites
    if sites and not one.profiles & other.profiles:
        yield Evidence(f"different pages at {min(sites)}", places, OTHER_PAGE)
    yield from _work_differs(one, other)
    for name, its in ((names[0], other), (names[1], one)):
        if name.hint and not any(fold(name.hint) == fold(org[1]) for org in its.orgs) and not _sure(for_):
            yield Evidence(f"one is told apart as “{name.hint}”", places, HINT)


def _sure(for_: list[Evidence]) -> bool:
    return any(each.sure for each in for_)


def told_apart(one: Facts, other: Facts) -> Iterator[Evidence]:
    """`distinct_from` on either note."""
    for each, its in ((one, other), (other, one)):
        if each.someone.card and each.someone.card.distinct_from:
            called = _called(its)
            for name in each.someone.card.distinct_from:
                if fold(name.text.removesuffix(".md")) in called:
                    place = Place(each.place.path, name.line)
                    yield Evidence("`distinct_from` says they are two", (place,), TOLD_APART)


def _called(facts: Facts) -> set[str]:
    bare = facts.id.removesuffix(".md")
    return {fold(bare), fold(stem(facts.id)), fold(facts.name), *(fold(name.text) for name in facts.names)}


def _generations(one: Facts, other: Facts) -> Iterator[Evidence]:
    mine, its = one.names[0].generation, other.names[0].generation
    if mine != its:
        both = bool(mine and its)
        said = f"{mine} and {its}" if both else f"only one is {mine or its}"
        yield Evidence(said, (one.place, other.place), GENERATION if both else ONE_GENERATION)


def born_apart(one: Facts, other: Facts) -> bool:
    """Whether two have birthdays that differ."""
    mine, its = one.birthday, other.birthday
    if mine is None or its is None:
        return False
    years_differ = bool(mine.year and its.year and mine.year != its.year)
    return years_differ or (mine.month, mine.day) != (its.month, its.day)


def _work_differs(one: Facts, other: Facts) -> Iterator[Evidence]:
    places = (one.place, other.place)
    mails = bool(one.mails and other.mails and not one.mails & other.mails)
    now = [{org[0] for org in each.orgs if org[3]} for each in (one, other)]
    orgs = bool(now[0] and now[1] and not _orgs_of(one) & _orgs_of(other))
    if orgs:
        mine, its = (next(org for org in each.orgs if org[3]) for each in (one, other))
        said = f"one is at {stem(mine[1])}, the other at {stem(its[1])}"
        other_mails = ", with other addresses" if mails else ""
        yield Evidence(said + other_mails, (mine[2], its[2]), OTHER_WORK if mails else OTHER_ORG)
    elif mails:
        box = bool(one.domains & other.domains)
        yield Evidence(
            f"two addresses at {min(one.domains & other.domains)}" if box else "other addresses",
            places,
            OTHER_BOX if box else OTHER_MAIL,
        )


def _orgs_of(facts: Facts) -> set[str]:
    return {org[0] for org in facts.orgs}


def _bare(identity: str) -> str:
    return identity.partition(":")[2]
