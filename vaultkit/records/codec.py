"""Says ↔ JSON text, for the memory between runs: compact lists, dates as day numbers, the note's own path left out.

The shape follows from the types, so a new field needs nothing here; whoever stores the text must stamp it with the
program's version. Text that does not fit the types raises ValueError: a damaged memory is no memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from sys import intern
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from vaultkit.model import NotePath, Place
from vaultkit.records.kinds import Name, Says

Plain: TypeAlias = Any  # what json gives: None, bool, int, float, str, list
Encode: TypeAlias = Callable[[Any], Plain]
Decode: TypeAlias = Callable[[Plain, NotePath], Any]


def dump(says: Says) -> str:
    """What a note says → JSON text."""
    return json.dumps(_encoder(Says)(says), ensure_ascii=False, separators=(",", ":"))


def load(text: str, path: NotePath) -> Says:
    """JSON text of the note at `path` → what it says."""
    try:
        says = _decoder(Says)(json.loads(text), path)
    except (TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not what a note says: {error}") from error
    if not isinstance(says, Says):
        raise ValueError("not what a note says")
    return says._replace(path=path)


@cache
def _encoder(kind: Any) -> Encode:
    if kind is date:
        return date.toordinal
    if kind is Place:
        return lambda place: place.line
    if _is_record(kind):
        return _record_encoder(kind)
    inner = _optional(kind)
    if inner is not None:
        encode = _encoder(inner)
        return lambda value: None if value is None else encode(value)
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        encode = _encoder(parts[0])
        return list if encode is _same else lambda values: [encode(value) for value in values]
    return _same


def _record_encoder(kind: Any) -> Encode:
    encoders = [_encoder(hint) for hint in _hints(kind)]
    needed, defaults = _defaults(kind)

    def encode(record: Any) -> Plain:
        size = len(record)
        while size > needed and record[size - 1] == defaults[size - 1]:
            size -= 1  # most records leave most fields as they are
        return [code(value) for code, value in zip(encoders[:size], record[:size], strict=True)]

    return encode


@cache
def _decoder(kind: Any) -> Decode:
    if kind is date:
        return lambda number, path: _day(number)
    if kind is Place:
        return lambda line, path: Place(path, int(line))
    if kind is Name:
        return _name
    if _is_record(kind):
        return _record_decoder(kind)
    inner = _optional(kind)
    if inner is not None:
        decode = _decoder(inner)
        return decode if decode is _as_is else lambda value, path: None if value is None else decode(value, path)
    if get_origin(kind) is tuple:
        decode = _decoder(get_args(kind)[0])
        if decode is _as_is:
            return lambda values, path: tuple(values)
        return lambda values, path: tuple([decode(value, path) for value in values])
    return _as_is


def _record_decoder(kind: Any) -> Decode:
    decoders = [(at, code) for at, hint in enumerate(_hints(kind)) if (code := _decoder(hint)) is not _as_is]

    def decode(row: Plain, path: NotePath) -> Any:
        size = len(row)
        for at, code in decoders:
            if at < size:
                row[at] = code(row[at], path)
        return kind(*row)

    return decode


def _name(row: Plain, path: NotePath) -> Name:
    """A name is in ten notes and kept once: 200 bytes a note."""
    text, line = row
    return Name(intern(text), line)


@lru_cache(maxsize=20_000)
def _day(number: int) -> date:
    return date.fromordinal(number)


def _same(value: Any) -> Plain:
    return value


def _as_is(value: Plain, path: NotePath) -> Any:
    return value


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def _hints(kind: Any) -> list[Any]:
    hints = get_type_hints(kind)
    return [hints[name] for name in kind._fields]


def _defaults(kind: Any) -> tuple[int, list[Any]]:
    """How many fields a record must have, and the default of each (None for those)."""
    given = kind._field_defaults
    return len(kind._fields) - len(given), [given.get(name) for name in kind._fields]


def _optional(kind: Any) -> Any:
    """`X | None` → X, else None."""
    if get_origin(kind) not in (Union, UnionType):
        return None
    parts = [part for part in get_args(kind) if part is not NoneType]
    return parts[0] if len(parts) == 1 else None
