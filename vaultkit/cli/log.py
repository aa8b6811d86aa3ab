"""`vaultkit log`: what passed between you and somebody, as one line in the note of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from shlex import join
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from vaultkit.cli.ask import Kind
from vaultkit.cli.entry import (
    Day,
    NewLine,
    Notebook,
    changes_of,
    day_of,
    entry,
    lines_read,
    oddities,
    open_for_writing,
    tell,
)
from vaultkit.cli.favours import reference, which_favour
from vaultkit.cli.names import names
from vaultkit.cli.naming import Naming
from vaultkit.cli.output import NOT_FOUND, USAGE, failure
from vaultkit.cli.root import F, vault_options
from vaultkit.cli.writing import put_through, writing_options
from vaultkit.edits.event import BETWEEN_TWO, FORMS, GOES_WITH, TWO, WITH_WHAT, Event, line_of_event
from vaultkit.edits.lines import one_line
from vaultkit.edits.sentence import heard, line_of, targets_of
from vaultkit.graph.called import Called
from vaultkit.graph.network import PersonId
from vaultkit.model import Place, Problem
from vaultkit.pages.layout import joined, tidy
from vaultkit.records.order import REASONS

DATED = re.compile(r"(?:\[\[)?(\d{4}-\d\d-\d\d)(?:\]\])?[:,]?\s+(?=\S)")
NEAR_DAY = re.compile(
    r"(yesterday|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[:,]?\s+(?=\S)", re.IGNORECASE
)
YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
VERB_LINE = re.compile(r"[\w-]{1,40}::")
LED_BY = re.compile(r"(?:\[\[[^\[\]]+\]\](?:, | and )?)+ (\S+)")
BULLET = re.compile(r"[-*]\s+(?:\[.\]\s+)?")
EXAMPLES = 'write it like "coffee with Sam and Ana, she moves teams" or "Sam: call about the offer"'
OPTIONS = (
    click.option("--weight", type=click.Choice(("light", "medium", "deep")), help="What it costs the giver."),
    click.option("--kind", type=Kind(), metavar="KIND", help="The kind of favour: introduction, advice, task …"),
    click.option("--due", type=Day(), metavar="DATE", help="The day by which it is needed or promised."),
    click.option(
        "--target", metavar="NAME", shell_complete=names, help="Whom the favour is about: who you want to meet."
    ),
    click.option(
        "--to", metavar="NAME", shell_complete=names, help="Whom they sent you on to, or whom you passed it on to."
    ),
    click.option("--reason", type=click.Choice(REASONS), help="Why they declined."),
    click.option("--again", type=Day(), metavar="DATE", help="The day from which they said to ask again."),
    click.option("--re", "about", metavar="NOTE", help="The favour that is meant, by its note, or NOTE#^ID."),
)


class Marks(NamedTuple):
    """The options that go with a verb, as typed."""

    weight: str | None = None
    kind: str | None = None
    due: str | None = None
    target: str | None = None
    to: str | None = None
    reason: str | None = None
    again: str | None = None
    about: str | None = None


class Draft(NamedTuple):
    """A line and whom it is about; the event it tells, where it begins with a verb."""

    line: str
    people: tuple[PersonId, ...]
    event: Event | None = None


def event_options(command: F) -> F:
    """What may go with a verb."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def verbs_and_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What may come next: a verb in the first place, a name in any."""
    verbs = [] if context.params.get("words") else [verb for verb in FORMS if verb.startswith(incomplete)]
    return [*map(CompletionItem, verbs), *names(context, parameter, incomplete)]


@click.command()
@click.argument("words", nargs=-1, required=True, shell_complete=verbs_and_names, metavar="TEXT | VERB PERSON [WHAT]")
@click.option("--date", "day", type=Day(), default="today", metavar="DATE",
              help="The day: 2026-11-03, yesterday, monday.  [default: today]")  # fmt: skip
