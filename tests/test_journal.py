"""Changes to the user's notes: all of a command's or none, and every command can be undone to the byte."""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import fill

from vaultkit.disk import entry
from vaultkit.disk.atomic import Blocked, ChangedMeanwhile, WriteFailed, WriteRefused
from vaultkit.disk.folder import Folder
from vaultkit.disk.journal import Busy, Edited, carry_out, history, undo, unfinished
from vaultkit.disk.lock import Lock
from vaultkit.disk.places import state_folder
from vaultkit.edits.change import Change

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOTES: Mapping[str, bytes] = {
    "People/Ana Ruiz.md": b"\xef\xbb\xbf---\r\norg: Acme\r\n---\r\nAna.\r\n",
    "People/Sam Park.md": b"no end",
    "Daily/2026-11-03.md": b"- tea with [[Ana Ruiz]]\n",
    "Empty.md": b"",
}
ANA, SAM, DAY, EMPTY = NOTES


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small vault, saved long ago."""
    root = fill(tmp_path / "vault", NOTES)
    rest(root)
    return root


def rest(root: Path) -> None:
    """Let the notes be old; their inodes were changed just now, which only time can mend."""
    for path in root.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def files(root: Path) -> dict[str, bytes]:
    """Everything that stands in a vault: files with their bytes, and empty folders."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def write(root: Path, *changes: Change, command: str = "set", quiet: float = 0) -> None:
    carry_out(str(root), command, changes, quiet)


EVERY_KIND = (
    Change(DAY, NOTES[DAY], NOTES[DAY] + b"- more\n"),
    Change("Log/2026/11.md", None, b"- new\n"),
    Change(SAM, NOTES[SAM], None),
    Change(ANA, NOTES[ANA], NOTES[ANA] + b"Moved.\r\n", "Friends/Ana Diaz.md"),
    Change(EMPTY, b"", b"", "Void.md"),
)


# --- what a command does ---


def test_every_kind_of_change_is_made_and_undone_to_the_byte(vault: Path) -> None:
    before = os.stat(vault / EMPTY)
    write(vault, *EVERY_KIND)
    assert files(vault) == {
        DAY: NOTES[DAY] + b"- more\n",
        "Log/2026/11.md": b"- new\n",
        "Friends/Ana Diaz.md": NOTES[ANA] + b"Moved.\r\n",
        "Void.md": b"",
        "People/": b"",
    }
    after = os.stat(vault / "Void.md")
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    done = undo(str(vault))
    assert done.command == "set"
    assert set(done.paths) == {change.path for change in EVERY_KIND}
    assert files(vault) == NOTES
    assert os.stat(vault / EMPTY).st_ino == before.st_ino
    assert history(str(vault)) == ()


def test_undo_goes_further_back_each_time(vault: Path) -> None:
    write(vault, Change(DAY, NOTES[DAY], b"one"), command="first")
    write(vault, Change(DAY, b"one", b"two"), command="second")
    assert [past.command for past in history(str(vault))] == ["second", "first"]
    assert undo(str(vault)).command == "second"
    assert (vault / DAY).read_bytes() == b"one"
    assert undo(str(vault)).command == "first"
    assert files(vault) == NOTES
    with pytest.raises(WriteRefused, match="nothing to undo"):
        undo(str(vault))


def test_the_last_twenty_commands_are_kept(vault: Path) -> None:
    for number in range(23):
        write(vault, Change(f"{number}.md", None, b"x"), command=f"add {number}")
    assert [past.command for past in history(str(vault))] == [f"add {number}" for number in range(22, 2, -1)]


def test_nothing_to_change_writes_nothing(vault: Path) -> None:
    write(vault, Change(DAY, NOTES[DAY], NOTES[DAY]))
    write(vault)
    assert history(str(vault)) == ()


def test_a_note_taken_away_comes_back_with_its_rights(vault: Path) -> None:
    (vault / SAM).chmod(0o600)
    write(vault, Change(SAM, NOTES[SAM], None))
    undo(str(vault))
    assert stat.S_IMODE(os.stat(vault / SAM).st_mode) == 0o600


