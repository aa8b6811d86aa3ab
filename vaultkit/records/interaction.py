"""A meeting's, call's or letter's note → Interaction."""

from __future__ import annotations

import re
from datetime import date

from vaultkit.model import Note, Place
from vaultkit.records.kinds import Interaction, Name
from vaultkit.records.properties import Properties
from vaultkit.records.prose import DIRECTIONS, words_of

PLAIN_TYPES = frozenset(("interaction", "meeting", "event"))  # they name no channel
NAMED_IN_TITLE = re.compile(r"\b(?:with|to|from)\s+(.{1,120})$", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r"\s*(?:,|&|\+|\band\b)\s*")


def read_interaction(
    note: Note, title: str, said: Properties, day: date | None, *, approximate: bool
) -> Interaction | None:
    """An interaction's note → what happened that day; None, with a problem, where it has no date."""
    if day is None:
        if not said.has("date"):
            message = "an interaction needs a date: add `date: 2026-11-03`, or begin the note's name with it"
            said.problem(said.line("type"), "no-date", message)
        return None
    people = said.names("people", split=True) or _linked(note)
    guessed = () if people else _titled(title)
    if not people and not guessed:
        message = 'nobody is named here: add `people:` with a link to each, like `  - "[[Sam Rivera]]"`'
        said.problem(said.line("people"), "no-people", message)
    kinds = [word for word in said.texts("type") if word.casefold() not in PLAIN_TYPES]
    channel = said.text("channel") or (kinds[0] if kinds else None)
    return Interaction(
        place=Place(note.path, said.line("people")),
        day=day,
        approximate=approximate,
        people=people or guessed,
        strict=not guessed,
        guessed=bool(guessed),
        topic=said.text("topic") or words_of(note.lead) or words_of(title),
        channel=channel.casefold() if channel else None,
        direction=said.choice("direction", DIRECTIONS),
        initiated_by=_initiator(said),
        mentioned=said.names("mentioned", split=True),
        learned=said.texts("learned"),
        ask_next=said.texts("ask_next"),
    )


def read_named(note: Note, title: str, day: date, *, approximate: bool) -> Interaction | None:
    """A dated note named like "2026-06-22 Ana Ruiz" or "… call with Ana" → a day in touch, if they are people."""
    rest = words_of(title)
    people = _titled(rest) or ((Name(rest, 1),) if " " in rest and rest[:1].isupper() else ())
    if not people:
        return None
    return Interaction(Place(note.path, 1), day, approximate, people, False, words_of(note.lead) or rest, guessed=True)


def _linked(note: Note) -> tuple[Name, ...]:
    """Who was there where `people:` does not say: those whom the body links."""
    linked = {
        link.target: Name(link.target, link.line)
        for line in note.lines
        if not line.quote and not (line.task and line.task not in "xX")
        for link in line.links
        if link.target and not link.embed and not link.target[:4].isdigit()
    }
    return tuple(linked.values())


def _titled(title: str) -> tuple[Name, ...]:
    """The words after "with" in a note's name."""
    found = NAMED_IN_TITLE.search(title)
    return tuple(Name(name, 1) for name in BETWEEN_NAMES.split(found[1].strip()) if name) if found else ()


def _initiator(said: Properties) -> str | None:
    name = said.name("initiated_by")
    return None if name is None else name.text.casefold() if name.text.casefold() in ("me", "them") else name.text
