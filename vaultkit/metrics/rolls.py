"""Standings → the lists the reports are made of: who belongs in each, and in which order.

Whoever stands as before stays where they are; only the others are put in their place anew.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Mapping
from datetime import date
from math import inf
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from vaultkit.graph.network import PersonId
from vaultkit.metrics.follow_ups import SILENT, later
from vaultkit.metrics.standing import Standing

MORE_THAN_PASSING = 3  # contact-days: etiquette's gate for a medium ask
SOON = 30  # days ahead for touch-by dates

Order: TypeAlias = tuple[float, PersonId]  # lowest first; no two people have the same
LAST: Order = (inf, "")
Rule: TypeAlias = Callable[[Standing, date], "Order | None"]  # None: does not belong
Roll: TypeAlias = tuple[Standing, ...]


class Rolls(NamedTuple):
    """Who belongs in each list, in its order."""

    slipping: Roll = ()  # going quiet now, by strength at the last contact × P × (1 − P); no passing encounters
    passing: Roll = ()  # those met once or twice who are
    soon: Roll = ()  # to be touched within a month, by the day
    late: Roll = ()  # whose cadence, the user's own promise, is past; by silence ÷ cadence
    dormant: Roll = ()  # those that were strongest first
    slipping_on: Roll = ()  # of those slipping, whom to write to
    meant: Roll = ()  # of those late, whom to write to; a dormant tie presses nobody
    giving_back: Roll = ()  # of those to give back to, whom to write to
    give_back: Roll = ()  # with whom there is a chance to give back, the largest first
    forward: Roll = ()  # to whom more went than came back, the most first
    favoured: Roll = ()  # with any favour, the most first
    spoken: Roll = ()  # with any message, the most first
    unanswered: Roll = ()  # of those spoken with lately, who left you unanswered, by how often
    planned: Roll = ()  # to be met, the soonest first
    snoozed: Roll = ()  # to come back into the lists, the soonest first


def call(standings: Mapping[PersonId, Standing], today: date, before: Mapping[PersonId, Standing], old: Rolls) -> Rolls:
    """Standings as of a day, and the rolls called of those before → the rolls called of these."""
    changed = {person for person, standing in standings.items() if before.get(person) is not standing}
    changed.update(before.keys() - standings.keys())
    new = [standings[person] for person in changed if person in standings]
    return Rolls(*(_called(rule, new, today, roll, changed) for rule, roll in zip(RULES, old, strict=True)))


def _called(rule: Rule, new: Collection[Standing], today: date, roll: Roll, changed: Collection[PersonId]) -> Roll:
    ordered = [(order, standing) for standing in new if (order := rule(standing, today)) is not None]
    kept = [standing for standing in roll if standing.someone.id not in changed]
    if not kept:
        return tuple([standing for _, standing in sorted(ordered, key=itemgetter(0))])

    def order_of(standing: Standing) -> Order:
        return rule(standing, today) or LAST

    for _, standing in ordered:
        insort(kept, standing, key=order_of)
    return tuple(kept)


# --- the rules ---


def _slipping(standing: Standing, _: date) -> Order | None:
    tie = standing.tie
    if tie is None or not _goes_quiet(standing) or tie.contact_days < MORE_THAN_PASSING:
        return None
    return -(tie.slipping_rank or 0), standing.someone.id


def _passing(standing: Standing, _: date) -> Order | None:
    tie = standing.tie
    if tie is None or not _goes_quiet(standing) or tie.contact_days >= MORE_THAN_PASSING:
        return None
    return 0, standing.someone.id


def _goes_quiet(standing: Standing) -> bool:
    tie = standing.tie
    return standing.listed and tie is not None and tie.label in ("cooling", "slipping") and tie.touch_now


def _soon(standing: Standing, today: date) -> Order | None:
    tie = standing.tie
    if tie is None or tie.touch_by is None or tie.touch_by > later(today, SOON) or not standing.approachable:
        return None
    return tie.touch_by.toordinal(), standing.someone.id


def _late(standing: Standing, _: date) -> Order | None:
    if standing.late is None or standing.late <= 1 or not standing.listed or standing.tie is None:
        return None
    return None if standing.tie.planned else (-standing.late, standing.someone.id)


def _slipping_on(standing: Standing, today: date) -> Order | None:
    return _slipping(standing, today) if standing.approachable else None


def _meant(standing: Standing, today: date) -> Order | None:
    asleep = standing.tie is not None and standing.tie.label in ("dormant", "long dormant")
    return _late(standing, today) if standing.approachable and not asleep else None


def _giving_back(standing: Standing, today: date) -> Order | None:
    return _give_back(standing, today) if standing.approachable else None


def _dormant(standing: Standing, _: date) -> Order | None:
    if standing.tie is None or standing.tie.label not in ("dormant", "long dormant") or not standing.listed:
        return None
    return -standing.tie.strength_at_last, standing.someone.id


def _give_back(standing: Standing, _: date) -> Order | None:
    if standing.balance is None or standing.balance.words != "chance to give back" or not standing.listed:
        return None
    return standing.balance.balance, standing.someone.id


def _forward(standing: Standing, _: date) -> Order | None:
    balance = standing.balance
    if balance is None or standing.silent or balance.given < 1 or balance.given <= balance.received:
        return None
    return -(balance.given - balance.received), standing.someone.id


def _favoured(standing: Standing, _: date) -> Order | None:
    balance = standing.balance
    if balance is None or standing.silent or not (balance.times_given or balance.times_received):
        return None
    return -(balance.given + balance.received), standing.someone.id


def _spoken(standing: Standing, _: date) -> Order | None:
    talk = standing.exchange
    if standing.silent or not (talk.sent or talk.received or talk.first_by_me or talk.first_by_them):
        return None
    return -(talk.sent + talk.received), standing.someone.id


def _unanswered(standing: Standing, today: date) -> Order | None:
    recent = standing.tie is not None and standing.tie.label != "long dormant"
    if not standing.unanswered or not recent or _spoken(standing, today) is None:
        return None
    return -standing.exchange.unanswered, standing.someone.id


def _planned(standing: Standing, _: date) -> Order | None:
    if standing.planned is None or standing.silent:
        return None
    return standing.planned.toordinal(), standing.someone.id


def _snoozed(standing: Standing, _: date) -> Order | None:
    card = standing.someone.card
    if not standing.silent or card is None or card.snooze_until is None or card.status in SILENT:
        return None
    return card.snooze_until.toordinal(), standing.someone.id


RULES: tuple[Rule, ...] = (
    _slipping, _passing, _soon, _late, _dormant, _slipping_on, _meant, _giving_back, _give_back, _forward, _favoured,
    _spoken, _unanswered, _planned, _snoozed,
)  # fmt: skip
