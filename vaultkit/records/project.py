"""A project's note → Project: work that everybody it names shares with the user."""

from __future__ import annotations

from vaultkit.model import Note, Place
from vaultkit.records.kinds import Project
from vaultkit.records.properties import Properties


def read_project(note: Note, title: str, said: Properties) -> Project | None:
    """A project's note → the project; None where it names nobody."""
    people = said.names("people", split=True)
    return Project(Place(note.path, said.line("people")), said.text("name") or title, people) if people else None
