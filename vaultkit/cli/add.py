"""`vaultkit add NAME`: a new contact, from the vault's own template where it has one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from shlex import join

import click

from vaultkit.cli.assignments import (
    Assignment,
    all_names,
    assignment_argument,
    changes,
    check,
    parse,
    tell_shared,
    tell_unknown,
)
from vaultkit.cli.originals import edited, file_called, names_in_use
from vaultkit.cli.output import CONFLICT, ERROR, USAGE, failure, note
from vaultkit.cli.person import refuse_me
from vaultkit.cli.root import Met, met, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.clock import current_time
from vaultkit.disk.read import read_file
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.daily import made_from
from vaultkit.edits.people import new_person, people_folder, place_for
from vaultkit.edits.placed import placed
from vaultkit.edits.properties import set_properties, texts_of
from vaultkit.graph.names import fold, nearest_names, shortest, stem
from vaultkit.graph.who import names_of
from vaultkit.model import NotePath
from vaultkit.notes.links import without_suffix
from vaultkit.pages.layout import joined
from vaultkit.records.kinds import Says
from vaultkit.records.lines import DAY_NAME
from vaultkit.reports.overview import PAGES

TEMPLATES = ("Person.md", "Contact.md")
FOLDER = "Templates"  # where `vaultkit init` puts them
LIKE = 88  # percent of likeness from which a name may be a slip of the pen


@click.command()
@click.argument("name")
@assignment_argument(required=False)
@click.option("--anyway", is_flag=True, help="Also where somebody goes by that name: another person.")
@writing_options
@vault_options
def add(
    name: str, assignments: tuple[str, ...], anyway: bool, yes: bool, dry_run: bool, where: str | None,
    today: date | None,
) -> None:  # fmt: skip
    """Add somebody.

    A new note in the people folder, from your own template if there is one, with the properties given. Refused where
    somebody goes by that name already.
    """
    opened = met(where, today)
    called = " ".join(without_suffix(name.strip().removeprefix("[[").removesuffix("]]").strip()).split())
    if not called:
        raise failure("nobody can be called nothing; write a name", USAGE)
    refuse_me(opened.vault.settings, called)
    holders = list(_holders(opened, called))
    if holders and not anyway:
        there = ", ".join(each.path for each in holders[:10])
        change = f"`vaultkit set {join([called])} KEY=VALUE` changes it; " if holders[0].person else ""
        raise failure(f"{called!r} is there already: {there}; {change}--anyway adds another person", CONFLICT)
    if picture := file_called(opened.vault.root, called):
        raise failure(f"[[{called}]] would open {picture}, a file of the vault; take another name", CONFLICT)
    wanted = parse(opened, assignments)
    path = _place(opened, called, wanted)
    data = edited(path, lambda: _made(opened, called, path, wanted, holders))
    check(opened, path, None, data)
    tell_unknown(wanted, b"")
    tell_shared(opened, wanted, path)
    _tell_odd(called)
    if not holders:
        _tell_near(opened, called)
    put_through(opened.vault, join(("add", name, *assignments)), [Change(path, None, data)], yes=yes, dry_run=dry_run)


def _holders(opened: Met, name: str) -> Iterator[Says]:
    """The notes that go by a name already."""
    for each in opened.state.look.notes:
        if fold(name) in (fold(stem(each.path)), *map(fold, names_of(each))):
            yield each


def _tell_odd(name: str) -> None:
    """A word about a name that a page of vaultkit's or a note of a day has: a short link may lead there."""
    if fold(name) in map(fold, ("Overview", *PAGES)):
        note(f"A page of the reports is called {name!r} too; a link to that name may lead there.")
    elif DAY_NAME.match(name):
        note(f"{name!r} looks like a daily note's name; links to it will not count as a person's.")


def _tell_near(opened: Met, name: str) -> None:
    """A word about those who have nearly this name."""
    people = [someone.name for someone in opened.state.network.people.values() if fold(someone.name) != fold(name)]
    near = nearest_names(name, people, cutoff=LIKE)
    if near:
        note(f"There is {joined(near, 'and')} already; did you mean {'one of them' if len(near) > 1 else 'them'}?")


def _place(opened: Met, name: str, wanted: Iterable[Assignment]) -> NotePath:
    """Where the note goes; somebody's namesake is told apart by where they work."""
    settings, notes = opened.vault.settings, opened.state.look.notes
    homes = [each.value for key in ("org", "title") for each in wanted if each.name == key and each.value]
    words = homes[0].removeprefix("[[").removesuffix("]]").rpartition("|")[2].rpartition("/")[2] if homes else ""
    folder = people_folder(settings, notes)
    return place_for(name, folder, names_in_use(opened.vault.root, folder), words)


def _made(opened: Met, name: str, path: NotePath, wanted: Iterable[Assignment], holders: Iterable[Says]) -> bytes:
    """The new note; a namesake is said to be another person than those who bear the name."""
    empty = _empty(opened, name, path)
    said = changes(opened, path, empty, wanted)
    names = all_names(opened)
    others = tuple(shortest(names, path, each.path, stem(each.path)) for each in holders if each.person)
    if others:
        said.setdefault("distinct_from", others)
    return set_properties(empty, said, "person", opened.vault.settings.synonyms)


def _empty(opened: Met, name: str, path: NotePath) -> bytes:
    """The new note before anything is set: the vault's own template of a contact, filled in, or none."""
    found = _template(opened)
    if found is None:
        return new_person(name, (), path=path)
    at, template = found
    made = made_from(template, stem(path), opened.today, current_time(opened.vault.settings.zone))
    if made.left_out:
        note("The template has programs that only Obsidian can run; they are left out.")
    data = made.text.encode()

    def named() -> bytes:
        own = {} if texts_of(data, "type") else {"type": "person"}
        return set_properties(data, {**own, "name": name} if name != stem(path) else own)

    try:
        return named()
    except EditRefused as refused:
        raise failure(f"{placed(at, refused)}: the template, as it is filled in for {name!r}", ERROR) from refused


def _template(opened: Met) -> tuple[NotePath, str] | None:
    """The vault's own template of a contact: its path and its text."""
    config, settings = opened.vault.config, opened.vault.settings
    for folder in dict.fromkeys((*config.templates, *settings.folders.templates, FOLDER)):
        for name in TEMPLATES:
            if os.path.isfile(os.path.join(opened.vault.root, folder, name)):
                text = read_file(opened.vault.root, f"{folder}/{name}")[0]
                return (f"{folder}/{name}", text) if text is not None else None
    return None
