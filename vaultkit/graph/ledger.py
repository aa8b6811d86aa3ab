"""Favours as they stand: favour notes and one-line moves → one `Favour` each, folded oldest first, person by person.

A move belongs to the favour its `re::` names; without one, to the only favour of that person it can apply to. More than
one: a problem that names them. Thanks with nothing to thank for are just a contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, islice

from vaultkit.graph.beginnings import BEGINNINGS, alike, begin, belongs, not_below
from vaultkit.graph.beginnings import DEFAULT_WEIGHTS as DEFAULT_WEIGHTS
from vaultkit.graph.beginnings import Entry as Entry
from vaultkit.graph.beginnings import from_note as from_note
from vaultkit.graph.beginnings import received_introduction as received_introduction
from vaultkit.graph.missteps import ask_on_refusal, nudged_too_much
from vaultkit.graph.network import Favour, PersonId
from vaultkit.graph.steps import AFTERWARDS, DECISIONS, ORDER, STEPS, fitting, same_again, steps_of
from vaultkit.graph.unfit import no_such_favour, out_of_turn, too_soon, unasked, unfit, which_favour
from vaultkit.model import Place, Problem
from vaultkit.records.kinds import Move
from vaultkit.records.order import ANSWERS, Clash, Course, clashes
from vaultkit.settings.shapes import Ask

ASK = Ask()
FIRST = ("asked", "asked-me", "drafted")  # where their day is not known, they came before all else


def fold_favours(
    notes: Iterable[Favour], entries: Iterable[Entry], ask: Ask = ASK
) -> tuple[tuple[Favour, ...], tuple[Problem, ...]]:
    """Favour notes and moves → every favour as it stands, and what does not fit.

    Between two notes of one day nobody knows which came first. So an answer is tried on the asks of earlier days, then
    on those of its own, and thanks and reports follow whatever else the day brought. Within a note the lines above come
    first.
    """
    ordered = sorted(entries, key=_order)
    fold = _Fold(notes, ask, lines=bool(ordered))
    for _, day in groupby(ordered, key=_day):
        fold.day(tuple(day))
    return fold.favours(), fold.problems()


def _day(entry: Entry) -> date:
    return entry.move.day or (date.min if entry.move.verb in FIRST else date.max)


def _order(entry: Entry) -> tuple[date, int, str, str, str, Place]:
    """By day and step; of two alike what they say decides, and only of the very same the place."""
    move = entry.move
    marks = f"{move.weight or ''} {move.kind or ''} {move.due or ''}"
    return _day(entry), ORDER.get(move.verb, -1), move.verb, move.text, marks, move.place


class _Fold:
    """Every favour as far as the moves are told."""

    def __init__(self, notes: Iterable[Favour], ask: Ask, *, lines: bool) -> None:
        self._ask = ask
        self._shelves: dict[PersonId, list[Favour]] = {}
        self._problems: list[Problem] = []
        self._unasked: list[Entry] = []  # they found no ask at all
        self._places: dict[tuple[str, str, date | None], Place] = {}  # favour's id, its step, its day → the line
        self._noted: set[tuple[str, str, date]] = set()  # the steps that notes tell, as long as no line tells them too
        for favour in {favour.id: favour for favour in notes}.values():
            self._shelf(favour.person).append(favour)
            if lines:
                self._noted.update([(favour.id, verb, day) for verb, day in steps_of(favour) if day])

    def favours(self) -> tuple[Favour, ...]:
        """All favours, oldest first."""
        found = [favour for shelf in self._shelves.values() for favour in shelf]
        return tuple(sorted(found, key=lambda favour: (favour.asked or date.min, favour.id)))

    def problems(self) -> tuple[Problem, ...]:
        """What does not fit."""
        found = [*self._problems, *(unasked(self._shelf(e.person), e.move) for e in self._unasked)]
        for shelf in self._shelves.values():
            for favour in shelf:
                if favour.status in ("pending", "draft"):
                    unfinished = (clash for clash in clashes(_course(favour)) if clash.unfinished)
                    found += [self._problem(favour, clash) for clash in islice(unfinished, 1)]  # the rest goes with it
                if favour.nudges:
                    found += nudged_too_much(favour, self._places, self._ask)
            found += ask_on_refusal(shelf)
        return tuple(found)

    def day(self, entries: Sequence[Entry]) -> None:
        """One day's moves."""
        begun = [entry for entry in entries if entry.move.verb in BEGINNINGS]
        answers = [entry for entry in entries if entry.move.verb not in (*BEGINNINGS, *AFTERWARDS)]
        early = [entry for entry in answers if not self._goes_on(entry)]
        for entry in begun:
            self._begins(entry)
        for entry in (*self._left(early), *(entry for entry in entries if entry.move.verb in AFTERWARDS)):
            if not self._goes_on(entry):
                self._misfit(entry)

    def _left(self, answers: Sequence[Entry]) -> Sequence[Entry]:
        """The answers that belong to nothing, or to several, once all others are told."""
        left = [entry for entry in answers if not self._goes_on(entry)]
        return left if len(left) in (0, len(answers)) else self._left(left)

    def _shelf(self, person: PersonId) -> list[Favour]:
        return self._shelves.setdefault(person, [])

    def _begins(self, entry: Entry) -> None:
        shelf, move = self._shelf(entry.person), entry.move
        again = None if move.re else self._noted_too(shelf, move)
        if again:
            self._swap(shelf, again, _told_at(again, move.place))
            return
        before, after = begin(shelf, entry)
        after = after._replace(places=(*after.places, entry.move.place))
        if before:
            self._replace(shelf, before, after, entry)
        else:
            shelf.append(after)

    def _goes_on(self, entry: Entry) -> bool:
        """Lets a move change what stands; False where it fits nothing, or more than one favour."""
        shelf, move = self._shelf(entry.person), entry.move
        found, known = not_below(_about(self._meant(shelf, move), entry), move), same_again(shelf, move)
        again = [favour for favour in found if favour in known] if move.re else [] if found else known
        told = self._noted_too(known, move) if not move.re else None
        told = told or (again[0] if again else None)
        if told:
            self._swap(shelf, told, _told_at(told, move.place))
        elif len(found) == 1:
            self._change(shelf, found[0], entry)
        return told is not None or len(found) == 1

    def _noted_too(self, favours: Sequence[Favour], move: Move) -> Favour | None:
        """The one favour whose note tells the very step of a line; the next line like it tells another."""
        found = [f for f in favours if move.day and (f.id, move.verb, move.day) in self._noted]
        if move.verb in BEGINNINGS:
            found = [favour for favour in found if alike(favour, move)]
        if len(found) != 1 or move.day is None:
            return None
        self._noted.discard((found[0].id, move.verb, move.day))
        return found[0]

    def _meant(self, shelf: Sequence[Favour], move: Move) -> list[Favour]:
        if move.re:
            return [favour for favour in shelf if belongs(favour, move.re)]
        return fitting(shelf, move, self._ask)

    def _misfit(self, entry: Entry) -> None:
        """Tells why a move changed nothing, where that is a problem."""
        shelf, move = self._shelf(entry.person), entry.move
        if found := self._meant(shelf, move):
            self._problems.append(which_favour(move, found))
        elif move.re:
            self._problems.append(no_such_favour(move))
        elif not STEPS[move.verb].needed:
            self._problems += too_soon(shelf, move, self._ask)
        elif problem := unfit(shelf, move):
            self._problems.append(problem)
        else:
            self._unasked.append(entry)

    def _change(self, shelf: list[Favour], favour: Favour, entry: Entry) -> None:
        move = entry.move
        after = _told_at(STEPS[move.verb].change(favour, entry), move.place)
        if move.verb in DECISIONS and favour.status in (*ANSWERS, "draft"):
            self._problems.append(out_of_turn(favour, move))
            self._swap(shelf, favour, after)
        else:
            self._replace(shelf, favour, after, entry)

    def _replace(self, shelf: list[Favour], before: Favour, after: Favour, entry: Entry) -> None:
        """Puts a favour in place of what it was, and tells of a step that cannot be by now and could before."""
        self._swap(shelf, before, after)
        known = {clash[:3]: clash.unfinished for clash in clashes(_course(before))}
        place = entry.move.place
        fresh = [clash for clash in clashes(_course(after)) if known.get(clash[:3], True)]
        for clash in fresh:
            if clash.unfinished and clash[:3] not in known:
                self._places.setdefault((after.id, clash.step, clash.day), place)
        self._problems += [
            Problem(place, "impossible-order", clash.message)
            for clash in islice((clash for clash in fresh if not clash.unfinished), 1)
        ]

    def _swap(self, shelf: list[Favour], before: Favour, after: Favour) -> None:
        shelf[shelf.index(before)] = after
        for nudge in set(after.nudges) - set(before.nudges):
            self._places.setdefault((after.id, "nudges", nudge), after.places[-1])

    def _problem(self, favour: Favour, clash: Clash) -> Problem:
        place = self._places.get((favour.id, clash.step, clash.day), favour.places[0])
        return Problem(place, "impossible-order", clash.message)


def _told_at(favour: Favour, place: Place) -> Favour:
    return favour._replace(places=tuple(dict.fromkeys((*favour.places, place))))


def _course(favour: Favour) -> Course:
    return Course(
        direction=favour.direction,
        status=favour.status,
        asked=favour.asked,
        answered=favour.answered,
        nudges=favour.nudges,
        decided=favour.decided,
        thanked=favour.thanked,
        acknowledged=favour.acknowledged,
        reported=favour.reported,
        reason=favour.decline_reason,
    )


def _about(found: list[Favour], entry: Entry) -> list[Favour]:
    """Of several favours a line can apply to, the one about somebody it links: `granted:: [[Mike Ito]] to [[Jane]]`."""
    if len(found) < 2 or entry.move.verb == "redirected":
        return found
    meant = [favour for favour in found if favour.target and favour.target in entry.about]
    return meant if len(meant) == 1 else found
