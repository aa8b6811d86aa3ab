"""`vaultkit path` and `vaultkit who` for other programs: keys as in the docs, one row a find in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from program import fill

from vaultkit.cli import main

DOCS = Path(__file__).parent.parent / "docs/commands.md"
NOTES = {
    "People/Ana Ruiz.md": '---\norg: "[[Acme]]"\nknows: "[[Jo Park]]"\n---\n- 2025-06-01 tea\n- 2025-06-08 tea\n',
    "People/Bo Berg.md": '---\nknows: "[[Jo Park]]"\n---\n- 2025-06-01 asked:: intro to [[Li Wei]] #medium\n',
    "People/Jo Park.md": '---\ntitle: Baker\norg: "[[Acme]]"\n---\n',
    "Daily/2025-06-09.md": "- [[Ana Ruiz]] at lunch, about [[Rolf <b>Quist]]\n",
}


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    return fill(tmp_path / "vault", NOTES)


def said(vault: Path, *arguments: str, form: str = "json") -> str:
    done = CliRunner().invoke(main, [*arguments, "--vault", str(vault), "--today", "2025-06-30", "--format", form])
    assert done.exit_code == 0, done.output
    return done.stdout


def keys(heading: str) -> list[list[str]]:
    """The first columns of the tables below a heading of the docs, table by table."""
    text = DOCS.read_text("utf-8").partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    tables = re.split(r"^\|---\|---\|$", text, flags=re.MULTILINE)[1:]
    return [re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) for table in tables]


def test_keys_of_a_path_are_those_in_the_docs(vault: Path) -> None:
    whole, each = keys("## vaultkit path")
    found = json.loads(said(vault, "path", "Jo Park"))
    assert list(found) == whole
    assert [list(path) for path in found["paths"]] == [each, each]
    assert [path["back"] is None for path in found["paths"]] == [True, False]
    assert found["direct"] is None
    assert set(json.loads(said(vault, "path", "Ana Ruiz"))["direct"]) == {"from", "to", "chance", "words", "places"}


def test_every_format_of_a_path_has_the_same_ways(vault: Path) -> None:
    ways = [path["way"] for path in json.loads(said(vault, "path", "Jo Park"))["paths"]]
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in said(vault, "path", "Jo Park", form="jsonl").splitlines()
    ]
    rows = list(csv.DictReader(io.StringIO(said(vault, "path", "Jo Park", form="csv"))))
    assert [line["way"] for line in lines] == [row["way"] for row in rows] == ways
    assert rows[1]["open_asks"] == "intro to Li Wei"
    assert len(said(vault, "path", "Jo Park", form="md").splitlines()) == len(ways) + 2


def test_a_name_that_is_markup_stays_text_in_a_markdown_table(vault: Path) -> None:
    assert "<b>" not in said(vault, "path", "rolf", form="md").replace("\\<b", "")


def test_keys_of_who_are_those_in_the_docs(vault: Path) -> None:
    options, listed = [], keys("## vaultkit who")[-1]
    for arguments in (("--org", "acme"), ("--role", "baker", "--kind", "advice")):
        rows = json.loads(said(vault, "who", *arguments))
        assert rows
        assert {tuple(row) for row in rows} == {tuple(listed)}
        options += [match["option"] for row in rows for match in row["matches"]]
    assert set(options) == {"org", "role"}


def test_every_format_of_who_has_the_same_people(vault: Path) -> None:
    people = [row["person"] for row in json.loads(said(vault, "who", "--org", "acme"))]
    assert people == ["Ana Ruiz", "Jo Park"]
    rows = list(csv.DictReader(io.StringIO(said(vault, "who", "--org", "acme", form="csv"))))
    assert [row["person"] for row in rows] == people
    assert [row["through"] for row in rows] == ["", "Ana Ruiz"]
    assert rows[0]["place"] == "People/Ana Ruiz.md:2"
