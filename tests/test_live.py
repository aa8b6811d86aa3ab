"""A vault kept in mind: after any changes, and however they were heard of, it stands as a run from nothing finds it."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from program import PERSON, TODAY, fill, run
from strategies import FOLDERS, STEMS, Files, notes, paths, vaults

from vaultkit.disk.memo import Memo
from vaultkit.live import Live, SuddenlyGone
from vaultkit.look import open_vault, stamp
from vaultkit.metrics.findings import Findings
from vaultkit.publish import apply, plan

folders = st.sampled_from([folder.rstrip("/") for folder in FOLDERS if folder] + ["Moved", "People/Inner"])
COPIES = (" (1)", " 2", ".sync-conflict-20260601-101112-ABCDEFG")
NAMES = ("Ana Ruiz.md", "ana ruiz.md", "ANA RUIZ.md", "Zoë Lind.md", "Zoe\u0308 Lind.md")


class Standing(dict[str, tuple[int, ...]]):
    """Every file and folder below a root, as the disk spells it, with what shows a change."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        for at in root.rglob("*"):
            seen = at.lstat()
            self[str(at.relative_to(root))] = (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)

    def differs(self, other: Standing) -> set[str]:
        return {path for path in self.keys() | other.keys() if self.get(path) != other.get(path)}


