"""LinkedIn's `Connections.csv` → people, with the day you connected."""

from __future__ import annotations

from datetime import date

from vaultkit.importers.days import Order, day_in, iso, order_in
from vaultkit.importers.delimited import Row, read_table
from vaultkit.importers.incoming import Contact, Incoming, Mine, Skipped
from vaultkit.importers.names import cleaned, joined, nobody
from vaultkit.importers.persons import contact, left_out

SOURCE = "LinkedIn"
WHAT = "LinkedIn's Connections.csv (a header with `First Name`, `Last Name` and `Connected On` is missing)"

# Columns as they are called in English, German, French, Spanish, Italian, Portuguese and Dutch.
FIRST = ("first name", "vorname", "prénom", "nombre", "nome", "voornaam")
LAST = ("last name", "nachname", "nom", "nom de famille", "apellidos", "apellido", "cognome", "sobrenome", "achternaam")
URL = ("url", "profile url", "url du profil", "url del perfil", "profil-url")
EMAIL = (
    "email address", "e-mail address", "email", "adresse e-mail", "dirección de correo electrónico",
    "indirizzo email", "endereço de e-mail", "e-mail-adresse", "e-mailadres",
)  # fmt: skip
COMPANY = ("company", "unternehmen", "firma", "entreprise", "empresa", "azienda", "bedrijf")
POSITION = ("position", "poste", "cargo", "posizione", "functie")
CONNECTED = (
    "connected on", "verbunden am", "verknüpft am", "vernetzt am", "connecté le", "en relation depuis", "conectado el",
    "fecha de conexión", "collegato il", "conectado em", "verbonden op",
)  # fmt: skip
_KNOWN = (*FIRST, *LAST, *URL, *EMAIL, *COMPANY, *POSITION, *CONNECTED)
CLOSED = "no name: the account is closed or hidden"


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """`Connections.csv`, whatever stands before its header and however its days are written → people."""
    table = read_table(data, _KNOWN, WHAT, fewest=3)
    # In numbers LinkedIn writes the month first, unless the file shows otherwise.
    order = order_in(row.first(*CONNECTED) for row in table.rows) or "mdy"
    contacts: list[Contact] = []
    skipped = list(table.skipped)
    unread = 0
    for row in table.rows:
        found = _person(row, order, today)
        reason = _left_out(found, mine)
        if reason:
            skipped.append(Skipped(row.line, found.name or row.first(*URL, *COMPANY), reason))
        else:
            contacts.append(found)
            unread += bool(row.first(*CONNECTED)) and "connected" not in dict(found.fields)
    told = (*table.told, *((f"days of connection that cannot be read and are left out: {unread}",) if unread else ()))
    return Incoming(SOURCE, tuple(contacts), (), tuple(sorted(skipped)), (), told)


def _person(row: Row, order: Order, today: date) -> Contact:
    return contact(
        cleaned(joined(row.first(*FIRST), row.first(*LAST))),
        {
            "org": [row.first(*COMPANY)],
            "title": [row.first(*POSITION)],
            "emails": [row.first(*EMAIL)],
            "urls": [row.first(*URL)],
            "connected": [iso(day_in(row.first(*CONNECTED), today, order))],
        },
        row.line,
    )


def _left_out(found: Contact, mine: Mine) -> str:
    return CLOSED if not found.name or nobody(found.name) else left_out(found, mine)
