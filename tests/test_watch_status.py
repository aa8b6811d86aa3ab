"""What a watcher tells of itself, and what `vaultkit status` makes of it."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transcripts import run

from vaultkit.cli.status import DUE
from vaultkit.clock import current_time
from vaultkit.disk.lock import Lock
from vaultkit.disk.places import state_folder
from vaultkit.metrics.follow_ups import Kind
from vaultkit.watch.log import log_path
from vaultkit.watch.status import Status, forget, heard, is_stale, tell

NOW = current_time()


def at(seconds: float) -> str:
    """A time so many seconds from now, as a watcher tells it."""
    return (NOW + timedelta(seconds=seconds)).isoformat()


def status(vault: Path, **told: Any) -> Status:
    """A watcher at rest that just told of itself."""
    rest = Status(
        pid=os.getpid(), vault=str(vault), since=at(-90_000), mode="events", state="watching", trouble="",
        last_refresh=at(-5), last_ms=38.4, last_changed=("People/Ana Ruiz.md",),
        last_written=("Overview", "Stale ties"), last_scan=at(-300), last_event=at(-6), beat=at(-1), cycle=600,
        notes=1234, people=57, problems=3,
        next_due="2026-07-03", next_due_what="promise",
    )  # fmt: skip
    return rest._replace(**told)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    return tmp_path / "vault"


@pytest.fixture
def watched(vault: Path) -> Iterator[Path]:
    """A vault whose lock is held, as by its watcher."""
    lock = Lock.take(str(vault))
    assert isinstance(lock, Lock)
    yield vault
    lock.release()


# --- the file ---


def test_what_is_told_is_heard(vault: Path) -> None:
    odd = "People/a\nb\udcff\u202e.md"
    for told in (
        status(vault),
        status(
            vault, last_refresh=None, last_ms=None, last_changed=(), last_scan=None, next_due=None, next_due_what=""
        ),
        status(vault, last_changed=(odd,) * 20, trouble="away", cycle=2, last_ms=0.0),
    ):
        assert tell(str(vault), told)
        assert heard(str(vault)) == told
    forget(str(vault))
    assert heard(str(vault)) is None
    forget(str(vault))


@pytest.mark.skipif(os.name != "posix", reason="rights are numbers on POSIX only")
@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_only_its_user_can_read_it(vault: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        assert tell(str(vault), status(vault))
    finally:
        os.umask(before)
    folder = Path(state_folder(str(vault)))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()] == [0o600]


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"pid": 1}', b"{}" + b" " * 2_000_000,
    ],
)  # fmt: skip
def test_a_damaged_file_tells_nothing(vault: Path, damage: bytes) -> None:
    assert tell(str(vault), status(vault))
    Path(state_folder(str(vault)), "status.json").write_bytes(damage)
    assert heard(str(vault)) is None


@given(field=st.sampled_from(Status._fields), value=st.sampled_from([None, True, "x", 1, 1.5, [], [1], {}, "\udcff"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_field_of_another_kind_is_never_believed(vault: Path, field: str, value: object) -> None:
    assert tell(str(vault), status(vault))
    path = Path(state_folder(str(vault)), "status.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    found = heard(str(vault))
    if found is not None:
        assert type(getattr(found, field)) in (
            {type(getattr(status(vault), field)), type(None)}
            if value is None
            else {tuple if isinstance(value, list) else type(value)}
        )


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("what", ["link", "pipe", "folder", "file above"])
def test_what_is_in_the_way_is_no_status(vault: Path, what: str) -> None:
    folder = Path(state_folder(str(vault)))
    if what == "file above":
        folder.parent.mkdir()
        folder.touch()
        assert not tell(str(vault), status(vault))
    else:
        folder.mkdir(parents=True)
        if what == "link":
            (vault / "elsewhere").write_text(json.dumps(status(vault)._asdict()))
            (folder / "status.json").symlink_to(vault / "elsewhere")
        elif what == "pipe":
            os.mkfifo(folder / "status.json")
        else:
            (folder / "status.json").mkdir()
    assert heard(str(vault)) is None


@pytest.mark.parametrize(
    ("beat", "cycle", "stale"),
    [
        (-1, 600, False),
        (-1_799, 600, False),
        (-1_801, 600, True),
        (3_600, 600, False),
        (-5, 1.0, True),
        (-2, 0.0, False),
    ],
)
def test_after_three_missed_beats_it_is_stale(vault: Path, beat: float, cycle: float, stale: bool) -> None:
    assert is_stale(status(vault, beat=at(beat), cycle=cycle), NOW) == stale


@pytest.mark.parametrize(
    "beat", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01"]
)
def test_a_beat_that_is_no_time_of_today_is_stale_or_not_but_no_error(vault: Path, beat: str) -> None:
    assert is_stale(status(vault, beat=beat), NOW) in (True, False)


# --- the command ---


def test_where_none_runs_it_says_how_to_start_one(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, code = run(["status", "--vault", str(vault)], monkeypatch)
    assert (out, code) == ("", 4)
    assert err == (
        f"vaultkit: no watcher runs for {vault}; "
        "start one with `vaultkit watch`, or with every session by `vaultkit service install`\n"
    )


def test_one_that_left_without_a_word_does_not_run(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(vault), status(vault))
    out, err, code = run(["status", "--vault", str(vault)], monkeypatch)
    assert (out, code) == ("", 4)
    assert "(the last was heard of " in err
    told = json.loads(run(["status", "--vault", str(vault), "--format", "json"], monkeypatch)[0])
    assert (told["running"], told["stale"], told["notes"]) == (False, False, 1234)


def test_one_that_runs_is_shown(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(watched), status(watched))
    out, err, code = run(["status", "--vault", str(watched)], monkeypatch)
    assert (err, code) == ("", 0)
    lines = out.splitlines()
    assert lines[0].startswith(f"Watching {watched}: process {os.getpid()}, since 20")
    assert lines[0].endswith(", by events")
    assert lines[1].endswith(" in 38 ms")
    assert lines[4:6] == ["  last changed  People/Ana Ruiz.md", "  last written  Overview and Stale ties"]
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "last refresh", "last scan", "last event", "last changed", "last written", "vault", "next due", "log"
    ]  # fmt: skip
    assert lines[6].split(None, 1)[1] == "1,234 notes, 57 people, 3 problems"
    assert lines[7].split(None, 2)[2] == "2026-07-03, a promise of yours"


def test_whatever_falls_due_has_words() -> None:
    assert {*get_args(Kind), "snooze ends"} == set(DUE)


def test_times_of_today_are_short(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(watched), status(watched, last_scan="2026-01-02T03:04:05+00:00", beat="2026-01-02T03:04:05+00:00"))
    out, _, code = run(["status", "--vault", str(watched)], monkeypatch)
    scan = datetime.fromisoformat("2026-01-02T03:04:05+00:00").astimezone()
    assert f"last scan     {scan:%Y-%m-%d %H:%M}\n" in out
    assert out.startswith(f"Stale (not heard of since {scan:%Y-%m-%d %H:%M}), watching {watched}")
    assert code == 0


def test_its_keys_are_stable(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(watched), status(watched))
    told = json.loads(run(["status", "--vault", str(watched), "--format", "json"], monkeypatch)[0])
    assert list(told) == ["running", "stale", *Status._fields, "log"]
    assert told == {
        **json.loads(json.dumps(status(watched)._asdict())),
        "running": True,
        "stale": False,
        "log": log_path(str(watched)),
    }
    (line,) = run(["status", "--vault", str(watched), "--format", "jsonl"], monkeypatch)[0].splitlines()
    assert json.loads(line) == told
    for form in ("csv", "md"):
        out, _, code = run(["status", "--vault", str(watched), "--format", form], monkeypatch)
        assert (code, "next_due" in out, "promise" in out) == (0, True, True)


def test_its_keys_are_those_in_the_docs() -> None:
    text = Path(__file__).parent.parent.joinpath("docs/watch.md").read_text("utf-8")
    table = text.partition("\n| key | value |\n")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == ["running", "stale", *Status._fields, "log"]
    (row,) = [line for line in table.splitlines() if line.startswith("| `next_due_what` |")]
    assert set(re.findall(r"`([^`]+)`", row)) == {"next_due_what", *DUE}


def test_one_that_told_nothing_yet_runs_all_the_same(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(watched), status(watched, pid=1))  # the one before it
    out, _, code = run(["status", "--vault", str(watched)], monkeypatch)
    assert code == 0
    assert out.startswith(f"{watched} is watched by process {os.getpid()}, since ")
    assert out.endswith("; it told nothing yet\n")
    told = json.loads(run(["status", "--vault", str(watched), "--format", "json"], monkeypatch)[0])
    assert (told["running"], told["pid"], told["notes"]) == (True, os.getpid(), None)


def test_one_that_waits_for_a_vault_that_is_away_can_be_asked(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(str(watched), status(watched, state="away", trouble="the vault's folder is not there"))
    watched.rename(watched.with_name("moved"))
    out, _, code = run(["status", "--vault", str(watched)], monkeypatch)
    assert code == 0
    assert out.startswith(f"Away, waiting for {watched}: process ")
    assert "\n  trouble       the vault's folder is not there\n" in out
    tell(str(watched), status(watched, state="away", beat=at(-10_000)))
    out, _, code = run(["status", "--vault", str(watched)], monkeypatch)
    assert (out, code) == ("", 4)
    watched.with_name("moved").rename(watched)


def test_many_notes_at_once_are_counted_and_nothing_in_them_commands_a_terminal(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(str(watched), status(watched, last_changed=tuple(f"{number}.md" for number in range(9)), last_written=()))
    out = run(["status", "--vault", str(watched)], monkeypatch)[0]
    assert "\n  last changed  0.md, 1.md, 2.md and 6 more\n" in out
    assert "last written" not in out
    tell(str(watched), status(watched, last_changed=tuple(f"{number}.md" for number in range(20))))
    assert "2.md and many more\n" in run(["status", "--vault", str(watched)], monkeypatch)[0]
    tell(str(watched), status(watched, last_changed=("a\n\x1b[2J\u202e\udcff.md",), trouble="b\nc"))
    out = run(["status", "--vault", str(watched)], monkeypatch)[0]
    assert "a\\u000a\\u001b[2J\\u202e\\udcff.md" in out
    assert "b\\u000ac" in out
    for form in ("json", "jsonl", "csv", "md"):
        out = run(["status", "--vault", str(watched), "--format", form], monkeypatch)[0]
        assert "udcff.md" in out.encode("utf-8").decode()
