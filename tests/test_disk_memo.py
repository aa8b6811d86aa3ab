"""What is remembered between runs, and every way the file may be spoilt: then it is as if there were none."""

from __future__ import annotations

import mmap
import os
import resource
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultkit.disk.memo import FILE, Memo, Remembered, trusted
from vaultkit.disk.opening import digest
from vaultkit.disk.scan import Rules, Seen, list_vault

ROWS = {
    f"People/{name}.md": Remembered((10, 1, 2, number), digest(name.encode()), number == 1, f'{{"name": "{name}"}}')
    for number, name in enumerate(("Ana", "José", "new\nline", "😀"))
}


def remembered(folder: Path, stamp: str = "v1") -> dict[str, Remembered]:
    with Memo.open(str(folder), stamp) as memo:
        return memo.load()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A cache folder with a good memo in it."""
    folder = tmp_path / "cache"
    with Memo.open(str(folder), "v1") as memo:
        memo.save(ROWS.items(), ())
        memo.remember("circles", "[1, 2]")
        assert memo.trouble is None
    return folder


def test_what_was_saved_is_remembered(kept: Path) -> None:
    with Memo.open(str(kept), "v1") as memo:
        assert memo.load() == ROWS
        assert memo.recall("circles") == "[1, 2]"
        assert memo.recall("other") is None
        assert memo.trouble is None


def test_a_change_replaces_and_what_is_gone_is_forgotten(kept: Path) -> None:
    new = Remembered((11, 5, 5, 0), digest(b"new"), False, "{}")
    with Memo.open(str(kept), "v1") as memo:
        memo.save([("People/Ana.md", new)], ["People/José.md", "never there"])
        memo.remember("circles", "[3]")
    expected = {**ROWS, "People/Ana.md": new}
    del expected["People/José.md"]
    with Memo.open(str(kept), "v1") as memo:
        assert memo.load() == expected
        assert memo.recall("circles") == "[3]"


def test_another_stamp_makes_it_empty_for_good_once_something_is_saved(kept: Path) -> None:
    with Memo.open(str(kept), "v2") as memo:
        assert memo.load() == {}
        assert memo.recall("circles") is None
    assert remembered(kept) == ROWS, "asking under another stamp spoils nothing"
    with Memo.open(str(kept), "v2") as memo:
        memo.save([("a.md", ROWS["People/Ana.md"])], ())
    assert remembered(kept) == {}
    assert remembered(kept, "v2") == {"a.md": ROWS["People/Ana.md"]}


def test_without_a_folder_nothing_is_remembered_and_nothing_is_wrong() -> None:
    with Memo.open(None, "v1") as memo:
        memo.save(ROWS.items(), ())
        memo.remember("circles", "x")
        assert memo.load() == {}
        assert memo.recall("circles") is None
        assert memo.trouble is None


def test_only_the_user_may_read_it(kept: Path) -> None:
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o700
    assert {stat.S_IMODE(os.stat(kept / name).st_mode) for name in os.listdir(kept)} == {0o600}


# --- damage ---


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(20_000))


def garbage_inside(path: Path) -> None:
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))


def text(path: Path) -> None:
    path.write_text("this is no database\n" * 50)


def other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE notes (id INTEGER)")
    base.close()


def other_tables_of_our_version(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("DROP TABLE notes")
        base.execute("CREATE VIEW notes AS SELECT 1")
    base.close()


def wrong_types(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("UPDATE notes SET says = 5, digest = 'text', size = 'wide', path = x'ff'||rowid")
        base.execute("UPDATE extra SET text = 7")
    base.close()


def newer_format(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def full_folder_in_its_place(path: Path) -> None:
    folder_in_its_place(path)
    (path / "mine.txt").write_text("not to be deleted")


def link_in_its_place(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def pipe_in_its_place(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def false_journal(path: Path) -> None:
    empty(path)
    path.with_name(FILE + "-journal").write_bytes(os.urandom(5000))


def gone(path: Path) -> None:
    path.unlink()


DAMAGE = [
    cut, empty, garbage, garbage_inside, text, other_database, other_tables_of_our_version, wrong_types, newer_format,
    folder_in_its_place, full_folder_in_its_place, link_in_its_place, pipe_in_its_place, false_journal, gone,
]  # fmt: skip


@pytest.mark.parametrize("spoil", DAMAGE, ids=lambda spoil: str(spoil.__name__))
def test_a_spoilt_memo_counts_as_none_and_is_made_anew(kept: Path, spoil: Callable[[Path], None]) -> None:
    spoil(kept / FILE)
    with Memo.open(str(kept), "v1") as memo:
        found = memo.load()
        assert found.items() <= ROWS.items()
        assert memo.recall("circles") in (None, "[1, 2]")
        memo.save(ROWS.items(), ())
        memo.remember("circles", "[1, 2]")
    if spoil is full_folder_in_its_place:
        assert memo.trouble
        assert str(kept) in memo.trouble
        assert (kept / FILE / "mine.txt").read_text() == "not to be deleted"
    else:
        with Memo.open(str(kept), "v1") as memo:
            assert memo.load() == ROWS
            assert memo.recall("circles") == "[1, 2]"
            assert memo.trouble is None


@pytest.mark.parametrize("place", range(0, 16_384, 1024))
def test_bytes_changed_anywhere_never_change_what_is_remembered(kept: Path, place: int) -> None:
    path = kept / FILE
    data = bytearray(path.read_bytes())
    spot = place % len(data)
    data[spot : spot + 40] = bytes(byte ^ 0x55 for byte in data[spot : spot + 40])
    path.write_bytes(data)
    assert remembered(kept).items() <= ROWS.items()


def test_one_changed_letter_costs_that_row_alone(kept: Path) -> None:
    path = kept / FILE
    path.write_bytes(path.read_bytes().replace(b'"Ana"', b'"Eva"'))
    assert remembered(kept) == {path: row for path, row in ROWS.items() if path != "People/Ana.md"}


def test_a_memo_in_use_is_read_and_one_being_written_is_waited_for_in_vain(kept: Path) -> None:
    with Memo.open(str(kept), "v1") as one, Memo.open(str(kept), "v1") as other:
        assert one.load() == other.load() == ROWS
    base = sqlite3.connect(kept / FILE, isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")
    with Memo.open(str(kept), "v1") as memo:
        assert memo.load() == {}
        memo.save(ROWS.items(), ())
    base.execute("ROLLBACK")
    base.close()
    assert memo.trouble
    assert "locked" in memo.trouble
    assert remembered(kept) == ROWS


def test_a_place_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Memo.open(str(tmp_path / "file" / "cache"), "v1") as memo:
        memo.save(ROWS.items(), ())
        assert memo.load() == {}
    assert memo.trouble
    assert str(tmp_path) in memo.trouble


def test_a_full_disk_leaves_what_was_remembered(kept: Path) -> None:
    size = (kept / FILE).stat().st_size
    many = [(f"{number}.md", ROWS["People/Ana.md"]) for number in range(5000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        with Memo.open(str(kept), "v1") as memo:
            memo.save(many, ())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert memo.trouble
    assert remembered(kept) == ROWS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_memo_of_somebody_else_is_not_believed(kept: Path) -> None:
    os.chown(kept / FILE, 12345, 12345)
    with Memo.open(str(kept), "v1") as memo:
        assert memo.load() == {}
        assert memo.trouble
    assert os.stat(kept / FILE).st_uid == 0


def test_numbers_too_large_for_the_file_are_just_not_remembered(kept: Path) -> None:
    huge = Remembered((1, 1, 1, 1 << 64), b"", False, "{}")
    with Memo.open(str(kept), "v1") as memo:
        memo.save([("huge.md", huge)], ())
        assert memo.load() == ROWS
        assert memo.trouble is None


# --- which rows are believed ---


def listed(root: Path) -> Seen:
    return list_vault(str(root), Rules()).notes[0]


def settled(seen: Seen) -> Seen:
    return seen._replace(racy=False)


def test_an_old_file_with_the_same_key_is_believed(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    seen = settled(listed(tmp_path))
    row = Remembered.of(seen, digest(b"x"), "{}")
    assert trusted(row, seen)
    assert trusted(row, listed(tmp_path))


def test_same_size_and_same_time_but_other_bytes_is_found(tmp_path: Path) -> None:
    note = tmp_path / "Ana.md"
    note.write_text("one")
    seen = settled(listed(tmp_path))
    row = Remembered.of(seen, digest(b"one"), "{}")
    time.sleep(0.02)
    note.write_text("two")
    os.utime(note, ns=(seen.mtime_ns, seen.mtime_ns))
    again = listed(tmp_path)
    assert again[:4] == seen[:4]
    assert not trusted(row, again)


def test_a_file_too_young_to_tell_is_not_believed(tmp_path: Path) -> None:
    """A store through a mapping that is already open leaves even the change time as it is."""
    note = tmp_path / "Ana.md"
    note.write_text("one")
    with open(note, "r+b") as file, mmap.mmap(file.fileno(), 3) as view:
        view[:] = b"two"
        seen = listed(tmp_path)
        row = Remembered.of(seen, digest(b"two"), "{}")
        view[:] = b"six"
        again = listed(tmp_path)
    assert note.read_bytes() == b"six"
    assert again[:6] == seen[:6]
    assert not trusted(row, again)


def test_a_file_from_the_future_is_never_believed(tmp_path: Path) -> None:
    (tmp_path / "Ana.md").write_text("x")
    later = time.time_ns() + 10**15
    os.utime(tmp_path / "Ana.md", ns=(later, later))
    seen = listed(tmp_path)
    assert seen.racy
    assert not trusted(Remembered.of(seen, b"", "{}"), seen)
