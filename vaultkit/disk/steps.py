"""One change of a command as a step that can be taken back, and what became of it since.

A step knows the bytes from before and the fingerprint of those after, so that it can be told, whenever and however
the command ended, whether it was taken, and whether somebody has written there since.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.disk import atomic
from vaultkit.disk.atomic import Blocked, ChangedMeanwhile
from vaultkit.disk.folder import Folder
from vaultkit.disk.opening import digest
from vaultkit.disk.refusals import CHANGED, explained
from vaultkit.edits.change import Change
from vaultkit.model import NotePath

EDITED = "it was changed since"
GONE = "it is no longer there"
READ_ONLY = "the note is read-only; make it writable"

Stands: TypeAlias = Literal["before", "after", "linked"]


class Step(NamedTuple):
    """A change as it is kept; `before` and `after` are None where nothing stands."""

    path: NotePath
    before: bytes | None
    after: bytes | None  # the fingerprint of the bytes
    to: NotePath | None = None  # the file moves there
    owner: tuple[int, int, int] | None = None  # rights, user and group of a file that is taken away


def step_of(root: str, change: Change) -> Step:
    """A change that is to be made → its step. Raises WriteRefused unless all stands as it was when it was planned."""
    path, old, new, to = change
    if atomic.read(root, path) != old:
        raise ChangedMeanwhile(path, CHANGED)
    found = os.lstat(os.path.join(root, path)) if old is not None else None
    if found and not found.st_mode & 0o200:
        raise Blocked(path, READ_ONLY)
    owner = (found.st_mode, found.st_uid, found.st_gid) if found and new is None else None
    return Step(path, old, fingerprint(new), to, owner)


def take(root: str, change: Change) -> None:
    """Make a change. Raises WriteRefused; a file may then have moved and still hold its old bytes."""
    path, old, new, to = change
    if to is not None and old is not None:
        atomic.move(root, path, to, old)
        path = to
    if new is not None:
        atomic.write(root, path, new, old)
    elif old is not None:
        atomic.remove(root, path, old)


def stands(root: str, step: Step) -> Stands:
    """How a file stands now: as before the step, as after it (or half way), or "linked", with two names.

    Raises WriteRefused where it is neither.
    """
    if step.to is not None:
        return _moved(root, step, step.to)
    now = atomic.read(root, step.path)
    if now == step.before:
        return "before"
    if fingerprint(now) == step.after:
        return "after"
    raise ChangedMeanwhile(step.path, GONE if now is None else EDITED)


def put_back(root: str, step: Step) -> None:
    """Take a step back, whether it was taken or only half of it or not. Raises WriteRefused."""
    found = stands(root, step)
    if found == "before":
        return
    if step.to is None:
        _restore(root, step.path, step)
    elif found == "linked":
        _unlink(root, step.to)
    elif step.before is not None:
        _restore(root, step.to, step)
        atomic.move(root, step.to, step.path, step.before)


def reverse(root: str, step: Step) -> Change | None:
    """A step → the change that takes it back; None where nothing is to be done. Raises WriteRefused."""
    found = stands(root, step)
    if found == "before":
        return None
    at = step.to or step.path
    if found == "linked":
        return Change(at, step.before, step.before, step.path)
    return Change(at, atomic.read(root, at), step.before, step.path if step.to else None)


def missing_folders(root: str, steps: Iterable[Step]) -> tuple[NotePath, ...]:
    """The folders that steps will make, those above before those below."""
    missing: dict[NotePath, None] = {}
    for step in steps:
        parts = (step.to or step.path).split("/")[:-1] if step.to or step.before is None else []
        folders = ("/".join(parts[: at + 1]) for at in range(len(parts)))
        missing.update((each, None) for each in folders if not os.path.lexists(os.path.join(root, each)))
    return tuple(missing)


def remove_folders(root: str, made: Sequence[NotePath]) -> None:
    """Take away those of the folders that are empty."""
    for folder in reversed(made):
        *parts, name = folder.split("/")
        with suppress(OSError), Folder(root, parts, make=False) as above:
            above.remove_folder(name)


def clear_leftovers(root: str, steps: Iterable[Step]) -> None:
    """Remove temporary files of these steps; one that may hold what somebody saved meanwhile stays."""
    known = {b"", *(mark for step in steps for mark in (step.after, fingerprint(step.before)) if mark)}
    places = {path.rpartition("/")[0] for step in steps for path in (step.path, step.to) if path}
    for folder in sorted(places):
        atomic.clear_leftovers(root, folder, lambda data: not data or fingerprint(data) in known)


def fingerprint(data: bytes | None) -> bytes | None:
    """Bytes → their fingerprint; None for none."""
    return None if data is None else digest(data)


def _moved(root: str, step: Step, to: NotePath) -> Stands:
    names = [os.path.join(root, path) for path in (step.path, to)]
    same = all(map(os.path.lexists, names)) and os.path.samestat(*map(os.lstat, names))
    if same and os.lstat(names[0]).st_nlink == 2:
        return "linked"
    here, there = atomic.read(root, step.path), atomic.read(root, to)
    if (here is None or same) and there is not None and (there == step.before or fingerprint(there) == step.after):
        return "after"
    if here == step.before:
        return "before"
    if here is None:
        raise ChangedMeanwhile(to, GONE if there is None else EDITED)
    raise ChangedMeanwhile(step.path, EDITED)


def _restore(root: str, path: NotePath, step: Step) -> None:
    """Put the bytes from before in place of those after."""
    now = atomic.read(root, path)
    if now is not None and now != step.before and fingerprint(now) != step.after:
        raise ChangedMeanwhile(path, EDITED)
    if step.before is not None:
        atomic.write(root, path, step.before, now, like=_like(step.owner), sparing=False)
    elif now is not None:
        atomic.remove(root, path, now)


def _like(owner: tuple[int, int, int] | None) -> os.stat_result | None:
    return os.stat_result((owner[0], 0, 0, 1, owner[1], owner[2], 0, 0, 0, 0)) if owner else None


def _unlink(root: str, path: NotePath) -> None:
    """Take away the second name of a file."""
    *parts, name = path.split("/")
    with explained(path), Folder(root, parts, make=False) as folder:
        folder.remove(name)
