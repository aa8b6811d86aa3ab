"""Sample export files, and what every importer owes whatever it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from vaultkit.importers.incoming import PROPERTIES, Contact, Encounter, ImportRefused, Incoming, Mine, Skipped

TODAY = date(2026, 11, 22)
ME = Mine(("Robin Vale",), ("robin@vale.example",))
NOBODY = Mine()


def export(name: str) -> bytes:
    """`google/contacts.csv` → the sample file."""
    return (Path(__file__).parent / "exports" / name).read_bytes()


def fields(contact: Contact) -> dict[str, str | tuple[str, ...]]:
    """A contact's properties by name."""
    return dict(contact.fields)


def people(found: Incoming) -> list[str]:
    """The names of those who come in."""
    return [contact.name for contact in found.contacts]


def reasons(found: Incoming) -> list[tuple[int, str]]:
    """Lines left out, and why."""
    return [(skipped.line, skipped.reason) for skipped in found.skipped]


def sound(read: Callable[[], Incoming]) -> Incoming:
    """What is read, after a look at its types and at a second reading."""
    found = read()
    assert found == read()
    assert all(isinstance(each, Contact) and sound_contact(each) for each in found.contacts)
    for encounter in found.encounters:
        assert isinstance(encounter, Encounter)
        assert type(encounter.day) is date
        assert encounter.people
        assert all(sound_contact(person) for person in encounter.people)
        assert encounter.direction in ("in", "out", "mutual", None)
        assert all(isinstance(text, str) for text in (encounter.channel, encounter.topic, encounter.key))
        assert encounter.line > 1
    assert all(isinstance(each, Skipped) and each.line > 1 and each.reason for each in found.skipped)
    assert all(isinstance(why, str) and number > 0 for why, number in found.counted)
    assert all(isinstance(each, str) for each in found.told)
    return found


def sound_or_refused(read: Callable[[], Incoming]) -> Incoming | None:
    """What is read, looked at as by `sound`; None where the file is refused. Nothing else may be raised."""
    try:
        return sound(read)
    except ImportRefused:
        return None


def sound_contact(contact: Contact) -> bool:
    """Whether a contact has a name or an address, known properties, and identities of their form."""
    assert contact.name or contact.identities
    assert contact.name == " ".join(contact.name.split())
    assert {name for name, _ in contact.fields} <= set(PROPERTIES)
    for _, said in contact.fields:
        assert said
        assert isinstance(said, str) or all(isinstance(each, str) and each for each in said)
    return all(each.startswith(("uid:", "url:", "mail:", "tel:")) for each in contact.identities)


def writable(found: Incoming) -> None:
    """Every field is of its declared type, and can be written."""
    for person in (*found.contacts, *(who for each in found.encounters for who in each.people)):
        assert isinstance(person.line, int)
        (person.name + person.body).encode()
        for name, value in person.fields:
            assert name in PROPERTIES
            assert value
            ("".join(value) if isinstance(value, tuple) else value).encode()
    for each in found.encounters:
        assert isinstance(each.day, date)
        assert each.people
        assert each.direction in ("in", "out", "mutual", None)
        (each.topic + each.key + each.channel).encode()
    for skipped in found.skipped:
        (skipped.what + skipped.reason).encode()
    assert all(isinstance(why, str) and count > 0 for why, count in found.counted)
