"""Why a file of the vault was not written, in words that say what to do."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from vaultkit.model import NotePath

LIMIT = 64_000_000  # bytes of a page that are looked at; what is longer is no page of ours
CHANGED = "it was changed by somebody else while the new one was made; run again"


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


def not_plain(found: os.stat_result) -> str:
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
    errno.EACCES: "its folder cannot be written to; check its rights",
    errno.EPERM: "its folder cannot be written to; check its rights",
    errno.EEXIST: CHANGED,
}


def because(error: OSError) -> str:
    """What the system said → why nothing was written, and what to do."""
    return _REASONS.get(error.errno or 0, f"the system says: {error.strerror or error}; check the disk")


@contextmanager
def explained(path: NotePath) -> Iterator[None]:
    """Turns what the system says into a refusal that says what to do."""
    try:
        yield
    except FileExistsError as error:
        raise ChangedMeanwhile(path, CHANGED) from error
    except (NotADirectoryError, IsADirectoryError) as error:
        raise Blocked(path, because(error)) from error
    except OSError as error:
        raise (Blocked if error.errno == errno.ELOOP else WriteFailed)(path, because(error)) from error
