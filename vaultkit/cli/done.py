"""`vaultkit done`: what is owed or awaited, closed by the id that it has in Follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from shlex import join
from typing import Any

import click

from vaultkit.cli.closing import ANSWERS, AWAY, USUAL, Closing, close
from vaultkit.cli.entry import Day, Notebook, changes_of, day_of, open_for_writing, tell
from vaultkit.cli.output import NOT_FOUND, USAGE, Column, emit, failure, on_terminal
from vaultkit.cli.root import format_option, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.edits.lines import one_line
from vaultkit.graph.names import nearest_names
from vaultkit.metrics.circles import Communities, Links
from vaultkit.metrics.findings import Findings, find
from vaultkit.metrics.follow_ups import FollowUp, taken_up, too_early
from vaultkit.pages.layout import joined
from vaultkit.reports.follow_ups import SECTIONS
from vaultkit.reports.phrases import id_of

ORDER = {kind: order for order, (_, kinds, _) in enumerate(SECTIONS) for kind in kinds}
WORDS = ("thanked", "acknowledged", "reported", "nudged", "kept", "answered", *AWAY)
CLOSED_BY = {  # what can be said to close a follow-up of each kind; any can be put away
    "thanks": ("thanked",), "acknowledge": ("acknowledged", "thanked"), "report": ("reported",),
    "nudge": ("nudged", "answered"), "promise": ("kept",), "waiting": ("kept",), "answer": ("answered",),
    "door": ("nudged", "answered"), "rest": ("nudged", "answered"),
}  # fmt: skip
COLUMNS = (
    Column("id", "Id"),
    Column("kind", "Kind"),
    Column("person", "Person"),
    Column("what", "What"),
    Column("due", "Due"),
    Column("since", "Since", table=False),
    Column("path", "Note"),
    Column("line", "Line", right=True, table=False),
)


@click.command()
@click.argument("id_", metavar="[ID", required=False)
@click.argument("words", nargs=-1, metavar="[WHAT WAS DONE]]")
@click.option("--date", "day", type=Day(), default="today", metavar="DATE",
              help="The day it was done: 2026-11-03, yesterday, monday.  [default: today]")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="In the list, also what is older than a year.")
@writing_options
@format_option
@vault_options
def done(
    id_: str | None, words: tuple[str, ...], day: str, everything: bool, yes: bool, dry_run: bool, form: str,
    where: str | None, today: date | None,
) -> None:  # fmt: skip
    """Close something owed or awaited, by its id in Follow-ups.

    Without an ID the open ones are listed. What was done may be said: thanked, acknowledged, reported, nudged, kept,
    answered yes, answered no, answered later, dropped, snoozed DATE, closed; and any words after it. Without a word it
    is what the follow-up asks for. A task is ticked, a favour's, promise's or introduction's own note gets the
    property; for all else a line goes into the note of the day.
    """
    opened = open_for_writing(where, today)
    findings = find(opened.network, opened.vault.settings, (), _undivided)
    if id_ is None:
        items = [item for item in open_items(findings) if everything or item.stage != "old"]
        emit([row(item, findings) for item in items], COLUMNS, form, empty="Nothing is owed either way.")
        return
    when = day_of(day, opened.today) or opened.today
    closing = closing_of(opened, the_item(findings, id_), words, when)
    closed = close(opened, closing)
    tell(closed.told)
    put_through(opened.vault, join(("done", id_, *words)), changes_of(opened, closed.change), yes=yes, dry_run=dry_run)


def open_items(findings: Findings) -> list[FollowUp]:
    """What is owed or awaited now, in the order of Follow-ups."""
    early = too_early(findings.follow_ups)
    shown = (item for item in findings.follow_ups if item.stage != "later" and item not in early)
    return sorted((item for item in shown if not taken_up(item, findings.network)), key=lambda item: ORDER[item.kind])


def row(item: FollowUp, findings: Findings) -> dict[str, Any]:
    """A follow-up → its row."""
    someone = findings.network.people.get(item.person or "")
    return {
        "id": id_of(item, findings),
        "kind": item.kind,
        "person": someone.name if someone else None,
        "what": item.what,
        "due": item.due,
        "since": item.since,
        "path": item.place.path,
        "line": item.place.line,
    }


def the_item(findings: Findings, id_: str) -> FollowUp:
    """An id as typed → the follow-up, though it be not due yet; leaves where there is none, or more than one."""
    wanted = id_.strip("`").casefold()
    found = [item for item in findings.follow_ups if len(wanted) > 2 and item.mark.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(id_of(item, findings) for item in found)
        raise failure(f"{id_!r} may be any of {which}: write one of these", NOT_FOUND)
    near = nearest_names(wanted, [id_of(item, findings) for item in open_items(findings)], cutoff=60)
    meant = f"; did you mean {joined(near, 'or')}?" if near else ";"
    raise failure(f"nothing open has the id {id_!r}{meant} `vaultkit done` lists what is open", NOT_FOUND)


def closing_of(opened: Notebook, item: FollowUp, words: Sequence[str], day: date) -> Closing:
    """A follow-up and the words of the user → what was done about it."""
    first = words[0].casefold() if words else ""
    rest = list(words[1:] if first in WORDS else words)
    verb = first if first in WORDS else USUAL.get(item.kind, "closed")
    _check(item, first, day, opened.today)
    until = None
    if verb == "snoozed":
        until = day_of(rest.pop(0), opened.today) if rest else None
        if until is None or until <= opened.today:
            raise failure("snoozed until when? vaultkit done ID snoozed 2026-12-01", USAGE)
    elif verb == "answered":
        verb = _answer(item, rest)
    elif verb == "kept" and item.kind == "waiting":
        verb = "got"
    return Closing(item, verb, one_line(" ".join(rest)), day, until, asked_for=first in WORDS)


def _check(item: FollowUp, word: str, day: date, today: date) -> None:
    """Leaves where what was done is nothing that could close this, or was done on a day that cannot be."""
    fitting = (*CLOSED_BY.get(item.kind, ()), *AWAY)
    if word in WORDS and word not in fitting:
        raise failure(f"{word!r} does not close this; what does is {joined(fitting, 'or')}", USAGE)
    if day > today:
        raise failure(f"{day} is ahead; say it once it is done", USAGE)
    if item.since and day < item.since <= today:
        raise failure(f"{day} is before this arose, on {item.since}", USAGE)


def _answer(item: FollowUp, rest: list[str]) -> str:
    """`yes`, `no` or `later` → the verb; asked for where you owe the answer and have not said which."""
    if rest and rest[0].casefold() in ANSWERS:
        return ANSWERS[rest.pop(0).casefold()]
    if item.kind != "answer":
        return "answered"
    if not on_terminal():
        raise failure(f"what was your answer? vaultkit done ID answered {'|'.join(ANSWERS)}", USAGE)
    return ANSWERS[click.prompt("What was your answer", type=click.Choice(tuple(ANSWERS)), err=True)]


def _undivided(people: Sequence[str], links: Links) -> Communities:
    """No circles: nothing that is owed depends on them."""
    return ()
