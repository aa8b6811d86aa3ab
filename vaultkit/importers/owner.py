"""Whose mailbox it is: the owner's addresses as told, and those that are probably theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from vaultkit.importers.addresses import Mailbox, mailboxes
from vaultkit.importers.headers import Fields
from vaultkit.importers.incoming import Contact, ImportRefused, Mine
from vaultkit.importers.names import folded

ENOUGH = 2_000  # messages after which it is clear whose they are
WORTH_NAMING = 0.2  # of the messages that an address must be in to be named as the owner's
MOST_NAMED = 3
MOST_COUNTED = 50_000  # addresses counted; the owner's is among the first
DELIVERED = ("delivered-to", "x-original-to", "x-delivered-to", "envelope-to")


class Owner:
    """The owner's addresses, and in how many messages others stand."""

    def __init__(self, mine: Mine) -> None:
        self._addresses = frozenset(address.strip().casefold() for address in mine.emails)
        self._names = frozenset(map(folded, mine.names))
        self._counts: Counter[str] = Counter()
        self._messages = 0
        self._met = False

    def is_me(self, address: str) -> bool:
        """Whether an address is the owner's, also as sam+news@acme.example."""
        return address in self._addresses or ("+" in address and _untagged(address) in self._addresses)

    def look(self, said: Fields, senders: Sequence[Mailbox], recipients: Sequence[Mailbox]) -> None:
        """Counts who stands in a message; where it was delivered to counts as well."""
        self._messages += 1
        self._met = self._met or any(self.is_me(box.address) for box in (*senders, *recipients))
        if self._messages > ENOUGH and self._met:
            return
        delivered = (box for name in DELIVERED for box in mailboxes(said.get(name, ())))
        for address in sorted({_untagged(box.address) for box in (*senders, *recipients, *delivered)}):
            if address in self._counts or len(self._counts) < MOST_COUNTED:
                self._counts[address] += 1

    def insist(self, *, whole: bool = False) -> None:
        """Refuses when no address is known as the owner's and enough was read to name one."""
        if not self._addresses and (whole or self._messages >= ENOUGH):
            raise ImportRefused(
                "your own address is needed to tell what you wrote from what you got: "
                f'{self._likely(whole=whole)}, or write `emails = ["…"]` under `[me]` in vaultkit.toml'
            )

    def told(self, kept: Iterable[Contact]) -> tuple[str, ...]:
        """What the reader should know of the addresses."""
        said = []
        if self._messages and not self._met:
            said.append(f"none of your addresses is in any message: {self._likely(whole=True)}")
        for contact in sorted(kept, key=lambda contact: contact.identities):
            if folded(contact.name) in self._names:
                address = contact.identities[0].removeprefix("mail:")
                said.append(f"{address} bears your name: if it is yours, add `--me {address}`")
        return tuple(said[: MOST_NAMED + 1])

    def _likely(self, *, whole: bool) -> str:
        """Which addresses stand in most messages, and what to write."""
        likely = [
            (address, count)
            for address, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED]
            if count >= WORTH_NAMING * self._messages and address not in self._addresses
        ]
        if not likely:
            return "add it as `--me ADDRESS`"
        of = f"{'the' if whole else 'the first'} {self._messages:,} messages"
        named = ", ".join(f"{address} in {count:,}" for address, count in likely)
        return f"of {of} {named}; if that is you, add `--me {likely[0][0]}`"


def _untagged(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
