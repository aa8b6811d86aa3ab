"""Ties: the published vectors, the edges of the calendar, and what must hold for any history."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vaultkit.metrics import ties
from vaultkit.metrics.ties import Constants, Encounter, Tie

TODAY = date(2025, 6, 30)
FIRST, LAST = date.min, date.max


def ago(*days: int, people: int = 2) -> list[Encounter]:
    return [Encounter(TODAY - timedelta(each), people) for each in days]


def known(encounters: Sequence[Encounter], today: date = TODAY, constants: Constants = ties.DEFAULTS) -> Tie:
    tie = ties.assess(encounters, today, constants)
    assert tie is not None
    return tie


MONTHLY = [30 * k for k in range(1, 13)]
WEEKLY = [7 * k for k in range(1, 53)]
VECTORS = [
    ("once, today", ago(0), "1.0000", 0, "7.000", ".5211", None),
    ("once, 90 days ago", ago(90), "0.8429", 90, "115.080", ".8988", None),
    ("once, five years ago", ago(1826), "0.0312", 1826, "58767.5", ".9990", None),
    ("400 and 30 days ago", ago(400, 30), "1.4125", 30, "26.195", ".7454", None),
    ("monthly", ago(*MONTHLY), "8.4474", 30, "4.380", ".4336", date(2025, 7, 15)),
    ("monthly, then 120 days", ago(*[90 + day for day in MONTHLY]), "7.1203", 120, "17.836", ".6870", None),
    ("weekly", ago(*WEEKLY), "37.2927", 7, ".375", ".1082", date(2025, 12, 6)),
    ("weekly, then 90 days", ago(*[83 + day for day in WEEKLY]), "31.8544", 90, "3.045", ".3683", date(2025, 9, 14)),
    ("every 91 days", ago(*[60 + 91 * k for k in range(20)]), "5.4451", 60, "12.305", ".6242", None),
    ("dinner for six", ago(10, people=6), "0.1962", 10, "86.630", ".8778", None),
]


@pytest.mark.parametrize(("name", "history", "w", "s", "q", "p", "touch"), VECTORS)
def test_published_vectors(
    name: str, history: list[Encounter], w: str, s: int, q: str, p: str, touch: date | None
) -> None:
    tie = known(history)
    assert f"{tie.strength:.4f}" == w
    assert tie.silence_days == s
    digits = len(q.partition(".")[2])
    assert f"{tie.silence_index:.{digits}f}" == q.rjust(digits + 2, "0")
    assert f"{tie.chance:.4f}" == "0" + p
    assert tie.touch_by == touch
    assert tie.touch_now is (touch is None)


def test_the_public_index_is_the_index_of_two_people_alone() -> None:
    for _, history, *_ in VECTORS[:-1]:
        days = [encounter.day for encounter in history]
        assert ties.silence_index(days, TODAY) == known(history).silence_index


def test_never_in_touch() -> None:
    assert ties.silence_index([], TODAY) == math.inf
    assert ties.silence_index([TODAY + timedelta(1)], TODAY) == math.inf
    assert ties.assess([], TODAY) is None
    assert ties.assess([Encounter(TODAY + timedelta(5))], TODAY) is None
    assert ties.assess(ago(3, people=40), TODAY) is None
    assert ties.last_contact([], TODAY) is None
    assert ties.contact_days([], TODAY) == ()
    assert ties.strength([], TODAY) == 0


# --- what counts as a contact-day ---


def test_several_encounters_on_a_day_count_once_with_the_largest_weight() -> None:
    lunch_and_dinner = [*ago(10, people=6), *ago(10), *ago(10, people=3)]
    assert ties.strength(lunch_and_dinner, TODAY) == ties.strength(ago(10), TODAY)
    assert ties.contact_days(lunch_and_dinner, TODAY) == (date(2025, 6, 20),)


@pytest.mark.parametrize(("people", "weight"), [(1, 1), (2, 1), (3, 1 / 2), (6, 1 / 5), (12, 1 / 11), (13, 0)])
def test_company_thins_a_meeting(people: int, weight: float) -> None:
    assert ties.strength(ago(0, people=people), TODAY) == pytest.approx(weight)


def test_a_big_group_does_not_end_the_silence() -> None:
    tie = known([*ago(100), *ago(5, people=13)])
    assert (tie.silence_days, tie.contact_days) == (100, 1)


def test_company_may_be_set_not_to_matter() -> None:
    assert ties.strength(ago(0, people=6), TODAY, Constants(rho=0)) == 1
    assert ties.strength(ago(365), TODAY, Constants(half_life=730)) == pytest.approx(2**-0.5)


def test_the_future_is_planned_and_not_counted() -> None:
    tie = known([*ago(400, 30), Encounter(date(2025, 7, 12)), Encounter(date(2025, 7, 5))])
    assert f"{tie.strength:.4f}" == "1.4125"
    assert (tie.last_contact, tie.silence_days) == (date(2025, 5, 31), 30)
    assert tie.planned == date(2025, 7, 5)
    assert (tie.chance, tie.label, tie.touch_by, tie.slipping_rank) == (None, None, None, None)
    assert not tie.touch_now


@pytest.mark.parametrize(("ahead", "people", "planned"), [(1, 2, True), (90, 2, True), (91, 2, False), (5, 13, False)])
def test_a_plan_counts_within_the_horizon(ahead: int, people: int, *, planned: bool) -> None:
    meeting = Encounter(TODAY + timedelta(ahead), people)
    tie = known([*ago(30), meeting])
    assert tie.planned == (meeting.day if planned else None)
    assert (tie.chance is None) is planned


# --- the chance and its word ---


def test_the_chance_is_never_certain() -> None:
    assert ties.chance(math.inf) == ties.chance(1e300) == 0.999
    assert ties.chance(90, alpha=0) == pytest.approx(0.5)
    assert ties.chance(90, alpha=1000) == 0.999
    assert ties.chance(90, alpha=-1000) == 0.0
    assert ties.chance(0) == 0.0


@pytest.mark.parametrize(
    ("chance", "silence", "label"),
    [
        (0.0, 0, "active"),
        (0.2999, 90, "active"),
        (0.3, 90, "cooling"),
        (0.7, 90, "slipping"),
        (0.95, 179, "slipping"),  # not silent long enough to be dormant
        (0.9, 180, "dormant"),
        (0.8999, 400, "slipping"),
        (0.999, 1094, "dormant"),
        (0.999, 1095, "long dormant"),
        (0.5, 1095, "long dormant"),  # whatever strength remains
    ],
)
def test_words_for_a_chance(chance: float, silence: int, label: str) -> None:
    assert ties.label(chance, silence) == label


def test_one_off_meetings_do_not_fill_the_slipping_list() -> None:
    once, often = known(ago(90)), known(ago(*[120 + day for day in WEEKLY]))
    assert once.chance is not None
    assert once.slipping_rank == pytest.approx(1 * once.chance * (1 - once.chance))
    assert often.strength_at_last == pytest.approx(ties.strength(ago(*[day - 7 for day in WEEKLY]), TODAY))
    assert (often.slipping_rank or 0) > 10 * (once.slipping_rank or 0)


def test_bridging_contacts_are_nudged_earlier() -> None:
    earlier = Constants()._replace(touch_chance=Constants().bridge_chance)
    ordinary, bridge = known(ago(*WEEKLY)).touch_by, known(ago(*WEEKLY), constants=earlier).touch_by
    assert ordinary is not None
    assert bridge is not None
    assert bridge < ordinary


# --- rhythm ---


def test_the_usual_gap_is_shrunk_towards_the_vaults() -> None:
    days = [TODAY - timedelta(ago) for ago in (64, 74, 94, 124)]
    assert ties.gaps(days) == (30, 20, 10)
    assert ties.usual_gap(days, 40) == (2 * 40 + 60) / (2 + 3) == 28
    assert ties.usual_gap(days) == 20
    assert ties.usual_gap([*days, *days], 40) == 28
    tie = ties.assess(map(Encounter, days), TODAY, vault_median=40)
    assert tie is not None
    assert tie.overdue == 64 / 28
    assert ties.explain_rhythm(tie) == "usual gap 28 d, now 64 d"


def test_one_day_has_no_rhythm_and_two_have_one_gap_only() -> None:
    assert ties.usual_gap([], 40) is None
    assert ties.usual_gap([TODAY], 40) is None
    assert ties.usual_gap([TODAY, TODAY - timedelta(10)], 40) == 30
    assert known(ago(5)).overdue is None
    assert ties.explain_rhythm(known(ago(5))) == "no rhythm yet"
    assert ties.explain_rhythm(known(ago(5, 35))) == "one gap only, now 5 d"


def test_the_vaults_median_gap_is_over_all_gaps() -> None:
    weekly, yearly = [FIRST + timedelta(7 * k) for k in range(4)], [date(2020, 1, 1), date(2021, 1, 1)]
    assert ties.median_of(Counter([*ties.gaps(weekly), *ties.gaps(yearly)])) == 7
    assert ties.median_of(Counter([*ties.gaps(weekly[:2]), *ties.gaps(yearly)])) == (7 + 366) / 2
    assert ties.median_of(Counter([*ties.gaps([TODAY]), *ties.gaps([])])) is None


# --- sentences ---


def test_strength_in_one_sentence() -> None:
    tie = known(ago(*WEEKLY))
    assert ties.explain_strength(tie) == (
        "Strength 37.3: each day in touch counts 1, half as much for every year since, less when many were there."
    )
    assert ties.explain_strength(tie, Constants(half_life=180, rho=0)) == (
        "Strength 37.3: each day in touch counts 1, half as much for every 180 days since."
    )


def test_the_chance_in_one_sentence() -> None:
    assert ties.explain_chance(known(ago(*MONTHLY))) == (
        "43 % chance of no contact in the next 90 days if nothing changes: "
        "30 days of silence against a strength of 8.4."
    )
    assert ties.explain_chance(known([*ago(1), Encounter(date(2025, 8, 12))])) == "planned 12 Aug"


def test_nothing_is_shown_as_certain() -> None:
    shown = [ties.percent(share) for share in (0, 0.004, 0.01, 0.5, 0.99, 0.999)]
    assert shown == ["under 1 %", "under 1 %", "1 %", "50 %", "99 %", "over 99 %"]


# --- the ends of the calendar ---


@pytest.mark.parametrize("today", [FIRST, LAST])
def test_both_ends_of_the_calendar(today: date) -> None:
    tie = known([Encounter(FIRST), Encounter(today), Encounter(LAST)], today)
    assert (tie.last_contact, tie.silence_days) == (today, 0)
    assert tie.strength == pytest.approx(1)


def test_a_strength_faded_to_nothing() -> None:
    tie = known([Encounter(FIRST)], LAST)
    assert (tie.strength, tie.silence_index, tie.chance) == (0, math.inf, 0.999)
    assert (tie.label, tie.touch_now, tie.strength_at_last) == ("long dormant", True, 1)


def test_a_touch_by_beyond_the_calendar_is_its_last_day() -> None:
    weekly = [Encounter(LAST - timedelta(7 * k)) for k in range(1, 53)]
    assert known(weekly, LAST).touch_by == LAST
    assert known(weekly, LAST - timedelta(1)).touch_by == LAST


# --- for any history ---

DAYS = st.integers(-200, 6000).map(lambda days: TODAY - timedelta(days))
ENCOUNTERS = st.builds(Encounter, DAYS, st.integers(2, 15))
HISTORIES = st.lists(ENCOUNTERS, max_size=25)
quick = settings(max_examples=150, deadline=None)


@quick
@given(HISTORIES, ENCOUNTERS)
def test_another_contact_never_weakens_a_tie(history: list[Encounter], more: Encounter) -> None:
    assume(more.day <= TODAY)
    before, after = ties.assess(history, TODAY), ties.assess([*history, more], TODAY)
    assert ties.strength([*history, more], TODAY) >= ties.strength(history, TODAY)
    if before is not None and before.chance is not None:
        assert after is not None
        assert after.chance is not None
        assert after.chance <= before.chance + 1e-12


@quick
@given(HISTORIES, st.integers(0, 2000))
def test_silence_only_raises_the_chance(history: list[Encounter], later: int) -> None:
    past = [encounter for encounter in history if encounter.day <= TODAY]
    now, then = ties.assess(past, TODAY), ties.assess(past, TODAY + timedelta(later))
    assert (now is None) == (then is None)
    if now is not None and then is not None:
        assert now.chance is not None
        assert then.chance is not None
        assert then.chance >= now.chance - 1e-12


@quick
@given(HISTORIES, st.floats(0.01, 0.99))
def test_touch_by_is_the_first_day_with_that_chance(history: list[Encounter], wanted: float) -> None:
    past = [encounter for encounter in history if encounter.day <= TODAY]
    constants = Constants(touch_chance=wanted)
    tie = ties.assess(past, TODAY, constants)
    assume(tie is not None)
    assert tie is not None
    assert tie.chance is not None
    if tie.touch_by is None:
        assert tie.chance >= wanted - 1e-9
        return
    eve, day = known(past, tie.touch_by - timedelta(1)).chance, known(past, tie.touch_by).chance
    assert eve is not None
    assert day is not None
    assert eve < wanted + 1e-9
    assert day >= wanted - 1e-9


@quick
@given(HISTORIES.flatmap(lambda history: st.tuples(st.just(history), st.permutations(history))))
def test_the_order_of_the_notes_changes_no_bit(both: tuple[list[Encounter], list[Encounter]]) -> None:
    written, shuffled = both
    assert ties.assess(written, TODAY, vault_median=21) == ties.assess(shuffled, TODAY, vault_median=21)
    days = [encounter.day for encounter in written]
    assert ties.silence_index(days, TODAY) == ties.silence_index([*days, *sorted(days)], TODAY)


@quick
@given(st.lists(st.builds(Encounter, st.dates(), st.integers(-3, 99)), max_size=8), st.dates())
def test_no_history_in_any_year_fails(history: list[Encounter], today: date) -> None:
    tie = ties.assess(history, today)
    if tie is not None:
        assert tie.chance is None or 0 <= tie.chance <= 0.999
        assert tie.touch_by is None or tie.touch_by > today or today == LAST
