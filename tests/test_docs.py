"""The docs are true: whatever they list is what the program has, and what they show is what it says.

What stands between `<!-- what -->` and `<!-- end -->` is made from the program; `pytest --update` writes it anew.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from vaultkit import __version__
from vaultkit.cli import COMMANDS, main
from vaultkit.keys import CANON
from vaultkit.settings import OPTIONS, SECTIONS
from vaultkit.settings.template import toml

HOME = Path(__file__).parent.parent
SAMPLE = HOME / "sample_vault"
PAGES = (HOME / "README.md", HOME / "CHANGELOG.md", *sorted((HOME / "docs").glob("*.md")))
DAY = "2026-06-30"  # the day of the sample vault's reports
MARKED = re.compile(r"<!-- (?P<what>\w+)(?:: (?P<of>.+?))? -->\n(?P<text>.*?)<!-- end -->", re.DOTALL)
FENCED = re.compile(r"^```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<to>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
NO_CODES = frozenset(("utf-8", "xychart-beta"))  # constants of the source that look like a problem's code


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample vault without its reports, to be the vault of every command."""
    copy = tmp_path / "vault"
    shutil.copytree(SAMPLE, copy, ignore=shutil.ignore_patterns("Reports"))
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VAULTKIT_VAULT", str(copy))
    monkeypatch.chdir(copy)
    return copy


# --- parts made from the program ---


def test_what_is_made_from_the_program_is_up_to_date(sample: Path, update: bool) -> None:
    reports = _sample_reports(sample)
    for page in PAGES:
        text = page.read_text("utf-8")
        fresh = MARKED.sub(lambda part: _made(part, reports), text)
        if update and fresh != text:
            page.write_text(fresh, "utf-8")
        assert fresh == text or update, f"{page.name}: `pytest --update` writes what is made from the program anew"


def _made(part: re.Match[str], reports: Path) -> str:
    makers: Mapping[str, Callable[[str], str]] = {
        "synonyms": lambda _: _synonyms(),
        "options": lambda _: _options(),
        "report": lambda of: _excerpt(reports, *of.split(" / ")),
        "ask": _answer,
    }
    opening = part[0].partition("\n")[0]
    return f"{opening}\n\n{makers[part['what']](part['of'] or '')}\n\n<!-- end -->"


def _answer(question: str) -> str:
    """What `vaultkit ask` says of the sample vault, at the width of a page."""
    said = CliRunner().invoke(main, ["ask", *shlex.split(question), "--short", "--today", DAY])
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    folded = [textwrap.fill(line, 130, subsequent_indent="     " if line.startswith("  ") else "") for line in lines]
    return "\n".join((f"$ vaultkit ask {question} --short", *folded)).join(("```text\n", "\n```"))


def _synonyms() -> str:
    rows = [
        f"| {kind} | `{name}` | {' '.join(f'`{word}`' for word in words)} |"
        for kind, names in CANON.items()
        for name, words in names.items()
        if words
    ]
    return "\n".join(("| in | key | also |", "|---|---|---|", *rows))


def _options() -> str:
    blocks = []
    for section, about in (("", "At the top of the file, above the first section."), *((s[0], s[1]) for s in SECTIONS)):
        rows = [
            f"| `{option.name}` | `{toml(option.default)}` | {option.about} |"
            for option in OPTIONS
            if option.section == section
        ]
        table = "\n".join(("| option | default | |", "|---|---|---|", *rows)) if rows else "Its keys are your own."
        blocks.append(f"### `[{section}]`\n\n{about}\n\n{table}" if section else f"{about}\n\n{table}")
    return "\n\n".join(blocks)


def _sample_reports(sample: Path) -> Path:
    """The committed reports of the sample vault; where there are none, fresh ones."""
    if (SAMPLE / "Reports").is_dir():
        return SAMPLE / "Reports"
    assert CliRunner().invoke(main, ["report", "--today", DAY]).exit_code == 0
    return sample / "Reports"


