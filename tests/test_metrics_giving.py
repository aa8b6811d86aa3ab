"""Giving: whom I could help or bring together, what takes five minutes, what I gave; near misses beside hits."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notebook import TODAY, card, findings_of
from strategies import notes, paths

from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.five_minutes import five_minutes, is_small
from vaultkit.metrics.giving.generosity import Season, by_quarter, season_of
from vaultkit.metrics.giving.gifts import gifts_in
from vaultkit.metrics.giving.matches import helps, introductions, shared_topics
from vaultkit.metrics.giving.openings import giving
from vaultkit.metrics.giving.signs import Sign, signs
from vaultkit.metrics.giving.topics import meet, stem, subject
from vaultkit.metrics.quarters import Quarter, quarter_of
from vaultkit.reports.giving import body
from vaultkit.reports.review import body as review_body

ANA, BO, CY = "People/Ana Ruiz.md", "People/Bo Berg.md", "People/Cy Cole.md"


# --- words ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hiring", "hire"),
        ("engineers", "engineering"),
        ("companies", "company"),
        ("planned", "planning"),
        ("pricing", "prices"),
        ("visualization", "visualising"),
        ("fundraising", "fundraise"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("spring", "spr"), ("bus", "bu"), ("glass", "glas"), ("speed", "spe"), ("thing", "th")]
)
def test_short_words_stay_whole(one: str, other: str) -> None:
    assert stem(one) != other


def test_short_words_count_only_where_they_are_names() -> None:
    assert subject("UX of it all") == {"ux"}
    assert subject("C# or C++") == {"c#", "c++"}
    assert subject("help with some new feedback") == set()


def test_a_hyphened_word_is_one_unless_both_halves_are_words() -> None:
    assert subject("sign-ups") == {"signup"}
    assert subject("guest-harbours") == {"guest", "harbour"}


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("interface copy", "Interface copy"),
        ("hiring engineers", "hiring"),
        ("portfolio feedback", "a look over portfolios"),
        ("advice on grants", "grant writing"),
        ("usability study", "usability testing"),
        ("design feedback", "design review"),  # nothing but a common word, but both are about just that
        ("pictograms for the outer islands", "maps and pictograms of islands"),
        ("someone who speaks Spanish", "Spanish"),
    ],
)
def test_a_need_and_an_offer_that_meet(need: str, offer: str) -> None:
    assert meet(need, offer)
    assert meet(offer, need)


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("portfolio feedback", "pitch feedback"),  # feedback is a form of help, not a subject
        ("advice on grants", "advice on teaching"),
        ("a design role", "design tokens"),
        ("onboarding design", "design review"),
        ("pilot harbours", "harbour photography"),
        ("product strategy", "pricing strategy"),
        ("investors for a bakery", "bakery tours"),
        ("timetable data", "data visualisation"),
        ("help with time management", "time"),
        ("the club's sign-up", "signs"),
        ("an intro to good people", "good people skills"),
        ("feedback", "feedback"),
        ("", ""),
    ],
)
def test_near_misses_do_not_meet(need: str, offer: str) -> None:
    assert not meet(need, offer)
    assert not meet(offer, need)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_needs_and_offers_meet_the_same_either_way(need: str, offer: str) -> None:
    assert meet(need, offer) == meet(offer, need)
    assert not meet(need, offer) or subject(need) & subject(offer)


# --- needs × offers ---

SEEKER = card("needs: [a maths tutor, a bakery]")
GIVER = card("offers: [maths tutoring for teenagers]")


def brought_together(findings: Findings) -> list[tuple[str, str]]:
    return [(chance.one.someone.name, chance.other.someone.name) for chance in introductions(findings)]


def test_an_introduction_has_a_reason_for_both() -> None:
    (chance,) = introductions(findings_of({ANA: SEEKER, BO: GIVER}))
    assert (chance.one.someone.name, chance.other.someone.name) == ("Ana Ruiz", "Bo Berg")
    assert chance.for_one == (("a maths tutor", "maths tutoring for teenagers"),)
    assert chance.for_other == ()


def test_whoever_needs_something_stands_first() -> None:
    assert brought_together(findings_of({ANA: GIVER, BO: SEEKER})) == [("Bo Berg", "Ana Ruiz")]


def test_those_who_help_each_other_come_first() -> None:
    both = {ANA: card("needs: [maths]", "offers: [sailing]"), BO: card("needs: [sailing]", "offers: [maths]")}
    near = {CY: card("needs: [sailing]"), "Daily/2026-06-29.md": "- lunch with [[Cy Cole]]\n- call with [[Ana Ruiz]]\n"}
    found = introductions(findings_of({**both, **near}))
    assert [(c.one.someone.name, c.other.someone.name) for c in found] == [
        ("Ana Ruiz", "Bo Berg"),
        ("Cy Cole", "Ana Ruiz"),
    ]
    assert found[0].for_other == (("sailing", "sailing"),)


@pytest.mark.parametrize("status", ["idea", "asked", "made", "ghosted", "negative", "declined"])
def test_an_introduction_in_any_state_is_not_thought_of_again(status: str) -> None:
    noted = f'---\ntype: introduction\nintroducer: me\na: "[[Bo Berg]]"\nb: "[[Ana Ruiz]]"\nstatus: {status}\n---\n'
    assert not introductions(findings_of({ANA: SEEKER, BO: GIVER, "Introductions/1.md": noted}))


@pytest.mark.parametrize(
    "notes",
    [
        {"Daily/2026-06-01.md": "- dinner with [[Ana Ruiz]] and [[Bo Berg]]\n"},
        {"Daily/2026-06-01.md": "- asked-me:: [[Ana Ruiz]] an intro to [[Bo Berg]]\n- declined:: [[Ana Ruiz]]\n"},
        {BO: card("offers: [maths]", 'knows: ["[[Ana Ruiz]]"]')},
        {BO: card("offers: [maths]", 'introduced_by: "[[Ana Ruiz]]"')},
        {ANA: card("needs: [maths]", "org: Acme"), BO: card("offers: [maths]", 'org: "[[Acme]]"')},
    ],
)
def test_those_who_know_each_other_need_no_introduction(notes: dict[str, str]) -> None:
    assert not introductions(findings_of({ANA: SEEKER, BO: GIVER, **notes}))


@pytest.mark.parametrize(
    "line",
    [
        "status: archived",
        "status: do-not-contact",
        "snooze_until: 2026-07-01",
        "door: closed",
        "sensitivity: restricted",
        "tags: [imported]",
        "capacity: low",
        "capacity: {level: low, until: 2026-07-01}",
    ],
)
def test_nobody_who_is_not_to_be_troubled_is_brought_up(line: str) -> None:
    assert not introductions(findings_of({ANA: SEEKER, BO: card("offers: [maths tutoring]", line)}))


def test_whoever_is_busy_no_longer_is_brought_up_again() -> None:
    free = card("offers: [a maths tutor]", "capacity: {level: low, until: 2026-06-30}")
    assert len(introductions(findings_of({ANA: SEEKER, BO: free}))) == 1


def test_whoever_leaves_me_unanswered_is_not_brought_up() -> None:
    letters = {
        f"Letters/{n}.md": f'---\ntype: letter\ndate: 2026-0{n}-01\ndirection: out\npeople: "[[Bo Berg]]"\n---\n'
        for n in (3, 4, 5)
    }
    assert not introductions(findings_of({ANA: SEEKER, BO: GIVER, **letters}))


def test_a_word_that_many_offer_is_held_against_the_closest() -> None:
    offers = {f"People/Tutor {n:02}.md": card("offers: [maths tutor]") for n in range(30)}
    close = {"Daily/2026-06-29.md": "- lunch with [[Tutor 17]]\n"}
    found = introductions(findings_of({ANA: SEEKER, **offers, **close}))
    assert len(found) == 6
    assert "Tutor 17" in {chance.other.someone.name for chance in found}


def test_what_i_offer_meets_what_they_need() -> None:
    mine = {"People/Nora Lind.md": card("offers: [wayfinding, design review]")}
    needs = {ANA: card("needs: [wayfinding signs]"), BO: card("needs: [a design role]")}
    (found,) = helps(findings_of({**mine, **needs}, me="Nora Lind"))
    assert (found.standing.someone.name, found.match) == ("Ana Ruiz", ("wayfinding signs", "wayfinding"))
    assert helps(findings_of(needs)) == ()


# --- topics ---


def in_common(notes: dict[str, str]) -> list[tuple[str, str]]:
    return [shared.words for shared in shared_topics(findings_of(notes))]


def learned(person: str, text: str, day: int = 1) -> str:
    return f'---\ntype: coffee\ndate: 2026-06-0{day}\npeople: "[[{person}]]"\nlearned: [{text}]\n---\n'


def test_two_people_with_a_rare_topic_and_no_tie() -> None:
    assert in_common({ANA: card("offers: [letterpress]"), BO: card("title: Letterpress printer")}) == [
        ("letterpress", "Letterpress printer")
    ]


def test_what_one_declares_and_the_other_told() -> None:
    notes = {ANA: card("tags: [beekeeping]"), BO: card(), "Meetings/1.md": learned("Bo Berg", "took up beekeeping")}
    assert in_common(notes) == [("#beekeeping", "took up beekeeping")]


def test_a_word_in_the_middle_of_something_longer_is_no_topic() -> None:
    notes = {ANA: card("needs: [berth bookings without a phone queue]"), BO: card()}
    assert in_common({**notes, "Meetings/1.md": learned("Bo Berg", "the phone rings all Friday")}) == []
    both = {**notes, "Meetings/1.md": learned("Bo Berg", "berth queue in July")}
    assert in_common(both) == [("berth bookings without a phone queue", "berth queue in July")]


def test_one_word_told_in_passing_by_both_is_no_topic() -> None:
    passing = {
        ANA: card(),
        BO: card(),
        "Meetings/1.md": learned("Ana Ruiz", "moved to Lisbon"),
        "Meetings/2.md": learned("Bo Berg", "hates Lisbon in August"),
    }
    assert in_common(passing) == []


def test_a_common_word_or_one_that_many_have_is_no_topic() -> None:
    assert in_common({ANA: card("title: Product designer"), BO: card("title: Design manager")}) == []
    many = {f"People/Printer {n}.md": card("offers: [letterpress]") for n in range(4)}
    assert in_common(many) == []


def test_what_was_learned_in_confidence_is_no_topic() -> None:
    notes = {ANA: card("offers: [beekeeping]"), "Meetings/1.md": learned("Bo Berg", "beekeeping")}
    assert in_common({**notes, BO: card("sensitivity: private")}) == []
    assert in_common({**notes, BO: card()}) == [("beekeeping", "beekeeping")]


# --- chances to give ---


def test_a_granted_favour_opens_a_chance_to_give_back_until_something_goes_back() -> None:
    daily = {"Daily/2026-03-01.md": "- got:: [[Ana Ruiz]] a lift\n- got:: [[Bo Berg]] a reading\n"}
    later = {"Daily/2026-04-01.md": "- gave:: [[Bo Berg]] a cake\n- thanked:: [[Ana Ruiz]]\n"}
    notes = {ANA: card("needs: [a tent]"), BO: card(), **daily}
    assert [o.standing.someone.name for o in giving(findings_of(notes)).openings] == ["Ana Ruiz", "Bo Berg"]
    (left,) = giving(findings_of({**notes, **later})).openings
    assert (left.standing.someone.name, left.needs) == ("Ana Ruiz", ("a tent",))


def test_where_the_balance_leans_comes_first() -> None:
    daily = {"Daily/2026-03-01.md": "- got:: [[Ana Ruiz]] a lift\n- got:: [[Bo Berg]] a reference for the flat #deep\n"}
    assert [o.favour.what for o in giving(findings_of({ANA: card(), BO: card(), **daily})).openings] == [
        "a reference for the flat",
        "a lift",
    ]


def test_they_gave_first() -> None:
    daily = {
        "Daily/2025-01-01.md": "- got:: [[Ana Ruiz]] a lift\n- gave:: [[Bo Berg]] a lift\n",
        "Daily/2025-02-01.md": "- gave:: [[Ana Ruiz]] a cake\n- got:: [[Bo Berg]] a cake\n",
    }
    (first,) = giving(findings_of({ANA: card(), BO: card(), **daily})).firsts
    assert (first.standing.someone.name, [gift.what for gift in first.since]) == ("Ana Ruiz", ["a cake"])


def test_asks_of_me_the_oldest_first_and_whether_i_offer_it() -> None:
    notes = {
        "People/Nora Lind.md": card("offers: [usability testing]"),
        "Daily/2026-06-20.md": "- asked-me:: [[Ana Ruiz]] a usability test of her shop\n",
        "Daily/2026-06-10.md": "- asked-me:: [[Bo Berg]] a lift\n",
        "Daily/2025-06-10.md": "- asked-me:: [[Cy Cole]] a tent\n",
        "Daily/2026-06-21.md": "- asked-me:: [[Di Dunn]] a bed\n- granted:: [[Di Dunn]]\n",
    }
    found = giving(findings_of(notes, me="Nora Lind"))
    assert [(row.standing.someone.name, row.offer) for row in found.asked] == [
        ("Bo Berg", None),
        ("Ana Ruiz", "usability testing"),
    ]
    assert found.asked_long_ago == 1


def test_what_i_was_given_could_travel_on_to_whoever_asks_for_the_like() -> None:
    notes = {
        "Daily/2024-01-01.md": "- got:: [[Ana Ruiz]] feedback on my first talk #medium\n",
        "Daily/2026-06-20.md": "- asked-me:: [[Bo Berg]] feedback on his thesis\n- asked-me:: [[Ana Ruiz]] feedback\n",
    }
    (found,) = giving(findings_of(notes)).passable
    assert (found.standing.someone.name, found.asker.someone.name) == ("Ana Ruiz", "Bo Berg")


def test_a_favour_paid_forward_is_told_as_passed_on_and_as_given() -> None:
    notes = {
        "Daily/2024-01-01.md": "- got:: [[Ana Ruiz]] a reference for the flat\n",
        "Daily/2026-06-20.md": "- paid-forward:: [[Ana Ruiz]] wrote one for [[Bo Berg]]\n",
    }
    found = giving(findings_of(notes))
    (passed,) = found.passed
    assert (passed.standing.someone.name, passed.onward.person) == ("Ana Ruiz", "Bo Berg")
    assert [(gift.person, gift.sort) for gift in found.gifts] == [("Bo Berg", "favour")]


def test_to_whom_the_balance_leans_there_is_a_chance_to_give_back_though_their_favour_went_on() -> None:
    weighty = "- got:: [[Ana Ruiz]] a reference for the flat #deep\n"
    onward = {"Daily/2026-06-20.md": "- paid-forward:: [[Ana Ruiz]] wrote one for [[Bo Berg]]\n"}
    (opening,) = giving(findings_of({"Daily/2024-01-01.md": weighty, **onward})).openings
    assert opening.standing.someone.name == "Ana Ruiz"
    assert [each.person for each in opening.favour.paid_forward] == ["Bo Berg"]
    assert giving(findings_of({"Daily/2024-01-01.md": "- got:: [[Ana Ruiz]] a tip\n", **onward})).openings == ()


def test_a_note_that_says_what_it_pays_forward_is_one_gift() -> None:
    notes = {
        "Favours/Ana.md": '---\ntype: favor\ndirection: received\nperson: "[[Ana Ruiz]]"\ndate: 2024-01-01\n---\n',
        "Favours/Bo.md": '---\ntype: give\nperson: "[[Bo Berg]]"\ndate: 2026-01-01\npays_forward: "[[Ana]]"\n---\n',
    }
    found = giving(findings_of(notes))
    assert [(passed.favour.person, passed.onward.person) for passed in found.passed] == [("Ana Ruiz", "Bo Berg")]
    assert [(gift.person, gift.onward) for gift in found.gifts] == [("Bo Berg", True)]


def test_the_share_queue_keeps_the_oldest_first() -> None:
    notes = {
        "Notes/Tides.md": '---\ndate: 2026-05-01\nshare_with: "[[Ana Ruiz]]"\n---\n',
        "Notes/Knots.md": '---\ndate: 2026-04-01\nshare_with: ["[[Ana Ruiz]]", "[[Bo Berg]]"]\n---\n',
        "Notes/Done.md": '---\ndate: 2026-03-01\nshare_with: "[[Ana Ruiz]]"\nshared: 2026-03-02\n---\n',
        ANA: card(),
        BO: card("status: archived"),
    }
    assert [(row[0].someone.name, row[1].what) for row in giving(findings_of(notes)).saved] == [
        ("Ana Ruiz", "Knots"),
        ("Ana Ruiz", "Tides"),
    ]


# --- five minutes ---


@pytest.mark.parametrize("what", ["send the rubric", "Jane's number", "the link to the essay", "reply to her letter"])
def test_small_promises(what: str) -> None:
    assert is_small(what)


@pytest.mark.parametrize(
    "what", ["a talk", "write the whole report", "three days of moving", "send a draft of the essay by the weekend"]
)
def test_promises_that_take_longer(what: str) -> None:
    assert not is_small(what)


def test_five_minutes_has_each_kind_in_turn_and_each_person_once() -> None:
    notes = {
        ANA: card("birthday: 1980-07-02"),
        BO: card("positions:", '  - {org: "[[Acme]]", title: Editor, from: 2026-06-01}'),
        "Daily/2026-05-01.md": "- lunch with [[Ana Ruiz]]\n- call with [[Bo Berg]]\n",
        "Daily/2026-06-19.md": "- promised:: [[Di Dunn]] the map\n",
        "Daily/2026-06-20.md": "- got:: [[Cy Cole]] a lift\n- got:: [[Cy Cole]] a tent\n",
        "Notes/Knots.md": '---\nshare_with: "[[Ed Eck]]"\n---\n',
    }
    found, more = five_minutes(findings_of(notes))
    assert [minute.standing.someone.name for minute in found] == ["Cy Cole", "Ana Ruiz", "Bo Berg", "Ed Eck", "Di Dunn"]
    assert more == 0


def test_five_minutes_is_capped_and_the_rest_counted() -> None:
    lines = [f"- got:: [[Friend {chr(65 + n)}]] a lift\n" for n in range(9)]
    found, more = five_minutes(findings_of({"Daily/2026-06-20.md": "".join(lines)}))
    assert (len(found), more) == (7, 2)


@pytest.mark.parametrize(
    ("begun", "spoken", "told"),
    [
        ("2026-06-01", "2026-05-01", True),
        ("2026-06-01", "2026-06-02", False),  # in touch since
        ("2026-04-01", "2026-03-01", True),  # 90 days
        ("2026-03-31", "2026-03-01", False),
        ("2026-07-01", "2026-05-01", False),  # not begun
    ],
)
def test_a_new_position_is_worth_a_word_while_it_is_new(begun: str, spoken: str, told: bool) -> None:
    position = card("positions:", f"  - {{org: Acme, title: Editor, from: {begun}}}")
    found, _ = five_minutes(findings_of({ANA: position, f"Daily/{spoken}.md": "- lunch with [[Ana Ruiz]]\n"}))
    assert bool(found) is told


# --- what I gave ---


def test_quarters_of_the_calendar() -> None:
    assert [quarter_of(date(2026, month, 28)).part for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert Quarter(2026, 1).before() == Quarter(2025, 4)
    assert Quarter(2026, 4).start == date(2026, 10, 1)
    assert Quarter(1, 1).before() == Quarter(1, 1)


GIVEN = {
    "Daily/2025-11-02.md": "- gave:: [[Ana Ruiz]] a CV review\n- offered:: [[Bo Berg]] a lift\n",
    "Daily/2026-04-01.md": "- gave:: [[Ana Ruiz]] a congratulation on the prize\n",
    "Daily/2026-04-02.md": "- introduced:: [[Ana Ruiz]] to [[Bo Berg]]\n",
    "Daily/2026-05-02.md": "- got:: [[Cy Cole]] a tent\n- thanked:: [[Cy Cole]]\n- gave:: [[Ana Ruiz]] a bed\n",
    "Daily/2026-05-03.md": "- asked-me:: [[Cy Cole]] a chair\n",
    "Daily/2026-05-04.md": "- asked-me:: [[Di Dunn]] a table\n- declined:: [[Di Dunn]]\n",
    "Favours/Routine.md": '---\ntype: give\nperson: "[[Ana Ruiz]]"\ndate: 2026-05-04\nscope: routine\n---\n',
}


def test_generosity_by_quarter() -> None:
    gifts = gifts_in(findings_of(GIVEN).network)
    assert by_quarter(gifts, TODAY) == (
        (Quarter(2026, 2), Season(favours=1, introductions=1, people=1, kindnesses=2, offers=0)),
        (Quarter(2026, 1), Season()),
        (Quarter(2025, 4), Season(favours=1, introductions=0, people=1, kindnesses=0, offers=1)),
    )
    assert season_of(gifts) == Season(favours=2, introductions=1, people=1, kindnesses=2, offers=1)
    assert by_quarter((), TODAY) == ()


def test_what_is_dated_ahead_is_not_given_yet() -> None:
    ahead = '---\ntype: give\nperson: "[[Ana Ruiz]]"\ndate: 2026-07-01\n---\n'
    assert gifts_in(findings_of({"Favours/Ahead.md": ahead}).network) == ()


# --- only when I need you ---


def seen(notes: dict[str, str]) -> tuple[Sign, ...]:
    findings = findings_of(notes)
    return signs(findings, gifts_in(findings.network))


def test_only_asks_and_silence_before_them() -> None:
    notes = {
        "Daily/2025-01-10.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2025-06-10.md": "- asked:: [[Ana Ruiz]] a tent\n- granted:: [[Ana Ruiz]]\n",
        "Daily/2026-01-10.md": "- asked:: [[Ana Ruiz]] a boat\n- granted:: [[Ana Ruiz]]\n",
    }
    (sign,) = seen(notes)
    assert (sign.days, sign.asking, sign.burst) == (3, 2, None)
    assert [(ask.what, gap) for ask, gap in sign.quiet] == [("a tent", 151), ("a boat", 214)]


def test_two_words_without_an_ask_mend_it() -> None:
    notes = {
        "Daily/2025-01-10.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2025-06-10.md": "- asked:: [[Ana Ruiz]] a tent\n",
        "Daily/2026-01-10.md": "- asked:: [[Ana Ruiz]] a boat\n",
        "Daily/2026-02-10.md": "- coffee with [[Ana Ruiz]]\n",
    }
    assert len(seen(notes)) == 1
    assert seen({**notes, "Daily/2026-03-10.md": "- coffee with [[Ana Ruiz]]\n"}) == ()


def test_gifts_just_before_a_deep_ask() -> None:
    notes = {
        "Daily/2025-06-10.md": "- asked:: [[Ana Ruiz]] a tent\n",
        "Daily/2025-07-10.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2025-08-10.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2026-05-20.md": "- gave:: [[Ana Ruiz]] a cake\n",
        "Daily/2026-06-01.md": "- gave:: [[Ana Ruiz]] a book\n",
        "Daily/2026-06-19.md": "- asked:: [[Ana Ruiz]] a reference for the flat #deep\n",
    }
    (sign,) = seen(notes)
    assert sign.burst is not None
    assert (sign.burst[0].what, sign.burst[1]) == ("a reference for the flat", 2)
    steady = {**notes, "Daily/2026-03-01.md": "- gave:: [[Ana Ruiz]] a ticket\n"}
    assert seen(steady) == ()


def test_one_ask_shows_nothing() -> None:
    notes = {
        "Daily/2025-01-10.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2025-01-11.md": "- lunch with [[Ana Ruiz]]\n",
        "Daily/2026-01-10.md": "- asked:: [[Ana Ruiz]] a boat\n",
    }
    assert seen(notes) == ()


# --- the page ---


def test_of_whom_nothing_may_be_repeated_the_page_gives_the_name_alone() -> None:
    notes = {
        ANA: card("sensitivity: restricted", "needs: [SECRET need]", "birthday: 1980-07-02"),
        "Daily/2026-06-01.md": "- got:: [[Ana Ruiz]] SECRET help #deep\n- asked-me:: [[Ana Ruiz]] SECRET money\n",
        "Daily/2025-06-01.md": "- asked:: [[Ana Ruiz]] SECRET one #deep\n- promised:: [[Ana Ruiz]] the SECRET map\n",
    }
    page = body(findings_of(notes))
    assert "Ana Ruiz" in page
    assert "SECRET" not in page


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(paths(), notes(), min_size=3, max_size=10))
def test_whatever_the_notes_say_and_in_whatever_order_the_pages_are_the_same(vault: dict[str, bytes]) -> None:
    told = {path: data.decode(errors="replace") for path, data in vault.items()}
    there, back = findings_of(told), findings_of(dict(reversed(told.items())))
    assert (body(there), review_body(there)) == (body(back), review_body(back))


def test_an_empty_vault_says_how_to_begin() -> None:
    assert "`gave:: [[Name]] a CV review`" in body(findings_of({ANA: card()}))
