"""When the watcher acts: days of its life played in no time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.settings import Watch
from vaultkit.watch.pace import LONGEST_PAUSE, REST, TIMES, WINDOW, Agenda, Clocks, Marked, Pause, Quarrel

WATCH = Watch()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 0.5), max_size=40))
def test_a_change_is_looked_at_after_some_quiet_and_in_any_case_before_long(gaps: list[float]) -> None:
    marked = Marked(10.0, 10.0)
    for gap in gaps:
        if marked.due(WATCH) <= marked.last + gap:
            break
        marked = Marked(marked.first, marked.last + gap)
    due = marked.due(WATCH)
    assert due <= marked.first + WATCH.longest
    assert due == marked.last + WATCH.quiet or due == marked.first + WATCH.longest


def test_what_is_due_is_done_in_order_and_once() -> None:
    agenda = Agenda()
    agenda.set("beat", 1.0)
    agenda.set("write", 2.0)
    agenda.set("scan", 2.0)
    done = []
    while step := agenda.due(2.0):
        agenda.drop(step)
        done.append(step)
    assert done == ["scan", "write", "beat"]


def test_a_thing_planned_twice_is_done_at_the_sooner_time_unless_it_is_put_off() -> None:
    agenda = Agenda()
    agenda.sooner("write", 5.0)
    agenda.sooner("write", 9.0)
    assert (agenda.due(4.9), agenda.due(5.0), agenda.wait(3.0)) == (None, "write", 2.0)
    agenda.set("write", 9.0)
    assert agenda.due(5.0) is None
    assert agenda.has("scan", "write")
    agenda.drop("write", "scan")
    assert not agenda.has("scan", "write")


def test_pauses_between_tries_grow_from_a_second_to_a_minute() -> None:
    pause, seen = Pause(), []
    for _ in range(9):
        pause = pause.longer()
        seen.append(pause.seconds)
    assert seen[:4] == [1.0, 2.0, 4.0, 8.0]
    assert seen[-1] == LONGEST_PAUSE <= 60


def test_a_page_that_somebody_keeps_changing_back_rests_for_ten_minutes() -> None:
    quarrel = Quarrel()
    for at in range(TIMES):
        quarrel.wrote_over(2.0 * at)
    assert quarrel.rests(20.0) is None
    quarrel.wrote_over(20.0)
    assert quarrel.rests(20.0) == quarrel.rests(20.0 + REST - 1) == 20.0 + REST
    assert quarrel.rests(20.0 + REST) is None
    quarrel.wrote_over(20.0 + REST)
    assert quarrel.rests(20.0 + REST) is None


def test_a_page_changed_back_now_and_then_is_written_for_ever() -> None:
    quarrel = Quarrel()
    for at in range(100):
        now = at * WINDOW / TIMES
        assert quarrel.rests(now) is None
        quarrel.wrote_over(now)


def test_a_sleep_or_a_clock_that_was_set_is_noticed_once_and_a_slow_clock_never() -> None:
    clocks = Clocks(100.0, 1_000_000.0)
    assert not clocks.jumped(160.0, 1_000_060.2)
    assert clocks.jumped(161.0, 1_003_661.0)  # an hour asleep
    assert not clocks.jumped(162.0, 1_003_662.0)
    assert clocks.jumped(163.0, 1_000_000.0)  # set back
    assert not any(clocks.jumped(163.0 + at, 1_000_000.0 + 1.01 * at) for at in range(60))
