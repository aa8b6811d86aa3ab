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
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal, NamedTuple, Protocol, TypeAlias

from vaultkit.disk.folder import Folder
from vaultkit.disk.opening import RACY_NS
from vaultkit.model import NotePath

Ownership: TypeAlias = Literal["ours", "edited", "theirs"]

LIMIT = 64_000_000  # bytes of a page that are looked at; what is longer is no page of ours
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


class WriteRefused(Exception):  # noqa: N818 - a refusal is no error
    """A page was not written, and what stood there stands. Says why, and what to do; `path` says which page."""

    code = "write-refused"

    def __init__(self, path: NotePath, reason: str) -> None:
        super().__init__(reason)
        self.path = path


class ChangedMeanwhile(WriteRefused):
    """What stands there is not what was read: look and plan again."""

    code = "changed-meanwhile"


class Blocked(WriteRefused):
    """The place is not a plain file in plain folders of the vault."""

    code = "page-blocked"


class NoRoom(WriteRefused):
    """The disk is nearly full."""

    code = "no-room"


class WriteFailed(WriteRefused):
    """The system refused; the OSError is the cause."""

    code = "write-failed"


def look(root: str, path: NotePath, judge: Callable[[bytes], Judgement]) -> Standing:
    """A page's path → what stands there now, and whose it is."""
    *parts, name = _parts(path)
    try:
        with Folder(root, parts, make=False) as folder:
            reason = _not_plain(folder.stat(name))
            if reason:
                return Standing("blocked", None, reason)
            data = folder.read(name, LIMIT + 1)
    except FileNotFoundError:
        return Standing("absent") if os.path.isdir(root) else Standing("blocked", None, "the vault itself is gone")
    except OSError as error:
        return Standing("blocked", None, _reason(error))
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


def write(root: str, path: NotePath, new: bytes, old: bytes | None) -> None:
    """Put a page at its path in place of the bytes `old` (None: where nothing stands). Raises WriteRefused.

    Equal bytes are not written. Any failure leaves the old page whole and takes the new one away.
    """
    if new == old:
        return
    *parts, name = _parts(path)
    _check_room(root, path, len(new))
    temporary = _temporary_name()
    with _explained(path), Folder(root, parts, make=True) as folder:
        like = _expect(folder, path, name, old)
        try:
            folder.create(temporary, new, like)
            if old is None:
                folder.place(temporary, name)
            else:
                _swap(folder, path, temporary, old, new)
            folder.settle()
        finally:
            with suppress(OSError):
                folder.remove(temporary)


def set_aside(root: str, path: NotePath, stem: str) -> NotePath:
    """Rename what stands at a path to `STEM.md` beside it, or `STEM 2.md` …, over nothing; returns where it went."""
    *parts, name = _parts(path)
    with _explained(path), Folder(root, parts, make=False) as folder:
        kept = _place_free(folder, name, stem)
        folder.settle()
    return "/".join((*parts, kept))


def names(root: str, folder: NotePath) -> tuple[str, ...]:
    """What stands in a folder of the vault, by name; nothing where it is no plain folder, or may not be read."""
    try:
        with Folder(root, _parts(folder), make=False) as entered:
            return tuple(entered.names())
    except (OSError, WriteRefused):
        return ()


def remove(root: str, path: NotePath, old: bytes) -> None:
    """Take away the page at a path, which must hold the bytes `old`. Raises WriteRefused; then all stands as it did.

    It is moved out of its place first, and looked at again there: what somebody saved meanwhile is put back.
    """
    *parts, name = _parts(path)
    temporary = _temporary_name()
    with _explained(path), Folder(root, parts, make=False) as folder:
        _expect(folder, path, name, old)
        folder.replace(name, temporary)
        came_out = None
        try:
            came_out = folder.read(temporary, LIMIT + 1)
        finally:
            if came_out != old:
                _put_back(folder, temporary, name)
        if came_out != old:
            raise ChangedMeanwhile(path, _CHANGED)
        folder.remove(temporary)
        folder.settle()


