"""The watcher's life: days that pass, settings, signals, looks that fail, pages that somebody keeps taking away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from program import PERSON, TODAY, cache, fill, run, vaultkit
from watching import LATEST, NOTES, QUICK, Watcher, pages, save, status, toggle, until, watching

from vaultkit.clock import since_epoch, until_midnight
from vaultkit.look import open_vault
from vaultkit.metrics.findings import Findings
from vaultkit.publish import Desk, left_alone
from vaultkit.reports import REPORTS
from vaultkit.watch.session import PATIENCE, Session
from vaultkit.watch.signals import Signals, Stopped
from vaultkit.watch.writer import Writer, tells_all_left_alone

RUN = "from vaultkit.__main__ import main; main()"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return fill(tmp_path / "vault", NOTES)


@contextmanager
def by_itself(root: Path, *words: str, program: str = RUN, chatty: bool = True, **env: str) -> Iterator[Watcher]:
    """A watcher started with a Python program, and with no day given."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, "watch", "--vault", str(root), *(["-v"] if chatty else []), *words],
        env={**os.environ, **cache(root), **env},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        watcher = Watcher(root, process)
        watcher.says("watching ")
        yield watcher
        assert watcher.end() == 0, watcher.said()
    finally:
        process.kill()
        process.wait()


# --- days ---


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be chosen here")
def test_at_midnight_the_reports_are_those_of_the_new_day(vault: Path) -> None:
    now = datetime.fromtimestamp(since_epoch(), UTC)
    seconds = int((now - now.replace(hour=23, minute=59, second=56, microsecond=0)).total_seconds()) % 86_400
    zone = f"MID+{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"  # where it is four seconds to midnight
    first = (now - timedelta(seconds=seconds)).date()
    with by_itself(vault, TZ=zone) as watcher:
        watcher.until(lambda: _day(vault) == first + timedelta(days=1), "the new day")
        watcher.says("a new day: renewed ")


def _day(root: Path) -> date:
    found = re.search(r"As of (\d+ \w+ \d+)\.", pages(root)["Overview"])
    assert found
    return datetime.strptime(found[1], "%d %b %Y").date()


def test_how_long_the_day_still_is_depends_on_the_zone() -> None:
    east, west = until_midnight("Pacific/Kiritimati"), until_midnight("Etc/GMT+10")  # on the next day already
    assert 0 <= east <= 86_400
    assert abs(east - west) < 5
    assert 0 <= until_midnight("Europe/Berlin") <= 25 * 3600
    assert 0 <= until_midnight() <= 25 * 3600


# --- how it ends ---


def test_once_settled_says_with_its_code_how_it_went(vault: Path) -> None:
    assert vaultkit(vault, "watch", "--once-settled").returncode == 0
    stand = pages(vault)
    done = vaultkit(vault, "watch", "--once-settled", "-v")
    assert (done.returncode, pages(vault)) == (0, stand)
    assert "reports stay as they are" in done.stderr
    save(vault / "vaultkit.toml", "quiet = oops")
    done = vaultkit(vault, "watch", "--once-settled")
    assert (done.returncode, pages(vault)) == (2, stand)
    assert "vaultkit.toml" in done.stderr
    save(vault / "vaultkit.toml", '[folders]\nreports = "Pages"\n')
    save(vault / "Pages", "a file in the place of the folder")
    done = vaultkit(vault, "watch", "--once-settled")
    assert done.returncode == 1
    assert "Pages/Overview.md" in done.stderr
    assert (vault / "Pages").read_text() == "a file in the place of the folder"


def test_without_any_person_nothing_is_written_over_the_reports(vault: Path) -> None:
    with watching(vault) as watcher:
        for note in vault.glob("Daily/*.md"):
            note.write_text("with nobody\n")
        watcher.settles()
        before, people = pages(vault), [*vault.glob("People/*.md")]
        for note in people:
            note.rename(f"{note}.away")
        watcher.says("no person at all")
        watcher.until(lambda: status(vault)["state"] == "away", "the status tells it")
        assert pages(vault) == before
        for note in people:
            Path(f"{note}.away").rename(note)
        watcher.settles()
        watcher.until(lambda: status(vault)["state"] == "watching", "it goes on")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
