"""A new contact: the note's bytes, and where in the vault it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from vaultkit.edits.rewriting import new_lines
from vaultkit.graph.names import fold, stem
from vaultkit.keys import canonical
from vaultkit.model import NotePath, Said
from vaultkit.pages.report import safe_name
from vaultkit.records.kinds import Says
from vaultkit.settings import Settings

FOLDER = "People"


def new_person(name: str, fields: Sequence[tuple[str, Said]], body: str = "", path: NotePath = "") -> bytes:
    """A name and properties → a contact's note; of two properties that mean the same the first counts.

    The name is written out where the file, at `path` if that is known already, cannot be called so.
    """
    said: dict[str, tuple[str, Said]] = {"type": ("type", "person")}
    if name != (stem(path) if path else safe_name(name)):
        said["name"] = ("name", name)
    for key, value in fields:
        if value:
            said.setdefault(canonical(key, "person"), (key, value))
    lines = [line for key, value in said.values() for line in new_lines(key, value)]
    text = body.strip("\r\n")
    return f"---\n{''.join(lines)}---\n{f'{chr(10)}{text}{chr(10)}' if text else ''}".encode("utf-8", "replace")


def place_for(name: str, folder: str, taken: Collection[str], hint: str = "") -> NotePath:
    """A new note's path: `Name.md`, else `Name (hint).md`, else `Name 2.md`; `taken` are the folded names in use."""
    tries = [name, *([f"{name} ({hint})"] if hint.strip() else [])]
    number = 1
    while tries:
        free = safe_name(tries.pop(0))
        if fold(free) not in taken:
            return f"{folder}/{free}.md" if folder else f"{free}.md"
        if not tries:
            number += 1
            tries.append(f"{name} {number}")
    return ""


def people_folder(settings: Settings, notes: Iterable[Says]) -> str:
    """The folder where most contacts are kept, "" for the vault itself; the settings' own where there are none yet."""
    own = {folder.casefold(): folder for folder in reversed(settings.folders.people)}
    seen: Counter[str] = Counter()
    for note in notes:
        if note.kind == "person":
            seen[_home(note.path, own)] += 1
    if not seen:
        return next(iter(settings.folders.people), FOLDER)
    return min(seen, key=lambda folder: (-seen[folder], folder.casefold() not in own, len(folder), folder))


def _home(path: NotePath, own: Collection[str]) -> str:
    """The people folder that a note lies in, as the vault spells it; else the note's own folder."""
    above = path.rpartition("/")[0]
    parts = above.split("/")
    for length in range(1, len(parts) + 1):
        if "/".join(parts[:length]).casefold() in own:
            return "/".join(parts[:length])
    return above
