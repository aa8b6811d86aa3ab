"""What every command that writes notes does: show what will change, ask, write all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from vaultkit.cli.output import CONFLICT, ERROR, USAGE, failure, note, on_terminal
from vaultkit.cli.root import progress
from vaultkit.disk.atomic import ChangedMeanwhile, WriteRefused
from vaultkit.disk.journal import carry_out, unfinished
from vaultkit.edits.change import Change
from vaultkit.look import Vault, unread_at
from vaultkit.pages.layout import plural

FILES, LINES, LENGTH = 20, 12, 200  # shown of a command's files, of a file's lines, of a line's characters
COMPARED = 2_000  # lines that are compared one by one; of more than that only the number is shown
BOM = "\ufeff"
F = TypeVar("F", bound=Callable[..., Any])


def writing_options(command: F) -> F:
    """`--yes` and `--dry-run`, which every command that writes notes takes."""
    command = click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")(command)
    return click.option("-y", "--yes", is_flag=True, help="Write without asking.")(command)


def put_through(
    vault: Vault, command: str, changes: Sequence[Change], *, yes: bool, dry_run: bool, shown: str | None = None
) -> bool:
    """Show the changes of a command, or what is `shown` of them; ask, unless `yes`; write. Whether it was written.

    Leaves where nobody can be asked, and where a note is not as it was read.
    """
    changes = [change for change in changes if change.old != change.new or change.to]
    if not changes:
        note("Nothing to change.")
        return False
    tell_unfinished(vault.root)
    _check_read(vault, changes)
    for line in [shown] if shown is not None else differences(changes):
        note(line)
    if not agreed("Write this?", yes=yes, dry_run=dry_run):
        return False
    quiet = vault.settings.log.quiet
    with progress("Writing notes") as tell:
        with_refusals_told(lambda: carry_out(vault.root, command, changes, quiet, tell, _tell_wait), vault.root)
    note(f"{_counted(changes)} written. `vaultkit undo` takes it back.")
    return True


def _tell_wait(path: str) -> None:
    note(f"{path} is being saved again and again; waiting until it rests.")


def _check_read(vault: Vault, changes: Sequence[Change]) -> None:
    """Leave where a note would be made, or moved from where it is read, to where it is not."""
    for change in changes:
        made = change.to or change.path
        was_read = change.to is not None and not unread_at(vault, change.path)
        if made.endswith(".md") and (change.old is None or was_read) and (reason := unread_at(vault, made)):
            raise failure(f"nothing was written: {made} would not be read, it is {reason}", ERROR)


def agreed(question: str, *, yes: bool, dry_run: bool) -> bool:
    """Whether to go on: not in a dry run, without a question if `yes`. Leaves where nobody is there to ask."""
    if dry_run:
        note("Nothing was written: this is a dry run.")
        return False
    if yes:
        return True
    if not on_terminal():
        raise failure("nothing was written: nobody is there to ask. Add --yes to write without asking", USAGE)
    if not click.confirm(question, default=True, err=True):
        note("Nothing was written.")
        return False
    return True


def with_refusals_told(work: Callable[[], object], root: str) -> None:
    """Do some work that writes; leaves with the reason where it is refused."""
    before = unfinished(root)
    try:
        work()
    except WriteRefused as error:
        where = f"{error.path}: " if error.path else ""
        message = f"{where}{error}"
        if unfinished(root) not in (None, before):
            message += "\nNot everything could be put back as it was; `vaultkit undo` goes on with that"
        raise failure(message, CONFLICT if isinstance(error, ChangedMeanwhile) else ERROR) from error


def tell_unfinished(root: str) -> None:
    """A word if the last command was stopped half way."""
    past = unfinished(root)
    if past and past.state == "undoing":
        note(f"The undo of `{past.command}` was stopped half way; `vaultkit undo` goes on with it.")
    elif past:
        note(f"The last command, `{past.command}`, was stopped half way; `vaultkit undo` puts back what it wrote.")


# --- what is shown ---


def differences(changes: Sequence[Change]) -> Iterator[str]:
    """Changes → lines that show them: per file what it is, and the lines taken away and added; long ones are cut."""
    for change in changes[:FILES]:
        yield _heading(change)
        lines = list(_compared(_lines(change.old), _lines(change.new))) if change.new is not None else []
        yield from lines[:LINES]
        if len(lines) > LINES:
            yield f"  … and {len(lines) - LINES} more lines"
        if not lines and change.new and change.old != change.new:
            yield "  (line ends, or bytes that are no text)"
    if len(changes) > FILES:
        yield f"… and {plural(len(changes) - FILES, 'note')} more"


def _heading(change: Change) -> str:
    if change.old is None:
        return f"{change.path} (new)" if change.new else f"{change.path} (new, empty)"
    if change.new is None:
        return f"{change.path} (taken away)"
    return f"{change.path} → {change.to}" if change.to else change.path


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if not before or not after:
        yield from (f"  - {_cut(line)}" for line in before)
        yield from (f"  + {_cut(line)}" for line in after)
    elif len(before) + len(after) > COMPARED:
        yield f"  - {len(before)} lines"
        yield f"  + {len(after)} lines"
    else:
        yield from _one_by_one(before, after)


def _one_by_one(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    from difflib import SequenceMatcher

    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"  - {_cut(line)}" for line in before[start:end])
            yield from (f"  + {_cut(line)}" for line in after[first:last])


def _lines(data: bytes | None) -> list[str]:
    """A file's bytes → its lines, without their ends."""
    if not data:
        return []
    text = data.decode("utf-8", "replace").removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n")


def _cut(line: str) -> str:
    return line if len(line) <= LENGTH else f"{line[:LENGTH]}…"


def _counted(changes: Sequence[Change]) -> str:
    return changes[0].to or changes[0].path if len(changes) == 1 else plural(len(changes), "note")
