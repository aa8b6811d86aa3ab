"""Who could help: what finds somebody, in which order they come, and who is one step away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path as Folder
from typing import Protocol

import pytest
from program import fill

from vaultkit.disk.memo import Memo
from vaultkit.engine import refresh
from vaultkit.look import open_vault, stamp
from vaultkit.metrics.ways.candidates import Candidates, who
from vaultkit.metrics.ways.searches import Search

TODAY = date(2025, 6, 30)


class Look(Protocol):
    """Notes, what is looked for and what would be asked → who could help."""

    def __call__(
        self,
        notes: Mapping[str, str],
        *,
        org: str | None = None,
        role: str | None = None,
        skill: str | None = None,
        text: str | None = None,
        kind: str | None = None,
    ) -> Candidates: ...


@pytest.fixture
def look(tmp_path: Folder) -> Look:
    def found(
        notes: Mapping[str, str],
        *,
        org: str | None = None,
        role: str | None = None,
        skill: str | None = None,
        text: str | None = None,
        kind: str | None = None,
    ) -> Candidates:
        vault = open_vault(str(fill(tmp_path, notes)))
        with Memo.open(None, stamp(vault)) as memo:
            findings = refresh(vault, memo, TODAY).findings
        return who(findings, Search(org, role, skill, text), kind)

    return found


def person(*ago: int, said: str = "tea", **fields: str) -> str:
    """A contact's note with fields and dated lines."""
    written = "".join(f"{name}: {value}\n" for name, value in fields.items())
    lines = "".join(f"- {TODAY - timedelta(each)} {said}\n" for each in ago)
    return f"---\ntype: person\n{written}---\n{lines}"


def names(found: Candidates) -> list[str]:
    return [each.standing.someone.name for each in found.people]


STAFF = {
    "Acme.md": "---\ntype: organization\naliases: [Acme Corp]\ndomains: [acme.example]\n---\n",
    "Acme Labs.md": '---\ntype: organization\nparent: "[[Acme]]"\n---\n',
    "People/Ana Diaz.md": person(1, 8, 15, 22, org='"[[Acme]]"', title="VP Design"),
    "People/Bo Berg.md": person(1, 8, 15, positions='[{org: "[[Acme]]", title: Editor, from: 2015, to: 2020}]'),
    "People/Cy Cole.md": person(1, 8, email="cy@mail.acme.example"),
    "People/Di Dunn.md": person(1, org='"[[Acme Labs]]"'),
    "People/Ed Ernst.md": person(1, org='"[[Globex]]"'),
}


@pytest.mark.parametrize("name", ["acme", "Acme Corp", "Acme.md"])
def test_an_organisation_is_where_somebody_works_worked_or_writes_from(name: str, look: Look) -> None:
    found = look(STAFF, org=name)
    fits = {each.standing.someone.name: each.matches[0].fit for each in found.people}
    assert fits == {"Ana Diaz": 1.0, "Bo Berg": 0.5, "Cy Cole": 0.8, "Di Dunn": 1.0}


def test_a_find_names_the_note_and_line_that_show_it(look: Look) -> None:
    by_name = {each.standing.someone.name: each.matches[0] for each in look(STAFF, org="acme").people}
    assert by_name["Ana Diaz"].words == "VP Design at Acme"
    assert str(by_name["Ana Diaz"].place) == "People/Ana Diaz.md:3"
    assert by_name["Bo Berg"].words == "Editor at Acme, until 2020"


@pytest.mark.parametrize(
    ("role", "expected"), [("design", ["Ana Diaz"]), ("editor", ["Bo Berg"]), ("vp des", ["Ana Diaz"])]
)
def test_a_role_is_what_they_are_to_you_or_by_title(role: str, expected: list[str], look: Look) -> None:
    assert names(look(STAFF, role=role)) == expected
    mentor = {"People/Ana Diaz.md": person(1, role="[mentor]"), "People/Bo Berg.md": person(1, role="[peer]")}
    assert names(look(mentor, role="Mentor")) == ["Ana Diaz"]