def test_what_is_kept_is_for_the_user_alone_and_holds_no_new_text(vault: Path) -> None:
    write(vault, *EVERY_KIND)
    folder = Path(state_folder(str(vault))) / "undo"
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert NOTES[ANA] in kept.read_bytes()
    assert b"- new" not in kept.read_bytes()


def test_a_name_may_change_in_case_alone(vault: Path) -> None:
    write(vault, Change(SAM, NOTES[SAM], NOTES[SAM], "People/sam park.md"))
    assert sorted(os.listdir(vault / "People")) == ["Ana Ruiz.md", "sam park.md"]
    undo(str(vault))
    assert files(vault) == NOTES


def test_a_note_whose_name_the_disk_spells_in_another_way_is_found(vault: Path) -> None:
    (vault / "Zoe\u0308.md").write_bytes(b"old")
    write(vault, Change("Zo\u00eb.md", b"old", b"new"))
    assert (vault / "Zoe\u0308.md").read_bytes() == b"new"
    assert not (vault / "Zo\u00eb.md").exists()
    undo(str(vault))
    assert (vault / "Zoe\u0308.md").read_bytes() == b"old"


# --- refusals ---


def refused(root: Path, *changes: Change, quiet: float = 0) -> WriteRefused:
    """The refusal of some changes, which left everything as it was."""
    before = files(root)
    with pytest.raises(WriteRefused) as caught:
        write(root, *changes, quiet=quiet)
    assert files(root) == before
    assert unfinished(str(root)) is None
    assert history(str(root)) == ()
    return caught.value


def test_a_change_that_fails_takes_all_the_others_back(vault: Path) -> None:
    (vault / "Friends").mkdir()
    (vault / "Friends/Bo.md").write_bytes(b"Bo")
    others = EVERY_KIND[:4]
    assert refused(vault, *others, Change(EMPTY, b"not so", b"new")).path == EMPTY
    assert refused(vault, *others, Change("Friends/Bo.md", None, b"new")).path == "Friends/Bo.md"
    assert refused(vault, *others, Change(EMPTY, b"", b"", "Friends/Bo.md")).path == "Friends/Bo.md"
    assert refused(vault, *others, Change("Gone.md", b"old", b"new")).path == "Gone.md"
    assert isinstance(refused(vault, *others, Change("../out.md", None, b"new")), Blocked)


def test_links_hard_links_and_folders_are_left_alone(vault: Path) -> None:
    os.link(vault / SAM, vault / "Twin.md")
    (vault / "Link.md").symlink_to(vault / DAY)
    (vault / "Folder.md").mkdir()
    (vault / "Out").symlink_to(vault.parent)
    for path, old in ((SAM, NOTES[SAM]), ("Link.md", NOTES[DAY]), ("Folder.md", b""), ("Out/x.md", None)):
        for new in (b"new", None) if old is not None else (b"new",):
            assert isinstance(refused(vault, EVERY_KIND[0], Change(path, old, new)), Blocked), path
    assert not (vault.parent / "x.md").exists()


def test_a_read_only_note_is_left_alone(vault: Path) -> None:
    (vault / SAM).chmod(0o444)
    assert "read-only" in str(refused(vault, EVERY_KIND[0], Change(SAM, NOTES[SAM], b"new")))


def test_a_new_name_that_not_every_disk_tells_from_another_is_refused(vault: Path) -> None:
    assert "Sam Park.md" in str(refused(vault, Change("People/SAM park.md", None, b"x")))
    (vault / ".Bo.md.icloud").write_bytes(b"")
    assert "icloud" in str(refused(vault, Change("Bo.md", None, b"x")))


def test_two_changes_of_one_note_are_a_mistake(vault: Path) -> None:
    with pytest.raises(ValueError, match=r"2026-11-03\.md"):
        write(vault, EVERY_KIND[0], EVERY_KIND[0])
    assert files(vault) == NOTES


def test_without_a_place_to_keep_it_nothing_is_written(vault: Path) -> None:
    folder = Path(state_folder(str(vault)))
    folder.mkdir(parents=True)
    (folder / "undo").write_text("in the way")
    error = refused(vault, *EVERY_KIND)
    assert isinstance(error, WriteFailed)
    assert str(folder) in str(error)


