"""Everybody's contact-days → how the forecast did at earlier quarter-ends, and the α that fits this vault.

A cut is a quarter-end whose horizon has run out. At a cut, the ties with two or more contact-days are rated from what
was known that day, and the horizon tells who fell silent. Two, because the silence index was measured on such ties, and
because people met once, mostly never to be met again, would outnumber all others and set α alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple, TypeAlias

from vaultkit.metrics.ties import DEFAULTS, Constants, Encounter, chance, count, day_weights, index

MOST_CUTS = 12  # three years: enough to learn one number from, and habits change
FEWEST_DAYS = 2
VARIANCE = 1.0  # of the prior on α; its mean is the α of the constants
FARTHEST = 8.0  # standard deviations of the prior that α can move at all
PRECISION = 1e-6
FARTHEST_INDEX = 1e9  # beyond any real silence; keeps the sums finite where a strength is nil


class Rating(NamedTuple):
    """One tie as it was rated at a past cut, and what then happened."""

    cut: date
    person: str
    silence_index: float
    chance: float  # with the α that the outcomes known at the cut give
    fell_silent: bool


class Band(NamedTuple):
    """All ratings with low ≤ chance < high."""

    low: float
    high: float
    rated: int
    fell_silent: int
    mean_p: float


class Calibration(NamedTuple):
    """What the vault's own history says of the forecast."""

    alpha: float  # the one to forecast with
    cuts: tuple[date, ...]  # oldest first, those with a rating
    rows: int
    bands: tuple[Band, ...]  # lowest first, those with a rating
    own: bool  # False where the history is too short and α is the default


class Row(NamedTuple):
    """A rating before its chance is known."""

    person: str
    silence_index: float
    drag: float  # odds of silence = e^α ÷ drag
    fell_silent: bool


History: TypeAlias = dict[int, list[Row]]  # day number of a cut → its rows, both in order


def calibrate(history: History, today: date, constants: Constants = DEFAULTS) -> Calibration:
    """How everybody was rated at past cuts → the vault's own α and how the forecast did."""
    *then, now = _alphas(history, today, constants)
    return Calibration(
        alpha=now,
        cuts=tuple(map(date.fromordinal, history)),
        rows=sum(map(len, history.values())),
        bands=_bands(_rate(history, then, constants), constants),
        own=_enough(list(history.values()), constants),
    )


def ratings(history: History, today: date, constants: Constants = DEFAULTS) -> tuple[Rating, ...]:
    """How everybody was rated at past cuts → each rating with its chance, by (cut, person).

    Nothing later than a cut moves a chance at it: α too is the one that fits the outcomes known on that day.
    """
    *then, _ = _alphas(history, today, constants)
    return tuple(_rate(history, then, constants))


def rows_of(
    person: str, encounters: Iterable[Encounter], today: date, constants: Constants = DEFAULTS
) -> Iterator[tuple[int, Row]]:
    """One person's encounters → their row at each past cut, with the cut's day number."""
    cuts = [cut.toordinal() for cut in past_cuts(today, constants)]
    return _follow(person, day_weights(encounters, today, constants), cuts, constants)


def history_of(people: Iterable[Iterable[tuple[int, Row]]]) -> History:
    """The rows of each person, in the order of their names → the rows of each cut that has any."""
    history: History = {}
    for rows in people:
        for cut, row in rows:
            history.setdefault(cut, []).append(row)
    return dict(sorted(history.items()))


@lru_cache(4)  # asked for everybody, and the same for all
def past_cuts(today: date, constants: Constants = DEFAULTS) -> tuple[date, ...]:
    """The latest quarter-ends whose horizon is over, oldest first."""
    latest = today.toordinal() - constants.horizon
    if latest < 1:
        return ()
    ends = [end for end in _quarter_ends(date.fromordinal(latest).year) if end.toordinal() <= latest]
    return tuple(ends[-MOST_CUTS:])


def explain_calibration(calibration: Calibration, constants: Constants = DEFAULTS) -> str:
    """`Checked against your own history: of 41 rated 70–90 %, 33 fell silent.`"""
    if not calibration.own:
        return (
            f"Not yet checked against your own history: that takes {count(constants.past_cuts, 'quarter-end')} "
            f"whose outcome is known and {count(constants.past_rows, 'rating')} of people met on two days or more; "
            f"so far {count(len(calibration.cuts), 'quarter-end')} and {count(calibration.rows, 'rating')}."
        )
    band = _telling(calibration.bands)
    return (
        f"Checked against your own history: of {band.rated} rated {100 * band.low:.0f}–{100 * band.high:.0f} %, "
        f"{band.fell_silent} fell silent."
    )


