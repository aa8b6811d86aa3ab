"""Introduction paths: scores by hand, who may stand on one, who steps back, and what a name may lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path as Folder

import pytest
from program import fill

from vaultkit.disk.memo import Memo
from vaultkit.engine import refresh
from vaultkit.look import open_vault, stamp
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.ways.paths import Path, Paths, explain_score, paths, reach
from vaultkit.metrics.ways.targets import targets

TODAY = date(2025, 6, 30)
WEEKLY, MONTHLY, TODAY_ONLY = 0.8918, 0.5664, 0.4789  # 1 − P of the published histories


class Vault:
    """Notes in a folder of their own, and what is found in them."""

    def __init__(self, root: Folder) -> None:
        self.root = root
        self.number = count()

    def findings(self, notes: Mapping[str, str]) -> Findings:
        root = self.root / str(next(self.number))
        vault = open_vault(str(fill(root, {"vaultkit.toml": "[ties]\nalpha = 2\n", **notes})))
        with Memo.open(None, stamp(vault)) as memo:
            return refresh(vault, memo, TODAY).findings

    def to(self, name: str, notes: Mapping[str, str], most: int = 5) -> Paths:
        findings = self.findings(notes)
        (target,) = targets(findings.network, name)
        return paths(findings, target, most)


@pytest.fixture
def vault(tmp_path: Folder) -> Vault:
    return Vault(tmp_path)


def person(*lines: str, **fields: str) -> str:
    """A contact's note with fields and dated lines."""
    written = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntype: person\n{written}---\n" + "".join(f"- {line}\n" for line in lines)


def days(*ago: int) -> list[str]:
    return [f"{TODAY - timedelta(each)} tea" for each in ago]


WEEKS = days(*(7 * k for k in range(1, 53)))
MONTHS = days(*(30 * k for k in range(1, 13)))


def knows(whom: str, how: str = "", on: str = "") -> str:
    told = "".join(f", {key}: {value}" for key, value in (("how", how), ("on", on)) if value)
    return f'[{{person: "[[{whom}]]"{told}}}]'


def scores(*found: Path) -> dict[str, float]:
    """Paths, the best first → the score of each."""
    return {" – ".join(path.names): path.route.score for path in found}


def by_hand(**scores: float) -> object:
    """Scores from the four digits of the published chances."""
    return pytest.approx(scores, abs=1e-4)


JANE = {"People/Jane Smith.md": person()}
THREE = {
    **JANE,
    "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith", "worked with", "2025-06-30")),
    "People/Bo Berg.md": person(*MONTHS, knows=knows("Jane Smith")),
    "People/Cy Cole.md": person(*days(0), knows=knows("Jane Smith", "met once", "2020-07-01")),
}


def test_a_path_is_how_near_you_are_times_how_well_they_know_the_target(vault: Vault) -> None:
    found = vault.to("Jane Smith", THREE)
    assert scores(*found.paths) == by_hand(
        **{
            "Ana Diaz – Jane Smith": WEEKLY * 0.6,
            "Bo Berg – Jane Smith": MONTHLY * 0.4,  # a note that tells no day is taken at its word
            "Cy Cole – Jane Smith": TODAY_ONLY * 0.2 / 2,  # half after 1825 days
        }
    )
    assert [path.names[0] for path in found.paths] == ["Ana Diaz", "Bo Berg", "Cy Cole"]
    assert found.direct is None


def test_the_reach_is_one_less_the_chance_that_no_path_leads_there(vault: Vault) -> None:
    found = vault.to("Jane Smith", THREE)
    a, b, c = (path.route.score for path in found.paths)
    assert found.reach == pytest.approx(1 - (1 - a) * (1 - b) * (1 - c))
    assert reach([]) == 0
    assert reach([0.5, 0.5]) == 0.75


def test_no_more_are_shown_than_wanted_and_the_rest_is_counted(vault: Vault) -> None:
    found = vault.to("Jane Smith", THREE, most=1)
    assert (len(found.paths), found.more) == (1, 2)
    assert found.reach == pytest.approx(found.paths[0].route.score)


def test_what_was_asked_of_a_connector_divides_their_score(vault: Vault) -> None:
    asked = f"{TODAY - timedelta(180)} asked:: intro to [[Lee Wong]] #medium"
    notes = {**THREE, "People/Bo Berg.md": person(*MONTHS, asked, knows=knows("Jane Smith"))}
    bo = vault.to("Jane Smith", notes).paths[1]
    assert bo.room.load == pytest.approx(1.5)
    assert bo.route.score == pytest.approx(MONTHLY * 0.4 / 1.5, abs=1e-4)
    assert explain_score(bo) == "score 0.15 = 0.57 × 0.4 ÷ 1.5 for a load of 1.5"