def test_a_skill_is_offered_or_shown_by_title_tag_or_what_was_learned(look: Look) -> None:
    learned = '---\ntype: meeting\ndate: 2025-06-01\npeople: "[[Di Dunn]]"\nlearned: [writes C# at night]\n---\n'
    notes = {
        "People/Ana Diaz.md": person(1, offers="[C# reviews]"),
        "People/Bo Berg.md": person(1, title="C# developer"),
        "People/Di Dunn.md": person(40),
        "People/Ed Ernst.md": person(1, offers="[C++ reviews]"),
        "Meetings/1.md": learned,
    }
    found = look(notes, skill="c#")
    assert {each.standing.someone.name: each.matches[0].fit for each in found.people} == {
        "Ana Diaz": 1.0,
        "Bo Berg": 0.7,
        "Di Dunn": 0.5,
    }


def test_text_is_anything_said(look: Look) -> None:
    notes = {
        "People/Ana Diaz.md": person(1, said="coffee, she moves teams in autumn"),
        "People/Bo Berg.md": person(1) + "- 2025-05-01 gave:: review of the moving plan #light\n",
        "People/Cy Cole.md": person(1, said="lunch"),
    }
    assert set(names(look(notes, text="mov"))) == {"Ana Diaz", "Bo Berg"}
    assert names(look(notes, text="teams moves")) == ["Ana Diaz"]
    assert names(look(notes, text="oves")) == []


def test_all_that_is_looked_for_has_to_fit_one_person(look: Look) -> None:
    assert names(look(STAFF, org="acme", role="design")) == ["Ana Diaz"]
    assert names(look(STAFF, org="globex", role="design")) == []


def test_the_strongest_come_first_by_what_may_be_asked_then_by_tie_and_fit(look: Look) -> None:
    often = [7 * k for k in range(1, 30)]
    notes = {
        "People/Ana Diaz.md": person(1, offers="[editing]"),
        "People/Bo Berg.md": person(*often, offers="[editing]", knows_my_work="true"),
        "People/Cy Cole.md": person(1, 8, 15, 22, title="editing"),
        "People/Di Dunn.md": person(1, 8, 15, 22, offers="[editing]"),
    }
    found = look(notes, skill="editing")
    assert names(found)[0] == "Bo Berg"
    assert names(found).index("Di Dunn") < names(found).index("Cy Cole")  # the same tie, and a better fit
    assert names(found)[-1] == "Ana Diaz"


def test_a_kind_asks_the_verdict_of_each(look: Look) -> None:
    notes = {
        "People/Ana Diaz.md": person(1, 8, 15, 22, offers="[editing]"),
        "People/Bo Berg.md": person(1, 8, 15, 22, offers="[editing]", boundaries="[no introductions]"),
    }
    found = look(notes, skill="editing", kind="introduction")
    assert names(found) == ["Ana Diaz", "Bo Berg"]
    assert found.people[0].verdict == "go"
    assert found.people[1].verdict not in (None, "go")
    assert all(each.why for each in found.people)


@pytest.mark.parametrize("shut", ["closed", "deceased"])
def test_nobody_behind_a_closed_door_and_nobody_silent_is_named(shut: str, look: Look) -> None:
    field = {"door": "closed"} if shut == "closed" else {"status": shut}
    notes = {"People/Ana Diaz.md": person(1, offers="[editing]", **field)}
    assert look(notes, skill="editing").people == ()


def test_somebody_never_met_stands_apart_with_whoever_leads_there(look: Look) -> None:
    notes = {
        "People/Ana Diaz.md": person(1, knows='"[[Jane Smith]]"'),
        "People/Jane Smith.md": person(offers="[editing]"),
        "People/Zoe Zorn.md": person(offers="[editing]"),
    }
    found = look(notes, skill="editing")
    assert names(found) == ["Zoe Zorn"]  # nobody is known to lead to her
    (jane,) = found.further
    assert (jane.someone.name, jane.through.name) == ("Jane Smith", "Ana Diaz")


def test_where_nobody_fits_the_nearest_are_named(look: Look) -> None:
    found = look(STAFF, org="Globax")
    assert (found.people, found.further) == ((), ())
    assert "Globex" in found.near
