"""Changes to the user's notes: all of a command's or none, and each command can be undone.

What stood there is kept outside the vault before the first byte is written. A note that was saved a moment ago is
waited for; one that is not as it was read, or is saved while it is written to, makes the whole command be taken back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeAlias

from vaultkit.disk import atomic, entry, steps
from vaultkit.disk.atomic import ChangedMeanwhile, WriteRefused
from vaultkit.disk.entry import Entry, Past
from vaultkit.disk.lock import Lock
from vaultkit.disk.quiet import Saved, SecondLook, are_young, unheard, wait_for
from vaultkit.disk.refusals import CHANGED
from vaultkit.disk.spelling import alike, spelled
from vaultkit.disk.steps import Step
from vaultkit.edits.change import Change
from vaultkit.model import NotePath, Tell

Waits: TypeAlias = Callable[[NotePath], None]

PATIENCE = 3.0  # seconds that another command which is writing is waited for


class Busy(ChangedMeanwhile):
    """Another command is writing to the vault."""


class Edited(ChangedMeanwhile):
    """A command cannot be undone; `refusals` says where, and why."""

    def __init__(self, command: str, refusals: Sequence[WriteRefused]) -> None:
        reason = f"`{command}` was not undone, and nothing was changed: take out first what was changed since"
        super().__init__(refusals[0].path, reason)
        self.refusals = tuple(refusals)


class Undone(NamedTuple):
    """A command that was undone, and the notes that are as they were."""

    command: str
    paths: tuple[NotePath, ...]


def nobody(done: int, total: int) -> None:
    """Hears nothing."""


def carry_out(
    root: str, command: str, changes: Sequence[Change], quiet: float, tell: Tell = nobody, waits: Waits = unheard
) -> None:
    """Make all changes, or none of them; `tell` hears how many of how many are made. Raises WriteRefused.

    `command` names them later, as it was typed: `rename "Ana Ruiz" "Ana Diaz"`. Notes changed within `quiet` seconds
    are waited for. No path may come up twice.
    """
    planned = [_spelled(root, change) for change in changes if change.old != change.new or change.to]
    if not planned:
        return
    _check_distinct(planned)
    with _alone(root):
        taken = [steps.step_of(root, change) for change in planned]
        _check_twins(root, planned)
        _await(root, planned, quiet, waits)
        atomic.check_room(root, planned[0].path, sum(len(change.new or b"") for change in planned))
        _clear(root)
        made = steps.missing_folders(root, taken)
        kept = Entry(entry.begin(root, command, taken, made), tuple(taken), made)
        _do(root, kept, planned, quiet, tell)


def undo(root: str, number: int | None = None, quiet: float = 0) -> Undone:
    """Put back what the last command changed, which must be that of a number if one is given. Raises WriteRefused.

    Where somebody has changed a note since, nothing is put back: Edited. A command that was stopped half way is put
    back too, and an undo that was itself stopped is gone on with. With `quiet`, each note is looked at again a moment
    later, and what was saved into it in the very moment stays.
    """
    with _alone(root):
        last = latest(root)
        if last is None:
            raise WriteRefused("", "there is nothing to undo")
        if number not in (None, last.past.number):
            raise ChangedMeanwhile("", "another command has written meanwhile; run again")
        standing = {change.path: change.old for change in reverse(root, last)}
        past = entry.mark(root, last.past, "undoing")
        saved = _put_back(root, last, standing, quiet)
        steps.remove_folders(root, last.made)
        entry.forget(root, past)
    if saved:
        raise ChangedMeanwhile(saved[0], "it was saved while it was put back, and is left as saved; all else is undone")
    return Undone(past.command, past.paths)


def latest(root: str) -> Entry | None:
    """The last command that wrote and was not undone; None where there is none. Raises WriteRefused if damaged."""
    past = entry.last(root)
    return entry.load(root, past) if past else None


def reverse(root: str, kept: Entry) -> tuple[Change, ...]:
    """A command → the changes that undo it. Raises Edited where somebody has written since."""
    steps.clear_leftovers(root, kept.steps)
    found: list[Change] = []
    refusals: list[WriteRefused] = []
    for step in reversed(kept.steps):
        try:
            change = steps.reverse(root, step)
        except WriteRefused as error:
            refusals.append(error)
        else:
            found += [change] if change else []
    if refusals:
        raise Edited(kept.past.command, sorted(refusals, key=lambda error: error.path))
    return tuple(found)


def history(root: str) -> tuple[Past, ...]:
    """The commands that can be undone, the last one first."""
    return entry.pasts(root)


def unfinished(root: str) -> Past | None:
    """The last command, if it was stopped half way and is not at work still."""
    past = entry.last(root)
    if past is None or past.whole:
        return None
    lock = Lock.take(root, "writer")
    if not isinstance(lock, Lock):
        return None
    lock.release()
    return past


# --- before anything is done ---


@contextmanager
def _alone(root: str) -> Iterator[None]:
    """Keeps every other command from writing to the vault meanwhile. Raises Busy where one does."""
    end = time.monotonic() + PATIENCE
    while not isinstance(lock := Lock.take(root, "writer"), Lock):
        if time.monotonic() > end:
            raise Busy("", f"another command is writing to this vault (process {lock.pid}); run again when it is done")
    try:
        yield
    finally:
        lock.release()


def _check_distinct(planned: Sequence[Change]) -> None:
    paths = [path for change in planned for path in (change.path, change.to) if path is not None]
    if len(set(paths)) < len(paths):
        twice = next(path for path in paths if paths.count(path) > 1)
        raise ValueError(f"two changes of one command concern {twice}")


def _check_twins(root: str, planned: Sequence[Change]) -> None:
    """Refuse a new name that differs from one there in nothing but case or accents: not every disk tells them apart."""
    leaving = {change.path for change in planned if change.to or change.new is None}
    taken: dict[NotePath, dict[str, str]] = {}
    for change in planned:
        new = change.to or (change.path if change.old is None else None)
        if new is None:
            continue
        folder, _, name = new.rpartition("/")
        if folder not in taken:
            there = (each for each in atomic.names(root, folder) if _join(folder, each) not in leaving)
            taken[folder] = {alike(each): each for each in there}
        twin = taken[folder].get(alike(name)) or taken[folder].get(alike(f".{name}.icloud"))
        if twin is not None:
            raise ChangedMeanwhile(new, f"{twin} stands there already; choose another name")
        taken[folder][alike(name)] = name


def _await(root: str, planned: Sequence[Change], seconds: float, waits: Waits) -> None:
    """Wait for notes that somebody may be saving; what the last commands left there needs no wait."""
    before = {change.path: change.old for change in planned if change.old is not None}
    young = are_young(root, before, seconds)
    left = entry.left_by(root) if young else {}
    restless = [path for path in young if left.get(path) != steps.fingerprint(before[path])]
    wait_for(root, restless, seconds, waits)
    for path in restless:
        if atomic.read(root, path) != before[path]:
            raise ChangedMeanwhile(path, CHANGED)


def _clear(root: str) -> None:
    """Take away the temporary files of a command that was stopped half way."""
    past = entry.last(root)
    if past and not past.whole:
        with suppress(WriteRefused):
            steps.clear_leftovers(root, entry.load(root, past).steps)


def _spelled(root: str, change: Change) -> Change:
    """A change with its paths as the disk spells them."""
    return change._replace(path=spelled(root, change.path), to=change.to and spelled(root, change.to))


def _join(folder: NotePath, name: str) -> NotePath:
    return f"{folder}/{name}" if folder else name


# --- doing ---


def _do(root: str, kept: Entry, planned: Sequence[Change], seconds: float, tell: Tell) -> None:
    """Make the changes of a command that is kept; whatever comes between, take them back."""
    taken: list[Step] = []
    whole = False
    try:
        with SecondLook(root, seconds) as second:
            for at, (change, step) in enumerate(zip(planned, kept.steps, strict=True)):
                taken.append(step)
                if change.old is not None and change.old != change.new:
                    second.hold(at, change.path, change.old)
                steps.take(root, change)
                tell(at + 1, len(planned))
                if second.is_full():
                    _look_again(second, taken)
            _look_again(second, taken)
        entry.mark(root, kept.past, "done")
        whole = True
    finally:
        if not whole:
            _take_back(root, kept, taken)
    entry.prune(root)


def _look_again(second: SecondLook, taken: list[Step]) -> None:
    """Refuse where somebody saved into a file in the moment it was replaced; what they saved is then put back."""
    saved = second.look()
    for at, data in saved:
        taken[at] = taken[at]._replace(before=data)
    if saved:
        raise ChangedMeanwhile(taken[saved[0].at].path, CHANGED)


def _put_back(root: str, kept: Entry, standing: Mapping[NotePath, bytes | None], seconds: float) -> list[NotePath]:
    """Take back every step of a command; returns the notes that somebody saved meanwhile, which are as saved."""
    done = kept.steps[::-1]
    found: list[Saved] = []
    with SecondLook(root, seconds) as second:
        for at, step in enumerate(done):
            now = standing.get(step.to or step.path)
            if now is not None and now != step.before:
                second.hold(at, step.to or step.path, now)
            steps.put_back(root, step)
            if second.is_full():
                found += second.look()
        found += second.look()
    for at, data in found:
        atomic.write(root, done[at].path, data, done[at].before, sparing=False)
    return [done[at].path for at, _ in found]


def _take_back(root: str, kept: Entry, taken: Sequence[Step]) -> None:
    """Take back what was done of a command; it stays kept, as stopped half way, where that cannot be done wholly."""
    whole = True
    for step in reversed(taken):
        try:
            steps.put_back(root, step)
        except WriteRefused:
            whole = False
    if whole:
        steps.remove_folders(root, kept.made)
        entry.forget(root, kept.past)
