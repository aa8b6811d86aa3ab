"""Which kind of record a note is, by its `type`, tags, categories, vCard keys, folder or people field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from vaultkit.model import NotePath

TYPES: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "person": "person contact people",
        "organization": "organization organisation org company institution firm employer",
        "interaction": "interaction meeting call email e-mail mail chat coffee letter event lunch dinner visit video "
        "message",
        "favor": "favor favour ask give",
        "introduction": "introduction intro",
        "promise": "promise commitment follow-up followup",
        "project": "project",
        "daily": "daily daily-note journal",
    }.items()
    for word in words.split()
}
PERSON_TAGS = frozenset(("person", "contact", "people", "contacts"))
ORGANIZATION_TAGS = frozenset(("organization", "organisation", "company"))
FOLDER_NOTES = frozenset(("readme", "index"))
VCARD_KEYS = frozenset(("fn", "ngn", "nfn"))


def kind_of(types: Iterable[str], tags: Iterable[str], categories: Iterable[str], keys: Iterable[str]) -> str | None:
    """What a note says of itself → its kind; None where it says nothing we know."""
    for word in types:
        if kind := TYPES.get(_word(word)):
            return kind
    marks = {_word(tag) for tag in tags} | {_word(category) for category in categories}
    if not (marks.isdisjoint(PERSON_TAGS) and VCARD_KEYS.isdisjoint(keys)):
        return "person"
    return None if marks.isdisjoint(ORGANIZATION_TAGS) else "organization"


def kind_by_place(path: NotePath, people_folders: Iterable[str]) -> str | None:
    """A note in a people folder is a contact, unless it is about the folder: `_index`, `README`, the folder's name."""
    above, _, name = path.removesuffix(".md").casefold().rpartition("/")
    if name.startswith("_") or name in FOLDER_NOTES or name == above.rpartition("/")[2]:
        return None
    folder = above + "/"
    return "person" if any(folder.startswith(f"{name.strip('/').casefold()}/") for name in people_folders) else None


def meant(word: str) -> str | None:
    """A type nobody knows → the known one it is nearly, if any."""
    near = get_close_matches(_word(word), list(TYPES), n=1, cutoff=0.8)
    return near[0] if near else None


@lru_cache(maxsize=4096)
def _word(text: str) -> str:
    return text.strip().strip("#[]\"'").rpartition("/")[2].replace("_", "-").replace(" ", "-").casefold()
