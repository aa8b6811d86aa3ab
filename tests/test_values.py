from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.model import Field, Items, Link, Mapping, Place, Problem, Scalar, Value
from vaultkit.records import linked, values
from vaultkit.records.kinds import Birthday
from vaultkit.records.values import At, Day, Weight


def at(name: str = "cadence") -> At:
    return At("People/Ana.md", name, [])


def scalar(text: str | None, *, quoted: bool = False) -> Scalar:
    return Scalar(text, 4, quoted)


def several(*items: Value | str) -> Items:
    return Items(tuple(scalar(item) if isinstance(item, str) else item for item in items), 4)


def group(**fields: Value | str) -> Mapping:
    named = (Field(key, scalar(value) if isinstance(value, str) else value, 4) for key, value in fields.items())
    return Mapping(tuple(named), 4)


def told(place: At) -> list[str]:
    return [f"{problem} ({problem.code})" for problem in place.problems]


# --- dates ---


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (scalar("2026-11-03"), Day(date(2026, 11, 3))),
        (scalar("2026-11-03T10:00+09:00"), Day(date(2026, 11, 3))),  # the date as written, in whatever zone
        (scalar("[[2026-11-03]]", quoted=True), Day(date(2026, 11, 3))),
        (scalar("[[Daily/2026-11-03.md|last week]]", quoted=True), Day(date(2026, 11, 3))),
        (several(several("2026-11-03")), Day(date(2026, 11, 3))),  # [[2026-11-03]] without quotes
        (several("2026-11-03"), Day(date(2026, 11, 3))),
        (scalar("2026-11"), Day(date(2026, 11, 15), approximate=True)),
        (scalar("2026"), Day(date(2026, 7, 1), approximate=True)),
        (scalar("~2019"), Day(date(2019, 7, 1), approximate=True)),
        (scalar("c. 3 Nov 2026"), Day(date(2026, 11, 3), approximate=True)),
        (scalar("about May 2019"), Day(date(2019, 5, 15), approximate=True)),
        (scalar("0001-01-01"), Day(date(1, 1, 1))),
        (scalar("9999-12-31"), Day(date(9999, 12, 31))),
    ],
)
def test_a_day_is_read(value: Value, day: Day) -> None:
    place = at()
    assert values.day(value, place) == day
    assert place.problems == []


@pytest.mark.parametrize(
    "value", [scalar(None), scalar(""), scalar("  ", quoted=True), several(), several(scalar(None))]
)
def test_an_empty_property_is_unknown_and_no_mistake(value: Value) -> None:
    place = at()
    readers: tuple[Callable[[Value, At], object], ...] = (
        values.day, values.birthday, values.cadence, values.truth, values.weight, values.text, linked.link,
    )  # fmt: skip
    for read in readers:
        assert read(value, place) is None
    assert values.number(value, place, 0, 9) is None
    assert values.whole(value, place, 0, 9) is None
    assert values.choice(value, place, ("a",)) is None
    assert values.choices(value, place, ("a",)) == ()
    assert values.texts(value, place) == ()
    assert values.days(value, place) == ()
    assert linked.links(value, place) == ()
    assert place.problems == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soon", "`met` should be a day, like 2026-11-03; found 'soon' (bad-date)"),
        ("May", "`met` should be a day, like 2026-11-03; found 'May' (bad-date)"),
        ("3.11.26", "`met` should be a day, like 2026-11-03; found '3.11.26' (bad-date)"),
        ("2026-11-31", "`met` should be a day that exists, like 2026-11-03; found '2026-11-31' (bad-date)"),
        ("2020-13-45", "`met` should be a day that exists, like 2026-11-03; found '2020-13-45' (bad-date)"),
        ("11/03/2026", "`met` could be 11 March or 3 November; write 2026-03-11 or 2026-11-03 (ambiguous-date)"),
    ],
)
def test_a_word_where_a_date_belongs_is_told(text: str, message: str) -> None:
    place = at("met")
    assert values.day(scalar(text), place) is None
    assert told(place) == [f"People/Ana.md:4: {message}"]


def test_several_days_where_one_belongs_are_told() -> None:
    place = at("met")
    assert values.day(several("2026-11-03", "2026-11-04"), place) is None
    assert values.day(group(date="2026-11-03"), place) is None
    assert told(place) == [
        "People/Ana.md:4: `met` takes one value; found a list of 2 (one-value)",
        "People/Ana.md:4: `met` takes one value; found a group of properties (one-value)",
    ]