class Watched(RuleBasedStateMachine):
    """Somebody works in a vault that is kept in mind; only the paths of what changed are told."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.root = Path(self.folder.name, "vault")
        self.root.mkdir()
        self.now = 0.0

    @initialize(files=vaults())
    def begin(self, files: Files) -> None:
        fill(self.root, files)
        self.vault = open_vault(str(self.root))
        self.memo = Memo.open(self.folder.name + "/cache", stamp(self.vault))
        self.live = Live(self.vault, self.memo)
        self.live.refresh(None, TODAY, self.now)
        self.before = Standing(self.root)
        self.own: dict[str, bytes] = {}
        self.settle()

    def teardown(self) -> None:
        self.folder.cleanup()

    # --- what is done ---

    @rule(path=paths(), data=notes())
    def write(self, path: str, data: bytes) -> None:
        if not (self.root / path).is_dir():
            fill(self.root, {path: data})

    @rule(path=paths(), data=notes())
    def write_in_two_pieces(self, path: str, data: bytes) -> None:
        self.write(path, data[: len(data) // 2])
        self.tell()
        self.write(path, data)

    @rule(path=paths(), data=notes())
    def replace_by_rename(self, path: str, data: bytes) -> None:
        fill(self.root, {"save.tmp": data})
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        if not (self.root / path).is_dir():
            os.replace(self.root / "save.tmp", self.root / path)

    @rule(path=paths())
    def append(self, path: str) -> None:
        if (self.root / path).is_file():
            with (self.root / path).open("ab") as file:
                file.write(b"\n- [[Sam Park]] coffee\n")

    @rule(path=paths())
    def delete(self, path: str) -> None:
        if (self.root / path).is_file():
            (self.root / path).unlink()

    @rule(path=paths())
    def take_away_and_put_back(self, path: str) -> None:
        if (self.root / path).is_file():
            os.replace(self.root / path, self.root.parent / "aside")
            self.tell()
            os.replace(self.root.parent / "aside", self.root / path)

    @rule(path=paths(), to=paths())
    def rename(self, path: str, to: str) -> None:
        if (self.root / path).is_file() and not (self.root / to).is_dir():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.root / path, self.root / to)

    @rule(folder=folders, to=folders)
    def move_a_folder(self, folder: str, to: str) -> None:
        if (self.root / folder).is_dir() and not (self.root / to).exists() and not to.startswith(folder):
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            os.rename(self.root / folder, self.root / to)
            self.everything = True

    @rule(folder=folders)
    def delete_a_folder(self, folder: str) -> None:
        shutil.rmtree(self.root / folder, ignore_errors=True)
        self.everything = True

    @rule(path=paths())
    def touch(self, path: str) -> None:
        if (self.root / path).is_file():
            os.utime(self.root / path)

    @rule(name=st.sampled_from(NAMES), data=notes())
    def make_a_twin(self, name: str, data: bytes) -> None:
        fill(self.root, {f"People/{name}": data})

    @rule(
        stem=st.sampled_from(STEMS),
        data=notes(),
        copy=st.sampled_from((" (1)", ".sync-conflict-20260601-101112-ABCDEFG")),
    )
    def sync_a_copy(self, stem: str, data: bytes, copy: str) -> None:
        fill(self.root, {f"People/{stem}{copy}.md": data})

    @rule(path=paths(), to=paths())
    def link_twice(self, path: str, to: str) -> None:
        if (self.root / path).is_file() and not (self.root / to).exists():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            os.link(self.root / path, self.root / to)

    @rule(path=paths())
    def put_a_folder_in_its_place(self, path: str) -> None:
        if (self.root / path).is_file():
            (self.root / path).unlink()
            (self.root / path).mkdir()
            self.everything = True

    @rule()
    def miss_all_events(self) -> None:
        """The next look is at everything."""
        self.everything = True

    @rule()
    def another_day(self) -> None:
        self.today = date(2026, 7, 1) if self.today == TODAY else TODAY

    today = TODAY
    everything = False

    # --- what is told, and what must then be so ---

    def tell(self) -> None:
        after = Standing(self.root)
        paths, self.before = self.before.differs(after), after
        self.now += 0.4
        try:
            self.live.refresh(None if self.everything else sorted(paths), self.today, self.now, believe=True)
        finally:
            self.everything = False

    def settle(self) -> None:
        """Tell until there is nothing left to wait for."""
        self.tell()
        for _ in range(4):
            self.now += 6
            found = self.live.refresh((), self.today, self.now, believe=True)
        assert found.again is None
        self.found = found.state.findings

    @invariant()
    def is_as_a_run_from_nothing_finds_it(self) -> None:
        if not hasattr(self, "live"):
            return
        users = {path: data for path, data in self.bytes().items() if path not in self.own}
        self.settle()
        fresh = run(self.root, today=self.today).state.findings
        for field in set(Findings._fields) - {"network", "basis"}:
            assert getattr(self.found, field) == getattr(fresh, field), field
        done = apply(self.live.desk, self.found, plan(self.live.desk, self.found))
        self.own = {each.action.page.path: b"" for each in done}
        again = apply(self.live.desk, self.found, plan(self.live.desk, self.found))
        assert {each.action.doing for each in again} <= {"keep", "leave", "blocked"}
        assert {path: data for path, data in self.bytes().items() if path not in self.own} == users

    def bytes(self) -> dict[str, bytes]:
        return {str(at.relative_to(self.root)): at.read_bytes() for at in self.root.rglob("*") if at.is_file()}


TestWatched = pytest.mark.filterwarnings("ignore:Generating overly large repr")(Watched.TestCase)
TestWatched.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


# --- in so many words ---


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[tuple[Path, Live]]:
    """Twenty contacts, each met once, and that kept in mind."""
    root = fill(tmp_path / "vault", {f"People/Person {number}.md": PERSON for number in range(20)})
    fill(root, {f"Daily/2026-05-{day:02}.md": f"- [[Person {day - 1}]] lunch\n" for day in range(1, 21)})
    opened = open_vault(str(root))
    with Memo.open(str(tmp_path / "cache"), stamp(opened)) as memo:
        live = Live(opened, memo)
        live.refresh(None, TODAY, 0.0)
        yield root, live


def lunches(live_state: Findings, person: str) -> int:
    return len(live_state.network.between(f"People/{person}.md").touches)


def test_many_notes_changed_at_once_are_all_read(vault: tuple[Path, Live]) -> None:
    """From some hundred on two processes read them."""
    root, live = vault
    days = [
        f"Old/{year}-{month:02}-{day:02}.md" for year in (2024, 2025) for month in range(1, 13) for day in range(1, 29)
    ]
    fill(root, dict.fromkeys(days, "- [[Person 3]] lunch\n"))
    assert len(live.refresh(days, TODAY, 1.0).changed) == len(days) == 672
    fill(root, dict.fromkeys(days, "- [[Person 4]] dinner\n"))
    found = live.refresh(days, TODAY, 2.0)
    assert len(found.changed) == 672
    assert (lunches(found.state.findings, "Person 3"), lunches(found.state.findings, "Person 4")) == (1, 673)


def test_a_note_away_for_a_moment_still_counts(vault: tuple[Path, Live]) -> None:
    root, live = vault
    note = root / "Daily/2026-05-03.md"
    os.replace(note, root / "aside.tmp")
    away = live.refresh(["Daily/2026-05-03.md"], TODAY, 1.0)
    assert (away.changed, lunches(away.state.findings, "Person 2")) == ((), 1)
    assert away.again == 2.0
    still = live.refresh((), TODAY, 2.5)
    assert (still.changed, still.again) == ((), 0.5)
    gone = live.refresh((), TODAY, 3.0)
    assert (gone.changed, lunches(gone.state.findings, "Person 2")) == (("Daily/2026-05-03.md",), 0)
    assert gone.again is None


def test_a_note_renamed_is_gone_from_its_old_place_at_once(vault: tuple[Path, Live]) -> None:
    root, live = vault
    os.replace(root / "Daily/2026-05-03.md", root / "Daily/2026-06-03.md")
    found = live.refresh(["Daily/2026-05-03.md", "Daily/2026-06-03.md"], TODAY, 1.0)
    assert found.changed == ("Daily/2026-05-03.md", "Daily/2026-06-03.md")
    assert lunches(found.state.findings, "Person 2") == 1


@pytest.mark.parametrize("half", ["", "---\ntype: per", "---\ntype: [person\n---\n", "\x00\x00\x00"])
def test_a_half_saved_note_still_counts_as_it_was(vault: tuple[Path, Live], half: str) -> None:
    root, live = vault
    fill(root, {"People/Person 2.md": half})
    found = live.refresh(["People/Person 2.md"], TODAY, 1.0)
    assert (found.changed, found.again) == ((), 5.0)
    assert "People/Person 2.md" in found.state.network.people
    fill(root, {"People/Person 2.md": "---\ntype: person\ncadence: 7d\n---\n"})
    whole = live.refresh(["People/Person 2.md"], TODAY, 2.0)
    assert (whole.changed, whole.again) == (("People/Person 2.md",), None)
    assert whole.state.findings.standings["People/Person 2.md"].cadence == 7


def test_a_note_that_stays_half_is_believed_and_told(vault: tuple[Path, Live]) -> None:
    root, live = vault
    fill(root, {"People/Person 2.md": "---\ntype: per"})
    live.refresh(["People/Person 2.md"], TODAY, 1.0)
    found = live.refresh((), TODAY, 6.0)
    assert found.changed == ("People/Person 2.md",)
    assert ("People/Person 2.md", "unclosed-front-matter") in {
        (p.place.path, p.code) for p in found.state.findings.problems
    }


def test_a_vault_more_than_half_gone_is_not_believed_even_at_the_start(
    vault: tuple[Path, Live], tmp_path: Path
) -> None:
    root, live = vault
    os.rename(root / "Daily", tmp_path / "Daily")
    os.rename(root / "People/Person 2.md", tmp_path / "Person 2.md")
    for again in (live, Live(live.vault, Memo.open(str(tmp_path / "cache"), stamp(live.vault)))):
        with pytest.raises(SuddenlyGone) as told:
            again.refresh(None, TODAY, 1.0)
        assert (told.value.known, told.value.gone) == (40, 21)
    os.rename(tmp_path / "Daily", root / "Daily")
    os.rename(tmp_path / "Person 2.md", root / "People/Person 2.md")
    back = live.refresh(None, TODAY, 2.0)
    assert lunches(back.state.findings, "Person 3") == 1
    os.rename(root / "Daily", tmp_path / "Daily")
    assert live.refresh(None, TODAY, 3.0, believe=True).again == 2.0
    assert lunches(live.refresh(None, TODAY, 6.0, believe=True).state.findings, "Person 3") == 0


def test_a_new_day_judges_the_same_notes_anew(vault: tuple[Path, Live]) -> None:
    root, live = vault
    later = date(2027, 6, 30)
    found = live.refresh((), later, 1.0).state.findings
    fresh = run(root, today=later).state.findings
    assert found.standings == fresh.standings
    assert found.follow_ups == fresh.follow_ups


def test_a_note_that_cannot_be_read_stays_as_it_was_for_a_moment_and_is_tried_again(vault: tuple[Path, Live]) -> None:
    """As many files are open as may be: nothing else in this process must be opened meanwhile."""
    root, live = vault
    note = "Daily/2026-05-03.md"
    fill(root, {note: "- [[Person 3]] walk\n"})
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, allowed[1]))
    try:
        found = live.refresh([note], TODAY, 1.0)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, allowed)
    assert (found.changed, lunches(found.state.findings, "Person 2")) == ((), 1)
    assert found.again is not None
    again = live.refresh((), TODAY, 2.0)
    assert (again.changed, again.again) == ((note,), None)
    assert lunches(again.state.findings, "Person 3") == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_may_be_read_again_is_found_without_being_told(vault: tuple[Path, Live]) -> None:
    root, live = vault
    (root / "Daily").chmod(0)
    try:
        closed = live.refresh(None, TODAY, 1.0)
    finally:
        (root / "Daily").chmod(0o755)
    assert closed.again is not None
    assert live.refresh((), TODAY, 2.0).again is None


def test_a_note_that_becomes_a_copy_of_a_new_one_is_read_no_more(vault: tuple[Path, Live]) -> None:
    root, live = vault
    fill(root, {"People/Zoë Lind (1).md": PERSON})
    assert live.refresh(["People/Zoë Lind (1).md"], TODAY, 1.0).changed == ("People/Zoë Lind (1).md",)
    fill(root, {"People/Zoë Lind.md": PERSON})
    live.refresh(["People/Zoë Lind.md"], TODAY, 2.0)
    found = live.refresh((), TODAY, 4.0).state.network
    assert {"People/Zoë Lind.md", "People/Zoë Lind (1).md"} & found.people.keys() == {"People/Zoë Lind.md"}


def test_of_two_spellings_of_a_name_the_composed_one_is_read_even_when_it_is_empty(vault: tuple[Path, Live]) -> None:
    root, live = vault
    composed, apart = "People/Zoë Lind.md", "People/Zoe\u0308 Lind.md"
    fill(root, {apart: "---\ntype: person\ncadence: 30d\n---\n"})
    assert live.refresh([apart], TODAY, 1.0).changed == (composed,)
    fill(root, {composed: ""})
    live.refresh([composed], TODAY, 2.0)
    found = live.refresh((), TODAY, 8.0).state.findings
    assert found.standings[composed].cadence is None


def test_a_twin_that_took_a_notes_place_for_a_moment_is_told_again(vault: tuple[Path, Live]) -> None:
    root, live = vault
    composed, apart = "People/Zoë Lind.md", "People/Zoe\u0308 Lind.md"
    fill(root, {composed: PERSON, apart: ""})
    live.refresh([composed, apart], TODAY, 1.0)
    os.replace(root / composed, root / "aside.tmp")
    live.refresh([composed], TODAY, 2.0)
    os.replace(root / "aside.tmp", root / composed)
    live.refresh([composed], TODAY, 3.0)
    found = live.refresh((), TODAY, 9.0).state.findings
    assert "name-twin" in {problem.code for problem in found.problems}
    assert composed in found.network.people
