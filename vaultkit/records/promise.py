"""A promise's note → Promise."""

from __future__ import annotations

from datetime import date

from vaultkit.model import Note, Place
from vaultkit.records.kinds import ME, Name, Promise
from vaultkit.records.properties import Properties
from vaultkit.records.prose import words_of

STATUSES = ("open", "waiting", "done", "dropped")


def read_promise(note: Note, title: str, said: Properties, day: date | None) -> Promise | None:
    """A promise's note → the promise; None, with a problem, where it is to nobody and by nobody."""
    owner, to = said.name("owner") or Name(ME, 1), said.name("to") or said.name("person")
    if owner.text.casefold() == ME and to is None:
        message = 'a promise is to somebody: add `to: "[[Sam Rivera]]"`, or `owner:` where it is theirs'
        said.problem(said.line("type"), "no-person", message)
        return None
    return Promise(
        place=Place(note.path, said.line("what")),
        owner=owner,
        to=to or Name(ME, 1),
        what=said.text("what") or words_of(title) or title,
        made=day,
        due=said.day("due"),
        status=said.choice("status", STATUSES, {"closed": "done", "kept": "done", "cancelled": "dropped"}) or "open",
    )
