"""What holds for every verdict, whatever the notes say: kindness never costs, pressing never pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_asking_cases import findings_of

from vaultkit.metrics.asking.verdict import Verdict, verdict_on
from vaultkit.metrics.etiquette.request import Request

Files: TypeAlias = dict[str, str]
TODAY = date(2026, 6, 30)
MIKE, NAME = "People/Mike Ito.md", "[[Mike Ito]]"
JANE = "People/Jane Smith.md"
STRANGERS = ("", '---\nknows: ["[[Mike Ito]]"]\n---\n- 2026-05-01 coffee\n')
COLLEAGUE = """---
type: person
role: [colleague]
org: "[[Acme]]"
title: Head of Sales
knows: ["[[Jane Smith]]"]
---
"""
LUNCHES = "".join(f"- {TODAY - timedelta(30 * n + 15)} {NAME} lunch\n" for n in range(9))
BOXES = f"- 2025-09-01 gave:: {NAME} boxes\n"
ORDER = ("go", "go-lighter", "build-first", "wait", "no")  # the best first
KINDS = ("reference", "referral", "introduction", "feedback", "advice", "pointer", "task", "resource", "other")

believable = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- vaults about one person ---


def days(most: int = 500) -> st.SearchStrategy[date]:
    """A day of the last year or so; the thresholds of the rules come up more often."""
    near = st.sampled_from((0, 1, 2, 10, 29, 30, 31, 60, 89, 90, 91, 179, 180, 181, 364, 365, 366))
    return st.one_of(near, st.integers(0, most)).map(lambda ago: TODAY - timedelta(ago))


def cards() -> st.SearchStrategy[str]:
    """A contact's note: each field there or not."""
    fields = [
        st.sampled_from(("", "closeness: 1\n", "closeness: 2\n", "closeness: 3\n")),
        st.sampled_from(("", "role: [colleague]\n", "role: [friend]\n")),
        st.sampled_from(("", 'org: "[[Acme]]"\n')),
        st.sampled_from(("", "title: Head of Sales\n")),
        st.sampled_from(("", "knows_my_work: true\n", "knows_my_work: false\n")),
        st.sampled_from(("", "capacity: low\n", "capacity: {level: low, until: 2026-07-20}\n")),
        st.sampled_from(("", "boundaries: [no introductions]\n", "boundaries: [no advice, no referrals]\n")),
        st.sampled_from(("", "", "", "door: careful\n", "door: closed\n", "snooze_until: 2026-07-05\n")),
        st.sampled_from(("", 'knows: ["[[Jane Smith]]"]\n')),
    ]
    return st.tuples(*fields).map(lambda found: f"---\ntype: person\n{''.join(found)}---\n")


def lines() -> st.SearchStrategy[str]:
    """A line of a log: in touch, a gift either way, an ask of theirs."""
    verbs = ("", "", "", "gave:: ", "got:: ", "thanked:: ", "offered:: ", "asked-me:: ", "introduced-by:: ")
    after = {"introduced-by:: ": " to [[Jo Park]]"}
    return st.tuples(days(), st.sampled_from(verbs)).map(
        lambda said: f"- {said[0]} {said[1]}{NAME}{after.get(said[1], ' tea')}\n"
    )


@st.composite
def asks(draw: st.DrawFn) -> str:
    """A favour's note: an ask of mine, and what came of it."""
    asked = draw(days())
    fields = [f'type: ask\nperson: "{NAME}"\nasked: {asked}\nwhat: something big']
    kind = draw(st.sampled_from(("", *KINDS[:5], "resource")))
    status = draw(st.sampled_from(("pending", "granted", "granted", "declined", "redirected", "parked", "withdrawn")))
    fields += [f"kind: {kind}"] if kind else []
    fields.append(f"status: {status}")
    day = asked
    steps = ["decided"] if status != "pending" else []
    steps += draw(st.sampled_from(([], ["thanked"], ["thanked", "reported_back"], ["acknowledged"]))) if steps else []
    for step in steps:
        day = min(TODAY, day + timedelta(draw(st.sampled_from((0, 1, 5, 30)))))
        fields.append(f"{step}: {day}")
    if status == "declined":
        fields += draw(st.sampled_from(([], ["decline_reason: capacity"], ["decline_reason: not-able"])))
    return "---\n" + "\n".join(fields) + "\n---\n"


