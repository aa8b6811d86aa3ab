"""What passed between you and somebody, said in so many words → the line that the format has for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.pages.layout import tidy

FORMS: Mapping[str, str] = {  # each verb that can be logged, and what follows it
    "asked": "PERSON WHAT", "asked-me": "PERSON WHAT", "granted": "PERSON", "declined": "PERSON",
    "redirected": "PERSON", "parked": "PERSON", "withdrawn": "PERSON", "answered": "PERSON", "nudged": "PERSON",
    "gave": "PERSON WHAT", "got": "PERSON WHAT", "offered": "PERSON WHAT", "thanked": "PERSON",
    "acknowledged": "PERSON", "reported": "PERSON", "introduced": "A B", "introduced-by": "PERSON B",
    "promised": "PERSON WHAT", "waiting": "PERSON WHAT", "kept": "PERSON", "drafted": "PERSON WHAT",
    "paid-forward": "PERSON WHAT",
}  # fmt: skip
TWO = ("introduced", "introduced-by")
BETWEEN_TWO = ("to", "and", "&")  # may stand between them
GOES_WITH = {"to": ("redirected", "paid-forward"), "reason": ("declined",), "again": ("declined",)}  # option → verbs
WITH_WHAT = frozenset(verb for verb, form in FORMS.items() if form.endswith("WHAT"))
TARGETS = {"introduction": "to"}  # how a target that the words leave out is joined to them


class Event(NamedTuple):
    """One thing that passed, with its marks; people and notes as links."""

    verb: str
    person: str
    what: str = ""
    other: str = ""  # whom they sent you on to, whom you passed it on to, the second of two introduced
    target: str = ""
    weight: str | None = None
    kind: str | None = None
    due: date | None = None
    reason: str | None = None
    again: date | None = None
    re: str = ""
    item: str = ""


def line_of_event(event: Event) -> str:
    """An event → its line, without the list mark."""
    what = tidy(event.what)
    parts = [f"{event.verb}::", event.person]
    if event.other:
        parts += ["to", event.other]
    parts.append(what)
    if event.target and event.target not in what:
        parts += [TARGETS.get(event.kind or "", "about"), event.target]
    fields = (
        ("kind", event.kind),
        ("reason", event.reason),
        ("again", event.again),
        ("re", event.re),
        ("item", event.item),
    )
    parts += [f"#{event.weight}"] if event.weight else []
    parts += [f"({key}:: {value})" for key, value in fields if value]
    parts += [f"📅 {event.due}"] if event.due else []
    return " ".join(part for part in parts if part)
