from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from exports_read import ME, NOBODY, TODAY, export, fields, people, reasons, sound_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import linkedin, linkedin_messages
from vaultkit.importers.days import day_in, month_in
from vaultkit.importers.incoming import ImportRefused, Incoming, Mine
from vaultkit.importers.names import cleaned

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
)


def connections(name: str = "linkedin/Connections.csv") -> Incoming:
    return linkedin.read(export(name), ME, TODAY)


def written(rows: str, mine: Mine = ME) -> Incoming:
    return linkedin_messages.read((MESSAGES + rows).encode(), mine, TODAY)


# --- connections ---


def test_people_come_in_from_behind_the_notes_before_the_header() -> None:
    found = connections()
    assert people(found) == ["Sam Rivera", "Ana Díaz", "Jo Park", "Mike Ito", "Müge Öz", "Lee Wong"]
    assert found.contacts[0].line == 5
    assert found.contacts[0].identities == ("url:linkedin.com/in/sam-rivera-example", "mail:sam@acme.example")
    assert fields(found.contacts[0]) == {
        "org": "Acme",
        "title": "VP Design",
        "emails": ("sam@acme.example",),
        "urls": ("https://www.linkedin.com/in/sam-rivera-example",),
        "connected": "2026-11-03",
    }


def test_what_linkedin_hides_is_left_out_with_its_line() -> None:
    assert reasons(connections()) == [(8, linkedin.CLOSED), (9, linkedin.CLOSED), (13, "more cells than columns")]


def test_a_comma_or_a_quote_in_a_company_or_position_stays() -> None:
    found = connections().contacts
    assert fields(found[1])["org"] == "Globex, Inc."
    assert fields(found[2])["title"] == 'Lead, "Growth"'


def test_a_day_that_cannot_be_read_costs_the_day_alone() -> None:
    found = connections()
    assert "connected" not in fields(found.contacts[-1])
    assert found.told == ("days of connection that cannot be read and are left out: 1",)


def test_older_files_have_no_profile_and_write_the_month_first() -> None:
    found = connections("linkedin/Connections-2018.csv").contacts
    assert [fields(each)["connected"] for each in found] == ["2016-11-03", "2019-01-15"]
    assert found[0].identities == ("mail:sam@acme.example",)


def test_german_columns_and_months_are_read() -> None:
    found = connections("linkedin/Connections-de.csv").contacts
    assert [each.name for each in found] == ["Jürgen Müller", "Käthe Groß"]
    assert [fields(each)["connected"] for each in found] == ["2022-03-03", "2023-12-14"]


def test_you_are_not_your_own_connection() -> None:
    found = linkedin.read((CONNECTIONS + "Robin,Vale,,,,,03 Nov 2026\n").encode(), ME, TODAY)
    assert reasons(found) == [(2, "you yourself")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Sam Rivera, PhD 🚀", "Sam Rivera"),
        ("Sam Rivera, MBA, PMP®", "Sam Rivera"),
        ("⭐ Sam Rivera ⭐", "Sam Rivera"),
        ("Sam Rivera (he/him)", "Sam Rivera"),
        ("Sam Rivera PhD", "Sam Rivera"),
        ("𝐒𝐚𝐦 Rivera", "Sam Rivera"),
        ("Jack Ma", "Jack Ma"),
        ("JACK MIN MA", "JACK MIN MA"),
        ("Sam Do", "Sam Do"),
        ("Li Wei Meng", "Li Wei Meng"),
        ("Sam Rivera, Esq.", "Sam Rivera"),
        ("Anne-Marie O’Neill", "Anne-Marie O’Neill"),
        ("Rivera, Sam", "Rivera, Sam"),
        ("José Ñíguez", "José Ñíguez"),
        ("山田 太郎", "山田 太郎"),
        ("🚀", "🚀"),
        ("PhD", "PhD"),
    ],
)
def test_signs_and_degrees_are_no_part_of_a_name(written: str, name: str) -> None:
    assert cleaned(written) == name


@pytest.mark.parametrize(
    "text",
    [
        "03 Nov 2026",
        "3. Nov. 2026",
        "03 nov. 2026",
        "3 de noviembre de 2026",
        "2026年11月3日",
        "2026-11-03",
        "3 Kas 2026",
    ],
)
def test_days_are_read_in_several_languages(text: str) -> None:
    assert day_in(text, TODAY) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("word", "month"), [("févr.", 2), ("März", 3), ("juin", 6), ("juil.", 7), ("août", 8), ("dez", 12)]
)
def test_months_are_known_by_their_first_letters(word: str, month: int) -> None:
    assert month_in(word) == month


@pytest.mark.parametrize("text", ["", "31 Feb 2026", "03 Xyz 2026", "soon", "2026", "4/5/2026", "99/99/99"])
def test_what_is_no_day_or_two_is_none(text: str) -> None:
    assert day_in(text, TODAY) is None


def test_a_file_of_something_else_is_refused_with_its_first_line() -> None:
    with pytest.raises(ImportRefused, match=r"Connections.csv.*its first line is “name,mail”"):
        linkedin.read(b"name,mail\nSam,sam@acme.example\n", ME, TODAY)
    with pytest.raises(ImportRefused, match="zip archive"):
        linkedin.read(b"PK\x03\x04rest", ME, TODAY)
    with pytest.raises(ImportRefused, match="empty"):
        linkedin.read(b"", ME, TODAY)


