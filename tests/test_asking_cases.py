"""The table of verdicts in tests/asking: a small vault, a question, and the answer with its reasons.

    # Asked four weeks ago
    today: 2026-06-30
    in: a colleague, ten lunches
    -- Daily/2026-06-02.md --
    - asked:: [[Mike Ito]] a lift
    -> Mike Ito: introduction to Jane Smith, by 2026-08-01, on 2026-06-29
    wait · advice · 2026-08-31
    fail cooldown: 27 days @ Daily/2026-06-02.md:1

`in:` names pieces of vault from vaults.md that the case stands on; a file of its own wins. The first line of an answer
is verdict, rung and first day (`–` none, `*` any). The tests below it: every required one that fails or is not known,
and whichever else the case is about; the words are found in the reason (`…` between several), the place among its
proofs. `weight`, `plan`, `mirror`, `chance` and `budget` ask for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from casebook import TESTS, Case, Part, read_book, read_books

from vaultkit.graph.book import build
from vaultkit.metrics.asking.verdict import Verdict, verdict_on
from vaultkit.metrics.etiquette.request import Request
from vaultkit.metrics.findings import Findings, find
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD, Reading, read
from vaultkit.settings import Settings, read_settings

VAULTS = "Vault: "
TESTS_OF_ASKING = """
    door tie silence work cooldown refused unanswered loops lead contacts open able comfortable capacity headroom given