def test_of_a_list_of_days_the_good_ones_count() -> None:
    place = at("nudges")
    assert values.days(several("2026-11-03", "soon", "2026-11"), place) == (
        Day(date(2026, 11, 3)),
        Day(date(2026, 11, 15), approximate=True),
    )
    assert len(place.problems) == 1


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1980-02-29", Birthday(2, 29, 1980)),
        ("19800229", Birthday(2, 29, 1980)),
        ("29.02.1980", Birthday(2, 29, 1980)),
        ("29 Feb 1980", Birthday(2, 29, 1980)),
        ("1604-05-06", Birthday(5, 6, None)),  # what Apple writes where the year is unknown
        ("--02-29", Birthday(2, 29, None)),
        ("--0229", Birthday(2, 29, None)),
        ("02-29", Birthday(2, 29, None)),
        ("29.2.", Birthday(2, 29, None)),
        ("29 Feb", Birthday(2, 29, None)),
        ("Feb 29th", Birthday(2, 29, None)),
        ("3rd of May", Birthday(5, 3, None)),
    ],
)
def test_birthdays_with_and_without_a_year(text: str, birthday: Birthday) -> None:
    assert values.birthday(scalar(text), at()) == birthday


@pytest.mark.parametrize("text", ["1980", "1980-02", "02-30", "13-01", "1981-02-29", "spring", "30 Feb", "3 Foo"])
def test_half_a_birthday_is_told(text: str) -> None:
    place = at("birthday")
    assert values.birthday(scalar(text), place) is None
    assert told(place) == [
        "People/Ana.md:4: `birthday` should be like 1980-02-29, or 02-29 without the year; "
        f"found '{text}' (bad-birthday)"
    ]


@pytest.mark.parametrize(
    ("born", "today", "day"),
    [
        (Birthday(11, 3, 1980), date(2026, 11, 3), date(2026, 11, 3)),
        (Birthday(11, 3, 1980), date(2026, 11, 4), date(2027, 11, 3)),
        (Birthday(2, 29, None), date(2027, 2, 1), date(2027, 2, 28)),
        (Birthday(2, 29, None), date(2028, 2, 28), date(2028, 2, 29)),
        (Birthday(2, 29, None), date(2027, 3, 1), date(2028, 2, 29)),
        (Birthday(2, 29, None), date(1899, 3, 1), date(1900, 2, 28)),  # 1900 was no leap year
        (Birthday(1, 1, None), date(1, 1, 2), date(2, 1, 1)),
        (Birthday(1, 1, None), date(9999, 1, 2), None),
    ],
)
def test_the_next_birthday(born: Birthday, today: date, day: date | None) -> None:
    assert values.next_birthday(born, today) == day


@pytest.mark.parametrize(
    ("day", "far"),
    [(date(2076, 11, 3), False), (date(2076, 11, 4), True), (date(9999, 12, 31), True), (date(1, 1, 1), False)],
)
def test_a_day_more_than_fifty_years_ahead_is_far(day: date, *, far: bool) -> None:
    assert values.far_ahead(day, date(2026, 11, 3)) is far


def test_far_ahead_knows_leap_days_and_the_last_year() -> None:
    assert not values.far_ahead(date(2074, 2, 28), date(2024, 2, 29))
    assert values.far_ahead(date(2074, 3, 1), date(2024, 2, 29))
    assert not values.far_ahead(date(9999, 12, 31), date(9990, 1, 1))


# --- cadences, truths, numbers, words ---


def test_a_cadence_is_days() -> None:
    assert values.cadence(scalar("every 2 weeks"), at()) == 14


def test_a_mistyped_cadence_is_told_with_what_to_write() -> None:
    place = at()
    assert values.cadence(scalar("somtimes"), place) is None
    assert place.problems == [
        Problem(
            place=Place("People/Ana.md", 4),
            code="bad-cadence",
            message="`cadence` should be like 30d or monthly; found 'somtimes'",
            level="warning",
        )
    ]


@pytest.mark.parametrize(
    ("text", "truth"), [("true", True), ("Yes", True), ("x", True), ("FALSE", False), ("no", False)]
)
def test_truths(text: str, *, truth: bool) -> None:
    assert values.truth(scalar(text), at()) is truth
    assert values.truth(scalar(text, quoted=True), at()) is truth


def test_what_is_no_truth_is_told() -> None:
    place = at("out")
    assert values.truth(scalar("maybe"), place) is None
    assert told(place) == ["People/Ana.md:4: `out` should be true or false; found 'maybe' (bad-truth)"]


def test_numbers_within_their_range() -> None:
    assert values.number(scalar("2.5"), at(), 0, 4) == 2.5
    assert values.whole(scalar("3"), at(), 0, 4) == 3
    assert values.whole(scalar("3.0"), at(), 0, 4) == 3


