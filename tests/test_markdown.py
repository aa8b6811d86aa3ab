"""What counts in a body and what does not, each case read by the cheap scan (where it dares) and by the parser."""

from __future__ import annotations

import pytest

from vaultkit.model import Inline, Line, Link
from vaultkit.notes.markdown import is_costly, read_markdown
from vaultkit.notes.parse import parse_note
from vaultkit.notes.scan import scan, scan_plainly


def read(body: str) -> tuple[Line, ...]:
    """The lines as the parser reads them; the cheap scan must agree or give up."""
    parsed = read_markdown(body, 1)
    assert scan(body, 1) in (parsed, None)
    return parsed.lines


def links(body: str) -> list[Link]:
    return [link for line in read(body) for link in line.links]


def fields(body: str) -> list[tuple[str, str, bool]]:
    return [(field.key, field.value, field.whole) for line in read(body) for field in line.fields]


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("[[Ana]]", Link("Ana", 1)),
        ("[[ Ana Diaz ]]", Link("Ana Diaz", 1)),
        ("[[Ana|A]]", Link("Ana", 1, alias="A")),
        ("[[Ana | the A ]]", Link("Ana", 1, alias="the A")),
        ("[[Ana\\|A]]", Link("Ana", 1, alias="A")),
        ("[[Ana|A|B]]", Link("Ana", 1, alias="A|B")),
        ("[[Ana#Notes]]", Link("Ana", 1, "Notes")),
        ("[[Ana#Notes#2025|A]]", Link("Ana", 1, "Notes#2025", "A")),
        ("[[Ana#^abc]]", Link("Ana", 1, "^abc")),
        ("[[#Notes]]", Link("", 1, "Notes")),
        ("[[People/Ana.md]]", Link("People/Ana", 1)),
        ("[[Ana.MD#x]]", Link("Ana", 1, "x")),
        ("[[Ana.m]]", Link("Ana.m", 1)),
        ("[[../a/Ana]]", Link("../a/Ana", 1)),
        ("![[Ana]]", Link("Ana", 1, embed=True)),
        ("![[pic.png|600]]", Link("pic.png", 1, alias="600", embed=True)),
        ("[[Foo*bar*]]", Link("Foo*bar*", 1)),
        ("[[a`b]]", Link("a`b", 1)),
        ("[[a]b]]", Link("a]b", 1)),
        ("[[a [2019] b]]", Link("a [2019] b", 1)),
        ("[[[Ana]]]", Link("Ana", 1)),
        ("[[lost [[Ana]]", Link("Ana", 1)),
        ("[[Ana]](x)", Link("Ana", 1)),
        ("**[[Ana]]**", Link("Ana", 1)),
        ("==[[Ana]]==", Link("Ana", 1)),
        ("^[note on [[Ana]]]", Link("Ana", 1)),
        ("[[Zoë 🎸 \u202eX]]", Link("Zoë 🎸 \u202eX", 1)),
        ("\\\\[[Ana]]", Link("Ana", 1)),
        ("[[Ana]] and `[[Bo]]`", Link("Ana", 1)),
        ("[text](Three%20laws.md)", Link("Three laws", 1, alias="text")),
        ("[text](<Three laws.md>)", Link("Three laws", 1, alias="text")),
        ("[text](Three%20laws)", Link("Three laws", 1, alias="text")),
        ('[text](Ana.md "title")', Link("Ana", 1, alias="text")),
        ("[text](a/Ana.md#The%20end)", Link("a/Ana", 1, "The end", "text")),
        ("[text](#end)", Link("", 1, "end", "text")),
        ("[](Ana.md)", Link("Ana", 1)),
        ("[a *b* c](Ana.md)", Link("Ana", 1, alias="a *b* c")),
        ("[t](a%28b%29.md)", Link("a(b)", 1, alias="t")),
        ("[t](a(b).md)", Link("a(b)", 1, alias="t")),
        ("[t](a&amp;b.md)", Link("a&b", 1, alias="t")),
        ("[t](100%25.md)", Link("100%", 1, alias="t")),
        ("[t](100%.md)", Link("100%", 1, alias="t")),
        ("[t](Dr.%20No.md)", Link("Dr. No", 1, alias="t")),
        ("[t](v1.2)", Link("v1.2", 1, alias="t")),
        ("![t](Ana.md)", Link("Ana", 1, alias="t", embed=True)),
        ("[a [[Ana]] b](c.md)", Link("Ana", 1)),
    ],
)
def test_links_are_read_as_obsidian_reads_them(written: str, link: Link) -> None:
    assert links(written) == [link]
    assert links(f"see {written}, twice: {written}") == [link, link]