def _telling(bands: tuple[Band, ...]) -> Band:
    """The band the slipping list draws on, if any tie was in it; else the fullest."""
    return max(bands, key=lambda band: (band.low < 0.8 < band.high, band.rated))


def _quarter_ends(year: int) -> list[date]:
    """All quarter-ends of a year and of the years before it that `MOST_CUTS` could reach into."""
    years = range(max(1, year - MOST_CUTS // 4), year + 1)
    return [date(each, month, day) for each in years for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]


# --- rolling back ---


def _follow(person: str, weights: dict[int, float], cuts: list[int], constants: Constants) -> Iterator[tuple[int, Row]]:
    """One person's days, walked once: strength fades from day to day, and each cut reads it in passing."""
    days, half_life = sorted(weights), constants.half_life
    held, last, known = 0.0, 0, 0
    for cut in cuts:
        while known < len(days) and days[known] <= cut:
            day = days[known]
            held = held * 2.0 ** ((last - day) / half_life) + weights[day]
            last, known = day, known + 1
        if known >= FEWEST_DAYS:
            q = index(held * 2.0 ** ((last - cut) / half_life), cut - last, constants)
            drag = (constants.horizon / min(q, FARTHEST_INDEX)) ** constants.exponent
            silent = known == len(days) or days[known] - cut > constants.horizon
            yield cut, Row(person, q, drag, silent)


def _rate(history: History, alphas: Sequence[float], constants: Constants) -> list[Rating]:
    """Rows, and the α known at each cut → ratings."""
    rated = []
    for (cut, rows), alpha in zip(history.items(), alphas, strict=True):
        day = date.fromordinal(cut)
        for person, q, _, silent in rows:
            p = chance(q, alpha, constants.horizon, constants.exponent)
            rated.append(Rating(day, person, q, p, silent))
    return rated


def _bands(rated: list[Rating], constants: Constants) -> tuple[Band, ...]:
    """Ratings → one band for each label's range of chances; those nobody was in are left out."""
    edges = (0.0, constants.cooling, constants.slipping, constants.dormant, 1.0)
    found = []
    for low, high in pairwise(edges):
        within = [(rating.chance, rating.fell_silent) for rating in rated if low <= rating.chance < high]
        if within:
            mean = math.fsum(p for p, _ in within) / len(within)
            found.append(Band(low, high, len(within), sum(silent for _, silent in within), mean))
    return tuple(found)


# --- α, by penalised maximum likelihood ---


def _alphas(history: History, today: date, constants: Constants) -> list[float]:
    """The α that the outcomes known at each cut give, and last the one known today."""
    found, start = [], constants.alpha
    for when in (*history, today.toordinal()):
        known = [rows for cut, rows in history.items() if cut + constants.horizon <= when]
        start = _fit(known, start, constants.alpha) if _enough(known, constants) else constants.alpha
        found.append(start)
    return found


def _enough(known: list[list[Row]], constants: Constants) -> bool:
    return len(known) >= constants.past_cuts and sum(map(len, known)) >= constants.past_rows


def _fit(known: list[list[Row]], start: float, prior: float) -> float:
    """The rows of some cuts → the α that makes Σ log-likelihood − (α − prior)² / 2 largest.

    Newton's steps, halved into the bracket whenever they leave it: on one-sided histories plain Newton swings for ever.
    """
    drags = [row.drag for rows in known for row in rows]
    silent = sum(row.fell_silent for rows in known for row in rows)
    low, high, alpha = prior - FARTHEST, prior + FARTHEST, start
    for _ in range(60):
        slope, bend = _slope(drags, silent, alpha)
        slope -= (alpha - prior) / VARIANCE
        low, high = (alpha, high) if slope > 0 else (low, alpha)
        step = alpha + slope / (bend + 1 / VARIANCE)
        step = step if low < step < high else (low + high) / 2
        if abs(step - alpha) < PRECISION:
            return step
        alpha = step
    return alpha


def _slope(drags: list[float], silent: int, alpha: float) -> tuple[float, float]:
    """The first derivative of the log-likelihood by α, and the second with its sign turned."""
    scale = math.exp(alpha)
    chances = [scale / (scale + drag) for drag in drags]
    total = math.fsum(chances)
    return silent - total, total - math.fsum(map(mul, chances, chances))
