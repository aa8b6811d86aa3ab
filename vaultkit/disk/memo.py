"""What each note said, remembered between runs by its bytes, in SQLite in the vault's cache folder.

A memo is a convenience and never a source: whatever is wrong with the file, it is as if there were none, and what is
computed is the same. `trouble` then says so, once. The texts kept are opaque here; every row carries a checksum.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import NamedTuple, TypeVar
from zlib import crc32

from vaultkit.disk.opening import CREATE
from vaultkit.disk.places import clear_private, is_private, make_private
from vaultkit.disk.scan import Seen
from vaultkit.model import NotePath

FILE = "memo.sqlite"
FORMAT = 1
PATIENCE = 1.0  # seconds to wait for another run that is writing

T = TypeVar("T")
Key = tuple[int, int, int, int]  # size, mtime_ns, ctime_ns, inode


class Remembered(NamedTuple):
    """What one note said, and the file it said it in."""

    key: Key
    digest: bytes  # BLAKE2b of the bytes, 16 long
    racy: bool  # the file was so young that its key proves nothing
    says: str

    @classmethod
    def of(cls, seen: Seen, digest: bytes, says: str) -> Remembered:
        """A note as listed before it was read, the digest of the bytes read, and what they say."""
        return cls(seen[2:6], digest, seen.racy, says)


def trusted(remembered: Remembered, seen: Seen) -> bool:
    """Whether a note's file is certainly the one remembered; else its bytes must be compared."""
    return not remembered.racy and remembered.key == seen[2:6]


class Memo:
    """An open memo. Use it in a `with`, or close it."""

    @classmethod
    def open(cls, folder: str | None, stamp: str) -> Memo:
        """The memo in a cache folder, empty where it was kept under another stamp. None: nothing is remembered."""
        return cls(folder, stamp)

    def __init__(self, folder: str | None, stamp: str) -> None:
        self.trouble: str | None = None  # why nothing was remembered, for the user; a memo not made yet is no trouble
        self._stamp = stamp
        self._path = os.path.join(folder, FILE) if folder else ""
        self._base: sqlite3.Connection | None = None
        self._current = False  # what the file holds was kept under this stamp
        if folder and not make_private(folder):
            self._doubt(f"{folder} is no folder that you alone can write to")
        elif folder and self._is_there():
            self._connect()

    def load(self) -> dict[NotePath, Remembered]:
        """Everything remembered, by path; damaged rows are left out."""
        return self._ask(_load, {}) if self._current else {}

    def save(self, changed: Iterable[tuple[NotePath, Remembered]], gone: Iterable[NotePath]) -> None:
        """Remember these notes and forget those; all of it or nothing."""
        rows = [_row(path, remembered) for path, remembered in changed if _fits(remembered.key)]
        forgotten = [(path,) for path in gone]

        def put(base: sqlite3.Connection) -> None:
            base.executemany("DELETE FROM notes WHERE path = ?", forgotten)
            base.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

        if rows or forgotten or not self._current:
            self._change(put)

    def recall(self, name: str) -> str | None:
        """A text remembered by name, if it is whole."""

        def find(base: sqlite3.Connection) -> str | None:
            found = base.execute("SELECT text, checksum FROM extra WHERE name = ?", (name,)).fetchone()
            whole = found and crc32(found[0], crc32(name.encode())) == found[1]
            return str(found[0], "utf-8", "surrogatepass") if whole else None

        return self._ask(find, None) if self._current else None

    def remember(self, name: str, text: str) -> None:
        """Keep a text by name, in place of the one before."""
        data = text.encode("utf-8", "surrogatepass")
        row = (name, data, crc32(data, crc32(name.encode())))
        self._change(lambda base: base.execute("INSERT OR REPLACE INTO extra VALUES (?, ?, ?)", row))

    def close(self) -> None:
        """Let go of the file; a closed memo is empty and keeps nothing."""
        if self._base:
            self._base.close()
        self._base = None
        self._current = False

    def __enter__(self) -> Memo:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- the file ---

    def _is_there(self) -> bool:
        """Whether a file of ours stands there, made now if need be."""
        if is_private(self._path):
            return True
        if os.path.lexists(self._path):
            self._doubt(f"{self._path} was not a cache of yours; a new one is made")
        return self._make_new()

    def _make_new(self) -> bool:
        if not (clear_private(f"{self._path}-journal") and clear_private(self._path)):
            self._doubt(f"{self._path} is in the way; move it")
            return False
        try:
            os.close(os.open(self._path, CREATE, 0o600))
            os.chmod(self._path, 0o600)
        except OSError as error:
            self._doubt(f"{self._path} cannot be made ({error.strerror})")
            return False
        return True

    def _connect(self) -> None:
        try:
            self._base = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            self._doubt(f"{self._path} cannot be used ({error})")
            return
        self._current = self._ask(self._is_current, False)

    def _is_current(self, base: sqlite3.Connection) -> bool:
        base.execute("PRAGMA synchronous = OFF")  # a file torn by a power cut is found out and made anew
        if base.execute("PRAGMA user_version").fetchone() != (FORMAT,):
            return False
        return bool(base.execute("SELECT 1 FROM meta WHERE stamp = ?", (self._stamp,)).fetchone())

    def _change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do some work in one transaction, after a fresh start where the file was kept under another stamp."""

        def change(base: sqlite3.Connection) -> bool:
            base.execute("BEGIN IMMEDIATE")
            if not self._current:
                _start_anew(base, self._stamp)
            work(base)
            base.execute("COMMIT")
            return True

        if self._base and self._ask(change, False):
            self._current = True

    def _ask(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do some work with the file; whatever is wrong with it becomes `trouble` and the answer given for none."""
        if self._base is None:
            return otherwise
        try:
            return work(self._base)
        except (sqlite3.Error, TypeError, ValueError) as error:
            self.close()
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in _DAMAGE:
                self._doubt(f"{self._path} was damaged; a new one is made")
                if self._make_new():
                    self._connect()
            else:
                self._doubt(f"{self._path} cannot be used now ({error})")
            return otherwise

    def _doubt(self, reason: str) -> None:
        self.trouble = self.trouble or reason


_DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)  # the first: tables are missing

_TABLES = """
DROP TABLE IF EXISTS meta; DROP TABLE IF EXISTS notes; DROP TABLE IF EXISTS extra;
CREATE TABLE meta (stamp TEXT);
CREATE TABLE notes (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, ctime INTEGER, inode INTEGER,
                    racy INTEGER, digest BLOB, says BLOB, checksum INTEGER);
CREATE TABLE extra (name TEXT PRIMARY KEY, text BLOB, checksum INTEGER);
"""


def _start_anew(base: sqlite3.Connection, stamp: str) -> None:
    for statement in _TABLES.split(";"):
        base.execute(statement)
    base.execute("INSERT INTO meta VALUES (?)", (stamp,))
    base.execute(f"PRAGMA user_version = {FORMAT}")


def _load(base: sqlite3.Connection) -> dict[NotePath, Remembered]:
    """All rows in one query. The collector is off: it would walk the growing heap again and again, to free nothing."""
    rows = {}
    collecting = gc.isenabled()
    gc.disable()
    try:
        for path, size, mtime, ctime, inode, racy, digest, says, checksum in base.execute("SELECT * FROM notes"):
            if crc32(says, _prove(path, (size, mtime, ctime, inode), racy, digest)) == checksum:
                text = says.decode("utf-8", "surrogatepass")
                rows[path] = Remembered((size, mtime, ctime, inode), digest, racy == 1, text)
    finally:
        if collecting:
            gc.enable()
    return rows


def _row(path: NotePath, remembered: Remembered) -> tuple[object, ...]:
    key, digest, racy, text = remembered
    says = text.encode("utf-8", "surrogatepass")
    return path, *key, int(racy), digest, says, crc32(says, _prove(path, key, int(racy), digest))


def _prove(path: NotePath, key: Key, racy: int, digest: bytes) -> int:
    """The checksum of a row, but for its text."""
    return crc32(b"%b\0%d %d %d %d %d %b" % (path.encode(), *key, racy, digest))


def _fits(key: Key) -> bool:
    """Whether SQLite's 64 bits hold a key; the rare note with a larger inode or a time past 2262 is read every time."""
    return max(key) < 1 << 63 and min(key) >= -1 << 63
