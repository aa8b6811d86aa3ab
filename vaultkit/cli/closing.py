"""How a follow-up is closed: its task ticked, its note's property set, or a line that tells what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.cli.entry import NewLine, Notebook, entry, read_again
from vaultkit.cli.favours import refer
from vaultkit.cli.originals import bytes_at
from vaultkit.edits.change import Change, EditRefused
from vaultkit.edits.event import Event, line_of_event
from vaultkit.edits.lines import inert
from vaultkit.edits.properties import set_properties
from vaultkit.edits.tick import is_task, tick
from vaultkit.graph.called import linker
from vaultkit.graph.marks import SHORTEST
from vaultkit.graph.names import stem
from vaultkit.graph.network import ME, Favour
from vaultkit.metrics.follow_ups import FollowUp, follow_ups_of, taken_up
from vaultkit.model import Said

ANSWERS = {"yes": "granted", "no": "declined", "later": "parked"}
USUAL = {  # what closes a follow-up of each kind, where nothing else is said; all others are just closed
    "thanks": "thanked", "acknowledge": "acknowledged", "report": "reported", "nudge": "nudged", "promise": "kept",
    "waiting": "got", "answer": "answered", "redirected": "wrote", "introduced": "wrote",
}  # fmt: skip
AWAY = ("closed", "dropped", "snoozed")
STAYS = "Hint: the follow-up stays open all the same; closed or dropped takes it off the list."


class Closing(NamedTuple):
    """What was done about a follow-up, in which words, on which day."""

    item: FollowUp
    verb: str
    words: str
    day: date
    until: date | None = None
    asked_for: bool = False  # the user named the verb


class Closed(NamedTuple):
    """The change that closes a follow-up, and what the user should know."""

    change: Change
    told: tuple[str, ...] = ()


def close(opened: Notebook, closing: Closing) -> Closed:
    """A follow-up, and what was done → the change that closes it."""
    for way in (_by_task, _by_note):
        change = way(opened, closing)
        if change:
            opened.book.change({change.path: read_again(opened, change.path, change.new or b"")})
            if not is_open(opened, closing.item):
                return Closed(change)
            opened.book.change({change.path: opened.notes[change.path]})
    return _by_line(opened, closing)


def is_open(opened: Notebook, item: FollowUp) -> bool:
    """Whether a follow-up is still there, by the vault as the book has it."""
    network = opened.network
    meetings = [m for m in network.meetings if ME in (m.introducer, m.a, m.b) and item.person in (m.a, m.b)]
    someone = network.people[item.person] if item.person else None
    dealings = network.dealings.get(item.person)
    if dealings is None:
        return False
    items = follow_ups_of(someone, dealings, meetings, opened.today, opened.vault.settings)
    return any(other.mark == item.mark and not taken_up(other, network) for other in items)


# --- a task ---


def _by_task(opened: Notebook, closing: Closing) -> Change | None:
    """A promise that is an open task: kept it is ticked, let go it is dropped."""
    item, mark = closing.item, {"kept": "x", "got": "x", "closed": "x", "dropped": "-"}.get(closing.verb)
    if item.kind not in ("promise", "waiting") or mark is None or closing.words:
        return None
    data = bytes_at(opened.vault.root, item.place.path)
    if data is None or not is_task(data, item.place.line):
        return None
    return Change(item.place.path, data, tick(data, item.place.line, mark, closing.day))


# --- a note's property ---


def _by_note(opened: Notebook, closing: Closing) -> Change | None:
    """What a favour's, a promise's or an introduction's own note has a property for."""
    item, favour = closing.item, _favour(opened, closing.item)
    path = favour.id if favour and favour.id.endswith(".md") else item.place.path
    says = opened.notes.get(path)
    if says is None or says.kind not in PROPERTIES or (closing.words and closing.verb != "reported"):
        return None
    if favour is None and item.kind in ("thanks", "report"):
        return None
    changes = PROPERTIES[says.kind](opened, closing, path)
    data = bytes_at(opened.vault.root, path) if changes else None
    if data is None:
        return None
    try:
        new = set_properties(data, changes, says.kind, opened.vault.settings.synonyms)
    except EditRefused:  # then a line tells it as well
        return None
    return Change(path, data, new) if new != data else None


