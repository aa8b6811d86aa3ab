"""Every name that is unclear, in all notes together → problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from vaultkit.graph.names import nearest_names
from vaultkit.graph.uses import Use, UseKey, alias_problem, joined, nobody, other_note, shared_names
from vaultkit.graph.who import Who
from vaultkit.model import NotePath, Problem

LOOKS = 3_000_000  # comparisons of names made to guess who is meant; a few seconds' worth


class Unclear:
    """The uses of unclear names, by name and note."""

    def __init__(self) -> None:
        self._uses: dict[UseKey, dict[NotePath, Use]] = {}
        self._joined: dict[UseKey, Use] = {}
        self._near: dict[str, str | None] = {}  # a name that nobody bears → the contact's most like it
        self._shared: tuple[Problem, ...] | None = None

    def put(self, path: NotePath, uses: Mapping[UseKey, Use]) -> None:
        """Take in what is unclear in a note."""
        for key, use in uses.items():
            self._uses.setdefault(key, {})[path] = use
            self._joined.pop(key, None)

    def take(self, path: NotePath, uses: Mapping[UseKey, Use]) -> None:
        """Let go of it."""
        for key in uses:
            del self._uses[key][path]
            self._joined.pop(key, None)
            if not self._uses[key]:
                del self._uses[key]

    def names_changed(self) -> None:
        """Notes came, went, or go by other names."""
        self._near.clear()
        self._shared = None

    def problems(self, who: Who) -> Iterator[Problem]:
        """What is unclear, as problems."""
        if self._shared is None:
            self._shared = tuple(shared_names(who.names, who.cards))
        yield from self._shared
        looks = LOOKS // (len(who.cards) + 1)
        for key in sorted(self._uses):
            use = self._joined_use(key)
            if use.found is not None:
                yield alias_problem(use, use.found)
                continue
            path = who.names.find(use.name, use.place.path).path
            if path is not None:
                problem = other_note(use, path, who.kinds[path], contacts=bool(who.cards))
                if problem:
                    yield problem
            elif key[0] in who.ghosts and (use.strict or who.cards):
                yield nobody(use, self._nearest(use.name, who) if looks > 0 else None, contacts=bool(who.cards))
                looks -= 1

    def _joined_use(self, key: UseKey) -> Use:
        found = self._joined.get(key)
        if found is None:
            uses = self._uses[key]
            found = self._joined[key] = reduce(joined, (uses[path] for path in sorted(uses)))
        return found

    def _nearest(self, name: str, who: Who) -> str | None:
        if name not in self._near:
            near = nearest_names(name, (card.name for card in who.cards.values()), most=1, cutoff=85)
            self._near[name] = near[0] if near else None
        return self._near[name]
