"""Writing pages: whole or not at all, and never over what is not ours."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vaultkit.disk import atomic
from vaultkit.disk.atomic import Blocked, ChangedMeanwhile, WriteFailed, WriteRefused, clear_leftovers, write
from vaultkit.disk.folder import Folder
from vaultkit.pages.report import compose, judge

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PAGE = "Reports/Overview.md"


def there(root: Path) -> list[str]:
    return sorted(os.listdir(root / "Reports"))


def looked(root: Path, path: str = PAGE) -> atomic.Standing:
    return atomic.look(str(root), path, judge)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page that stands and holds `old`."""
    (tmp_path / "Reports").mkdir()
    (tmp_path / PAGE).write_bytes(b"old")
    return tmp_path / PAGE


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


# --- what stands there ---


def test_whose_a_page_is(tmp_path: Path) -> None:
    assert looked(tmp_path).kind == "absent"
    ours = compose("Overview", "All is well.").encode()
    write(str(tmp_path), PAGE, ours, None)
    assert looked(tmp_path) == ("ours", ours, "")
    (tmp_path / PAGE).write_bytes(ours.replace(b"well", b"fine"))
    assert looked(tmp_path).kind == "edited"
    (tmp_path / PAGE).write_bytes(b"My own overview.")
    assert looked(tmp_path)[:2] == ("theirs", b"My own overview.")
    assert looked(tmp_path).reason


def link(at: Path) -> None:
    at.symlink_to("/etc/hostname")


def broken_link(at: Path) -> None:
    at.symlink_to("nowhere")


def hard_link(at: Path) -> None:
    (at.parent.parent / "mine.md").write_text("mine")
    os.link(at.parent.parent / "mine.md", at)


def directory(at: Path) -> None:
    at.mkdir()


def pipe(at: Path) -> None:
    os.mkfifo(at)


def huge(at: Path) -> None:
    with open(at, "wb") as file:
        file.truncate(atomic.LIMIT + 1)


@pytest.mark.parametrize(
    "put", [link, broken_link, hard_link, directory, pipe, huge], ids=lambda put: str(put.__name__)
)
def test_what_is_no_plain_file_is_left_alone(tmp_path: Path, put: Callable[[Path], None]) -> None:
    (tmp_path / "Reports").mkdir()
    put(tmp_path / PAGE)
    before = os.lstat(tmp_path / PAGE)
    found = looked(tmp_path)
    assert found.kind == "blocked"
    assert found.data is None
    assert found.reason
    for old in (None, b"old"):
        with pytest.raises(WriteRefused):
            write(str(tmp_path), PAGE, b"new", old)
    after = os.lstat(tmp_path / PAGE)
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (before.st_ino, before.st_mtime_ns, before.st_mode)
    assert there(tmp_path) == ["Overview.md"]


@pytest.mark.parametrize("folder", ["Reports", "Reports/Weekly"])
def test_a_reports_folder_that_is_a_link_is_refused(tmp_path: Path, folder: str) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    (vault / folder).parent.mkdir(parents=True)
    outside.mkdir()
    (outside / "Overview.md").write_bytes(b"old")
    (vault / folder).symlink_to(outside)
    path = f"{folder}/Overview.md"
    assert looked(vault, path).kind == "blocked"
    for old in (None, b"old"):
        with pytest.raises(Blocked, match="link"):
            write(str(vault), path, b"new", old)
    assert clear_leftovers(str(vault), folder) == ()
    assert (outside / "Overview.md").read_bytes() == b"old"
    assert os.listdir(outside) == ["Overview.md"]


def test_a_file_where_the_reports_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Reports").write_text("a note")
    assert looked(tmp_path).kind == "blocked"
    with pytest.raises(Blocked):
        write(str(tmp_path), PAGE, b"new", None)
    assert (tmp_path / "Reports").read_text() == "a note"


