"""A favour's note → Favor."""

from __future__ import annotations

from datetime import date

from vaultkit.model import Note, Place
from vaultkit.records.kinds import FAVOR_KINDS, Favor, Name
from vaultkit.records.order import REASONS, Course, clashes
from vaultkit.records.properties import Properties
from vaultkit.records.values import WEIGHTS

DIRECTIONS = ("asked", "received_ask", "given", "received", "offered")
KIND_SYNONYMS = {"intro": "introduction", "recommendation": "reference", "review": "feedback", "help": "task"}
STATUSES = ("draft", "pending", "granted", "declined", "redirected", "parked", "withdrawn", "expired", "done")
SCOPES = ("favor", "routine")
BY_TYPE = {"ask": "asked", "give": "given"}
SCOPE_SYNONYMS = {"favour": "favor"}


def read_favor(note: Note, said: Properties) -> Favor | None:
    """A favour's note → the favour; None, with a problem, where it names nobody or no direction."""
    person = said.name("person")
    direction = said.choice("direction", DIRECTIONS, {"received ask": "received_ask"}) or _by_type(said)
    if person is None:
        message = 'a favour is between you and somebody: add `person: "[[Mike Ito]]"`'
        said.problem(said.line("person"), "no-person", message)
    if direction is None and not said.has("direction"):
        message = f"which way did it go? Add `direction:` with one of {', '.join(DIRECTIONS)}"
        said.problem(said.line("type"), "no-direction", message)
    asked, thanked = said.dated("asked") or said.dated("date"), said.part("thanked")
    cost = said.weight("weight")
    favor = Favor(
        place=Place(note.path, said.line("person")),
        direction=direction or "",
        person=person or Name("", 1),
        kind=said.choice("kind", FAVOR_KINDS, KIND_SYNONYMS),
        weight=cost.word if cost and cost.word in WEIGHTS else None,
        minutes=cost.amount if cost and cost.word == "minutes" else said.amount("minutes"),
        size=cost.amount if cost and cost.word == "size" else None,
        what=said.text("what"),
        target=said.name("target"),
        why_you=said.text("why_you"),
        desired_outcome=said.text("desired_outcome"),
        asked=asked.day if asked else None,
        approximate=asked.approximate if asked else False,
        needed_by=said.day("needed_by"),
        out=said.truth("out"),
        packet=said.texts("packet"),
        their_upside=said.text("their_upside"),
        status=said.choice("status", STATUSES),
        answered=said.day("answered"),
        decided=said.day("decided"),
        decline_reason=said.choice("decline_reason", REASONS),
        acknowledged=said.day("acknowledged"),
        offered_later=said.day("offered_later"),
        redirected_to=said.name("redirected_to"),
        thanked=thanked.day("date") if thanked else said.day("thanked"),
        nudges=said.days("nudges"),
        outcome=said.text("outcome"),
        reported_back=said.day("reported_back"),
        pays_forward=said.name("pays_forward"),
        scope=said.choice("scope", SCOPES, SCOPE_SYNONYMS),
    )
    _check_order(favor, said)
    return favor if person and direction else None


def status_of(favor: Favor) -> str:
    """A favour's status where its note does not give one: by its direction and what else it says."""
    if favor.status:
        return favor.status
    if favor.direction in ("given", "received", "offered"):
        return "done"
    if favor.decline_reason:
        return "declined"
    return "granted" if favor.decided and (favor.thanked or favor.outcome) else "pending"


def _check_order(favor: Favor, said: Properties) -> None:
    """Puts down steps in an order that cannot be; a day known only by its month or year is held against none."""

    def day(name: str, known: date | None) -> date | None:
        found = said.dated(name) if known else None
        return None if found and found.approximate else known

    course = Course(
        direction=favor.direction,
        status=status_of(favor),
        asked=None if favor.approximate else favor.asked,
        answered=day("answered", favor.answered),
        nudges=favor.nudges,
        decided=day("decided", favor.decided),
        thanked=favor.thanked,
        acknowledged=day("acknowledged", favor.acknowledged),
        reported=day("reported_back", favor.reported_back),
        reason=favor.decline_reason,
    )
    for clash in clashes(course):
        if not clash.unfinished:  # a line elsewhere may tell the rest
            said.problem(said.line(clash.step), "impossible-order", clash.message)


def _by_type(said: Properties) -> str | None:
    return next((BY_TYPE[word] for word in said.texts("type") if word in BY_TYPE), None)
