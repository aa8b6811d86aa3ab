"""YAML as Obsidian reads it, what is refused of it, and what is kept of a broken one."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.model import Field, Items, Mapping, Scalar, Value
from vaultkit.notes.properties import read_properties
from vaultkit.notes.yaml12 import Plain, Reader, typed, uses_libyaml


def properties(text: str) -> dict[str, Plain]:
    return {field.key: typed(field.value) for field in read_properties("N.md", text, 2)[0]}


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.code) for problem in read_properties("N.md", text, 2)[1]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0044123", 44123),
        ("+15551234567", 15551234567),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.10", 1.1),
        ("-.5e3", -500.0),
        ("1.", 1.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("", None),
        ("~", None),
        ("Null", None),
        ('"010"', "010"),
        ("'true'", "true"),
        ('""', ""),
        ("2026-11-03", "2026-11-03"),
        ("2020-13-45", "2020-13-45"),
        ("0000-00-00", "0000-00-00"),
        ("!foo b", "b"),
        ("!foo 12", "12"),
        ("!!str 12", "12"),
        ("!!int 12", 12),
        ("!!timestamp x", "x"),
        ("!!bool x", "x"),
        ("{{title}}", {}),
        ("[[Bob]]", [["Bob"]]),
        ("[a, 1, ~]", ["a", 1, None]),
        ("{date: 2019-05-02, where: UX conf}", {"date": "2019-05-02", "where": "UX conf"}),
        ("one # a comment", "one"),
        ("http://x/y:z", "http://x/y:z"),
        ("9" * 5_000, "9" * 5_000),
        ("|\n  a: b\n  - c", "a: b\n- c\n"),
        (">-\n  one\n  two", "one two"),
        ("one\n  two", "one two"),
        ("a\u2028b\x85c", "a\u2028b\x85c"),
        ('"a\u2029b"', "a\u2029b"),
    ],
)
def test_scalars_are_what_obsidian_shows(written: str, read: Plain) -> None:
    value = properties(f"before: 1\nkey: {written}\nafter: 2")
    assert value == {"before": 1, "key": read, "after": 2}
    assert type(value["key"]) is type(read)


def test_not_a_number_is_one() -> None:
    assert math.isnan(float(str(properties("a: .nan")["a"])))


def test_scalars_keep_what_was_written_and_where() -> None:
    fields, _ = read_properties("N.md", 'phone: 0044\ntel: "+49"\nlist:\n  - 1.10\n  -\nmap: {a: b}', 2)
    assert fields == (
        Field("phone", Scalar("0044", 2), 2),
        Field("tel", Scalar("+49", 3, quoted=True), 3),
        Field("list", Items((Scalar("1.10", 5), Scalar(None, 6)), 5), 4),
        Field("map", Mapping((Field("a", Scalar("b", 7), 7),), 7), 7),
    )


def test_odd_separators_shift_no_line() -> None:
    fields, _ = read_properties("N.md", "a: x\u2028y\nb: x\x85y\nc: 1", 2)
    assert [(field.key, field.line) for field in fields] == [("a", 2), ("b", 3), ("c", 4)]


def test_aliases_share_what_they_stand_for() -> None:
    assert properties("a: &d\n  x: 1\nb: *d\nc: &t hi\n*t : there") == {
        "a": {"x": 1},
        "b": {"x": 1},
        "c": "hi",
        "hi": "there",
    }


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert properties("a: &d {x: 1}\nb:\n  <<: *d\n  y: 2")["b"] == {"<<": {"x": 1}, "y": 2}


def test_keys_are_text() -> None:
    text = "1: a\ntrue: b\n~: c\n2026-01-01: d"
    assert properties(text) == {"1": "a", "true": "b", "": "c", "2026-01-01": "d"}
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "line", "code", "words"),
    [
        ("a: 1\nb: 2\na: 3", 4, "duplicate-key", "line 2"),
        ("m: {x: 1, x: 2}", 2, "duplicate-key", "`x`"),
        ("z: 1\n[[x]]: y", 3, "key-not-text", "in quotes"),
        ("z: 1\n? {a: b}\n: y", 3, "key-not-text", "`key: value`"),
        ("a: !foo b", 2, "yaml-tag", "`!foo`"),
        ("z: 1\na: !!python/object/apply:os.system [ls]", 3, "yaml-tag", "!!python/"),
        ("z: 1\na: &a [1, *a]", 3, "yaml-alias", "inside"),
        ("z: 1\na: *nobody", 3, "yaml-alias", "in quotes"),
        ("z: 1\n- a", 3, "yaml-error", "key: value"),
        ("- a\n- b", 2, "no-properties", "found a list"),
        ("\njust text", 3, "no-properties", "found plain text"),
        ("z: 1\nnote: a: b", 3, "yaml-error", "colon"),
        ("z: 1\naliases:\n  - @sam", 4, "yaml-error", "@ here; put it in quotes"),
        ("a: `x`", 2, "yaml-error", "in quotes"),
        ("a: *em*", 2, "yaml-error", "start with *"),
        ("z: 1\na: [[x]]: y", 3, "yaml-error", '"[[…]]"'),
        ("a: [[x]], [[y]]", 2, "yaml-error", '"[[…]]"'),
        ('z: 1\na: "open\nb: 2', 3, "yaml-error", "never closed"),
        ('a: "x" y', 2, "yaml-error", "closing quote"),
        ('a: "C:\\queue"', 2, "yaml-error", "single quotes"),
        ("z: 1\na: [1, 2\nb: 3", 3, "yaml-error", "not closed"),
        ("z: 1\na:\n\tb: 1", 4, "yaml-tab", "spaces"),
        ("a: 1\n\tb: 2", 3, "yaml-tab", "spaces"),
        ("z: 1\njust text\ny: 2", 3, "yaml-error", "no property"),
        ("a: b\n...\nc: d", 4, "second-document", "one block"),
        ("a: b\n--- x", 3, "second-document", "one block"),
        ("a: x\x07y", 2, "control-character", "U+0007"),
        ("z: 1\ntitle: {{title}}", 3, "template-placeholder", "template"),
        ("z: 1\ntitle: <% tp.file.title %>", 3, "template-placeholder", "template"),
        ("z: 1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x", 3, "conflict-markers", "keep one"),
        ("tags:\n  - #friend\n  - b", 3, "yaml-comment", "write friend"),
        ("a: " + "[" * 65 + "]" * 65, 2, "yaml-too-deep", "64"),
        ("a: &x 1\nb: [" + "*x, " * 51 + "]", 3, "yaml-too-large", "50"),
    ],
)
def test_each_mistake_is_told_at_its_line(text: str, line: int, code: str, words: str) -> None:
    told = read_properties("N.md", text, 2)[1]
    assert [(problem.place.line, problem.code) for problem in told][:1] == [(line, code)]
    assert words in told[0].message


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# a comment", "a: 1\n", "null", "a:\n- x\n- y", "{a: 1}", "a: [\nb,\nc\n]"]
)
def test_sound_yaml_is_no_problem(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a: 1\nbad: x: y\nb: 2", {"a": 1, "b": 2}),
        ('a: 1\nbroken: "unterminated\nother: [1, 2\nb: 2', {"a": 1, "b": 2}),
        ("aliases:\n  - Sam\n  - @sam\n  - S\nb: 2", {"aliases": ["Sam", "S"], "b": 2}),
        ("a:\n- 1\n- `x`\n- 3", {"a": [1, 3]}),
        ("org:\n  name: a: b\n  since: 2019\nb: 2", {"org": {"since": 2019}, "b": 2}),
        ("a: 1\nstray words\nb: 2", {"a": 1, "b": 2}),
        ("a: [\nx,\ny\n]\nb: @z", {"a": ["x", "y"]}),
        ("a: &d 1\nbad: @\nb: *d", {"a": 1, "b": 1}),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\nb: 2", {"a": 1, "b": 2}),
        ("deep: " + "[" * 30_000 + "\nb: 2", {"b": 2}),
        ("a: x\0y\nb: 2", {"b": 2}),
        ("a: 1\na: 2\nbad: @", {"a": 1}),
        ("a: |\n  x: [\n  @y\nbad: @\nb: 2", {"a": "x: [\n@y\n", "b": 2}),
    ],
)
def test_what_can_be_read_counts(text: str, kept: dict[str, Plain]) -> None:
    assert properties(text) == kept
    assert problems(text)


def test_every_broken_property_is_told_of() -> None:
    assert problems('a: 1\nb: x: y\nc: 2\nd: "\ne:\n  - @x\n  - y\n  - `') == [
        (3, "yaml-error"),
        (5, "yaml-error"),
        (7, "yaml-error"),
        (9, "yaml-error"),
    ]


def test_a_flood_of_mistakes_is_cut_short() -> None:
    assert len(problems("a: b: c\n" * 5_000)) == 20


BOMBS = r"""
from vaultkit.notes.parse import parse_note

