"""What the notes say → the network: names resolved, favours folded, days in touch by person, edges with proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from operator import itemgetter
from typing import TypeAlias

from vaultkit.graph.edges import edges_of, known_edges
from vaultkit.graph.ledger import Entry, fold_favours, from_note, received_introduction
from vaultkit.graph.network import ME, Direction, Favour, Meeting, Network, PersonId, Pledge, Side, Touch
from vaultkit.graph.pledges import settled
from vaultkit.graph.who import Who
from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import Favor, Interaction, Introduction, Move, Name, Person, Promise, Says
from vaultkit.records.values import far_ahead
from vaultkit.settings import Settings

DEFAULTS = Settings()
BY_DAY_AND_PLACE = itemgetter(0, 1)  # of a Touch; a lambda takes three times as long
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


def build(notes: Sequence[Says], today: date, settings: Settings = DEFAULTS) -> Network:
    """All that the notes say → the network as of `today`; what comes later is planned, never counted."""
    notes = sorted(notes, key=lambda note: note.path)
    who = Who(notes, (*settings.me.names, *settings.me.aliases))
    crowd = _Crowd(who, today, settings)
    for note in notes:
        crowd.read(note)
    entries, kept = crowd.so_far()
    begun = (*crowd.favours, *crowd.introduced_to_me(entries))
    favours, problems = fold_favours(begun, entries, settings.ask.nudges)
    crowd.turn({place for favour in favours if favour.direction == "received_ask" for place in favour.places[1:]})
    touches, planned = crowd.split()
    edges_known = tuple(known_edges(who))  # before everybody is counted: somebody may be told of here alone
    network = Network(
        today=today,
        people=who.everybody(),
        organizations=dict(who.organizations),
        touches=touches,
        planned=planned,
        favours=favours,
        meetings=tuple(crowd.meetings),
        pledges=settled(crowd.pledges, kept, entries),
        edges=(),
        problems=(*who.problems(), *problems, *crowd.problems),
        group_limit=settings.ties.group_limit,
    )
    return network._replace(edges=edges_of(notes, who, network, edges_known))


class _Crowd:
    """Gathers what every note says of whom."""

    def __init__(self, who: Who, today: date, settings: Settings) -> None:
        self.who = who
        self.today = today
        self.settings = settings
        self.touches: dict[PersonId, list[Touch]] = {}
        self.favours: list[Favour] = []
        self.entries: list[Entry] = []
        self.meetings: list[Meeting] = []
        self.pledges: list[Pledge] = []
        self.kept: list[Pledge] = []  # lines that say so
        self.problems: list[Problem] = []

    def read(self, note: Says) -> None:
        for interaction in note.interactions:
            self._interaction(note.path, interaction, sure=note.kind == "interaction" or interaction.strict)
        if note.favor:
            self._favor(note.path, note.favor)
        for move in note.moves:
            self._move(note.path, move)
        for introduction in note.introductions:
            self._introduction(note.path, introduction)
        for promise in note.promises:
            self._promise(note.path, promise)
        if note.person and self.who.known(note.path):
            self._card(note.path, note.person)

    def so_far(self) -> tuple[list[Entry], list[Pledge]]:
        """The moves and kept promises up to today."""
        entries = [entry for entry in self.entries if entry.move.day is None or entry.move.day <= self.today]
        return entries, [pledge for pledge in self.kept if pledge.made is None or pledge.made <= self.today]

    def introduced_to_me(self, entries: Sequence[Entry]) -> Iterator[Favour]:
        """Introductions made for me, as favours received; those I asked for are told there already."""
        asked = {(favour.person, favour.target) for favour in self.favours if favour.mine}
        asked |= {(entry.person, name) for entry in entries if entry.move.verb == "asked" for name in entry.about}
        for meeting in self.meetings:
            other = meeting.b if meeting.a == ME else meeting.a
            for_me = ME in (meeting.a, meeting.b) and meeting.introducer != ME
            if for_me and meeting.made and meeting.made <= self.today and (meeting.introducer, other) not in asked:
                yield received_introduction(meeting, other)

    def turn(self, places: Set[Place]) -> None:
        """A line that answers what they asked of me, like `granted::`, is a word of mine to them."""
        if places:
            for person, found in self.touches.items():
                self.touches[person] = [t._replace(direction="out") if t.place in places else t for t in found]

    def split(self) -> tuple[dict[PersonId, tuple[Touch, ...]], dict[PersonId, tuple[Touch, ...]]]:
        """Touches up to today, and meetings planned (a letter dated ahead is no plan); by day and place."""
        past: dict[PersonId, tuple[Touch, ...]] = {}
        planned: dict[PersonId, tuple[Touch, ...]] = {}
        for person, found in sorted(self.touches.items()):
            ordered = sorted(found, key=BY_DAY_AND_PLACE)
            done = tuple([touch for touch in ordered if touch.day <= self.today])
            if done:
                past[person] = done
            ahead = tuple([touch for touch in ordered[len(done) :] if not touch.message])
            if ahead:
                planned[person] = ahead
        return past, planned

    def _touch(self, person: PersonId | None, touch: Touch) -> None:
        if person is not None and person != ME:
            self.touches.setdefault(person, []).append(touch)

    def _interaction(self, path: NotePath, said: Interaction, *, sure: bool) -> None:
        if far_ahead(said.day, self.today):
            message = f"{said.day} is more than fifty years ahead: check the year"
            self.problems.append(Problem(said.place, "far-future", message))
        people = self._people(said, path)
        if sure and said.people and not people:
            self.problems.append(_nobody_else(said))
        channel = (said.channel or "").casefold()
        for person in sorted(people):
            touch = Touch(
                said.day,
                said.place,
                len(people) + 1,
                said.topic,
                direction=DIRECTIONS.get(said.direction or ""),
                by=self._side(said.initiated_by, path, person),
                message=channel in WRITTEN or said.direction in ("in", "out"),
                approximate=said.approximate,
                learned=said.learned,
                ask_next=said.ask_next,
            )
            self._touch(person, touch)

    def _people(self, said: Interaction, path: NotePath) -> set[PersonId]:
        """Those who were there, without you."""
        if said.guessed:
            found = [self.who.fitting(name, path) for name in said.people]
        else:
            found = [self.who.person(name, path, strict=said.strict) for name in said.people]
        return {person for person in found if person and person != ME}

    def _side(self, name: str | None, path: NotePath, person: PersonId) -> Side | None:
        if name is None or name == "them":
            return "them" if name else None
        found = self.who.person(Name(name, 1), path)
        return "me" if found == ME else "them" if found == person else None

    def _favor(self, path: NotePath, note: Favor) -> None:
        person = self.who.person(note.person, path)
        if person is None or person == ME:
            return
        target, onward = self._whom(note.target, path), self._whom(note.redirected_to, path)
        favour = from_note(note, person, target, onward, self.settings.favors)
        self.favours.append(favour)
        for touch in _favour_touches(favour, note):
            self._touch(person, touch)

    def _move(self, path: NotePath, move: Move) -> None:
        counterpart, about = self._first_person(move, path)
        person = self.who.person(counterpart, path)
        if person is None or person == ME:
            return
        self.entries.append(Entry(person, move, tuple(filter(None, (self._whom(name, path) for name in about)))))
        if move.day is None or move.verb in SILENT:
            return
        direction, by = OUT if move.verb in OUTGOING else IN if move.verb in INCOMING else NEITHER
        ask = move.verb in ("asked", "asked-me", "nudged")
        topic = f"{move.verb.replace('-', ' ')}: {move.text}" if move.text else move.verb
        self._touch(
            person,
            Touch(move.day, move.place, 2, topic, direction, by, ask=ask, message=direction is not None),
        )

    def _first_person(self, move: Move, path: NotePath) -> tuple[Name, tuple[Name, ...]]:
        """The counterpart is the first person linked: `asked:: [[Kaj]] help, of [[Ana]]` is an ask to Ana."""
        names = (move.person, *move.about)
        known = (name for name in names if self.who.person(name, path, strict=False))
        found = next(known, move.person) if self.who.note(move.person, path) else move.person
        return found, tuple(name for name in names if name is not found)

    def _whom(self, name: Name | None, path: NotePath) -> str | None:
        """A name that may be anybody's or an organisation's → the person, the note, or the name itself."""
        if name is None:
            return None
        return self.who.person(name, path, strict=False) or self.who.note(name, path) or name.text

    def _introduction(self, path: NotePath, said: Introduction) -> None:
        found = [self.who.person(name, path) for name in (said.introducer, said.a, said.b)]
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
            thanked_by=tuple(filter(None, (self.who.person(name, path) for name in said.thanked_by))),
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

    def _promise(self, path: NotePath, said: Promise) -> None:
        owner = self.who.person(said.owner, path, strict=said.strict)
        other = self.who.person(said.to, path, strict=said.strict) if said.to else None
        mine = owner == ME
        person = other if mine else owner
        if person == ME or (person is None and not said.strict):
            return
        status = "open" if said.status == "waiting" else said.status
        pledge = Pledge(said.place, mine, person, said.what, said.made, said.due, status)
        (self.kept if said.keeps else self.pledges).append(pledge)

    def _card(self, path: NotePath, card: Person) -> None:
        """The days a contact's note itself tells; an import's are no contact of the user's."""
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
