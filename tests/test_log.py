"""Logging: from what somebody says to a line in the day's note."""

from __future__ import annotations

import json
import os
import pty
import re
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
from vaultkit.graph.lookup import lookup
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
        ("called Jo's boss", ""),
        ("coffee with Ana's brother and Jo's boss", ""),
        ("called Jo's boss with Ana", "[[Ana Diaz]] called [[Jo Park|Jo]]'s boss"),
        ("lunch with Ana at Jo's place", "[[Ana Diaz]] lunch at [[Jo Park|Jo]]'s place"),
        ("dinner with sam rivera and jo park", "[[Sam Rivera]] and [[Jo Park]] dinner"),
        ("tea with jo park in the park", "[[Jo Park]] tea in the park"),
        ("lunch with Sam Smith", "[[Sam Smith?]] lunch"),
        ("lunch with Jo Rivera, Ana was ill", "[[Jo Rivera?]] lunch, [[Ana Diaz|Ana]] was ill"),
        ("lunch with Jo, Ana Rivera was ill", "[[Jo Park]] lunch, Ana Rivera was ill"),
        ("lunch with Sam Tuesday", "[[Sam Rivera]] lunch Tuesday"),
        ("call with Sam ASAP", "[[Sam Rivera]] call ASAP"),
        ("lunch with Zed, Jo was ill", "[[Zed?]] lunch, [[Jo Park|Jo]] was ill"),
        ("Sam and I had lunch", "[[Sam Rivera]] and I had lunch"),
        ("me and Sam had lunch", "[[Sam Rivera]] me and Sam had lunch"),
        ("asked Mike for an intro to Jo", "[[Michael Ito]] asked Mike for an intro to [[Jo Park|Jo]]"),
        ("told Ana about it", "[[Ana Diaz]] told Ana about it"),
        ("lunch with both Ana and Jo", "[[Ana Diaz]] and [[Jo Park]] lunch with both Ana and Jo"),
        ("lunch with Ana and also Jo", "[[Ana Diaz]] and [[Jo Park]] lunch with Ana and also Jo"),
        ("drinks after work: Ana, Jo", "[[Ana Diaz]] and [[Jo Park]] drinks after work:"),
        ("lunch (with Ana, at noon)", "[[Ana Diaz]] lunch (with Ana, at noon)"),
        ("A long day. Met Ana at noon.", "[[Ana Diaz]] A long day. Met Ana at noon."),
        ("lunch with mark", "[[Mark Lane]] lunch"),
        ("did it with hope", ""),
        ("Will call Jo on Monday", "[[Jo Park]] Will call on Monday"),
        ("ana called about it", "[[Ana Diaz]] called about it"),
        ("Will came by", "[[William Hope]] Will came by"),
        ("Will, Jo: lunch", "[[William Hope]] and [[Jo Park]] lunch"),
        ("coffee with Ana. Will call Jo.", "[[Ana Diaz]] coffee. Will call [[Jo Park|Jo]]."),
        ("Sam, me and Jo: lunch", "[[Sam Rivera]] and [[Jo Park]] Sam, me and Jo: lunch"),
        ("Sam Smith said hi to Jo", "[[Sam Smith?]] said hi to [[Jo Park|Jo]]"),
        ("lunch with Ana Diaz Lopez", "[[Ana Diaz Lopez?]] lunch"),
        ("Notes: met Jo", "[[Jo Park]] Notes: met"),
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


TYPED = st.sampled_from(
    (*NAMES, "Sam", "Jo's", "Zed", "with", "to", "both", "also", "and", ",", ":", ".", "(", ")", '"', "I", "me",
     "asked", "told", "met", "emailed", "coffee", "letter", "from", "in", "May", "5", "will", "sister", "[[Acme]]",
     "#work")
)  # fmt: skip


@given(st.lists(TYPED, max_size=10).map(" ".join))
@example_settings(max_examples=300, deadline=None)
def test_no_word_is_lost_but_those_that_the_links_say(text: str) -> None:
    written = line(text)
    names = {
        "with",
        "to",
        "from",
        *"Sam Rivera Ana Diaz Michael Ito Jo Park William Hope Mark Lane Elisabeth Roth Uli will".split(),
    }
    for word in re.findall(r"#?\w+", text) if written else ():
        gone = 1 if word in names or word in ("and", "Frei", "Zed", "Newman") else 0
        assert gone or len(re.findall(rf"(?<!\w){word}(?!\w)", written)) >= text.split().count(word), (word, written)


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


