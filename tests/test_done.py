"""Follow-ups and their ids: closed, dropped, put off, and known again whatever else changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from program import PERSON, fill, invoke, run

from vaultkit.edits.change import EditRefused
from vaultkit.edits.tick import is_task, tick
from vaultkit.graph.marks import LONGEST, SHORTEST, mark_of, shortened
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.read import Reading, read

TODAY = date(2026, 11, 20)
DAY = ("--today", "2026-11-20")
QUIET = "log.quiet = 0\n"
NOTES = {
    "vaultkit.toml": QUIET,
    "People/Ana Diaz.md": PERSON,
    "People/Jo Park.md": PERSON,
    "Daily/2026-11-05.md": "- promised:: [[Ana Diaz]] the notes 📅 2026-11-10\n- got:: [[Jo Park]] a lift\n",
}


def ids(root: Path, today: str = "2026-11-20") -> dict[str, str]:
    """What is open → its id, by its words."""
    rows = json.loads(invoke(root, "done", "--format", "json", "--today", today).stdout)
    return {f"{row['kind']} {row['what']}": row["id"] for row in rows}


# --- ids ---


def test_an_id_outlasts_all_that_it_does_not_depend_on(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    before = ids(root)
    assert before.keys() == {"promise the notes", "thanks a lift"}
    lines = (root / "Daily/2026-11-05.md").read_text(encoding="utf-8").splitlines()
    fill(root, {"Daily/2026-11-05.md": "\n".join(["# Day", "- [[Jo Park]] lunch", *lines[::-1], ""])})
    (root / "Archive").mkdir()
    (root / "Daily/2026-11-05.md").rename(root / "Archive/2026-11-05.md")
    fill(root, {"Daily/2026-11-06.md": "- promised:: [[Jo Park]] a call\n", "People/Zed.md": PERSON})
    after = ids(root, "2026-11-21")
    assert {what: after[what] for what in before} == before
    assert len(set(after.values())) == len(after) == 3


def test_an_id_stands_in_the_reports_and_with_the_person(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    found = ids(root)["promise the notes"]
    reports = run(root, today=TODAY).reports
    assert all(f" `{found}`\n" in reports[name] + "\n" for name in ("Follow-ups", "Overview"))
    assert f"`{found}`" in invoke(root, "person", "Ana", *DAY).stdout
    owed = json.loads(invoke(root, "person", "Ana", "--format", "json", *DAY).stdout)["owed"]
    assert [item["id"] for item in owed] == [found]


def test_two_things_alike_have_ids_of_their_own(tmp_path: Path) -> None:
    twice = "- promised:: [[Ana Diaz]] the notes\n" * 2
    root = fill(tmp_path / "vault", {**NOTES, "Daily/2026-11-05.md": twice})
    rows = json.loads(invoke(root, "done", "--format", "json", *DAY).stdout)
    assert len({row["id"] for row in rows}) == 2


@given(st.lists(st.tuples(st.sampled_from(("thanks", "nudge")), st.text(max_size=2)), unique=True, max_size=60))
@example_settings(max_examples=50, deadline=None)
def test_shortened_marks_differ_and_lead_back(things: list[tuple[str, str]]) -> None:
    marks = sorted(mark_of(kind, "Ana", TODAY, what) for kind, what in things)
    short = [shortened(mark, marks) for mark in marks]
    assert len(set(short)) == len(things)
    for mark, each in zip(marks, short, strict=True):
        assert [other for other in marks if other.startswith(each)] == [mark]
        assert SHORTEST <= len(each) <= LONGEST


def test_marks_that_begin_alike_are_lengthened() -> None:
    marks = ["aab22", "aabc2", "aabc3", "b2222"]
    assert [shortened(mark, marks) for mark in marks] == ["aab2", "aabc2", "aabc3", "b22"]


# --- put away ---


@pytest.mark.parametrize("verb", ["dropped", "closed"])
def test_what_is_dropped_comes_up_no_more(tmp_path: Path, verb: str) -> None:
    root = fill(tmp_path / "vault", NOTES)
    found = ids(root)["thanks a lift"]
    assert invoke(root, "done", found, verb, "--yes", *DAY).exit_code == 0
    written = (root / "Daily/2026-11-20.md").read_text(encoding="utf-8")
    assert written == f"- {verb}:: [[Jo Park]] a lift (item:: {found})\n"
    assert ids(root).keys() == {"promise the notes"}
    assert "a lift" not in run(root, today=TODAY).reports["Follow-ups"]
    assert run(root, today=TODAY).problems == ()


def test_what_is_snoozed_comes_up_on_its_day(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    found = ids(root)["thanks a lift"]
    assert invoke(root, "done", found, "snoozed", "2026-12-01", "--yes", *DAY).exit_code == 0
    assert "thanks a lift" not in ids(root, "2026-11-30")
    assert ids(root, "2026-12-01")["thanks a lift"] == found
    assert "thanks a lift" in ids(root, "2026-11-19"), "the line does not count before its day"


def test_putting_away_is_no_contact(tmp_path: Path) -> None:
    lines = "- dropped:: [[Jo Park]] a lift\n- snoozed:: [[Ana Diaz]] the notes 📅 2026-12-01\n"
    root = fill(tmp_path / "vault", {**NOTES, "Daily/2026-11-12.md": lines})
    standings = run(root, today=TODAY).state.findings.standings
    last = {path: str(standing.tie.last_contact) if standing.tie else "" for path, standing in standings.items()}
    assert last == {"People/Ana Diaz.md": "2026-11-05", "People/Jo Park.md": "2026-11-05"}


def test_a_line_without_an_id_means_what_shares_its_words(tmp_path: Path) -> None:
    lines = "- dropped:: [[Jo Park]] the lift home\n- snoozed:: [[Ana Diaz]] sending notes 2026-12-01\n"
    root = fill(tmp_path / "vault", {**NOTES, "Daily/2026-11-12.md": lines})
    assert ids(root) == {}
    assert ids(root, "2026-12-01").keys() == {"promise the notes"}


def test_a_new_name_of_the_person_changes_nothing(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    invoke(root, "done", ids(root)["thanks a lift"], "dropped", "--yes", *DAY)
    (root / "People/Jo Park.md").rename(root / "People/Joanna Park.md")
    for path in root.rglob("2026*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("[[Jo Park]]", "[[Joanna Park]]"), encoding="utf-8")
    assert ids(root).keys() == {"promise the notes"}


def test_a_dropped_promise_is_open_nowhere(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    invoke(root, "done", ids(root)["promise the notes"], "dropped", "--yes", *DAY)
    (pledge,) = run(root, today=TODAY).state.network.between("People/Ana Diaz.md").pledges
    assert pledge.status == "dropped"


def test_a_promise_to_nobody_can_be_closed(tmp_path: Path) -> None:
    note = '---\ntype: promise\nto: "[[Acme]]"\nwhat: the annual letter\nmade: 2026-11-01\n---\n'
    firm = "---\ntype: organization\n---\n"
    root = fill(tmp_path / "vault", {"vaultkit.toml": QUIET, "Promises/Letter.md": note, "Acme.md": firm})
    found = ids(root)["promise the annual letter"]
    assert invoke(root, "done", found, "snoozed", "2026-12-01", "--yes", *DAY).exit_code == 0
    assert ids(root) == {}
    assert invoke(root, "done", found, "--yes", "--today", "2026-12-02").exit_code == 0
    assert "status: done" in (root / "Promises/Letter.md").read_text(encoding="utf-8")


def test_what_other_plugins_mean_by_such_words_is_left_alone() -> None:
    note = parse_note(
        "x.md", b"---\nclosed: true\n---\nclosed:: 2026-11-03\n- dropped:: the old plan\n- snoozed:: yes\n"
    )
    found = read(note, Reading(date_format("YYYY-MM-DD")))
    assert (found.put_away, found.problems) == ((), ())


# --- what is written ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"- [ ] a", b"- [x] a \xe2\x9c\x85 2026-11-20"),
        (b"* [/]  a  \r\n", b"* [x]  a \xe2\x9c\x85 2026-11-20  \r\n"),
        (b"> 1. [ ] a ^t1\n", b"> 1. [x] a \xe2\x9c\x85 2026-11-20 ^t1\n"),
    ],
)
def test_a_task_is_ticked_and_every_other_byte_stays(before: bytes, after: bytes) -> None:
    assert tick(before, 1, "x", TODAY) == after
    assert tick(b"one\r" + before, 2, "x", TODAY) == b"one\r" + after


@pytest.mark.parametrize("note", [b"- [x] done", b"- text", b"", b"[ ] none"])
def test_what_is_no_open_task_is_not_ticked(note: bytes) -> None:
    assert not is_task(note, 1)
    with pytest.raises(EditRefused):
        tick(note, 1, "x", TODAY)


def test_words_go_with_what_was_done(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    found = ids(root)
    assert invoke(root, "done", found["thanks a lift"], "by", "letter", "--yes", *DAY).exit_code == 0
    assert invoke(root, "done", found["promise the notes"], "kept", "a day late", "--yes", *DAY).exit_code == 0
    written = (root / "Daily/2026-11-20.md").read_text(encoding="utf-8")
    assert written == "- thanked:: [[Jo Park]] by letter\n- kept:: [[Ana Diaz]] the notes, a day late\n"
    assert ids(root) == {}


def test_of_two_told_in_one_note_the_line_gets_an_id(tmp_path: Path) -> None:
    lines = "- 2026-11-03 got:: [[Jo Park]] a lift\r\n- 2026-11-03 got:: [[Jo Park]] a tent\r\n"
    root = fill(tmp_path / "vault", {"vaultkit.toml": QUIET, "People/Jo Park.md": PERSON, "Log/2026-11.md": lines})
    assert invoke(root, "done", ids(root)["thanks a lift"], "--yes", *DAY).exit_code == 0
    assert (root / "Log/2026-11.md").read_bytes().decode() == (
        "- 2026-11-03 got:: [[Jo Park]] a lift ^ask1\r\n- 2026-11-03 got:: [[Jo Park]] a tent\r\n"
        "- 2026-11-20 thanked:: [[Jo Park]] a lift (re:: [[2026-11#^ask1]])\r\n"
    )
    assert ids(root).keys() == {"thanks a tent"}
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert (root / "Log/2026-11.md").read_bytes().decode() == lines


def test_what_stands_in_their_own_note_is_closed_from_the_daily_note(tmp_path: Path) -> None:
    own = f"{PERSON}- 2026-11-03 got:: a lift\n- 2026-11-03 got:: a tent\n"
    notes = {"vaultkit.toml": QUIET, "People/Jo Park.md": own, "2026-11-01.md": "- one\n"}
    root = fill(tmp_path / "vault", notes)
    assert invoke(root, "done", ids(root)["thanks a lift"], "--yes", *DAY).exit_code == 0
    assert ids(root).keys() == {"thanks a tent"}
    assert run(root, today=TODAY).problems == ()
    assert "(re:: [[Jo Park#^ask1]])" in (root / "2026-11-20.md").read_text(encoding="utf-8")


def test_undo_gives_the_bytes_back(tmp_path: Path) -> None:
    task = b"\xef\xbb\xbf- [ ] send it to [[Ana Diaz]]\r\nmore"
    root = fill(tmp_path / "vault", {"vaultkit.toml": QUIET, "People/Ana Diaz.md": PERSON, "2026-11-05.md": task})
    (found,) = ids(root).values()
    assert invoke(root, "done", found, "--yes", *DAY).exit_code == 0
    assert (root / "2026-11-05.md").read_bytes() == task.replace(b"[ ]", b"[x]").replace(
        b"]]\r", "]] ✅ 2026-11-20\r".encode()
    )
    assert invoke(root, "undo", "--yes", *DAY).exit_code == 0
    assert (root / "2026-11-05.md").read_bytes() == task


# --- what cannot be ---


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("thanks a lift", ("answered", "yes")),
        ("thanks a lift", ("kept",)),
        ("promise the notes", ("nudged",)),
        ("promise the notes", ("--date", "2026-11-04")),
        ("promise the notes", ("dropped", "--date", "2026-11-21")),
    ],
)
def test_what_cannot_close_it_writes_nothing(tmp_path: Path, item: str, words: tuple[str, ...]) -> None:
    root = fill(tmp_path / "vault", NOTES)
    assert invoke(root, "done", ids(root)[item], *words, "--yes", *DAY).exit_code == 2
    assert not (root / "Daily/2026-11-20.md").exists()


def test_an_id_mistyped_names_the_nearest(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    right = ids(root)["thanks a lift"]
    done = invoke(root, "done", right[:-1], "--yes", *DAY)
    assert (done.exit_code, right in done.stderr) == (4, True)


def test_words_beside_what_is_dropped_stand_apart(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", NOTES)
    done = invoke(root, "done", ids(root)["thanks a lift"], "dropped", "no", "more", "--dry-run", *DAY)
    assert "[[Jo Park]] a lift, no more (item::" in done.stderr


def test_what_was_put_away_stays_so_under_new_names(tmp_path: Path) -> None:
    root = fill(
        tmp_path / "vault",
        {
            "vaultkit.toml": "[log]\nquiet = 0\n",
            "People/Ana Ruiz.md": PERSON,
            "People/Jo Park.md": PERSON,
            "People/J. Park.md": PERSON,
            "Daily/2026-06-20.md": "- promised:: [[Ana Ruiz]] an intro to [[Jo Park]]\n",
            "Daily/2026-06-21.md": "- introduced-by:: [[Ana Ruiz]] to [[J. Park]]\n",
        },
    )

    def open_items() -> list[str]:
        return sorted(row["what"] for row in json.loads(invoke(root, "done", "--format", "json").stdout))

    for row in json.loads(invoke(root, "done", "--format", "json").stdout):
        if row["kind"] in ("promise", "introduced"):
            assert invoke(root, "done", row["id"], "dropped", "--yes").exit_code == 0
    left = open_items()
    assert not any("intro to" in what for what in left)
    assert invoke(root, "rename", "Jo Park", "Jo Parker", "--yes").exit_code == 0
    assert open_items() == left
    assert invoke(root, "rename", "Ana Ruiz", "Ana Díaz", "--yes").exit_code == 0
    assert open_items() == left
    assert invoke(root, "merge", "Jo Parker", "J. Park", "--yes").exit_code == 0
    assert [what for what in open_items() if "intro to" in what] == []
