"""Calendars in the shapes that programs give them out: who was there, on which days, and what is left out."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.importers import attendance, events, repetition
from vaultkit.importers.blocks import blocks
from vaultkit.importers.calendar import IN_UTC, NO_ADDRESS, read
from vaultkit.importers.days import NO_DAY
from vaultkit.importers.incoming import Encounter, ImportRefused, Incoming, Mine
from vaultkit.importers.moments import Zones

EXPORTS = Path(__file__).parent / "exports" / "calendar"
TODAY = date(2026, 11, 22)
ROBIN = Mine(("Robin Vale",), ("robin@example.com",))
SAM = "ATTENDEE;CN=Sam Rivera:mailto:sam@acme.example"


def imported(name: str, mine: Mine = ROBIN, zone: str = "") -> Incoming:
    return read((EXPORTS / name).read_bytes(), mine, TODAY, zone)


def calendar(*blocks_: str, head: str = "", zone: str = "", mine: Mine = ROBIN) -> Incoming:
    """Events without their first and last line → what is read of a calendar of them."""
    text = "".join(f"BEGIN:VEVENT\n{block}\nEND:VEVENT\n" for block in blocks_)
    return read(f"BEGIN:VCALENDAR\n{head}{text}END:VCALENDAR\n".encode(), mine, TODAY, zone)


def days(found: Incoming) -> list[str]:
    return [one.day.isoformat() for one in found.encounters]


def people(one: Encounter) -> list[str]:
    return [person.name or person.identities[0] for person in one.people]


def reasons(found: Incoming) -> list[str]:
    return [out.reason for out in found.skipped]


# --- real shapes ---


def test_google_calendar() -> None:
    found = imported("google.ics", Mine())
    assert [(one.day.isoformat(), people(one), one.channel, one.topic) for one in found.encounters] == [
        ("2026-07-10", ["Jo Park"], "meeting", "Hike in the hills"),  # three days: the first
        ("2026-08-03", ["Mike Ito", "Jane Smith"], "meeting", "Coffee with Mike Ito and Jane Smith - old town"),
        ("2026-10-05", ["Ana Diaz"], "meeting", "Ana / Robin"),
        ("2026-10-20", ["Ana Diaz"], "meeting", "Ana / Robin (moved)"),
        ("2026-11-02", ["Ana Diaz"], "meeting", "Ana / Robin"),
        ("2026-11-04", ["Sam Rivera"], "call", "Late call, Sydney"),  # 23:30 in UTC is after midnight in Berlin
    ]
    assert found.counted == (
        (attendance.CANCELLED, 1),
        (attendance.DECLINED, 1),
        (attendance.ALONE, 2),
        (events.AHEAD, 1),
    )
    assert found.told == ("taken for yours: robin@example.com",)
    assert found.skipped == ()


def test_an_instance_that_was_moved_keeps_its_key() -> None:
    keys = [one.key for one in imported("google.ics").encounters if one.key.startswith("weekly")]
    assert keys == [f"weekly0001@google.com/2026-{day}" for day in ("10-05", "10-19", "11-02")]


def test_outlook() -> None:
    found = imported("outlook.ics")
    assert [(one.day.isoformat(), one.channel, one.topic) for one in found.encounters] == [
        ("2026-09-07", "meeting", "Monthly"),  # by the clock of its own zone, whose rules nobody knows
        ("2026-10-05", "meeting", "Monthly"),  # a place beside the link
        ("2026-10-06", "call", "Quarter review"),
        ("2026-11-02", "meeting", "Monthly"),
    ]
    review = found.encounters[2]
    assert people(review) == ["Sam Rivera", "Ana Diaz", "Mike Ito", "Jane Smith"]  # no room, not the owner
    assert [person.identities for person in review.people][1:3] == [(), ("mail:mike@example.com",)]
    assert review.key.endswith("D7E8F90/2026-10-05")


def test_apple_calendar() -> None:
    found = imported("apple.ics")
    assert [(one.day.isoformat(), people(one), one.topic) for one in found.encounters] == [
        ("2026-01-05", ["Sam Rivera"], "Breakfast"),
        ("2026-01-06", ["Sam Rivera"], "Breakfast"),  # the 7th is an exception, given in UTC
        ("2026-01-09", ["Sam Rivera"], "Late breakfast"),  # from the 8th on all are a day later
        ("2026-01-21", ["Sam Rivera"], "Late breakfast"),
    ]
    assert found.encounters[0].people[0].identities == ("mail:sam@acme.example",)


def test_a_broken_event_costs_that_one() -> None:
    found = imported("broken.ics")
    assert [one.topic for one in found.encounters] == ["Good one"]
    assert [(out.line, out.what, out.reason) for out in found.skipped] == [
        (3, "Never ends", events.NO_END),
        (8, "No day", NO_DAY),
        (14, "Each second", repetition.TOO_OFTEN),
        (21, "The thirtieth of February", repetition.NEVER),
        (28, "No rule", repetition.UNREADABLE),
    ]


# --- days ---


@pytest.mark.parametrize(
    ("start", "head", "zone", "day"),
    [
        ("DTSTART;VALUE=DATE:20261103", "", "", "2026-11-03"),
        ("DTSTART;VALUE=DATE:20261103", "X-WR-TIMEZONE:Asia/Tokyo\n", "Asia/Tokyo", "2026-11-03"),
        ("DTSTART:20261103T233000", "", "Asia/Tokyo", "2026-11-03"),  # a time without a zone is everywhere the same
        ("DTSTART;TZID=Europe/Berlin:20261103T233000", "", "", "2026-11-03"),
        ("DTSTART;TZID=Europe/Berlin:20261103T233000", "", "Asia/Tokyo", "2026-11-04"),
        ("DTSTART;TZID=Pacific Standard Time:20261103T233000", "", "Asia/Tokyo", "2026-11-04"),
        ("DTSTART;TZID=/vendor.example/Europe/Berlin:20261103T233000", "", "Asia/Tokyo", "2026-11-04"),
        ("DTSTART;TZID=Nowhere:20261103T233000", "", "Asia/Tokyo", "2026-11-03"),
        ("DTSTART;TZID=../../etc/passwd:20261103T233000", "", "Asia/Tokyo", "2026-11-03"),
        ("DTSTART:20261103T233000Z", "X-WR-TIMEZONE:Europe/Berlin\n", "", "2026-11-04"),
        ("DTSTART:20261103T233000Z", "X-WR-TIMEZONE:Europe/Berlin\n", "America/New_York", "2026-11-03"),
        ("DTSTART:20261103T233000Z", "BEGIN:VTIMEZONE\nTZID:Tokyo Standard Time\nEND:VTIMEZONE\n", "", "2026-11-04"),
        (
            "DTSTART:20261103T233000Z",
            "BEGIN:VTIMEZONE\nTZID:A\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE\n",
            "",
            "2026-11-04",
        ),
        ("DTSTART:20261103T233000Z", "", "", "2026-11-03"),
    ],
)
def test_the_day_is_the_one_the_owner_saw(start: str, head: str, zone: str, day: str) -> None:
    found = calendar(f"UID:1\n{start}\n{SAM}", head=head, zone=zone)
    assert days(found) == [day]
    assert found.told == ((IN_UTC,) if not head and not zone and start.endswith("Z") else ())


def test_days_ahead_are_counted_as_they_may_be_moved_yet() -> None:
    found = calendar(f"UID:1\nDTSTART:20261122T100000\n{SAM}", f"UID:2\nDTSTART:20261123T100000\n{SAM}")
    assert days(found) == ["2026-11-22"]
    assert found.counted == ((events.AHEAD, 1),)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", ["2026-10-01", "2026-10-02", "2026-10-03"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20261029", ["2026-10-01", "2026-10-15", "2026-10-29"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261008T075959Z", ["2026-10-01"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261008T080000Z", ["2026-10-01", "2026-10-08"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2", ["2026-10-01", "2026-11-01"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=2\nEXDATE;TZID=Europe/Berlin:20261105T100000", ["2026-10-01"]),
        ("RRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20261002", ["2026-10-01"]),
        ("RDATE;TZID=Europe/Berlin:20261009T100000,20261010T100000", ["2026-10-01", "2026-10-09", "2026-10-10"]),
        ("RRULE:FREQ=DAILY;BYHOUR=9,15;COUNT=4", ["2026-10-01", "2026-10-02", "2026-10-03"]),  # a day is one encounter
        ("RRULE:FREQ=YEARLY", ["2026-10-01"]),
    ],
)
def test_repetitions(rule: str, expected: list[str]) -> None:
    found = calendar(f"UID:1\nDTSTART;TZID=Europe/Berlin:20261001T100000\n{SAM}\n{rule}")
    assert days(found) == expected
    assert [one.key for one in found.encounters] == [f"1/{day}" for day in expected]


def test_a_zone_nobody_knows_keeps_its_clock_beside_exceptions_in_utc() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20261003T235959Z\nEXDATE:20261002T233000Z"
    found = calendar(f"UID:1\nDTSTART;TZID=Nowhere:20261001T233000\n{SAM}\n{rule}", zone="Asia/Tokyo")
    assert days(found) == ["2026-10-01", "2026-10-03"]


@pytest.mark.parametrize("start", ["DTSTART;TZID=America/Los_Angeles:20261001T200000", "DTSTART:20261001T235959"])
def test_a_last_day_is_a_whole_day(start: str) -> None:
    assert days(calendar(f"UID:1\n{start}\n{SAM}\nRRULE:FREQ=DAILY;UNTIL=20261002")) == ["2026-10-01", "2026-10-02"]


def test_repetitions_without_end_are_read_for_the_last_ten_years() -> None:
    found = calendar(f"UID:1\nDTSTART:19990101T100000\n{SAM}\nRRULE:FREQ=MONTHLY")
    assert (days(found)[0], days(found)[-1], len(found.encounters)) == ("2016-12-01", "2026-11-01", 120)
    assert found.counted == ((events.OLD, 1),)


def test_of_many_repetitions_the_last_thousand_are_read() -> None:
    found = calendar(f"UID:1\nDTSTART:20200101T100000\n{SAM}\nRRULE:FREQ=DAILY;COUNT=1000000000")
    assert (len(found.encounters), days(found)[-1]) == (1000, "2026-11-22")
    assert [reason for reason, _ in found.counted] == [events.MANY]


def test_a_newer_version_of_an_event_holds() -> None:
    old, new = (
        f"UID:1\nDTSTART:202611{day}T100000\nSEQUENCE:{number}\n{SAM}" for day, number in (("03", 1), ("04", 2))
    )
    assert days(calendar(new, old)) == days(calendar(old, new)) == ["2026-11-04"]


def test_a_moved_event_keeps_its_key() -> None:
    found = [calendar(f"UID:1\nDTSTART:202611{day}T100000\n{SAM}") for day in ("03", "04")]
    assert [one.encounters[0].key for one in found] == ["1", "1"]


def test_a_changed_instance_without_its_series_is_read() -> None:
    found = calendar(f"UID:1\nDTSTART:20261104T100000\nRECURRENCE-ID:20261103T100000\n{SAM}")
    assert [(one.day.isoformat(), one.key) for one in found.encounters] == [("2026-11-04", "1/2026-11-03")]


def test_events_without_a_uid_have_no_key() -> None:
    found = calendar(f"DTSTART:20261103T100000\n{SAM}", f"DTSTART:20261103T100000\n{SAM}")
    assert [one.key for one in found.encounters] == ["", ""]


def test_a_cancelled_series_is_left_out_as_a_whole() -> None:
    found = calendar(
        f"UID:1\nDTSTART:20261001T100000\nRRULE:FREQ=DAILY;COUNT=3\nSTATUS:CANCELLED\n{SAM}",
        f"UID:1\nDTSTART:20261002T110000\nRECURRENCE-ID:20261002T100000\n{SAM}",
    )
    assert not found.encounters
    assert found.counted == ((attendance.CANCELLED, 1),)
    assert calendar(f"UID:1\nDTSTART:20261001\n{SAM}", head="METHOD:CANCEL\n").counted == ((attendance.CANCELLED, 1),)


# --- people ---


def with_guests(*lines: str, summary: str = "Talk", mine: Mine = ROBIN) -> Incoming:
    return calendar("\n".join(("UID:1", "DTSTART:20261103T100000", f"SUMMARY:{summary}", *lines)), mine=mine)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('ATTENDEE;CN="Sam Rivera":mailto:sam@acme.example', "Sam Rivera"),
        ('ATTENDEE;CN="Rivera, Sam":MAILTO:Sam@Acme.example', "Sam Rivera"),
        ("ATTENDEE;CN=Rivera, Sam:mailto:sam@acme.example", "Sam Rivera"),
        ("ATTENDEE;CN=sam@acme.example:mailto:sam@acme.example", "mail:sam@acme.example"),
        ("ATTENDEE:sam@acme.example", "mail:sam@acme.example"),
        ("ATTENDEE;CN=Sam Rivera:invalid:nomail", "Sam Rivera"),
        ("ORGANIZER;CN=Sam Rivera:mailto:sam@acme.example", "Sam Rivera"),
        (f"{SAM}\nORGANIZER:mailto:sam@acme.example", "Sam Rivera"),
        (f"ORGANIZER:mailto:sam@acme.example\n{SAM}", "Sam Rivera"),
    ],
)
def test_who_was_there(line: str, name: str) -> None:
    assert [people(one) for one in with_guests(line).encounters] == [[name]]


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;PARTSTAT=DECLINED;CN=Sam Rivera:mailto:sam@acme.example",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:sam@acme.example\nORGANIZER;CN=Sam Rivera:mailto:sam@acme.example",
        "ATTENDEE;CUTYPE=ROOM;CN=Big Room:mailto:room@acme.example",
        "ATTENDEE;CUTYPE=GROUP;CN=All Staff:mailto:all@acme.example",
        "ATTENDEE;ROLE=NON-PARTICIPANT;CN=Sam Rivera:mailto:sam@acme.example",
        "ATTENDEE;CN=Robin Vale:mailto:robin.elsewhere@example.com",
        "ATTENDEE;CN=Sam:invalid:nomail",
        "ORGANIZER;CN=Team:mailto:abc@group.calendar.google.com",
        "ORGANIZER;CN=Booking:mailto:no-reply@booking.example",
        "",
    ],
)
def test_who_does_not_count(line: str) -> None:
    found = with_guests(line)
    assert not found.encounters
    assert found.counted == ((attendance.ALONE, 1),)


def test_what_the_owner_declined_did_not_happen_for_them() -> None:
    found = with_guests(SAM, "ATTENDEE;PARTSTAT=DECLINED:mailto:Robin@Example.com")
    assert found.counted == ((attendance.DECLINED, 1),)


def test_twelve_are_met_and_thirteen_are_a_crowd() -> None:
    guests = [f"ATTENDEE;CN=Guest {chr(65 + each)}:mailto:guest{each}@example.org" for each in range(13)]
    assert len(with_guests(*guests[:12]).encounters[0].people) == 12
    assert with_guests(*guests).counted == ((attendance.CROWD, 1),)


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("Coffee with Sam Rivera", ["Sam Rivera"]),
        ("Lunch with Sam Rivera\\, Ana Díaz & Jo O’Hara at Luna", ["Sam Rivera", "Ana Díaz", "Jo O’Hara"]),
        ("Call with Jean-Luc van der Berg (budget)", ["Jean-Luc van der Berg"]),
        ("with Sam Rivera and the team", ["Sam Rivera"]),
        ("Coffee with Robin Vale", []),
        ("Coffee with Sam", []),
        ("Meeting with Marketing Team", []),
        ("Appointment with Dr. Jane Smith", []),
        ("Weekly with ACME CORP", []),
        ("Sam Rivera <> Robin", []),
        ("Without Sam Rivera", []),
    ],
)
def test_a_name_in_the_title_counts_where_nobody_is_invited(summary: str, names: list[str]) -> None:
    assert [people(one) for one in with_guests(summary=summary).encounters] == ([names] if names else [])
    assert [people(one) for one in with_guests(SAM, summary=summary).encounters] == [["Sam Rivera"]]


def test_that_the_owner_may_be_among_the_people_is_told() -> None:
    assert with_guests(SAM, mine=Mine()).told == (NO_ADDRESS,)


@pytest.mark.parametrize(
    ("lines", "channel"),
    [
        ("LOCATION:Cafe Luna", "meeting"),
        ("", "meeting"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/a", "call"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/a\nLOCATION:Room 3", "meeting"),
        ("LOCATION:https://acme.zoom.us/j/1", "call"),
        ("LOCATION:Microsoft Teams Meeting; Room 3", "meeting"),
        ("URL:https://acme.webex.com/meet/sam", "call"),
        ("URL:https://acme.example/agenda", "meeting"),
    ],
)
def test_meetings_and_calls(lines: str, channel: str) -> None:
    assert [one.channel for one in with_guests(SAM, lines).encounters] == [channel]


# --- bounds ---


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=SECONDLY", repetition.TOO_OFTEN),
        ("FREQ=HOURLY;COUNT=2", repetition.TOO_OFTEN),
        ("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2;BYSECOND=1,2", repetition.TOO_OFTEN),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", repetition.NEVER),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", repetition.NEVER),
        ("FREQ=WEEKLY;INTERVAL=0", repetition.UNREADABLE),
        ("FREQ=DAILY;INTERVAL=100000000000", repetition.UNREADABLE),
        ("FREQ=NEVER", repetition.UNREADABLE),
        ("FREQ=WEEKLY;BYDAY=XX", repetition.UNREADABLE),
        ("FREQ=DAILY;UNTIL=soon", repetition.UNREADABLE),
        ("nonsense", repetition.UNREADABLE),
    ],
)
def test_rules_that_cannot_be_followed(rule: str, reason: str) -> None:
    found = calendar(f"UID:1\nDTSTART:20261001T100000\nSUMMARY:Odd\n{SAM}\nRRULE:{rule}")
    assert [(out.line, out.what, out.reason) for out in found.skipped] == [(2, "Odd", reason)]


def test_a_file_of_endless_rules_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_WORK", 1_000_000)
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    found = calendar(*(f"UID:{each}\nDTSTART:20100101T100000\n{SAM}\n{never}" for each in range(100)))
    assert Counter(reasons(found)) == {repetition.NEVER: 2, repetition.TOO_MUCH: 98}


def test_a_series_that_would_take_too_long_is_not_begun() -> None:
    rules = ("FREQ=DAILY;BYHOUR=1,2,3,4", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1;BYDAY=SU", "FREQ=WEEKLY;BYDAY=MO,TU,WE")
    for rule in rules:
        event = f"UID:1\nDTSTART:00010101T100000\n{SAM}\nRRULE:{rule}"
        block = next(blocks(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n".encode(), ("VEVENT",), ("DTSTART", "RRULE")))
        found = repetition.expanded([block], date(1, 1, 1), date(2016, 1, 1), TODAY, Zones(()), left=10_000)
        assert found == repetition.Expanded(wrong=repetition.TOO_MUCH)


def test_long_lines_take_no_time() -> None:
    begin = time.perf_counter()
    calendar(
        f"UID:1\nDTSTART;TZID={'/' * 900_000}:20261103T100000\nATTENDEE;CN={' ' * 900_000}:mailto:a@{'a.' * 400_000}<",
        f"UID:2\nDTSTART:{'1' * 900_000}\n{SAM}",
        f"UID:3\nDTSTART:20261103\n{SAM}\nRDATE:{'20261103,' * 100_000}",
        f"UID:4\nDTSTART:20261103\n{SAM}\nRRULE:FREQ=DAILY;{'A=1;' * 200_000}",
    )
    assert time.perf_counter() - begin < 10


def test_what_is_no_calendar_is_refused() -> None:
    for data in (b"", b"Subject,Start Date\nTalk,11/03/2026\n", b"BEGIN:VCARD\nFN:Sam Rivera\nEND:VCARD\n"):
        with pytest.raises(ImportRefused, match="no calendar"):
            read(data, ROBIN, TODAY)


def test_more_than_a_file_should_hold_is_refused() -> None:
    with pytest.raises(ImportRefused, match="more than 100,000 events"):
        read(b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_001, ROBIN, TODAY)


# --- whatever stands in a file ---

LINES = st.sampled_from(
    [
        *(line for path in sorted(EXPORTS.glob("*.ics")) for line in path.read_bytes().splitlines(keepends=True)),
        *(b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"DTSTART:99991231T235959Z\n", b"DTSTART:00010101T000000Z\n"),
        *(b"RRULE:FREQ=WEEKLY\n", b"EXDATE:1\n", b"RDATE:19970101T180000Z/PT5H30M\n", b"SEQUENCE:x\n", b"UID:a\n"),
        *(b"RECURRENCE-ID:00010101\n", b"X-WR-TIMEZONE:Pacific/Kiritimati\n", b"ATTENDEE:mailto:sam@acme.example\n"),
    ]
)
RULES = st.lists(
    st.sampled_from(
        """FREQ=DAILY FREQ=WEEKLY FREQ=MONTHLY FREQ=YEARLY INTERVAL=2 INTERVAL=-1 COUNT=3 COUNT=0 UNTIL=20260101
        UNTIL=20271231T000000Z BYDAY=MO BYDAY=-1FR,2TU BYDAY=99MO BYMONTH=2 BYMONTH=13 BYMONTHDAY=31 BYMONTHDAY=-31
        BYYEARDAY=366 BYWEEKNO=53 BYSETPOS=-1 BYSETPOS=9 BYHOUR=25 BYEASTER=1 WKST=SU X=1 =""".split()
    ),
    max_size=5,
).map(lambda parts: f"RRULE:{';'.join(parts)}\n".encode())
FILES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(LINES, RULES, st.binary(max_size=30)), max_size=40).map(
        lambda lines: (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261103T100000\nATTENDEE:mailto:sam@acme.example\n"
            + b"".join(lines)
        )
    ),
    RULES.map(lambda rule: f"BEGIN:VEVENT\nDTSTART:20240229T100000\n{SAM}\n".encode() + rule + b"END:VEVENT\n"),
)


@settings(deadline=None, max_examples=120)
@given(FILES)
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        found = read(data, ROBIN, TODAY, "Pacific/Kiritimati")
    except ImportRefused:
        return
    for one in found.encounters:
        assert type(one.day) is date
        assert one.day <= date(2027, 1, 21)
        assert 0 < len(one.people) <= attendance.MOST
        assert all(person.name or person.identities for person in one.people)
        assert one.channel in ("meeting", "call")
        assert one.line > 0
    keys = [one.key for one in found.encounters if one.key]
    assert len(keys) == len(set(keys))
    assert all(out.line > 0 and out.what and out.reason for out in found.skipped)
    assert all(number > 0 for _, number in found.counted)
    assert found == read(data, ROBIN, TODAY, "Pacific/Kiritimati")


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
    st.integers(1, 5),
    st.sampled_from(("", ";BYDAY=MO,WE", ";BYDAY=TU", ";BYMONTH=3,10")),
    st.dates(date(2024, 1, 1), date(2026, 9, 1)),
)
def test_repetitions_fall_on_the_days_of_their_rule(frequency: str, interval: int, limits: str, start: date) -> None:
    """dateutil, asked for the days alone."""
    from datetime import datetime

    from dateutil.rrule import rrulestr

    rule = f"FREQ={frequency};INTERVAL={interval};COUNT=8{limits}"
    begin = datetime(start.year, start.month, start.day, 10)
    expected = {each.date() for each in rrulestr(rule, dtstart=begin)} | {start}
    found = calendar(f"UID:1\nDTSTART;TZID=Europe/Berlin:{begin:%Y%m%dT%H%M%S}\n{SAM}\nRRULE:{rule}")
    if not found.skipped:
        assert {one.day for one in found.encounters} - {start} == {day for day in expected if day <= TODAY} - {start}
