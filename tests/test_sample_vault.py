"""The sample vault: its committed reports are what a run makes of it, and they tell the story its notes tell."""

from __future__ import annotations

import difflib
import json
import shlex
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vaultkit.cli import main
from vaultkit.disk.memo import Memo
from vaultkit.engine import State, refresh
from vaultkit.look import open_vault
from vaultkit.metrics.follow_ups import FollowUp
from vaultkit.metrics.ties import chance, label
from vaultkit.publish import Desk, plan
from vaultkit.reports import REPORTS

SAMPLE = Path(__file__).parents[1] / "sample_vault"
TODAY = date(2026, 6, 30)
LINKS_BY_ALIAS = {"Daily/2024-11-21.md:2", "Daily/2025-02-11.md:1", "Daily/2026-03-03.md:1", "Daily/2026-04-28.md:2"}
MISTAKES = {
    "People/Linnea Forsberg.md:12": "bad-cadence",
    "Meetings/Call with Wim De Smet.md:3": "bad-date",
    "Meetings/2026-03-19 Harbour evening.md:6": "link-to-nobody",
    "Favours/2025-05 Freja courtyard.md:11": "impossible-order",
    "People/Rikard Holm.md:10": "duplicate-key",
    "Favours/2025-12 Leila season card.md:9": "bad-choice",
    "People/Tove Ahlgren.sync-conflict-20260412-081502-K7RZQ2M.md:1": "sync-copy",
    "Meetings/2025-06-11 Video call with Wim.md:4": "yaml-error",
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample vault without its reports."""
    root = tmp_path_factory.mktemp("sample") / "vault"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("Reports"))
    return root


@pytest.fixture(scope="module")
def state(vault: Path) -> State:
    """The sample vault as of its day."""
    with Memo.open(None, "") as memo:
        return refresh(open_vault(str(vault)), memo, TODAY)


BRIEF = "Briefs/2026-07-03 Mikael Strand (brief)"


@pytest.mark.parametrize("name", [*(report.name for report in REPORTS), BRIEF])
def test_the_committed_report_is_what_a_run_writes(name: str, vault: Path, state: State) -> None:
    committed = SAMPLE / "Reports" / f"{name}.md"
    assert committed.exists(), (
        f"sample_vault/Reports/{name}.md is not there: run "
        f"`vaultkit report --vault sample_vault --today {TODAY}`, read what it wrote, and commit it"
    )
    (fresh,) = [
        action.page.text for action in plan(Desk(open_vault(str(vault))), state.findings) if action.report.name == name
    ]
    old = committed.read_text(encoding="utf-8")
    assert fresh.encode() == committed.read_bytes(), "".join(
        difflib.unified_diff(old.splitlines(keepends=True), fresh.splitlines(keepends=True), "committed", "fresh")
    )


def test_no_other_report_is_committed(vault: Path, state: State) -> None:
    made = {action.page.path for action in plan(Desk(open_vault(str(vault))), state.findings)}
    assert made == {f"Reports/{path.relative_to(SAMPLE / 'Reports')}" for path in (SAMPLE / "Reports").rglob("*.md")}


# --- what the demo asks ---


def test_the_demo_shows_each_answer_once(vault: Path) -> None:
    makefile = (SAMPLE.parent / "Makefile").read_text(encoding="utf-8")
    questions = [shlex.split(line.partition("$(ASK)")[2]) for line in makefile.splitlines() if "@$(ASK)" in line]
    said = [_told(vault, question) for question in questions]
    assert [each["verdict"] for each in said] == ["go", "go-lighter", "build-first", "wait", "no"]
    assert [each["rung"] for each in said] == ["introduction", "advice", None, "advice", "advice"]
    assert [each["open_on"] for each in said] == [None, "2026-07-01", str(TODAY), "2026-08-18", None]
    build, wait = said[2], said[3]
    assert "Priya Raman" in build["plan"][0]["do"]
    assert "20 May 2026" in wait["summary"]


def _told(vault: Path, question: list[str]) -> dict[str, Any]:
    """What `vaultkit ask` answers, as JSON."""
    where = ["--vault", str(vault), "--today", str(TODAY), "--format", "json"]
    done = CliRunner().invoke(main, ["ask", *question, *where])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- what the story says ---


def owed(state: State, kind: str) -> set[tuple[str, str]]:
    """Everything of a kind that is owed: with whom, and by when."""
    return {(_name(state, item), str(item.due)) for item in state.findings.follow_ups if item.kind == kind}


def named(state: State, kind: str) -> set[str]:
    return {name for name, _ in owed(state, kind)}


def _name(state: State, item: FollowUp) -> str:
    return state.network.people[item.person].name if item.person else "nobody"


def as_reckoned(state: State) -> Mapping[str, str]:
    """Everybody's label as reckoned by hand when the story was written: by what holds before a vault has a history."""
    return {
        s.someone.name: label(chance(s.tie.silence_index), s.tie.silence_days)
        for s in state.findings.standings.values()
        if s.tie
    }


def test_the_deliberate_mistakes_are_found_where_they_are(state: State) -> None:
    told = {str(problem.place): problem.code for problem in state.findings.problems if problem.level != "hint"}
    assert told.items() >= MISTAKES.items()
    others = {code for place, code in told.items() if place not in MISTAKES}
    assert others <= {"no-date", "duplicate-key", "yaml-error"}, told
    assert "shared-alias" in {problem.code for problem in state.findings.problems if problem.level == "hint"}


def test_links_by_alias_are_hints(state: State) -> None:
    hints = {str(problem.place) for problem in state.findings.problems if problem.code == "alias-link"}
    assert hints == LINKS_BY_ALIAS


def test_what_is_no_problem_is_not_told(state: State) -> None:
    told = " ".join(problem.message for problem in state.findings.problems)
    for name in ("Captain Nobody", "Berth 12", "Old Name"):
        assert name not in told
    ignored = {ignored.path for ignored in state.look.ignored}
    assert {"Archive/", "Templates/"} <= ignored


def test_who_is_owed_thanks_an_answer_and_an_acknowledgement(state: State) -> None:
    assert named(state, "acknowledge") == {"Camille Roux"}
    assert owed(state, "acknowledge") == {("Camille Roux", "2026-06-28")}
    assert named(state, "thanks") == {"Ingrid Solheim", "Freja Lund"}  # Freja for the introduction to Viktor Sand
    assert named(state, "answer") == {"Amara Okafor", "Jo Park"}


def test_whose_door_is_open_and_who_is_to_be_left_to_rest(state: State) -> None:
    assert owed(state, "door") == {("Daniel Adeyemi", "2026-09-15")}
    assert owed(state, "rest") == {("Wim De Smet", "2026-07-24")}
    due = {name for name, day in owed(state, "nudge") if day <= str(TODAY)}
    assert due == {"Henrik Aas"}


def test_promises_either_way(state: State) -> None:
    assert owed(state, "promise") == {
        ("Jonas Falk", "2026-06-19"),
        ("Ruth Abara", "2026-06-26"),
        ("Elin Håkansson", "2026-07-02"),
        ("Jo Park", "2026-07-02"),
        ("Sofie Nyberg", "2026-07-05"),
        ("山田 美咲", "2026-08-15"),
    }
    assert {day for _, day in owed(state, "waiting")} == {"2026-06-24", "2026-07-06"}


def test_what_is_ahead(state: State) -> None:
    assert owed(state, "meeting") == {
        ("Mikael Strand", "2026-07-03"),
        ("Elin Håkansson", "2026-07-14"),
        ("Jonas Falk", "2026-07-14"),
    }
    assert owed(state, "birthday") == {("Sofie Nyberg", "2026-07-08")}
    chances = {s.someone.name: s.tie.chance for s in state.findings.standings.values() if s.tie}
    assert [chances[name] for name in ("Mikael Strand", "Elin Håkansson", "Jonas Falk")] == [None] * 3


def test_who_is_warm_and_who_is_going_quiet(state: State) -> None:
    found = as_reckoned(state)
    for name in ("Tomás Oliveira", "Sofie Nyberg", "Ana Ruiz", "Jo Park", "Elin Håkansson"):
        assert found[name] == "active"
    for name in ("Linnea Forsberg", "Rikard Holm", "Lukas Meyer", "山田 美咲", "Lee Wong", "Marguerite Dufour"):
        assert found[name] == "slipping"
    for name in ("Martin Achterberg", "Pål Eriksen", "Alexandra Moreau", "Tove Ahlgren", "Anders Wik"):
        assert found[name] == "dormant"
    for name in ("Oskar Dahl", "Nils Ahlin", "Priya Raman"):
        assert name not in found


def test_linnea_is_the_one_that_matters(state: State) -> None:
    found = as_reckoned(state)
    ranks = {
        s.someone.name: s.tie.strength_at_last * p * (1 - p)
        for s in state.findings.standings.values()
        if s.tie and found[s.someone.name] == "slipping" and (p := chance(s.tie.silence_index))
    }
    assert max(ranks, key=ranks.__getitem__) == "Linnea Forsberg"


def test_the_vault_has_a_history_to_check_the_forecast_against(state: State) -> None:
    calibration = state.findings.calibration
    assert calibration.own
    assert calibration.rows > 200
    assert sum(band.rated for band in calibration.bands) == calibration.rows
    for band in calibration.bands:  # what was forecast for a band is about what came
        assert abs(band.mean_p - band.fell_silent / band.rated) < 0.15


def test_whose_cadence_is_overdue(state: State) -> None:
    assert {s.someone.name for s in state.findings.rolls.late} == {"Rikard Holm"}


def test_who_comes_up_nowhere(state: State) -> None:
    silent = {s.someone.name for s in state.findings.standings.values() if s.silent}
    assert len(silent) == 4
    assert {name.split()[0] for name in silent} == {"Carl", "Bengt", "Rasmus", "Yusuf"}
    assert not silent & {_name(state, item) for item in state.findings.follow_ups}


def test_give_and_take(state: State) -> None:
    words = {s.someone.name: s.balance.words for s in state.findings.standings.values() if s.balance}
    assert {name for name, said in words.items() if said == "giving one way"} == {"Petra Novák"}
    back = {name for name, said in words.items() if said == "chance to give back"}
    assert {"Martin Achterberg", "Ingrid Solheim"} <= back
    martin = next(s for s in state.findings.standings.values() if s.someone.name == "Martin Achterberg")
    assert martin.balance
    assert (martin.balance.given, round(martin.balance.received, 1)) == (0, 6.8)
