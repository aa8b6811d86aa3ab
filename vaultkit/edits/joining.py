"""Two contacts' properties as one: lists united, what one of them lacks taken from the other, the rest told.

Whatever cannot be said by both is given back as the YAML in which it stood, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from vaultkit.edits.change import EditRefused
from vaultkit.edits.front import (
    Vocabulary,
    block_of,
    content,
    decoded,
    line_end,
    lines_of,
    read_front,
    with_front_matter,
)
from vaultkit.edits.properties import by_names, set_properties
from vaultkit.edits.remarks import remarks
from vaultkit.edits.written import Written, written
from vaultkit.graph.names import fold
from vaultkit.model import Field, Items, Said, Value
from vaultkit.notes.parse import parse_note

LISTS = frozenset(
    "aliases boundaries categories distinct_from emails needs offers phones role tags urls cssclasses".split()
)
LINKED = frozenset(("org", "introduced_by"))  # a link there, and the words of it, are one
STRICTER = {  # from the laxest; whatever is told, the stricter holds
    "sensitivity": ("public", "private", "restricted"),
    "door": ("open", "careful", "closed"),
    "status": ("active", "dormant", "archived", "deceased", "do-not-contact"),
}
OF_THE_NOTE = frozenset(("type", "name", "aliases", "imported", "import_marks"))
AS_NAMES: Mapping[str, Callable[[str], str]] = MappingProxyType({})


Forms: TypeAlias = Mapping[str, Callable[[str], str]]  # property → how its texts are compared, where not as names


class Conflict(NamedTuple):
    """A property of which the two say different things: what holds now, and what is kept beside."""

    key: str
    holds: str
    kept: str


class Joined(NamedTuple):
    """A note with both notes' properties; the YAML lines of what lost, and what there is to tell."""

    data: bytes
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class _Stands(NamedTuple):
    """A note's properties as they stand."""

    lines: tuple[str, ...]
    by_name: Mapping[str, Written]
    values: Mapping[str, Value]

    def span(self, name: str) -> range:
        """The places of a property's lines."""
        return range(self.by_name[name].line, self.by_name[name].end[0] + 1)

    def raw(self, name: str) -> tuple[str, ...]:
        """The lines of a property."""
        return tuple(self.lines[at].rstrip("\r\n") for at in self.span(name))

    def shown(self, name: str) -> str:
        """A property's value on one line."""
        texts = self.by_name[name].texts
        return ", ".join(texts) if texts is not None else " ".join(line.strip() for line in self.raw(name))