def clear_leftovers(root: str, folder: NotePath) -> tuple[NotePath, ...]:
    """Remove temporary files that a run left in a folder when it was killed; returns their paths."""
    oldest = time.time_ns() - LEFTOVER_AGE * 1_000_000_000
    cleared = []
    with suppress(OSError), Folder(root, _parts(folder), make=False) as entered:
        for name in filter(_TEMPORARY.fullmatch, entered.names()):
            found = entered.stat(name)
            if stat.S_ISREG(found.st_mode) and (found.st_mtime_ns < oldest or _is_dead(int(name.split("-")[1]))):
                entered.remove(name)
                cleared.append(f"{folder}/{name}")
    return tuple(cleared)


# --- writing ---


def _parts(path: NotePath) -> list[str]:
    """A path below the vault → its parts; refused when it could lead anywhere else, or is hidden."""
    parts = path.split("/")
    if any(not part or part[0] == "." or "\\" in part or "\0" in part or ":" in part for part in parts):
        raise Blocked(path, "the path does not lie plainly in the vault; write it like Reports/Overview.md")
    return parts


def _check_room(root: str, path: NotePath, size: int) -> None:
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
        raise ChangedMeanwhile(path, _CHANGED) from None
    if reason := _not_plain(found):
        raise Blocked(path, reason)
    if old is None or folder.read(name, LIMIT + 1) != old:
        raise ChangedMeanwhile(path, _CHANGED)
    return found


_CHANGED = "it was changed by somebody else while the new one was made; run again"


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
        raise ChangedMeanwhile(path, _CHANGED)


def _put_back(folder: Folder, temporary: str, name: str) -> None:
    """Give a file its name again; beside it where another one stands there by now."""
    try:
        folder.place(temporary, name)
    except FileExistsError:
        _place_free(folder, temporary, f"{name.removesuffix('.md')} (saved meanwhile)")


def _place_free(folder: Folder, name: str, stem: str) -> str:
    """Rename a file to the first free of `STEM.md`, `STEM 2.md` …; free by any case and spelling of accents."""
    taken = {_plain(each) for each in folder.names()}
    for number in range(1, 101):
        free = f"{stem}.md" if number == 1 else f"{stem} {number}.md"
        if _plain(free) not in taken:
            with suppress(FileExistsError):
                folder.place(name, free)
                return free
    raise FileExistsError(errno.EEXIST, f"a hundred notes are called {stem}")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


# --- what is wrong ---


def _not_plain(found: os.stat_result) -> str:
    """Why what stands at a path is not to be touched, or ""."""
    if stat.S_ISLNK(found.st_mode):
        return "a link stands in its place; put a file there or delete the link"
    if stat.S_ISDIR(found.st_mode):
        return "a folder stands in its place; rename that"
    if not stat.S_ISREG(found.st_mode):
        return "a pipe, socket or device stands in its place; delete that"
    if found.st_nlink > 1:
        return "the file there has a second name elsewhere (a hard link); delete one of the two"
    return f"a file of {found.st_size // 10**6} MB stands in its place; rename that" if found.st_size > LIMIT else ""


_REASONS = {
    errno.ENOENT: "its folder is gone; see whether the vault is still there",
    errno.ENOTDIR: "its folder, or one above it, is a link or a file; put a folder of the vault there",
    errno.ELOOP: "its folder, or one above it, is a link or a file; put a folder of the vault there",
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your quota on this disk is used up; make room",
    errno.EFBIG: "it is longer than a file may be here",
    errno.EROFS: "the vault cannot be written to (read-only); make it writable",
    errno.EACCES: "the reports folder cannot be written to; check its rights",
    errno.EPERM: "the reports folder cannot be written to; check its rights",
    errno.EEXIST: _CHANGED,
}


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0, f"the system says: {error.strerror or error}; check the disk")


@contextmanager
def _explained(path: NotePath) -> Iterator[None]:
    """Turns what the system says into a refusal that says what to do."""
    try:
        yield
    except FileExistsError as error:
        raise ChangedMeanwhile(path, _CHANGED) from error
    except (NotADirectoryError, IsADirectoryError) as error:
        raise Blocked(path, _reason(error)) from error
    except OSError as error:
        raise (Blocked if error.errno == errno.ELOOP else WriteFailed)(path, _reason(error)) from error


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
