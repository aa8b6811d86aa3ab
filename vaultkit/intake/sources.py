"""What can be imported: each source by the name it has on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from vaultkit.importers.incoming import Incoming


class Source(NamedTuple):
    """A source: the importer's module, and what it reads, as the end of a sentence."""

    module: str
    reads: str

    @property
    def read(self) -> Callable[..., Incoming]:
        """The importer, imported when it is asked for: none needs the others' libraries."""
        found: Any = import_module(f"vaultkit.importers.{self.module}")
        reader: Callable[..., Incoming] = found.read
        return reader


SOURCES: Mapping[str, Source] = {
    "linkedin": Source("linkedin", "Connections.csv, messages.csv, or the folder of LinkedIn's export with both"),
    "vcard": Source("vcard", "a .vcf file of contacts: Apple, Google, Outlook, Nextcloud, phones"),
    "google": Source("google", "the CSV of Google Contacts"),
    "outlook": Source("outlook", "the CSV of Outlook's contacts"),
    "csv": Source("table", "any table, of people or of interactions: --map column=field says what is what"),
    "calendar": Source("calendar", "an .ics file: who was at which meeting"),
    "mail": Source("mail", "an mbox file, a Maildir, or .eml files: who wrote to whom; headers only"),
    "monica": Source("monica", "Monica's JSON export"),
    "clay": Source("clay", "Clay's CSV export"),
}
MESSAGES = Source("linkedin_messages", "LinkedIn's messages.csv")


def united(parts: Iterable[Incoming]) -> Incoming:
    """What several files of one export tell → all of it."""
    told = list(parts)
    return Incoming(
        told[0].source,
        tuple(each for part in told for each in part.contacts),
        tuple(each for part in told for each in part.encounters),
        tuple(each for part in told for each in part.skipped),
        tuple(each for part in told for each in part.counted),
        tuple(dict.fromkeys(each for part in told for each in part.told)),
    )
