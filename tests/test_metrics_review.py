"""Review: what was asked, followed up and given in each quarter, and what came of it."""

from __future__ import annotations

from datetime import date

from notebook import card, findings_of

from vaultkit.metrics.quarters import Quarter
from vaultkit.metrics.review import Look, review
from vaultkit.reports.review import body

ASKS = "- asked:: [[Ana Ruiz]] a tent\n- asked:: [[Bo Berg]] a boat\n- asked:: [[Cy Cole]] a car\n"

YES_AND_THANKS = "- granted:: [[{0}]]\n- thanked:: [[{0}]]\n"


def quarter(year: int, part: int, notes: dict[str, str]) -> Look:
    (found,) = [look for look in review(findings_of(notes)) if look.quarter == Quarter(year, part)]
    return found


def told(look: Look) -> list[tuple[str, str, str, int]]:
    return [(loop.word, loop.what, loop.state, loop.took) for loop in look.loops]


def test_quarters_with_something_in_them_the_newest_first() -> None:
    notes = {
        "Daily/2025-02-01.md": "- asked:: [[Ana Ruiz]] a tent\n- withdrawn:: [[Ana Ruiz]]\n",
        "Daily/2026-05-01.md": "- gave:: [[Bo Berg]] a lift\n",
        "Daily/2025-08-01.md": "- lunch with [[Bo Berg]]\n",
    }
    assert [look.quarter for look in review(findings_of(notes))] == [Quarter(2026, 2), Quarter(2025, 1)]
    assert review(findings_of({"People/Ana Ruiz.md": card()})) == ()


def test_requests_stand_in_the_quarter_they_were_made_with_what_came_of_them_since() -> None:
    notes = {
        "Daily/2026-03-20.md": ASKS,
        "Daily/2026-04-20.md": "- granted:: [[Ana Ruiz]]\n- parked:: [[Cy Cole]]\n",
        "Favours/Draft.md": '---\ntype: ask\nperson: "[[Di Dunn]]"\nasked: 2026-03-21\nstatus: draft\n---\n',
        "Favours/Routine.md": '---\ntype: ask\nperson: "[[Di Dunn]]"\nasked: 2026-03-21\nscope: routine\n---\n',
    }
    asked = quarter(2026, 1, notes).requests
    # Bo's ask of 20 March lapsed after 60 days; Cy's was parked on 20 April, 71 days ago, and lapsed likewise
    assert [(r.favour.what, r.life.state) for r in asked] == [
        ("a tent", "granted"),
        ("a boat", "expired"),
        ("a car", "expired"),
    ]


def test_open_requests_come_first_then_the_latest() -> None:
    notes = {
        "Daily/2026-06-01.md": "- asked:: [[Ana Ruiz]] a tent\n",
        "Daily/2026-06-10.md": "- asked:: [[Bo Berg]] a boat\n- granted:: [[Bo Berg]]\n",
        "Daily/2026-06-20.md": "- asked:: [[Cy Cole]] a car\n- declined:: [[Cy Cole]]\n",
    }
    assert [r.favour.what for r in quarter(2026, 2, notes).requests] == ["a tent", "a car", "a boat"]


def test_thanks_and_acknowledgements_within_two_days_are_in_time() -> None:
    notes = {
        "Daily/2026-02-01.md": ASKS,
        "Daily/2026-02-10.md": "- granted:: [[Ana Ruiz]]\n- declined:: [[Bo Berg]]\n- granted:: [[Cy Cole]]\n",
        "Daily/2026-02-12.md": "- thanked:: [[Ana Ruiz]]\n",
        "Daily/2026-02-13.md": "- acknowledged:: [[Bo Berg]]\n",
    }
    assert told(quarter(2026, 1, notes)) == [
        ("thank", "a car", "open", 140),
        ("acknowledge", "a boat", "later", 3),
        ("thank", "a tent", "in time", 2),
    ]


def test_outcomes_are_due_after_thirty_days_and_only_where_somebody_vouched() -> None:
    notes = {
        "Daily/2026-06-05.md": "- asked:: [[Ana Ruiz]] advice on tents\n" + YES_AND_THANKS.format("Ana Ruiz"),
        "Daily/2026-05-05.md": "- asked:: [[Bo Berg]] advice on boats\n" + YES_AND_THANKS.format("Bo Berg"),
        "Daily/2026-05-06.md": "- got:: [[Cy Cole]] a lift\n- thanked:: [[Cy Cole]]\n",
        "Daily/2026-05-30.md": "- reported:: [[Bo Berg]] it floats\n",
    }
    assert told(quarter(2026, 2, notes)) == [
        ("report", "advice on boats", "in time", 25),
        ("thank", "advice on boats", "in time", 0),
        ("thank", "a lift", "in time", 0),
        ("thank", "advice on tents", "in time", 0),
    ]


