"""What one note says → what it tells of whom: its names resolved, nothing yet joined with what other notes tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from vaultkit.graph.edges import card_edges
from vaultkit.graph.ledger import Entry, from_note
from vaultkit.graph.network import ME, Direction, Edge, Favour, Meeting, PersonId, Pledge, Side, Table, Touch
from vaultkit.graph.who import Answer, Asked, Asker, Who
from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import Favor, Interaction, Introduction, Move, Name, Person, Promise, Says
from vaultkit.records.values import far_ahead
from vaultkit.settings import Settings

Way: TypeAlias = tuple[Direction | None, Side | None]
OUT: Way = ("out", None)  # who began it is seen from who wrote before: a `granted::` is no first approach
IN: Way = ("in", None)
NEITHER: Way = (None, None)
DIRECTIONS: Mapping[str, Direction] = {"in": "in", "out": "out", "mutual": "mutual"}
OUTGOING = frozenset(("asked", "nudged", "thanked", "acknowledged", "reported", "gave", "offered", "introduced"))
INCOMING = frozenset(("asked-me", "granted", "declined", "redirected", "parked", "got", "introduced-by"))
WRITTEN = frozenset(
    "call chat dm e-mail email letter mail message messages phone postcard signal sms text video whatsapp".split()
)
SILENT = frozenset(("waiting", "withdrawn", "expired"))  # they say that nothing came: no contact


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
    problems: tuple[Problem, ...]

    def people(self) -> set[PersonId | None]:
        """Everybody else this note bears on; None for whom a promise does not name."""
        found: set[PersonId | None] = {*self.asked.strays}
        found.update(person for person, _ in self.touches)
        found.update(favour.person for favour in self.favours)
        found.update(entry.person for entry in self.entries)
        found.update(meeting.introducer for meeting in self.meetings if meeting.introducer != ME)
        found.update(pledge.person for pledge in (*self.pledges, *self.kept))
        return found


def tell(note: Says, who: Who, today: date, settings: Settings) -> Told:
    """A note, and who its names are as of today → what it tells."""
    if not (note.interactions or note.favor or note.moves or note.introductions or note.promises or note.person):
        return NOTHING
    teller = _Teller(note, who, today, settings)
    teller.read()
    return teller.told()


NOTHING = Told(Asked((), {}, {}, (), False), (), (), (), (), (), (), (), (), ())


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
        self.problems: list[Problem] = []

    def told(self) -> Told:
        touches = tuple([(person, tuple(found)) for person, found in self.touches.items()])
        return Told(
            self.ask.asked(), touches, tuple(self.favours), tuple(self.entries), tuple(self.meetings),
            tuple(self.pledges), tuple(self.kept), self.edges, tuple(self.tables), tuple(self.problems),
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
        if note.person and note.path in self.who.contacts:
            self._card(note.path, note.person)

    def _touch(self, person: PersonId | None, touch: Touch) -> None:
        if person is not None and person != ME:
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
        for person in sorted(people):
            touch = Touch(
                said.day,
                said.place,
                len(people) + 1,
                said.topic,
                direction=DIRECTIONS.get(said.direction or ""),
                by=self._side(said.initiated_by, person),
                message=channel in WRITTEN or said.direction in ("in", "out"),
                approximate=said.approximate,
                learned=said.learned,
                ask_next=said.ask_next,
            )
            self._touch(person, touch)

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
        for touch in _favour_touches(favour, note):
            self._touch(person, touch)

    def _move(self, move: Move) -> None:
        person, about = self._counterpart(move)
        if person is None or person == ME:
            return
        self.entries.append(Entry(person, move, tuple(filter(None, (self._whom(name) for name in about)))))
        if move.day is None or move.verb in SILENT:
            return
        direction, by = OUT if move.verb in OUTGOING else IN if move.verb in INCOMING else NEITHER
        ask = move.verb in ("asked", "asked-me", "nudged")
        topic = f"{move.verb.replace('-', ' ')}: {move.text}" if move.text else move.verb
        self._touch(
            person,
            Touch(move.day, move.place, 2, topic, direction, by, ask=ask, message=direction is not None),
        )

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
        if said.made:
            for person, (direction, by) in _introduction_sides(meeting):
                topic = _introduced(meeting, person)
                self._touch(
                    person, Touch(said.made, said.place, 2, topic, direction, by, message=direction is not None)
                )

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


def _favour_touches(favour: Favour, note: Favor) -> Iterator[Touch]:
    """The days on which a favour's note says something passed between the two."""
    outward = favour.direction in ("asked", "given", "offered")
    steps: list[tuple[date | None, bool, str]] = []
    if favour.direction in ("asked", "received_ask"):
        word = "asked" if outward else "asked me"
        steps = [(note.asked, outward, word), (note.decided, not outward, favour.status)]
    else:
        steps = [(favour.asked, outward, favour.direction)]
    inward = favour.direction in ("asked", "received")  # then thanks and reports go out
    steps += [(note.thanked, inward, "thanked"), (note.acknowledged, inward, "acknowledged")]
    steps += [(note.reported_back, inward, "reported back"), *((nudge, outward, "nudged") for nudge in note.nudges)]
    for day, out, word in steps:
        if day and favour.status != "draft" and word not in SILENT:
            ask = word in ("asked", "asked me", "nudged")
            direction, by = OUT if out else IN
            yield Touch(day, note.place, 2, f"{word}: {favour.what}", direction, by, ask=ask, message=True)


def _introduced(meeting: Meeting, person: PersonId) -> str:
    """What an introduction is about, as told of one of its people."""
    if meeting.introducer == ME:
        return f"introduced to {meeting.names[2] if person == meeting.a else meeting.names[1]}"
    other = meeting.names[2] if meeting.a == ME else meeting.names[1]
    return f"introduced by {meeting.names[0]}" if person != meeting.introducer else f"introduced me to {other}"


def _introduction_sides(meeting: Meeting) -> Iterator[tuple[PersonId, Way]]:
    """Whom an introduction puts me in touch with on its day: those I introduced, or the one who introduced me."""
    if meeting.introducer == ME:
        yield meeting.a, OUT
        yield meeting.b, OUT
    elif ME in (meeting.a, meeting.b):
        yield meeting.introducer, IN
        yield meeting.b if meeting.a == ME else meeting.a, NEITHER
