"""An introduction's note → Introduction."""

from __future__ import annotations

from vaultkit.model import Note, Place
from vaultkit.records.kinds import ME, Introduction, Name
from vaultkit.records.properties import Properties

ORIGINS = ("requested_by_a", "requested_by_b", "unsolicited")
STATUSES = ("idea", "asked", "opted_in", "made", "replied", "met", "positive", "negative", "ghosted", "declined")
DONE = ("made", "replied", "met", "positive", "negative", "ghosted")


def read_introduction(note: Note, said: Properties) -> Introduction | None:
    """An introduction's note → the introduction; None, with a problem, where a side is missing."""
    a, b = said.name("a"), said.name("b")
    if a is None or b is None:
        message = 'an introduction has two sides: add `a: "[[Sam Rivera]]"` and `b: "[[Jo Park]]"`'
        said.problem(said.line("type"), "one-sided-introduction", message)
        return None
    opt_in = said.part("opt_in")
    status = said.choice("status", STATUSES, {"introduced": "made", "opted in": "opted_in"})
    made = said.day("made") or (said.day("date") if status in DONE else None)
    if status in DONE and made is None and not said.has("made"):
        said.problem(said.line("status"), "no-date", f"`status: {status}` has no day: add `made: 2026-11-04`")
    return Introduction(
        place=Place(note.path, said.line("a")),
        introducer=said.name("introducer") or Name(ME, 1),
        a=a,
        b=b,
        why_a=said.text("why_a"),
        why_b=said.text("why_b"),
        origin=said.choice("origin", ORIGINS),
        opt_in_a=opt_in.day("a") if opt_in else None,
        opt_in_b=opt_in.day("b") if opt_in else None,
        status=status,
        made=made,
        asked=said.day("asked") or (None if status in DONE else said.day("date")),
        thanked_by=said.names("thanked_by"),
        reported_back=said.day("reported_back"),
        outcome=said.text("outcome"),
    )
