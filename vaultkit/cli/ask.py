"""`vaultkit ask PERSON --kind KIND`: may I ask this person for that, now?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from vaultkit.cli.names import PERSON
from vaultkit.cli.output import NOT_FOUND, USAGE, Column, emit, failure, plain, safe, write
from vaultkit.cli.person import is_me, organization, the_one
from vaultkit.cli.root import F, as_day, format_option, judged, vault_options
from vaultkit.graph.beginnings import weight_of_minutes
from vaultkit.graph.lookup import lookup
from vaultkit.graph.names import fold
from vaultkit.metrics.asking.verdict import Verdict, verdict_on
from vaultkit.metrics.budget import Spent
from vaultkit.metrics.etiquette.request import KINDS, Request
from vaultkit.metrics.findings import Findings
from vaultkit.model import Scalar
from vaultkit.records.values import At, weight

SYNONYMS = {"intro": "introduction", "recommendation": "reference", "review": "feedback", "help": "task"}
SAID = {"go": "go", "go-lighter": "go lighter", "build-first": "build first", "wait": "wait", "no": "no"}
MARKS = {"pass": "✓", "fail": "✗", "unknown": "?"}
COLUMNS = (
    Column("name", "Test"),
    Column("result", "Result"),
    Column("need", "Needed"),
    Column("why", "Why"),
    Column("places", "Shown by"),
)


REQUEST = (
    click.option("--weight", "heavy", metavar="W", help="light, medium or deep, or the minutes it takes, like 90."),
    click.option("--target", metavar="NAME", help="Whom or what it is about: who you want to meet, where you apply."),
    click.option("--needed-by", metavar="DATE", callback=as_day, help="The day you need it by."),
    click.option(
        "--to-hire", is_flag=True, help="The introduction is to whoever decides on hiring: one weight heavier."
    ),
)


class Kind(click.ParamType):  # type: ignore[type-arg]
    """A kind of favour, or another word for one."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """A word → the kind."""
        word = str(value).casefold()
        word = SYNONYMS.get(word, word)
        if word not in KINDS:
            self.fail(f"{value!r} is no kind of favour; one of {', '.join(KINDS)}", param, ctx)
        return word


def request_options(command: F) -> F:
    """`--weight`, `--target`, `--needed-by` and `--to-hire`: what is asked for, beside its kind."""
    for option in reversed(REQUEST):
        command = option(command)
    return command


@click.command()
@click.argument("person", type=PERSON)
@click.option("--kind", type=Kind(), required=True, metavar="KIND", help=f"What for: {', '.join(KINDS)}.")
@request_options
@click.option("--short", is_flag=True, help="The answer and what to do first, without the tests.")
@vault_options
@format_option
def ask(
    person: str, kind: str, heavy: str | None, target: str | None, needed_by: date | None, to_hire: bool, short: bool,
    where: str | None, today: date | None, form: str,
) -> None:  # fmt: skip
    """May I ask this person for that, now?

    Answers go, go lighter, build first, wait or no, with every test, the notes that prove it, what could be asked
    instead and what to do first. PERSON is a name, an alias or a part of a name.
    """
    findings = judged(where, today).state.findings
    request = Request(
        the_one(findings.network, findings.settings, person),
        kind,
        weight_of(findings, heavy),
        target_of(findings, target),
        needed_by,
        to_hire,
    )
    check_sense(findings, request)
    verdict = verdict_on(findings, request)
    if form == "table":
        lines = [*answer(findings, verdict), *(() if short else proof(verdict))]
        write(safe("\n".join(lines)) + "\n")
    elif form == "json":
        write(json.dumps(plain(facts(findings, verdict)), ensure_ascii=False, indent=2) + "\n")
    elif form == "jsonl":
        write(json.dumps(plain(facts(findings, verdict)), ensure_ascii=False) + "\n")
    else:
        rows = [{**check._asdict(), "places": [str(place) for place in check.places]} for check in verdict.tests]
        emit(rows, COLUMNS, form)


def weight_of(findings: Findings, text: str | None) -> str | None:
    """`deep`, `20`, `90 min` on the command line → light, medium or deep."""
    if text is None:
        return None
    at = At("--weight", "--weight", [])
    found = weight(Scalar(text, 1), at)
    if found is None:
        raise failure(f"--weight {text!r} is no weight: write light, medium, deep, or minutes like 90", USAGE)
    if found.word in ("light", "medium", "deep"):
        return found.word
    return weight_of_minutes(found.amount, findings.settings.favors) or "light"


def target_of(findings: Findings, text: str | None) -> str | None:
    """A name as typed → the person, or the organisation's note, or the name itself; leaves where it may be several."""
    if text is None:
        return None
    network = findings.network
    if text in network.organizations:  # the path of a note, as a message about namesakes spells it
        return text
    people, home = lookup(network, text), organization(findings.network, text)
    homes = [path for path, each in network.organizations.items() if home and each.name == home]
    if homes and any(fold(network.people[person].name) == fold(home) for person in people):
        raise failure(f"{text!r} may be {people[0]} or {homes[0]}: name one of these", NOT_FOUND)
    if homes:
        return homes[0]
    return the_one(findings.network, findings.settings, text) if people else text


