"""Network → findings: where you stand with each person, what is owed, how the forecast did; with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from vaultkit.graph.network import ME, Network, PersonId, Someone, Touch
from vaultkit.keys import key
from vaultkit.metrics.calibration import Calibration, calibrate
from vaultkit.metrics.circles import Circles, Divide, communities, find_circles
from vaultkit.metrics.follow_ups import FollowUp, closed, follow_ups, silent
from vaultkit.metrics.reciprocity import (
    Balance,
    Exchange,
    Favour,
    Message,
    Overall,
    Sizes,
    Terms,
    balances,
    exchange,
    overall,
    size_of,
    size_of_minutes,
)
from vaultkit.metrics.ties import Constants, Encounter, Tie, assess, median_gap, touch_by
from vaultkit.model import Problem
from vaultkit.settings import Settings
from vaultkit.wording import brief

YEAR = 365  # days
ContactDays: TypeAlias = set[tuple[PersonId, date]]
CIRCLE_STRENGTH = 0.25  # weaker ties than this belong to no circle of today
COUNTED = ("granted", "done")


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

    @property
    def topic(self) -> str:
        """What you last spoke of."""
        return self.spoken.topic if self.spoken else ""

    @property
    def listed(self) -> bool:
        """Whether they stand in the lists of ties: the silent do not, nor those behind a closed door."""
        return not (self.silent or closed(self.someone))

    @property
    def approachable(self) -> bool:
        """Whether to suggest writing to them: not where the next word is theirs."""
        return self.listed and not self.unanswered

    @property
    def late(self) -> float | None:
        """Silence ÷ cadence; None without both."""
        return self.tie.silence_days / self.cadence if self.tie and self.cadence else None


class Findings(NamedTuple):
    """Everything the reports are made of."""

    network: Network
    settings: Settings
    constants: Constants  # with the α of this vault's own history
    terms: Terms
    standings: Mapping[PersonId, Standing]
    calibration: Calibration
    overall: Overall
    follow_ups: tuple[FollowUp, ...]
    circles: Circles
    months: tuple[tuple[date, int], ...]  # first of the month → contact-days in it, oldest first
    last_year: int  # contact-days in the 365 days up to today
    problems: tuple[Problem, ...]

    @property
    def today(self) -> date:
        """The day these findings hold for."""
        return self.network.today


def find(
    network: Network,
    settings: Settings,
    problems: tuple[Problem, ...] = (),
    divide: Divide = communities,
) -> Findings:
    """The network as of its day → all findings. `divide` lets the caller remember the costly part of the circles."""
    today = network.today
    encounters = {person: _encounters(network, person) for person in network.people}
    constants = constants_of(settings)
    calibration = calibrate(encounters, today, constants)
    if settings.ties.alpha is None:
        constants = constants._replace(alpha=calibration.alpha)
    terms, given = terms_of(settings), _favours(network, settings)
    by_person = {balance.person: balance for balance in balances(given, today, terms)}
    yard = _Yardstick(settings, constants, terms, _rhythm(network))
    standings = {
        person: _standing(someone, network, encounters[person], by_person.get(person), yard)
        for person, someone in network.people.items()
    }
    contacts = _contact_days(network)
    shape = find_circles(*circle_input(network, standings), divide=divide)
    return Findings(
        network=network,
        settings=settings,
        constants=constants,
        terms=terms,
        standings={**standings, **_bridges(shape, standings, today, constants)},
        calibration=calibration,
        overall=_overall(network, given, contacts, terms),
        follow_ups=follow_ups(network, settings),
        circles=shape,
        months=_months(contacts, today),
        last_year=sum((today - day).days < YEAR for _, day in contacts),
        problems=tuple(sorted({p._replace(message=brief(p.message)) for p in (*problems, *network.problems)})),
    )


def _bridges(
    shape: Circles, standings: Mapping[PersonId, Standing], today: date, constants: Constants
) -> dict[PersonId, Standing]:
    """Those who alone lead to a circle, with their touch-by day set sooner."""
    sooner = constants._replace(touch_chance=constants.bridge_chance)
    found = {}
    for person in shape.bridges:
        tie = standings[person].tie
        if tie and tie.chance is not None:
            day = touch_by(tie.strength, tie.silence_days, today, sooner)
            found[person] = standings[person]._replace(tie=tie._replace(touch_by=day))
    return found


def constants_of(settings: Settings) -> Constants:
    """The settings of ties → the constants of their measures, which go by the same names."""
    said = settings.ties._asdict()
    return Constants(**{name: value for name, value in said.items() if value is not None})


def circle_input(
    network: Network, standings: Mapping[PersonId, Standing]
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Who is in a circle's reach with what strength, and the ties among them."""
    ties = {
        person: standing.tie.strength
        for person, standing in standings.items()
        if standing.tie and standing.tie.strength >= CIRCLE_STRENGTH and not standing.silent
    }
    edges: dict[tuple[str, str], float] = {}
    for edge in network.edges:
        if edge.kind in ("knows", "met", "introduced") and edge.source in ties and edge.target in ties:
            pair = (min(edge.source, edge.target), max(edge.source, edge.target))
            edges[pair] = max(edges.get(pair, 0.0), edge.weight)
    return ties, edges


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