def test_undo_touches_nothing_where_a_note_was_edited_since_and_names_them_all(vault: Path) -> None:
    write(vault, *EVERY_KIND, command="merge")
    (vault / DAY).write_bytes(b"mine")
    (vault / "Log/2026/11.md").unlink()
    (vault / SAM).write_bytes(b"a new one")
    (vault / "Friends/Ana Diaz.md").write_bytes(b"mine too")
    (vault / EMPTY).write_bytes(b"in the way")
    before = files(vault)
    with pytest.raises(Edited, match="merge") as caught:
        undo(str(vault))
    assert [each.path for each in caught.value.refusals] == sorted((DAY, EMPTY, "Friends/Ana Diaz.md", SAM))
    assert files(vault) == before
    assert len(history(str(vault))) == 1


def test_what_is_as_it_was_before_needs_no_undo(vault: Path) -> None:
    write(vault, *EVERY_KIND)
    (vault / DAY).write_bytes(NOTES[DAY])
    (vault / "Log/2026/11.md").unlink()
    undo(str(vault))
    assert files(vault) == NOTES


def test_a_damaged_record_is_set_aside(vault: Path) -> None:
    write(vault, Change(DAY, NOTES[DAY], b"one"), command="first")
    write(vault, Change(SAM, NOTES[SAM], b"two"), command="second")
    kept = Path(state_folder(str(vault))) / "undo/000002.done"
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(WriteRefused, match="damaged"):
        undo(str(vault))
    assert undo(str(vault)).command == "first"
    assert files(vault) == {**NOTES, SAM: b"two"}


# --- somebody else at work ---


def test_while_another_command_writes_nothing_is_written(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaultkit.disk.journal.PATIENCE", 0.1)
    lock = Lock.take(str(vault), "writer")
    assert isinstance(lock, Lock)
    with pytest.raises(Busy, match=str(os.getpid())):
        write(vault, *EVERY_KIND)
    with pytest.raises(Busy):
        undo(str(vault))
    lock.release()
    assert files(vault) == NOTES
    write(vault, *EVERY_KIND)


def test_a_note_just_saved_is_waited_for(vault: Path) -> None:
    (vault / DAY).write_bytes(b"saved now")
    begun = time.monotonic()
    write(vault, Change(DAY, b"saved now", b"new"), quiet=0.4)
    assert time.monotonic() - begun >= 0.4
    assert (vault / DAY).read_bytes() == b"new"


def test_a_note_that_we_wrote_ourselves_is_not_waited_for(vault: Path) -> None:
    write(vault, Change(DAY, NOTES[DAY], b"one"))
    write(vault, Change(SAM, NOTES[SAM], b"other"))
    begun = time.monotonic()
    write(vault, Change(DAY, b"one", b"two"), quiet=30)
    assert time.monotonic() - begun < 10


def test_a_note_with_times_ahead_of_the_clock_is_written_to_all_the_same(vault: Path) -> None:
    ahead = time.time_ns() + 10**15
    os.utime(vault / DAY, ns=(ahead, ahead))
    write(vault, Change(DAY, NOTES[DAY], b"new"), quiet=0.1)
    assert (vault / DAY).read_bytes() == b"new"


@contextmanager
def saving(work: Callable[[], object], every: float) -> Iterator[None]:
    """Somebody who does something again and again."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(every):
            work()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_a_note_that_is_being_written_to_is_refused_in_the_end(vault: Path) -> None:
    (vault / DAY).touch()
    with saving((vault / DAY).touch, 0.02):
        error = refused(vault, EVERY_KIND[1], EVERY_KIND[0], quiet=0.1)
    assert isinstance(error, ChangedMeanwhile)
    assert error.path == DAY
    assert "writing to it" in str(error)


def test_a_note_changed_during_the_wait_is_refused(vault: Path) -> None:
    (vault / DAY).touch()
    timer = threading.Timer(0.1, (vault / DAY).write_bytes, (b"mine",))
    timer.start()
    with pytest.raises(ChangedMeanwhile):
        write(vault, EVERY_KIND[1], EVERY_KIND[0], quiet=0.3)
    timer.join()
    assert files(vault) == {**NOTES, DAY: b"mine"}


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")
@pytest.mark.parametrize("kind", [0, 2, 3], ids=["changed", "taken away", "moved"])
def test_what_an_editor_saves_into_the_replaced_file_is_not_lost(vault: Path, kind: int) -> None:
    """It had the file open when we exchanged it, and writes a moment later."""
    path = EVERY_KIND[kind].path
    with open(vault / path, "r+b", buffering=0) as file:
        timer = threading.Timer(0.2, file.write, (b"MINE",))
        timer.start()
        with pytest.raises(ChangedMeanwhile):
            write(vault, EVERY_KIND[1], EVERY_KIND[kind], quiet=0.8)
        timer.join()
    assert files(vault) == {**NOTES, path: b"MINE" + NOTES[path][4:]}


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")
def test_what_is_saved_while_it_is_put_back_stays(vault: Path) -> None:
    write(vault, *EVERY_KIND)
    with open(vault / DAY, "r+b", buffering=0) as file:
        timer = threading.Timer(0.2, file.write, (b"MINE",))
        timer.start()
        with pytest.raises(ChangedMeanwhile, match="left as saved"):
            undo(str(vault), quiet=0.8)
        timer.join()
    assert files(vault) == {**NOTES, DAY: b"MINE" + (NOTES[DAY] + b"- more\n")[4:]}


@pytest.mark.skipif(os.name == "nt", reason="no such limit")
def test_a_note_longer_than_a_file_may_be_takes_all_the_others_back(vault: Path) -> None:
    import resource

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with pytest.raises(WriteFailed, match="longer"):
            write(vault, *EVERY_KIND, Change("Long.md", None, b"x" * 200_000))

    assert not killed_at(0, work)
    assert files(vault) == NOTES
    assert history(str(vault)) == ()


# --- killed ---


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do some work in another process, which is killed at its `step`th call that may write; whether it was."""
    child = os.fork()
    if child == 0:
        left = step

        def hear(event: str, arguments: object) -> None:
            nonlocal left
            if event in WRITING:
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hear)
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    ended = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0
    return os.WIFSIGNALED(ended)