@pytest.mark.parametrize(
    "path", ["../x.md", "/x.md", "a/../x.md", "a//x.md", "./x.md", ".obsidian/x.md", "C:/x.md", ""]
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(Blocked):
        write(str(tmp_path), path, b"new", None)
    assert os.listdir(tmp_path) == []


def test_a_vault_that_is_away_is_not_made(tmp_path: Path) -> None:
    assert looked(tmp_path / "away").kind == "blocked"
    with pytest.raises(WriteFailed, match="vault"):
        write(str(tmp_path / "away"), PAGE, b"new", None)
    assert os.listdir(tmp_path) == []


# --- writing ---


def test_a_new_page_is_made_with_its_folders(tmp_path: Path) -> None:
    with umask(0o027):
        write(str(tmp_path), "Out/Reports/Overview.md", b"new", None)
    made = tmp_path / "Out/Reports/Overview.md"
    assert made.read_bytes() == b"new"
    assert stat.S_IMODE(made.stat().st_mode) == 0o640
    assert made.stat().st_nlink == 1
    assert os.listdir(made.parent) == ["Overview.md"]


def test_a_page_is_replaced_and_keeps_its_rights_and_owner(page: Path) -> None:
    page.chmod(0o604)
    if AS_ROOT:
        os.chown(page, 12345, 12345)
    before = page.stat()
    with umask(0o077):
        write(str(page.parent.parent), PAGE, b"new" * 100_000, b"old")
    after = page.stat()
    assert page.read_bytes() == b"new" * 100_000
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert os.listdir(page.parent) == ["Overview.md"]


def test_equal_bytes_are_not_written(page: Path) -> None:
    before = page.stat()
    write(str(page.parent.parent), PAGE, b"old", b"old")
    after = page.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


def test_the_vault_may_be_reached_through_a_link(page: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    write(str(tmp_path / "link"), PAGE, b"new", b"old")
    assert page.read_bytes() == b"new"


def test_a_page_changed_meanwhile_is_not_overwritten(page: Path, tmp_path: Path) -> None:
    page.write_bytes(b"mine")
    for old in (None, b"old"):
        with pytest.raises(ChangedMeanwhile, match="changed"):
            write(str(tmp_path), PAGE, b"new", old)
    page.unlink()
    with pytest.raises(ChangedMeanwhile):
        write(str(tmp_path), PAGE, b"new", b"old")
    assert there(tmp_path) == []


def test_a_page_saved_in_the_last_moment_is_put_back(page: Path, tmp_path: Path) -> None:
    """What `write` does after its last look at the page, with a page that changed after that."""
    page.write_bytes(b"mine, saved late")
    inode = page.stat().st_ino
    with Folder(str(tmp_path), ["Reports"], make=False) as folder:
        folder.create("temporary", b"new", None)
        with pytest.raises(ChangedMeanwhile):
            atomic._swap(folder, PAGE, "temporary", b"old", b"new")
    assert page.read_bytes() == b"mine, saved late"
    assert page.stat().st_ino == inode
    assert (page.parent / "temporary").read_bytes() == b"new"


def test_a_link_put_there_in_the_last_moment_is_put_back(page: Path, tmp_path: Path) -> None:
    page.unlink()
    page.symlink_to("/etc/hostname")
    with Folder(str(tmp_path), ["Reports"], make=False) as folder:
        folder.create("temporary", b"new", None)
        with pytest.raises((OSError, ChangedMeanwhile)):
            atomic._swap(folder, PAGE, "temporary", b"old", b"new")
    assert page.is_symlink()


def test_nobodys_save_is_lost_when_two_write_at_once(page: Path, tmp_path: Path) -> None:
    """A writer that saves numbered texts by rename, and us: we replace only what we read, so its last is not lost."""
    page.write_bytes(b"0")
    child = os.fork()
    if child == 0:
        for number in range(1, 400):
            (tmp_path / "saving").write_bytes(b"%d" % number)
            os.replace(tmp_path / "saving", page)
        os._exit(0)
    seen = set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        old = page.read_bytes()
        try:
            write(str(tmp_path), PAGE, b"new", old)
            seen.add(old)
        except ChangedMeanwhile:
            continue
    assert b"399" in seen | {(page.parent / name).read_bytes() for name in there(tmp_path)}
    assert not any(name.startswith(".") for name in there(tmp_path))


def test_on_a_file_system_without_links_a_page_is_still_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"mine")
    with Folder(str(tmp_path), [], make=False) as folder:
        folder.create("one", b"new", None)
        with pytest.raises(FileExistsError):
            folder._move_to_free("one", "taken")
        folder._move_to_free("one", "free")
    assert (tmp_path / "taken").read_bytes() == b"mine"
    assert (tmp_path / "free").read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == ["free", "taken"]


# --- putting the user's version aside ---


def test_an_edited_page_is_set_aside_under_a_free_name(page: Path, tmp_path: Path) -> None:
    (page.parent / "overview (MY edit).md").touch()
    assert atomic.set_aside(str(tmp_path), PAGE, "Overview (my edit)") == "Reports/Overview (my edit) 2.md"
    assert there(tmp_path) == ["Overview (my edit) 2.md", "overview (MY edit).md"]
    assert (page.parent / "Overview (my edit) 2.md").read_bytes() == b"old"


def test_a_folder_in_the_way_can_be_set_aside_too(tmp_path: Path) -> None:
    (tmp_path / PAGE).mkdir(parents=True)
    assert atomic.set_aside(str(tmp_path), PAGE, "Overview (my edit)") == "Reports/Overview (my edit).md"
    with pytest.raises(WriteRefused):
        atomic.set_aside(str(tmp_path), PAGE, "Overview (my edit)")


# --- faults of the system ---


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_file_size_limit_leaves_the_old_page(tmp_path: Path, old: bytes | None) -> None:
    (tmp_path / "Reports").mkdir()
    if old is not None:
        (tmp_path / PAGE).write_bytes(old)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(WriteFailed) as failed:
            write(str(tmp_path), PAGE, b"new" * 10_000, old)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert failed.value.path == PAGE
    assert "longer than a file may be" in str(failed.value)
    assert there(tmp_path) == ([] if old is None else ["Overview.md"])
    assert old is None or (tmp_path / PAGE).read_bytes() == old


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(page: Path, tmp_path: Path) -> None:
    page.parent.chmod(0o500)
    try:
        with pytest.raises(WriteFailed, match="rights"):
            write(str(tmp_path), PAGE, b"new", b"old")
    finally:
        page.parent.chmod(0o700)
    assert page.read_bytes() == b"old"
    assert there(tmp_path) == ["Overview.md"]


ON_A_DISK = """
import os, sys
from vaultkit.disk.atomic import WriteRefused, write
root, page = sys.argv[1], "Reports/Overview.md"
os.mkdir(root + "/Reports")
open(root + "/" + page, "wb").write(b"old")
if sys.argv[2] == "ro":
    os.system(f"mount -o remount,ro {root}")
try:
    write(root, page, b"new", b"old")
except WriteRefused as refused:
    print(refused.code, "-", refused)
print(open(root + "/" + page, "rb").read(), os.listdir(root + "/Reports"))
"""


@pytest.mark.parametrize(
    ("options", "told"), [("size=8m", "no-room - only"), ("ro", "write-failed - the vault cannot be")]
)
def test_a_full_or_read_only_disk_is_told(tmp_path: Path, options: str, told: str) -> None:
    if not (AS_ROOT and shutil.which("unshare")):
        pytest.skip("only root can mount a disk to fill")
    mount = f"mount -t tmpfs -o size={'8m' if options != 'ro' else '64m'} none {tmp_path}"
    command = f'{mount} || exit 77; {sys.executable} -c "$0" {tmp_path} {options}'
    ran = subprocess.run(["unshare", "-m", "sh", "-c", command, ON_A_DISK], capture_output=True, text=True)
    if ran.returncode in (1, 77):
        pytest.skip("this machine allows no mounts")
    assert ran.stdout.startswith(told), ran.stderr
    assert ran.stdout.endswith("b'old' ['Overview.md']\n")


# --- killed ---


def killed_after(seconds: float, work: Callable[[], object]) -> None:
    """Run some work over and over in another process, and kill that at some moment."""
    child = os.fork()
    if child == 0:
        while True:
            work()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


ONE, TWO = b"one" * 50_000, b"two" * 50_000


@pytest.mark.parametrize("moment", range(20))
def test_killed_at_any_moment_a_page_is_whole_and_the_next_run_is_right(tmp_path: Path, moment: int) -> None:
    at = tmp_path / PAGE

    def work() -> None:
        if moment % 2 and at.exists():
            at.unlink()
        old = at.read_bytes() if at.exists() else None
        write(str(tmp_path), PAGE, TWO if old == ONE else ONE, old)

    killed_after(0.004 + moment * 0.0013, work)
    if (tmp_path / "Reports").exists():
        clear_leftovers(str(tmp_path), "Reports")
        assert there(tmp_path) in ([], ["Overview.md"])
        assert not at.exists() or at.read_bytes() in (ONE, TWO)
    assert looked(tmp_path).kind in ("absent", "theirs")
    write(str(tmp_path), PAGE, b"next", at.read_bytes() if at.exists() else None)
    assert at.read_bytes() == b"next"


def test_leftovers_go_when_they_are_old_or_of_a_dead_process_and_nothing_else_does(page: Path, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, busy, old = (f".vaultkit-{pid}-0a1b2c3d.tmp" for pid in (gone.pid, os.getpid(), 1))
    others = [".vaultkit-1-XYZ.tmp", ".vaultkit--0a1b2c3d.tmp", "vaultkit-1-0a1b2c3d.tmp", ".vaultkit-1-0a1b2c3d.md"]
    for name in (dead, busy, old, *others):
        (page.parent / name).touch()
        os.utime(page.parent / name, (1, 1) if name in (old, *others) else None)
    (page.parent / ".vaultkit-99999999-ffffffff.tmp").mkdir()
    assert clear_leftovers(str(tmp_path), "Reports") == tuple(sorted((f"Reports/{dead}", f"Reports/{old}")))
    assert there(tmp_path) == sorted(["Overview.md", busy, *others, ".vaultkit-99999999-ffffffff.tmp"])


def test_a_page_killed_between_its_two_names_is_whole_again(page: Path, tmp_path: Path) -> None:
    os.link(page, page.parent / ".vaultkit-99999999-0a1b2c3d.tmp")
    assert looked(tmp_path).kind == "blocked"
    clear_leftovers(str(tmp_path), "Reports")
    assert looked(tmp_path).kind == "theirs"


def test_the_temporary_name_is_short_hidden_and_known_again() -> None:
    name = atomic._temporary_name()
    assert name.startswith(".")
    assert name.endswith(".tmp")
    assert len(name.encode()) <= 80
    assert atomic._TEMPORARY.fullmatch(name)
