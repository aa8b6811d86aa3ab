"""`pays_forward` in the note of something given → a step in the life of the favour received that it passes on."""

from __future__ import annotations

from vaultkit.graph.beginnings import Entry
from vaultkit.graph.network import ME, Favour
from vaultkit.graph.who import Asker
from vaultkit.model import Place, Problem
from vaultkit.records.kinds import Favor, Move

VERB = "paid-forward"
GIVEN = ("given", "received_ask")


def passed_on(note: Favor, favour: Favour, ask: Asker) -> Entry | Problem | None:
    """A favour's note, and the favour → the step it tells of another, or why it tells none.

    It may link the other favour's note, or the person it came from: then what came from them last is meant.
    """
    said = note.pays_forward
    if said is None or favour.direction not in GIVEN or not favour.helped:
        return None
    place = Place(note.place.path, said.line)
    path, person = ask.favour(said)
    if person is None or person == ME:
        message = f"`pays_forward: {said.text}` leads to no favour: link its note, or the person it came from"
        return Problem(place, "no-such-favour", message)
    day = favour.decided or favour.asked
    move = Move(place, day, VERB, said, (), favour.what, re=path.removesuffix(".md") if path else None)
    return Entry(person, move, (favour.person,))
