"""What may go wrong while reports are written, and what then stands in the vault: the user's bytes, and whole pages."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from program import PERSON, TODAY, cache, command, fill, fingerprints, invoke, memory_of, run, vaultkit

from vaultkit.look import open_vault
from vaultkit.pages.report import judge
from vaultkit.publish import Desk, apply, plan
from vaultkit.reports import REPORTS

NAMES = [report.name for report in REPORTS]
NOTES = {
    "People/Ana Ruiz.md": PERSON.replace("\n---", "\ncadence: 30d\n---", 1),
    "People/Sam Park.md": PERSON,
    "Daily/2026-03-02.md": "- [[Ana Ruiz]] coffee\n- gave:: [[Sam Park]] CV review\n",
    "Daily/2026-05-02.md": "- [[Ana Ruiz]] lunch with [[Sam Park]]\n",
}
READING: Sequence[Sequence[str]] = (
    ("check",),
    ("check", "--ignored"),
    ("ties", "--all"),
    ("reciprocity",),
    ("person", "Ana Ruiz"),
    ("graph",),
    ("export",),
    ("report", "--dry-run"),
    ("report", "--stdout"),
)
WRITING: Sequence[Sequence[str]] = (
    ("report", "--only", "Overview"),
    ("report",),
    ("report", "--replace", "Overview"),
    ("report", "--today", "2026-08-01"),
)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small vault."""
    return fill(tmp_path / "vault", NOTES)


@pytest.fixture
def reported(vault: Path) -> Path:
    """A small vault with its reports."""
    run(vault, write=True)
    return vault


def pages(root: Path) -> dict[str, bytes]:
    """The reports as they stand."""
    return {name: (root / "Reports" / f"{name}.md").read_bytes() for name in NAMES}


def below_reports(root: Path) -> list[str]:
    return sorted(os.listdir(root / "Reports"))


WHOLE = sorted(f"{name}.md" for name in NAMES)


# --- the user's notes ---


def test_no_command_changes_anything_of_a_users_note(vault: Path) -> None:
    (vault / "People" / "Sam Park.md").chmod(0o640)
    os.utime(vault / "People" / "Sam Park.md", ns=(1_000_000_007, 1_500_000_007))
    os.setxattr(vault / "People" / "Sam Park.md", "user.mine", b"kept") if _has_xattrs(vault) else None
    before = fingerprints(vault)
    for words in (*READING, *WRITING):
        assert invoke(vault, *words).exit_code == 0, words
        now = fingerprints(vault)
        assert {path: now.get(path) for path in before} == before, words
    if _has_xattrs(vault):
        assert os.getxattr(vault / "People" / "Sam Park.md", "user.mine") == b"kept"


def _has_xattrs(folder: Path) -> bool:
    try:
        os.setxattr(folder, "user.try", b"")
        os.removexattr(folder, "user.try")
    except (OSError, AttributeError):
        return False
    return True


def test_commands_that_only_read_write_nothing_into_the_vault(vault: Path) -> None:
    before = fingerprints(vault)
    for words in READING:
        assert invoke(vault, *words).exit_code == 0
    assert fingerprints(vault) == before


def test_init_never_writes_over_a_file(tmp_path: Path) -> None:
    mine = {"vaultkit.toml": '[me]\nnames = ["Nora"]\n', "Templates/Person.md": "my own template\n"}
    before = fingerprints(fill(tmp_path / "vault", mine))
    done = vaultkit(tmp_path / "vault", "init")
    assert done.returncode == 0, done.stderr
    now = fingerprints(tmp_path / "vault")
    assert [now[path] for path in mine] == [before[path] for path in mine]
    assert "kept vaultkit.toml" in done.stderr


# --- whose a report is ---


def put_folder(page: Path) -> None:
    page.mkdir()


def put_pipe(page: Path) -> None:
    os.mkfifo(page)


def put_link(page: Path) -> None:
    (page.parent.parent.parent / "elsewhere.md").write_text("outside the vault\n")
    page.symlink_to(page.parent.parent.parent / "elsewhere.md")


def put_hard_link(page: Path) -> None:
    other = page.parent.parent / "Other name.md"
    other.write_text("---\ngenerated_by: vaultkit\n---\n")
    os.link(other, page)


def put_note(page: Path) -> None:
    page.write_text("# Overview\n\nmy own plans; generated_by: vaultkit stands in the text only\n")


def put_copy_of_the_marker(page: Path) -> None:
    page.write_text("---\ngenerated_by: vaultkit\n---\nmy own text\n")


def put_empty(page: Path) -> None:
    page.write_bytes(b"")