def _excerpt(reports: Path, name: str, section: str, count: str) -> str:
    """The first list items or rows of a report's section, links as their text."""
    text = (reports / f"{name}.md").read_text("utf-8")
    lines = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0].splitlines()
    shown = [line for line in lines if line.startswith(("- ", "| "))]
    head = 2 if shown[0].startswith("|") else 0
    return "\n".join(re.sub(r"\[\[[^]|]*\|([^]]*)\]\]", r"\1", line) for line in _bare(shown[: head + int(count)]))


def _bare(lines: Iterable[str]) -> Iterator[str]:
    """Table rows with the bars inside their links as in any link."""
    for line in lines:
        yield re.sub(r"\[\[[^]]*\]\]", lambda link: link[0].replace("\\|", "|"), line)


# --- commands ---


def test_every_command_and_option_is_in_the_docs_and_the_other_way_round() -> None:
    text = (HOME / "docs/commands.md").read_text("utf-8")
    assert set(re.findall(r"^## vaultkit (\w+)$", text, re.MULTILINE)) == set(COMMANDS)
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        said = _section(text, f"## vaultkit {name}")
        options = {o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")}
        assert set(re.findall(r"`(--[a-z-]+)", said)) == options, f"vaultkit {name}"
        assert f"`vaultkit {name}" in (HOME / "README.md").read_text("utf-8")


ASKED_BEFORE = ("add", "import", "log", "merge", "rename", "set", "undo")  # commands that show what they write, and ask


def test_every_command_line_in_the_readme_runs(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SAMPLE / "Imports", tmp_path / "home" / "Downloads")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = (HOME / "README.md").read_text("utf-8")
    blocks = (block["text"] for block in FENCED.finditer(text) if block["kind"] == "sh")
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`(vaultkit [^`]+)`", text)
    commands = [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("vaultkit ")]
    assert len(commands) >= 20
    added = {"watch": ["--once-settled"], **{name: ["--yes"] for name in ASKED_BEFORE}}
    for arguments in commands:
        words = [os.path.expanduser(word) for word in arguments]
        done = CliRunner().invoke(main, [*words, *added.get(words[0], [])])
        assert done.exit_code == {"check": 3, "status": 4}.get(arguments[0], 0), (arguments, done.output)


def test_make_has_the_targets_that_the_readme_names() -> None:
    named = set(re.findall(r"^make (\w+)", (HOME / "README.md").read_text("utf-8"), re.MULTILINE))
    made = set(re.findall(r"^(\w+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= named <= made


@pytest.mark.parametrize("command", ["check", "ties", "reciprocity"])
def test_keys_of_a_listing_are_those_in_the_docs(command: str, sample: Path) -> None:
    assert list(_json(command)[0]) == _keys(command)


def test_keys_of_a_person_are_those_in_the_docs(sample: Path) -> None:
    found = _json("person", "Ingrid Solheim")
    assert list(found) == _keys("person")
    assert list(found["tie"]) == _keys("ties")
    assert list(found["reciprocity"]) == _keys("reciprocity")
    text = _section((HOME / "docs/commands.md").read_text("utf-8"), "## vaultkit person")
    for name in ("owed", "favours"):
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert list(found[name][0]) == re.findall(r"`(\w+)`", row)[1:]


def test_keys_of_an_answer_are_those_in_the_docs(sample: Path) -> None:
    found = _json("ask", "Freja Lund", "--kind", "reference")
    assert list(found) == _keys("ask")
    text = _section((HOME / "docs/commands.md").read_text("utf-8"), "## vaultkit ask")
    for name, each in (("tests", found["tests"][0]), ("plan", found["plan"][0]), ("budget", found["budget"])):
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert list(each) == re.findall(r"`(\w+)`", row)[1 : 1 + len(each)]


def test_keys_of_the_graph_and_the_export_are_those_in_the_docs(sample: Path) -> None:
    graph = _json("graph")
    assert [*graph["nodes"][0], *graph["edges"][0]] == _keys("graph")
    text = (HOME / "docs/commands.md").read_text("utf-8")
    for kind in {edge["kind"] for edge in graph["edges"]}:
        assert kind in _section(text, "## vaultkit graph")
    export = json.loads(CliRunner().invoke(main, ["export", "--today", DAY]).stdout)
    assert list(export) == _keys("export")
    for key in export["people"][0]:
        assert f"`{key}`" in _section(text, "## vaultkit export")


def _json(*arguments: str) -> Any:
    return json.loads(CliRunner().invoke(main, [*arguments, "--format", "json", "--today", DAY]).stdout)


def _keys(command: str) -> list[str]:
    """The first column of the key tables under a command's heading."""
    text = _section((HOME / "docs/commands.md").read_text("utf-8"), f"## vaultkit {command}")
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def _section(text: str, heading: str) -> str:
    assert f"\n{heading}\n" in text
    return text.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


# --- what can be wrong ---


def test_every_problem_code_is_in_the_docs_and_the_other_way_round() -> None:
    text = (HOME / "docs/problems.md").read_text("utf-8")
    documented = re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert set(documented) == _codes_in_the_source()


def _codes_in_the_source() -> set[str]:
    """Words like `bad-date` that stand before a message among the arguments of a call or in a tuple."""
    found = set()
    for path in (HOME / "vaultkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
            found |= {_word(part) for part, after in pairwise(parts) if _is_message(after)}
    return {word for word in found if CODE.fullmatch(word)} - NO_CODES


def _word(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_message(node: ast.expr) -> bool:
    return " " in _word(node) or isinstance(node, ast.JoinedStr | ast.Name)


# --- what people read first ---


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for link in LINK.finditer(INLINE_CODE.sub("", FENCED.sub("", page.read_text("utf-8")))):
            to = link["to"]
            if "://" not in to:
                path, _, anchor = to.partition("#")
                target = page.parent / unquote(path) if path else page
                if target.parent != SAMPLE / "Reports" or target.parent.is_dir():
                    assert target.is_file(), f"{page.name}: {to}"
                assert not anchor or anchor in _anchors(target), f"{page.name}: {to}"


def _anchors(page: Path) -> set[str]:
    """The anchors that a forge gives to headings."""
    headings = HEADING.findall(FENCED.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short_and_begins_with_what_it_does() -> None:
    lines = (HOME / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 150
    words = " ".join(lines[2:5])
    assert all(word in words for word in ("notes", "reports", "going quiet", "owed"))


def test_the_changelog_has_this_version() -> None:
    assert f"\n## {__version__}\n" in (HOME / "CHANGELOG.md").read_text("utf-8")


def test_the_docs_show_what_the_settings_file_says(sample: Path) -> None:
    shown = next(FENCED.finditer((HOME / "docs/settings.md").read_text("utf-8")))["text"]
    (sample / "vaultkit.toml").write_text(shown, "utf-8")
    assert CliRunner().invoke(main, ["ties"]).exit_code == 0


@pytest.mark.parametrize("page", ["README.md", "docs/format.md"])
def test_front_matter_shown_has_nothing_wrong_in_it(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    vault = tmp_path / "vault"
    vault.mkdir()
    blocks = [b["text"] for b in FENCED.finditer((HOME / page).read_text("utf-8")) if b["kind"] == "yaml"]
    for number, block in enumerate(blocks):
        (vault / f"Example {number}.md").write_text(block, "utf-8")
    asked = ["check", "--vault", str(vault), "--today", "2027-03-01", "--format", "json"]
    codes = {problem["code"] for problem in json.loads(CliRunner().invoke(main, asked).stdout)}
    assert codes <= {"link-to-nobody", "no-type", "alias-link"}