# --- messages ---


def test_a_conversation_is_one_interaction_a_day_and_direction() -> None:
    found = linkedin_messages.read(export("linkedin/messages.csv"), ME, TODAY)
    told = [
        (each.line, each.day.isoformat(), [who.name for who in each.people], each.direction)
        for each in found.encounters
    ]
    assert told == [
        (2, "2026-11-03", ["Sam Rivera"], "in"),
        (6, "2026-11-03", ["Sam Rivera"], "out"),
        (7, "2026-11-05", ["Sam Rivera"], "out"),
        (8, "2026-10-01", ["Ana Díaz", "Mike Ito"], "out"),
        (9, "2026-10-02", ["Ana Díaz"], "in"),
    ]
    assert {each.channel for each in found.encounters} == {"message"}
    assert found.encounters[0].key == "2-aaa 2026-11-03 in"


def test_only_the_subject_is_taken_never_what_was_written() -> None:
    found = linkedin_messages.read(export("linkedin/messages.csv"), ME, TODAY)
    assert [each.topic for each in found.encounters] == ["", "", "", "UX conf in spring", "UX conf in spring"]
    assert "gladly" not in repr(found)
    assert "quoted" not in repr(found)


def test_those_written_with_come_with_their_profiles() -> None:
    found = linkedin_messages.read(export("linkedin/messages.csv"), ME, TODAY)
    assert [(each.name, each.identities) for each in found.contacts] == [
        ("Sam Rivera", ("url:linkedin.com/in/sam-rivera-example",)),
        ("Ana Díaz", ("url:linkedin.com/in/ana-diaz-example",)),
        ("Mike Ito", ("url:linkedin.com/in/mike-ito-example",)),
    ]


def test_adverts_spam_and_drafts_are_counted_and_closed_accounts_named() -> None:
    found = linkedin_messages.read(export("linkedin/messages.csv"), ME, TODAY)
    assert found.counted == (("a draft", 1), ("an advertisement or spam", 2))
    assert reasons(found) == [
        (12, "the account of who wrote it is closed or hidden"),
        (14, "no day that can be read"),
    ]


def test_who_is_in_every_conversation_is_taken_for_the_owner_and_told() -> None:
    found = linkedin_messages.read(export("linkedin/messages-2019.csv"), NOBODY, TODAY)
    assert found.told == ("taken for you: Robin Vale, who is in 2 conversations",)
    assert [(each.people[0].name, each.direction) for each in found.encounters] == [
        ("Sam Rivera", "in"), ("Sam Rivera", "out"), ("Ana Diaz", "out"),
    ]  # fmt: skip


def test_who_you_are_is_asked_where_one_conversation_cannot_tell() -> None:
    row = "c1,,Sam Rivera,,Robin Vale,,2026-11-03 09:00:00 UTC,,Hi,INBOX\n"
    with pytest.raises(ImportRefused, match=r"your name is not known.*Robin Vale, Sam Rivera.*`\[me\]`"):
        written(row, NOBODY)
    assert people(written(row)) == ["Sam Rivera"]


def test_large_groups_are_left_out() -> None:
    many = ", ".join(f"Person Number{chr(65 + at)}" for at in range(13))
    found = written(f'c1,,Robin Vale,,"{many}",,2026-11-03 09:00:00 UTC,,Hi,INBOX\n')
    assert found.encounters == ()
    assert found.counted == (("in a conversation of more than 12", 1),)


def test_a_title_that_only_names_people_is_no_topic() -> None:
    found = written('c1,"Robin Vale, Sam Rivera",Robin Vale,,Sam Rivera,,2026-11-03 09:00:00 UTC,,Hi,INBOX\n')
    assert found.encounters[0].topic == ""


# --- whatever the file is ---

CELLS = st.lists(
    st.sampled_from(
        ["Sam", "Rivera, PhD", "", "03 Nov 2026", "2026-11-03 09:12:44 UTC", "11/3/26", '"', '""', "\n", "x" * 300,
         "🚀", "\0", "https://linkedin.com/in/sam", "sam@a.example", "a,b", "LinkedIn Member", "Robin Vale", "٣/٣/٢٠"]
    )
    | st.text(max_size=20),
    max_size=11,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(CELLS, max_size=8), quoted=st.booleans(), messages=st.booleans())
def test_any_rows_are_read_or_named(rows: list[list[str]], quoted: bool, messages: bool) -> None:
    cell = (lambda text: '"' + text.replace('"', '""') + '"') if quoted else str
    body = "\n".join(",".join(map(cell, row)) for row in rows)
    data = ((MESSAGES if messages else CONNECTIONS) + body).encode("utf-8", "replace")
    module = linkedin_messages if messages else linkedin
    found = sound_or_refused(lambda: module.read(data, ME, TODAY))
    if found and quoted and not messages:
        kept = sum(any(cell.replace("\0", "").strip() for cell in row) for row in rows)
        assert len(found.contacts) + len(found.skipped) == kept


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, headed: bool) -> None:
    for module in (linkedin, linkedin_messages):
        head = (MESSAGES if module is linkedin_messages else CONNECTIONS).encode() if headed else b""
        sound_or_refused(partial(module.read, head + data, ME, TODAY))
