"""Whether a front matter, read again after a change, says exactly what it should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from vaultkit.edits.change import EditRefused
from vaultkit.edits.front import content, read_front
from vaultkit.edits.written import FIRST
from vaultkit.edits.yaml import Told
from vaultkit.model import Items, Scalar, Value
from vaultkit.model import Mapping as Table
from vaultkit.notes.frontmatter import MAX_LENGTH, VaultHandler

Expected: TypeAlias = "tuple[str, Value | Told]"  # a key, and the old value or what it was set to
_UNSURE = f"line {FIRST}: the properties stand in a way that cannot be changed safely; change them in an editor"


def check(result: str, body: str, expected: Sequence[Expected]) -> None:
    """Refuse unless the result says exactly what is expected, above the same body."""
    block = VaultHandler().block(result)
    try:
        fields = read_front(result[block.start : block.end]) if block else ()
    except EditRefused:
        raise EditRefused(_UNSURE) from None
    same = len(fields) == len(expected) and all(
        field.key == key and _is(field.value, value) for field, (key, value) in zip(fields, expected, strict=False)
    )
    if block is None or result[block.body :] != body or block.end - block.start > MAX_LENGTH or not same:
        raise EditRefused(_UNSURE)


def _is(value: Value, wanted: Value | Told) -> bool:
    """Whether a value that was read again is the one that should be there, wherever it stands now."""
    if isinstance(wanted, str):
        return isinstance(value, Scalar) and (value.text or "") == wanted
    if isinstance(wanted, dict):
        return isinstance(value, Table) and [(f.key, _text(f.value)) for f in value.fields] == list(wanted.items())
    if isinstance(wanted, (Scalar, Items, Table)):
        return content(value, quotes=True) == content(wanted, quotes=True)
    found = value.values if isinstance(value, Items) else (value,)
    return [_text(each) for each in found] == list(wanted)


def _text(value: Value) -> str:
    """One text of a list; an unquoted `[[Bob]]` is a list in a list to YAML."""
    if isinstance(value, Scalar):
        return value.text or ""
    if isinstance(value, Items) and len(value.values) == 1 and isinstance(value.values[0], Items):
        return f"[[{', '.join(_text(each) for each in value.values[0].values)}]]"
    return "\0"  # what no text is
