"""A verdict in the words of a friend: the answer, the reasons that count most, what instead, from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.metrics.budget import Budget
from vaultkit.metrics.etiquette.check import ANSWERS, Answer, Check, said
from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.request import POINTER, Ask
from vaultkit.metrics.etiquette.tests import comes_to
from vaultkit.metrics.etiquette.tie import NAME_THE_GAP, ago
from vaultkit.metrics.follow_ups import FollowUp
from vaultkit.pages.layout import day as in_words
from vaultkit.pages.layout import joined, plural

ARTICLES: Mapping[str, str] = {  # how a kind is called in a sentence
    "introduction": "an introduction",
    "advice": "advice",
    "feedback": "feedback",
    "referral": "a referral",
    "reference": "a reference",
    "task": "help with a task",
    "resource": "something they could share",
    "other": "something else",
    POINTER: "a pointer",
}
OPENING: Mapping[Answer, str] = {
    "go": "Yes, you can ask {name} for {what}",
    "go-lighter": "Not {what} from {name} now, but something lighter is fine",
    "build-first": "Not yet: there is something to do before you ask {name} for {what}",
    "wait": "Better wait before you ask {name} for {what}",
    "no": "No: {what} is not to be asked of {name}",
}
TOWARDS: Mapping[str, str] = {"introduction": "to", "referral": "to", "reference": "to be sent to"}
YOURS: Mapping[str, str] = {
    "answer": "answer them about “{what}”",
    "promise": "keep your word on “{what}”",
    "report": "tell them how “{what}” went",
}
REASONS = 3


class Told(NamedTuple):
    """What a summary is made of."""

    what: str  # what would be asked for, as it is called
    ask: Ask
    answer: Answer
    rung: Ask | None
    tests: tuple[Check, ...]
    against: tuple[Check, ...]
    opens: date | None
    late: bool  # the first day on which it could be asked leaves too little time
    budget: Budget
    owed: tuple[FollowUp, ...]  # what is mine to do for them, and bars nothing


def summary(g: Grounds, told: Told) -> str:
    """A verdict → a few sentences."""
    ask, name = told.ask, g.someone.name
    heavier = f"It weighs {ask.weight}, as {' and '.join(ask.raised)}" if ask.raised else ""
    opening = OPENING[told.answer].format(name=name, what=told.what)
    if told.answer == "go":
        return _sentences(opening, *_reasons_for(g, told), heavier, _not_known(told.tests), *_remarks(told))
    lighter = told.rung is not None
    gravest = sorted(
        told.against, key=lambda check: (-check.remedy.final, -ANSWERS.index(comes_to(check, lighter=lighter)))
    )
    reasons = [check.why for check in gravest[:REASONS]]
    when = f"That leaves too little time until {in_words(ask.needed_by)}" if told.late and ask.needed_by else ""
    return _sentences(
        opening, *reasons, heavier, _instead(told.rung, ask), when or _from_when(told.what, told.opens, g.today)
    )


def called(kind: str) -> str:
    """A kind → what it is called in a sentence."""
    return ARTICLES.get(kind, kind)


def called_for(kind: str, target: str) -> str:
    """A kind and the name of whom it is about → what it is called in a sentence."""
    if not target:
        return called(kind)
    return f"{called(kind)} {TOWARDS.get(kind, 'about')} {target}"


def _reasons_for(g: Grounds, told: Told) -> Iterator[str]:
    by_name = {check.name: check for check in told.tests}
    if g.silence is None and told.ask.weight == "light":
        yield "You were never in touch, by your notes: keep it light"
    elif g.silence is None:
        yield by_name["tie"].why
    else:
        gap = f": {NAME_THE_GAP}, and what you last spoke of" if NAME_THE_GAP in by_name["silence"].why else ""
        yield f"You were in touch on {plural(g.days, 'day')}, last {ago(g.silence)}{gap}"
    yield from (by_name[name].why for name in ("able", "cooldown") if by_name[name].result == "pass")


def _remarks(told: Told) -> Iterator[str]:
    """What bars nothing, and a friend would still mention."""
    deep, at_once = told.budget
    if told.ask.weight == "deep" and not deep.left:
        yield f"You have asked for {plural(deep.used, 'deep thing')} this quarter already, of {deep.limit} you meant to"
    if not at_once.left:
        yield f"You have {plural(at_once.used, 'ask')} open already, of {at_once.limit} you meant to have at once"
    todo = [YOURS[item.kind].format(what=said(item.what)) for item in told.owed if item.kind in YOURS]
    if todo:
        yield f"It would be good to do first what is yours to do: {joined(todo[:2])}"


def _not_known(tests: tuple[Check, ...]) -> str:
    telling = [check for check in tests if check.name == "able" or check.need == "required"]
    unknown = [check.why for check in telling if check.result == "unknown"]
    return f"What is not known: {'; '.join(unknown)}" if unknown else ""


def _instead(rung: Ask | None, ask: Ask) -> str:
    if rung is None:
        return "Nothing lighter either, for now"
    if rung.kind == ask.kind:
        return f"The same, made {rung.weight}, would be fine now"
    return f"{called(rung.kind)} would be fine now"


def _from_when(what: str, opens: date | None, today: date) -> str:
    if opens is None:
        return ""
    if opens == today:
        return "Once that is done you can ask, even today"
    return f"For {what}, the soonest is {in_words(opens)}"


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)