WRITING = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "ctypes.dlsym"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_killed_at_any_step_a_command_can_be_undone(vault: Path) -> None:
    step, half = 1, 0
    while killed_at(step, lambda: write(vault, *EVERY_KIND, command="merge")):
        past = unfinished(str(vault))
        if past is None:
            assert len(history(str(vault))) <= 1
            if history(str(vault)):
                undo(str(vault))
        else:
            half += 1
            assert past.command == "merge"
            undo(str(vault))
        assert files(vault) == NOTES, step
        step += 3
    assert half > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_an_undo_killed_at_any_step_can_be_gone_on_with(vault: Path) -> None:
    step, half = 1, 0
    write(vault, *EVERY_KIND, command="merge")
    while killed_at(step, lambda: undo(str(vault))):
        half += unfinished(str(vault)) is not None
        if history(str(vault)):
            undo(str(vault))
        assert files(vault) == NOTES, step
        write(vault, *EVERY_KIND, command="merge")
        step += 7
    assert half > 10
    assert files(vault) == NOTES


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_where_the_system_cannot_exchange_names_a_killed_command_can_be_undone_too(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS: a note is moved by way of a second name, and may be killed while it has both."""
    monkeypatch.setattr(Folder, "_rename_with", lambda *_: False)
    step, linked = 1, 0
    while killed_at(step, lambda: write(vault, *EVERY_KIND, command="merge")):
        linked += any(os.stat(path).st_nlink > 1 for path in vault.rglob("*.md"))
        if history(str(vault)):
            undo(str(vault))
        assert files(vault) == NOTES, step
        step += 1 if step > 20 else 10
    assert linked
    undo(str(vault))
    assert files(vault) == NOTES


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_a_killed_command_left_lying_is_cleared_by_the_next(vault: Path) -> None:
    change = Change(DAY, NOTES[DAY], b"new")
    step = 1
    while not list(vault.rglob(".vaultkit-*.tmp")):
        if history(str(vault)):
            undo(str(vault))
        assert killed_at(step, lambda: write(vault, change))
        step += 1
    write(vault, Change(SAM, NOTES[SAM], b"new"), command="next")
    assert not list(vault.rglob(".vaultkit-*.tmp"))
    assert [past.whole for past in history(str(vault))] == [True, False]


# --- anything ---

TEXTS = st.sampled_from((b"", b"a\n", b"a\r\nb", b"\xef\xbb\xbf---\nx: 1\n---\n", b"\xff\x00", b"no end"))
PATHS = ("A.md", "B.md", "People/C.md", "People/D.md", "Deep/er/E.md", "Z\u00fc.md")


@st.composite
def commands(draw: st.DrawFn) -> tuple[dict[str, bytes], list[list[Change]]]:
    """A vault, and commands over it in a row, each of one to four changes."""
    vault = draw(st.dictionaries(st.sampled_from(PATHS), TEXTS))
    now, row = dict(vault), []
    for _ in range(draw(st.integers(1, 3))):
        free = draw(st.permutations(PATHS))
        changes: list[Change] = []
        while len(free) > 1 and len(changes) < 4:
            path, to, *free = free
            change = draw(change_of(path, now.get(path), to if to not in now else None))
            changes.append(change)
        for path, _, new, moved in changes:
            now.pop(path, None)
            if new is not None:
                now[moved or path] = new
        row.append(changes)
    return vault, row


def change_of(path: str, old: bytes | None, to: str | None) -> st.SearchStrategy[Change]:
    if old is None:
        return TEXTS.map(lambda new: Change(path, None, new))
    kinds = [TEXTS.map(lambda new: Change(path, old, new)), st.just(Change(path, old, None))]
    return st.one_of(*kinds, TEXTS.map(lambda new: Change(path, old, new, to))) if to else st.one_of(*kinds)


def after(now: Mapping[str, bytes], changes: Sequence[Change]) -> dict[str, bytes]:
    result = {path: data for path, data in now.items() if path not in {change.path for change in changes}}
    return result | {to or path: new for path, _, new, to in changes if new is not None}


@settings(max_examples=60, deadline=None)
@given(commands())
def test_any_commands_do_what_they_say_and_are_undone_one_by_one(
    given: tuple[dict[str, bytes], list[list[Change]]],
) -> None:
    start, row = given
    with tempfile.TemporaryDirectory() as folder:
        root = fill(Path(folder) / "vault", start)
        root.mkdir(exist_ok=True)
        stood = [files(root)]
        done: list[int] = []
        for number, changes in enumerate(row):
            write(root, *changes, command=str(number))
            now = {path: data for path, data in files(root).items() if not path.endswith("/")}
            assert now == after({path: data for path, data in stood[-1].items() if not path.endswith("/")}, changes)
            if len(history(str(root))) > len(done):
                done.append(number)
                stood.append(files(root))
        for number in reversed(done):
            stood.pop()
            assert undo(str(root)).command == str(number)
            assert files(root) == stood[-1]


@settings(max_examples=40, deadline=None)
@given(commands(), st.data())
def test_one_change_that_cannot_be_made_leaves_all_as_it_was(
    given: tuple[dict[str, bytes], list[list[Change]]], data: st.DataObject
) -> None:
    """It fails in the middle of the writing: a file stands where a folder has to be made."""
    start, (changes, *_) = given
    with tempfile.TemporaryDirectory() as folder:
        root = fill(Path(folder) / "vault", {**start, "File": b"no folder"})
        before = files(root)
        at = data.draw(st.integers(0, len(changes)))
        with pytest.raises(WriteRefused):
            write(root, *changes[:at], Change("File/x.md", None, b"x"), *changes[at:])
        assert files(root) == before
        assert unfinished(str(root)) is None


def test_what_is_kept_is_read_again_as_it_was_written(vault: Path) -> None:
    write(vault, *EVERY_KIND, command="merge \u201cAna\u201d\n\udcff")
    (past,) = history(str(vault))
    kept = entry.load(str(vault), past)
    assert past.command == "merge \u201cAna\u201d\n\udcff"
    assert [(step.path, step.before, step.to) for step in kept.steps] == [(c.path, c.old, c.to) for c in EVERY_KIND]
    assert kept.made == ("Log", "Log/2026", "Friends")
