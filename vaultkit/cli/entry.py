"""A line put into the vault: where it goes, what the vault says with it in, and what is odd about that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import click

from vaultkit.cli.originals import bytes_at
from vaultkit.cli.output import ERROR, failure, note
from vaultkit.cli.root import memory, progress, the_vault, this_day
from vaultkit.clock import current_time
from vaultkit.dates import read_date, weekday_number
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.daily import Home, home_of, made_from
from vaultkit.edits.lines import append, place_of
from vaultkit.graph.book import Book
from vaultkit.graph.names import stem
from vaultkit.graph.network import Network
from vaultkit.look import UNREAD_REASONS, Vault, look, reading
from vaultkit.model import NotePath, Problem
from vaultkit.records.kinds import Says

NEAR = {"today": 0, "yesterday": 1, "tomorrow": -1}


class Day(click.ParamType):  # type: ignore[type-arg]
    """`2026-11-03`, `yesterday`, `monday`: the last such day; resolved once the day of the run is known."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """A word → itself, where it names a day."""
        if day_of(str(value), date(2026, 1, 1)) is None:
            self.fail(f"{value!r} is no day; write one like 2026-11-03, yesterday or monday", param, ctx)
        return str(value)


def day_of(text: str, today: date) -> date | None:
    """A day as typed → the day; a weekday is the last one, today among them."""
    word = text.strip().casefold()
    number = weekday_number(word)
    if word in NEAR or number is not None:
        back = NEAR[word] if number is None else (today.weekday() - number) % 7
        return date.fromordinal(min(max(today.toordinal() - back, 1), date.max.toordinal()))
    found = read_date(text)
    return found.day if found and found.precision == "day" else None


class Notebook(NamedTuple):
    """A vault as it stands, to which lines are added."""

    vault: Vault
    today: date
    notes: dict[NotePath, Says]
    book: Book
    pending: dict[NotePath, bytes]  # notes that are to change as well, as they will be

    @property
    def network(self) -> Network:
        """The network as it stands, with every line tried so far."""
        return self.book.network()


class NewLine(NamedTuple):
    """A line in its note."""

    change: Change
    line: int
    says: Says
    told: tuple[str, ...] = ()  # what the user should know of the note


def open_for_writing(where: str | None, today: date | None) -> Notebook:
    """The vault named, or found, with its notes read."""
    vault = the_vault(where)
    day = this_day(today, vault.settings.zone)
    with memory(vault) as memo, progress() as tell:
        seen = look(vault, memo, tell)
    book = Book(day, vault.settings)
    notes = {each.path: each for each in seen.notes}
    book.change(notes)
    return Notebook(vault, day, notes, book, {})


def entry(opened: Notebook, day: date, line: str) -> NewLine:
    """A line without its list mark → the change that puts it into the note of its day."""
    home = home_of(day, opened.vault.config, opened.vault.settings, opened.notes.values())
    old = bytes_at(opened.vault.root, home.path)
    base, told = (opened.pending.get(home.path, old), ()) if old is not None else _begun(opened, home, day)
    written = _entry(opened, home, old, base, line if home.dated else f"{day} {line}")
    if home.dated and not _is_of_day(written, day):  # the note has another date of its own, or plain links do not count
        dated = _entry(opened, home, old, base, f"{day} {line}")
        written = dated if _is_of_day(dated, day) else written
    return written._replace(told=told)


def changes_of(opened: Notebook, change: Change) -> list[Change]:
    """A change, and those that go before it in other notes."""
    others = [(path, new) for path, new in sorted(opened.pending.items()) if path != change.path]
    return [*(Change(path, bytes_at(opened.vault.root, path), new) for path, new in others), change]


def read_again(opened: Notebook, path: NotePath, data: bytes) -> Says:
    """A note's new bytes → what it will say."""
    from vaultkit.notes.parse import parse_note
    from vaultkit.records.read import read as read_note

    return read_note(parse_note(path, data), reading(opened.vault))


def oddities(opened: Notebook, says: Sequence[Says], line: int) -> tuple[Problem, ...]:
    """Notes as they will be, the first with a new line → what is wrong about that line; the book has them from now."""
    first = says[0]
    opened.book.change({each.path: each for each in says})
    problems = (*first.problems, *opened.network.problems)
    return tuple(dict.fromkeys(p for p in problems if (p.place.path, p.place.line) == (first.path, line)))


def lines_read(says: Says) -> set[int]:
    """A note → the lines in which anything is read."""
    places = [each.place for each in says.interactions]
    places += [each.place for each in says.moves]
    places += [each.place for each in says.promises]
    places += [each.place for each in says.introductions]
    places += [each.place for each in says.mentions]
    places += [each.place for each in says.put_away]
    return {place.line for place in places}


def _begun(opened: Notebook, home: Home, day: date) -> tuple[bytes, tuple[str, ...]]:
    """A new note as its template has it."""
    template = opened.vault.config.daily_template if home.dated else ""
    if not template:
        return b"", ()
    folders = ("", *(f"{folder}/" for folder in opened.vault.config.templates))
    data = next(
        (found for folder in folders if (found := bytes_at(opened.vault.root, folder + template)) is not None), None
    )
    if data is None:
        return b"", (f"{template}: the template of daily notes is not there; the note begins empty",)
    made = made_from(data.decode("utf-8", "replace"), stem(home.path), day, current_time(opened.vault.settings.zone))
    told = f"{template}: what Templater would compute is left out; Obsidian alone can run it"
    return made.text.encode(), (told,) if made.left_out else ()


def _entry(opened: Notebook, home: Home, old: bytes | None, base: bytes, line: str) -> NewLine:
    try:
        new = append(base, [f"- {line}"], home.heading)
    except EditRefused as error:
        raise failure(f"{home.path}: {error}", ERROR) from error
    number = place_of(base, new, f"- {line}")
    says = read_again(opened, home.path, new)
    if says.kind in UNREAD_REASONS:
        raise failure(f"nothing was written: {home.path} would not be read, it is {UNREAD_REASONS[says.kind]}", ERROR)
    return NewLine(Change(home.path, old, new), number, says)


def _is_of_day(written: NewLine, day: date) -> bool:
    """Whether what the line tells is told of the day it is meant for."""
    says, number = written.says, written.line
    days: list[date | None] = [each.day for each in says.interactions if each.place.line == number]
    days += [each.day for each in says.moves if each.place.line == number]
    days += [each.day for each in says.put_away if each.place.line == number]
    days += [each.made for each in says.promises if each.place.line == number]
    days += [each.made for each in says.introductions if each.place.line == number]
    return bool(days) and all(each == day for each in days)


def tell(lines: Sequence[str]) -> None:
    """Words for the user, beside what is shown."""
    for line in lines:
        note(line)