@pytest.mark.parametrize(
    "written",
    [
        "[[]]",
        "[[ ]]",
        "[[|x]]",
        "[[Ana]",
        "[Ana]]",
        "[[Ana\nDiaz]]",
        "\\[[Ana]]",
        "[x]",
        "[x] [y]",
        "[t](http://example.org/a.md)",
        "[t](https://example.org)",
        "[t](mailto:a@b.example)",
        "[t](obsidian://open?vault=x)",
        "[t](//host/a.md)",
        "[t](javascript:x)",
        "[t](file.pdf)",
        "![t](pic.png)",
        "[t]()",
        "[t] (Ana.md)",
        "[t](Ana Diaz.md)",
        "`[[Ana]]`",
        "``a ` [[Ana]]``",
        "`a\n[[Ana]] b`",
        "```\n[[Ana]]\n```",
        "```\n[[Ana]]",
        "~~~ `x\n[[Ana]]\n```\n~~~",
        "````\n```\n[[Ana]]\n````",
        "- a\n  ```\n  [[Ana]]\n  ```",
        "> ```\n> [[Ana]]\n> ```",
        "    [[Ana]]",
        "\t[[Ana]]",
        "- a\n\n      [[Ana]]",
        "<!-- [[Ana]] -->",
        "a <!-- [[Ana]]\n[[Bo]] --> b",
        "<!--\n\n[[Ana]]\n\n-->",
        "<div>\n[[Ana]]\n</div>",
        "<a title='[[Ana]]'>",
        "$[[Ana]]$",
        "$$[[Ana]]$$",
        "$$\n[[Ana]]\n$$",
        "a $$[[Ana]]$$ b",
    ],
)
def test_these_are_no_links(written: str) -> None:
    assert links(written) == []


