"""Favours as they stand: favour notes and one-line moves → one `Favour` each, folded oldest first, person by person.

A move belongs to the favour its `re::` names; without one, to the only favour of that person it can apply to. More than
one: a problem that names them. Thanks with nothing to thank for are just a contact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import ME, Favour, Meeting, PersonId
from vaultkit.graph.words import words_of
from vaultkit.model import Place, Problem
from vaultkit.records.kinds import Favor, Move
from vaultkit.settings import Favors
from vaultkit.wording import short_name

BEGINNINGS: Mapping[str, tuple[str, str]] = {  # verb → direction, status
    "asked": ("asked", "pending"),
    "asked-me": ("received_ask", "pending"),
    "gave": ("given", "done"),
    "got": ("received", "done"),
    "offered": ("offered", "done"),
}
GIFTS: Mapping[str, str] = {"gave": "received_ask", "got": "asked"}  # verb → the direction of the ask it may answer
DEFAULT_WEIGHTS: Mapping[str, str] = {  # what a kind costs its giver, unless the user says otherwise
    "resource": "light",
    "advice": "light",
    "thanks": "light",
    "other": "light",
    "feedback": "medium",
    "introduction": "medium",
    "referral": "deep",
    "reference": "deep",
}
NAMED = 4  # favours named where a line could belong to several


class Entry(NamedTuple):
    """A move or a favour note with its people resolved."""

    person: PersonId
    move: Move
    about: tuple[str, ...]  # the further people linked, by id; by name where they are none


def fold_favours(
    notes: Iterable[Favour], entries: Iterable[Entry], most_nudges: int = 2
) -> tuple[tuple[Favour, ...], tuple[Problem, ...]]:
    """Favour notes and moves → every favour as it stands, and what does not fit.

    Between two notes of one day nobody knows which came first: a move that fits nothing is tried again when the rest of
    its day is told.
    """
    standing: dict[PersonId, list[Favour]] = {}
    told = {favour.id: favour for favour in notes}
    for favour in told.values():
        standing.setdefault(favour.person, []).append(favour)
    problems: list[Problem] = []
    for _, day in groupby(sorted(entries, key=_order), key=lambda entry: entry.move.day):
        early = [entry for entry in day if not _apply(standing, entry, [])]
        for entry in early:
            _apply(standing, entry, problems)
    favours = sorted((f for shelf in standing.values() for f in shelf), key=lambda f: (f.asked or date.min, f.id))
    return tuple(favours), (*problems, *_contradictions(favours, told, most_nudges))


def _apply(standing: dict[PersonId, list[Favour]], entry: Entry, problems: list[Problem]) -> bool:
    """Lets a move change what stands; False, with the reason in `problems` if that is one, where it fits nothing."""
    shelf = standing.setdefault(entry.person, [])
    if entry.move.verb in BEGINNINGS:
        _begin(shelf, entry)
        return True
    return _go_on(shelf, entry, problems)


def _contradictions(favours: Iterable[Favour], told: Mapping[str, Favour], most_nudges: int) -> Iterable[Problem]:
    """Steps in an order that cannot be, and one nudge too many; what a note says by itself its reader has told."""
    for favour in favours:
        by_its_note = _steps(told[favour.id]) if favour.id in told else ()
        for word, day in _steps(favour):
            if favour.asked and day < favour.asked and (word, day) not in by_its_note:
                message = f"{word} on {day} but asked on {favour.asked}: one of the two dates is wrong"
                yield Problem(favour.places[-1], "impossible-order", message)
        if len(favour.nudges) > most_nudges and favour.mine:
            message = f"nudged {len(favour.nudges)} times; after {most_nudges} without an answer, stop until they write"
            yield Problem(favour.places[-1], "third-nudge", message, "error")


def _steps(favour: Favour) -> tuple[tuple[str, date], ...]:
    """What followed the ask, each with its day."""
    steps = (
        ("decided", favour.decided),
        ("thanked", favour.thanked),
        ("acknowledged", favour.acknowledged),
        ("reported back", favour.reported),
        *(("nudged", nudge) for nudge in favour.nudges),
    )
    return tuple((word, day) for word, day in steps if day)


def from_note(note: Favor, person: PersonId, target: str | None, redirected_to: str | None, terms: Favors) -> Favour:
    """A favour note with its people resolved → the favour."""
    return Favour(
        id=note.place.path,
        person=person,
        direction=note.direction,
        what=note.what or stem(note.place.path),
        status=note.status or _implied_status(note),
        places=(note.place,),
        kind=note.kind,
        weight=note.weight or _by_minutes(note.minutes, terms) or DEFAULT_WEIGHTS.get(note.kind or "other", "light"),
        size=note.size,
        minutes=note.minutes if note.weight is None else None,
        target=target,
        asked=note.asked or _given_day(note),
        needed_by=note.needed_by,
        decided=note.decided,
        decline_reason=note.decline_reason,
        acknowledged=note.acknowledged,
        offered_later=note.offered_later,
        redirected_to=redirected_to,
        thanked=note.thanked,
        nudges=note.nudges,
        reported=note.reported_back,
        outcome=note.outcome,
        routine=note.scope == "routine",
    )


def received_introduction(meeting: Meeting, other: PersonId) -> Favour:
    """An introduction somebody made for me → the favour it was."""
    name = meeting.names[2] if meeting.b == other else meeting.names[1]
    return Favour(
        id=str(meeting.place),
        person=meeting.introducer,
        direction="received",
        what=f"introduction to {name}",
        status="done",
        places=(meeting.place,),
        kind="introduction",
        weight="medium",
        target=other,
        asked=meeting.made,
        thanked=meeting.made if ME in meeting.thanked_by else None,
        reported=meeting.reported,
        outcome=meeting.outcome,
    )


def _order(entry: Entry) -> tuple[date, Place]:
    return entry.move.day or date.max, entry.move.place


def _implied_status(note: Favor) -> str:
    if note.direction in ("given", "received", "offered"):
        return "done"
    if note.decline_reason:
        return "declined"
    return "granted" if note.decided and (note.thanked or note.outcome) else "pending"


def _given_day(note: Favor) -> date | None:
    return note.decided or note.thanked


def _by_minutes(minutes: float | None, terms: Favors) -> str | None:
    if not minutes:
        return None
    return "light" if minutes <= terms.light_minutes else "medium" if minutes <= terms.medium_minutes else "deep"


def _begin(shelf: list[Favour], entry: Entry) -> None:
    move = entry.move
    asked = _answered_by(shelf, move) if move.verb in GIFTS else None
    if asked:
        _replace(shelf, asked, asked._replace(status="granted", decided=move.day, places=_more(asked, move)))
        return
    direction, status = BEGINNINGS[move.verb]
    kind = move.kind or _kind_in(move.text)
    shelf.append(
        Favour(
            id=str(move.place),
            person=entry.person,
            direction=direction,
            what=move.text,
            status=status,
            places=(move.place,),
            kind=kind,
            weight=move.weight or DEFAULT_WEIGHTS.get(kind or "other", "light"),
            target=entry.about[0] if entry.about else None,
            asked=move.day,
            needed_by=move.due,
            block=move.block,
        )
    )


def _kind_in(text: str) -> str | None:
    """The kind of favour a line names by itself, where it does."""
    words = f" {fold(text)} "
    for kind, signs in (
        ("introduction", (" intro ", " introduction ", " introduce ")),
        ("reference", (" reference ", " letter of recommendation ", " recommendation ")),
        ("referral", (" referral ", " refer ")),
        ("feedback", (" feedback ", " review ", " look at ", " look over ", " proofread ")),
        ("advice", (" advice ", " tips ", " thoughts on ", " opinion ")),
    ):
        if any(sign in words for sign in signs):
            return kind
    return None


class Step(NamedTuple):
    """What a verb does: to which favours it can apply, and how it changes one."""

    fits: Callable[[Favour], bool]
    change: Callable[[Favour, Entry], Favour]
    needed: bool  # whether it makes no sense without a favour it applies to


def _decided(status: str) -> Callable[[Favour, Entry], Favour]:
    def change(favour: Favour, entry: Entry) -> Favour:
        to = entry.about[0] if status == "redirected" and entry.about else favour.redirected_to
        return favour._replace(status=status, decided=entry.move.day, redirected_to=to)

    return change


def _is_open(favour: Favour) -> bool:
    return favour.status in ("pending", "parked")


def _thankable(favour: Favour) -> bool:
    answered = favour.direction == "asked" and favour.status in ("granted", "declined", "redirected", "parked")
    return (answered or favour.direction == "received") and favour.thanked is None


def _reportable(favour: Favour) -> bool:
    return favour.mine and favour.status in ("granted", "redirected", "done") and favour.reported is None


STEPS: Mapping[str, Step] = {
    "granted": Step(_is_open, _decided("granted"), needed=True),
    "declined": Step(_is_open, _decided("declined"), needed=True),
    "redirected": Step(_is_open, _decided("redirected"), needed=True),
    "parked": Step(_is_open, _decided("parked"), needed=True),
    "withdrawn": Step(_is_open, _decided("withdrawn"), needed=True),
    "expired": Step(_is_open, _decided("expired"), needed=True),
    "nudged": Step(
        lambda f: f.direction == "asked" and _is_open(f),
        lambda f, e: f._replace(nudges=(*f.nudges, e.move.day)) if e.move.day else f,
        needed=True,
    ),
    "thanked": Step(_thankable, lambda f, e: f._replace(thanked=e.move.day), needed=False),
    "acknowledged": Step(
        lambda f: f.direction == "asked" and f.status == "declined" and f.acknowledged is None,
        lambda f, e: f._replace(acknowledged=e.move.day),
        needed=True,
    ),
    "reported": Step(
        _reportable,
        lambda f, e: f._replace(reported=e.move.day, outcome=f.outcome or e.move.text or None),
        needed=False,
    ),
}


def _go_on(shelf: list[Favour], entry: Entry, problems: list[Problem]) -> bool:
    step, move = STEPS[entry.move.verb], entry.move
    fitting = [favour for favour in shelf if step.fits(favour) and _not_after(favour, move)]
    if move.re:
        fitting = [favour for favour in shelf if _named(favour, move.re)]
    elif move.verb in ("thanked", "reported", "acknowledged") and fitting:
        fitting = _newest_answer(fitting)
    else:  # an answer is to my ask; where I have none with them, it is mine to theirs
        fitting = [favour for favour in fitting if favour.mine] or fitting
    if len(fitting) == 1:
        changed = step.change(fitting[0], entry)
        _replace(shelf, fitting[0], changed._replace(places=_more(changed, move)))
        return True
    if fitting or step.needed or move.re:
        problems.append(_unclear(move, fitting))
    return False


def _newest_answer(fitting: Sequence[Favour]) -> list[Favour]:
    """Thanks and reports are for what came last: the newest answered favour, all of that day."""
    last = max(_settled(favour) for favour in fitting)
    return [favour for favour in fitting if _settled(favour) == last]


def _settled(favour: Favour) -> date:
    return favour.decided or favour.asked or date.min


def _unclear(move: Move, fitting: Sequence[Favour]) -> Problem:
    line = f"`{move.verb}:: [[{move.person.text}]]`"
    if fitting:
        named = [f"“{short_name(favour.what, 60)}” ({favour.places[0]})" for favour in fitting[:NAMED]]
        which = " and ".join([*named, *([f"{len(fitting) - NAMED} more"] if len(fitting) > NAMED else [])])
        message = f"{line} could belong to {which}: {_how_to_say(fitting)}"
        return Problem(move.place, "which-favour", message)
    if move.re:
        return Problem(move.place, "no-such-favour", f"{line} names `{move.re}`, which is no favour with them")
    wanted = {"acknowledged": "declined::", "granted": "asked::"}.get(move.verb, "asked::")
    message = f"{line} answers nothing: there is no open favour with them here. Write the `{wanted}` line before it"
    return Problem(move.place, "no-open-favour", message)


def _how_to_say(fitting: Sequence[Favour]) -> str:
    """How a line can say which favour it means: by its note, or by a block id where one note has several."""
    first = fitting[0]
    note = stem(first.places[0].path)
    if first.id.endswith(".md"):
        return f"add `(re:: [[{note}]])` to say which"
    block = first.block or "ask1"
    put = "" if first.block else f"end that line with ` ^{block}` and "
    return f"{put}add `(re:: [[{note}#^{block}]])` to say which"


def _named(favour: Favour, text: str) -> bool:
    name, _, block = text.partition("#^")
    if block:
        return favour.block == block
    return fold(name) in (fold(stem(favour.places[0].path)), fold(favour.places[0].path.removesuffix(".md")))


def _answered_by(shelf: Sequence[Favour], move: Move) -> Favour | None:
    """The one open ask that a gift answers: of the same kind, or told in some of the same words."""
    found = [f for f in shelf if f.direction == GIFTS[move.verb] and _is_open(f) and _not_after(f, move)]
    kind, words = move.kind or _kind_in(move.text), words_of(move.text)
    fitting = [f for f in found if (kind and f.kind == kind) or words & words_of(f.what)]
    return fitting[0] if len(fitting) == 1 else None


def _not_after(favour: Favour, move: Move) -> bool:
    return not (favour.asked and move.day) or favour.asked <= move.day


def _more(favour: Favour, move: Move) -> tuple[Place, ...]:
    return (*favour.places, move.place)


def _replace(shelf: list[Favour], old: Favour, new: Favour) -> None:
    shelf[shelf.index(old)] = new
