"""`vaultkit service`: the watcher as a service of the user's session: shown first, written and started on request."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from vaultkit.cli.output import CONFLICT, ERROR, NOT_FOUND, USAGE, failure, note, on_terminal, write
from vaultkit.cli.root import find_root, vault_options
from vaultkit.disk.lock import holder
from vaultkit.disk.places import log_folder, make_private, vault_key, write_private

if TYPE_CHECKING:  # no other command needs what makes the texts, or `subprocess`
    from vaultkit.watch.service import Command, Service

PLATFORMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}


@click.command()
@click.argument("action", type=click.Choice(("show", "install", "uninstall")))
@vault_options
@click.option("--yes", is_flag=True, help="Do not ask before anything is written or removed.")
@click.option("--system", type=click.Choice(tuple(PLATFORMS.values())), help="Show what another system would be given.")
def service(action: str, where: str | None, today: date | None, yes: bool, system: str | None) -> None:
    """Start the watcher with your session.

    As a systemd user unit, a launchd agent or a task of Windows' scheduler: `show` prints it, `install` writes it and
    starts it, `uninstall` stops it and takes it away.
    """
    here = PLATFORMS.get(sys.platform)
    if action == "show":
        made = _service(where, system or here or "linux")
        note(f"{made.path}, to be started with")
        _tell_commands(made.start)
        write(made.text)
        return
    if here is None or system not in (None, here):
        raise failure(f"`{action}` works for the system it runs on only; `show --system {system or 'linux'}`", USAGE)
    made = _service(where, here)
    if action == "install":
        _install(made, find_root(where), yes)
    else:
        _uninstall(made, yes)


def _service(where: str | None, system: str) -> Service:
    from vaultkit.watch.service import Unserviceable, this_machine
    from vaultkit.watch.service import service as service_of

    root = find_root(where)
    if not os.path.isabs(sys.executable or ""):
        raise failure("the path of this Python is not known, so no service can start it", ERROR)
    user = "\\".join(filter(None, (os.environ.get("USERDOMAIN"), os.environ.get("USERNAME"))))
    try:
        return service_of(root, vault_key(root), this_machine(system, sys.executable, log_folder(), user))
    except Unserviceable as error:
        raise failure(str(error), ERROR) from error


def _install(made: Service, root: str, yes: bool) -> None:
    standing = _standing(made)
    watching = holder(root)
    if watching and standing is None:
        raise failure(f"this vault is watched already, by process {watching.pid}; end that one first", CONFLICT)
    again = made.stop if standing else ()
    note(f"{made.path}{' is there already' if standing == made.data else f':{chr(10) * 2}{made.text}'}")
    note("It is started with")
    _tell_commands((*again, *made.start))
    _agree("Install it?", yes)
    if standing != made.data:
        _put(made)
        note(f"{'renewed' if standing else 'wrote'} {made.path}")
    make_private(log_folder())
    _tried(again)  # what runs goes by the old text; where nothing does, that is no trouble
    _start(made)
    note(f"{made.name} runs; see `vaultkit status` or `{_typed(made.ask)}`")


def _uninstall(made: Service, yes: bool) -> None:
    if _standing(made) is None:
        raise failure(f"no service is installed for this vault: there is no {made.path}", NOT_FOUND)
    note(f"{made.path} is removed, and the watcher stopped with")
    _tell_commands((*made.stop, *made.after))
    _agree("Remove it?", yes)
    trouble = _tried(made.stop)
    _remove(made.path)
    note(f"removed {made.path}")
    trouble += _tried(made.after)
    if trouble:
        raise failure("; ".join(trouble), ERROR)


def _standing(made: Service) -> bytes | None:
    """What stands where the file goes; None where nothing does. Leaves where it is not one that we made."""
    from vaultkit.watch.service import is_ours

    try:
        found = os.lstat(made.path)
        if stat.S_ISREG(found.st_mode) and found.st_size < 1_000_000:
            with open(made.path, "rb") as file:
                data = file.read()
            if is_ours(data, made.encoding):
                return data
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise failure(f"{made.path}: {error.strerror}", ERROR) from error
    raise failure(
        f"{made.path} was not made by `vaultkit service`, or changed since; it is left alone. To have it made anew, "
        "move it away",
        CONFLICT,
    )


def _agree(question: str, yes: bool) -> None:
    if yes:
        return
    if not on_terminal():
        raise failure("nothing was done: nobody is there to ask; --yes goes ahead without", USAGE)
    if not click.confirm(question, err=True):
        raise failure("nothing was done", ERROR)


def _put(made: Service) -> None:
    try:
        os.makedirs(os.path.dirname(made.path), 0o700, exist_ok=True)
    except OSError as error:
        raise failure(f"{os.path.dirname(made.path)}: {error.strerror}", ERROR) from error
    if not write_private(made.path, made.data):
        raise failure(f"{made.path} could not be written", ERROR)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError as error:
        raise failure(f"{path}: {error.strerror}", ERROR) from error


def _start(made: Service) -> None:
    """Run what starts a service; leaves at the first command that fails, telling what is left to type."""
    for at, command in enumerate(made.start):
        trouble = _tried((command,))
        if trouble:
            note("It is written, but does not run. Once that is mended, type")
            _tell_commands(made.start[at:])
            raise failure(trouble[0], ERROR)


def _tried(commands: Sequence[Command]) -> list[str]:
    """Run commands, each told; returns what went wrong."""
    import subprocess

    trouble = []
    for command in commands:
        note(f"  {_typed(command)}")
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        except OSError as error:
            trouble.append(f"{command[0]} cannot be run here: {error.strerror}")
            continue
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            trouble.append(f"`{_typed(command)}` failed{': ' + said if said else ''}")
    return trouble


def _tell_commands(commands: Sequence[Command]) -> None:
    for command in commands:
        note(f"  {_typed(command)}")


def _typed(command: Command) -> str:
    """A command as a person would type it."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline(command)
    return shlex.join(command)
