"""The next day on which something falls due, and what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from program import fill, run

from vaultkit.metrics.next_due import next_due

QUIET = "---\ntype: person\nsnooze_until: {}\n---\n"


def due(tmp_path: Path, notes: dict[str, str], today: date = date(2026, 6, 30)) -> tuple[date, str] | None:
    return next_due(run(fill(tmp_path / "vault", notes), today=today).state.findings)


def test_nothing_lies_ahead_of_an_empty_vault(tmp_path: Path) -> None:
    assert due(tmp_path, {"People/Ana Ruiz.md": "---\ntype: person\n---\n"}) is None


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("- 2026-06-20 promised:: the paper, by 2026-07-04 [due:: 2026-07-04]\n", (date(2026, 7, 4), "promise")),
        ("- 2026-08-01 lunch\n", (date(2026, 8, 1), "meeting")),
        ("- 2026-12-01 lunch\n", (date(2026, 12, 1), "meeting")),  # further ahead than the reports look
        (QUIET.format("2026-07-15"), (date(2026, 7, 15), "snooze ends")),
        (QUIET.format("2026-07-15") + "- 2026-07-02 lunch\n", (date(2026, 7, 15), "snooze ends")),
        (QUIET.format("2026-06-30"), None),  # awake today
        ("---\ntype: person\nstatus: archived\nsnooze_until: 2026-07-15\n---\n- 2026-07-02 lunch\n", None),
    ],
)
def test_what_is_due_next(tmp_path: Path, note: str, expected: tuple[date, str] | None) -> None:
    assert due(tmp_path, {"People/Ana Ruiz.md": note}) == expected


def test_the_soonest_counts_and_what_is_due_today_is_not_ahead(tmp_path: Path) -> None:
    notes = {
        "People/Ana Ruiz.md": "- 2026-08-01 lunch\n",
        "People/Jo Park.md": QUIET.format("2026-07-15"),
        "People/Kim Oh.md": "- 2026-06-20 promised:: the paper [due:: 2026-06-30]\n",
    }
    assert due(tmp_path, notes) == (date(2026, 7, 15), "snooze ends")
    assert due(tmp_path, notes, date(2026, 7, 15)) == (date(2026, 8, 1), "meeting")


def test_of_several_on_one_day_what_is_owed_comes_first(tmp_path: Path) -> None:
    notes = {
        "People/Ana Ruiz.md": QUIET.format("2026-07-15"),
        "People/Jo Park.md": "- 2026-06-20 promised:: the paper [due:: 2026-07-15]\n",
    }
    assert due(tmp_path, notes) == (date(2026, 7, 15), "promise")
