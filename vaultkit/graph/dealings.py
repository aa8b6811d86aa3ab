"""All that passed between you and one person: their notes' tales joined, favours folded, promises kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from vaultkit.graph.ledger import Entry, fold_favours, received_introduction
from vaultkit.graph.network import ME, Dealings, Favour, Meeting, PersonId, Saved, Touch
from vaultkit.graph.pledges import let_go, settled
from vaultkit.graph.told import Told
from vaultkit.records.kinds import Move, Name
from vaultkit.settings.shapes import Ask

UNDECIDED = ("pending", "parked")
ANSWERS = ("granted", "declined", "redirected", "withdrawn", "expired", "got")
BY_DAY_AND_PLACE = itemgetter(0, 1)  # of a Touch; a lambda takes three times as long


def dealings_with(person: PersonId | None, notes: Sequence[Told], today: date, ask: Ask) -> Dealings:
    """What every note tells that bears on a person, in the order of their paths → the dealings with them.

    None stands for promises that name nobody.
    """
    entries = [e for told in notes for e in told.entries if e.person == person and _is_past(e.move.day, today)]
    pledges = [pledge for told in notes for pledge in told.pledges if pledge.person == person]
    kept = [line for told in notes for line in told.kept if line.person == person and _is_past(line.made, today)]
    away = tuple([line for told in notes for line in told.away if line.person == person and _is_past(line.day, today)])
    promised = let_go(settled(pledges, kept, entries), away) if pledges or kept else ()
    if person is None:
        return Dealings(pledges=promised, away=away)
    begun = [favour for told in notes for favour in told.favours if favour.person == person]
    meetings = [meeting for told in notes for meeting in told.meetings if meeting.introducer == person]
    entries += _granted(meetings, begun, entries, today)
    begun += _introduced_to_me(meetings, begun, entries, today)
    favours, problems = fold_favours(begun, entries, ask) if begun or entries else ((), ())
    touches = [t for told in notes for whom, found in told.touches if whom == person for t in found]
    touches.sort(key=BY_DAY_AND_PLACE)
    projects = tuple([project for told in notes for whom, project in told.projects if whom == person])
    saved = tuple(_saved(person, notes, entries)) if any(told.saved for told in notes) else ()
    return Dealings(*_split(_turned(touches, favours), today), favours, promised, problems, projects, saved, away)


def _saved(person: PersonId, notes: Sequence[Told], entries: Sequence[Entry]) -> Iterator[Saved]:
    """What was kept to be shared; a `gave::` line that links the note says that it was."""
    given = {path: entry.move.day for entry in entries if entry.move.verb == "gave" for path in entry.about}
    for told in notes:
        for saved in told.saved:
            if saved.person == person:
                yield saved._replace(shared=saved.shared or given.get(saved.place.path))


def _is_past(day: date | None, today: date) -> bool:
    return day is None or day <= today


def _granted(
    meetings: Sequence[Meeting], favours: Sequence[Favour], entries: Sequence[Entry], today: date
) -> list[Entry]:
    """Introductions made for me that I had asked for → a `granted::` each, unless the answer is told already."""
    found = []
    for meeting in meetings:
        other = meeting.other
        if ME in (meeting.a, meeting.b) and meeting.made and meeting.made <= today:
            waiting = [favour.asked for favour in favours if favour.target == other and favour.status in UNDECIDED]
            waiting += [entry.move.day for entry in entries if entry.move.verb == "asked" and other in entry.about]
            answered = [entry.move.day for entry in entries if entry.move.verb in ANSWERS]
            since = max((day for day in waiting if day and day <= meeting.made), default=None)
            if since and not any(day and day >= since for day in answered):
                name = Name(meeting.introducer, meeting.place.line)
                found.append(
                    Entry(meeting.introducer, Move(meeting.place, meeting.made, "granted", name, (), ""), (other,))
                )
    return found


def _introduced_to_me(
    meetings: Sequence[Meeting], favours: Sequence[Favour], entries: Sequence[Entry], today: date
) -> Iterator[Favour]:
    """Introductions somebody made for me, as favours received; those I asked for are told there already."""
    asked = {
        favour.target for favour in favours if favour.mine and favour.status not in ("draft", "declined", "expired")
    }
    asked |= {name for entry in entries if entry.move.verb == "asked" for name in entry.about}
    for meeting in meetings:
        other = meeting.other
        for_me = ME in (meeting.a, meeting.b) and meeting.introducer != ME
        if for_me and meeting.made and meeting.made <= today and other not in asked:
            yield received_introduction(meeting, other)


def _turned(touches: Sequence[Touch], favours: Sequence[Favour]) -> Sequence[Touch]:
    """A line that answers what they asked of me, like `granted::`, is a word of mine to them."""
    answers = {place for favour in favours if favour.direction == "received_ask" for place in favour.places[1:]}
    if not answers:
        return touches
    return [touch._replace(direction="out") if touch.place in answers else touch for touch in touches]


def _split(touches: Sequence[Touch], today: date) -> tuple[tuple[Touch, ...], tuple[Touch, ...]]:
    """Touches up to today, and meetings planned (a letter dated ahead is no plan)."""
    done = tuple([touch for touch in touches if touch.day <= today])
    return done, tuple([touch for touch in touches[len(done) :] if not touch.message])
