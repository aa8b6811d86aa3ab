"""The fold of a favour's events: the same in any order of lines, as a note's fields, as lines, or as both mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from folding import favours_in, network_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import notes, paths

from vaultkit.graph.network import Network
from vaultkit.records.lines import MOVES

TODAY = date(2026, 6, 30)
START = date(2026, 3, 1)
MIKE, DEAL = "People/Mike Ito.md", "Favours/Deal.md"
CARD = "---\ntype: person\n---\n"


# --- any order of lines ---

DAYS = st.integers(0, 12).map(lambda days: START + timedelta(days * 5))
TEXTS = st.sampled_from(("", "intro to the team", "a lift", "a reference", "[[Jo Park]]", "to [[Jo Park]] a lift"))
MARKS = st.sampled_from(("", " #deep", " (kind:: advice)", " (due:: 2026-05-01)", " (reason:: capacity)"))
VERBS = st.sampled_from(sorted(MOVES))
EVENTS = st.builds("- {:%Y-%m-%d} {}:: {}{}".format, DAYS, VERBS, TEXTS, MARKS)


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, max_size=9).flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_dated_lines_fold_to_the_same_favours_in_any_order(lines: tuple[Sequence[str], Sequence[str]]) -> None:
    told, shuffled = _own_note(lines[0]), _own_note(_with_days_in_order(*lines))
    assert favours_in(told) == favours_in(shuffled)
    assert _codes(told) == _codes(shuffled)


def _with_days_in_order(lines: Sequence[str], shuffled: Sequence[str]) -> list[str]:
    """Lines in any order, but for those of one day, of which the upper one came first."""
    days = {line[:12]: iter([each for each in lines if each[:12] == line[:12]]) for line in lines}
    return [next(days[line[:12]]) for line in shuffled]


def test_an_answer_belongs_to_no_ask_that_was_written_below_it_on_its_day() -> None:
    day = "- 2026-06-30 {}".format
    lines = [day("asked:: first"), day("granted::"), day("thanked::"), day("asked:: second")]
    network = _own_note(lines)
    assert {(favour.what, favour.status, favour.thanked) for favour in favours_in(network)} == {
        ("first", "granted", date(2026, 6, 30)),
        ("second", "pending", None),
    }
    assert not _codes(network)
    more = _own_note([*lines, day("declined:: a no"), day("asked:: third")])
    assert {(favour.what, favour.status) for favour in favours_in(more)} >= {
        ("second", "declined"),
        ("third", "pending"),
    }


def test_whoever_writes_the_newest_line_on_top_has_answers_above_their_asks() -> None:
    network = _own_note(["- 2026-06-30 granted::", "- 2026-06-30 asked:: first"])
    assert [favour.status for favour in favours_in(network)] == ["granted"]


def test_of_two_alike_asks_of_a_day_the_lighter_sends_the_draft_off_wherever_they_stand() -> None:
    lines = ["- 2026-03-01 drafted:: a lift", "- 2026-03-06 asked:: a lift #deep", "- 2026-03-06 asked:: a lift"]
    assert favours_in(_own_note(lines)) == favours_in(_own_note(lines[::-1]))


def _own_note(lines: Sequence[str]) -> Network:
    return network_of({MIKE: CARD + "\n".join(lines) + "\n"}, TODAY)


def _codes(network: Network) -> Counter[tuple[str, str]]:
    return Counter((problem.code, problem.level) for problem in network.problems)


# --- no sequence of events is too odd ---

LINKS = st.sampled_from(("[[Mike Ito]]", "[[Jo Park]] and [[Mike Ito]]", "", "[[Deal]]", "[[2026-05-01]]"))
NAMES = st.sampled_from(("", " (re:: [[Deal]])", " (re:: [[2026-05-01#^a]])", " ^a", " (again:: soon)"))
ODD = st.builds(
    "- {}{}:: {} {}{}".format, st.sampled_from(("", "2026-05-01 ", "2027-01-01 ")), VERBS, LINKS, TEXTS, NAMES
)
FIELDS = st.lists(
    st.sampled_from(
        (
            "asked: 2026-05-01", "decided: 2026-04-01", "thanked: 2026-05-03", "acknowledged: 2026-05-02",
            "answered: 2027-01-01", "nudges: [2026-05-02, 2026-05-02, 2026-05-04]", "reported_back: 2026-05",
            "status: draft", "status: granted", "status: declined", "status: parked", "decline_reason: capacity",
            "pays_forward: '[[Deal]]'", "pays_forward: '[[Mike Ito]]'", "direction: given", "direction: received_ask",
            "redirected_to: '[[Mike Ito]]'", "offered_later: 2026-06-30",
        )
    ),
    max_size=8,
    unique_by=lambda field: field.partition(":")[0],
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FIELDS, st.lists(ODD, max_size=8), st.lists(ODD, max_size=4), st.dictionaries(paths(), notes(), max_size=2))
def test_whatever_is_told_can_be_folded(
    fields: Sequence[str], daily: Sequence[str], inside: Sequence[str], others: Mapping[str, bytes]
) -> None:
    deal = "\n".join(("---", "type: ask", "person: '[[Mike Ito]]'", *fields, "---", *inside, ""))
    told = {path: data.decode("utf-8", "replace") for path, data in others.items()}
    network = network_of({**told, DEAL: deal, "Daily/2026-05-01.md": "\n".join(daily), MIKE: CARD}, TODAY)
    assert len({favour.id for one in network.dealings.values() for favour in one.favours}) == sum(
        len(one.favours) for one in network.dealings.values()
    )


# --- fields or lines ---


class Event(NamedTuple):
    """One step of an ask's life, in both forms."""

    day: date
    verb: str
    fields: tuple[str, ...]
    words: str = ""


