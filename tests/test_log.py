"""Logging: from what somebody says to a line in the day's note."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from program import PERSON, cache, fill, fingerprints, invoke

from vaultkit.cli.entry import day_of
from vaultkit.edits.daily import home_of, made_from
from vaultkit.edits.event import Event, line_of_event
from vaultkit.edits.sentence import heard, line_of, linked_asides
from vaultkit.graph.book import build
from vaultkit.graph.called import Called, linker
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.obsidian import ObsidianConfig
from vaultkit.records.kinds import Says
from vaultkit.records.prose import counterparts
from vaultkit.records.read import Reading, read
from vaultkit.settings import Settings
from vaultkit.settings.shapes import Log

TODAY = date(2026, 11, 3)  # a Tuesday
NAMES = ("Sam Rivera", "Ana Diaz", "Michael Ito", "Jo Park", "William Hope", "Mark Lane", "Elisabeth Roth", "Uli Frei")
NOTES = {
    **{f"People/{name}.md": PERSON for name in NAMES},
    "People/Ana Diaz.md": "---\naliases: [Annie]\n---\n",
    "Acme.md": "---\ntype: organization\n---\n",
}


def says(path: str, text: str) -> Says:
    return read(parse_note(path, text.encode()), Reading(date_format("YYYY-MM-DD")))


NETWORK = build([says(path, text) for path, text in NOTES.items()], TODAY)
CALLED = Called(NETWORK)
LINK = linker(NETWORK, NOTES)


def line(text: str) -> str:
    """A text → the line, with a link that says "?" for whoever nobody knows, and the first of several who fit."""
    sentence = heard(text, CALLED.meant, lambda name: name == "Acme")
    if sentence is None:
        return ""
    known = [name.people[0] if name.people else "" for name in sentence.people]
    links = [LINK(who, "") if who else f"[[{name.text}?]]" for who, name in zip(known, sentence.people, strict=True)]
    return line_of(sentence, links, lambda words: linked_asides(words, CALLED.meant, LINK, known))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "coffee with Sam and Ana, Sam moves teams in Q1",
            "[[Sam Rivera]] and [[Ana Diaz]] coffee, Sam moves teams in Q1",
        ),
        ("Sam Rivera: call about the offer", "[[Sam Rivera]] call about the offer"),
        ("sam: call about the offer", "[[Sam Rivera]] call about the offer"),
        ("called Ana", "[[Ana Diaz]] called"),
        ("lunch w/ sam rivera & annie", "[[Sam Rivera]] and [[Ana Diaz]] lunch"),
        ("met Jo Park at UX conf", "[[Jo Park]] met at UX conf"),
        ("Ana, Jo and Mike: planning", "[[Ana Diaz]], [[Jo Park]] and [[Michael Ito]] planning"),
        ("coffee with mike, Ana moves to Berlin", "[[Michael Ito]] coffee, [[Ana Diaz|Ana]] moves to Berlin"),
        ("emailed Mike about it", "[[Michael Ito]] emailed about it (direction:: out) (channel:: email)"),
        ("email to Ana: the draft", "[[Ana Diaz]] email, the draft (direction:: out) (channel:: email)"),
        ("letter from Jo", "[[Jo Park]] letter (direction:: in) (channel:: letter)"),
        ("Ana emailed the numbers", "[[Ana Diaz]] emailed the numbers (direction:: in) (channel:: email)"),
        ("wrote to Jo", "[[Jo Park]] wrote (direction:: out)"),
        ("lunch at Jo's place", "[[Jo Park]] lunch at Jo's place"),
        ("Jo's birthday lunch", "[[Jo Park]]'s birthday lunch"),
        ("called Jo's boss", "[[Jo Park]] called Jo's boss"),
        ("lunch Ana + Jo", "[[Ana Diaz]] and [[Jo Park]] lunch"),
        ("lunch Monday", ""),
        ("will call Ana tomorrow", "[[Ana Diaz]] will call tomorrow"),
        ("talked to Ana about Jo Park", "[[Ana Diaz]] talked about [[Jo Park]]"),
        ("Kaffee mit Uli und Liz", "[[Uli Frei]] and [[Elisabeth Roth]] Kaffee"),
        ("dinner with Zed Newman", "[[Zed Newman?]] dinner"),
        ("dinner with Zed Newman and Jo", "[[Zed Newman?]] and [[Jo Park]] dinner"),
        ("lunch with Ana and Zed Newman", "[[Ana Diaz]] and [[Zed Newman?]] lunch"),
        ("lunch with Ana and Acme", "[[Ana Diaz]] lunch and Acme"),
        ("to mark the day", ""),
        ("walked the dog", ""),
        ("", ""),
    ],
)
def test_a_text_becomes_a_line(text: str, expected: str) -> None:
    assert line(text) == expected


WORDS = st.sampled_from(
    (*NAMES, "Sam", "Zed Newman", "with", "to", "and", ",", ":", "coffee", "Mike", "'s", "(", "[[Jo Park]]", "::", "it")
)


@given(st.lists(WORDS, max_size=9).map(" ".join))
@example_settings(max_examples=200, deadline=None)
def test_only_those_who_were_there_stand_first(text: str) -> None:
    sentence = heard(text, CALLED.meant, lambda _: False)
    if sentence is None or "[[" in text:
        return
    there = {LINK(name.people[0], "") if name.people else f"[[{name.text}?]]" for name in sentence.people}
    assert {f"[[{target}]]" for target in counterparts(line(text))} == there


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Sam Rivera", ["Sam Rivera"]),
        ("sam rivera", ["Sam Rivera"]),
        ("[[Sam Rivera]]", ["Sam Rivera"]),
        ("People/Sam Rivera.md", ["Sam Rivera"]),
        ("Annie", ["Ana Diaz"]),
        ("Rivera", ["Sam Rivera"]),
        ("Mike", ["Michael Ito"]),
        ("Mike Ito", ["Michael Ito"]),
        ("Mike I.", ["Michael Ito"]),
        ("Bill", ["William Hope"]),
        ("Mi", []),
        ("Zed", []),
        ("", []),
    ],
)
def test_a_name_may_be_whole_or_an_alias_or_a_part_or_a_nickname(name: str, people: list[str]) -> None:
    assert [NETWORK.people[person].name for person in CALLED.meant(name)] == people


def test_the_very_name_goes_before_a_nickname_and_those_most_in_touch_come_first() -> None:
    notes = {
        "People/Sam Ash.md": PERSON,
        "People/Sam Bly.md": "- 2026-10-01 lunch\n- 2026-10-02 call\n",
        "People/Samuel Cox.md": PERSON,
    }
    called = Called(build([says(path, text) for path, text in notes.items()], TODAY))
    assert called.meant("sam") == ("People/Sam Bly.md", "People/Sam Ash.md")


def test_namesakes_are_linked_by_their_paths() -> None:
    notes = {"People/Jo Park.md": PERSON, "People/Acme/Jo Park.md": PERSON, "People/Ana Ruiz.md": PERSON}
    link = linker(build([says(path, text) for path, text in notes.items()], TODAY), notes)
    assert link("People/Acme/Jo Park.md", "") == "[[People/Acme/Jo Park|Jo Park]]"
    assert link("People/Ana Ruiz.md", "") == "[[Ana Ruiz]]"


def test_an_event_has_its_marks_in_their_places() -> None:
    event = Event("asked", "[[Mike Ito]]", "an intro", target="[[Jane Smith]]", weight="medium", kind="introduction")
    due = event._replace(due=date(2026, 12, 1), re="[[Ask]]")
    written = line_of_event(due)
    assert written == (
        "asked:: [[Mike Ito]] an intro to [[Jane Smith]] #medium (kind:: introduction) (re:: [[Ask]]) 📅 2026-12-01"
    )
    (move,) = says("2026-11-03.md", f"- {written}\n").moves
    assert (move.verb, move.kind, move.weight, str(move.due), move.re) == (
        "asked", "introduction", "medium", "2026-12-01", "Ask",
    )  # fmt: skip
    assert [name.text for name in move.about] == ["Jane Smith"]


# --- which note ---


def test_the_note_of_the_day_is_where_obsidian_has_it() -> None:
    config = ObsidianConfig(daily_folder="Journal", daily_format="YYYY/MM/DD dddd", writes_daily=True)
    settings = Settings(log=Log(heading="Log"))
    home = home_of(TODAY, config, settings, ())
    assert (home.path, home.dated, home.heading) == ("Journal/2026/11/03 Tuesday.md", True, "Log")


def test_a_daily_note_is_found_where_it_was_moved() -> None:
    config = ObsidianConfig(writes_daily=True)
    notes = [says("Archive/2026-11-03.md", "- x\n"), says("2026-11-02.md", "- y\n")]
    assert home_of(TODAY, config, Settings(), notes).path == "Archive/2026-11-03.md"
    assert home_of(date(2026, 11, 4), config, Settings(), notes).path == "2026-11-04.md"


def test_without_settings_daily_notes_show_where_they_are() -> None:
    notes = [says(f"Days/2026-11-0{day}.md", "- x\n") for day in (1, 2)]
    assert home_of(TODAY, ObsidianConfig(), Settings(), notes).path == "Days/2026-11-03.md"


def test_without_daily_notes_there_is_a_log_of_the_month() -> None:
    home = home_of(TODAY, ObsidianConfig(), Settings(log=Log(folder="Notes/Log", heading="Log")), ())
    assert (home.path, home.dated, home.heading) == ("Notes/Log/2026-11.md", False, "")


def test_a_template_is_filled_in() -> None:
    now = datetime(2026, 11, 5, 14, 7, 9)
    template = "{{title}} {{date}} {{DATE:dddd Do MMM}} {{time}} {{time:h:mm A}} {{date+1d}} {{yesterday}} {{other}}"
    made = made_from(template, "2026-11-03", TODAY, now)
    expected = "2026-11-03 2026-11-03 Tuesday 3rd Nov 14:07 2:07 PM 2026-11-04 2026-11-02 {{other}}"
    assert (made.text, made.left_out) == (expected, False)
    made = made_from("a <% tp.date.now() %>b<%* x\n%>", "t", TODAY, now)
    assert (made.text, made.left_out) == ("a b", True)
    assert made_from("# Day\r\n- \r\n", "t", TODAY, now).text == "# Day\r\n"
    assert made_from("- \n- a\n", "t", TODAY, now).text == "- \n- a\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", "2026-11-01"),
        ("3 Nov 2026", "2026-11-03"),
        ("yesterday", "2026-11-02"),
        ("today", "2026-11-03"),
        ("tomorrow", "2026-11-04"),
        ("monday", "2026-11-02"),
        ("Tuesday", "2026-11-03"),
        ("wed", "2026-10-28"),
        ("soon", "None"),
        ("2026-11", "None"),
    ],
)
def test_a_day_may_be_said(text: str, day: str) -> None:
    assert str(day_of(text, TODAY)) == day


# --- the command ---


def logged(root: Path, *words: str) -> str:
    """What `vaultkit log` writes into the note of the day."""
    done = invoke(root, "log", *words, "--yes", "--today", "2026-11-03")
    assert done.exit_code == 0, done.output
    return (root / "Daily/2026-11-03.md").read_bytes().decode()


def a_vault(tmp_path: Path, **notes: str) -> Path:
    """Two contacts and a folder for daily notes."""
    return fill(
        tmp_path / "vault",
        {
            "vaultkit.toml": notes.get("toml", "log.quiet = 0\n"),
            ".obsidian/daily-notes.json": notes.get("daily", '{"folder": "Daily"}'),
            "People/Sam Rivera.md": PERSON,
            "People/Ana Diaz.md": PERSON,
            "Daily/2026-11-03.md": notes.get("today", "- one\r\n"),
        },
    )


def test_a_text_with_links_is_taken_as_it_is(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    assert logged(root, "thanked:: [[Sam Rivera]]  by post") == "- one\r\n- thanked:: [[Sam Rivera]] by post\r\n"


def test_words_need_no_quotes_and_may_begin_with_their_day(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    assert logged(root, "2026-11-03", "lunch", "with", "Sam").endswith("\n- [[Sam Rivera]] lunch\r\n")


def test_a_line_says_its_day_where_plain_links_do_not_count(tmp_path: Path) -> None:
    root = a_vault(tmp_path, toml='daily_links = "ignore"\nlog.quiet = 0\n')
    assert logged(root, "lunch with Sam").endswith("\n- 2026-11-03 [[Sam Rivera]] lunch\r\n")


def test_a_line_says_its_day_where_the_note_has_another(tmp_path: Path) -> None:
    root = a_vault(tmp_path, today="---\ndate: 2026-10-01\n---\n- one\n")
    assert logged(root, "gave", "Sam", "a book").endswith("\n- 2026-11-03 gave:: [[Sam Rivera]] a book\n")


def test_undo_takes_a_line_back(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    logged(root, "lunch with Sam and Zed Newman", "--new")
    assert (root / "People/Zed Newman.md").exists()
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert (root / "Daily/2026-11-03.md").read_bytes() == b"- one\r\n"
    assert not (root / "People/Zed Newman.md").exists()


@pytest.mark.parametrize(
    "daily",
    ['{"folder": "../out"}', '{"folder": ".obsidian"}', '{"folder": "D", "template": "../../secret"}',
     '{"folder": "D", "format": "[../../x]YYYY-MM-DD"}'],
)  # fmt: skip
def test_settings_that_lead_out_of_the_vault_are_not_followed(tmp_path: Path, daily: str) -> None:
    root = a_vault(tmp_path, daily=daily)
    before = fingerprints(tmp_path)
    assert (
        invoke(root, "log", "lunch with Sam", "--yes", "--date", "2026-11-01", "--today", "2026-11-03").exit_code == 1
    )
    assert {path: mark for path, mark in fingerprints(tmp_path).items() if "cache" not in path} == {
        path: mark for path, mark in before.items() if "cache" not in path
    }


# --- on a terminal ---


def on_terminal(root: Path, answers: Sequence[str], *arguments: str) -> str:
    """A run on a terminal of its own, each question answered in turn → what was shown, ending in the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(cache(root))
        os.execv(sys.executable, [sys.executable, "-m", "vaultkit", *arguments, "--vault", str(root)])
    seen, left, asked, until = b"", list(answers), 0, time.monotonic() + 60
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            got = os.read(terminal, 4096) if ready else b""
        except OSError:  # the other side is closed
            break
        seen += got
        if left and len(seen) > asked and seen.endswith((b"]: ",)):
            asked = len(seen)
            os.write(terminal, left.pop(0).encode() + b"\n")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return f"{seen.decode()}[{code}]"


def test_on_a_terminal_whoever_is_meant_can_be_chosen_and_made(tmp_path: Path) -> None:
    notes = {
        "People/Sam Ash.md": "- 2026-10-01 lunch\n",
        "People/Sam Bly.md": PERSON,
        "vaultkit.toml": "log.quiet = 0\n",
    }
    root = fill(tmp_path / "vault", notes)
    shown = on_terminal(root, ["2", "y", "y"], "log", "coffee with Sam and Zed Newman", "--today", "2026-11-03")
    assert "1. Sam Ash (People/Sam Ash.md; 1 time in touch)" in shown
    assert shown.endswith("[0]")
    written = (root / "Log/2026-11.md").read_text(encoding="utf-8")
    assert written == "- 2026-11-03 [[Sam Bly]] and [[Zed Newman]] coffee\n"
    assert (root / "People/Zed Newman.md").read_text(encoding="utf-8") == PERSON


def test_on_a_terminal_no_writes_nothing(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", {"People/Sam Ash.md": PERSON})
    shown = on_terminal(root, ["n"], "log", "coffee with Sam", "--today", "2026-11-03")
    assert "Nothing was written." in shown
    assert not (root / "Log").exists()
