"""Nothing changed? Told from the listing alone, and never wrongly."""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultkit.disk.glance import CONFIG_FILES, FILE, Glance, glance, record
from vaultkit.disk.places import cache_folder
from vaultkit.obsidian import CONFIG_FILES as OBSIDIANS

DAY, STAMP = "2025-06-30", "v1"
SUMMARY = "2 notes, 1 person\n\0and an odd byte: \ud800"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "vault"
    (root / "People").mkdir(parents=True)
    (root / "People/Ana.md").write_text("one")
    (root / "People/Jose\u0301.md").write_text("one")
    (root / "Note.md").write_text("one")
    (root / "Reports").mkdir()
    return root


def look(root: Path, day: str = DAY, stamp: str = STAMP) -> Glance:
    return glance(str(root), day, stamp)


def run(root: Path, **pages: str) -> bool:
    """A run that writes some reports."""
    before = look(root)
    for name, text in pages.items():
        (root / f"Reports/{name}.md").write_text(text)
    return record(before, SUMMARY, {f"Reports/{name}.md": text.encode() for name, text in pages.items()})


def test_the_first_time_nothing_is_known(vault: Path) -> None:
    assert not look(vault).same


def test_straight_after_a_run_nothing_has_changed(vault: Path) -> None:
    assert run(vault, Overview="page")
    found = look(vault)
    assert found.same
    assert found.summary == SUMMARY
    assert look(vault).same, "and looking changes nothing"


def test_another_day_or_stamp_or_vault_is_another_question(vault: Path, tmp_path: Path) -> None:
    assert run(vault)
    (tmp_path / "empty").mkdir()
    assert not look(vault, day="2025-07-01").same
    assert not look(vault, stamp="v2").same
    assert not look(tmp_path / "empty").same
    assert look(vault).same


def add(root: Path) -> None:
    (root / "People/New.md").touch()


def delete(root: Path) -> None:
    (root / "Note.md").unlink()


def rename(root: Path) -> None:
    (root / "Note.md").rename(root / "Noted.md")


def edit(root: Path) -> None:
    (root / "People/Ana.md").write_text("two")


def edit_and_keep_the_time(root: Path) -> None:
    before = os.stat(root / "Note.md")
    (root / "Note.md").write_text("two")
    os.utime(root / "Note.md", ns=(before.st_mtime_ns, before.st_mtime_ns))


def swap(root: Path) -> None:
    (root / "Note.md").rename(root / "x")
    (root / "People/Ana.md").rename(root / "Note.md")
    (root / "x").rename(root / "People/Ana.md")


def move_folder(root: Path) -> None:
    (root / "People").rename(root / "Old")


def change_report(root: Path) -> None:
    (root / "Reports/Overview.md").write_text("mine")


def delete_report(root: Path) -> None:
    (root / "Reports/Overview.md").unlink()


def link_appears(root: Path) -> None:
    (root / "Out").symlink_to("/")


def pipe_appears(root: Path) -> None:
    os.mkfifo(root / "pipe.md")


def settings_appear(root: Path) -> None:
    (root / "vaultkit.toml").touch()


def obsidian_settings_appear(root: Path) -> None:
    (root / ".obsidian").mkdir()
    (root / ".obsidian/daily-notes.json").write_text("{}")


def root_is_gone(root: Path) -> None:
    root.rename(root.with_name("away"))


CHANGES = [
    add, delete, rename, edit, edit_and_keep_the_time, swap, move_folder, change_report, delete_report, link_appears,
    pipe_appears, settings_appear, obsidian_settings_appear, root_is_gone,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_every_change_is_seen(vault: Path, change: Callable[[Path], None]) -> None:
    assert run(vault, Overview="page")
    change(vault)
    assert not look(vault).same


def test_what_is_no_note_does_not_count(vault: Path) -> None:
    assert run(vault)
    (vault / "photo.png").touch()
    (vault / "Empty").mkdir()
    (vault / ".trash").mkdir()
    (vault / ".trash/Old.md").touch()
    assert look(vault).same


def test_all_settings_that_are_read_are_looked_at() -> None:
    assert set(CONFIG_FILES) == {"vaultkit.toml", *OBSIDIANS}


# --- changes while a run is going on ---


def test_a_note_saved_during_a_run_is_not_lost(vault: Path) -> None:
    before = look(vault)
    edit(vault)
    assert not record(before, SUMMARY, {})
    assert not look(vault).same


def test_a_report_edited_before_the_run_ended_is_not_lost(vault: Path) -> None:
    before = look(vault)
    (vault / "Reports/Overview.md").write_text("mine")
    assert not record(before, SUMMARY, {"Reports/Overview.md": b"page"})


def test_a_report_deleted_before_the_run_ended_is_not_lost(vault: Path) -> None:
    assert not record(look(vault), SUMMARY, {"Reports/Overview.md": b"page"})


def test_a_store_that_changes_no_time_is_seen_while_the_file_is_young(vault: Path) -> None:
    """A store through a mapping that is already open leaves size, times and inode as they are."""
    with open(vault / "Note.md", "r+b") as file, mmap.mmap(file.fileno(), 3) as view:
        view[:] = b"two"
        state = os.stat(vault / "Note.md")
        assert run(vault)
        assert look(vault).same
        view[:] = b"six"
        after = os.stat(vault / "Note.md")
        assert (after.st_mtime_ns, after.st_ctime_ns) == (state.st_mtime_ns, state.st_ctime_ns)
        assert not look(vault).same
        before = look(vault)
        view[:] = b"ten"
        assert not record(before, SUMMARY, {})


# --- the file ---


def file(vault: Path) -> Path:
    return Path(cache_folder(str(vault))) / FILE


def test_the_file_is_the_users_alone(vault: Path) -> None:
    assert run(vault)
    assert os.stat(file(vault)).st_mode & 0o777 == 0o600
    assert os.listdir(file(vault).parent) == [FILE]


def test_a_damaged_file_counts_as_none(vault: Path) -> None:
    assert run(vault)
    good = file(vault).read_bytes()
    for bad in (b"", good[:-1], good[:40], b"x" + good, good[:30] + b"\xff" + good[31:], os.urandom(500), good + b"!"):
        file(vault).write_bytes(bad)
        assert not look(vault).same
    file(vault).unlink()
    file(vault).mkdir()
    assert not look(vault).same
    assert not run(vault), "and what cannot be kept is not"


def test_a_cache_that_cannot_be_written_is_none(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTKIT_CACHE", str(vault / "Note.md"))
    assert not run(vault)
    assert not look(vault).same


COUNTING = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
from vaultkit.disk.glance import glance
found = glance(sys.argv[1], sys.argv[2], sys.argv[3])
print(json.dumps([found.same, [path for path in opened if path.startswith(sys.argv[1])]]))
"""


def test_once_the_files_have_grown_old_none_is_opened(vault: Path) -> None:
    assert run(vault, Overview="page")

    def opened() -> object:
        command = [sys.executable, "-c", COUNTING, str(vault), DAY, STAMP]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    young = opened()
    assert isinstance(young, list)
    assert len(young[1]) == 4, "every file was made this moment"
    time.sleep(2.1)
    assert look(vault).same, "the last look at their bytes"
    assert opened() == [True, []]