def letters() -> st.SearchStrategy[str]:
    """A letter of mine or theirs."""
    return st.tuples(days(40), st.sampled_from(("out", "out", "in"))).map(
        lambda said: f'---\ntype: letter\ndate: {said[0]}\npeople: "{NAME}"\ndirection: {said[1]}\n---\n'
    )


@st.composite
def vaults(draw: st.DrawFn) -> Files:
    """All that passed between Mike and me."""
    files = {MIKE: draw(st.one_of(cards(), st.just(COLLEAGUE))), JANE: draw(st.sampled_from(STRANGERS))}
    files["Log.md"] = draw(st.sampled_from(("", LUNCHES, LUNCHES + BOXES))) + "".join(
        draw(st.lists(lines(), max_size=5))
    )
    files |= {f"Favours/{n}.md": text for n, text in enumerate(draw(st.lists(asks(), max_size=2)))}
    return files | {f"Letters/{n}.md": text for n, text in enumerate(draw(st.lists(letters(), max_size=3)))}


def requests() -> st.SearchStrategy[Request]:
    """Anything that can be asked of him."""
    weights = st.sampled_from((None, None, "light", "medium", "deep"))
    by = st.one_of(st.none(), st.none(), st.integers(-1, 22).map(lambda ahead: TODAY + timedelta(ahead)))
    targets = st.sampled_from((None, None, JANE, "Globex"))
    return st.builds(Request, st.just(MIKE), st.sampled_from(KINDS), weights, targets, by, st.booleans())


# --- what is asked of a vault ---


def judged(files: Files, request: Request, today: date = TODAY) -> Verdict:
    """A vault and a request → the verdict."""
    return verdict_on(findings_of(tuple(sorted(files.items())), today), request)


def rank(verdict: Verdict) -> int:
    """0 for go, 4 for no."""
    return ORDER.index(verdict.verdict)


def with_line(files: Files, line: str) -> Files:
    """The vault with a line more in a note of its own, read after all others."""
    return {**files, "Z.md": line}


def assert_no_worse(files: Files, request: Request, line: str, day: date) -> None:
    """One kindness more never makes a verdict worse.

    But for the very first day noted of somebody: where that is a year ago, it tells of a silence that nobody knew of.
    """
    before, after = judged(files, request), judged(with_line(files, line), request)
    if result(before, "silence") != "unknown" or (TODAY - day).days < 365:
        assert rank(after) <= rank(before), (reasons(before), reasons(after))


def result(verdict: Verdict, name: str) -> str:
    """What came of one test."""
    return next(test.result for test in verdict.tests if test.name == name)


def reasons(verdict: Verdict) -> Sequence[str]:
    """What stands against a go."""
    return [f"{test.result} {test.name}: {test.why}" for test in verdict.tests if test.result != "pass"]


# --- kindness never makes it worse ---


@believable
@given(vaults(), requests(), days())
def test_a_day_in_touch_without_an_ask_never_makes_it_worse(files: Files, request: Request, day: date) -> None:
    assert_no_worse(files, request, f"- {day} {NAME} tea\n", day)


@believable
@given(vaults(), requests(), days())
def test_thanks_never_make_it_worse(files: Files, request: Request, day: date) -> None:
    assert_no_worse(files, request, f"- {day} thanked:: {NAME}\n", day)


@believable
@given(vaults(), requests(), days())
def test_a_gift_never_makes_it_worse(files: Files, request: Request, day: date) -> None:
    assert_no_worse(files, request, f"- {day} gave:: {NAME} a book\n", day)


# --- pressing never makes it better ---


@believable
@given(vaults(), requests(), st.integers(0, 2))
def test_thanks_left_out_never_make_it_better(files: Files, request: Request, which: int) -> None:
    path = f"Favours/{which}.md"
    silent = "".join(line for line in files.get(path, "").splitlines(True) if not line.startswith("thanked"))
    before, after = judged(files, request), judged({**files, path: silent}, request)
    assert rank(after) >= rank(before), (reasons(before), reasons(after))


