"""One path → the note that stands there now, without a walk of the vault.

Whatever only the whole listing can judge is Unclear: links, twins of a name, copies, folders.
"""

from __future__ import annotations

import os
import time
import unicodedata

from vaultkit.disk.opening import DEPTH, NOTE_ENDS, RACY_NS, is_plain
from vaultkit.disk.scan import Seen
from vaultkit.disk.unread import Verdicts, sync_copy_of


class Unclear(Exception):  # noqa: N818 - no error: the whole vault has to be listed
    """What stands at a path cannot be judged from there alone."""


def note_at(root: str, verdicts: Verdicts, disk: str) -> Seen | None:
    """A path below the root, as the disk spells it → the note there as listed; None where there is none.

    Raises Unclear where the listing of the whole vault has to say.
    """
    *folders, name = disk.split("/")
    if name[-3:] not in NOTE_ENDS or name.startswith("~$") or any(part.startswith(".") for part in (*folders, name)):
        return None
    path = unicodedata.normalize("NFC", disk)
    if not path.isprintable() or sync_copy_of(name) or len(folders) > DEPTH:
        raise Unclear(disk)
    at = os.path.join(root, disk)
    try:
        found = os.lstat(at)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unclear(disk) from error
    if not is_plain(found) or found.st_nlink > 1 or os.path.realpath(os.path.dirname(at)) != _real(root, folders):
        raise Unclear(disk)
    if _left_out(verdicts, path):
        return None
    young = time.time_ns() - RACY_NS
    mtime, ctime = found.st_mtime_ns, found.st_ctime_ns
    return Seen(path, disk, found.st_size, mtime, ctime, found.st_ino, mtime > young or ctime > young)


def _real(root: str, folders: list[str]) -> str:
    return os.path.join(os.path.realpath(root), *folders)


def _left_out(verdicts: Verdicts, path: str) -> bool:
    """Whether the settings, or Obsidian's, leave out a note or a folder above it."""
    at = path.find("/")
    while at >= 0:
        if verdicts.folder(path[:at]):
            return True
        at = path.find("/", at + 1)
    return verdicts.note is not None and verdicts.note(path) is not None
