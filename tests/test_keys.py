from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.keys import CANON, KNOWN, WORDS, canonical, key
from vaultkit.wording import nearest, shown, suggestion


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("last_contact", "last_contact"),
        ("Last-Contact", "last_contact"),
        (" last  contact ", "last_contact"),
        ("LAST CONTACT", "last_contact"),
        ("prm-last-contacted", "prm_last_contacted"),
        ("N.GN", "ngn"),
        ("e-mail", "e_mail"),
        ("", ""),
        ("--", ""),
        ("Gru\u0308\u00dfe", "gr\u00fcsse"),
    ],
)
def test_keys_are_read_without_case_blanks_and_dashes(written: str, form: str) -> None:
    assert key(written) == form


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        *(
            (word, "person", "org")
            for word in "orgs company companies organization firm institutions employer ORG".split()
        ),
        *((word, "person", "title") for word in ("job_title", "position", "TITLE", "Job Title")),
        *((word, "person", "emails") for word in ("email", "e-mail", "EMAIL[HOME]", "EMAIL[1:WORK]", "EMAIL")),
        *((word, "person", "aliases") for word in ("alias", "nickname", "NICKNAME")),
        *(
            (word, "person", "last_contact")
            for word in (
                "last_contact",
                "last-contact",
                "last_touch",
                "last_chat",
                "last_contacted",
                "prm-last-contacted",
            )
        ),
        *(
            (word, "person", "cadence")
            for word in ("frequency", "contact_frequency", "keep_in_touch", "keep in touch", "prm-cadence")
        ),
        ("prm-tier", "person", "tier"),
        *((word, "person", "introduced_by") for word in ("met_through", "referred_by", "via")),
        ("BDAY", "person", "birthday"),
        ("FN", "person", "name"),
        ("N.GN", "person", "given_name"),
        ("N.FN", "person", "family_name"),
        ("TEL[CELL]", "person", "phones"),
        *(
            (word, "interaction", "people")
            for word in ("participants", "attendees", "attending", "with", "contacts", "People")
        ),
    ],
)
def test_the_synonyms_of_the_format(written: str, kind: str, name: str) -> None:
    assert canonical(written, kind) == name


def test_a_word_means_what_the_note_makes_of_it() -> None:
    assert canonical("contacts", "person") == "contacts"
    assert canonical("via", "interaction") == "channel"
    assert canonical("title", "note") == "title"
    assert canonical("introduced_by", "introduction") == "introducer"
    assert canonical("introduced_by", "person") == "introduced_by"


def test_words_nobody_knows_stay_as_they_are() -> None:
    assert canonical("Favourite Tea", "person") == "favourite_tea"
    assert canonical("x[1]", "person") == "x[1]"
    assert canonical("org", "nonsense") == "org"


def test_the_users_own_words_win_and_are_read_like_the_words_they_stand_for() -> None:
    own = (("datum", "day"), ("firma", "company"), ("role", "title"))
    assert canonical("Firma", "person", own) == "org"
    assert canonical("Datum", "interaction", own) == "date"
    assert canonical("role", "person", own) == "title"
    assert canonical("firma", "person") == "firma"


def test_no_word_stands_for_two_things_in_one_note() -> None:
    for kind, names in CANON.items():
        words = [word for name, others in names.items() for word in (name, *others)]
        assert len(words) == len(set(words)), kind
        assert all(word == key(word) for word in words)
        assert kind == "any" or not set(words) & set(CANON["any"]) - {"date", "aliases"}
    assert KNOWN <= WORDS


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=20), st.sampled_from(["person", "favor", "note", ""]))
def test_no_key_breaks_the_reading(text: str, kind: str) -> None:
    assert key(key(text)) == key(text)
    assert canonical(text, kind) == canonical(key(text), kind)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("somtimes", "'somtimes'"),
        ("x" * 40, "'" + "x" * 40 + "'"),
        ("x" * 41, "'" + "x" * 40 + "…'"),
        ("a\nb\x1b[2J\t", "'a\\nb\\x1b[2J\\t'"),
        ("\u202eevil\u200b\u2028", "'\\u202eevil\\u200b\\u2028'"),
        ("Ana Öz 日本", "'Ana Öz 日本'"),
        ("\ud800", "'\\ud800'"),
    ],
)
def test_what_the_user_wrote_is_shown_short_and_visible(text: str, quoted: str) -> None:
    assert shown(text) == quoted


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_what_is_shown_is_one_printable_line(text: str) -> None:
    assert shown(text).isprintable()
    assert len(re.sub(r"\\(x..|u....|U........|.)", ".", shown(text))) <= 43


def test_the_nearest_word_is_suggested() -> None:
    assert nearest("opn", ("open", "done")) == "open"
    assert suggestion("opn", ("open", "done")) == " (did you mean `open`?)"
    assert suggestion("zzz", ("open", "done")) == ""
    assert nearest("x" * 100_000, ("open",)) is None
