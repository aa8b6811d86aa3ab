"""Names → people: whose note a link leads to, and who counts as a person without one.

An answer depends on the notes' names, kinds and aliases, and on who is known by name alone; nothing else is remembered.
What one note asked, and was told, stands in its `Asked`: by that the book knows which notes another answer concerns.

Somebody without a note counts where only a person can stand (`people:`, `asked::` …) and where a dated line links a
name that reads like a person's. A single word reads so only in a vault that has no contact notes at all: there
`[[Sam]]` is all there is to go by, elsewhere `[[Python]]` is likelier a topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from vaultkit.graph.names import Found, Names, fold, name_key, stem
from vaultkit.graph.network import ME, PersonId, Someone
from vaultkit.graph.particles import PARTICLES
from vaultkit.graph.uses import Use, UseKey, once_more
from vaultkit.model import NotePath, Place
from vaultkit.records.kinds import Name, Organization, Person, Says
from vaultkit.wording import short_name

WORD = r"(?:[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?)"
PERSONAL = re.compile(rf"{WORD}(?: {WORD}){{0,4}}")
ATTACHMENT = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|pdf|canvas|base|m4a|mp[34]|mov|csv|xlsx?|docx?|pptx?|zip|html?)$", re.I
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
WEAK, PERSONAL_NAME, STRICT = 0, 1, 2  # how surely a name without a note is a person's
NONE: Mapping[Any, Any] = {}  # one for all notes that have none
UNSETTLED = "\0"  # one note was given two answers for a name

Answer: TypeAlias = "PersonId | None"


class Reply(NamedTuple):
    """Whom a name means, where it leads, and the part of it that decides so."""

    person: Answer
    found: Found
    key: str


class Claim(NamedTuple):
    """A name without a note as one note uses it: how surely it is a person's, its spelling, whom it was taken for."""

    rank: int
    text: str
    taken_for: Answer


class Asked(NamedTuple):
    """Every name one note asked after."""

    keys: tuple[str, ...]  # by the part that decides where they lead
    claims: Mapping[str, Claim]  # folded name → the surest use of it
    uses: Mapping[UseKey, Use]  # what is unclear about them
    strays: tuple[PersonId, ...]  # people met without a contact's note
    guesses: bool  # it asked after parts of names


def names_of(note: Says) -> Iterator[str]:
    """The names a note goes by, beside its file's."""
    for card in (note.person, note.organization):
        if card is not None:
            yield from (alias.text for alias in card.aliases)
            if fold(card.name) != fold(stem(note.path)):
                yield card.name


def own_names(me: Iterable[str]) -> frozenset[str]:
    """The user's names and aliases → all that means the user, folded."""
    return frozenset((ME, *map(fold, me)))


class Who:
    """Finds the person behind a name, in the vault as it is now."""

    def __init__(self, me: Iterable[str] = ()) -> None:
        self.cards: dict[NotePath, Person] = {}
        self.contacts: dict[NotePath, Someone] = {}  # all who have a note, without you
        self.organizations: dict[NotePath, Organization] = {}
        self.kinds: dict[NotePath, str] = {}
        self.favours: dict[NotePath, str] = {}  # a favour's note → with whom, as it is written there
        self.names = Names()
        self.ghosts: dict[str, PersonId] = {}  # folded → known by name alone, as first and most surely written
        self._me = own_names(me)
        self._answers: dict[tuple[str, str, bool], Reply] = {}
        self._by_word: dict[str, set[NotePath]] = {}
        self._own: set[NotePath] = set()  # the user's own notes

    def learn(self, path: NotePath, before: Says | None, after: Says | None) -> bool:
        """A note put in, changed or taken out → whether names may lead elsewhere now."""
        if before and after and _signature(before) == _signature(after):
            self._file(path, after)
            return False
        if before:
            self.names.take(path, names_of(before))
            for shelf in (self.cards, self.contacts, self.organizations, self.kinds, self.favours):
                shelf.pop(path, None)
            self._own.discard(path)
        if after:
            self.names.put(path, names_of(after))
            self._file(path, after)
        self._answers.clear()
        self._by_word.clear()
        return True

    def forget_answers(self) -> None:
        """Who is known by name alone has changed."""
        self._answers.clear()

    def is_me(self, name: str) -> bool:
        """Whether a name is the user's own."""
        return fold(name) in self._me

    def me(self) -> Person | None:
        """The user's own note, where there is one; of several the first."""
        return self.cards[min(self._own)] if self._own else None

    def shown(self, person: PersonId) -> str:
        """A person's id → the name to show."""
        return "you" if person == ME else self.someone(person).name

    def someone(self, person: PersonId) -> Someone:
        """A person's id → who that is; somebody without a contact's note goes by the name the notes use."""
        if person in self.contacts:
            return self.contacts[person]
        if person in self.kinds:
            return Someone(person, stem(person), person)
        return Someone(person, short_name(person))

    def find(self, text: str, source: NotePath, *, strict: bool) -> Reply:
        """A name used in `source` → the person's id, ME, or None where it names nobody; and where it leads."""
        key = (text, self.names.scope(text, source), strict)
        answer = self._answers.get(key)
        if answer is None:
            found = self.names.find(text, source)
            answer = self._answers[key] = Reply(self._decide(text, found, strict=strict), found, name_key(text))
        return answer

    def fitting(self, text: str, source: NotePath) -> Answer:
        """A word out of a note's name → the one person it can mean, by name, alias or part of the name."""
        found = self.names.find(text, source)
        if found.path in self.cards and not found.rivals:
            return ME if self.is_me(stem(found.path)) else found.path
        if not self._by_word:
            for path, card in self.cards.items():
                for word in set(fold(card.name).split()):
                    self._by_word.setdefault(word, set()).add(path)
        fits = [self._by_word.get(part, set()) for part in fold(text).split()]
        both = set.intersection(*fits) if fits else set()
        return both.pop() if len(both) == 1 else None

    def rank(self, text: str, *, strict: bool) -> int:
        """How surely a name without a note is a person's."""
        if strict:
            return STRICT
        return PERSONAL_NAME if _personal(text, words=2 if self.cards else 1) else WEAK

    def _file(self, path: NotePath, note: Says) -> None:
        self.kinds[path] = note.kind
        if note.favor:
            self.favours[path] = note.favor.person.text
        if note.organization:
            self.organizations[path] = note.organization
        if note.person:
            self.cards[path] = note.person
            if self.is_me(note.person.name) or self.is_me(stem(path)):
                self._own.add(path)
            else:
                self.contacts[path] = Someone(path, short_name(note.person.name), path, note.person)

    def _decide(self, text: str, found: Found, *, strict: bool) -> Answer:
        if self.is_me(text) or (found.path and self.is_me(stem(found.path))):
            return ME
        if found.path in self.cards:
            return found.path
        if found.path is None:
            known = self.ghosts.get(fold(text))
            if known is None and self.rank(text, strict=strict) > WEAK:
                known = self.ghosts[fold(text)] = text  # until all notes that use the name are heard
            return known
        if self.kinds[found.path] == "note" and (strict or (not self.cards and _personal(stem(found.path), words=2))):
            return found.path
        return None


