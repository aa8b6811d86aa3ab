"""`vaultkit undo`: the last command that wrote notes, taken back, unless somebody has changed them since."""

from __future__ import annotations

from datetime import date

import click

from vaultkit.cli.output import CONFLICT, ERROR, NOT_FOUND, Column, emit, failure, note
from vaultkit.cli.root import format_option, the_vault, vault_options
from vaultkit.cli.writing import agreed, differences, with_refusals_told, writing_options
from vaultkit.disk.atomic import WriteRefused
from vaultkit.disk.entry import Entry, Past
from vaultkit.disk.journal import Edited, history, latest, reverse
from vaultkit.disk.journal import undo as undo_last
from vaultkit.edits.change import Change

COLUMNS = (
    Column("at", "When"),
    Column("command", "Command"),
    Column("notes", "Notes", right=True),
    Column("state", ""),
)
STATES = {"done": "", "begun": "stopped half way", "undoing": "half undone"}
NAMED = 50  # notes that were changed since


@click.command()
@click.option("--list", "listing", is_flag=True, help="Show what can be undone, the last command first.")
@writing_options
@vault_options
@format_option
def undo(listing: bool, yes: bool, dry_run: bool, where: str | None, today: date | None, form: str) -> None:
    """Take back the last command that wrote notes.

    Every note gets back the bytes it had. Nothing is touched where you have changed one of the notes since. A command
    that was stopped half way is taken back too. Again, it takes back the one before.
    """
    vault = the_vault(where, lenient=True)
    root = vault.root
    if listing:
        emit([row(past) for past in history(root)], COLUMNS, form, empty="There is nothing to undo.")
        return
    kept, changes = _planned(root)
    for line in _shown(kept, changes):
        note(line)
    if not agreed("Put this back?", yes=yes, dry_run=dry_run):
        return
    with_refusals_told(lambda: undo_last(root, kept.past.number, vault.settings.log.quiet), root)
    note(f"`{kept.past.command}` is undone.")


def row(past: Past) -> dict[str, object]:
    """A command that can be undone → its row."""
    state = STATES[past.state] if past.command else "damaged"
    return {"at": past.at, "command": past.command or "?", "notes": len(past.paths), "state": state}


def _planned(root: str) -> tuple[Entry, tuple[Change, ...]]:
    try:
        kept = latest(root)
        if kept is None:
            raise failure("there is nothing to undo", NOT_FOUND)
        return kept, reverse(root, kept)
    except Edited as error:
        for refusal in error.refusals[:NAMED]:
            note(f"{refusal.path}: {refusal}")
        if len(error.refusals) > NAMED:
            note(f"… and {len(error.refusals) - NAMED} more")
        raise failure(str(error), CONFLICT) from error
    except WriteRefused as error:
        raise failure(str(error), ERROR) from error


def _shown(kept: Entry, changes: tuple[Change, ...]) -> tuple[str, ...]:
    half = f", which was {STATES[kept.past.state]}" if STATES[kept.past.state] else ""
    return (f"Undo of `{kept.past.command}`{half}:", *differences(changes))
