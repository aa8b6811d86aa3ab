"""Commands that write notes, on vaults meant to lead them astray: what they must keep, whatever the notes look like."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path
from posixpath import basename, dirname, join, normpath, relpath
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import PERSON, cache, command, fill, invoke

QUIET = "[log]\nquiet = 0\n"
DAILY = {"vaultkit.toml": QUIET, ".obsidian/daily-notes.json": '{"folder": "Daily"}', "People/Sam Rivera.md": PERSON}
TODAY = "Daily/2026-06-30.md"
LINE = "- [[Sam Rivera]] coffee"


def files(root: Path) -> dict[str, bytes]:
    """Every file of a vault, with its bytes."""
    return {str(at.relative_to(root)): at.read_bytes() for at in sorted(root.rglob("*")) if at.is_file()}


# --- renaming: where links lead, by a reading of Obsidian's rules that shares nothing with the program ---

LINKS = re.compile(
    r"\[\[([^\[\]|#\n]*)(#[^\[\]|\n]*)?(?:\\?\|[^\[\]\n]*)?\]\]|\]\(<?((?:[^()<>#\s]|\([^()]*\))*)(#\S*)?>?\)"
)
FOLDERS = ("", "People/", "A/", "People/Old/", "Zed/People/")
NAMES = ("Ana", "Ana Ruiz", "Zoë", "Bob", "ana b", "Jo (X)", "Mr. K")


def links(text: str) -> list[tuple[str, str]]:
    """A note's text → its links in their order: target and anchor."""
    return [(found[1] or unquote(found[3] or ""), found[2] or found[4] or "") for found in LINKS.finditer(text)]


def lead(target: str, source: str, paths: Collection[str]) -> str | None:
    """Where Obsidian goes by a link in a note: from the note, by the whole path, in its own folder, the shortest."""
    low = {path.casefold(): path for path in sorted(paths, reverse=True)}
    here = dirname(source)
    if target.startswith(("./", "../")):
        target = normpath(join(here, target))
        return next((low[name] for name in forms(target) if name in low), None)
    for name in (*forms(target), *forms(join(here, target))):
        if name in low:
            return low[name]
    ends = [path for path in paths if any(path.casefold().endswith(f"/{name}") for name in forms(target))]
    return min(ends, key=lambda path: (len(path), path), default=None)


def forms(target: str) -> tuple[str, str]:
    return f"{target}.md".casefold(), target.casefold()


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    """Notes with namesakes in several folders that link one another in every way."""
    stems = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)).map("".join)
    paths = [f"{stem}.md" for stem in draw(st.lists(stems, min_size=2, max_size=6, unique_by=str.casefold))]

    def link(source: str) -> str:
        path = draw(st.sampled_from(paths))
        way = relpath(path, dirname(source) or ".")
        spelled = draw(st.sampled_from((path, path[:-3], basename(path)[:-3], basename(path)[:-3].upper())))
        from_here = way if way.startswith(".") else f"./{way}"
        forms = (f"[[{spelled}]]", f"[[{spelled}#H|x]]", f"![[{spelled}]]", f"[[{from_here}]]", f"[x]({quote(way)})")
        return draw(st.sampled_from(forms))

    notes = {path: PERSON + " ".join(link(path) for _ in range(draw(st.integers(0, 3)))) for path in paths}
    return notes | {"Daily/2026-01-01.md": "\n".join(f"- {link('Daily/2026-01-01.md')}" for _ in range(4))}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=vaults(), new=st.sampled_from(("New Name", "Q/New", "Ana", "People/Bob", "A/", "C++ (a) & b")), data=st.data()
)
def test_after_a_rename_every_link_leads_where_it_did(
    tmp_path_factory: pytest.TempPathFactory, notes: dict[str, str], new: str, data: st.DataObject
) -> None:
    root = fill(tmp_path_factory.mktemp("rename") / "vault", {"vaultkit.toml": QUIET, **notes})
    old = data.draw(st.sampled_from(sorted(path for path in notes if not path.startswith("Daily/"))))
    before = files(root)
    done = invoke(root, "rename", old, new, "--yes")
    after = files(root)
    if done.exit_code:  # the place is taken
        assert after == before
        return
    came = (set(after) - set(before)) or {old}
    (moved,) = came
    for path, text in notes.items():
        now = moved if path == old else path
        then = links(text)
        assert [anchor for _, anchor in links(after[now].decode())] == [anchor for _, anchor in then]
        for (target, _), (found, _) in zip(then, links(after[now].decode()), strict=True):
            meant = lead(target, path, notes)
            kept = {name for name in after if name.endswith(".md")}
            assert lead(found, now, kept) == (moved if meant == old else meant), (path, target, found)
    assert invoke(root, "undo", "--yes").exit_code == (4 if after == before else 0)
    assert files(root) == before


