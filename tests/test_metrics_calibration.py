"""Calibration: what a past quarter-end knew, what then happened, and the α that follows."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.metrics import ties
from vaultkit.metrics.calibration import (
    Calibration,
    History,
    Rating,
    calibrate,
    explain_calibration,
    history_of,
    past_cuts,
    ratings,
    rows_of,
)
from vaultkit.metrics.ties import Constants, Encounter

TODAY = date(2025, 6, 30)
Vault = dict[str, list[Encounter]]


def every(gap: int, start: date, end: date) -> list[Encounter]:
    return [Encounter(start + timedelta(day)) for day in range(0, (end - start).days + 1, gap)]


def vault(people: int, gap: int, end: date, start: date = date(2023, 1, 1)) -> Vault:
    """People met in the same rhythm from a start to an end."""
    return {f"Person {number:02}": every(gap + number % 3, start, end) for number in range(people)}


def history(people: Vault, today: date, constants: Constants = ties.DEFAULTS) -> History:
    return history_of(rows_of(person, people[person], today, constants) for person in sorted(people))


def calibrate_of(people: Vault, today: date) -> Calibration:
    return calibrate(history(people, today), today)


def ratings_of(people: Vault, today: date, constants: Constants = ties.DEFAULTS) -> tuple[Rating, ...]:
    return ratings(history(people, today, constants), today, constants)


# --- the cuts ---


def test_the_latest_twelve_quarter_ends_whose_horizon_is_over() -> None:
    cuts = past_cuts(TODAY)
    assert (len(cuts), cuts[0], cuts[-1]) == (12, date(2022, 6, 30), date(2025, 3, 31))
    assert past_cuts(date(2025, 6, 28))[-1] == date(2024, 12, 31)
    assert past_cuts(date(2025, 6, 29))[-1] == date(2025, 3, 31)  # 90 days after 31 March
    assert past_cuts(TODAY, Constants(horizon=3653))[-1] == date(2015, 6, 30)


@pytest.mark.parametrize(("today", "cuts"), [(date(1, 1, 1), 0), (date(1, 6, 29), 1), (date(9999, 12, 31), 12)])
def test_cuts_at_both_ends_of_the_calendar(today: date, cuts: int) -> None:
    assert len(past_cuts(today)) == cuts


# --- what is rated ---


def test_a_rating_is_what_the_tie_was_on_that_day() -> None:
    """Two cuts by hand: rated from the days up to the cut, silent when 90 days then brought nothing."""
    days = [Encounter(date(2024, 5, 1)), Encounter(date(2024, 6, 30), 3), Encounter(date(2024, 12, 20))]
    found = ratings_of({"Ana": days}, date(2025, 4, 1))
    june, september, december = found
    assert [rating.cut for rating in found] == [date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
    assert [rating.fell_silent for rating in found] == [True, False, True]
    for rating in found:
        past = [day for day in days if day.day <= rating.cut]
        tie = ties.assess(past, rating.cut)
        assert tie is not None
        assert rating.silence_index == pytest.approx(tie.silence_index)
        assert rating.chance == pytest.approx(tie.chance)
    assert june.silence_index == pytest.approx(7 / (0.5 + 2 ** (-60 / 365)))
    assert september.chance > june.chance
    assert december.chance < september.chance


def test_contact_on_the_last_day_of_the_horizon_is_in_time() -> None:
    before, cut = every(30, date(2024, 1, 1), date(2024, 3, 31)), date(2024, 3, 31)
    in_time, late = cut + timedelta(90), cut + timedelta(91)
    found = ratings_of({"A": [*before, Encounter(in_time)], "B": [*before, Encounter(late)]}, TODAY)
    assert [(one.person, one.fell_silent) for one in found if one.cut == cut] == [("A", False), ("B", True)]


def test_people_met_once_are_not_rated() -> None:
    assert ratings_of({"Once": [Encounter(date(2024, 1, 1))], "Never": []}, TODAY) == ()


def test_big_groups_rate_and_save_nobody() -> None:
    met = every(30, date(2024, 1, 1), date(2024, 3, 31))
    conference = Encounter(date(2024, 5, 1), 200)
    assert ratings_of({"A": [*met, conference]}, TODAY) == ratings_of({"A": met}, TODAY)


# --- no look-ahead ---

PEOPLE = st.dictionaries(
    st.sampled_from("ABCDEFGHIJKL"),
    st.lists(st.integers(0, 1000).map(lambda ago: Encounter(TODAY - timedelta(ago))), max_size=12),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(PEOPLE, PEOPLE, st.sampled_from(past_cuts(TODAY)))
def test_what_comes_after_a_cut_changes_no_chance_at_it(history: Vault, other: Vault, cut: date) -> None:
    """The same past with another future: every P up to the cut is the same bit for bit."""
    easily = Constants(past_rows=3)  # so that α is learnt at most cuts
    changed = {
        person: [day for day in history.get(person, []) if day.day <= cut]
        + [day for day in other.get(person, []) if day.day > cut]
        for person in {*history, *other}
    }
    assert rated(history, cut, easily) == rated(changed, cut, easily)


def rated(people: Vault, until: date, constants: Constants) -> list[tuple[date, str, float]]:
    found: tuple[Rating, ...] = ratings_of(people, TODAY, constants)
    return [(one.cut, one.person, one.chance) for one in found if one.cut <= until]


# --- the own α ---


def test_a_short_history_keeps_the_default() -> None:
    for people in ({}, vault(9, 20, TODAY, date(2024, 11, 1)), vault(50, 20, TODAY, date(2025, 1, 1))):
        found = calibrate_of(people, TODAY)
        assert (found.own, found.alpha) == (False, 2.0)
    assert calibrate_of(vault(10, 20, TODAY, date(2024, 11, 1)), TODAY).own


def test_a_faithful_vault_lowers_alpha_and_a_fickle_one_raises_it() -> None:
    faithful = calibrate_of(vault(30, 80, TODAY), TODAY)
    fickle = calibrate_of(vault(30, 10, date(2023, 6, 20)), TODAY)
    assert faithful.own
    assert fickle.own
    assert faithful.alpha < 2 < fickle.alpha


def test_alpha_makes_the_penalised_likelihood_largest() -> None:
    """At the optimum Σ(silent − p) = α − 2; on either side the likelihood is smaller."""
    people = {**vault(12, 40, TODAY), **{f"Lost {n}": days for n, days in vault(12, 25, date(2024, 2, 1)).items()}}
    best = calibrate_of(people, TODAY).alpha
    rows = ratings_of(people, TODAY)

    def likelihood(alpha: float) -> float:
        odds = [math.exp(alpha) * (row.silence_index / 90) ** 0.75 for row in rows]
        fit = sum(
            math.log(each if row.fell_silent else 1.0) - math.log1p(each) for row, each in zip(rows, odds, strict=True)
        )
        return fit - (alpha - 2) ** 2 / 2

    assert likelihood(best) > max(likelihood(best - 0.01), likelihood(best + 0.01))


def test_a_one_sided_history_settles() -> None:
    """Hundreds who always came back after years: plain Newton would swing between the extremes."""
    years = [Encounter(date(2010, 1, 1)), Encounter(date(2011, 1, 1))]
    faithful = {f"{number}": [*years, *every(85, date(2022, 7, 1), TODAY)] for number in range(300)}
    assert -6 < calibrate_of(faithful, TODAY).alpha < 0
    gone = {f"{number}": every(1, date(2022, 1, 1), date(2022, 6, 30)) for number in range(300)}
    assert 2 < calibrate_of(gone, TODAY).alpha < 10


def test_a_history_of_two_thousand_years() -> None:
    ancient = {f"{number}": [Encounter(date.min), Encounter(date(1, 1, 2))] for number in range(30)}
    found = calibrate_of(ancient, date.max)
    assert found.rows == 360
    assert [(band.low, band.rated, band.fell_silent) for band in found.bands] == [(0.9, 360, 360)]


def test_the_order_of_people_and_days_changes_no_bit() -> None:
    people = vault(25, 30, date(2024, 10, 1))
    shuffled = {person: days[::-1] for person, days in reversed(people.items())}
    assert calibrate_of(people, TODAY) == calibrate_of(shuffled, TODAY)


# --- what is shown ---


def test_every_rating_is_in_one_band() -> None:
    found = calibrate_of(vault(30, 45, date(2024, 8, 1)), TODAY)
    rows = ratings_of(vault(30, 45, date(2024, 8, 1)), TODAY)
    assert sum(band.rated for band in found.bands) == found.rows == len(rows)
    assert sum(band.fell_silent for band in found.bands) == sum(row.fell_silent for row in rows)
    for band in found.bands:
        within = [row.chance for row in rows if band.low <= row.chance < band.high]
        assert band.mean_p == pytest.approx(sum(within) / len(within))
    assert all(one.high <= other.low for one, other in pairwise(found.bands))
    assert found.cuts == tuple(sorted({row.cut for row in rows}))


def test_the_forecast_is_shown_to_have_been_checked() -> None:
    rows = ratings_of(vault(30, 45, date(2024, 8, 1)), TODAY)
    slipping = [row for row in rows if 0.7 <= row.chance < 0.9]
    silent = sum(row.fell_silent for row in slipping)
    assert explain_calibration(calibrate_of(vault(30, 45, date(2024, 8, 1)), TODAY)) == (
        f"Checked against your own history: of {len(slipping)} rated 70–90 %, {silent} fell silent."
    )


def test_without_history_the_sentence_says_what_is_missing() -> None:
    assert explain_calibration(Calibration(2.0, (date(2025, 3, 31),), 7, (), own=False)) == (
        "Not yet checked against your own history: that takes 2 quarter-ends whose outcome is known and 20 ratings of "
        "people met on two days or more; so far 1 quarter-end and 7 ratings."
    )
