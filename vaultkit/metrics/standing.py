"""One person's dealings → where you stand with them, and what they add to the sums over everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultkit.graph.network import ME, Dealings, Meeting, Someone, Touch
from vaultkit.keys import key
from vaultkit.metrics.budget import marks_of_asks
from vaultkit.metrics.calibration import Row, rows_of
from vaultkit.metrics.follow_ups import FollowUp, closed, follow_ups_of, silent
from vaultkit.metrics.reciprocity import (
    Balance,
    Exchange,
    Favour,
    Message,
    Sizes,
    Terms,
    balances,
    exchange,
    marks_of,
    size_of,
    size_of_minutes,
)
from vaultkit.metrics.ties import Constants, Encounter, Tie, assess, gaps, in_rhythm
from vaultkit.records.kinds import Person
from vaultkit.settings import Settings

YEAR = 365  # days
Tally: TypeAlias = Counter[tuple[str, int]]  # what is counted, and its month, gap or quarter → how often
MONTH, GAP = "month", "gap"
LAST_YEAR = ("in touch in the last year", 0)
FIRST_BY_ME, FIRST_BY_THEM = ("first by me", 0), ("first by them", 0)  # approaches, of all but the silent


class Standing(NamedTuple):
    """Where you stand with one person."""

    someone: Someone
    tie: Tie | None  # None: never logged
    exchange: Exchange
    balance: Balance | None  # None: no favour either way
    last: Touch | None  # the last time in touch
    spoken: Touch | None  # the last time of which a topic is told
    cadence: int | None  # days, the user's own promise to themselves
    silent: bool  # comes up in no list
    unanswered: bool  # you wrote so often without an answer that the next word is theirs
    listed: bool  # stands in the lists of ties: the silent do not, nor those behind a closed door
    approachable: bool  # to be suggested: not where the next word is theirs
    late: float | None  # silence ÷ cadence; None without both
    planned: date | None  # the next meeting, however far ahead

    @property
    def strength(self) -> float:
        """The strength of the tie; 0 where nothing was ever logged."""
        return self.tie.strength if self.tie else 0.0

    @property
    def topic(self) -> str:
        """What you last spoke of."""
        return self.spoken.topic if self.spoken else ""


class Yardstick(NamedTuple):
    """What everybody is measured by."""

    today: date
    settings: Settings
    constants: Constants
    terms: Terms
    sizes: Sizes
    group_limit: int
    me: Person | None = None  # the user's own note


class Bond(NamedTuple):
    """One person's part in everything: what it was made of, and what came of it."""

    someone: Someone
    dealings: Dealings
    meetings: tuple[Meeting, ...]  # introductions between the two of you and a third
    rows: tuple[tuple[int, Row], ...]  # how they were rated at past quarter-ends
    balance: Balance | None
    exchange: Exchange
    follow_ups: tuple[FollowUp, ...]
    tally: Tally  # their part in the sums over everybody


def bond_with(someone: Someone, dealings: Dealings, meetings: tuple[Meeting, ...], yard: Yardstick) -> Bond:
    """Everything about one person that depends on nobody else."""
    today, terms = yard.today, yard.terms
    close = _close(dealings, yard.group_limit)
    favours = list(_favours(someone.id, dealings, meetings, yard.sizes))
    owed = follow_ups_of(someone, dealings, meetings, today, yard.settings)
    talk = exchange(_messages(close), today, terms)
    tally = _tally(dealings, close, favours, today)
    tally.update(marks_of_asks(dealings.favours, today, yard.settings))
    for item in owed:
        tally[in_stage(item.kind, item.stage)] += 1
        tally[this_week(item.kind)] += item.this_week
    if not silent(someone, today):
        tally[FIRST_BY_ME], tally[FIRST_BY_THEM] = talk.first_by_me, talk.first_by_them
    return Bond(
        someone=someone,
        dealings=dealings,
        meetings=meetings,
        rows=tuple(rows_of(someone.id, _encounters(dealings), today, yard.constants)),
        balance=next(iter(balances(favours, today, terms)), None),
        exchange=talk,
        follow_ups=owed,
        tally=tally,
    )


def stand(bond: Bond, yard: Yardstick, rhythm: float | None) -> Standing:
    """A bond, the constants with the vault's own α, and the vault's median gap → where you stand."""
    close = _close(bond.dealings, yard.group_limit)
    tie = assess(_encounters(bond.dealings), yard.today, yard.constants, rhythm)
    cadence, quiet = cadence_of(bond.someone, yard.settings), silent(bond.someone, yard.today)
    listed = not (quiet or closed(bond.someone))
    unanswered = bond.exchange.unanswered > yard.settings.ask.stop_after
    return Standing(
        someone=bond.someone,
        tie=tie,
        exchange=bond.exchange,
        balance=bond.balance,
        last=close[-1] if close else None,
        spoken=next((touch for touch in reversed(close) if touch.topic), None),
        cadence=cadence,
        silent=quiet,
        unanswered=unanswered,
        listed=listed,
        approachable=listed and not unanswered,
        late=tie.silence_days / cadence if tie and cadence else None,
        planned=bond.dealings.planned[0].day if bond.dealings.planned else None,
    )


