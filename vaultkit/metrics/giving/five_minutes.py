"""What takes five minutes and does good: thanks, congratulations, something saved for them, a small promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, zip_longest
from typing import NamedTuple

from vaultkit.graph.names import fold
from vaultkit.graph.network import Saved
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, of_kind
from vaultkit.metrics.giving.openings import saved_for
from vaultkit.metrics.giving.topics import WORD, stem
from vaultkit.metrics.standing import Standing
from vaultkit.records.kinds import Position

MOST = 7  # a list that is done is worth more than a long one
BIRTHDAY_AHEAD = 7  # days
JOB_LATELY = 90  # days
SMALL = frozenset(
    map(
        stem,
        "address article call contact email email forward introduce link list mail map message name note number "
        "pass photo picture post postcard recipe reply send share slides text thank".split(),
    )
)
LARGE = frozenset(map(stem, "afternoon day days draft evening report talk week weekend weeks whole workshop".split()))
SMALL_WORDS = 8  # a promise told in more words is seldom small


class Minute(NamedTuple):
    """One thing of the list: a follow-up, something saved, or a new position."""

    standing: Standing
    item: FollowUp | None = None
    saved: Saved | None = None
    position: Position | None = None


def five_minutes(findings: Findings) -> tuple[tuple[Minute, ...], int]:
    """The findings → at most seven things, in turn by kind, each person once; and how many more there are."""
    kinds = (_owed("thanks", findings), _congratulations(findings), _shares(findings), _promises(findings))
    in_turn = (minute for turn in zip_longest(*kinds) for minute in turn if minute)
    by_person: dict[str, Minute] = {}
    for minute in in_turn:
        by_person.setdefault(minute.standing.someone.id, minute)
    found = list(by_person.values())
    return tuple(sorted(found[:MOST], key=_order)), max(0, len(found) - MOST)


def _order(minute: Minute) -> int:
    kinds = ("thanks", "birthday", "position", "saved", "promise")
    return kinds.index(minute.item.kind if minute.item else "saved" if minute.saved else "position")


def _owed(kind: str, findings: Findings) -> Iterator[Minute]:
    for item in of_kind(findings.follow_ups, kind):
        if item.stage == "now" and item.person is not None:
            yield Minute(findings.standings[item.person], item)


def _congratulations(findings: Findings) -> Iterator[Minute]:
    near = (m for m in _owed("birthday", findings) if m.item and _within(m.item.due, findings.today, BIRTHDAY_AHEAD))
    return chain((minute for minute in near if minute.standing.approachable), _new_jobs(findings))


def _within(day: date | None, today: date, days: int) -> bool:
    return day is not None and 0 <= (day - today).days <= days


def _new_jobs(findings: Findings) -> list[Minute]:
    """Positions begun lately, with nobody in touch since; the latest first."""
    found = [
        Minute(standing, position=position)
        for standing in findings.standings.values()
        if standing.someone.card and standing.someone.card.positions and standing.approachable
        for position in _latest(standing.someone.card.positions, findings.today)
        if position.start and not (standing.last and standing.last.day >= position.start)
    ]
    return sorted(found, key=lambda m: (-_begun(m).toordinal(), m.standing.someone.id))


def _latest(positions: Iterable[Position], today: date) -> list[Position]:
    """The position begun last, where that is not long ago."""
    begun = [p for p in positions if p.start and p.start <= today and (today - p.start).days <= JOB_LATELY]
    return sorted(begun, key=lambda position: position.start or date.min)[-1:]


def _begun(minute: Minute) -> date:
    return minute.position.start or date.min if minute.position else date.min


def _shares(findings: Findings) -> Iterator[Minute]:
    return (Minute(standing, saved=saved) for standing, saved in saved_for(findings))


def _promises(findings: Findings) -> Iterator[Minute]:
    """Small ones that have a day: what was promised on none may be long done."""
    dated = (m for m in _owed("promise", findings) if m.item and (m.item.due or m.item.since))
    return (minute for minute in dated if minute.item and is_small(minute.item.what))


def is_small(what: str) -> bool:
    """Whether a promise can be kept in minutes, by its words: something to send or to say, and no day's work."""
    words = [stem(fold(word)) for word in WORD.findall(what)]
    return len(words) <= SMALL_WORDS and bool(SMALL.intersection(words)) and not LARGE.intersection(words)
