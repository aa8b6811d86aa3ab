"""Link text → note, as Obsidian finds it; where the vault leaves a choice, a deterministic one and a Problem.

The order (observed in Obsidian 1.13): `./` and `../` from the source; the exact vault path; a file in the source's own
folder; a whole-segment path suffix or base name, the shortest path first. NFC and case-folded on both sides, NBSP as
space. Resolving an alias is our own addition: Obsidian creates a new note there.
"""

from __future__ import annotations

import unicodedata
from bisect import insort
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultkit.model import NotePath

Shelf: TypeAlias = dict[str, list[NotePath]]  # a name → the notes that bear it, the shortest path first
NOTE_SUFFIX = ".md"


class Found(NamedTuple):
    """What a link text leads to: a note or None, the other candidates, and whether an alias led there."""

    path: NotePath | None
    rivals: tuple[NotePath, ...] = ()
    alias: bool = False


NOTHING = Found(None)


def fold(text: str) -> str:
    """A name or path → the form in which two of them are compared."""
    if text.isascii():
        return text.strip().lower()
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ")).strip().casefold()


def stem(path: NotePath) -> str:
    """`People/Ana Ruiz.md` → `Ana Ruiz`."""
    name = path.rpartition("/")[2]
    return name[: -len(NOTE_SUFFIX)] if name[-3:].lower() == NOTE_SUFFIX else name


class Names:
    """An index of every note's names, one note put in or taken out at a time. Asking changes nothing but its memory."""

    def __init__(self) -> None:
        self._exact: dict[str, list[NotePath]] = {}
        self._by_stem: dict[str, list[NotePath]] = {}
        self._by_alias: dict[str, list[NotePath]] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._alone: set[str] = set()
        self._shared: set[str] = set()  # folded names and aliases of more than one note

    def put(self, path: NotePath, aliases: Iterable[str] = ()) -> None:
        """Enter a note that is not in it yet."""
        self._change(_shelve, path, aliases)

    def take(self, path: NotePath, aliases: Iterable[str] = ()) -> None:
        """Take out a note that was put in under these aliases."""
        self._change(_unshelve, path, aliases)

    def _change(self, change: Callable[[Shelf, str, NotePath], None], path: NotePath, aliases: Iterable[str]) -> None:
        """Put a note's path under each of its names, or take it away from there."""
        own, others = fold(stem(path)), {fold(alias) for alias in aliases}
        change(self._exact, fold(_bare(path)), path)
        change(self._by_stem, own, path)
        for alias in others:
            change(self._by_alias, alias, path)
        self._forget({own, *others})

    def _forget(self, names: Iterable[str]) -> None:
        """What was found before these names changed hands is no longer known."""
        if self._found:
            self._found.clear()
            self._alone.clear()
        for name in names:
            if len({*self._by_stem.get(name, ()), *self._by_alias.get(name, ())}) > 1:
                self._shared.add(name)
            else:
                self._shared.discard(name)

    def find(self, target: str, source: NotePath) -> Found:
        """A link's target, as written in `source` → the note it leads to."""
        folder = self.scope(target, source)
        found = self._found.get((target, folder))
        if found is None:
            name = fold(_bare(target))
            found = self._look(name, folder)
            if name[:1] != "." and len(self._by_stem.get(name.rpartition("/")[2], ())) < 2:
                self._alone.add(target)
                folder = ""
            self._found[target, folder] = found
        return found

    def scope(self, target: str, source: NotePath) -> str:
        """The folder a target is read from; "" where it is known not to matter, as the name is borne but once."""
        return "" if target in self._alone else source.rpartition("/")[0]

    def namesakes(self) -> tuple[tuple[NotePath, ...], ...]:
        """Groups of notes that share a file name."""
        groups = (self._by_stem.get(name, ()) for name in sorted(self._shared))
        return tuple(tuple(paths) for paths in groups if len(paths) > 1)

    def shared_aliases(self) -> tuple[tuple[str, tuple[NotePath, ...]], ...]:
        """Each folded alias that names more than one note: its holders, and notes of that very name."""
        return tuple(
            (alias, tuple(dict.fromkeys((*self._by_stem.get(alias, ()), *self._by_alias[alias]))))
            for alias in sorted(self._shared)
            if alias in self._by_alias
        )

    def _look(self, target: str, folder: str) -> Found:
        if not target:
            return NOTHING
        if target.startswith(("./", "../")):
            return Found(self._at(_joined(fold(folder), target)))
        target = target.lstrip("/")
        exact = self._at(target)
        if exact is not None and "/" in target:
            return Found(exact)
        candidates = self._by_stem.get(target.rpartition("/")[2], [])
        if "/" in target:
            candidates = [path for path in candidates if fold(_bare(path)).endswith("/" + target)]
        return self._choose(candidates, target, folder) if candidates else self._by_other_name(target)

    def _choose(self, candidates: list[NotePath], target: str, folder: str) -> Found:
        if len(candidates) == 1:
            return Found(candidates[0])
        # a note at the vault's root stands under its bare name, and one in the source's folder beside it
        for near in (target, f"{fold(folder)}/{target}"):
            if (found := self._at(near)) is not None:
                return Found(found)
        return Found(candidates[0], tuple(candidates[1:]))

    def _by_other_name(self, target: str) -> Found:
        holders = self._by_alias.get(target, [])
        return Found(holders[0], tuple(holders[1:]), alias=True) if holders else NOTHING

    def _at(self, target: str) -> NotePath | None:
        """The note at exactly this path; of case twins the first."""
        return self._exact[target][0] if target in self._exact else None


