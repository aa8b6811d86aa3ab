"""What the watcher does where vaultkit itself fails at a note or a report, and where most notes are suddenly gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from program import PERSON, TODAY, fill, run
from watching import LATEST, NOTES, SAM, save

from vaultkit.live import Live, Refreshed
from vaultkit.look import open_vault
from vaultkit.metrics.findings import Findings
from vaultkit.model import Note
from vaultkit.notes import parse
from vaultkit.publish import Desk
from vaultkit.reports import REPORTS, Report
from vaultkit.watch.how import How
from vaultkit.watch.looker import BELIEVE, Gone, Looked, Looker
from vaultkit.watch.marks import Batch
from vaultkit.watch.signals import Signals
from vaultkit.watch.teller import Teller
from vaultkit.watch.writer import Writer

ODD, SAMS = "People/Odd [one]*.md", "People/Sam Park.md"


class PoisonedError(ArithmeticError):
    """A mistake of vaultkit's own, for a test."""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault; whoever reads a note that says POISON fails."""
    sound = parse.parse_note

    def parse_note(path: str, data: bytes, *, cut: bool = False) -> Note:
        if b"POISON" in data:
            raise PoisonedError(data)
        return sound(path, data, cut=cut)

    monkeypatch.setattr(parse, "parse_note", parse_note)
    monkeypatch.setenv("VAULTKIT_CACHE", str(tmp_path / "cache"))
    return fill(tmp_path / "vault", NOTES)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def begun(vault: Path, said: list[str]) -> Iterator[Callable[[], Looker]]:
    """Makes lookers over the vault."""
    made: list[Looker] = []

    def begin() -> Looker:
        made.append(Looker(open_vault(str(vault)), Signals(), Teller(str(vault), How(), said.append, 60.0)))
        return made[-1]

    yield begin
    for looker in made:
        looker.session.close()


def looked(looker: Looker, *paths: str, now: float = 0.0, believe: bool = False) -> Refreshed:
    """A look at some paths, or at everything, that finds what there is."""
    found = looker.look(frozenset(paths) or None, TODAY, now, believe=believe)
    assert isinstance(found, Looked)
    return found.found


def people(found: Refreshed) -> set[str]:
    return set(found.state.network.people)


def problems(found: Refreshed) -> set[tuple[str, str]]:
    return {(problem.place.path, problem.code) for problem in found.state.findings.problems}


# --- notes ---


def test_notes_at_which_it_fails_are_left_out_from_the_start_and_let_in_when_they_change(
    vault: Path, begun: Callable[[], Looker], said: list[str], tmp_path: Path
) -> None:
    save(vault / ODD, PERSON + "POISON of mine")
    save(vault / SAMS, "POISON")
    looker = begun()
    found = looked(looker)
    assert {"People/Ana Ruiz.md", "People/Zoë Lind.md"} == people(found) & {each for each in NOTES if "People/" in each}
    assert {(ODD, "note-unreadable"), (SAMS, "note-unreadable")} <= problems(found)
    assert f"going on without {ODD}, {SAMS}" in said[-1]
    save(vault / LATEST, SAM)
    assert looked(looker, LATEST).changed == (LATEST,)
    save(vault / ODD, PERSON)
    found = looked(looker, ODD)
    assert (found.changed, ODD in people(found)) == ((ODD,), True)
    assert said[-1].endswith(
        f"going on without {SAMS}, for vaultkit failed there, as the log tells; tried again when changed"
    )
    save(vault / SAMS, PERSON)
    found = looked(looker, LATEST)  # whatever else is looked at
    assert found.state.findings == run(vault).state.findings._replace(problems=found.state.findings.problems)
    assert not {code for _, code in problems(found)} & {"note-unreadable"}
    assert said[-1].endswith("every note is read again")
    (log,) = (tmp_path / "cache/log").iterdir()
    assert f"looking at {ODD} failed (PoisonedError at test_watch_failures.py:" in log.read_text()
    assert "of mine" not in log.read_text() + "".join(said)


def test_a_note_that_becomes_one_at_which_it_fails_is_left_out(vault: Path, begun: Callable[[], Looker]) -> None:
    looker = begun()
    looked(looker)
    save(vault / SAMS, "POISON")
    found = looked(looker, SAMS)
    assert (found.changed, SAMS in people(found)) == ((SAMS,), False)
    assert looked(looker, believe=True).changed == ()  # tried again, and left out again
    os.unlink(vault / SAMS)
    assert not {each for each in problems(looked(looker, SAMS)) if each[1] == "note-unreadable"}


def test_where_it_is_not_the_note_none_is_left_out_and_all_is_tried_again(
    vault: Path, begun: Callable[[], Looker], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looker = begun()
    looked(looker)
    with monkeypatch.context() as patch:
        patch.setattr(Live, "refresh", lambda *_, **__: 1 / 0)
        save(vault / LATEST, SAM)
        assert looker.look(frozenset({LATEST}), TODAY, 1.0) is None
        assert looker.look(None, TODAY, 2.0) is None
    assert not looker.session.left_out
    assert looker.stuck == Batch(frozenset({LATEST}), everything=True)
    assert "looking at the vault failed (ZeroDivisionError); it is tried again with the next change" in said[-1]
    found = looked(looker)
    assert found.state.findings == run(vault).state.findings._replace(problems=found.state.findings.problems)
    assert looker.stuck == Batch()


# --- reports ---


def test_a_report_at_which_it_fails_is_told_and_the_others_are_written(vault: Path) -> None:
    class Broken(Desk):
        def draw(self, report: Report, findings: Findings) -> str:
            if report.name == "Stale ties":
                raise PoisonedError("what a note says")
            return super().draw(report, findings)

    writer, findings = Writer(), run(vault).state.findings
    done = writer.write(Broken(open_vault(str(vault))), findings, 0.0, lambda: True)
    assert len(done.made) == len(REPORTS) - 1
    (why,) = done.failed.values()
    assert "PoisonedError at " in why
    assert "what a note says" not in why
    assert done.again == 1.0
    assert writer.write(Desk(open_vault(str(vault))), findings, 1.0, lambda: True).made == ("Stale ties",)


# --- most notes gone ---


def test_most_notes_gone_is_believed_when_just_so_many_were_gone_for_five_minutes(
    vault: Path, begun: Callable[[], Looker]
) -> None:
    looker, away = begun(), vault.parent / "away"
    looked(looker)
    away.mkdir()
    for folder in ("Ideas", "Daily"):
        os.rename(vault / folder, away / folder)
    first = looker.look(None, TODAY, 10.0)
    assert isinstance(first, Gone)
    assert "23 of its 26 files are gone at once" in first.reason
    fill(vault, {"Ideas/1.md": "Just a thought.\n"})
    assert looker.look(None, TODAY, 200.0) == first  # in the same words, so that it is told once
    assert looker.look(None, TODAY, 200.0 + BELIEVE - 1) == first
    again = begun()  # a new watcher does not believe it either
    assert isinstance(again.look(None, TODAY, 1000.0), Gone)
    assert looked(looker, now=200.0 + BELIEVE).again == 2.0
    assert looked(looker, now=202.0 + BELIEVE).state.look.size == 4


def test_most_notes_gone_is_believed_at_once_when_that_is_asked_for(vault: Path, begun: Callable[[], Looker]) -> None:
    looker = begun()
    looked(looker)
    for folder in ("Ideas", "Daily"):
        os.rename(vault / folder, vault.parent / folder)
    assert isinstance(looker.look(None, TODAY, 0.0), Gone)
    looked(looker, now=1.0, believe=True)
    assert looked(looker, now=3.0).state.look.size == 3