def test_a_second_signal_ends_it_at_once_and_a_child_that_reads_ends_without_a_word() -> None:
    program = (
        "import os, signal, sys, time\n"
        "from vaultkit.watch.signals import Signals\n"
        "with Signals() as signals:\n"
        "    child = os.fork()\n"
        "    if child == 0: time.sleep(60)\n"
        "    time.sleep(0.2); os.kill(child, signal.SIGTERM)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), signals.stop, flush=True)\n"
        "    signal.raise_signal(signal.SIGTERM)\n"
        "    print(signals.stop, flush=True)\n"
        "    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert [child.stdout.readline(), child.stdout.readline()] == ["0 False\n", "True\n"]
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == -signal.SIGTERM
    child.stdout.close()


def test_what_may_be_broken_off_is_and_what_may_not_is_finished() -> None:
    with Signals() as signals:
        with pytest.raises(Stopped), signals.may_break_off():
            signal.raise_signal(signal.SIGTERM)
        assert signals.stop
        with pytest.raises(Stopped), signals.may_break_off():
            pytest.fail("the end was asked for before")
    with Signals() as signals:
        signal.raise_signal(signal.SIGINT)
        signals.wait(60)  # rung by the signal
        assert signals.stop


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no such terminals here")
def test_a_terminal_that_is_closed_ends_it(vault: Path) -> None:
    ours, its = os.openpty()
    program = f"import fcntl, termios; fcntl.ioctl(2, termios.TIOCSCTTY, 0)\n{RUN}"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "watch", "--vault", str(vault)],
        env={**os.environ, **cache(vault)}, stdin=its, stdout=its, stderr=its, start_new_session=True,
    )  # fmt: skip
    os.close(its)
    until(lambda: b"watching" in os.read(ours, 4096), lambda: "it watches")
    os.close(ours)
    assert process.wait(30) == 0
    assert not status(vault)


# --- settings ---


def test_settings_that_are_emptied_for_a_moment_are_not_believed(vault: Path) -> None:
    settings = QUICK + '[folders]\nreports = "Pages"\n'
    save(vault / "vaultkit.toml", settings)
    with watching(vault) as watcher:
        overview = vault / "Pages/Overview.md"
        before = overview.read_text()
        save(vault / "vaultkit.toml", "")
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: overview.read_text() != before, "the note counts")
        save(vault / "vaultkit.toml", settings)
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: overview.read_text() == before, "the note counts")
        assert not (vault / "Reports").exists()


def test_settings_are_read_again_only_where_they_changed_and_mistakes_keep_the_last_good(vault: Path) -> None:
    session = Session(open_vault(str(vault)))
    assert session.reopen(0.0) == (False, None)
    first = session.vault
    save(vault / "vaultkit.toml", '[folders]\nreports = "Pages"\n')
    assert session.reopen(1.0) == (True, None)
    assert session.vault.settings.folders.reports == "Pages"
    save(vault / "vaultkit.toml", "[folders\n")
    assert session.reopen(2.0) == (True, None)
    assert session.vault.settings.folders.reports == "Pages"
    assert session.vault.problems != first.problems
    (vault / "vaultkit.toml").unlink()
    assert session.reopen(3.0) == (False, PATIENCE)
    assert session.reopen(3.0 + PATIENCE) == (True, None)
    assert session.vault.settings.folders.reports == "Reports"
    session.close()


# --- looks that fail ---

POISONED = """
from vaultkit.live import Live
look = Live.refresh
def refresh(self, paths, *more, **named):
    if any("Poison" in path for path in paths or ()):
        raise KeyError("what the note says")
    return look(self, paths, *more, **named)
Live.refresh = refresh
"""


def test_a_note_that_makes_a_look_fail_is_named_and_the_others_go_on(vault: Path) -> None:
    run(vault, write=True)  # or the new folder would have everything looked at
    with by_itself(vault, "--today", TODAY.isoformat(), program=POISONED + RUN) as watcher:
        save(vault / "People/Poison.md", PERSON)
        watcher.says("looking at People/Poison.md failed (KeyError)")
        watcher.until(lambda: "People/Poison.md" in str(status(vault)["trouble"]), "the status tells it")
        before = pages(vault)
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: pages(vault) != before, "the other note counts")
        watcher.send(signal.SIGHUP)  # all is looked at, which here does not fail
        watcher.settles()
        watcher.until(lambda: status(vault)["trouble"] == "", "the trouble is over")
        (file,) = Path(cache(vault)["VAULTKIT_CACHE"], "log").iterdir()
        log = file.read_text()
        assert "KeyError at" in log
        assert "what the note says" not in log + watcher.said()


# --- reports ---


def test_a_report_that_somebody_keeps_taking_away_is_left_alone_after_a_while(vault: Path) -> None:
    with watching(vault) as watcher:
        page, others = vault / "Reports/Overview.md", pages(vault)

        def takes_away() -> bool:
            page.unlink(missing_ok=True)
            return "keeps changing it back" in watcher.said()

        watcher.until(takes_away, "it gives up")
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: pages(vault)["Stale ties"] != others["Stale ties"], "the other reports are written")
        assert not page.exists()
        watcher.until(lambda: "Overview" in str(status(vault)["trouble"]), "the status tells it")


@pytest.fixture
def judged(vault: Path) -> Iterator[tuple[Desk, Findings]]:
    """A vault looked at, and nothing written yet."""
    session = Session(open_vault(str(vault)))
    findings = session.refresh(None, TODAY, 0.0, believe=False).state.findings
    yield session.desk, findings
    session.close()


def always() -> bool:
    return True


