"""The cheap scan and the parser read the same; reading ends, in bounded time, whatever the bytes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.lines import Shape, read_line
from vaultkit.notes.links import WIKILINK
from vaultkit.notes.markdown import is_costly, read_markdown
from vaultkit.notes.parse import parse_note
from vaultkit.notes.properties import read_properties
from vaultkit.notes.scan import scan, scan_plainly

STARTS = [
    "",
    "",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2. ",
    "10) ",
    "> ",
    ">",
    "> > ",
    "  ",
    "    ",
    "\t",
    "  - ",
    "\t- ",
    "    - ",
]
STARTS += ["      - ", "- - ", "# ", "## ", "#", "- [ ] ", "- [x] ", "> [!note] ", "> [!tip]\n> ", "> - ", "| ", "-   "]
STARTS += ["-     ", "-\t", "   1. ", "[^1]: ", " - ", "$$", " > ", "  # ", "\xa0", "> \t", "\f", "   ", "    2. "]
TEXTS = ["text", "[[Ana]]", "[[Bo|B]]", "![[p.png]]", "[[x\\|y]]", "[[a`b]]", "`code`", "`[[x]]`", "``a`b``", "`", "``"]
TEXTS += [
    "key:: v",
    "[k:: v]",
    "(k:: [[v]])",
    "#tag",
    "[t](Note.md)",
    "[t](<a b.md>)",
    "![i](x.png)",
    "[t](http://x/#a)",
]
TEXTS += ["[a [[b]] c](d.md)", "<!-- [[x]] -->", "<!--", "-->", "<b>[[x]]</b>", "<div>", "a < b", "$[[x]]$", "$5", "$$"]
TEXTS += [
    "\\[[x]]",
    "\\`",
    "\\",
    "| a | b |",
    "|---|---|",
    "---|---",
    "---",
    "===",
    "***",
    "* * *",
    "-",
    "=",
    "2026-11-03 x",
]
TEXTS += [
    "[[2026-11-03]] x",
    "**k**:: v",
    "%% [[x]] %%",
    "```",
    "~~~",
    "```py",
    "````",
    "[[",
    "]]",
    "[[[x]]]",
    "[[a]]]",
    "](",
]
TEXTS += [
    "(",
    "[",
    "]",
    "!",
    "::",
    "# h #",
    "[t](a&amp;b)",
    "^[[x]]",
    "[^1]",
    "[^1]: [[x]]",
    "<https://a.b/>",
    "\x85",
    "\0",
]
TEXTS += [
    "1. x",
    "[n]: [[x]]",
    '[a](b "t")',
    "[a](b\\)c)",
    "[](x.md)",
    "[[#h]]",
    ":",
    "|",
    "a | b",
    "[a]\n(b)",
    "--",
    "__",
]
TEXTS += ["`` ` ``", "![[x]](y)", "[[a\nb]]", "`a\nb`", "  ", "\u2028"]
BLANKS = ["", "", " ", "\t", ">"]


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Markdown from few kinds of nasty pieces at a time, so that they meet each other."""
    starts = draw(st.lists(st.sampled_from(STARTS), min_size=1, max_size=4))
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
    line = st.builds(
        lambda start, parts, end: start + "".join(parts) + end,
        st.sampled_from([*starts, ""]),
        st.lists(st.sampled_from([*texts, "text", " "]), min_size=1, max_size=3),
        st.sampled_from(["", "", "  "]),
    )
    return "\n".join(draw(st.lists(st.one_of(line, line, st.sampled_from(BLANKS)), min_size=1, max_size=7)))


@settings(max_examples=600, deadline=None)
@given(bodies())
@example("- a\nlazy\n  - [[b]]\n")
@example("text\n- [-] ---|---\n---|---")
@example("- a | b\n  c\n---|---\n    [[x]]")
@example("> [[a]]\nlazy [[b]]")
@example("1986. [[a]]\ntext\n1987. [[b]]")
@example("- [[a]]\n      - [[b]]")
@example("## [[a#^b]]\n> - <!--\n>")
@example("a\n    - [[x]]\n\t- [[y]]")
@example("| [[a]]\n|---|\n    [[b]]")
@example("~~~ a`b\n[[x]]\n   ~~~\n[[y]]")
def test_the_cheap_scan_is_the_parser_or_gives_up(body: str) -> None:
    cheap = scan(body, 7)
    assert cheap in (read_markdown(body, 7), None)
    if cheap is not None and "<!--" not in body:
        assert scan_plainly(body, 7) == cheap


