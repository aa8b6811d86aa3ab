"""Briefs for the meetings ahead: made, renewed and taken away, and nothing of the user's with them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import PERSON, TODAY, fill, fingerprints, invoke, memory_of, run, vaultkit
from watching import as_anybody, comes_to_rest, page_stats, settled

from vaultkit.disk import atomic
from vaultkit.disk.memo import Memo
from vaultkit.engine import refresh
from vaultkit.live import Live
from vaultkit.look import open_vault, stamp
from vaultkit.pages.report import compose, judge
from vaultkit.publish import Desk, apply, plan
from vaultkit.watch.writer import Writer

NOTES = {
    "People/Ana Ruiz.md": PERSON,
    "People/Sam Park.md": PERSON,
    "People/Zoë Lind.md": PERSON,
    "Daily/2026-05-02.md": "- [[Ana Ruiz]] tea, the plan for the boat\n- [[Sam Park]] lunch\n",
}
ANA = "2026-07-03 Ana Ruiz (brief).md"


def meeting(day: str, *people: str, more: str = "") -> str:
    return f"---\ntype: meeting\ndate: {day}\npeople: {[f'[[{person}]]' for person in people]}\n{more}---\nLunch.\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A small vault with a lunch in three days."""
    return fill(tmp_path / "vault", {**NOTES, "Lunch.md": meeting("2026-07-03", "Ana Ruiz")})


@pytest.fixture
def briefed(vault: Path) -> Path:
    """The same, with its reports."""
    report(vault)
    return vault


def report(root: Path, *words: str, code: int = 0) -> str:
    done = invoke(root, "report", *words)
    assert done.exit_code == code, done.stderr
    return done.stderr


def on(day: str) -> tuple[str, str]:
    return "--today", day


def standing(root: Path) -> list[str]:
    folder = root / "Reports" / "Briefs"
    return sorted(os.listdir(folder)) if folder.is_dir() else []


def brief(root: Path, name: str = ANA) -> Path:
    return root / "Reports" / "Briefs" / name


def write_into_keep_block(page: Path, text: str = "what I want to say") -> None:
    page.write_text(page.read_text().replace("%% keep %%\n", f"%% keep %%\n{text}\n", 1))


# --- when there is one ---


def test_a_meeting_of_the_next_seven_days_has_a_brief_until_its_day_is_over(vault: Path) -> None:
    stands = {}
    for ahead in range(-9, 3):
        day = date(2026, 7, 3) + timedelta(ahead)
        report(vault, *on(day.isoformat()))
        stands[ahead] = standing(vault)
    assert stands == {ahead: [ANA] if -7 <= ahead <= 0 else [] for ahead in range(-9, 3)}


def test_the_brief_says_what_was_last_spoken_of_and_is_ours(briefed: Path) -> None:
    page = brief(briefed).read_text()
    assert judge(page.encode()).ownership == "ours"
    assert "**Friday 3 Jul 2026**: Lunch." in page
    assert "tea, the plan for the boat ([[Daily/2026-05-02|2 May 2026]])" in page


def test_a_meeting_moved_takes_its_brief_along_and_one_cancelled_takes_it_away(briefed: Path) -> None:
    fill(briefed, {"Lunch.md": meeting("2026-07-05", "Ana Ruiz")})
    said = report(briefed)
    assert standing(briefed) == ["2026-07-05 Ana Ruiz (brief).md"]
    assert f"removed Reports/Briefs/{ANA}" in said
    (briefed / "Lunch.md").unlink()
    report(briefed)
    assert standing(briefed) == []


def test_with_briefs_ahead_0_there_are_none_and_with_30_there_are_more(briefed: Path) -> None:
    fill(briefed, {"Later.md": meeting("2026-07-25", "Sam Park"), "vaultkit.toml": "[reports]\nbriefs_ahead = 30\n"})
    report(briefed)
    assert standing(briefed) == [ANA, "2026-07-25 Sam Park (brief).md"]
    fill(briefed, {"vaultkit.toml": "[reports]\nbriefs_ahead = 0\n"})
    report(briefed)
    assert standing(briefed) == []


def test_a_line_is_a_meeting_too_and_of_today_it_keeps_the_brief_that_stands_but_makes_none(vault: Path) -> None:
    fill(vault, {"Daily/2026-07-01.md": "- [[Sam Park]] call about the boat\n"})
    report(vault)
    assert standing(vault) == ["2026-07-01 Sam Park (brief).md", ANA]
    fill(vault, {"Daily/2026-07-01.md": "- [[Sam Park]] call about the boat\n- [[Zoë Lind]] met by chance\n"})
    report(vault, *on("2026-07-01"))
    assert standing(vault) == ["2026-07-01 Sam Park (brief).md", ANA]
    report(vault, *on("2026-07-02"))
    assert standing(vault) == [ANA]


