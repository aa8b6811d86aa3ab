"""Commands that write show what they will change, ask, and can be undone; `vaultkit undo` says what it does."""

from __future__ import annotations

import csv
import io
import os
import select
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from program import cache, fill, vaultkit
from test_journal import files, killed_at
from test_safety_writing import READ_ONLY
from test_safety_writing import unshared as unshared  # a fixture
from transcripts import run, settle

from vaultkit.cli.writing import FILES, LENGTH, LINES, differences
from vaultkit.disk.atomic import ChangedMeanwhile
from vaultkit.disk.journal import carry_out, history, undo, unfinished
from vaultkit.disk.places import state_folder
from vaultkit.disk.quiet import wait_for
from vaultkit.edits.change import Change

NOTES = {
    "vaultkit.toml": "[log]\nquiet = 0\n",
    "People/Mike Ito.md": "---\ntype: person\n---\n",
    "Daily/2026-11-20.md": "- tea with [[Mike Ito]]\n",
}
MIKE, DAY = list(NOTES)[1:]
SET = ("set", "Mike", "cadence=60d", "--today", "2026-11-22")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small vault; the current folder."""
    return settle(fill(tmp_path / "vault", NOTES), monkeypatch)


def test_the_list_names_each_command_the_last_one_first(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run([*SET, "--yes"], monkeypatch)
    run(["rename", "Mike", "Mike Lee", "--yes"], monkeypatch)
    out, _, code = run(["undo", "--list", "--format", "csv"], monkeypatch)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["command"], row["notes"], row["state"]) for row in rows] == [
        ("rename Mike 'Mike Lee'", "2", ""),
        ("set Mike cadence=60d", "1", ""),
    ]
    assert all(row["at"].startswith("20") for row in rows)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_command_stopped_half_way_is_told_by_the_next_and_put_back(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(vault)
    changes = (Change(MIKE, before[MIKE], b"x", "People/Mike Lee.md"), Change(DAY, before[DAY], b"y"))
    step = 20
    while unfinished(str(vault)) is None or (vault / MIKE).exists():
        if history(str(vault)):
            undo(str(vault))
        assert killed_at(step, lambda: carry_out(str(vault), "rename Mike", changes, 0))
        step += 1
    assert "stopped half way" in run(["undo", "--list"], monkeypatch)[0]
    _, told, code = run(["add", "Bo Lind", "--dry-run"], monkeypatch)
    assert code == 0
    assert "`rename Mike`, was stopped half way; `vaultkit undo`" in told
    _, told, code = run(["undo", "--yes"], monkeypatch)
    assert code == 0
    assert "stopped half way" in told
    assert files(vault) == before
    assert "half way" not in run(["add", "Bo Lind", "--dry-run"], monkeypatch)[1]


def test_where_it_could_not_be_undone_nothing_is_written(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(state_folder(str(vault)))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "undo").write_text("in the way")
    _, told, code = run([*SET, "--yes"], monkeypatch)
    assert code == 1
    assert f"nothing was written, for it could not be undone: {folder / 'undo'}" in told
    assert (vault / MIKE).read_text() == NOTES[MIKE]


@pytest.mark.parametrize("gone", ["People/Mike Lee.md", DAY])
def test_what_is_no_longer_there_is_named_where_it_was(vault: Path, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    run(["rename", "Mike", "Mike Lee", "--yes"], monkeypatch)
    (vault / gone).rename(vault / "elsewhere.md")
    _, told, code = run(["undo", "--yes"], monkeypatch)
    assert code == 5
    assert f"{gone}: it is no longer there" in told


def test_a_note_that_is_saved_again_and_again_is_told_of(vault: Path) -> None:
    heard: list[str] = []
    over = threading.Event()

    def save() -> None:
        while not over.wait(0.02):
            (vault / MIKE).write_text(f"{time.monotonic()}")

    saving = threading.Thread(target=save)
    saving.start()
    try:
        with pytest.raises(ChangedMeanwhile, match="somebody is writing to it"):
            wait_for(str(vault), [MIKE], 0.2, heard.append)
    finally:
        over.set()
        saving.join()
    assert heard == [MIKE]


@pytest.mark.skipif(sys.platform != "linux", reason="Python knows extended attributes on Linux alone")
def test_extended_attributes_of_a_note_stay(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "linux":
        try:
            os.setxattr(vault / MIKE, "user.tag", b"blue")
        except OSError:
            pytest.skip("the disk has none")
        run([*SET, "--yes"], monkeypatch)
        assert os.getxattr(vault / MIKE, "user.tag") == b"blue"
        run(["undo", "--yes"], monkeypatch)
        assert os.getxattr(vault / MIKE, "user.tag") == b"blue"


def test_a_damaged_record_is_told_and_the_one_before_can_be_undone(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([*SET, "--yes"], monkeypatch)
    run(["set", "Mike", "cadence=90d", "--yes"], monkeypatch)
    kept = Path(state_folder(str(vault))) / "undo/000002.done"
    kept.write_bytes(b"noise")
    assert "damaged" in run(["undo", "--list"], monkeypatch)[0]
    _, told, code = run(["undo", "--yes"], monkeypatch)
    assert code == 1
    assert "what was kept of the last command is damaged" in told
    (vault / MIKE).write_text("---\ntype: person\ncadence: 60d\n---\n")
    assert run(["undo", "--yes"], monkeypatch)[2] == 0
    assert (vault / MIKE).read_text() == NOTES[MIKE]


def test_a_vault_that_cannot_be_written_to_or_has_no_room_is_told(vault: Path, unshared: Sequence[str]) -> None:
    before = files(vault)
    done = vaultkit(vault, *SET, "--yes", wrap=(*unshared, READ_ONLY, "bash", str(vault)))
    assert done.returncode == 1
    assert "People/Mike Ito.md: the vault cannot be written to (read-only)" in done.stderr
    script = 'mount -t tmpfs -o size=5m none "$1" && cp -R "$2/." "$1" && shift 2 && "$@"'
    disk = fill(vault.parent / "disk", {})
    disk.mkdir()
    done = vaultkit(disk, *SET, "--yes", wrap=(*unshared, script, "bash", str(disk), str(vault)), env=cache(vault))
    assert done.returncode == 1
    assert "MB are free on the disk; make room" in done.stderr
    assert files(vault) == before
    assert history(str(vault)) == ()


# --- what is shown ---


def test_what_is_shown_of_a_change(vault: Path) -> None:
    changes = (
        Change("New.md", None, b"one\r\ntwo\r\n"),
        Change("Gone.md", b"all\nof it\n", None),
        Change("Old.md", b"same\nold\nsame\n", b"same\nnew\nsame", "Moved.md"),
        Change("Ends.md", b"a\r\n", b"a\n"),
        Change("Empty.md", None, b""),
        Change("Just moved.md", b"x", b"x", "There.md"),
    )
    assert list(differences(changes)) == [
        "New.md (new)", "  + one", "  + two",
        "Gone.md (taken away)",
        "Old.md → Moved.md", "  - old", "  + new",
        "Ends.md", "  (line ends, or bytes that are no text)",
        "Empty.md (new, empty)",
        "Just moved.md → There.md",
    ]  # fmt: skip


def test_long_changes_are_cut_and_counted() -> None:
    many = [Change(f"{number:02}.md", None, b"x\n") for number in range(FILES + 3)]
    assert list(differences(many))[-1] == "… and 3 notes more"
    long = Change("Long.md", b"", b"".join(b"%d\n" % number for number in range(LINES + 5)))
    assert list(differences([long]))[-1] == "  … and 5 more lines"
    wide = Change("Wide.md", b"a" * 10_000, b"b" * 10_000)
    assert all(len(line) <= LENGTH + 5 for line in differences([wide]))


def test_long_notes_are_compared_in_bounded_time() -> None:
    old = b"".join(b"%d\n" % (number % 7) for number in range(100_000))
    begun = time.monotonic()
    assert list(differences([Change("Big.md", b"first\n" + old, b"other\n" + old[2:] + b"last\n")]))
    assert time.monotonic() - begun < 5


def test_control_and_direction_characters_are_shown_as_escapes(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (vault / DAY).read_bytes()
    odd = "\x1b[31mred\u202e\n".encode()
    carry_out(str(vault), "log", [Change(DAY, before, odd)], 0)
    _, told, _ = run(["undo", "--dry-run"], monkeypatch)
    assert "  - \\u001b[31mred\\u202e" in told
    assert "\x1b" not in told


# --- on a terminal ---


@pytest.mark.skipif(os.name != "posix", reason="no terminals of this kind here")
@pytest.mark.parametrize(("answer", "written"), [("\n", True), ("y\n", True), ("n\n", False)])
def test_on_a_terminal_it_asks_first(vault: Path, answer: str, written: bool) -> None:
    import pty

    child, handle = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "vaultkit", *SET], dict(os.environ))
    try:
        _until(handle, b"Write this? [Y/n]")
        assert (vault / MIKE).read_text() == NOTES[MIKE]
        os.write(handle, answer.encode())
        _until(handle, b"takes it back" if written else b"Nothing was written")
    finally:
        os.close(handle)
        os.waitpid(child, 0)
    assert ("cadence" in (vault / MIKE).read_text()) is written


def _until(handle: int, word: bytes) -> None:
    """Waits for a word on a terminal."""
    said = b""
    end = time.monotonic() + 20
    while word not in said:
        assert select.select([handle], [], [], max(0.0, end - time.monotonic()))[0], said
        said += os.read(handle, 4096)
