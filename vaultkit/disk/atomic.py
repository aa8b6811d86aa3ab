"""Pages into the vault: the old one or the new one, whole, and never over what is not ours.

A page is written beside its place, put on the disk and exchanged with what stands there. What came out must be the
bytes the caller last read; if not, it is put back and the write refused. A page is taken away with the same care. A
crash leaves at most one file `.vaultkit-PID-RANDOM.tmp`, which the next run clears.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, NamedTuple, Protocol, TypeAlias

from vaultkit.disk.folder import Folder
from vaultkit.disk.opening import RACY_NS
from vaultkit.disk.refusals import CHANGED, because, explained, not_plain
from vaultkit.disk.refusals import LIMIT as LIMIT
from vaultkit.disk.refusals import Blocked as Blocked
from vaultkit.disk.refusals import ChangedMeanwhile as ChangedMeanwhile
from vaultkit.disk.refusals import NoRoom as NoRoom
from vaultkit.disk.refusals import WriteFailed as WriteFailed
from vaultkit.disk.refusals import WriteRefused as WriteRefused
from vaultkit.disk.spelling import alike
from vaultkit.model import NotePath

Ownership: TypeAlias = Literal["ours", "edited", "theirs"]

ROOM = 20_000_000  # bytes that must stay free for a page to be written
ROOM_AT_MOST = 200_000_000  # 1 % of the disk must stay free too, but never more than this
LEFTOVER_AGE = 60  # seconds after which a temporary file is nobody's, even if its process number is in use


class Judgement(Protocol):
    """Whose a file is, and why, as the end of a sentence."""

    @property
    def ownership(self) -> Ownership: ...
    @property
    def reason(self) -> str: ...


class Standing(NamedTuple):
    """What stands where a page would go; `data` where it could be read, `reason` where it is not simply ours."""

    kind: Literal["absent", "ours", "edited", "theirs", "blocked"]
    data: bytes | None = None
    reason: str = ""


def look(root: str, path: NotePath, judge: Callable[[bytes], Judgement]) -> Standing:
    """A page's path → what stands there now, and whose it is."""
    *parts, name = _parts(path)
    try:
        with Folder(root, parts, make=False) as folder:
            reason = not_plain(folder.stat(name))
            if reason:
                return Standing("blocked", None, reason)
            data = folder.read(name, LIMIT + 1)
    except FileNotFoundError:
        return Standing("absent") if os.path.isdir(root) else Standing("blocked", None, "the vault itself is gone")
    except OSError as error:
        return Standing("blocked", None, because(error))
    judged = judge(data)
    return Standing(judged.ownership, data, judged.reason)


def sure_key(root: str, path: NotePath) -> tuple[int, ...] | None:
    """A key of what stands at a path that is certain to change with it; None where there is no such file or key."""
    try:
        found = os.lstat(os.path.join(root, *_parts(path)))
    except OSError:
        return None
    young = time.time_ns() - RACY_NS
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or max(found.st_mtime_ns, found.st_ctime_ns) > young:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read(root: str, path: NotePath) -> bytes | None:
    """A path → the bytes that stand there, None where nothing does. Raises WriteRefused where it is no plain file."""
    *parts, name = _parts(path, there=True)
    try:
        with explained(path), Folder(root, parts, make=False) as folder:
            if reason := not_plain(folder.stat(name)):
                raise Blocked(path, reason)
            return folder.read(name, LIMIT + 1)
    except WriteFailed as error:
        if isinstance(error.__cause__, FileNotFoundError) and os.path.isdir(root):
            return None
        raise


