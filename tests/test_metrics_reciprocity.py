"""Reciprocity: what favours weigh, the words for a balance, and who writes first and who answers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.metrics.reciprocity import (
    Balance,
    Exchange,
    Favour,
    Mark,
    Message,
    Overall,
    Sizes,
    Terms,
    balances,
    exchange,
    explain_balance,
    explain_exchange,
    marks_of,
    overall,
    size_of,
    size_of_minutes,
)

TODAY = date(2025, 6, 30)
quick = settings(max_examples=150, deadline=None)


def gave(size: float, ago: int = 0, person: str = "Ana", *, counted: bool = True) -> Favour:
    return Favour(person, given=True, day=TODAY - timedelta(ago), size=size, counted=counted)


def got(size: float, ago: int = 0, person: str = "Ana", *, counted: bool = True) -> Favour:
    return Favour(person, given=False, day=TODAY - timedelta(ago), size=size, counted=counted)


def balance(*favours: Favour) -> Balance:
    (found,) = balances(favours, TODAY)
    return found


# --- sizes ---


def test_sizes_by_word_number_and_minutes() -> None:
    assert [size_of(word) for word in ("light", "medium", " Deep ", "huge")] == [1, 3, 9, None]
    assert [size_of(number) for number in (5, 0.5, 0, -1, math.nan, math.inf, 1e300)] == [5, 0.5, *[None] * 5]
    assert [size_of_minutes(minutes) for minutes in (10, 20, 21, 120, 121)] == [1, 1, 3, 3, 9]
    assert [size_of_minutes(minutes) for minutes in (0, -5, math.nan, math.inf)] == [None] * 4
    assert size_of("medium", Sizes(medium=4)) == size_of_minutes(60, Sizes(medium=4)) == 4


# --- one person ---


def test_given_fades_faster_than_received() -> None:
    found = balance(gave(9, 365), got(3, 1825))
    assert (found.given, found.received) == (4.5, 1.5)
    assert found.balance == (4.5 - 1.5) / (4.5 + 1.5 + 2) == 0.375
    assert (found.times_given, found.times_received, found.words) == (1, 1, "")


@pytest.mark.parametrize(
    ("favours", "words"),
    [
        ([got(3)], "chance to give back"),  # −3/5
        ([got(2.9)], ""),  # too little
        ([got(4), gave(1)], "chance to give back"),  # −3/7
        ([got(5), gave(2)], "chance to give back"),  # −3/9, on the edge
        ([got(5), gave(2.1)], ""),
        ([gave(9)], "giving one way"),  # 9/11
        ([gave(8.9)], ""),
        ([gave(10), got(1)], "giving one way"),  # 9/13
        ([gave(10), got(1.3)], ""),  # 8.7/13.3
    ],
)
def test_words_for_a_balance(favours: list[Favour], words: str) -> None:
    assert balance(*favours).words == words


def test_what_was_declined_weighs_nothing_on_either_side() -> None:
    found = balance(got(9, counted=False), gave(9, counted=False), gave(1))
    assert (found.given, found.received, found.times_given, found.times_received) == (1, 0, 1, 0)
    assert balance(got(9, counted=False)).balance == 0


def test_a_favour_of_tomorrow_is_not_yet_one() -> None:
    assert balances([gave(3, -1)], TODAY) == ()
    assert overall_of([gave(3, -1)], [], [], TODAY).exchanges_per_quarter is None


def test_people_come_by_name() -> None:
    found = balances([gave(1, person="Jo"), got(1, person="Ana"), gave(1, person="Jo")], TODAY)
    assert [(one.person, one.times_given) for one in found] == [("Ana", 0), ("Jo", 2)]


def test_both_ends_of_the_calendar() -> None:
    first, last = Favour("A", given=True, day=date.min, size=9), Favour("A", given=False, day=date.max, size=9)
    (at_end,) = balances([first, last], date.max)
    assert (at_end.given, at_end.received) == (0, 9)
    assert overall_of([first], [], [], date.max).paid_forward is None


def test_a_balance_in_one_sentence() -> None:
    assert explain_balance(balance(gave(9, 365), got(3), got(1))) == (
        "Given 4.5 (1 favour), received 4.0 (2 favours): each weighs its size, half after 365 days when given, "
        "after 1825 when received."
    )


FAVOURS = st.lists(
    st.builds(
        Favour,
        st.sampled_from("ABC"),
        st.booleans(),
        st.integers(-50, 9000).map(lambda ago: TODAY - timedelta(ago)),
        st.floats(0.01, 1e6),
        st.booleans(),
    ),
    max_size=15,
)


@quick
@given(FAVOURS)
def test_a_balance_stays_between_minus_one_and_one(favours: list[Favour]) -> None:
    for one in balances(favours, TODAY):
        assert -1 < one.balance < 1
        assert not (one.words == "chance to give back" and one.received < 3)
        assert not (one.words == "giving one way" and one.given < 9)


@quick
@given(FAVOURS)
def test_the_order_of_favours_changes_no_bit(favours: list[Favour]) -> None:
    assert balances(favours, TODAY) == balances(favours[::-1], TODAY)
    assert overall_of(favours, [], [], TODAY) == overall_of(favours[::-1], [], [], TODAY)


@quick
@given(FAVOURS)
def test_shares_are_shares(favours: list[Favour]) -> None:
    whole = overall_of(favours, [], [], TODAY)
    for share in (whole.reciprocity, whole.repaid, whole.paid_forward):
        assert share is None or 0 <= share <= 1 + 1e-12


# --- everybody ---


def overall_of(
    favours: list[Favour], contacts: Sequence[tuple[str, date]], asks: Sequence[tuple[str, date]], today: date
) -> Overall:
    """The ledger as a whole from everybody's favours, days in touch and asks, person by person."""
    marks: Counter[Mark] = Counter()
    for person in {favour.person for favour in favours} | {person for person, _ in contacts}:
        days, asked = ({day for who, day in told if who == person} for told in (contacts, asks))
        for mark, times in marks_of((favour for favour in favours if favour.person == person), days, asked, today):
            marks[mark] += times
    return overall(balances(favours, today), marks)