@pytest.mark.parametrize("text", ["5", "-1", "three", "1e0", "0x1", "1_0", "nan", "inf", "2,5", "9" * 5_000])
def test_numbers_out_of_their_range_are_told(text: str) -> None:
    place = at("closeness")
    assert values.number(scalar(text), place, 0, 4) is None
    assert values.whole(scalar(text), place, 0, 4) is None
    assert [p.code for p in place.problems] == ["bad-number", "bad-number"]
    assert place.problems[1].message.startswith("`closeness` should be a whole number from 0 to 4; found '")


@pytest.mark.parametrize("text", ["do-not-contact", "Do not contact", "DO_NOT_CONTACT", " do-not-contact "])
def test_a_choice_is_read_however_it_is_spelled(text: str) -> None:
    assert values.choice(scalar(text), at(), ("active", "do-not-contact")) == "do-not-contact"


def test_a_choice_may_have_synonyms() -> None:
    assert values.choice(scalar("Intro"), at(), ("introduction",), {"intro": "introduction"}) == "introduction"


def test_a_choice_nobody_offered_is_told_with_the_nearest() -> None:
    place = at("status")
    assert values.choice(scalar("opn"), place, ("open", "waiting", "done")) is None
    assert values.choices(several("done", "zzz"), place, ("open", "waiting", "done")) == ("done",)
    assert [problem.message for problem in place.problems] == [
        "`status` should be one of open, waiting, done; found 'opn' (did you mean `open`?)",
        "`status` should be one of open, waiting, done; found 'zzz'",
    ]


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        (scalar("light"), Weight("light")),
        (scalar("Deep"), Weight("deep")),
        (scalar("minutes: 20", quoted=True), Weight("minutes", 20)),
        (scalar("20 min"), Weight("minutes", 20)),
        (scalar("2h"), Weight("minutes", 120)),
        (scalar("1.5 hours"), Weight("minutes", 90)),
        (group(minutes="20"), Weight("minutes", 20)),
        (scalar("1.5"), Weight("size", 1.5)),
    ],
)
def test_what_a_favour_cost(value: Value, weight: Weight) -> None:
    assert values.weight(value, at()) == weight


@pytest.mark.parametrize("text", ["lite", "-3", "0", "20 days", "minutes"])
def test_a_cost_that_is_none_is_told(text: str) -> None:
    place = at("weight")
    assert values.weight(scalar(text), place) is None
    assert [p.code for p in place.problems] == ["bad-weight"]


# --- texts ---


def test_a_text_keeps_what_was_written() -> None:
    assert values.text(scalar(" 1.10 "), at()) == "1.10"
    assert values.texts(scalar("hiring, engineers"), at()) == ("hiring, engineers",)
    assert values.texts(several("+15551234567", "", "no"), at()) == ("+15551234567", "no")


def test_commas_part_a_text_only_when_asked_and_not_in_quotes() -> None:
    assert values.texts(scalar("a, b,,c"), at(), split=True) == ("a", "b", "c")
    assert values.texts(scalar("a, b", quoted=True), at(), split=True) == ("a, b",)


def test_a_group_where_a_text_belongs_is_told() -> None:
    place = at("needs")
    assert values.texts(group(a="b"), place) == ()
    assert [p.code for p in place.problems] == ["one-value"]


def test_a_part_of_a_group_is_found_however_it_is_spelled() -> None:
    value = group(Introduced_By="Ana", where="UX conf")
    assert values.part(value, "introduced-by") == scalar("Ana")
    assert values.part(value, "date") is None
    assert values.part(scalar("x"), "x") is None


# --- links ---


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (scalar("[[Bob]]", quoted=True), [Link("Bob", 4)]),
        (scalar("[[People/Bob|Bobby]]"), [Link("People/Bob", 4, alias="Bobby")]),
        (scalar("[[People/Bob\\|Bobby]]"), [Link("People/Bob", 4, alias="Bobby")]),
        (scalar("[[Bob#Work life|B]]"), [Link("Bob", 4, "Work life", "B")]),
        (scalar("[[Bob#^id]]"), [Link("Bob", 4, "^id")]),
        (scalar("[[ Bob Ray ]]"), [Link("Bob Ray", 4)]),
        (scalar("![[Bob]]"), [Link("Bob", 4, embed=True)]),
        (scalar("[[A [b] c]]"), [Link("A [b] c", 4)]),
        (scalar("Bob"), [Link("Bob", 4)]),
        (scalar("me"), [Link("me", 4)]),
        (scalar("Rivera, Sam"), [Link("Rivera, Sam", 4)]),
        (scalar("[[A]], [[B]]; [[C]] and [[D]]"), [Link(name, 4) for name in "ABCD"]),
        (scalar("[[Smith, Jane]], [[Bell and Co]], Bob"), [Link(n, 4) for n in ("Smith, Jane", "Bell and Co", "Bob")]),
        (scalar("[[Bob]] (from Acme)"), [Link("Bob", 4)]),
        (scalar("[Bob](People/Bob%20Ray.md)"), [Link("People/Bob Ray", 4, alias="Bob")]),
        (scalar("[Bob](<People/Bob Ray.md#Work>)"), [Link("People/Bob Ray", 4, "Work", "Bob")]),
        (several(several("Bob")), [Link("Bob", 4)]),  # [[Bob]] without quotes
        (several(several("Rivera", "Sam")), [Link("Rivera, Sam", 4)]),  # [[Rivera, Sam]] without quotes
        (several(several("People/Bob|Bobby")), [Link("People/Bob", 4, alias="Bobby")]),
        (several(several(several("Bob")), several(several("Ana"))), [Link("Bob", 4), Link("Ana", 4)]),
        (several("[[Bob]]", "Ana"), [Link("Bob", 4), Link("Ana", 4)]),
        (several(several("[[Bob]]", "[[Ana]]")), [Link("Bob", 4), Link("Ana", 4)]),
    ],
)
def test_links_however_they_are_written(value: Value, found: list[Link]) -> None:
    place = at("people")
    assert list(linked.links(value, place)) == found
    assert place.problems == []