@believable
@given(vaults(), requests(), days())
def test_a_favour_taken_without_thanks_never_makes_it_better(files: Files, request: Request, day: date) -> None:
    met = {**files, "Y.md": f"- {day} {NAME} at the door\n"}
    before, after = judged(met, request), judged(with_line(met, f"- {day} got:: {NAME} umbrellas\n"), request)
    if result(before, "unanswered") == result(after, "unanswered"):  # what I wrote next may answer their gift
        assert rank(after) >= rank(before), (reasons(before), reasons(after))


@believable
@given(vaults(), requests(), st.integers(0, 29))
def test_a_fresh_ask_never_makes_it_better(files: Files, request: Request, ago: int) -> None:
    line = f"- {TODAY - timedelta(ago)} asked:: {NAME} a ladder\n"
    before, after = judged(files, request), judged(with_line(files, line), request)
    assert rank(after) >= rank(before), (reasons(before), reasons(after))


# --- what a verdict promises ---


@believable
@given(vaults(), requests())
def test_the_rung_named_is_one_that_is_a_go(files: Files, request: Request) -> None:
    verdict = judged(files, request)
    if verdict.verdict == "go":
        assert verdict.rung == request.kind
    elif verdict.rung:
        rung = Request(MIKE, verdict.rung, None, request.target, request.needed_by)
        assert judged(files, rung).verdict == "go"
    if verdict.verdict == "go-lighter":
        assert verdict.rung


@believable
@given(vaults())
def test_what_can_be_asked_of_somebody_at_most_is_the_highest_rung_that_is_a_go(files: Files) -> None:
    prospect = findings_of(tuple(sorted(files.items())), TODAY).prospects.get(MIKE)  # none of whom is left alone
    rungs = [rung for rung in KINDS[:6] if judged(files, Request(MIKE, rung)).verdict == "go"]
    assert (prospect.rung if prospect else None) == (rungs[0] if rungs else None)


@believable
@given(vaults(), requests())
def test_the_first_day_is_never_past_and_there_is_none_for_a_go_or_a_no(files: Files, request: Request) -> None:
    verdict = judged(files, request)
    if verdict.open_on:
        assert verdict.open_on >= TODAY
        assert verdict.verdict not in ("go", "no")


@believable
@given(vaults(), requests())
def test_a_deep_go_knows_everything_it_needs(files: Files, request: Request) -> None:
    verdict = judged(files, request)
    needed = {test.result for test in verdict.tests if test.need == "required"}
    if verdict.verdict == "go":
        assert needed == {"pass"} if verdict.weight == "deep" else "fail" not in needed
    else:
        assert needed != {"pass"}


@believable
@given(vaults(), requests())
def test_waiting_never_makes_it_worse(files: Files, request: Request) -> None:
    verdict = judged(files, request)
    if verdict.open_on:
        later = judged(files, request, verdict.open_on)
        assert rank(later) <= rank(verdict), (verdict.open_on, reasons(verdict), reasons(later))


@settings(believable, max_examples=200)
@given(vaults(), requests())
def test_a_gift_a_day_until_the_first_day_makes_it_a_go_on_that_day_and_no_sooner(
    files: Files, request: Request
) -> None:
    patient = request._replace(needed_by=None)
    verdict = judged(files, patient)
    against = {test.name for test in verdict.tests if test.need == "required" and test.result != "pass"}
    if verdict.open_on is None or verdict.open_on == TODAY or "loops" in against:
        return
    first, sooner = (given_daily(files, patient, verdict.open_on - timedelta(days)) for days in (0, 1))
    if result(first, "loops") != "fail":  # a report may be due by then
        assert first.verdict == "go", (verdict.open_on, reasons(verdict), reasons(first))
    if "headroom" not in against:  # gifts win it back sooner than waiting does
        assert sooner.verdict != "go", (verdict.open_on, reasons(verdict))


def given_daily(files: Files, request: Request, until: date) -> Verdict:
    """The verdict on a day, where I gave something on each of the twenty days before, from today on."""
    past = [until - timedelta(ago) for ago in range(1, 21)]
    return judged(
        with_line(files, "".join(f"- {day} gave:: {NAME} a flower\n" for day in past if day >= TODAY)), request, until
    )


@believable
@given(vaults(), requests(), st.randoms(use_true_random=False))
def test_no_order_of_the_notes_changes_a_verdict(files: Files, request: Request, chance: object) -> None:
    shuffled = sorted(files.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert verdict_on(findings_of(tuple(shuffled), TODAY), request) == judged(files, request)