def test_equal_paths_stand_in_the_order_of_their_notes(vault: Vault) -> None:
    same = person(*WEEKS, knows=knows("Jane Smith"))
    found = vault.to("Jane Smith", {**JANE, "People/Zoe Zorn.md": same, "People/Abe Abel.md": same})
    assert [path.names[0] for path in found.paths] == ["Abe Abel", "Zoe Zorn"]


# --- what proves that two know each other ---


@pytest.mark.parametrize(
    ("how", "chance"),
    [("worked with", 0.6), ("close friend", 0.6), ("knows", 0.4), ("neighbour", 0.4), ("met once", 0.2)],
)
def test_the_users_words_say_how_well_two_know_each_other(how: str, chance: float, vault: Vault) -> None:
    notes = {**JANE, "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith", how, "2025-06-30"))}
    (path,) = vault.to("Jane Smith", notes).paths
    assert path.route.hops[1].chance == chance


def test_it_makes_no_difference_whose_note_says_it(vault: Vault) -> None:
    notes = {"People/Jane Smith.md": person(knows=knows("Ana Diaz", "worked with", "2025-06-30"))}
    found = vault.to("Jane Smith", {**notes, "People/Ana Diaz.md": person(*WEEKS)})
    assert scores(*found.paths) == by_hand(**{"Ana Diaz – Jane Smith": WEEKLY * 0.6})


ANA = {"People/Ana Diaz.md": person(*WEEKS)}
INFERRED = {
    "the same meeting": {
        "Meetings/1.md": "---\ntype: meeting\ndate: 2025-06-29\n"
        'people: ["[[Ana Diaz]]", "[[Jo Park]]", "[[Li Wei]]"]\n---\n'
    },
    "the same employer": {
        "People/Ana Diaz.md": person(*WEEKS, org='"[[Acme]]"'),
        "People/Jo Park.md": person(org='"[[Acme]]"'),
    },
    "the same employer at the same time": {
        "People/Ana Diaz.md": person(*WEEKS, positions='[{org: "[[Acme]]", from: 2015, to: 2024}]'),
        "People/Jo Park.md": person(positions='[{org: "[[Acme]]", from: 2020}]'),
    },
}


@pytest.mark.parametrize("sign", INFERRED)
def test_what_is_inferred_counts_least(sign: str, vault: Vault) -> None:
    found = vault.to("Jo Park", {**ANA, "People/Jo Park.md": person(), **INFERRED[sign]})
    path = next(path for path in found.paths if path.names[0] == "Ana Diaz")
    age = 1 if sign == "the same meeting" else 0 if sign == "the same employer" else 364  # until 1 July 2024
    assert path.route.hops[1].chance == pytest.approx(0.1 * 2 ** (-age / 1825))


def test_having_worked_at_one_place_at_other_times_proves_nothing(vault: Vault) -> None:
    notes = {
        "People/Ana Diaz.md": person(*WEEKS, positions='[{org: "[[Acme]]", from: 2010, to: 2014}]'),
        "People/Jo Park.md": person(positions='[{org: "[[Acme]]", from: 2020}]'),
    }
    assert vault.to("Jo Park", notes).paths == ()


def test_whoever_introduced_two_knows_both_and_they_know_each_other(vault: Vault) -> None:
    notes = {
        **ANA,
        "People/Jo Park.md": person(),
        "People/Li Wei.md": person(),
        "Introductions/1.md": '---\ntype: introduction\nintroducer: "[[Ana Diaz]]"\na: "[[Jo Park]]"\nb: "[[Li Wei]]"\n'
        "made: 2025-06-30\n---\n",
    }
    assert scores(*vault.to("Jo Park", notes).paths) == by_hand(**{"Ana Diaz – Jo Park": WEEKLY * 0.4})


def test_an_old_sure_sign_gives_way_to_a_fresh_weak_one(vault: Vault) -> None:
    notes = {
        "People/Ana Diaz.md": person(
            *WEEKS, knows=knows("Jane Smith", "worked with", "1990-06-30")
        ),  # .6·2^(−7) = .005
        **JANE,
        "Meetings/1.md": '---\ntype: meeting\ndate: 2025-06-30\npeople: ["[[Ana Diaz]]", "[[Jane Smith]]"]\n---\n',
    }
    (path,) = vault.to("Jane Smith", notes).paths
    assert path.route.hops[1].chance == pytest.approx(0.1)
    assert [str(place) for place in path.route.hops[1].places] == ["Meetings/1.md:4"]


