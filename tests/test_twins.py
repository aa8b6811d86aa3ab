"""Who is likely one person: what the labelled names say, sign by sign, and in vaults of any size."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import measure, network, rows, same_people
from notebook import card, findings_of

from vaultkit.graph.letters import plain, sound, unmarked
from vaultkit.metrics.twins.blocks import pairs
from vaultkit.metrics.twins.evidence import weigh
from vaultkit.metrics.twins.facts import facts_of
from vaultkit.metrics.twins.likeness import likeness
from vaultkit.metrics.twins.names import read_name
from vaultkit.metrics.twins.pairs import Twin, twins

LETTERS = Path(__file__).parents[2] / "shared" / "data" / "schnitzler_letters.csv"
TUNED, HELD_OUT = 1, 0
GIVEN = """Adam Agnes Alan Albert Alice Amanda Amy Ana Andrea Andrew Anita Anna Arthur Barbara Beatrice Benjamin Bernard
Brian Bruno Carl Carla Carol Charles Charlotte Claire Clara Daniel David Diana Edward Elena Elizabeth Emily Emma
Eric Ernest Eva Felix Frank George Grace Greta Hannah Harold Helen Henry Hugo Ian Igor Irene Ivan Jack James Jan
Jane John Julia Karen Karl Laura Lena Leo Lisa Louis Lucy Marco Maria Mark Martha Mary Matthew Mia Michael Nina
Nora Oliver Oscar Paul Peter Philip Rachel Robert Rosa Samuel Simon Sofia Stephen Susan Theo Thomas Tina Vera
Victor Walter"""
FAMILIES = """Abbott Adler Allen Bailey Baker Barnes Bauer Becker Bell Bennett Berg Black Brandt Brooks Brown Burke
Carter Castro Clark Cohen Cole Cooper Costa Cox Cruz Dahl Davis Diaz Duarte Evans Ferrari Fischer Flores Foster Fox
Garcia Gomez Graham Gray Green Gruber Haas Hansen Harris Hayes Hill Hoffmann Horvat Howard Huber Hughes Hunt Ito
Jansen Jensen Kaiser Kaplan Keller Kelly Kim King Klein Koch Kovac Kowalski Lang Larsen Lee Lehmann Lopez Lund
Mayer Meyer Miller Moreau Morgan Müller Murphy Nagel Nielsen Novak Nowak Olsen Park Patel Perez Pohl Price Ramos
Reed Reyes Richter Rivera Robert Roberts Rossi Roth Russo Schmidt Schneider Silva Smith Stein Stone Sullivan
Torres Turner Vogel Wagner Walsh Ward Weber Weiss White Wolf Wood Young"""


# --- the labelled names ---


@pytest.mark.parametrize(("half", "precision", "recall"), [(TUNED, 0.97, 0.97), (HELD_OUT, 0.97, 0.88)])
def test_twins_are_found_and_others_left(half: int, precision: float, recall: float) -> None:
    measured, _ = measure(rows(half))
    assert measured.precision >= precision, measured.wrong
    assert measured.recall >= recall, measured.missed


def test_both_halves_in_one_vault_do_as_well() -> None:
    measured, _ = measure(rows())
    assert measured.precision >= 0.95, measured.wrong
    assert measured.recall >= 0.9, measured.missed


def test_the_labelled_set_is_large_and_half_of_it_is_hard() -> None:
    people = rows()
    assert len(people) >= 300
    groups = defaultdict(set)
    for row in people:
        groups[row.group].add(row.who)
    assert len(same_people(people)) >= 150
    assert sum(len(letters) > 1 for letters in groups.values()) >= 80


def test_the_docs_tell_what_is_measured() -> None:
    text = (Path(__file__).parents[1] / "docs" / "duplicates.md").read_text("utf-8")
    for name, half in (("tuned on", TUNED), ("held out", HELD_OUT)):
        found, _ = measure(rows(half))
        count = f"{len(rows(half))} | {len(same_people(rows(half)))}"
        assert f"| {name} | {count} | {found.precision:.3f} | {found.recall:.3f} |" in text


@pytest.mark.skipif(not LETTERS.exists(), reason="the letters are not at hand")
def test_of_a_real_correspondence_those_with_two_names_are_found() -> None:
    authority: dict[str, set[str]] = defaultdict(set)
    with LETTERS.open(encoding="utf-8", newline="") as stream:
        for letter in csv.DictReader(stream):
            names, ids = letter["correspondent"].split("; "), letter["gnd"].split("; ")
            for name, key in zip(names, [*ids, *[""] * len(names)], strict=False):
                authority[name] |= {key} - {""}
    notes = {f"{number}.md": card(f'name: "{name}"') for number, name in enumerate(sorted(authority))}
    people = findings_of(notes).network
    likely = {(people.people[t.a].name, people.people[t.b].name) for t in twins(people) if t.likely}
    known = {pair for pair in likely if all(authority[name] for name in pair)}
    true = {tuple(sorted(pair)) for pair in combinations(authority, 2) if authority[pair[0]] & authority[pair[1]]}
    assert len(true) == 10
    assert {tuple(sorted(pair)) for pair in known} <= true
    assert len(known) >= 8  # two married and took another name; nothing else in the letters tells


# --- names ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"), ("Bjørndal", "Bjoerndal"), ("Weiß", "Weiss"), ("Łukasz", "Lukasz"), ("Þóra", "Thora"),
        ("Zoë", "Zoe\u0308"),
    ],
)  # fmt: skip
def test_marks_and_their_ways_around_them_are_one(one: str, other: str) -> None:
    assert unmarked(plain(one)) == unmarked(plain(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Иван", "Iwan"), ("Schreiber", "Shreiber"), ("Philipp", "Filip"), ("Tchaikovsky", "Chaikovsky")]
)
def test_what_is_said_alike_is_one(one: str, other: str) -> None:
    assert sound(plain(one)) == sound(plain(other))


@pytest.mark.parametrize(
    ("name", "given_names", "family"),
    [
        ("Prof. Dr. Emil Rinaldi", ("emil",), "rinaldi"),
        ("Dr.-Ing. Emil Rinaldi", ("emil",), "rinaldi"),
        ("Prof. Dr. med. Dr. h.c. Emil Rinaldi", ("emil",), "rinaldi"),
        ("Dr. rer. nat. Emil Rinaldi", ("emil",), "rinaldi"),
        ("Rinaldi, Dr.med. Emil", ("emil",), "rinaldi"),
        ("Dr. Phil Rinaldi", ("phil",), "rinaldi"),
        ("Ing-Marie Rinaldi", ("ing", "marie"), "rinaldi"),
        ("von Hallberg, Clemens", ("clemens",), "vonhallberg"),
        ("Clemens von Hallberg", ("clemens",), "vonhallberg"),
        ("Berger, Alfred, Freiherr von", ("alfred",), "vonberger"),
        ("J.P. Marchetti", ("j", "p"), "marchetti"),
        ("Deirdre O'Brien", ("deirdre",), "obrien"),
        ("Clara Jansson MBA", ("clara",), "jansson"),
        ("Clara Jansson, Ph.D.", ("clara",), "jansson"),
        ("Clara Jansson M.D.", ("clara",), "jansson"),
        ("Clara Jansson, CFA, SHRM-CP", ("clara",), "jansson"),
        ("Emil Rinaldi SJ", ("emil",), "rinaldi"),
        ("Li Wei Meng", ("li", "wei"), "meng"),
        ("Fürst Emil Rinaldi", ("emil",), "rinaldi"),
        ("Señora Clara Jansson", ("clara",), "jansson"),
        ("Constantin Graf", ("constantin",), "graf"),
        ("Owen Strand - Acme", ("owen",), "strand"),
        ("Sam", (), "sam"),
    ],
)
def test_a_name_is_read_as_people_mean_it(name: str, given_names: tuple[str, ...], family: str) -> None:
    form = read_name(name).forms[0]
    assert (form.given, form.whole) == (given_names, family)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jan Novotny", "Jana Novotny"), ("Mario Colombo", "Maria Colombo"), ("Louise Schnabel", "Johann Schnabel"),
     ("Tim Hofer", "Tom Hofer"), ("Christian Lauter", "Christiane Lauter"), ("Emma Clark", "Emma Clarkson")],
)  # fmt: skip
def test_two_names_are_two(one: str, other: str) -> None:
    assert likeness(read_name(one), read_name(other)).score == 0


@settings(max_examples=200, deadline=None)
@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    there, back = likeness(read_name(one), read_name(other)), likeness(read_name(other), read_name(one))
    assert 0 <= there.score <= 1
    assert there.score == pytest.approx(back.score)


# --- signs for and against ---


def judged(**notes: str) -> dict[tuple[str, str], Twin]:
    """Contacts by name → those who look alike, by name."""
    people = findings_of({f"{name.replace('_', ' ')}.md": text for name, text in notes.items()}).network
    return {tuple(sorted((people.people[t.a].name, people.people[t.b].name))): t for t in twins(people)}  # type: ignore[misc]


def test_each_sign_says_where_it_is_written() -> None:
    pair = ("Sam Rivera", "Samuel Rivera")
    twin = judged(
        Sam_Rivera=card("emails: [sam@acme.example]", 'org: "[[Acme]]"'),
        Samuel_Rivera=card("email: Sam@Acme.example", "title: VP", "org: Acme"),
    )[pair]
    assert twin.likely
    said = {each.why: [str(place) for place in each.places] for each in twin.for_}
    assert said["the same e-mail: sam@acme.example"] == ["Sam Rivera.md:1", "Samuel Rivera.md:1"]
    assert said["both at Acme"] == ["Sam Rivera.md:4", "Samuel Rivera.md:5"]
    assert "Sam and Samuel stand for one name" in said


def test_whom_the_user_told_apart_is_not_asked_about_again() -> None:
    told = judged(Peter_Novak=card('distinct_from: "[[Peter Nowak]]"', "emails: [p@n.example]"),
                  Peter_Nowak=card("emails: [p@n.example]"))  # fmt: skip
    assert told == {}


def test_namesakes_are_told_as_such() -> None:
    notes = {"A/Anna Schmidt.md": card("org: Acme", "emails: [anna@acme.example]"),
             "B/Anna Schmidt.md": card("org: Globex", "emails: [as@globex.example]")}  # fmt: skip
    (twin,) = twins(findings_of(notes).network)
    assert (twin.likely, twin.namesakes) == (False, True)
    assert [each.why for each in twin.against] == ["one is at Acme, the other at Globex, with other addresses"]
    assert [[str(place) for place in each.places] for each in twin.against] == [
        ["A/Anna Schmidt.md:3", "B/Anna Schmidt.md:3"]
    ]


def test_two_who_sat_at_one_table_are_two() -> None:
    lunch = {"Lunch.md": '---\ntype: meeting\ndate: 2026-05-05\npeople: ["[[Mike Ito]]", "[[Michael Ito]]"]\n---\n'}
    both = {"Mike Ito.md": card(), "Michael Ito.md": card()}
    assert [twin.likely for twin in twins(findings_of(both).network)] == [True]
    assert [twin for twin in twins(findings_of({**both, **lunch}).network) if twin.likely] == []


def test_an_initial_that_fits_several_is_nobody_s() -> None:
    one = judged(J_Smithers=card("name: J. Smithers", "org: Acme"), Jane_Smithers=card("org: Acme"))
    assert [twin.likely for twin in one.values()] == [True]
    several = judged(J_Smithers=card("name: J. Smithers"), Jane_Smithers=card(), John_Smithers=card())
    assert not any(twin.likely for twin in several.values())
    assert "J. Smithers may be John Smithers as well" in {
        each.why for each in several["J. Smithers", "Jane Smithers"].against
    }


def test_a_nickname_in_common_makes_no_twins_of_two_full_names() -> None:
    assert judged(Alexandra_Moreau=card("aliases: [Alex]"), Aleksander_Nowak=card("aliases: [Alex]")) == {}


def test_an_alias_is_a_name_and_is_told() -> None:
    (twin,) = judged(Hedda_Ulrich=card("aliases: [Hedda Toth]"), Hedda_Toth=card()).values()
    assert twin.likely
    assert [each.why for each in twin.for_] == ["the same name, going by “Hedda Toth”"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ivan Weiss", "John Weiss"), ("Maria Stein", "Mia Stein"), ("Mary Lund", "Maria Lund"),
     ("Ian Black", "Jan Black"), ("Frank Robert", "Frank Roberts"), ("J. Smithers", "Jane Smithers"),
     ("Bob Lund", "Rob Lund")],
)  # fmt: skip
def test_names_that_only_may_be_one_are_likely_where_something_else_says_so(one: str, other: str) -> None:
    notes = {f"{one}.md": card(f"name: {one}"), f"{other}.md": card(f"name: {other}")}
    assert [twin.likely for twin in twins(findings_of(notes).network)] == [False]
    notes = {path: text.replace("type: person", "type: person\nphone: +49 30 123456") for path, text in notes.items()}
    assert [twin.likely for twin in twins(findings_of(notes).network)] == [True]


def test_two_thousand_strangers_are_hardly_ever_taken_for_one() -> None:
    names = [f"{given} {family}" for given in GIVEN.split() for family in FAMILIES.split()]
    some = [names[number * 7919 % len(names)] for number in range(2_000)]
    assert len(set(some)) == 2_000
    likely = [twin for twin in twins(findings_of({f"{name}.md": card() for name in some}).network) if twin.likely]
    told = {each.why.partition(" are ")[2] for twin in likely for each in twin.for_}
    assert told <= {"spellings of one name", "one name, written without its marks"}
    assert len(likely) <= 15


def test_a_one_word_alias_in_common_is_told_and_makes_nobody_likely() -> None:
    found = judged(Ally=card("aliases: [Alex]"), Xander=card("aliases: [Alex]"), Alex_Weber=card(), Alex=card())
    assert not any(twin.likely for twin in found.values())
    assert [each.why for each in found["Ally", "Xander"].for_] == ["both go by “Alex”"]
    assert [each.why for each in found["Alex", "Ally"].for_] == ["one goes by “Alex”, as the other is called"]


def test_jo_is_not_joe() -> None:
    assert judged(Jo_Berg=card(), Joe_Berg=card()) == {}


def test_an_address_of_an_office_says_nothing() -> None:
    assert (
        judged(Ruth_Acker=card("emails: [info@acker.example]"), Jonas_Pohl=card("emails: [info@acker.example]")) == {}
    )


def test_a_family_s_number_makes_no_twins() -> None:
    found = judged(Franz_Braun=card("phone: +49 30 123456"), Ulrike_Braun=card("phone: 0049 30 123456"))
    assert not any(twin.likely for twin in found.values())


def test_a_name_without_a_note_is_held_against_those_with_one() -> None:
    notes = {"Yusuf Yamada.md": card(), "Log.md": "- 2026-01-02 gave:: [[Yusuf Yamda]] a book\n"}
    (twin,) = twins(findings_of(notes).network)
    assert (twin.a, twin.b, twin.likely) == ("Yusuf Yamada.md", "Yusuf Yamda", True)
    assert [str(place) for place in twin.for_[0].places] == ["Yusuf Yamada.md:1", "Log.md:1"]


def test_the_user_s_own_note_stays_rather_than_an_imported_one() -> None:
    (twin,) = judged(Sam_Rivera=card("imported: LinkedIn"), Sam_Riviera=card()).values()
    assert (twin.a, twin.b) == ("Sam Riviera.md", "Sam Rivera.md")


# --- order and size ---


def test_which_of_two_comes_first_makes_no_difference() -> None:
    people = facts_of(network(rows(TUNED)))
    none: frozenset[str] = frozenset()
    for one, other in pairs(people):
        there, back = weigh(people[one], people[other], none), weigh(people[other], people[one], none)
        assert there.score == pytest.approx(back.score), (people[one].name, people[other].name)


def test_the_same_notes_in_another_order_give_the_same_pairs() -> None:
    people = [row for row in rows() if not row.bare]
    assert twins(network(people)) == twins(network(people[::-1]))


@pytest.mark.parametrize("alike", ["Anna Schmidt", "Anna Schmidt{:02}", "A. Schmidt"])
def test_a_crowd_of_one_name_costs_no_more_than_its_number(alike: str) -> None:
    crowd = 1_500
    notes = {f"{number}/{alike.format(number % 7)}.md": card(f"email: a{number}@b.example") for number in range(crowd)}
    people = facts_of(findings_of(notes).network)
    assert len(people) == crowd
    assert sum(1 for _ in pairs(people)) <= 40 * crowd
