from __future__ import annotations

from functools import partial

import pytest
from exports_read import ME, TODAY, export, fields, people, reasons, sound, sound_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import outlook
from vaultkit.importers.incoming import ImportRefused
from vaultkit.importers.persons import ORGANISATION

HEAD = export("outlook/contacts.csv").splitlines(keepends=True)[0]


def test_a_contact_comes_with_all_that_stands_in_a_row() -> None:
    found = outlook.read(export("outlook/contacts.csv"), ME, TODAY)
    assert people(found) == ["Sam Rivera", "Ana María Díaz", "Jo Park"]
    sam = found.contacts[0]
    assert sam.body == "Met at UX conf.\nLikes tea."
    assert fields(sam) == {
        "aliases": ("Sammy",),
        "org": "Acme",
        "title": "VP Design",
        "emails": ("sam@acme.example", "sam@home.example"),
        "phones": ("+1-555-0100", "+1-555-0120", "+1-555-0199"),
        "urls": ("https://acme.example/team",),
        "birthday": "1990-05-22",
        "location": "Springfield",
        "tags": ("Friends", "UX-conf"),
    }


def test_numbers_and_pages_of_a_company_tell_nobody_apart() -> None:
    sam = outlook.read(export("outlook/contacts.csv"), ME, TODAY).contacts[0]
    assert sam.identities == ("mail:sam@acme.example", "mail:sam@home.example", "tel:+15550100", "tel:+15550120")


def test_no_birthday_an_exchange_path_and_a_company_alone_are_nothing() -> None:
    found = outlook.read(export("outlook/contacts.csv"), ME, TODAY)
    assert fields(found.contacts[1]) == {"org": "Globex", "emails": ("ana@globex.example",)}
    assert reasons(found) == [(5, ORGANISATION)]


def test_german_columns_semicolons_and_windows_letters_are_read() -> None:
    found = outlook.read(export("outlook/Kontakte.csv"), ME, TODAY)
    assert people(found) == ["Jürgen Müller", "Käthe Groß"]
    assert fields(found.contacts[0])["birthday"] == "1980-05-02"
    assert fields(found.contacts[0])["location"] == "Köln"
    assert fields(found.contacts[0])["emails"] == ("juergen@beispiel.example", "jm@home.example")
    assert found.told == ("the file is no UTF-8 and was read as Windows-1252",)


def test_utf_16_and_tabs_are_read_and_one_birthday_shows_the_order_of_all() -> None:
    found = outlook.read(export("outlook/contacts-utf16.csv"), ME, TODAY)
    assert people(found) == ["Zoë Åberg", "Jo Park"]
    assert [fields(each)["birthday"] for each in found.contacts] == ["1979-04-13", "1985-04-03"]


def test_birthdays_that_read_two_ways_are_left_out_and_told() -> None:
    rows = b"First Name,Last Name,E-mail Address,Birthday\nJo,Park,jo@initech.example,3/4/1985\n"
    found = outlook.read(rows, ME, TODAY)
    assert "birthday" not in fields(found.contacts[0])
    assert found.told == ("birthdays that read two ways (day or month first) and are left out: 1",)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.text(max_size=12), max_size=24), max_size=5), st.sampled_from(["utf-8", "utf-16", "cp1252"])
)
def test_any_rows_are_read_or_named(rows: list[list[str]], encoding: str) -> None:
    body = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    data = (HEAD.decode() + body).encode(encoding, "replace")
    found = sound(lambda: outlook.read(data, ME, TODAY))
    kept = sum(any(cell.replace("\0", "").strip() for cell in row) for row in rows)
    assert encoding == "cp1252" or len(found.contacts) + len(found.skipped) == kept


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", HEAD):
        sound_or_refused(partial(outlook.read, start + data, ME, TODAY))


def test_another_file_is_refused() -> None:
    with pytest.raises(ImportRefused, match="Outlook"):
        outlook.read(b"date,what\n2026-11-03,x\n", ME, TODAY)
