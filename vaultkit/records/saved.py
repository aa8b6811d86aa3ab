"""`share_with:` on any note → something kept to be shared with somebody, until `shared:` says that it was."""

from __future__ import annotations

from datetime import date

from vaultkit.model import Note, Place
from vaultkit.records.kinds import Saved
from vaultkit.records.properties import Properties

DONE = ("true", "yes", "done", "x")


def read_saved(note: Note, title: str, said: Properties, day: date | None) -> Saved | None:
    """A note → what of it waits to be shared; None where nothing does, or where it was shared on no day told."""
    if not said.has("share_with"):
        return None
    people = said.names("share_with", split=True)
    done = said.has("shared") and (said.text("shared") or "").casefold() in DONE
    if done or not people:
        return None
    return Saved(Place(note.path, said.line("share_with")), title, people, day, said.day("shared"))
