"""The headers of a mailbox → who was in touch with the owner, on which days, which way and about what.

Messages stream through: what is kept grows with correspondents and days, not with messages. One day's messages
between the same people, one way, are one interaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple, Protocol

from vaultkit.importers.addresses import Mailbox, mailboxes
from vaultkit.importers.bulk import THROWN_AWAY, is_program, left_out, thrown_away
from vaultkit.importers.correspondents import Correspondents
from vaultkit.importers.days import TO_COME, ahead
from vaultkit.importers.headers import Fields, Sent, fields, first, sent, subject
from vaultkit.importers.incoming import (
    LONGEST_TOPIC,
    Contact,
    Direction,
    Encounter,
    ImportRefused,
    Incoming,
    Mine,
    Skipped,
)
from vaultkit.importers.owner import Owner

SOURCE = "mail"
MOST_RECIPIENTS = 12  # a letter to more is an announcement, not a contact with each
MOST_SKIPPED = 1_000  # messages left out that are named; more are counted
FIRST_YEAR = 1975  # of e-mail; what says 1970 had no clock

TWICE = "the same message twice"
TO_MANY = f"to more than {MOST_RECIPIENTS} people"
TO_PROGRAM = "to an address that nobody reads"
TO_NOBODY = "to nobody but yourself"
UNREAD = "more that cannot be read"


class Headed(Protocol):
    """A message as a mailbox gives it: its place, its header block, or the trouble that kept it from being read."""

    @property
    def line(self) -> int: ...
    @property
    def data(self) -> bytes: ...
    @property
    def file(self) -> str: ...
    @property
    def trouble(self) -> str: ...


def read(heads: Iterable[Headed], mine: Mine, today: date, *, everybody: bool = False) -> Incoming:
    """A mailbox's messages → its people and interactions: of those only who wrote and were written to, unless
    `everybody`. Refused without the owner's address, naming the one it probably is."""
    reading = _Reading(mine, today)
    for head in heads:
        reading.take(head)
    reading.insist()
    return reading.told(everybody=everybody)


# --- message by message ---


class _Touch(NamedTuple):
    """What is known of one day, one way, with the same people: its first message."""

    seconds: int
    topic: str
    line: int


class _Thread(NamedTuple):
    """The day, the way and the people that make one interaction of several messages."""

    day: date
    direction: Direction
    addresses: tuple[str, ...]


