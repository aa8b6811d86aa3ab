"""What a watcher writes down: one line an event, once, bounded, for the user alone, and no note's text."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import warnings
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from vaultkit.disk.places import log_folder
from vaultkit.watch import log as log_module
from vaultkit.watch.log import log_path, open_log

SECRET = "what nobody else may read"


@pytest.fixture(autouse=True)
def _put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logs in the test's own folder; afterwards logging is as it was."""
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    before = list(logging.getLogger().handlers)
    yield
    logging.captureWarnings(False)
    for logger in (logging.getLogger(log_module.NAME), logging.getLogger()):
        for handler in [each for each in logger.handlers if each not in before]:
            logger.removeHandler(handler)
            handler.close()


@pytest.fixture
def vault(tmp_path: Path) -> str:
    (tmp_path / "vault").mkdir()
    return str(tmp_path / "vault")


def lines(vault: str) -> list[str]:
    """What was written, without the times."""
    return [line.partition(" ")[2] for line in Path(log_path(vault)).read_text("utf-8").splitlines()]


def test_an_event_is_a_line_with_its_time(vault: str) -> None:
    log = open_log(vault, verbose=False)
    log.info("%s: renewed %s (%d ms)", "People/Zoë.md", "Overview", 38)
    (line,) = Path(log_path(vault)).read_text("utf-8").splitlines()
    when, level, text = line.split(" ", 2)
    assert when[:2] == "20"
    assert when[10] == "T"
    assert (level, text) == ("info", "People/Zoë.md: renewed Overview (38 ms)")


def test_nothing_in_a_line_commands_a_terminal_or_ends_the_line(vault: str) -> None:
    log = open_log(vault, verbose=False)
    log.info("%s", "a\nb\r\x1b]0;title\x07\u202egpj.md\udcff\u2028")
    assert lines(vault) == ["info a\\u000ab\\u000d\\u001b]0;title\\u0007\\u202egpj.md\\udcff\\u2028"]


def test_a_thing_is_told_once_until_it_changes_or_is_over(vault: str) -> None:
    log = open_log(vault, verbose=False)
    for why in ("disk full", "disk full", "read-only", "read-only"):
        log.warning("%s: not written: %s", "Overview", why, extra={"about": "Overview"})
        log.warning("%s: not written: %s", "Problems", why, extra={"about": "Problems"})
    log.info("Overview: written again", extra={"about": "Overview"})
    log.warning("%s: not written: %s", "Overview", "read-only", extra={"about": "Overview"})
    assert lines(vault) == [
        "warning Overview: not written: disk full",
        "warning Problems: not written: disk full",
        "warning Overview: not written: read-only",
        "warning Problems: not written: read-only",
        "info Overview: written again",
        "warning Overview: not written: read-only",
    ]


def test_what_lasts_is_told_again_the_next_day(vault: str) -> None:
    log = open_log(vault, verbose=False)
    for hours in (0, 1, 23, 25, 26, 48, 50):
        record = log.makeRecord(log.name, logging.WARNING, __file__, 1, "the vault is away", (), None)
        record.created += hours * 3600
        log.handle(record)
    assert len(lines(vault)) == 3


def test_two_hundred_saves_of_one_bad_note_take_little_room(vault: str) -> None:
    log = open_log(vault, verbose=False)
    for _ in range(200):
        log.warning("%s: %s", "Notes/Bad.md", "the front matter is no YAML", extra={"about": "Notes/Bad.md"})
        log.info("%s: renewed %s (%d ms)", "Notes/Bad.md", "Problems", 12)
    assert os.path.getsize(log_path(vault)) <= 20_000
    assert len([line for line in lines(vault) if line.startswith("warning")]) == 1


def test_of_what_was_told_only_so_much_is_remembered(vault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "REMEMBERED", 10)
    log = open_log(vault, verbose=False)
    for number in (*range(20), 19, 0):
        log.warning("%d: bad", number)
    assert lines(vault) == [*(f"warning {number}: bad" for number in range(20)), "warning 0: bad"]


def test_libraries_are_heard_once_and_cut(vault: str) -> None:
    open_log(vault, verbose=False)
    library = logging.getLogger("watchdog.observers.inotify_c")
    for number in range(3):
        library.error(f"overflow\n{number}" + "x" * 100_000)
        library.info("all is well")
        warnings.warn("a table of\nwatches " + "y" * 100_000, RuntimeWarning, stacklevel=1)
    told = lines(vault)
    assert len(told) == 2
    assert all(len(line) <= 220 for line in told)
    assert told[0].startswith("error watchdog.observers.inotify_c: overflow 0xxx")
    assert "RuntimeWarning: a table of watches yyy" in told[1]


