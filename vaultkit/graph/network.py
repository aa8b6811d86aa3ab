"""The resolved network: you in the middle, people and organisations, and everything dated between you and them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import ME as ME
from vaultkit.records.kinds import Organization, Person

PersonId: TypeAlias = str  # the path of the person's note, or the bare name of somebody without one
Direction: TypeAlias = Literal["in", "out", "mutual"]
Pair: TypeAlias = tuple[PersonId, PersonId]  # in the order of their ids
Side: TypeAlias = Literal["me", "them"]


class Someone(NamedTuple):
    """A person of the network; `card` is their note, where they have one."""

    id: PersonId
    name: str
    path: NotePath | None = None
    card: Person | None = None


class Touch(NamedTuple):
    """One person and you in touch on a day, as one place tells it."""

    day: date
    place: Place
    people: int  # present, counting you
    topic: str
    direction: Direction | None = None
    by: Side | None = None  # who began it
    ask: bool = False  # somebody asked for something
    message: bool = False  # a letter, call or message: one side wrote to the other
    approximate: bool = False  # the day stands for its month or year
    floor: bool = False  # a contact's note says so: a day in touch, but no part of their rhythm
    learned: tuple[str, ...] = ()
    ask_next: tuple[str, ...] = ()
    quiet: bool = False  # thanks, a report, a gift: it asks for no answer


class Onward(NamedTuple):
    """A favour given in turn for one received, to somebody else: where and when it is told."""

    day: date | None
    place: Place
    person: str | None = None  # to whom; a person's id, or the bare name


class Favour(NamedTuple):
    """One ask or gift as it stands: the fold of everything the notes say of it, oldest first."""

    id: str  # the note's path, or `path:line` of the line that began it
    person: PersonId
    direction: str  # asked, received_ask, given, received, offered
    what: str
    status: str  # draft, pending, granted, declined, redirected, parked, withdrawn, expired, done
    places: tuple[Place, ...]
    kind: str | None = None
    weight: str = "light"
    size: float | None = None  # the user's own number; None: the weight's size
    minutes: float | None = None  # what it took, where the user says so
    target: str | None = None
    asked: date | None = None
    needed_by: date | None = None
    decided: date | None = None
    decline_reason: str | None = None
    acknowledged: date | None = None
    offered_later: date | None = None
    redirected_to: str | None = None
    thanked: date | None = None
    nudges: tuple[date, ...] = ()
    reported: date | None = None
    outcome: str | None = None
    routine: bool = False
    block: str | None = None  # the block id of the line that began it
    answered: date | None = None  # they wrote back without deciding yet
    paid_forward: tuple[Onward, ...] = ()
    why_you: str | None = None
    desired_outcome: str | None = None
    out: bool | None = None  # whether a way out was offered
    packet: tuple[str, ...] = ()
    their_upside: str | None = None
    sent_at: Place | None = None  # the line that sent a draft off

    @property
    def began(self) -> Place:
        """Where it was asked, given or offered."""
        return self.sent_at or self.places[0]

    @property
    def mine(self) -> bool:
        """I asked for it, or it was done for me."""
        return self.direction in ("asked", "received")

    @property
    def helped(self) -> bool:
        """What was asked, given or offered was done."""
        return self.status in ("granted", "done")


class Meeting(NamedTuple):
    """An introduction with its people resolved; ME on the side that is the user."""

    place: Place
    introducer: PersonId
    a: PersonId
    b: PersonId
    status: str
    names: tuple[str, str, str]  # of introducer, a and b
    made: date | None = None
    asked: date | None = None
    why_a: str | None = None
    why_b: str | None = None
    origin: str | None = None
    thanked_by: tuple[PersonId, ...] = ()
    reported: date | None = None
    outcome: str | None = None
    opted_in: tuple[bool, bool] = (False, False)  # whether a and b agreed

    @property
    def other(self) -> PersonId:
        """Where I am one side, the other one."""
        return self.b if self.a == ME else self.a

    @property
    def other_name(self) -> str:
        """Their name."""
        return self.names[2] if self.a == ME else self.names[1]


class Pledge(NamedTuple):
    """A promise with its people resolved."""

    place: Place
    mine: bool
    person: PersonId | None
    what: str
    made: date | None
    due: date | None
    status: str  # open, done, dropped


class Project(NamedTuple):
    """Work that somebody shares with the user."""

    place: Place
    name: str


class Saved(NamedTuple):
    """A note kept to be shared with somebody; `shared` once it was."""

    place: Place
    what: str
    person: PersonId
    day: date | None = None
    shared: date | None = None


class Away(NamedTuple):
    """Something owed or awaited that a line puts away: for good, or until a day."""

    place: Place
    day: date | None
    verb: str  # closed, dropped, snoozed
    person: PersonId | None
    item: str  # its mark, or the beginning of that; "" where the words tell what is meant
    text: str
    until: date | None = None


class Mention(NamedTuple):
    """Somebody or something brought up, and with whom: no day in touch, but a sign of who knows whom."""

    day: date | None
    place: Place
    whom: str  # a person's id, the path of another note, or a bare name
    beside: tuple[PersonId, ...]


class Edge(NamedTuple):
    """One typed edge between two nodes, with the places that prove it."""

    source: str
    target: str
    kind: str  # contact, knows, works at, introduced, favour, met
    weight: float
    directed: bool
    first: date | None
    last: date | None
    note: str
    places: tuple[Place, ...]


class Dealings(NamedTuple):
    """All that passed between you and one person, up to the network's day but for what is planned."""

    touches: tuple[Touch, ...] = ()  # oldest first
    planned: tuple[Touch, ...] = ()  # soonest first
    favours: tuple[Favour, ...] = ()  # oldest first
    pledges: tuple[Pledge, ...] = ()
    problems: tuple[Problem, ...] = ()
    projects: tuple[Project, ...] = ()
    saved: tuple[Saved, ...] = ()  # to be shared, and what was
    away: tuple[Away, ...] = ()  # what is to come up no more, or later


NOTHING = Dealings()


class Table(NamedTuple):
    """People, without you, who were at the same table: two or more, by id."""

    day: date
    place: Place
    people: tuple[PersonId, ...]


class Network(NamedTuple):
    """Everything resolved as of a day: pure facts, no measure yet."""

    today: date
    people: Mapping[PersonId, Someone]
    organizations: Mapping[NotePath, Organization]
    dealings: Mapping[PersonId | None, Dealings]  # with whom there are any; None: promises that name nobody
    meetings: tuple[Meeting, ...]
    cards: Mapping[NotePath, tuple[Edge, ...]]  # contact's note → what it says of whom they know, where they work
    tables: Mapping[NotePath, tuple[Table, ...]]  # note → who sat together
    links: Mapping[Pair, float]  # two contacts, by id → the best chance that their tie carries an introduction
    mentions: Mapping[NotePath, tuple[Mention, ...]]  # note → whom it brings up
    me: Person | None  # the user's own note, where there is one
    problems: tuple[Problem, ...]
    group_limit: int  # more people than this make no person-to-person tie

    def between(self, person: PersonId) -> Dealings:
        """All that passed between you and a person."""
        return self.dealings.get(person, NOTHING)

    def close_touches(self, person: PersonId) -> tuple[Touch, ...]:
        """The times in touch with a person that make a tie: those in large groups are left out."""
        limit = self.group_limit
        return tuple([touch for touch in self.between(person).touches if touch.people <= limit])
