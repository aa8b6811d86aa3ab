"""Names that are unclear where they are used → problems: whom they could mean, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.graph.names import Found, Names, fold, stem
from vaultkit.model import NotePath, Place, Problem
from vaultkit.records.kinds import Name, Person
from vaultkit.wording import few, short_name

UseKey: TypeAlias = tuple[str, bool]  # a folded name, and whether it is an alias or leads to several notes


class Use(NamedTuple):
    """A name that is unclear: where it stands first, how often, and whether only a person can stand there."""

    name: str
    place: Place
    times: int
    strict: bool
    found: Found | None = None  # where it leads, if it is an alias or leads to several notes


def once_more(use: Use, place: Place, strict: bool, *, again: bool) -> Use:
    """A use, and one more place of it."""
    return joined(use, use._replace(place=place, times=0 if again else 1, strict=strict))


def joined(use: Use, other: Use) -> Use:
    """Two uses of one name → one; the first place is one where only a person can stand, if there is any."""
    first = min((not each.strict, each.place) for each in (use, other))[1]
    return use._replace(place=first, times=use.times + other.times, strict=use.strict or other.strict)


def alias_problem(use: Use, found: Found) -> Problem:
    """A link by an alias, or one that could lead to several notes."""
    path = found.path or ""
    where = f"used in {use.times} places, first here" if use.times > 1 else "used here"
    if found.rivals:
        message = (
            f"`[[{use.name}]]` could be any of {few((path, *found.rivals))} ({where}); the first was taken: write the "
            f"path, like `[[{path.removesuffix('.md')}|{use.name}]]`"
        )
        return Problem(use.place, "ambiguous-link", message)
    message = (
        f"`[[{use.name}]]` is an alias of {path} ({where}); Obsidian does not follow it: "
        f"write `[[{stem(path)}|{use.name}]]`"
    )
    return Problem(use.place, "alias-link", message, "hint")


def other_note(use: Use, path: NotePath, kind: str, *, contacts: bool) -> Problem | None:
    """A name where only a person can stand, that leads to a note which is no contact's."""
    if use.strict and kind != "note":
        message = f"`{use.name}` leads to {path}, which is no contact's note ({kind}); name a person here"
        return Problem(use.place, "not-a-person", message)
    if use.strict and contacts:
        message = f"{path} stands for a person here but does not say so: add `type: person` to it"
        return Problem(use.place, "no-type", message, "hint")
    return None


def nobody(use: Use, near: str | None, *, contacts: bool) -> Problem:
    """A name that counts as a person and has no note."""
    if near:
        message = f"nobody is called `{use.name}`; did you mean `[[{near}]]`? Counted as somebody of their own"
        return Problem(use.place, "link-to-nobody", message)
    message = (
        f"`{use.name}` has no note; counted by name all the same. "
        f"Create `People/{use.name}.md` with `type: person` to say more"
    )
    return Problem(use.place, "link-to-nobody", message, "warning" if use.strict and contacts else "hint")


def shared_names(names: Names, cards: Mapping[NotePath, Person]) -> Iterator[Problem]:
    """Contacts of one name, and contacts of one alias, unless the user says that they are different people.

    That two are called alike by their `name:`, in notes of different names, is nothing to mend.
    """
    for group in names.namesakes():
        holders = [path for path in group if path in cards]
        for other in [path for path in holders[1:] if not _told_apart(names, cards, (path, holders[0]))]:
            yield Problem(
                cards[other].place,
                "same-name",
                f"{other} and {holders[0]} have the same name; a short link leads to {holders[0]}. "
                "Rename one of them, or link by path",
            )
    for alias, holders_ in names.shared_aliases():
        people = [path for path in holders_ if path in cards]
        given = any(fold(name.text) == alias for path in people for name in cards[path].aliases)
        if len(people) > 1 and given and not _told_apart(names, cards, (people[-1], people[0])):
            yield _shared_alias(alias, people, cards[people[-1]].aliases)


def _told_apart(names: Names, cards: Mapping[NotePath, Person], pair: tuple[NotePath, NotePath]) -> bool:
    """Whether the user says in one of two notes that they are different people (`distinct_from`)."""
    return any(
        names.find(name.text, here).path == there
        for here, there in (pair, pair[::-1])
        for name in cards[here].distinct_from
    )


def _shared_alias(alias: str, people: Sequence[NotePath], aliases: Iterable[Name]) -> Problem:
    own = next((name for name in aliases if fold(name.text) == alias), Name(alias, 1))
    return Problem(
        Place(people[-1], own.line),
        "shared-alias",
        f"`{short_name(own.text)}` also names {few(people[:-1])}; a link by it leads to {people[0]}. "
        "Keep it in one note only",
        "hint",
    )
