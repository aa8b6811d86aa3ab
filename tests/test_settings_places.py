from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.settings.places import Path, key_lines, line_of

FILE = '''\
# a comment with = and [brackets]
top = "a # no comment"   # line 2

[ask]                    # line 4
nudges = 2
cooldown_days = {light = 30, "deep" = 90}  # line 6
lead_days.light = 3.5
"quoted key" . 'other' = 1979-05-27 07:32:00  # line 8

[ ties . "x.y" ]         # line 10
text = """
[not.a.table]
half = "no key"
""""
literal = \'\'\'
# not a comment \\\'\'\'
after = [
  [1, 2],                # line 18
  {a = 1, b = [
    "]",                 # line 20
  ]},
]
[[people]]               # line 23
name = "x"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("ask",), 4),
        (("ask", "nudges"), 5),
        (("ask", "cooldown_days", "light"), 6),
        (("ask", "cooldown_days", "deep"), 6),
        (("ask", "lead_days", "light"), 7),
        (("ask", "quoted key", "other"), 8),
        (("ties", "x.y"), 10),
        (("ties", "x.y", "text"), 11),
        (("ties", "x.y", "literal"), 15),
        (("ties", "x.y", "after"), 17),
        (("ties", "x.y", "after", "0", "1"), 18),
        (("ties", "x.y", "after", "1", "b"), 19),
        (("ties", "x.y", "after", "1", "b", "0"), 20),
        (("people", "name"), 24),
    ],
)
def test_each_key_is_found_on_its_line(path: Path, line: int) -> None:
    assert key_lines(FILE)[path] == line


def test_what_only_looks_like_a_key_is_none() -> None:
    lines = key_lines(FILE)
    assert ("not", "a", "table") not in lines
    assert not any("half" in path for path in lines)


def test_a_key_that_is_not_there_has_the_line_of_what_would_hold_it() -> None:
    lines = key_lines(FILE)
    assert line_of(lines, ("ask", "nugdes")) == 4
    assert line_of(lines, ("nobody", "nowhere")) == 1


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, str(index)))


def quoted(text: str) -> str:
    escaped = "".join(f"\\U{ord(char):08X}" if not char.isalnum() else char for char in text)
    return f'"{escaped}"'


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(name)} = {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(written, value)) + "]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
values: st.SearchStrategy[object] = st.recursive(
    plain | st.integers(-(10**9), 10**9) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(plain, values, max_size=4))
def test_every_key_and_item_has_a_line(table: dict[str, object]) -> None:
    lines = key_lines("".join(f"{quoted(name)} = {written(value)}\n" for name, value in table.items()))
    assert set(leaves(table)) == set(lines)
    first = [lines[(name,)] for name in table]
    assert first == sorted(set(first))
