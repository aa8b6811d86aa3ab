"""Vault on disk → what every note says: lists notes, reads those that changed, remembers the rest by their bytes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from vaultkit import __version__
from vaultkit.disk.memo import Memo, Remembered, trusted
from vaultkit.disk.places import CONFIG
from vaultkit.disk.read import Bytes, read_file, read_note
from vaultkit.disk.scan import Ignored, Listing, Rules, Seen, list_vault
from vaultkit.disk.unread import compile_rules
from vaultkit.model import NotePath, Place, Problem, Tell
from vaultkit.moment import date_format
from vaultkit.obsidian import CONFIG_FILES, ObsidianConfig, read_config
from vaultkit.pair import by_two
from vaultkit.records.codec import dump, load
from vaultkit.records.kinds import Says
from vaultkit.records.read import UNREAD, Reading, read
from vaultkit.settings import Settings, read_settings

MEANING = 6  # raise it when the same bytes are read to say something else
TWO_FROM = 400  # changed notes from which two processes are quicker than one
PIECE = 50  # notes that one of the two reads before it looks how far the other is
BATCH = 200  # notes remembered at a time: the texts of all of them at once would be a kB a note
WHILE = "while reading "  # begins the note on an exception that says of which note it came
UNREAD_REASONS = {
    "generated": "made by vaultkit",
    "template": "a template: {{…}} or <%…%> in its front matter",
}


class Vault(NamedTuple):
    """A vault and how it is to be read."""

    root: str
    settings: Settings
    config: ObsidianConfig
    problems: tuple[Problem, ...]


class Look(NamedTuple):
    """What stands in the vault now."""

    notes: tuple[Says, ...]  # without generated notes and templates
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]
    opened: int  # notes whose bytes were read
    size: int  # how many notes that are


class Caught(NamedTuple):
    """What became of reading the listed notes."""

    troubles: tuple[Problem, ...]  # notes that could not be read
    opened: int


Take: TypeAlias = Callable[[Seen, Says, bytes], None]
Meanwhile: TypeAlias = Callable[[], None]
Found: TypeAlias = "list[Fresh | Problem]"


def quiet(done: int, total: int) -> None:
    """Tells nobody."""


def nothing() -> None:
    """Has nothing to do."""


class About:
    """Work on one note: an exception that comes of it is given the note's path, and goes on its way."""

    def __init__(self, path: NotePath) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing is to be got ready."""

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if isinstance(error, Exception):
            error.add_note(f"{WHILE}{self._path}")


class Fresh(NamedTuple):
    """One note as just read: its bytes' digest and what it says, as text; "" where it says what is remembered."""

    path: NotePath
    digest: bytes
    text: str
    says: Says | None = None  # the same, where this very process read it


def open_vault(root: str) -> Vault:
    """The vault's folder → its settings and Obsidian's, with everything wrong in them."""
    text, trouble = read_file(root, CONFIG)
    settings, problems = read_settings(text)
    files = {name: found for name in CONFIG_FILES if (found := read_file(root, name)[0]) is not None}
    config, odd = read_config(files)
    return Vault(root, settings, config, (*(trouble or ()), *problems, *odd))


def reading(vault: Vault) -> Reading:
    """How the vault's notes are to be read."""
    return Reading(
        daily_format=date_format(vault.config.daily_format),
        daily_folder=vault.config.daily_folder,
        people_folders=vault.settings.folders.people,
        daily_links=vault.settings.daily_links == "contact",
        synonyms=vault.settings.synonyms,
    )


def rules(vault: Vault) -> Rules:
    """What is not read as a note."""
    folders = vault.settings.folders
    return Rules(
        reports=folders.reports,
        templates=(*vault.config.templates, *vault.config.template_notes, *folders.templates),
        exclude=folders.exclude,
        obsidian_filters=vault.config.ignore_filters,
    )


def unread_at(vault: Vault, path: NotePath) -> str | None:
    """Where a note would stand → why it would not be read there, as the end of a sentence; None where it would."""
    verdicts = compile_rules(rules(vault))
    folders = path.split("/")[:-1]
    above = ("/".join(folders[:length]) for length in range(1, len(folders) + 1))
    reasons = (*map(verdicts.folder, above), verdicts.note(path) if verdicts.note else None)
    return next(filter(None, reasons), None)


def stamp(vault: Vault) -> str:
    """All that what a note says depends on beside its bytes and path, as a short text."""
    parts = repr((__version__, MEANING, sys.version_info[:2], reading(vault)))
    return blake2b(parts.encode(), digest_size=8).hexdigest()


def look(vault: Vault, memo: Memo, tell: Tell = quiet, meanwhile: Meanwhile = nothing) -> Look:
    """The vault and what is remembered of it → what every note says now. Only changed notes are opened.

    `tell` hears how many notes are read, and of how many. `meanwhile` is what else the run will need, to be got ready
    while another process already reads; it is not called where one process is enough.
    """
    listing = list_vault(vault.root, rules(vault))
    says: dict[NotePath, Says] = {}

    def take(seen: Seen, said: Says, digest: bytes) -> None:
        says[seen.path] = said

    return _gathered(listing, says, catch_up(vault, memo, listing, memo.load(), tell, meanwhile, take=take))


