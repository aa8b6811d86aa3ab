"""However a note is saved, moved or lost, the watcher's reports become those of a run from nothing; a real process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from program import PERSON, fill
from watching import (
    ANA,
    LATEST,
    NOTES,
    QUICK,
    Waited,
    Watcher,
    comes_to_rest,
    fresh,
    page_stats,
    pages,
    save,
    settled,
    side_by_side,
    status,
    switches,
    toggle,
    user_files,
    watching,
)
from watching import waited as waited  # a fixture

PAUSE = 0.03  # within one save: long enough for the watcher to meet the note as it is in between


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, waited: Waited) -> Iterator[Watcher]:
    """One watcher for all that leaves its vault in order, while the others wait."""
    root = fill(tmp_path_factory.mktemp("saves") / "vault", NOTES)
    with watching(root) as watcher:
        watcher.settles()
        yield watcher


def renews(watcher: Watcher, act: Callable[[], object]) -> dict[str, str]:
    """Something is done that changes the reports; they become right."""
    before = pages(watcher.root)
    act()
    now = watcher.settles()
    assert now != before, "the test changed nothing"
    return now


# --- many notes at once (before the tests that run side by side: reading so many forks) ---


def test_a_checkout_of_two_thousand_notes_ends_in_the_right_reports(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    root = fill(tmp_path / "vault", NOTES)

    def git(*words: str, told: str = "") -> None:
        subprocess.run(["git", *words], cwd=root, input=told.encode(), check=True, capture_output=True, timeout=60)

    met = "---\ntype: interaction\ndate: 2026-04-{:02}\npeople: ['[[Sam Park]]']\n---\n"
    one = {f"Notes/{at % 20}/{at}.md": f"On {at}: [[Ana Ruiz]]\n" for at in range(2000)}
    two = {f"Notes/{at % 20}/{at}.md": met.format(at % 30 + 1) for at in range(1900)}
    two |= {f"Notes/{at % 20}/moved {at}.md": f"On {at}: [[Ana Ruiz]]\n" for at in range(1900, 2000)}
    git("init")
    git("fast-import", told=_commit("one", one) + _commit("two", two))
    git("checkout", "one")
    with watching(root) as watcher:
        before = pages(root)
        git("checkout", "two")
        assert watcher.settles() != before
        git("checkout", "one")
        assert watcher.settles() == before


def _commit(branch: str, files: Mapping[str, str]) -> str:
    """A commit that holds these files, as `git fast-import` takes it."""
    held = "".join(f"M 100644 inline {name}\ndata {len(text)}\n{text}\n" for name, text in files.items())
    return f"commit refs/heads/{branch}\ncommitter x <x@localhost> 0 +0000\ndata 1\nx\n{held}\n"


# --- one note saved ---


def in_place(path: Path, text: str) -> None:
    """Obsidian, VS Code, nano: emptied, then written in pieces."""
    with path.open("w") as file:
        time.sleep(PAUSE)
        for piece in (text[:5], text[5:12], text[12:]):
            file.write(piece)
            file.flush()
            time.sleep(PAUSE)


def as_vim_does(path: Path, text: str) -> None:
    probe, backup = path.with_name("4913"), path.with_name(f"{path.name}~")
    probe.touch()
    probe.unlink()
    path.rename(backup)
    path.write_text(text)
    backup.unlink()


def as_emacs_does(path: Path, text: str) -> None:
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("somebody@somewhere.1234")
    path.rename(path.with_name(f"{path.name}~"))  # and stays
    path.write_text(text)
    lock.unlink()


def by_rename(path: Path, text: str) -> None:
    """Syncthing and most programs that take care."""
    beside = path.with_name(f".syncthing.{path.name}.tmp")
    beside.write_text(text)
    beside.replace(path)


def by_rename_from_elsewhere(path: Path, text: str) -> None:
    """A temporary file in a folder that nobody watches."""
    outside = path.parents[1].parent / "outside.tmp"
    outside.write_text(text)
    outside.replace(path)


def with_size_and_time_kept(path: Path, text: str) -> None:
    """rsync -a: other bytes, as many of them, with the times of the old."""
    assert len(text) == path.stat().st_size
    seen = path.stat()
    beside = path.with_name(f".{path.name}.Xy12zQ")
    beside.write_text(text)
    os.utime(beside, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    beside.replace(path)


def in_place_with_time_kept(path: Path, text: str) -> None:
    seen = path.stat()
    path.write_text(text)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def by_removing_and_writing(path: Path, text: str) -> None:
    """git checkout."""
    path.unlink()
    time.sleep(PAUSE)
    path.write_text(text)


def by_sed(path: Path, text: str) -> None:
    _run("sed", "-i", f"s/.*/{text.strip()}/", str(path))


def by_vim(path: Path, text: str) -> None:
    _run("vim", "-u", "NONE", "-es", "-c", f"call setline(1, '{text.strip()}')", "-c", "wq", str(path))


def by_rsync(path: Path, text: str) -> None:
    source = path.parents[1].parent / "elsewhere" / path.name
    save(source, text)
    os.utime(source, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    _run("rsync", "--archive", "--ignore-times", str(source), str(path))


def _run(program: str, *words: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    subprocess.run([program, *words], check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=30)


@pytest.mark.parametrize(
    "way",
    [
        in_place,
        as_vim_does,
        as_emacs_does,
        by_rename,
        by_rename_from_elsewhere,
        with_size_and_time_kept,
        in_place_with_time_kept,
        by_removing_and_writing,
        by_sed,
        by_vim,
        by_rsync,
    ],
)
def test_whichever_way_a_note_is_saved_the_reports_become_right(
    shared: Watcher, way: Callable[[Path, str], None]
) -> None:
    text = toggle(shared.root)
    renews(shared, lambda: way(shared.root / LATEST, text))
    assert (shared.root / LATEST).read_text() == text


def test_a_note_met_empty_or_half_saved_is_not_believed(shared: Watcher) -> None:
    """While it stands there half saved another note changes, and is in the reports: the half one did not count."""
    ana, whole = shared.root / "People/Ana Ruiz.md", (shared.root / "People/Ana Ruiz.md").read_text()
    for half in ("", "---\ntype: per", "---\ntype: [person\n---\n"):
        right = fresh(shared.root)
        other = shared.root / f"People/Half {len(half)}.md"
        ana.write_text(half)
        save(other, PERSON.replace("\n---", "\naliases: [\n---", 1))  # a problem that shows
        shared.until(lambda name=other.stem: name in pages(shared.root)["Problems"], "the other note counts")  # type: ignore[misc]
        assert pages(shared.root)["Stale ties"] == right["Stale ties"]
        assert "Ana Ruiz" not in pages(shared.root)["Problems"]
        ana.write_text(whole)
        other.unlink()
    shared.settles()


@side_by_side
def test_a_note_that_stays_empty_or_broken_is_believed_in_the_end(root: Path) -> None:
    with settled(root) as own:
        ana, sam = (root / f"People/{name}.md" for name in ("Ana Ruiz", "Sam Park"))
        whole = ana.read_text(), sam.read_text()

        def spoil() -> None:
            ana.write_text("")
            sam.write_text("---\ntype: per")

        renews(own, spoil)
        ana.write_text(whole[0])
        sam.write_text(whole[1])
        own.settles()


def test_touch_and_chmod_and_reading_write_no_report(shared: Watcher) -> None:
    comes_to_rest(shared)
    before = page_stats(shared.root)
    note = shared.root / "People/Zoë Lind.md"
    note.touch()
    note.chmod(0o600)
    note.write_bytes(note.read_bytes())
    for path in shared.root.rglob("*.md"):
        path.read_bytes()
    comes_to_rest(shared)
    assert page_stats(shared.root) == before
    os.utime(shared.root / "Reports" / "Overview.md", ns=(1, 1))  # a sync program's doing
    comes_to_rest(shared)
    after = page_stats(shared.root)
    assert after.pop("Overview.md")[:2] == (before.pop("Overview.md")[0], 1)
    assert after == before


# --- notes come and go ---


@side_by_side
def test_notes_and_folders_that_come_are_in_the_reports(root: Path) -> None:
    with settled(root) as own:
        renews(own, lambda: save(root / "Deep/er/and/deeper/still/2026-06-21.md", "- [[Zoë Lind]] talk\n"))
        renews(own, lambda: save(root / "Deep/er/and/deeper/still/2026-06-22.md", ANA))
        outside = fill(root.parent / "brought", {"in/ner/2026-06-23.md": "- [[Sam Park]] talk\n", "New One.md": PERSON})
        renews(own, lambda: outside.rename(root / "Brought"))
        renews(own, lambda: save(root / "Brought/in/ner/2026-06-24.md", "- [[Zoë Lind]] talk\n"))
        renews(own, lambda: os.link(root / LATEST, root / "Another name.md"))
        copy = LATEST.replace(".md", ".sync-conflict-20261122-101112-ABCDEFG.md")
        assert "sync-conflict" in renews(own, lambda: shutil.copy(root / LATEST, root / copy))["Problems"]
        for made in (root / copy, root / "Another name.md"):
            made.unlink()
        for folder in ("Deep", "Brought"):
            shutil.rmtree(root / folder)
        own.settles()


@side_by_side
def test_notes_and_folders_that_go_or_are_renamed_leave_no_trace(root: Path) -> None:
    with settled(root) as own:
        renews(own, (root / LATEST).unlink)
        renews(own, lambda: (root / "Daily").rename(root / "Days"))
        renews(own, lambda: save(root / "Days/2026-06-22.md", ANA))
        renews(own, lambda: (root / "People/Ana Ruiz.md").rename(root / "People/Anna Ruiz.md"))
        renews(own, lambda: (root / "People/Anna Ruiz.md").rename(root / "People/anna ruiz.md"))
        renews(own, lambda: (root / "Days").rename(root.parent / "Days"))
        renews(own, lambda: (root.parent / "Days").rename(root / "Inner days"))
        renews(own, lambda: save(root / "Inner days/2026-06-23.md", "- [[Zoë Lind]] talk\n"))


@side_by_side
def test_folders_that_change_places_and_files_that_become_folders_are_read_anew(root: Path) -> None:
    with settled(root) as own:
        fill(
            root,
            {"One/2026-06-21.md": "- [[Zoë Lind]]\n", "Two/2026-06-22.md": "- [[Sam Park]]\n", "Two/Ida.md": PERSON},
        )
        own.settles()

        def swap() -> None:
            (root / "One").rename(root / "x")
            (root / "Two").rename(root / "One")
            (root / "x").rename(root / "Two")
            save(root / "One/2026-06-22.md", ANA)

        renews(own, swap)
        renews(own, lambda: save(root / "Two/2026-06-21.md", ANA * 2 + "- [[Ida]]\n"))

        def to_folder() -> None:
            (root / "One/Ida.md").unlink()
            save(root / "One/Ida.md/2026-06-25.md", "- [[Sam Park]]\n")

        def to_file() -> None:
            shutil.rmtree(root / "One/Ida.md")
            save(root / "One/Ida.md", PERSON)

        renews(own, to_folder)
        renews(own, to_file)


# --- the vault itself ---


def looks_again(watcher: Watcher) -> None:
    """Wait until the watcher has woken by itself, and is at rest again."""
    comes_to_rest(watcher)
    before = switches(watcher)
    watcher.until(lambda: switches(watcher) > before, "it looks again")
    comes_to_rest(watcher)


def is_away(watcher: Watcher) -> bool:
    return status(watcher.root).get("state") == "away"


@side_by_side
def test_a_vault_moved_away_is_left_alone_and_watched_again_when_it_is_back(root: Path) -> None:
    with settled(root) as own:
        elsewhere = root.parent / "elsewhere"
        comes_to_rest(own)
        root.rename(elsewhere)
        before = user_files(elsewhere), page_stats(elsewhere)
        own.until(lambda: is_away(own), "it says the vault is away")
        assert not root.exists()
        fill(root, {"Other.md": PERSON, **{f"{day}.md": ANA for day in range(30)}})  # another one, with no .obsidian
        other = user_files(root)
        looks_again(own)
        assert not (root / "Reports").exists()
        assert user_files(root).items() >= other.items()
        shutil.rmtree(root)
        assert (user_files(elsewhere), page_stats(elsewhere)) == before
        save(elsewhere / LATEST, toggle(elsewhere))
        renews(own, lambda: elsewhere.rename(root))
        renews(own, lambda: save(root / LATEST, toggle(root)))
        own.until(lambda: status(root)["state"] == "watching", "it says that it watches")


@side_by_side
def test_a_vault_replaced_by_a_copy_of_itself_is_watched(root: Path) -> None:
    with settled(root) as own:
        elsewhere = root.parent / "elsewhere"
        comes_to_rest(own)
        subprocess.run(["cp", "-a", str(root), str(elsewhere)], check=True)

        def replace() -> None:
            save(elsewhere / LATEST, toggle(elsewhere))
            root.rename(root.parent / "old")
            elsewhere.rename(root)

        renews(own, replace)
        renews(own, lambda: save(root / LATEST, toggle(root)))


@side_by_side
def test_nearly_all_notes_gone_at_once_is_not_believed_and_their_return_is_seen(root: Path) -> None:
    with settled(root) as own:
        elsewhere = root.parent / "elsewhere"
        fill(root, {f"Notes/{at}.md": ANA for at in range(40)})
        own.until(lambda: status(root)["notes"] == 66, "it has read them")
        before = page_stats(root)
        elsewhere.mkdir()
        for folder in ("Notes", "Daily"):
            (root / folder).rename(elsewhere / folder)
        own.until(lambda: is_away(own), "it says the notes are gone")
        save(root / "People/Late.md", PERSON)
        comes_to_rest(own)
        assert page_stats(root) == before
        for folder in ("Notes", "Daily"):
            (elsewhere / folder).rename(root / folder)
        own.settles()
        own.until(lambda: status(root)["state"] == "watching", "it says that it watches")


# --- settings ---


def test_changed_settings_of_obsidian_count_at_once(shared: Watcher) -> None:
    daily, app = (shared.root / ".obsidian" / name for name in ("daily-notes.json", "app.json"))
    save(shared.root / "Days/day 21 of 6 in 2026.md", toggle(shared.root))
    shared.settles()
    renews(shared, lambda: save(daily, json.dumps({"folder": "Days", "format": "[day] D [of] M [in] YYYY"})))
    renews(shared, lambda: save(app, json.dumps({"userIgnoreFilters": ["Days/"]})))
    renews(shared, lambda: app.write_text("{}"))
    renews(shared, daily.unlink)
    shutil.rmtree(shared.root / "Days")


@side_by_side
def test_changed_settings_count_and_broken_ones_leave_the_last_good_in_force(root: Path) -> None:
    with settled(root) as own:
        settings = root / "vaultkit.toml"
        good = f'{QUICK}[folders]\nexclude = ["People/Zoë Lind.md"]\n'
        renews(own, lambda: save(settings, good))
        save(settings, f"{good}\n[folders\n")
        own.until(lambda: "vaultkit.toml" in pages(root)["Problems"], "the problem is among the problems")
        save(root / LATEST, toggle(root))
        save(settings.with_name("good.toml"), good)
        broken = settings.read_text()
        settings.write_text(good)
        want = fresh(root)  # what the last good settings make of it
        settings.write_text(broken)
        own.until(lambda: pages(root)["Stale ties"] == want["Stale ties"], "notes are read by the last good settings")
        own.until(lambda: "vaultkit.toml" in pages(root)["Problems"], "the problem is among the problems")
        renews(own, lambda: save(settings, QUICK))
        assert "vaultkit.toml" not in pages(root)["Problems"]


def test_a_hangup_signal_reads_the_settings_again_and_ends_nothing(shared: Watcher) -> None:
    comes_to_rest(shared)
    before = page_stats(shared.root)
    shared.send(signal.SIGHUP)
    comes_to_rest(shared)
    assert page_stats(shared.root) == before
    text = toggle(shared.root)
    renews(shared, lambda: save(shared.root / LATEST, text))


# --- its own pages, and pace ---


@side_by_side
def test_it_never_wakes_itself(root: Path) -> None:
    with settled(root) as own:
        renews(own, lambda: save(root / LATEST, toggle(root)))
        comes_to_rest(own)
        before, said = page_stats(root), own.said()
        comes_to_rest(own)
        assert page_stats(root) == before
        assert own.said() == said


@side_by_side
def test_a_report_edited_is_left_alone_and_told_and_one_deleted_is_made_again(root: Path) -> None:
    with settled(root) as own:
        edited, kept, deleted = (root / "Reports" / f"{name}.md" for name in ("Stale ties", "Overview", "Follow-ups"))
        edited.write_text(edited.read_text().replace("Who is going quiet", "WHO IS GOING QUIET", 1))
        kept.write_text(kept.read_text().replace("%% keep %%\n", "%% keep %%\nmy own plans\n", 1))
        deleted.unlink()
        mine = edited.read_bytes()
        now = own.settles(beside_pages=True)
        assert '--replace "Stale ties"' in now["Problems"]
        save(root / LATEST, toggle(root))
        now = own.settles(beside_pages=True)
        assert "my own plans\n" in now["Overview"]
        assert edited.read_bytes() == mine
        edited.rename(root / "My stale ties.md")
        own.settles(beside_pages=True)
        assert (root / "My stale ties.md").read_bytes() == mine
        comes_to_rest(own)
        before = page_stats(root)
        comes_to_rest(own)
        assert page_stats(root) == before


@side_by_side
def test_a_note_of_the_users_own_among_the_reports_counts(root: Path) -> None:
    with settled(root) as own:
        before = pages(root)
        save(root / "Reports/2026-06-22.md", toggle(root))
        assert own.settles(beside_pages=True) != before


@side_by_side
def test_a_storm_of_saves_ends_in_the_right_reports_and_few_writes(root: Path) -> None:
    with settled(root) as own:
        save(root / "vaultkit.toml", QUICK.replace("write_gap = 0.1", "write_gap = 0.5"))
        own.settles()
        page, versions = root / "Reports/Overview.md", set()
        started = time.monotonic()
        for at in range(3000):
            name = ("Ana Ruiz", "Sam Park", "Zoë Lind")[at % 3]
            save(root / f"Daily/2026-06-{at % 20 + 1:02}.md", f"- [[{name}]] {at}\n")
            versions.add(page.stat().st_ino)
        lasted = time.monotonic() - started
        own.settles()
        versions.add(page.stat().st_ino)
        assert len(versions) <= lasted / 0.5 + 3
