from __future__ import annotations

from functools import partial

import pytest
from exports_read import ME, TODAY, export, fields, people, reasons, sound, sound_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import google
from vaultkit.importers.birthdays import birthday
from vaultkit.importers.incoming import ImportRefused, Incoming
from vaultkit.importers.persons import NAMELESS, ORGANISATION, YOURSELF

HEAD = export("google/contacts.csv").splitlines(keepends=True)[0]


def contacts() -> Incoming:
    return google.read(export("google/contacts.csv"), ME, TODAY)


def test_a_contact_comes_with_all_that_stands_in_a_row() -> None:
    sam = contacts().contacts[0]
    assert sam.name == "Sam Rivera"
    assert sam.body == "Met at UX conf.\nLikes tea."
    assert fields(sam) == {
        "aliases": ("Sammy",),
        "org": "Acme",
        "title": "VP Design",
        "emails": ("sam@acme.example", "s.rivera@acme.example", "sam@home.example"),
        "phones": ("+1-555-0100", "+1-555-0199"),
        "urls": ("https://www.linkedin.com/in/sam-rivera-example",),
        "birthday": "1990-05-02",
        "location": "Springfield, USA",
        "tags": ("Friends", "UX-conf"),
    }


def test_a_number_at_work_tells_nobody_apart() -> None:
    assert contacts().contacts[0].identities == (
        "url:linkedin.com/in/sam-rivera-example",
        "mail:sam@acme.example",
        "mail:s.rivera@acme.example",
        "mail:sam@home.example",
        "tel:+15550100",
    )


def test_a_birthday_without_its_year_and_a_fax_are_known_as_such() -> None:
    ana = contacts().contacts[1]
    assert ana.name == "Ana María Díaz"
    assert fields(ana)["birthday"] == "02-29"
    assert "phones" not in fields(ana)
    assert "tags" not in fields(ana)


def test_an_address_alone_is_somebody_a_company_or_number_alone_is_not() -> None:
    found = contacts()
    assert people(found) == ["Sam Rivera", "Ana María Díaz", ""]
    assert found.contacts[2].identities == ("mail:jo@initech.example",)
    assert reasons(found) == [(6, ORGANISATION), (8, NAMELESS), (9, YOURSELF)]
    assert found.skipped[0].what == "Initech"


def test_the_older_shape_is_read_as_well() -> None:
    found = google.read(export("google/contacts-2020.csv"), ME, TODAY)
    assert people(found) == ["Sam Rivera Jr.", "Mike Ito"]
    sam = fields(found.contacts[0])
    assert (sam["org"], sam["title"], sam["birthday"]) == ("Acme", "VP Design", "1990-05-02")
    assert sam["phones"] == ("+1-555-0100", "+1-555-0101")
    assert sam["urls"] == ("http://www.google.com/profiles/0", "https://sam.example/blog")
    assert sam["tags"] == ("Friends",)
    assert found.contacts[1].body == "A note"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1990-05-02", "1990-05-02"), (" --05-02", "05-02"), ("--0502", "05-02"), ("1604-02-29", "02-29"),
        ("0/0/00", ""), ("", ""), ("--02-30", ""), ("2990-01-01", ""), ("1/1/4501", ""), ("x", ""),
        ("5/22/90", "1990-05-22"),
        ("3/4/1985", ""), ("4/4/1985", "1985-04-04"), ("2.5.1980", "1980-05-02"),
    ],
)  # fmt: skip
def test_birthdays_are_read_or_none(text: str, read: str) -> None:
    assert birthday(text, TODAY) == read


def test_another_file_is_refused() -> None:
    with pytest.raises(ImportRefused, match="Google Contacts"):
        google.read(b"date,what\n2026-11-03,x\n", ME, TODAY)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), max_size=40), max_size=5))
def test_any_rows_are_read_or_named(rows: list[list[str]]) -> None:
    body = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    found = sound(lambda: google.read(HEAD + body.encode("utf-8", "replace"), ME, TODAY))
    kept = sum(any(cell.replace("\0", "").strip() for cell in row) for row in rows)
    assert len(found.contacts) + len(found.skipped) == kept


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", HEAD):
        sound_or_refused(partial(google.read, start + data, ME, TODAY))
