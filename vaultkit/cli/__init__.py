"""The commands. Data goes to stdout, all else to stderr; the exit code says how it went."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from vaultkit import __version__

COMMANDS = {  # each command, and the module it stands in
    "add": "add",
    "ask": "ask",
    "brief": "brief",
    "check": "listings",
    "completion": "completion",
    "done": "done",
    "draft": "draft",
    "duplicates": "duplicates",
    "export": "graph",
    "graph": "graph",
    "import": "imports",
    "init": "start",
    "lint": "lint",
    "log": "log",
    "merge": "merge",
    "path": "path",
    "person": "person",
    "reciprocity": "listings",
    "rename": "rename",
    "report": "report",
    "service": "service",
    "set": "set_",
    "status": "status",
    "ties": "listings",
    "undo": "undo",
    "watch": "watch",
    "who": "who",
}


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A name → the command, if it is one."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vaultkit.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")  # import, set
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="vaultkit", message="%(prog)s %(version)s")
def main() -> None:
    """Keeps professional relationships honest, from the markdown notes you already write.

    Reads a vault of notes, and writes reports back into it: who is going quiet, where you stand with each person and
    what is owed. Logs in a line what happens, takes in what other programs know, and answers whether you may ask.
    Everything stays on this machine.

    Exit codes: 0 done, 1 an error, 2 wrong usage, 3 problems found, 4 not found, 5 in the way of something else.
    """


def run() -> None:
    """The command line, with the exit codes that scripts rely on: 130 for Ctrl-C, 0 where the reader went away."""
    try:
        code = main.main(prog_name="vaultkit", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from error
    except (click.Abort, KeyboardInterrupt):
        click.echo("vaultkit: stopped", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at its own flush
        return
    raise SystemExit(code if isinstance(code, int) else 0)
