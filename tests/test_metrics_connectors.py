"""What a connector was asked for, and the room left: sums by hand, what counts into which, when room comes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.graph.network import Favour
from vaultkit.metrics.connectors import explain_headroom, explain_load, has_room, headroom, room_from
from vaultkit.model import Place
from vaultkit.settings import Settings, read_settings

TODAY = date(2025, 6, 30)
DEFAULTS = Settings()


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def asked(days: int, kind: str = "introduction", status: str = "pending", **more: Any) -> Favour:
    place = Place("People/Mike Ito.md", days)
    weight = "deep" if kind == "reference" else "medium"
    return Favour(
        str(place), "People/Mike Ito.md", "asked", kind, status, (place,), kind=kind, weight=weight, asked=ago(days)
    )._replace(**more)


def room(*favours: Favour, strength: float = 0.0, given: float = 0.0) -> float:
    return headroom(favours, strength, given, TODAY, DEFAULTS).room


def load(*favours: Favour) -> float:
    return headroom(favours, 0.0, 0.0, TODAY, DEFAULTS).load


def test_somebody_asked_for_nothing_has_room_for_one_introduction() -> None:
    assert room() == 3
    assert has_room(headroom((), 0.0, 0.0, TODAY, DEFAULTS), DEFAULTS)


def test_the_tie_and_what_was_given_make_room() -> None:
    assert room(strength=4.0) == 3 + 1
    assert room(given=2.5) == 3 + 2.5
    assert room(asked(0), strength=4.0, given=2.5) == 3 + 1 + 2.5 - 3


@pytest.mark.parametrize(
    ("days", "kind", "expected"),
    [
        (0, "introduction", 3),
        (180, "introduction", 1.5),
        (360, "introduction", 0.75),
        (0, "reference", 9),
        (180, "reference", 4.5),
        (0, "advice", 0),
        (0, "referral", 0),
    ],
)
def test_an_ask_loads_by_its_kind_and_fades_by_half_in_180_days(days: int, kind: str, expected: float) -> None:
    assert load(asked(days, kind)) == pytest.approx(expected)


def test_loads_add_up() -> None:
    assert load(asked(180), asked(0), asked(180, "reference")) == pytest.approx(1.5 + 3 + 4.5)


@pytest.mark.parametrize("status", ["pending", "declined", "parked", "withdrawn", "expired"])
def test_an_ask_loads_whatever_came_of_it(status: str) -> None:
    assert load(asked(180, status=status, decided=ago(170))) == pytest.approx(1.5)


def test_drafts_plans_and_routine_load_nothing() -> None:
    assert load(asked(5, status="draft"), asked(5, routine=True), asked(-5)) == 0


def test_a_number_of_the_users_own_is_what_the_ask_weighs() -> None:
    assert load(asked(0, size=5.0)) == 5


@pytest.mark.parametrize(("days", "untold"), [(30, 0), (31, 3), (400, 3)])
def test_an_introduction_not_reported_back_weighs_three_more_after_thirty_days(days: int, untold: int) -> None:
    made = asked(days + 5, status="granted", decided=ago(days))
    assert load(made) == pytest.approx(3 * 2 ** (-(days + 5) / 180) + untold)
    assert load(made._replace(reported=ago(1))) == pytest.approx(3 * 2 ** (-(days + 5) / 180))


def test_an_introduction_made_unasked_is_no_ask_but_its_outcome_is_awaited() -> None:
    unasked = asked(20, status="done", direction="received")
    assert load(unasked) == 0
    assert load(unasked._replace(asked=ago(31))) == 3
    assert load(unasked._replace(asked=ago(31), reported=ago(2))) == 0


def test_an_introduction_thanked_and_reported_is_a_credit_that_fades_by_half_in_a_year() -> None:
    done = asked(800, status="granted", decided=ago(790), thanked=ago(789), reported=ago(730))
    assert headroom((done,), 0, 0, TODAY, DEFAULTS).credit == pytest.approx(0.25)  # two years after the later of both
    assert headroom((done._replace(direction="received"),), 0, 0, TODAY, DEFAULTS).credit == pytest.approx(0.25)
    for missing in (done._replace(thanked=None), done._replace(reported=None), done._replace(kind="advice")):
        assert headroom((missing,), 0, 0, TODAY, DEFAULTS).credit == 0


def test_open_introduction_requests_are_those_that_may_still_be_answered() -> None:
    open_one, lapsed = asked(10), asked(61)
    answered = asked(20, status="declined", decided=ago(15))
    advice = asked(5, "advice")
    found = headroom((lapsed, answered, open_one, advice), 0, 0, TODAY, DEFAULTS)
    assert found.open == (open_one,)


def test_the_first_day_with_room_again() -> None:
    # 3 + 2^(−d/365) − 3·2^(−d/180) ≥ 3  ⇔  d·(1/180 − 1/365) ≥ log2 3  ⇔  d ≥ 562.9
    assert room_from((asked(0),), 4.0, 0.0, TODAY, DEFAULTS) == TODAY + timedelta(563)
    assert room_from((), 0.0, 0.0, TODAY, DEFAULTS) == TODAY
    # G halves each year as well: 3 + 3·2^(−d/365) − 3·2^(−d/180) ≥ 3 at once, and ever after
    assert room_from((asked(0),), 0.0, 3.0, TODAY, DEFAULTS) == TODAY


def test_no_day_is_named_where_there_is_none_within_two_years() -> None:
    assert room_from((asked(0),), 0.0, 0.0, TODAY, DEFAULTS) is None
    last = date(9999, 12, 30)  # nor beyond the calendar
    assert room_from((asked(0)._replace(asked=last),), 0.0, 0.0, last, DEFAULTS) is None


def test_room_that_comes_back_before_an_outcome_falls_due_is_seen() -> None:
    made = asked(600, status="granted", decided=ago(25))  # its outcome weighs 3 more from the sixth day from now on
    # W/4·2^(−d/365) ≥ 3·2^(−(600 + d)/180) = .29764·2^(−d/180): with W/4 = .295 from d = 4.6, with .29 from d = 13.3
    assert room_from((made,), 1.18, 0.0, TODAY, DEFAULTS) == TODAY + timedelta(5)
    assert room_from((made,), 1.16, 0.0, TODAY, DEFAULTS) is None
    assert room_from((made._replace(reported=ago(1)),), 1.16, 0.0, TODAY, DEFAULTS) == TODAY + timedelta(14)


ASKS = st.builds(
    asked,
    st.integers(0, 2_000),
    st.sampled_from(("introduction", "reference", "advice")),
    st.sampled_from(("pending", "granted", "declined", "parked")),
)


@hypothesis.settings(deadline=None, max_examples=50)
@given(st.lists(ASKS, max_size=5), ASKS)
def test_an_ask_never_makes_room_and_telling_the_outcome_never_takes_it(before: list[Favour], ask: Favour) -> None:
    assert room(*before, ask) <= room(*before)
    told = ask._replace(thanked=TODAY, reported=TODAY)
    assert room(*before, told) >= room(*before, ask)


def test_constants_can_be_set() -> None:
    settings, problems = read_settings("[paths]\nload_half_life = 90\nstrength_share = 2\ncredit_half_life = 730\n")
    assert problems == ()
    found = headroom((asked(180),), 4.0, 0.0, TODAY, settings)
    assert found.load == pytest.approx(0.75)
    assert found.room == pytest.approx(3 + 2 - 0.75)


def test_room_and_load_in_one_sentence_each() -> None:
    found = headroom((asked(0),), 4.0, 2.0, TODAY, DEFAULTS)
    assert explain_headroom(found, DEFAULTS) == (
        "Room 3.0: 3, 1.0 for the tie, 2.0 for what you gave and 0.0 for introductions thanked for and reported back, "
        "less a load of 3.0; an introduction takes 3."
    )
    assert explain_load(found, DEFAULTS) == (
        "Load 3.0: 3 for each introduction and 9 for each reference you asked for, half after 180 days, and 3 for each "
        "introduction not reported back within 30 days."
    )
