"""Link text → note, as Obsidian finds it; where the vault leaves a choice, a deterministic one and a Problem.

The order (observed in Obsidian 1.13): `./` and `../` from the source; the exact vault path; a file in the source's own
folder; a whole-segment path suffix or base name, the shortest path first. NFC and case-folded on both sides, NBSP as
space. Resolving an alias is our own addition: Obsidian creates a new note there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from vaultkit.model import NotePath

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
    """An index of every note's names. Built once from all notes; asking it changes nothing but its memory."""

    def __init__(self, paths: Iterable[NotePath], aliases: Iterable[tuple[str, NotePath]] = ()) -> None:
        self._exact: dict[str, NotePath] = {}
        self._by_stem: dict[str, list[NotePath]] = {}
        self._by_alias: dict[str, list[NotePath]] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._alone: set[str] = set()
        for path in sorted(paths, key=lambda path: (len(path), path)):
            self._exact.setdefault(fold(_bare(path)), path)
            self._by_stem.setdefault(fold(stem(path)), []).append(path)
        for alias, path in sorted(aliases, key=lambda pair: (len(pair[1]), pair[1], pair[0])):
            holders = self._by_alias.setdefault(fold(alias), [])
            if path not in holders:
                holders.append(path)

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
        return tuple(tuple(paths) for _, paths in sorted(self._by_stem.items()) if len(paths) > 1)

    def shared_aliases(self) -> tuple[tuple[str, tuple[NotePath, ...]], ...]:
        """Each folded alias that names more than one note: its holders, and notes of that very name."""
        shared = []
        for alias, holders in sorted(self._by_alias.items()):
            everyone = (*self._by_stem.get(alias, ()), *holders)
            if len(set(everyone)) > 1:
                shared.append((alias, tuple(dict.fromkeys(everyone))))
        return tuple(shared)

    def _look(self, target: str, folder: str) -> Found:
        if not target:
            return NOTHING
        if target.startswith(("./", "../")):
            return Found(self._exact.get(_joined(fold(folder), target)))
        target = target.lstrip("/")
        exact = self._exact.get(target)
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
            if near in self._exact:
                return Found(self._exact[near])
        return Found(candidates[0], tuple(candidates[1:]))

    def _by_other_name(self, target: str) -> Found:
        holders = self._by_alias.get(target, [])
        return Found(holders[0], tuple(holders[1:]), alias=True) if holders else NOTHING


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
