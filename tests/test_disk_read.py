"""Reading listed notes while files come, go, and turn into other things."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from vaultkit.disk.read import HEAD, LIMIT, Bytes, read_file, read_note
from vaultkit.disk.scan import Rules, Seen, list_vault
from vaultkit.model import Problem

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def listed(root: Path) -> Seen:
    return list_vault(str(root), Rules()).notes[0]


def code(found: Bytes | Problem) -> str:
    assert isinstance(found, Problem)
    assert found.place.path == "Ana.md"
    return found.code


def test_a_note_is_its_bytes_whatever_they_are(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf---\r\nx\0\xff\r\n" * 1000
    (tmp_path / "Ana.md").write_bytes(data)
    assert read_note(str(tmp_path), listed(tmp_path)) == Bytes(data)


def test_an_empty_note_is_empty(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").touch()
    assert read_note(str(tmp_path), listed(tmp_path)) == Bytes(b"")


def test_of_a_huge_note_only_the_head_is_read(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_bytes(b"x" * LIMIT)
    assert read_note(str(tmp_path), listed(tmp_path)) == Bytes(b"x" * LIMIT)
    (tmp_path / "Ana.md").write_bytes(b"x" * (LIMIT + 1))
    assert read_note(str(tmp_path), listed(tmp_path)) == Bytes(b"x" * HEAD, cut=True)


def test_a_note_that_vanished_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    seen = listed(tmp_path)
    (tmp_path / "Ana.md").unlink()
    assert code(read_note(str(tmp_path), seen)) == "note-vanished"


def test_a_pipe_or_folder_put_in_its_place_blocks_nothing(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    seen = listed(tmp_path)
    (tmp_path / "Ana.md").unlink()
    os.mkfifo(tmp_path / "Ana.md")
    assert code(read_note(str(tmp_path), seen)) == "not-a-file"
    (tmp_path / "Ana.md").unlink()
    (tmp_path / "Ana.md").mkdir()
    assert code(read_note(str(tmp_path), seen)) == "not-a-file"


def test_a_link_put_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    seen = listed(tmp_path)
    (tmp_path / "Ana.md").unlink()
    (tmp_path / "Ana.md").symlink_to("/etc/hostname")
    assert code(read_note(str(tmp_path), seen)) == "note-is-link"


def test_a_folder_swapped_for_a_link_out_of_the_vault_is_found_out(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "People").mkdir(parents=True)
    (vault / "People/Ana.md").write_text("ours")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/Ana.md").write_text("secret")
    seen = listed(vault)
    (vault / "People").rename(vault / "Was")
    (vault / "People").symlink_to(tmp_path / "outside")
    found = read_note(str(vault), seen)
    assert isinstance(found, Problem)
    assert found.code == "link-leaves-vault"


def test_a_note_saved_anew_by_rename_is_read(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("old")
    seen = listed(tmp_path)
    (tmp_path / "new").write_text("new text")
    (tmp_path / "new").replace(tmp_path / "Ana.md")
    assert read_note(str(tmp_path), seen) == Bytes(b"new text")


def test_a_note_met_empty_in_the_middle_of_a_save_is_read_again(tmp_path: Path) -> None:
    note = tmp_path / "Ana.md"
    note.write_text("old text")
    seen = listed(tmp_path)
    note.write_text("")
    later = threading.Timer(0.01, note.write_text, ["new text"])
    later.start()
    assert read_note(str(tmp_path), seen) == Bytes(b"new text")
    later.join()


def test_a_note_that_was_really_emptied_is_empty(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("old text")
    seen = listed(tmp_path)
    (tmp_path / "Ana.md").write_text("")
    assert read_note(str(tmp_path), seen) == Bytes(b"")


def test_a_file_of_no_blocks_and_only_nuls_is_not_on_this_disk(tmp_path: Path) -> None:
    with open(tmp_path / "Ana.md", "wb") as file:
        file.truncate(5000)
    if os.stat(tmp_path / "Ana.md").st_blocks:
        pytest.skip("this file system has no sparse files")
    assert code(read_note(str(tmp_path), listed(tmp_path))) == "note-elsewhere"


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_a_note_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    (tmp_path / "Ana.md").chmod(0)
    assert code(read_note(str(tmp_path), listed(tmp_path))) == "note-unreadable"


def test_no_file_stays_open(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    seen = listed(tmp_path)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(20):
        read_note(str(tmp_path), seen)
    assert not before or len(os.listdir("/proc/self/fd")) == before


def test_settings_are_text_without_the_mark_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_file(str(tmp_path), "vaultkit.toml") == ("a = 1\r\n", ())


def test_settings_that_are_not_there_are_none_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert read_file(str(tmp_path), ".obsidian/app.json") == (None, ())
    assert read_file(str(tmp_path), "file/app.json") == (None, ())


def test_settings_that_cannot_be_used_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfea\0")
    (tmp_path / "b").mkdir()
    (tmp_path / "c").symlink_to("/etc/hostname")
    (tmp_path / "d").write_bytes(b" " * (LIMIT + 1))
    found = [read_file(str(tmp_path), name) for name in "abcd"]
    assert [text for text, _ in found] == [None] * 4
    codes = [problem.code for _, problems in found for problem in problems]
    assert codes == ["not-utf-8", "not-a-file", "link-leaves-vault", "too-large"]


def test_settings_may_be_a_link_within_the_vault(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("a = 1")
    (tmp_path / "vaultkit.toml").symlink_to("real.toml")
    assert read_file(str(tmp_path), "vaultkit.toml") == ("a = 1", ())