pairs = zip("abcdefgh", "bcdefghi")
billion = "\n".join(f"{name}: &{name} [" + ", ".join([f"*{before}"] * 5) + "]" for before, name in pairs)
bombs = [
    "a: " + "[" * 24_000, "a: " + "{" * 24_000, "? " * 24_000, "- " * 24_000, "a: " + "- " * 24_000, "[" * 250_000,
    "\n".join(" " * depth + "a:" for depth in range(600)),
    "a: &a [x, x, x, x, x, x, x, x, x]\n" + billion,
    "a: &a " + "[" * 60 + "]" * 60 + "\nb: [[[[[*a]]]]]",
    "a: &a [*a]", "a: &a\n  <<: *a\n  b: 1", "&a a: b", "*a : b",
    "a: " + "1:" * 100_000 + "1", "a: " + "1" * 100_000, "a: 0x" + "f" * 100_000, "a: [" + "1," * 120_000 + "]",
    "\n".join(f"k{n}: v" for n in range(5_000)), "a: b: c\n" * 20_000,
    "a: " + "- " * 50_000 + "@", "a:" + " " * 90_000 + "@",
    "a: !!python/object/apply:os.abort []", "a: !!binary x", "!!set {a, b}", "%TAG ! !x\na: 1",
    "a: \"\\ud800\"", "a: \"\\UFFFFFFFF\"",
]
for bomb in bombs:
    note = parse_note("N.md", f"---\n{bomb}\n---\nbody [[Ana]]\n".encode())
    assert [link.target for line in note.lines for link in line.links] == ["Ana"], bomb[:40]
    assert repr(note.fields) is not None
