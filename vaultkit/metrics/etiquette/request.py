"""What somebody would ask for, and how heavy it is; the ladder of lighter things to ask instead.

Default weights and the ladder are those of the field's advice: a referral or a reference, else an introduction,
feedback, advice, a pointer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.ledger import DEFAULT_WEIGHTS
from vaultkit.graph.network import PersonId
from vaultkit.records.kinds import FAVOR_KINDS
from vaultkit.settings import Settings
from vaultkit.settings.shapes import Ask as Gates

Weight: TypeAlias = Literal["light", "medium", "deep"]
WEIGHTS: tuple[Weight, ...] = ("light", "medium", "deep")
POINTER = "pointer"  # the lowest rung: where to look, whom else to ask
KINDS = (*(kind for kind in FAVOR_KINDS if kind != "thanks"), POINTER)
LADDER = ("reference", "referral", "introduction", "feedback", "advice", POINTER)
BELOW: Mapping[str, tuple[str, ...]] = {
    "reference": ("introduction", "feedback", "advice", POINTER),
    "referral": ("introduction", "feedback", "advice", POINTER),
    "introduction": ("feedback", "advice", POINTER),
    "feedback": ("advice", POINTER),
    "advice": (POINTER,),
    POINTER: (),
}
BELOW_OTHERS: Mapping[Weight, tuple[str, ...]] = {  # for a task, a resource and whatever else
    "light": (POINTER,),
    "medium": ("advice", POINTER),
    "deep": ("feedback", "advice", POINTER),
}
ABOUT_A_TARGET = ("introduction", "referral", "reference")


class Request(NamedTuple):
    """What I would ask of somebody."""

    person: PersonId
    kind: str
    weight: str | None = None  # None: what such a thing usually costs
    target: str | None = None  # whom or what it is about: a person's id, a note's path, or a bare name
    needed_by: date | None = None
    to_hire: bool = False  # to be introduced to whoever decides on hiring


class Ask(NamedTuple):
    """A request with its weight decided."""

    kind: str
    weight: Weight
    target: str | None = None
    needed_by: date | None = None
    raised: tuple[str, ...] = ()  # why it is heavier than it looks
    named: str = ""  # the target's name
    unhurried: Weight | None = None  # what it would weigh with a later day; None: the same


def ask_of(request: Request, today: date, settings: Settings) -> Ask:
    """A request → how heavy it is: as said, else as usual; a decision on hiring and a day's notice weigh one more."""
    usual = usual_weight(request.kind)
    said = request.weight if request.weight in WEIGHTS else usual
    raised = []
    if request.to_hire and request.kind == "introduction":
        raised.append("whoever it is decides on hiring")
    unhurried = _heavier(_weight(said), len(raised))
    if request.needed_by and (request.needed_by - today).days <= settings.ask.urgent_days:
        raised.append("it is needed within a day")
    weight = _heavier(_weight(said), len(raised))
    return Ask(request.kind, weight, request.target, request.needed_by, tuple(raised), unhurried=unhurried)


def _heavier(weight: Weight, steps: int) -> Weight:
    return WEIGHTS[min(WEIGHTS.index(weight) + steps, len(WEIGHTS) - 1)]


def usual_weight(kind: str) -> Weight:
    """What a kind of favour costs its giver, unless something else is said."""
    return _weight(DEFAULT_WEIGHTS.get(kind, "light"))


def lead_days(gates: Gates, kind: str | None, weight: str) -> int:
    """Days that an ask wants until what is asked for is needed."""
    return gates.reference_lead_days if kind == "reference" else int(getattr(gates.lead_days, weight))


def rungs_below(ask: Ask) -> Iterator[Ask]:
    """What could be asked instead, the heaviest first; what was made heavier comes at its usual weight first."""
    usual = usual_weight(ask.kind)
    if WEIGHTS.index(ask.weight) > WEIGHTS.index(usual):
        yield ask._replace(weight=usual, raised=())
    for kind in BELOW[ask.kind] if ask.kind in BELOW else BELOW_OTHERS[ask.weight]:
        target = ask.target if kind in ABOUT_A_TARGET else None
        yield Ask(kind, usual_weight(kind), target, ask.needed_by)


def _weight(word: str) -> Weight:
    return "deep" if word == "deep" else "medium" if word == "medium" else "light"
