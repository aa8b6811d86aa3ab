"""`--map column=field`: which column of a table says what, as the user writes it or as the columns are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from vaultkit.importers.delimited import column
from vaultkit.importers.incoming import ImportRefused
from vaultkit.keys import canonical, key
from vaultkit.wording import few, suggestion

PERSON = (
    "name", "first", "middle", "last", "aliases", "org", "title", "role", "emails", "phones", "urls", "birthday",
    "location", "connected", "met", "introduced_by", "tags", "uid", "body",
)  # fmt: skip
INTERACTION = ("date", "people", "direction", "channel", "topic", "key")
FIELDS = (*INTERACTION, *PERSON)
NAMES = ("name", "people", "aliases", "introduced_by")
DAYS = ("date", "birthday", "connected", "met")
LISTS = ("people", "aliases", "role", "emails", "phones", "urls", "tags", "uid")
_OWN_WORDS = {
    "given_name": "first", "family_name": "last", "middle_name": "middle", "notes": "body", "note": "body",
    "comment": "body", "city": "location", "place": "location", "id": "uid", "labels": "tags", "groups": "tags",
    "categories": "tags", "correspondent": "people", "connected_on": "connected", "born": "birthday", "type": "channel",
}  # fmt: skip
EXAMPLE = "--map Name=name --map Mail=emails"


class Mapped(NamedTuple):
    """What one field comes from: a column, or the same `value` in every row; `how` it is written, if told."""

    field: str
    column: str = ""
    value: str = ""
    how: str = ""


def mapping_of(texts: Iterable[str]) -> tuple[Mapped, ...]:
    """`Who=people`, `When=date:dmy`, `channel:=letter` → what is what. ImportRefused where a text is none of these."""
    return tuple(_mapped(text) for text in texts)


def by_name(columns: Sequence[str]) -> tuple[Mapped, ...]:
    """The columns whose names say what they are, each field from the first of its name; lists from all.

    Beside a day, a title and notes are of what happened then, not of who was there.
    """
    found: list[Mapped] = []
    for name in columns:
        field = _field(name)
        if field and (field in LISTS or field not in {each.field for each in found}):
            found.append(Mapped(field, name))
    if not any(each.field == "date" for each in found):
        return tuple(each for each in found if each.field not in INTERACTION)
    topics = [each for field in ("topic", "title", "body") for each in found if each.field == field]
    of_the_day = [each for each in found if each not in topics]
    return (*of_the_day, *(each._replace(field="topic") for each in topics[:1]))


def settled(mapping: Sequence[Mapped], columns: Sequence[str]) -> tuple[Mapped, ...]:
    """A mapping as told, else by the columns' names; ImportRefused for a column that is not there, or nobody named."""
    told = tuple(mapping) or by_name(columns)
    names = {column(name): name for name in columns}
    for each in told:
        if each.column and column(each.column) not in names:
            hint = suggestion(column(each.column), names)
            raise ImportRefused(f"there is no column `{each.column}`{hint}; there are: {_few(columns)}")
    fields = {each.field for each in told}
    if not fields & {"name", "first", "last", "people", "emails"}:
        raise ImportRefused(f"no column is said to name a person; write, say, `{EXAMPLE}`. There are: {_few(columns)}")
    if "date" not in fields and fields & set(INTERACTION):
        only = ", ".join(f"`{field}`" for field in INTERACTION if field in fields)
        raise ImportRefused(
            f"{only}: an interaction needs its day; add `--map column=date`. For contacts map to `name`"
        )
    return told


def how_to(mapped: Mapped, how: str) -> str:
    """What to write so that a column is read in a certain way."""
    return f"--map {mapped.column}={mapped.field}:{how}"


def _mapped(text: str) -> Mapped:
    field, constant, value = text.partition(":=")
    if constant and key(field) in FIELDS:
        return Mapped(key(field), value=value.strip())
    name, equals, told = text.rpartition("=")
    word, _, how = told.partition(":")
    if not equals or not name.strip() or not word.strip():
        raise ImportRefused(f"`{text[:80]}` is no mapping; write `column=field`, say `{EXAMPLE}`")
    known = _field(word)
    if not known:
        hint = suggestion(key(word[:60]), FIELDS)
        raise ImportRefused(f"`{word.strip()[:60]}` is no field{hint}; there are: {', '.join(FIELDS)}")
    return Mapped(known, name.strip(), how=_how(known, how.strip().casefold()))


def _how(field: str, how: str) -> str:
    ways = (
        *(("dmy", "mdy") if field in DAYS else ()),
        *(("last-first", "as-is") if field in NAMES else ()),
        *(("commas",) if field in LISTS else ()),
    )
    if how and how not in ways:
        there = f"there are: {', '.join(ways)}" if ways else "it takes none"
        raise ImportRefused(f"`{field}:{how[:40]}` is no way to read `{field}`; {there}")
    return how


def _field(word: str) -> str:
    """A word for a field → the field; "" where it is none."""
    plain = key(word)
    person, interaction = canonical(word, "person"), canonical(word, "interaction")
    options = (plain, _OWN_WORDS.get(plain, ""), person, _OWN_WORDS.get(person, ""), interaction)
    return next((option for option in options if option in FIELDS), "")


def _few(columns: Collection[str]) -> str:
    return few([f"`{name}`" for name in columns], 20)