def write(
    root: str,
    path: NotePath,
    new: bytes,
    old: bytes | None,
    *,
    like: os.stat_result | None = None,
    sparing: bool = True,
) -> None:
    """Put a page at its path in place of the bytes `old` (None: where nothing stands). Raises WriteRefused.

    Equal bytes are not written. Any failure leaves the old page whole and takes the new one away. A new page gets the
    owner and rights of `like`. Not `sparing`: also into the last room of the disk, to put back what was there.
    """
    if new == old:
        return
    *parts, name = _parts(path, there=old is not None)
    if sparing:
        check_room(root, path, len(new))
    temporary = _temporary_name()
    with explained(path), Folder(root, parts, make=True) as folder:
        like = _expect(folder, path, name, old) or like
        try:
            folder.create(temporary, new, like)
            if old is None:
                folder.place(temporary, name)
            else:
                folder.attribute(temporary, name)
                _swap(folder, path, temporary, old, new)
            folder.settle()
        finally:
            with suppress(OSError):
                folder.remove(temporary)


def set_aside(root: str, path: NotePath, stem: str) -> NotePath:
    """Rename what stands at a path to `STEM.md` beside it, or `STEM 2.md` …, over nothing; returns where it went."""
    *parts, name = _parts(path)
    with explained(path), Folder(root, parts, make=False) as folder:
        kept = _place_free(folder, name, stem)
        folder.settle()
    return "/".join((*parts, kept))


def names(root: str, folder: NotePath) -> tuple[str, ...]:
    """What stands in a folder of the vault, by name; nothing where it is no plain folder, or may not be read."""
    try:
        with Folder(root, _parts(folder) if folder else (), make=False) as entered:
            return tuple(entered.names())
    except (OSError, WriteRefused):
        return ()


def remove(root: str, path: NotePath, old: bytes) -> None:
    """Take away the page at a path, which must hold the bytes `old`. Raises WriteRefused; then all stands as it did.

    It is moved out of its place first, and looked at again there: what somebody saved meanwhile is put back.
    """
    *parts, name = _parts(path, there=True)
    temporary = _temporary_name()
    with explained(path), Folder(root, parts, make=False) as folder:
        _expect(folder, path, name, old)
        folder.replace(name, temporary)
        came_out = None
        try:
            came_out = folder.read(temporary, LIMIT + 1)
        finally:
            if came_out != old:
                _put_back(folder, temporary, name)
        if came_out != old:
            raise ChangedMeanwhile(path, CHANGED)
        folder.remove(temporary)
        folder.settle()


def move(root: str, path: NotePath, to: NotePath, old: bytes) -> None:
    """Move the file at a path, which must hold the bytes `old`, over nothing; it stays the same file, with its times.

    Raises WriteRefused; then it stands where it stood. A name may change in nothing but the case of its letters.
    """
    *parts, name = _parts(path, there=True)
    *others, free = _parts(to)
    with explained(to), Folder(root, parts, make=False) as folder, Folder(root, others, make=True) as other:
        found = _expect(folder, path, name, old)
        if found and _is_same(other, free, found):  # where the disk does not tell one case from the other
            folder.replace_in(other, name, free)
            return
        folder.move(name, other, free)
        came_out = None
        try:
            came_out = other.read(free, LIMIT + 1)
        finally:
            if came_out != old:
                other.move(free, folder, name)
        if came_out != old:
            raise ChangedMeanwhile(path, CHANGED)
        other.settle()
        folder.settle()


def clear_leftovers(root: str, folder: NotePath, fit: Callable[[bytes], bool] = lambda _: True) -> tuple[NotePath, ...]:
    """Remove temporary files that a run left in a folder when it was killed; returns their paths.

    Only those are removed that have a second name there, or bytes that are `fit` to be removed.
    """
    oldest = time.time_ns() - LEFTOVER_AGE * 1_000_000_000
    cleared = []
    with suppress(OSError), Folder(root, _parts(folder) if folder else (), make=False) as entered:
        for name in filter(_TEMPORARY.fullmatch, entered.names()):
            found = entered.stat(name)
            left = stat.S_ISREG(found.st_mode) and (found.st_mtime_ns < oldest or _is_dead(int(name.split("-")[1])))
            if left and (found.st_nlink > 1 or fit(entered.read(name, LIMIT + 1))):
                entered.remove(name)
                cleared.append(f"{folder}/{name}" if folder else name)
    return tuple(cleared)


