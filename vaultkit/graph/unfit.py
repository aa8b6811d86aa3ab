"""A line that fits no favour, or several → the problem: what stands there instead, and what to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultkit.graph.beginnings import not_after
from vaultkit.graph.lapse import lapses_on
from vaultkit.graph.names import stem
from vaultkit.graph.network import Favour
from vaultkit.graph.steps import settled
from vaultkit.model import Problem
from vaultkit.records.kinds import Move
from vaultkit.records.order import ANSWERS, ASKS
from vaultkit.settings.shapes import Ask
from vaultkit.wording import short_name

NAMED = 4  # favours named where a line could belong to several
WANTED = {"acknowledged": "declined::", "paid-forward": "got::"}  # what should come first; for all else `asked::`


def unfit(shelf: Sequence[Favour], move: Move) -> Problem | None:
    """A line that fits nothing → what the likeliest favour has against it; None where there is no ask to fit."""
    begun = [] if move.verb == "paid-forward" else [f for f in _asks(shelf, move) if not_after(f, move)]
    if not begun:
        return None
    return _impossible(move, _why_not(max(begun, key=lambda favour: (favour.mine, settled(favour), favour.id)), move))


def unasked(shelf: Sequence[Favour], move: Move) -> Problem:
    """A line before which nothing was asked, and all the favours there ever were → the problem."""
    later = [] if move.verb == "paid-forward" else [f for f in _asks(shelf, move) if not not_after(f, move)]
    if later:
        first = min(later, key=lambda favour: (favour.asked, favour.id))
        why = f"comes before {_named(first)}, asked on {first.asked}: one of the two dates is wrong"
        return _impossible(move, why)
    missing = "nothing received from them" if move.verb == "paid-forward" else "no open favour with them"
    wanted = WANTED.get(move.verb, "asked::")
    message = f"{_line(move)} answers nothing: there is {missing} here. Write the `{wanted}` line before it"
    return Problem(move.place, "no-open-favour", message)


def which_favour(move: Move, found: Sequence[Favour]) -> Problem:
    """A line that could belong to several favours."""
    names = [_named(favour) for favour in found[:NAMED]]
    which = " and ".join([*names, *([f"{len(found) - NAMED} more"] if len(found) > NAMED else [])])
    return Problem(move.place, "which-favour", f"{_line(move)} could belong to {which}: {_how_to_say(found)}")


def no_such_favour(move: Move) -> Problem:
    """A line whose `re::` leads to no favour with that person."""
    return Problem(move.place, "no-such-favour", f"{_line(move)} names `{move.re}`, which is no favour with them")


def out_of_turn(favour: Favour, move: Move) -> Problem:
    """A second answer to one ask, or one to a draft; it counts all the same, as the line says so outright."""
    return _impossible(move, _why_not(favour, move))


def too_soon(shelf: Sequence[Favour], move: Move, ask: Ask) -> Iterator[Problem]:
    """Thanks or a report while an ask still waits: its answer may have been forgotten."""
    waiting = [favour for favour in shelf if favour.direction == "asked" and favour.status == "pending"]
    for favour in waiting:
        lapses = lapses_on(favour, move.day, ask) if move.day else None
        if favour.asked and lapses and favour.asked <= (move.day or lapses) < lapses:
            answers = "`granted::` or `redirected::`" if move.verb == "reported" else "`granted::` or `declined::`"
            why = f"while {_named(favour)} waits for an answer: if they gave one, write {answers} of that day or before"
            yield _impossible(move, why)._replace(level="hint")
            return


def _asks(shelf: Sequence[Favour], move: Move) -> list[Favour]:
    mine = move.verb in ("nudged", "acknowledged")
    return [favour for favour in shelf if favour.direction in ASKS and (favour.mine or not mine)]


def _why_not(favour: Favour, move: Move) -> str:
    """Why the likeliest favour cannot be meant."""
    name, day = _named(favour), f" on {favour.decided}" if favour.decided else ""
    if favour.status == "draft":
        return f"goes with {name}, which is still a draft: write `asked::` for the day it was sent"
    if move.verb == "acknowledged":
        return _no_refusal(favour, name, day)
    choice = "for another ask write its `asked::` first, else keep one of the two"
    return f"goes with {name}, which was {favour.status}{day}: {choice}"


def _no_refusal(favour: Favour, name: str, day: str) -> str:
    if favour.status == "declined":
        return f"goes with {name}, whose no was acknowledged on {favour.acknowledged} already: once is enough"
    if favour.status in ANSWERS:
        return f"goes with {name}, which was {favour.status}{day}: acknowledging is for a no, `thanked::` for a yes"
    return f"goes with {name}, but nothing says that they declined: write `declined::` before it"


def _impossible(move: Move, why: str) -> Problem:
    return Problem(move.place, "impossible-order", f"{_line(move)}{f' on {move.day}' if move.day else ''} {why}")


def _named(favour: Favour) -> str:
    return f"“{short_name(favour.what, 60)}” ({favour.places[0]})"


def _line(move: Move) -> str:
    name = move.person.text
    return f"`{move.verb}:: [[{stem(name) if name.endswith('.md') else name}]]`"


def _how_to_say(found: Sequence[Favour]) -> str:
    """How a line can say which favour it means: by its note, or by a block id where one note has several."""
    first = found[0]
    note = stem(first.places[0].path)
    if first.id.endswith(".md"):
        return f"add `(re:: [[{note}]])` to say which"
    block = first.block or "ask1"
    put = "" if first.block else f"end that line with ` ^{block}` and "
    return f"{put}add `(re:: [[{note}#^{block}]])` to say which"
