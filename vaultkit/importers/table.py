"""Any table (CSV) and what its columns mean → people, or interactions where a column has their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from vaultkit.importers.birthdays import birthday
from vaultkit.importers.cells import Cells, Who, cells_of
from vaultkit.importers.days import NO_DAY, iso
from vaultkit.importers.delimited import Row, column, read_table
from vaultkit.importers.incoming import Contact, Direction, Encounter, Incoming, Mine, Skipped
from vaultkit.importers.mapping import Mapped, settled
from vaultkit.importers.names import folded, joined
from vaultkit.importers.persons import contact, is_owner, sifted
from vaultkit.wording import few

SOURCE = "CSV"
WHAT = "a table with a header"
NOBODY = "names nobody but you"
_DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("in", "incoming", "received", "from", "inbound", "eingang", "eingehend", "erhalten", "von"), "in"),
    **dict.fromkeys(("out", "outgoing", "sent", "to", "outbound", "ausgang", "ausgehend", "gesendet", "an"), "out"),
    **dict.fromkeys(("mutual", "both", "beide", "in/out"), "mutual"),
}


def read(data: bytes, mine: Mine, today: date, mapping: Sequence[Mapped] = ()) -> Incoming:
    """A table → people, or interactions if `date` is mapped. Without a mapping the columns' names decide."""
    known = {each.column for each in mapping if each.column}
    table = read_table(data, known, WHAT, fewest=0)
    told = settled(mapping, table.columns)
    cells = cells_of(told, table.rows, today)
    left = [name for name in table.columns if column(name) not in {column(each.column) for each in told}]
    notes = (
        *table.told,
        *(() if mapping else (f"read by their names: {few([f'{each.column} as {each.field}' for each in told], 20)}",)),
        *((f"columns left out: {few(left, 20)}",) if left else ()),
        *cells.told,
    )
    dated = any(each.field == "date" for each in told)
    found = _interactions(cells, table.rows, mine) if dated else _people(cells, table.rows, mine)
    skipped = tuple(sorted((*table.skipped, *found.skipped)))
    return found._replace(skipped=skipped, told=(*notes, *found.told))


# --- people ---


def _people(cells: Cells, rows: Sequence[Row], mine: Mine) -> Incoming:
    found = ((_contact(cells, row, _alone(cells, row)), cells.first(row, "org")) for row in rows)
    contacts, skipped = sifted(found, mine)
    return Incoming(SOURCE, contacts, (), skipped)


def _alone(cells: Cells, row: Row) -> Who:
    """The one person whom the name columns name."""
    name = cells.first(row, "name") or joined(*(cells.first(row, part) for part in ("first", "middle", "last")))
    return Who(name, cells.first(row, "uid"), cells.all(row, "emails"))


def _contact(cells: Cells, row: Row, who: Who, *, alone: bool = True) -> Contact:
    """What a row says of a person; of one among several only name, `uid` and address."""
    told: dict[str, Iterable[str]] = {"emails": who.emails, "uid": [who.uid]}
    if alone:
        for field in ("aliases", "role", "phones", "urls", "tags"):
            told[field] = cells.all(row, field)
        for field in ("org", "title", "location", "introduced_by"):
            told[field] = [cells.first(row, field)]
        for field in ("connected", "met"):
            told[field] = [iso(cells.day(row, field))]
        told["birthday"] = [birthday(cells.first(row, "birthday"), cells.today, cells.order("birthday"))]
    return contact(who.name, told, row.line, cells.first(row, "body") if alone else "")


# --- interactions ---


def _interactions(cells: Cells, rows: Sequence[Row], mine: Mine) -> Incoming:
    """Rows → interactions. Who has one `uid` is one person, under the name met most; the other names are aliases."""
    skipped: list[Skipped] = []
    kept: list[tuple[Row, date, tuple[Contact, ...]]] = []
    for row in rows:
        day, people = cells.day(row, "date"), tuple(_present(cells, row, mine))
        reason = NO_DAY if day is None else "" if people else NOBODY
        if day is None or reason:
            skipped.append(Skipped(row.line, " ".join(person.name for person in people), reason))
        else:
            kept.append((row, day, people))
    persons = _each_once(person for _, _, people in kept for person in people)
    encounters = tuple(
        _encounter(cells, row, day, [persons[_known_by(who)] for who in people]) for row, day, people in kept
    )
    told = (*_unread(cells, rows), *_two_names(person for _, _, people in kept for person in people))
    return Incoming(SOURCE, tuple(persons.values()), encounters, tuple(skipped), (), told)


def _present(cells: Cells, row: Row, mine: Mine) -> Iterator[Contact]:
    """The people of a row without the owner: those of `people`, else the one of the name columns."""
    named = cells.people(row) or [_alone(cells, row)]
    for who in named:
        found = _contact(cells, row, who, alone=len(named) == 1)
        if (found.name or "emails" in dict(found.fields)) and not is_owner(found, mine):
            yield found


def _encounter(cells: Cells, row: Row, day: date, people: Sequence[Contact]) -> Encounter:
    return Encounter(
        day,
        tuple(dict.fromkeys(people)),
        cells.first(row, "channel"),
        _direction(cells, row),
        cells.first(row, "topic"),
        cells.first(row, "key"),
        row.line,
    )


def _direction(cells: Cells, row: Row) -> Direction | None:
    return _DIRECTIONS.get(folded(cells.first(row, "direction")))


def _unread(cells: Cells, rows: Sequence[Row]) -> tuple[str, ...]:
    words = Counter(word for row in rows if (word := folded(cells.first(row, "direction"))) and word not in _DIRECTIONS)
    return (f"no direction (in, out or mutual): {few(sorted(words))}",) if words else ()


def _known_by(person: Contact) -> str:
    """What tells one from another: not a number, which is shared at home and at work."""
    sure = (each for each in person.identities if not each.startswith("tel:"))
    return next(sure, f"name:{folded(person.name)}")


def _each_once(people: Iterable[Contact]) -> dict[str, Contact]:
    """Everybody once, by `uid`, address or else name, in the order in which they are met."""
    met: dict[str, list[Contact]] = {}
    for person in people:
        met.setdefault(_known_by(person), []).append(person)
    return {known_by: _united(each) for known_by, each in met.items()}


def _united(same: Sequence[Contact]) -> Contact:
    """What several rows say of one person → Contact: the name met most, of each property what is said last."""
    names = Counter(person.name for person in same if person.name)
    if len(same) == 1 or not names:
        return same[0]
    name = max(names, key=lambda each: names[each])
    said = {field: value for person in same for field, value in person.fields}
    told = {field: [value] if isinstance(value, str) else [*value] for field, value in said.items()}
    told["aliases"] = [*told.get("aliases", ()), *(other for other in names if other != name)]
    bodies = dict.fromkeys(person.body for person in same if person.body)
    return contact(name, told, same[0].line, "\n\n".join(bodies))


def _two_names(people: Iterable[Contact]) -> tuple[str, ...]:
    """Who stands under two names, as what to look at: a `uid` can be wrong."""
    names: dict[str, dict[str, str]] = {}
    for person in people:
        if person.name and not _known_by(person).startswith("name:"):
            names.setdefault(_known_by(person), {}).setdefault(folded(person.name), person.name)
    pairs = [" / ".join(each.values()) for each in names.values() if len(each) > 1]
    return (f"under two names with one identity, taken for one person: {few(pairs, 20)}",) if pairs else ()
