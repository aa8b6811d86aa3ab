"""The record types: what one note says, in its own words. Names are as the note writes them; nobody is resolved yet."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vaultkit.model import NotePath, Place, Problem

ME = "me"  # the user, on any side of a record; no note path, as it has no ".md"
FAVOR_KINDS = ("introduction", "advice", "feedback", "referral", "reference", "task", "resource", "thanks", "other")


class Name(NamedTuple):
    """Somebody or something a note names: a link's target or a bare name, and the line it stands on."""

    text: str
    line: int


class Position(NamedTuple):
    """A job, held from one day to another (None: unknown or still held)."""

    org: Name
    title: str | None
    start: date | None
    end: date | None


class Acquaintance(NamedTuple):
    """Somebody a contact knows: how, since when, and on which day the user learned it."""

    who: Name
    how: str | None
    since: date | None
    on: date | None


class Birthday(NamedTuple):
    """A day of the year, with the year of birth where it is known."""

    month: int
    day: int
    year: int | None


class Person(NamedTuple):
    """A contact's note."""

    place: Place
    name: str
    aliases: tuple[Name, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    orgs: tuple[Name, ...] = ()
    title: str | None = None
    positions: tuple[Position, ...] = ()
    roles: tuple[str, ...] = ()
    closeness: int | None = None
    cadence: int | None = None  # days
    tier: str | None = None
    met: date | None = None
    met_line: int = 1
    met_where: str | None = None
    introduced_by: Name | None = None
    knows_my_work: bool | None = None
    knows: tuple[Acquaintance, ...] = ()
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    capacity: str | None = None
    capacity_until: date | None = None
    door: str | None = None
    status: str | None = None
    snooze_until: date | None = None
    sensitivity: str | None = None
    distinct_from: tuple[Name, ...] = ()
    birthday: Birthday | None = None
    last_contact: date | None = None  # a floor under what the notes show, never an override
    last_contact_line: int = 1
    imported: str | None = None
    uid: str | None = None  # by which another program knows them
    tags: tuple[str, ...] = ()


class Organization(NamedTuple):
    """An organisation's note."""

    place: Place
    name: str
    aliases: tuple[Name, ...] = ()
    domains: tuple[str, ...] = ()
    parent: Name | None = None


class Interaction(NamedTuple):
    """People and you, in touch on a day."""

    place: Place
    day: date
    approximate: bool
    people: tuple[Name, ...]  # without you; those who turn out to be nobody are dropped later
    strict: bool  # True where only people can stand (`people:`): a name nobody bears is a problem
    topic: str
    channel: str | None = None
    direction: str | None = None  # in, out, mutual
    initiated_by: str | None = None  # me, them, or a name
    mentioned: tuple[Name, ...] = ()
    learned: tuple[str, ...] = ()
    ask_next: tuple[str, ...] = ()
    guessed: bool = False  # the people are words of the note's name: they count where they fit one person only


class Favor(NamedTuple):
    """A favour's note: one ask or one gift with all that came of it."""

    place: Place
    direction: str  # asked, received_ask, given, received, offered
    person: Name
    kind: str | None = None
    weight: str | None = None  # light, medium, deep
    minutes: float | None = None
    size: float | None = None  # a number of the user's own
    what: str | None = None
    target: Name | None = None
    why_you: str | None = None
    desired_outcome: str | None = None
    asked: date | None = None
    approximate: bool = False
    needed_by: date | None = None
    out: bool | None = None
    packet: tuple[str, ...] = ()
    their_upside: str | None = None
    status: str | None = None
    decided: date | None = None
    decline_reason: str | None = None
    acknowledged: date | None = None
    offered_later: date | None = None
    redirected_to: Name | None = None
    thanked: date | None = None
    nudges: tuple[date, ...] = ()
    outcome: str | None = None
    reported_back: date | None = None
    pays_forward: Name | None = None
    scope: str | None = None
    answered: date | None = None  # they wrote back without deciding yet


class Move(NamedTuple):
    """One step in a favour's life, written as one line: `granted:: [[Mike Ito]]`."""

    place: Place
    day: date | None
    verb: str
    person: Name
    about: tuple[Name, ...]  # further links: the target, the one redirected to
    text: str
    kind: str | None = None
    weight: str | None = None
    due: date | None = None
    re: str | None = None  # the favour it belongs to: a note's name or a block id, where the user says so
    block: str | None = None  # the block id of this very line, which a later `re::` may name
    reason: str | None = None  # of a refusal
    again: date | None = None  # they said: ask again then


class Introduction(NamedTuple):
    """Somebody put two people in touch; `me` stands for the user on any side."""

    place: Place
    introducer: Name
    a: Name
    b: Name
    why_a: str | None = None
    why_b: str | None = None
    origin: str | None = None
    opt_in_a: date | None = None
    opt_in_b: date | None = None
    status: str | None = None
    made: date | None = None
    asked: date | None = None
    thanked_by: tuple[Name, ...] = ()
    reported_back: date | None = None
    outcome: str | None = None


class Promise(NamedTuple):
    """Something somebody said they would do: a note, a `promised::` or `waiting::` line, or an unticked task."""

    place: Place
    owner: Name  # "me" or a name
    to: Name | None
    what: str
    made: date | None = None
    due: date | None = None
    status: str = "open"  # open, waiting, done, dropped
    strict: bool = True  # False for a task: a task that links nobody is no promise
    keeps: bool = False  # a `kept::` line: it closes an earlier promise


class Mentioned(NamedTuple):
    """Names that a line or a note brings up, and who was there or spoken with."""

    place: Place
    day: date | None
    names: tuple[Name, ...]
    beside: tuple[Name, ...] = ()


class PutAway(NamedTuple):
    """A `closed::`, `dropped::` or `snoozed::` line: something owed or awaited that is to come up no more, or later."""

    place: Place
    day: date | None
    verb: str
    person: Name | None
    item: str  # the id it has among the follow-ups; "" where the line's words tell what is meant
    text: str
    until: date | None = None  # snoozed until that day


class Project(NamedTuple):
    """Work shared with everybody it names."""

    place: Place
    name: str
    people: tuple[Name, ...]


class Saved(NamedTuple):
    """A note kept to be shared with somebody."""

    place: Place
    what: str
    people: tuple[Name, ...]
    day: date | None = None
    shared: date | None = None


class Says(NamedTuple):
    """All that one note says. It depends on nothing but the note's bytes, its path and the settings."""

    path: NotePath
    kind: str  # person, organization, interaction, favor, introduction, promise, project, daily, note, generated …
    day: date | None = None
    person: Person | None = None
    organization: Organization | None = None
    interactions: tuple[Interaction, ...] = ()
    favor: Favor | None = None
    moves: tuple[Move, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    promises: tuple[Promise, ...] = ()
    mentions: tuple[Mentioned, ...] = ()
    project: Project | None = None
    saved: Saved | None = None
    put_away: tuple[PutAway, ...] = ()
    problems: tuple[Problem, ...] = ()
