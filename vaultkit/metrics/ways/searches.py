"""What is looked for in people: an organisation, a role, a skill, anything said → whose notes show it, and where.

Words are compared folded, each with the beginning of a word: `design` finds "Designer". How well a find fits is a
number up to 1: what somebody is or offers now counts whole; what they were, are filed under or once said counts less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.ways.jobs import Job, domain_people, jobs_of, people_at, with_parts
from vaultkit.metrics.ways.spellings import organization_names
from vaultkit.model import NotePath, Place

NOW, ADDRESS, FILED, PAST, SAID = 1.0, 0.8, 0.7, 0.5, 0.5


class Search(NamedTuple):
    """What is looked for; where several things are, all have to be found in one person."""

    org: str | None = None
    role: str | None = None
    skill: str | None = None
    text: str | None = None

    def wanted(self) -> tuple[tuple[str, str], ...]:
        """Each thing looked for, with what it is."""
        return tuple((option, text) for option, text in self._asdict().items() if text)


class Match(NamedTuple):
    """One find: what was looked for, how well it fits, the words and where they stand."""

    option: str
    fit: float
    words: str
    place: Place


Found: TypeAlias = dict[PersonId, Match]


def found_in(findings: Findings, search: Search) -> dict[PersonId, tuple[Match, ...]]:
    """Everybody in whose notes all that is looked for is found, each with the best find of each."""
    found: dict[PersonId, tuple[Match, ...]] | None = None
    for option, text in search.wanted():
        finds = _best(FINDERS[option](findings.network, text), found)
        found = {person: (*(found or {}).get(person, ()), match) for person, match in finds.items()}
    return found or {}


def _best(matches: Iterable[tuple[PersonId, Match]], among: Mapping[PersonId, object] | None) -> Found:
    found: Found = {}
    for person, match in matches:
        if among is None or person in among:
            known = found.get(person)
            if known is None or match.fit > known.fit:
                found[person] = match
    return dict(sorted(found.items()))


def known_words(network: Network, option: str) -> tuple[str, ...]:
    """What could have been looked for by an option: names of organisations, roles, skills."""
    if option == "org":
        return tuple(organization_names(network).values())
    cards = (someone.card for someone in network.people.values() if someone.card)
    if option == "role":
        return tuple({word for card in cards for word in (*card.roles, *filter(None, (card.title,)))})
    return tuple({word for card in cards for word in (*card.offers, *filter(None, (card.title,)), *card.tags)})


class Words:
    """A text looked for."""

    def __init__(self, text: str) -> None:
        self._words = _bare(fold(text)).split()

    def __call__(self, text: str) -> bool:
        """Whether each of the words begins one of a text's."""
        folded = fold(text)
        if not self._words or not all(word in folded for word in self._words):  # most texts end here
            return False
        words = _bare(folded).split()
        return all(any(each.startswith(word) for each in words) for word in self._words)


def _bare(folded: str) -> str:
    """A folded text without marks, but for those that names like C# and C++ are made of."""
    return "".join(letter if letter.isalnum() or letter in "+#" else " " for letter in folded)


# --- organisations ---


def _by_org(network: Network, text: str) -> Iterator[tuple[PersonId, Match]]:
    notes, fits = _organizations(network, text), Words(text)
    wanted = notes | {org for org, name in organization_names(network).items() if fits(name)}
    for person in sorted(people_at(network, wanted)):
        for job in jobs_of(network, person):
            if job.org in wanted:
                yield person, Match("org", NOW if job.now else PAST, _job_words(job), job.place)
    domains = [domain for path in notes for domain in network.organizations[path].domains]
    for person, email, place in domain_people(network, [*domains, *([text] if "." in text else [])]):
        yield person, Match("org", ADDRESS, f"writes from {email.rpartition('@')[2]}", place)


def _job_words(job: Job) -> str:
    title = f"{job.title} at {job.name}" if job.title else f"at {job.name}"
    if job.now:
        return title
    return f"{title}, until {job.end.year}" if job.end else f"{title}, once"


def _organizations(network: Network, text: str) -> set[NotePath]:
    """The organisations' notes that a name fits, and those of whatever belongs to them."""
    fits, wanted = Words(text), fold(text.removesuffix(".md"))
    found = {
        path
        for path, note in network.organizations.items()
        if any(map(fits, (note.name, *(alias.text for alias in note.aliases)))) or fold(path[:-3]) == wanted
    }
    return with_parts(network, found)


# --- roles, skills, and whatever was said ---


def _by_role(network: Network, text: str) -> Iterator[tuple[PersonId, Match]]:
    fits = Words(text)
    for person, someone in network.people.items():
        card = someone.card
        for word in card.roles if card else ():
            if fits(word):
                yield person, Match("role", NOW, word, Place(person, 1))
        if card and card.title and fits(card.title):
            yield person, Match("role", NOW, card.title, card.place)
        for position in card.positions if card else ():
            if position.title and fits(position.title):
                at = f"{position.title} at {stem(position.org.text)}"
                yield person, Match("role", PAST if position.end else NOW, at, Place(person, position.org.line))


def _by_skill(network: Network, text: str) -> Iterator[tuple[PersonId, Match]]:
    fits = Words(text)
    for person, someone in network.people.items():
        yield from ((person, match) for match in _skills(someone, fits))
        for touch in reversed(network.between(person).touches):
            for learned in filter(fits, touch.learned):
                yield person, Match("skill", SAID, learned, touch.place)


def _skills(someone: Someone, fits: Words) -> Iterator[Match]:
    card = someone.card
    if card is None:
        return
    yield from (Match("skill", NOW, f"offers {each}", card.place) for each in card.offers if fits(each))
    if card.title and fits(card.title):
        yield Match("skill", FILED, card.title, card.place)
    yield from (Match("skill", FILED, f"#{tag}", card.place) for tag in card.tags if fits(tag))


def _by_text(network: Network, text: str) -> Iterator[tuple[PersonId, Match]]:
    fits = Words(text)
    for person, someone in network.people.items():
        yield from ((person, match._replace(option="text")) for match in _skills(someone, fits))
        between = network.between(person)
        for touch in reversed(between.touches):
            said = touch.topic if touch.topic and fits(touch.topic) else next(filter(fits, touch.learned), "")
            if said:
                yield person, Match("text", SAID, said, touch.place)
        for favour in reversed(between.favours):
            if fits(favour.what):
                yield person, Match("text", SAID, favour.what, favour.places[0])
        for project in between.projects:
            if fits(project.name):
                yield person, Match("text", FILED, f"project {project.name}", project.place)


Finder: TypeAlias = Callable[[Network, str], Iterator[tuple[PersonId, Match]]]
FINDERS: Mapping[str, Finder] = {"org": _by_org, "role": _by_role, "skill": _by_skill, "text": _by_text}
