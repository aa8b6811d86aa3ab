"""Network → findings: where you stand with each person, what is owed, how the forecast did; with reasons."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import NamedTuple, TypeAlias, TypeVar

from vaultkit.graph.network import ME, NOTHING, Meeting, Network, PersonId
from vaultkit.metrics.calibration import Calibration, Row, calibrate, history_of
from vaultkit.metrics.circles import Circles, Divide, Links, Web, communities, find_circles, web_of
from vaultkit.metrics.etiquette.grounds import grounds_of, introductions_by
from vaultkit.metrics.etiquette.prospects import Prospect, prospect
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
from vaultkit.metrics.ties import Constants, Tie, median_of, touch_by
from vaultkit.model import Problem
from vaultkit.settings import Settings
from vaultkit.wording import brief

T = TypeVar("T")
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
    marks: tuple[str, ...]  # of all follow-ups, in order


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
    prospects: Mapping[PersonId, Prospect]  # what may be asked of whom now; of all whom one may approach
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
    divide: Divide | None = communities,
    before: Findings | None = None,
    concerned: Set[PersonId] | None = None,
) -> Findings:
    """The network as of its day → all findings. `divide` lets the caller remember the costly part of the circles.

    With the findings `before`, what depends only on things that are still the same objects is taken from there; the
    result is the same. `concerned`, where given, are all whose dealings, or who they are, may differ from then. Without
    `divide` the circles of before stand in for those of now.
    """
    yard = _yardstick(network, settings)
    last = before if before and before.basis.yard == yard else None
    changed = _changed(network, yard, last, concerned)
    bonds = _with_changes(last.basis.bonds if last else {}, {p: after for p, (_, after) in changed.items()}, network)
    tally = _tallied(changed, last)
    calibration = _calibrated(bonds, changed, yard, last)
    constants = yard.constants
    if settings.ties.alpha is None:
        constants = constants._replace(alpha=calibration.alpha)
    rhythm = median_of({gap: times for (kind, gap), times in tally.items() if kind == GAP})
    plain = _standings(bonds, changed, yard._replace(constants=constants), rhythm, last, network)
    web, shape = _circles(plain, network, divide, last)
    standings = {**plain, **_bridges(shape, plain, network.today, constants)}
    to_nobody = follow_ups_of(None, network.dealings.get(None, NOTHING), (), network.today, settings)
    told = frozenset((*problems, *network.problems))
    if last and not changed and _stands(last, network, shape, to_nobody, told):
        return last
    follow_ups = _follow_ups(changed, to_nobody, last)
    marks = tuple(sorted(item.mark for item in follow_ups))
    return Findings(
        network=network,
        settings=settings,
        constants=constants,
        terms=yard.terms,
        standings=standings,
        calibration=calibration,
        overall=overall([bond.balance for bond in bonds.values() if bond.balance is not None], tally),
        follow_ups=follow_ups,
        rolls=call(standings, network.today, *((last.standings, last.rolls) if last else ({}, Rolls()))),
        prospects=_prospects(bonds, standings, changed, yard, last, network),
        circles=shape,
        months=_months(tally, network.today),
        last_year=tally[LAST_YEAR],
        problems=last.problems if last and last.basis.told == told else _briefly(told),
        basis=Basis(yard, bonds, tally, to_nobody, rhythm, plain, web, network.links, told, marks),
    )


def _stands(
    last: Findings, network: Network, shape: Circles, to_nobody: tuple[FollowUp, ...], told: frozenset[Problem]
) -> bool:
    """Whether the last findings still hold, where nobody changed."""
    same_network = last.network._replace(problems=(), dealings={}) == network._replace(problems=(), dealings={})
    return same_network and (last.basis.to_nobody, last.basis.told, last.circles) == (to_nobody, told, shape)


# --- person by person; what is the same as before is the very object that it was ---

Change: TypeAlias = tuple[Bond | None, Bond | None]  # what was there before, and what is now


def _yardstick(network: Network, settings: Settings) -> Yardstick:
    """What everybody is measured by."""
    constants, terms, sizes = constants_of(settings), terms_of(settings), sizes_of(settings)
    return Yardstick(network.today, settings, constants, terms, sizes, network.group_limit, network.me)


def _changed(
    network: Network, yard: Yardstick, last: Findings | None, concerned: Set[PersonId] | None
) -> dict[PersonId, Change]:
    """Everybody whose bond is another one than before."""
    known = last.basis.bonds if last else {}
    meetings = _meetings(network)
    found: dict[PersonId, Change] = {}
    if last is None or concerned is None:
        concerned = network.people.keys() | known.keys()
    elif network.meetings != last.network.meetings:
        concerned = concerned | meetings.keys() | _meetings(last.network).keys()
    for person in sorted(concerned):
        bond, someone = known.get(person), network.people.get(person)
        if someone is None:
            if bond:
                found[person] = bond, None
            continue
        dealings, theirs = network.between(person), meetings.get(person, ())
        if bond is None or bond.someone is not someone or bond.dealings is not dealings or bond.meetings != theirs:
            found[person] = bond, bond_with(someone, dealings, theirs, yard)
    return found


def _with_changes(
    known: Mapping[PersonId, T], changed: Mapping[PersonId, T | None], network: Network
) -> dict[PersonId, T]:
    """What is known of each person, with what is new, in the order of the network's people."""
    found = dict(known)
    for person, new in changed.items():
        if new is None:
            found.pop(person, None)
        else:
            found[person] = new
    if found.keys() != known.keys():
        return {person: found[person] for person in network.people}
    return found