@pytest.mark.parametrize(
    "put", [put_folder, put_pipe, put_link, put_hard_link, put_note, put_copy_of_the_marker, put_empty]
)
def test_what_is_not_ours_where_a_report_goes_stays_and_the_others_are_written(
    vault: Path, put: Callable[[Path], None]
) -> None:
    (vault / "Reports").mkdir()
    put(vault / "Reports" / "Overview.md")
    before = fingerprints(vault.parent)
    done = vaultkit(vault, "report", timeout=20)
    assert done.returncode == 0, done.stderr
    assert "left as it is: Reports/Overview.md" in done.stderr
    now = fingerprints(vault.parent)
    assert {path: now.get(path) for path in before} == before
    assert below_reports(vault) == WHOLE
    assert "(report-left-alone)" in (vault / "Reports" / "Problems.md").read_text()


def test_a_reports_folder_that_leads_out_of_the_vault_is_not_entered(vault: Path) -> None:
    outside = vault.parent / "outside"
    outside.mkdir()
    (vault / "Reports").symlink_to(outside)
    done = invoke(vault, "report")
    assert [*outside.iterdir()] == []
    assert "link" in done.stderr


def test_a_file_where_the_reports_folder_goes_is_told_and_reading_goes_on(vault: Path) -> None:
    (vault / "Reports").write_text("my own file")
    done = invoke(vault, "report")
    assert "Reports/Overview.md" in done.stderr
    assert (vault / "Reports").read_text() == "my own file"
    assert invoke(vault, "ties").exit_code == 0


def test_text_in_the_keep_block_stays_and_an_edit_elsewhere_stops_the_renewal(reported: Path) -> None:
    kept, edited = (reported / "Reports" / f"{name}.md" for name in ("Overview", "Stale ties"))
    kept.write_text(kept.read_text().replace("%% keep %%\n", "%% keep %%\nmy own plans\r\n\n", 1), newline="")
    edited.write_text(edited.read_text().replace("Who is going quiet", "WHO IS GOING QUIET", 1))
    mine = edited.read_bytes()
    done = invoke(reported, "report", "--today", "2026-07-08")
    assert done.exit_code == 0
    assert b"my own plans\r\n" in kept.read_bytes()
    assert b"As of 8 Jul 2026" in kept.read_bytes()
    assert edited.read_bytes() == mine
    assert '--replace "Stale ties"' in (reported / "Reports" / "Problems.md").read_text()


def test_taking_the_new_report_keeps_the_users_text_beside_it(reported: Path) -> None:
    page = reported / "Reports" / "Overview.md"
    for edit in (b"my first edit", b"my second edit"):
        page.write_bytes(edit)
        assert invoke(reported, "report", "--replace", "Overview").exit_code == 0
        assert judge(page.read_bytes()).ownership == "ours"
    beside = {path.read_bytes() for path in (reported / "Reports").iterdir() if "my edit" in path.name}
    assert beside == {b"my first edit", b"my second edit"}


def test_a_report_deleted_is_made_again_and_one_moved_is_left_alone(reported: Path) -> None:
    page, moved = reported / "Reports" / "Overview.md", reported / "My overview.md"
    page.rename(moved)
    (reported / "Reports" / "Problems.md").unlink()
    before = fingerprints(reported)
    run(reported, write=True)
    now = fingerprints(reported)
    assert {path: now[path] for path in before if path != "Reports"} == {p: before[p] for p in before if p != "Reports"}
    assert below_reports(reported) == WHOLE
    again = fingerprints(reported)
    run(reported, write=True)
    assert fingerprints(reported) == again


def test_a_report_is_never_input(reported: Path) -> None:
    first = run(reported)
    shutil.copy(reported / "Reports" / "Stale ties.md", reported / "People" / "Copy of a report.md")
    page = reported / "Reports" / "Overview.md"
    mine = "%% keep %%\n- 2026-06-01 [[Ana Ruiz]] lunch\n- gave:: [[Ana Ruiz]] x\n"
    page.write_text(page.read_text().replace("%% keep %%\n", mine, 1))
    second = run(reported)
    assert second.state.network == first.state.network
    assert second.state.look.notes == first.state.look.notes
    assert {name: text for name, text in second.reports.items() if name != "Overview"} == {
        name: text for name, text in first.reports.items() if name != "Overview"
    }