@event_options
@click.option("--new", is_flag=True, help="Make a contact's note for each name that nobody bears yet.")
@writing_options
@vault_options
def log(
    words: tuple[str, ...], day: str, weight: str | None, kind: str | None, due: str | None, target: str | None,
    to: str | None, reason: str | None, again: str | None, about: str | None, new: bool, yes: bool, dry_run: bool,
    where: str | None, today: date | None,
) -> None:  # fmt: skip
    """Add a line on what passed between you and somebody to the day's note.

    TEXT is what you would say: "coffee with Sam and Ana, Sam moves teams in Q1". Or a VERB says it exactly: asked,
    asked-me, granted, declined, redirected, parked, withdrawn, answered, nudged, gave, got, offered, thanked,
    acknowledged, reported, introduced (A B), introduced-by, promised, waiting, kept, drafted, paid-forward:
    vaultkit log asked "Mike Ito" "intro to Jane Smith" --weight medium.

    Names may be nicknames, first names, parts or aliases. The line goes to the daily note that Obsidian's settings
    name, made with its template where it is missing, or to the log of the month; it is shown before it is written.
    """
    opened = open_for_writing(where, today)
    naming = Naming(opened, new=new)
    said = Marks(weight, kind, due, target, to, reason, again, about)
    verb = verb_of(words)
    when = day_of(day, opened.today) or opened.today
    if verb:
        draft = exact(naming, verb, words[1:], said, opened.today)
    elif any(said):
        raise failure(f"--weight, --due and the like go with a verb: vaultkit log VERB PERSON WHAT; {_verbs()}", USAGE)
    else:
        text, when = _own_day(" ".join(words), when, opened.today if day == "today" else None)
        draft = free(naming, text)
    written, odd = settled(opened, naming, draft, when)
    check_people(opened, draft)
    ahead = [f"Hint: {when} is ahead; the line counts from then on."] if when > opened.today else []
    told = [*written.told, *(f"Hint: {problem.message}" for problem in odd)]
    tell([*told, *(ahead or hints(opened, draft, written, odd))])
    changes = [*naming.made, *changes_of(opened, written.change)]
    put_through(opened.vault, join(("log", *words)), changes, yes=yes, dry_run=dry_run)


def verb_of(words: Sequence[str]) -> str:
    """The verb that the words begin with, where it stands by itself; leaves where nothing follows it."""
    verb = words[0].casefold().rstrip(":").replace("_", "-")
    if verb in FORMS and len(words) == 1:
        raise failure(f"{verb} says too little: vaultkit log {verb} {FORMS[verb]}", USAGE)
    return verb if verb in FORMS else ""


def exact(naming: Naming, verb: str, rest: Sequence[str], said: Marks, today: date) -> Draft:
    """A verb, a name and words → the line."""
    for option, value in (("to", said.to), ("reason", said.reason), ("again", said.again)):
        if value and verb not in GOES_WITH[option]:
            raise failure(f"--{option} goes with {joined(GOES_WITH[option], 'or')}, and not with {verb}", USAGE)
    person = naming.whom(rest[0])
    words, other = list(rest[1:]), said.to
    if verb in TWO:
        words = words[1:] if words and words[0].casefold() in BETWEEN_TWO else words
        if not words:
            raise failure(f"{verb} needs two people: vaultkit log {verb} {FORMS[verb]}", USAGE)
        other = words.pop(0)
    what = one_line(" ".join(words))
    if verb in WITH_WHAT and not what:
        raise failure(f"{verb} needs to say what: vaultkit log {verb} {FORMS[verb]}", USAGE)
    known = [person, *([naming.whom(other)] if other else [])]
    target = naming.called.meant(said.target) if said.target else ()
    event = Event(
        verb,
        naming.link(person, ""),
        naming.linked(what, known, exact=True),
        naming.link(known[1], "") if other else "",
        naming.link(target[0], "") if len(target) == 1 else _bare_link(said.target),
        said.weight,
        said.kind,
        day_of(said.due, today) if said.due else None,
        said.reason,
        day_of(said.again, today) if said.again else None,
        reference(said.about) if said.about else "",
    )
    return Draft(line_of_event(event), tuple(known), event)