@pytest.mark.parametrize(
    ("body", "targets"),
    [
        ("paid $5 to [[Ana]], $6 to [[Bo]]", [("Ana", 1), ("Bo", 1)]),
        ("%% [[Ana]] %%", [("Ana", 1)]),
        ("[^1]: said [[Ana]]\n\n    and [[Bo]]", [("Ana", 1), ("Bo", 3)]),
        ("text[^1]\n\n[^1]: [[Ana]]", [("Ana", 3)]),
        ("[note]: [[Ana]]", [("Ana", 1)]),
        ("| a | b |\n|---|---|\n| [[Ana\\|A]] | `x` |\n| ` | [[Bo]] |", [("Ana", 3), ("Bo", 4)]),
        ("| a |\n|---|\n| x | [[Ana]] |", [("Ana", 3)]),
        ("- a | b\n- c\n\n  [[Ana]]", [("Ana", 4)]),
        ("<b>x</b> [[Ana]]", [("Ana", 1)]),
        ("a < b [[Ana]]", [("Ana", 1)]),
        ("one\ntwo `x` [[Ana]]\n\nthree\n[[Bo]]\n", [("Ana", 2), ("Bo", 5)]),
        ("a `x\n[[Ana]]` [[Bo]]\n[[Cy]]", [("Bo", 2), ("Cy", 3)]),
        ("```\n[[x]]\n```\n[[Ana]]", [("Ana", 4)]),
        ("text\n    [[Ana]]", [("Ana", 2)]),
        ("- a\n\n\t- [[Ana]]\n\n\t\ttext [[Bo]]", [("Ana", 3), ("Bo", 5)]),
        ("> [!note]- T [[Ana]]\n> - [[Bo]]\n> > [[Cy]]", [("Ana", 1), ("Bo", 2), ("Cy", 3)]),
        ("`` ` `` [[Ana]]", [("Ana", 1)]),
        ("\\` [[Ana]] \\`", [("Ana", 1)]),
        ("Title [[Ana]]\n===\n[[Bo]]", [("Ana", 1), ("Bo", 3)]),
    ],
)
def test_links_count_wherever_they_are_text(body: str, targets: list[tuple[str, int]]) -> None:
    assert [(link.target, link.line) for link in links(body)] == targets


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("# [[Ana]] #", Line(1, "[[Ana]]", (Link("Ana", 1),), heading=1)),
        ("###### Title", Line(1, "Title", heading=6)),
        ("Title\n---", Line(1, "Title", heading=2)),
        ("#tag here", Line(1, "#tag here", tags=("tag",))),
        ("- [ ] send 📅 2026-11-10", Line(1, "send 📅 2026-11-10", task=" ", item=True)),
        ("  * [X] done  ", Line(1, "done", task="X", item=True)),
        ("1. [/] half", Line(1, "half", task="/", item=True)),
        ("- [-]", Line(1, "", task="-", item=True)),
        ("- 2026-11-03 lunch", Line(1, "2026-11-03 lunch", item=True)),
        ("+ [[2026-11-03]] lunch", Line(1, "[[2026-11-03]] lunch", (Link("2026-11-03", 1),), item=True)),
        ("> [[Ana]] said", Line(1, "[[Ana]] said", (Link("Ana", 1),), quote=True)),
        (">[!quote] [[Ana]]", Line(1, "[!quote] [[Ana]]", (Link("Ana", 1),))),
        ("> - [x] [[Ana]]", Line(1, "[[Ana]]", (Link("Ana", 1),), task="x", quote=True, item=True)),
        ("- # [[Ana]]", Line(1, "[[Ana]]", (Link("Ana", 1),), heading=1, item=True)),
        ("| [[Ana]] | b |\n|---|---|", Line(1, "| [[Ana]] | b |", (Link("Ana", 1),))),
    ],
)
def test_marks_are_taken_off_and_remembered(body: str, line: Line) -> None:
    assert read(body) == (line,)


def test_a_quote_in_a_callout_is_a_quote() -> None:
    body = "> [!note]\n> [[a]]\n> > [[b]]\n\n> x\n> [!note] [[c]]\n\n>\n> [!note] [[d]]"
    assert [(line.number, line.quote) for line in read(body)] == [(2, False), (3, True), (6, True), (9, True)]


def test_lines_that_say_nothing_are_left_out() -> None:
    assert read("plain\n- item\n\n#\n[x] text\n1984-1985\n[not a link]\n\n---\n") == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("asked:: [[Mike Ito]] intro", [("asked", "[[Mike Ito]] intro", True)]),
        ("- asked-me:: x", [("asked-me", "x", True)]),
        ("- [ ] due:: 2026-11-10", [("due", "2026-11-10", True)]),
        ("Next step::", [("Next step", "", True)]),
        ("key::value", [("key", "value", True)]),
        ("**Asked**:: x", [("Asked", "x", True)]),
        ("**Asked::** x", [("Asked", "x", True)]),
        ("_k_:: v", [("k", "v", True)]),
        ("🎂 born:: 1980", [("🎂 born", "1980", True)]),
        ("Größe:: 3", [("Größe", "3", True)]),
        ("one\nkey:: v", [("key", "v", True)]),
        ("met [where:: the [old] inn] (kind:: coffee)", [("where", "the [old] inn", False), ("kind", "coffee", False)]),
        (
            "gave:: [[Jo]] CV (due:: 2026-11-10)",
            [("gave", "[[Jo]] CV (due:: 2026-11-10)", True), ("due", "2026-11-10", False)],
        ),
        ("(re:: [[Note#^id]])", [("re", "[[Note#^id]]", False)]),
        ("[re:: [[Note]]] and [k:: `v`]", [("re", "[[Note]]", False), ("k", "`v`", False)]),
        ("(a:: (b:: c))", [("a", "(b:: c)", False)]),
        ("| [k:: v] |", [("k", "v", False)]),
        ("## heading [k:: v]", [("k", "v", False)]),
        ("## key:: v", []),
        ("`key:: v`", []),
        ("a `k:: v` b", []),
        ("http://x:: y", []),
        ("see [k:: v", []),
        (":: v", []),
        ("a: b:: c", []),
        ("[[a:: b]]", []),
        ("word (x) then:: y", []),
    ],
)
def test_fields_are_read_as_dataview_reads_them(body: str, found: list[tuple[str, str, bool]]) -> None:
    assert fields(body) == found


