"""A note gets another name: every link keeps leading where it led, the renamed note's to its new place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultkit.edits.bare import rename_bare
from vaultkit.edits.canvas import repoint
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.links import relink
from vaultkit.edits.placed import placed
from vaultkit.edits.properties import set_properties, texts_of
from vaultkit.graph.names import Names, fold, stem
from vaultkit.model import NotePath
from vaultkit.pages.report import judge

CANVAS = ".canvas"
_HINT = re.compile(r" \([^()]*\)$")


class Move(NamedTuple):
    """Where a note stood and where it is to stand, with the names of all notes before and after."""

    path: NotePath
    to: NotePath
    before: Names
    after: Names
    synonyms: tuple[tuple[str, str], ...] = ()


def rename(
    files: Mapping[NotePath, bytes],
    aliases: Mapping[NotePath, Sequence[str]],
    path: NotePath,
    to: NotePath,
    *,
    keep_name: bool = True,
    synonyms: tuple[tuple[str, str], ...] = (),
) -> tuple[Change, ...]:
    """Every note (and canvas) of the vault, and what else notes are called → the changes that rename one of them.

    The old name stays as an alias, unless `keep_name` is False. Pages that vaultkit made are left: they are made anew.
    Raises EditRefused with `path:line`.
    """
    notes = [each for each in files if not each.endswith(CANVAS)]
    kept = keep_name and fold(stem(path)) != fold(stem(to))
    own = (*aliases.get(path, ()), *((stem(path),) if kept else ()))
    move = Move(
        path,
        to,
        index((each, aliases.get(each, ())) for each in notes),
        index((to, own) if each == path else (each, aliases.get(each, ())) for each in notes),
        synonyms,
    )
    changes = []
    for each in sorted(files):
        data = files[each]
        new = _renamed(data, move, kept) if each == path else pointed(each, data, move)
        if each == path or new != data:
            changes.append(Change(each, data, new, to if each == path else None))
    return tuple(changes)


def index(notes: Iterable[tuple[NotePath, Sequence[str]]]) -> Names:
    """Paths and what else the notes are called → where links lead."""
    names = Names()
    for path, others in notes:
        names.put(path, others)
    return names


def pointed(path: NotePath, data: bytes, move: Move) -> bytes:
    """A file's bytes → the same with its links to what moved."""
    if path.endswith(CANVAS):
        return repoint(data, move.path, move.to)
    if judge(data).ownership != "theirs":
        return data
    try:
        return _linked(data, path, path, move)
    except EditRefused as refused:
        raise placed(path, refused) from refused


def _renamed(data: bytes, move: Move, kept: bool) -> bytes:
    """The renamed note's own bytes: its links, its old name as an alias, and the name it says it has."""
    old, new = stem(move.path), stem(move.to)
    try:
        data = _linked(data, move.path, move.to, move)
        if not kept:
            return data
        return set_properties(data, _own_names(data, old, new, move.synonyms), "person", move.synonyms)
    except EditRefused as refused:
        raise placed(move.path, refused) from refused


def _linked(data: bytes, source: NotePath, stands: NotePath, move: Move) -> bytes:
    """A note's bytes → the same with its links to what moved, those without brackets too."""
    leads = leads_in(source, stands, move)
    data = relink(data, source, leads, stem(move.path))
    near = source != stands or _may_name(data, (stem(move.path), stem(move.to)))
    return rename_bare(data, leads, move.synonyms) if near else data


def _may_name(data: bytes, names: Iterable[str]) -> bool:
    """Whether one of these names may stand in a note's properties."""
    head = data.partition(b"\n---")[0].decode("utf-8", "replace")
    said = fold(head.replace("''", "'"))
    return head.startswith(("---", "\ufeff---")) and any(fold(name) in said for name in names)


def _own_names(
    data: bytes, old: str, new: str, synonyms: tuple[tuple[str, str], ...]
) -> dict[str, str | tuple[str, ...]]:
    """What the renamed note is to say of its own names."""
    changes: dict[str, str | tuple[str, ...]] = {}
    said = texts_of(data, "name", "person", synonyms)
    if said and said not in ((new,), (_without_hint(new),)):  # `Wei Li (Acme)` may go on to say that it is Wei Li
        changes["name"] = _without_hint(new) if said != (old,) else new
    called = texts_of(data, "aliases", "person", synonyms)
    others = tuple(name for name in called if fold(name) != fold(new))
    had = [name for name in (old, *(said if "name" in changes else ())) if fold(name) != fold(new)]
    names = (*others, *(name for name in dict.fromkeys(had) if fold(name) not in map(fold, others)))
    if names != called:
        changes["aliases"] = names
    return changes


def leads_in(source: NotePath, stands: NotePath, move: Move) -> Callable[[str], str | None]:
    """A link's target in a note that stood at `source` → what to write instead, None where it may stay."""

    def leads(target: str) -> str | None:
        found = move.before.find(target, source)
        if found.path is None:
            return None
        wanted = move.to if found.path == move.path else found.path
        by_name = found.path == move.path and not found.alias and stem(move.path) != stem(move.to)
        if move.after.find(target, stands).path == wanted and not by_name:
            return None
        near = (_relative(stands, wanted),) if target.startswith(("./", "../")) else ()
        for form in (*near, *_forms(target, wanted, whole=not by_name)):
            there = move.after.find(form, stands)
            if there.path == wanted and not there.alias and (not there.rivals or form == _bare(wanted)):
                return None if form == target else form
        raise EditRefused(f"a link to [[{target}]] could not be kept; rename another note of that name first")

    return leads


def _forms(target: str, wanted: NotePath, *, whole: bool) -> tuple[str, ...]:
    """How a link to a note may be written: with as many folders as it had, else with its whole path."""
    path = _bare(wanted)
    if whole:
        return (path,)
    length = len([part for part in target.split("/") if part not in ("", ".", "..")])
    return "/".join(path.split("/")[-length:]), path


def _relative(source: NotePath, wanted: NotePath) -> str:
    """How to come from one note to another: `../People/Ana Diaz`."""
    here, there = source.split("/")[:-1], _bare(wanted).split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join((*([".."] * (len(here) - same) or ["."]), *there[same:]))


def _bare(path: NotePath) -> str:
    return path[: -len(".md")]


def _without_hint(name: str) -> str:
    """`Wei Li (Acme)` → `Wei Li`: what stands in brackets tells namesakes apart."""
    return _HINT.sub("", name)
