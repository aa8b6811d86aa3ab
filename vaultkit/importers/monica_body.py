"""What Monica's pages say of a contact beyond its fields → the body of a new note, oldest first."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.importers.incoming import LONGEST_TOPIC
from vaultkit.importers.monica_export import Export, Record

LONGEST = 100_000  # characters


def body(record: Record, export: Export) -> str:
    """The description, notes, life events, gifts, debts and relations of a contact, and what was written
    of a call, conversation or activity beyond its first line; a paragraph each."""
    paragraphs = (
        record.text("description"),
        *_died(record),
        *export.relations.get(record.uuid, ()),
        *_food(record),
        *_dated(record, "note", "body"),
        *_dated(record, "life_event", "name", "note"),
        *_dated(record, "gift", "name", "comment", label="Gift"),
        *_debts(record),
        *sorted((*_calls(record), *_conversations(record), *_activities(record, export))),
    )
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)[:LONGEST]


def _died(record: Record) -> Iterator[str]:
    if record.is_true("is_dead"):
        day = record.part("deceased_date").day("date")
        yield f"Died on {day}." if day else "Has died."


def _food(record: Record) -> Iterator[str]:
    if food := record.text("food_preferences"):
        yield f"Food: {food}"


def _dated(record: Record, kind: str, *parts: str, label: str = "") -> Iterator[str]:
    """Records of a kind with the day they happened, or were written."""
    told = [
        (str(each.day("happened_at") or each.day("date") or each.day("created_at") or ""), ": ".join(words))
        for each in record.records(kind)
        if (words := [text for part in parts if (text := each.text(part))])
    ]
    for day, text in sorted(told):
        yield ": ".join(part for part in (day, label, text) if part)


def _debts(record: Record) -> Iterator[str]:
    """What was lent is no favour of the kind that is counted here: it is only said."""
    for debt in record.records("debt"):
        if amount := " ".join(part for part in (debt.text("amount"), debt.text("currency")) if part):
            who = "You owe them" if debt.is_true("in_debt") else "They owe you"
            settled = " (settled)" if debt.text("status") == "complete" else ""
            yield f"{who} {amount}{settled}"


def _calls(record: Record) -> Iterator[str]:
    """What was noted of a call beyond its first line, which is all that an interaction holds."""
    for call in record.records("call"):
        content = call.text("content")
        if _is_cut(content):
            yield _told(call, "called_at", f"call: {content}")


def _conversations(record: Record) -> Iterator[str]:
    """The messages of a conversation, where they are more than an interaction holds."""
    for talk in record.records("conversation"):
        said = [
            f"{'me' if message.is_true('written_by_me') else 'they'}: {text}"
            for message in talk.parts("messages")
            if (text := message.text("content"))
        ]
        if len(said) > 1 or any(map(_is_cut, said)):
            yield _told(talk, "happened_at", "\n".join(("conversation", *said)))


def _activities(record: Record, export: Export) -> Iterator[str]:
    """What was noted of an activity beyond its summary."""
    for uuid in record.named("activity"):
        activity = export.activities.get(uuid)
        summary, description = (activity.text("summary"), activity.text("description")) if activity else ("", "")
        if activity and description and (summary or _is_cut(description)):
            yield _told(activity, "happened_at", ": ".join(filter(None, (summary, description))))


def _is_cut(text: str) -> bool:
    """Whether an interaction does not hold all of a text: it has the first line, and of that so much."""
    return "\n" in text or len(text) > LONGEST_TOPIC


def _told(record: Record, when: str, text: str) -> str:
    """A text after the day of its record, if that is known."""
    return ": ".join(filter(None, (str(record.day(when) or ""), text)))
