"""`vaultkit path TARGET`: who can introduce you, by which way, and what stands with each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from vaultkit.cli.names import PERSON
from vaultkit.cli.output import NOT_FOUND, Column, emit, failure, plain, safe, write
from vaultkit.cli.root import format_option, judged, vault_options
from vaultkit.graph.network import Favour
from vaultkit.metrics.connectors import Headroom, explain_headroom
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.ways.paths import Path, Paths, explain_score, paths, shown
from vaultkit.metrics.ways.routes import Hop
from vaultkit.metrics.ways.targets import Target, nearest_targets, targets
from vaultkit.model import Place
from vaultkit.pages.layout import day, joined, percent, plural
from vaultkit.settings import Settings

COLUMNS = (
    Column("way", "Path"),
    Column("score", "Score", right=True),
    Column("connector", "Ask"),
    Column("path", "Note", table=False),
    Column("load", "Load", right=True),
    Column("room", "Room", right=True),
    Column("open_asks", "Open asks"),
    Column("verdict", "Verdict"),
    Column("open_on", "Open on"),
    Column("weakest", "Weakest link"),
    Column("back", "Steps back"),
)
AND = " – "
WORTH = 0.01  # the score from which a way is shown


@click.command()
@click.argument("target", type=PERSON)
@vault_options
@format_option
@click.option("-k", "most", metavar="NUMBER", type=click.IntRange(1, 50), default=5, show_default=True,
              help="How many paths to show.")  # fmt: skip
def path(target: str, where: str | None, today: date | None, form: str, most: int) -> None:
    """Show who can introduce you to somebody.

    TARGET is a person or an organisation: a name, an alias, a note's path or a part of a name. Somebody who is only
    mentioned somewhere is found too.
    """
    opened = judged(where, today)
    findings = opened.state.findings
    found = paths(findings, the_target(findings, target), most)
    if form == "table":
        write(safe("".join(f"{line}\n" for line in readable(found, opened.vault.settings))))
    elif form == "json":
        write(json.dumps(plain(facts(found)), ensure_ascii=False, indent=2) + "\n")
    else:
        rows = [row(each) for each in (*found.paths, *found.back)]
        flat = [{**each, "open_asks": [ask["what"] for ask in each["open_asks"]]} for each in rows]
        emit(rows if form == "jsonl" else flat, COLUMNS, form)


def the_target(findings: Findings, text: str) -> Target:
    """A name as typed → the one target it means; else leaves, naming those it may mean."""
    found = targets(findings.network, text)
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(each.id for each in found[:10])
        raise failure(f"{text!r} may be any of {which}: name one of these", NOT_FOUND)
    near = nearest_targets(findings.network, text)
    meant = f"; did you mean {joined(near, 'or')}?" if near else ""
    raise failure(f"nobody and nothing is called {text!r} in these notes{meant}", NOT_FOUND)


# --- for programs ---


def facts(found: Paths) -> dict[str, Any]:
    """Paths → the object of `--format json`."""
    return {
        "target": found.target.name,
        "kind": found.target.kind,
        "id": found.target.id,
        "closed": found.closed or None,
        "direct": _edge(found.direct, found.target.name) if found.direct else None,
        "paths": [row(each) for each in (*found.paths, *found.back)],
        "more": found.more,
        "reach": found.reach,
        "say": [{"kind": each.kind, "text": each.text, "place": str(each.place)} for each in found.purposes],
        "fill_in": list(found.fill_in),
    }


def row(found: Path) -> dict[str, Any]:
    """One path → its row."""
    people = ("you", *found.names)
    edges = [_edge(hop, to, people[at]) for at, (hop, to) in enumerate(zip(found.route.hops, found.names, strict=True))]
    return {
        "way": AND.join(people),
        "people": list(found.names),
        "score": found.route.score,
        "connector": found.names[0],
        "path": found.verdict.request.person,
        "load": found.room.load,
        "room": found.room.room,
        "open_asks": [_ask(favour) for favour in found.asked],
        "verdict": found.verdict.verdict,
        "rung": found.verdict.rung,
        "open_on": found.back_until or found.verdict.open_on,
        "summary": found.verdict.summary,
        "weakest": weakest(found),
        "back": found.back or None,
        "edges": edges,
    }


def _edge(hop: Hop, to: str, source: str = "you") -> dict[str, Any]:
    return {"from": source, "to": to, "chance": hop.chance, "words": hop.words, "places": _places(hop.places)}


def _ask(favour: Favour) -> dict[str, Any]:
    return {"what": favour.what, "kind": favour.kind, "asked": favour.asked, "place": str(favour.places[0])}


def _places(places: tuple[Place, ...]) -> list[str]:
    return [str(place) for place in places]


def weakest(found: Path) -> str:
    """`Ana Diaz–Jane Smith: met once, 2019`."""
    hops = found.route.hops
    at = hops.index(found.route.weakest)
    people = ("you", *found.names)
    return f"{people[at]}–{people[at + 1]}: {hops[at].words}"


# --- for reading ---


def readable(found: Paths, settings: Settings) -> Iterator[str]:
    """Paths → the lines a terminal shows."""
    name = found.target.name
    yield f"{name}{_kind(found.target)}"
    if found.closed:
        yield f"\n{name} {found.closed}: nobody should be asked for a way there."
        return
    if found.direct:
        yield f"\nYou know {name} yourself, so ask directly: {found.direct.words}{_proof(found.direct.places)}."
    if not found.paths and not found.back:
        yield f"\nNobody {'else ' if found.direct else ''}you know is known to lead there."
    if _is_a_detour(found):
        others = joined(list(dict.fromkeys(each.names[0] for each in found.paths)))
        yield f"\nOther ways are longer. Who could be asked for one: {others}."
    else:
        yield from _ways(found, settings)
    yield from _said(found)


def _is_a_detour(found: Paths) -> bool:
    """Whether you know them better yourself than by any of the ways that are open."""
    best = max((each.route.score for each in found.paths), default=0.0)
    return bool(found.direct and found.paths and found.direct.chance >= best)


def _ways(found: Paths, settings: Settings) -> Iterator[str]:
    """The ways one by one; those that hardly lead there are only counted, unless there is no other."""
    worth = [each for each in found.paths if each.route.score >= WORTH] or list(found.paths[:1])
    for number, each in enumerate(worth, 1):
        yield from ("", *_shown(each, f"{number}. ", settings))
    if found.back:
        yield f"\n{_stepping_back(found)}"
        for each in found.back:
            yield from ("", *_shown(each, "- ", settings))
    more = found.more + len(found.paths) - len(worth)
    if more:
        yield f"\nAnd {plural(more, 'further way')}."
    if found.paths:
        yield f"\nThe chance that one of these ways leads there: {percent(found.reach)}."


def _stepping_back(found: Paths) -> str:
    """The line over those who are not to be asked now."""
    if found.paths:
        return "They step back for the others:"
    return "The only way, and not now:" if len(found.back) == 1 and not (found.more or found.direct) else "Not now:"


def _kind(target: Target) -> str:
    return {"organization": " (organisation)", "mentioned": " (only mentioned)"}.get(target.kind, "")


def _shown(found: Path, mark: str, settings: Settings) -> Iterator[str]:
    people, room = ("you", *found.names), found.room
    yield f"{mark}{AND.join(people)}: {explain_score(found)}"
    for at, hop in enumerate(found.route.hops):
        yield f"   {people[at]}–{people[at + 1]}: {shown(hop.chance)}, {hop.words}{_proof(hop.places)}"
    if len(found.route.hops) > 1:
        yield f"   The weakest link is {weakest(found)}."
    yield f"   {_room(room, settings)}"
    asked = ", ".join(f"“{favour.what}”{_proof(favour.places[:1])}" for favour in found.asked)
    yield f"   Open asks to {found.names[0]}: {asked or 'none'}."
    if found.back:
        told = found.back == found.verdict.summary  # it names the day itself
        until = f" Not before {day(found.back_until)}." if found.back_until and not told else ""
        yield f"   Steps back: {found.back.rstrip('.')}.{until}"
    else:
        yield f"   {found.verdict.verdict.replace('-', ' ')}: {found.verdict.summary}"


def _room(room: Headroom, settings: Settings) -> str:
    if room.load:
        return explain_headroom(room, settings)
    return f"No load; room {room.room:.1f}, where an introduction takes {settings.favors.medium:g}."


def _proof(places: tuple[Place, ...]) -> str:
    return f" ({', '.join(_places(places))})" if places else ""


def _said(found: Paths) -> Iterator[str]:
    if found.purposes or found.fill_in:
        yield "\nSay what it is for:"
    for purpose in found.purposes:
        yield f"- {purpose.kind}: {purpose.text} ({purpose.place})"
    for missing in found.fill_in:
        yield f"- to fill in: {missing}"
