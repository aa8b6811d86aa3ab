"""The contacts that Clay (clay.earth, now Mesh) gives out as CSV, or a table of people from clay.com → people.

Neither publishes what its file looks like, and columns are chosen by whoever exports: those that are likely are known
by name, under every spelling met, and all others are left out and told.
"""

from __future__ import annotations

from datetime import date

from vaultkit.importers.birthdays import birthday
from vaultkit.importers.days import Order, day_in, iso, order_in
from vaultkit.importers.delimited import Row, Table, column, read_table
from vaultkit.importers.incoming import Contact, Incoming, Mine
from vaultkit.importers.names import cleaned, joined
from vaultkit.importers.persons import contact, sifted

SOURCE = "Clay"
WHAT = "a CSV export of Clay's (a header with `Name` or `First Name`, and `Email`, `LinkedIn` or `Company` is missing)"

FULL = ("name", "full name", "display name", "person")
FIRST = ("first name", "firstname", "given name")
MIDDLE = ("middle name",)
LAST = ("last name", "lastname", "surname", "family name")
NICKNAME = ("nickname", "nicknames", "aliases")
EMAIL = (
    "email", "emails", "email address", "email addresses", "primary email", "work email", "personal email",
    "other emails", "email 1", "email 2", "email 3", "e-mail",
)  # fmt: skip
PHONE = (
    "phone", "phones", "phone number", "phone numbers", "mobile", "mobile phone", "primary phone", "work phone",
    "phone 1", "phone 2", "phone 3",
)  # fmt: skip
URL = (
    "linkedin", "linkedin url", "linkedin profile", "linkedin profile url", "twitter", "twitter url", "x", "github",
    "website", "websites", "url", "urls", "facebook", "instagram", "social links", "links",
)  # fmt: skip
COMPANY = ("company", "current company", "organization", "organisation", "company name", "employer", "org")
TITLE = ("title", "job title", "current title", "position", "role", "headline", "current job title")
LOCATION = ("location", "city", "address", "lives in")
BIRTHDAY = ("birthday", "birth date", "date of birth")
TAGS = ("groups", "group", "tags", "tag", "labels", "lists")
NOTES = ("notes", "note", "bio", "description", "about", "summary")
MET = ("met", "first met", "met on", "date met")
_TOLD = (*NICKNAME, *EMAIL, *PHONE, *URL, *COMPANY, *TITLE, *LOCATION, *BIRTHDAY, *TAGS, *NOTES, *MET)
_KNOWN = (*FULL, *FIRST, *MIDDLE, *LAST, *_TOLD)
_HANDLES = {"twitter": "https://twitter.com/", "x": "https://twitter.com/", "github": "https://github.com/"}
_BETWEEN = (";", "\n", "|", ",")  # several values in one cell


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """An export → its people; a row that cannot be read, or tells of nobody, is skipped."""
    table = read_table(data, _KNOWN, WHAT)
    order = order_in(row.first(*names) for names in (BIRTHDAY, MET) for row in table.rows)
    found = ((_person(row, today, order), row.first(*COMPANY, *EMAIL)) for row in table.rows)
    contacts, skipped = sifted(found, mine)
    return Incoming(
        SOURCE, contacts, (), tuple(sorted((*table.skipped, *skipped))), (), (*table.told, *_unknown(table))
    )


def _person(row: Row, today: date, order: Order | None) -> Contact:
    name = cleaned(joined(row.first(*FIRST), row.first(*MIDDLE), row.first(*LAST)) or row.first(*FULL))
    return contact(
        name,
        {
            "aliases": _several(row, NICKNAME),
            "org": [row.first(*COMPANY)],
            "title": [row.first(*TITLE)],
            "emails": _several(row, EMAIL),
            "phones": _several(row, PHONE),
            "urls": _pages(row),
            "birthday": [birthday(row.first(*BIRTHDAY), today, order)],
            "location": [row.first(*LOCATION)],
            "met": [iso(day_in(row.first(*MET), today, order))],
            "tags": _several(row, TAGS),
        },
        row.line,
        "\n\n".join(dict.fromkeys(note for name in NOTES if (note := row.first(name)))),
    )


def _several(row: Row, names: tuple[str, ...]) -> list[str]:
    """The values of some columns, those in one cell taken apart."""
    found = [row.first(name) for name in names]
    for sign in _BETWEEN:
        found = [part for cell in found for part in cell.split(sign)]
    return [part.strip() for part in found if part.strip()]


def _pages(row: Row) -> list[str]:
    """Profiles and sites; `@samr` under Twitter is a page there."""
    found = []
    for name in URL:
        for value in _several(row, (name,)):
            bare = name in _HANDLES and "." not in value
            found.append(_HANDLES[name] + value.lstrip("@") if bare else value)
    return found


def _unknown(table: Table) -> tuple[str, ...]:
    known = frozenset(_KNOWN)
    others = [name for name in table.columns if column(name) not in known]
    return (f"columns left out: {', '.join(others[:20])}",) if others else ()
