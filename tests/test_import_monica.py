"""Monica's JSON export → people, what was noted of them, and interactions."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports_read import writable
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import monica
from vaultkit.importers.incoming import Contact, ImportRefused, Incoming, Mine
from vaultkit.importers.monica_body import body
from vaultkit.importers.monica_export import Record, open_export

EXPORTS = Path(__file__).parent / "exports" / "monica"
TODAY = date(2026, 11, 22)
MINE = Mine((), ("alex@home.example",))
SAMPLE = (EXPORTS / "monica.json").read_bytes()
UUID = "00000000-0000-4000-8000-{:012d}"


def sample() -> Incoming:
    return monica.read(SAMPLE, MINE, TODAY)


def person(name: str) -> Contact:
    return next(each for each in sample().contacts if each.name == name)


def test_a_contact_has_what_its_fields_say() -> None:
    sam = person("Sam Rivera")
    assert dict(sam.fields) == {
        "aliases": ("Sammy",),
        "org": "Acme",
        "title": "VP Design",
        "emails": ("sam@acme.example",),
        "phones": ("+1-555-0100",),
        "urls": ("https://www.linkedin.com/in/samr", "https://rivera.example/about"),
        "birthday": "1980-02-29",
        "location": "Lisbon, PT",
        "tags": ("design", "guild"),
        "uid": UUID.format(1),
        "met": "2019-05-02",
        "introduced_by": "Ana Diaz",
    }
    assert sam.identities[0] == f"uid:{UUID.format(1)}"


def test_the_line_of_a_contact_is_that_of_its_identity() -> None:
    lines = SAMPLE.decode().splitlines()
    for each in sample().contacts:
        assert each.identities[0].removeprefix("uid:") in lines[each.line - 1]


def test_a_birthday_without_its_year_stays_one_and_an_age_is_none() -> None:
    assert dict(person("Ana Diaz").fields)["birthday"] == "03-14"
    assert "birthday" not in dict(person("Jo Park").fields)


def test_what_was_noted_of_somebody_is_kept_word_for_word() -> None:
    paragraphs = person("Sam Rivera").body.split("\n\n")
    assert paragraphs == [
        "Runs the design guild.",
        "Father of Tim",
        "Best friend of Ana Diaz",
        "Food: No nuts",
        "2026-01-02: Likes early mornings.",
        "2025-06-01: Moved to Lisbon",
        "2025-12-24: Gift: A book on type",
        "You owe them 20 EUR",
        "2026-10-20: call: Talked about the move\nand the new flat",
        "2026-11-01: conversation\nme: How did the talk go?\nthey: Well, thank you",
        "2026-11-03: Dinner at the harbour: Ana brought the plans.",
    ]
    assert person("Jo Park").body == "Died on 2025-09-09."
    assert dict(person("Jo Park").fields)["status"] == "deceased"


def test_what_a_line_of_the_log_would_cut_is_kept_whole() -> None:
    long = "The long way round. " * 9
    held = [
        {"type": kind, "values": [{"properties": told}]}
        for kind, told in (
            ("call", {"called_at": "2026-10-20", "content": long}),
            ("conversation", {"happened_at": "2026-11-01", "messages": [{"properties": {"content": long}}]}),
        )
    ]
    empty = open_export(json.dumps({"account": {"uuid": UUID.format(9)}}).encode())
    assert body(Record({"data": held}, {}), empty).split("\n\n") == [
        f"2026-10-20: call: {long.strip()}",
        f"2026-11-01: conversation\nthey: {long.strip()}",
    ]


def test_calls_conversations_and_activities_are_interactions() -> None:
    found = [
        (str(each.day), each.channel, each.direction, [who.name for who in each.people], each.topic)
        for each in sample().encounters
    ]
    assert found == [
        ("2026-10-20", "call", "in", ["Sam Rivera"], "Talked about the move"),
        ("2026-10-27", "call", "out", ["Sam Rivera"], ""),
        ("2026-11-01", "email", "mutual", ["Sam Rivera"], "How did the talk go?"),
        ("2026-11-03", "meeting", "mutual", ["Sam Rivera", "Ana Diaz"], "Dinner at the harbour"),
    ]
    assert len({each.key for each in sample().encounters}) == 4


def test_what_is_left_out_is_named_or_counted() -> None:
    assert [(each.what, each.reason) for each in sample().skipped] == [
        ("call: A slip of the pen", "a date in the future"),
        ("Alex Kim", "you yourself"),
        ("", "no name and no address"),
    ]
    assert dict(sample().counted) == {
        monica.PARTIAL: 1,
        "reminders": 1,
        "tasks": 1,
        "photos": 1,
        "journal entries": 1,
    }


def test_a_photo_of_any_size_costs_nothing() -> None:
    large = SAMPLE.replace(b"/9j/4AAQSkZJRg==", b"A" * 60_000_000)
    assert monica.read(large, MINE, TODAY) == sample()


def test_words_that_begin_like_a_photo_are_words() -> None:
    found = monica.read(SAMPLE.replace(b"Likes early mornings.", b"data: she likes figures; base64, too"), MINE, TODAY)
    assert "2026-01-02: data: she likes figures; base64, too" in found.contacts[0].body


def test_calls_without_an_identity_of_their_own_keep_the_same_key() -> None:
    export = json.loads(SAMPLE)
    for kind in export["account"]["data"][1]["values"][0]["data"]:
        for each in kind["values"]:
            if kind["type"] in ("call", "conversation"):
                del each["uuid"]
    data = json.dumps(export).encode()
    keys = [each.key for each in monica.read(data, MINE, TODAY).encounters]
    assert len(set(keys)) == 4
    assert keys == [each.key for each in monica.read(data, MINE, TODAY).encounters]


def test_another_version_is_read_and_told() -> None:
    found = monica.read(SAMPLE.replace(b"1.0-preview.1", b"1.1"), MINE, TODAY)
    assert found.contacts == sample().contacts
    assert found.told == ("read as 1.0-preview.1; the file says 1.1",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ((EXPORTS / "monica.sql").read_bytes(), "SQL export.*Export to JSON"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "vcard"),
        (b"First Name,Last Name\n", "no whole JSON"),
        (SAMPLE[:-400], r"line \d+: this is no whole JSON"),
        (b"{}", "not Monica's JSON export"),
        (b'{"contacts": [{"uuid": "1"}]}', "not Monica's JSON export"),
        (b"[" * 100_000, "deeper"),
        (b"", "no whole JSON"),
        (b'{"account": ' + b"1" * 5_000 + b"}", "no whole JSON"),
        (b"PK\x03\x04", "zip"),
    ],
)
def test_another_file_is_refused_with_what_to_give_instead(data: bytes, told: str) -> None:
    with pytest.raises(ImportRefused, match=told):
        monica.read(data, MINE, TODAY)


# --- any input ---

JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1e300, "", "2026-11-03", "0000-00-00", "2026-02-30T00:00:00Z", "\ud800", "\x00", [], {}, [None],
    {"values": "x"}, {"0": {}, "x": 1}, {"uuid": 5}, {"type": "call", "values": [1, None, {}]}, "9" * 5_000,
)  # fmt: skip


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree of lists and tables."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


PLACES = places(json.loads(SAMPLE))


def changed(changes: list[tuple[tuple[Any, ...], Any]]) -> bytes:
    """The sample, with something else in some places."""
    tree: Any = {"": json.loads(SAMPLE)}
    for place, value in changes:
        holder = tree
        for key in ("", *place)[:-1]:
            has = key in holder if isinstance(holder, dict) else isinstance(holder, list) and isinstance(key, int)
            holder = holder[key] if has and (isinstance(holder, dict) or key < len(holder)) else None
        last = ("", *place)[-1]
        if isinstance(holder, dict) or (isinstance(holder, list) and isinstance(last, int) and last < len(holder)):
            holder[last] = deepcopy(value)
    return json.dumps(tree[""]).encode()


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(JUNK)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_anything_anywhere_in_an_export_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = changed(changes)
    with suppress(ImportRefused):
        found = monica.read(data, MINE, TODAY)
        assert found == monica.read(data, MINE, TODAY)
        writable(found)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused):
        monica.read(data, MINE, TODAY)