def in_step(standing: Standing, bond: Bond, rhythm: float | None) -> Standing:
    """Where you stand, by another median gap of the vault."""
    if standing.tie is None:
        return standing
    steps = (gap for (kind, gap), times in bond.tally.items() if kind == GAP for _ in range(times))
    return standing._replace(tie=in_rhythm(standing.tie, steps, rhythm))


def cadence_of(someone: Someone, settings: Settings) -> int | None:
    """The user's own cadence for a person, in days: their note's, else their tier's or a tag's."""
    card = someone.card
    if card is None:
        return None
    if card.cadence:
        return card.cadence
    tiers = dict(settings.tiers)
    words = (card.tier or "", *card.tags, *card.roles)
    return next((tiers[key(word)] for word in words if key(word) in tiers), None)


def constants_of(settings: Settings) -> Constants:
    """The settings of ties → the constants of their measures, which go by the same names."""
    said = settings.ties._asdict()
    return Constants(**{name: value for name, value in said.items() if value is not None})


def sizes_of(settings: Settings) -> Sizes:
    """The settings of favours → what each weight counts."""
    said = settings.favors
    return Sizes(said.light, said.medium, said.deep, said.light_minutes, said.medium_minutes)


def terms_of(settings: Settings) -> Terms:
    """The settings of favours → what their balance stands on."""
    said = settings.favors
    return Terms(
        given_half_life=said.given_half_life,
        received_half_life=said.received_half_life,
        smoothing=said.smoothing,
        back_balance=said.give_back_balance,
        back_received=said.give_back_received,
        one_way_balance=said.one_way_balance,
        one_way_given=said.one_way_given,
    )


def _close(dealings: Dealings, group_limit: int) -> list[Touch]:
    """The times in touch with few around."""
    return [touch for touch in dealings.touches if touch.people <= group_limit]


def _encounters(dealings: Dealings) -> list[Encounter]:
    return [Encounter(t.day, t.people, not t.floor) for t in (*dealings.touches, *dealings.planned)]


@lru_cache(None)
def _mark(kind: str, number: int) -> tuple[str, int]:
    """A key of tallies: one for everybody, as there are few kinds and thousands of tallies."""
    return kind, number


def this_week(kind: str) -> tuple[str, int]:
    """The tally's key for follow-ups of a kind that are to be done this week."""
    return _mark(f"{kind} this week", 0)


def in_stage(kind: str, stage: str) -> tuple[str, int]:
    """The tally's key for follow-ups of a kind in a stage."""
    return _mark(f"{kind} {stage}", 0)


def _messages(touches: Iterable[Touch]) -> Iterable[Message]:
    """Touches → what `exchange` reads: a meeting without a direction is mutual."""
    for touch in touches:
        yield Message(touch.day, touch.direction or "", touch.by or "", touch.quiet)


def _favours(person: str, dealings: Dealings, meetings: Iterable[Meeting], sizes: Sizes) -> Iterator[Favour]:
    """Favours and introductions done → what the balance counts. Offers and what was declined weigh nothing."""
    told = set()
    for favour in dealings.favours:
        if favour.helped:
            told.add(favour.target)
            day = favour.decided or favour.asked
            if day and favour.direction != "offered":
                size = favour.size or size_of_minutes(favour.minutes or 0, sizes) or size_of(favour.weight, sizes)
                yield Favour(person, not favour.mine, day, size or sizes.light, counted=not favour.routine)
    for meeting in meetings:
        if meeting.introducer == ME and meeting.made and meeting.status != "declined":
            asker, other = (meeting.a, meeting.b) if meeting.origin != "requested_by_b" else (meeting.b, meeting.a)
            if asker == person and other not in told:
                yield Favour(person, True, meeting.made, sizes.medium)


def _tally(dealings: Dealings, close: Sequence[Touch], favours: Sequence[Favour], today: date) -> Tally:
    """One person's part in what is counted over everybody: days in touch, gaps between them, favours by quarter."""
    days = {touch.day for touch in close}
    asks = {touch.day for touch in dealings.touches if touch.ask and touch.direction == "out"}
    found: Tally = Counter([_mark(MONTH, day.year * 12 + day.month - 1) for day in days])
    for gap in gaps([touch.day for touch in close if not touch.floor]):
        found[_mark(GAP, gap)] += 1
    for mark, times in marks_of(favours, days, asks, today):
        found[mark] += times
    found[LAST_YEAR] = sum([(today - day).days < YEAR for day in days])
    return found
