"""What may go wrong while a watcher runs for weeks, and what then holds: whole pages, a clear word, no help needed."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from program import PERSON, START, cache, command, fill, memory_of, run, vaultkit
from test_safety_privacy import WATCHED
from watching import (
    ANA,
    LATEST,
    LIMIT,
    NAMES,
    NOTES,
    WHOLE,
    Watcher,
    are_whole,
    as_anybody,
    comes_to_rest,
    fresh,
    leftovers,
    page_stats,
    pages,
    save,
    settled,
    side_by_side,
    start,
    status,
    toggle,
    unshared,
    until,
    user_files,
    watching,
)
from watching import waited as waited  # a fixture

from vaultkit.cli import main

KILLS = int(os.environ.get("VAULTKIT_KILLS", "25"))  # by hand: 200 and more


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small vault."""
    return fill(tmp_path / "vault", NOTES)


# --- killed, stopped, ended ---


def _watch_in_child(root: Path) -> int:
    """A watcher in a child process that has all code loaded, so that most of its time is reading and writing."""
    heard = os.open(root.parent / "heard", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    child = os.fork()
    if child == 0:
        os.dup2(heard, 1)
        os.dup2(heard, 2)
        os.environ.update(cache(root))
        main(command(root, "watch")[3:])
        os._exit(1)
    os.close(heard)
    return child


def test_killed_at_any_moment_every_page_is_whole_and_the_next_watcher_is_right(vault: Path) -> None:
    """Every other time while pages are being written, else also while it starts."""
    chance = random.Random(7)
    save(vault / "vaultkit.toml", "[watch]\nquiet = 0.02\nlongest = 0.1\nwrite_gap = 0\n")
    run(vault, write=True)
    notes = [name for name in NOTES if name.startswith("Daily")]
    renewed = 0
    for turn in range(KILLS):
        before = page_stats(vault)
        child = _watch_in_child(vault)
        last = time.monotonic() + chance.random() * 0.3
        while time.monotonic() < last or (turn % 2 and page_stats(vault) == before and time.monotonic() < last + LIMIT):
            name = chance.choice(notes)
            save(vault / name, f"- [[{chance.choice(('Ana Ruiz', 'Sam Park', 'Zoë Lind'))}]] {chance.random()}\n")
            time.sleep(0.02 * chance.random())
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), (vault.parent / "heard").read_text()
        assert sorted(pages(vault)) == sorted(NAMES)
        assert are_whole(vault)
        renewed += page_stats(vault) != before
    assert renewed >= KILLS // 2
    with settled(vault):
        assert leftovers(vault) == []
        assert sorted(os.listdir(vault / "Reports")) == WHOLE


def test_a_signal_during_the_first_look_at_many_notes_ends_it_with_0(tmp_path: Path) -> None:
    """While it loads, lists or reads in two processes."""
    text = "| a | b |\n|---|---|\n" + "| [[Ana Ruiz]] | *x* |\n" * 40
    root = fill(tmp_path / "vault", {**NOTES, **{f"Notes/{at}.md": text for at in range(3000)}})
    for number in (signal.SIGTERM, signal.SIGINT):
        shutil.rmtree(memory_of(root), ignore_errors=True)
        watcher = start(root)
        watcher.until(lambda: memory_of(root).exists(), "it is at work")
        time.sleep(random.Random(int(number)).random() * 0.7)
        _ends_at_once(watcher, number)


@side_by_side
def test_a_lock_that_a_killed_watcher_held_keeps_nobody_out(vault: Path) -> None:
    first = start(vault)
    first.says("watching ")
    first.send(signal.SIGKILL)
    first.process.wait()
    with settled(vault) as second:
        assert status(vault)["pid"] == second.pid


@side_by_side
def test_a_second_watcher_ends_with_5_and_names_the_first(vault: Path) -> None:
    with settled(vault) as first:
        before = page_stats(vault)
        second = vaultkit(vault, "watch", timeout=20)
        assert second.returncode == 5
        assert str(first.pid) in second.stderr
        linked = vault.parent / "another name"
        linked.symlink_to(vault)
        again = vaultkit(linked, "watch", env=cache(vault), timeout=20)
        assert again.returncode == 5, again.stderr
        assert page_stats(vault) == before
        save(vault / LATEST, toggle(vault))
        first.settles()


@side_by_side
def test_a_report_run_beside_a_watcher_is_safe(vault: Path) -> None:
    with settled(vault) as watcher:
        for at in range(3):
            save(vault / LATEST, toggle(vault))
            beside = vaultkit(vault, "report")
            assert beside.returncode == 0, (at, beside.stderr)
        watcher.settles()
        assert sorted(os.listdir(vault / "Reports")) == WHOLE