def _of_favour(opened: Notebook, closing: Closing, path: str) -> Mapping[str, Said | None]:
    day, verb = str(closing.day), closing.verb
    if verb in ("thanked", "acknowledged", "answered"):
        return {verb: day}
    if verb == "reported":
        return {"reported_back": day, **({"outcome": closing.words} if closing.words else {})}
    if verb == "nudged":
        note = opened.notes[path].favor
        nudges = sorted({*(note.nudges if note else ()), closing.day})
        return {"nudges": tuple(map(str, nudges))}
    return {"status": verb, "decided": day} if verb in ANSWERS.values() else {}


def _of_promise(opened: Notebook, closing: Closing, path: str) -> Mapping[str, Said | None]:
    if closing.verb in ("kept", "got", "closed"):
        return {"status": "done"}
    return {"status": "dropped"} if closing.verb == "dropped" else {}


def _of_introduction(opened: Notebook, closing: Closing, path: str) -> Mapping[str, Said | None]:
    if closing.item.kind != "introduction" or closing.verb != "closed":
        return {}
    made = any(told.made for told in opened.notes[path].introductions)
    return {"reported_back": str(closing.day)} if made else {"status": "made", "made": str(closing.day)}


PROPERTIES: Mapping[str, Callable[[Notebook, Closing, str], Mapping[str, Said | None]]] = {
    "favor": _of_favour,
    "promise": _of_promise,
    "introduction": _of_introduction,
}


# --- a line ---


def _by_line(opened: Notebook, closing: Closing) -> Closed:
    """A line that tells what was done; where that leaves the follow-up open, one that names it."""
    item, favour = closing.item, _favour(opened, closing.item)
    for line in _tries(opened, closing, favour):
        written = entry(opened, closing.day, line)
        if _closes(opened, written, item):
            return Closed(written.change, written.told)
    if closing.asked_for and closing.verb not in AWAY and item.person:
        written = entry(opened, closing.day, _line(opened, closing))
        return Closed(written.change, (*written.told, STAYS))
    verb = closing.verb if closing.verb in AWAY else "closed"
    event = Event(verb, _link(opened, item.person), inert(item.what), due=closing.until, item=item.mark[:SHORTEST])
    what = ", ".join(words for words in (event.what, inert(closing.words)) if words)
    written = entry(opened, closing.day, line_of_event(event._replace(what=what)))
    told = () if _closes(opened, written, item) else (STAYS,)
    return Closed(written.change, (*written.told, *told))


def _tries(opened: Notebook, closing: Closing, favour: Favour | None) -> Iterator[str]:
    """Lines that may close a follow-up, the plainest first; the last ones say which favour they mean."""
    if closing.verb in AWAY or closing.item.person is None:
        return
    target = favour.target if favour and favour.target in opened.network.people else None
    yield _line(opened, closing)
    if target:
        yield _line(opened, closing, about=target)
    if favour and (ref := refer(opened, favour)):
        yield _line(opened, closing, ref)
        if target:
            yield _line(opened, closing, ref, target)
        opened.pending.clear()  # it did not help


def _closes(opened: Notebook, written: NewLine, item: FollowUp) -> bool:
    """Whether a line closes a follow-up; the book is left as it was if it does not."""
    path = written.change.path
    before = opened.book.note(path)
    opened.book.change({path: written.says})
    if not is_open(opened, item):
        return True
    opened.book.change({path: before})
    return False


def _line(opened: Notebook, closing: Closing, ref: str = "", about: str | None = None) -> str:
    """What was done, as a line; it may name the favour, or link whom that was about, so that none other is taken."""
    item, verb = closing.item, closing.verb
    person = _link(opened, item.person)
    if verb == "wrote":
        whom = _link(opened, item.whom) if item.whom else person
        by = f", sent on by {person}" if item.whom else ""
        return f"{whom} wrote{by}{f': {closing.words}' if closing.words else ''} (direction:: out)"
    what = closing.words or ("" if verb == "reported" else inert(item.what))
    if verb == "kept" and closing.words:
        what = f"{inert(item.what)}, {closing.words}"
    target = _link(opened, about)
    if about and (name := opened.network.people[about].name) in what:
        what, target = what.replace(name, target, 1), ""
    return line_of_event(Event(verb, person, what, target=target, re=ref))


def _link(opened: Notebook, person: str | None) -> str:
    if person is None:
        return ""
    if person in opened.network.people:
        return linker(opened.network, opened.notes)(person, "")
    return f"[[{stem(person)}]]"


def _favour(opened: Notebook, item: FollowUp) -> Favour | None:
    """The favour from which a follow-up arises."""
    favours = opened.network.between(item.person).favours if item.person else ()
    found = [favour for favour in favours if favour.places[-1] == item.place and favour.what == item.what]
    return found[0] if found else None
