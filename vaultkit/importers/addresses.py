"""What stands in From, To and Cc → names and addresses: quoted, commented, grouped, encoded, or plainly broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultkit.graph.particles import GENERATIONS
from vaultkit.importers.headers import words
from vaultkit.importers.identity import LONGEST
from vaultkit.importers.names import cleaned, turned, turned_round

MOST = 500  # addresses of one message that are read; a letter to so many is left out anyway


class Mailbox(NamedTuple):
    """A name as it is to be shown, "" where only the address is known, and the address in lower case."""

    name: str
    address: str


def mailboxes(said: Sequence[str]) -> tuple[Mailbox, ...]:
    """The values of an address field → who is named in them, each address once."""
    found: dict[str, Mailbox] = {}
    for value in said:
        for box in _boxes(value):
            if len(found) >= MOST:
                break
            if box.address not in found or not found[box.address].name:
                found[box.address] = box
    return tuple(found.values())


def person_name(text: str) -> str:
    """`"Rivera, Sam"` → `Sam Rivera`; "" for what is an address, or no name at all."""
    name = words(text).strip(" '\"`‘’“”,;<>")
    if "@" in name or "://" in name or not any(char.isalpha() for char in name) or _VIA.search(name):
        return ""
    if "," not in name:
        return name
    bare = cleaned(name)
    parts = [part.strip() for part in bare.split(",")]
    both = len(parts) == 2 and all(map(_PART.fullmatch, parts)) and parts[1].rstrip(".").casefold() not in _AFTER_A_NAME
    return turned(bare) if both and turned_round(bare) else name


# --- inside ---

_TOKEN = re.compile(
    r'=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=|"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),:;]|[^"<(),:;]+|.', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_VIA = re.compile(r"\bvia [^ ]", re.IGNORECASE)  # 'Sam via Docs': a program that wrote for Sam
_PART = re.compile(r"[^\W\d_][^\d_,@]{0,60}")
_AFTER_A_NAME = frozenset(
    (*GENERATIONS, *"inc llc ltd corp co gmbh ag kg se bv nv oy ab s.a sa sarl s.l plc pty".split())
)


def _boxes(value: str) -> Iterator[Mailbox]:
    """One value → its mailboxes. `Rivera, Sam <sam@x>` without quotes are two entries to the letter, and one person."""
    waiting = ""
    for entry in _entries(value):
        box = _box(entry)
        if box is None:
            waiting = entry.words if not waiting and not entry.address and "@" not in entry.words else ""
            continue
        if waiting and box.name and entry.address:
            box = box._replace(name=person_name(f"{waiting}, {entry.words}"))
        waiting = ""
        yield box


class _Entry(NamedTuple):
    words: str
    address: str  # in <>
    comment: str


def _entries(value: str) -> Iterator[_Entry]:
    """What stands between commas; the name of a group, `Team: a@x, b@y;`, is nobody's."""
    said, address, comment, depth = "", "", "", 0
    for token in _TOKEN.findall(value):
        if token == "(" or (token == ")" and depth):
            depth += 1 if token == "(" else -1
        elif depth:
            comment += token
        elif token in ",;":
            yield _Entry(said.strip(), address, comment.strip())
            said, address, comment = "", "", ""
        elif token == ":":
            said, address, comment = "", "", ""
        elif token.startswith("<"):
            address = token.strip("<> ") or address
        elif token.startswith('"'):
            said += _ESCAPED.sub(r"\1", token[1:-1] if len(token) > 1 and token.endswith('"') else token[1:])
        else:
            said += token
    yield _Entry(said.strip(), address, comment.strip())


def _box(entry: _Entry) -> Mailbox | None:
    address = (entry.address or entry.words).removeprefix("mailto:").strip("'\" ").casefold()
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain.strip(".")) or len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        return None
    return Mailbox(person_name(entry.words if entry.address else entry.comment), address)


_ADDRESS = re.compile(r"[^\s@<>\"',;()]+@[^\s@<>\"',;()]+")