def _in_session(leader: int) -> list[int]:
    """The processes of a session, that is: of a watcher."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == leader and words[0] != "Z":
            found.append(int(entry.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_whether_it_works_or_rests_and_leaves_nobody_behind(
    vault: Path, number: signal.Signals
) -> None:
    chance = random.Random(int(number))
    watcher = start(vault)
    watcher.says("watching ")
    save(vault / LATEST, toggle(vault))
    time.sleep(chance.random() * 0.1)
    _ends_at_once(watcher, number)
    watcher = start(vault)
    watcher.says("watching ")
    watcher.settles()
    comes_to_rest(watcher)
    _ends_at_once(watcher, number)


def _ends_at_once(watcher: Watcher, number: signal.Signals) -> None:
    begun = time.monotonic()
    assert watcher.end(number) == 0, watcher.said()
    assert time.monotonic() - begun < 10  # 2 on a machine that has nothing else to do
    assert "Traceback" not in watcher.said(), watcher.said()
    assert are_whole(watcher.root)
    assert leftovers(watcher.root) == []
    until(lambda: not _in_session(watcher.pid), lambda: "none of its processes is left")
    assert status(watcher.root) == {}


@side_by_side
def test_what_happened_while_it_was_stopped_is_found_even_if_the_events_are_lost(vault: Path) -> None:
    """More events than the system keeps for it, and the last ones matter."""
    with settled(vault) as watcher:
        watcher.send(signal.SIGSTOP)
        kept = Path("/proc/sys/fs/inotify/max_queued_events")
        events = int(kept.read_text()) if kept.exists() else 16_384
        if events > 50_000:
            pytest.skip("this system keeps more events than a test can make in time")
        files = [(vault / f"People/{name}.md").open("a") for name in ("Sam Park", "Zoë Lind")]
        for at in range(events + 1000):
            os.utime(files[at % 2].name)
            os.ftruncate(files[at % 2].fileno(), files[at % 2].tell())
        for file in files:
            file.close()
        save(vault / LATEST, toggle(vault))
        save(vault / "New/2026-06-21.md", "- [[Zoë Lind]] talk\n")
        watcher.send(signal.SIGCONT)
        watcher.settles()
        save(vault / "New/2026-06-22.md", ANA)
        watcher.settles()


@side_by_side
def test_a_terminal_that_goes_away_ends_nothing(vault: Path) -> None:
    words = [*command(vault, "watch", "-v")]
    with subprocess.Popen(words, env={**os.environ, **cache(vault)}, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert any(b"watching" in line for line in process.stderr)
        process.stderr.close()
        for _ in range(2):
            save(vault / LATEST, toggle(vault))
            want = fresh(vault)
            until(lambda: pages(vault) == want, lambda: "the reports are right")  # noqa: B023 - waited for here
        process.terminate()
        assert process.wait(LIMIT) == 0


@side_by_side
def test_a_program_that_keeps_putting_an_old_report_back_is_not_fought_for_ever(vault: Path) -> None:
    """Such as two sync programs at odds; reports that nobody fights over are written all the while."""
    with settled(vault) as watcher:
        page, beside = vault / "Reports/Stale ties.md", vault / "beside.tmp"
        old = page.read_bytes()
        save(vault / LATEST, toggle(vault))
        new = watcher.settles()["Stale ties"].encode()
        fights = 0
        while "keeps changing it back" not in watcher.said():
            watcher.until(lambda: page.read_bytes() == new or "changing it back" in watcher.said(), "it is written")
            beside.write_bytes(old)
            beside.replace(page)
            fights += 1
            assert fights < 20
        comes_to_rest(watcher)
        assert page.read_bytes() == old
        save(vault / "People/Odd.md", PERSON.replace("\n---", "\naliases: [\n---", 1))
        watcher.settles(but=["Stale ties"])
        assert page.read_bytes() == old


# --- the disk ---


@side_by_side
def test_a_full_disk_is_told_nothing_is_lost_and_it_goes_on_when_there_is_room(vault: Path) -> None:
    """Twenty megabytes must stay free, and do not."""
    with watching(vault, wrap=_mounting("-t tmpfs -o size=45m none", vault)) as watcher:
        there = Path(f"/proc/{watcher.pid}/root{vault}")
        watcher.root = there
        watcher.settles()
        before = pages(there), page_stats(there)
        with (there / "filler.bin").open("wb") as filler:
            filler.write(bytes(35_000_000))
        save(there / LATEST, toggle(there))
        watcher.says("free on the disk; make room")
        assert (pages(there), page_stats(there)) == before
        assert leftovers(there) == []
        (there / "filler.bin").unlink()
        assert watcher.settles() != before[0]


@side_by_side
def test_a_read_only_vault_is_told_and_written_to_when_it_can_be(vault: Path) -> None:
    with watching(vault, wrap=_mounting(f"--bind {vault}", vault)) as watcher:
        there = Path(f"/proc/{watcher.pid}/root{vault}")
        watcher.settles()
        before = page_stats(vault)
        _remount(watcher, "ro", vault)
        save(vault / LATEST, toggle(vault))  # by the other mount, as a sync program of another machine would
        watcher.says("read-only")
        assert page_stats(vault) == before
        _remount(watcher, "rw", vault)
        watcher.settles()
        assert pages(there) == pages(vault)


def _mounting(what: str, at: Path) -> Sequence[str]:
    """The words before a program that sees something mounted where the vault is, with the vault's files in it."""
    words = unshared("--mount")
    copy = at.parent / "as it was"
    shutil.copytree(at, copy)
    script = f'mount {what} "$1" && cp -R -u "$2/." "$1" && shift 2 && exec "$@"'
    return (*words, "bash", "-c", script, "bash", str(at), str(copy))


