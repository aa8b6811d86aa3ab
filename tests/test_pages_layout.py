"""Markdown blocks: whatever a name holds, the page has our structure and shows the name."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaultkit.pages import charts, layout
from vaultkit.pages.layout import escape, link, table

PARSER = MarkdownIt("commonmark").enable("table")
WIKILINK = re.compile(r"(?<!\\)\[\[")
SNIPPETS = st.sampled_from(
    r"| \| ]] [[ [[x]] ` ``` ~~~ <script> </td> <!-- --> <% %% --- === - * 1. # #tag > $$ $x$ ==a== ** __ _ \ ".split()
    + ":: key:: [k::v] (k::v) {{t}} ^id [^1] ![x](y) &lt; &#124; :-:| دانا שרה 🎉".split()
    + [" ", "- ", "1. ", " #", " ^a", "%% keep %%", "\n", "\r\n", "\u2028", "\u202e", "\u200f", "\x00", "\ud800"]
)
NASTY = st.lists(SNIPPETS | st.text(max_size=4), max_size=5).map("".join)


def quick(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None)


def inline(markdown: str) -> list[Token]:
    """What stands in the only inline run of a text."""
    (run,) = [token for token in PARSER.parse(markdown) if token.type == "inline"]
    return run.children or []


def shown(text: str) -> str:
    """What a reader sees of a text, on its own line; without the isolating marks."""
    children = inline(f"x {escape(text)} x")
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)[2:-2].replace("\u2068", "").replace("\u2069", "")


# --- escape ---


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien-Smith (Acme)",
        "Jo & Co.",
        "2025-06-30",
        "12 May 2026",
        "C#",
        "snake_case",
        "50 % of 3 < 5 = a",
        "~5 people",
        "-5 °C",
    ],
)
def test_ordinary_text_stays_as_it_is(name: str) -> None:
    assert escape(name) == name


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("a|b", r"a\|b"),
        ("[[Ana]]", r"\[\[Ana\]\]"),
        ("`= this`", r"\`= this\`"),
        ("#tag (#tag)", r"\#tag (\#tag)"),
        ("%% hidden %%", r"%\% hidden %\%"),
        ("<!-- x", "&lt;!-- x"),
        ("<% x %>", "&lt;% x %>"),
        ("{{title}}", r"{\{title}}"),
        ("owed:: 3", r"owed:\: 3"),
        ("$x$", r"\$x\$"),
        ("a ==x==", r"a =\=x=\="),
        ("~~x~~", r"~\~x~\~"),
        ("see ^abc", r"see \^abc"),
        ("*a* _b_", r"\*a\* \_b\_"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("---", r"\---"),
        ("= a", r"\= a"),
        ("> a", r"\> a"),
        ("12. a", r"12\. a"),
        ("1) a", r"1\) a"),
        ("&amp;", r"\&amp;"),
        ("a\\|b", r"a\\\|b"),
        ("ends \\", r"ends \\"),
    ],
)
def test_what_would_mean_something_is_escaped(text: str, inert: str) -> None:
    assert escape(text) == inert
    assert shown(text) == text


def test_a_text_becomes_one_line_of_visible_letters() -> None:
    assert escape("a\r\n\tb\u00a0c\u2028d\x00\u202e\u200b\ufeff") == "a b c d"
    assert escape("lone \ud800 half") == "lone \ufffd half"


def test_right_to_left_names_are_isolated_and_joiners_kept() -> None:
    assert escape("\u200fدانا") == "\u2068دانا\u2069"
    assert escape("👩\u200d💻") == "👩\u200d💻"


@quick(150)
@given(NASTY)
def test_escaped_text_is_shown_as_it_was_written(text: str) -> None:
    assert shown(text) == layout.tidy(text)


@quick(100)
@given(NASTY)
def test_escaped_text_starts_no_block(text: str) -> None:
    kinds = {token.type for token in PARSER.parse(escape(text))}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}


@quick(100)
@given(NASTY)
def test_what_plug_ins_look_for_in_the_source_is_not_there(text: str) -> None:
    assert not re.search(r"%%|<%|\{\{|::|<!--|==|~~|(?<!\\)[`$|\[\]]|(^|\s)[#^]", escape(text))


@pytest.mark.parametrize("shape", ["\\", "&", "&#", "_", "[", "<", "1", "%", " #", "a_", "\\|"])
def test_long_texts_take_no_long_time(shape: str) -> None:
    assert len(escape(shape * (100_000 // len(shape)))) >= 100_000


# --- links ---


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("People/Ana Ruiz.md", "Ana Ruiz", "[[People/Ana Ruiz|Ana Ruiz]]"),
        ("Ana Ruiz.md", "Ana Ruiz", "[[Ana Ruiz]]"),
        ("People/Ana.md", "", "[[People/Ana]]"),
        ("People/دانا.md", "دانا", "[[People/دانا|\u2068دانا\u2069]]"),
        ("People/a|b.md", "a|b", r"[a\|b](People/a%7Cb.md)"),
        ("People/x]] y.md", "x", "[x](People/x%5D%5D%20y.md)"),
        ("People/C# (x).md", "C#", "[C#](People/C%23%20%28x%29.md)"),
        ("People/a^b.md", "a", "[a](People/a%5Eb.md)"),
        ("People/a\nb.md", "a", "[a](People/a%0Ab.md)"),
        ("People/Zoë [x].md", "Zoë", "[Zoë](People/Zoë%20%5Bx%5D.md)"),
        ("People/x.md.md", "x", "[x](People/x.md.md)"),
        ("People/x.md", "<b>x", "[&lt;b>x](People/x.md)"),
        ("javascript:alert`1`.md", "x", "[x](javascript%3Aalert%601%60.md)"),
    ],
)
def test_a_link_names_the_whole_path(path: str, text: str, expected: str) -> None:
    assert link(path, text) == expected


def test_a_link_in_a_table_keeps_its_bar_from_ending_the_cell() -> None:
    assert link("People/Ana.md", "Ana", table=True) == r"[[People/Ana\|Ana]]"


def test_a_link_goes_to_a_heading_or_block() -> None:
    assert link("Daily/1.md", "lunch", anchor="Notes") == "[[Daily/1#Notes|lunch]]"
    assert link("Daily/1.md", "lunch", anchor="^a1") == "[[Daily/1#^a1|lunch]]"
    assert link("Daily/1.md", "lunch", anchor="a [b]") == "[lunch](Daily/1.md#a%20%5Bb%5D)"


@quick(150)
@given(NASTY.filter(lambda path: bool(path.strip())), NASTY)
def test_a_link_is_one_link_to_just_that_path(path: str, text: str) -> None:
    made = link(path, text)
    if made.startswith("[["):
        assert made.count("[[") == made.count("]]") == 1
        assert made[2:-2].split("|")[0] == path.removesuffix(".md")
    else:
        opened, *shown_text, closed = inline(f"x {made} x")[1:-1]
        assert (opened.type, closed.type) == ("link_open", "link_close")
        assert {token.type for token in shown_text} <= {"text", "text_special"}
        there = unquote(str(opened.attrs["href"]), errors="surrogateescape")
        assert (
            there == path.encode("utf-8", "replace").decode() or "\ud800" <= max(path) <= "\udfff" or "\ud800" in path
        )


# --- blocks ---


def test_a_table_has_headers_a_ruler_and_rows() -> None:
    made = table(["Who", "Strength"], [[link("People/Ana.md", "Ana"), "9.4"]], "lr")
    assert made == "| Who | Strength |\n| --- | --: |\n| [[People/Ana\\|Ana]] | 9.4 |"


def test_a_table_without_rows_is_nothing() -> None:
    assert table(["Who"], []) == ""


def test_a_row_of_another_width_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="2 cells in a table of 1"):
        table(["Who"], [["a", "b"]])


def test_a_callout_may_be_folded_and_holds_blocks() -> None:
    assert (
        layout.callout("tip", "This week", ["one", "", "| a |\n| b |"])
        == "> [!tip] This week\n> one\n>\n> | a |\n> | b |"
    )
    assert layout.callout("note", "More", [], folded=True) == "> [!note]- More"
    assert layout.callout("note", "", ["x"], folded=False) == "> [!note]+\n> x"


def test_small_blocks() -> None:
    assert layout.heading(2, "Slipping") == "## Slipping"
    assert layout.bullet("one\ntwo", "below") == "- one two\n    - below"
    assert layout.bullets(["a", "", "b"]) == "- a\n- b"
    assert layout.paragraph("One.", "", "Two.") == "One. Two."
    assert layout.stack("a\n", "", "\nb") == "a\n\nb"


def page(names: list[str]) -> str:
    """A page with every block in it, each holding all the names."""
    linked = [link(f"People/{name}.md", name) for name in names]
    return layout.stack(
        layout.heading(2, escape(names[0])),
        layout.callout("tip", escape(names[-1]), [layout.bullet(escape(name)) for name in names]),
        table(["Who", "What", "When"], [[who, escape(name), "x"] for who, name in zip(linked, names, strict=True)]),
        charts.pie(names[0], [(name, 2) for name in names]),
        charts.network(["You", *names], [charts.Tie(0, 1, names[0])]),
        charts.circles("You", [charts.Circle(names[0], names)]),
        layout.bullets(linked),
        layout.paragraph("Last", escape(names[-1])),
    )


@quick(100)
@given(st.lists(NASTY.filter(layout.tidy), min_size=1, max_size=4))
@example(["a|b", "]]", "`", "<script>", "%%", "---", "```"])
def test_a_page_read_again_has_just_our_structure(names: list[str]) -> None:
    text = page(names)
    tokens = PARSER.parse(text)
    count = len(names)
    kinds = [token.type for token in tokens]
    inside = [child for token in tokens for child in token.children or []]
    assert kinds.count("table_open") == kinds.count("heading_open") == kinds.count("blockquote_open") == 1
    assert (kinds.count("tr_open"), kinds.count("td_open"), kinds.count("th_open")) == (count + 1, 3 * count, 3)
    assert kinds.count("list_item_open") == 2 * count
    assert [token.info for token in tokens if token.type == "fence"] == ["mermaid"] * 3
    assert not {"html_block", "code_block", "hr"} & set(kinds)
    assert {child.type for child in inside} <= {"text", "text_special", "link_open", "link_close", "softbreak"}
    assert len(WIKILINK.findall(text)) + sum(child.type == "link_open" for child in inside) == 2 * count


# --- words ---


def test_days_are_written_out() -> None:
    assert layout.day(date(2026, 5, 12)) == "12 May 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (13, "13 days"),
        (14, "2 weeks"),
        (59, "8 weeks"),
        (60, "2 months"),
        (243, "8 months"),
        (365, "12 months"),
        (731, "2 years"),
        (913, "2½ years"),
        (3653, "10 years"),
    ],
)
def test_gaps_are_said_as_people_say_them(days: int, words: str) -> None:
    assert layout.gap_words(days) == words


def test_counts_take_their_noun() -> None:
    assert layout.plural(1, "person", "people") == "1 person"
    assert layout.plural(3, "person", "people") == "3 people"
    assert layout.plural(1200, "note") == "1,200 notes"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "1 %"), (0.734, "73 %"), (0.999, "99 %"), (1, "100 %")]
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert layout.percent(share) == text


def test_numbers_have_at_most_one_decimal() -> None:
    assert [layout.number(value) for value in (3.0, 2.46, -0.04, -2, 1200)] == ["3", "2.5", "0", "−2", "1,200"]
    assert [layout.strength(value) for value in (9.38, 9, 0.01, 0)] == ["9.4", "9.0", "< 0.1", "0.0"]


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [layout.joined(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert layout.shorten("Maximiliane Huber", 13) == "Maximiliane…"
    assert layout.shorten("Ana", 3) == "Ana"
