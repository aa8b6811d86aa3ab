"""`vaultkit check`, `ties` and `reciprocity`: rows, in any format."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from vaultkit.cli.output import FINDINGS, Column, emit
from vaultkit.cli.root import format_option, judged, vault_options
from vaultkit.export import problem_row
from vaultkit.metrics.standing import Standing

TIES = (
    Column("person", "Who"),
    Column("path", "Note", table=False),
    Column("strength", "Strength", right=True),
    Column("last_contact", "Last contact", table=False),
    Column("silence_days", "Silent", right=True),
    Column("index", "Index", right=True, table=False),
    Column("chance", "Chance", right=True),
    Column("label", "State"),
    Column("usual_gap_days", "Usual", right=True),
    Column("touch_by", "Touch by"),
    Column("sent", "Sent", right=True, table=False),
    Column("received", "Received", right=True, table=False),
    Column("contact_days", "Days", right=True, table=False),
)
RECIPROCITY = (
    Column("person", "Who"),
    Column("path", "Note", table=False),
    Column("given", "Given", right=True),
    Column("received", "Received", right=True),
    Column("balance", "Balance", right=True),
    Column("sent", "Sent", right=True),
    Column("received_messages", "Got", right=True),
    Column("first_by_me", "First: me", right=True),
    Column("first_by_them", "First: them", right=True),
)
PROBLEMS = (
    Column("path", "Note"),
    Column("line", "Line", right=True),
    Column("code", "Code", table=False),
    Column("level", "Level"),
    Column("message", "What is wrong, and what to write"),
)
IGNORED = (Column("path", "File"), Column("reason", "Why it is not read"))


@click.command()
@vault_options
@format_option
@click.option("--ignored", is_flag=True, help="List what is not read as a note, and why, instead of the problems.")
def check(where: str | None, today: date | None, form: str, ignored: bool) -> None:
    """List every problem in the notes.

    Exits with 3 where there is one.
    """
    state = judged(where, today, lenient=True).state
    if ignored:
        rows = [{"path": each.path, "reason": each.reason} for each in state.look.ignored]
        emit(rows, IGNORED, form, empty="Every note is read.")
        return
    problems = state.findings.problems
    emit([problem_row(problem) for problem in problems], PROBLEMS, form, empty="No problem.")
    if problems:
        raise SystemExit(FINDINGS)


@click.command()
@vault_options
@format_option
@click.option("--all", "everybody", is_flag=True, help="Also those never logged, and those who come up in no report.")
def ties(where: str | None, today: date | None, form: str, everybody: bool) -> None:
    """List who is going quiet.

    How strong each tie is and how likely it is to fall silent, the likeliest first.
    """
    findings = judged(where, today).state.findings
    chosen = [s for s in findings.standings.values() if everybody or (s.tie and not s.silent)]
    chosen.sort(key=lambda s: (-(s.tie.silence_index if s.tie else float("inf")), s.someone.id))
    emit([tie_row(standing) for standing in chosen], TIES, form, empty="Nobody is logged yet.")


@click.command()
@vault_options
@format_option
def reciprocity(where: str | None, today: date | None, form: str) -> None:
    """List what went either way.

    With each person: favours given and received, and who writes first.
    """
    findings = judged(where, today).state.findings
    chosen = [s for s in findings.standings.values() if s.tie or s.balance]
    chosen.sort(key=lambda s: (-_exchanged(s), s.someone.id))
    emit([reciprocity_row(standing) for standing in chosen], RECIPROCITY, form, empty="Nothing is logged yet.")


def tie_row(standing: Standing) -> dict[str, Any]:
    """A standing → the row of `vaultkit ties`."""
    tie, exchange = standing.tie, standing.exchange
    return {
        "person": standing.someone.name,
        "path": standing.someone.path,
        "strength": tie.strength if tie else 0.0,
        "last_contact": tie.last_contact if tie else None,
        "silence_days": tie.silence_days if tie else None,
        "index": tie.silence_index if tie else None,
        "chance": tie.chance if tie else None,
        "label": (tie.label or "planned") if tie else "never logged",
        "usual_gap_days": tie.usual_gap_days if tie else None,
        "touch_by": tie.touch_by if tie else None,
        "sent": exchange.sent,
        "received": exchange.received,
        "contact_days": tie.contact_days if tie else 0,
    }


def reciprocity_row(standing: Standing) -> dict[str, Any]:
    """A standing → the row of `vaultkit reciprocity`."""
    balance, exchange = standing.balance, standing.exchange
    return {
        "person": standing.someone.name,
        "path": standing.someone.path,
        "given": balance.given if balance else 0.0,
        "received": balance.received if balance else 0.0,
        "balance": balance.balance if balance else 0.0,
        "sent": exchange.sent,
        "received_messages": exchange.received,
        "first_by_me": exchange.first_by_me,
        "first_by_them": exchange.first_by_them,
    }


def _exchanged(standing: Standing) -> float:
    favours = standing.balance.given + standing.balance.received if standing.balance else 0.0
    return favours + standing.exchange.sent + standing.exchange.received
