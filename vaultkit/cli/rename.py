"""`vaultkit rename NOTE NEW`: the note, and every link to it in the vault; all of it or nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from shlex import join

import click

from vaultkit.cli.carried import with_marks
from vaultkit.cli.names import names
from vaultkit.cli.originals import file_called, originals
from vaultkit.cli.output import CONFLICT, ERROR, NOT_FOUND, USAGE, failure
from vaultkit.cli.output import note as say
from vaultkit.cli.person import the_one
from vaultkit.cli.root import Met, met, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.left import left_behind
from vaultkit.edits.renaming import CANVAS
from vaultkit.edits.renaming import rename as renamed
from vaultkit.graph.called import bare
from vaultkit.graph.names import fold, stem
from vaultkit.graph.who import names_of
from vaultkit.model import NotePath
from vaultkit.pages.layout import plural
from vaultkit.pages.report import judge, safe_name

TOLD = 10  # notes with links that stay


@click.command()
@click.argument("note", shell_complete=names)
@click.argument("new")
@click.option("--no-alias", is_flag=True, help="Do not keep the old name as an alias.")
@writing_options
@vault_options
def rename(
    note: str, new: str, no_alias: bool, yes: bool, dry_run: bool, where: str | None, today: date | None
) -> None:
    """Rename a note, and every link to it.

    NOTE is a person, or any note by its name or path. NEW is its new name, in the folder where it is; with a / in it
    its new path. Links keep what they show; the old name of a person or an organisation stays as an alias.
    """
    opened = met(where, today)
    files = originals(opened.vault.root)
    path = _the_note(opened, files, note)
    if judge(files[path]).ownership != "theirs":
        raise failure(f"{path} is a page that vaultkit makes, and would make again; its name stays", USAGE)
    to = _new_path(path, new)
    _check_free(files, path, to)
    if picture := file_called(opened.vault.root, stem(to)):
        raise failure(f"[[{stem(to)}]] would open {picture}, a file of the vault; take another name", CONFLICT)
    aliases = {said.path: tuple(names_of(said)) for said in opened.state.look.notes}
    try:
        synonyms = opened.vault.settings.synonyms
        keep = not no_alias and path in _named(opened)
        changes = renamed(files, aliases, path, to, keep_name=keep, synonyms=synonyms) if path != to else ()
    except EditRefused as refused:
        hint = "" if no_alias or not str(refused).startswith(f"{path}:") else "; or leave the alias out, by --no-alias"
        raise failure(f"{refused}{hint}", ERROR) from refused
    itself_first = sorted(changes, key=lambda change: change.path != path)
    _tell(opened, files, itself_first, path, to)
    carried = with_marks(opened, itself_first, {path: to})
    put_through(opened.vault, join(("rename", note, new)), carried, yes=yes, dry_run=dry_run)


def _named(opened: Met) -> set[NotePath]:
    """The notes that are found by a bare name in a text: of people and organisations."""
    return {said.path for said in opened.state.look.notes if said.kind in ("person", "organization")}


def _tell(opened: Met, files: dict[NotePath, bytes], changes: Iterable[Change], path: NotePath, to: NotePath) -> None:
    """A word about links that stay as they are, and about those that bear the new name already."""
    after = {**files, **{change.path: change.new for change in changes if change.new is not None}}
    left = list(left_behind(after, path)) if fold(stem(path)) != fold(stem(to)) else []
    for each, where in left[:TOLD]:
        say(f"{each}: [[{stem(path)}]] stays in {where}; change it there yourself.")
    if len(left) > TOLD:
        say(f"… and in {plural(len(left) - TOLD, 'more note')}")
    bare = [each.name for each in opened.state.network.people.values() if each.path is None]
    if fold(stem(path)) != fold(stem(to)) and fold(stem(to)) in map(fold, bare):
        say(f"Links to [[{stem(to)}]] are there already; from now on they mean this note.")


def _the_note(opened: Met, files: dict[NotePath, bytes], name: str) -> NotePath:
    """A path or a name as typed → the one note that is meant; else leaves, naming those it may be."""
    if name in files and not name.endswith(CANVAS):
        return name
    wanted = fold(bare(name).removesuffix(".md"))
    notes = [path for path in files if path[-3:].lower() == ".md"]
    found = [path for path in notes if wanted in (fold(stem(path)), fold(path[:-3]))]
    people = {someone.path for someone in opened.state.network.people.values()}
    if len(found) > 1 and len(among := [path for path in found if path in people]) == 1:
        found = among
    if len(found) > 1:
        raise failure(f"{name!r} may be any of {', '.join(sorted(found)[:10])}: name one of these", NOT_FOUND)
    if found:
        return found[0]
    someone = opened.state.network.people[the_one(opened.state.network, opened.vault.settings, name)]
    if someone.path is None or someone.path not in files:
        raise failure(f"{someone.name} has no note to rename; the name stands only in links", NOT_FOUND)
    return someone.path


def _new_path(path: NotePath, new: str) -> NotePath:
    """What was typed → the note's new path; leaves where no note can be called so."""
    typed = unicodedata.normalize("NFC", new).strip()
    typed = typed[:-3] if typed[-3:].lower() == ".md" else typed
    parts = typed.split("/")
    if len(parts) > 1 and not parts[-1]:  # a folder to move to
        parts[-1] = stem(path)
    for part in parts:
        if part != safe_name(part):
            hint = f"; {safe_name(part)!r} would do" if part.strip(" ./") else "; write a name, or a path in the vault"
            raise failure(f"no note can be called {new!r} on every system and in links{hint}", USAGE)
    folder = path.rpartition("/")[0]
    return "/".join(parts if len(parts) > 1 or not folder else (folder, *parts)) + ".md"


def _check_free(files: dict[NotePath, bytes], path: NotePath, to: NotePath) -> None:
    taken = next((each for each in sorted(files) if each != path and fold(each) == fold(to)), None)
    if taken:
        raise failure(f"{taken} is there already; take another name, or merge the two", CONFLICT)