def test_what_it_wrote_itself_is_no_news_and_what_somebody_else_did_is(
    vault: Path, judged: tuple[Desk, Findings]
) -> None:
    (desk, findings), writer = judged, Writer()
    assert writer.touched(desk)
    assert len(writer.write(desk, findings, 10.0, always).made) == len(REPORTS)
    assert not writer.touched(desk)
    (vault / "Reports/Overview.md").unlink()
    assert writer.touched(desk)
    assert writer.write(desk, findings, 12.0, always).made == ("Overview",)
    assert not writer.touched(desk)
    with (vault / "Reports/Problems.md").open("a") as page:
        page.write("mine")
    assert writer.touched(desk)
    assert [*writer.write(desk, findings, 13.0, always).left] == ["Reports/Problems.md"]
    assert not writer.touched(desk)


def test_reports_are_written_with_a_gap_between_and_looks_that_write_nothing_do_not_count(
    judged: tuple[Desk, Findings],
) -> None:
    (desk, findings), writer = judged, Writer()
    assert writer.earliest(10.0, 2.0) == 10.0
    writer.write(desk, findings, 10.0, always)
    assert writer.earliest(10.5, 2.0) == 12.0
    assert not writer.write(desk, findings, 12.0, always).made
    assert writer.earliest(12.5, 2.0) == 12.5


def test_between_two_pages_it_can_be_told_to_stop(vault: Path, judged: tuple[Desk, Findings]) -> None:
    go_on = iter([True, True, False])
    assert len(Writer().write(*judged, 0.0, lambda: next(go_on)).made) == len(pages(vault)) == 2


def test_in_a_hurry_the_pages_that_take_long_follow_the_others(vault: Path, judged: tuple[Desk, Findings]) -> None:
    patient = {report.name for report in REPORTS if report.patient}
    writer, session = Writer(), Session(open_vault(str(vault)))
    assert len(writer.write(*judged, 0.0, always, hurried=True).made) == len(REPORTS)  # none stood: all are made
    tomorrow = session.refresh(None, TODAY + timedelta(1), 0.0, believe=False).state.findings
    assert not patient & {*writer.write(session.desk, tomorrow, 5.0, always, hurried=True).renewed}
    assert not writer.touched(session.desk)
    assert {*writer.write(session.desk, tomorrow, 6.0, always).renewed} == patient
    session.close()


def test_pages_that_cannot_be_written_are_tried_again_after_growing_pauses(
    vault: Path, judged: tuple[Desk, Findings]
) -> None:
    writer = Writer()
    save(vault / "Reports", "a file in its place")
    assert [writer.write(*judged, 100.0, always).again for _ in range(3)] == [101.0, 102.0, 104.0]
    assert len(writer.last.failed) == len(REPORTS)
    (vault / "Reports").unlink()
    assert writer.write(*judged, 110.0, always).again is None
    assert not writer.last.failed


def test_findings_that_tell_of_the_users_reports_no_longer_as_they_are_are_known(
    vault: Path, judged: tuple[Desk, Findings]
) -> None:
    desk, findings = judged
    Writer().write(desk, findings, 0.0, always)
    assert tells_all_left_alone(desk, findings)
    whole = (vault / "Reports/Overview.md").read_bytes()
    (vault / "Reports/Overview.md").write_bytes(b"")
    assert not tells_all_left_alone(desk, findings)
    (vault / "Reports/Overview.md").write_bytes(whole)
    assert tells_all_left_alone(desk, findings)
    (vault / "Reports/Overview.md").write_bytes(b"")
    (problem,) = left_alone(desk, findings.network)
    (vault / "Reports/Overview.md").write_bytes(whole + b"mine")
    assert not tells_all_left_alone(desk, findings._replace(problems=(problem,)))  # for another reason by now


def test_in_a_plain_file_it_says_that_it_watches_and_what_is_wrong_and_the_rest_is_in_the_log(vault: Path) -> None:
    before = run(vault, write=True).reports
    with by_itself(vault, "--today", TODAY.isoformat(), chatty=False) as watcher:
        save(vault / LATEST, toggle(vault))
        watcher.until(lambda: pages(vault) != before, "the reports are renewed")
        with (vault / "Reports/Overview.md").open("a") as page:
            page.write("mine")
        watcher.says("Reports/Overview.md left as it is")
        assert "renewed" not in watcher.said()
        (file,) = Path(cache(vault)["VAULTKIT_CACHE"], "log").iterdir()
        assert f"{LATEST}: renewed " in file.read_text()


def test_only_reports_in_their_places_are_taken_for_reports(vault: Path) -> None:
    save(vault / "vaultkit.toml", '[folders]\nreports = "Bérichte"\n')
    session, writer = Session(open_vault(str(vault))), Writer()
    findings = session.refresh(None, TODAY, 0.0, believe=False).state.findings
    writer.write(session.desk, findings, 0.0, always)
    page, decomposed = "Bérichte/Overview.md", "Be\u0301richte/Overview.md"
    others = {"Bérichte/x.md", "Overview.md", "A/Bérichte/Overview.md"}
    assert writer.heard_of(session.desk, {page, decomposed, *others}) == (frozenset({page, decomposed}), frozenset())
    (vault / page).write_text("mine")
    assert writer.heard_of(session.desk, {page, *others}) == (frozenset(), frozenset({page}))
    session.close()