def test_words_and_values_that_do_not_go_together_are_written_all_the_same(vault: str) -> None:
    log = open_log(vault, verbose=False)
    (file,) = [each for each in log.handlers if isinstance(each, RotatingFileHandler)]
    file.handle(log.makeRecord("watchdog", logging.WARNING, __file__, 1, "%d and %d", (1,), None))
    assert lines(vault) == ["warning watchdog: %d and %d"]


def test_an_exception_is_a_place_and_a_kind_and_not_its_message(vault: str) -> None:
    log = open_log(vault, verbose=True)
    try:
        int(SECRET)
    except ValueError:
        log.exception("refresh failed after %s", "Notes/Bad.md")
    try:
        os.stat(os.path.join(vault, "nothing"))
    except OSError:
        log.exception("the vault cannot be listed")
    first, second = lines(vault)
    assert first.startswith("error refresh failed after Notes/Bad.md (ValueError at test_watch_log.py:")
    assert "FileNotFoundError: No such file or directory at test_watch_log.py:" in second
    assert SECRET not in first


def test_debug_lines_are_written_and_shown_only_when_asked_for(vault: str, capsys: pytest.CaptureFixture[str]) -> None:
    open_log(vault, verbose=False).debug("quiet")
    log = open_log(vault, verbose=True)
    log.debug("loud")
    log.info("told by the command itself")
    assert lines(vault) == ["debug loud", "info told by the command itself"]
    shown = capsys.readouterr().err
    assert shown.endswith(" debug loud\n")
    assert len(shown.splitlines()) == 1


def test_opened_again_it_writes_every_line_once(vault: str) -> None:
    for _ in range(3):
        log = open_log(vault, verbose=False)
    log.info("once")
    assert lines(vault) == ["info once"]


# --- the file ---


def test_the_log_of_weeks_takes_five_megabytes_at_most(vault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert log_module.SIZE * (log_module.OLDER + 1) <= 5_000_000
    monkeypatch.setattr(log_module, "SIZE", 2_000)
    log = open_log(vault, verbose=False)
    for number in range(1_000):
        log.info("event %d", number)
    sizes = [each.stat().st_size for each in Path(log_folder()).iterdir()]
    assert len(sizes) == 5
    assert all(size <= 2_000 for size in sizes)
    assert lines(vault)[-1] == "info event 999"


@pytest.mark.skipif(os.name != "posix", reason="rights are numbers on POSIX only")
@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_only_its_user_can_read_it_also_after_rotation(vault: str, umask: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "SIZE", 500)
    before = os.umask(umask)
    try:
        log = open_log(vault, verbose=False)
        for number in range(50):
            log.info("event %d", number)
    finally:
        os.umask(before)
    folder = Path(log_folder())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 5


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["link", "pipe", "folder", "no folder"])
def test_where_no_log_can_be_written_the_watcher_goes_on(what: str, vault: str, tmp_path: Path) -> None:
    path = Path(log_path(vault))
    if what == "no folder":
        path.parent.parent.mkdir()
        path.parent.touch()
    else:
        path.parent.mkdir(parents=True)
    if what == "link":
        (tmp_path / "mine").write_text("mine")
        path.symlink_to(tmp_path / "mine")
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    log = open_log(vault, verbose=False)
    log.info("said into nothing")
    if what == "link":
        assert (tmp_path / "mine").read_text() == "mine"
        path.unlink()
        log.info("written")
        assert lines(vault) == ["info written"]


FULL = """
import resource, sys
from vaultkit.watch.log import log_path, open_log
log = open_log(sys.argv[1], verbose=False)
log.info("before")
resource.setrlimit(resource.RLIMIT_FSIZE, (60, resource.RLIM_INFINITY))
for number in range(100):
    log.info("while there is no room %d", number)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.info("after")
"""


@pytest.mark.skipif(os.name != "posix", reason="limits on files")
def test_a_log_without_room_is_let_go_and_taken_up_again(vault: str) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, vault], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(vault)[0] == "info before"
    assert Path(log_path(vault)).read_text("utf-8").endswith("info after\n")
