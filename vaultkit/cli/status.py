"""`vaultkit status`: whether a watcher runs for the vault, and what it tells of itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import click

from vaultkit.cli.output import NOT_FOUND, Column, emit, failure, write
from vaultkit.cli.root import find_root, format_option, vault_options
from vaultkit.clock import current_time
from vaultkit.disk.lock import Holder, holder
from vaultkit.pages.layout import joined, plural
from vaultkit.watch.status import TOLD, Status, heard, is_stale
from vaultkit.wording import visible

COLUMNS = (Column("key", "What"), Column("value", "Value"))
SHOWN = 3  # names of notes; the rest is counted
DUE = {
    "acknowledge": "a refusal to acknowledge",
    "answer": "an answer you owe",
    "thanks": "thanks you owe",
    "promise": "a promise of yours",
    "waiting": "a promise to you",
    "report": "an outcome to report",
    "nudge": "a nudge",
    "redirected": "somebody you were sent on to",
    "rest": "the end of a rest",
    "introduced": "an introduction made for you",
    "introduction": "an introduction to see through",
    "door": "a door left open",
    "meeting": "a meeting",
    "birthday": "a birthday",
    "snooze ends": "the end of a snooze",
}


class Watched(NamedTuple):
    """A vault's watcher as seen from outside."""

    root: str
    told: Status | None  # what it told last, or what the one before it did
    running: bool
    stale: bool
    pid: int | None
    since: str | None


@click.command()
@vault_options
@format_option
def status(where: str | None, today: date | None, form: str) -> None:
    """Tell whether the vault is being watched.

    Since when, what was done last, and what falls due next. Exits with 4 where no watcher runs.
    """
    now = current_time()
    found = _found(_root(where), now)
    if form == "json":
        write(json.dumps(facts(found), ensure_ascii=False, indent=2) + "\n")
    elif form == "jsonl":
        emit([facts(found)], COLUMNS, form)
    elif form != "table":
        emit([{"key": key, "value": value} for key, value in facts(found).items()], COLUMNS, form)
    elif found.running:
        write("".join(f"{visible(line)}\n" for line in _lines(found, now)))
    if not found.running:
        how = "start one with `vaultkit watch`, or with every session by `vaultkit service install`"
        raise failure(f"no watcher runs for {found.root}{_left(found, now)}; {how}", NOT_FOUND)


def facts(found: Watched) -> dict[str, Any]:
    """A watcher → the values of `--format json`; null where it told nothing."""
    from vaultkit.watch.log import log_path

    told = found.told._asdict() if found.told else dict.fromkeys(Status._fields)
    known = {"pid": found.pid, "vault": found.root, "since": found.since} if found.running else {"vault": found.root}
    row = {"running": found.running, "stale": found.stale, **told, **known, "log": log_path(found.root)}
    return {key: _writable(value) for key, value in row.items()}


def _writable(value: Any) -> Any:
    """A value with what is no text in a path as escapes: no output could hold it."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    return [_writable(each) for each in value] if isinstance(value, tuple) else value


def _root(where: str | None) -> str:
    """The vault asked for; one that is away, but was watched, can be asked for too."""
    if where is not None and not os.path.isdir(where) and heard(os.path.abspath(where)):
        return os.path.abspath(where)
    return find_root(where)


def _found(root: str, now: datetime) -> Watched:
    told, held = heard(root), _holder(root)
    stale = told is not None and is_stale(told, now)
    # the lock goes by the folder itself: while that is away, only what is told shows that somebody waits for it
    waiting = told is not None and told.state == "away" and not stale
    if held is None and not waiting:
        return Watched(root, told, False, False, None, None)
    pid = held.pid if held and held.pid else told.pid if told else None
    if told and told.pid != pid:  # another watcher's, from before
        told, stale = None, False
    since = told.since if told else held.since if held else None
    return Watched(root, told, True, stale, pid, since or None)


def _holder(root: str) -> Holder | None:
    try:
        return holder(root)
    except OSError:
        return None


def _lines(found: Watched, now: datetime) -> Iterator[str]:
    """What a person reads."""
    who = f"process {found.pid}" if found.pid else "another process"
    since = f", since {_when(found.since, now)}" if found.since else ""
    told = found.told
    if told is None:
        yield f"{found.root} is watched by {who}{since}; it told nothing yet"
        return
    yield f"{_state(found, told, now)} {found.root}: {who}{since}, by {told.mode}"
    for heading, text in _rows(told, now):
        if text:
            yield f"  {heading:<13} {text}"


def _state(found: Watched, told: Status, now: datetime) -> str:
    if found.stale:
        return f"Stale (not heard of since {_when(told.beat, now)}), watching"
    return {"starting": "Starting to watch", "away": "Away, waiting for"}.get(told.state, "Watching")


def _rows(told: Status, now: datetime) -> Iterator[tuple[str, str]]:
    from vaultkit.watch.log import log_path

    yield "trouble", told.trouble
    yield "last refresh", _refresh(told, now)
    yield "last scan", _when(told.last_scan, now)
    yield "last event", _when(told.last_event, now)
    yield "last changed", _some(told.last_changed)
    yield "last written", joined(told.last_written)
    notes, people = plural(told.notes, "note"), plural(told.people, "person", "people")
    yield "vault", f"{notes}, {people}, {plural(told.problems, 'problem') if told.problems else 'no problem'}"
    yield (
        "next due",
        f"{told.next_due}, {DUE.get(told.next_due_what, told.next_due_what)}" if told.next_due else "nothing",
    )
    yield "log", log_path(told.vault)


def _refresh(told: Status, now: datetime) -> str:
    if not told.last_refresh:
        return ""
    took = f" in {told.last_ms:.0f} ms" if told.last_ms is not None else ""
    return f"{_when(told.last_refresh, now)}{took}"


def _some(paths: Sequence[str]) -> str:
    """The first few paths; a watcher tells so many and no more, so whoever has that many may have more."""
    more = len(paths) - SHOWN
    rest = "many more" if len(paths) >= TOLD else f"{more} more"
    return joined([*paths[:SHOWN], *([rest] if more > 0 else [])])


def _left(found: Watched, now: datetime) -> str:
    """When the last one was heard of, where it left without a word."""
    return f" (the last was heard of {_when(found.told.beat, now)})" if found.told else ""


def _when(told: str | None, now: datetime) -> str:
    """A time as told → local, short: of today without the day."""
    if not told:
        return ""
    try:
        when = datetime.fromisoformat(told).astimezone()
    except (ValueError, OverflowError, OSError):
        return told
    return f"{when:%H:%M:%S}" if when.date() == now.astimezone().date() else f"{when:%Y-%m-%d %H:%M}"