def test_a_meeting_of_today_has_a_brief_on_the_first_run_where_it_has_a_note(vault: Path) -> None:
    fill(vault, {"Daily/2026-07-03.md": "- [[Sam Park]] call\n", "People/Zoë Lind.md": "- 2026-07-03 met her\n"})
    report(vault, *on("2026-07-03"))
    assert standing(vault) == [ANA]


def test_two_notes_of_one_meeting_make_one_brief(vault: Path) -> None:
    fill(vault, {"Daily/2026-07-03.md": "- [[Ana Ruiz]] lunch at the harbour\n"})
    report(vault)
    assert standing(vault) == [ANA]
    assert "([[Daily/2026-07-03|2026-07-03]] and [[Lunch]])" in brief(vault).read_text()


def test_the_silent_and_the_restricted_have_none_and_a_crowd_has_none(tmp_path: Path) -> None:
    crowd = [f"Guest {number}" for number in range(13)]
    root = fill(
        tmp_path / "vault",
        {
            "People/Gone.md": "---\nstatus: archived\n---\n",
            "People/Asleep.md": "---\nsnooze_until: 2027-01-01\n---\n",
            "People/Secret.md": "---\nsensitivity: restricted\n---\n",
            **{f"People/{name}.md": PERSON for name in crowd},
            "1.md": meeting("2026-07-01", "Gone"),
            "2.md": meeting("2026-07-01", "Asleep"),
            "3.md": meeting("2026-07-01", "Secret"),
            "4.md": meeting("2026-07-01", *crowd),
        },
    )
    report(root)
    assert standing(root) == []
    asked = invoke(root, "brief", "Secret")
    assert asked.exit_code == 0
    assert "# Secret" in asked.stdout


# --- what it is called ---


def test_any_name_makes_a_file_that_every_system_can_hold(tmp_path: Path) -> None:
    names = ["山田 美咲", "ليلى منصور", "Zoe\u0308 Lind", "CON", "a" * 200, "Ana: *the* <boss>?", "-x", "Ana | Bo"]
    people = {f"People/{at}.md": f"---\ntype: person\nname: {name!r}\n---\n" for at, name in enumerate(names)}
    meetings = {f"Met {at}.md": meeting("2026-07-02", f"People/{at}") for at in range(len(names))}
    root = fill(tmp_path / "vault", {**people, **meetings})
    report(root)
    assert len(standing(root)) == len(names)
    for name in standing(root):
        assert name.startswith("2026-07-02 ")
        assert len(name.encode()) < 200
        assert not set(name) & set('\\/:*?"<>|#^[]')
    before = fingerprints(root)
    report(root)
    assert fingerprints(root) == before
    report(root, *on("2026-07-03"))
    assert standing(root) == []


def test_two_of_one_name_have_two_pages_whatever_the_case(tmp_path: Path) -> None:
    root = fill(
        tmp_path / "vault",
        {
            "People/Sam Rivera.md": PERSON,
            "People/Globex/sam rivera.md": PERSON,
            "1.md": meeting("2026-07-02", "People/Sam Rivera"),
            "2.md": meeting("2026-07-02", "People/Globex/sam rivera"),
        },
    )
    report(root)
    assert len({name.casefold() for name in standing(root)}) == 2
    assert all("2026-07-02 sam rivera" in name.casefold() for name in standing(root))


def test_a_name_spelled_in_another_case_takes_the_old_page_away(briefed: Path) -> None:
    (briefed / "People/Ana Ruiz.md").rename(briefed / "People/ANA RUIZ.md")
    report(briefed)
    report(briefed)
    assert [name.casefold() for name in standing(briefed)] == [ANA.casefold()]
    before = fingerprints(briefed)
    report(briefed)
    assert fingerprints(briefed) == before


def test_a_brief_is_never_input(briefed: Path) -> None:
    first = run(briefed)
    write_into_keep_block(brief(briefed), "- 2026-06-01 [[Sam Park]] lunch\n- gave:: [[Sam Park]] x")
    assert run(briefed).state.network == first.state.network


# --- what is the user's stays ---


