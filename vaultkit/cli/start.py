"""`vaultkit init`: settings with every option commented, and templates; never over a file."""

from __future__ import annotations

import os
from datetime import date

import click

from vaultkit.cli.output import ERROR, failure, note
from vaultkit.cli.root import vault_options
from vaultkit.disk.atomic import ChangedMeanwhile, WriteRefused, write
from vaultkit.look import CONFIG
from vaultkit.settings import template
from vaultkit.templates import TEMPLATES

FOLDER = "Templates"


@click.command()
@click.argument("folder", required=False)
@vault_options
def init(folder: str | None, where: str | None, today: date | None) -> None:
    """Make FOLDER a vault, or add vaultkit's settings and templates to one; no file is ever overwritten."""
    root = os.path.abspath(folder or where or ".")
    try:
        os.makedirs(root, exist_ok=True)
    except OSError as error:
        raise failure(f"{root}: {error.strerror or error}", ERROR) from error
    new = 0
    for path, text in {CONFIG: template(), **{f"{FOLDER}/{name}.md": text for name, text in TEMPLATES.items()}}.items():
        new += _make(root, path, text)
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
