"""One folder of the vault, entered step by step without following a link, and the few things done in it.

Where the platform can, the folder is held open and every name is looked up in it, whatever becomes of its path;
elsewhere (Windows) each step is checked just before.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import TracebackType

from vaultkit.disk.opening import CREATE, FOLDER, READ, is_plain, read_up_to, write_all

BY_HANDLE = {os.open, os.link, os.mkdir, os.rename, os.stat, os.unlink} <= os.supports_dir_fd

_NO_REPLACE, _EXCHANGE = 1, 2  # flags of Linux's renameat2
_UNSUPPORTED = frozenset((errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK))


class Folder:
    """An entered folder, for a `with`. Names are single parts of a path; everything may raise OSError."""

    def __init__(self, root: str, parts: Sequence[str], *, make: bool) -> None:
        """Enter the folder that `parts` lead to below `root`: ENOTDIR or ELOOP where a step is a link or a file."""
        self._path = os.path.realpath(root)
        self._handle = os.open(self._path, FOLDER) if BY_HANDLE else None
        try:
            for part in parts:
                self._step(part, make=make)
        except OSError:
            self.close()
            raise

    def stat(self, name: str) -> os.stat_result:
        return os.stat(self._at(name), dir_fd=self._handle, follow_symlinks=False)

    def names(self) -> list[str]:
        return sorted(os.listdir(self._path if self._handle is None else self._handle))

    def read(self, name: str, limit: int) -> bytes:
        """A regular file's bytes, `limit` at most."""
        handle = os.open(self._at(name), READ, dir_fd=self._handle)
        try:
            if not is_plain(os.fstat(handle)):
                raise OSError(errno.EINVAL, "not a regular file")
            return read_up_to(handle, limit)
        finally:
            os.close(handle)

    def create(self, name: str, data: bytes, like: os.stat_result | None) -> None:
        """Make a new file of these bytes, on the disk, with the rights of another or those a new file gets."""
        handle = os.open(self._at(name), CREATE, 0o666 if like is None else 0o600, dir_fd=self._handle)
        try:
            if like is not None:
                _give(handle, like)
            write_all(handle, data)
        finally:
            os.close(handle)

    def attribute(self, name: str, like: str) -> None:
        """Give a file the extended attributes of another, as far as the system has any and lets one."""
        if sys.platform != "linux":  # elsewhere Python knows none
            return
        with suppress(OSError), ExitStack() as opened:
            handles = []
            for each in (like, name):
                handles.append(os.open(self._at(each), READ, dir_fd=self._handle))
                opened.callback(os.close, handles[-1])
            for key in os.listxattr(handles[0]):
                with suppress(OSError):
                    os.setxattr(handles[1], key, os.getxattr(handles[0], key))

    def place(self, name: str, free: str) -> None:
        """Give a file a name that is free, in place of its own; FileExistsError where that is taken."""
        try:
            self._link(name, free)
        except OSError as error:
            if isinstance(error, FileExistsError) or error.errno not in _UNSUPPORTED:
                raise
            self._move_to_free(name, free)
        else:
            self.remove(name)

    def exchange(self, one: str, other: str) -> bool:
        """Let two names change files, at once; False where the system cannot."""
        return self._rename_with(_EXCHANGE, one, other)

    def replace(self, name: str, over: str) -> None:
        self.replace_in(self, name, over)

    def replace_in(self, other: Folder, name: str, over: str) -> None:
        """Give a file a name in another folder, over whatever has it."""
        os.replace(self._at(name), other._at(over), src_dir_fd=self._handle, dst_dir_fd=other._handle)

    def move(self, name: str, other: Folder, free: str) -> None:
        """Give a file a name that is free in another folder; FileExistsError where that is taken."""
        if self._rename_with(_NO_REPLACE, name, free, other):
            return
        if os.name == "nt":
            os.rename(self._at(name), other._at(free))  # fails there where the name is taken
            return
        try:
            self._link(name, free, other)
        except OSError as error:
            if isinstance(error, FileExistsError) or error.errno not in _UNSUPPORTED:
                raise
            os.close(os.open(other._at(free), CREATE, 0o600, dir_fd=other._handle))
            self.replace_in(other, name, free)
        else:
            self.remove(name)

    def remove(self, name: str) -> None:
        """Take a file away; it may be gone already."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self._handle)

    def remove_folder(self, name: str) -> None:
        """Take away a folder that is empty."""
        os.rmdir(self._at(name), dir_fd=self._handle)

    def settle(self) -> None:
        """Put the folder itself on the disk, where the file system lets one ask for it."""
        if self._handle is not None:
            with suppress(OSError):
                os.fsync(self._handle)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- steps ---

    def _at(self, name: str) -> str:
        return name if self._handle is not None else os.path.join(self._path, name)

    def _step(self, part: str, *, make: bool) -> None:
        """Enter a folder of this one."""
        if make:
            self._make(part)
        if self._handle is None:
            _refuse_link(self._at(part))
        else:
            below = os.open(part, FOLDER, dir_fd=self._handle)
            os.close(self._handle)
            self._handle = below
        self._path = os.path.join(self._path, part)

    def _make(self, part: str) -> None:
        with suppress(FileExistsError):
            os.mkdir(self._at(part), dir_fd=self._handle)
            self.settle()

    def _link(self, name: str, free: str, other: Folder | None = None) -> None:
        other = other or self
        if self._handle is None:
            os.link(self._at(name), other._at(free))
        else:
            os.link(name, free, src_dir_fd=self._handle, dst_dir_fd=other._handle, follow_symlinks=False)

    def _move_to_free(self, name: str, free: str) -> None:
        """The same as `place` on a file system without links: rename, but over nothing."""
        if self._rename_with(_NO_REPLACE, name, free):
            return
        if os.name == "nt":
            os.rename(self._at(name), self._at(free))  # fails there where the name is taken
            return
        os.close(os.open(self._at(free), CREATE, 0o600, dir_fd=self._handle))
        self.replace(name, free)

    def _rename_with(self, flag: int, name: str, over: str, other: Folder | None = None) -> bool:
        """Linux's renameat2, for which Python has no name; False where there is none, or not on this file system."""
        there = (other or self)._handle
        if self._handle is None or there is None or not sys.platform.startswith("linux"):
            return False
        import ctypes

        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename is None:
            return False
        if rename(self._handle, os.fsencode(name), there, os.fsencode(over), flag) == 0:
            return True
        code = ctypes.get_errno()
        if code in _UNSUPPORTED:
            return False
        raise OSError(code, os.strerror(code), over)


def _refuse_link(path: str) -> None:
    """On Windows, where folders are not held open: raise unless a folder stands there that leads nowhere else."""
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or os.path.realpath(path) != path:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)


def _give(handle: int, like: os.stat_result) -> None:
    """Give a new file the owner and rights of another; the owner only where that is allowed."""
    if sys.platform != "win32":
        mine = os.fstat(handle)
        if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
            with suppress(PermissionError):
                os.fchown(handle, like.st_uid, like.st_gid)
        os.fchmod(handle, stat.S_IMODE(like.st_mode))
