"""`vaultkit watch`: the reports kept current while the notes are written."""

from __future__ import annotations

import os
import sys
from datetime import date

import click

from vaultkit.cli.output import CONFLICT, failure, note
from vaultkit.cli.root import the_vault, vault_options


@click.command()
@vault_options
@click.option(
    "--poll", metavar="SECONDS", type=click.FloatRange(min=0.5),
    help="Look at the whole vault this often, instead of being told of changes.",
)  # fmt: skip
@click.option("--once-settled", "once", is_flag=True, help="End when the reports are current, for scripts.")
@click.option("-v", "--verbose", is_flag=True, help="Say all that is done, and not only on a terminal.")
def watch(where: str | None, today: date | None, poll: float | None, once: bool, verbose: bool) -> int:
    """Keep the reports current while you write.

    Runs until it is ended with Ctrl-C. Notes are only read; a report is written when what it says has changed.
    """
    from vaultkit.watch.signals import Signals

    lines = verbose or once or is_heard()
    with Signals() as signals:  # first of all: what follows takes a while to import
        from vaultkit.watch.how import How
        from vaultkit.watch.loop import watch as keep_current
        from vaultkit.watch.presence import WatchedAlready

        try:
            return keep_current(the_vault(where), How(today, poll, once, verbose, lines), signals, note)
        except WatchedAlready as held:
            raise failure(str(held), CONFLICT) from None


def is_heard() -> bool:
    """Whether stderr is a terminal or the journal: in a plain file, lines of every day would grow without bound."""
    return bool(os.environ.get("NOTIFY_SOCKET")) or bool(sys.stderr and sys.stderr.isatty())
