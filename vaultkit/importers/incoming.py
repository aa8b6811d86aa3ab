"""What an importer yields: people and interactions as their source tells of them, and what it left out, with the line.

No importer knows the vault, decides whether two records are one person, or writes. A record that cannot be read costs
that one. Text is as the source has it, decoded; making it safe for a note is for intake.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.model import Said

Direction: TypeAlias = Literal["in", "out", "mutual"]


class Contact(NamedTuple):
    """One person. `identities` are what tells them from a namesake, the surest first, in the form identity.py makes."""

    name: str  # as to be shown: "Sam Rivera"; "" only where an address is all there is
    identities: tuple[str, ...] = ()  # "url:linkedin.com/in/samr", "mail:sam@acme.example", "tel:+4930123456", "uid:…"
    fields: tuple[tuple[str, Said], ...] = ()  # property → value, in the order to be written; see PROPERTIES
    body: str = ""  # what the source's own notes say of them, for the body of a new note
    line: int = 0  # of the file; 0 where it has no lines


PROPERTIES = (  # what a contact's fields may be; a text or texts as in docs/format.md, days as 2026-11-03
    "aliases", "org", "title", "role", "emails", "phones", "urls", "birthday", "location", "connected", "tags", "uid",
    "met", "introduced_by", "status",
)  # fmt: skip


LONGEST_TOPIC = 160  # characters of a topic that its line keeps


class Encounter(NamedTuple):
    """One interaction. `key` is the source's own identity of it, the same in every export; "" where it has none."""

    day: date
    people: tuple[Contact, ...]  # without the owner
    channel: str = ""  # email, message, call, meeting, letter …
    direction: Direction | None = None
    topic: str = ""
    key: str = ""
    line: int = 0


class Mine(NamedTuple):
    """Who the owner is, as the settings and the command line say: names as written, addresses in lower case."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


class Skipped(NamedTuple):
    """A record that was left out: where, what it is, and why (a phrase that reads the same for all of its kind)."""

    line: int
    what: str
    reason: str


class Incoming(NamedTuple):
    """All that one file tells."""

    source: str  # as `imported:` will have it: LinkedIn, vCard, Google, Outlook, CSV, calendar, mail, Monica, Clay
    contacts: tuple[Contact, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    counted: tuple[tuple[str, int], ...] = ()  # reason → how many, for what is left out in masses (newsletters …)
    told: tuple[str, ...] = ()  # what the reader should know: "taken for yours: a@b.example"


class ImportRefused(Exception):  # noqa: N818 - a refusal is no error
    """The file is not what it should be; says what was found and what to do."""