def test_text_in_the_keep_block_stays_when_it_is_renewed_and_when_the_meeting_is_over(briefed: Path) -> None:
    write_into_keep_block(brief(briefed))
    fill(briefed, {"Daily/2026-06-29.md": "- [[Ana Ruiz]] a postcard\n"})
    report(briefed)
    page = brief(briefed).read_text()
    assert "a postcard" in page
    assert "what I want to say" in page
    said = [report(briefed, *on(f"2026-07-{day:02}")) for day in (4, 5, 6)]
    assert standing(briefed) == [ANA]
    assert brief(briefed).read_text().count("what I want to say") == 1
    told = [f"kept Reports/Briefs/{ANA}: you wrote into its keep block" in each for each in said]
    assert told == [True, False, False]
    assert "Briefs" not in (briefed / "Reports" / "Problems.md").read_text()


def test_a_brief_edited_elsewhere_is_left_alone_told_while_it_matters_and_stays_afterwards(briefed: Path) -> None:
    page = brief(briefed)
    page.write_text(page.read_text().replace("Lunch.", "Lunch, at noon.", 1))
    mine = page.read_bytes()
    report(briefed)
    assert '--replace "Briefs/2026-07-03 Ana Ruiz (brief)"' in (briefed / "Reports" / "Problems.md").read_text()
    said = [report(briefed, *on(f"2026-07-{day:02}")) for day in (4, 5)]
    assert ["kept Reports/Briefs" in each for each in said] == [True, False]
    assert page.read_bytes() == mine
    assert "Briefs" not in (briefed / "Reports" / "Problems.md").read_text()


def test_the_new_brief_can_be_taken_and_the_users_text_stays_beside_it(briefed: Path) -> None:
    page = brief(briefed)
    page.write_text(page.read_text().replace("Lunch.", "Lunch, at noon.", 1))
    report(briefed, "--replace", "briefs/2026 07 03 ana ruiz (brief)")
    beside = "2026-07-03 Ana Ruiz (brief) (my edit).md"
    assert standing(briefed) == [beside, ANA]
    assert "Lunch, at noon." in brief(briefed, beside).read_text()
    report(briefed, *on("2026-07-04"))
    assert standing(briefed) == [beside]


def put_note(page: Path) -> None:
    page.write_text("my own plan for the lunch\n")


def put_link(page: Path) -> None:
    (page.parent.parent.parent / "elsewhere.md").write_text("mine\n")
    page.symlink_to("../../elsewhere.md")


def put_folder(page: Path) -> None:
    page.mkdir()


def put_another_report(page: Path) -> None:
    page.write_text(compose("Overview", "moved here by me"))


@pytest.mark.parametrize("put", [put_note, put_link, put_folder, put_another_report])
def test_what_is_the_users_in_the_folder_stays_whatever_it_is_called(
    briefed: Path, put: Callable[[Path], None]
) -> None:
    for name in ("2026-01-01 Sam Park (brief).md", "My thoughts.md", "2026-01-02 x (brief).md"):
        put(brief(briefed, name)) if not brief(briefed, name).exists() else None
        if (briefed / "elsewhere.md").exists():
            break
    before = {path: each for path, each in fingerprints(briefed).items() if "Briefs/" in path and ANA not in path}
    report(briefed, *on("2026-07-04"))
    after = fingerprints(briefed)
    assert ANA not in standing(briefed)
    assert {path: after.get(path) for path in before} == before


def test_a_brief_that_was_renamed_is_the_users(briefed: Path) -> None:
    brief(briefed).rename(brief(briefed, "2026-07-03 Ana (brief).md"))
    report(briefed, *on("2026-07-04"))
    assert standing(briefed) == ["2026-07-03 Ana (brief).md"]


def test_a_note_of_the_users_where_a_brief_would_go_stays_and_the_reports_are_written(vault: Path) -> None:
    fill(vault, {f"Reports/Briefs/{ANA}": "my own plan\n"})
    said = report(vault)
    assert f"left as it is: Reports/Briefs/{ANA}" in said
    assert brief(vault).read_text() == "my own plan\n"
    assert (vault / "Reports" / "Overview.md").exists()
    report(vault, *on("2026-07-04"))
    assert brief(vault).read_text() == "my own plan\n"


def test_a_briefs_folder_that_leads_out_of_the_vault_is_not_entered(briefed: Path) -> None:
    outside = briefed.parent / "outside"
    shutil.move(briefed / "Reports" / "Briefs", outside)
    (briefed / "Reports" / "Briefs").symlink_to(outside)
    before = fingerprints(outside)
    for day in ("2026-06-30", "2026-07-01", "2026-07-04"):
        report(briefed, *on(day))
    assert fingerprints(outside) == before
    assert "As of 4 Jul 2026" in (briefed / "Reports" / "Overview.md").read_text()