def shortest(names: Names, source: NotePath, target: NotePath, shows: str = "") -> str:
    """A note, or somebody without one → a link that leads there from `source`, as short as may be, showing the words.

    From "", the vault's root, it leads there from everywhere. Words that would end a link are not shown.
    """
    short = names.find(stem(target), source)
    words = stem(target) if short.path == target and not short.rivals else _bare(target)
    bare = not shows or fold(shows) == fold(words) or any(sign in shows for sign in "[]|")
    return f"[[{words}]]" if bare else f"[[{words}|{shows}]]"


def name_key(target: str) -> str:
    """A link's target → the one name a change of which can make it lead elsewhere: its last part, folded.

    "" where that depends on where the link stands (`./..`).
    """
    last = fold(_bare(target)).rpartition("/")[2]
    if last not in ("", ".", ".."):
        return last
    parts = [part for part in fold(target).split("/") if part not in ("", ".")]
    return parts[-1] if parts and parts[-1] != ".." else ""


def _shelve(shelf: Shelf, name: str, path: NotePath) -> None:
    """Put a path under a name, the shortest first."""
    found = shelf.get(name)
    if found is None:
        shelf[name] = [path]
    else:
        insort(found, path, key=_by_length)


def _unshelve(shelf: Shelf, name: str, path: NotePath) -> None:
    shelf[name].remove(path)
    if not shelf[name]:
        del shelf[name]


def _by_length(path: NotePath) -> tuple[int, NotePath]:
    return len(path), path


def _bare(path: str) -> str:
    return path[: -len(NOTE_SUFFIX)] if path[-3:].lower() == NOTE_SUFFIX else path


def _joined(folder: str, target: str) -> str:
    """`a/b` and `../c` → `a/c`; a path that leaves the vault leads nowhere."""
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def nearest_names(name: str, names: Iterable[str], *, most: int = 3, cutoff: int = 70) -> tuple[str, ...]:
    """The names most like `name`, best first; `cutoff` in percent of likeness."""
    from rapidfuzz import fuzz, process, utils

    plain = _prepared(tuple(names))
    found = process.extract(utils.default_process(name), plain, scorer=fuzz.WRatio, limit=most, score_cutoff=cutoff)
    return tuple(match for _, _, match in sorted(found, key=lambda hit: (-hit[1], hit[2])))


@lru_cache(maxsize=1)
def _prepared(names: tuple[str, ...]) -> dict[str, str]:
    """Names → each without case and marks, as likeness compares them."""
    from rapidfuzz import utils

    return {name: utils.default_process(name) for name in sorted(set(names))}
