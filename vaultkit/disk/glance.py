"""Nothing changed? One walk that opens no note, against what the last run left; imported before anything heavy.

A run is remembered by the state of every file its answer depends on: each `.md` file, each link, Obsidian's settings
and ours, by path, size, times and inode. A file so young at the look that it may change without its times changing
is remembered by its bytes as well, and those few are read again at the next glance.

No `typing`, `re`, `json`, `hashlib`: they cost more than the walk over 1,000 notes.
"""

from __future__ import annotations

import os
import time

from vaultkit.disk.opening import DEPTH, NOTE_ENDS, RACY_NS, READ, digest, is_plain, read_up_to
from vaultkit.disk.places import cache_folder, is_private, make_private, write_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FILE = "glance"
CONFIG_FILES = (
    "vaultkit.toml",
    ".obsidian/app.json",
    ".obsidian/daily-notes.json",
    ".obsidian/templates.json",
    ".obsidian/community-plugins.json",
    ".obsidian/plugins/periodic-notes/data.json",
    ".obsidian/plugins/templater-obsidian/data.json",
)


class Glance:
    """A look at a vault before a run: whether all stands as the last run left it, and what that run said."""

    __slots__ = ("question", "root", "same", "states", "summary", "young")

    def __init__(self, root: str, question: bytes) -> None:
        self.root = root
        self.question = question  # the digest of what was asked, beside the vault: the day, the settings of the run
        self.states, paths = _walk(root)  # one text a file; none where the vault cannot be listed
        self.young = _fingerprints(root, paths)  # files too young for their times to prove anything → their bytes'
        self.same = False
        self.summary = ""


def glance(root: str, today: str, stamp: str) -> Glance:
    """A vault, the day, and whatever else the answer depends on, as a text → whether the last run's still holds."""
    question = digest(f"{os.path.realpath(root)}\0{today}\0{stamp}".encode("utf-8", "surrogatepass"))
    seen = Glance(root, question)
    last = _recall(root)
    if not (last and seen.states and last.question == question and last.state == _state(seen.states)):
        return seen
    known = _fingerprints(root, last.young.keys() - seen.young.keys()) | seen.young
    if not seen.young.keys() <= last.young.keys() or known != last.young or b"" in known.values():
        return seen
    seen.same, seen.summary = True, last.summary
    if seen.young.keys() < known.keys():  # those that grew old are as they were, and from now on their times prove it
        _keep(seen, seen.summary)
    return seen


def record(seen: Glance, summary: str, written: Mapping[str, bytes | None]) -> bool:
    """Remember a run: the look from before it read anything, what it said, and the bytes of the pages it wrote.

    None stands for a page that it removed.

    The vault is looked at again. Where anything but those pages changed meanwhile, or one of them is no longer what
    was written, the run did not see all of it: then nothing is remembered, and False returned.
    """
    now = Glance(seen.root, seen.question)
    changed = {state.partition("\0")[0] for state in {*seen.states} ^ {*now.states}}
    if not seen.states or not now.states or not changed <= written.keys():
        return False
    expected = {**seen.young, **{path: b"" if data is None else digest(data) for path, data in written.items()}}
    if _fingerprints(seen.root, expected) != expected:
        return False
    return _keep(now, summary)


# --- the look ---


def _walk(root: str) -> tuple[list[str], list[str]]:
    """Every file that counts → its state as one text, in a fixed order; and the paths of those that are young."""
    edge = time.time_ns() - RACY_NS
    states: list[str] = []
    young: list[str] = []
    folders = [("", 0)]
    while folders:
        prefix, depth = folders.pop()
        try:
            with os.scandir(os.path.join(root, prefix)) as entries:
                found, below = _folder(entries, prefix, edge, young)
        except OSError as error:
            if not prefix:
                return [], []
            found, below = [f"{prefix}\0unreadable\0{error.errno}"], []
        found.sort()
        states += found
        if depth < DEPTH:
            folders += [(folder, depth + 1) for folder in sorted(below)]
    return states + [_config_state(root, name, edge, young) for name in CONFIG_FILES], young


