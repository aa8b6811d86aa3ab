"""`vaultkit report` where nothing changed since the last run: known from one listing, with next to nothing imported."""

from __future__ import annotations

import os
from collections.abc import Sequence


def answer(arguments: Sequence[str]) -> str | None:
    """The arguments after `report` → what to say when nothing changed; None where there is something to do.

    Only the plain call is answered, with `--vault` and `--today` at most: whatever else is asked takes the long way,
    which gives the same answer.
    """
    options = _options(arguments)
    if options is None:
        return None
    root = _root(options.get("--vault"))
    if root is None:
        return None
    from vaultkit import __version__
    from vaultkit.disk.glance import glance

    found = glance(root, options.get("--today") or _today(), __version__)
    return f"{found.summary}; the reports are up to date" if found.same else None


def _options(arguments: Sequence[str]) -> dict[str, str] | None:
    options: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in ("--vault", "--today") or not (equals or rest):
            return None
        options[name] = value if equals else rest.pop(0)
        if not options[name]:
            return None  # a mistake, which the long way tells
    return options


def _root(where: str | None) -> str | None:
    from vaultkit.disk.places import VAULT_ENVIRONMENT, vault_above

    where = where or os.environ.get(VAULT_ENVIRONMENT)
    if where:
        return os.path.abspath(where) if os.path.isdir(where) else None
    return vault_above(os.getcwd())


def _today() -> str:
    from vaultkit.clock import current_day

    return current_day().isoformat()
