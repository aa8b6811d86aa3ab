"""The notes, put in, changed or taken out at any time → the network as of a day.

What each note tells is kept, filed under the names it uses. Another note is heard again only where a name it uses may
now lead elsewhere, and the dealings with a person are made anew, from all notes that bear on them, only where one of
these was heard again. So it makes no difference in which order, or how often, notes came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from vaultkit.graph.dealings import dealings_with
from vaultkit.graph.edges import redirected_links
from vaultkit.graph.names import fold, name_key, stem
from vaultkit.graph.network import NOTHING, Dealings, Network, Pair, PersonId, Someone
from vaultkit.graph.shelves import Shelves
from vaultkit.graph.told import Told, tell
from vaultkit.graph.who import Who, names_of
from vaultkit.model import NotePath
from vaultkit.records.codec import dump, load
from vaultkit.records.kinds import Says
from vaultkit.settings import Settings

DEFAULTS = Settings()


def build(notes: Iterable[Says], today: date, settings: Settings = DEFAULTS) -> Network:
    """All that the notes say → the network as of `today`; what comes later is planned, never counted."""
    book = Book(today, settings)
    book.change({note.path: note for note in notes})
    return book.network()


class Book:
    """All notes of a vault, as of a day."""

    def __init__(self, today: date, settings: Settings = DEFAULTS, *, lasting: bool = False) -> None:
        """An empty book; a `lasting` one keeps what its notes say in a third of the room, at some cost in time."""
        self.today = today
        self.settings = settings
        self._who = Who((*settings.me.names, *settings.me.aliases))
        self._says: dict[NotePath, Says | bytes] = {}  # bytes: as text
        self._lasting = lasting
        self._told: dict[NotePath, Told] = {}
        self._shelves = Shelves(today, settings.ties.group_limit)
        self._dealings: dict[PersonId | None, Dealings] = {}
        self._people: dict[PersonId, Someone] = {}
        self._links: dict[Pair, float] = {}
        self._unheard: set[NotePath] = set()  # notes put in since all was settled
        self._stirred: set[str] = set()  # names that may lead elsewhere since then
        self._had_contacts = False
        self._concerned: set[PersonId] = set()

    @property
    def size(self) -> int:
        """How many notes are in it."""
        return len(self._says)

    def note(self, path: NotePath) -> Says | None:
        """What a note in it says."""
        kept = self._says.get(path)
        return load(kept.decode("utf-8", "surrogatepass"), path) if isinstance(kept, bytes) else kept

    def notes(self) -> dict[NotePath, Says | None]:
        """Every note in it."""
        return {path: self.note(path) for path in self._says}

    def change(self, notes: Mapping[NotePath, Says | None]) -> None:
        """Put in, replace or (None) take out notes."""
        for path in sorted(notes):
            self.put(path, notes[path])
        self.settle()

    def put(self, path: NotePath, note: Says | None) -> None:
        """Put in, replace or (None) take out a note; it counts from the next `settle` on."""
        before = self.note(path)
        self._says.pop(path, None)
        if note:
            self._says[path] = dump(note).encode("utf-8", "surrogatepass") if self._lasting else note
        if self._who.learn(path, before, note) and self._told:  # before the first notes, nobody asked after any name
            self._stirred |= _keys(before) | _keys(note)
        self._unheard.add(path)

    def settle(self) -> None:
        """Hear the notes put in, and those that they concern."""
        again, self._unheard = self._unheard, set()
        stirred, self._stirred = self._stirred, set()
        if stirred or not self._told:  # before the first notes nothing is stirred, as nobody asked after any name
            self._shelves.unclear.names_changed()
            again |= self._shelves.guessing
            again.update(*(self._shelves.users.get(key, ()) for key in stirred))
        if self._had_contacts != bool(self._who.cards):  # then single words count as people, or no longer
            self._had_contacts = bool(self._who.cards)
            again |= self._told.keys()
        self._hear(again)

    def concerned(self) -> frozenset[PersonId]:
        """Those whose dealings, or who they are, may have changed since this was last asked."""
        concerned, self._concerned = frozenset(self._concerned), set()
        return concerned

    def network(self) -> Network:
        """The network as it stands."""
        shelves, dealings = self._shelves, self._dealings
        return Network(
            today=self.today,
            people=self._people,
            organizations=dict(sorted(self._who.organizations.items())),
            dealings=dict(dealings),
            meetings=tuple(chain.from_iterable(shelves.meetings[path] for path in sorted(shelves.meetings))),
            cards=dict(shelves.cards),
            tables=dict(shelves.tables),
            links=self._links,
            mentions=dict(shelves.mentions),
            me=self._who.me(),
            problems=(
                *shelves.unclear.problems(self._who),
                *chain.from_iterable(one.problems for one in dealings.values()),
                *chain.from_iterable(shelves.problems.values()),
            ),
            group_limit=self.settings.ties.group_limit,
        )

    # --- hearing notes ---

    def _hear(self, paths: Iterable[NotePath]) -> None:
        """Hear these notes again, and those to which a name without a note means somebody else now."""
        people: set[PersonId | None] = set()
        folded: set[str] = set()  # names without a note in what was heard
        for path in sorted(paths):
            self._hear_one(path, people, folded)
        confused = self._settle(folded)
        for path in sorted(confused):
            self._hear_one(path, people, folded)
        self._renew(people)
        self._relink()

    def _hear_one(self, path: NotePath, people: set[PersonId | None], folded: set[str]) -> None:
        before, note = self._told.pop(path, None), self.note(path)
        after = tell(note, self._who, self.today, self.settings) if note else None
        if path in self._people or path in self._who.contacts:
            people.add(path)
        if before:
            people |= self._shelves.take(path, before)
            folded.update(before.asked.claims)
        if after:
            people |= self._shelves.put(path, after)
            folded.update(after.asked.claims)
            self._told[path] = after

    def _settle(self, folded: Iterable[str]) -> set[NotePath]:
        """Decide whom each of these names stands for → the notes that took it for somebody else."""
        confused: set[NotePath] = set()
        for name in folded:
            identity = self._shelves.identity(name)
            if identity is None:
                self._who.ghosts.pop(name, None)
            else:
                self._who.ghosts[name] = identity
            claims = self._shelves.claims.get(name, {})
            confused.update(path for path, claim in claims.items() if claim.taken_for != identity)
        if confused:
            self._who.forget_answers()
        return confused

    # --- what follows for people ---

    def _renew(self, people: set[PersonId | None]) -> None:
        """Make the dealings with these people anew. What comes out equal stays the very same object."""
        strangers = self._people
        known = {**self._people}
        for person in people:
            before = self._dealings.pop(person, NOTHING)
            paths = sorted(self._shelves.about.get(person, ()))
            after = dealings_with(person, [self._told[path] for path in paths], self.today, self.settings.ask)
            if after != NOTHING:
                self._dealings[person] = before if before == after else after
            self._shelves.link(redirected_links(before.favours), -1)
            self._shelves.link(redirected_links(after.favours), 1)
            if person is not None:
                self._concerned.add(person)
                self._meet(person, known)
        if known.keys() != strangers.keys():
            known = dict(sorted(known.items()))
        self._people = known

    def _meet(self, person: PersonId, known: dict[PersonId, Someone]) -> None:
        """Count somebody in who has a contact's note or is met in some note; others out."""
        if person in self._who.contacts or person in self._shelves.strays:
            someone = self._who.someone(person)
            if known.get(person) != someone:
                known[person] = someone
        else:
            known.pop(person, None)

    def _relink(self) -> None:
        relinked = self._shelves.relinked
        if relinked:
            self._links = {**self._links}
            for pair in relinked:
                chance = self._shelves.chance(pair)
                if chance is None:
                    self._links.pop(pair, None)
                else:
                    self._links[pair] = chance
            relinked.clear()


def _keys(note: Says | None) -> set[str]:
    """The names a change of which may concern those who use them."""
    if note is None:
        return set()
    names = tuple(names_of(note))
    return {fold(stem(note.path)), name_key(note.path), "", *map(fold, names), *map(name_key, names)}
