"""A file's people and interactions, and the vault → all that an import would do, and what it leaves out and why.

Nobody is merged: a note of the user's own is written to only with `fill`, and then only gains what it lacks; a person
who shares no more than a name with a note's is not written to that note unless `same_name` says they are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from vaultkit.edits.change import Change, EditRefused
from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network
from vaultkit.importers.incoming import Incoming, Skipped
from vaultkit.intake.claims import SAME_NAME, Claim, Claims
from vaultkit.intake.encounters import Logged, Logs
from vaultkit.intake.gather import Gathering, Somebody, is_bare
from vaultkit.intake.known import Known
from vaultkit.intake.notes import CUT, Difference, Renewal, filled, is_cut, new_note, renewed
from vaultkit.intake.register import NamesInUse
from vaultkit.intake.words import shown
from vaultkit.model import NotePath, Said
from vaultkit.settings import Settings

ANOTHERS = "a nickname that somebody else has; the rest came in"


class Here(NamedTuple):
    """The vault as an import finds it."""

    network: Network
    settings: Settings
    people: str  # the folder for new contacts
    paths: tuple[NotePath, ...]  # of every note
    read: Callable[[NotePath], bytes | None]  # a note's bytes; None: there is none
    unread: Mapping[NotePath, str]  # notes that are not read as such, and why, as the end of a sentence


class Wanted(NamedTuple):
    """How an import is to go about the user's own notes."""

    fill: bool = False
    same_name: bool = False


class Newcomer(NamedTuple):
    """A new contact: the note, the name, and a word about them."""

    path: NotePath
    name: str
    about: str


class Told(NamedTuple):
    """A note that is there already: whose, what changes in it, and what stays though the source says otherwise."""

    path: NotePath
    name: str
    changed: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    own: bool = False  # the user wrote it
    lacking: tuple[str, ...] = ()  # properties that `fill` would add


class Plan(NamedTuple):
    """All that an import would do."""

    changes: tuple[Change, ...] = ()
    new: tuple[Newcomer, ...] = ()
    told: tuple[Told, ...] = ()  # notes with something to tell
    unchanged: int = 0
    by_name: tuple[Told, ...] = ()  # notes taken for somebody's by the name alone, for their interactions
    lines: tuple[tuple[NotePath, int], ...] = ()  # logs and how many lines each gets
    there: int = 0  # interactions that are logged already
    skipped: tuple[Skipped, ...] = ()


def plan(incoming: Incoming, here: Here, wanted: Wanted) -> Plan:
    """What a file tells, and the vault → the plan."""
    return _Planner(incoming, here, wanted).plan()


