"""`vaultkit init`: settings with every option commented, and templates; never over a file."""

from __future__ import annotations

import os
from datetime import date

import click

from vaultkit.cli.output import ERROR, failure, note
from vaultkit.cli.root import vault_options
from vaultkit.disk.atomic import ChangedMeanwhile, WriteRefused, write
from vaultkit.disk.places import CONFIG
from vaultkit.look import open_vault
from vaultkit.settings import template
from vaultkit.templates import TEMPLATES

FOLDER = "Templates"


@click.command()
@click.argument("folder", required=False)
@vault_options
def init(folder: str | None, where: str | None, today: date | None) -> None:
    """Make a vault, or prepare one.

    Adds vaultkit.toml, with every option explained, and templates for the kinds of notes. No file is ever overwritten.
    """
    root = os.path.abspath(folder or where or ".")
    try:
        os.makedirs(root, exist_ok=True)
    except OSError as error:
        raise failure(f"{root}: {error.strerror or error}", ERROR) from error
    folder = next(iter(open_vault(root).config.templates), FOLDER)
    files = {CONFIG: template(), **{f"{folder}/{name}.md": text for name, text in TEMPLATES.items()}}
    new = sum([_make(root, path, text) for path, text in files.items()])
    note(f"{root} is ready." if new else f"{root} had everything already.")
    note('Put your own name under [me] in vaultkit.toml, and run "vaultkit report".')


def _make(root: str, path: str, text: str) -> bool:
    try:
        write(root, path, text.encode(), None)
    except ChangedMeanwhile:
        note(f"kept {path}, which is there already")
        return False
    except WriteRefused as error:
        raise failure(f"{path}: {error}", ERROR) from error
    note(f"made {path}")
    return True
