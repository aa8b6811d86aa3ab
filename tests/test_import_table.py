from __future__ import annotations

from pathlib import Path

import pytest
from exports_read import ME, NOBODY, TODAY, export, fields, people, reasons, sound, sound_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import table
from vaultkit.importers.days import NO_DAY
from vaultkit.importers.decoding import decode
from vaultkit.importers.delimited import AFTER, TOO_LONG, TOO_MANY, UNCLOSED, Row, read_table
from vaultkit.importers.incoming import ImportRefused, Incoming
from vaultkit.importers.mapping import FIELDS, mapping_of
from vaultkit.importers.names import turned
from vaultkit.importers.persons import NAMELESS

LETTERS = Path(__file__).parent.parent.parent / "shared" / "data" / "schnitzler_letters.csv"
MEETINGS = ("date=date", "who=people", "ids=uid", "kind=channel", "way=direction", "about=topic", "number=key")


def mapped(text: str, *maps: str) -> Incoming:
    return table.read(text.encode(), ME, TODAY, mapping_of(maps))


def rows(text: str | bytes, *known: str) -> tuple[Row, ...]:
    return read_table(text if isinstance(text, bytes) else text.encode(), known, "a table").rows


# --- the file ---


def test_a_row_has_its_line_also_after_a_cell_of_several_lines() -> None:
    assert rows('a,b\n1,"x\ny"\r\n2,z\r3,w\n') == (
        Row(2, {"a": "1", "b": "x\ny"}), Row(4, {"a": "2", "b": "z"}), Row(5, {"a": "3", "b": "w"}),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", 'sep=;\n"a";"b"\n1;2\n', '\n\na , "b"\n1, "2" \n']
)
def test_delimiters_are_told_by_the_header(text: str) -> None:
    assert [row.cells for row in rows(text)] == [{"a": "1", "b": "2"}]


def test_words_before_the_header_are_passed_over() -> None:
    assert rows("Notes:\nthis, and that\n\nName,Mail\nSam,x\n", "name", "mail") == (
        Row(5, {"name": "Sam", "mail": "x"}),
    )


def test_short_rows_are_filled_up_and_long_ones_left_out() -> None:
    found = read_table(b"a,b,c\n1\n1,2,3,,\n1,2,3,4\n,,\n", (), "a table")
    assert [row.cells for row in found.rows] == [{"a": "1"}, {"a": "1", "b": "2", "c": "3"}]
    assert [(each.line, each.reason) for each in found.skipped] == [(4, TOO_MANY)]


def test_an_unclosed_quote_costs_its_row() -> None:
    found = table.read(export("csv/broken.csv"), ME, TODAY)
    assert people(found) == ["Sam Rivera", "Jo Park", 'Mike "Mick" Ito', "Lee Wong", "Kim Lo"]
    assert fields(found.contacts[2])["org"] == 'The "Big" One'
    assert reasons(found) == [(3, UNCLOSED), (4, AFTER), (8, TOO_MANY)]


def test_an_unclosed_quote_at_the_end_costs_its_row_alone() -> None:
    found = read_table(b'a,b\n1,2\n3,"4\n5,6\n', (), "a table")
    assert [row.cells["a"] for row in found.rows] == ["1", "5"]
    assert [(each.line, each.reason) for each in found.skipped] == [(3, UNCLOSED)]


def test_a_cell_past_the_limit_costs_its_row() -> None:
    found = read_table(b"a,b\n" + b"x" * 1_000_001 + b",1\n2,3\n", (), "a table")
    assert [each.reason for each in found.skipped] == [TOO_LONG]
    assert len(found.rows) == 1


def test_too_many_rows_or_bytes_are_refused() -> None:
    with pytest.raises(ImportRefused, match="more than 100,000 rows"):
        read_table(b"a,b\n" + b"1,2\n" * 100_001, (), "a table")
    with pytest.raises(ImportRefused, match="more than 50 MB"):
        decode(b"x" * 50_000_001)


