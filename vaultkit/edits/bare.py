"""Bare names in properties that name somebody (`person: Ana Ruiz`): links to vaultkit, and none to Obsidian."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

from vaultkit.edits.change import EditRefused
from vaultkit.edits.front import block_of, decoded, lines_of, read_front
from vaultkit.edits.written import Node, tree
from vaultkit.edits.yaml import scalar
from vaultkit.graph.names import stem
from vaultkit.keys import CANON, key
from vaultkit.model import Field, Items, Scalar, Value

_NAMING = {
    "person": ("org", "introduced_by", "distinct_from", "knows"),
    "organization": ("parent",),
    "interaction": ("people", "mentioned", "initiated_by"),
    "note": ("people",),
    "favor": ("person", "target", "redirected_to", "pays_forward"),
    "introduction": ("introducer", "a", "b", "thanked_by"),
    "project": ("people",),
    "promise": ("owner", "to"),
    "any": ("share_with",),
}
# `via` may be a channel too; `to` inside a group is the end of a job.
KEYS: Set[str] = frozenset(
    word for kind, names in _NAMING.items() for name in names for word in (name, *CANON[kind][name]) if word != "via"
)
PARTS: Set[str] = frozenset(
    ("person", "who", *(word for name in ("org", "introduced_by") for word in (name, *CANON["part"][name])))
)


def rename_bare(data: bytes, leads: Callable[[str], str | None], synonyms: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A note's bytes → the same with bare names for which `leads` gives another changed, in properties that name."""
    try:
        text = decoded(data)
        block = block_of(text)
        matter = text[block.start : block.end] if block else ""
        before = read_front(matter)
    except EditRefused:  # what cannot be read is nobody's name
        return data
    lines = lines_of(matter)
    root = tree(matter, lines)
    result = list(lines)
    changed: dict[str, str] = {}
    keys = (KEYS - {own for own, _ in synonyms}) | {own for own, other in synonyms if other in KEYS}
    for node in sorted(_named(root, "", keys), key=lambda node: node.start, reverse=True) if root else ():
        name = str(node.event.value)
        if (new := leads(name)) and new != name and node.start[0] == node.end[0]:
            changed[name] = f"[[{new}|{stem(new)}]]" if "/" in new and "/" not in name else new
            line = result[node.start[0]]
            result[node.start[0]] = line[: node.start[1]] + scalar(changed[name]) + line[node.end[1] :]
    if not changed or block is None:
        return data
    edited = "".join(result)
    if not _is_only(before, read_front(edited), changed):
        raise EditRefused("line 2: a name in the properties cannot be changed safely; change it in an editor")
    return (text[: block.start] + edited + text[block.end :]).encode()


def _named(node: Node, name: str, keys: Set[str]) -> Iterator[Node]:
    """The scalars that stand under a key which names somebody; inside a group other keys do."""
    if isinstance(node.event, MappingStartEvent):
        pairs = iter(node.children)
        for each, value in zip(pairs, pairs, strict=True):
            word = key(str(getattr(each.event, "value", "")))
            if isinstance(value.event, ScalarEvent) and word not in keys:
                continue
            yield from _named(value, word, PARTS if isinstance(value.event, MappingStartEvent) else keys)
    elif isinstance(node.event, ScalarEvent):
        if name in keys and "[[" not in node.event.value and "](" not in node.event.value:
            yield node
    elif not _is_link(node):
        for child in node.children:
            yield from _named(child, name, PARTS if isinstance(child.event, MappingStartEvent) else keys)


def _is_link(node: Node) -> bool:
    """Whether a list is an unquoted `[[Bob]]`, as YAML sees it."""
    return len(node.children) == 1 and isinstance(node.children[0].event, SequenceStartEvent)


def _is_only(before: Sequence[Field], after: Sequence[Field], changed: dict[str, str]) -> bool:
    """Whether the properties differ in nothing but these names."""
    was, now = [*_texts(before)], [*_texts(after)]
    return len(was) == len(now) and all(a == b or changed.get(a) == b for a, b in zip(was, now, strict=True))


def _texts(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield field.key
        yield from _values(field.value)


def _values(value: Value) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield value.text or ""
    elif isinstance(value, Items):
        for each in value.values:
            yield from _values(each)
    else:
        yield from _texts(value.fields)
