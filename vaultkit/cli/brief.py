"""`vaultkit brief NAME`: what to read two minutes before meeting somebody."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from vaultkit.cli.names import PERSON
from vaultkit.cli.output import plain, safe, write
from vaultkit.cli.person import readable, the_one
from vaultkit.cli.root import judged, vault_options
from vaultkit.graph.network import Favour
from vaultkit.metrics.briefing import Briefing, brief_on
from vaultkit.model import Place
from vaultkit.reports.brief import body


@click.command()
@click.argument("name", type=PERSON)
@vault_options
@click.option(
    "--format", "form", type=click.Choice(("text", "md", "json")), default="text", show_default=True,
    help="How to print it.",
)  # fmt: skip
def brief(name: str, where: str | None, today: date | None, form: str) -> None:
    """Show what to know before meeting somebody.

    NAME is a name, an alias or a part of a name. Who they are and when you last spoke, of what; what to ask; what is
    owed either way; what they need, and what not to ask of them.
    """
    findings = judged(where, today).state.findings
    chosen = the_one(findings.network, findings.settings, name)
    if form == "json":
        write(json.dumps(plain(facts(brief_on(findings, chosen))), ensure_ascii=False, indent=2) + "\n")
        return
    told = body(findings, chosen)
    write((told if form == "md" else safe(readable(told))) + "\n")


def facts(briefing: Briefing) -> dict[str, Any]:
    """A briefing → the values of `--format json`."""
    standing, card = briefing.standing, briefing.standing.someone.card
    tie, balance, meeting = standing.tie, standing.balance, briefing.meeting
    return {
        "person": standing.someone.name,
        "path": standing.someone.path,
        "title": card.title if card else None,
        "orgs": [org.text for org in card.orgs] if card else [],
        "roles": card.roles if card else [],
        "met": card.met if card else None,
        "last_contact": tie.last_contact if tie else None,
        "usual_gap_days": tie.usual_gap_days if tie else None,
        "contact_days": tie.contact_days if tie else 0,
        "meeting": {"day": meeting.day, "topic": meeting.topic, **_at(meeting.places[0])} if meeting else None,
        "knows_there": [someone.name for someone, _ in briefing.beside],
        "topics": [{"day": touch.day, "topic": touch.topic, **_at(touch.place)} for touch in briefing.topics],
        "ask_next": briefing.ask_next,
        "learned": [{"day": each.day, "text": each.text, **_at(each.place)} for each in briefing.learned],
        "owed": [
            {"kind": item.kind, "what": item.what, "since": item.since, "due": item.due, **_at(item.place)}
            for item in briefing.owed
        ],
        "asked": [_favour(favour) for favour in briefing.asked],
        "needs": card.needs if card else [],
        "offers": card.offers if card else [],
        "boundaries": card.boundaries if card else [],
        "capacity": card.capacity if card else None,
        "capacity_until": card.capacity_until if card else None,
        "door": card.door if card else None,
        "favours": [_favour(favour) for favour in briefing.favours],
        "given": balance.given if balance else None,
        "received": balance.received if balance else None,
        "to_share": [{"what": saved.what, "since": saved.day, **_at(saved.place)} for saved in briefing.to_share],
        "can_help": [{"need": need, "offer": offer} for need, offer in briefing.can_help],
        "birthday": briefing.birthday.due if briefing.birthday else None,
        "rung": briefing.prospect.rung if briefing.prospect else None,
        "open_on": briefing.prospect.open_on if briefing.prospect else None,
    }


def _favour(favour: Favour) -> dict[str, Any]:
    return {
        "direction": favour.direction, "what": favour.what, "status": favour.status,
        "day": favour.decided or favour.asked, **_at(favour.places[0]),
    }  # fmt: skip


def _at(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line}