# --- two between ---

CHAIN = {
    **JANE,
    "People/Di Dunn.md": person(*WEEKS, knows=knows("Ed Ernst")),
    "People/Ed Ernst.md": person(knows=knows("Jane Smith", "works with")),
}


def test_a_second_person_between_costs_a_factor(vault: Vault) -> None:
    (path,) = vault.to("Jane Smith", CHAIN).paths
    assert path.names == ("Di Dunn", "Ed Ernst", "Jane Smith")
    assert path.route.score == pytest.approx(WEEKLY * 0.4 * 0.6 * 0.35, abs=1e-4)
    assert path.verdict.request.target == "People/Ed Ernst.md"  # that is whom Di would introduce
    assert explain_score(path) == "score 0.075 = 0.89 × 0.4 × 0.6 × 0.35 for a second person between"


def test_there_are_never_more_than_two_between(vault: Vault) -> None:
    longer = {
        **CHAIN,
        "People/Ed Ernst.md": person(knows=knows("Flo Frey")),
        "People/Flo Frey.md": person(knows=knows("Jane Smith")),
    }
    assert vault.to("Jane Smith", longer).paths == ()
    assert len(vault.to("Flo Frey", longer).paths) == 1


def test_one_person_is_asked_for_the_best_way_only(vault: Vault) -> None:
    both = {**CHAIN, "People/Di Dunn.md": person(*WEEKS, knows='["[[Ed Ernst]]", "[[Jane Smith]]"]')}
    assert [path.names for path in vault.to("Jane Smith", both).paths] == [("Di Dunn", "Jane Smith")]


def test_nobody_is_asked_for_the_way_to_somebody_you_know_as_well(vault: Vault) -> None:
    known = {**CHAIN, "People/Ed Ernst.md": person(*WEEKS, knows=knows("Jane Smith", "works with"))}
    assert [path.names for path in vault.to("Jane Smith", known).paths] == [("Ed Ernst", "Jane Smith")]


# --- who may stand on a path ---


@pytest.mark.parametrize(
    "card",
    ["door: closed", "status: deceased", "status: archived", "status: do-not-contact", "snooze_until: 2025-09-01"],
)
def test_a_closed_door_is_on_no_path(card: str, vault: Vault) -> None:
    key, _, value = card.partition(": ")
    shut = {**THREE, "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith", "worked with"), **{key: value})}
    assert [path.names[0] for path in vault.to("Jane Smith", shut).paths] == ["Bo Berg", "Cy Cole"]
    between = {**CHAIN, "People/Ed Ernst.md": person(knows=knows("Jane Smith", "works with"), **{key: value})}
    assert vault.to("Jane Smith", between).paths == ()
    target = vault.to("Jane Smith", {**THREE, "People/Jane Smith.md": person(**{key: value})})
    assert (target.paths, target.back) == ((), ())
    assert target.closed


def test_a_careful_door_is_still_a_door(vault: Vault) -> None:
    careful = {**THREE, "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith", "worked with"), door="careful")}
    assert vault.to("Jane Smith", careful).paths[0].names[0] == "Ana Diaz"


def test_somebody_never_met_is_no_way_to_anybody_unless_their_note_says_you_know_them(vault: Vault) -> None:
    notes = {**JANE, "People/Ana Diaz.md": person(knows=knows("Jane Smith"))}
    assert vault.to("Jane Smith", notes).paths == ()
    notes = {**JANE, "People/Ana Diaz.md": person(knows=knows("Jane Smith"), role="mentor")}
    found = vault.to("Jane Smith", notes)
    assert scores(*found.paths, *found.back) == by_hand(**{"Ana Diaz – Jane Smith": 0.1 * 0.4})


def test_with_a_meeting_planned_there_is_hardly_a_doubt(vault: Vault) -> None:
    notes = {**JANE, "People/Ana Diaz.md": person(*WEEKS, "2025-07-14 lunch", knows=knows("Jane Smith"))}
    (path,) = vault.to("Jane Smith", notes).paths
    assert path.route.hops[0].chance == 0.999


def test_whom_you_know_yourself_is_asked_directly(vault: Vault) -> None:
    found = vault.to("Jane Smith", {**THREE, "People/Jane Smith.md": person(*MONTHS)})
    assert found.direct is not None
    assert found.direct.chance == pytest.approx(MONTHLY, abs=1e-4)
    assert [path.names[0] for path in found.paths] == ["Ana Diaz", "Bo Berg", "Cy Cole"]


# --- stepping back ---


