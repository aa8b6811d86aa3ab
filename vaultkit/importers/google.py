"""Google Contacts' CSV → people, in its shape of 2024 (`First Name`, `Labels`) and the one before (`Given Name`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vaultkit.importers.birthdays import birthday
from vaultkit.importers.delimited import Row, read_table
from vaultkit.importers.incoming import Contact, Incoming, Mine
from vaultkit.importers.names import joined
from vaultkit.importers.persons import contact, sifted

SOURCE = "Google"
WHAT = "a Google Contacts CSV (a header with `First Name` and `E-mail 1 - Value` is missing)"
_COLUMNS = (
    "name", "given name", "additional name", "family name", "first name", "middle name", "last name", "name prefix",
    "name suffix", "nickname", "file as", "birthday", "notes", "labels", "group membership", "organization name",
    "organization title", "organization 1 - name", "organization 1 - title", "e-mail 1 - value", "phone 1 - value",
)  # fmt: skip
_ORGANIZATION = ("organization name", "organization 1 - name")
_BETWEEN = ":::"  # several values in one cell
_SYSTEM = ("*", "system group")  # groups that Google makes: `* myContacts`, `* starred`
_SHARED = ("work", "main", "company", "arbeit", "geschäftlich", "haupt")
_NO_CALL = ("fax", "pager")


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """An export of Google Contacts → people."""
    table = read_table(data, _COLUMNS, WHAT, fewest=4)
    numbers = _numbers(table.columns)
    found = ((_person(row, numbers, today), row.first(*_ORGANIZATION)) for row in table.rows)
    contacts, skipped = sifted(found, mine)
    return Incoming(SOURCE, contacts, (), tuple(sorted((*table.skipped, *skipped))), (), table.told)


def _person(row: Row, numbers: tuple[str, ...], today: date) -> Contact:
    phones = [(label.casefold(), number) for label, number in _labelled(row, numbers, "phone")]
    return contact(
        _name(row),
        {
            "aliases": _several(row.first("nickname")),
            "org": _several(row.first(*_ORGANIZATION)),
            "title": [*_several(row.first("organization title", "organization 1 - title"))][:1],
            "emails": [address for _, address in _labelled(row, numbers, "e-mail")],
            "phones": [number for label, number in phones if not any(word in label for word in _NO_CALL)],
            "urls": [url for _, url in _labelled(row, numbers, "website")],
            "birthday": [birthday(row.first("birthday"), today)],
            "location": [_place(row)],
            "tags": _groups(row.first("labels", "group membership")),
        },
        row.line,
        row.first("notes"),
        shared=[number for label, number in phones if any(word in label for word in _SHARED)],
    )


def _name(row: Row) -> str:
    first, last = row.first("first name", "given name"), row.first("last name", "family name")
    middle = row.first("middle name", "additional name")
    whole = joined(first, middle, last, row.first("name suffix")) if first or last else ""
    return whole or row.first("name") or row.first("file as")


def _place(row: Row) -> str:
    return ", ".join(part for what in ("city", "country") if (part := row.first(f"address 1 - {what}")))


def _groups(told: str) -> Iterator[str]:
    return (group for group in _several(told) if not group.casefold().startswith(_SYSTEM))


def _labelled(row: Row, numbers: tuple[str, ...], what: str) -> Iterator[tuple[str, str]]:
    """`E-mail 1 - Label`, `E-mail 1 - Value` and so on → label and each value; the label was called type before."""
    for number in numbers:
        label = row.first(f"{what} {number} - label", f"{what} {number} - type")
        for value in _several(row.first(f"{what} {number} - value")):
            yield label, value


def _several(told: str) -> Iterator[str]:
    return (value for part in told.split(_BETWEEN) if (value := part.strip()))


def _numbers(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers that columns have: `Phone 2 - Value` → 2."""
    found = (re.fullmatch(r"\S+ (\d{1,3}) - value", column.casefold()) for column in columns)
    return tuple(sorted({match[1] for match in found if match}, key=int))
