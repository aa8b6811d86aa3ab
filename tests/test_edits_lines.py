"""Lines added to notes, and words that are nothing but words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from vaultkit.edits.change import EditRefused
from vaultkit.edits.lines import append, inert, one_line, place_of
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.prose import words_of
from vaultkit.records.read import Reading, read

LINE = "- [[Jo Park]] coffee"
MARKS = (
    *"[[ ]] [ ]( ( ) :: #deep # ^id %% ` $ < <b> <!-- | ✅ 2026-11-03 Ana {{ <% == ** ``` 🔁 ![ &lt; and".split(),
    *(" ", "\n", "\\", "asked:: ", "re:: x", "📅 2026-11-03", "- ", "1. ", "> ", "🆔 x", "10:30 ", "\u202e", "\u2028"),
    "(date:: 2026-01-01)",
    "[x] ",
)
ROWS = (
    *("# A", "## Log", "text", "- item", "  - sub", "> q", "> [!tip] x", "```", "%%", "$$", "|a|b|", "|-|-|", ""),
    *("    code", "<div>", "<!--", "-->", "[^1]: note", "- [ ] task [[Ana]]", "---", "1. one", "==="),
)
TEXTS = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=3)), max_size=10).map("".join)


def says(text: str, path: str = "2026-11-04.md") -> Says:
    return read(parse_note(path, text.encode()), Reading(date_format("YYYY-MM-DD")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Re: your offer", "Re: your offer"),
        ("asked:: [[Ana Ruiz|Ana]] help (due:: 2026-11-10) #deep ^b1", "asked: Ana help (due: 2026-11-10) deep b1"),
        ("2026-11-03 and 2026-11-04", "(2026-11-03) and (2026-11-04)"),
        ("[ ] a task 📅 2026-11-03", "( ) a task (2026-11-03)"),
        ("<b>Big</b> news, 2 < 3", "‹b›Big‹/b› news, 2 < 3"),
        ("from $5 to $6 for `x` and C#", "from ＄5 to ＄6 for 'x' and C#"),
        ("one\ntwo\u202e\x00", "one two"),
        ("# Title | Acme", "Title / Acme"),
        ("1. first", "(1) first"),
        ("", ""),
    ],
)
def test_words_are_made_inert(text: str, words: str) -> None:
    assert inert(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50 %% off #deep (kind:: task)", "50 % off #deep (kind:: task)"),
        ("%% aside %% and $$x$$", "%% aside %% and $$x$$"),
        ("it cost $$ <!-- much", "it cost $ ‹!-- much"),
        ("one\r\n two", "one two"),
    ],
)
def test_what_the_user_says_leaves_nothing_open(text: str, words: str) -> None:
    assert one_line(text) == words


def test_a_long_text_is_cut() -> None:
    assert inert("word " * 100, 20) == "word word word word…"
    assert len(inert("x" * 1000)) == 200


@given(TEXTS)
@example_settings(max_examples=150, deadline=None)
def test_inert_words_say_nothing_but_themselves(text: str) -> None:
    words = inert(text)
    assert inert(words) == words
    assert parse_note("Log/2026-11.md", f"- {words}".encode()).lines == ()
    (touch,) = says(f"- [[Jo Park]] {words}\n").interactions
    assert (str(touch.day), [name.text for name in touch.people]) == ("2026-11-04", ["Jo Park"])
    assert touch.topic == words_of(f" {words}")
    (move,) = says(f"- asked:: [[Jo Park]] {words}\n").moves
    assert (str(move.day), move.weight, move.kind, move.due, move.re, move.block) == ("2026-11-04", *[None] * 5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"- [[Jo Park]] coffee\n"),
        (b"- one", b"- one\n- [[Jo Park]] coffee"),
        (b"- one\r\n", b"- one\r\n- [[Jo Park]] coffee\r\n"),
        (b"- one\rtwo\r", b"- one\rtwo\r\r- [[Jo Park]] coffee\r"),
        (b"\xef\xbb\xbf---\na: b\n---\n", b"\xef\xbb\xbf---\na: b\n---\n- [[Jo Park]] coffee\n"),
        (b"> a quote\n", b"> a quote\n\n- [[Jo Park]] coffee\n"),
        (b"> [!note]\n> text", b"> [!note]\n> text\n\n- [[Jo Park]] coffee"),
        (b"|a|b|\n|-|-|\n|1|2|\n", b"|a|b|\n|-|-|\n|1|2|\n\n- [[Jo Park]] coffee\n"),
        (b"text \n\n\n", b"text \n\n\n- [[Jo Park]] coffee\n"),
        (b"```\ncode\n```\n", b"```\ncode\n```\n\n- [[Jo Park]] coffee\n"),
    ],
)
def test_a_line_is_added_and_every_byte_stays(before: bytes, after: bytes) -> None:
    assert append(before, [LINE]) == after
    assert len(says(after.decode("utf-8-sig")).interactions) == 1


def test_a_new_line_ends_as_the_one_above_it_does() -> None:
    assert append(b"- a\r\n- b\n", ["- new"]) == b"- a\r\n- b\n- new\n"
    assert append(b"- a\n- b\r\n- c", ["- new"]) == b"- a\n- b\r\n- c\r\n- new"


def test_a_byte_order_mark_hides_no_list_and_no_heading() -> None:
    for first in (b"- a", b"# a"):
        assert append(b"\xef\xbb\xbf" + first + b"\n", ["- new"]) == b"\xef\xbb\xbf" + first + b"\n- new\n"


def test_a_line_goes_to_the_end_of_its_section() -> None:
    note = b"# Day\n\n## Log\n- one\n\n\n## Other\ntext\n"
    assert append(note, [LINE], "Log") == b"# Day\n\n## Log\n- one\n- [[Jo Park]] coffee\n\n\n## Other\ntext\n"
    assert append(note, [LINE], "## other") == note + b"\n- [[Jo Park]] coffee\n"


def test_a_heading_that_is_missing_is_made() -> None:
    assert append(b"- one\n", [LINE], "### Log") == b"- one\n\n### Log\n- [[Jo Park]] coffee\n"
    assert append(b"", [LINE], "Log") == b"## Log\n- [[Jo Park]] coffee\n"


def test_a_heading_in_code_is_none() -> None:
    note = b"```\n## Log\n```\n"
    assert append(note, [LINE], "Log") == note + b"\n## Log\n- [[Jo Park]] coffee\n"


@pytest.mark.parametrize(
    "note",
    [b"```\ncode\n", b"%% a comment\n", b"<!-- html\n", b"$$\nx\n", b"---\na: b\n", b"\xff\xfe", b"caf\xe9\n"],
)
def test_what_is_open_cannot_be_left(note: bytes) -> None:
    with pytest.raises(EditRefused):
        append(note, [LINE])


def test_a_line_is_one_line() -> None:
    with pytest.raises(EditRefused):
        append(b"", ["- one\n- two"])
    assert append(b"- one\n", []) == b"- one\n"


@given(
    st.lists(st.sampled_from(ROWS), max_size=8),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.sampled_from(("", "Log")),
    st.booleans(),
)
@example_settings(max_examples=150, deadline=None)
def test_nothing_else_is_written_or_read_differently(rows: list[str], end: str, heading: str, closed: bool) -> None:
    note = (end.join(rows) + (end if closed and rows else "")).encode()
    try:
        new = append(note, [LINE], heading)
    except EditRefused:
        return
    same = next((at for at, (one, two) in enumerate(zip(note, new, strict=False)) if one != two), len(note))
    assert new.endswith(note[same:])
    before, after = parse_note("x.md", note), parse_note("x.md", new)
    (added,) = [line for line in after.lines if line.text == "[[Jo Park]] coffee"]
    assert place_of(note, new, LINE) == added.number
    assert (added.item, added.quote) == (True, False)
    kept = [line.text for line in after.lines if line != added and line.text != "Log"]
    assert kept == [line.text for line in before.lines if line.text != "Log"]