def test_a_connector_asked_already_steps_back_for_the_next(vault: Vault) -> None:
    asked = "2025-06-23 asked:: intro to [[Lee Wong]] #medium"
    notes = {**THREE, "People/Ana Diaz.md": person(*WEEKS, asked, knows=knows("Jane Smith", "worked with"))}
    found = vault.to("Jane Smith", notes)
    assert [path.names[0] for path in found.paths] == ["Bo Berg", "Cy Cole"]
    (ana,) = found.back
    assert ana.names[0] == "Ana Diaz"
    assert "another introduction" in ana.back
    assert [favour.what for favour in ana.asked] == ["intro to Lee Wong"]
    assert found.reach == reach(path.route.score for path in found.paths)


def test_a_connector_without_room_steps_back(vault: Vault) -> None:
    many = [f"2025-03-{day:02} asked:: intro to [[Lee Wong]] (kind:: introduction) #medium" for day in (1, 2, 3, 4)]
    notes = {**THREE, "People/Bo Berg.md": person(*MONTHS, *many, knows=knows("Jane Smith"))}
    (bo,) = vault.to("Jane Smith", notes).back
    assert bo.names[0] == "Bo Berg"
    assert bo.room.room < 3
    assert "room" in bo.back
    assert bo.back_until is not None


def test_a_connector_who_refused_lately_steps_back_and_is_told_with_the_day(vault: Vault) -> None:
    refused = ["2025-05-01 asked:: intro to [[Lee Wong]] #medium", "2025-05-10 declined::", "2025-05-11 acknowledged::"]
    notes = {**THREE, "People/Ana Diaz.md": person(*WEEKS, *refused, knows=knows("Jane Smith", "worked with"))}
    (ana,) = vault.to("Jane Smith", notes).back
    assert ana.verdict.verdict == "wait"
    assert ana.back_until is not None
    assert ana.back_until >= date(2025, 8, 8)


# --- targets ---


def test_somebody_only_mentioned_is_a_target(vault: Vault) -> None:
    notes = {**ANA, "Daily/2025-06-30.md": "- [[Ana Diaz]] at lunch, she works with [[Rolf Quist]]\n"}
    found = vault.to("rolf quist", notes)
    assert found.target.kind == "mentioned"
    (path,) = found.paths
    assert path.names == ("Ana Diaz", "Rolf Quist")
    assert path.route.hops[1].chance == pytest.approx(0.1)
    assert [str(place) for place in path.route.hops[1].places] == ["Daily/2025-06-30.md:1"]


def test_somebody_known_from_a_card_alone_is_a_target(vault: Vault) -> None:
    notes = {"People/Ana Diaz.md": person(*WEEKS, knows=knows("Rolf Quist", "worked with", "2025-06-30"))}
    assert scores(*vault.to("Rolf", notes).paths) == by_hand(**{"Ana Diaz – Rolf Quist": WEEKLY * 0.6})


def test_somebody_an_ask_was_about_is_a_target(vault: Vault) -> None:
    sent_on = ["2024-06-30 asked:: intro to [[Rolf Quist]] #medium", "2024-07-01 redirected:: to [[Lee Wong]]"]
    notes = {"People/Ana Diaz.md": person(*WEEKS, *sent_on), "People/Lee Wong.md": person(*MONTHS)}
    found = vault.to("Rolf Quist", notes)
    lee = next(path for path in (*found.paths, *found.back) if path.names[0] == "Lee Wong")
    assert lee.route.hops[1].chance == pytest.approx(0.4 * 2 ** (-364 / 1825))


ACME = {
    "Organisations/Acme.md": "---\ntype: organization\naliases: [Acme Corp]\ndomains: [acme.example]\n---\n",
    "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith", "worked with", "2025-06-30")),
    "People/Bo Berg.md": person(*MONTHS, org='"[[Acme]]"'),
    "People/Cy Cole.md": person(*days(0), positions='[{org: "[[Acme]]", from: 2010, to: 2020}]'),
    "People/Di Dunn.md": person(*WEEKS, email="di@mail.acme.example"),
    "People/Jane Smith.md": person(org='"[[Acme]]"', title="VP Design"),
}


@pytest.mark.parametrize("name", ["Acme", "acme corp", "Organisations/Acme.md", "[[Acme]]"])
def test_an_organisation_is_reached_through_whoever_works_or_worked_there(name: str, vault: Vault) -> None:
    found = vault.to(name, ACME)
    assert found.target.kind == "organization"
    faded = 0.4 * 2 ** (-(TODAY - date(2020, 7, 1)).days / 1825)
    assert scores(*found.paths) == by_hand(
        **{
            "Bo Berg – Acme": MONTHLY,
            "Ana Diaz – Jane Smith – Acme": WEEKLY * 0.6,
            "Di Dunn – Acme": WEEKLY * 0.4,
            "Cy Cole – Acme": TODAY_ONLY * faded,
        }
    )
    assert [path.names[0] for path in found.paths] == ["Bo Berg", "Ana Diaz", "Di Dunn", "Cy Cole"]