def test_months_are_no_names_beside_a_number_or_after_in() -> None:
    notes = {"People/May Chen.md": PERSON, "People/Sam Rivera.md": PERSON}
    called = Called(build([says(path, text) for path, text in notes.items()], TODAY))
    for text, people in (
        ("May 5 lunch with Sam", ["Sam"]),
        ("lunch with Sam in May", ["Sam"]),
        ("lunch with Sam on 5 May", ["Sam"]),
        ("May: call", ["May"]),
        ("lunch with May", ["May"]),
    ):
        sentence = heard(text, called.meant, lambda _: False)
        assert sentence
        assert [name.text for name in sentence.people] == people, text
        words = sentence.before + sentence.after
        assert linked_asides(words, called.meant, lambda who, shown: f"[[{shown}]]", ()) == words


SPELLINGS = {
    "Ana Diaz": "Ana Díaz", "muge oz": "Müge Öz", "bjorn astrom": "Björn Åström", "bjoern aastroem": "Björn Åström",
    "obrien": "Niamh O'Brien", "Niamh O’Brien": "Niamh O'Brien", "jean luc": "Jean-Luc Petit", "zoe nagel": "Zoë Nagel",
    "mueller": "Jörg Müller", "Jorg Muller": "Jörg Müller", "Mike Astrom": "Michael Åström",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "name"), SPELLINGS.items())
def test_a_name_is_found_without_its_accents(typed: str, name: str) -> None:
    network = build([says(f"People/{each}.md", PERSON) for each in {*SPELLINGS.values(), "Zoey Lund"}], TODAY)
    wanted = (f"People/{name}.md",)
    assert Called(network).meant(typed) == wanted
    assert lookup(network, typed) == wanted


def test_namesakes_can_be_told_apart_by_a_link(tmp_path: Path) -> None:
    root = a_vault(tmp_path, today="")
    fill(root, {"Old/Sam Rivera.md": "---\ntype: person\n---\n", "People/C#dev Guy.md": PERSON})
    done = invoke(root, "log", "coffee with Sam Rivera", "--yes", "--today", "2026-11-03")
    assert "a link like [[Old/Sam Rivera]]" in done.stderr
    assert logged(root, "coffee with [[Old/Sam Rivera]]") == "- coffee with [[Old/Sam Rivera]]\n"
    done = invoke(root, "log", "gave", "C#dev Guy", "a book", "--yes", "--today", "2026-11-03")
    assert (done.exit_code, "cannot be linked" in done.stderr) == (1, True)


def test_what_is_spelled_so_goes_before_what_differs_in_its_accents() -> None:
    network = build([says(f"People/{name}.md", PERSON) for name in ("Ana Diaz", "Ana Díaz", "Anna Muller")], TODAY)
    for typed, people in (
        ("ana diaz", ("People/Ana Diaz.md",)),
        ("Ana Díaz", ("People/Ana Díaz.md",)),
        ("Müller", ("People/Anna Muller.md",)),
    ):
        assert Called(network).meant(typed) == people
        assert lookup(network, typed) == people


def test_part_of_a_name_may_be_what_is_spelled_so_and_what_differs_in_its_accents() -> None:
    network = build([says(f"People/{name}.md", PERSON) for name in ("Zoë Nagel", "Zoey Lund")], TODAY)
    assert lookup(network, "Zoe") == ("People/Zoey Lund.md", "People/Zoë Nagel.md")
    assert Called(network).meant("Zoe") == ("People/Zoë Nagel.md",)


def test_a_path_means_that_note_and_no_other() -> None:
    network = build([says(path, PERSON) for path in ("People/Old/Zoë.md", "People/Ana Diaz.md")], TODAY)
    for typed in ("Zoë.md", "People/Zoë.md", "Ana.md"):
        assert Called(network).meant(typed) == lookup(network, typed) == ()
    assert lookup(network, "people/old/zoë.md") == ("People/Old/Zoë.md",)


def test_a_nickname_finds_somebody_wherever_a_person_is_named() -> None:
    assert lookup(NETWORK, "Mike") == ("People/Michael Ito.md",)


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


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("yesterday coffee with Sam", "Daily/2026-11-02.md", "[[Sam Rivera]] coffee"),
        ("Monday: coffee with Sam", "Daily/2026-11-02.md", "[[Sam Rivera]] coffee"),
        ("[[2026-11-01]] coffee with Sam", "Daily/2026-11-01.md", "[[Sam Rivera]] coffee"),
        ("2026-11-01: coffee with Sam", "Daily/2026-11-01.md", "[[Sam Rivera]] coffee"),
    ],
)
def test_a_text_may_begin_with_a_word_for_its_day(tmp_path: Path, text: str, path: str, line: str) -> None:
    root = a_vault(tmp_path)
    assert invoke(root, "log", text, "--yes", "--today", "2026-11-03").exit_code == 0
    assert (root / path).read_text() == f"- {line}\n"


