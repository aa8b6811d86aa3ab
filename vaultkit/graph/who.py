"""Names → people: whose note a link leads to, who counts as a person without one, and what is unclear about it.

Somebody without a note counts where only a person can stand (`people:`, `asked::` …) and where a dated line links a
name that reads like a person's. A single word reads so only in a vault that has no contact notes at all: there
`[[Sam]]` is all there is to go by, elsewhere `[[Python]]` is likelier a topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultkit.graph.names import Found, Names, fold, nearest_names, stem
from vaultkit.graph.network import ME, PersonId, Someone
from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import Name, Organization, Person, Says
from vaultkit.wording import few, short_name

WORD = r"(?:[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?)"
PERSONAL = re.compile(rf"{WORD}(?: {WORD}){{0,4}}")
ATTACHMENT = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|pdf|canvas|base|m4a|mp[34]|mov|csv|xlsx?|docx?|pptx?|zip|html?)$", re.I
)
PARTICLES = frozenset(
    "al auf bin d' da das de del della den der di do dos du el ibn la le las los ten ter van von zu zum zur".split()
)
NO_PERSON = frozenset(
    """agenda board book books call clients company conference daily day dinner event events goals home ideas inbox
    index
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    journal kickoff list log lunch meeting meetings month moc notes office okrs people plan planning project projects
    q1 q2 q3 q4 reading retro retrospective review roadmap sprint standup strategy sync tasks team template todo topic
    week weekly workshop year inc ltd llc gmbh ag corp university""".split()
)
LOOKS = 3_000_000  # comparisons of names made to guess who is meant; a few seconds' worth


class Use(NamedTuple):
    """A name that leads to no person: where it stands first, how often, and whether only a person can stand there."""

    name: str
    place: Place
    times: int
    strict: bool


class Who:
    """Finds the person behind a name. It remembers which names were used how, for `problems`."""

    def __init__(self, notes: Sequence[Says], me: Iterable[str] = ()) -> None:
        self.cards: dict[NotePath, Person] = {note.path: note.person for note in notes if note.person}
        self.organizations: dict[NotePath, Organization] = {n.path: n.organization for n in notes if n.organization}
        self._kinds: Mapping[NotePath, str] = {note.path: note.kind for note in notes}
        self._me = {fold(name) for name in me} | {ME}
        self._names = Names(self._kinds, _aliases(self.cards.values(), self.organizations.values()))
        self._people: dict[PersonId, Someone] = {}
        self._answers: dict[tuple[str, str, bool], PersonId | None] = {}
        self._unclear: dict[tuple[str, str, bool], Found] = {}
        self._ghosts = self._strictly_named(notes)
        self._odd: dict[tuple[str, str], Use] = {}
        self._by_alias: dict[str, tuple[Found, Use]] = {}
        self._used: set[tuple[str, Place]] = set()  # so that a place is counted once, however often it is asked about
        self._by_word: dict[str, set[NotePath]] = {}
        for path, card in self.cards.items():
            if not self.is_me(card.name) and not self.is_me(stem(path)):
                self._people[path] = Someone(path, short_name(card.name), path, card)

    def everybody(self) -> dict[PersonId, Someone]:
        """Everybody met so far, by id: all who have a note, and those that `person` was asked for."""
        return dict(sorted(self._people.items()))

    def known(self, person: PersonId) -> bool:
        """Whether somebody is a person of the network: you are not."""
        return person in self._people

    def is_me(self, name: str) -> bool:
        """Whether a name is the user's own."""
        return fold(name) in self._me

    def person(self, name: Name, source: NotePath, *, strict: bool = True) -> PersonId | None:
        """A name used in `source` → the person's id, ME, or None where it names nobody."""
        key = (name.text, self._names.scope(name.text, source), strict)
        if key not in self._answers:
            found = self._names.find(name.text, source)
            self._answers[key] = self._decide(name.text, found, strict)
            if not self._is_clear(found):
                self._unclear[key] = found
        if key in self._unclear:
            self._remember(name, source, self._unclear[key], strict)
        return self._answers[key]

    def fitting(self, name: Name, source: NotePath) -> PersonId | None:
        """A word out of a note's name → the one person it can mean, by name, alias or part of the name."""
        found = self._names.find(name.text, source)
        if found.path in self.cards and not found.rivals:
            return ME if self.is_me(stem(found.path)) else found.path
        if not self._by_word:
            for path, card in self.cards.items():
                for word in set(fold(card.name).split()):
                    self._by_word.setdefault(word, set()).add(path)
        fits = [self._by_word.get(part, set()) for part in fold(name.text).split()]
        both = set.intersection(*fits) if fits else set()
        return both.pop() if len(both) == 1 else None

    def note(self, name: Name, source: NotePath) -> NotePath | None:
        """A name used in `source` → the note it leads to, whatever its kind."""
        return self._names.find(name.text, source).path

    def shown(self, person: PersonId) -> str:
        """A person's id → the name to show."""
        return "you" if person == ME else self._people[person].name if person in self._people else stem(person)

    def problems(self) -> tuple[Problem, ...]:
        """What is unclear about the names asked for so far."""
        return (*self._shared_names(), *self._alias_links(), *self._nobodies())

    def _decide(self, text: str, found: Found, strict: bool) -> PersonId | None:
        if self.is_me(text) or (found.path and self.is_me(stem(found.path))):
            return ME
        if found.path in self.cards:
            return found.path
        if found.path is None:
            return self._without_note(text, strict)
        if self._kinds[found.path] == "note" and (strict or (not self.cards and _personal(stem(found.path), words=2))):
            self._people.setdefault(found.path, Someone(found.path, stem(found.path), found.path))
            return found.path
        return None

    def _without_note(self, text: str, strict: bool) -> PersonId | None:
        known = fold(text) in self._ghosts
        if not (strict or known or _personal(text, words=2 if self.cards else 1)):
            return None
        identity = self._ghosts.get(fold(text), text)
        self._ghosts.setdefault(fold(text), identity)
        self._people.setdefault(identity, Someone(identity, short_name(identity)))
        return identity

    def _strictly_named(self, notes: Sequence[Says]) -> dict[str, str]:
        """Names without a note that stand where only a person can: folded → as first written."""
        ghosts: dict[str, str] = {}
        for note in notes:
            for name in strict_names(note):
                if self._names.find(name.text, note.path).path is None and not self.is_me(name.text):
                    ghosts.setdefault(fold(name.text), name.text)
        return ghosts

    def _is_clear(self, found: Found) -> bool:
        return found.path in self.cards and not found.rivals and not found.alias

    def _remember(self, name: Name, source: NotePath, found: Found, strict: bool) -> None:
        place = Place(source, name.line)
        again = (name.text, place) in self._used
        self._used.add((name.text, place))
        if found.alias or found.rivals:
            _, use = self._by_alias.get(fold(name.text), (found, Use(name.text, place, 0, strict)))
            self._by_alias[fold(name.text)] = (found, _once_more(use, place, strict, again=again))
        elif not self.is_me(name.text):
            key = (fold(name.text), "")
            use = self._odd.get(key, Use(name.text, place, 0, strict))
            self._odd[key] = _once_more(use, place, strict, again=again)

    def _alias_links(self) -> Iterable[Problem]:
        for _, (found, use) in sorted(self._by_alias.items()):
            path = found.path or ""
            where = f"used in {use.times} places, first here" if use.times > 1 else "used here"
            if found.rivals:
                others = few((path, *found.rivals))
                yield Problem(
                    use.place,
                    "ambiguous-link",
                    f"`[[{use.name}]]` could be any of {others} ({where}); the first was taken: write the path, "
                    f"like `[[{path.removesuffix('.md')}|{use.name}]]`",
                )
            else:
                yield Problem(
                    use.place,
                    "alias-link",
                    f"`[[{use.name}]]` is an alias of {path} ({where}); Obsidian does not follow it: "
                    f"write `[[{stem(path)}|{use.name}]]`",
                    "hint",
                )

    def _nobodies(self) -> Iterable[Problem]:
        looks = LOOKS // (len(self.cards) + 1)
        for (folded, _), use in sorted(self._odd.items()):
            path = self._names.find(use.name, use.place.path).path
            if path is not None:
                if use.strict and self._kinds[path] != "note":
                    yield Problem(
                        use.place,
                        "not-a-person",
                        f"`{use.name}` leads to {path}, which is no contact's note ({self._kinds[path]}); "
                        "name a person here",
                    )
                elif use.strict and self.cards:
                    yield Problem(
                        use.place,
                        "no-type",
                        f"{path} stands for a person here but does not say so: add `type: person` to it",
                        "hint",
                    )
            elif folded in self._ghosts and (use.strict or self.cards):
                yield self._nobody(use, look=looks > 0)
                looks -= 1

    def _nobody(self, use: Use, *, look: bool) -> Problem:
        names = (card.name for card in self.cards.values()) if look else ()
        near = nearest_names(use.name, names, most=1, cutoff=85)
        if near:
            message = f"nobody is called `{use.name}`; did you mean `[[{near[0]}]]`? Counted as somebody of their own"
            return Problem(use.place, "link-to-nobody", message)
        message = (
            f"`{use.name}` has no note; counted by name all the same. "
            f"Create `People/{use.name}.md` with `type: person` to say more"
        )
        return Problem(use.place, "link-to-nobody", message, "warning" if use.strict and self.cards else "hint")

    def _shared_names(self) -> Iterable[Problem]:
        for group in self._names.namesakes():
            holders = [path for path in group if path in self.cards]
            for other in [path for path in holders[1:] if not self._told_apart(path, holders[0])]:
                yield Problem(
                    self.cards[other].place,
                    "same-name",
                    f"{other} and {holders[0]} have the same name; a short link leads to {holders[0]}. "
                    "Rename one of them, or link by path",
                )
        for alias, holders_ in self._names.shared_aliases():
            people = [path for path in holders_ if path in self.cards]
            if len(people) > 1 and not self._told_apart(people[-1], people[0]):
                yield self._shared_alias(alias, people)

    def _told_apart(self, one: NotePath, other: NotePath) -> bool:
        """Whether the user says in one of two notes that they are different people (`distinct_from`)."""
        return any(
            self._names.find(name.text, here).path == there
            for here, there in ((one, other), (other, one))
            for name in self.cards[here].distinct_from
        )

    def _shared_alias(self, alias: str, people: Sequence[NotePath]) -> Problem:
        holder = people[-1]
        own = next((name for name in self.cards[holder].aliases if fold(name.text) == alias), Name(alias, 1))
        return Problem(
            Place(holder, own.line),
            "shared-alias",
            f"`{short_name(own.text)}` also names {few(people[:-1])}; a link by it leads to {people[0]}. "
            "Keep it in one note only",
            "hint",
        )


