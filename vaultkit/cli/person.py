"""`vaultkit person NAME`: all that is known of somebody, with what is owed either way."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from vaultkit.cli.listings import reciprocity_row, tie_row
from vaultkit.cli.names import PERSON
from vaultkit.cli.output import NOT_FOUND, USAGE, Column, emit, failure, plain, safe, write
from vaultkit.cli.root import format_option, judged, vault_options
from vaultkit.graph.lookup import lookup, mentioned, suggestions
from vaultkit.graph.names import fold
from vaultkit.graph.network import ME, Network
from vaultkit.graph.who import own_names
from vaultkit.metrics.findings import Findings
from vaultkit.pages.layout import joined
from vaultkit.reports.person import body
from vaultkit.reports.phrases import id_of
from vaultkit.settings import Settings

COLUMNS = (Column("key", "What"), Column("value", "Value"))


@click.command()
@click.argument("name", type=PERSON)
@vault_options
@format_option
def person(name: str, where: str | None, today: date | None, form: str) -> None:
    """Show all that is known of somebody.

    NAME is a name, an alias or a part of a name.
    """
    findings = judged(where, today).state.findings
    chosen = the_one(findings.network, findings.settings, name)
    if form in ("table", "md"):
        write((body(findings, chosen) if form == "md" else safe(readable(body(findings, chosen)))) + "\n")
        return
    row = facts(findings, chosen)
    if form == "json":
        write(json.dumps(plain(row), ensure_ascii=False, indent=2) + "\n")
    elif form == "csv":
        emit(
            [{"key": key, "value": value} for key, value in {**row["reciprocity"], **row["tie"]}.items()], COLUMNS, form
        )
    else:
        emit([row], COLUMNS, form)


def the_one(network: Network, settings: Settings, name: str) -> str:
    """A name as typed → the one person it means; else leaves, naming those it may mean."""
    found = lookup(network, name)
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(network.people[person].path or person for person in found[:10])
        raise failure(f"{name!r} may be any of {which}: name one of these", NOT_FOUND)
    refuse_me(settings, name)
    home = organization(network, name)
    if home:
        hint = f"it is an organisation: try `vaultkit who --org {home!r}` or `vaultkit path {home!r}`"
        raise failure(f"nobody is called {name!r}; {hint}", NOT_FOUND)
    told = mentioned(network, name)
    if told:
        hint = f"the name comes up in {told}: `vaultkit path {name!r}` shows who could introduce you"
        raise failure(f"you were never in touch with {name!r}, by your notes; {hint}", NOT_FOUND)
    near = suggestions(network, name)
    raise failure(f"nobody is called {name!r}{'; did you mean ' + joined(near, 'or') + '?' if near else ''}", NOT_FOUND)


def is_me(settings: Settings, name: str) -> bool:
    """Whether a name as typed is the user's own."""
    return fold(name.strip("[]")) in own_names((*settings.me.names, *settings.me.aliases))


def refuse_me(settings: Settings, name: str) -> None:
    """Leaves where a name as typed is the user's own."""
    if is_me(settings, name):
        why = "" if fold(name.strip("[]")) == ME else ", as vaultkit.toml says under [me]"
        raise failure(f"{name!r} is you{why}; name somebody else", USAGE)


def organization(network: Network, name: str) -> str:
    """A name as typed → the organisation of that name, or "" where there is none."""
    wanted = fold(name.strip("[]"))
    for home in network.organizations.values():
        if wanted in (fold(home.name), *(fold(alias.text) for alias in home.aliases)):
            return home.name
    return ""


def facts(findings: Findings, person: str) -> dict[str, Any]:
    """One person → the values of `--format json`."""
    standing = findings.standings[person]
    owed = [
        {
            "id": id_of(i, findings),
            "kind": i.kind,
            "what": i.what,
            "since": i.since,
            "due": i.due,
            "path": i.place.path,
            "line": i.place.line,
        }
        for i in findings.follow_ups
        if i.person == person
    ]
    favours = [
        {"direction": f.direction, "what": f.what, "status": f.status, "kind": f.kind, "weight": f.weight,
         "asked": f.asked, "decided": f.decided, "thanked": f.thanked,
         "path": f.places[0].path, "line": f.places[0].line}
        for f in findings.network.between(person).favours
    ]  # fmt: skip
    return {
        "person": standing.someone.name,
        "path": standing.someone.path,
        "topic": standing.topic,
        "cadence_days": standing.cadence,
        "tie": tie_row(standing),
        "reciprocity": reciprocity_row(standing),
        "owed": owed,
        "favours": favours,
    }


def readable(markdown: str) -> str:
    """Report markdown → what a terminal shows: links by their text, no escapes."""
    import re

    text = re.sub(r"\[\[([^\]|]*)\|note\]\]", r"\1", markdown)  # "note" says nothing where it cannot be clicked
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace("**", "")