def test_the_ledger_as_a_whole() -> None:
    """G 9, R 3 with Ana; G 1, R 3 with Jo: Σmin 4, ΣG 10, ΣR 6, Σmax(0, G−R) 6."""
    whole = overall_of(
        [gave(9), got(3), gave(1, person="Jo"), got(3, person="Jo")],
        contacts=[("Ana", TODAY), ("Ana", date(2025, 1, 1)), ("Jo", TODAY), ("Jo", date(2025, 9, 1))],
        asks=[("Jo", TODAY), ("Ana", date(2024, 1, 1))],
        today=TODAY,
    )
    assert whole.reciprocity == 4 / 8
    assert whole.repaid == 4 / 6
    assert whole.paid_forward == 6 / 10
    assert whole.exchanges_per_quarter == 4
    assert whole.helped_per_quarter == 2
    assert whole.no_ask_share == 2 / 3  # Jo's September is not yet a contact


def test_an_empty_ledger_divides_by_nothing() -> None:
    assert set(overall_of([], [], [], TODAY)) == {None}
    only_got = overall_of([got(3)], [], [], TODAY)
    assert (only_got.reciprocity, only_got.repaid, only_got.paid_forward) == (0, 0, None)


def test_rates_are_over_the_last_year() -> None:
    """Quarters back from today begin at ages 0, 91.25, 182.5 and 273.75."""
    favours = [gave(1, 5), gave(1, 9), gave(1, 91), gave(1, 92), gave(1, 10, "Jo"), got(1, 364), gave(9, 366, "Lee")]
    whole = overall_of(favours, [], [], TODAY)
    assert whole.exchanges_per_quarter == 6 / 4
    assert whole.helped_per_quarter == (2 + 1 + 0 + 0) / 4


def test_a_young_ledger_has_fewer_quarters() -> None:
    assert overall_of([gave(1, 100), gave(1, 2)], [], [], TODAY).exchanges_per_quarter == 2 / 2
    assert overall_of([gave(1, 900)], [], [], TODAY).exchanges_per_quarter == 0


# --- who writes first, who answers ---

Direction = Literal["in", "out", "mutual", ""]
By = Literal["me", "them", ""]


def on(day: int, direction: Direction, by: By = "") -> Message:
    """A message on a day counted from 1 January 2025."""
    return Message(date(2025, 1, 1) + timedelta(day), direction, by)


def firsts(*messages: Message) -> tuple[int, int, int, int]:
    """First by me, first by them, answers by me, answers by them."""
    found = exchange(messages, TODAY)
    return (found.first_by_me, found.first_by_them, found.answers_by_me, found.answers_by_them)


def test_a_letter_and_its_answer() -> None:
    assert exchange([on(0, "out"), on(9, "in")], TODAY) == Exchange(1, 1, first_by_me=1, answers_by_them=1)
    assert exchange([on(0, "in"), on(9, "out")], TODAY) == Exchange(1, 1, first_by_them=1, answers_by_me=1)


def test_a_conversation_has_one_first_letter() -> None:
    assert firsts(on(0, "out"), on(5, "in"), on(10, "out"), on(40, "in"), on(60, "out")) == (1, 0, 0, 1)