""".split()
NEVER_UNKNOWN = set("door refused unanswered lead contacts open comfortable capacity headroom given".split())
BLAMING = re.compile(r"\b(?:debts?|guilt\w*|owes?|blam\w+|sham\w+|fail\w*|scores?|must|sorry)\b", re.IGNORECASE)
QUESTION = re.compile(r"(?P<person>[^:]+): (?P<kind>\w+)(?: (?:to|for) (?P<target>[^,]+))?(?P<rest>(?:, [^,]+)*)")
ANSWER = re.compile(r"(?P<verdict>[\w-]+) · (?P<rung>\S+) · (?P<day>\S+)")
TESTED = re.compile(
    r"(?P<result>pass|fail|unknown) (?P<name>\w+)(?: \((?P<need>\w+)\))?(?:: (?P<why>.+?))?(?: @ (?P<place>.+))?"
)


class Question(NamedTuple):
    """One question of a case with the answer expected."""

    case: Case
    part: Part

    @property
    def name(self) -> str:
        """Its name among all tests."""
        return f"{self.case.name} -> {self.part.asked}"


def questions() -> list[Question]:
    """Every question of every case."""
    return [Question(case, part) for case in read_books("asking") for part in case.parts if part.asked]


QUESTIONS = questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_verdict(question: Question) -> None:
    verdict = asked(question)
    wrong = [*_differences(verdict, question.part.text.splitlines())]
    assert not wrong, "\n".join([question.name, *wrong, "", *_shown(verdict)])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_an_answer_is_told_as_a_friend_would(question: Question) -> None:
    verdict = asked(question)
    told = " ".join((verdict.summary, *(test.why for test in verdict.tests), *(step.do for step in verdict.plan)))
    assert not BLAMING.search(told)
    assert len(verdict.plan) <= 3
    assert verdict.plan or verdict.verdict not in ("build-first", "wait")
    if verdict.rung and verdict.verdict != "go":
        assert verdict.rung in verdict.summary.casefold()


def test_there_are_enough_of_them() -> None:
    assert len(QUESTIONS) >= 150


@pytest.mark.parametrize("name", TESTS_OF_ASKING)
@pytest.mark.parametrize("result", ["pass", "fail", "unknown"])
def test_every_test_is_seen_to_pass_to_fail_and_not_to_know(name: str, result: str) -> None:
    found = {line.partition(":")[0].partition(" (")[0] for line in _expected_tests()}
    assert (f"{result} {name}" in found) != (result == "unknown" and name in NEVER_UNKNOWN)


def _expected_tests() -> Iterator[str]:
    for question in QUESTIONS:
        yield from (line.partition(" @ ")[0] for line in question.part.text.splitlines() if TESTED.fullmatch(line))


# --- a case → a verdict ---


def asked(question: Question) -> Verdict:
    """A question → the verdict on it."""
    found = QUESTION.fullmatch(question.part.asked or "")
    assert found, f"{question.name}: no question"
    wishes = [wish.strip() for wish in found["rest"].split(",") if wish.strip()]
    said = [wish.partition(" ") for wish in wishes]
    days = {word: date.fromisoformat(day) for word, _, day in said if day[:2] == "20"}
    weights = [wish for wish in wishes if wish != "to hire" and wish.partition(" ")[0] not in days]
    findings = findings_of(_files(question.case), days.get("on", question.case.today))
    return verdict_on(
        findings,
        Request(
            person=_person(findings, found["person"]),
            kind=found["kind"],
            weight=weights[0] if weights else None,
            target=_target(findings, found["target"]),
            needed_by=days.get("by"),
            to_hire="to hire" in wishes,
        ),
    )


def _person(findings: Findings, name: str) -> str:
    (found,) = [person for person, someone in findings.network.people.items() if someone.name == name]
    return found


def _target(findings: Findings, name: str | None) -> str | None:
    """Somebody's or an organisation's name → their id; a name that nothing stands for as it is."""
    network = findings.network
    known = {someone.name: person for person, someone in network.people.items()}
    known |= {organization.name: path for path, organization in network.organizations.items()}
    return known.get(name, name) if name else None


@lru_cache(maxsize=4)
def findings_of(files: tuple[tuple[str, str], ...], today: date) -> Findings:
    """Files, as paths and texts → all that is found in them on a day."""
    settings, problems = read_settings(dict(files).get("vaultkit.toml"))
    assert not problems
    notes = [note for path, text in files if path.endswith(".md") and (note := _says(path, text, settings))]
    return find(build(notes, today, settings), settings)


def _says(path: str, text: str, settings: Settings) -> Says | None:
    how = Reading(date_format("YYYY-MM-DD"), people_folders=settings.folders.people)
    found = read(parse_note(path, text.encode()), how)
    return None if found.kind in UNREAD else found


def _files(case: Case) -> tuple[tuple[str, str], ...]:
    """The files of a case, and of the pieces of vault it stands on."""
    return tuple(sorted(_stacked(case.parts, _pieces()).items()))


def _stacked(parts: Iterable[Part], pieces: Mapping[str, Case]) -> dict[str, str]:
    files: dict[str, str] = {}
    own = {part.path: part.text for part in parts if part.path}
    for part in parts:
        for line in part.text.splitlines() if not part.head else ():
            word, _, names = line.partition(": ")
            for name in names.split(", ") if word == "in" else ():
                files |= _stacked(pieces[name].parts, pieces)
    return files | own


@lru_cache(maxsize=1)
def _pieces() -> Mapping[str, Case]:
    cases = read_book(Path(TESTS, "asking", "vaults.md"))
    return {case.title.removeprefix(VAULTS): case for case in cases}


# --- a verdict ↔ what is expected of it ---


def _differences(verdict: Verdict, lines: list[str]) -> Iterator[str]:
    answer, *rest = lines
    yield from _of_answer(verdict, answer)
    names = [name for name in TESTS_OF_ASKING if name != "headroom" or verdict.request.kind == "introduction"]
    if (found := [test.name for test in verdict.tests]) != names:
        yield f"the tests are {', '.join(found)}"
    named = set()
    for line in filter(None, rest):
        tested = TESTED.fullmatch(line)
        if tested:
            named.add(tested["name"])
            yield from _of_test(verdict, line, tested)
        else:
            yield from _of_rest(verdict, line)
    for test in verdict.tests:
        if test.need == "required" and test.result != "pass" and test.name not in named:
            yield f"not expected: {test.result} {test.name}: {test.why}"


def _of_answer(verdict: Verdict, line: str) -> Iterator[str]:
    expected = ANSWER.fullmatch(line)
    assert expected, f"no answer: {line}"
    shown = {
        "verdict": verdict.verdict,
        "rung": verdict.rung or "–",
        "day": str(verdict.open_on) if verdict.open_on else "–",
    }
    for part, found in shown.items():
        if expected[part] not in (found, "*"):
            yield f"{part}: expected {expected[part]}, found {found}"


def _of_test(verdict: Verdict, line: str, expected: re.Match[str]) -> Iterator[str]:
    test = next((test for test in verdict.tests if test.name == expected["name"]), None)
    if test is None:
        yield f"expected {line}; there is no such test"
        return
    if test.result != expected["result"] or expected["need"] not in (None, test.need):
        yield f"expected {line}; found {test.result} {test.name} ({test.need}): {test.why}"
    for words in (expected["why"] or "").split(" … "):
        if words.casefold() not in test.why.casefold():
            yield f"expected {line}; the reason is: {test.why}"
    if expected["place"] and expected["place"] not in map(str, test.places):
        yield f"expected {line}; its places are: {', '.join(map(str, test.places))}"


def _of_rest(verdict: Verdict, line: str) -> Iterator[str]:
    word, _, words = line.partition(": ")
    budget = verdict.budget
    found = {
        "weight": verdict.weight,
        "plan": "; ".join(step.do for step in verdict.plan),
        "mirror": verdict.mirror,
        "chance": verdict.chance,
        "summary": verdict.summary,
        "budget": f"deep {budget.deep.used} of {budget.deep.limit}, open {budget.open.used} of {budget.open.limit}",
    }[word]
    if words.casefold() not in found.casefold():
        yield f"expected {line}; found {found}"


def _shown(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.verdict} · {verdict.rung or '–'} · {verdict.open_on or '–'} ({verdict.weight})"
    for test in verdict.tests:
        yield f"{test.result} {test.name} ({test.need}): {test.why} @ {', '.join(map(str, test.places))}"
    yield from (f"plan: {step.do} {step.day or ''}" for step in verdict.plan)
