"""`vaultkit who`: everyone who could help with something, already through the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from vaultkit.cli.output import NOT_FOUND, Column, emit, failure, safe, write
from vaultkit.cli.root import format_option, judged, vault_options
from vaultkit.metrics.asking.summary import called
from vaultkit.metrics.etiquette.request import KINDS
from vaultkit.metrics.ways.candidates import Candidate, Candidates, OneStep
from vaultkit.metrics.ways.candidates import who as find
from vaultkit.metrics.ways.searches import Match, Search
from vaultkit.pages.layout import day, joined, plural, shorten

WORDS = 120  # characters of a find
COLUMNS = (
    Column("person", "Who"),
    Column("path", "Note", table=False),
    Column("verdict", "Verdict"),
    Column("rung", "Ask for"),
    Column("open_on", "Open on"),
    Column("strength", "Strength", right=True),
    Column("through", "Through"),
    Column("matched", "Found by"),
    Column("place", "Where"),
)


@click.command()
@vault_options
@format_option
@click.option("--org", metavar="NAME", help="Works there, or did: an organisation, or what belongs to it.")
@click.option("--role", metavar="WORDS", help="Is this to you, or by title.")
@click.option("--skill", metavar="WORDS", help="Offers it, or is known for it.")
@click.option("--text", metavar="WORDS", help="Anything said.")
@click.option("--kind", type=click.Choice(KINDS), help="What you would ask for: the verdict is on that.")
@click.option("-n", "most", metavar="NUMBER", type=click.IntRange(1), default=20, show_default=True,
              help="How many to show.")  # fmt: skip
def who(
    where: str | None, today: date | None, form: str, org: str | None, role: str | None, skill: str | None,
    text: str | None, kind: str | None, most: int,
) -> None:  # fmt: skip
    """List everyone who could help.

    Those whom all that is looked for fits, the strongest first, with what may be asked of them now.
    """
    search = Search(org, role, skill, text)
    if not search.wanted():
        raise click.UsageError("say what to look for: --org, --role, --skill or --text")
    findings = judged(where, today).state.findings
    found = find(findings, search, kind)
    if not found.people and not found.further:
        raise failure(_nobody(search, found), NOT_FOUND)
    if form == "table":
        write(safe("".join(f"{line}\n" for line in readable(found, most, findings.today))))
        return
    rows = [_row(each) for each in found.people[:most]] + [_step_row(each) for each in found.further[:most]]
    emit(rows if form in ("json", "jsonl") else [{**row, **_flat(row)} for row in rows], COLUMNS, form)


def _nobody(search: Search, found: Candidates) -> str:
    what = joined([f"--{option} {text!r}" for option, text in search.wanted()])
    return f"nobody fits {what}{'; did you mean ' + joined(found.near, 'or') + '?' if found.near else ''}"


# --- for programs ---


def _row(found: Candidate) -> dict[str, Any]:
    standing = found.standing
    return {
        "person": standing.someone.name,
        "path": standing.someone.path,
        "verdict": found.verdict,
        "rung": found.rung,
        "open_on": found.open_on,
        "strength": standing.strength,
        "rank": found.rank,
        "why": found.why or None,
        "through": None,
        "matches": [_match(match) for match in found.matches],
    }


def _step_row(found: OneStep) -> dict[str, Any]:
    return {
        "person": found.someone.name,
        "path": found.someone.path,
        "verdict": None,
        "rung": None,
        "open_on": None,
        "strength": 0.0,
        "rank": 0.0,
        "why": f"{found.through.name}: {found.how}",
        "through": found.through.name,
        "matches": [_match(match) for match in found.matches],
    }


def _match(match: Match) -> dict[str, Any]:
    return {"option": match.option, "fit": match.fit, "words": match.words, "place": str(match.place)}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    matches = row["matches"]
    return {"matched": "; ".join(m["words"] for m in matches), "place": ", ".join(m["place"] for m in matches)}


# --- for reading ---


def readable(found: Candidates, most: int, today: date) -> Iterator[str]:
    """Candidates → the lines a terminal shows."""
    for number, each in enumerate(found.people[:most], 1):
        yield f"{number}. {each.standing.someone.name}: {_may(each, today)}"
        yield f"   {_found_by(each.matches)}{_tie(each)}"
        if each.why:
            yield f"   {each.why}"
    if len(found.people) > most:
        yield f"And {plural(len(found.people) - most, 'more person', 'more people')}."
    if found.further:
        if found.people:
            yield ""
        yield "One step away:"
        for step in found.further[:most]:
            yield f"- {step.someone.name}: {_found_by(step.matches)}"
            yield f"  through {step.through.name} ({step.how}): vaultkit path {_quoted(step.someone.name)}"
        if len(found.further) > most:
            yield f"And {plural(len(found.further) - most, 'more person', 'more people')}."


def _may(found: Candidate, today: date) -> str:
    rung = f"you can ask for {called(found.rung)}" if found.rung else "nothing to be asked for now"
    until = f", {_until(found, today)}" if found.open_on and not found.rung else ""
    return f"{found.verdict.replace('-', ' ')}; {rung}{until}" if found.verdict else f"{rung}{until}"


def _until(found: Candidate, today: date) -> str:
    """From when on; where it hangs on something to do, what tells it."""
    name = _quoted(found.standing.someone.name)
    if found.open_on and found.open_on > today:
        return f"not before {day(found.open_on)}"
    return f"something comes first: vaultkit ask {name} --kind advice"


def _found_by(matches: Sequence[Match]) -> str:
    return "; ".join(f"{shorten(match.words, WORDS)} ({match.place})" for match in matches)


def _tie(found: Candidate) -> str:
    tie = found.standing.tie
    return f". Strength {tie.strength:.1f}" if tie else ". Never logged"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
