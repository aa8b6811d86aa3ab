"""The life of a favour: the last stage it reached as of a day, whether it is open, and when it lapses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from folding import network_of

from vaultkit.graph.network import Favour
from vaultkit.metrics.life import Life, life_of, retry_on
from vaultkit.settings.shapes import Ask

TODAY = date(2026, 6, 30)
ASK = Ask()
LINES: tuple[tuple[str, str, str, bool, str | None], ...] = (
    # what is written · the stage · since · open · lapses on
    ("2026-06-20 drafted:: a lift", "drafted", "2026-06-20", False, None),
    ("2026-06-20 asked:: a lift", "asked", "2026-06-20", True, "2026-08-19"),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 nudged::", "nudged", "2026-06-20", True, "2026-08-19"),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 answered::", "answered", "2026-06-20", True, "2026-08-19"),
    (
        "2026-06-01 asked:: a lift\n- 2026-06-10 answered::\n- 2026-06-20 nudged::",
        "nudged", "2026-06-20", True, "2026-08-19",
    ),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 parked::", "parked", "2026-06-20", True, "2026-08-19"),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 granted::", "granted", "2026-06-20", False, None),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 declined::", "declined", "2026-06-20", False, None),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 redirected:: [[Jo Park]]", "redirected", "2026-06-20", False, None),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 withdrawn::", "withdrawn", "2026-06-20", False, None),
    ("2026-06-10 asked:: a lift\n- 2026-06-20 expired::", "expired", "2026-06-20", False, None),
    (
        "2026-06-10 asked:: a lift\n- 2026-06-20 granted::\n- 2026-06-21 thanked::",
        "thanked", "2026-06-21", False, None,
    ),
    (
        "2026-06-10 asked:: a lift\n- 2026-06-20 declined::\n- 2026-06-21 acknowledged::",
        "acknowledged", "2026-06-21", False, None,
    ),
    (
        "2026-06-10 asked:: a lift\n- 2026-06-20 granted::\n- 2026-06-21 thanked::\n- 2026-06-25 reported:: it ran",
        "reported back", "2026-06-25", False, None,
    ),
    (
        "2026-06-10 asked:: a lift\n- 2026-06-20 granted::\n- 2026-06-25 paid-forward:: to [[Jo Park]] a lift",
        "paid forward", "2026-06-25", False, None,
    ),
    ("2026-06-20 got:: a desk", "done", "2026-06-20", False, None),
    ("2026-06-20 gave:: a desk", "done", "2026-06-20", False, None),
    ("2026-06-20 offered:: a desk", "done", "2026-06-20", False, None),
    ("2025-06-20 asked-me:: a desk", "asked", "2025-06-20", True, None),
    ("2025-06-20 asked-me:: a desk\n- 2025-06-30 parked::", "parked", "2025-06-30", True, None),
    ("2026-06-20 asked-me:: a desk\n- 2026-06-30 granted::", "granted", "2026-06-30", False, None),
    ("2026-05-02 asked:: a lift", "asked", "2026-05-02", True, "2026-07-01"),  # 59 days ago
    ("2026-05-01 asked:: a lift", "expired", "2026-06-30", False, "2026-06-30"),  # 60
    ("2026-04-01 asked:: a lift (due:: 2026-06-30)", "asked", "2026-04-01", True, "2026-07-01"),
    ("2026-04-01 asked:: a lift (due:: 2026-06-29)", "expired", "2026-06-30", False, "2026-06-30"),
    ("2026-04-01 asked:: a lift (due:: 2026-04-20)", "expired", "2026-05-31", False, "2026-05-31"),
    ("2026-04-01 asked:: a lift\n- 2026-05-02 parked::", "parked", "2026-05-02", True, "2026-07-01"),
    ("2026-04-01 asked:: a lift\n- 2026-05-01 parked::", "expired", "2026-06-30", False, "2026-06-30"),
)  # fmt: skip
NOTES: tuple[tuple[str, str, bool], ...] = (
    ("asked: 2026-06-20", "asked", True),
    ("status: pending", "asked", True),  # nobody knows when: it never lapses
    ("status: draft\nasked: 2026-06-20", "drafted", False),
    ("asked: 2026-07-20", "drafted", False),  # meant for later
    ("asked: 2026-06-20\nstatus: granted\ndecided: 2026-07-20", "asked", True),  # not decided yet
    ("asked: 2026-06-20\nstatus: granted\ndecided: 2026-06-25\nthanked: 2026-07-02", "granted", False),
    ("asked: 2026-06-20\nstatus: granted", "granted", False),
    ("asked: 2026-06-20\ndecline_reason: policy", "declined", False),
    ("asked: 2026-06-20\nstatus: done", "done", False),
)


@pytest.mark.parametrize(("lines", "state", "since", "is_open", "lapses"), LINES)
def test_the_last_stage_of_lines(lines: str, state: str, since: str, is_open: bool, lapses: str | None) -> None:
    found = life_of(_first({"People/Mike Ito.md": f"- {lines}\n"}), TODAY, ASK)
    assert found == Life(state, date.fromisoformat(since), is_open, date.fromisoformat(lapses) if lapses else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("fields", "state", "is_open"), NOTES)
def test_the_last_stage_of_a_note(fields: str, state: str, is_open: bool) -> None:
    note = f'---\ntype: ask\nperson: "[[Mike Ito]]"\nwhat: a lift\n{fields}\n---\n'
    found = life_of(_first({"Favours/Lift.md": note}), TODAY, ASK)
    assert (found.state, found.open) == (state, is_open)


def test_an_ask_is_open_until_the_day_it_lapses() -> None:
    favour = _first({"People/Mike Ito.md": "- 2026-06-20 asked:: a lift\n"})
    lapses = life_of(favour, TODAY, ASK).lapses
    assert lapses is not None
    assert life_of(favour, lapses - timedelta(1), ASK).open
    assert not life_of(favour, lapses, ASK).open
    assert life_of(favour, lapses, Ask(expire_days=61)).open


@pytest.mark.parametrize(
    ("reason", "again", "free", "day"),
    [
        ("", "", "", None),
        ("(reason:: policy)", "", "", None),
        ("(reason:: capacity)", "", "", "2026-09-08"),  # ninety days' rest
        ("(reason:: capacity)", "", "2026-07-15", "2026-07-15"),
        ("(reason:: capacity)", "", "2026-06-01", "2026-09-08"),  # free again before they said no: an older word
        ("(reason:: capacity)", "(again:: 2026-12-01)", "2026-07-15", "2026-12-01"),
        ("(reason:: policy)", "(again:: 2026-12-01)", "", "2026-12-01"),
    ],
)
def test_a_refusal_may_be_asked_again_from_a_day(reason: str, again: str, free: str, day: str | None) -> None:
    card = f"---\ntype: person\ncapacity: {{level: low, until: {free}}}\n---\n" if free else ""
    note = f"{card}- 2026-06-01 asked:: a lift\n- 2026-06-10 declined:: {reason} {again}\n"
    network = network_of({"People/Mike Ito.md": note}, TODAY)
    (favour,) = network.between("People/Mike Ito.md").favours
    found = retry_on(favour, network.people["People/Mike Ito.md"].card, ASK)
    assert found == (date.fromisoformat(day) if day else None)


def _first(notes: dict[str, str]) -> Favour:
    network = network_of(notes, TODAY)
    found: Iterable[Favour] = (favour for dealings in network.dealings.values() for favour in dealings.favours)
    return min(found, key=lambda favour: favour.places[0])
