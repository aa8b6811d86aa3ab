"""LinkedIn's `messages.csv` → one interaction a conversation, day and direction. What was written is not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.importers.days import NO_DAY, day_in
from vaultkit.importers.delimited import Row, read_table
from vaultkit.importers.incoming import Contact, Direction, Encounter, ImportRefused, Incoming, Mine, Skipped
from vaultkit.importers.linkedin_people import Message, messages
from vaultkit.importers.names import folded, nobody
from vaultkit.wording import few

SOURCE = "LinkedIn"
WHAT = "LinkedIn's messages.csv (a header with `CONVERSATION ID`, `FROM`, `TO` and `DATE` is missing)"
CHANNEL = "message"
LARGEST = 12  # people of a conversation that still says something of each of them
_COLUMNS = ("conversation id", "conversation title", "from", "sender profile url", "to", "date", "content", "folder")
_SHARE = 0.8  # of the conversations have their owner among those who take part, though some are left or renamed
_ADVERTS = ("sponsored", "spam", "gesponsert", "sponsorisé", "patrocinado")
_YES = ("yes", "true", "1")


class _Day(NamedTuple):
    conversation: str
    day: date
    direction: Direction


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """`messages.csv` → who wrote to whom on which day, without what they wrote."""
    table = read_table(data, _COLUMNS, WHAT, fewest=4)
    counted: Counter[str] = Counter()
    kept = [row for row in table.rows if not _counts(counted, _mass(row))]
    said = messages(kept)
    me, told = _owner(said, mine)
    large = _large(said)
    days: dict[_Day, list[Message]] = {}
    skipped = list(table.skipped)
    for message in said:
        day = day_in(message.row.first("date"), today)
        reason = _left_out(message, me, day)
        if reason:
            skipped.append(Skipped(message.row.line, message.sender.name, reason))
        elif not _counts(counted, f"in a conversation of more than {LARGEST}" if message.conversation in large else ""):
            direction: Direction = "out" if folded(message.sender.name) in me else "in"
            days.setdefault(_Day(message.conversation, day or today, direction), []).append(message)
    encounters = tuple(_encounter(key, of_day, me) for key, of_day in days.items())
    people = _each_once(person for encounter in encounters for person in encounter.people)
    return Incoming(
        SOURCE, people, encounters, tuple(sorted(skipped)), tuple(sorted(counted.items())), (*table.told, *told)
    )


def _counts(counted: Counter[str], reason: str) -> bool:
    counted.update([reason] if reason else [])
    return bool(reason)


def _mass(row: Row) -> str:
    """Why a row is no message of a person, as it stands."""
    if any(row.first(f"is {what} draft").casefold() in _YES for what in ("message", "conversation")):
        return "a draft"
    told = folded(row.first("folder")), folded(row.first("conversation title"))
    return "an advertisement or spam" if any(words.startswith(_ADVERTS) for words in told) else ""


def _left_out(message: Message, me: frozenset[str], day: date | None) -> str:
    if day is None:
        return NO_DAY
    if nobody(message.sender.name) or not message.sender.name:
        return "the account of who wrote it is closed or hidden"
    if folded(message.sender.name) in me and not _others(message.recipients, me):
        return "nobody is named to whom it went"
    return ""


def _others(people: Iterable[Contact], me: frozenset[str]) -> tuple[Contact, ...]:
    return tuple(person for person in people if folded(person.name) not in me and not nobody(person.name))


def _large(said: Sequence[Message]) -> frozenset[str]:
    taking_part: dict[str, set[str]] = {}
    for message in said:
        taking_part.setdefault(message.conversation, set()).update(map(folded, message.names))
    return frozenset(conversation for conversation, names in taking_part.items() if len(names) > LARGEST + 1)


def _encounter(key: _Day, of_day: Sequence[Message], me: frozenset[str]) -> Encounter:
    """The messages of one conversation, day and direction → the interaction."""
    told = (message.recipients if key.direction == "out" else (message.sender,) for message in of_day)
    people = _others(_each_once(person for each in told for person in each), me)
    names = {folded(name) for message in of_day for name in message.names}
    subjects = (message.row.first(column) for column in ("subject", "conversation title") for message in of_day)
    topic = next((subject for subject in subjects if subject and not _only_names(subject, names)), "")
    stable = f"{key.conversation} {key.day.isoformat()} {key.direction}" if key.conversation else ""
    return Encounter(key.day, people, CHANNEL, key.direction, topic, stable, of_day[0].row.line)


def _only_names(title: str, names: set[str]) -> bool:
    """Whether a conversation's title only says who takes part."""
    return all(folded(part) in names for part in title.split(",")) or folded(title) in names


def _each_once(people: Iterable[Contact]) -> tuple[Contact, ...]:
    """Each person once, by profile or else name; who has a profile somewhere has it."""
    found: dict[str, Contact] = {}
    for person in people:
        found.setdefault(person.identities[0] if person.identities else folded(person.name), person)
    return tuple(found.values())


# --- who you are ---


def _owner(said: Sequence[Message], mine: Mine) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of the owner: those the settings say, else the one in nearly every conversation, which is told."""
    conversations: dict[str, set[str]] = {}
    shown: dict[str, str] = {}
    for message in said:
        for name in message.names:
            shown.setdefault(folded(name), name)
            conversations.setdefault(message.conversation, set()).add(folded(name))
    known = frozenset(map(folded, mine.names))
    if known & shown.keys() or not conversations:
        return known, ()
    often = Counter(name for names in conversations.values() for name in names if not nobody(name))
    ranked = sorted(often.items(), key=lambda each: (-each[1], each[0]))
    if not _clear(ranked, len(conversations)):
        raise ImportRefused(_who_are_you([shown[name] for name, _ in ranked], shown, mine))
    return known | {ranked[0][0]}, (f"taken for you: {shown[ranked[0][0]]}, who is in {ranked[0][1]} conversations",)


def _clear(ranked: Sequence[tuple[str, int]], conversations: int) -> bool:
    """Whether the first is in nearly all of two conversations or more, and the second in clearly fewer."""
    first, second = (*(count for _, count in ranked), 0, 0)[:2]
    return conversations > 1 and first >= _SHARE * conversations and second <= first / 2


def _who_are_you(likely: Sequence[str], shown: Mapping[str, str], mine: Mine) -> str:
    found = f"the names in it: {few(likely, 3)}" if shown else "it names nobody"
    told = f"none of your names ({few(mine.names, 3)}) is in the file" if mine.names else "your name is not known"
    return f"who are you?: {told}; {found}. Write yours as it stands there into `[me]` of vaultkit.toml"