@pytest.mark.parametrize(
    "body",
    [
        "# Ana\n\nMet *at* **PyCon** with [[Bo|B]], `run_it()` and `b`, [site](https://example.org/x). #work\n\n## Log",
        "- 10:30 [[Ana]] came.\n- asked:: [[Bo]] time #light\n- [ ] send it 📅 2026-11-10\n",
        "- [[Ana]]\n\t- [[Cy]] too\n\t\t- deep [[D]]\n- back\n  and on\n1. one\n2. two\n",
        "```python\n# [[No]] <b> $x$ \\[\n```\n\n| a | b |\n|---|---|\n| x | [[Ana\\|A]] |\n",
        "First words.\n\n| a | b |\n|---|---|\n| x | [[Ana\\|A]] |\n\nafter",
        "> [[quoted]] line\n> more\n\n> [!tip] Title\n> [[Bo]]\n",
        "mood:: 3\nsleep:: 7.5\n\ncosts $5, a < b, [x] and ![[pic.png]] %% [[c]] %%\n\n---\n\n***\nend\n",
    ],
)
def test_everyday_notes_need_no_parser(body: str) -> None:
    assert scan(body, 1) == read_markdown(body, 1)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=80), bodies().map(lambda body: f"---\na: 1\n---\n{body}".replace("\n", "\r\n").encode())
    )
)
@example(b"---\r\xef\xbb\xbf\n---\n")
@example(b"\xef\xbb\xbf\xef\xbb\xbf---\na: 1\n---\n")
@example(b"---\na: \xc2\x85\n---\n\xe2\x80\xa8[[x]]")
def test_no_bytes_raise_and_the_same_bytes_read_the_same(data: bytes) -> None:
    note = parse_note("a/N.md", data)
    assert note == parse_note("a/N.md", data)
    last = 1 + data.count(b"\n") + data.count(b"\r")
    assert all(1 <= place.line <= last and place.path == "a/N.md" for place, *_ in note.problems)
    assert all(note.body_line <= line.number <= last for line in note.lines)
    assert all(link.line == line.number for line in note.lines for link in line.links)


@given(bodies())
@settings(max_examples=150, deadline=None)
def test_line_ends_change_nothing(body: str) -> None:
    notes = [parse_note("N.md", body.replace("\n", end).encode()) for end in ("\n", "\r\n", "\r")]
    assert notes[0] == notes[1] == notes[2]


def lines_of(text: str) -> object:
    return read_line(1, text[:10_000], (), (), Shape(item=True))


READERS: list[Callable[[str], object]] = [
    lambda text: scan(text, 1),
    lambda text: scan_plainly(text, 1),
    lambda text: is_costly(text),
    lambda text: VaultHandler().block(text),
    lambda text: read_properties("N.md", "bad: @\n" + text, 2),
    lambda text: read_properties("N.md", "a: " + text, 2),
    lambda text: WIKILINK.findall(text),
    lines_of,
]
WORST = [
    "[",
    "[[",
    "[[a",
    "[[a]x",
    "]",
    "`",
    "` ",
    "~",
    "![[](",
    "[a](",
    "[a](b",
    "[^",
    "[^a",
    "<!--",
    "<!",
    "\\[",
    "(",
    "(k:: ",
    "::",
]
WORST += [
    "a:: ",
    "#",
    "# ",
    "-",
    "- ",
    "--- ",
    "* ",
    "_ ",
    ">",
    "> ",
    " ",
    "\t",
    "1. ",
    "|",
    "$",
    "\r",
    "\n---",
    "\n--- x",
    "---\n",
    ":",
]
WORST += [
    ": ",
    "a: b: ",
    "- @",
    '"',
    '"a" ',
    "'",
    "{{",
    "<%",
    "<<<<<<<",
    "*a ",
    "&a ",
    "? ",
    "%",
    "\n#",
    "\n- ",
    "\n\t",
    "\u2028",
    "🎸",
]


@pytest.mark.parametrize("piece", WORST)
def test_the_worst_of_each_input_ends_soon(piece: str) -> None:
    """100 kB each, on one line and on many; what is quadratic takes minutes here, what is linear some milliseconds."""
    for text in (piece * (100_000 // len(piece)), (piece * 40 + "x\n") * (2_000 // len(piece)), piece * 50_000 + "\0"):
        for reader in READERS:
            began = time.monotonic()
            reader(text)
            assert time.monotonic() - began < 4


def test_a_note_of_many_megabytes_is_read_in_time() -> None:
    began = time.monotonic()
    note = parse_note("N.md", b"[[Ana]] " * 200_000 + b"\n" + b"- [[Bo]] x\n" * 50_000)
    assert len(note.lines) == 50_001
    assert len(note.lines[0].links) == 200_000
    assert time.monotonic() - began < 20