def test_whoever_works_at_a_part_of_an_organisation_leads_there_too(vault: Vault) -> None:
    notes = {
        **ACME,
        "Organisations/Acme Labs.md": '---\ntype: organization\nparent: "[[Acme]]"\n---\n',
        "People/Bo Berg.md": person(*MONTHS, org='"[[Acme Labs]]"'),
    }
    first = vault.to("Acme", notes).paths[0]
    assert first.names == ("Bo Berg", "Acme")
    assert first.route.hops[1].words == "works at Acme Labs"
    assert [path.names for path in vault.to("Acme Labs", notes).paths] == [("Bo Berg", "Acme Labs")]


def test_an_organisation_without_a_note_is_a_target_too(vault: Vault) -> None:
    found = vault.to("globex", {"People/Bo Berg.md": person(*MONTHS, org='"[[Globex]]"')})
    assert scores(*found.paths) == by_hand(**{"Bo Berg – Globex": MONTHLY})


def test_an_organisation_without_a_note_is_also_reached_through_whoever_it_came_up_with(vault: Vault) -> None:
    notes = {
        "People/Bo Berg.md": person(*MONTHS, org='"[[Globex]]"'),
        "People/Ana Diaz.md": person(*WEEKS),
        "Daily/2025-06-30.md": "- [[Ana Diaz]] on the phone, about [[Globex]]\n",
    }
    found = vault.to("Globex", notes)
    assert [path.names for path in found.paths] == [("Bo Berg", "Globex"), ("Ana Diaz", "Globex")]
    assert found.paths[1].route.hops[1].chance == pytest.approx(0.1)


def test_whoever_steps_back_is_shown_as_far_as_asked_for_and_the_rest_is_counted(vault: Vault) -> None:
    asked = "2025-06-23 asked:: intro to [[Lee Wong]] #medium"
    notes = {f"People/Person {n} Quill.md": person(*WEEKS, asked, knows=knows("Jane Smith")) for n in range(4)}
    found = vault.to("Jane Smith", {**JANE, **notes}, most=3)
    assert (found.paths, len(found.back), found.more, found.reach) == ((), 3, 1, 0)


def test_a_whole_name_goes_before_parts_and_parts_may_mean_several(vault: Vault) -> None:
    findings = vault.findings({**THREE, "People/Jane Smithers.md": person()})
    assert [each.name for each in targets(findings.network, "jane smith")] == ["Jane Smith"]
    assert {each.name for each in targets(findings.network, "jane")} == {"Jane Smith", "Jane Smithers"}
    assert targets(findings.network, "Xaver") == ()
    assert targets(findings.network, "[[]]") == ()


# --- what to say ---


def test_what_it_is_for_comes_from_the_notes(vault: Vault) -> None:
    notes = {
        "vaultkit.toml": '[ties]\nalpha = 2\n[me]\nnames = ["Robin Roe"]\n',
        "People/Robin Roe.md": person(needs="[onboarding research]"),
        "People/Jane Smith.md": person(title="VP Design", org='"[[Acme]]"', offers="[onboarding research]"),
        "People/Ana Diaz.md": person(*WEEKS, knows=knows("Jane Smith")),
        "Favours/1.md": '---\ntype: ask\nperson: "[[Ana Diaz]]"\nkind: introduction\ntarget: "[[Jane Smith]]"\n'
        "why_you: you built the team with her\ndesired_outcome: a call of 20 minutes\nstatus: draft\n---\n",
    }
    found = vault.to("Jane Smith", notes)
    assert [(each.kind, each.text, each.place.path) for each in found.purposes] == [
        ("why you asked", "Ana Diaz: you built the team with her", "Favours/1.md"),
        ("what for", "a call of 20 minutes", "Favours/1.md"),
        ("who they are", "VP Design at Acme", "People/Jane Smith.md"),
        ("need", "you need onboarding research, they offer onboarding research", "People/Jane Smith.md"),
    ]
    assert found.fill_in == ()


def test_what_the_notes_do_not_tell_is_left_to_fill_in(vault: Vault) -> None:
    found = vault.to("Jane Smith", THREE)
    assert found.fill_in == ("why Jane Smith, of all people", "what you hope will come of it")