def test_marks_missing_doubled_or_cut_stop_the_renewal(reported: Path) -> None:
    page = reported / "Reports" / "Overview.md"
    whole = page.read_text()
    swapped = whole.replace("%% keep %%\n\n%% end keep %%", "%% end keep %%\n\n%% keep %%")
    for text in (
        whole.replace("%% keep %%\n", "", 1),
        whole.replace("%% keep %%\n", "%% keep %%\n%% keep %%\n", 1),
        swapped,
        whole[: len(whole) // 2],
        whole + whole,
    ):
        page.write_text(text)
        done = run(reported, today=TODAY + timedelta(30), write=True)
        assert page.read_text() == text
        assert "(report-left-alone)" in done.reports["Problems"]


def test_a_page_changed_between_the_look_and_the_write_is_kept(reported: Path) -> None:
    vault = open_vault(str(reported))
    state = run(reported, today=TODAY + timedelta(30)).state
    desk = Desk(vault)
    actions = plan(desk, state.findings)
    page = reported / "Reports" / "Overview.md"
    page.write_text("saved by the user in that very moment")
    (done,) = [each for each in apply(desk, state.findings, actions) if each.action.report.name == "Overview"]
    assert page.read_text() == "saved by the user in that very moment"
    assert done.action.doing == "leave" or done.failure


# --- the same input, the same bytes ---


def test_two_machines_write_the_same_bytes(vault: Path, tmp_path: Path) -> None:
    other = tmp_path / "somewhere else" / "with another name"
    shutil.copytree(vault, other)
    one = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": str(tmp_path)}
    two = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "USER": "somebody", "NO_COLOR": "1"}
    assert vaultkit(vault, "report", env=one).returncode == 0
    assert vaultkit(other, "report", env=two).returncode == 0
    assert pages(vault) == pages(other)


def test_a_second_run_writes_nothing_and_opens_no_page_for_writing(vault: Path) -> None:
    assert vaultkit(vault, "report").returncode == 0
    before = fingerprints(vault)
    done = vaultkit(vault, "report")
    assert done.returncode == 0
    assert fingerprints(vault) == before
    assert vaultkit(vault, "report", "--only", "Overview").returncode == 0
    assert fingerprints(vault) == before


# --- faults of the system ---

SIZE_LIMIT = 'ulimit -f 1; exec "$@"'  # no file longer than 1 kB
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'


def test_a_limit_on_file_size_leaves_the_old_pages_whole(reported: Path) -> None:
    before = fingerprints(reported)
    done = vaultkit(reported, "report", "--today", "2026-08-01", wrap=("bash", "-c", SIZE_LIMIT, "bash"))
    assert done.returncode == 1
    assert "not written: it is longer than a file may be here" in done.stderr
    assert fingerprints(reported).keys() == before.keys()
    assert below_reports(reported) == WHOLE
    assert all(judge(page).ownership == "ours" for page in pages(reported).values())
    assert vaultkit(reported, "report", "--today", "2026-08-01").returncode == 0
    assert b"As of 1 Aug 2026" in pages(reported)["Overview"]


def _can_mount() -> bool:
    words = ["unshare", "--map-root-user", "--mount", "true"] if os.geteuid() else ["unshare", "--mount", "true"]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def unshared() -> Sequence[str]:
    """The words before a shell that may mount things which nobody else sees."""
    if not (sys.platform == "linux" and _can_mount()):
        pytest.skip("needs `unshare --mount`, as root or in a user namespace")
    return ("unshare", *(("--map-root-user",) if os.geteuid() else ()), "--mount", "bash", "-c")


def test_a_vault_that_cannot_be_written_to_is_told_and_all_else_works(reported: Path, unshared: Sequence[str]) -> None:
    before = fingerprints(reported)
    wrap = (*unshared, READ_ONLY, "bash", str(reported))
    done = vaultkit(reported, "report", "--today", "2026-08-01", wrap=wrap)
    assert done.returncode == 1
    assert "read-only" in done.stderr
    assert "Traceback" not in done.stderr
    for words in READING:
        assert vaultkit(reported, *words, wrap=wrap).returncode == 0, words
    assert fingerprints(reported) == before


@pytest.mark.parametrize("filler", [0, 40], ids=["never had room", "filled up"])
def test_a_full_disk_leaves_what_is_there(vault: Path, unshared: Sequence[str], filler: int) -> None:
    """Twenty megabytes must stay free, and do not: on a disk too small, and on one that other files have filled."""
    script = (
        f'mount -t tmpfs -o size={filler + 5}m none "$1" && cp -R "$2/." "$1" && '
        f'head -c {filler}M /dev/zero > "$1/filler" && '
        'root="$1" && shift 2 && "$@"; code=$?; ls -A "$root" "$root/Reports" 2>/dev/null | grep -c "tmp$"; exit $code'
    )
    disk = vault.parent / "disk"
    disk.mkdir()
    done = vaultkit(
        disk, "report", wrap=(*unshared, script, "bash", str(disk), str(vault)), env={"VAULTKIT_CACHE": f"{disk}/cache"}
    )
    assert done.returncode == 1
    assert "MB are free on the disk; make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == "0"


def test_a_full_disk_for_the_memory_changes_no_report(vault: Path, unshared: Sequence[str]) -> None:
    there = vault.parent / "small"
    there.mkdir()
    script = 'mount -t tmpfs -o size=16k none "$1" && shift && exec "$@"'
    done = vaultkit(
        vault, "report", wrap=(*unshared, script, "bash", str(there)), env={"VAULTKIT_CACHE": f"{there}/cache"}
    )
    assert done.returncode == 0, done.stderr
    assert "going on without a cache" in done.stderr
    assert {name: data.decode() for name, data in pages(vault).items()} == run(vault).reports


