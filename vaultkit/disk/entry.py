"""What a command changed, kept as one file in the state folder of the vault: to be put back by `vaultkit undo`.

`NUMBER.begun` stands there, whole, before the first byte is written into the vault; it becomes `NUMBER.done` when all
is written, and `NUMBER.undoing` while it is put back. Bytes from before are kept; of those after only a fingerprint.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from vaultkit.clock import current_time
from vaultkit.disk.atomic import WriteFailed, WriteRefused
from vaultkit.disk.opening import FOLDER, digest
from vaultkit.disk.places import clear_private, is_private, make_private, state_folder, write_private
from vaultkit.disk.steps import Step
from vaultkit.model import NotePath

KEPT = 20  # commands
_MAGIC = b"vaultkit undo 1\n"
_NAME = re.compile(r"(\d{1,9})\.(begun|done|undoing)")


class Past(NamedTuple):
    """One command that wrote."""

    number: int
    state: str  # begun: stopped half way; done; undoing: its undo was stopped half way
    command: str  # "" where what was kept is damaged
    at: str  # the time, as ISO
    paths: tuple[NotePath, ...]

    @property
    def whole(self) -> bool:
        """Whether it came to its end, and was not half undone."""
        return self.state == "done"


class Entry(NamedTuple):
    """All that is kept of a command."""

    past: Past
    steps: tuple[Step, ...]
    made: tuple[NotePath, ...]  # folders of the vault that it made


def pasts(root: str) -> tuple[Past, ...]:
    """The commands that are kept, the last one first."""
    return tuple(_past(root, number, state) for number, state in _numbers(root))


def last(root: str) -> Past | None:
    """The last command that is kept."""
    return next((_past(root, number, state) for number, state in _numbers(root)), None)


def load(root: str, past: Past) -> Entry:
    """All of one of them. Raises WriteRefused where it is damaged; it is then set aside."""
    try:
        with open(_path(root, past.number, past.state), "rb") as file:
            data = file.read()
        return _entry(past, data)
    except (OSError, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        with suppress(OSError):
            os.replace(_path(root, past.number, past.state), _path(root, past.number, "damaged"))
        which = f"to undo `{past.command}`" if past.command else "of the last command"
        reason = f"what was kept {which} is damaged; `vaultkit undo` goes on with the one before"
        raise WriteRefused("", reason) from error


def begin(root: str, command: str, steps: Sequence[Step], made: Sequence[NotePath]) -> Past:
    """Keep a command that is about to write. Raises WriteFailed where it cannot be kept."""
    prune(root)
    folder = _folder(root)
    at = current_time().isoformat()
    number = next((number for number, _ in _numbers(root)), 0) + 1
    kept = make_private(os.path.dirname(folder)) and make_private(folder)
    path = _path(root, number, "begun")
    if not (kept and write_private(path, _data(command, at, steps, made))):
        reason = f"nothing was written, for it could not be undone: {folder} cannot be written to, or its disk is full"
        raise WriteFailed("", reason)
    _settle(folder)
    return Past(number, "begun", command, at, tuple(step.path for step in steps))


def mark(root: str, past: Past, state: str) -> Past:
    """Keep a command in another state."""
    try:
        os.replace(_path(root, past.number, past.state), _path(root, past.number, state))
    except OSError as error:
        raise WriteFailed("", f"{_folder(root)} cannot be written to ({error.strerror}); check its rights") from error
    _settle(_folder(root))
    return past._replace(state=state)


def forget(root: str, past: Past) -> None:
    """Keep a command no longer."""
    clear_private(_path(root, past.number, past.state))
    _settle(_folder(root))


def prune(root: str) -> None:
    """Forget all but the last commands, and what else lies there."""
    names = {f"{number:06d}.{state}" for number, state in _numbers(root)[:KEPT]}
    with suppress(OSError):
        for name in os.listdir(_folder(root)):
            if name not in names:
                clear_private(os.path.join(_folder(root), name))


def left_by(root: str) -> dict[NotePath, bytes | None]:
    """Each path that was written to → the fingerprint of what the last command that did so left there."""
    left: dict[NotePath, bytes | None] = {}
    for number, state in _numbers(root):
        for path, to, _, after, _ in _header(root, number, state).get("steps", []):
            left.setdefault(to or path, bytes.fromhex(after) if after else None)
    return left


# --- the file ---


def _folder(root: str) -> str:
    return os.path.join(state_folder(root), "undo")


def _path(root: str, number: int, state: str) -> str:
    return os.path.join(_folder(root), f"{number:06d}.{state}")


def _numbers(root: str) -> list[tuple[int, str]]:
    """Number and state of those that are kept, the last one first."""
    try:
        names = os.listdir(_folder(root))
    except OSError:
        return []
    found = filter(None, map(_NAME.fullmatch, names))
    return sorted(((int(name[1]), name[2]) for name in found), reverse=True)


def _past(root: str, number: int, state: str) -> Past:
    said = _header(root, number, state)
    paths = tuple(step[0] for step in said.get("steps", ()))
    return Past(number, state, said.get("command", ""), said.get("at", ""), paths)


def _header(root: str, number: int, state: str) -> dict[str, Any]:
    """The first line of a file; {} where it cannot be read."""
    path = _path(root, number, state)
    if not is_private(path):
        return {}
    try:
        with open(path, "rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return {}
            file.seek(16, os.SEEK_CUR)
            said = json.loads(file.readline())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _data(command: str, at: str, steps: Sequence[Step], made: Sequence[NotePath]) -> bytes:
    rows = [
        (path, to, None if before is None else len(before), after.hex() if after else None, owner)
        for path, before, after, to, owner in steps
    ]
    said = json.dumps({"command": command, "at": at, "made": list(made), "steps": rows}, separators=(",", ":"))
    body = b"".join((said.encode(), b"\n", *(step.before for step in steps if step.before is not None)))
    return _MAGIC + digest(body) + body


def _entry(past: Past, data: bytes) -> Entry:
    start = len(_MAGIC) + 16
    body = data[start:]
    if data[:start] != _MAGIC + digest(body):
        raise ValueError("damaged")
    line, _, rest = body.partition(b"\n")
    said = json.loads(line)
    steps = []
    for path, to, size, after, owner in said["steps"]:
        before, rest = (None, rest) if size is None else (rest[:size], rest[size:])
        steps.append(Step(path, before, bytes.fromhex(after) if after else None, to, tuple(owner) if owner else None))
    return Entry(past, tuple(steps), tuple(said["made"]))


def _settle(folder: str) -> None:
    """Put the folder itself on the disk, where the system lets one ask for it."""
    with suppress(OSError):
        handle = os.open(folder, FOLDER)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
