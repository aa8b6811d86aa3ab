"""Introduction paths to somebody: the best ways there, whom to ask for each, and who had better not be asked now.

A connector who has no room, whom you asked already, or who had better not be asked now steps back for the next: they
stand after the others, with the reason. A closed door is on no path.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Favour, PersonId
from vaultkit.metrics.asking.verdict import Verdict, verdict_on
from vaultkit.metrics.connectors import Headroom, has_room, room_from
from vaultkit.metrics.etiquette.request import Request
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import SILENT
from vaultkit.metrics.life import life_of
from vaultkit.metrics.ways.purposes import Purpose, purposes
from vaultkit.metrics.ways.routes import Hop, Route, Routes
from vaultkit.metrics.ways.targets import Target
from vaultkit.pages.layout import day

SLIGHT = 0.001  # a score below is not worth a number
LOOKED_AT = 60  # connectors weighed, the best way first, before the rest is only counted


class Path(NamedTuple):
    """One way to the target, and what stands with whoever is to be asked for it."""

    route: Route
    names: tuple[str, ...]  # of everybody on the way, you left out
    room: Headroom
    asked: tuple[Favour, ...]  # my asks to the connector that may still be answered
    verdict: Verdict
    back: str  # why the connector steps back for the next; "" where they can be asked
    back_until: date | None  # the day on which that could change


class Paths(NamedTuple):
    """How to get to a target."""

    target: Target
    closed: str  # why nobody should be asked for a way there; "" where somebody may be
    direct: Hop | None  # you know them yourself
    paths: tuple[Path, ...]  # the best first
    back: tuple[Path, ...]  # those whose connector steps back
    more: int  # further ways, only counted
    reach: float  # the chance that one of `paths` leads there: 1 − Π(1 − score)
    purposes: tuple[Purpose, ...]  # what to say it is for
    fill_in: tuple[str, ...]  # what the notes do not tell


def paths(findings: Findings, target: Target, most: int = 5) -> Paths:
    """A target → the best ways there, as many as are wanted."""
    told, missing = purposes(findings, target)
    empty = Paths(target, _shut(findings, target), None, (), (), 0, 0.0, told, missing)
    if empty.closed:
        return empty
    routes = Routes(findings, target)
    good, back, more = list[Path](), list[Path](), 0
    for number, route in enumerate(found := routes.best()):
        if len(good) == most or number == LOOKED_AT:
            more = len(found) - number
            break
        path = _weighed(routes, route)
        (back if path.back else good).append(path)
    return empty._replace(
        direct=routes.direct(),
        paths=tuple(good),
        back=tuple(back[:most]),
        more=more + max(0, len(back) - most),
        reach=reach(path.route.score for path in good),
    )


def reach(scores: Iterable[float]) -> float:
    """The scores of ways that do not depend on each other → the chance that one of them leads there."""
    return 1 - math.prod(1 - score for score in scores)


def explain_score(path: Path) -> str:
    """`score 0.12 = 0.5 × 0.6 × 0.8 for a second person between ÷ 2 for a load of 3.0`."""
    route = path.route
    steps = " × ".join(shown(hop.chance) for hop in route.hops)
    second = f" × {route.second:g} for a second person between" if len(route.hops) > 2 and route.second < 1 else ""
    load = f" ÷ {route.burden:.2g} for a load of {path.room.load:.1f}" if route.burden > 1 else ""
    return f"score {shown(route.score)} = {steps}{second}{load}"


def shown(chance: float) -> str:
    """A chance or a score in two digits."""
    return f"{chance:.2g}" if chance >= SLIGHT else f"below {SLIGHT:g}"


def _shut(findings: Findings, target: Target) -> str:
    """Why nobody should be asked for a way to somebody."""
    someone = findings.network.people.get(target.id)
    card = someone.card if someone else None
    if card is None:
        return ""
    if card.status in SILENT:
        return {"deceased": "has died", "archived": "is archived"}.get(card.status, "is not to be contacted")
    if card.snooze_until and card.snooze_until > findings.today:
        return f"is snoozed until {day(card.snooze_until)}"
    return "closed the door" if card.door == "closed" else ""


def _weighed(routes: Routes, route: Route) -> Path:
    findings, person = routes.findings, route.connector
    room = routes.room(person)
    onward = route.hops[1].target if len(route.hops) > 1 else routes.target.id
    if onward == routes.target.id and routes.target.kind == "organization" and not onward.endswith(".md"):
        onward = routes.target.name  # an organisation without a note goes by a folded name
    verdict = verdict_on(findings, Request(person, "introduction", target=onward))
    favours = findings.network.between(person).favours
    asked = tuple(
        f for f in favours if f.direction == "asked" and life_of(f, findings.today, findings.settings.ask).open
    )
    back, until = _back(findings, person, room, verdict)
    names = tuple(routes.links.names.shown(hop.target) for hop in route.hops[:-1])
    return Path(route, (*names, routes.target.name), room, asked, verdict, back, until)


def _back(findings: Findings, person: PersonId, room: Headroom, verdict: Verdict) -> tuple[str, date | None]:
    """Why a connector steps back, and until when."""
    if room.open:
        return f"you asked them for another introduction already: “{room.open[0].what}”", verdict.open_on
    if not has_room(room, findings.settings):
        favours = findings.network.between(person).favours
        opens = room_from(favours, room.strength, room.given, findings.today, findings.settings)
        return f"they were asked for much: a load of {room.load:.1f} leaves room for {room.room:.1f}", opens
    if verdict.verdict in ("wait", "no"):
        return verdict.summary, verdict.open_on
    return "", None
