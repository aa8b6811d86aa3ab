"""What one saved note costs a vault kept in mind, by counting what is opened, listed and made anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import PERSON, TODAY, fill

QUIET = 2.2  # seconds after which a file's times prove that it did not change
COUNTED = ("parse_note", "tell", "dealings_with", "bond_with", "list_vault", "catch_up", "calibrate", "web_of")

# A process of its own, for what listens to Python's own events cannot be taken off again.
SCRIPT = f"""
import json, sys
from datetime import date
from vaultkit.disk.memo import Memo
from vaultkit.live import Live
from vaultkit.look import open_vault, stamp
from vaultkit.publish import apply, plan

root, today = sys.argv[1], date.fromisoformat("{TODAY}")
vault = open_vault(root)
live = Live(vault, Memo.open(None, stamp(vault)))
known = live.refresh(None, today, 0.0)
apply(live.desk, known.state.findings, plan(live.desk, known.state.findings))
seen = {{"opened": [], "listed": 0, "made": {{name: 0 for name in {COUNTED!r}}}}}

def hear(event, args):
    if event == "open" and isinstance(args[0], str):
        seen["opened"].append(args[0])
    seen["listed"] += event in ("os.scandir", "os.listdir")

def call(frame, event, argument):
    if event == "call" and frame.f_code.co_name in seen["made"]:
        seen["made"][frame.f_code.co_name] += 1

def refresh(note, text):
    with open(f"{{root}}/{{note}}", "w") as file:
        file.write(text)
    seen.update(opened=[], listed=0, made=dict.fromkeys(seen["made"], 0))
    sys.setprofile(call)
    found = live.refresh([note], today, 1.0)
    sys.setprofile(None)
    found_out = dict(seen, opened=[*seen["opened"]], changed=found.changed)
    done = apply(live.desk, found.state.findings, plan(live.desk, found.state.findings))
    found_out["written"] = [each.action.report.name for each in done if each.action.doing == "replace"]
    return found_out

sys.addaudithook(hear)
print(json.dumps([refresh(*each) for each in json.load(sys.stdin)]))
"""

EDITS = (
    ("Daily/2026-06-29.md", "- [[Person 1]] lunch\n"),  # new
    ("Daily/2026-06-29.md", "- [[Person 1]] dinner\n- [[Person 2]] call\n"),  # changed, with one person more
    ("Daily/2026-06-01.md", "- [[Person 3]] walk, as it was\n"),  # the same again
    ("Notes/Idea.md", "# Nothing about anybody\n"),
    ("People/Person 2.md", PERSON.replace("person", "person\nbirthday: 1980-07-02")),
)


def vault_of(people: int, root: Path) -> Path:
    notes = {f"People/Person {number}.md": PERSON for number in range(people)}
    days = {
        f"Daily/2026-05-{day:02}.md": f"- [[Person {day}]] and [[Person {day + 1}]] lunch\n" for day in range(1, 29)
    }
    same = {"Daily/2026-06-01.md": "- [[Person 3]] walk, as it was\n", "Notes/Idea.md": "# An idea\n"}
    return fill(root, {**notes, **days, **same})


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> list[list[dict[str, object]]]:
    """What the edits cost in a small vault, and in one with eight times as many people."""
    base = tmp_path_factory.mktemp("live")
    roots = [vault_of(people, base / str(people)) for people in (40, 320)]
    time.sleep(QUIET)
    return [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", SCRIPT, str(root)],
                input=json.dumps(EDITS), capture_output=True, text=True, check=True, env=dict(os.environ),
            ).stdout
        )
        for root in roots
    ]  # fmt: skip


def test_one_saved_note_costs_the_same_in_a_vault_of_any_size(costs: list[list[dict[str, object]]]) -> None:
    small, large = ([{**edit, "opened": len(edit["opened"])} for edit in each] for each in costs)  # type: ignore[arg-type]
    assert small == large


def test_one_saved_note_is_the_only_one_opened_and_nothing_is_listed(costs: list[list[dict[str, object]]]) -> None:
    for edit, (note, _) in zip(costs[0], EDITS, strict=True):
        opened = edit["opened"]
        assert isinstance(opened, list)
        assert [name for name in opened if name.endswith(".md") and "/" in name] == [opened[0]]
        assert opened[0].endswith(note)
        assert edit["listed"] == 0


def test_only_the_people_a_note_names_are_measured_anew(costs: list[list[dict[str, object]]]) -> None:
    made = [edit["made"] for edit in costs[0]]
    assert [(each["parse_note"], each["tell"]) for each in made] == [(1, 1), (1, 1), (0, 0), (1, 0), (1, 1)]  # type: ignore[index]
    assert [each["dealings_with"] for each in made] == [1, 2, 0, 0, 1]  # type: ignore[index]
    assert [each["bond_with"] for each in made] == [1, 2, 0, 0, 1]  # type: ignore[index]
    assert {each[name] for each in made for name in ("list_vault", "catch_up", "calibrate")} == {0}  # type: ignore[index]


def test_a_change_that_says_nothing_writes_no_report(costs: list[list[dict[str, object]]]) -> None:
    assert [bool(edit["changed"]) for edit in costs[0]] == [True, True, False, False, True]
    assert [bool(edit["written"]) for edit in costs[0]] == [True, True, False, False, True]