def test_only_line_ends_end_a_line() -> None:
    assert rows("a,b\n1,x\u2028y\u0085z\x0b\n")[0].cells["b"] == "x\u2028y\u0085z"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    assert rows("name,mail\nZoë Åberg,zoe@aberg.example\n".encode(encoding))[0].cells["name"] == "Zoë Åberg"


def test_one_broken_byte_leaves_the_other_letters_as_they_are() -> None:
    found = decode("Zoë Åberg, Jürgen Müller".encode() + b"\xff")
    assert found.text == "Zoë Åberg, Jürgen Müller\ufffd"
    assert found.told == ("characters that cannot be read and stand as \ufffd: 1",)


def test_a_stray_nul_is_dropped_and_a_binary_file_refused() -> None:
    assert rows(b"a,b\n1\x00,2\n")[0].cells["a"] == "1"
    with pytest.raises(ImportRefused, match="no text"):
        decode(b"\x01\x00\x00\x02\x00\x00\x00" * 100)
    with pytest.raises(ImportRefused, match="vcard"):
        decode(b"BEGIN:VCARD\n")


# --- people ---


def test_columns_that_say_what_they_are_need_no_mapping() -> None:
    found = table.read(export("csv/people.csv"), ME, TODAY, mapping_of(["Name=name", "Mail=emails", "Firma=org",
        "Born=birthday", "Groups=tags", "Web=urls", "Nickname=aliases"]))  # fmt: skip
    assert people(found) == ["Sam Rivera", "Ana María Díaz", "Mike Ito"]
    assert fields(found.contacts[0]) == {
        "aliases": ("Sammy",),
        "org": "Acme",
        "emails": ("sam@acme.example", "sam@home.example"),
        "urls": ("https://linkedin.com/in/sam-rivera-example",),
        "birthday": "1990-05-02",
        "tags": ("Friends", "UX-conf"),
    }
    assert "urls" not in fields(found.contacts[2])
    assert found.skipped[0].line == 4
    by_name = table.read(export("csv/people.csv"), ME, TODAY)
    assert people(by_name) == people(found)
    assert by_name.told[0].startswith("read by their names: Name as name, Mail as emails")
    assert by_name.told[1] == "columns left out: Firma"


def test_first_and_last_name_make_the_name() -> None:
    assert people(mapped("Given,Family\nSam,Rivera\n,\n", "Given=first", "Family=last")) == ["Sam Rivera"]


def test_a_row_without_name_and_address_is_left_out() -> None:
    assert reasons(mapped("Name,Phone\n,+1-555-0100\n", "Name=name", "Phone=phones")) == [(2, NAMELESS)]


def test_names_with_the_family_name_first_are_turned_where_most_are_so() -> None:
    text = 'n\n"Rivera, Sam"\n"García Márquez, Ana"\n"Ito, Mike"\n'
    found = mapped(text, "n=name")
    assert people(found) == ["Sam Rivera", "Ana García Márquez", "Mike Ito"]
    assert "“Rivera, Sam” is read as Sam Rivera; `--map n=name:as-is` keeps it" in found.told[0]
    assert people(mapped(text, "n=name:as-is"))[0] == "Rivera, Sam"
    assert people(mapped('n\n"Rivera, Sam"\nAna\nJo\n', "n=name"))[0] == "Rivera, Sam"
    assert people(mapped('n\n"Sam Rivera, PhD"\n', "n=name")) == ["Sam Rivera, PhD"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Schnitzler, Johann", "Johann Schnitzler"),
        ("Berger, Alfred, Freiherr von", "Alfred Freiherr von Berger"),
        ("Winternitz, Jakob,von", "Jakob von Winternitz"),
        ("Rivera, Sam, Jr.", "Sam Rivera Jr."),
        ("Sam", "Sam"),
    ],
)
def test_turned_names(written: str, name: str) -> None:
    assert turned(written) == name


# --- interactions ---


