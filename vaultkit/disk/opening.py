"""Which files are notes, and how files are opened: nothing blocks, follows a link, or is passed on to a process.

Kept light, for `glance` imports it before anything else: `hashlib` would load OpenSSL (4 ms), and its BLAKE2 is
the same code that is asked for here by its own name.
"""

from __future__ import annotations

import os
import stat

try:
    from _blake2 import blake2b
except ImportError:  # a Python built without it
    from hashlib import blake2b

_EVERY_OPEN = (
    getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
)
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _EVERY_OPEN  # a FIFO opens at once instead of waiting for a writer
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _EVERY_OPEN
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _EVERY_OPEN

NOTE_ENDS = frozenset((".md", ".MD", ".Md", ".mD"))
DEPTH = 64  # folders below the vault that are entered
RACY_NS = 2_000_000_000  # a file younger than this may change again without its times changing (FAT counts in 2 s)


def digest(data: bytes, size: int = 16) -> bytes:
    """Bytes → their fingerprint: 16 bytes of BLAKE2b, unless told otherwise."""
    return blake2b(data, digest_size=size).digest()


def read_up_to(handle: int, limit: int) -> bytes:
    """An open file, from where it stands → its bytes, `limit` at most."""
    parts = []
    while limit > 0 and (part := os.read(handle, limit)):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def write_all(handle: int, data: bytes) -> None:
    """Put every byte into an open file and onto the disk; a short write goes on where it stopped."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)


def is_plain(found: os.stat_result) -> bool:
    """Whether a look at a path found a regular file, not a link, folder, FIFO, socket or device."""
    return stat.S_ISREG(found.st_mode)
