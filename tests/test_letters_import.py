"""The same correspondence by `vaultkit import csv`: every letter a line, and the vault knows what the table says.

Skipped where the data are not at hand.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from program import fill, invoke

TABLE = Path(__file__).parents[2] / "shared" / "data" / "schnitzler_letters.csv"
MAPS = ("date=date", "direction=direction", "correspondent=people", "place=topic", "channel:=letter")
LINE = re.compile(r"- \d{4}-\d\d-\d\d \[\[.+\]\] .*\(channel:: letter\) \(direction:: (?:in|out)\) \^im[a-z2-7]{10}")

pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="the letters are not at hand")


def taken_in(root: Path, *maps: str) -> str:
    """The letters imported into a vault → what the command said."""
    options = [word for each in maps for word in ("--map", each)]
    done = invoke(root, "import", "csv", str(TABLE), *options, "--yes")
    assert done.exit_code == 0, done.output
    return done.output


def as_shown(name: str) -> str:
    """`Andrian, Leopold, Freiherr von` → `Leopold Freiherr von Andrian`."""
    last, _, first = name.partition(", ")
    return " ".join(f"{first.replace(',', ' ')} {last}".split())


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fill(tmp_path_factory.mktemp("letters") / "vault", {"vaultkit.toml": "[log]\nquiet = 0\n"})
    said = taken_in(root, *MAPS)
    assert "3,276 interactions" in said
    return root


def test_every_letter_is_one_line(vault: Path) -> None:
    lines = [line for log in (vault / "Log").iterdir() for line in log.read_text("utf-8").splitlines()]
    assert len(lines) == 3_276
    assert all(LINE.fullmatch(line) for line in lines)
    days = sorted(line[2:12] for line in lines)
    with TABLE.open(encoding="utf-8", newline="") as stream:
        assert days == sorted(row["date"] for row in csv.DictReader(stream))


def test_the_ties_are_what_the_table_says(vault: Path) -> None:
    own: dict[str, set[str]] = defaultdict(set)
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for name in row["correspondent"].split("; "):
                own[as_shown(name)].add(row["date"])
    said = invoke(vault, "ties", "--format", "json", "--today", str(date(1931, 12, 31)))
    ties: Mapping[str, Mapping[str, Any]] = {row["person"]: row for row in json.loads(said.stdout)}
    assert {name: tie["contact_days"] for name, tie in ties.items()} == {name: len(days) for name, days in own.items()}


def test_again_it_changes_nothing(vault: Path) -> None:
    said = taken_in(vault, *MAPS)
    assert "Logged already: 3,276 interactions" in said
    assert "Nothing to change." in said


def test_those_under_two_names_come_out_as_suggestions(vault: Path) -> None:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        by_number: dict[str, set[str]] = defaultdict(set)
        for row in csv.DictReader(stream):
            if row["gnd"] and ";" not in row["gnd"]:
                by_number[row["gnd"]].add(as_shown(row["correspondent"]))
    twice = [names for names in by_number.values() if len(names) == 2]
    assert len(twice) >= 5
    said = invoke(vault, "duplicates", "--format", "json")
    pairs = [{row["person"], row["other"]} for row in json.loads(said.stdout)]
    found = [names for names in twice if names in pairs]
    missed = [names for names in twice if names not in pairs]
    assert len(found) >= len(twice) - 2, missed  # two married, and no name tells it


def test_with_their_numbers_they_are_one_person_each(tmp_path: Path) -> None:
    root = fill(tmp_path / "vault", {"vaultkit.toml": "[log]\nquiet = 0\n"})
    said = taken_in(root, *MAPS, "gnd=uid")
    assert "Adolf Sonnenthal / Adolf von Sonnenthal" in said
    assert "3,276 interactions" in said
    assert not (root / "People" / "Adolf Sonnenthal.md").exists()
