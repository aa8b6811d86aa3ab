"""`key=value` as typed on the command line → what a contact's note is to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import click

from vaultkit.cli.output import NOT_FOUND, USAGE, failure, note
from vaultkit.cli.root import Met
from vaultkit.edits.joining import as_name
from vaultkit.edits.properties import group_of, texts_of
from vaultkit.edits.yaml import Told
from vaultkit.graph.names import Names, fold, shortest, stem
from vaultkit.graph.who import names_of
from vaultkit.keys import CANON, canonical
from vaultkit.look import reading
from vaultkit.model import NotePath, Problem
from vaultkit.notes.parse import parse_note
from vaultkit.records.kinds import Says
from vaultkit.records.read import read
from vaultkit.wording import brief, few, nearest, shown

F = TypeVar("F", bound=Callable[..., Any])
KEYS = tuple(dict.fromkeys((*CANON["person"], *CANON["any"])))
LISTS = ("aliases", "tags", "categories", "emails", "phones", "role", "offers", "needs", "boundaries", "distinct_from")
MANY = (*LISTS, "org", "urls")  # may hold several, each added for itself: a company's name has commas
LINKED = ("org", "introduced_by", "distinct_from")
PARTS = {"met": ("date", "where", "introduced_by"), "capacity": ("level", "until")}  # the first may stand alone
GROUPS = (*PARTS, "knows", "positions")
_COMMA = re.compile(r",(?![^\[\]]*\]\])")  # not one inside a link
_ASSIGNED = re.compile(r"\s*([^=]*?)\s*([+-]?)=\s*(.*?)\s*", re.DOTALL)


class Assignment(NamedTuple):
    """One `key=value`: set it (""), add to it (+), or take from it (-)."""

    key: str  # as typed
    name: str  # as vaultkit knows it
    sign: str
    value: str
    part: str = ""  # of a group: `met.where`


def assignment_argument(*, required: bool) -> Callable[[F], F]:
    """The `key=value …` at the end of a command."""
    return click.argument("assignments", nargs=-1, required=required, metavar="KEY=VALUE...")


def parse(opened: Met, typed: Iterable[str]) -> tuple[Assignment, ...]:
    """What was typed → assignments; leaves where something is none. What vaultkit would not read is told."""
    found: list[Assignment] = []
    for text in typed:
        match = _ASSIGNED.fullmatch(text)
        if not match or not match[1]:
            raise failure(f"{shown(text)} sets nothing; write KEY=VALUE, like cadence=60d", USAGE)
        name, part = _name(opened, match[1])
        if match[2] and name not in MANY and name in KEYS:
            raise failure(f"`{match[1]}` takes one value; write {match[1]}=VALUE", USAGE)
        again = next((each for each in found if (each.name, each.part) == (name, part)), None)
        if again and not match[2]:
            raise failure(f"`{again.key}` and `{match[1]}` set the same property; name it once", USAGE)
        found.append(Assignment(match[1], name, match[2], match[3], part))
    return tuple(found)


def _name(opened: Met, key: str) -> tuple[str, str]:
    """A key as typed → the name by which vaultkit knows it, or the key as it is; and the part of a group it means."""
    synonyms = opened.vault.settings.synonyms
    head, dot, part = key.partition(".")
    whole = canonical(head, "person", synonyms)
    if dot and whole in GROUPS:
        if canonical(part, "part") not in PARTS.get(whole, ()):
            known = few([f"{name}.{each}" for name, parts in PARTS.items() for each in parts])
            raise failure(f"`{key}` can only be changed in the note itself; what can be set here is {known}", USAGE)
        return whole, canonical(part, "part")
    return canonical(key, "person", synonyms), ""


def tell_unknown(assignments: Iterable[Assignment], data: bytes) -> None:
    """A word about each key that vaultkit does not read, unless the note has it already."""
    there = {canonical(field.key, "person") for field in parse_note("", data).fields}
    for each in assignments:
        if each.name not in KEYS and each.name not in there:
            near = nearest(each.name, KEYS)
            meant = f" Did you mean `{near}`?" if near else ""
            note(f"vaultkit reads no property `{each.key}`; it would be kept, and mean nothing here.{meant}")


def tell_shared(opened: Met, assignments: Iterable[Assignment], path: NotePath) -> None:
    """A word about each alias that is somebody else's name already."""
    for each in assignments:
        for value in _split(each) if each.name == "aliases" and each.sign != "-" else ():
            holders = [said.path for said in opened.state.look.notes if fold(value) in _called(said)]
            if others := [other for other in holders if other != path]:
                note(f"{shown(value)} is a name of {few(others)} too; a link to it may mean either.")


def _called(said: Says) -> set[str]:
    return {fold(stem(said.path)), *map(fold, names_of(said))}


def tell_inline(opened: Met, assignments: Iterable[Assignment], path: NotePath, data: bytes) -> None:
    """A word about each property that the note's text gives too, in a line like `cadence:: 60d`."""
    names = {each.name for each in assignments}
    for line in parse_note(path, data).lines:
        for field in line.fields:
            if canonical(field.key, "person", opened.vault.settings.synonyms) in names:
                note(f"{path}:{field.line}: `{field.key}::` stands in the text too, and stays; change it there.")


