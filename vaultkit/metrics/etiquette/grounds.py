"""Everything the tests look at, for one person: made once, whatever is then asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.graph.lapse import later
from vaultkit.graph.network import ME, NOTHING, Dealings, Favour, Meeting, PersonId, Someone, Touch
from vaultkit.metrics.etiquette.check import said
from vaultkit.metrics.follow_ups import unwritten
from vaultkit.metrics.life import life_of
from vaultkit.metrics.standing import Bond, Standing, Yardstick
from vaultkit.model import Place
from vaultkit.records.kinds import Person
from vaultkit.settings import Settings


class Past(NamedTuple):
    """An ask of mine, or an introduction I asked for: when, and what for."""

    what: str
    kind: str | None
    asked: date | None
    open: bool
    lapses: date | None
    places: tuple[Place, ...]
    invited: date | None = None  # from when on they said to ask again


class Loop(NamedTuple):
    """Something left open with them; `since` None where no day is told."""

    kind: str  # acknowledge, thanks, report, introduced
    what: str
    since: date | None
    place: Place


class Grounds(NamedTuple):
    """One person as the tests see them."""

    someone: Someone
    today: date
    settings: Settings
    me: Person | None
    strength: float
    days: int  # in touch, ever
    only_asked: tuple[date, ...]  # of these, the days on which I did nothing but ask
    last: Touch | None
    silence: int | None  # days; None: never in touch
    unanswered: int
    given: float  # as it weighs today
    dealings: Dealings
    asks: tuple[Past, ...]  # oldest first
    quiet_days: tuple[date, ...]  # in touch since my last ask, without asking
    loops: tuple[Loop, ...]
    made: tuple[Meeting, ...]  # introductions I made, of them to others

    @property
    def card(self) -> Person | None:
        """Their note."""
        return self.someone.card

    @property
    def favours(self) -> tuple[Favour, ...]:
        """Everything asked and given either way."""
        return self.dealings.favours


def introductions_by(meetings: Iterable[Meeting]) -> dict[PersonId, list[Meeting]]:
    """Introductions → by whoever made them, or was asked to make them, for me."""
    found: dict[PersonId, list[Meeting]] = {}
    for meeting in meetings:
        if meeting.introducer != ME and ME in (meeting.a, meeting.b):
            found.setdefault(meeting.introducer, []).append(meeting)
    return found


def grounds_of(
    bond: Bond,
    standing: Standing,
    yard: Yardstick,
    introduced: Iterable[Meeting],
    dealings: Mapping[PersonId | None, Dealings],
) -> Grounds:
    """One person's bond and standing, and the introductions they made for me → what the tests look at."""
    tie, today = standing.tie, yard.today
    between = bond.dealings._replace(favours=tuple(_by_now(bond.dealings.favours, today)))
    introduced = tuple(introduced)
    asks = tuple(_asks(between.favours, introduced, today, yard.settings))
    last_ask = max((ask.asked for ask in asks if ask.asked), default=None)
    return Grounds(
        someone=bond.someone,
        today=today,
        settings=yard.settings,
        me=yard.me,
        strength=tie.strength if tie else 0.0,
        days=tie.contact_days if tie else 0,
        only_asked=_only_asked(between.touches) if asks else (),
        last=standing.last,
        silence=tie.silence_days if tie else None,
        unanswered=bond.exchange.unanswered,
        given=bond.balance.given if bond.balance else 0.0,
        dealings=between,
        asks=asks,
        quiet_days=_quiet_days(between.touches, last_ask, yard.group_limit) if last_ask else (),
        loops=tuple(_loops(between.favours, introduced, dealings, today, yard.settings)),
        made=tuple(m for m in bond.meetings if m.introducer == ME and m.made and m.made <= today),
    )