print("alive")
"""


def test_no_bomb_takes_the_process_down() -> None:
    done = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["alive"]), done.stderr[-2_000:]


def test_an_alias_bomb_is_never_built() -> None:
    names = "abcdefgh"
    text = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    text += "\n".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 7)}]" for old, new in itertools.pairwise(names))
    fields, told = read_properties("N.md", text, 2)
    assert {problem.code for problem in told} == {"yaml-too-large", "yaml-alias"}
    assert sum(size(field.value) for field in fields) <= 100_000


def size(value: Value) -> int:
    match value:
        case Scalar():
            return 1
        case Items(values):
            return 1 + sum(map(size, values))
        case Mapping(fields):
            return 1 + sum(1 + size(field.value) for field in fields)


YAML_PIECES = [
    "a: 1\n",
    "b:\n",
    "  - x\n",
    "  - [[y]]\n",
    "c: [1, {d: e}]\n",
    "f: 'g'\n",
    'h: "i\\n"\n',
    "j: |\n  k\n",
    "  l: m\n",
]
YAML_PIECES += [
    "# n\n",
    "o: &p q\n",
    "r: *p\n",
    "s: !t u\n",
    "? v\n",
    ": w\n",
    "a: 2\n",
    "\n",
    "x: >-\n  y\n",
    "z: @\n",
    "{",
    "]",
    "\t",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(YAML_PIECES), max_size=8).map("".join))
def test_both_parsers_of_pyyaml_give_the_same_tree(text: str) -> None:
    assert uses_libyaml()
    trees: list[Value | None] = []
    for libyaml in (True, False):
        try:
            trees.append(Reader("N.md", libyaml=libyaml).read(text, 2))
        except yaml.YAMLError:
            trees.append(None)
    assert trees[0] == trees[1] or None in trees


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(YAML_PIECES), st.text(max_size=6)), max_size=10).map("".join))
def test_reading_never_raises_and_lines_lie_in_the_text(text: str) -> None:
    fields, told = read_properties("N.md", text, 2)
    last = 2 + text.count("\n") + text.count("\r")
    assert all(2 <= field.line <= last for field in fields)
    assert all(2 <= problem.place.line <= last for problem in told)
    assert len({field.key for field in fields}) == len(fields)