class Asker:
    """Asks after the names of one note, and keeps what was asked."""

    def __init__(self, who: Who, path: NotePath) -> None:
        self.who = who
        self.path = path
        self._keys: set[str] = set()
        self._claims: dict[str, Claim] = {}
        self._uses: dict[UseKey, Use] = {}
        self._used: set[tuple[str, int]] = set()  # so that a place counts once, however often it is asked about
        self._strays: dict[PersonId, None] = {}
        self._guesses = False

    def person(self, name: Name, *, strict: bool = True) -> Answer:
        """A name → the person's id, ME, or None where it names nobody."""
        answer, found, key = self.who.find(name.text, self.path, strict=strict)
        self._keys.add(key)
        if found.path not in self.who.cards or found.rivals or found.alias:
            self._note_unclear(name, answer, found, strict=strict)
        return answer

    def fitting(self, name: Name) -> Answer:
        """A word out of the note's name → the one person it can mean."""
        self._guesses = True
        self._keys.add(name_key(name.text))
        return self.who.fitting(name.text, self.path)

    def note(self, name: Name) -> NotePath | None:
        """A name → the note it leads to, whatever its kind."""
        self._keys.add(name_key(name.text))
        return self.who.names.find(name.text, self.path).path

    def favour(self, name: Name) -> tuple[NotePath | None, Answer]:
        """A name → the favour's note it leads to, and with whom that is; else the person it names."""
        path = self.note(name)
        text = self.who.favours.get(path) if path else None
        if path is None or text is None:
            return None, self.person(name, strict=False)
        answer, found, key = self.who.find(text, path, strict=True)
        self._keys.add(key)
        if found.path is None and answer != ME:
            self._claim(fold(text), Claim(self.who.rank(text, strict=True), text, answer))
        return path, answer

    def asked(self) -> Asked:
        """All that was asked."""
        return Asked(tuple(self._keys), self._claims or NONE, self._uses or NONE, tuple(self._strays), self._guesses)

    def _note_unclear(self, name: Name, answer: Answer, found: Found, *, strict: bool) -> None:
        if answer is not None and answer != ME and answer not in self.who.contacts:
            self._strays[answer] = None
        folded = fold(name.text)
        if found.path is None and answer != ME:
            self._claim(folded, Claim(self.who.rank(name.text, strict=strict), name.text, answer))
        if answer != ME or found.alias or found.rivals:
            aliased = bool(found.alias or found.rivals)
            place = Place(self.path, name.line)
            again = (name.text, name.line) in self._used
            self._used.add((name.text, name.line))
            use = self._uses.get((folded, aliased), Use(name.text, place, 0, strict, found if aliased else None))
            self._uses[folded, aliased] = once_more(use, place, strict, again=again)

    def _claim(self, folded: str, claim: Claim) -> None:
        known = self._claims.setdefault(folded, claim)
        if claim.taken_for != known.taken_for:
            claim, known = claim._replace(taken_for=UNSETTLED), known._replace(taken_for=UNSETTLED)
        self._claims[folded] = claim if claim.rank > known.rank else known


def _signature(note: Says) -> tuple[object, ...]:
    """All of a note that the names in other notes depend on."""
    favour = note.favor.person.text if note.favor else None
    return note.kind, tuple(names_of(note)), note.person.name if note.person else None, favour


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
