"""Names of people for the shell's completion: as remembered from when the vault was last read; no note is opened."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from vaultkit.disk.memo import Memo
from vaultkit.disk.places import VAULT_ENVIRONMENT, cache_folder, vault_above
from vaultkit.graph.names import fold
from vaultkit.look import open_vault, stamp

MOST = 200  # names offered at once
KIND, CARD = 1, 3  # where a remembered note says what it is, and who it tells of
NAME, ALIASES = 1, 2


class PersonName(click.ParamType):  # type: ignore[type-arg]
    """A person, by name, alias or a part of a name; the shell completes it."""

    name = "person"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Any text: who it means is for the command to find out."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so."""
        return names(ctx, param, incomplete)


PERSON = PersonName()


def names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What is typed so far → names and aliases of people that begin so.

    For `shell_complete=`. Nothing where the vault was never read, or cannot be found.
    """
    root = _root(ctx)
    found = matching(set(known(root)) if root else set(), incomplete)
    return [CompletionItem(name) for name in found[:MOST]]


def known(root: str) -> Iterator[str]:
    """Every name and alias of a contact of the vault, as last read."""
    vault = open_vault(root)
    folder = cache_folder(vault.root)
    if not os.path.isdir(folder):
        return
    with Memo.open(folder, stamp(vault)) as memo:
        for remembered in memo.load().values():
            if '","person",' in remembered.says[:1000]:
                yield from _said(remembered.says)


def matching(known_names: set[str], typed: str) -> list[str]:
    """Names, and what is typed so far → those that begin so; where there are none, the only one with a word that does.

    Several of these are not offered: a shell puts what they share in place of what was typed.
    """
    wanted = _plain(typed)
    usable = {name: _plain(name) for name in sorted(known_names) if name.isprintable() and "," not in name}  # fish cuts
    found = [name for name, folded in usable.items() if folded.startswith(wanted)]
    other = [name for name, folded in usable.items() if any(word.startswith(wanted) for word in folded.split())]
    return found or (other if len(other) == 1 else [])


def _said(text: str) -> Iterator[str]:
    try:
        says = json.loads(text)
        if says[KIND] == "person" and says[CARD]:
            card = says[CARD]
            yield card[NAME]
            yield from (alias[0] for alias in card[ALIASES : ALIASES + 1] for alias in alias)
    except (ValueError, TypeError, IndexError, KeyError):  # a damaged row
        return


def _plain(name: str) -> str:
    """A name as somebody in a hurry types it: small letters without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", fold(name)) if not unicodedata.combining(char))


def _root(ctx: click.Context) -> str | None:
    """The vault that the command would be for."""
    where = ctx.params.get("where") or os.environ.get(VAULT_ENVIRONMENT)
    if where:
        return os.path.abspath(where) if os.path.isdir(where) else None
    return vault_above(os.getcwd())
