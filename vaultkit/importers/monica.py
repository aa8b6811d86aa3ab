"""Monica's JSON export ("1.0-preview.1", Monica 3 and 4) → people, what its notes say of them, and interactions."""

from __future__ import annotations

from datetime import date

from vaultkit.importers.days import NO_DAY, TO_COME, ahead
from vaultkit.importers.incoming import Contact, Encounter, Incoming, Mine, Skipped
from vaultkit.importers.monica_body import body
from vaultkit.importers.monica_encounters import Told, activities, calls, conversations
from vaultkit.importers.monica_export import Export, open_export
from vaultkit.importers.monica_people import person
from vaultkit.importers.persons import YOURSELF, left_out

SOURCE = "Monica"
PARTIAL = "known only as somebody's relation (partial contacts)"
OF_CONTACTS = (("reminder", "reminders"), ("task", "tasks"), ("pet", "pets"))
OF_ACCOUNT = (("photo", "photos"), ("document", "documents"))


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """An export → its people and interactions. Photos, documents, reminders, tasks and pets are left out, and counted.

    ImportRefused for anything else, with what to export instead.
    """
    export = open_export(data)
    kept: dict[str, Contact] = {}
    skipped: list[Skipped] = []
    partial = 0
    for record in export.contacts:
        found = person(record, export, body(record, export))
        reason = YOURSELF if record.uuid in export.me else left_out(found, mine)
        if record.is_true("is_partial"):
            partial += 1
        elif reason:
            skipped.append(Skipped(record.line, found.name, reason))
        elif record.uuid not in kept:
            kept[record.uuid] = found
    encounters, lost = _encounters(export, kept, today)
    counted = (*(((PARTIAL, partial),) if partial else ()), *_left_out(export))
    return Incoming(SOURCE, tuple(kept.values()), encounters, tuple(sorted((*skipped, *lost))), counted, export.told)


def _encounters(
    export: Export, kept: dict[str, Contact], today: date
) -> tuple[tuple[Encounter, ...], tuple[Skipped, ...]]:
    """Calls, conversations and activities, oldest first; those whose day is none are skipped."""
    latest = ahead(today, 1)
    found: list[Encounter] = []
    lost: list[Skipped] = []
    told: tuple[Told, ...] = (*calls(export, kept), *conversations(export, kept), *activities(export, kept))
    for each in told:
        if each.day is None or each.day > latest:
            reason = NO_DAY if each.day is None else TO_COME
            lost.append(Skipped(each.line, f"{each.channel}: {each.topic}"[:80].rstrip(": "), reason))
        elif each.people:
            found.append(
                Encounter(each.day, each.people, each.channel, each.direction, each.topic, each.key, each.line)
            )
    return tuple(sorted(found, key=lambda each: (each.day, each.key, each.line))), tuple(lost)


def _left_out(export: Export) -> tuple[tuple[str, int], ...]:
    """What stays in Monica, by kind."""
    counts = (
        *((name, sum(len(contact.records(kind)) for contact in export.contacts)) for kind, name in OF_CONTACTS),
        *((name, len(export.account.records(kind))) for kind, name in OF_ACCOUNT),
        ("journal entries", len(export.account.parts("journal_entries"))),
    )
    return tuple((name, count) for name, count in counts if count)
