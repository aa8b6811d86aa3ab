"""Which notes are there, and what is not read as one, with the reason.

One walk of `os.scandir`, no file opened. Links are never followed: one to a place inside the vault is read at that
place, one that leaves the vault is refused. Names keep the file system's own spelling for opening (`Seen.disk`), and
are NFC for everything else.
"""

from __future__ import annotations

import os
import stat
import sys
import time
import unicodedata
from typing import NamedTuple

from vaultkit.disk.opening import DEPTH, NOTE_ENDS, RACY_NS
from vaultkit.disk.unread import Rules, compile_rules, likely_copy_of, litter_reason, sync_copy_of
from vaultkit.model import Level, NotePath, Place, Problem

__all__ = ["Ignored", "Listing", "Rules", "Seen", "list_vault"]


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
    """A file or folder that is not read, and why, as the end of a sentence."""

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
    while walk.folders:
        walk.enter(*walk.folders.pop())
    notes = _one_each(walk)
    return Listing(tuple(notes), tuple(sorted(walk.ignored)), tuple(sorted(walk.problems)))


class _Walk:
    """One walk through a vault: the folders still to enter, and what was found in the others."""

    def __init__(self, root: str, rules: Rules) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.icloud = "/Mobile Documents/" in self.real_root
        self.left_out, self.note_left_out, wrong = compile_rules(rules)
        self.young = time.time_ns() - RACY_NS
        self.folders: list[tuple[str, NotePath, int]] = [("", "", 0)]  # on disk, as a path, both with "/"; depth
        self.notes: list[Seen] = []
        self.shared: dict[tuple[int, int], list[Seen]] = {}  # files that have more than one name
        self.copies: dict[NotePath, NotePath] = {}  # notes named like a copy → what they would be copies of
        self.ignored: list[Ignored] = []
        self.problems: list[Problem] = []
        for message in wrong:
            self.tell(".obsidian/app.json", "obsidian-filter", message)

    def tell(self, path: str, code: str, message: str, level: Level = "warning") -> None:
        self.problems.append(Problem(Place(path, 1), code, message, level))

    def skip(self, path: str, reason: str) -> None:
        self.ignored.append(Ignored(path, reason))

    def refuse(self, path: str, reason: str, code: str, message: str) -> None:
        """Skip what the user may take for a note that is read."""
        self.skip(path, reason)
        self.tell(path, code, message)

    def enter(self, disk: str, prefix: NotePath, depth: int) -> None:
        """Look at everything in one folder."""
        try:
            with os.scandir(os.path.join(self.root, disk)) as entries:
                for entry in entries:
                    name = entry.name
                    if name[-3:] in NOTE_ENDS and not _is_hidden(name) and entry.is_file(follow_symlinks=False):
                        self.note(entry, disk, prefix)
                    else:
                        self.other(entry, disk, prefix, depth)
        except OSError as error:
            if not disk:
                raise
            if not isinstance(error, FileNotFoundError):
                message = f"the folder cannot be read ({error.strerror}), so its notes are missing; check its rights"
                self.tell(prefix[:-1], "folder-unreadable", message, "error")

    def note(self, entry: os.DirEntry[str], disk: str, prefix: NotePath) -> None:
        """Take in a regular file named like a note."""
        name = entry.name
        path = prefix + name
        if not name.isascii():
            path = prefix + unicodedata.normalize("NFC", name)
            if self.undecodable(path):
                return
        if "onflict" in name and (original := sync_copy_of(name)):
            self.copy(path, prefix + original)
        elif self.note_left_out and (reason := self.note_left_out(path)):
            self.skip(path, reason)
        else:
            self.take(entry, path, path if name.isascii() and disk == prefix else disk + name)
            if (name[-4] == ")" or self.icloud or "TOP-" in name) and (
                like := likely_copy_of(name, icloud=self.icloud)
            ):
                self.copies[path] = prefix + like

    def take(self, entry: os.DirEntry[str], path: NotePath, disk: str) -> None:
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone since it was listed
            return
        except OSError as error:
            self.tell(path, "note-unreadable", f"the note cannot be read ({error.strerror}); check its rights", "error")
            return
        mtime, ctime = found.st_mtime_ns, found.st_ctime_ns
        racy = mtime > self.young or ctime > self.young
        seen = Seen(path, disk, found.st_size, mtime, ctime, found.st_ino, racy)
        self.notes.append(seen)
        if found.st_nlink > 1:
            self.shared.setdefault((found.st_dev, found.st_ino), []).append(seen)

    def copy(self, path: NotePath, original: NotePath) -> None:
        """Leave out a copy that a sync program made."""
        reason = f"a copy of {original} made by a sync program"
        message = f"{reason}; move what you want to keep into that note, then delete this one"
        self.refuse(path, reason, "sync-copy", message)

    def undecodable(self, path: str) -> bool:
        """Whether a name is no text in UTF-8; then it is told with its bytes spelled out."""
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = path.encode("utf-8", "surrogateescape" if os.name == "posix" else "surrogatepass")
            name = shown.decode("utf-8", "backslashreplace")
            self.refuse(name, "its name is not UTF-8", "name-not-utf-8", "the name is not UTF-8; rename it")
            return True
        return False

    def other(self, entry: os.DirEntry[str], disk: str, prefix: NotePath, depth: int) -> None:
        """A folder to enter, a link, litter, or nothing to do with notes."""
        name = entry.name
        path = prefix + unicodedata.normalize("NFC", name)
        if entry.is_symlink() or _is_junction(entry):
            self.link(path, disk + name)
        elif entry.is_dir(follow_symlinks=False):
            self.folder(path, disk + name, depth + 1)
        elif reason := litter_reason(name):
            if not self.undecodable(path):
                self.skip(path, reason)
        elif name[-3:] in NOTE_ENDS and not self.undecodable(path):
            reason = "a pipe, socket or device, not a file"
            self.refuse(path, reason, "not-a-file", f"this is {reason}; give it another name")

    def folder(self, path: NotePath, disk: str, depth: int) -> None:
        if not path.isascii() and self.undecodable(path):
            return
        if path.rpartition("/")[2].startswith("."):
            self.skip(path + "/", "a folder whose name starts with a dot is hidden")
        elif reason := self.left_out(path):
            self.skip(path + "/", reason)
        elif depth > DEPTH:
            message = f"folders are read {DEPTH} deep and no deeper; move this one up"
            self.refuse(path + "/", f"more than {DEPTH} folders deep", "too-deep", message)
        else:
            self.folders.append((disk + "/", path + "/", depth))

    def link(self, path: NotePath, disk: str) -> None:
        """Leave out a link to a note or folder; what it leads to is read where it is, if that is in the vault."""
        at = os.path.join(self.root, disk)
        is_folder = os.path.isdir(at)
        if _is_hidden(path.rpartition("/")[2]) or not (is_folder or path[-3:] in NOTE_ENDS) or self.undecodable(path):
            return
        target = os.path.realpath(at)
        if not os.path.exists(target):
            self.refuse(path, "a link to nothing", "link-broken", "this link leads nowhere; delete it or mend it")
        elif inside := _inside(target, self.real_root):
            self.skip(path, f"a link to {inside}, which is read there")
        else:
            message = "this link leaves the vault and is not followed; put the notes themselves into the vault"
            self.refuse(path, "a link that leaves the vault", "link-leaves-vault", message)


