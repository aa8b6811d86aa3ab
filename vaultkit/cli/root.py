"""Where the vault is, which day it is, and what every command starts with."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any, NamedTuple, TypeVar

import click

from vaultkit.cli.output import FORMATS, NOT_FOUND, USAGE, failure, note
from vaultkit.disk.memo import Memo
from vaultkit.disk.places import CONFIG, VAULT_ENVIRONMENT, cache_folder, vault_above
from vaultkit.engine import Gathered, State, gather, refresh
from vaultkit.look import Vault, open_vault, quiet, stamp
from vaultkit.model import Tell

DAY = re.compile(r"\d{4}-\d\d-\d\d")
WORTH_A_BAR = 1_000  # notes to read
F = TypeVar("F", bound=Callable[..., Any])


def as_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """`2026-11-03` on the command line → the day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write one like 2026-11-03", context, parameter) from None


class Opened(NamedTuple):
    """A vault, judged as of a day."""

    vault: Vault
    state: State
    today: date


class Met(NamedTuple):
    """A vault and who is in it, with nothing judged."""

    vault: Vault
    state: Gathered
    today: date


def vault_options(command: F) -> F:
    """`--vault` and `--today`, which every command takes."""
    command = click.option("--today", metavar="DATE", callback=as_day, help="The day to report for.  [default: today]")(
        command
    )
    return click.option(
        "--vault", "where", metavar="FOLDER", envvar=VAULT_ENVIRONMENT,
        help="The vault's folder.  [default: the nearest folder above with vaultkit.toml or .obsidian]",
    )(command)  # fmt: skip


def format_option(command: F) -> F:
    """`--format`, which every listing takes."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print the rows.",
    )(command)


def find_root(where: str | None) -> str:
    """`--vault`, or the nearest folder above this one that is a vault → its path."""
    if where is not None:
        if not os.path.isdir(where):
            raise failure(f"{where}: no such folder", NOT_FOUND)
        return os.path.abspath(where)
    found = vault_above(os.getcwd())
    if found is None:
        message = "no vault here or above: name one with --vault FOLDER, or make one here with `vaultkit init`"
        raise failure(message, USAGE)
    return found


def this_day(today: date | None, zone: str) -> date:
    """`--today`, else the day it is now in the vault's time zone."""
    if today is not None:
        return today
    from vaultkit.clock import current_day, known_zone

    if not known_zone(zone):
        note(f"{CONFIG}: no time zone is called {zone!r} here; the day is taken in UTC")
    return current_day(zone)


@contextmanager
def memory(vault: Vault) -> Iterator[Memo]:
    """What is remembered of a vault between runs."""
    with Memo.open(cache_folder(vault.root), stamp(vault)) as memo:
        yield memo


def the_vault(where: str | None, *, lenient: bool = False) -> Vault:
    """The vault named, or found. Mistakes in its vaultkit.toml end the run, all of them told, unless `lenient`."""
    vault = open_vault(find_root(where))
    wrong = [problem for problem in vault.problems if problem.place.path == CONFIG and problem.level == "error"]
    if wrong and not lenient:
        for problem in wrong:
            note(str(problem))
        raise failure(f"{CONFIG} has {len(wrong)} mistake{'s' if len(wrong) > 1 else ''}; nothing was done", USAGE)
    return vault


def judged(where: str | None, today: date | None, *, lenient: bool = False) -> Opened:
    """The vault named, or found, judged as of the day."""
    vault = the_vault(where, lenient=lenient)
    day = this_day(today, vault.settings.zone)
    with memory(vault) as memo:
        with progress() as tell:
            state = refresh(vault, memo, day, tell)
        return Opened(vault, state, day)


def met(where: str | None, today: date | None) -> Met:
    """The vault named, or found, and who is in it, for commands that judge nothing."""
    vault = the_vault(where)
    day = this_day(today, vault.settings.zone)
    with memory(vault) as memo, progress() as tell:
        return Met(vault, gather(vault, memo, day, tell), day)


@contextmanager
def progress(what: str = "Reading notes", worth: int = WORTH_A_BAR) -> Iterator[Tell]:
    """A bar on the terminal while much is read, be it notes or bytes; nothing where nobody is looking."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield quiet
        return
    shown: list[Callable[[int, int], None]] = []

    def tell(done: int, total: int) -> None:
        if total < worth:
            return
        if not shown:
            shown.append(_bar(stack, what))
        shown[0](done, total)

    with ExitStack() as stack:
        yield tell


def _bar(stack: ExitStack, what: str) -> Tell:
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(what)
    return lambda done, total: bar.update(task, completed=done, total=total)