def free(naming: Naming, text: str) -> Draft:
    """What somebody would say → the line; a text that links somebody is taken as it is."""
    plain = one_line(text)
    if not plain:
        raise failure(f"say what it was: {EXAMPLES}", USAGE)
    as_it_is = Draft(BULLET.sub("", plain, count=1), ())
    if VERB_LINE.match(as_it_is.line) or not all(map(naming.is_no_person, targets_of(plain))):
        return as_it_is
    sentence = heard(plain, naming.called.meant, naming.is_other)
    if sentence is None:
        raise failure(f"nobody is named in {plain!r}: {EXAMPLES}", NOT_FOUND)
    people = tuple([naming.whom(name.text, name.people) for name in sentence.people])
    return Draft(line_of(sentence, [naming.link(person, "") for person in people], naming.asides(people)), people)


def check_people(opened: Notebook, draft: Draft) -> None:
    """Leaves where a text that is taken as it is links nobody."""
    if not draft.people and not VERB_LINE.match(draft.line):
        called = Called(opened.network)
        if not any(map(called.whole, targets_of(draft.line))):
            raise failure(f"nobody is named in {draft.line!r}: {EXAMPLES}", NOT_FOUND)


def settled(opened: Notebook, naming: Naming, draft: Draft, day: date) -> tuple[NewLine, tuple[Problem, ...]]:
    """A line → where it goes, and what is odd about it there; where several favours may be meant, the one that is."""
    written = entry(opened, day, draft.line)
    odd = oddities(opened, [written.says], written.line)
    if draft.event and any(problem.code == "which-favour" for problem in odd):
        event = draft.event._replace(re=which_favour(opened, draft.people[0], written))
        written = entry(opened, day, line_of_event(event))
        odd = oddities(opened, [written.says], written.line)
    if draft.event and draft.event.verb == "kept":
        check_kept(opened, draft, written)
    return written, odd


def check_kept(opened: Notebook, draft: Draft, written: NewLine) -> None:
    """Leaves where several promises may be the one that was kept."""
    event, promises = draft.event, opened.network.between(draft.people[0]).pledges
    if event and not event.what and any(promise.place == _place(written) for promise in promises):
        found = [promise.what for promise in promises if promise.mine and promise.status == "open"]
        if found:
            which = "; ".join(repr(what) for what in found)
            raise failure(f"more than one promise to them is open: {which}; say which, in words of it", NOT_FOUND)


def hints(opened: Notebook, draft: Draft, written: NewLine, odd: Sequence[Problem]) -> list[str]:
    """What the user may not have meant, beside the problems of the line."""
    at = _place(written)
    if written.line not in lines_read(written.says):
        return ["Hint: nothing in this line is read; it must link somebody, and say so first."]
    if draft.event is None:
        return list(_hints_of_text(draft))
    if draft.event.verb == "kept" and any(p.place == at for p in opened.network.between(draft.people[0]).pledges):
        return ["Hint: nothing that you promised them, and in these words, is open; it is read as a day in touch."]
    if draft.event.verb in ("thanked", "reported") and not odd:
        favours = opened.network.between(draft.people[0]).favours
        if not any(at in favour.places for favour in favours):
            return ["Hint: nothing from them waits for this in your notes; it is read as a day in touch."]
    return []


def _hints_of_text(draft: Draft) -> Iterator[str]:
    found = LED_BY.match(draft.line)
    verb = found[1].casefold() if found else ""
    if verb in FORMS and draft.people:
        yield f"Hint: this is read as a day in touch. `vaultkit log {verb} {FORMS[verb]}` tells it as {verb}."
    if draft.people and YESTERDAY.search(draft.line):
        yield 'Hint: a day within the text is left as words; begin with it ("yesterday coffee …"), or add --date.'


def _place(written: NewLine) -> Place:
    return Place(written.change.path, written.line)


def _own_day(text: str, day: date, today: date | None) -> tuple[str, date]:
    """A text that begins with a day → the rest, and that day; a word for it only where `today` tells what it means."""
    found = DATED.match(text) or (NEAR_DAY.match(text) if today else None)
    own = day_of(found[1], today or day) if found else None
    return (text[found.end() :], own) if found and own else (text, day)


def _bare_link(name: str | None) -> str:
    return f"[[{tidy(name).strip('[]')}]]" if name else ""


def _verbs() -> str:
    return f"verbs are {', '.join(FORMS)}"
