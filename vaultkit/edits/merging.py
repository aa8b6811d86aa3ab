"""Two contacts' notes become one: the first stays with all that both say, and every link to the second leads to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vaultkit.edits.anchors import Leads, check_headings, set_apart, with_new_ids
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.front import line_end
from vaultkit.edits.joining import AS_NAMES, Conflict, Forms, check_readable, join_properties
from vaultkit.edits.lines import append, inert
from vaultkit.edits.links import relink
from vaultkit.edits.placed import placed
from vaultkit.edits.properties import set_properties, texts_of
from vaultkit.edits.renaming import CANVAS, Move, index, leads_in, pointed
from vaultkit.graph.names import fold, stem
from vaultkit.model import Line, NotePath
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.parse import parse_note
from vaultkit.pages.report import judge

_FENCES = re.compile("`{3,}")
_HANDLER = VaultHandler()


class Merged(NamedTuple):
    """The changes that make one note of two, and of which properties they say different things."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()


def merge(
    files: Mapping[NotePath, bytes],
    aliases: Mapping[NotePath, Sequence[str]],
    stays: NotePath,
    goes: NotePath,
    *,
    prefer_other: bool = False,
    synonyms: tuple[tuple[str, str], ...] = (),
    forms: Forms = AS_NAMES,
) -> Merged:
    """Every note (and canvas) of the vault, and what else notes are called → the changes that make two of them one.

    The name of the note that goes, and its other names, become aliases. Pages that vaultkit made are left: they are
    made anew. Raises EditRefused with `path:line`.
    """
    notes = [each for each in files if not each.endswith(CANVAS)]
    called = [name for name in (stem(goes), *aliases.get(goes, ())) if fold(name) != fold(stem(stays))]
    before = index((each, aliases.get(each, ())) for each in notes)
    own = (*aliases.get(stays, ()), *called)
    after = index((each, own if each == stays else aliases.get(each, ())) for each in notes if each != goes)
    move = Move(goes, stays, before, after, synonyms)
    apart = _apart(files, notes, move)
    mine, its = (_linked(apart[each], each, move) for each in (stays, goes))
    for each, data in ((stays, mine), (goes, its)):
        _check_readable(each, data, synonyms)
    try:
        joined = join_properties(mine, its, called, prefer_its=prefer_other, synonyms=synonyms, forms=forms)
    except EditRefused as refused:
        raise EditRefused(f"{stays} and {goes}: {refused}") from refused
    new = _with_body(joined.data, its, joined.kept, move)
    changes = [Change(stays, files[stays], new), Change(goes, files[goes], None)]
    for each in sorted(files.keys() - {stays, goes}):
        changed = pointed(each, apart.get(each, files[each]), move)
        if changed != files[each]:
            changes.append(Change(each, files[each], changed))
    return Merged(tuple(changes), joined.conflicts)


def take_name(data: bytes, path: NotePath, name: str, synonyms: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A contact's note → the same with one more alias, so that links to that name lead to it. Raises EditRefused."""
    try:
        called = texts_of(data, "aliases", "person", synonyms)
        if fold(name) in (*map(fold, called), fold(stem(path))):
            return data
        return set_properties(data, {"aliases": (*called, name)}, "person", synonyms)
    except EditRefused as refused:
        raise placed(path, refused) from refused


def _apart(files: Mapping[NotePath, bytes], notes: Sequence[NotePath], move: Move) -> dict[NotePath, bytes]:
    """The notes, with block ids and footnotes of the one that goes which the one that stays does not have."""

    def leads(path: NotePath) -> Leads:
        return lambda target: move.before.find(target, path).path == move.path if target else path == move.path

    check_headings(files[move.to], files[move.path], {each: files[each] for each in notes}, leads)
    data, ids = set_apart(files[move.to], files[move.path])
    result = {each: files[each] for each in notes} | {move.path: data}
    if ids:
        theirs = (each for each in notes if each == move.path or judge(result[each]).ownership == "theirs")
        result |= {each: with_new_ids(result[each], leads(each), ids) for each in theirs}
    return result


def _check_readable(path: NotePath, data: bytes, synonyms: tuple[tuple[str, str], ...]) -> None:
    try:
        check_readable(data, synonyms)
    except EditRefused as refused:
        raise placed(path, refused) from refused


def _linked(data: bytes, path: NotePath, move: Move) -> bytes:
    """One of the two notes with its links as they are to be in the note that stays."""
    try:
        return relink(data, path, leads_in(path, move.to, move), stem(move.path))
    except EditRefused as refused:
        raise placed(path, refused) from refused


def _with_body(mine: bytes, its: bytes, kept: Sequence[str], move: Move) -> bytes:
    """A note with the body of another below its own, and with the properties that are kept beside."""
    body = _body(its)
    if not kept and not body.strip():
        return mine
    end = line_end(mine.decode("utf-8"))
    try:
        headed = _headed(mine, f"## From {inert(stem(move.path)) or 'another note'}")
    except EditRefused as refused:
        raise placed(move.to, refused) from refused
    added = end if headed.endswith("\n") else end * 2
    if kept:
        fence = "`" * max([3, *(len(run) + 1 for line in kept for run in _FENCES.findall(line))])
        added += "".join(line + end for line in (f"{fence}yaml", *kept, fence))
        added += end if body.strip() else ""
    result = (headed + added + body.replace("\r\n", "\n").replace("\n", end)).encode()
    if not _is_read_as_both(mine, its, result):
        reason = "the second note's text would be read otherwise below the first one's; join them in an editor"
        raise EditRefused(f"{move.to} and {move.path}: {reason}")
    return result


def _headed(mine: bytes, heading: str) -> str:
    """A note's text with a heading at its end, below a blank line."""
    headed = append(mine, [heading]).decode("utf-8")
    if not headed.replace("\r\n", "\n").rstrip("\n").endswith(f"\n\n{heading}"):
        headed = append(mine, ["", heading]).decode("utf-8")
    return headed


def _body(data: bytes) -> str:
    """A note's text below its front matter, without blank lines before it."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    block = _HANDLER.block(text)
    return re.sub(r"\A(?:[ \t]*\r?\n)+", "", text[block.body :] if block else text)


def _is_read_as_both(mine: bytes, its: bytes, result: bytes) -> bool:
    """Whether the result is read as the two were, one below the other."""
    both = [*_as_read(mine), *_as_read(its)]
    now = _as_read(result)
    at = len(_as_read(mine))
    return [*now[:at], *now[at + 1 :]] == both


def _as_read(data: bytes) -> list[tuple[object, ...]]:
    return [_plain(line) for line in parse_note("note.md", data).lines]


def _plain(line: Line) -> tuple[object, ...]:
    links = tuple((link.target, link.anchor, link.alias, link.embed) for link in line.links)
    return line.text, line.item, line.quote, line.task, line.heading, line.tags, links
