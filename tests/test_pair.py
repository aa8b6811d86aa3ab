"""Two processes share the work: every piece is done, once, whatever becomes of the child."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

import pytest

from vaultkit.pair import by_two

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does all the work")
HERE = os.getpid()


def done(pieces: int, work: Callable[[int], str]) -> list[str]:
    return sorted(by_two(pieces, work, str, str, lambda: None), key=int)


@pytest.mark.parametrize("pieces", [0, 1, 2, 3, 40])
def test_every_piece_is_done_once(pieces: int) -> None:
    assert done(pieces, str) == [str(at) for at in range(pieces)]


def test_both_take_part() -> None:
    def work(at: int) -> str:
        time.sleep(0.002)
        return f"{os.getpid()}{at:02}"

    workers = {found[:-2] for found in done(40, work)}
    assert str(HERE) in workers
    assert len(workers) == 2


def test_the_child_begins_while_this_process_gets_ready() -> None:
    ready: list[int] = []

    def get_ready() -> None:
        time.sleep(0.2)
        ready.append(os.getpid())

    workers = list(by_two(20, lambda at: str(os.getpid()), str, str, get_ready))
    assert workers.count(str(HERE)) < 20
    assert ready == [HERE]


def test_texts_of_any_length_and_of_odd_characters_arrive() -> None:
    texts = ["", "é🎉\udc80", "x" * 3_000_000, "\n" * 100_000]
    found = list(by_two(4, lambda at: texts[at], str, str, lambda: time.sleep(0.2)))
    assert sorted(found) == sorted(texts)


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: sys.exit(1), lambda: 1 / 0])
def test_a_child_that_dies_costs_nothing_but_time(end: Callable[[], object]) -> None:
    def work(at: int) -> str:
        if os.getpid() != HERE and at == 25:
            end()
        time.sleep(0.001)
        return str(at)

    assert done(40, work) == [str(at) for at in range(40)]


def test_what_goes_wrong_here_is_raised_and_ends_the_child() -> None:
    def work(at: int) -> str:
        if os.getpid() == HERE and at == 1:
            raise ValueError("no such piece")
        time.sleep(0.001)
        return str(at)

    with pytest.raises(ValueError, match="no such piece"):
        done(1_000, work)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_without_room_for_another_process_all_is_done_here() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if os.geteuid() == 0:
        pytest.skip("no limit holds for the superuser")
    resource.setrlimit(resource.RLIMIT_NPROC, (0, hard))
    try:
        assert done(5, str) == ["0", "1", "2", "3", "4"]
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