def test_a_vault_that_is_suddenly_empty_is_not_believed(reported: Path) -> None:
    shutil.move(reported / "People", reported.parent)
    shutil.move(reported / "Daily", reported.parent)
    before = fingerprints(reported)
    done = invoke(reported, "report")
    assert done.exit_code == 1
    assert "--insist" in done.stderr
    assert fingerprints(reported) == before
    assert invoke(reported, "report", "--insist").exit_code == 0
    shutil.move(reported.parent / "People", reported)
    shutil.move(reported.parent / "Daily", reported)
    assert invoke(reported, "report").exit_code == 0
    assert {name: data.decode() for name, data in pages(reported).items()} == run(reported).reports


def test_a_vault_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    done = vaultkit(tmp_path / "unmounted", "report")
    assert done.returncode == 4
    assert [*tmp_path.iterdir()] == []


def test_several_runs_at_once_get_in_nobodys_way(vault: Path) -> None:
    words = command(vault, "report")
    runs = [
        subprocess.Popen(words, env={**os.environ, **cache(vault)}, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [each.communicate(timeout=60)[1] for each in runs]
    assert [each.returncode for each in runs] == [0, 0, 0], said
    assert below_reports(vault) == WHOLE
    assert {name: data.decode() for name, data in pages(vault).items()} == run(vault).reports


# --- killed ---


def _run_and_leave(root: Path, day: date) -> None:
    """A run in a child process that has everything loaded already, so that most of its time is reading and writing."""
    run(root, today=day, memory=memory_of(root), write=True)
    os._exit(0)


def test_killed_at_any_moment_every_page_is_whole_and_the_next_run_is_right(reported: Path) -> None:
    mine = {path: each for path, each in fingerprints(reported).items() if not path.startswith("Reports")}
    chance = random.Random(11)
    started = time.monotonic()
    run(reported, today=TODAY + timedelta(1), memory=memory_of(reported), write=True)
    usual = time.monotonic() - started
    for attempt in range(40):
        day = TODAY + timedelta(30 * (attempt + 1))
        child = os.fork()
        if child == 0:
            _run_and_leave(reported, day)
        time.sleep(chance.random() * usual * 1.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert all(judge(page).ownership == "ours" for page in pages(reported).values())
    done = vaultkit(reported, "report", "--today", "2030-01-01")
    assert done.returncode == 0, done.stderr
    assert below_reports(reported) == WHOLE
    fresh = run(reported, today=date(2030, 1, 1)).reports
    assert {name: data.decode() for name, data in pages(reported).items()} == fresh
    assert {path: each for path, each in fingerprints(reported).items() if not path.startswith("Reports")} == mine


def test_ctrl_c_ends_a_run_with_130_and_leaves_whole_pages(vault: Path) -> None:
    fill(vault, {f"Notes/{at}.md": "| a | b |\n|---|---|\n" + "| [[Ana Ruiz]] | *x* |\n" * 400 for at in range(600)})
    process = subprocess.Popen(
        command(vault, "report"), env={**os.environ, **cache(vault)}, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not (memory_of(vault) / "memo.sqlite").exists():
        time.sleep(0.01)  # until it is at work
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=10)[1]
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert not (vault / "Reports").exists() or all(
        judge(page.read_bytes()).ownership == "ours" for page in (vault / "Reports").iterdir()
    )


def test_only_temporary_files_of_our_own_are_cleared(reported: Path) -> None:
    folder = reported / "Reports"
    ours = folder / ".vaultkit-999999999-0123abcd.tmp"
    others = [
        ".vaultkit-notes.tmp",
        ".x.tmp",
        "mine.tmp",
        ".vaultkit-1-0123abcd.tmp.md",
        f".vaultkit-{os.getpid()}-0123abcd.tmp",
    ]
    for path in (ours, *(folder / name for name in others)):
        path.write_text("half a page")
    done = invoke(reported, "report", "--today", "2026-09-01")
    assert done.exit_code == 0
    assert not ours.exists()
    assert all((folder / name).read_text() == "half a page" for name in others)
    assert {"People", "Daily", "Reports"} == {path.name for path in reported.iterdir()}


def test_nothing_that_was_exported_names_a_temporary_file(reported: Path) -> None:
    (reported / "Reports" / ".vaultkit-999999999-0123abcd.tmp").write_text(PERSON)
    (reported / ".vaultkit-999999999-0123abcd.tmp.md").write_text(PERSON)
    said = json.loads(invoke(reported, "export").stdout)
    assert sorted(said["notes"]) == sorted(NOTES)
