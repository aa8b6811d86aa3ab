"""One watcher a vault: who has the lock, and that nobody dead has it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vaultkit.disk import lock as lock_module
from vaultkit.disk.lock import Holder, Lock, holder

HOLD = """
import os, sys, time
from vaultkit.disk.lock import Lock
lock = Lock.take(sys.argv[1])
if len(sys.argv) > 2 and os.fork() == 0:
    time.sleep(60)
    os._exit(0)
print(type(lock).__name__, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def vault(tmp_path: Path) -> str:
    (tmp_path / "vault").mkdir()
    return str(tmp_path / "vault")


def held(vault: str) -> Lock:
    """The lock, which must be free."""
    found = Lock.take(vault)
    assert isinstance(found, Lock)
    return found


def elsewhere(vault: str, *more: str) -> subprocess.Popen[str]:
    """A process that has taken the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, vault, *more], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "Lock\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_the_second_is_told_who_was_first(vault: str) -> None:
    first = held(vault)
    second = Lock.take(vault)
    assert isinstance(second, Holder)
    assert second == holder(vault)
    assert second.pid == os.getpid()
    assert second.since[:2] == "20"
    first.release()
    assert holder(vault) is None
    held(vault).release()


def test_asking_who_has_it_takes_nothing(vault: str) -> None:
    assert holder(vault) is None
    assert not Path(os.environ["VAULTKIT_CACHE"]).exists()
    lock = held(vault)
    for _ in range(3):
        assert holder(vault) == Holder(os.getpid(), str(holder(vault).since))  # type: ignore[union-attr]
    lock.release()
    lock.release()


def test_every_path_to_a_vault_leads_to_one_lock_and_two_vaults_have_two(vault: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(vault)
    (tmp_path / "other").mkdir()
    lock = held(vault)
    assert isinstance(Lock.take(str(tmp_path / "link")), Holder)
    assert isinstance(Lock.take(f"{vault}/../vault"), Holder)
    held(str(tmp_path / "other")).release()
    lock.release()


def test_the_dead_hold_nothing(vault: str) -> None:
    process = elsewhere(vault)
    assert holder(vault) == Lock.take(vault)
    end(process)
    assert holder(vault) is None
    held(vault).release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
def test_a_child_that_outlives_the_watcher_does_not_keep_the_lock(vault: str) -> None:
    process = elsewhere(vault, "and a child")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    child = int(children.read_text()) if children.exists() else 0
    end(process)
    held(vault).release()
    if child:
        os.kill(child, signal.SIGKILL)


def test_what_lies_in_the_file_after_a_crash_misleads_nobody(vault: str) -> None:
    held(vault).release()
    (file,) = Path(os.environ["VAULTKIT_CACHE"], "locks").iterdir()
    for rubbish in (b'{"pid": 1, "since": "2020"}', b"\xff", b"[]", b'{"pid": "x"}', b"1" * 5000):
        file.write_bytes(rubbish)
        assert holder(vault) is None
        held(vault).release()
    lock = held(vault)
    file.write_bytes(b"rubbish")
    assert holder(vault) == Lock.take(vault) == Holder(0, "")
    lock.release()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are others here")
def test_the_lock_is_for_the_user_alone(vault: str) -> None:
    before = os.umask(0)
    try:
        lock = held(vault)
    finally:
        os.umask(before)
    folder = Path(os.environ["VAULTKIT_CACHE"], "locks")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]
    lock.release()


def test_where_no_lock_can_be_kept_it_says_so_and_goes_on(vault: str, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in its place")
    lock = held(vault)
    assert "second watcher" in lock.trouble
    assert holder(vault) is None
    lock.release()


def test_a_lock_let_go_of_is_not_closed_in_children_again(vault: str) -> None:
    held(vault).release()
    assert not lock_module._held
