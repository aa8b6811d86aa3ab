"""What the watcher hears of: events of a real folder, what they mean, and what is missed."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from watchdog.observers.api import EventEmitter
from watching import until

from vaultkit.files import TOO_MANY
from vaultkit.settings import Watch
from vaultkit.watch import mounts, observer
from vaultkit.watch.hearing import Hearing
from vaultkit.watch.marks import Batch, Marks, meaning, relative
from vaultkit.watch.observer import Observer, Unwatchable, folders, watches

WATCH = Watch()
pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")  # watchdog's, at a folder moved


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "vault/People").mkdir(parents=True)
    (tmp_path / "vault/.obsidian").mkdir()
    (tmp_path / "vault/People/Ana.md").write_text("x")
    return tmp_path / "vault"


@pytest.fixture
def marks(root: Path) -> Iterator[Marks]:
    """What is heard of in the folder."""
    found = Marks(lambda: None)
    ears = Observer(str(root), found)
    yield found
    ears.stop()


ENDS = count()


def heard(root: Path, marks: Marks, act: Callable[[], object]) -> Batch:
    """What is heard of while something is done, and nothing more: a note saved afterwards has arrived."""
    act()
    end = f"end {next(ENDS)}.md"
    (root / end).write_text("x")
    found: list[Batch] = []

    def arrived() -> bool:
        found.append(marks.take())
        return any(end in batch.paths for batch in found) or found[-1].everything

    until(arrived, lambda: f"{end} is heard of")
    paths = frozenset(path for batch in found for path in batch.paths if not path.startswith("end "))
    return Batch(paths, any(batch.everything for batch in found), any(batch.settings for batch in found))


# --- what a change means ---


@pytest.mark.parametrize(
    ("path", "is_folder", "means"),
    [
        ("People/Ana.md", False, "note"),
        ("Ana.MD", False, "note"),
        ("Élan ⟨x⟩.md", False, "note"),
        ("", True, "folder"),
        ("People", True, "folder"),
        ("odd.md", True, "folder"),
        ("vaultkit.toml", False, "settings"),
        (".obsidian/app.json", False, "settings"),
        (".obsidian/plugins/templater-obsidian/data.json", False, "settings"),
        (".obsidian", True, "settings"),
        (".obsidian/plugins", True, "settings"),
        (".obsidian/workspace.json", False, ""),
        (".obsidian/plugins/other", True, ""),
        (".trash/Ana.md", False, ""),
        (".git/HEAD", False, ""),
        ("People/.Ana.md", False, ""),
        ("People/.vaultkit-12-0123abcd.tmp", False, ""),
        ("~$Ana.md", False, ""),
        ("People/~$Ana.md", False, ""),
        ("People/Ana.md~", False, ""),
        ("4913", False, ""),
        ("sedAbC123", False, ""),
        ("picture.png", False, ""),
        ("md", False, ""),
    ],
)
def test_a_change_means_a_note_a_look_at_everything_new_settings_or_nothing(
    path: str, is_folder: bool, means: str
) -> None:
    assert meaning(path, is_folder=is_folder) == means


def test_paths_are_taken_relative_to_the_vault_and_to_no_other_folder() -> None:
    assert relative(os.sep.join(("", "a", "v", "b", "c.md")), os.sep.join(("", "a", "v"))) == "b/c.md"
    assert relative("/a/v", "/a/v") == ""
    assert relative("/a/vault/c.md", "/a/v") is None
    assert relative("/c.md", "/") == "c.md"


def test_marks_ring_once_until_they_are_taken() -> None:
    rung: list[int] = []
    marks = Marks(lambda: rung.append(1))
    assert (marks.marked(), marks.take()) == (None, Batch())
    marks.path("a.png", is_folder=False)
    assert not rung
    for _ in range(5):
        marks.path("a.md", is_folder=False)
    marks.path("vaultkit.toml", is_folder=False)
    marked = marks.marked()
    assert marked
    assert marked.first <= marked.last
    assert marks.take() == Batch(frozenset({"a.md"}), settings=True)
    assert marks.marked() is None
    marks.all()
    assert len(rung) == 2


def test_more_paths_than_are_worth_a_look_each_become_a_look_at_everything() -> None:
    marks = Marks(lambda: None)
    for at in range(TOO_MANY):
        marks.path(f"{at}.md", is_folder=False)
    assert len(marks.take().paths) == TOO_MANY
    for at in range(3 * TOO_MANY):
        marks.path(f"{at}.md", is_folder=False)
    assert marks.take() == Batch(everything=True)


def test_marks_of_many_threads_are_all_kept() -> None:
    marks = Marks(lambda: None)

    def mark(start: int) -> None:
        for at in range(start, start + 400):
            marks.path(f"{at}.md", is_folder=False)

    threads = [threading.Thread(target=mark, args=(400 * at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    taken: set[str] = set()
    while any(thread.is_alive() for thread in threads):
        taken |= marks.take().paths
    assert taken | marks.take().paths == {f"{at}.md" for at in range(1600)}


# --- events of a real folder ---


def test_a_note_saved_moved_or_deleted_is_heard_of_at_both_ends(root: Path, marks: Marks) -> None:
    ana, sam = root / "People/Ana.md", root / "People/Sam.md"
    assert heard(root, marks, lambda: ana.write_text("y")) == Batch(frozenset({"People/Ana.md"}))
    both = Batch(frozenset({"People/Ana.md", "People/Sam.md"}))
    assert heard(root, marks, lambda: ana.rename(sam)) == both
    assert heard(root, marks, sam.unlink) == Batch(frozenset({"People/Sam.md"}))


def test_an_atomic_save_is_heard_of_under_the_notes_name_alone(root: Path, marks: Marks) -> None:
    def save() -> None:
        (root / "People/Ana.md.tmp").write_text("y")
        (root / "People/Ana.md.tmp").rename(root / "People/Ana.md")

    assert heard(root, marks, save) == Batch(frozenset({"People/Ana.md"}))


def test_reading_and_what_is_no_note_are_not_heard_of(root: Path, marks: Marks) -> None:
    def read_and_write() -> None:
        (root / "People/Ana.md").read_text()
        os.listdir(root / "People")
        for name in ("4913", "a.png", ".b.md", "c.md~", ".obsidian/workspace.json", "~$d.md"):
            (root / name).write_text("x")

    assert heard(root, marks, read_and_write) == Batch()


def test_folders_that_come_go_or_move_make_everything_worth_a_look(root: Path, marks: Marks) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: (root / "New/deep").mkdir(parents=True),
        lambda: (root / "New").rename(root / "Newer"),
        lambda: (root / "Newer").rename(root.parent / "outside"),
        lambda: (root.parent / "outside").rename(root / "Newest"),
        (root / "People/x.md").mkdir,
    )
    for act in acts:
        assert heard(root, marks, act).everything


def test_a_note_in_a_folder_that_just_came_is_heard_of(root: Path, marks: Marks) -> None:
    heard(root, marks, lambda: (root / "New/deep").mkdir(parents=True))
    save = (root / "New/deep/a.md").write_text
    until(lambda: "New/deep/a.md" in heard(root, marks, lambda: save("x")).paths, lambda: "the note is heard of")


def test_settings_are_heard_of(root: Path, marks: Marks) -> None:
    assert heard(root, marks, lambda: (root / "vaultkit.toml").write_text("")) == Batch(settings=True)
    assert heard(root, marks, lambda: (root / ".obsidian/app.json").write_text("{}")) == Batch(settings=True)


def test_the_vaults_own_coming_and_going_is_heard_of(root: Path, marks: Marks) -> None:
    root.rename(root.with_name("away"))
    until(lambda: marks.take().everything, lambda: "its being moved is heard of")
    root.with_name("away").rename(root)
    until(lambda: marks.take().everything, lambda: "its being back is heard of")
    (root.parent / "beside").mkdir()
    assert heard(root, marks, lambda: None) == Batch()


def test_a_vault_known_by_a_link_is_heard_of(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    marks = Marks(lambda: None)
    ears = Observer(str(tmp_path / "link"), marks)
    assert heard(root, marks, lambda: (root / "a.md").write_text("x")) == Batch(frozenset({"a.md"}))
    ears.stop()


# --- what goes wrong ---


def test_whatever_the_library_complains_of_makes_everything_worth_a_look_by_a_new_observer(root: Path) -> None:
    marks = Marks(lambda: None)
    hearing = Hearing(str(root), marks, None)
    hearing.begin(0.0, WATCH)
    assert not hearing.missed()
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    assert marks.take() == Batch(everything=True)
    assert hearing.missed()
    hearing.begin(0.0, WATCH)
    assert not hearing.missed()
    hearing.end()
    logging.getLogger("watchdog").warning("after the end")
    assert marks.take() == Batch()


def test_the_library_still_says_so_when_events_were_lost(root: Path) -> None:
    """The queue of the kernel overflows for real: nothing reads it while more is done than it holds."""
    limit = Path("/proc/sys/fs/inotify/max_queued_events")
    if not limit.exists() or int(limit.read_text()) > 50_000:
        pytest.skip("needs inotify with a queue that is soon full")
    program = (
        "import logging, os, signal, sys, time\n"
        "from vaultkit.watch.marks import Marks\n"
        "from vaultkit.watch.observer import Observer\n"
        "ears = Observer(sys.argv[1], Marks(lambda: None))\n"
        "print('ready', flush=True)\n"
        "while ears.whole(): time.sleep(0.02)\n"
        "print('missed', flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(root)], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, signal.SIGSTOP)
    first, second = root / "a.md", root / "b.md"
    first.write_text("x")
    for _ in range(int(limit.read_text()) // 2 + 100):
        first.rename(second)
        second.rename(first)
    os.kill(child.pid, signal.SIGCONT)
    assert child.stdout.readline() == "missed\n"
    assert child.wait(30) == 0
    child.stdout.close()


def test_a_thread_that_died_is_noticed(root: Path) -> None:
    hearing = Hearing(str(root), Marks(lambda: None), None)
    before = set(threading.enumerate())
    hearing.begin(0.0, WATCH)
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, EventEmitter):
            thread.stop()
            thread.join(10)
            assert hearing.missed()
            break
    else:
        pytest.fail("the observer has no emitter")
    hearing.end()


def test_nothing_is_left_of_an_observer_that_was_stopped(root: Path) -> None:
    before, handles = set(threading.enumerate()), watches()
    for _ in range(3):
        Observer(str(root), Marks(lambda: None)).stop()
    assert set(threading.enumerate()) == before
    assert watches() == handles


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells which folders are watched")
def test_every_folder_has_a_watch_and_one_that_lost_its_own_gets_it_back(root: Path) -> None:
    ears = Observer(str(root), Marks(lambda: None))
    assert folders(str(root)) == 3
    assert ears.complete()
    (root / "New/deep/deeper").mkdir(parents=True)
    until(ears.complete, lambda: "new folders are watched")
    (root / "New").rename(root.parent / "outside")
    assert not ears.complete()
    ears.stop()


def test_a_folder_that_goes_unwatched_is_believed_at_the_second_count(root: Path) -> None:
    hearing = Hearing(str(root), Marks(lambda: None), None)
    hearing.begin(0.0, WATCH)
    assert not hearing.should_begin_anew(1.0)
    (root / "People").rename(root.parent / "outside")
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells which folders are watched")
    assert not hearing.should_begin_anew(2.0)
    assert hearing.in_doubt
    assert hearing.should_begin_anew(3.0)
    hearing.begin(3.0, WATCH)
    assert not hearing.should_begin_anew(4.0)
    assert not hearing.in_doubt
    hearing.end()


def test_a_folder_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(Unwatchable, match="does not tell of changes"):
        Observer(str(tmp_path / "gone"), Marks(lambda: None))
    assert set(threading.enumerate()) == before


def test_what_cannot_be_watched_is_polled_says_so_and_is_tried_again(root: Path) -> None:
    hearing = Hearing(str(root / "gone"), Marks(lambda: None), None)
    hearing.begin(0.0, WATCH)
    assert hearing.reason
    assert hearing.mode(WATCH) == "polling every 10 s"
    assert hearing.every(WATCH) == WATCH.poll
    assert not hearing.missed()
    assert not hearing.should_begin_anew(WATCH.reconcile - 1)
    (root / "gone").mkdir()
    assert hearing.should_begin_anew(WATCH.reconcile)
    hearing.begin(WATCH.reconcile, WATCH)
    assert (hearing.mode(WATCH), hearing.reason) == ("events", "")
    assert hearing.every(WATCH) == WATCH.reconcile
    hearing.end()


def test_polling_that_was_asked_for_is_no_trouble(root: Path) -> None:
    hearing = Hearing(str(root), Marks(lambda: None), 2.5)
    hearing.begin(0.0, WATCH)
    assert (hearing.mode(WATCH), hearing.reason, hearing.every(WATCH)) == ("polling every 2.5 s", "", 2.5)
    assert not hearing.should_begin_anew(1e9)


# --- network disks ---

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home/ana/Net\040work rw - nfs4 server:/x rw
31 22 0:41 / /home/ana/sync rw - fuse.sshfs ana@host:/ rw
32 22 0:42 / /home/ana/sync/local rw - ext4 /dev/vdb rw
33 22 0:43 / /mnt/c rw - 9p drvfs rw
34 22 0:44 / /over rw - ext4 /dev/vdc rw
35 34 0:45 / /over rw master:1 - cifs //server/x rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/vault", "ext4"),
        ("/home/ana/Net work/vault", "nfs4"),
        ("/home/ana/Net workshop", "ext4"),
        ("/home/ana/sync", "fuse.sshfs"),
        ("/home/ana/sync/local/vault", "ext4"),
        ("/mnt/c/Users/ana", "9p"),
        ("/over/vault", "cifs"),
    ],
)
def test_the_kind_of_disk_is_that_of_the_nearest_mount_point_and_the_last_put_on_it(path: str, kind: str) -> None:
    assert mounts.kind_of(path, MOUNTS) == kind


def test_network_disks_are_known_by_their_kind_and_this_one_is_none(root: Path) -> None:
    for kind in ("nfs", "cifs", "smb3", "9p", "virtiofs"):
        assert kind in mounts.NETWORK
    for kind in ("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse"):
        assert mounts.NETWORK_FUSE.fullmatch(kind)
    for kind in ("ext4", "btrfs", "tmpfs", "overlay", "fuse.gocryptfs", "fuseblk"):
        assert kind not in mounts.NETWORK
        assert not mounts.NETWORK_FUSE.fullmatch(kind)
    assert isinstance(mounts.network_disk(str(root)), str)


def test_no_event_of_reading_is_asked_for() -> None:
    assert not {each.__name__ for each in observer.WANTED} & {"FileOpenedEvent", "FileClosedNoWriteEvent"}
