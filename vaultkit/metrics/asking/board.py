"""What the page on asking shows: who can be asked for what now, what is open, how I answer what is asked of me."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import nsmallest
from typing import NamedTuple

from vaultkit.graph.network import Favour
from vaultkit.metrics.asking.mirror import ANSWERED
from vaultkit.metrics.asking.verdict import grounds
from vaultkit.metrics.etiquette.prospects import LIGHTEST
from vaultkit.metrics.etiquette.request import LADDER
from vaultkit.metrics.etiquette.tests import every_test, stands_in_the_way
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.life import Life, life_of
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place

WORTH_NAMING = 1.0  # strength from which somebody who may not be asked now is named


class Rung(NamedTuple):
    """Those for whom a rung of the ladder is the highest that is a go, the strongest ties first."""

    kind: str
    people: tuple[Standing, ...]
    total: int


class NotNow(NamedTuple):
    """Somebody who is not to be asked for anything now, why, and from when on."""

    standing: Standing
    why: str
    open_on: date | None


class Waiting(NamedTuple):
    """An ask of mine that is open, or one of theirs that I have not answered."""

    standing: Standing
    favour: Favour
    life: Life


class Answered(NamedTuple):
    """How I answered what was asked of me, of one kind."""

    kind: str
    granted: int
    of: int


class Asks(NamedTuple):
    """What is asked either way: mine that wait for an answer and theirs that wait for mine, the oldest first."""

    mine: tuple[Waiting, ...]
    theirs: tuple[Waiting, ...]
    answered: tuple[Answered, ...]  # by kind, the most frequent first


def rungs(findings: Findings, most: int) -> tuple[Rung, ...]:
    """Everybody who may be approached and was ever in touch → by the most that may be asked of them."""
    found: dict[str, list[Standing]] = {}
    for person, prospect in findings.prospects.items():
        standing = findings.standings[person]
        if prospect.rung and standing.tie and standing.approachable:
            found.setdefault(prospect.rung, []).append(standing)
    return tuple(
        Rung(kind, tuple(nsmallest(most, found[kind], key=_strongest)), len(found[kind]))
        for kind in LADDER
        if kind in found
    )


def not_now(findings: Findings, most: int) -> tuple[tuple[NotNow, ...], int]:
    """Ties of some strength that are not to be asked for anything now, the strongest first; and how many there are."""
    shut = [
        findings.standings[person]
        for person, prospect in findings.prospects.items()
        if prospect.rung is None and findings.standings[person].strength >= WORTH_NAMING
    ]
    named = nsmallest(most, shut, key=_strongest)
    return tuple(_why_not(standing, findings) for standing in named), len(shut)


def asks(findings: Findings) -> Asks:
    """Everything asked either way, in one look through all favours."""
    today, settings = findings.today, findings.settings.ask
    waiting: dict[str, list[Waiting]] = {"asked": [], "received_ask": []}
    granted: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for standing, favour in _favours(findings):
        if favour.direction in waiting and (life := life_of(favour, today, settings)).open:
            waiting[favour.direction].append(Waiting(standing, favour, life))
        if favour.direction == "received_ask" and favour.status in ANSWERED:
            kind = favour.kind or "other"
            total[kind] += 1
            granted[kind] += favour.helped
    kinds = sorted(total, key=lambda kind: (-total[kind], kind))
    mine, theirs = (tuple(sorted(found, key=_oldest)) for found in waiting.values())
    return Asks(mine, theirs, tuple(Answered(kind, granted[kind], total[kind]) for kind in kinds))


def _oldest(each: Waiting) -> tuple[date, Place]:
    return each.favour.asked or date.min, each.favour.places[0]


def _favours(findings: Findings) -> Iterator[tuple[Standing, Favour]]:
    """Every favour with those who are not silent."""
    standings: Mapping[str, Standing] = findings.standings
    for person, dealings in findings.network.dealings.items():
        if dealings.favours and person is not None and not standings[person].silent:
            for favour in dealings.favours:
                if not favour.routine:
                    yield standings[person], favour


def _why_not(standing: Standing, findings: Findings) -> NotNow:
    ground = grounds(findings, standing.someone.id)
    against: Sequence[str] = [c.why for c in every_test(ground, LIGHTEST) if stands_in_the_way(c, LIGHTEST)]
    return NotNow(standing, "; ".join(against), findings.prospects[standing.someone.id].open_on)


def _strongest(standing: Standing) -> tuple[float, str]:
    return -standing.strength, standing.someone.id