def test_a_field_has_its_line() -> None:
    assert read("\n\nkey:: v")[0].fields == (Inline("key", "v", 3, whole=True),)


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("#a and #b/c-d_e", ["a", "b/c-d_e"]),
        ("#1984 #y1984 #2026/x", ["y1984", "2026/x"]),
        ("x#a (#b) \\#c ##d", []),
        ("#a, #b. #c!", ["a", "b", "c"]),
        ("#naïve #日本 #🎸", ["naïve", "日本", "🎸"]),
        ("`#a` [[x#b]] [#c](d) $#e$ <!-- #f --> #g", ["g"]),
        ("https://x.example/#a", []),
        ("# #a", ["a"]),
        ("```\n#a\n```", []),
    ],
)
def test_tags_are_read_as_obsidian_reads_them(body: str, tags: list[str]) -> None:
    assert [tag for line in read(body) for tag in line.tags] == tags


@pytest.mark.parametrize(
    ("body", "lead"),
    [
        ("", ""),
        (
            "# Title\n\nmood:: 3\n- item\n\n> quote\n\n| a |\n|---|\n| b |\n\n```\ncode\n```\n\nMet at PyCon.\nMore.",
            "Met at PyCon.",
        ),
        ("mood:: 3\nfirst words", "first words"),
        ("- item\nlazy\n\ntext", "text"),
        ("![[pic.png]]\n%% hidden %%\n[[Ana]] rang", "[[Ana]] rang"),
        ("Title\n===\ntext", "text"),
        ("<div>x</div>\n\ntext", "text"),
        ("    code\n\ntext", "text"),
        ("a | b\n---|---\nc | d\n\ntext", "text"),
        ("x" * 300, "x" * 200),
    ],
)
def test_the_lead_is_the_first_line_of_prose(body: str, lead: str) -> None:
    assert read_markdown(body, 1).lead == lead
    assert parse_note("N.md", body.encode()).lead == lead


@pytest.mark.parametrize(
    "body",
    [
        "> " * 200 + "[[Ana]]",
        "- " * 200 + "[[Ana]]",
        "\\[\n" + "\n".join(" " * 2 * depth + "- [[Ana]]" for depth in range(120)),
        "\\[ [[Ana]]\n" + "x " * 140_000,
        "\\[ [[Ana]]" + "![[](" * 5_000,
        "\\[ [[Ana]]\n" + "- a\n" * 60_000,
    ],
)
def test_what_would_be_too_dear_is_read_plainly_and_told(body: str) -> None:
    assert is_costly(body)
    note = parse_note("N.md", f"---\na: 1\n---\n{body}".encode())
    assert [(problem.place.line, problem.code, problem.level) for problem in note.problems] == [
        (4, "read-plainly", "hint")
    ]
    assert "Ana" in [link.target for line in note.lines for link in line.links]


def test_read_plainly_still_skips_fences_comments_and_code() -> None:
    body = "<!-- [[a]]\n[[b]] --> [[c]]\n```\n[[d]]\n```\n`[[e]]` [[f]]\n> - # [[g]]\n<!-- [[h]]"
    assert [(link.target, link.line) for line in scan_plainly(body, 1).lines for link in line.links] == [
        ("c", 2),
        ("f", 6),
        ("g", 7),
        ("h", 8),
    ]


@pytest.mark.parametrize("end", ["", " \\["])
def test_of_a_very_long_line_only_the_links_are_read(end: str) -> None:
    (line,) = parse_note("N.md", f"key:: v #tag [[Ana]] {'x' * 10_000}{end}".encode()).lines
    assert (line.links, line.fields, line.tags, len(line.text)) == ((Link("Ana", 1),), (), (), 200)