# --- values ---


def changes(opened: Met, path: NotePath, data: bytes, assignments: Iterable[Assignment]) -> dict[str, Told | None]:
    """Assignments, and the note they are for → its properties' new values. Raises EditRefused, or leaves."""
    result: dict[str, Told | None] = {}
    keys: dict[str, str] = {}
    names = all_names(opened)
    synonyms = opened.vault.settings.synonyms
    for each in assignments:
        key = keys.setdefault(each.name, each.name if each.part else each.key)
        values = tuple(_linked(names, path, each, value) for value in _split(each))
        goes = not (values or each.sign or each.part)
        before = None if goes else result[key] if key in result else _stands(data, each, synonyms)
        result[key] = _value(each, before, values)
    return result


def _stands(data: bytes, each: Assignment, synonyms: tuple[tuple[str, str], ...]) -> Told | None:
    """What a property says now, as far as its new value depends on it. Raises EditRefused for what would be lost."""
    group = group_of(data, each.name, "person", synonyms) if each.name in PARTS else None
    if group is not None:
        return group
    return texts_of(data, each.name, "person", synonyms) if each.sign or each.name in KEYS else None


def _value(each: Assignment, before: Told | None, values: tuple[str, ...]) -> Told | None:
    """The new value of a property."""
    if each.part or (isinstance(before, dict) and values):
        return _grouped(each, before, values)
    if not each.sign:
        return None if not values else values if each.name in LISTS else values[0]
    texts = before if isinstance(before, tuple) else (before,) if isinstance(before, str) else ()
    return _joined(each, texts, values) or None


def _grouped(each: Assignment, before: Told | None, values: tuple[str, ...]) -> Told | None:
    """A group with one of its parts set or taken away; a mere text is the group's first part."""
    first = PARTS[each.name][0]
    part = each.part or first
    alone = before if isinstance(before, str) else next(iter(before or ()), "")
    if not isinstance(before, dict) and part == first:
        return values[0] if values else None
    group = dict(before) if isinstance(before, dict) else {first: alone} if alone else {}
    spelled = next((key for key in group if canonical(key, "part") == part), part)
    group.pop(spelled, None) if not values else group.update({spelled: values[0]})
    return group or None


def _split(each: Assignment) -> tuple[str, ...]:
    """One value, or the values of a list; a tag without its mark."""
    parts = _COMMA.split(each.value) if each.name in LISTS else [each.value]
    if each.name == "tags":
        parts = [part.strip().removeprefix("#") for part in parts]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _joined(each: Assignment, before: tuple[str, ...], values: tuple[str, ...]) -> tuple[str, ...]:
    """A list with values added, or without them."""
    there = {as_name(text) for text in before}
    if each.sign == "+":
        return (*before, *(value for value in values if as_name(value) not in there))
    gone = {as_name(value) for value in values}
    missing = [value for value in values if as_name(value) not in there]
    if missing:
        has = f"it has {few([shown(text) for text in before])}" if before else "it is empty"
        raise failure(f"`{each.key}` does not have {shown(missing[0])}; {has}", NOT_FOUND)
    return tuple(text for text in before if as_name(text) not in gone)


def all_names(opened: Met) -> Names:
    """Where links lead in the vault."""
    names = Names()
    for said in opened.state.look.notes:
        names.put(said.path, tuple(names_of(said)))
    return names


def _linked(names: Names, path: NotePath, each: Assignment, value: str) -> str:
    """A name where a link may stand → a link to the note called so, if there is one."""
    if not {each.name, each.part}.intersection(LINKED) or "[[" in value:
        return value
    found = names.find(value, path)
    if found.path is None or found.path == path:
        return value
    if found.rivals:
        which = ", ".join((found.path, *found.rivals)[:10])
        raise failure(f"{value!r} may be any of {which}: write the link, like {each.key}='[[{found.path[:-3]}]]'",
                      NOT_FOUND)  # fmt: skip
    return shortest(names, path, found.path, value)


# --- whether the reader takes them ---


def check(opened: Met, path: NotePath, before: bytes | None, after: bytes) -> None:
    """Leave where the note would say something that vaultkit cannot read, and did not say so before."""
    known = {_told(problem) for problem in (_says(opened, path, before).problems if before is not None else ())}
    said = _says(opened, path, after)
    wrong = [problem for problem in said.problems if _told(problem) not in known and problem.level != "hint"]
    if wrong:
        raise failure("; ".join(dict.fromkeys(brief(problem.message) for problem in wrong)), USAGE)
    if said.kind == "template":
        raise failure(
            "`{{` or `<%` in a property makes a note a template, which is not read; write it otherwise", USAGE
        )
    if said.kind != "person":
        raise failure(f"{path} would no longer be a contact's note; leave `type` as it is", USAGE)


def _told(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message


def _says(opened: Met, path: NotePath, data: bytes) -> Says:
    return read(parse_note(path, data), reading(opened.vault))
