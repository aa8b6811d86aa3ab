"""vCards of all versions, in the shapes that address books and telephones give them out."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers.incoming import PROPERTIES, Contact, ImportRefused, Incoming, Mine
from vaultkit.importers.persons import NAMELESS, YOURSELF
from vaultkit.importers.vcard import NO_END, PART, read
from vaultkit.model import Said

EXPORTS = Path(__file__).parent / "exports" / "vcard"
TODAY = date(2026, 11, 22)
NOBODY_KNOWN = Mine()


def imported(name: str, mine: Mine = NOBODY_KNOWN) -> Incoming:
    return read((EXPORTS / name).read_bytes(), mine, TODAY)


def one(card: str | bytes) -> Contact:
    """A card without its first and last line → the contact."""
    lines = card.encode() if isinstance(card, str) else card
    found = read(b"BEGIN:VCARD\n" + lines + b"\nEND:VCARD\n", NOBODY_KNOWN, TODAY)
    assert len(found.contacts) == 1, found
    return found.contacts[0]


def said(contact: Contact, field: str) -> Said | None:
    return dict(contact.fields).get(field)


# --- real shapes ---


def test_apple_contacts() -> None:
    found = imported("apple.vcf")
    assert [person.name for person in found.contacts] == ["Sam Rivera"]
    assert [(out.line, out.what, out.reason) for out in found.skipped] == [
        (36, "Globex GmbH", "an organisation"),
        (46, "Book club", "a list of contacts"),
    ]
    sam = found.contacts[0]
    assert said(sam, "aliases") == ("Sammy",)
    assert said(sam, "org") == "Acme, Inc."
    assert said(sam, "title") == "VP, Design"
    assert said(sam, "emails") == ("sam@home.example", "sam.rivera@acme.example")  # the preferred one first
    assert said(sam, "phones") == ("+1 (555) 010-0001", "+1 555 010 0000")  # no fax
    assert said(sam, "urls") == ("https://www.acme.example", "http://www.linkedin.com/in/samr")
    assert said(sam, "birthday") == "05-02"  # 1604 is Apple's way to leave out the year
    assert said(sam, "location") == "Springfield, USA"
    assert said(sam, "uid") == "5AD380FD-B2DE-4261-BA99-DE1D1DB52FBE"
    assert sam.body == (
        "Department: Design\n\nMet at the UX conference, liked the talk; sends\nlong letters. This line is folded."
    )


def test_a_firms_main_number_tells_nobody_apart() -> None:
    sam = imported("apple.vcf").contacts[0]
    assert "tel:+15550100001" in sam.identities
    assert "tel:+15550100000" not in sam.identities
    assert sam.identities[:2] == ("uid:5AD380FD-B2DE-4261-BA99-DE1D1DB52FBE", "url:linkedin.com/in/samr")


def test_google_contacts() -> None:
    found = imported("google.vcf")
    ana, unnamed = found.contacts
    assert (ana.name, said(ana, "org"), said(ana, "title")) == ("Ana Díaz", "Globex", "Head of Research")
    assert said(ana, "birthday") == "1988-07-08"
    assert said(ana, "location") == "Madrid, España"
    assert said(ana, "tags") == ("Science",)  # everybody is in myContacts
    assert "url:github.com/anadiaz" in ana.identities
    assert ana.body == "Prefers e-mail"
    assert (unnamed.name, unnamed.identities) == ("", ("mail:only.address@example.com",))
    assert [(out.what, out.reason) for out in found.skipped] == [
        ("+1 555 010 9999", NAMELESS),
        ("Initech", "an organisation"),
    ]


def test_outlook_with_quoted_printable() -> None:
    jane = imported("outlook.vcf").contacts[0]
    assert jane.name == "Jane Smith"  # FN has "Smith, Jane"
    assert said(jane, "title") == "Head of “People”"  # Windows-1252 in quoted-printable
    assert said(jane, "birthday") == "1975-01-31"
    assert said(jane, "location") == "Portland, United States of America"
    assert said(jane, "emails") == ("jane.smith@initech.example",)
    assert said(jane, "phones") == ("+1 (555) 010-0003", "+1 (555) 010-0004")
    assert jane.body == "Department: Accounts"


def test_an_android_telephone() -> None:
    jürgen, kim = imported("android.vcf").contacts
    assert jürgen.name == "Jürgen Müller"  # the soft line break stands within the ü
    assert said(jürgen, "aliases") == ("Jü",)
    assert said(jürgen, "org") == "Bücherei"
    assert said(jürgen, "phones") == ("+49-30-000-0001", "+49-30-000-0002")
    assert jürgen.body == "Kennt Ana.\nSpielt Schach."
    assert (kim.name, kim.line) == ("Kim", 18)


def test_nextcloud_and_other_servers() -> None:
    found = imported("nextcloud.vcf")
    jo = found.contacts[0]
    assert jo.name == "Jo Park"
    assert said(jo, "emails") == ("jo.park@example.org", "jo@initech.example")  # by PREF
    assert said(jo, "phones") == ("+1-555-010-0007", "+1-555-010-0006 ext. 12")
    assert said(jo, "org") == "ABC, Inc."
    assert said(jo, "title") == "Programmer"  # ROLE, where there is no TITLE
    assert said(jo, "birthday") == "02-03"
    assert said(jo, "uid") == "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"
    assert jo.body.startswith("Department: North American Division, Marketing\n")
    assert [out.reason for out in found.skipped] == ["a list of contacts", "an organisation"]


def test_a_broken_card_costs_that_one() -> None:
    found = imported("broken.vcf")
    assert [person.name for person in found.contacts] == ["Mike Ito"]
    assert [(out.line, out.what, out.reason) for out in found.skipped] == [
        (1, "Nobody Ends Me", NO_END),
        (7, "Mike Ito", PART.format("a line that cannot be read")),
        (10, "a card", NAMELESS),
        (14, "Lee Wong", NO_END),
    ]


def test_the_owners_own_card_is_left_out() -> None:
    by_mail = imported("outlook.vcf", Mine(emails=("jane.smith@initech.example",)))
    by_name = imported("outlook.vcf", Mine(names=("jane  SMITH",)))
    assert [out.reason for out in (*by_mail.skipped, *by_name.skipped)] == [YOURSELF, YOURSELF]
    assert not by_mail.contacts
    assert not by_name.contacts


# --- letters ---


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("FN:Zoë".encode(), "Zoë"),
        (b"FN;CHARSET=ISO-8859-1:Zo\xeb", "Zoë"),
        (b"FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB", "Zoë"),
        (b"FN;charset=utf-8;encoding=quoted-printable:Zo=C3=AB", "Zoë"),
        (b"FN;QUOTED-PRINTABLE:Zo=C3=AB", "Zoë"),
        ("FN;CHARSET=ISO-8859-1:Zoë".encode(), "Zoë"),  # says one thing and is another
        ("FN;CHARSET=zip:Zoë".encode(), "Zoë"),
        ("FN;CHARSET=SHIFT_JIS:田中".encode("shift_jis"), "田中"),
        (b"FN;ENCODING=BASE64:Wm/Dqw==", "Zoë"),
        (b"FN:Zo\xc3\r\n \xab", "Zoë"),  # folded in the middle of a letter
        (b"item1.FN;LANGUAGE=nl:Zo\\;e", "Zo;e"),
    ],
)
def test_letters_in_any_encoding(line: bytes, name: str) -> None:
    assert one(line).name == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(encoding: str) -> None:
    found = read("BEGIN:VCARD\r\nFN:Zoë\r\nEND:VCARD\r\n".encode(encoding), NOBODY_KNOWN, TODAY)
    assert [person.name for person in found.contacts] == ["Zoë"]
    assert not found.told


def test_letters_that_had_to_be_guessed_are_told() -> None:
    found = read(b"BEGIN:VCARD\nFN:Zo\xeb\nEND:VCARD\n", NOBODY_KNOWN, TODAY)
    assert found.contacts[0].name == "Zoë"
    assert "1 line is not in UTF-8" in found.told[0]


# --- names ---


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("N:Rivera;Sam;Lee;Dr.;PhD", "Sam Lee Rivera"),
        ("FN:\nN:Rivera;Sam", "Sam Rivera"),
        ("FN:Rivera, Sam\nN:Rivera;Sam;;;", "Sam Rivera"),
        ("FN:Rivera\\, Sam", "Sam Rivera"),
        ("N:Park;Jo,Min;;;", "Jo Min Park"),
        ("N;ENCODING=QUOTED-PRINTABLE:;Kim;;;", "Kim"),
        ("FN:sam@acme.example\nN:Rivera;Sam\nEMAIL:sam@acme.example", "Sam Rivera"),
        ("NICKNAME:Sammy,Sam", "Sammy"),
        ("FN:Sam Rivera\nORG:Sam Rivera\nN:Rivera;Sam;;;", "Sam Rivera"),  # a firm of one's own name
    ],
)
def test_what_somebody_is_called(lines: str, name: str) -> None:
    assert one(lines).name == name


@pytest.mark.parametrize("lines", ["FN:Acme\nORG:Acme;", "ORG:Acme", "FN:Acme\nN:Acme;;;;\nORG:Acme", "FN:A\nKIND:org"])
def test_an_organisation_is_no_person(lines: str) -> None:
    found = read(f"BEGIN:VCARD\n{lines}\nEND:VCARD".encode(), NOBODY_KNOWN, TODAY)
    assert [out.reason for out in found.skipped] == ["an organisation"]


# --- values ---


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("BDAY:19900502", "1990-05-02"),
        ("BDAY:1990-05-02", "1990-05-02"),
        ("BDAY;VALUE=date-and-or-time:19900502T102200Z", "1990-05-02"),
        ("BDAY:19700102T000000", "1970-01-02"),
        ("BDAY:--0502", "05-02"),
        ("BDAY:--05-02", "05-02"),
        ("BDAY:--02-29", "02-29"),
        ("BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1604:1604-02-29", "02-29"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:1900-05-02", "05-02"),
        ("BDAY;VALUE=text:circa 1800", None),
        ("BDAY:1990-13-02", None),
        ("BDAY:1985", None),
        ("BDAY:2990-01-01", None),
        ("BDAY:", None),
    ],
)
def test_birthdays(written: str, read_as: str | None) -> None:
    assert said(one(f"FN:Sam Rivera\n{written}"), "birthday") == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("ADR:;;1 Main St;Paris;;75001;France", "Paris, France"),
        ("ADR:;;;;Ontario;;Canada", "Ontario, Canada"),
        ("ADR:;;;Paris", "Paris"),
        ("ADR:;;;;;;", None),
        ("ADR:;;;;;;\nADR:;;;Bern;;;", "Bern"),
        ("ADR:;;Hall\\; 2;Paris\\, 5e;;;", "Paris, 5e"),
    ],
)
def test_places(written: str, read_as: str | None) -> None:
    assert said(one(f"FN:Sam Rivera\n{written}"), "location") == read_as


def test_notes_are_kept_whole() -> None:
    sam = one("VERSION:3.0\nFN:Sam Rivera\nNOTE:Met at conf, nice; really\\nsecond\\, line\nNOTE:Two")
    assert sam.body == "Met at conf, nice; really\nsecond, line\n\nTwo"
    assert one("VERSION:2.1\nFN:Sam Rivera\nNOTE:C:\\new").body == "C:\\new"


def test_quoted_printable_that_never_ends_leaves_the_card_whole() -> None:
    assert one("VERSION:2.1\nFN:Sam Rivera\nNOTE;QUOTED-PRINTABLE:half=").body == "half"


def test_a_card_inside_a_card_is_not_another_person() -> None:
    sam = one("VERSION:2.1\nFN:Sam Rivera\nAGENT:\nBEGIN:VCARD\nFN:The Agent\nEND:VCARD\nTEL:+15550100001")
    assert (sam.name, said(sam, "phones")) == ("Sam Rivera", ("+15550100001",))


def test_parameters_with_colons_and_semicolons() -> None:
    sam = one('FN;X-LABEL="a:b;c=d,e":Sam Rivera\nEMAIL;TYPE="work,pref":sam@acme.example')
    assert (sam.name, said(sam, "emails")) == ("Sam Rivera", ("sam@acme.example",))


# --- bounds ---


def test_what_is_no_vcard_is_refused() -> None:
    for data in (b"", b"Name,Email\nSam,sam@acme.example\n", b"\x00\xff" * 100):
        with pytest.raises(ImportRefused, match="no vCard"):
            read(data, NOBODY_KNOWN, TODAY)


def test_more_than_a_file_should_hold_is_refused() -> None:
    with pytest.raises(ImportRefused, match="larger than 50 MB"):
        read(b" " * 50_000_001, NOBODY_KNOWN, TODAY)
    with pytest.raises(ImportRefused, match=r"more than 100,000 cards.*line 200001"):
        read(b"BEGIN:VCARD\nEND:VCARD\n" * 100_001, NOBODY_KNOWN, TODAY)


def test_a_line_of_more_than_a_megabyte_is_not_read() -> None:
    data = b"BEGIN:VCARD\nFN:Sam Rivera\nNOTE:" + b"x" * 1_000_001 + b"\nTITLE:Cook\nEND:VCARD\n"
    found = read(data, NOBODY_KNOWN, TODAY)
    assert dict(found.contacts[0].fields) == {"title": "Cook"}
    assert [(out.line, out.reason) for out in found.skipped] == [(3, PART.format("a line that is too long"))]


@pytest.mark.parametrize(
    "line",
    [
        b"EMAIL:a@" + b"a." * 400_000 + b"<",
        b"TEL;b=" + b"," * 900_000,
        b'TEL;b="' + b";" * 900_000,
        b"FN;" + b"QUOTED-PRINTABLE;" * 50_000,
        b"N:" + b";" * 900_000,
        b"CATEGORIES:" + b"\\" * 900_001,
        b"PHOTO:" + b"A" * 5_000_000,
        b"BEGIN:A\n" * 100_000 + b"END:B\n" * 100_000,
    ],
)
def test_no_line_takes_long(line: bytes) -> None:
    begin = time.perf_counter()
    read(b"BEGIN:VCARD\nFN:Sam Rivera\n" + line + b"\nEND:VCARD\n", NOBODY_KNOWN, TODAY)
    assert time.perf_counter() - begin < 5


# --- whatever stands in a file ---

LINES = st.sampled_from(
    [
        *(line for path in sorted(EXPORTS.glob("*.vcf")) for line in path.read_bytes().splitlines(keepends=True)),
        *(b"BEGIN:VCARD\n", b"END:VCARD\n", b" \n", b"=\n", b"AGENT:\n"),
        *(b"FN;CHARSET=idna:\xff\n", b"BDAY:9999-99-99\n"),
    ]
)
CARDS = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(LINES, st.binary(max_size=40)), max_size=40).map(
        lambda lines: b"BEGIN:VCARD\n" + b"".join(lines)
    ),
)


def holds_what_is_declared(found: Incoming) -> None:
    for person in found.contacts:
        assert person.name or any(each.startswith("mail:") for each in person.identities)
        assert person.line > 0
        assert isinstance(person.body, str)
        assert all(isinstance(each, str) and each for each in person.identities)
        for field, value in person.fields:
            assert field in PROPERTIES
            assert value
            assert isinstance(value, str) or all(isinstance(each, str) and each for each in value)
    assert all(out.line > 0 and out.what and out.reason for out in found.skipped)


@settings(deadline=None, max_examples=200)
@given(CARDS)
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        found = read(data, NOBODY_KNOWN, TODAY)
    except ImportRefused:
        return
    holds_what_is_declared(found)
    assert found == read(data, NOBODY_KNOWN, TODAY)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30)


@settings(deadline=None, max_examples=100)
@given(WORDS, WORDS, st.lists(WORDS, max_size=3))
def test_what_another_program_writes_is_read_back(given_name: str, family: str, notes: list[str]) -> None:
    """vobject folds and escapes as the standard says."""
    import vobject

    card = vobject.vCard()
    card.add("n").value = vobject.vcard.Name(family=family, given=given_name)
    card.add("fn").value = f"{given_name} and {family}"
    card.add("email").value = "sam@acme.example"
    for note in notes:
        card.add("note").value = f"{note}, {note};\n{note * 5}"
    found = read(card.serialize().encode(), NOBODY_KNOWN, TODAY)
    assert [person.identities for person in found.contacts] == [("mail:sam@acme.example",)]
    assert found.contacts[0].body.split() == " ".join(f"{note}, {note};\n{note * 5}" for note in notes).split()
