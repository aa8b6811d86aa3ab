from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.dates import Dated, Precision
from vaultkit.moment import date_format

# Each names a day in full; the name is what Moment itself gives for Tuesday, 3 November 2026.
NAMES = {
    "YYYY-MM-DD": "2026-11-03",
    "YYYY/MM-MMMM/YYYY-MM-DD-dddd": "2026/11-November/2026-11-03-Tuesday",
    "YYYYMMDD": "20261103",
    "YYYYMMDDHHmm": "202611030000",
    "yyyy.MM.DD": "2026.11.03",
    "D MMMM YYYY": "3 November 2026",
    "dddd, MMMM Do YYYY": "Tuesday, November 3rd 2026",
    "dddMMMDDYYYY": "TueNov032026",
    "Y-M-D": "2026-11-3",
    "YYYY-DDDD": "2026-307",
    "YYYY-DDD": "2026-307",
    "DDDo [of] YYYY": "307th of 2026",
    "Do Mo YYYY": "3rd 11th 2026",
    "[Day] YYYY.MM.DD [of work]": "Day 2026.11.03 of work",
    "YYYY/[Q]Q/MM/DD": "2026/Q4/11/03",
    "Qo wo YYYY-MM-DD": "4th 45th 2026-11-03",
    "YYYY-MM-DD \\at h:mm A": "2026-11-03 at 12:00 AM",
    "gggg-[W]ww-e": "2026-W45-2",
    "gggg-ww dd": "2026-45 Tu",
    "gggg-w-d": "2026-45-2",
    "GGGG-[W]WW-E": "2026-W45-2",
    "GGGG[W]WWE": "2026W452",
    "GGGG-Wo-dddd": "2026-45th-Tuesday",
    "L": "11/03/2026",
    "l": "11/3/2026",
    "LL": "November 3, 2026",
    "ll": "Nov 3, 2026",
    "LLLL": "Tuesday, November 3, 2026 12:00 AM",
}
SHORT_YEARS = ("YY-MM-DD", "gg-ww-d", "GG-[W]WW-E")
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(("form", "name"), NAMES.items())
def test_names_are_written_as_moment_writes_them(form: str, name: str) -> None:
    assert date_format(form).write(date(2026, 11, 3)) == name
    assert date_format(form).names_days


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(NAMES)), days)
def test_every_name_is_read_as_the_day_it_was_written_for(form: str, day: date) -> None:
    assert date_format(form).read(date_format(form).write(day)) == Dated(day)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SHORT_YEARS), st.dates(date(1969, 1, 6), date(2068, 12, 20)))
def test_short_years_lie_between_1969_and_2068(form: str, day: date) -> None:
    assert date_format(form).read(date_format(form).write(day)) == Dated(day)


@pytest.mark.parametrize("form", list(NAMES))
@pytest.mark.parametrize("year", [1900, 1999, 2000, 2015, 2020, 2023, 2024, 2026])
def test_the_turn_of_the_year_is_read_right(form: str, year: int) -> None:
    for day in (date(year, 1, 1), date(year, 1, 2), date(year, 12, 30), date(year, 12, 31), date(year, 2, 28)):
        assert date_format(form).read(date_format(form).write(day)) == Dated(day)


@pytest.mark.parametrize(
    ("form", "day", "name"),
    [
        # Weeks of `gggg` begin on Sunday and the first has 1 January; those of `GGGG` on Monday and it has 4 January.
        ("gggg-[W]ww", date(2027, 1, 1), "2027-W01"),
        ("gggg-[W]ww", date(2026, 12, 27), "2027-W01"),
        ("GGGG-[W]WW", date(2027, 1, 1), "2026-W53"),
        ("gggg-[W]ww", date(2022, 1, 1), "2022-W01"),
        ("GGGG-[W]WW", date(2022, 1, 1), "2021-W52"),
        ("Do", date(2026, 1, 11), "11th"),
        ("Do", date(2026, 1, 22), "22nd"),
        ("DDDo", date(2026, 4, 22), "112th"),
        ("[literal YYYY] YYYY", date(2026, 1, 1), "literal YYYY 2026"),
        ("\\YYYY YYYY", date(2026, 1, 1), "YYYY 2026"),
        ("YYYY [Q", date(2026, 1, 1), "2026 [1"),  # a bracket that is not closed keeps nothing
    ],
)
def test_the_odd_tokens(form: str, day: date, name: str) -> None:
    assert date_format(form).write(day) == name


