"""`vaultkit import SOURCE FILE`: people and interactions out of other programs, said first and undone with one word."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import partial
from shlex import quote

import click

from vaultkit.cli.originals import bytes_at, paths_in_use
from vaultkit.cli.output import ERROR, USAGE, failure, note
from vaultkit.cli.root import Met, met, progress, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.clock import zone_name
from vaultkit.disk.given import files_in, read_given
from vaultkit.edits.people import people_folder
from vaultkit.importers.decoding import MOST_BYTES
from vaultkit.importers.incoming import ImportRefused, Incoming, Mine
from vaultkit.intake.plan import Here, Wanted, plan
from vaultkit.intake.preview import preview
from vaultkit.intake.sources import MESSAGES, SOURCES, united
from vaultkit.look import unread_at
from vaultkit.wording import visible

WORTH_A_BAR = 20_000_000  # bytes of mail
WITH_PHOTOS = 500_000_000  # bytes of an export that has them in it


@click.command("import")
@click.argument("source", type=click.Choice(list(SOURCES)))
@click.argument("file")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="csv: what each column says.")
@click.option("--me", multiple=True, metavar="ADDRESS", help="An address of yours, as under [me].")
@click.option("--all", "everybody", is_flag=True, help="mail: also those who wrote only one way.")
@click.option("--fill", is_flag=True, help="Also add what other notes lack; nothing in them is changed.")
@click.option("--same-name", is_flag=True, help="Take people of the same name for the same people.")
@click.option("--list", "every", is_flag=True, help="Show every person, not the first ten of each kind.")
@writing_options
@vault_options
def import_(
    source: str, file: str, mapped: tuple[str, ...], me: tuple[str, ...], everybody: bool, fill: bool, same_name: bool,
    every: bool, yes: bool, dry_run: bool, where: str | None, today: date | None,
) -> None:  # fmt: skip
    """Take in people and interactions from another program.

    Says first what it would do: who is new, what changed, what is left out and why. Then makes one note for each new
    person, and one line for each interaction in a log of its month. No note of yours is overwritten and nobody is
    merged; the same file again changes nothing, and a newer one changes only what you did not. `vaultkit undo` takes
    all of it back.

    \b
    SOURCE is one of:
    """
    if mapped and source != "csv":
        raise failure("--map is for csv; the other sources say themselves what is what", USAGE)
    if everybody and source != "mail":
        raise failure("--all is for mail; the other sources give everybody they have", USAGE)
    opened = met(where, today)
    try:
        incoming = _incoming(opened, source, file, mapped, me, everybody=everybody)
    except ImportRefused as error:
        raise failure(str(error), ERROR) from error
    log = f"{opened.vault.settings.log.folder}/2026-01.md"
    if incoming.encounters and (reason := unread_at(opened.vault, log)):
        raise failure(f"what is logged in {log.partition('/')[0]} would not be read: that is {reason}", ERROR)
    made = plan(incoming, _here(opened), Wanted(fill, same_name))
    shown = preview(incoming, made, every=every)
    if not made.changes:
        note(shown)
        note("Nothing to change.")
        return
    command = visible(f"import {source} {quote(os.path.basename(file.rstrip(os.sep)))}")
    if put_through(opened.vault, command, made.changes, yes=yes, dry_run=dry_run, shown=shown):
        note("`vaultkit duplicates` shows who may be in the vault under two names.")


import_.help = (import_.help or "").rstrip() + "".join(
    f"\n    {name:<9} {each.reads}" for name, each in SOURCES.items()
)


def _incoming(
    opened: Met, source: str, file: str, mapped: Sequence[str], me: Sequence[str], *, everybody: bool
) -> Incoming:
    """A file → what it tells. ImportRefused where it is not what it should be."""
    own = opened.vault.settings.me
    mine = Mine((*own.names, *own.aliases), tuple(dict.fromkeys(text.lower() for text in (*me, *own.emails))))
    read = SOURCES[source].read
    if source == "mail":
        return _mail(file, mine, opened.today, everybody=everybody)
    if source == "linkedin":
        return _linkedin(file, mine, opened.today)
    data = read_given(file, WITH_PHOTOS if source == "monica" else MOST_BYTES)
    if source == "csv":
        from vaultkit.importers.mapping import mapping_of

        return read(data, mine, opened.today, mapping_of(mapped))
    if source == "calendar":
        return read(data, mine, opened.today, zone=zone_name(opened.vault.settings.zone))
    return read(data, mine, opened.today)


def _linkedin(file: str, mine: Mine, today: date) -> Incoming:
    """LinkedIn's list of connections, its messages, or the folder that holds both."""
    if not os.path.isdir(file):
        is_messages = "message" in os.path.basename(file).lower()
        return (MESSAGES if is_messages else SOURCES["linkedin"]).read(read_given(file), mine, today)
    there = files_in(file)
    parts = {"connections.csv": SOURCES["linkedin"], "messages.csv": MESSAGES}
    found = [source.read(read_given(there[name]), mine, today) for name, source in parts.items() if name in there]
    if not found:
        raise ImportRefused(f"{file} has no Connections.csv and no messages.csv; name the folder of LinkedIn's export")
    return united(found)


def _mail(file: str, mine: Mine, today: date, *, everybody: bool) -> Incoming:
    """A mailbox, as long as it may be, with a bar while it is read."""
    from vaultkit.disk.mailbox import messages

    with progress("Reading mail", WORTH_A_BAR) as tell:
        return SOURCES["mail"].read(messages(file, tell), mine, today, everybody=everybody)


def _here(opened: Met) -> Here:
    """The vault as an import finds it."""
    vault, look = opened.vault, opened.state.look
    folder = people_folder(vault.settings, look.notes)
    paths = paths_in_use(vault.root, folder)
    return Here(opened.state.network, vault.settings, folder, paths, partial(bytes_at, vault.root), dict(look.ignored))