def strict_names(note: Says) -> Iterable[Name]:
    """The names a note uses where only a person can stand."""
    for interaction in note.interactions:
        if interaction.strict:
            yield from interaction.people
    if note.favor:
        yield note.favor.person
    for move in note.moves:
        yield move.person
    for meeting in note.introductions:
        yield from (meeting.introducer, meeting.a, meeting.b)
    for promise in note.promises:
        if promise.strict:
            yield promise.owner
            if promise.to:
                yield promise.to


def _aliases(people: Iterable[Person], organizations: Iterable[Organization]) -> Iterable[tuple[str, NotePath]]:
    cards: list[Person | Organization] = [*people, *organizations]
    for card in cards:
        for alias in card.aliases:
            yield alias.text, card.place.path
        if fold(card.name) != fold(stem(card.place.path)):
            yield card.name, card.place.path


def _once_more(use: Use, place: Place, strict: bool, *, again: bool) -> Use:
    first = place if strict and not use.strict else min(use.place, place)
    return Use(use.name, first, use.times + (not again), use.strict or strict)


def _personal(text: str, *, words: int) -> bool:
    """Whether a name reads like a person's: capitalised words, at least `words` of them, none of a topic's."""
    if not PERSONAL.fullmatch(text) or ATTACHMENT.search(text):
        return False
    parts = text.split(" ")
    proper = [part for part in parts if part.lower() not in PARTICLES]
    return (
        len(parts) >= words
        and len(proper) >= 1
        and all(not part[0].islower() for part in proper)
        and not any(part.lower().strip(".") in NO_PERSON for part in parts)
    )