def test_each_link_has_the_line_of_its_item() -> None:
    value = Items((Scalar("[[Bob]]", 5), Scalar("Ana", 6), Items((Items((Scalar("Jo", 7),), 7),), 7)), 4)
    assert [link.line for link in linked.links(value, at())] == [5, 6, 7]


def test_a_plain_list_of_names_is_taken_apart_only_when_asked() -> None:
    names = linked.links(scalar("Sam Rivera, Ana Diaz & Jo and Anders"), at(), split=True)
    assert [link.target for link in names] == ["Sam Rivera", "Ana Diaz", "Jo", "Anders"]


def test_what_is_no_link_is_told() -> None:
    place = at("people")
    for value in (scalar("[web](https://a.example)"), scalar("[[Bob"), scalar("[[]]"), group(name="Bob")):
        assert linked.links(value, place) == ()
    assert [p.code for p in place.problems] == ["bad-link"] * 4
    assert place.problems[1].message == "`people` should be a name or a link, like \"[[Sam Rivera]]\"; found '[[Bob'"


def test_of_several_links_where_one_belongs_the_first_counts() -> None:
    place = at("person")
    assert linked.link(scalar("[[Bob]], [[Ana]]"), place) == Link("Bob", 4)
    assert told(place) == ["People/Ana.md:4: `person` takes one link; found 2, and the first counts (one-value)"]


@pytest.mark.parametrize(
    "text",
    [
        "[[" * 50_000,
        "[[a" * 30_000,
        "]]" * 50_000,
        " " * 100_000,
        "," * 100_000,
        "[" * 100_000,
        "[a](" * 25_000,
        "&" * 10**5,
    ],
)
def test_long_nonsense_is_read_in_a_moment(text: str) -> None:
    list(linked.links(scalar(text), at(), split=True))
    values.day(scalar(text), at())
    values.cadence(scalar(text), at())


# --- everything ---


def test_what_the_user_wrote_is_quoted_short_and_harmless() -> None:
    place = at("\x1b[2Jkey" + "x" * 100)
    values.cadence(scalar("\x1b]0;evil\x07\u202e" + "y" * 10_000), place)
    assert place.problems[0].message.isprintable()
    assert len(place.problems[0].message) < 180


texts = st.one_of(
    st.none(), st.text(max_size=20), st.from_regex(r"[0-9./: -]{0,14}|\[\[.{0,8}\]\]|[a-z ]{0,12}", fullmatch=True)
)
scalars = st.builds(Scalar, texts, st.integers(1, 9), st.booleans())
anything: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(Items, st.lists(inner, max_size=3).map(tuple), st.integers(1, 9)),
        st.builds(
            Mapping,
            st.lists(st.builds(Field, st.sampled_from(["minutes", "date"]), inner, st.just(1)), max_size=2).map(tuple),
            st.integers(1, 9),
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_no_value_breaks_the_reading(value: Value) -> None:
    place = at()
    found = values.day(value, place)
    assert found is None or not place.problems
    values.days(value, place)
    values.birthday(value, place)
    values.cadence(value, place)
    values.truth(value, place)
    values.number(value, place, 0, 9)
    values.whole(value, place, 0, 9)
    values.choices(value, place, ("open", "done"))
    values.choice(value, place, ("open", "done"))
    values.weight(value, place)
    values.text(value, place)
    values.texts(value, place, split=True)
    assert all(link.line >= 1 for link in linked.links(value, place, split=True))
    linked.link(value, place)
    assert all(p.message.isprintable() and p.place.path == "People/Ana.md" for p in place.problems)