def test_a_day_within_the_words_is_told_of(tmp_path: Path) -> None:
    done = invoke(a_vault(tmp_path), "log", "coffee with Sam yesterday", "--dry-run", "--today", "2026-11-03")
    assert "begin with it" in done.stderr


def test_a_text_that_links_no_person_is_read_for_people(tmp_path: Path) -> None:
    root = a_vault(tmp_path, today="")
    (root / "Apollo.md").write_text("---\ntype: project\n---\n")
    assert logged(root, "coffee with Sam about [[Apollo]]") == "- [[Sam Rivera]] coffee about [[Apollo]]\n"
    done = invoke(root, "log", "thought about [[Apollo]]", "--yes", "--today", "2026-11-03")
    assert (done.exit_code, "nobody is named" in done.stderr) == (4, True)


def test_nothing_is_kept_where_several_promises_may_be_meant(tmp_path: Path) -> None:
    root = a_vault(tmp_path, today="- promised:: [[Sam Rivera]] rubric\n- promised:: [[Sam Rivera]] a book\n")
    done = invoke(root, "log", "kept", "Sam", "--yes", "--today", "2026-11-03")
    assert done.exit_code == 4
    assert "'rubric'; 'a book'" in done.stderr


def test_a_later_line_of_the_day_opens_nothing_again(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    for words in (("promised", "Sam", "rubric"), ("kept", "Sam"), ("promised", "Sam", "second")):
        logged(root, *words)
    opened = invoke(root, "done", "--format", "json", "--today", "2026-11-03")
    assert [row["what"] for row in json.loads(opened.stdout)] == ["second"]


def test_an_answer_belongs_to_the_ask_above_it(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    for words in (("asked", "Sam", "first"), ("granted", "Sam"), ("thanked", "Sam"), ("asked", "Sam", "second")):
        logged(root, *words)
    person = json.loads(invoke(root, "person", "Sam", "--format", "json", "--today", "2026-11-03").stdout)
    assert {favour["what"]: favour["status"] for favour in person["favours"]} == {
        "first": "granted",
        "second": "pending",
    }
    assert "No problem." in invoke(root, "check", "--today", "2026-11-03").output


@pytest.mark.parametrize(
    "words", [("asked", "Sam", "advice", "--to", "Ana"), ("granted", "Sam", "--again", "2026-12-01"), ("",), ("  ",)]
)
def test_what_cannot_be_meant_is_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert invoke(a_vault(tmp_path), "log", *words, "--yes", "--today", "2026-11-03").exit_code == 2


def test_a_note_that_is_not_read_is_not_written_to(tmp_path: Path) -> None:
    root = a_vault(tmp_path, today="---\ntitle: '{{title}}'\n---\n")
    done = invoke(root, "log", "coffee with Sam", "--yes", "--today", "2026-11-03")
    assert done.exit_code == 1
    assert "would not be read" in done.stderr


def test_the_day_s_note_is_found_where_it_was_moved(tmp_path: Path) -> None:
    root = a_vault(tmp_path)
    (root / "Old").mkdir()
    (root / "Daily/2026-11-03.md").rename(root / "Old/2026-11-03.md")
    assert invoke(root, "log", "coffee with Sam", "--yes", "--today", "2026-11-03").exit_code == 0
    assert (root / "Old/2026-11-03.md").read_bytes() == b"- one\r\n- [[Sam Rivera]] coffee\r\n"


def test_the_first_and_the_last_day_of_all_are_days(tmp_path: Path) -> None:
    assert day_of("yesterday", date.min) == day_of("friday", date.min) == date.min
    assert day_of("tomorrow", date.max) == date.max


def test_a_promise_in_a_log_has_the_day_it_begins_with() -> None:
    (promise,) = says("Log/2026-06.md", "- 2026-06-30 promised:: [[Sam Rivera]] the rubric 2026-07-05").promises
    assert (str(promise.made), str(promise.due)) == ("2026-06-30", "2026-07-05")


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