def test_a_file_where_the_briefs_folder_goes_is_told_and_the_reports_are_written(vault: Path) -> None:
    fill(vault, {"Reports/Briefs": "my own file"})
    assert f"left as it is: Reports/Briefs/{ANA}" in report(vault)
    assert (vault / "Reports" / "Briefs").read_text() == "my own file"
    assert (vault / "Reports" / "Overview.md").exists()


def test_a_folder_that_may_not_be_written_to_is_told_and_got_over(briefed: Path) -> None:
    (briefed / "Reports" / "Briefs").chmod(0o555)
    try:
        done = vaultkit(briefed, "report", *on("2026-07-04"), wrap=as_anybody())
        assert done.returncode == 1
        assert standing(briefed) == [ANA]
        assert "check its rights" in done.stderr
    finally:
        (briefed / "Reports" / "Briefs").chmod(0o755)
    report(briefed, *on("2026-07-04"))
    assert standing(briefed) == []


def test_a_vault_that_suddenly_shows_no_person_loses_no_brief(briefed: Path) -> None:
    for name in ("People", "Daily", "Lunch.md"):
        shutil.move(briefed / name, briefed.parent / name)
    report(briefed, *on("2026-07-04"), code=1)
    assert standing(briefed) == [ANA]


# --- taken away with care ---


def test_a_page_is_taken_away_only_as_it_was_read(tmp_path: Path) -> None:
    page = fill(tmp_path, {"Reports/Briefs/x.md": "old"}) / "Reports/Briefs/x.md"
    with pytest.raises(atomic.ChangedMeanwhile):
        atomic.remove(str(tmp_path), "Reports/Briefs/x.md", b"other")
    assert page.read_bytes() == b"old"
    atomic.remove(str(tmp_path), "Reports/Briefs/x.md", b"old")
    assert os.listdir(page.parent) == []
    with pytest.raises(atomic.ChangedMeanwhile):
        atomic.remove(str(tmp_path), "Reports/Briefs/x.md", b"old")


def test_what_is_no_plain_file_is_not_taken_away(tmp_path: Path) -> None:
    root = fill(tmp_path, {"Reports/Briefs/a.md": "old", "other.md": "old"})
    (root / "Reports/Briefs/link.md").symlink_to("a.md")
    os.link(root / "other.md", root / "Reports/Briefs/twice.md")
    before = fingerprints(root)
    for name in ("link", "twice"):
        with pytest.raises(atomic.Blocked):
            atomic.remove(str(root), f"Reports/Briefs/{name}.md", b"old")
    assert fingerprints(root) == before


def test_what_is_saved_between_the_look_and_the_removal_is_kept(briefed: Path) -> None:
    opened = open_vault(str(briefed))
    with Memo.open(None, stamp(opened)) as memo:
        findings = refresh(opened, memo, date(2026, 7, 4)).findings
    desk = Desk(opened)
    actions = plan(desk, findings)
    assert "remove" in {action.doing for action in actions}
    write_into_keep_block(brief(briefed))
    mine = brief(briefed).read_bytes()
    done = [each for each in apply(desk, findings, actions) if "Briefs" in each.action.page.path]
    assert brief(briefed).read_bytes() == mine
    assert [(each.action.doing, each.failure) for each in done] == [("keep", "")]


def test_nobodys_save_is_lost_while_pages_are_taken_away(tmp_path: Path) -> None:
    """A child saves by rename, again and again, while the page is taken away: its last text stands, here or beside."""
    folder = tmp_path / "Briefs"
    folder.mkdir()
    page = folder / "x.md"
    child = os.fork()
    if child == 0:
        for number in range(300):
            (tmp_path / "save").write_text(f"mine {number}")
            os.replace(tmp_path / "save", page)
        os._exit(0)
    removed = []
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        try:
            seen = page.read_bytes()
            atomic.remove(str(tmp_path), "Briefs/x.md", seen)
            removed.append(seen)
        except (OSError, atomic.WriteRefused):
            continue
    left = {path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".tmp")}
    assert b"mine 299" in left or b"mine 299" in removed
    assert len(removed) == len(set(removed))