def _by_now(favours: Iterable[Favour], today: date) -> Iterator[Favour]:
    """Favours as of a day: what is dated ahead has not happened yet."""
    for favour in favours:
        if favour.decided and favour.decided > today and not (favour.asked and favour.asked > today):
            asked = favour.direction in ("asked", "received_ask")
            if asked:
                yield favour._replace(status="pending", decided=None)
        elif not (favour.asked and favour.asked > today):
            yield favour


def _asks(favours: Iterable[Favour], introduced: Iterable[Meeting], today: date, settings: Settings) -> Iterator[Past]:
    """What I asked of them, without drafts, plans and what is routine."""
    for favour in favours:
        mine = favour.direction == "asked" and favour.status != "draft" and not favour.routine
        if mine and (favour.asked is None or favour.asked <= today):
            life = life_of(favour, today, settings.ask)
            yield Past(
                said(favour.what),
                favour.kind,
                favour.asked,
                life.open,
                life.lapses,
                favour.places,
                favour.offered_later,
            )
    for meeting in introduced:
        mine = meeting.origin == ("requested_by_a" if meeting.a == ME else "requested_by_b")
        if meeting.asked and meeting.asked <= today and (mine or meeting.status == "asked"):
            other = meeting.other_name
            lapses = later(meeting.asked, settings.ask.expire_days)
            is_open = meeting.status in ("asked", "opted_in") and lapses > today
            yield Past(f"introduction to {other}", "introduction", meeting.asked, is_open, lapses, (meeting.place,))


def _only_asked(touches: Iterable[Touch]) -> tuple[date, ...]:
    """Days on which nothing passed but an ask of mine: they are no sign of a tie."""
    asked: set[date] = set()
    other: set[date] = set()
    for touch in touches:
        (asked if touch.ask and touch.direction == "out" else other).add(touch.day)
    return tuple(sorted(asked - other))


def _quiet_days(touches: Iterable[Touch], since: date, group_limit: int) -> tuple[date, ...]:
    """Days in touch after a day, on which I asked for nothing."""
    touches = [touch for touch in touches if touch.day > since]
    asked = {touch.day for touch in touches if touch.ask and touch.direction == "out"}
    return tuple(sorted({touch.day for touch in touches if touch.people <= group_limit} - asked))


def _loops(
    favours: Iterable[Favour],
    introduced: Iterable[Meeting],
    dealings: Mapping[PersonId | None, Dealings],
    today: date,
    settings: Settings,
) -> Iterator[Loop]:
    untaken = tuple(_not_taken_up(introduced, dealings, today))
    yield from untaken
    for favour in favours:
        answered = favour.decided or favour.asked
        if favour.mine and not favour.routine and not (answered and answered > today):
            for loop in _of_favour(favour, answered, today, settings):
                if not (loop.kind == "report" and loop.place in {each.place for each in untaken}):  # first things first
                    yield loop


def _not_taken_up(
    introduced: Iterable[Meeting], dealings: Mapping[PersonId | None, Dealings], today: date
) -> Iterator[Loop]:
    """Introductions made for me, after which nothing passed between me and the other."""
    for meeting in introduced:
        other = meeting.other
        if meeting.made and meeting.made <= today and unwritten(meeting, dealings.get(other, NOTHING)):
            name = meeting.other_name
            yield Loop("introduced", name, meeting.made, meeting.place)


def _of_favour(favour: Favour, answered: date | None, today: date, settings: Settings) -> Iterator[Loop]:
    if favour.status == "declined":
        if favour.acknowledged is None and favour.thanked is None:
            yield Loop("acknowledge", said(favour.what), answered, favour.places[-1])
    elif (favour.helped or favour.status == "redirected") and favour.thanked is None:
        yield Loop("thanks", said(favour.what), answered, favour.places[-1])
    if favour.kind == "introduction" and (favour.helped or favour.status == "redirected") and favour.reported is None:
        age = (today - answered).days if answered else 0
        if favour.outcome or age >= settings.ask.report_days:
            yield Loop("report", said(favour.what), answered, favour.places[-1])
