"""The shape of Monica's export: records with properties, which hold further records by kind. Nothing is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from vaultkit.importers.decoding import decode
from vaultkit.importers.incoming import ImportRefused

VERSION = "1.0-preview.1"
WHAT_TO_DO = "in Monica: Settings → Export data → Export to JSON"
MOST_CONTACTS = 100_000


class Record:
    """One thing of the export: a contact, a call, a note …; empty where the file has something else in its place."""

    __slots__ = ("_data", "_properties", "line", "uuid")

    def __init__(self, data: object, lines: Mapping[str, int]) -> None:
        self._data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        self._properties = _mapping(self._data.get("properties"))
        self.uuid = _text(self._data.get("uuid"))
        self.line = lines.get(self.uuid, 0)

    def text(self, name: str) -> str:
        """A property, or what stands beside them (`created_at`), as text; "" where it is none."""
        return _text(self._properties.get(name, self._data.get(name)))

    def texts(self, name: str) -> tuple[str, ...]:
        """A property that is a list of texts."""
        return tuple(text for each in _items(self._properties.get(name)) if (text := _text(each)))

    def is_true(self, name: str) -> bool | None:
        """A property that is true or false, or 1 or 0; None where it is neither."""
        said = self._properties.get(name, self._data.get(name))
        return bool(said) if isinstance(said, bool) or said in (0, 1) else None

    def day(self, name: str) -> date | None:
        """A property that is a day, with or without a time."""
        return _day(self.text(name))

    def part(self, name: str) -> Record:
        """A property that is a record of its own: `birthdate`."""
        return Record(self._properties.get(name), {})

    def parts(self, name: str) -> tuple[Record, ...]:
        """A property that is a list of records: the messages of a conversation."""
        return tuple(Record(each, {}) for each in _items(self._properties.get(name)))

    def records(self, kind: str, lines: Mapping[str, int] | None = None) -> tuple[Record, ...]:
        """The records of a kind that this one holds."""
        held = (_mapping(each) for each in _items(self._data.get("data")))
        values = (value for each in held if each.get("type") == kind for value in _items(each.get("values")))
        return tuple(Record(value, lines or {}) for value in values)

    def named(self, kind: str) -> tuple[str, ...]:
        """The identities of records that belong to this one and stand elsewhere: a contact's activities."""
        held = (_mapping(each) for each in _items(self._data.get("data")))
        values = (value for each in held if each.get("type") == kind for value in _items(each.get("values")))
        return tuple(text for value in values if (text := _text(value)))


class Export(NamedTuple):
    """A whole export."""

    account: Record
    contacts: tuple[Record, ...]
    names: Mapping[str, str]  # of contacts, by identity
    field_types: Mapping[str, tuple[str, str]]  # of contact fields, by identity: name and type in lower case
    relations: Mapping[str, tuple[str, ...]]  # of contacts, by identity: `Uncle of Jane Smith`
    activities: Mapping[str, Record]
    me: frozenset[str]  # identities of contacts that are the account's own users
    lines: Mapping[str, int]
    told: tuple[str, ...] = ()


def open_export(data: bytes) -> Export:
    """A file → the export in it; ImportRefused for another one of Monica's forms, or none."""
    text, told = decode(_PICTURE.sub(b'""', data))
    top = _parsed(text)
    lines = _lines(text)
    account = Record(top.get("account"), lines)
    contacts = account.records("contact", lines)
    if not account.uuid and not contacts:
        raise ImportRefused(f"this is not Monica's JSON export; {WHAT_TO_DO}")
    if len(contacts) > MOST_CONTACTS:
        raise ImportRefused(f"it has more than {MOST_CONTACTS:,} contacts")
    version = _text(top.get("version"))
    other = () if version == VERSION else (f"read as {VERSION}; the file says {version[:40] or 'nothing'}",)
    names = {record.uuid: _name(record) for record in contacts}
    return Export(
        account,
        contacts,
        names,
        _field_types(_mapping(top.get("account"))),
        _relations(account, names),
        {record.uuid: record for record in account.records("activity", lines)},
        frozenset(user.text("me_contact") for user in account.records("user") if user.text("me_contact")),
        lines,
        (*told, *other),
    )


# --- inside ---

_PICTURE = re.compile(
    rb'"data:[\w.+/\\-]{0,160};base64,[A-Za-z0-9+/=\\]*"'
)  # photos and documents stand in the file as a whole
_UUID = re.compile(r'"uuid": ?"([^"\\]{1,80})"')
_SQL = re.compile(r"\s*(?:--|/\*|SET |INSERT |DROP |CREATE |LOCK |USE )", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?", re.ASCII | re.DOTALL)


def _parsed(text: str) -> Mapping[str, Any]:
    if _SQL.match(text):
        raise ImportRefused(f"this is Monica's SQL export, which is meant for Monica itself; {WHAT_TO_DO}")
    try:
        return _mapping(json.loads(text))
    except RecursionError:
        raise ImportRefused("this JSON is nested deeper than any export") from None
    except ValueError as error:
        where = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise ImportRefused(f"{where}this is no whole JSON file; {WHAT_TO_DO}") from None


def _lines(text: str) -> Mapping[str, int]:
    """The identity of a record → the line on which it stands first."""
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in _UUID.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.setdefault(match[1], line)
    return found


def _field_types(account: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    types = (Record(each, {}) for each in _items(_mapping(account.get("instance")).get("contact_field_types")))
    return {each.uuid: (each.text("name").casefold(), each.text("type").casefold()) for each in types if each.uuid}


def _relations(account: Record, names: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Each side of a relation is a record of its own."""
    found: dict[str, tuple[str, ...]] = {}
    for relation in account.records("relationship"):
        who, whose = relation.text("contact_is"), names.get(relation.text("of_contact"), "")
        kind = relation.text("type").replace("_", " ").capitalize()
        if kind and whose:
            found[who] = (*found.get(who, ()), f"{kind} of {whose}")
    return found


def _name(record: Record) -> str:
    parts = (record.text("first_name"), record.text("middle_name"), record.text("last_name"))
    return " ".join(" ".join(parts).split())


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[Any]:
    """A list, or a collection whose values or data are one; PHP writes a list with gaps as an object."""
    if isinstance(value, dict):
        inner = value.get("values", value.get("data"))
        return inner if isinstance(inner, list) else [value[key] for key in value if key.isdecimal()]
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """A text or a number → text that can be written; half characters become question marks."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).encode("utf-8", "replace").decode().replace("\0", "").strip()


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