def _encounters(network: Network, person: PersonId) -> tuple[Encounter, ...]:
    touches = (*network.touches.get(person, ()), *network.planned.get(person, ()))
    return tuple([Encounter(touch.day, touch.people, not touch.floor) for touch in touches])


class _Yardstick(NamedTuple):
    """What everybody is measured by."""

    settings: Settings
    constants: Constants
    terms: Terms
    rhythm: float | None  # the median gap of the whole vault, days


def _rhythm(network: Network) -> float | None:
    told = ([touch.day for touch in network.close_touches(person) if not touch.floor] for person in network.touches)
    return median_gap(told)


def _standing(
    someone: Someone,
    network: Network,
    encounters: tuple[Encounter, ...],
    balance: Balance | None,
    yard: _Yardstick,
) -> Standing:
    touches = network.close_touches(someone.id)
    talk = exchange(_messages(touches), network.today, yard.terms)
    return Standing(
        someone=someone,
        tie=assess(encounters, network.today, yard.constants, yard.rhythm),
        exchange=talk,
        balance=balance,
        last=touches[-1] if touches else None,
        spoken=next((touch for touch in reversed(touches) if touch.topic), None),
        cadence=cadence_of(someone, yard.settings),
        silent=silent(someone, network.today),
        unanswered=talk.unanswered > yard.settings.ask.stop_after,
    )


def _messages(touches: Iterable[Touch]) -> Iterable[Message]:
    """Touches → what `exchange` reads: a meeting without a direction is mutual."""
    for touch in touches:
        yield Message(touch.day, touch.direction or "", touch.by or "")


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


def _favours(network: Network, settings: Settings) -> list[Favour]:
    """Favours and introductions done → what the balance counts. Offers and what was declined weigh nothing."""
    sizes, found = sizes_of(settings), []
    for favour in network.favours:
        day = favour.decided or favour.asked
        if day and favour.status in COUNTED and favour.direction != "offered":
            size = favour.size or size_of_minutes(favour.minutes or 0, sizes) or size_of(favour.weight, sizes)
            found.append(Favour(favour.person, not favour.mine, day, size or sizes.light, counted=not favour.routine))
    told = {(favour.person, favour.target) for favour in network.favours if favour.status in COUNTED}
    for meeting in network.meetings:
        if meeting.made is None or meeting.status == "declined":
            continue
        if meeting.introducer == ME:
            person = meeting.b if meeting.origin == "requested_by_b" else meeting.a
            other = meeting.a if person == meeting.b else meeting.b
            if (person, other) not in told:
                found.append(Favour(person, True, meeting.made, sizes.medium))
    return found


def _overall(network: Network, given: list[Favour], contacts: ContactDays, terms: Terms) -> Overall:
    asks = {
        (person, touch.day)
        for person, touches in network.touches.items()
        for touch in touches
        if touch.ask and touch.direction == "out"
    }
    return overall(given, contacts, asks, network.today, terms)


def _contact_days(network: Network) -> ContactDays:
    return {(person, touch.day) for person in network.touches for touch in network.close_touches(person)}


def _months(contacts: ContactDays, today: date) -> tuple[tuple[date, int], ...]:
    """Contact-days by month, none left out from the first to today's: each person counts once a day."""
    count = Counter([day.year * 12 + day.month - 1 for _, day in contacts])
    last = today.year * 12 + today.month - 1
    first = min(count, default=last + 1)
    return tuple((date(month // 12, month % 12 + 1, 1), count[month]) for month in range(first, last + 1))
