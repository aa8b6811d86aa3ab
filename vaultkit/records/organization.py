"""An organisation's note → Organization."""

from __future__ import annotations

from vaultkit.model import Note, Place
from vaultkit.records.kinds import Organization
from vaultkit.records.properties import Properties


def read_organization(note: Note, title: str, said: Properties) -> Organization:
    """An organisation's note and its properties → the organisation."""
    return Organization(
        place=Place(note.path, 1),
        name=said.text("name") or title,
        aliases=said.plain_names("aliases"),
        domains=said.texts("domains"),
        parent=said.name("parent"),
    )
