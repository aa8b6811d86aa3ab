"""Clay's CSV → people."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from exports_read import writable
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import clay
from vaultkit.importers.incoming import Contact, ImportRefused, Incoming, Mine, Skipped

EXPORTS = Path(__file__).parent / "exports" / "clay"
TODAY = date(2026, 11, 22)
MINE = Mine((), ("alex@home.example",))
SAMPLE = (EXPORTS / "clay.csv").read_bytes()


def sample() -> Incoming:
    return clay.read(SAMPLE, MINE, TODAY)


def only(text: str) -> Contact:
    (found,) = clay.read(text.encode(), MINE, TODAY).contacts
    return found


def test_a_contact_has_what_its_row_says() -> None:
    sam = sample().contacts[0]
    assert (sam.name, sam.line) == ("Sam Rivera", 2)
    assert dict(sam.fields) == {
        "aliases": ("Sammy",),
        "org": "Acme",
        "title": "VP Design",
        "emails": ("sam@acme.example", "sam@rivera.example"),
        "phones": ("+1-555-0100",),
        "urls": ("https://www.linkedin.com/in/samr", "https://twitter.com/samr"),
        "birthday": "1980-02-29",
        "location": "Lisbon, Portugal",
        "tags": ("design", "guild"),
    }
    assert sam.body == "Met at the UX conf.\nLikes early mornings."


def test_a_row_that_tells_of_nobody_or_is_broken_is_named_with_its_line() -> None:
    assert [each.name for each in sample().contacts] == ["Sam Rivera", "Ana Diaz", "Lee Wong"]
    assert sample().skipped == (
        Skipped(5, "Globex", "an organisation without a person's name"),
        Skipped(6, "Alex Kim", "you yourself"),
        Skipped(7, 'Jo,"Park,,,,,jo@park.example,,,,,,,', "a quote is not closed"),
    )


def test_columns_that_mean_nothing_to_us_are_told() -> None:
    assert sample().told == ("columns left out: Relationship Strength",)


def test_a_table_of_people_from_clay_com() -> None:
    (sam,) = clay.read((EXPORTS / "people-table.csv").read_bytes(), MINE, TODAY).contacts
    assert sam.name == "Sam Rivera"
    assert sam.identities == ("url:linkedin.com/in/samr",)


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Name,Email", "Sam Rivera,sam@acme.example", "Sam Rivera"),
        ("FULL NAME;E-Mail", "Sam Rivera;sam@acme.example", "Sam Rivera"),
        ("firstName,lastName,primary email", "Sam,Rivera,sam@acme.example", "Sam Rivera"),
        ("Email,LinkedIn", "sam@acme.example,linkedin.com/in/samr", ""),
    ],
)
def test_names_of_columns_are_taken_as_they_come(header: str, row: str, name: str) -> None:
    found = only(f"{header}\n{row}\n")
    assert found.name == name
    assert "mail:sam@acme.example" in found.identities


def test_another_file_is_refused_with_what_it_begins_with() -> None:
    with pytest.raises(ImportRefused, match=r"not a CSV export of Clay's.*its first line is “amount,currency”"):
        clay.read(b"amount,currency\n1,EUR\n", MINE, TODAY)


PIECES = (
    "Name,Email\n", "First Name", "LinkedIn", "Twitter", "Birthday", "Notes", ",", ";", "\t", '"', "\n", "\r", "\r\n",
    "\u2028", "\x00", "Sam", "@samr", "sam@acme.example", "https://[", "//", "2026-02-30", "3/4/1980", "\ufeff", "|",
)  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join),
    st.integers(0, len(SAMPLE)),
)
@settings(max_examples=200, deadline=None)
def test_any_text_in_an_export_is_read_or_refused(text: str, place: int) -> None:
    raw = text.encode("utf-8", "replace")
    for data in (raw, b"Name,Email,Twitter,Birthday,Notes\n" + raw, SAMPLE[:place] + raw + SAMPLE[place:]):
        with suppress(ImportRefused):
            found = clay.read(data, MINE, TODAY)
            assert found == clay.read(data, MINE, TODAY)
            assert found.encounters == ()
            writable(found)
