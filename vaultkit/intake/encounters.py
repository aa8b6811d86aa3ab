"""Interactions of an import → lines of monthly logs, each known again by the block id at its end.

The id stands for the record in its source, so that the words of a line may be edited and the line moved to another
note of the log folder: an import of the same file finds it there.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from vaultkit.edits.change import Change
from vaultkit.edits.lines import append, inert
from vaultkit.graph.names import fold
from vaultkit.importers.incoming import LONGEST_TOPIC, Contact, Encounter, Incoming
from vaultkit.model import NotePath
from vaultkit.pages.layout import joined

_ID = re.compile(r"\^(im[a-z2-7]{10})(?![A-Za-z0-9-])")
_LINKED = re.compile(r"\[\[([^\[\]|#]+)")
_CHANNEL = re.compile(r"[a-z][a-z -]{0,29}")


class Logged(NamedTuple):
    """An interaction, the id of its line, and the links to those who were there."""

    block: str
    encounter: Encounter
    links: tuple[str, ...] = ()


class Logs:
    """The logs of a vault, beside the interactions of a file: which of these stand in them, and which are new."""

    def __init__(
        self, incoming: Incoming, folder: str, paths: Iterable[NotePath], read: Callable[[NotePath], bytes | None]
    ) -> None:
        self._folder, self._read = folder, read
        inside = (path for path in paths if path.startswith(f"{folder}/")) if incoming.encounters else ()
        self._data = {path: data for path in inside if (data := read(path)) is not None}
        self._lines = {block: line for data in self._data.values() for line, block in _imported(data)}
        every = _identified(incoming.source, incoming.encounters)
        self.new = tuple(each for each in every if each.block not in self._lines)
        self._old = tuple(each for each in every if each.block in self._lines)

    @property
    def there(self) -> int:
        """How many of the interactions are logged already."""
        return len(self._old)

    def linked(self) -> Iterator[tuple[Encounter, tuple[str, ...]]]:
        """Interactions that are logged already, and whom their line links, person by person."""
        for each in self._old:
            targets = tuple(found.rpartition("/")[2].strip() for found in _LINKED.findall(self._lines[each.block]))
            if len(targets) == len(each.encounter.people):
                yield each.encounter, targets

    def months(self) -> frozenset[NotePath]:
        """The logs that will be written to."""
        return frozenset(self.month(each.encounter) for each in self.new)

    def month(self, encounter: Encounter) -> NotePath:
        """The log of the month in which an interaction was."""
        return f"{self._folder}/{encounter.day.year:04}-{encounter.day.month:02}.md"

    def appended(self, path: NotePath, logged: Sequence[Logged]) -> Change:
        """A log and what it is to get → the change, lines by day. Raises EditRefused."""
        old = self._data[path] if path in self._data else self._read(path)
        return Change(path, old, append(old or b"", [_line(each) for each in sorted(logged, key=_day)]))


def _identified(source: str, encounters: Iterable[Encounter]) -> tuple[Logged, ...]:
    """Interactions → each with its id. Records alike in all are told apart by their number."""
    seen: Counter[str] = Counter()
    found = []
    for each in encounters:
        people = "; ".join(sorted(map(_person, each.people)))
        own = each.key or "\n".join((each.day.isoformat(), people, each.channel, each.direction or "", each.topic))
        seen[own] += 1
        found.append(Logged(_block(f"{source}\n{own}\n{seen[own]}"), each))
    return tuple(found)


def _person(contact: Contact) -> str:
    """A record of a person → what it is known by, whatever other records say."""
    return contact.identities[0] if contact.identities else fold(contact.name)


def _block(text: str) -> str:
    """What a line stands for → its block id, the same on every machine."""
    return "im" + b32encode(blake2b(text.encode("utf-8", "replace"), digest_size=7).digest()).decode().lower()[:10]


def _imported(data: bytes) -> Iterator[tuple[str, str]]:
    """A log's bytes → the lines in it that an import wrote, and their ids."""
    if b"^im" in data:
        for line in data.decode("utf-8", "replace").splitlines():
            if found := _ID.search(line):
                yield line, found[1]


def _line(logged: Logged) -> str:
    """An interaction, the links to its people, and its id → the line."""
    encounter = logged.encounter
    channel = encounter.channel.casefold() if _CHANNEL.fullmatch(encounter.channel.casefold()) else ""
    parts = (
        "-",
        encounter.day.isoformat(),
        joined(logged.links),
        inert(encounter.topic, LONGEST_TOPIC),
        f"(channel:: {channel})" if channel else "",
        f"(direction:: {encounter.direction})" if encounter.direction else "",
        f"^{logged.block}",
    )
    return " ".join(filter(None, parts))


def _day(logged: Logged) -> date:
    return logged.encounter.day