def test_killed_at_any_moment_a_brief_is_whole_or_gone_and_the_next_run_is_right(briefed: Path) -> None:
    chance = random.Random(5)
    started = time.monotonic()
    run(briefed, memory=memory_of(briefed), write=True)
    usual = time.monotonic() - started
    for attempt in range(16):
        day = ("2026-07-04", "2026-06-30")[attempt % 2]
        child = os.fork()
        if child == 0:
            run(briefed, today=date.fromisoformat(day), memory=memory_of(briefed), write=True)
            os._exit(0)
        time.sleep(chance.random() * usual * 1.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole = [name for name in standing(briefed) if not name.endswith(".tmp")]
        assert whole in ([], [ANA])
        assert all(judge(brief(briefed, name).read_bytes()).ownership == "ours" for name in whole)
    report(briefed)
    assert standing(briefed) == [ANA]
    report(briefed, *on("2026-07-04"))
    assert standing(briefed) == []


def test_leftovers_in_the_briefs_folder_are_cleared(briefed: Path) -> None:
    ours, mine = (brief(briefed, name) for name in (".vaultkit-999999999-0123abcd.tmp", "mine.tmp"))
    for path in (ours, mine):
        path.write_text("half a page")
    report(briefed, *on("2026-07-01"))
    assert not ours.exists()
    assert mine.exists()


# --- what the command does with them ---


def test_dry_run_shows_makes_and_removals_and_does_neither(briefed: Path) -> None:
    fill(briefed, {"Lunch.md": meeting("2026-07-05", "Ana Ruiz")})
    before = fingerprints(briefed)
    done = invoke(briefed, "report", "--dry-run")
    assert f"--- a/Reports/Briefs/{ANA}\n+++ /dev/null" in done.stdout
    assert "--- /dev/null\n+++ b/Reports/Briefs/2026-07-05 Ana Ruiz (brief).md" in done.stdout
    assert fingerprints(briefed) == before


def test_only_briefs_touches_nothing_else_and_stdout_prints_them(briefed: Path) -> None:
    before = fingerprints(briefed)
    printed = invoke(briefed, "report", "--stdout", "--only", "Briefs", "--today", "2026-07-01").stdout
    assert printed.count("generated_by: vaultkit") == 1
    assert "**Friday 3 Jul 2026**" in printed
    report(briefed, "--only", "Briefs", *on("2026-07-04"))
    now = fingerprints(briefed)
    assert standing(briefed) == []
    assert {path for path in before if now.get(path) != before[path]} <= {
        "Reports/Briefs",
        f"Reports/Briefs/{ANA}",
    }


def test_nothing_changed_is_known_at_once_with_briefs_and_the_next_day_is_looked_at(briefed: Path) -> None:
    assert "up to date" in vaultkit(briefed, "report").stderr
    assert standing(briefed) == [ANA]
    assert "removed" in vaultkit(briefed, "report", *on("2026-07-04")).stderr
    assert "up to date" in vaultkit(briefed, "report", *on("2026-07-04")).stderr
    brief(briefed).write_text(compose("Briefs/2026-07-03 Ana Ruiz (brief)", "back again"))
    assert "removed" in vaultkit(briefed, "report", *on("2026-07-04")).stderr
    assert standing(briefed) == []


# --- kept current ---


def test_a_brief_is_drawn_anew_only_where_what_it_shows_changed(briefed: Path) -> None:
    walks = {f"Daily/2026-{day}.md": "- [[Zoë Lind]] walk\n" for day in ("01-01", "02-01", "03-04")}
    fill(briefed, {"Tea.md": meeting("2026-07-04", "Sam Park"), **walks})
    opened = open_vault(str(briefed))
    with Memo.open(None, stamp(opened)) as memo:
        live = Live(opened, memo)
        findings = live.refresh(None, TODAY, 0.0).state.findings
        first = {each.page.path: each for each in plan(live.desk, findings)}
        drawn = {name: text for name, (_, text) in live.desk._drawn.items()}
        fill(briefed, {"Daily/2026-06-02.md": "- [[Sam Park]] a postcard\n"})
        findings = live.refresh(["Daily/2026-06-02.md"], TODAY, 1.0).state.findings
        plan(live.desk, findings)
        again = {name: text for name, (_, text) in live.desk._drawn.items()}
    assert len(first) == len(drawn)
    assert again["Briefs/2026-07-03 Ana Ruiz (brief)"] is drawn["Briefs/2026-07-03 Ana Ruiz (brief)"]
    assert "a postcard" in again["Briefs/2026-07-04 Sam Park (brief)"]


def test_the_writer_knows_its_own_briefs_and_tells_of_those_kept_once(briefed: Path) -> None:
    opened = open_vault(str(briefed))
    writer, desk = Writer(), Desk(opened)
    path = f"Reports/Briefs/{ANA}"
    write_into_keep_block(brief(briefed))
    with Memo.open(None, stamp(opened)) as memo:
        today, later = (refresh(opened, memo, day).findings for day in (TODAY, date(2026, 7, 4)))
    writer.write(desk, today, 0.0, lambda: True)
    assert writer.heard_of(desk, [path]) == (frozenset({path}), frozenset())
    assert [dict(writer.write(desk, later, now, lambda: True).kept) for now in (10.0, 20.0)] == [
        {path: "you wrote into its keep block"},
        {},
    ]
    assert not writer.touched(desk)
    brief(briefed).write_text(compose("Briefs/2026-07-03 Ana Ruiz (brief)", "as we wrote it"))
    assert writer.touched(desk)
    assert writer.write(desk, later, 30.0, lambda: True).removed == ("Briefs/2026-07-03 Ana Ruiz (brief)",)
    assert writer.heard_of(desk, [path]) == (frozenset({path}), frozenset())


def test_a_watcher_makes_renews_moves_and_takes_away_briefs_and_rests(vault: Path) -> None:
    fill(vault, {"vaultkit.toml": "[watch]\nquiet = 0.05\nlongest = 0.5\nwrite_gap = 0.1\n"})
    with settled(vault, *on("2026-06-30")) as watcher:
        assert standing(vault) == [ANA]
        fill(vault, {"Tea.md": meeting("2026-07-02", "Sam Park", "Zoë Lind")})
        watcher.until(lambda: len(standing(vault)) == 2, "the brief of the new meeting")
        fill(vault, {"Lunch.md": meeting("2026-07-05", "Ana Ruiz"), "Daily/2026-06-29.md": "- [[Sam Park]] a card\n"})
        tea = "2026-07-02 Sam Park and Zoë Lind (brief).md"
        watcher.until(lambda: standing(vault) == [tea, "2026-07-05 Ana Ruiz (brief).md"], "the lunch is moved")
        watcher.until(lambda: "a card" in brief(vault, tea).read_text(), "what was last spoken of")
        write_into_keep_block(brief(vault, tea))
        brief(vault, "2026-07-05 Ana Ruiz (brief).md").unlink()
        watcher.until(lambda: len(standing(vault)) == 2, "the brief that was deleted is made again")
        (vault / "Lunch.md").unlink()
        (vault / "Tea.md").unlink()
        watcher.until(lambda: standing(vault) == [tea], "the meetings are cancelled")
        watcher.says("removed Briefs/2026-07-05 Ana Ruiz (brief)")
        watcher.says(f"kept Reports/Briefs/{tea}: you wrote into its keep block")
        watcher.settles()
        comes_to_rest(watcher)
        before, said = page_stats(vault), watcher.said()
        os.utime(brief(vault, tea))
        comes_to_rest(watcher)
        assert page_stats(vault) == before
        assert watcher.said() == said


days = st.dates(date(2026, 6, 25), date(2026, 7, 12))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(days, st.sampled_from(["Ana Ruiz", "Sam Park", "Zoë Lind"]), days), min_size=1, max_size=5))
def test_whatever_is_planned_and_moved_just_the_briefs_of_the_days_ahead_stand(
    plans: list[tuple[date, str, date]],
) -> None:
    with TemporaryDirectory() as folder:
        root, memory = fill(Path(folder, "vault"), NOTES), Path(folder, "memory")
        for planned, person, today in plans:
            fill(root, {f"Plan {person}.md": meeting(planned.isoformat(), person)})
            run(root, today=today, memory=memory, write=True)
            days_of = {each: read_day(root, each) for each in ("Ana Ruiz", "Sam Park", "Zoë Lind")}
            due = {f"{day} {who} (brief).md" for who, day in days_of.items() if day and 0 < (day - today).days <= 7}
            held = {f"{day} {who} (brief).md" for who, day in days_of.items() if day == today}
            assert due <= set(standing(root)) <= due | held


def read_day(root: Path, person: str) -> date | None:
    note = root / f"Plan {person}.md"
    return date.fromisoformat(note.read_text().split("date: ")[1][:10]) if note.exists() else None


def test_its_memory_lost_a_run_does_the_same(briefed: Path) -> None:
    shutil.rmtree(memory_of(briefed))
    assert "up to date" not in report(briefed, *on("2026-07-04"))
    assert standing(briefed) == []
