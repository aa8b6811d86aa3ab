"""The names in use in a vault: what a new note may be called, which link leads to a note, whose a nickname is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from vaultkit.edits.people import place_for
from vaultkit.graph.names import Names, fold, shortest, stem
from vaultkit.graph.network import Network
from vaultkit.intake.gather import Somebody
from vaultkit.model import NotePath, Said, texts_in

ALIASES = "aliases"
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class NamesInUse:
    """Every name in a vault, and those that an import adds."""

    def __init__(self, network: Network, folder: str, paths: Iterable[NotePath], ahead: Iterable[NotePath]) -> None:
        paths = tuple(paths)
        self._folder = folder
        self.stems = {fold(stem(path)) for path in (*paths, *ahead)}  # `ahead` are notes about to be made
        self._links = Names()
        for path in paths:
            self._links.put(path)
        self._bearers = _bearers(network, paths)
        self._homes = {fold(home.name): self._home(path, home.name) for path, home in network.organizations.items()}
        self._new: dict[str, list[NotePath]] = defaultdict(list)

    def place(self, somebody: Somebody, hint: str) -> NotePath:
        """Where the note of somebody new goes."""
        return place_for(_file_name(somebody.name), self._folder, self.stems, hint)

    def take(self, path: NotePath, somebody: Somebody, fields: Iterable[tuple[str, Said]]) -> None:
        """A new note is at its place, with the names it has."""
        self.stems.add(fold(stem(path)))
        self._links.put(path)
        for name in {fold(name) for name in (somebody.name, *somebody.other_names)}:
            self._new[name].append(path)
        for name in (somebody.name, *texts_in(dict(fields).get(ALIASES, ()))):
            self._bearers[fold(name)].add(path)

    def link_to(self, path: NotePath, shows: str) -> str:
        """A note, there before or new → a link that leads to it alone, from anywhere."""
        return shortest(self._links, "", path, shows)

    def new_ones(self, name: str) -> tuple[NotePath, ...]:
        """The new notes of those who are called so."""
        return tuple(self._new.get(fold(name), ()))

    def fields(self, somebody: Somebody, path: NotePath = "") -> tuple[tuple[str, Said], ...]:
        """A person's properties: an organisation as a link where it has a note; other names as aliases.

        A name that somebody else goes by is left to them: links by it would lead elsewhere from then on. `path` is the
        person's note, if there is one.
        """
        aliases = tuple(name for name in _other_names(somebody) if self._bearers[fold(name)] <= {path})
        fields = (
            (name, self._at_home(value) if name == "org" else value)
            for name, value in somebody.fields
            if value and name != ALIASES
        )
        return (*(((ALIASES, aliases),) if aliases else ()), *fields)

    def lost(self, somebody: Somebody, fields: Iterable[tuple[str, Said]]) -> Iterator[str]:
        """The names that were left to somebody else."""
        kept = {fold(name) for name in texts_in(dict(fields).get(ALIASES, ()))}
        listed = set(texts_in(dict(somebody.fields).get(ALIASES, ())))
        return (name for name in _other_names(somebody) if name in listed and fold(name) not in kept)

    def _at_home(self, said: Said) -> Said:
        """Organisations, those with a note as links."""
        if isinstance(said, str):
            return self._homes.get(fold(said), said)
        return tuple(self._homes.get(fold(text), text) for text in said)

    def _home(self, path: NotePath, name: str) -> str:
        """An organisation's note and name → the link; by a name that its note says, it is found like by an alias."""
        return self.link_to(path, name) if fold(stem(path)) == fold(name) else f"[[{name}]]"


def _other_names(somebody: Somebody) -> tuple[str, ...]:
    """Aliases and further names, each once; an address is none."""
    names = dict.fromkeys((*texts_in(dict(somebody.fields).get(ALIASES, ())), *somebody.other_names))
    return tuple(name for name in names if fold(name) != fold(somebody.name) and "@" not in name)


def _file_name(name: str) -> str:
    """A name → what its note may be called: not like a file, nor like a day or month, whose notes are others."""
    if _DAY.fullmatch(name.strip()):
        return f"{name} (person)"
    return f"{name[:-3]} {name[-2:]}" if name[-3:].lower() == ".md" else name


def _bearers(network: Network, paths: Iterable[NotePath]) -> dict[str, set[str]]:
    """Every name in the vault, folded → the notes that bear it, and those known by it alone."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        found[fold(stem(path))].add(path)
    for person, someone in network.people.items():
        for name in (someone.name, *(alias.text for alias in (someone.card.aliases if someone.card else ()))):
            found[fold(name)].add(person)
    return found
