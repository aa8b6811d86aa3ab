from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.cadence import LONGEST, cadence_days
from vaultkit.dates import Dated, Precision, dated_name, read_date, readings

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03",
        "2026-11-3",
        " 2026-11-03 ",
        "2026-11-03T10:00",
        "2026-11-03t10:00:00Z",
        "2026-11-03 10:00:00+02:00",
        "2026-11-03 23:59:59.999-0800",
        "2026-11-03 10:00 PM",
        "2026/11/03",
        "2026.11.03",
        "2026_11_03",
        "20261103",
        "20261103T101500Z",
        "3 Nov 2026",
        "03 November 2026",
        "3rd of November 2026",
        "3. Nov. 2026",
        "3-Nov-2026",
        "Tue, 3 Nov 2026",
        "Tuesday 3 Nov 2026",
        "November 3, 2026",
        "Nov 3rd 2026",
        "NOV  3,  2026",
        "03.11.2026",
        "3.11.2026",
        "3. 11. 2026",
    ],
)
def test_days_as_people_write_them(text: str) -> None:
    assert read_date(text) == Dated(DAY)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-11", date(2026, 11, 15), "month"),
        ("Nov 2026", date(2026, 11, 15), "month"),
        ("Sept. 2026", date(2026, 9, 15), "month"),
        ("2026", date(2026, 7, 1), "year"),
        ("2026-W45", date(2026, 11, 2), "week"),
        ("2026-Q4", date(2026, 11, 15), "quarter"),
        ("0001", date(1, 7, 1), "year"),
        ("9999-12", date(9999, 12, 15), "month"),
    ],
)
def test_a_month_is_its_15th_and_a_year_its_1_july(text: str, day: date, precision: Precision) -> None:
    assert read_date(text) == Dated(day, precision)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("11/03/2026", (date(2026, 3, 11), date(2026, 11, 3))),
        ("11-03-2026", (date(2026, 3, 11), date(2026, 11, 3))),
        ("13/11/2026", ()),
        ("2026-11-03", ()),
        ("soon", ()),
    ],
)
def test_a_day_that_reads_two_ways_is_none_of_them(text: str, days: tuple[date, ...]) -> None:
    assert readings(text) == days
    assert (read_date(text) is None) == (len(days) > 1 or text == "soon")


@pytest.mark.parametrize(
    ("text", "day"),
    [("13/11/2026", date(2026, 11, 13)), ("11/13/2026", date(2026, 11, 13)), ("03/03/2026", date(2026, 3, 3))],
)
def test_slashes_are_read_where_only_one_day_is_possible(text: str, day: date) -> None:
    assert read_date(text) == Dated(day)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "now", "no", "May", "today", "next week", "Monday", "2026-13-45", "2026-02-29", "0000-00-00",
     "2026-00", "2026-W54", "2026-Q5", "3.11.26", "11/03/26", "3 Novembre 2026", "2026-11-03x",
     "2026-11-03 and later", "-2026", "20261399", "12026", "２０２６-11-03", "x" * 10_000, "1" * 10_000, "30/30/2026"],
)  # fmt: skip
def test_what_is_no_date_is_never_guessed(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-03",
        "2026-11-03 coffee with Sam",
        "2026-11-03-Tuesday",
        "2026-11-03_Sam",
        "2026-11-03T1000 call",
        "2026-11-03, Sam",
        "20261103",
        "20261103 Sam",
        "20261103-Sam",
        "2026.11.03",
        "2026_11_03 Sam",
        "3 Nov 2026",
        "03.11.2026 Sam",
        "November 3, 2026",
        "Coffee with Sam 2026-11-03",
        "Coffee with Sam (2026-11-03)",
        "Meeting_20261103",
        "Meeting-2026-11-03",
        "Sam – 3 November 2026",
    ],
)
def test_names_with_a_day_at_either_end(name: str) -> None:
    assert dated_name(name) == Dated(DAY)


@pytest.mark.parametrize(
    ("name", "day", "precision"),
    [
        ("2026-11", date(2026, 11, 15), "month"),
        ("2026-02 Ana reference", date(2026, 2, 15), "month"),
        ("2026-W45", date(2026, 11, 2), "week"),
        ("2026-Q4 review", date(2026, 11, 15), "quarter"),
    ],
)
def test_names_that_begin_with_a_period(name: str, day: date, precision: Precision) -> None:
    assert dated_name(name) == Dated(day, precision)


@pytest.mark.parametrize(
    "name",
    ["", "Sam Rivera", "2026-13-45", "2026-02-30 Sam", "20261399", "202611031430 an id", "20261103143000",
     "2026-11-031", "1984", "2026 goals", "Season 2011-12", "+49 1761 20261103", "030 2026-1103", "B2026-11-03",
     "20261103Meeting", "Sam 2026-11-03 coffee", "555-0100", "Room 101", "1" * 5_000, "- " * 5_000 + "2026-11-03"],
)  # fmt: skip
def test_names_without_a_date(name: str) -> None:
    assert dated_name(name) is None


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.sampled_from(["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%d.%m.%Y}", "{:%d %b %Y}", "{:%B %d, %Y}"]))
def test_every_day_of_every_year_is_read_back(day: date, form: str) -> None:
    text = form.replace("%Y", f"{day.year:04}").format(day)
    assert read_date(text) == Dated(day)
    assert dated_name(f"{text} Sam") == Dated(day)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[0-9a-z /.,-]{0,20}", fullmatch=True))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_date(text)
    dated_name(text)
    assert len(readings(text)) in (0, 2)
    days = cadence_days(text)
    assert days is None or 1 <= days <= LONGEST


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30", 30),
        ("30d", 30),
        ("30 days", 30),
        ("2w", 14),
        ("3m", 91),
        ("12m", 365),
        ("1y", 365),
        ("daily", 1),
        ("weekly", 7),
        ("Weekly ", 7),
        ("biweekly", 14),
        ("bi-weekly", 14),
        ("fortnightly", 14),
        ("monthly", 30),
        ("quarterly", 91),
        ("half-yearly", 183),
        ("yearly", 365),
        ("annually", 365),
        ("every day", 1),
        ("every 2 weeks", 14),
        ("every two weeks", 14),
        ("every other week", 14),
        ("each month", 30),
        ("once a month", 30),
        ("twice a year", 183),
        ("3 times a year", 122),
        ("three times per year", 122),
        ("4x a year", 91),
        ("2x/month", 15),
        ("a week", 7),
    ],
)
def test_cadences_as_people_write_them(text: str, days: int) -> None:
    assert cadence_days(text) == days


@pytest.mark.parametrize(
    "text",
    ["", "somtimes", "often", "0", "0d", "-3", "1.5", "7 hours", "30 minutes", "99999", "99999y", "every",
     "weekly or so", "bimonthly", "two", "d30", "٣", "x" * 10_000, "every " * 5_000],
)  # fmt: skip
def test_what_is_no_cadence_is_none(text: str) -> None:
    assert cadence_days(text) is None
