"""`vaultkit lint DRAFT`: what to mend in a message before it is sent, beside the verdict on the ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from vaultkit.cli.ask import SAID, Kind
from vaultkit.cli.errand import Errand, errand_of
from vaultkit.cli.output import FINDINGS, Column, emit, note, plain, safe, write
from vaultkit.cli.root import as_day, format_option, judged, vault_options
from vaultkit.drafts.lint import Finding
from vaultkit.drafts.lint import lint as checked
from vaultkit.drafts.rules import Rules, read_rules
from vaultkit.metrics.etiquette.request import KINDS
from vaultkit.pages.layout import plural
from vaultkit.settings import Lint

COLUMNS = (
    Column("line", "Line", right=True),
    Column("level", "Level"),
    Column("rule", "Rule"),
    Column("about", "What is wrong"),
    Column("instead", "What to write"),
)


@click.command()
@click.argument("draft")
@click.option("--person", metavar="NAME", help="To whom it goes.  [default: the draft's `person:`]")
@click.option("--kind", type=Kind(), metavar="KIND", help=f"What is asked for: {', '.join(KINDS)}.")
@click.option("--weight", "heavy", metavar="W", help="light, medium or deep, or the minutes it takes, like 90.")
@click.option("--target", metavar="NAME", help="Whom or what it is about.")
@click.option("--needed-by", metavar="DATE", callback=as_day, help="The day you need it by.")
@click.option("--to-hire", is_flag=True, help="The introduction is to whoever decides on hiring.")
@vault_options
@format_option
def lint(
    draft: str, person: str | None, kind: str | None, heavy: str | None, target: str | None, needed_by: date | None,
    to_hire: bool, where: str | None, today: date | None, form: str,
) -> None:  # fmt: skip
    """Check a draft before it is sent.

    DRAFT is a note's path or name, or - to read a message from stdin. What is asked, and of whom, stands in the note;
    the options say it instead, or where it does not. Beside the findings stands whether you may ask at all.

    Exits with 3 where something is wrong (warnings alone are 0), with 2 where it is no message, with 4 where there is
    no such note.
    """
    opened = judged(where, today)
    said = Errand("", "", 1, person, kind, heavy, target, needed_by, to_hire)
    errand = errand_of(opened, draft, said, _stdin)
    found = checked(errand.body, errand.line, errand.occasion, rules(opened.vault.settings.lint))
    for line in errand.doubts:
        note(line)
    if form == "table":
        write(safe("\n".join(_readable(errand, found))) + "\n")
    elif form == "json":
        write(json.dumps(plain(_facts(errand, found)), ensure_ascii=False, indent=2) + "\n")
    else:
        emit([finding._asdict() for finding in found], COLUMNS, form)
    if any(finding.level == "error" for finding in found):
        raise SystemExit(FINDINGS)


def rules(settings: Lint) -> Rules:
    """vaultkit's own rules, with what the settings add to them."""
    from importlib.resources import files

    return read_rules(files("vaultkit.drafts").joinpath("english.toml").read_text("utf-8"), settings)


def _stdin() -> bytes:
    """All of stdin; nothing where whoever called has closed it."""
    try:
        return sys.stdin.buffer.read() if sys.stdin else b""
    except OSError:
        return b""


def _facts(errand: Errand, found: Sequence[Finding]) -> dict[str, Any]:
    """The values of `--format json`."""
    verdict = errand.verdict
    return {
        "draft": errand.path or None,
        "person": errand.occasion.person,
        "kind": errand.occasion.kind,
        "weight": errand.occasion.weight,
        "findings": [finding._asdict() for finding in found],
        "verdict": verdict.verdict if verdict else None,
        "rung": verdict.rung if verdict else None,
        "open_on": verdict.open_on if verdict else None,
        "summary": verdict.summary if verdict else None,
    }


def _readable(errand: Errand, found: Sequence[Finding]) -> Iterator[str]:
    """Findings and verdict → what a person reads."""
    errors = sum(finding.level == "error" for finding in found)
    name = errand.path or "the message"
    if not found:
        yield f"{name}: nothing to mend."
    else:
        yield f"{name}: {plural(errors, 'error')}, {plural(len(found) - errors, 'warning')}."
    for finding in found:
        yield ""
        yield f"{finding.line:>4}  {finding.level}: {finding.about}  ({finding.rule})"
        yield f"      write: {finding.instead}"
    if errand.verdict:
        yield ""
        occasion = errand.occasion
        yield f"{occasion.person}, {occasion.kind} ({occasion.weight}): {SAID[errand.verdict.verdict].upper()}"
        yield errand.verdict.summary