class Story(NamedTuple):
    """A life that can be: each step on its own day, in an order that makes sense."""

    asked: date
    steps: tuple[Event, ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Asked, then nudges and a first reply, then an answer or none, then what follows it."""
    days = iter(START + timedelta(days) for days in sorted(draw(st.sets(st.integers(1, 90), min_size=12, max_size=12))))
    steps: list[Event] = []
    nudges = [next(days) for _ in range(draw(st.integers(0, 2)))]
    steps += [Event(day, "nudged", ()) for day in nudges]
    if draw(st.booleans()):
        day = next(days)
        steps.append(Event(day, "answered", (f"answered: {day}",)))
    answer = draw(st.sampled_from(("", "granted", "declined", "redirected", "parked", "withdrawn", "expired")))
    if answer:
        steps += _after(draw, days, answer)
    return Story(START, tuple(steps))


def _after(draw: st.DrawFn, days: Iterator[date], answer: str) -> Iterator[Event]:
    day = next(days)
    fields, words = [f"status: {answer}", f"decided: {day}"], ""
    if answer in ("declined", "parked") and draw(st.booleans()):
        fields += ["decline_reason: capacity", "offered_later: 2026-12-01"]
        words = "(reason:: capacity) (again:: 2026-12-01)"
    if answer == "redirected":
        fields, words = [*fields, 'redirected_to: "[[Jo Park]]"'], "to [[Jo Park]]"
    yield Event(day, answer, tuple(fields), words)
    if answer == "declined" and draw(st.booleans()):
        day = next(days)
        yield Event(day, "acknowledged", (f"acknowledged: {day}",))
    if answer in ("granted", "declined", "redirected", "parked") and draw(st.booleans()):
        day = next(days)
        yield Event(day, "thanked", (f"thanked: {day}",))
    if answer in ("granted", "redirected") and draw(st.booleans()):
        day = next(days)
        yield Event(day, "reported", (f"reported_back: {day}", "outcome: it went well"), "it went well")


@settings(max_examples=150, deadline=None)
@given(stories().flatmap(lambda story: st.tuples(st.just(story), st.sets(st.sampled_from((*story.steps, None))))))
def test_a_life_is_the_same_as_fields_as_lines_or_mixed(told: tuple[Story, set[Event | None]]) -> None:
    story, in_note = told
    as_note = _written(story, set(story.steps))
    lines = f"- {story.asked} asked:: a deal (kind:: introduction)\n" + _lines(story.steps)
    as_lines = network_of({MIKE: CARD + lines}, TODAY)
    mixed = _written(story, {step for step in in_note if step})
    both = _written(story, set(story.steps), inside=_lines(story.steps))
    apart = _written(story, set(story.steps), beside=lines)
    told_once = [favours_in(network) for network in (as_note, as_lines, mixed, both, apart)]
    assert all(favours == told_once[0] for favours in told_once)
    assert told_once[0].total() == 1
    for network in (as_note, as_lines, mixed, both, apart):
        assert {problem.code for problem in network.problems} <= {"link-to-nobody", "early-nudge"}


def _written(story: Story, fields: set[Event], inside: str = "", beside: str = "") -> Network:
    """A favour's note with some of the steps as fields, the others as lines: in its body, or in the person's note."""
    head = ["type: ask", 'person: "[[Mike Ito]]"', "what: a deal", "kind: introduction", f"asked: {story.asked}"]
    head += [field for step in story.steps if step in fields for field in step.fields]
    nudges = [f"{step.day}" for step in story.steps if step.verb == "nudged" and step in fields]
    rest = [step for step in story.steps if step not in fields]
    note = "\n".join(("---", *head, f"nudges: [{', '.join(nudges)}]", "---", _lines(rest[::2]), inside))
    return network_of({MIKE: CARD + _lines(rest[1::2]) + beside, DEAL: note}, TODAY)


def _lines(steps: Sequence[Event]) -> str:
    return "".join(f"- {step.day} {step.verb}:: {step.words}\n" for step in steps)
