"""How a favour begins: with a note of its own, a line, or an introduction that somebody made for me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Favour, Meeting, PersonId
from vaultkit.graph.words import words_of
from vaultkit.records.favor import status_of
from vaultkit.records.kinds import Favor, Move
from vaultkit.records.order import ASKS
from vaultkit.settings import Favors

BEGINNINGS: Mapping[str, tuple[str, str]] = {  # verb → direction, status
    "drafted": ("asked", "draft"),
    "asked": ("asked", "pending"),
    "asked-me": ("received_ask", "pending"),
    "gave": ("given", "done"),
    "got": ("received", "done"),
    "offered": ("offered", "done"),
}
GIFTS: Mapping[str, str] = {"gave": "received_ask", "got": "asked"}  # verb → the direction of the ask it may answer
DEFAULT_WEIGHTS: Mapping[str, str] = {  # what a kind costs its giver, unless the user says otherwise
    "resource": "light",
    "advice": "light",
    "thanks": "light",
    "other": "light",
    "feedback": "medium",
    "introduction": "medium",
    "referral": "deep",
    "reference": "deep",
}
OUTCOMES = ("met", "positive", "negative", "ghosted")  # of an introduction: how it went is known


class Entry(NamedTuple):
    """A move or a favour note with its people resolved."""

    person: PersonId
    move: Move
    about: tuple[str, ...]  # the further people linked, by id; by name where they are none


def from_note(note: Favor, person: PersonId, target: str | None, redirected_to: str | None, terms: Favors) -> Favour:
    """A favour note with its people resolved → the favour."""
    usual = DEFAULT_WEIGHTS.get(note.kind or "other", "light")
    return Favour(
        id=note.place.path,
        person=person,
        direction=note.direction,
        what=note.what or stem(note.place.path),
        status=status_of(note),
        places=(note.place,),
        kind=note.kind,
        weight=note.weight or weight_of_minutes(note.minutes, terms) or usual,
        size=note.size,
        minutes=note.minutes if note.weight is None else None,
        target=target,
        asked=note.asked or (None if note.direction in ASKS else note.decided or note.thanked),
        needed_by=note.needed_by,
        decided=note.decided,
        decline_reason=note.decline_reason,
        acknowledged=note.acknowledged,
        offered_later=note.offered_later,
        redirected_to=redirected_to,
        thanked=note.thanked,
        nudges=note.nudges,
        reported=note.reported_back,
        outcome=note.outcome,
        routine=note.scope == "routine",
        answered=note.answered,
        why_you=note.why_you,
        desired_outcome=note.desired_outcome,
        out=note.out,
        packet=note.packet,
        their_upside=note.their_upside,
    )


def received_introduction(meeting: Meeting, other: PersonId) -> Favour:
    """An introduction somebody made for me → the favour it was."""
    name = meeting.names[2] if meeting.b == other else meeting.names[1]
    return Favour(
        id=str(meeting.place),
        person=meeting.introducer,
        direction="received",
        what=f"introduction to {name}",
        status="done",
        places=(meeting.place,),
        kind="introduction",
        weight="medium",
        target=other,
        asked=meeting.made,
        thanked=meeting.made if ME in meeting.thanked_by else None,
        reported=meeting.reported,
        outcome=meeting.outcome or (meeting.status if meeting.status in OUTCOMES else None),
    )


def begin(shelf: list[Favour], entry: Entry) -> tuple[Favour | None, Favour]:
    """A line that may begin a favour → what it changes (None: nothing, it is new), and what comes of it."""
    move = entry.move
    asked = _answered_by(shelf, move) if move.verb in GIFTS else None
    if asked:
        return asked, asked._replace(status="granted", decided=move.day)
    waiting = _sent_by(shelf, move) if move.verb in ("asked", "asked-me") else None
    if waiting:
        target = waiting.target or (entry.about[0] if entry.about else None)
        return waiting, waiting._replace(
            status="pending" if waiting.status == "draft" else waiting.status,
            asked=move.day,
            target=target,
            needed_by=waiting.needed_by or move.due,
            sent_at=move.place if waiting.status == "draft" else waiting.sent_at,
        )
    return None, _new(entry)


def belongs(favour: Favour, text: str) -> bool:
    """Whether a `re::` names a favour: by its note, or by the block id of the line that began it."""
    name, _, block = text.partition("#^")
    if block:
        return favour.block == block
    return fold(name) in (fold(stem(favour.places[0].path)), fold(favour.places[0].path.removesuffix(".md")))


def not_after(favour: Favour, move: Move) -> bool:
    """Whether a favour was there when a line was written, as far as their days tell."""
    return not (favour.asked and move.day) or favour.asked <= move.day


def not_below(found: list[Favour], move: Move) -> list[Favour]:
    """Of several favours, those that did not begin below a line, in its note and on its day; all, if none is left."""
    if len(found) < 2 or move.day is None:
        return found
    here, line = move.place
    above = [f for f in found if f.asked != move.day or f.began.path != here or f.began.line < line]
    return above or found


def alike(favour: Favour, move: Move) -> bool:
    """Whether a line may speak of a favour: of the same kind, or in some of the same words."""
    kind = move.kind or _kind_in(move.text)
    return bool((kind and favour.kind == kind) or words_of(move.text) & words_of(favour.what))


def _new(entry: Entry) -> Favour:
    move = entry.move
    direction, status = BEGINNINGS[move.verb]
    kind = move.kind or _kind_in(move.text)
    return Favour(
        id=str(move.place),
        person=entry.person,
        direction=direction,
        what=move.text,
        status=status,
        places=(),
        kind=kind,
        weight=move.weight or DEFAULT_WEIGHTS.get(kind or "other", "light"),
        target=entry.about[0] if entry.about else None,
        asked=move.day,
        needed_by=move.due,
        block=move.block,
    )


def _answered_by(shelf: Sequence[Favour], move: Move) -> Favour | None:
    """The one open ask that a gift answers: of the same kind, or told in some of the same words."""
    found = [f for f in shelf if f.direction == GIFTS[move.verb] and f.status in ("pending", "parked")]
    fitting = not_below([f for f in found if not_after(f, move) and alike(f, move)], move)
    return fitting[0] if len(fitting) == 1 else None


def _sent_by(shelf: Sequence[Favour], move: Move) -> Favour | None:
    """What an `asked::` line sends off or dates: the favour it names, where its ask is not told yet, or a draft."""
    there = [f for f in shelf if f.direction == BEGINNINGS[move.verb][0]]
    if move.re:
        named = [f for f in there if belongs(f, move.re)]
        fitting = [f for f in named if f.status == "draft" or f.asked is None or f.asked == move.day]
    else:
        fitting = [f for f in there if f.status == "draft" and not_after(f, move) and alike(f, move)]
    return fitting[0] if len(fitting) == 1 else None


def weight_of_minutes(minutes: float | None, terms: Favors) -> str | None:
    """The minutes a favour takes → its weight; None where they are not told."""
    if not minutes:
        return None
    return "light" if minutes <= terms.light_minutes else "medium" if minutes <= terms.medium_minutes else "deep"


def _kind_in(text: str) -> str | None:
    """The kind of favour a line names by itself, where it does."""
    words = f" {fold(text)} "
    for kind, signs in (
        ("introduction", (" intro ", " introduction ", " introduce ")),
        ("reference", (" reference ", " letter of recommendation ", " recommendation ")),
        ("referral", (" referral ", " refer ")),
        ("feedback", (" feedback ", " review ", " look at ", " look over ", " proofread ")),
        ("advice", (" advice ", " tips ", " thoughts on ", " opinion ")),
    ):
        if any(sign in words for sign in signs):
            return kind
    return None
