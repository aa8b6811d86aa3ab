"""The command line: transcripts in tests/cli, and what other programs are promised."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from casebook import Case, read_books, rewrite, transcript
from transcripts import play, run

TRANSCRIPTS = read_books("cli")
NOTES = {
    "People/Ana Ruiz.md": '---\norg: "[[Acme]]"\nknows: "[[Jo Park]]"\n---\n- 2025-06-01 tea <&> "cake"\n',
    "People/Jo Park.md": "- 2025-05-01 gave:: CV review #light\n",
    "Acme.md": "---\ntype: organization\n---\n",
    "Daily/2025-06-03.md": "- introduced:: [[Ana Ruiz]] to [[Jo Park]]\n- [[Ana Ruiz]] and [[Jo Park]] at lunch\n",
    "Letters/1.md": '---\ntype: letter\ndirection: in\ndate: 2025-06-10\npeople: "[[Jo Park]]"\n---\n',
    "Odd.md": '---\ntype: meeting\npeople: "[[=cmd()]]"\ndate: 2025-06-11\n---\n',
    "Bad.md": "---\ntype: person\ncadence: somtimes\n---\n",
}


@pytest.mark.parametrize("case", TRANSCRIPTS, ids=lambda case: case.name)
def test_transcript(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    given = list(play(case, root, monkeypatch))
    if update:
        rewrite(case, given)
        return
    asked = [part.asked for part in case.parts if part.asked]
    assert transcript(asked, given) == transcript(asked, [part.text for part in case.parts if part.asked])


# --- what other programs are promised ---


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small vault with a little of everything."""
    root = tmp_path / "vault"
    for path, text in NOTES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("VAULTKIT_VAULT", raising=False)
    return root