# --- writing ---


def _parts(path: NotePath, *, there: bool = False) -> list[str]:
    """A path below the vault → its parts; refused when it could lead anywhere else, or is hidden.

    What is `there` may have a colon or backslash in its name where these are letters like others.
    """
    parts = path.split("/")
    odd = "\0" if there and os.name == "posix" else "\0\\:"
    if any(not part or part[0] == "." or any(char in part for char in odd) for part in parts):
        raise Blocked(path, "the path does not lie plainly in the vault; write it like Reports/Overview.md")
    return parts


def check_room(root: str, path: NotePath, size: int) -> None:
    try:
        usage = shutil.disk_usage(root)
    except OSError:  # a file system that does not tell
        return
    need = max(ROOM, min(usage.total // 100, ROOM_AT_MOST)) + size
    if usage.free < need:
        raise NoRoom(path, f"only {usage.free // 10**6} MB are free on the disk; make room for {need // 10**6} MB")


def _expect(folder: Folder, path: NotePath, name: str, old: bytes | None) -> os.stat_result | None:
    """Refuse unless a place holds exactly the bytes `old`; returns what stands there."""
    try:
        found = folder.stat(name)
    except FileNotFoundError:
        if old is None:
            return None
        raise ChangedMeanwhile(path, CHANGED) from None
    if reason := not_plain(found):
        raise Blocked(path, reason)
    if old is None or folder.read(name, LIMIT + 1) != old:
        raise ChangedMeanwhile(path, CHANGED)
    return found


def _is_same(folder: Folder, name: str, found: os.stat_result) -> bool:
    """Whether a name is another spelling of a file that was found, which has no second name."""
    try:
        return found.st_nlink == 1 and os.path.samestat(folder.stat(name), found)
    except FileNotFoundError:
        return False


def _swap(folder: Folder, path: NotePath, temporary: str, old: bytes, new: bytes) -> None:
    """Let the new page and the old one change places, and make sure it was the old one."""
    name = path.rpartition("/")[2]
    if not folder.exchange(temporary, name):
        _expect(folder, path, name, old)
        folder.replace(temporary, name)
        return
    came_out = None
    try:
        came_out = folder.read(temporary, LIMIT + 1)
    finally:
        if came_out != old:
            folder.exchange(temporary, name)
    if came_out != old:
        if folder.read(temporary, LIMIT + 1) != new:  # saved into in the moment it stood there
            _place_free(folder, temporary, f"{name.removesuffix('.md')} (saved meanwhile)")
        raise ChangedMeanwhile(path, CHANGED)


def _put_back(folder: Folder, temporary: str, name: str) -> None:
    """Give a file its name again; beside it where another one stands there by now."""
    try:
        folder.place(temporary, name)
    except FileExistsError:
        _place_free(folder, temporary, f"{name.removesuffix('.md')} (saved meanwhile)")


def _place_free(folder: Folder, name: str, stem: str) -> str:
    """Rename a file to the first free of `STEM.md`, `STEM 2.md` …; free by any case and spelling of accents."""
    taken = {alike(each) for each in folder.names()}
    for number in range(1, 101):
        free = f"{stem}.md" if number == 1 else f"{stem} {number}.md"
        if alike(free) not in taken:
            with suppress(FileExistsError):
                folder.place(name, free)
                return free
    raise FileExistsError(errno.EEXIST, f"a hundred notes are called {stem}")


# --- leftovers ---

_TEMPORARY = re.compile(r"\.vaultkit-[0-9]+-[0-9a-f]{8}\.tmp")


def _temporary_name() -> str:
    return f".vaultkit-{os.getpid()}-{os.urandom(4).hex()}.tmp"


def _is_dead(process: int) -> bool:
    """Whether a process is gone; False where one cannot ask."""
    if os.name != "posix":  # elsewhere signal 0 would end it
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False
