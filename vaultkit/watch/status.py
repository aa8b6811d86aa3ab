"""What a watcher tells of itself ↔ a small file in the user's state folder, for `vaultkit status`."""

from __future__ import annotations

import json
import os
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, get_type_hints

from vaultkit.disk.opening import READ, read_up_to
from vaultkit.disk.places import clear_private, is_private, make_private, state_folder, write_private

FILE = "status.json"
MISSED = 3  # beats
TOLD = 20  # notes that changed, at most
LIMIT = 1_000_000  # bytes; so many of the longest paths take half of it


class Status(NamedTuple):
    """A watcher as of its last beat. Times are ISO, local, with their offset; there is no text of a note in it."""

    pid: int
    vault: str
    since: str
    mode: str  # "events" or "polling every 10 s"
    state: str  # "starting", "watching" or "away"
    trouble: str  # why it is away, or what failed last; empty where nothing did
    last_refresh: str | None
    last_ms: float | None
    last_changed: tuple[str, ...]  # paths of notes, the first `TOLD`
    last_written: tuple[str, ...]  # names of reports
    last_scan: str | None  # when the whole vault was last looked through
    last_event: str | None  # when a change was last heard of
    beat: str  # when this was told
    cycle: float  # seconds between two beats
    notes: int
    people: int
    problems: int
    next_due: str | None  # a day
    next_due_what: str


def tell(root: str, status: Status) -> bool:
    """Write down what a watcher tells; False where that could not be written, which stops nobody."""
    folder = state_folder(root)
    told = json.dumps(status._asdict(), indent=1).encode("ascii")
    return make_private(folder) and write_private(os.path.join(folder, FILE), told)


def heard(root: str) -> Status | None:
    """What the vault's watcher told last; None where none did, or nothing can be made of it."""
    path = os.path.join(state_folder(root), FILE)
    if not is_private(path):
        return None
    try:
        return _understood(json.loads(_bytes(path)))
    except (OSError, ValueError, RecursionError):
        return None


def is_stale(told: Status, now: datetime) -> bool:
    """Whether a watcher has missed its last three beats: it hangs, was stopped, or the machine slept."""
    try:
        silence = (now - datetime.fromisoformat(told.beat).astimezone()).total_seconds()
    except (ValueError, OverflowError, OSError):
        return True
    return silence > MISSED * max(told.cycle, 1.0)


def forget(root: str) -> None:
    """Take away what was told: the watcher left."""
    clear_private(os.path.join(state_folder(root), FILE))


def _bytes(path: str) -> bytes:
    handle = os.open(path, READ)
    try:
        return read_up_to(handle, LIMIT)
    finally:
        os.close(handle)


def _understood(told: Any) -> Status | None:
    """What the file holds → a status, if every field is there and of its kind."""
    kinds = _kinds()
    if not isinstance(told, dict) or not all(name in told and _fits(told[name], kinds[name]) for name in kinds):
        return None
    return Status._make(tuple(told[name]) if isinstance(told[name], list) else told[name] for name in kinds)


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Status)


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value read from JSON is of a field's kind; a whole number will do for any number."""
    if isinstance(value, bool):
        return False
    if isinstance(value, list):
        return kind == tuple[str, ...] and all(isinstance(each, str) for each in value)
    if isinstance(kind, type | UnionType):
        return isinstance(value, kind) or (isinstance(value, int) and isinstance(0.0, kind))
    return False