def catch_up(
    vault: Vault,
    memo: Memo,
    listing: Listing,
    known: Mapping[NotePath, Remembered],
    tell: Tell = quiet,
    meanwhile: Meanwhile = nothing,
    *,
    take: Take,
) -> Caught:
    """A listing, and what is remembered → what every listed note says, handed to `take` with the digest of its bytes.

    What was read is remembered from now on.
    """
    stale: list[Seen] = []
    for seen in listing.notes:
        remembered = known.get(seen.path)
        found = _recalled(remembered, seen) if remembered and trusted(remembered, seen) else None
        if found is None or remembered is None:
            stale.append(seen)
        else:
            take(seen, found, remembered.digest)
    changed: list[tuple[NotePath, Remembered]] = []
    troubles: list[Problem] = []
    for done, (fresh, seen) in enumerate(_read_stale(vault, stale, known, troubles, meanwhile), 1):
        with About(seen.path):
            take(seen, fresh.says or load(fresh.text, seen.path), fresh.digest)
        changed.append((seen.path, Remembered.of(seen, fresh.digest, fresh.text)))
        if len(changed) == BATCH:
            memo.save(changed, ())
            changed.clear()
        tell(done, len(stale))
    memo.save(changed, known.keys() - {seen.path for seen in listing.notes})
    return Caught(tuple(sorted(troubles)), len(stale))


def _gathered(listing: Listing, says: Mapping[NotePath, Says], caught: Caught) -> Look:
    """What was listed and read → notes apart from what is none, with their reasons."""
    unread = [Ignored(path, UNREAD_REASONS[said.kind]) for path, said in says.items() if said.kind in UNREAD]
    notes = tuple(says[path] for path in sorted(says) if says[path].kind not in UNREAD)
    told = (problem for note in notes for problem in note.problems)
    problems = (*listing.problems, *caught.troubles, *told)
    return Look(notes, tuple(sorted((*listing.ignored, *unread))), problems, caught.opened, len(notes))


def _recalled(remembered: Remembered, seen: Seen) -> Says | None:
    try:
        return load(remembered.says, seen.path)
    except ValueError:  # a damaged row is none: the note is read again
        return None


def _read_stale(
    vault: Vault,
    stale: Sequence[Seen],
    known: Mapping[NotePath, Remembered],
    problems: list[Problem],
    meanwhile: Meanwhile,
) -> Iterator[tuple[Fresh, Seen]]:
    """Reads the notes that changed, or may have; one whose bytes are as remembered is not parsed again."""
    by_path = {seen.path: seen for seen in stale}
    whole = {path: known[path] for path in by_path if path in known and _recalled(known[path], by_path[path])}
    for fresh in read_all(vault, stale, {path: remembered.digest for path, remembered in whole.items()}, meanwhile):
        if isinstance(fresh, Problem):
            problems.append(fresh)
        else:
            yield fresh if fresh.text else fresh._replace(text=whole[fresh.path].says), by_path[fresh.path]


def read_all(
    vault: Vault, stale: Sequence[Seen], digests: Mapping[NotePath, bytes], meanwhile: Meanwhile = nothing
) -> Iterator[Fresh | Problem]:
    """Reads notes, in two processes where there are many; of one whose bytes have the digest given, only that."""
    from vaultkit.notes.parse import parse_note  # noqa: F401  once, for both

    how = reading(vault)
    if len(stale) < TWO_FROM or sys.platform != "linux":
        yield from _read_some(vault.root, stale, how, digests)
        return

    def work(piece: int) -> Found:
        return list(_read_some(vault.root, stale[piece * PIECE : (piece + 1) * PIECE], how, digests))

    for found in by_two(-(-len(stale) // PIECE), work, _written, _unwritten, meanwhile):
        yield from found


def _written(found: Found) -> str:
    """What one process read, as text for the other."""
    return json.dumps(
        [each if isinstance(each, Problem) else (each.path, each.digest.hex(), each.text) for each in found]
    )


def _unwritten(text: str) -> Found:
    """The way back: a note has three parts, a problem four."""
    return [
        Fresh(one[0], bytes.fromhex(one[1]), one[2]) if len(one) == 3 else Problem(Place(*one[0]), *one[1:])
        for one in json.loads(text)
    ]


def _read_some(
    root: str, stale: Iterable[Seen], how: Reading, digests: Mapping[NotePath, bytes]
) -> Iterator[Fresh | Problem]:
    from vaultkit.notes.parse import parse_note

    for seen in stale:
        found = read_note(root, seen)
        if not isinstance(found, Bytes):
            yield found
            continue
        mark = blake2b(found.data, digest_size=16).digest()
        if mark == digests.get(seen.path):
            yield Fresh(seen.path, mark, "")  # touched, not changed: what it says is known
        else:
            with About(seen.path):
                says = read(parse_note(seen.path, found.data, cut=found.cut), how)
                text = dump(says)
            yield Fresh(seen.path, mark, text, says)
