"""Monica's calls, conversations and activities → what is told of each interaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.importers.incoming import LONGEST_TOPIC, Contact, Direction
from vaultkit.importers.monica_export import Export, Record

CHANNELS = {"email": "email", "phone": "message", "": "message"}  # of a conversation, by the type of its contact field


class Told(NamedTuple):
    """An interaction, whose day may be missing or impossible."""

    day: date | None
    people: tuple[Contact, ...]
    channel: str
    direction: Direction | None
    topic: str
    key: str
    line: int


def calls(export: Export, kept: Mapping[str, Contact]) -> Iterator[Told]:
    """Who called is told, or is not."""
    for contact, call in _held(export, kept, "call"):
        they_called = call.is_true("contact_called")
        direction: Direction | None = None if they_called is None else "in" if they_called else "out"
        key = _key("call", contact, call, "called_at")
        topic = _topic(call.text("content"))
        yield Told(call.day("called_at"), (kept[contact.uuid],), "call", direction, topic, key, call.line)


def conversations(export: Export, kept: Mapping[str, Contact]) -> Iterator[Told]:
    """A conversation is one interaction, whose direction is that of its messages."""
    for contact, talk in _held(export, kept, "conversation"):
        messages = talk.parts("messages")
        mine = {message.is_true("written_by_me") for message in messages} - {None}
        direction: Direction = "mutual" if len(mine) != 1 else "out" if True in mine else "in"
        _, kind = export.field_types.get(talk.text("contact_field_type"), ("", ""))
        day = talk.day("happened_at") or next((day for each in messages if (day := each.day("written_at"))), None)
        topic = _topic(next((text for each in messages if (text := each.text("content"))), ""))
        key = _key("conversation", contact, talk, "happened_at")
        yield Told(day, (kept[contact.uuid],), CHANNELS.get(kind, "message"), direction, topic, key, talk.line)


def activities(export: Export, kept: Mapping[str, Contact]) -> Iterator[Told]:
    """What was done together; those who took part name it, not it them."""
    present: dict[str, list[Contact]] = {}
    for contact in export.contacts:
        for uuid in contact.named("activity"):
            if contact.uuid in kept and kept[contact.uuid] not in present.setdefault(uuid, []):
                present[uuid].append(kept[contact.uuid])
    for uuid, activity in export.activities.items():
        people = tuple(present.get(uuid, ()))
        topic = _topic(activity.text("summary") or activity.text("description"))
        key = f"monica:activity:{uuid}"
        yield Told(activity.day("happened_at"), people, "meeting", "mutual", topic, key, activity.line)


def _held(export: Export, kept: Mapping[str, Contact], kind: str) -> Iterator[tuple[Record, Record]]:
    """The records of a kind, with the contact that holds each."""
    for contact in export.contacts:
        if contact.uuid in kept:
            for record in contact.records(kind, export.lines):
                yield contact, record


def _key(kind: str, contact: Record, record: Record, when: str) -> str:
    """A record's own identity; early exports have none for calls and conversations."""
    own = record.uuid or f"{contact.uuid}:{record.text(when)}:{record.text('created_at')}"
    return f"monica:{kind}:{own}"


def _topic(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return " ".join(first.split())[:LONGEST_TOPIC]
