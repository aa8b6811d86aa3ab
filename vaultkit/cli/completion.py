"""`vaultkit completion SHELL`: what a shell needs to complete commands, options and the names of people."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from vaultkit.cli.output import note, write

PROGRAM, VARIABLE = "vaultkit", "_VAULTKIT_COMPLETE"
ON = {
    "bash": ('eval "$(vaultkit completion bash)"', "~/.bashrc"),
    "zsh": ('eval "$(vaultkit completion zsh)"', "~/.zshrc, after compinit"),
    "fish": ("vaultkit completion fish | source", "~/.config/fish/config.fish"),
}
AS_IT_IS = "COMPREPLY+=($value)"
QUOTED = """\
if [[ ${COMP_WORDS[COMP_CWORD]} != [\\"\\']* ]]; then
                printf -v value '%%q' "$value"
            fi
            COMPREPLY+=("$value")"""


class Bash(BashComplete):
    """click's script for bash, which has names with spaces quoted unless a quote is open already."""

    source_template = BashComplete.source_template.replace(AS_IT_IS, QUOTED)


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
def completion(shell: str) -> None:
    """Print what makes a shell complete names.

    Commands and options are completed, and the names and aliases of people wherever a command takes somebody, as of the
    last time the vault was read.
    """
    from vaultkit.cli import main

    script = SHELLS[shell](main, {}, PROGRAM, VARIABLE)
    line, file = ON[shell]
    note(f"To switch it on, add this line to {file}: {line}")
    write(script.source())
