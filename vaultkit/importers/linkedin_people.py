"""Rows of LinkedIn's messages → who wrote and to whom: names and profiles, which stand in lists that must be paired."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultkit.importers.delimited import Row
from vaultkit.importers.identity import profile
from vaultkit.importers.incoming import Contact
from vaultkit.importers.names import cleaned
from vaultkit.importers.persons import contact

_BETWEEN = re.compile(r"[,;\s]+")


class Message(NamedTuple):
    """One message: in which conversation, by whom and to whom."""

    row: Row
    conversation: str
    sender: Contact
    recipients: tuple[Contact, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All who are named in it."""
        return tuple(person.name for person in (self.sender, *self.recipients) if person.name)


def messages(rows: Sequence[Row]) -> tuple[Message, ...]:
    """Rows → messages. A profile that stands beside a name anywhere in the file is that name's everywhere."""
    names: dict[str, str] = {}
    urls: dict[str, dict[str, str]] = {}
    for name, url in (pair for row in rows for pair in (_sender(row), *_recipients(row))):
        if name and (page := profile(url)):
            names.setdefault(page, name)
            urls.setdefault(name, {}).setdefault(page, url)
    only = {name: next(iter(found.values())) for name, found in urls.items() if len(found) == 1}
    return tuple(_message(row, names, only) for row in rows)


def _message(row: Row, names: Mapping[str, str], urls: Mapping[str, str]) -> Message:
    pairs = [(name or names.get(profile(url), ""), url) for name, url in (_sender(row), *_recipients(row))]
    sender, *people = (contact(name, {"urls": [url or urls.get(name, "")]}, row.line) for name, url in pairs)
    recipients = tuple(person for person in people if person.name)
    among = ", ".join(sorted({person.name for person in (sender, *recipients)}))
    return Message(row, row.first("conversation id") or among, sender, recipients)


def _sender(row: Row) -> tuple[str, str]:
    return cleaned(row.first("from")), row.first("sender profile url")


def _recipients(row: Row) -> tuple[tuple[str, str], ...]:
    """TO and its profiles → pairs; where they do not match in number, names without profile, or profiles alone."""
    urls = [url for url in _BETWEEN.split(row.first("recipient profile urls")) if url]
    told = row.first("to")
    if len(urls) == 1:
        return ((cleaned(told), urls[0]),)
    names = [name for name in _names(told) if name]
    if not urls:
        return tuple((name, "") for name in names)
    return tuple(zip(names, urls, strict=True)) if len(names) == len(urls) else tuple(("", url) for url in urls)


def _names(told: str) -> Iterator[str]:
    """`Sam Rivera, PhD, Ana Diaz` → the two: what is a credential alone belongs to the name before it."""
    before = ""
    for part in told.split(","):
        if before and cleaned(f"{before}, {part}") == cleaned(before):
            continue
        before = part
        yield cleaned(part)