def test_after_thirty_days_of_silence_another_begins() -> None:
    assert firsts(on(0, "out"), on(30, "in")) == (1, 0, 0, 1)
    assert firsts(on(0, "out"), on(31, "in")) == (1, 1, 0, 0)
    assert exchange([on(0, "out"), on(31, "in")], TODAY, Terms(conversation=60)).answers_by_them == 1


def test_a_meeting_nobody_claims_is_nobodys_approach() -> None:
    assert firsts(on(0, "mutual"), on(3, "out")) == (0, 0, 0, 0)
    assert firsts(on(0, ""), on(40, "")) == (0, 0, 0, 0)
    assert firsts(on(0, "out"), on(3, "mutual")) == (1, 0, 0, 1)


def test_a_call_is_an_approach_of_who_made_it_and_answered_at_once() -> None:
    assert firsts(on(0, "mutual", "me"), on(7, "mutual", "me"), on(14, "mutual", "them")) == (2, 1, 1, 2)


def test_who_began_may_be_said_within_a_conversation() -> None:
    assert firsts(on(0, "in"), on(2, "out"), on(9, "out", "me")) == (1, 1, 1, 0)
    assert firsts(on(0, "out"), on(9, "out", "me")) == (1, 0, 0, 0)  # a nudge is not a first approach


def test_a_reply_to_a_letter_that_is_not_in_the_vault() -> None:
    assert firsts(on(0, "out", "them")) == (0, 1, 1, 0)
    assert firsts(on(0, "in", "me")) == (1, 0, 0, 1)
    assert firsts(on(0, "in"), on(2, "out", "them")) == (0, 1, 1, 0)


def test_letters_both_ways_on_one_day_leave_open_who_was_first() -> None:
    assert firsts(on(0, "out"), on(0, "in")) == (0, 0, 0, 0)
    assert firsts(on(0, "out"), on(5, "in"), on(5, "out")) == (1, 0, 0, 1)
    assert firsts(on(0, "out", "me"), on(0, "in")) == (1, 0, 0, 1)
    assert exchange([on(0, "out"), on(0, "in")], TODAY)[:2] == (1, 1)


def unanswered(*messages: Message) -> int:
    return exchange(messages, TODAY).unanswered


def test_unanswered_approaches_in_a_row() -> None:
    assert unanswered(on(0, "out"), on(50, "out"), on(60, "out")) == 3
    assert unanswered(on(0, "out"), on(0, "out"), on(60, "out")) == 2  # two letters of one day are one approach
    assert unanswered(on(0, "out"), on(50, "in")) == 0
    assert unanswered(on(0, "out"), on(50, "mutual")) == 0


def test_a_reply_waits_for_no_answer() -> None:
    assert unanswered(on(0, "in"), on(5, "out")) == 0
    assert unanswered(on(0, "in"), on(5, "out"), on(9, "out")) == 1
    assert unanswered(on(0, "in"), on(50, "out")) == 1  # the conversation was over
    assert unanswered(on(0, "out", "them"), on(9, "out")) == 1


def test_a_planned_call_is_not_yet_a_message() -> None:
    assert exchange([Message(TODAY + timedelta(1), "out")], TODAY) == Exchange()


def test_an_exchange_in_one_sentence() -> None:
    found = exchange([on(0, "out"), on(9, "in"), on(60, "out"), on(100, "in"), on(105, "out")], TODAY)
    assert explain_exchange(found) == "You wrote first 2 times, 1 answered; they wrote first 1 time, 1 answered."


MESSAGES = st.lists(
    st.builds(
        Message,
        st.integers(-3, 400).map(lambda ago: TODAY - timedelta(ago)),
        st.sampled_from(("in", "out", "mutual", "")),
        st.sampled_from(("me", "them", "", "")),
    ),
    max_size=20,
)


@quick
@given(MESSAGES)
def test_an_approach_has_at_most_one_answer(messages: list[Message]) -> None:
    found = exchange(messages, TODAY)
    assert 0 <= found.answers_by_me <= found.first_by_them
    assert 0 <= found.answers_by_them <= found.first_by_me
    assert 0 <= found.unanswered <= found.sent
    assert found == exchange(messages[::-1], TODAY)


@quick
@given(MESSAGES)
def test_the_other_side_sees_the_same_exchange(messages: list[Message]) -> None:
    direction: dict[Direction, Direction] = {"in": "out", "out": "in", "mutual": "mutual", "": ""}
    by: dict[By, By] = {"me": "them", "them": "me", "": ""}
    mirrored = [Message(one.day, direction[one.direction], by[one.by]) for one in messages]
    here, there = exchange(messages, TODAY), exchange(mirrored, TODAY)
    assert (here.sent, here.first_by_me, here.answers_by_me) == (
        there.received,
        there.first_by_them,
        there.answers_by_them,
    )