def test_answers_to_their_asks_within_a_week() -> None:
    notes = {
        "Daily/2026-05-01.md": "- asked-me:: [[Ana Ruiz]] a tent\n- asked-me:: [[Bo Berg]] a boat\n",
        "Daily/2026-05-08.md": "- declined:: [[Ana Ruiz]]\n",
        "Daily/2026-05-09.md": "- granted:: [[Bo Berg]]\n",
        "Daily/2026-06-25.md": "- asked-me:: [[Cy Cole]] a car\n",  # not due before 2 July
    }
    assert told(quarter(2026, 2, notes)) == [("answer", "a boat", "later", 8), ("answer", "a tent", "in time", 7)]


def test_promises_by_the_day_they_were_due() -> None:
    notes = {
        "Daily/2026-01-01.md": "- promised:: [[Ana Ruiz]] the map 📅 2026-02-01\n",
        "Daily/2026-01-02.md": "- promised:: [[Bo Berg]] the key 📅 2026-02-02\n",
        "Daily/2026-01-20.md": "- kept:: [[Ana Ruiz]] the map\n- promised:: [[Cy Cole]] a cake 📅 2026-07-20\n",
    }
    assert told(quarter(2026, 1, notes)) == [("promise", "the key", "open", 148), ("promise", "the map", "in time", 0)]
    assert "Promises due: 1 kept and 1 open." in body(findings_of(notes))


def test_what_i_gave_back_forward_and_just_so() -> None:
    notes = {
        "Daily/2026-04-01.md": "- gave:: [[Ana Ruiz]] a lift\n",
        "Daily/2026-04-02.md": "- got:: [[Ana Ruiz]] a tent\n- got:: [[Bo Berg]] a boat\n",
        "Daily/2026-04-03.md": "- gave:: [[Ana Ruiz]] a cake\n- paid-forward:: [[Bo Berg]] lent mine to [[Cy Cole]]\n",
        "Daily/2026-04-04.md": "- thanked:: [[Ana Ruiz]]\n- offered:: [[Di Dunn]] a bed\n",
    }
    found = [(row.gift.what, row.gift.person, row.way) for row in quarter(2026, 2, notes).returns]
    assert found == [
        ("a bed", "Di Dunn", "gave"),
        ("lent mine to", "Cy Cole", "forward"),
        ("a cake", "Ana Ruiz", "back"),
        ("a lift", "Ana Ruiz", "gave"),
    ]


def test_a_person_at_rest_is_counted_and_not_named() -> None:
    notes = {
        "People/Ana Ruiz.md": card("status: archived"),
        "Daily/2026-05-01.md": "- asked:: [[Ana Ruiz]] a tent\n- asked:: [[Bo Berg]] a boat\n",
    }
    page = body(findings_of(notes))
    assert "You asked 2 people for 2 things" in page
    assert "Ana Ruiz" not in page
    assert "- and 1 more" in page


def test_of_whom_nothing_may_be_repeated_the_page_gives_the_name_alone() -> None:
    notes = {
        "People/Ana Ruiz.md": card("sensitivity: restricted"),
        "Daily/2026-02-01.md": "- asked:: [[Ana Ruiz]] SECRET tent\n- granted:: [[Ana Ruiz]]\n",
        "Daily/2026-02-02.md": "- gave:: [[Ana Ruiz]] SECRET help\n- asked:: [[Ana Ruiz]] SECRET advice\n",
        "Daily/2026-02-03.md": "- redirected:: [[Ana Ruiz]] to [[SECRET Person]]\n",
    }
    page = body(findings_of(notes))
    assert "Ana Ruiz" in page
    assert "SECRET" not in page


def test_quarters_past_the_eighth_are_counted() -> None:
    days = (date(2026 - n // 4, 12 - 3 * (n % 4), 2) for n in range(2, 13))
    page = body(findings_of({f"Daily/{day}.md": "- gave:: [[Ana Ruiz]] a lift\n" for day in days}))
    assert page.count("\n## ") == 8
    assert page.startswith("What you asked")
    assert "## April to June 2026 (so far)" in page
    assert page.endswith("And 3 earlier quarters.")