def _is_hidden(name: str) -> bool:
    return name[0] == "." or name[:2] == "~$"


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is a mount point of Windows, which leads elsewhere like a link."""
    if sys.platform == "win32":
        found = entry.stat(follow_symlinks=False)
        return found.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    return False


def _inside(target: str, real_root: str) -> str:
    """A real path → the same below the vault's, or "" when it is not in it; "." for the vault itself."""
    if target == real_root:
        return "."
    base = real_root.rstrip(os.sep) + os.sep
    return target[len(base) :].replace(os.sep, "/") if target.startswith(base) else ""


# --- one note for one file and for one path ---


def _one_each(walk: _Walk) -> list[Seen]:
    """The notes sorted by path, without second names of a file, second spellings of a name, and copies."""
    notes = sorted(walk.notes)
    dropped = {id(seen) for seen in _second_names(walk)}
    dropped |= {id(seen) for seen in _second_spellings(walk, notes)}
    if dropped:
        notes = [seen for seen in notes if id(seen) not in dropped]
    if walk.copies:
        standing = {seen.path for seen in notes}
        copies = {path: original for path, original in walk.copies.items() if {path, original} <= standing}
        for path, original in copies.items():
            walk.copy(path, original)
        notes = [seen for seen in notes if seen.path not in copies]
    _tell_case_twins(walk, notes)
    return notes


def _second_names(walk: _Walk) -> list[Seen]:
    """Hard links: the first path by sorting is the note, the others are not read."""
    seconds = []
    for names in walk.shared.values():
        first, *rest = sorted(names)
        for seen in rest:
            reason = f"the same file as {first.path} (a hard link)"
            walk.refuse(seen.path, reason, "same-file", f"this is {reason}, where it is read; delete one of the two")
        seconds += rest
    return seconds


def _second_spellings(walk: _Walk, notes: list[Seen]) -> list[Seen]:
    """Names that differ only in how their accents are coded: one path, so only the composed spelling is read."""
    if len({seen.path for seen in notes}) == len(notes):
        return []
    spellings: dict[NotePath, list[Seen]] = {}
    for seen in notes:
        spellings.setdefault(seen.path, []).append(seen)
    seconds = []
    for path, twins in spellings.items():
        rest = sorted(twins, key=lambda seen: (seen.disk != path, seen.disk))[1:]
        for seen in rest:
            spelled = ascii(seen.disk.rpartition("/")[2])
            reason = f"a second file of this name, its accents coded another way: {spelled}"
            message = f"two files have this name, their accents coded in two ways; {spelled} is not read: rename it"
            walk.refuse(path, reason, "name-twin", message)
        seconds += rest
    return seconds


def _tell_case_twins(walk: _Walk, notes: list[Seen]) -> None:
    """Names that differ only in case are two notes here and one file on other systems."""
    folded = [seen.path.casefold() for seen in notes]
    if len(set(folded)) == len(folded):
        return
    first: dict[str, NotePath] = {}
    for key, seen in zip(folded, notes, strict=True):
        if key in first:
            message = f"the name differs only in case from {first[key]}; rename one, other systems cannot hold both"
            walk.tell(seen.path, "case-twin", message)
        first.setdefault(key, seen.path)