def check_sense(findings: Findings, request: Request) -> None:
    """Leaves, with a word why, where a request makes no sense."""
    name = findings.standings[request.person].someone.name
    if request.target and (request.target == request.person or is_me(findings.settings, request.target)):
        whom = "you" if is_me(findings.settings, request.target) else name
        raise failure(f"--target is {whom}: name whom or what it is about", USAGE)
    if request.needed_by and request.needed_by < findings.today:
        raise failure(f"--needed-by {request.needed_by} is past: name a day ahead", USAGE)
    if request.to_hire and request.kind != "introduction":
        raise failure("--to-hire is for an introduction to whoever decides on hiring: add --kind introduction", USAGE)


def facts(findings: Findings, verdict: Verdict) -> dict[str, Any]:
    """A verdict → the values of `--format json`."""
    request, budget = verdict.request, verdict.budget
    return {
        "person": findings.standings[request.person].someone.name,
        "path": findings.standings[request.person].someone.path,
        "kind": request.kind,
        "weight": verdict.weight,
        "target": request.target,
        "needed_by": request.needed_by,
        "verdict": verdict.verdict,
        "rung": verdict.rung,
        "open_on": verdict.open_on,
        "summary": verdict.summary,
        "tests": [
            {"name": check.name, "result": check.result, "need": check.need, "why": check.why,
             "places": [str(place) for place in check.places]}
            for check in verdict.tests
        ],
        "plan": [
            {"do": step.do, "place": str(step.place) if step.place else None, "day": step.day} for step in verdict.plan
        ],
        "budget": {"deep": _spent(budget.deep), "open": _spent(budget.open)},
        "chance": verdict.chance,
        "mirror": verdict.mirror,
    }  # fmt: skip


def answer(findings: Findings, verdict: Verdict) -> Iterator[str]:
    """A verdict → what a friend would say."""
    name = findings.standings[verdict.request.person].someone.name
    yield f"{name}, {verdict.request.kind} ({verdict.weight}): {SAID[verdict.verdict].upper()}"
    yield ""
    yield verdict.summary
    if verdict.plan:
        yield ""
        yield "What to do first:"
        for at, step in enumerate(verdict.plan, 1):
            yield f"  {at}. {step.do}{f'  [{step.place}]' if step.place else ''}"


def proof(verdict: Verdict) -> Iterator[str]:
    """A verdict → its tests with the notes that show them, and how it looks from other sides."""
    yield ""
    for check in verdict.tests:
        shown = f"  [{', '.join(map(str, check.places))}]" if check.places else ""
        minor = "" if check.need == "required" else f" ({check.need})"
        yield f"  {MARKS[check.result]} {check.name}{minor}: {check.why}{shown}"
    yield ""
    yield f"Chance of an answer: {verdict.chance}."
    yield f"The other way round: {verdict.mirror}."
    deep, at_once = verdict.budget
    yield (
        f"Over everybody: {deep.used} of {deep.limit} deep asks this quarter, {deep.left} left; "
        f"{at_once.used} of {at_once.limit} asks open at once, {at_once.left} left."
    )


def _spent(spent: Spent) -> dict[str, int]:
    return {"used": spent.used, "limit": spent.limit, "left": spent.left}
