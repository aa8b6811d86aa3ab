"""Network → findings: where you stand with each person, what is owed, how the forecast did; with reasons."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from vaultkit.graph.network import ME, NOTHING, Meeting, Network, PersonId
from vaultkit.metrics.calibration import Calibration, Row, calibrate, history_of
from vaultkit.metrics.circles import Circles, Divide, Links, Web, communities, find_circles, web_of
from vaultkit.metrics.follow_ups import FollowUp, follow_ups_of, pressing
from vaultkit.metrics.reciprocity import Overall, Terms, overall
from vaultkit.metrics.rolls import Rolls, call
from vaultkit.metrics.standing import (
    GAP,
    LAST_YEAR,
    MONTH,
    Bond,
    Standing,
    Tally,
    Yardstick,
    bond_with,
    constants_of,
    in_step,
    sizes_of,
    stand,
    terms_of,
)
from vaultkit.metrics.ties import Constants, median_of, touch_by
from vaultkit.model import Problem
from vaultkit.settings import Settings
from vaultkit.wording import brief

CIRCLE_STRENGTH = 0.25  # weaker ties than this belong to no circle of today


class Basis(NamedTuple):
    """What findings were made of, so that the next ones need not be made from nothing."""

    yard: Yardstick  # before the vault's own α
    bonds: Mapping[PersonId, Bond]
    tally: Tally
    to_nobody: tuple[FollowUp, ...]  # promises that name nobody
    rhythm: float | None  # the median gap of the whole vault, days
    standings: Mapping[PersonId, Standing]  # before bridges are known
    web: Web
    links: Links
    told: frozenset[Problem]


class Findings(NamedTuple):
    """Everything the reports are made of."""

    network: Network
    settings: Settings
    constants: Constants  # with the α of this vault's own history
    terms: Terms
    standings: Mapping[PersonId, Standing]
    calibration: Calibration
    overall: Overall
    follow_ups: tuple[FollowUp, ...]  # by kind, the most pressing first
    rolls: Rolls
    circles: Circles
    months: tuple[tuple[date, int], ...]  # first of the month → contact-days in it, oldest first
    last_year: int  # contact-days in the 365 days up to today
    problems: tuple[Problem, ...]
    basis: Basis

    @property
    def today(self) -> date:
        """The day these findings hold for."""
        return self.network.today


def find(
    network: Network,
    settings: Settings,
    problems: Iterable[Problem] = (),
    divide: Divide = communities,
    before: Findings | None = None,
) -> Findings:
    """The network as of its day → all findings. `divide` lets the caller remember the costly part of the circles.

    With the findings `before`, what depends only on things that are still the same objects is taken from there; the
    result is the same.
    """
    constants = constants_of(settings)
    yard = Yardstick(network.today, settings, constants, terms_of(settings), sizes_of(settings), network.group_limit)
    last = before if before and before.basis.yard == yard else None
    bonds = _bonds(network, yard, last)
    changed = _changed(bonds, last)
    tally = _tallied(changed, last)
    calibration = _calibrated(bonds, changed, yard, last)
    if settings.ties.alpha is None:
        constants = constants._replace(alpha=calibration.alpha)
    rhythm = median_of({gap: times for (kind, gap), times in tally.items() if kind == GAP})
    plain = _standings(bonds, yard._replace(constants=constants), rhythm, last)
    ties = {p: s.tie.strength for p, s in plain.items() if s.tie and _near(s)}
    web = last.basis.web if last and _same_web(ties, network, last) else web_of(ties, network.links)
    shape = find_circles(ties, web, divide=divide)
    standings = {**plain, **_bridges(shape, plain, network.today, constants)}
    to_nobody = follow_ups_of(None, network.dealings.get(None, NOTHING), (), network.today, settings)
    told = frozenset((*problems, *network.problems))
    return Findings(
        network=network,
        settings=settings,
        constants=constants,
        terms=yard.terms,
        standings=standings,
        calibration=calibration,
        overall=overall(filter(None, [bond.balance for bond in bonds.values()]), tally),
        follow_ups=_follow_ups(changed, to_nobody, last),
        rolls=call(standings, network.today, *((last.standings, last.rolls) if last else ({}, Rolls()))),
        circles=shape,
        months=_months(tally, network.today),
        last_year=tally[LAST_YEAR],
        problems=last.problems if last and last.basis.told == told else _briefly(told),
        basis=Basis(yard, bonds, tally, to_nobody, rhythm, plain, web, network.links, told),
    )


# --- person by person; what is the same as before is the very object that it was ---

Change: TypeAlias = tuple[Bond | None, Bond | None]  # what was there before, and what is now


def _bonds(network: Network, yard: Yardstick, last: Findings | None) -> dict[PersonId, Bond]:
    known = last.basis.bonds if last else {}
    meetings = _meetings(network)
    found = {}
    for person, someone in network.people.items():
        dealings, theirs = network.between(person), meetings.get(person, ())
        bond = known.get(person)
        if bond is None or bond.someone is not someone or bond.dealings is not dealings or bond.meetings != theirs:
            bond = bond_with(someone, dealings, theirs, yard)
        found[person] = bond
    return found


def _meetings(network: Network) -> dict[PersonId, tuple[Meeting, ...]]:
    """Introductions you had a part in, by each of the others they are about."""
    found: dict[PersonId, tuple[Meeting, ...]] = {}
    for meeting in network.meetings:
        if ME in (meeting.introducer, meeting.a, meeting.b):
            for person in {meeting.a, meeting.b} - {ME}:
                found[person] = (*found.get(person, ()), meeting)
    return found


def _changed(bonds: Mapping[PersonId, Bond], last: Findings | None) -> dict[PersonId, Change]:
    known = last.basis.bonds if last else {}
    changed: dict[PersonId, Change] = {p: (known.get(p), bond) for p, bond in bonds.items() if known.get(p) is not bond}
    if len(known) + sum(before is None for before, _ in changed.values()) > len(bonds):
        changed |= {person: (bond, None) for person, bond in known.items() if person not in bonds}
    return changed


def _standings(
    bonds: Mapping[PersonId, Bond], yard: Yardstick, rhythm: float | None, last: Findings | None
) -> dict[PersonId, Standing]:
    if last is None or last.constants != yard.constants:
        return {person: stand(bond, yard, rhythm) for person, bond in bonds.items()}
    known, stood = last.basis.bonds, last.basis.standings
    if last.basis.rhythm != rhythm:
        stood = {person: in_step(standing, known[person], rhythm) for person, standing in stood.items()}
    return {
        person: stood[person] if known.get(person) is bond else stand(bond, yard, rhythm)
        for person, bond in bonds.items()
    }


# --- over everybody ---


def _tallied(changed: Mapping[PersonId, Change], last: Findings | None) -> Tally:
    """Sums of whole numbers: taking a part out and putting one in is exact."""
    total: Tally = Counter(last.basis.tally) if last else Counter()
    for before, after in changed.values():
        if before:
            total.subtract(before.tally)
        if after:
            total.update(after.tally)
    return +total


def _calibrated(
    bonds: Mapping[PersonId, Bond], changed: Mapping[PersonId, Change], yard: Yardstick, last: Findings | None
) -> Calibration:
    """How the forecast did. A word of this quarter changes nothing in it: its outcome is not known yet."""
    if last and all(_rows(before) == _rows(after) for before, after in changed.values()):
        return last.calibration
    return calibrate(history_of(bond.rows for bond in bonds.values()), yard.today, yard.constants)


def _rows(bond: Bond | None) -> tuple[tuple[int, Row], ...]:
    return bond.rows if bond else ()


def _follow_ups(
    changed: Mapping[PersonId, Change], to_nobody: Iterable[FollowUp], last: Findings | None
) -> tuple[FollowUp, ...]:
    """Everything owed: what is new is put in its place among what was owed already."""
    new = [*to_nobody, *(item for _, after in changed.values() if after for item in after.follow_ups)]
    kept = [i for i in last.follow_ups if i.person is not None and i.person not in changed] if last else []
    if not kept:
        return tuple(sorted(new, key=pressing))
    for item in new:
        insort(kept, item, key=pressing)
    return tuple(kept)


def _near(standing: Standing) -> bool:
    """Whether somebody can belong to a circle of today."""
    return standing.tie is not None and standing.tie.strength >= CIRCLE_STRENGTH and not standing.silent


def _same_web(ties: Mapping[str, float], network: Network, last: Findings) -> bool:
    return last.basis.links is network.links and last.basis.web.people == ties.keys()


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


def _months(tally: Tally, today: date) -> tuple[tuple[date, int], ...]:
    """Contact-days by month, none left out from the first to today's: each person counts once a day."""
    count = {month: times for (kind, month), times in tally.items() if kind == MONTH}
    last = today.year * 12 + today.month - 1
    first = min(count, default=last + 1)
    return tuple((date(month // 12, month % 12 + 1, 1), count.get(month, 0)) for month in range(first, last + 1))


def _briefly(told: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems sorted, with messages of a length to be read."""
    return tuple(sorted({problem._replace(message=brief(problem.message)) for problem in told}))