class _Reading:
    """What has been learned of the mailbox so far."""

    def __init__(self, mine: Mine, today: date) -> None:
        self.owner = Owner(mine)
        self.people = Correspondents()
        self.messages = 0
        self._latest = ahead(today, 1)  # it is tomorrow east of here
        self._together: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._touches: dict[_Thread, _Touch] = {}
        self._seen: set[int] = set()
        self._skipped: list[Skipped] = []
        self._counted: dict[str, int] = {}

    def take(self, head: Headed) -> None:
        """One message: learned, counted, or named as left out."""
        if head.trouble:
            self._skip(head, head.file, head.trouble)
            return
        said = fields(head.data)
        if not said:
            self._skip(head, head.file or "a message", "no header")
            return
        self.messages += 1
        if reason := self._passed_over(head, said):
            self._counted[reason] = self._counted.get(reason, 0) + 1
            return
        senders = mailboxes(said.get("from", ())) or mailboxes(said.get("sender", ()))
        written = sent(first(said, "date"))
        if not senders or written is None or wrong_day(written.day, self._latest):
            self._skip(head, _called(said, senders), _wrong(said, senders, written, self._latest))
            return
        recipients = mailboxes((*said.get("to", ()), *said.get("cc", ())))
        self.owner.look(said, senders, recipients)
        self.owner.insist()
        self._learn(head, said, senders, recipients, written)

    def _passed_over(self, head: Headed, said: Fields) -> str:
        if (identity := first(said, "message-id")) and not self._is_new(identity):
            return TWICE
        return THROWN_AWAY if head.file and thrown_away(head.file) else left_out(said)

    def _is_new(self, identity: str) -> bool:
        known = int.from_bytes(blake2b(identity.encode(errors="replace"), digest_size=8).digest(), "big")
        before = len(self._seen)
        self._seen.add(known)
        return len(self._seen) > before

    def _learn(
        self, head: Headed, said: Fields, senders: Sequence[Mailbox], recipients: Sequence[Mailbox], written: Sent
    ) -> None:
        out = any(self.owner.is_me(box.address) for box in senders)
        others = [box for box in (recipients if out else senders) if not self.owner.is_me(box.address)]
        people = [box for box in others if not is_program(box.address)]
        if reason := self._to_nobody_known(people, others, recipients):
            self._counted[reason] = self._counted.get(reason, 0) + 1
            return
        direction: Direction = "out" if out else "in"
        addresses = tuple(sorted({box.address for box in people}))
        addresses = self._together.setdefault(addresses, addresses)  # one and the same on all their days
        self.people.meet(people, direction, head.line)
        thread = _Thread(written.day, direction, addresses)
        touch = _Touch(written.seconds, subject(first(said, "subject"))[:LONGEST_TOPIC], head.line)
        self._touches[thread] = min(touch, self._touches.get(thread, touch))

    def _to_nobody_known(
        self, people: Sequence[Mailbox], others: Sequence[Mailbox], recipients: Sequence[Mailbox]
    ) -> str:
        """Why a message is no contact with any one person; "" where it is."""
        if max(len(people), sum(not self.owner.is_me(box.address) for box in recipients)) > MOST_RECIPIENTS:
            return TO_MANY
        return "" if people else TO_PROGRAM if others else TO_NOBODY

    def _skip(self, head: Headed, what: str, reason: str) -> None:
        if len(self._skipped) < MOST_SKIPPED:
            named = what[:LONGEST_TOPIC].encode("utf-8", "replace").decode()  # a file's name may be no text
            self._skipped.append(Skipped(head.line, named, reason))
        else:
            self._counted[UNREAD] = self._counted.get(UNREAD, 0) + 1

    # --- when all are read ---

    def insist(self) -> None:
        """Refuses a mailbox without messages, or without an owner."""
        if not self.messages:
            why = f": {self._skipped[0].what}: {self._skipped[0].reason}" if self._skipped else ""
            hint = "give an mbox file, a Maildir, or a folder of .eml files"
            raise ImportRefused(f"no message was found in it{why}; {hint}")
        self.owner.insist(whole=True)

    def told(self, *, everybody: bool) -> Incoming:
        """What all the messages together tell."""
        kept = self.people.contacts(everybody=everybody)
        return Incoming(
            SOURCE,
            tuple(sorted(kept.values(), key=lambda contact: (contact.name.casefold(), contact.identities))),
            tuple(self._encounters(kept)),
            tuple(self._skipped),
            (*sorted(self._counted.items()), *(() if everybody else self.people.one_sided())),
            self.owner.told(kept.values()),
        )

    def _encounters(self, kept: dict[str, Contact]) -> Iterator[Encounter]:
        """The key names all who were written to, so that it is the same when one of them answers a year later."""
        waiting = sorted(self._touches, reverse=True)
        while waiting:  # let go of one by one, so that there is no time at which all are held twice
            thread = waiting.pop()
            touch = self._touches.pop(thread)
            if people := tuple(kept[address] for address in thread.addresses if address in kept):
                key = f"mail:{thread.day}:{thread.direction}:{','.join(thread.addresses)}"
                yield Encounter(thread.day, people, "email", thread.direction, touch.topic, key, touch.line)


def wrong_day(day: date, latest: date) -> str:
    """Why no e-mail was written on a day; "" where one may have been."""
    if day > latest:
        return TO_COME
    return "a date before there was e-mail" if day.year < FIRST_YEAR else ""


def _wrong(said: Fields, senders: Collection[Mailbox], written: Sent | None, latest: date) -> str:
    if not senders:
        return "no sender's address"
    if written is None:
        return "a date that cannot be read" if first(said, "date") else "no date"
    return wrong_day(written.day, latest)


def _called(said: Fields, senders: Sequence[Mailbox]) -> str:
    """A message as its reader knows it."""
    return subject(first(said, "subject")) or (senders[0].address if senders else "a message without a subject")
