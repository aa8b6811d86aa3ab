"""The lines of a vCard or iCalendar file → its cards or events: what stands between BEGIN and END."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from vaultkit.importers.folded import Folded, checked, unfolded

DEEPEST = 16  # blocks in blocks; the formats need four


class Property(NamedTuple):
    """`item1.EMAIL;TYPE=work,pref:sam@acme.example`. A parameter of 2.1 without a name is a TYPE."""

    name: str
    value: str  # still escaped
    params: tuple[tuple[str, str], ...]  # names in upper case
    line: int

    def param(self, name: str) -> str:
        return next((value for key, value in self.params if key == name), "")

    def types(self) -> frozenset[str]:
        return frozenset(value.casefold() for key, value in self.params if key == "TYPE")


class Block(NamedTuple):
    """One card, event or calendar, without what stands in the blocks inside it."""

    kind: str  # VCARD, VEVENT …
    line: int
    within: int  # the line of the outermost block it is in
    properties: tuple[Property, ...]
    wrong: tuple[tuple[int, str], ...] = ()  # lines of it that cannot be read, and why
    ended: bool = True
    western: int = 0  # lines read as windows-1252

    def all(self, name: str) -> tuple[Property, ...]:
        return tuple(one for one in self.properties if one.name == name)

    def first(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name and one.value.strip()), None)

    def text(self, name: str) -> str:
        """The first value of that name, unescaped, on one line."""
        found = self.first(name)
        return " ".join(plain(found.value).split()) if found else ""


def blocks(data: bytes, kinds: Collection[str], names: Collection[str]) -> Iterator[Block]:
    """A file → the blocks of these kinds, each when it ends, with the properties of these names.

    One that never ends is given too, and says so: it stops where another of its kind begins, or what it is in ends.
    Raises ImportRefused for a file that is too long.
    """
    found = _Reading(kinds)
    for line in unfolded(checked(data), {*names, "BEGIN", "END", "AGENT"}):
        if line.name == "BEGIN" and not line.wrong:
            yield from found.begin(line)
        elif line.name == "END" and not line.wrong:
            yield from found.end(line.value.strip().upper())
        else:
            found.say(line)
    yield from found.close(0)


def plain(text: str, *, breaks: bool = True) -> str:
    """Escaped text → text. vCard 2.1 knows no `\\n`: there `breaks` is false."""
    return _ESCAPED.sub(lambda found: _unescaped(found[0], breaks), text) if "\\" in text else text


def parts(text: str, separator: str) -> tuple[str, ...]:
    """`Rivera;Sam\\;uel;;` → its parts, still escaped."""
    if "\\" not in text:
        return tuple(text.split(separator))
    masked = _ESCAPED.sub("__", text)  # as long as what it stands for
    cuts = [-1, *(at for at, char in enumerate(masked) if char == separator), len(text)]
    return tuple(text[start + 1 : stop] for start, stop in pairwise(cuts))


# --- inside ---

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_PARAMETER = re.compile(r';([^=;"]*+)(?:=((?:"[^"]*+"|[^";]++)*+))?')
_VALUE = re.compile(r'"([^"]*+)"|([^",]++)')
_ENCODINGS = frozenset(("quoted-printable", "base64", "b", "8bit", "7bit"))


def _unescaped(pair: str, breaks: bool) -> str:
    if pair[1] in "nN":
        return "\n" if breaks else pair
    return pair[1] if pair[1] in ',;:\\"' else pair


class _Open(NamedTuple):
    kind: str
    line: int
    wanted: bool
    said: list[Property]
    wrong: list[tuple[int, str]]
    western: list[int]


class _Reading:
    """Which blocks are open at a line of the file."""

    def __init__(self, kinds: Collection[str]) -> None:
        self.kinds = kinds
        self.open: list[_Open] = []
        self.last = ""  # the name of the line before: after AGENT a card begins inside its card

    def begin(self, line: Folded) -> Iterator[Block]:
        kind = line.value.strip().upper()
        inner = self.last == "AGENT"
        self.last = "BEGIN"
        at = -1 if inner else self._where(kind)
        if at >= 0 and kind in self.kinds:
            yield from self.close(at)
        if len(self.open) < DEEPEST:
            self.open.append(_Open(kind, line.number, kind in self.kinds and not inner, [], [], []))

    def end(self, kind: str) -> Iterator[Block]:
        self.last = "END"
        at = self._where(kind)
        if at < 0:
            return
        yield from self.close(at + 1)
        yield from self._given(self.open.pop(), ended=True)

    def close(self, at: int) -> Iterator[Block]:
        """Whatever is open from there on never ended."""
        while len(self.open) > at:
            yield from self._given(self.open.pop(), ended=False)

    def say(self, line: Folded) -> None:
        self.last = line.name
        if not self.open or not self.open[-1].wanted:
            return
        top = self.open[-1]
        if line.wrong:
            top.wrong.append((line.number, line.wrong))
        else:
            top.said.append(Property(line.name, line.value, _params(line.head), line.number))
            if line.western:
                top.western.append(line.number)

    def _given(self, block: _Open, *, ended: bool) -> Iterator[Block]:
        if block.wanted:
            within = self.open[0].line if self.open else block.line
            said, wrong = tuple(block.said), tuple(block.wrong)
            yield Block(block.kind, block.line, within, said, wrong, ended, len(block.western))

    def _where(self, kind: str) -> int:
        return next((at for at in range(len(self.open) - 1, -1, -1) if self.open[at].kind == kind), -1)


def _params(head: str) -> tuple[tuple[str, str], ...]:
    """`;TYPE=work,"pref";CELL` → ("TYPE", "work"), ("TYPE", "pref"), ("TYPE", "CELL")."""
    found: list[tuple[str, str]] = []
    for key, value in _PARAMETER.findall(head) if head else ():
        name = key.strip().upper()
        if value:
            found += [(name, _param(quoted or bare)) for quoted, bare in _VALUE.findall(value)]
        elif name and name.casefold() not in _ENCODINGS:
            found.append(("TYPE", name))
    return tuple(found)


def _param(value: str) -> str:
    return value.strip().replace("^n", "\n").replace("^'", '"').replace("^^", "^") if "^" in value else value.strip()
