"""A file named on the command line, anywhere on the machine → its bytes, never more of them than are of use."""

from __future__ import annotations

import errno
import os
import stat

from vaultkit.disk.opening import read_up_to
from vaultkit.importers.decoding import ARCHIVE, MOST_BYTES
from vaultkit.importers.incoming import ImportRefused

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_given(path: str, limit: int = MOST_BYTES) -> bytes:
    """A path → the bytes there; ImportRefused for what is no file, too large for an export, or an archive."""
    try:
        handle = os.open(path, _READ)
    except OSError as error:
        raise ImportRefused(f"{path}: {_reason(error)}") from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise ImportRefused(f"{path} is no file; name the file that was exported")
        data = read_up_to(handle, limit + 1)
    except OSError as error:
        raise ImportRefused(f"{path}: {_reason(error)}") from error
    finally:
        os.close(handle)
    if len(data) > limit:
        raise ImportRefused(f"{path} is longer than {limit // 10**6} MB; split it, and import the parts")
    if data.startswith(ARCHIVE):
        raise ImportRefused(
            f"{path} is an archive or a workbook: unpack it, or save the sheet as CSV, and name that file"
        )
    return data


def files_in(folder: str) -> dict[str, str]:
    """A folder → the paths of its files by name in lower case; nothing where it is none, or may not be looked into."""
    try:
        return {name.lower(): os.path.join(folder, name) for name in sorted(os.listdir(folder))}
    except OSError:
        return {}


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "there is no such file"
    return f"cannot be read ({error.strerror or error})"