def test_rows_with_a_day_are_interactions() -> None:
    found = table.read(export("csv/meetings.csv"), ME, TODAY, mapping_of(MEETINGS))
    told = [
        (each.line, each.day.isoformat(), [who.name for who in each.people], each.direction)
        for each in found.encounters
    ]
    assert told == [
        (2, "2026-11-03", ["Sam Rivera", "Ana Díaz"], "mutual"),
        (3, "2026-11-04", ["Sam Rivera"], "out"),
        (4, "2026-11-05", ["Ana Díaz"], "in"),
        (7, "2026-11-08", ["Mike Ito"], None),
    ]
    first = found.encounters[0]
    assert (first.channel, first.topic, first.key) == ("coffee", "UX conf", "m1")
    assert reasons(found) == [(5, table.NOBODY), (6, NO_DAY)]
    assert "no direction (in, out or mutual): sideways" in found.told


def test_who_has_one_uid_is_one_person_and_the_other_name_an_alias_that_is_told() -> None:
    found = table.read(export("csv/meetings.csv"), ME, TODAY, mapping_of(MEETINGS))
    sam = found.contacts[0]
    assert (sam.name, sam.identities, fields(sam)["aliases"]) == ("Sam Rivera", ("uid:7",), ("Samuel Rivera",))
    assert found.encounters[1].people == (sam,)
    assert found.told[-1] == "under two names with one identity, taken for one person: Sam Rivera / Samuel Rivera"


def test_the_same_text_can_stand_for_every_row() -> None:
    found = mapped("d,w\n2026-11-03,Sam Rivera\n", "d=date", "w=people", "channel:=letter", "direction:=out")
    assert (found.encounters[0].channel, found.encounters[0].direction) == ("letter", "out")


def test_days_that_read_two_ways_are_asked_for() -> None:
    text = "d,w\n03/04/2026,Sam Rivera\n"
    with pytest.raises(ImportRefused, match="03/04/2026 reads two ways; write `--map d=date:dmy`"):
        mapped(text, "d=date", "w=people")
    assert mapped(text, "d=date:dmy", "w=people").encounters[0].day.isoformat() == "2026-04-03"
    assert mapped(text, "d=date:mdy", "w=people").encounters[0].day.isoformat() == "2026-03-04"
    shown = mapped(text + "25/04/2026,Ana Diaz\n", "d=date", "w=people")
    assert [each.day.isoformat() for each in shown.encounters] == ["2026-04-03", "2026-04-25"]


def test_commas_between_people_are_asked_for() -> None:
    text = 'd,w\n2026-11-03,"Sam Rivera, Ana Diaz"\n'
    with pytest.raises(ImportRefused, match=r"may be one person or several.*--map w=people:commas"):
        mapped(text, "d=date", "w=people")
    found = mapped(text, "d=date", "w=people:commas")
    assert [who.name for who in found.encounters[0].people] == ["Sam Rivera", "Ana Diaz"]


def test_without_a_mapping_notes_beside_a_day_are_its_topic() -> None:
    found = mapped("Date,Person,Title,Company\n2026-11-03,Sam Rivera,Lunch,Acme\n")
    assert [(each.topic, each.people[0].name) for each in found.encounters] == [("Lunch", "Sam Rivera")]
    assert fields(found.contacts[0]) == {"org": "Acme"}


def test_a_shared_number_makes_nobody_one() -> None:
    found = mapped(
        "d,w,t\n2026-11-03,Sam Rivera,+1-555-0100\n2026-11-04,Ana Diaz,+1-555-0100\n", "d=date", "w=people", "t=phones"
    )
    assert people(found) == ["Sam Rivera", "Ana Diaz"]


def test_you_are_not_among_the_people() -> None:
    found = mapped("d,w\n2026-11-03,Robin Vale; Sam Rivera\n", "d=date", "w=people")
    assert [who.name for who in found.encounters[0].people] == ["Sam Rivera"]


