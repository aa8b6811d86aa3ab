"""One change to one file of the vault, as a plan: nothing is done yet."""

from __future__ import annotations

from typing import NamedTuple

from vaultkit.model import NotePath


class Change(NamedTuple):
    """What stands at a path, and what is to stand there.

    `old` is exactly what was read; None: nothing stands there. `new` None: the file is taken away. `to`: the file then
    moves there, over nothing.
    """

    path: NotePath
    old: bytes | None
    new: bytes | None
    to: NotePath | None = None


class EditRefused(Exception):  # noqa: N818 - a refusal is no error
    """An edit cannot be made without touching more than it may; says `path:line`, what is wrong and what to do."""
