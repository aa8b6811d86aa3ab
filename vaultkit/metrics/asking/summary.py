"""A verdict in the words of a friend: the answer, the reasons that count most, what instead, from when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vaultkit.metrics.etiquette.check import ANSWERS, Answer, Check
from vaultkit.metrics.etiquette.request import POINTER, Ask
from vaultkit.metrics.etiquette.tests import comes_to
from vaultkit.metrics.etiquette.tie import NAME_THE_GAP
from vaultkit.pages.layout import day as in_words

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
REASONS = 3


def summary(
    name: str, what: str, ask: Ask, answer: Answer, rung: Ask | None, tests: tuple[Check, ...],
    against: tuple[Check, ...], opens: date | None, today: date, *, late: bool,
) -> str:  # fmt: skip
    """A verdict → a few sentences."""
    heavier = f"It weighs {ask.weight}, as {' and '.join(ask.raised)}" if ask.raised else ""
    opening = OPENING[answer].format(name=name, what=what)
    if answer == "go":
        return _sentences(opening, *_reasons_for(tests), heavier, _not_known(tests))
    lighter = rung is not None
    gravest = sorted(against, key=lambda check: ANSWERS.index(comes_to(check, lighter=lighter)), reverse=True)
    reasons = [check.why for check in gravest[:REASONS]]
    when = f"That leaves too little time until {in_words(ask.needed_by)}" if late and ask.needed_by else ""
    return _sentences(opening, *reasons, heavier, _instead(rung, ask), when or _from_when(what, opens, today))


def called(kind: str) -> str:
    """A kind → what it is called in a sentence."""
    return ARTICLES.get(kind, kind)


def called_for(kind: str, target: str) -> str:
    """A kind and the name of whom it is about → what it is called in a sentence."""
    if not target:
        return called(kind)
    return f"{called(kind)} {'to' if kind == 'introduction' else 'at' if kind == 'referral' else 'for'} {target}"


def _reasons_for(tests: tuple[Check, ...]) -> list[str]:
    by_name = {check.name: check for check in tests}
    named = (
        ("tie", "able", "cooldown", "loops")
        if NAME_THE_GAP not in by_name["silence"].why
        else ("silence", "able", "loops")
    )
    return [by_name[name].why for name in named if by_name[name].result == "pass"]


def _not_known(tests: tuple[Check, ...]) -> str:
    unknown = [check.why for check in tests if check.result == "unknown" and check.name != "silence"]
    return f"What is not known: {'; '.join(unknown)}" if unknown else ""


def _instead(rung: Ask | None, ask: Ask) -> str:
    if rung is None:
        return ""
    if rung.kind == ask.kind:
        return f"{called(rung.kind)} of the {rung.weight} sort would be fine now"
    return f"{called(rung.kind)} would be fine now"


def _from_when(what: str, opens: date | None, today: date) -> str:
    if opens is None:
        return ""
    if opens == today:
        return "Once that is done you can ask, even today"
    return f"For {what}, the soonest is {in_words(opens)}"


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)
