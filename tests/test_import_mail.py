"""Mailboxes → who was in touch: what counts, what is left out and why, and that no mailbox breaks the reading."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.disk.mailbox import messages
from vaultkit.disk.mbox import CHUNK, LONGEST_HEADER, Head
from vaultkit.importers import bulk, mail
from vaultkit.importers.addresses import Mailbox, mailboxes, person_name
from vaultkit.importers.headers import Sent, sent, subject, words
from vaultkit.importers.incoming import Contact, Encounter, ImportRefused, Incoming, Mine, Skipped

EXPORTS = Path(__file__).parent / "exports" / "mail"
TODAY = date(2026, 11, 22)
MINE = Mine(("Alex Kim",), ("alex@home.example",))
PLAIN = {
    "From": "Sam Rivera <sam@acme.example>",
    "To": "alex@home.example",
    "Subject": "Lunch",
    "Date": "Tue, 3 Nov 2026 10:00:00 +0000",
}
ANSWER = {**PLAIN, "From": "alex@home.example", "To": "sam@acme.example", "Date": "Wed, 4 Nov 2026 10:00:00 +0000"}


def quiet(done: int, total: int) -> None:
    """Nobody looks at the bar."""


def imported(path: Path, mine: Mine = MINE, *, everybody: bool = False) -> Incoming:
    return mail.read(messages(str(path), quiet), mine, TODAY, everybody=everybody)


def block(said: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\n" for name, value in said.items()).encode()


def read(*letters: dict[str, str], mine: Mine = MINE, everybody: bool = False) -> Incoming:
    heads = [Head(number, block(letter)) for number, letter in enumerate(letters, start=1)]
    return mail.read(heads, mine, TODAY, everybody=everybody)


def touches(found: Incoming) -> list[tuple[str, str | None, list[str], str]]:
    return [(str(each.day), each.direction, [who.name for who in each.people], each.topic) for each in found.encounters]


# --- a mailbox ---


def test_a_takeout_gives_those_who_wrote_and_were_answered_a_day_and_a_way_at_a_time() -> None:
    found = imported(EXPORTS / "takeout.mbox")
    assert [(each.name, each.identities) for each in found.contacts] == [("Sam Rivera", ("mail:sam@acme.example",))]
    assert touches(found) == [
        ("2026-11-03", "in", ["Sam Rivera"], "Café on Friday"),
        ("2026-11-04", "out", ["Sam Rivera"], "First thought"),
        ("2026-11-04", "out", ["Sam Rivera"], "Café on Friday"),
        ("2026-11-09", "in", ["Sam Rivera"], "lunch"),
    ]
    assert {each.channel for each in found.encounters} == {"email"}


def test_all_that_is_left_out_of_a_takeout_is_counted_or_named() -> None:
    found = imported(EXPORTS / "takeout.mbox")
    assert dict(found.counted) == {
        bulk.NEWSLETTER: 1,
        bulk.PROGRAM: 1,
        bulk.AUTOMATIC: 1,
        bulk.THROWN_AWAY: 1,
        mail.TWICE: 1,
        mail.TO_MANY: 1,
        mail.TO_NOBODY: 1,
        "people who wrote and were never written to": 1,
        "people who were written to and never wrote": 1,
    }
    lines = (EXPORTS / "takeout.mbox").read_bytes().split(b"\n")
    assert [(each.what, each.reason) for each in found.skipped] == [
        ("No clock", "a date before there was e-mail"),
        ("Some day", "a date that cannot be read"),
    ]
    for each in found.skipped:  # the line named is the first of the message's header
        assert lines[each.line - 2].startswith(b"From ")


def test_everybody_takes_those_in_who_wrote_or_were_written_to() -> None:
    found = imported(EXPORTS / "takeout.mbox", everybody=True)
    assert [each.name for each in found.contacts] == ["Mike Ito", "Sam Rivera", "Zoë Lind"]
    assert ("2026-11-04", "out", ["Sam Rivera", "Zoë Lind"], "Café on Friday") in touches(found)
    assert not [why for why, _ in found.counted if why.startswith("people")]


def test_an_interaction_has_the_same_key_when_more_of_its_people_come_to_be_known() -> None:
    few, all_of_them = (imported(EXPORTS / "takeout.mbox", everybody=each) for each in (False, True))
    assert {each.key for each in few.encounters} < {each.key for each in all_of_them.encounters}


def test_a_maildir_with_folders_a_folded_subject_a_group_and_latin_bytes() -> None:
    found = imported(EXPORTS / "maildir")
    assert touches(found) == [
        ("2026-11-03", "in", ["Ana Diaz"], "Les élèves"),
        ("2026-11-04", "in", ["Ana Diaz"], "A folded subject"),
        ("2026-11-05", "out", ["Ana Diaz"], "Les élèves"),
    ]
    assert dict(found.contacts[0].fields) == {"aliases": ("Ana Díaz",), "emails": ("ana@diaz.example",)}
    assert found.counted == ((bulk.THROWN_AWAY, 1),)


def test_a_folder_of_eml_and_emlx_files_and_one_alone() -> None:
    assert touches(imported(EXPORTS / "eml")) == [
        ("2026-11-03", "in", ["Lee Wong"], "From a file"),
        ("2026-11-04", "out", ["Lee Wong"], "From a file"),
    ]
    assert len(imported(EXPORTS / "eml" / "letter.eml", everybody=True).encounters) == 1


def test_without_an_own_address_the_likely_one_is_named_with_its_count() -> None:
    with pytest.raises(ImportRefused, match=r"of the 8 messages alex@home\.example in 8.*--me alex@home\.example"):
        imported(EXPORTS / "takeout.mbox", Mine())


def test_an_address_that_is_in_no_message_is_told() -> None:
    found = read(PLAIN, ANSWER, mine=Mine((), ("other@home.example",)))
    assert found.told[0].startswith(
        "none of your addresses is in any message: of the 2 messages alex@home.example in 2"
    )


def test_an_address_that_bears_the_owners_name_is_told() -> None:
    other = {"From": "Alex Kim <alex@work.example>"}
    found = read({**PLAIN, **other}, {**ANSWER, "To": "alex@work.example"})
    assert found.told == ("alex@work.example bears your name: if it is yours, add `--me alex@work.example`",)


# --- who and when ---


def test_only_the_sender_of_a_letter_that_came_was_in_touch() -> None:
    to_mike = {**ANSWER, "To": "mike@ito.example"}
    found = read({**PLAIN, "Cc": "Mike Ito <mike@ito.example>"}, ANSWER, to_mike, everybody=True)
    assert [who for _, way, who, _ in touches(found) if way == "in"] == [["Sam Rivera"]]


def test_the_day_is_the_senders_own_and_tomorrow_is_no_mistake_while_next_week_is() -> None:
    late = {**PLAIN, "Date": "Mon, 23 Nov 2026 06:00:00 +1300"}
    next_week = {**PLAIN, "Date": "Sun, 29 Nov 2026 06:00:00 +0000", "Subject": "Later"}
    found = read(late, next_week, ANSWER)
    assert [day for day, way, *_ in touches(found) if way == "in"] == ["2026-11-23"]
    assert found.skipped == (Skipped(2, "Later", "a date in the future"),)


def test_a_letter_with_a_tag_in_the_owners_address_is_the_owners() -> None:
    found = read({**PLAIN, "From": "Alex <alex+news@home.example>", "To": "sam@acme.example"}, PLAIN)
    assert [(way, who) for _, way, who, _ in touches(found)] == [("in", ["Sam Rivera"]), ("out", ["Sam Rivera"])]


def test_a_header_with_a_broken_line_in_its_midst_is_read_on() -> None:
    broken = (
        block(PLAIN).replace(b"To:", b"this is no field\nTo:").replace(b"Subject: Lunch", b"Subject: Lunch\n at one")
    )
    (each,) = mail.read([Head(1, broken)], MINE, TODAY, everybody=True).encounters
    assert (each.direction, each.topic) == ("in", "Lunch at one")


def test_the_name_used_most_is_the_name_and_other_whole_ones_are_aliases() -> None:
    names = ("Sam Rivera", "Sam Rivera", "Samuel Rivera", "Sam", "sam rivera", "Design Team", "sam@acme.example")
    found = read(*({**PLAIN, "From": f"{name} <sam@acme.example>"} for name in names), ANSWER)
    assert [(who.name, dict(who.fields).get("aliases")) for who in found.contacts] == [
        ("Sam Rivera", ("Samuel Rivera",))
    ]


def test_thirteen_recipients_are_too_many_and_twelve_are_not() -> None:
    guests = [f"guest{number}@party.example" for number in range(13)]
    twelve, thirteen = ({**ANSWER, "To": ", ".join(guests[:most])} for most in (12, 13))
    assert len(read(twelve, everybody=True).contacts) == 12
    assert read(thirteen, everybody=True).counted == ((mail.TO_MANY, 1),)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("List-Id", "<talk.list.example>", bulk.NEWSLETTER),
        ("List-Unsubscribe", "<https://list.example/out>", bulk.NEWSLETTER),
        ("Precedence", "Bulk", bulk.NEWSLETTER),
        ("X-Gmail-Labels", "Inbox,Category Promotions", bulk.NEWSLETTER),
        ("Auto-Submitted", "auto-generated; owner-email=x", bulk.AUTOMATIC),
        ("Return-Path", "<>", bulk.AUTOMATIC),
        ("Content-Type", "multipart/report; report-type=delivery-status", bulk.AUTOMATIC),
        ("Content-Type", "text/calendar; method=REQUEST", bulk.INVITATION),
        ("Sender", "Google Calendar <calendar-notification@google.com>", bulk.INVITATION),
        ("X-Auto-Response-Suppress", "All", bulk.PROGRAM),
        ("From", "Shop <messages-noreply@shop.example>", bulk.PROGRAM),
        ("From", "Do not reply <do_not_reply@shop.example>", bulk.PROGRAM),
        ("From", "Code <notifications@code.example>", bulk.PROGRAM),
        ("From", "MAILER-DAEMON@home.example", bulk.PROGRAM),
        ("From", "bounces+17-ab=home.example@news.example", bulk.PROGRAM),
        ("X-Gmail-Labels", '"Spam",Unread', bulk.THROWN_AWAY),
        ("X-Spam-Flag", "YES", bulk.THROWN_AWAY),
        ("X-Mozilla-Status", "0009", bulk.THROWN_AWAY),
    ],
)
def test_what_no_person_wrote_to_the_owner_is_left_out_with_its_reason(field: str, value: str, reason: str) -> None:
    found = read({**PLAIN, field: value}, ANSWER, everybody=True)
    assert dict(found.counted) == {reason: 1}
    assert [each.direction for each in found.encounters] == ["out"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Auto-Submitted", "no"),
        ("Precedence", "normal"),
        ("X-Gmail-Labels", "Important,Inbox"),
        ("X-Auto-Response-Suppress", "DR, RN, NRN"),
        ("X-Mozilla-Status", "0001"),
        ("From", "Nora Reply <nora.reply@acme.example>"),
        ("From", "Al Erts <alertsen@acme.example>"),
        ("From", "Info <info@small.example>"),
        ("Feedback-ID", "1.eu:amazon"),
    ],
)
def test_what_a_person_wrote_counts(field: str, value: str) -> None:
    assert len(read({**PLAIN, field: value}, everybody=True).encounters) == 1


def test_what_lies_among_rubbish_or_is_marked_so_is_left_out() -> None:
    for file in ("Mail/Junk/1.eml", ".INBOX.Trash/cur/1.x:2,S", "cur/17.x:2,ST", "Drafts.mbox/mbox", "Deleted Items/1"):
        assert bulk.thrown_away(file), file
    for file in ("Inbox", "cur/17.x:2,S", "Sent Items/1.eml", "Archive/Trashcan designs/1.eml"):
        assert not bulk.thrown_away(file), file


# --- words in headers ---


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('"Rivera, Sam" <sam@acme.example>', [("Sam Rivera", "sam@acme.example")]),
        ("Rivera, Sam <sam@acme.example>", [("Sam Rivera", "sam@acme.example")]),
        ("=?utf-8?Q?Rivera,_Sam?= <sam@acme.example>", [("Sam Rivera", "sam@acme.example")]),
        ('"=?iso-8859-1?Q?Zo=EB?= Lind" <ZOE@lind.example>', [("Zoë Lind", "zoe@lind.example")]),
        ("=?utf-8?B?Wm/Dqw==?= =?utf-8?B?IExpbmQ=?= <z@lind.example>", [("Zoë Lind", "z@lind.example")]),
        ("sam@acme.example (Sam Rivera)", [("Sam Rivera", "sam@acme.example")]),
        ('"sam@acme.example" <sam@acme.example>', [("", "sam@acme.example")]),
        ("'Sam Rivera' <sam@acme.example>", [("Sam Rivera", "sam@acme.example")]),
        ('"Sam via Docs" <sam@acme.example>', [("", "sam@acme.example")]),
        ('"Rivera, Jr." <sam@acme.example>', [("Rivera, Jr.", "sam@acme.example")]),
        ('"Sam Rivera, PMP" <sam@acme.example>', [("Sam Rivera, PMP", "sam@acme.example")]),
        ('"Rivera, Sam, PhD" <sam@acme.example>', [("Sam Rivera", "sam@acme.example")]),
        ('"Acme, Inc." <post@acme.example>', [("Acme, Inc.", "post@acme.example")]),
        ("Friends: a@x.example, B <b@x.example>;", [("", "a@x.example"), ("B", "b@x.example")]),
        ("undisclosed-recipients:;", []),
        ("a@x.example, a@x.example, A <A@x.example>", [("A", "a@x.example")]),
        ("Sam <sam@localhost>, /O=ACME/CN=SAM, <>, @, a@, @b.example", []),
        ('"Sam \\"S\\" Rivera" <sam@acme.example', [('Sam "S" Rivera', "sam@acme.example")]),
        ("mailto:sam@acme.example", [("", "sam@acme.example")]),
        ("=?nonsense?Q?Sam?= <sam@acme.example>", [("Sam", "sam@acme.example")]),
    ],
)
def test_address_fields_as_programs_write_them(said: str, found: Sequence[tuple[str, str]]) -> None:
    assert mailboxes([said]) == tuple(Mailbox(*each) for each in found)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Re: AW: [3] Fwd: Re[2]: lunch", "[3] Fwd: Re[2]: lunch"),
        ("RE: FW:  WG: TR: Sv: lunch", "lunch"),
        ("Re[2]: lunch", "lunch"),
        ("回复: 你好", "你好"),
        ("Research: results", "Research: results"),
        ("=?utf-8?q?Re=3A_caf=C3=A9?=", "café"),
        ("=?utf-8?b?a?= lunch", "=?utf-8?b?a?= lunch"),
        ("", ""),
    ],
)
def test_a_subject_loses_what_answers_put_before_it(written: str, said: str) -> None:
    assert subject(written) == said


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Tue, 3 Nov 2026 23:30:00 -0800", date(2026, 11, 3)),
        ("3 Nov 2026 10:00", date(2026, 11, 3)),
        ("Tue, 03 Nov 26 10:00:00 GMT (comment)", date(2026, 11, 3)),
        ("Tue, 3 Nov 2026 10:00:00 +9999", date(2026, 11, 3)),
        ("Tue, 31 Nov 2026 10:00:00 +0000", None),
        ("Tue, 3 Nov 99999 10:00:00 +0000", None),
        ("whenever", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_in_the_zone_it_was_written_in(written: str, day: date | None) -> None:
    found = sent(written)
    assert (found.day if found else None) == day


def test_of_two_letters_of_a_day_the_earlier_by_the_clock_of_the_world_is_the_first() -> None:
    here = {**PLAIN, "Date": "Tue, 3 Nov 2026 10:00:00 +0000", "Subject": "Second"}
    there = {**PLAIN, "Date": "Tue, 3 Nov 2026 17:00:00 +0900", "Subject": "First"}
    assert [each.topic for each in read(here, there, everybody=True).encounters] == ["First"]


# --- files ---


def lines_of(path: Path) -> list[int]:
    return [head.line for head in messages(str(path), quiet)]


def test_a_line_of_a_body_that_begins_with_from_is_no_message(tmp_path: Path) -> None:
    body = b"\nFrom now on: no more.\n\nFrom here\nit is plain.\n>From there too.\n"
    (tmp_path / "a.mbox").write_bytes((b"From a@x Tue Nov  3 10:00:00 2026\n" + block(PLAIN) + body + b"\n") * 3)
    assert len(lines_of(tmp_path / "a.mbox")) == 3


def test_messages_without_an_empty_line_between_them_or_at_the_end_are_told_apart(tmp_path: Path) -> None:
    start = b"From sam@acme.example Tue Nov  3 10:00:00 2026\n"
    (tmp_path / "a.mbox").write_bytes(start + block(PLAIN) + start + block(PLAIN) + b"\nbody\n" + start + block(PLAIN))
    heads = list(messages(str(tmp_path / "a.mbox"), quiet))
    assert [head.line for head in heads] == [2, 7, 14]
    assert {head.data.strip() for head in heads} == {block(PLAIN).strip()}


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_messages_stand_on_the_same_lines_wherever_the_chunks_fall(tmp_path: Path, ends: bytes) -> None:
    start = b"From 17@xxx Thu Jan 01 00:00:00 +0000 2015\n"
    chance = random.Random(5)
    data, lines, line = b"", [], 1
    for _ in range(60):
        message = start + block(PLAIN) + b"\n" + b"words and words\n" * chance.randrange(2_500) + b"\n"
        lines.append(line + 1)
        line += message.count(b"\n")
        data += message
    (tmp_path / "a.mbox").write_bytes(data.replace(b"\n", ends))
    assert len(data) > 3 * CHUNK
    assert lines_of(tmp_path / "a.mbox") == lines


def test_a_header_of_any_length_is_cut_and_a_body_of_one_line_passed_over(tmp_path: Path) -> None:
    start = b"From a@x Tue Nov  3 10:00:00 2026\n"
    long = start + block(PLAIN) + b"X: " + b"x" * 3 * LONGEST_HEADER + b"\n\n"
    (tmp_path / "a.mbox").write_bytes(long + b"y" * 4 * CHUNK + b"\n\n" + start + block(ANSWER) + b"\n")
    heads = list(messages(str(tmp_path / "a.mbox"), quiet))
    assert [head.line for head in heads] == [2, 11]
    assert len(heads[0].data) == LONGEST_HEADER
    assert len(imported(tmp_path / "a.mbox").encounters) == 2


def test_the_bar_moves_forward_to_the_end(tmp_path: Path) -> None:
    start = b"From a@x Tue Nov  3 10:00:00 2026\n"
    (tmp_path / "a.mbox").write_bytes((start + block(PLAIN) + b"\n" + b"words\n" * 50_000 + b"\n") * 3)
    told: list[tuple[int, int]] = []
    list(messages(str(tmp_path / "a.mbox"), lambda done, total: told.append((done, total))))
    size = (tmp_path / "a.mbox").stat().st_size
    assert told == sorted(told)
    assert told[-1] == (size, size)


def test_an_apple_mailbox_a_thunderbird_folder_and_an_mh_folder_are_entered(tmp_path: Path) -> None:
    letter = b"From a@x Tue Nov  3 10:00:00 2026\n" + block(PLAIN) + b"\nHello\n"
    for name in ("Out.mbox/mbox", "Profile/Inbox", "Profile/Inbox.sbd/Old"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(letter)
    (tmp_path / "Profile" / "Inbox.msf").write_bytes(letter)
    (tmp_path / "mh").mkdir()
    (tmp_path / "mh" / "17").write_bytes(block(PLAIN) + b"\n")
    (tmp_path / "mh" / "README").write_bytes(b"Note: this is no letter\n")
    files = [head.file for head in messages(str(tmp_path), quiet)]
    assert files == ["Out.mbox/mbox", "Profile/Inbox", "Profile/Inbox.sbd/Old", "mh/17"]


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "box" / "cur").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.eml").write_bytes(block(PLAIN))
    (tmp_path / "box" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "box" / "cur" / "17.x").symlink_to(tmp_path / "elsewhere" / "a.eml")
    os.mkfifo(tmp_path / "box" / "cur" / "18.x")
    (tmp_path / "box" / "cur" / "19.x").write_bytes(block(PLAIN))
    assert [head.file for head in messages(str(tmp_path / "box"), quiet)] == ["cur/19.x"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(block(PLAIN))
    (tmp_path / "b.eml").write_bytes(block(PLAIN))
    (tmp_path / "a.eml").chmod(0)
    found = imported(tmp_path, everybody=True)
    assert found.skipped == (Skipped(0, "a.eml", "cannot be read (Permission denied)"),)
    assert len(found.encounters) == 1


def test_a_file_whose_name_is_no_text_is_named_as_far_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(block(PLAIN))
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.eml")).write_bytes(b"no header")
    assert imported(tmp_path, everybody=True).skipped == (Skipped(1, "?.eml", "no header"),)


def test_a_message_that_could_not_be_read_is_skipped_with_its_reason() -> None:
    found = mail.read([Head(0, b"", "a.eml", "cannot be read"), Head(1, block(PLAIN)), Head(2, b"junk")], MINE, TODAY)
    assert found.skipped == (
        Skipped(0, "a.eml", "cannot be read"),
        Skipped(2, "a message", "no header"),
    )


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"!BDN\x00\x00", "Outlook's own file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"\(\.msg\): save it as \.eml"),
        (b"PK\x03\x04", "zip archive"),
        (b"\x00\x01\x02", "no mailbox"),
        (b"", "no mailbox"),
    ],
)
def test_a_file_that_is_no_mailbox_is_refused_by_what_it_is(tmp_path: Path, start: bytes, told: str) -> None:
    (tmp_path / "a.mbox").write_bytes(start)
    with pytest.raises(ImportRefused, match=told):
        imported(tmp_path / "a.mbox")


def test_nothing_there_and_no_message_in_it_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        imported(tmp_path / "none.mbox")
    with pytest.raises(ImportRefused, match="no message was found"):
        imported(tmp_path)


# --- any input ---

PIECES = (
    b"From a@x Tue Nov  3 10:00:00 2026\n", b"\nFrom ", b"\n", b"\r\n", b"\n\n", b"From: Sam <sam@acme.example>\n",
    b"To: alex@home.example\n", b"To: ", b"Cc:", b"Subject: =?utf-8?q?a=C3=A9?=\n", b"Subject: =?\x00?b?*?=\n",
    b"Date: Tue, 3 Nov 2026 10:00:00 +0000\n", b"Date: 0 Foo 0 99:99 -99999999\n", b"=?utf-7?q?+2AA-?=", b"\xff\xfe",
    b"(", b")", b'"', b"<", b">", b",", b";", b":", b"\\", b" ", b"x", b"@", b"\x00", b"X-Gmail-Labels: Spam\n",
    b"=?raw-unicode-escape?q?=5Cud800?=", b"From: =?utf-16?b?AAA=?= <s@acme.example>\n", b"Message-ID: <1>\n",
)  # fmt: skip


def pieces() -> st.SearchStrategy[bytes]:
    piece = st.one_of(st.sampled_from(PIECES), st.binary(max_size=8))
    return st.lists(piece, max_size=25).map(b"".join)


@given(st.lists(pieces(), max_size=4), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_the_same_each_time(blocks: list[bytes], everybody: bool) -> None:
    heads = [Head(line, data) for line, data in enumerate((*blocks, block(PLAIN)), start=1)]
    found = mail.read(heads, MINE, TODAY, everybody=everybody)
    assert found == mail.read(heads, MINE, TODAY, everybody=everybody)
    check(found)


@given(pieces())
@settings(max_examples=100, deadline=None)
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mbox"
    path.write_bytes(b"From a@x Tue Nov  3 10:00:00 2026\n" + block(PLAIN) + b"\n" + data)
    heads = list(messages(str(path), quiet))
    assert heads[0].line == 2
    whole = path.read_bytes().split(b"\n")
    for head in heads:
        assert not head.data or whole[head.line - 1].startswith(head.data.split(b"\n")[0].rstrip(b"\r"))
    path.write_bytes(data)
    with suppress(ImportRefused):
        check(imported(path))


@given(st.integers(0, 8_000), st.integers(0, 40), pieces())
@settings(max_examples=60, deadline=None)
def test_a_mailbox_damaged_anywhere_is_still_read(
    tmp_path_factory: pytest.TempPathFactory, place: int, lost: int, instead: bytes
) -> None:
    whole = (EXPORTS / "takeout.mbox").read_bytes()
    path = tmp_path_factory.getbasetemp() / "damaged.mbox"
    path.write_bytes(whole[:20] + whole[20:place] + instead + whole[max(20, place) + lost :])
    found = imported(path, everybody=True)
    check(found)
    assert found == imported(path, everybody=True)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_words_are_words(text: str) -> None:
    for said in (words(text), subject(text), person_name(text), *(box.name for box in mailboxes([text]))):
        assert said == " ".join(said.split())
    found = sent(text)
    assert found is None or isinstance(found, Sent)


@pytest.mark.parametrize("piece", ["(", '"', "<", ",", "a,", "=?a?q?", "=?utf-8?b?", "Re: ", "\\", "a@b.example,", ":"])
def test_the_worst_header_takes_no_longer_than_an_ordinary_long_one(piece: str) -> None:
    long = piece * (200_000 // len(piece))
    found = read({**PLAIN, "To": long, "Subject": long, "Date": long, "Cc": "alex@home.example"}, PLAIN)
    assert isinstance(found, Incoming)


def check(found: Incoming) -> None:
    """Every field is of its declared type, and can be written."""
    for person in found.contacts:
        is_contact(person)
    for each in found.encounters:
        assert isinstance(each, Encounter)
        assert isinstance(each.day, date)
        assert each.people
        for person in each.people:
            is_contact(person)
        assert each.direction in ("in", "out")
        (each.topic + each.key).encode()
    for skipped in found.skipped:
        assert isinstance(skipped.line, int)
        assert skipped.reason
        skipped.what.encode()
    assert all(isinstance(why, str) and count > 0 for why, count in found.counted)
    assert all(isinstance(each, str) for each in found.told)


def is_contact(person: Contact) -> None:
    assert isinstance(person.line, int)
    assert person.identities
    assert all(each.startswith("mail:") for each in person.identities)
    for name, value in person.fields:
        assert name in ("aliases", "emails")
        assert value
        assert isinstance(value, tuple)
        "".join(value).encode()
    person.name.encode()
