"""A real correspondence: 3,276 letters of a writer's, as of 30 June 1912, held against the table they come from.

Everything expected is computed here from the table alone, in plain arithmetic. Skipped where the data are not at hand.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SHARED = Path(__file__).parents[2] / "shared"
TABLE = SHARED / "data" / "schnitzler_letters.csv"
MAKER = SHARED / "tools" / "letters_vault.py"
TODAY = date(1912, 6, 30)
PEOPLE = {
    "Otto Brahm": "Brahm, Otto",
    "Olga Waissnix": "Waissnix, Olga",
    "Samuel Fischer": "Fischer, Samuel",
    "Raoul Auernheimer": "Auernheimer, Raoul",
    "Marie Reinhard": "Reinhard, Marie",
}
GONE_QUIET = {"Raoul Auernheimer"}  # eight months after a letter every three
DORMANT = {"Olga Waissnix": "15 years", "Marie Reinhard": "13½ years"}  # both had died
IN_TOUCH = {"Otto Brahm", "Samuel Fischer"}  # letters in the last ten days

pytestmark = pytest.mark.skipif(not (TABLE.exists() and MAKER.exists()), reason="the letters are not at hand")


class Letter(NamedTuple):
    day: date
    direction: str
    people: int  # with the writer himself


class Told(NamedTuple):
    """What vaultkit says of the vault."""

    ties: Mapping[str, Mapping[str, Any]]
    reciprocity: Mapping[str, Mapping[str, Any]]
    stale: str
    writes: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The letters as a vault, reported in one command, and the two listings."""
    vault = tmp_path_factory.mktemp("letters")
    subprocess.run([sys.executable, str(MAKER), str(vault)], check=True, capture_output=True)
    cache = {**os.environ, "VAULTKIT_CACHE": str(tmp_path_factory.mktemp("cache"))}

    def vaultkit(*words: str) -> str:
        command = [sys.executable, "-m", "vaultkit", *words, "--vault", str(vault), "--today", str(TODAY)]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=cache).stdout

    def rows(listing: str) -> dict[str, Any]:
        return {row["person"]: row for row in json.loads(vaultkit(listing, "--format", "json"))}

    vaultkit("report")
    pages = [(vault / "Reports" / name).read_text(encoding="utf-8") for name in ("Stale ties.md", "Reciprocity.md")]
    return Told(rows("ties"), rows("reciprocity"), *pages)


@pytest.fixture(scope="module")
def letters() -> Mapping[str, list[Letter]]:
    """Each correspondent's letters up to the day, oldest first, from the table."""
    found: dict[str, list[Letter]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            names = row["correspondent"].split("; ")
            if (day := date.fromisoformat(row["date"])) <= TODAY:
                for name in names:
                    found[name].append(Letter(day, row["direction"], len(names) + 1))
    return {name: sorted(some) for name, some in found.items()}


@pytest.mark.parametrize(("person", "listed"), PEOPLE.items())
def test_the_tie_is_what_the_letters_say(
    person: str, listed: str, told: Told, letters: Mapping[str, list[Letter]]
) -> None:
    own = letters[listed]
    days = {
        day: max(1 / (letter.people - 1) for letter in own if letter.day == day) for day in {one.day for one in own}
    }
    strength = sum(weight * 0.5 ** ((TODAY - day).days / 365) for day, weight in days.items())
    silence = (TODAY - max(days)).days
    row = told.ties[person]
    assert row["contact_days"] == len(days)
    assert row["last_contact"] == str(max(days))
    assert row["silence_days"] == silence
    assert row["strength"] == pytest.approx(strength, abs=1e-5)
    assert row["index"] == pytest.approx((silence + 7) / strength, rel=1e-5)


@pytest.mark.parametrize(("person", "listed"), PEOPLE.items())
def test_who_wrote_and_who_wrote_first(
    person: str, listed: str, told: Told, letters: Mapping[str, list[Letter]]
) -> None:
    own = letters[listed]
    sent, received = (sum(letter.direction == way for letter in own) for way in ("out", "in"))
    by_me, by_them = first_approaches(own)
    row = told.reciprocity[person]
    assert (row["sent"], row["received_messages"]) == (sent, received)
    assert (row["first_by_me"], row["first_by_them"]) == (by_me, by_them)
    line = row_of(told.writes, person)
    assert line[1:4] == [str(sent), str(received), f"{by_me} / {by_them}"]


def test_the_page_says_who_is_going_quiet_and_who_is_not(told: Told, letters: Mapping[str, list[Letter]]) -> None:
    quiet, dormant = section(told.stale, "Going quiet"), section(told.stale, "Dormant")
    for person in GONE_QUIET:
        row = told.ties[person]
        cells = row_of(quiet, person)
        assert cells[1] == "8 months"
        assert cells[3] == f"{row['strength']:.1f}"
        assert cells[4] == f"{100 * row['chance']:.0f} %"
        assert "18 Oct 1911" in cells[-1]
    for person, gap in DORMANT.items():
        cells = row_of(dormant, person)
        assert cells[1:3] == [gap, str(len({letter.day for letter in letters[PEOPLE[person]]}))]
    for person in IN_TOUCH:
        assert person not in quiet
        assert person not in dormant
        assert told.ties[person]["label"] == "active"


def first_approaches(own: list[Letter]) -> tuple[int, int]:
    """Letters → how often he wrote first, and how often they did.

    More than thirty days without a letter end a conversation; who alone wrote on its first day began it.
    """
    days = sorted({letter.day for letter in own})
    began = [day for at, day in enumerate(days) if at == 0 or (day - days[at - 1]).days > 30]
    alone = [{letter.direction for letter in own if letter.day == day} for day in began]
    return alone.count({"out"}), alone.count({"in"})


def section(page: str, title: str) -> str:
    """A page's section under a heading."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title!r}"
    return found[1]


def row_of(page: str, person: str) -> list[str]:
    """The cells of the table row about somebody."""
    (line,) = [line for line in page.splitlines() if line.startswith(f"| [[People/{person}\\|")]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
