"""The mirror: how I answered the like, when somebody as near or as far asked it of me."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.graph.network import Favour
from vaultkit.metrics.asking.summary import called
from vaultkit.metrics.etiquette.request import Request
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.standing import Standing
from vaultkit.settings.shapes import Ask

ANSWERED = ("granted", "done", "declined", "redirected", "parked")
NEAR = ("as close to you as they are", "you know about as well as them", "you know only a little")


def mirror(findings: Findings, request: Request) -> str:
    """What was asked of me of this kind by people at the same distance → how I answered, in a sentence."""
    distance = _distance(findings.standings[request.person], findings.settings.ask)
    asked = [*_asked_of_me(findings, request.kind, distance)]
    answered = [favour for favour in asked if favour.status in ANSWERED]
    if not asked:
        return f"nobody {NEAR[distance]} has asked you for {called(request.kind)}, by your notes"
    granted = sum(favour.helped for favour in answered)
    waiting = len(asked) - len(answered)
    more = f", and {waiting} wait{'s' if waiting == 1 else ''} for your answer" if waiting else ""
    who = f"of those {NEAR[distance]} who asked you for {called(request.kind)}"
    return f"{who}, you granted {granted} of {len(answered)}{more}"


def _asked_of_me(findings: Findings, kind: str, distance: int) -> Iterator[Favour]:
    for person, dealings in findings.network.dealings.items():
        if not dealings.favours or person is None:
            continue
        asked = [each for each in dealings.favours if _is_asked(each, kind)]
        if asked and _distance(findings.standings[person], findings.settings.ask) == distance:
            yield from asked


def _is_asked(favour: Favour, kind: str) -> bool:
    return favour.direction == "received_ask" and favour.kind == kind and not favour.routine


def _distance(standing: Standing, ask: Ask) -> int:
    """How near somebody is, by the gates of a deep and a medium ask: strength, or the user's own word."""
    strength = standing.strength
    closeness = (standing.someone.card.closeness if standing.someone.card else None) or 0
    gates = ((ask.strength.deep, ask.closeness.deep), (ask.strength.medium, ask.closeness.medium))
    return next((at for at, (least, word) in enumerate(gates) if strength >= least or closeness >= word), len(gates))
