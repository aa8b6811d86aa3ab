"""Records of one file → persons: those that share an address, a profile or a number of the source are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from vaultkit.graph.names import fold
from vaultkit.importers.incoming import Contact
from vaultkit.intake.namesakes import could_be_one, same_name
from vaultkit.intake.words import plain, plainly
from vaultkit.model import Said

NAME = 200  # characters of a name


class Somebody(NamedTuple):
    """One person as one file tells of them."""

    name: str
    other_names: tuple[str, ...]
    identities: tuple[str, ...]
    fields: tuple[tuple[str, Said], ...]
    body: str
    line: int
    listed: bool  # in the file's own list of contacts, not only beside an interaction


class _Sharer(NamedTuple):
    """Somebody who uses an address, as the first of their records has it."""

    name: str
    uid: str
    birthday: str

    def is_one(self, other: _Sharer) -> bool:
        """Whether another record of the address is of the same person."""
        apart = any(mine and theirs and mine != theirs for mine, theirs in zip(self[1:], other[1:], strict=True))
        return not apart and (not self.name or not other.name or same_name(self.name, other.name))


class Gathering:
    """Who is who among the records of a file."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._sharing: dict[str, list[_Sharer]] = {}  # an address → those who use it
        self._records: dict[str, list[tuple[Contact, bool]]] = {}

    def add(self, contacts: Iterable[Contact], *, listed: bool) -> None:
        """Take in records; call `persons` when all are in."""
        for contact in contacts:
            told = listed and bool(contact.fields or contact.identities or contact.body)  # more than a name
            keys = self._keys(contact, told=told)
            if not keys:
                continue
            if told and keys[0].startswith("name:"):
                keys = (self._own_name(keys[0], contact),)
            first = self._root(keys[0])
            for key in keys[1:]:
                self._parent[self._root(key)] = first
            self._records.setdefault(keys[0], []).append((contact, told))

    def persons(self) -> dict[str, Somebody]:
        """Each person by the key that `key` gives for every record of theirs."""
        together: dict[str, list[tuple[Contact, bool]]] = {}
        for key, records in self._records.items():
            together.setdefault(self._root(key), []).extend(records)
        return {root: _one(records) for root, records in together.items()}

    def key(self, contact: Contact) -> str:
        """A record → the key of its person; "" for one without name and address."""
        keys = self._keys(contact, told=False)
        return self._root(keys[0]) if keys else ""

    def _keys(self, contact: Contact, *, told: bool) -> tuple[str, ...]:
        """What tells a record's person from others: its identities; where it has none, the name is all there is.

        A number is shared at home and at work, so that it tells nobody apart; an address tells those of other names
        apart where the source lists them as people of their own.
        """
        name = plain(contact.name, NAME)
        sure = tuple(
            self._mailbox(each, name, contact, told=told) if each.startswith("mail:") else each
            for each in contact.identities
            if not each.startswith("tel:")
        )
        return sure or ((f"name:{fold(name)}",) if name else ())

    def _mailbox(self, address: str, name: str, contact: Contact, *, told: bool) -> str:
        """An address and the record it is used in → its key: one for each of those who share it.

        Whom the source lists are one only where they have one name, and nothing tells them apart; who is met beside
        an interaction is whoever of them it can be.
        """
        sharing = self._sharing.setdefault(address, [])
        own = _Sharer(name, *(_own(contact, key) for key in ("uid", "birthday")))
        if told:
            number = next((at for at, each in enumerate(sharing) if each.is_one(own)), len(sharing))
        else:
            number = next((at for at, each in enumerate(sharing) if could_be_one(each.name, name)), 0)
        if number == len(sharing):
            sharing.append(own)
        return f"{address}#{number}" if number else address

    def _own_name(self, key: str, contact: Contact) -> str:
        """The key of a listed contact of whom but the name is known: two alike in all else are one, others are two."""
        number, own = 1, key
        while own in self._records and contact._replace(line=0) != self._records[own][0][0]._replace(line=0):
            number, own = number + 1, f"{key}#{number + 1}"
        return own

    def _root(self, key: str) -> str:
        """The key that stands for all that are one with this one."""
        found = key
        while (above := self._parent.setdefault(found, found)) != found:
            found = above
        while self._parent[key] != found:
            self._parent[key], key = found, self._parent[key]
        return found


def _own(contact: Contact, key: str) -> str:
    said = dict(contact.fields).get(key, "")
    return said if isinstance(said, str) else ""


def is_bare(somebody: Somebody) -> bool:
    """Whether the name is all there is to know somebody by."""
    return all(each.startswith("tel:") for each in somebody.identities)


def united(several: list[Somebody]) -> Somebody:
    """Persons of a file whom the vault has as one → that one: the first, with what the others have beside it."""
    first = several[0]
    names = dict.fromkeys(name for each in several for name in (each.name, *each.other_names))
    return first._replace(
        other_names=tuple(name for name in names if fold(name) != fold(first.name)),
        identities=tuple(dict.fromkeys(one for each in several for one in each.identities)),
        fields=_joined(each.fields for each in several),
        body="\n".join(each.body for each in several if each.body),
        listed=any(each.listed for each in several),
    )


def _one(records: list[tuple[Contact, bool]]) -> Somebody:
    """All records of a person → the person: listed ones first, then as often as a name is used."""
    records = sorted(records, key=lambda record: (not record[1], record[0].line))
    names = Counter(name for contact, _ in records if (name := plain(contact.name, NAME)))
    listed = [name for contact, is_listed in records if is_listed and (name := plain(contact.name, NAME))]
    ranked = [*dict.fromkeys(listed), *(name for name, _ in names.most_common())]
    shown = list({fold(name): name for name in reversed(ranked)}.values())[::-1]
    identities = tuple(dict.fromkeys(each for contact, _ in records for each in contact.identities))
    return Somebody(
        name=shown[0] if shown else identities[0].partition(":")[2],
        other_names=tuple(shown[1:]),
        identities=identities,
        fields=_joined(contact.fields for contact, _ in records),
        body="\n".join(dict.fromkeys(contact.body for contact, _ in records if contact.body.strip())),
        line=records[0][0].line,
        listed=any(is_listed for _, is_listed in records),
    )


def _joined(records: Iterable[tuple[tuple[str, Said], ...]]) -> tuple[tuple[str, Said], ...]:
    """The properties of all records of a person: lists united, of two texts the first."""
    found: dict[str, Said] = {}
    for fields in records:
        for name, said in fields:
            value, before = plainly(said), found.get(name)
            if isinstance(before, tuple) and isinstance(value, tuple):
                found[name] = tuple(dict.fromkeys((*before, *value)))
            elif value and not before:
                found[name] = value
    return tuple(found.items())
