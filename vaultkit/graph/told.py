"""What one note says → what it tells of whom: its names resolved, nothing yet joined with what other notes tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.graph import touches
from vaultkit.graph.edges import card_edges
from vaultkit.graph.ledger import Entry, from_note
from vaultkit.graph.network import (
    ME,
    Away,
    Direction,
    Edge,
    Favour,
    Meeting,
    Mention,
    PersonId,
    Pledge,
    Project,
    Saved,
    Side,
    Table,
    Touch,
)
from vaultkit.graph.onward import passed_on
from vaultkit.graph.who import Answer, Asked, Asker, Who
from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import (
    Favor,
    Interaction,
    Introduction,
    Mentioned,
    Move,
    Name,
    Person,
    Promise,
    PutAway,
    Says,
)
from vaultkit.records.values import far_ahead
from vaultkit.settings import Settings

DIRECTIONS: Mapping[str, Direction] = {"in": "in", "out": "out", "mutual": "mutual"}
WRITTEN = frozenset(
    "call chat dm e-mail email letter mail message messages phone postcard signal sms text video whatsapp".split()
)
SPOKEN = frozenset(("call", "phone", "video"))
FIRST_RECORD, AFTER_RECORDS = Says._fields.index("person"), Says._fields.index("problems")


class Told(NamedTuple):
    """All that one note tells, of whom."""

    asked: Asked
    touches: tuple[tuple[PersonId, tuple[Touch, ...]], ...]
    favours: tuple[Favour, ...]
    entries: tuple[Entry, ...]
    meetings: tuple[Meeting, ...]
    pledges: tuple[Pledge, ...]
    kept: tuple[Pledge, ...]  # lines that say so
    edges: tuple[Edge, ...]  # what a contact's note says of whom they know and where they work
    tables: tuple[Table, ...]  # who sat together
    projects: tuple[tuple[PersonId, Project], ...]
    saved: tuple[Saved, ...]
    mentions: tuple[Mention, ...]
    away: tuple[Away, ...]
    problems: tuple[Problem, ...]

    def people(self) -> set[PersonId | None]:
        """Everybody else this note bears on; None for whom a promise does not name."""
        found: set[PersonId | None] = {*self.asked.strays}
        found.update(person for person, _ in self.touches)
        found.update(favour.person for favour in self.favours)
        found.update(entry.person for entry in self.entries)
        found.update(meeting.introducer for meeting in self.meetings if meeting.introducer != ME)
        found.update(pledge.person for pledge in (*self.pledges, *self.kept))
        found.update(person for person, _ in self.projects)
        found.update(saved.person for saved in self.saved)
        found.update(line.person for line in self.away)
        return found


def tell(note: Says, who: Who, today: date, settings: Settings) -> Told:
    """A note, and who its names are as of today → what it tells."""
    if not any(note[FIRST_RECORD:AFTER_RECORDS]):
        return NOTHING
    teller = _Teller(note, who, today, settings)
    teller.read()
    return teller.told()


NOTHING = Told(Asked((), {}, {}, (), False), (), (), (), (), (), (), (), (), (), (), (), (), ())


class _Teller:
    """Goes through one note, record by record."""

    def __init__(self, note: Says, who: Who, today: date, settings: Settings) -> None:
        self.note = note
        self.who = who
        self.ask = Asker(who, note.path)
        self.today = today
        self.settings = settings
        self.touches: dict[PersonId, list[Touch]] = {}
        self.favours: list[Favour] = []
        self.entries: list[Entry] = []
        self.meetings: list[Meeting] = []
        self.pledges: list[Pledge] = []
        self.kept: list[Pledge] = []
        self.edges: tuple[Edge, ...] = ()
        self.tables: list[Table] = []
        self.projects: list[tuple[PersonId, Project]] = []
        self.saved: list[Saved] = []
        self.mentions: list[Mention] = []
        self.away: list[Away] = []
        self.problems: list[Problem] = []

    def told(self) -> Told:
        in_touch = tuple([(person, tuple(found)) for person, found in self.touches.items()])
        return Told(
            self.ask.asked(), in_touch, tuple(self.favours), tuple(self.entries), tuple(self.meetings),
            tuple(self.pledges), tuple(self.kept), self.edges, tuple(self.tables),
            tuple(self.projects), tuple(self.saved), tuple(self.mentions), tuple(self.away),
            tuple(self.problems),
        )  # fmt: skip

    def read(self) -> None:
        note = self.note
        for interaction in note.interactions:
            self._interaction(interaction, sure=note.kind == "interaction" or interaction.strict)
        if note.favor:
            self._favor(note.favor)
        for move in note.moves:
            self._move(move)
        for introduction in note.introductions:
            self._introduction(introduction)
        for promise in note.promises:
            self._promise(promise)
        for line in note.put_away:
            self._put_away(line)
        if note.person and note.path in self.who.contacts:
            self._card(note.path, note.person)
        self._asides(note)

    def _touch(self, person: PersonId | None, touch: Touch | None) -> None:
        if touch and person is not None and person != ME:
            self.touches.setdefault(person, []).append(touch)

    def _interaction(self, said: Interaction, *, sure: bool) -> None:
        if far_ahead(said.day, self.today):
            message = f"{said.day} is more than fifty years ahead: check the year"
            self.problems.append(Problem(said.place, "far-future", message))
        people = self._people(said)
        if sure and said.people and not people:
            self.problems.append(_nobody_else(said))
        if len(people) > 1 and not said.guessed:
            self.tables.append(Table(said.day, said.place, tuple(sorted(people))))
        channel = (said.channel or "").casefold()
        planned = channel in SPOKEN and said.day > self.today  # a call ahead is a plan; a letter ahead is a slip
        for person in sorted(people):
            touch = Touch(
                said.day,
                said.place,
                len(people) + 1,
                said.topic,
                direction=DIRECTIONS.get(said.direction or ""),
                by=self._side(said.initiated_by, person),
                message=(channel in WRITTEN or said.direction in ("in", "out")) and not planned,
                approximate=said.approximate,
                learned=said.learned,
                ask_next=said.ask_next,
            )
            self._touch(person, touch)
        if said.mentioned:
            self._mention(Mentioned(said.place, said.day, said.mentioned), tuple(sorted(people)))

    def _people(self, said: Interaction) -> set[PersonId]:
        """Those who were there, without you."""
        if said.guessed:
            found = [self.ask.fitting(name) for name in said.people]
        else:
            found = [self.ask.person(name, strict=said.strict) for name in said.people]
        return {person for person in found if person and person != ME}

    def _side(self, name: str | None, person: PersonId) -> Side | None:
        if name is None or name == "them":
            return "them" if name else None
        found = self.ask.person(Name(name, 1))
        return "me" if found == ME else "them" if found == person else None

    def _favor(self, note: Favor) -> None:
        person = self.ask.person(note.person)
        if person is None or person == ME:
            return
        target, onward = self._whom(note.target), self._whom(note.redirected_to)
        favour = from_note(note, person, target, onward, self.settings.favors)
        self.favours.append(favour)
        if step := passed_on(note, favour, self.ask):
            (self.entries if isinstance(step, Entry) else self.problems).append(step)  # type: ignore[arg-type]
        for touch in touches.of_favour(favour, note):
            self._touch(person, touch)

    def _move(self, move: Move) -> None:
        self._moved(move, *self._counterpart(move))

    def _moved(self, move: Move, person: Answer, about: tuple[Name, ...]) -> None:
        if person is None or person == ME:
            return
        self.entries.append(Entry(person, move, tuple(filter(None, (self._whom(name) for name in about)))))
        onward = self.ask.person(about[0], strict=False) if move.verb == "paid-forward" and about else None
        if onward:  # asked once: a name that a line both guesses and insists on would keep itself alive
            self._moved(move._replace(verb="gave", person=about[0], about=about[1:], re=None), onward, about[1:])
        self._touch(person, touches.of_move(move))

    def _counterpart(self, move: Move) -> tuple[Answer, tuple[Name, ...]]:
        """The first person linked, and the others: `asked:: [[Kaj]] help, of [[Ana]]` is an ask to Ana."""
        names = (move.person, *move.about)
        if self.ask.note(move.person):
            for at, name in enumerate(names):
                if person := self.ask.person(name, strict=False):
                    return person, (*names[:at], *names[at + 1 :])
        return self.ask.person(move.person), move.about

    def _whom(self, name: Name | None) -> str | None:
        """A name that may be anybody's or an organisation's → the person, the note, or the name itself."""
        if name is None:
            return None
        return self.ask.person(name, strict=False) or self.ask.note(name) or name.text

    def _introduction(self, said: Introduction) -> None:
        found = [self.ask.person(name) for name in (said.introducer, said.a, said.b)]
        introducer, a, b = found
        if introducer is None or a is None or b is None:
            return
        meeting = Meeting(
            said.place,
            introducer,
            a,
            b,
            said.status or ("made" if said.made else "idea"),
            (self.who.shown(introducer), self.who.shown(a), self.who.shown(b)),
            made=said.made,
            asked=said.asked,
            why_a=said.why_a,
            why_b=said.why_b,
            origin=said.origin,
            thanked_by=tuple(filter(None, (self.ask.person(name) for name in said.thanked_by))),
            reported=said.reported_back,
            outcome=said.outcome,
            opted_in=(said.opt_in_a is not None, said.opt_in_b is not None),
        )
        self.meetings.append(meeting)
        for person, touch in touches.of_introduction(meeting):
            self._touch(person, touch)

    def _promise(self, said: Promise) -> None:
        owner = self.ask.person(said.owner, strict=said.strict)
        other = self.ask.person(said.to, strict=said.strict) if said.to else None
        mine = owner == ME
        person = other if mine else owner
        if person == ME or (person is None and not said.strict):
            return
        status = "open" if said.status == "waiting" else said.status
        pledge = Pledge(said.place, mine, person, said.what, said.made, said.due, status)
        (self.kept if said.keeps else self.pledges).append(pledge)

    def _put_away(self, said: PutAway) -> None:
        """What a line wants to see no more; where it links somebody who is nobody, it is about nothing of ours."""
        person = self.ask.person(said.person, strict=False) if said.person else None
        if person != ME and (person is not None) == (said.person is not None):
            self.away.append(Away(said.place, said.day, said.verb, person, said.item, said.text, said.until))

    def _asides(self, note: Says) -> None:
        """What bears on people beside what passed between you: projects, things saved for them, mentions."""
        if note.project:
            found = [self.ask.person(name) for name in note.project.people]
            project = Project(note.project.place, note.project.name)
            self.projects += [(person, project) for person in dict.fromkeys(found) if person and person != ME]
        if note.saved:
            told = note.saved
            for person in dict.fromkeys([self.ask.person(name) for name in told.people]):
                if person and person != ME:
                    self.saved.append(Saved(told.place, told.what, person, told.day, told.shared))
        there = tuple(sorted(self.touches)) if note.kind == "interaction" else ()
        for said in note.mentions:
            beside = [self.ask.person(name, strict=False) for name in said.beside]
            self._mention(said, tuple([person for person in beside if person and person != ME]) or there)

    def _mention(self, said: Mentioned, beside: tuple[PersonId, ...]) -> None:
        """Names brought up; they make nobody a person of the network. A contact's, beside nobody, shows nothing new."""
        for name in said.names:
            whom = self.ask.note(name) or name.text
            if whom in beside or whom == self.note.path or self.who.is_me(name.text):
                continue
            if beside or whom not in self.who.contacts:
                self.mentions.append(Mention(said.day, said.place, whom, beside))

    def _card(self, path: NotePath, card: Person) -> None:
        """The days a contact's note itself tells; an import's are no contact of the user's."""
        self.edges = card_edges(card, self.ask)
        if card.imported:
            return
        if card.last_contact:
            self._touch(path, Touch(card.last_contact, Place(path, card.last_contact_line), 2, "", floor=True))
        if card.met:
            where = f"met: {card.met_where}" if card.met_where else "met"
            self._touch(path, Touch(card.met, Place(path, card.met_line), 2, where, floor=True))


def _nobody_else(said: Interaction) -> Problem:
    message = 'nobody but you is named here: list the others in `people:`, like `  - "[[Sam Rivera]]"`'
    return Problem(said.place, "no-people", message)