# --- logging: ends of notes ---

ENDS = (
    ("", "", "\n"),
    ("- a", "\n", ""),
    ("# x\r\n- a\r\n", "", "\r\n"),
    ("```\ncode\n```", "\n\n", ""),
    ("> [!note]\n> x\n", "\n", "\n"),
    ("| a |\n|---|\n| b |", "\n\n", ""),
    ("---\nx: 1\n---", "\n", ""),
    ("a\rb\r", "\r", "\r"),
    ("- a\n\n  of the same item\n", "\n", "\n"),
    ("Title\n===\n", "\n", "\n"),
)
OPEN = ("```\ncode", "%% hidden\n", "<!-- open\n", "$$\nx\n", "---\nx: 1\n")


@pytest.mark.parametrize(("text", "before", "end"), ENDS)
def test_a_line_is_put_below_any_text_that_ends(tmp_path: Path, text: str, before: str, end: str) -> None:
    root = fill(tmp_path / "vault", {**DAILY, TODAY: text})
    assert invoke(root, "log", "coffee with Sam", "--yes").exit_code == 0
    assert (root / TODAY).read_bytes().decode() == f"{text}{before}{LINE}{end}"
    assert "Sam Rivera" in invoke(root, "ties", "--format", "csv").stdout
    assert invoke(root, "undo", "--yes").exit_code == 0
    assert (root / TODAY).read_bytes().decode() == text


@pytest.mark.parametrize("text", OPEN)
def test_a_note_that_ends_in_something_open_is_left_alone(tmp_path: Path, text: str) -> None:
    root = fill(tmp_path / "vault", {**DAILY, TODAY: text})
    before = files(root)
    refused = invoke(root, "log", "coffee with Sam", "--yes")
    assert refused.exit_code == 1
    assert TODAY in refused.stderr
    assert files(root) == before


# --- several at once, many after one another ---


def test_of_lines_logged_at_once_each_is_written_or_refused(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", {"vaultkit.toml": QUIET, "People/Sam Rivera.md": PERSON})
    words = [command(root, "log", f"coffee {number} with Sam", "--yes") for number in range(4)]
    running = [subprocess.Popen(each, env=environment(root), stderr=subprocess.DEVNULL) for each in words]
    codes = [each.wait(60) for each in running]
    written = (root / "Log" / "2026-06.md").read_text(encoding="utf-8").splitlines()
    assert set(codes) <= {0, 5}
    assert len(written) == codes.count(0) > 0
    for _ in written:
        assert invoke(root, "undo", "--yes").exit_code == 0
    assert not (root / "Log").exists()


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, **cache(root)}


def test_the_last_twenty_commands_are_undone_in_turn_and_no_more(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", {"vaultkit.toml": QUIET, "People/Ana Ruiz.md": PERSON})
    states = list(written_one_by_one(root, 23))
    for state in reversed(states[-21:-1]):
        assert invoke(root, "undo", "--yes").exit_code == 0
        assert files(root) == state
    assert invoke(root, "undo", "--yes").exit_code == 4
    assert files(root) == states[-21]


def written_one_by_one(root: Path, count: int) -> Iterator[dict[str, bytes]]:
    """A vault before, between and after as many commands."""
    yield files(root)
    for number in range(count):
        assert invoke(root, "set", "Ana Ruiz", f"x{number}={number}", "--yes").exit_code == 0
        yield files(root)
