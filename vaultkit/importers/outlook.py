"""Outlook's contacts as CSV → people: classic and new Outlook, with English or German columns."""

from __future__ import annotations

import re
from datetime import date

from vaultkit.importers.birthdays import birthday
from vaultkit.importers.days import Order, either_way, order_in
from vaultkit.importers.delimited import Row, read_table
from vaultkit.importers.incoming import Contact, Incoming, Mine
from vaultkit.importers.names import joined
from vaultkit.importers.persons import contact, sifted

SOURCE = "Outlook"
WHAT = "an Outlook CSV of contacts (a header with `First Name`, `Last Name` and `E-mail Address` is missing)"
FIRST = ("first name", "vorname")
MIDDLE = ("middle name", "weitere vornamen", "zweiter vorname")
LAST = ("last name", "nachname")
COMPANY = ("company", "firma")
TITLE = ("job title", "position")
BIRTHDAY = ("birthday", "geburtstag")
NOTES = ("notes", "notizen")
CATEGORIES = ("categories", "kategorien")
NICKNAME = ("nickname", "spitzname")
PLACES = ("business city", "home city", "ort geschäftlich", "ort privat")
SHOWN = ("display name", "e-mail display name", "e-mail: angezeigter name")
MAIL = ("e-mail address", "email address", "e-mail-adresse")
MORE_MAIL = (
    "e-mail 2 address", "e-mail 3 address", "email 2 address", "email 3 address", "e-mail 2: adresse",
    "e-mail 3: adresse",
)  # fmt: skip
PHONES = (  # one's own
    "mobile phone", "home phone", "home phone 2", "primary phone", "other phone", "car phone",
    "mobiltelefon", "telefon (privat)", "telefon (privat 2)", "telefon privat", "haupttelefon", "weiteres telefon",
)  # fmt: skip
OFFICE = (  # perhaps a switchboard
    "business phone", "business phone 2", "telefon geschäftlich", "telefon geschäftlich 2", "telefon (geschäftlich)",
)  # fmt: skip
PAGES = ("web page", "personal web page", "business web page", "webseite", "private webseite")
_KNOWN = (
    *FIRST, *MIDDLE, *LAST, *COMPANY, *TITLE, *BIRTHDAY, *NOTES, *CATEGORIES, *NICKNAME, *PLACES, *MAIL, *MORE_MAIL,
    *PHONES, *OFFICE, *PAGES,
)  # fmt: skip
_ADDRESS = re.compile(r"\s*\([^()]*@[^()]*\)$")


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """An export of Outlook's contacts → people."""
    table = read_table(data, _KNOWN, WHAT, fewest=4)
    days = [row.first(*BIRTHDAY) for row in table.rows]
    # Outlook writes days as Windows is set: the month first in the United States, the day first in most places.
    order = order_in(days)
    contacts, skipped = sifted(((_person(row, order, today), row.first(*COMPANY)) for row in table.rows), mine)
    unclear = 0 if order else sum(map(either_way, days))
    told = (f"birthdays that read two ways (day or month first) and are left out: {unclear}",) if unclear else ()
    return Incoming(SOURCE, contacts, (), tuple(sorted((*table.skipped, *skipped))), (), (*table.told, *told))


def _person(row: Row, order: Order | None, today: date) -> Contact:
    office = [row.first(column) for column in OFFICE]
    return contact(
        joined(row.first(*FIRST), row.first(*MIDDLE), row.first(*LAST), row.first("suffix")) or _shown(row),
        {
            "aliases": [row.first(*NICKNAME)],
            "org": [row.first(*COMPANY)],
            "title": [row.first(*TITLE)],
            "emails": [row.first(column) for column in (*MAIL, *MORE_MAIL)],
            "phones": [*(row.first(column) for column in PHONES), *office],
            "urls": [row.first(column) for column in PAGES],
            "birthday": [birthday(row.first(*BIRTHDAY), today, order)],
            "location": [row.first(*PLACES)],
            "tags": re.split("[;,]", row.first(*CATEGORIES)),
        },
        row.line,
        row.first(*NOTES),
        shared=office,
    )


def _shown(row: Row) -> str:
    """The name that mails show, `Sam Rivera (sam@acme.example)`, where no other stands; an address is no name."""
    shown = _ADDRESS.sub("", row.first(*SHOWN))
    return "" if "@" in shown else shown
