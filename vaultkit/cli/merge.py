"""`vaultkit merge A B`: two contacts become one, with every link that led to either."""

from __future__ import annotations

from datetime import date
from shlex import join

import click

from vaultkit.cli.carried import with_marks
from vaultkit.cli.names import names
from vaultkit.cli.originals import original, originals
from vaultkit.cli.output import CONFLICT, ERROR, USAGE, failure, note
from vaultkit.cli.person import the_one
from vaultkit.cli.root import Met, met, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.joining import Conflict
from vaultkit.edits.merging import merge as merged
from vaultkit.edits.merging import take_name
from vaultkit.graph.network import Someone
from vaultkit.graph.who import names_of
from vaultkit.importers.identity import mail, phone, profile
from vaultkit.metrics.twins.evidence import born_apart, told_apart
from vaultkit.metrics.twins.facts import facts
from vaultkit.model import NotePath
from vaultkit.pages.report import judge
from vaultkit.wording import shown

COMPARED_AS = {"emails": mail, "phones": phone, "urls": profile}  # by which two of a list are told to be one


@click.command()
@click.argument("stays", metavar="A", shell_complete=names)
@click.argument("goes", metavar="B", shell_complete=names)
@click.option("--prefer", type=click.Choice(["A", "B"], case_sensitive=False), default="A", show_default=True,
              help="Whose value holds where the two differ.")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Also where their birthdays differ.")
@writing_options
@vault_options
def merge(
    stays: str, goes: str, prefer: str, anyway: bool, yes: bool, dry_run: bool, where: str | None, today: date | None
) -> None:
    """Make two contacts one.

    A's note stays, with what both say; B's is taken away. Lists are united; where the two differ A's value holds, and
    B's is kept below. B's text follows A's, B's names become aliases, and every link to B leads to A. Where B has no
    note, the name becomes an alias of A.
    """
    opened = met(where, today)
    network, settings = opened.state.network, opened.vault.settings
    one, other = (network.people[the_one(network, settings, name)] for name in (stays, goes))
    path = _checked(opened, one, other, anyway=anyway)
    synonyms = opened.vault.settings.synonyms
    conflicts: tuple[Conflict, ...] = ()
    try:
        if other.card is None or other.path is None:
            data = original(opened.vault.root, path)
            changes: tuple[Change, ...] = (Change(path, data, take_name(data, path, other.name, synonyms)),)
        else:
            files = _files(opened, path, other.path)
            aliases = {said.path: tuple(names_of(said)) for said in opened.state.look.notes}
            changes, conflicts = merged(
                files, aliases, path, other.path,
                prefer_other=prefer.upper() == "B", synonyms=synonyms, forms=COMPARED_AS,
            )  # fmt: skip
    except EditRefused as refused:
        raise failure(str(refused), ERROR) from refused
    _tell(conflicts)
    changes = with_marks(opened, changes, {other.path or other.id: path})
    put_through(opened.vault, join(("merge", stays, goes)), changes, yes=yes, dry_run=dry_run)


def _checked(opened: Met, one: Someone, other: Someone, *, anyway: bool) -> NotePath:
    """Two people who may be made one → the path of the note that stays; else leaves with the reason."""
    network = opened.state.network
    if one.id == other.id:
        raise failure(f"{one.name} and that are one already: {one.path or 'no note'}", USAGE)
    if one.card is None or one.path is None:
        if other.card:
            raise failure(f"{one.name} has no contact's note; turn them round: "
                          f"{join(('vaultkit', 'merge', other.name, one.name))}", USAGE)  # fmt: skip
        raise failure(f"neither has a note; make one first: {join(('vaultkit', 'add', one.name))}", USAGE)
    if other.card is None and other.path is not None:
        raise failure(f"{other.path} is no contact's note: write `type: person` into it, or link {one.name}", USAGE)
    mine, its = facts(network, one.id), facts(network, other.id)
    for evidence in told_apart(mine, its):
        hint = "take that away first, if they are one"
        raise failure(f"{evidence.places[0]}: {evidence.why}; {hint}", CONFLICT)
    if born_apart(mine, its) and not anyway:
        raise failure(f"{one.path} and {other.path} tell different birthdays; if they are one, add --anyway", CONFLICT)
    return one.path


def _files(opened: Met, stays: NotePath, goes: NotePath) -> dict[NotePath, bytes]:
    """Every note and canvas; leaves where one of the two cannot be had whole."""
    files = originals(opened.vault.root)
    for path in (stays, goes):
        if path not in files:
            raise failure(f"{path} cannot be read whole; nothing was done", ERROR)
        if judge(files[path]).ownership != "theirs":
            raise failure(f"{path} is a page that vaultkit makes; it stays as it is", USAGE)
    return files


def _tell(conflicts: tuple[Conflict, ...]) -> None:
    """A line for each property of which the two say different things."""
    for each in conflicts:
        note(f"{each.key}: {shown(each.holds, 60)} holds; {shown(each.kept, 60)} is kept below.")
