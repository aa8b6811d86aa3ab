"""A contact's note → Person."""

from __future__ import annotations

from vaultkit.model import Note, Place
from vaultkit.records.kinds import Acquaintance, Person, Position
from vaultkit.records.properties import Properties

CAPACITIES = ("low", "normal", "high")
DOORS = ("open", "careful", "closed")
STATUSES = ("active", "dormant", "archived", "deceased", "do-not-contact")
SENSITIVITIES = ("public", "private", "restricted")
CLOSENESS = (0, 4)


def read_person(note: Note, title: str, said: Properties) -> Person:
    """A contact's note and its properties → the person; what cannot be read is a problem and stays unknown."""
    met, capacity = said.part("met"), said.part("capacity")
    return Person(
        place=Place(note.path, 1),
        name=said.text("name") or title,
        aliases=said.plain_names("aliases"),
        emails=said.texts("emails"),
        urls=said.texts("urls"),
        phones=said.texts("phones"),
        orgs=said.names("org"),
        title=said.text("title"),
        positions=_positions(said),
        roles=said.texts("role"),
        closeness=said.whole("closeness", *CLOSENESS),
        cadence=said.cadence("cadence"),
        tier=said.text("tier"),
        met=met.day("date") if met else said.day("met"),
        met_line=said.line("met") if said.has("met") else 1,
        met_where=met.text("where") if met else said.text("met_where"),
        introduced_by=(met.name("introduced_by") if met else None) or said.name("introduced_by"),
        knows_my_work=said.truth("knows_my_work"),
        knows=_acquaintances(said),
        offers=said.texts("offers"),
        needs=said.texts("needs"),
        boundaries=said.texts("boundaries"),
        capacity=capacity.choice("level", CAPACITIES) if capacity else said.choice("capacity", CAPACITIES),
        capacity_until=capacity.day("until") if capacity else None,
        door=said.choice("door", DOORS),
        status=said.choice("status", STATUSES),
        snooze_until=said.day("snooze_until"),
        sensitivity=said.choice("sensitivity", SENSITIVITIES),
        distinct_from=said.names("distinct_from"),
        birthday=said.birthday("birthday"),
        last_contact=said.day("last_contact"),
        last_contact_line=said.line("last_contact") if said.has("last_contact") else 1,
        imported=said.text("imported"),
        uid=said.text("uid"),
        tags=said.texts("tags"),
    )


def _positions(said: Properties) -> tuple[Position, ...]:
    return tuple(
        Position(org, job.text("title"), job.day("from"), job.day("to"))
        for job in said.parts("positions")
        if (org := job.name("org"))
    )


def _acquaintances(said: Properties) -> tuple[Acquaintance, ...]:
    """`knows: [{person: "[[Jane]]", how: …}]`, or plain links."""
    told = (
        Acquaintance(who, known.text("how"), known.day("since"), known.day("on"))
        for known in said.parts("knows")
        if (who := known.name("person"))
    )
    return (*told, *(Acquaintance(name, None, None, None) for name in said.names("knows", groups=True)))