class Asking:
    """Commands for one vault and day, and what they print."""

    def __init__(self, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.options = ["--vault", str(vault), "--today", "2025-06-30"]
        self.monkeypatch = monkeypatch

    def __call__(self, *arguments: str, code: int = 0) -> str:
        out, err, left = run([*arguments, *self.options], self.monkeypatch)
        assert left == code, err
        return out


@pytest.fixture
def ask(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Runs a command on the small vault as of 2025-06-30, and gives its standard output."""
    return Asking(vault, monkeypatch)


KEYS = {
    "ties": "person path strength last_contact silence_days index chance label usual_gap_days touch_by sent received "
    "contact_days",
    "reciprocity": "person path given received balance sent received_messages first_by_me first_by_them",
    "check": "path line code level message",
}


@pytest.mark.parametrize("command", KEYS)
def test_the_keys_of_a_listing_are_stable(command: str, ask: Asking) -> None:
    code = 3 if command == "check" else 0
    rows = json.loads(ask(command, "--format", "json", code=code))
    lines = ask(command, "--format", "jsonl", code=code).splitlines()
    table = list(csv.DictReader(io.StringIO(ask(command, "--format", "csv", code=code))))
    assert rows
    assert rows == [json.loads(line) for line in lines]
    assert {tuple(row) for row in (*rows, *table)} == {tuple(KEYS[command].split())}
    assert len(table) == len(rows) == len(ask(command, "--format", "md", code=code).splitlines()) - 2


def test_a_cell_that_a_spreadsheet_would_compute_is_made_harmless(ask: Asking) -> None:
    names = [row["person"] for row in csv.DictReader(io.StringIO(ask("ties", "--format", "csv")))]
    assert "'=cmd()" in names
    assert "=cmd()" not in names
    assert "=cmd()" in [row["person"] for row in json.loads(ask("ties", "--format", "json"))]


def test_numbers_in_json_are_numbers_and_days_are_iso(ask: Asking) -> None:
    (row,) = [row for row in json.loads(ask("ties", "--format", "json")) if row["person"] == "Jo Park"]
    weights = {"2025-05-01": 1, "2025-06-03": 1, "2025-06-10": 1}
    ages = {"2025-05-01": 60, "2025-06-03": 27, "2025-06-10": 20}
    strength = sum(weight * 2 ** (-ages[day] / 365) for day, weight in weights.items())
    assert row["strength"] == pytest.approx(strength, abs=1e-6)
    assert row["index"] == pytest.approx(27 / strength, abs=1e-5)
    assert (row["path"], row["last_contact"], row["silence_days"]) == ("People/Jo Park.md", "2025-06-10", 20)
    assert (row["sent"], row["received"], row["contact_days"]) == (2, 1, 3)


def test_the_graph_is_graphml_that_networkx_reads(ask: Asking) -> None:
    graph = nx.read_graphml(io.BytesIO(ask("graph", "--format", "graphml").encode()), force_multigraph=True)
    kinds = {(source, target, values["kind"]) for source, target, values in graph.edges(data=True)}
    assert ("me", "People/Ana Ruiz.md", "contact") in kinds
    assert ("People/Ana Ruiz.md", "Acme.md", "works at") in kinds
    assert ("People/Ana Ruiz.md", "People/Jo Park.md", "knows") in kinds
    assert ("People/Ana Ruiz.md", "People/Jo Park.md", "introduced") in kinds
    assert ("me", "People/Jo Park.md", "favour") in kinds
    assert graph.nodes["Acme.md"]["kind"] == "organization"
    assert graph.nodes["me"]["kind"] == "me"


def test_the_graph_says_the_same_in_each_form(ask: Asking) -> None:
    told: dict[str, Any] = json.loads(ask("graph", "--format", "json"))
    graph = nx.read_graphml(io.BytesIO(ask("graph").encode()), force_multigraph=True)
    dot = ask("graph", "--format", "dot")
    assert {node["id"] for node in told["nodes"]} == set(graph.nodes)
    assert len(told["edges"]) == graph.number_of_edges() == dot.count(" -> ")
    assert dot.startswith("digraph")
    assert dot.rstrip().endswith("}")
    (contact,) = [edge for edge in told["edges"] if edge["kind"] == "contact" and "Ana" in edge["target"]]
    assert (contact["first"], contact["last"], contact["times"]) == ("2025-06-01", "2025-06-03", 2)
    assert contact["places"] == "People/Ana%20Ruiz.md:5 Daily/2025-06-03.md:1 Daily/2025-06-03.md:2"


def test_the_export_is_everything_as_read(ask: Asking) -> None:
    told: dict[str, Any] = json.loads(ask("export"))
    assert set(told) == {"notes", "people", "events", "problems"}
    assert set(told["notes"]) == set(NOTES)
    assert all(set(note) == {"kind", "fields"} for note in told["notes"].values())
    assert told["notes"]["People/Ana Ruiz.md"] == {
        "kind": "person",
        "fields": {"org": "[[Acme]]", "knows": "[[Jo Park]]"},
    }
    assert told["notes"]["Letters/1.md"]["fields"]["date"] == "2025-06-10"
    assert [person["name"] for person in told["people"]] == ["=cmd()", "Bad", "Ana Ruiz", "Jo Park"]
    assert [(event["kind"], event["path"], event["line"]) for event in told["events"]] == [
        ("introduction", "Daily/2025-06-03.md", 1),
        ("interaction", "Daily/2025-06-03.md", 2),
        ("interaction", "Letters/1.md", 5),
        ("interaction", "Odd.md", 3),
        ("interaction", "People/Ana Ruiz.md", 5),
        ("gave", "People/Jo Park.md", 1),
    ]
    assert {problem["code"] for problem in told["problems"]} == {"bad-cadence", "link-to-nobody"}


def test_somebody_in_every_format(ask: Asking) -> None:
    told = json.loads(ask("person", "Jo Park", "--format", "json"))
    assert told["person"] == "Jo Park"
    assert tuple(told["tie"]) == tuple(KEYS["ties"].split())
    assert tuple(told["reciprocity"]) == tuple(KEYS["reciprocity"].split())
    assert [favour["what"] for favour in told["favours"]] == ["CV review"]
    assert json.loads(ask("person", "Jo Park", "--format", "jsonl")) == told
    assert ask("person", "Jo Park", "--format", "md").startswith("# Jo Park\n")
    assert ask("person", "Jo Park").startswith("# Jo Park\n")
    assert "person,Jo Park" in ask("person", "Jo Park", "--format", "csv")


def test_without_a_day_it_is_today(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, _, code = run(["ties", "--vault", str(vault), "--format", "json"], monkeypatch)
    assert code == 0
    assert {row["last_contact"] for row in json.loads(out)} <= {"2025-06-03", "2025-06-10", "2025-06-11"}


@pytest.mark.parametrize("command", [["-m", "vaultkit"], [str(Path(sys.executable).with_name("vaultkit"))]])
def test_it_runs_as_a_program_of_its_own(command: list[str], vault: Path) -> None:
    words = [sys.executable, *command] if command[0] == "-m" else command
    done = subprocess.run(
        [*words, "check", "--vault", str(vault), "--format", "jsonl"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert not done.stderr
    assert all(json.loads(line) for line in done.stdout.splitlines())