class _Planner:
    """One import being planned; what is decided gathers in its lists."""

    def __init__(self, incoming: Incoming, here: Here, wanted: Wanted) -> None:
        self.incoming, self.here, self.wanted = incoming, here, wanted
        self.known = Known(here.network)
        self.logs = Logs(incoming, here.settings.log.folder, here.paths, here.read)
        self.names = NamesInUse(here.network, here.people, here.paths, self.logs.months())
        self.changes: list[Change] = []
        self.new: list[Newcomer] = []
        self.told: list[Told] = []
        self.by_name: list[Told] = []
        self.skipped: list[Skipped] = list(incoming.skipped)
        self.unchanged = 0
        self.links: dict[str, str] = {}  # a person's key → the link a line has; none for those left out
        self.heard: frozenset[str] = frozenset()  # the keys of those who are beside interactions
        self.speaking: frozenset[str] = frozenset()  # the keys of those of whom there is something to log
        self.why: dict[str, str] = {}  # … and why these were

    def plan(self) -> Plan:
        gathering = Gathering()
        gathering.add(self.incoming.contacts, listed=True)
        for encounter in self.incoming.encounters:
            gathering.add(encounter.people, listed=False)
        for claim in self.claims(gathering):
            self.decide(claim)
        lines = self.log(gathering)
        return Plan(
            tuple(sorted(self.changes)),
            tuple(self.new),
            tuple(self.told),
            self.unchanged,
            tuple(self.by_name),
            lines,
            self.logs.there,
            tuple(self.skipped),
        )

    # --- people ---

    def claims(self, gathering: Gathering) -> tuple[Claim, ...]:
        """Everybody of the file, but those whose interactions are logged, and lead to a note, and who are no more."""
        at_hand = {gathering.key(person) for each in self.logs.new for person in each.encounter.people}
        at_hand |= {
            gathering.key(person)
            for encounter, targets in self.logs.linked()
            for person, target in zip(encounter.people, targets, strict=True)
            if fold(target) not in self.names.stems
        }
        self.speaking = frozenset(at_hand)
        self.heard = frozenset(gathering.key(person) for each in self.incoming.encounters for person in each.people)
        if not self.logs.new and not self.logs.there:  # a list of people: a name is enough
            at_hand |= set(map(gathering.key, self.incoming.contacts))
        persons = {key: somebody for key, somebody in gathering.persons().items() if somebody.listed or key in at_hand}
        me = self.here.settings.me
        claims = Claims(
            self.known,
            self.incoming.source,
            (*me.names, *me.aliases),
            same_name=self.wanted.same_name,
            agrees=self.agrees,
            learned=self.learned(gathering),
        )
        return tuple(sorted(claims.settled(persons), key=lambda claim: is_bare(claim.somebody)))

    def learned(self, gathering: Gathering) -> dict[str, NotePath]:
        """The notes that lines logged before link: whose notes they are, however these are called by now."""
        by_stem: dict[str, list[NotePath]] = defaultdict(list)
        for path in self.known.cards:
            by_stem[fold(stem(path))].append(path)
        found = {}
        for encounter, targets in self.logs.linked():
            for person, target in zip(encounter.people, targets, strict=True):
                paths = by_stem.get(fold(target), [])
                if len(paths) == 1:
                    found[gathering.key(person)] = paths[0]
        return found

    def agrees(self, path: NotePath, somebody: Somebody) -> bool:
        """Whether a note that an import made says just what the file says of somebody."""
        data = self.here.read(path)
        if data is None:
            return False
        fields = self.names.fields(somebody, path)
        try:
            renewal = renewed(data, path, somebody.name, fields, self.here.settings.synonyms)
        except EditRefused:  # it says something else, in a way that cannot be changed
            return False
        return not renewal.changed and not renewal.kept

    def decide(self, claim: Claim) -> None:
        """Do with one person as was decided on them."""
        if claim.how == "out":
            self.leave(claim, claim.why)
        elif claim.how == "namesake":
            self.namesake(claim)
        elif claim.how == "theirs":
            self.meet(claim)
        else:
            self.find(claim)

    def leave(self, claim: Claim, why: str) -> None:
        self.why.update(dict.fromkeys(claim.keys, why))
        if claim.somebody.listed and not self.heard & set(claim.keys):  # else the interactions say it
            self.skipped.append(Skipped(claim.somebody.line, claim.somebody.name, why))

    def find(self, claim: Claim) -> None:
        """Somebody without a note: of whom an interaction has but the name is whoever of this file is called so."""
        somebody = claim.somebody
        called_so = self.names.new_ones(somebody.name)
        if is_bare(somebody) and not somebody.listed and len(called_so) == 1:
            self.link(claim, self.names.link_to(called_so[0], somebody.name))
            self.by_name.append(Told(called_so[0], somebody.name))
        else:
            self.create(claim)

    def create(self, claim: Claim) -> None:
        somebody = claim.somebody
        fields = self.names.fields(somebody)
        said = dict(fields)
        path = self.names.place(somebody, _first(said.get("org")) or self.incoming.source)
        self.names.take(path, somebody, fields)
        self.changes.append(Change(path, None, new_note(somebody, path, self.incoming.source, fields)))
        lost = (f"{somebody.name}: {name}" for name in self.names.lost(somebody, fields))
        self.skipped += (Skipped(somebody.line, each, ANOTHERS) for each in lost)
        if is_cut(somebody.body):
            self.skipped.append(Skipped(somebody.line, somebody.name, CUT))
        about = ", ".join(filter(None, (_first(said.get("title")), _first(said.get("org")))))
        self.new.append(Newcomer(path, somebody.name, about))
        self.link(claim, self.names.link_to(path, somebody.name))

    def link(self, claim: Claim, link: str) -> None:
        self.links.update(dict.fromkeys(claim.keys, link))

    def namesake(self, claim: Claim) -> None:
        """Somebody of whom no more is known than that a note has their name: their lines link it; it is not changed."""
        self.link(claim, self.names.link_to(claim.path, stem(claim.path)))
        if claim.somebody.listed and not self.heard & set(claim.keys):
            self.skipped.append(Skipped(claim.somebody.line, claim.somebody.name, SAME_NAME))
        elif self.speaking & set(claim.keys):
            self.by_name.append(Told(claim.path, claim.somebody.name, own=True))

    def meet(self, claim: Claim) -> None:
        """Somebody who has a note: renewed where an earlier import from here made it, else left or filled."""
        somebody, path = claim.somebody, claim.path
        data = self.here.read(path)
        if data is None:
            self.leave(claim, f"{path} is gone")
            return
        self.link(claim, self.names.link_to(path, stem(path)))
        why = f"{path} is theirs too; where the two differ the first holds"
        self.skipped += (Skipped(each.line, each.name, why) for each in claim.beside)
        own = fold(self.known.cards[path].imported or "") != fold(self.incoming.source)
        try:
            renewal = (filled if own else renewed)(
                data, path, somebody.name, self.names.fields(somebody, path), self.here.settings.synonyms
            )
        except EditRefused as error:
            self.skipped.append(Skipped(somebody.line, somebody.name, f"{path}: {error}"))
            return
        self.settle(path, somebody, data, renewal, own=own)

    def settle(self, path: NotePath, somebody: Somebody, data: bytes, renewal: Renewal, *, own: bool) -> None:
        lacking = tuple(each.name for each in renewal.changed) if own and not self.wanted.fill else ()
        if renewal.changed and not lacking:
            self.changes.append(Change(path, data, renewal.data))
        changed = () if lacking else renewal.changed
        if changed or renewal.kept or lacking:
            self.told.append(Told(path, somebody.name, changed, renewal.kept, own, lacking))
        if not changed:
            self.unchanged += 1

    # --- interactions ---

    def log(self, gathering: Gathering) -> tuple[tuple[NotePath, int], ...]:
        """Every interaction that is not logged yet, into the log of its month → how many lines each log gets."""
        lines: dict[NotePath, list[Logged]] = defaultdict(list)
        for each in self.logs.new:
            keys = [gathering.key(person) for person in each.encounter.people]
            links = tuple(dict.fromkeys(self.links[key] for key in keys if key in self.links))
            if links:
                lines[self.logs.month(each.encounter)].append(each._replace(links=links))
            else:
                why = next((self.why[key] for key in keys if key in self.why), "nobody is named")
                self.skipped.append(Skipped(each.encounter.line, each.encounter.day.isoformat(), why))
        done = []
        for path, logged in sorted(lines.items()):
            try:
                if path in self.here.unread:
                    raise EditRefused(f"what stands there would not count: it is {self.here.unread[path]}")
                self.changes.append(self.logs.appended(path, logged))
            except EditRefused as error:
                self.skipped += (
                    Skipped(each.encounter.line, str(each.encounter.day), f"{path}: {error}") for each in logged
                )
            else:
                done.append((path, len(logged)))
        return tuple(done)


def _first(said: Said | None) -> str:
    """A property's first text, without the brackets of a link."""
    return shown(said if isinstance(said, str) else said[0] if said else "")