@pytest.mark.parametrize(
    ("form", "name", "day", "precision"),
    [
        ("YYYY-MM", "2026-11", date(2026, 11, 15), "month"),
        ("MMMM YYYY", "November 2026", date(2026, 11, 15), "month"),
        ("YYYY", "2026", date(2026, 7, 1), "year"),
        ("YYYY-[Q]Q", "2026-Q4", date(2026, 11, 15), "quarter"),
        ("gggg-[W]ww", "2026-W45", date(2026, 11, 2), "week"),
        ("GGGG-[W]WW", "2026-W45", date(2026, 11, 2), "week"),
        ("YYYY-[W]ww", "2026-W45", date(2026, 11, 2), "week"),
    ],
)
def test_periods_are_read_as_what_they_are(form: str, name: str, day: date, precision: Precision) -> None:
    assert date_format(form).read(name) == Dated(day, precision)
    assert not date_format(form).names_days


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("YYYY-MM-DD dddd", "2026-11-03 Friday"),  # the wrong weekday
        ("YYYY-MM-DD dddd", "2026-11-03 mardi"),
        ("YYYY-MM-DD-dddd", "2026-11-03-terça-feira"),
        ("YYYY-MM-DD ddd", "2026-11-03 mar."),
        ("YYYY/MM-MMMM/YYYY-MM-DD", "2026/11-novembre/2026-11-03"),
        ("YYYY/MM-MMMM/YYYY-MM-DD", "2026/11-नवंबर/2026-11-03"),
        ("D MMMM YYYY", "3 november 2026"),
        ("Do MMMM YYYY", "3 Nov 2026"),
        ("YYYY/MM/YYYY-MM-DD", "2025/12/2026-11-03"),  # in the wrong folder: the file's name counts
        ("YYYY/MM/YYYY-MM-DD", "archive/2026-11-03"),
        ("YYYY-MM-DD", "archive/2026-11-03"),
    ],
)
def test_names_that_decide_the_day_are_read_though_something_is_off(form: str, name: str) -> None:
    assert date_format(form).read(name) == Dated(date(2026, 11, 3))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("YYYY-MM-DD", "2026-02-30"),
        ("YYYY-MM-DD", "0000-01-01"),
        ("YYYY-MM-DD", "2026-11-03 notes"),
        ("YYYY-MM-DD", "2026-11-3"),
        ("YYYY-DDDD", "2026-366"),
        ("gggg-[W]ww", "2026-W54"),
        ("GGGG-[W]WW", "2026-W54"),
        ("GGGG-[W]WW", "2027-W53"),
        ("YYYY/MM/DD", "elsewhere/03"),
        ("D MMMM YYYY", "3 novembre 2026"),  # no number says which month
        ("MM-DD", "11-03"),
        ("YYYY-MM-DD", "２０２６-11-03"),
        ("YYYY-MM-DD", ""),
        ("", ""),
        ("GGGG-[W]WW-E", "9999-W53-7"),
    ],
)
def test_what_names_no_day_is_none(form: str, name: str) -> None:
    assert date_format(form).read(name) is None


def test_the_first_and_the_last_year_overflow_nothing() -> None:
    for form in NAMES:
        for day in (date(1, 1, 1), date(1, 12, 31), date(9999, 1, 1), date(9999, 12, 31)):
            assert date_format(form).read(date_format(form).write(day)) in (Dated(day), None)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["YYYY", "MM", "M", "D", "DD", "MMMM", "dddd", "ww", "[", "]", "\\", "-", "/", "L", "é"]),
        max_size=12,
    ),
    st.text(max_size=20) | st.from_regex(r"[0-9a-z/-]{0,20}"),
)
def test_no_format_and_no_name_break_the_reading(parts: list[str], name: str) -> None:
    form = date_format("".join(parts))
    found = form.read(name)
    assert found is None or found.precision in ("day", "week", "month", "quarter", "year")
    form.read(form.write(date(2026, 11, 3)))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("MMMM-" * 4 + "MDMDMDMDMD", "jan-" * 8 + "1" * 400),
        ("D" * 3 + "MDMDMDMDMDMDMDMD", "1" * 400 + "x"),
        ("MMMM" * 4, "a-" * 250),
        ("M-" * 60, "1-" * 250),
    ],
)
def test_a_tangled_format_takes_no_time(form: str, name: str) -> None:
    begun = time.perf_counter()
    assert date_format(form).read(name) is None
    assert time.perf_counter() - begun < 0.5