def _folder(
    entries: Iterator[os.DirEntry[str]], prefix: str, edge: int, young: list[str]
) -> tuple[list[str], list[str]]:
    """One folder → the states of its notes and links, and the folders in it. This is the loop that has to be quick."""
    states = []
    below = []
    for entry in entries:
        name = entry.name
        if name[0] == ".":
            continue
        if name[-3:] in NOTE_ENDS and entry.is_file(follow_symlinks=False):
            at = entry.stat(follow_symlinks=False)
            mtime = at.st_mtime_ns
            ctime = at.st_ctime_ns
            states.append(f"{prefix}{name}\0{mtime}\0{ctime}\0{at.st_size}\0{at.st_ino}")
            if mtime > edge or ctime > edge:
                young.append(prefix + name)
        elif entry.is_dir(follow_symlinks=False):
            below.append(f"{prefix}{name}/")
        elif entry.is_symlink():
            end = os.path.realpath(entry.path)
            states.append(f"{prefix}{name}\0link\0{end}\0{os.path.exists(end)}\0{os.path.isdir(end)}")
        elif name[-3:] in NOTE_ENDS:
            states.append(f"{prefix}{name}\0no file")
    return states, below


def _config_state(root: str, name: str, edge: int, young: list[str]) -> str:
    try:
        at = os.stat(os.path.join(root, name))
    except OSError:
        return f"{name}\0none"
    if at.st_mtime_ns > edge or at.st_ctime_ns > edge:
        young.append(name)
    return f"{name}\0{at.st_mtime_ns}\0{at.st_ctime_ns}\0{at.st_size}\0{at.st_ino}"


def _state(states: list[str]) -> bytes:
    return digest("\0\0".join(states).encode("utf-8", "surrogatepass"))


def _fingerprints(root: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Files → the digests of their bytes, empty for what cannot be read; past 5 MB only the head of a note counts."""
    return {path: _fingerprint(os.path.join(root, path)) for path in paths}


def _fingerprint(at: str) -> bytes:
    try:
        handle = os.open(at, READ)
    except OSError:
        return b""
    try:
        return digest(read_up_to(handle, 5_000_000)) if is_plain(os.fstat(handle)) else b""
    except OSError:
        return b""
    finally:
        os.close(handle)


# --- what the last run left ---


class _Last:
    """The last run: what was asked, how the vault stood, the young files' bytes, and what was said."""

    __slots__ = ("question", "state", "summary", "young")

    def __init__(self, data: bytes) -> None:
        magic, rest = data[: len(_MAGIC)], data[len(_MAGIC) :]
        check, body = rest[:16], rest[16:]
        if magic != _MAGIC or check != digest(body):
            raise ValueError("no glance, or a damaged one")
        self.question, self.state = body[:16], body[16:32]
        count, _, rest = body[32:].partition(b"\0")
        *fields, summary = rest.split(b"\0", 2 * int(count))
        paths = [path.decode("utf-8", "surrogatepass") for path in fields[::2]]
        self.young = dict(zip(paths, map(bytes.fromhex, (mark.decode() for mark in fields[1::2])), strict=True))
        self.summary = summary.decode("utf-8", "surrogatepass")


_MAGIC = b"vaultkit glance 1\0"


def _recall(root: str) -> _Last | None:
    """The last run of this vault; none where it is damaged, of another version or not ours."""
    path = os.path.join(cache_folder(root), FILE)
    if not is_private(path):
        return None
    try:
        with open(path, "rb") as file:
            return _Last(file.read())
    except (OSError, ValueError):
        return None


def _keep(seen: Glance, summary: str) -> bool:
    young = "".join(f"{path}\0{mark.hex()}\0" for path, mark in seen.young.items())
    text = f"{len(seen.young)}\0{young}{summary}"
    body = seen.question + _state(seen.states) + text.encode("utf-8", "surrogatepass")
    folder = cache_folder(seen.root)
    return make_private(folder) and write_private(os.path.join(folder, FILE), _MAGIC + digest(body) + body)
