"""The cells of a mapped table: texts, lists, days and names of each row, read as its columns as a whole show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.importers.days import Order, day_in, either_way, order_in
from vaultkit.importers.delimited import Row, column
from vaultkit.importers.incoming import ImportRefused
from vaultkit.importers.mapping import DAYS, LISTS, NAMES, Mapped, how_to
from vaultkit.importers.names import turned, turned_round

_BETWEEN = re.compile(r";|\n|:::")
_COMMAS = re.compile(r"[;,\n]")
_COMMALESS = frozenset(("emails", "tags", "urls", "phones"))  # none of which has a comma in it


class Who(NamedTuple):
    """One person named in a row."""

    name: str
    uid: str = ""
    emails: Sequence[str] = ()


class Cells(NamedTuple):
    """How to read the cells of a table: by field, what it comes from and in which way it is written."""

    today: date
    sources: Mapping[str, tuple[Mapped, ...]]
    orders: Mapping[str, Order]
    round: frozenset[Mapped]  # columns with names like `Schnitzler, Johann`
    told: tuple[str, ...] = ()

    def first(self, row: Row, field: str) -> str:
        """The first text of a field."""
        return next((text for mapped in self.sources.get(field, ()) if (text := self._text(row, mapped))), "")

    def all(self, row: Row, field: str) -> list[str]:
        """All texts of a field that may have several."""
        return [text for mapped in self.sources.get(field, ()) for text in self._several(row, mapped) if text]

    def day(self, row: Row, field: str) -> date | None:
        """The day of a field; None where it has none."""
        return day_in(self.first(row, field), self.today, self.order(field))

    def order(self, field: str) -> Order | None:
        """Which comes first in this field's days, day or month."""
        return self.orders.get(field)

    def people(self, row: Row) -> list[Who]:
        """Those whom `people` names; a `uid` or address for each where there are as many of them."""
        names = [name for mapped in self.sources.get("people", ()) for name in self._several(row, mapped)]
        uids = [uid for mapped in self.sources.get("uid", ()) for uid in self._several(row, mapped)]
        emails = self.all(row, "emails")
        own_uids = uids if len(uids) == len(names) else [""] * len(names)
        own_mails = [emails] if len(names) == 1 else [[each] for each in emails]
        mails = own_mails if len(own_mails) == len(names) else [[]] * len(names)
        return [Who(*each) for each in zip(names, own_uids, mails, strict=True) if each[0]]

    def _text(self, row: Row, mapped: Mapped) -> str:
        return self._turned(_raw(row, mapped), mapped)

    def _several(self, row: Row, mapped: Mapped) -> list[str]:
        return [self._turned(part, mapped) for part in _parts(row, mapped)]

    def _turned(self, text: str, mapped: Mapped) -> str:
        return turned(text) if mapped in self.round and "," in text else text


def cells_of(mapping: Sequence[Mapped], rows: Sequence[Row], today: date) -> Cells:
    """What each column means, and all rows → how to read them. ImportRefused where that is not clear from the rows."""
    sources = {each.field: tuple(other for other in mapping if other.field == each.field) for each in mapping}
    orders = {field: order for field in DAYS for mapped in sources.get(field, ()) if (order := _order(mapped, rows))}
    named = [mapped for mapped in mapping if mapped.field in NAMES and mapped.column]
    round_ = frozenset(mapped for mapped in named if _turned_round(mapped, rows))
    told = (_told(mapped, rows) for mapped in mapping if mapped in round_ and not mapped.how)
    return Cells(today, sources, orders, round_, tuple(told))


def _raw(row: Row, mapped: Mapped) -> str:
    return row.first(column(mapped.column)) if mapped.column else mapped.value


def _parts(row: Row, mapped: Mapped) -> list[str]:
    """A cell that may name several → each, also empty ones between: `a; ; c` pairs with three names."""
    text = _raw(row, mapped)
    if not text or mapped.field not in LISTS:
        return [text] if text else []
    between = _COMMAS if mapped.how == "commas" or mapped.field in _COMMALESS else _BETWEEN
    return [" ".join(part.split()) for part in between.split(text)]


def _order(mapped: Mapped, rows: Sequence[Row]) -> Order | None:
    if mapped.how in ("dmy", "mdy"):
        return "dmy" if mapped.how == "dmy" else "mdy"
    days = [text for row in rows if (text := _raw(row, mapped))]
    order = order_in(days)
    unclear = next((day for day in days if either_way(day)), None)
    if order is None and unclear:
        raise ImportRefused(
            f"`{mapped.column}`: {unclear} reads two ways; write `{how_to(mapped, 'dmy')}` if the day comes first, "
            f"`{how_to(mapped, 'mdy')}` if the month does"
        )
    return order


def _turned_round(mapped: Mapped, rows: Sequence[Row]) -> bool:
    """Whether a column's names are like `Schnitzler, Johann`: as told, else if most of them are."""
    if mapped.how:
        return mapped.how == "last-first"
    names = [part for row in rows for part in _parts(row, mapped) if part]
    commas = [name for name in names if turned_round(name)]
    one_word = sum(len(name.partition(",")[0].split()) == 1 for name in commas)
    if 2 * len(commas) > len(names) and 2 * one_word > len(commas):
        return True
    if mapped.field == "people" and commas:
        raise ImportRefused(
            f"`{mapped.column}`: “{commas[0][:80]}” may be one person or several; write "
            f"`{how_to(mapped, 'commas')}` if commas stand between people, "
            f"`{how_to(mapped, 'last-first')}` if the family name comes first, "
            f"`{how_to(mapped, 'as-is')}` if neither"
        )
    return False


def _told(mapped: Mapped, rows: Sequence[Row]) -> str:
    example = next((part for row in rows for part in _parts(row, mapped) if "," in part), "")
    return f"`{mapped.column}`: “{example}” is read as {turned(example)}; `{how_to(mapped, 'as-is')}` keeps it as it is"