class _Plan:
    """What is to change in the note that stays."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.changes: dict[str, Said | None] = {}
        self.raw: list[str] = []  # whole properties, as lines of YAML
        self.whole: set[str] = set()  # properties of the note that goes of which every line stands somewhere
        self.items: dict[str, list[str]] = {}  # property → further lines of its list
        self.kept: list[str] = []
        self.conflicts: list[Conflict] = []


def join_properties(
    mine: bytes,
    its: bytes,
    called: Sequence[str],
    *,
    prefer_its: bool = False,
    synonyms: tuple[tuple[str, str], ...] = (),
    forms: Forms = AS_NAMES,
) -> Joined:
    """The bytes of the note that stays and of the one that goes → the first with the properties of both.

    `called` are the names that it is to have besides its own. Where both say something and only one can hold, mine
    does, or its where `prefer_its`; of what protects somebody the stricter. Raises EditRefused, saying the line.
    """
    words = Vocabulary("person", synonyms)
    one, other = _stands(mine, words), _stands(its, words)
    plan = _Plan(forms)
    for name in other.by_name:
        if name not in OF_THE_NOTE and _says_something(other, name):
            _join(plan, name, one, other, prefer_its=prefer_its)
    aliases = _united(_texts(one, "aliases"), (*called, *_texts(other, "aliases")), fold)
    if aliases != _texts(one, "aliases"):
        plan.changes["aliases"] = aliases
    if "imported" in one.by_name and "imported" not in other.by_name:
        plan.changes |= {name: None for name in ("imported", "import_marks") if name in one.by_name}
    data = set_properties(mine, plan.changes, "person", synonyms)
    data = _with_lines(data, plan, words)
    plan.kept += _remarked(other, plan)
    _check(data, one, other, plan, words)
    return Joined(data, tuple(plan.kept), tuple(plan.conflicts))


def as_name(text: str) -> str:
    """A text in the form in which it is compared: `[[Firms/Acme|the firm]]` and `Acme` are one, `#work` and `work`."""
    bare = text.strip()
    if bare.startswith("[[") and bare.endswith("]]"):
        bare = bare[2:-2].partition("|")[0].partition("#")[0].rpartition("/")[2].removesuffix(".md")
    return fold(bare.removeprefix("#"))


def _join(plan: _Plan, name: str, one: _Stands, other: _Stands, *, prefer_its: bool) -> None:
    """One property of the note that goes."""
    its = other.by_name[name]
    if not _says_something(one, name):
        _take(plan, name, one, other)
        return
    mine = one.by_name[name]
    if mine.texts is None or its.texts is None:
        if content(one.values[name]) != content(other.values[name]) and not _lengthened(plan, name, one, other):
            _decide(plan, name, one, other, prefer_its=prefer_its)
        return
    same = plan.forms.get(name, as_name if name in LISTS | LINKED else _exactly)
    if name in LISTS or "block" in (mine.style, its.style) or "flow" in (mine.style, its.style):
        united = _united(mine.texts, its.texts, same)
        if united != mine.texts:
            plan.changes[mine.key] = united
    elif same(mine.texts[0]) != same(its.texts[0]):
        _decide(plan, name, one, other, prefer_its=prefer_its)


def _take(plan: _Plan, name: str, one: _Stands, other: _Stands) -> None:
    """A property that only the note that goes has, or of which only it says something."""
    its = other.by_name[name]
    key = one.by_name[name].key if name in one.by_name else its.key
    as_it_stands = name not in one.by_name and remarks(other.lines, other.span(name))
    if its.texts is None or as_it_stands:
        if name in one.by_name:
            plan.changes[key] = None
        plan.raw += other.raw(name)
        plan.whole.add(name)
    else:
        plan.changes[key] = its.texts[0] if its.style == "scalar" else its.texts


def _decide(plan: _Plan, name: str, one: _Stands, other: _Stands, *, prefer_its: bool) -> None:
    """Two values of which one can hold; the other is kept beside."""
    wins = prefer_its
    if name in STRICTER:
        wins = _strictness(name, other) > _strictness(name, one)
    if wins:
        _take(plan, name, one, other)
        if other.by_name[name].texts is None:
            plan.changes[one.by_name[name].key] = None
    winner, loser = (other, one) if wins else (one, other)
    plan.kept += loser.raw(name)
    if loser is other:
        plan.whole.add(name)
    plan.conflicts.append(Conflict(one.by_name[name].key, winner.shown(name), loser.shown(name)))


def _remarked(other: _Stands, plan: _Plan) -> Iterable[str]:
    """The comments of the note that goes, each with the property whose lines it stands in and that was not kept yet."""
    owner = {at: name for name in other.by_name for at in other.span(name)}
    told: set[str] = set()
    for at in remarks(other.lines, range(len(other.lines))):
        name = owner.get(at)
        if name is None:
            yield other.lines[at].rstrip("\r\n")
        elif name not in plan.whole | told:
            told.add(name)
            yield from other.raw(name)


def _strictness(name: str, stands: _Stands) -> int:
    texts = stands.by_name[name].texts or ("",)
    words = STRICTER[name]
    return words.index(fold(texts[0])) if fold(texts[0]) in words else -1


def _lengthened(plan: _Plan, name: str, one: _Stands, other: _Stands) -> bool:
    """Two lists of groups, an item a line → the first with what only the second has; whether that is what they are."""
    mine, its = _item_lines(one, name), _item_lines(other, name)
    if not mine or not its:
        return False
    known = {line.strip() for line in mine}
    indent = mine[0][: len(mine[0]) - len(mine[0].lstrip())]
    plan.items[name] = [indent + line.strip() for line in its if line.strip() not in known]
    return True


def _item_lines(stands: _Stands, name: str) -> tuple[str, ...]:
    """The lines of a list, where each is one item; else none."""
    value, raw = stands.values[name], stands.raw(name)
    whole = isinstance(value, Items) and len(raw) == len(value.values) + 1
    return raw[1:] if whole and all(line.lstrip().startswith("- ") for line in raw[1:]) else ()


# --- what stands there ---


def check_readable(data: bytes, synonyms: tuple[tuple[str, str], ...] = ()) -> None:
    """Refuse a note of which the properties cannot be told apart, saying the line."""
    _stands(data, Vocabulary("person", synonyms))


def _stands(data: bytes, words: Vocabulary) -> _Stands:
    text = decoded(data)
    block = block_of(text)
    matter = text[block.start : block.end] if block else ""
    read_front(matter)  # refuses whatever cannot be read
    lines = lines_of(matter)
    by_name = by_names(written(matter, lines), words)
    return _Stands(tuple(lines), by_name, {words.of(field.key): field.value for field in _fields(data)})


def _fields(data: bytes) -> tuple[Field, ...]:
    return parse_note("note.md", data).fields


def _texts(stands: _Stands, name: str) -> tuple[str, ...]:
    return (stands.by_name[name].texts or ()) if name in stands.by_name else ()


def _says_something(stands: _Stands, name: str) -> bool:
    return name in stands.by_name and stands.by_name[name].texts != ()


def _exactly(text: str) -> str:
    return text


def _united(mine: Iterable[str], its: Iterable[str], same: Callable[[str], str]) -> tuple[str, ...]:
    """Two lists → one without doubles, in which each keeps its place."""
    found: dict[str, str] = {}
    for text in (*mine, *its):
        found.setdefault(same(text) or text, text)
    return tuple(found.values())


# --- lines of YAML, put in as they are ---


def _with_lines(data: bytes, plan: _Plan, words: Vocabulary) -> bytes:
    """A note with further items and whole properties in its front matter."""
    if not plan.raw and not any(plan.items.values()):
        return data
    text = decoded(data)
    block, end = block_of(text), line_end(text)
    if block is None:
        return with_front_matter(text, "".join(line + end for line in plan.raw)).encode()
    stands = _stands(data, words)
    lines = list(stands.lines)
    for name in sorted(plan.items, key=lambda name: -stands.by_name[name].line):
        at = stands.by_name[name].end[0] + 1
        lines[at:at] = [line + end for line in plan.items[name]]
    lines += [line + end for line in plan.raw]
    return f"{text[: block.start]}{''.join(lines)}{text[block.end :]}".encode()


def _check(data: bytes, one: _Stands, other: _Stands, plan: _Plan, words: Vocabulary) -> None:
    """Refuse unless all that was not to change is as it was, and what was taken over is what it was there."""
    now = {words.of(field.key): field.value for field in _fields(data)}
    changed = {words.of(key) for key in plan.changes} | plan.items.keys()
    taken = {name for name in other.values if name not in one.values and name not in OF_THE_NOTE}
    same = all(content(now.get(name)) == content(value) for name, value in one.values.items() if name not in changed)
    same = same and all(
        content(now.get(name)) == content(other.values[name])
        for name in taken
        if (other.by_name[name].texts is None or name in plan.whole) and name not in changed
    )
    longer = all(len(_values(now.get(name))) == len(_values(one.values[name])) + len(new)
                 for name, new in plan.items.items())  # fmt: skip
    if not (same and longer):
        raise EditRefused("line 2: the properties of the two cannot be joined safely; make them alike in an editor")


def _values(value: Value | None) -> tuple[Value, ...]:
    return value.values if isinstance(value, Items) else ()
