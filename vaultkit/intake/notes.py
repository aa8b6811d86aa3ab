"""A person of an import → a new note, or what a newer export changes in the note that an earlier one made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from vaultkit.edits.lines import inert
from vaultkit.edits.people import new_person
from vaultkit.edits.properties import set_properties
from vaultkit.graph.names import fold, stem
from vaultkit.intake.gather import Somebody
from vaultkit.intake.marks import MARKS, bare, mark, read_marks, written
from vaultkit.model import NotePath, Said, texts_in
from vaultkit.notes.parse import parse_note
from vaultkit.records.properties import Properties

Synonyms: TypeAlias = "tuple[tuple[str, str], ...]"

BODY = 100_000  # characters of what the source's own notes say
LINES = 5_000
CUT = f"the end of a text of over {BODY:,} characters or {LINES:,} lines"


class Difference(NamedTuple):
    """A property that the note and the source tell differently."""

    name: str
    here: Said
    there: Said


class Renewal(NamedTuple):
    """What a newer export brings to a note: its new bytes, what changes, and what stays as the user has it."""

    data: bytes
    changed: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()


def new_note(somebody: Somebody, path: NotePath, source: str, fields: Iterable[tuple[str, Said]]) -> bytes:
    """A person who has no note yet → the bytes of one."""
    given = tuple(fields)
    marks = written({NAME: mark(somebody.name), **{key: mark(value) for key, value in given}})
    ends: list[tuple[str, Said]] = [("imported", source), (MARKS, marks)]
    return new_person(somebody.name, [*given, *ends], quoted(somebody.body, source), path)


def quoted(body: str, source: str) -> str:
    """What a source's notes say of somebody → a quotation in which nothing is taken for the user's own lines."""
    lines = [inert(line, 500) for line in body[:BODY].splitlines()]
    kept = [line for line in lines if line][:LINES]
    return "\n".join((f"> From {source}:", *(f"> {line}" for line in kept))) + "\n" if kept else ""


def is_cut(body: str) -> bool:
    """Whether a text is too long to be quoted whole."""
    return len(body) > BODY or sum(bool(line.strip()) for line in body.splitlines()) > LINES


def renewed(
    data: bytes, path: NotePath, called: str, fields: Iterable[tuple[str, Said]], synonyms: Synonyms
) -> Renewal:
    """A note that an import made, and what the source says now → the note as it would be. Raises EditRefused.

    Only what stands as it was written is changed; what the user changed or took away stays so.
    """
    said = Properties(parse_note(path, data), "person", synonyms)
    marks = read_marks(said.text(MARKS))
    changes: dict[str, Said] = {}
    changed, kept = [], []
    for name, there in _with_name(fields, called if marks.get(NAME) != mark(called) else ""):
        here = said.texts(name)
        if name == "org" and here and here[0].startswith("[["):  # as the user writes it
            there = _linked(there)
        if name == ALIASES:  # a note keeps every name it had
            there = (*here, *_further(texts_in(there), (*here, said.text("name") or "", stem(path))))
        if not there or mark(here) == mark(there):
            continue
        if mark(here) == marks.get(name) or (not here and name not in marks):
            changes[name] = there
            changed.append(Difference(name, here, there))
        elif marks.get(name) != mark(there) and name != ALIASES:
            kept.append(Difference(name, here, there))
    if not changes:
        return Renewal(data, (), tuple(kept))
    changes[MARKS] = written({**marks, NAME: mark(called), **{name: mark(value) for name, value in changes.items()}})
    return Renewal(set_properties(data, changes, "person", synonyms), tuple(changed), tuple(kept))


def filled(data: bytes, path: NotePath, called: str, fields: Iterable[tuple[str, Said]], synonyms: Synonyms) -> Renewal:
    """A note of the user's own → the same with what it lacks; nothing it says is changed. Raises EditRefused."""
    said = Properties(parse_note(path, data), "person", synonyms)
    lacking = {
        name: there for name, there in _without_own_name(_with_name(fields, called), said, path) if not said.has(name)
    }
    kept = tuple(
        Difference(name, said.texts(name), there)
        for name, there in fields
        if name in TOLD and there and said.has(name) and not _has(said.texts(name), there)
    )
    if not lacking:
        return Renewal(data, (), kept)
    changed = tuple(Difference(name, (), there) for name, there in lacking.items())
    return Renewal(set_properties(data, lacking, "person", synonyms), changed, kept)


ALIASES, NAME = "aliases", "name"
TOLD = ("org", "title", "emails", "phones", "birthday")  # what the source may know better than the user's own note


def _with_name(fields: Iterable[tuple[str, Said]], called: str) -> Iterator[tuple[str, Said]]:
    """Properties, and what somebody is called as one alias more; "" for nothing new."""
    said = dict(fields)
    names = (*texts_in(said.pop(ALIASES, ())), *([called] if called and "@" not in called else []))
    if names:
        yield ALIASES, names
    yield from said.items()


def _without_own_name(
    fields: Iterable[tuple[str, Said]], said: Properties, path: NotePath
) -> Iterator[tuple[str, Said]]:
    """Properties that say something; of the aliases those that are not the note's own name."""
    for name, there in fields:
        value = _further(texts_in(there), (said.text("name") or "", stem(path))) if name == ALIASES else there
        if value:
            yield name, value


def _further(names: Iterable[str], had: Iterable[str]) -> tuple[str, ...]:
    """Names beside those that a note has."""
    known = {fold(name) for name in had}
    return tuple(name for name in names if fold(name) not in known)


def _linked(said: Said) -> Said:
    """Organisations → links to them."""
    texts = tuple(text if text.startswith("[[") else f"[[{text}]]" for text in texts_in(said))
    return texts[0] if isinstance(said, str) else texts


def _has(here: Iterable[str], there: Said) -> bool:
    """Whether a note says already all that the source says."""
    return {bare(text) for text in texts_in(there)} <= {bare(text) for text in here}
