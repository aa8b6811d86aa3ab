"""Where the properties of a note stand, and the python-frontmatter handler that finds them."""

from __future__ import annotations

import codecs

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.notes.frontmatter import VaultHandler, count_line_ends, is_unclosed
from vaultkit.notes.parse import parse_note

HANDLER = VaultHandler()
ENDS = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("blanks", ["", " ", "\t "])
def test_a_block_runs_from_the_first_byte_to_the_next_rule(end: str, mark: str, blanks: str) -> None:
    text = end.join([f"{mark}---{blanks}", "a: 1", "b: 2", f"---{blanks}", "", "body"])
    block = HANDLER.block(text)
    assert block is not None
    assert text[block.start : block.end] == f"a: 1{end}b: 2{end}"
    assert text[block.body :] == f"{end}body"
    assert block.body_line == 5


@pytest.mark.parametrize("end", ENDS)
def test_lines_are_numbered_whatever_ends_them(end: str) -> None:
    text = end.join(
        ["---", "type: person", "org: b\u2028c\x85d", "aliases:", "- x", "---", "", "met [[Ana]]", "[[Bo]]"]
    )
    note = parse_note("N.md", text.encode())
    assert [(field.key, field.line) for field in note.fields] == [("type", 2), ("org", 3), ("aliases", 4)]
    assert note.body_line == 7
    assert [link.line for line in note.lines for link in line.links] == [8, 9]


def test_line_ends_may_be_mixed() -> None:
    note = parse_note("N.md", b"---\r\na: 1\rb: 2\n---\r\n\r[[x]]\n\r\n[[y]]")
    assert [(field.key, field.line) for field in note.fields] == [("a", 2), ("b", 3)]
    assert (note.body_line, [line.number for line in note.lines]) == (5, [6, 8])


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_other_character_ends_a_line_of_the_body(odd: str) -> None:
    note = parse_note("N.md", f"a{odd}b\n{odd}\n[[x]] c{odd}d\n\\[{odd}\n[[y]]".encode())
    assert [(line.number, line.text) for line in note.lines] == [(3, f"[[x]] c{odd}d"), (5, "[[y]]")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "body",
        "\n---\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "----\na: 1\n---\n",
        "--- a\nb: 1\n---\n",
        "---\na: 1\n----\n",
    ],
)
def test_anything_else_is_no_front_matter(text: str) -> None:
    assert HANDLER.block(text) is None
    assert not HANDLER.detect(text)
    with pytest.raises(ValueError, match="no front matter"):
        HANDLER.split(text)


@pytest.mark.parametrize(
    ("text", "yaml_text", "body"),
    [("---\n---\nx", "", "x"), ("---\n---", "", ""), ("---\n\n---\n", "\n", ""), ("---\r---\rx", "", "x")],
)
def test_an_empty_block_has_no_properties(text: str, yaml_text: str, body: str) -> None:
    assert HANDLER.split(text) == (yaml_text, body)
    note = parse_note("N.md", text.encode())
    assert (note.fields, note.problems) == ((), ())


def test_a_rule_in_the_body_closes_nothing() -> None:
    yaml_text, body = HANDLER.split("---\na: 1\n---\none\n---\ntwo\n")
    assert (yaml_text, body) == ("a: 1\n", "one\n---\ntwo\n")


@pytest.mark.parametrize(
    ("text", "unclosed"),
    [
        ("---\ntype: person\n[[x]]", True),
        ('---\n"a b": 1', True),
        ("---\n\n# Title\n", False),
        ("---", False),
        ("---\ntext", False),
    ],
)
def test_an_unclosed_block_is_told_from_a_mere_rule(text: str, unclosed: bool) -> None:
    assert is_unclosed(text) is unclosed
    problems = parse_note("N.md", text.encode()).problems
    assert [(problem.place.line, problem.code) for problem in problems] == [(1, "unclosed-front-matter")] * unclosed


def test_properties_have_a_size_limit() -> None:
    note = parse_note("N.md", b"---\na: " + b"x" * 262_144 + b"\n---\n[[x]]")
    assert [problem.code for problem in note.problems] == ["front-matter-too-large"]
    assert (note.fields, note.lines[0].number) == ((), 4)


def test_python_frontmatter_reads_with_the_handler() -> None:
    metadata, content = frontmatter.parse("---\nphone: 0044\nno: no\nat: 12:30\n---\nbody\n", handler=VaultHandler())
    assert (metadata, content) == ({"phone": 44, "no": "no", "at": "12:30"}, "body")
    assert frontmatter.parse("plain", handler=VaultHandler()) == ({}, "plain")
    assert frontmatter.parse("---\n- a list\n---\nbody", handler=VaultHandler()) == ({}, "body")


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (codecs.BOM_UTF16_LE + "type: x".encode("utf-16-le"), 1, "not-utf-8"),
        ("---\ntype: x\n---\n".encode("utf-16-le"), 1, "not-text"),
        (bytes(5_000), 1, "not-text"),
        (b"a\r\nb\rc\nd \xff", 4, "not-utf-8"),
        (codecs.BOM_UTF8 + b"a\n\xc3(", 2, "not-utf-8"),
        (b"a\n\xc3", 2, "not-utf-8"),
        (b"\xed\xa0\x80", 1, "not-utf-8"),
    ],
)
def test_what_is_not_utf8_text_is_a_problem_and_nothing_else(data: bytes, line: int, code: str) -> None:
    note = parse_note("N.md", data)
    assert [(problem.place.line, problem.code) for problem in note.problems] == [(line, code)]
    assert (note.fields, note.lines) == ((), ())


def test_a_nul_matters_in_the_properties_only() -> None:
    note = parse_note("N.md", b"---\na: 1\nb: x\0y\nc: 2\n---\nsee [[x]]\0 \\[\n[[y]]")
    assert [(problem.place.line, problem.code) for problem in note.problems] == [(3, "control-character")]
    assert [field.key for field in note.fields] == ["a", "c"]
    assert [line.text for line in note.lines] == ["see [[x]]\0 \\[", "[[y]]"]


def test_of_a_note_over_the_limit_only_the_properties_are_read() -> None:
    note = parse_note("N.md", "---\ntype: person\n---\n[[x]] é".encode()[:-1], cut=True)
    assert [field.key for field in note.fields] == ["type"]
    assert (note.lines, note.body_line, [problem.code for problem in note.problems]) == ((), 4, ["too-large"])


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("\r\n- a:\ufeff"), max_size=40))
def test_the_pieces_of_a_split_are_the_text(text: str) -> None:
    block = HANDLER.block(text)
    if block:
        assert text[: block.start].lstrip("\ufeff")[:3] == "---"
        assert text[block.end : block.body].startswith("---")
        assert block.body_line == 1 + count_line_ends(text, 0, block.body)
        assert text[: block.start] + text[block.start : block.end] + text[block.end :] == text


@given(st.text(st.sampled_from("\r\nx"), max_size=30))
def test_line_ends_are_counted_as_editors_count_them(text: str) -> None:
    assert count_line_ends(text, 0, len(text)) == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