def _meetings(network: Network) -> dict[PersonId, tuple[Meeting, ...]]:
    """Introductions you had a part in, by each of the others they are about."""
    found: dict[PersonId, tuple[Meeting, ...]] = {}
    for meeting in network.meetings:
        if ME in (meeting.introducer, meeting.a, meeting.b):
            for person in {meeting.a, meeting.b} - {ME}:
                found[person] = (*found.get(person, ()), meeting)
    return found


def _standings(
    bonds: Mapping[PersonId, Bond],
    changed: Mapping[PersonId, Change],
    yard: Yardstick,
    rhythm: float | None,
    last: Findings | None,
    network: Network,
) -> dict[PersonId, Standing]:
    if last is None or last.constants != yard.constants:
        return {person: stand(bond, yard, rhythm) for person, bond in bonds.items()}
    stood = last.basis.standings
    if last.basis.rhythm != rhythm:
        stood = {person: in_step(standing, last.basis.bonds[person], rhythm) for person, standing in stood.items()}
    new = {person: stand(after, yard, rhythm) if after else None for person, (_, after) in changed.items()}
    return _with_changes(stood, new, network)


def _prospects(
    bonds: Mapping[PersonId, Bond],
    standings: Mapping[PersonId, Standing],
    changed: Mapping[PersonId, Change],
    yard: Yardstick,
    last: Findings | None,
    network: Network,
) -> Mapping[PersonId, Prospect]:
    """What may be asked of whom: anew for those who changed, and for those who introduced them to you."""
    introduced = introductions_by(network.meetings)
    found: dict[PersonId, Prospect] = {}
    anew: Set[PersonId] = standings.keys()
    if last:
        bonds_of_others = (bond for both in changed.values() for bond in both if bond)
        anew = changed.keys() | {meeting.introducer for bond in bonds_of_others for meeting in bond.meetings}
        found.update(last.prospects)
    for person in anew:
        standing = standings.get(person)
        if standing and standing.listed:
            made = introduced.get(person, ())
            found[person] = prospect(grounds_of(bonds[person], standing, yard, made, network.dealings))
        else:
            found.pop(person, None)
    return found


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


def _circles(
    standings: Mapping[PersonId, Standing], network: Network, divide: Divide | None, last: Findings | None
) -> tuple[Web, Circles]:
    """The web of contacts, and the circles in it."""
    if divide is None and last and all(p in standings for circle in last.circles.circles for p in circle):
        return last.basis.web, last.circles
    ties = {
        person: s.tie.strength for person, s in standings.items() if s.tie is not None and _is_near(s.tie, s.silent)
    }
    same = last is not None and last.basis.links is network.links and last.basis.web.people == ties.keys()
    web = last.basis.web if last and same else web_of(ties, network.links)
    return web, find_circles(ties, web, divide=divide or communities)


def _is_near(tie: Tie, silent: bool) -> bool:
    """Whether somebody can belong to a circle of today."""
    return tie.strength >= CIRCLE_STRENGTH and not silent


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