@pytest.mark.skipif(not LETTERS.exists(), reason="the letters of Arthur Schnitzler are not beside the repository")
def test_the_letters_of_schnitzler_come_in_whole() -> None:
    maps = mapping_of(
        ["date=date", "direction=direction", "correspondent=people", "gnd=uid", "place=topic", "channel:=letter"]
    )
    found = sound(lambda: table.read(LETTERS.read_bytes(), NOBODY, TODAY, maps))
    assert len(found.encounters) == 3276
    assert found.skipped == ()
    # 418 as they are written; “Clara Jonas” and “Jonas, Clara” are one, and so are two spellings of von Berthensson.
    assert len(found.contacts) == 416
    names = {contact.name: contact for contact in found.contacts}
    assert fields(names["Elisabeth Steinrück"])["aliases"] == ("Elisabeth Gussmann",)
    assert sum(" / " in told for told in found.told) == 1
    two = next(each for each in found.encounters if each.line == 8)
    assert [who.name for who in two.people] == ["Eugen Deimel", "Dina Deimel"]


# --- the mapping ---


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (["Mial=emails", "Name=name"], r"no column `Mial` \(did you mean `mail`\?\); there are: `Name`, `Mail`"),
        (["Nmae=name"], r"no column `Nmae` \(did you mean `name`\?\)"),
        (["Name=nmae"], r"`nmae` is no field \(did you mean `name`\?\); there are: date, people"),
        (["Name"], "`Name` is no mapping; write `column=field`"),
        (["=name"], "is no mapping"),
        (["Mail=phones"], "no column is said to name a person"),
        (["Name=people"], "`people`: an interaction needs its day"),
        (["Name=name:dmy"], "`name:dmy` is no way to read `name`; there are: last-first, as-is"),
        (["Mail=title:dmy"], "it takes none"),
    ],
)
def test_a_wrong_mapping_says_what_to_write(maps: list[str], message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        mapped("Name,Mail\nSam,sam@acme.example\n", *maps)


def test_other_words_for_fields_are_known() -> None:
    told = mapping_of(["A=E-Mail", "B=company", "C=first_name", "D=notes", "a=b=Job Title"])
    assert [(each.column, each.field) for each in told] == [
        ("A", "emails"), ("B", "org"), ("C", "first"), ("D", "body"), ("a=b", "title"),
    ]  # fmt: skip


# --- whatever the file is ---

ODD = st.sampled_from(
    ["Sam", "Rivera, Sam", "", "2026-11-03", "3/4/2026", "13/4/2026", "a; b;", '"', "\n", "\0", "in", "☃"]
)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.lists(ODD | st.text(max_size=12), min_size=4, max_size=4), max_size=6),
    st.lists(st.sampled_from(FIELDS), min_size=4, max_size=4),
    st.booleans(),
)
def test_any_rows_are_read_or_named(rows: list[list[str]], fields: list[str], quoted: bool) -> None:
    cell = (lambda text: '"' + text.replace('"', '""') + '"') if quoted else str
    data = ("a,b,c,d\n" + "\n".join(",".join(map(cell, row)) for row in rows)).encode("utf-8", "replace")
    maps = mapping_of(f"{name}={field}" for name, field in zip("abcd", fields, strict=True))
    found = sound_or_refused(lambda: table.read(data, ME, TODAY, maps))
    if found and quoted:
        kept = sum(any(cell.replace("\0", "").strip() for cell in row) for row in rows)
        read = len(found.encounters) if "date" in fields else len(found.contacts)
        assert read + len(found.skipped) == kept


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=300), st.sampled_from([b"", b"name,mail,date,people\n", b"\xff\xfe", b'"']))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    sound_or_refused(lambda: table.read(start + data, ME, TODAY))


@settings(deadline=None, max_examples=80)
@given(st.lists(st.text(max_size=20), max_size=3))
def test_any_mapping_is_read_or_refused(maps: list[str]) -> None:
    sound_or_refused(lambda: mapped("Name,Mail\nSam,sam@acme.example\n", *maps))
