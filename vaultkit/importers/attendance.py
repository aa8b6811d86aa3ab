"""Who was at an event, as its invitation says: without the owner, rooms, and those who declined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from vaultkit.importers.addresses import person_name
from vaultkit.importers.blocks import Block, Property, plain
from vaultkit.importers.identity import LONGEST, mail
from vaultkit.importers.incoming import Contact, Mine
from vaultkit.importers.names import folded
from vaultkit.importers.persons import contact

MOST = 12  # others at an event that still is an encounter with each of them

CANCELLED = "cancelled"
DECLINED = "declined by you"
ALONE = "nobody else is named"
CROWD = f"more than {MOST} people"

_NO_PERSON = frozenset(("room", "resource", "group"))
_NOT_THERE = frozenset(("declined", "delegated"))
_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")
# Calendars and programs that stand as the organiser of what somebody else called.
_PROGRAM = re.compile(
    r"(?:no-?reply|do-?not-?reply|notifications?|calendar-notification|unknownorganizer)(?:[+._-].*)?@.*|"
    r".*@(?:[a-z]+\.)*calendar\.google\.com"
)


class Attendance(NamedTuple):
    """Who was there; or nobody, and why the event is left out."""

    people: tuple[Contact, ...] = ()
    reason: str = ""


def attendance(event: Block, mine: Mine) -> Attendance:
    """An event → who was there with the owner."""
    if event.text("STATUS").casefold() == "cancelled":
        return Attendance(reason=CANCELLED)
    invited = [_Invited(one, mine) for one in (*event.all("ATTENDEE"), *event.all("ORGANIZER"))]
    if any(one.mine and one.answer == "declined" for one in invited):
        return Attendance(reason=DECLINED)
    away = {one.key for one in invited if one.answer in _NOT_THERE}
    others = _people([one for one in invited if one.is_other and one.key not in away], event.line)
    if not any(one.is_other for one in invited):
        others = tuple(contact(name, {}, event.line) for name in _named_in(event.text("SUMMARY"), mine))
    return Attendance(others) if 0 < len(others) <= MOST else Attendance(reason=CROWD if others else ALONE)


class _Invited:
    """One ATTENDEE or the ORGANIZER."""

    def __init__(self, said: Property, mine: Mine) -> None:
        self.address = next(filter(None, map(_address, (said.param("EMAIL"), said.value))), "")  # Apple: beside a path
        self.name = _name(said)
        self.key = self.address or folded(self.name)
        self.answer = said.param("PARTSTAT").casefold()
        self.mine = self.address in mine.emails or (bool(self.name) and folded(self.name) in map(folded, mine.names))
        kind, role = said.param("CUTYPE").casefold(), said.param("ROLE").casefold()
        known = bool(self.address) or " " in self.name
        program = bool(_PROGRAM.fullmatch(self.address))
        self.is_other = known and not self.mine and not program and kind not in _NO_PERSON and role != "non-participant"


def _name(said: Property) -> str:
    """`CN="Rivera, Sam (Acme)"`, also without its quotes → `Sam Rivera`."""
    name = plain(", ".join(value for key, value in said.params if key == "CN")[:LONGEST])
    return person_name(_COMMENT.sub("", name))


def _address(text: str) -> str:
    """`mailto:sam@acme.example`, with or without the scheme → `sam@acme.example`; "" for what is no address."""
    return mail(text).removeprefix("mail:")


def _people(invited: Iterable[_Invited], line: int) -> tuple[Contact, ...]:
    """Each once, by the address, with the first name that is given for it."""
    names: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for one in invited:
        names[one.key] = names.get(one.key) or one.name
        addresses[one.key] = one.address
    return tuple(contact(name, {"emails": [addresses[key]]}, line) for key, name in names.items())


# --- events without a guest list ---

_WITH = re.compile(r"\bwith\s+(?P<names>.{3,120})", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|&|\+|\band\b)\s*")
_NAME = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]*)*(?: [^\W\d_]+(?:[’'.-][^\W\d_]*)*){1,3}")
_ENDS = re.compile(r"\s(?:-|–|—|@|at|about|on|re|in|from|for|over|to|via)\s|\s?[(\[:;|/?!]")
_NO_NAMES = frozenset(
    """team teams group office committee department board company inc ltd llc gmbh clients client customer customers
    marketing sales engineering product design finance legal support hr people class club family bank school university
    council church partners dr dr. doctor all everyone the my our new call meeting lunch dinner coffee""".split()
)


def _named_in(summary: str, mine: Mine) -> list[str]:
    """`Coffee with Sam Rivera and Ana Diaz` → the two; a word alone (`with Sam`) is not enough to know somebody by."""
    found = _WITH.search(summary)
    words = _ENDS.split(found["names"], maxsplit=1)[0] if found else ""
    own = {folded(name) for name in mine.names}
    names = [name.strip() for name in _BETWEEN.split(words)]
    return list(dict.fromkeys(name for name in names if _is_name(name) and folded(name) not in own))


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        bool(_NAME.fullmatch(text))
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and not text.isupper()
        and _NO_NAMES.isdisjoint(word.casefold() for word in words)
    )