def _remount(watcher: Watcher, mode: str, at: Path) -> None:
    words = ("nsenter", "--target", str(watcher.pid), "--mount", *(() if os.geteuid() == 0 else ("--user",)))
    done = subprocess.run(
        [*words, "mount", "-o", f"remount,{mode},bind", str(at)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"needs to mount again: {done.stderr}")


@side_by_side
def test_a_limit_on_file_size_leaves_the_old_pages_whole_and_is_got_over(vault: Path) -> None:
    """Nor can its memory, status or log be written."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("needs Linux")
    with settled(vault) as watcher:
        before = pages(vault)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(watcher.pid, resource.RLIMIT_FSIZE, (500, hard))
        save(vault / LATEST, toggle(vault))
        watcher.says("longer than a file may be here")
        assert pages(vault) == before
        assert leftovers(vault) == []
        resource.prlimit(watcher.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert watcher.settles() != before


@side_by_side
def test_too_many_open_files_is_got_over(vault: Path) -> None:
    if not hasattr(resource, "prlimit"):
        pytest.skip("needs Linux")
    with settled(vault) as watcher:
        before = resource.prlimit(watcher.pid, resource.RLIMIT_NOFILE)
        heard = len(watcher.said())
        resource.prlimit(watcher.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: len(watcher.said()) > heard, "it says something")
        assert are_whole(vault)
        resource.prlimit(watcher.pid, resource.RLIMIT_NOFILE, before)
        watcher.settles()


@side_by_side
def test_a_reports_folder_that_may_not_be_written_to_is_told_and_got_over(vault: Path) -> None:
    with settled(vault, wrap=as_anybody()) as watcher:
        before = page_stats(vault)
        (vault / "Reports").chmod(0o555)
        save(vault / LATEST, toggle(vault))
        watcher.says("check its rights")
        assert page_stats(vault) == before
        (vault / "Reports").chmod(0o755)
        watcher.settles()


@side_by_side
def test_a_note_or_folder_that_may_not_be_read_is_told_and_the_others_go_on(vault: Path) -> None:
    fill(vault, {"Closed/2026-06-22.md": "- [[Zoë Lind]]\n"})
    with settled(vault, wrap=as_anybody()) as watcher:
        closed = vault / "People/Zoë Lind.md"
        beside = vault / ".beside.tmp"
        beside.write_text(PERSON)
        beside.chmod(0)
        try:
            beside.replace(closed)
            (vault / "Closed").chmod(0)
            save(vault / "People/Odd.md", PERSON.replace("\n---", "\naliases: [\n---", 1))
            watcher.until(lambda: "may not be read" in pages(vault)["Problems"], "the note is among the problems")
            watcher.until(lambda: "Odd" in pages(vault)["Problems"], "the other note counts")
        finally:
            closed.chmod(0o644)
            (vault / "Closed").chmod(0o755)
        save(vault / "Closed/2026-06-23.md", ANA)
        save(closed, PERSON)
        watcher.settles()


@pytest.mark.parametrize("spoil", ["closed", "a file", "full"])
def test_without_a_place_for_state_cache_and_log_the_reports_are_the_same(vault: Path, spoil: str) -> None:
    place = Path(cache(vault)["VAULTKIT_CACHE"])
    wrap: Sequence[str] = ()
    if spoil == "closed":
        wrap = as_anybody()
        place.mkdir(mode=0o500)
    elif spoil == "a file":
        place.write_text("not a folder")
    else:
        place.mkdir(0o700)
        wrap = _mounting("-t tmpfs -o size=16k none", place)
    with settled(vault, wrap=wrap) as watcher:
        save(vault / LATEST, toggle(vault))
        watcher.settles()
    if spoil == "a file":
        assert place.read_text() == "not a folder"


# --- too few watches ---


def _with_few_watches(count: int) -> Sequence[str]:
    script = f'echo {count} > /proc/sys/user/max_inotify_watches && exec "$@"'
    return (*unshared("--user", "--map-root-user"), "bash", "-c", script, "bash")


@side_by_side
def test_without_a_single_watch_it_says_so_and_looks_by_itself(vault: Path) -> None:
    _looks_by_itself(vault, 1)


@side_by_side
def test_when_watches_run_out_it_says_so_and_looks_by_itself(vault: Path) -> None:
    _looks_by_itself(vault, 6)  # one more than there are folders


def _looks_by_itself(vault: Path, count: int) -> None:
    with settled(vault, wrap=_with_few_watches(count)) as watcher:
        for at in range(8):
            save(vault / f"More/{at}/2026-06-21.md", "- [[Zoë Lind]]\n")
        watcher.settles()
        watcher.says("max_user_watches")
        save(vault / "More/7/2026-06-22.md", ANA)
        watcher.settles()
        assert str(status(vault)["mode"]).startswith("polling")


@side_by_side
def test_polling_finds_every_change(vault: Path) -> None:
    with settled(vault, "--poll", "1") as watcher:
        assert str(status(vault)["mode"]).startswith("polling")
        seen = (vault / LATEST).stat()
        (vault / LATEST).write_text(toggle(vault))
        os.utime(vault / LATEST, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        save(vault / "New/2026-06-21.md", "- [[Zoë Lind]]\n")
        before = pages(vault)
        assert watcher.settles() != before
        (vault / "Daily").rename(vault / "Days")
        watcher.settles()


# --- ends by itself; privacy ---


@side_by_side
def test_once_settled_ends_with_0_and_the_reports_are_right(vault: Path) -> None:
    done = vaultkit(vault, "watch", "--once-settled", timeout=60)
    assert done.returncode == 0, done.stderr
    assert pages(vault) == fresh(vault)
    before = page_stats(vault)
    assert vaultkit(vault, "watch", "--once-settled", timeout=60).returncode == 0
    assert page_stats(vault) == before


SECRET = "words nobody else may read"


def test_neither_log_nor_stderr_holds_the_text_of_a_note_and_all_is_for_the_user_alone(vault: Path) -> None:
    matter = f"---\ntype: interaction\ndate: {SECRET}\npeople: [\n---\n{SECRET}\n"
    old = os.umask(0)
    try:
        with watching(vault) as watcher:
            watcher.settles()
            for at in range(5):
                save(vault / "Bad.md", f"{matter}{at}\n")
                save(vault / LATEST, f"- [[Ana Ruiz]] {SECRET} {at}\n")
                watcher.settles()
            said = watcher.said()
    finally:
        os.umask(old)
    assert SECRET not in said
    place = Path(cache(vault)["VAULTKIT_CACHE"])
    logs = [path for path in place.rglob("*.log*") if path.is_file()]
    assert logs, "it keeps a log"
    for path in (place, *place.rglob("*")):
        found = path.lstat()
        assert stat.S_IMODE(found.st_mode) == (0o700 if path.is_dir() else 0o600), path
        if path.is_file() and not path.name.startswith("memo"):  # what notes say is remembered there, and only there
            assert SECRET.encode() not in path.read_bytes(), path
    assert sum(path.stat().st_size for path in logs) < 20_000


@side_by_side
def test_it_connects_to_nothing_starts_no_program_and_writes_nowhere_else(vault: Path) -> None:
    places = os.pathsep.join([str(vault), cache(vault)["VAULTKIT_CACHE"]])
    done = subprocess.run(
        [sys.executable, "-c", WATCHED + START, places, *command(vault, "watch", "--once-settled")[3:]],
        env={**os.environ, **cache(vault)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert pages(vault) == fresh(vault)


@side_by_side
def test_every_file_of_the_users_stays_as_it_is_through_a_watchers_life(vault: Path) -> None:
    (vault / "People" / "Sam Park.md").chmod(0o440)
    os.utime(vault / "People" / "Sam Park.md", ns=(1_000_000_007, 1_500_000_007))
    before = user_files(vault)
    with settled(vault) as watcher:
        watcher.send(signal.SIGHUP)
        comes_to_rest(watcher)
    assert user_files(vault) == before
