"""What an import would do to a vault: to whom it makes a note, what it renews, what it leaves, what it logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from notebook import TODAY, card, findings_of

from vaultkit.importers.incoming import Contact, Encounter, Incoming
from vaultkit.intake.marks import MARKS, mark
from vaultkit.intake.notes import CUT
from vaultkit.intake.plan import Here, Plan, Wanted, plan
from vaultkit.model import Items, Scalar
from vaultkit.notes.parse import parse_note
from vaultkit.pages.report import safe_name
from vaultkit.records.kinds import Interaction
from vaultkit.settings import Settings
from vaultkit.settings.shapes import Me

ANA = Contact(
    "Ana Ruiz",
    ("url:linkedin.com/in/anaruiz",),
    (("org", "Acme"), ("title", "Designer"), ("urls", ("https://www.linkedin.com/in/anaruiz",))),
    line=4,
)


def contacts(*found: Contact, source: str = "LinkedIn") -> Incoming:
    return Incoming(source, found)


def planned(notes: Mapping[str, str], incoming: Incoming, wanted: Wanted = Wanted(), me: str = "") -> Plan:  # noqa: B008
    """An import into a vault of these notes → its plan."""
    network = findings_of(notes, me=me).network
    own = Settings(me=Me(names=(me,))) if me else Settings()

    def read(path: str) -> bytes | None:
        return notes[path].encode() if path in notes else None

    return plan(incoming, Here(network, own, "People", tuple(notes), read, {}), wanted)


def after(notes: Mapping[str, str], made: Plan) -> dict[str, str]:
    """The vault once a plan was carried out; what it changes is as it was planned for."""
    done = dict(notes)
    for change in made.changes:
        assert change.old == (notes[change.path].encode() if change.path in notes else None)
        assert change.new is not None
        done[change.path] = change.new.decode()
    return done


def said(note: str, key: str) -> str | None:
    """A property of a note, as its first scalar is written."""
    for field in parse_note("x.md", note.encode()).fields:
        if field.key == key:
            value = field.value.values[0] if isinstance(field.value, Items) else field.value
            assert isinstance(value, Scalar)
            return value.text
    return None


def interactions(notes: Mapping[str, str], person: str) -> list[tuple[date, str, str | None]]:
    """What the vault then knows of somebody: day, topic, direction."""
    network = findings_of(notes, today=date(2030, 1, 1)).network
    return [(touch.day, touch.topic, touch.direction) for touch in network.between(person).touches]


# --- people ---


def test_a_new_person_gets_a_note_that_says_where_it_came_from() -> None:
    made = planned({}, contacts(ANA))
    notes = after({}, made)
    assert list(notes) == ["People/Ana Ruiz.md"]
    note = notes["People/Ana Ruiz.md"]
    assert said(note, "type") == "person"
    assert said(note, "org") == "Acme"
    assert said(note, "imported") == "LinkedIn"
    assert [(new.name, new.about) for new in made.new] == [("Ana Ruiz", "Designer, Acme")]


def test_the_same_file_again_changes_nothing() -> None:
    notes = after({}, planned({}, contacts(ANA)))
    again = planned(notes, contacts(ANA))
    assert again.changes == ()
    assert again.unchanged == 1


def test_a_newer_export_renews_what_stands_as_it_was_written() -> None:
    notes = after({}, planned({}, contacts(ANA)))
    newer = ANA._replace(fields=(("org", "Globex"), ("title", "Lead designer"), ANA.fields[2], ("location", "Cádiz")))
    made = planned(notes, contacts(newer))
    assert [(each.name, each.here, each.there) for each in made.told[0].changed] == [
        ("org", ("Acme",), "Globex"),
        ("title", ("Designer",), "Lead designer"),
        ("location", (), "Cádiz"),
    ]
    renewed = after(notes, made)
    assert said(renewed["People/Ana Ruiz.md"], "org") == "Globex"
    assert said(renewed["People/Ana Ruiz.md"], "location") == "Cádiz"
    assert planned(renewed, contacts(newer)).changes == ()


def test_a_property_that_the_user_changed_stays_and_is_told() -> None:
    notes = after({}, planned({}, contacts(ANA)))
    path = "People/Ana Ruiz.md"
    notes[path] = notes[path].replace("org: Acme", "org: Acme Iberia")
    newer = ANA._replace(fields=(("org", "Globex"), ("title", "Lead designer"), ANA.fields[2]))
    made = planned(notes, contacts(newer))
    assert [each.name for each in made.told[0].changed] == ["title"]
    assert [(each.name, each.here, each.there) for each in made.told[0].kept] == [("org", ("Acme Iberia",), "Globex")]
    assert said(after(notes, made)[path], "org") == "Acme Iberia"


def test_a_property_that_the_user_took_away_does_not_come_back() -> None:
    notes = after({}, planned({}, contacts(ANA)))
    path = "People/Ana Ruiz.md"
    notes[path] = notes[path].replace("title: Designer\n", "")
    assert planned(notes, contacts(ANA)).changes == ()
    newer = ANA._replace(fields=(("org", "Globex"), ("title", "Lead designer"), ANA.fields[2]))
    assert said(after(notes, planned(notes, contacts(newer)))[path], "title") is None


def test_a_note_of_the_users_own_is_left_unless_it_is_to_be_filled() -> None:
    mine = {"People/Ana.md": card("urls: [linkedin.com/in/AnaRuiz]", "title: Painter", "cadence: 30d")}
    made = planned(mine, contacts(ANA))
    assert made.changes == ()
    assert made.told[0].lacking == ("aliases", "org")  # her whole name, and where she works
    assert [(each.name, each.here, each.there) for each in made.told[0].kept] == [("title", ("Painter",), "Designer")]
    filled = after(mine, planned(mine, contacts(ANA), Wanted(fill=True)))
    assert said(filled["People/Ana.md"], "org") == "Acme"
    assert said(filled["People/Ana.md"], "title") == "Painter"
    assert said(filled["People/Ana.md"], "imported") is None


def test_a_namesake_is_nobody_who_is_merged_on_its_own() -> None:
    mine = {"People/Ana Ruiz.md": card("cadence: 30d")}
    made = planned(mine, contacts(ANA))
    assert made.changes == ()
    assert [skip.line for skip in made.skipped] == [4]
    assert "--same-name" in made.skipped[0].reason
    filled = after(mine, planned(mine, contacts(ANA), Wanted(fill=True, same_name=True)))
    assert said(filled["People/Ana Ruiz.md"], "org") == "Acme"


def test_two_with_a_page_each_on_one_site_are_two() -> None:
    mine = {"People/Ana Ruiz.md": card("urls: [linkedin.com/in/ana-the-other]")}
    made = planned(mine, contacts(ANA))
    assert [change.path for change in made.changes] == ["People/Ana Ruiz (Acme).md"]


def test_an_address_of_two_notes_is_left_to_the_user() -> None:
    mine = {
        "People/Ana R.md": card("urls: [linkedin.com/in/anaruiz]"),
        "People/Ana Ruiz.md": card("urls: [linkedin.com/in/anaruiz]"),
    }
    made = planned(mine, contacts(ANA))
    assert made.changes == ()
    assert made.skipped[0].reason == "may be any of People/Ana R.md, People/Ana Ruiz.md"


def test_two_records_of_one_address_are_one_person() -> None:
    made = planned(
        {}, contacts(ANA, ANA._replace(name="Ana R. Ruiz", fields=(("emails", ("ana@acme.example",)),), line=9))
    )
    assert len(made.new) == 1
    note = after({}, made)["People/Ana Ruiz.md"]
    assert said(note, "aliases") == "Ana R. Ruiz"
    assert said(note, "emails") == "ana@acme.example"


def test_two_who_share_an_address_stay_two() -> None:
    bob = Contact("Bob Stone", ("mail:stones@x.example",), (("emails", ("stones@x.example",)),))
    eve = bob._replace(name="Eve Stone")
    made = planned({}, contacts(bob, eve))
    assert [new.name for new in made.new] == ["Bob Stone", "Eve Stone"]
    notes = after({}, made)
    assert planned(notes, contacts(bob, eve)).changes == ()
    only_bob = {"People/Bob Stone.md": notes["People/Bob Stone.md"]}
    assert [new.name for new in planned(only_bob, contacts(eve)).new] == ["Eve Stone"]


def test_one_who_changed_the_name_is_known_by_the_address() -> None:
    before = Contact("Ana Ruiz", ("mail:ana@x.example",), (("emails", ("ana@x.example",)),))
    notes = after({}, planned({}, contacts(before)))
    assert planned(notes, contacts(before._replace(name="Ana Díaz"))).new == ()


def test_two_of_one_name_of_whom_nothing_else_is_the_same_are_two() -> None:
    made = planned(
        {}, contacts(Contact("Jo Park", fields=(("org", "Acme"),)), Contact("Jo Park", fields=(("org", "Globex"),)))
    )
    assert sorted(change.path for change in made.changes) == ["People/Jo Park (Globex).md", "People/Jo Park.md"]


def test_a_nickname_that_is_somebody_elses_is_left_to_them() -> None:
    mine = {"People/Sam Rivera.md": card("aliases: [Sam]"), "Daily/2026-06-01.md": "coffee with [[Sam]] and [[Robin]]"}
    abel = contacts(Contact("Sam Abel", fields=(("aliases", ("Sam", "Sammy")),)), source="vCard")
    made = planned(mine, abel)
    assert [skip.what for skip in made.skipped] == ["Sam Abel: Sam"]
    done = after(mine, made)
    assert aliases_in(done["People/Sam Abel.md"]) == ["Sammy"]
    assert planned(done, abel).changes == ()


def test_lines_of_one_with_another_address_link_the_namesake_and_the_plan_says_so() -> None:
    mine = {"People/Ana Ruiz.md": card("emails: [ana@acme.example]")}
    letter = LETTER._replace(people=(Contact("Ana Ruiz", ("mail:ana@globex.example",)),))
    made = planned(mine, Incoming("mail", letter.people, (letter,)))
    assert [change.path for change in made.changes] == ["Log/2024-05.md"]
    assert [told.path for told in made.by_name] == ["People/Ana Ruiz.md"]
    assert made.skipped == ()


def test_of_one_name_and_two_birthdays_are_two() -> None:
    mine = {"People/Ana Ruiz.md": card("birthday: 1990-05-02")}
    other = Contact("Ana Ruiz", fields=(("birthday", "1980-03-01"), ("title", "Cook")))
    made = planned(mine, contacts(other, source="Google"), Wanted(fill=True, same_name=True))
    assert made.changes == ()
    assert [skip.reason for skip in made.skipped] == ["a note has the same name, and another birthday"]


def test_what_a_note_has_otherwise_is_told_when_it_is_filled() -> None:
    mine = {"People/Ana Ruiz.md": card("urls: [linkedin.com/in/anaruiz]", "emails: [ana@home.example]", "org: Acme")}
    newer = ANA._replace(fields=(("org", "Acme"), ("emails", ("ana@acme.example",))))
    made = planned(mine, contacts(newer), Wanted(fill=True))
    assert made.changes == ()
    assert [(each.name, each.there) for each in made.told[0].kept] == [("emails", ("ana@acme.example",))]


def test_names_alone_are_people_too() -> None:
    names = contacts(Contact("Ana Ruiz"), Contact("Jo Park"), source="CSV")
    made = planned({}, names)
    assert [new.name for new in made.new] == ["Ana Ruiz", "Jo Park"]
    assert planned(after({}, made), names).changes == ()


def test_a_renamed_note_gets_no_alias_for_the_name_it_had() -> None:
    notes = after({}, planned({}, contacts(ANA)))
    notes["Friends/Anita.md"] = notes.pop("People/Ana Ruiz.md")
    assert planned(notes, contacts(ANA)).changes == ()


def test_an_import_that_was_stopped_half_way_is_completed() -> None:
    notes = after({}, planned({}, Incoming("CSV", (), (LETTER,))))
    del notes["People/Ana Ruiz.md"]
    made = planned(notes, Incoming("CSV", (), (LETTER,)))
    assert [change.path for change in made.changes] == ["People/Ana Ruiz.md"]


def test_the_owner_gets_no_note() -> None:
    assert planned({}, contacts(ANA), me="Ana Ruiz").changes == ()


def test_an_organisation_with_a_note_is_linked() -> None:
    notes = {"Organisations/Acme.md": "---\ntype: organization\n---\n"}
    done = after(notes, planned(notes, contacts(ANA)))
    assert 'org: "[[Acme]]"' in done["People/Ana Ruiz.md"]
    assert planned(done, contacts(ANA)).changes == ()


def test_of_two_notes_of_one_file_name_the_organisation_is_linked() -> None:
    notes = {"Organisations/Acme.md": "---\ntype: organization\n---\n", "Old/Acme.md": "notes of the firm\n"}
    made = planned(notes, contacts(ANA))
    done = after(notes, made)
    assert 'org: "[[Organisations/Acme|Acme]]"' in done["People/Ana Ruiz.md"]
    assert made.new[0].about == "Designer, Acme"
    assert planned(done, contacts(ANA)).changes == ()


def test_of_a_text_that_is_too_long_the_rest_is_told() -> None:
    made = planned({}, contacts(ANA._replace(body="a line\n" * 5_001)))
    assert [each.reason for each in made.skipped] == [CUT]
    assert planned({}, contacts(ANA._replace(body="a line\n" * 5_000))).skipped == ()


def test_notes_that_cannot_be_written_to_are_nobodys_by_what_they_say() -> None:
    braces = f'---\n{{type: person, imported: LinkedIn, org: Acme, import_marks: "org={mark("Acme")}"}}\n---\n'
    notes = {"People/Ana Ruiz.md": braces, "Old/Ana Ruiz.md": braces}
    made = planned(notes, contacts(Contact("Ana Ruiz", (), (("org", "Zeta"),), line=3)))
    assert made.changes == ()
    assert [each.reason for each in made.skipped] == ["may be any of Old/Ana Ruiz.md, People/Ana Ruiz.md"]


def test_what_a_source_says_of_somebody_is_quoted_and_means_nothing() -> None:
    body = "2024-05-01 lunch\nasked:: [[Jo Park]] for money #deep\n- [ ] call her"
    notes = after({}, planned({}, contacts(ANA._replace(body=body))))
    assert "> From LinkedIn:" in notes["People/Ana Ruiz.md"]
    network = findings_of(notes).network
    assert list(network.people) == ["People/Ana Ruiz.md"]
    assert network.between("People/Ana Ruiz.md").touches == ()


def bare_ana(org: str, title: str = "Designer") -> Contact:
    """One of several of a name, of whom no address is known."""
    return Contact("Ana Ruiz", fields=(("org", org), ("title", title)))


def test_of_several_of_one_name_only_the_one_who_is_told_alike_is_the_notes_person() -> None:
    notes = after({}, planned({}, contacts(bare_ana("Acme"), source="Google")))
    for newer in ((bare_ana("Globex"), bare_ana("Acme")), (bare_ana("Acme"), bare_ana("Globex"))):
        made = planned(notes, contacts(*newer, source="Google"))
        assert made.changes == ()
        assert made.unchanged == 1
        assert len(made.skipped) == 1


def test_of_several_of_one_name_none_is_taken_where_none_is_told_alike() -> None:
    notes = after({}, planned({}, contacts(bare_ana("Acme"), source="Google")))
    made = planned(notes, contacts(bare_ana("Globex"), bare_ana("Initech"), source="Google"))
    assert made.changes == ()
    assert len(made.skipped) == 2


def test_two_whom_the_user_made_one_are_one() -> None:
    other = Contact("Ana R. Ruiz", ("url:linkedin.com/in/anar",), (("org", "Initech"), ("location", "Cádiz")), line=9)
    merged = {
        "People/Ana Ruiz.md": card(
            "urls: [linkedin.com/in/anaruiz, linkedin.com/in/anar]", "aliases: [Ana R. Ruiz]", "imported: LinkedIn"
        )
    }
    made = planned(merged, contacts(ANA, other))
    assert planned(merged, contacts(other, ANA)).changes == made.changes
    done = after(merged, made)
    assert list(done) == ["People/Ana Ruiz.md"]
    assert said(done["People/Ana Ruiz.md"], "org") == "Acme"
    assert said(done["People/Ana Ruiz.md"], "location") == "Cádiz"
    assert planned(done, contacts(ANA, other)).changes == ()


def test_what_would_make_a_template_of_the_note_does_not() -> None:
    made = planned({}, contacts(ANA._replace(name="<% tp %> Ana", fields=(("title", "{{dev}}"),))))
    notes = after({}, made)
    assert planned(notes, contacts(ANA._replace(name="<% tp %> Ana", fields=(("title", "{{dev}}"),)))).changes == ()
    assert len(findings_of(notes).network.people) == 1


def aliases_in(note: str) -> list[str | None]:
    """The aliases of a note, as written."""
    for field in parse_note("x.md", note.encode()).fields:
        if field.key == "aliases":
            assert isinstance(field.value, Items)
            return [value.text for value in field.value.values if isinstance(value, Scalar)]
    return []


def test_a_note_keeps_every_name_it_had() -> None:
    ana = Contact("Ana Díaz", ("mail:ana@x.example",), (("emails", ("ana@x.example",)),))
    letters = tuple(
        Encounter(TODAY, (ana._replace(name=name),), "email", "in", name) for name in ("Ana Díaz", "Ana Ruiz")
    )
    notes = after({}, planned({}, Incoming("mail", (), letters)))
    assert aliases_in(notes["People/Ana Díaz.md"]) == ["Ana Ruiz"]
    assert planned(notes, Incoming("mail", (), letters[::-1])).changes == ()
    newer = LETTER._replace(people=(ana._replace(name="Ana Sol"),))
    done = after(notes, planned(notes, Incoming("mail", (), (newer,))))
    assert aliases_in(done["People/Ana Díaz.md"]) == ["Ana Ruiz", "Ana Sol"]


def sharing(name: str, *fields: tuple[str, str]) -> Contact:
    return Contact(name, ("mail:rivera@x.example",), (("emails", ("rivera@x.example",)), *fields))


def test_those_who_share_an_address_are_one_each() -> None:
    family = (
        sharing("Sam Rivera", ("birthday", "1950-01-01")),
        sharing("Sam Rivera", ("birthday", "1980-01-01")),
        sharing("Sam Rivera Jr."),
        sharing("Maria Rivera"),
        sharing("Marie Rivera"),
        sharing("M. Rivera"),
    )
    for order in (family, family[::-1]):
        made = planned({}, contacts(*order, source="vCard"))
        assert len(made.new) == len(family)
        assert planned(after({}, made), contacts(*order, source="vCard")).changes == ()


def test_somebody_who_has_an_address_by_now_is_known_again() -> None:
    notes = after({}, planned({}, contacts(bare_ana("Acme"), source="Google")))
    newer = bare_ana("Acme")._replace(
        identities=("mail:ana@x.example",), fields=(("org", "Acme"), ("emails", ("ana@x.example",)))
    )
    made = planned(notes, contacts(newer, source="Google"))
    assert said(after(notes, made)["People/Ana Ruiz.md"], "emails") == "ana@x.example"
    assert made.new == ()


# --- interactions ---

LETTER = Encounter(date(2024, 5, 1), (ANA,), "letter", "in", "about the roses")


def test_an_interaction_is_one_line_in_the_log_of_its_month() -> None:
    made = planned({}, Incoming("CSV", (), (LETTER,)))
    notes = after({}, made)
    assert set(notes) == {"People/Ana Ruiz.md", "Log/2024-05.md"}
    line = notes["Log/2024-05.md"]
    assert line.startswith("- 2024-05-01 [[Ana Ruiz]] about the roses (channel:: letter) (direction:: in) ^im")
    assert line.count("\n") == 1
    assert interactions(notes, "People/Ana Ruiz.md") == [(date(2024, 5, 1), "about the roses", "in")]


def test_a_logged_interaction_is_known_again_though_its_words_were_edited_and_it_was_moved() -> None:
    incoming = Incoming("CSV", (), (LETTER, LETTER))
    notes = after({}, planned({}, incoming))
    assert notes["Log/2024-05.md"].count("\n") == 2
    notes["Log/Old letters.md"] = notes.pop("Log/2024-05.md").replace("the roses", "her garden")
    again = planned(notes, incoming)
    assert (again.changes, again.there) == ((), 2)


def test_a_newer_export_adds_its_new_lines_below_those_that_stand() -> None:
    notes = after({}, planned({}, Incoming("CSV", (), (LETTER,))))
    notes["Log/2024-05.md"] = "# May\r\n" + notes["Log/2024-05.md"].replace("\n", "\r\n")
    newer = Incoming("CSV", (), (LETTER, LETTER._replace(day=date(2024, 5, 2), direction="out")))
    done = after(notes, planned(notes, newer))
    assert done["Log/2024-05.md"].startswith(notes["Log/2024-05.md"] + "- 2024-05-02 [[Ana Ruiz]]")
    assert done["Log/2024-05.md"].count("\n") == done["Log/2024-05.md"].count("\r\n") == 3


def test_lines_link_a_note_of_the_same_name_and_leave_it_as_it_is() -> None:
    mine = {"People/Ana Ruiz.md": card("cadence: 30d")}
    made = planned(mine, Incoming("mail", (), (LETTER,)))
    assert [change.path for change in made.changes] == ["Log/2024-05.md"]
    assert [told.path for told in made.by_name] == ["People/Ana Ruiz.md"]


def test_everybody_who_was_there_is_counted() -> None:
    jo, li = Contact("Jo Park"), Contact("Li Wei")
    notes = after(
        {}, planned({}, Incoming("calendar", (), (Encounter(TODAY, (ANA, jo, li), "meeting", None, "Plans"),)))
    )
    for name in ("Ana Ruiz", "Jo Park", "Li Wei"):
        assert interactions(notes, f"People/{name}.md") == [(TODAY, "Plans", None)]


def test_whoever_is_only_named_is_the_one_of_that_name_in_the_same_file() -> None:
    named = LETTER._replace(people=(Contact("Ana Ruiz"),), day=date(2024, 5, 3))
    incoming = Incoming("CSV", (), (named, LETTER))
    made = planned({}, incoming)
    assert [new.path for new in made.new] == ["People/Ana Ruiz.md"]
    notes = after({}, made)
    assert [day for day, _, _ in interactions(notes, "People/Ana Ruiz.md")] == [date(2024, 5, 1), date(2024, 5, 3)]
    assert planned(notes, incoming).changes == ()


def test_a_note_that_was_renamed_is_found_by_the_lines_that_link_it() -> None:
    first = Encounter(date(2024, 5, 1), (Contact("Ana Ruiz"),), "letter", "in", "the roses")
    notes = after({}, planned({}, Incoming("CSV", (), (first,))))
    notes["People/Anita.md"] = notes.pop("People/Ana Ruiz.md")
    notes["Log/2024-05.md"] = notes["Log/2024-05.md"].replace("[[Ana Ruiz]]", "[[Anita]]")
    assert planned(notes, Incoming("CSV", (), (first,))).changes == ()
    second = first._replace(day=date(2024, 6, 1))
    done = after(notes, planned(notes, Incoming("CSV", (), (first, second))))
    assert "[[Anita]]" in done["Log/2024-06.md"]
    assert "People/Ana Ruiz.md" not in done


def test_an_interaction_is_the_same_whatever_other_rows_say_of_its_people() -> None:
    first = LETTER._replace(people=(Contact("Ana Ruiz", ("mail:ana@x.example",)),))
    other = first._replace(
        day=date(2024, 7, 1), people=(Contact("Ana Ruiz", ("mail:new@x.example", "mail:ana@x.example")),)
    )
    notes = after({}, planned({}, Incoming("CSV", (), (first,))))
    made = planned(notes, Incoming("CSV", (), (other, first)))
    assert (made.there, sum(count for _, count in made.lines)) == (1, 1)


def test_names_that_would_lead_elsewhere_lead_to_their_person() -> None:
    march = Contact("2024-05", ("uid:1",))
    moldovan = Contact("ion@firma.md", ("mail:ion@firma.md",))
    letters = (LETTER._replace(people=(march,)), LETTER._replace(people=(moldovan,)))
    notes = after({}, planned({}, Incoming("CSV", (), letters)))
    people = findings_of(notes, today=date(2030, 1, 1)).network
    assert sorted(len(people.between(person).touches) for person in people.people) == [1, 1]
    assert planned(notes, Incoming("CSV", (), letters)).changes == ()


# --- whatever comes ---

DAYS = st.dates(date(2000, 1, 1), date(2029, 12, 31))
WORDS = st.text(max_size=40) | st.sampled_from(
    [
        "../../etc/x",
        "CON",
        "a|b",
        "[[Jo Park]]",
        "x" * 10_000,
        "asked:: [[Jo]]",
        "📅 2026-01-01",
        "\u202ename",
        "---",
        "#deep",
        " ",
    ]
)
IDENTITIES = st.lists(st.sampled_from(["mail:a@x.example", "mail:b@x.example", "uid:1", "tel:+4930123456"]), max_size=2)
FIELDS = st.lists(
    st.tuples(st.sampled_from(["org", "title", "location"]), WORDS)
    | st.tuples(st.sampled_from(["emails", "aliases", "tags"]), st.lists(WORDS, max_size=3).map(tuple)),
    max_size=3,
).map(tuple)
CONTACTS = st.builds(Contact, WORDS, IDENTITIES.map(tuple), FIELDS, WORDS, st.integers(0, 9))
ENCOUNTERS = st.builds(
    Encounter,
    DAYS,
    st.lists(CONTACTS, max_size=3).map(tuple),
    st.sampled_from(["", "letter", "a)b", "e-mail"]),
    st.sampled_from(["in", "out", "mutual", None]),
    WORDS,
    st.sampled_from(["", "k1", "k2"]),
)
NOTES = {"People/Ana Ruiz.md": card("emails: [a@x.example]"), "Notes/Jo.md": "[[Ana Ruiz]]", "Log/2010-01.md": "text"}


@settings(max_examples=60, deadline=None)
@given(st.lists(CONTACTS, max_size=4), st.lists(ENCOUNTERS, max_size=4), st.booleans(), st.booleans())
def test_any_import_stays_in_its_folders_and_done_again_does_nothing(
    people: list[Contact], encounters: list[Encounter], fill: bool, same_name: bool
) -> None:
    incoming = Incoming("mail", tuple(people), tuple(encounters))
    wanted = Wanted(fill, same_name)
    made = planned(NOTES, incoming, wanted)
    for change in made.changes:
        folder, _, name = change.path.partition("/")
        assert folder in ("People", "Log")
        assert safe_name(name.removesuffix(".md")) == name.removesuffix(".md")
        assert change.old is None or change.path in NOTES
    assert "Notes/Jo.md" not in {change.path for change in made.changes}
    done = after(NOTES, made)
    again = planned(done, incoming, wanted)
    assert again.changes == ()
    assert again.there == sum(count for _, count in made.lines)


@settings(max_examples=60, deadline=None)
@given(DAYS, WORDS, st.sampled_from(["in", "out", "mutual", None]))
def test_a_logged_line_says_what_the_source_said_and_no_more(day: date, topic: str, direction: str | None) -> None:
    encounter = Encounter(day, (ANA,), "letter", direction, topic)  # type: ignore[arg-type]
    notes = after({}, planned({}, Incoming("CSV", (), (encounter,))))
    network = findings_of(notes, today=date(2030, 1, 1)).network
    assert list(network.people) == ["People/Ana Ruiz.md"]
    dealings = network.between("People/Ana Ruiz.md")
    assert [(touch.day, touch.direction) for touch in dealings.touches] == [(day, direction)]
    assert (dealings.favours, dealings.pledges) == ((), ())


def test_marks_know_a_value_again_however_it_is_written() -> None:
    assert mark("Acme") == mark(("[[Acme]]",)) == mark(" [[Organisations/ACME|Acme]] ")
    assert mark(("a", "b")) == mark(("b", "a")) != mark("a")
    assert MARKS == "import_marks"
    assert Interaction._fields[1] == "day"
