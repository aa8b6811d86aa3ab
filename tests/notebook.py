"""Notes as text → what is known of them, without a disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vaultkit.graph.book import build
from vaultkit.metrics.findings import Findings, find
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD, Reading, read
from vaultkit.settings import Settings
from vaultkit.settings.shapes import Me

TODAY = date(2026, 6, 30)


def card(*lines: str) -> str:
    """Lines of front matter → a contact's note."""
    return "\n".join(["---", "type: person", *lines, "---", ""])


def findings_of(notes: Mapping[str, str], today: date = TODAY, me: str = "") -> Findings:
    """Notes by path, as of a day → all findings; `me` is the name of the user's own note."""
    settings = Settings(me=Me(names=(me,))) if me else Settings()
    says = (_says(path, text, settings) for path, text in notes.items())
    return find(build([note for note in says if note], today, settings), settings)


def _says(path: str, text: str, settings: Settings) -> Says | None:
    how = Reading(date_format("YYYY-MM-DD"), people_folders=settings.folders.people)
    found = read(parse_note(path, text.encode()), how)
    return None if found.kind in UNREAD else found
