"""Which notes are there, and what is not read as one, with the reason.

One walk of `os.scandir`, no file opened. Links are never followed: one to a place inside the vault is read at that
place, one that leaves the vault is refused. Names keep the file system's own spelling for opening (`Seen.disk`), and
are NFC for everything else.
"""

from __future__ import annotations

import os
import stat
import time
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from vaultkit.disk.litter import conflict_of, litter_reason, possible_original
from vaultkit.disk.opening import RACY_NS
from vaultkit.disk.unread import Rules, compile_rules
from vaultkit.model import Level, NotePath, Place, Problem

DEPTH = 64  # folders below the root

__all__ = ["DEPTH", "Ignored", "Listing", "Rules", "Seen", "list_vault"]


class Seen(NamedTuple):
    """One note's file as listed; times in nanoseconds."""

    path: NotePath
    disk: str  # the path as the file system spells it, relative to the root (it may be NFD)
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    racy: bool = False  # so young when listed that it may change again without its times changing


class Ignored(NamedTuple):
    """A file or folder that is not read as a note, and why, as the end of a sentence."""

    path: str
    reason: str


class Listing(NamedTuple):
    """A vault as listed, each part sorted by path."""

    notes: tuple[Seen, ...]
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]


def list_vault(root: str, rules: Rules) -> Listing:
    """A vault's folder → its notes and what is ignored. Raises OSError where the vault itself cannot be listed."""
    walk = _Walk(root, rules)
    os.stat(root)
    while walk.folders:
        walk.enter(*walk.folders.pop())
    notes = _one_each(walk)
    return Listing(tuple(notes), tuple(sorted(walk.ignored)), tuple(sorted(walk.problems)))


class _Walk:
    """One walk through a vault: the folders still to enter, and what was found in the others."""

    def __init__(self, root: str, rules: Rules) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.unread, wrong = compile_rules(rules)
        self.young = time.time_ns() - RACY_NS
        self.folders: list[tuple[str, NotePath, int]] = [("", "", 0)]  # on disk, as a path, depth; with the last "/"
        self.notes: list[Seen] = []
        self.shared: dict[tuple[int, int], list[Seen]] = {}  # files with several names, by device and inode
        self.ignored: list[Ignored] = []
        self.problems: list[Problem] = []
        for message in wrong:
            self.tell(".obsidian/app.json", "obsidian-filter", message)

    def tell(self, path: str, code: str, message: str, level: Level = "warning") -> None:
        self.problems.append(Problem(Place(path, 1), code, message, level))

    def skip(self, path: str, reason: str) -> None:
        self.ignored.append(Ignored(path, reason))

    def enter(self, disk: str, prefix: NotePath, depth: int) -> None:
        """Look at everything in one folder."""
        try:
            with os.scandir(os.path.join(self.root, disk) if disk else self.root) as entries:
                for entry in entries:
                    name = entry.name
                    if name[-3:] in _NOTE_ENDS and not self.passed_over(name, prefix):
                        self.note(entry, disk, prefix, depth)
                    elif name[-3:] not in _NOTE_ENDS:
                        self.other(entry, disk, prefix, depth)
        except FileNotFoundError:
            if not disk:
                raise
        except OSError as error:
            if not disk:
                raise
            self.tell(prefix[:-1], "folder-unreadable", f"the folder cannot be listed: {error.strerror}; check its rights")

    def passed_over(self, name: str, prefix: NotePath) -> bool:
        """Whether a name that ends like a note's tells that it is none."""
        if name[0] in "._~#$4s" or "onflict" in name:
            pass
        return False
