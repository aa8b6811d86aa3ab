"""What would change a verdict: loops to close first, then touches and gifts that ask for nothing, out of the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from vaultkit.graph.network import Touch
from vaultkit.metrics.etiquette.check import Check, said
from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.pause import oldest
from vaultkit.metrics.etiquette.request import Ask
from vaultkit.metrics.etiquette.tie import days_to_ripen
from vaultkit.metrics.follow_ups import OLD
from vaultkit.model import Place
from vaultkit.pages.layout import day as in_words
from vaultkit.pages.layout import plural, shorten

MOST = 3
TOPIC = 70  # characters of a topic: it is a reminder
TO_CLOSE: Mapping[str, str] = {
    "acknowledge": "acknowledge their no to “{what}”",
    "thanks": "thank them for “{what}”",
    "report": "tell them how “{what}” went",
    "introduced": "write to {what}, to whom they introduced you",
}
TO_FIND_OUT: Mapping[str, str] = {
    "able": "find out whether they can, and note it (`knows:`, `offers:`, `title:`)",
    "work": "let them see your work; if they know it already, write `knows_my_work: true`",
    "tie": "write down when you were last in touch",
    "cooldown": "write down when you last asked them",
    "loops": "thank them, or note that you did",
}
WITHOUT_A_DAY: Mapping[str, str] = {
    "capacity": "ask until when they are short of time, and note it (`capacity: {level: low, until: …}`)",
    "open": "let them answer first, or take your ask back (`withdrawn::`)",
}
LEDGER = re.compile(r"[a-z ]{3,14}: |introduced |met: ")  # how the topic of such a step begins
CURED_BY_TOUCH = frozenset(("tie", "silence", "contacts"))
CURED_BY_GIVING = frozenset(("given", "headroom"))


class Step(NamedTuple):
    """One thing to do: what, the note it comes from, and the day, where there is one."""

    do: str
    place: Place | None = None
    day: date | None = None


def plan(g: Grounds, ask: Ask, against: tuple[Check, ...], *, hopeless: bool) -> tuple[Step, ...]:
    """What stands in the way of an ask → at most three things that would change it, the first to do first.

    Where nothing would, what is left open with them is still to be closed.
    """
    failing = {check.name: check for check in against}
    closing = [*_to_close(g, failing)]
    if hopeless:
        return tuple(dict.fromkeys([*closing, *_to_move(failing)]))[:MOST]
    waiting, touching, giving = [*_to_wait_for(against)], [*_to_touch(g, ask, failing)], [*_to_give(g, failing)]
    first = [*closing[: MOST - bool(waiting)], *waiting[:1]]  # a wait is never crowded out
    rest = [*giving[:1], *touching, *giving[1:], *closing, *waiting, *_to_find_out(against), *_to_move(failing)]
    return tuple(dict.fromkeys([*first, *rest]))[:MOST]


def _to_close(g: Grounds, failing: Mapping[str, Check]) -> Iterator[Step]:
    if "loops" in failing:
        for loop in oldest(g.loops):
            yield Step(TO_CLOSE[loop.kind].format(what=loop.what), loop.place, g.today)


def _to_give(g: Grounds, failing: Mapping[str, Check]) -> Iterator[Step]:
    if failing.keys() & (CURED_BY_TOUCH | CURED_BY_GIVING):
        yield from _gifts(g)
    if failing.keys() & CURED_BY_GIVING:
        yield Step("give or offer something small: a thought, a link, a good word")


def _to_touch(g: Grounds, ask: Ask, failing: Mapping[str, Check]) -> Iterator[Step]:
    if failing.keys() & CURED_BY_TOUCH:
        yield Step(f"be in touch without asking, {_times(_days_missing(g, ask, failing))}: {_about_what(g)}")


def _to_find_out(against: Iterable[Check]) -> Iterator[Step]:
    for check in against:
        if check.name == "work" or (check.result == "unknown" and check.name in TO_FIND_OUT):
            yield Step(TO_FIND_OUT[check.name], check.places[0] if check.places else None)


def _to_wait_for(against: Iterable[Check]) -> Iterator[Step]:
    """The longest wait first; then what has no day."""
    waits = [check for check in against if check.remedy.answer == "wait" or check.name == "unanswered"]
    dated = [check for check in waits if check.remedy.opens]
    if dated:
        last = max(dated, key=lambda check: check.remedy.opens or date.min)
        until = in_words(last.remedy.opens or date.max)
        reason = "" if until in last.why else f": {last.why}"
        yield Step(f"wait until {until}{reason}", day=last.remedy.opens)
    for check in waits:
        if check.remedy.opens is None and check.name not in CURED_BY_GIVING:
            yield Step(WITHOUT_A_DAY.get(check.name, "let them have the next word"), next(iter(check.places), None))


def _to_move(failing: Mapping[str, Check]) -> Iterator[Step]:
    if "lead" in failing:
        yield Step(f"ask for a later day: {failing['lead'].why}")


def _gifts(g: Grounds) -> Iterator[Step]:
    """Small things to give or say that the notes themselves suggest, the readiest first."""
    return chain(_saved(g), _promised(g), _asked_of_me(g), _needed(g))


def _saved(g: Grounds) -> Iterator[Step]:
    waiting = (saved for saved in g.dealings.saved if saved.shared is None)
    return (Step(f"share “{said(saved.what)}” with them, as you meant to", saved.place) for saved in waiting)


def _promised(g: Grounds) -> Iterator[Step]:
    mine = (p for p in g.dealings.pledges if p.mine and p.status == "open" and _is_recent(p.due or p.made, g))
    return (Step(f"keep your word: “{said(pledge.what)}”", pledge.place, pledge.due) for pledge in mine)


def _asked_of_me(g: Grounds) -> Iterator[Step]:
    waiting = (
        f for f in g.favours if f.direction == "received_ask" and f.status == "pending" and _is_recent(f.asked, g)
    )
    return (Step(f"answer what they asked of you: “{said(favour.what)}”", favour.places[0]) for favour in waiting)


def _is_recent(day: date | None, g: Grounds) -> bool:
    """Whether something is of the last year, and so a step of this week."""
    return day is None or (g.today - day).days <= OLD


def _needed(g: Grounds) -> Iterator[Step]:
    card = g.card
    return (
        (Step(f"help with what they need: {said(need)}", card.place) for need in card.needs[:1]) if card else iter(())
    )


def _days_missing(g: Grounds, ask: Ask, failing: Mapping[str, Check]) -> int:
    """How many days in touch would do, at the least."""
    missing = [1]
    if "contacts" in failing:
        missing.append(getattr(g.settings.ask.no_ask_contacts, ask.weight) - len(g.quiet_days))
    if "tie" in failing:
        missing.append(days_to_ripen(g, ask.weight))
    return max(missing)


def _times(days: int) -> str:
    return "once" if days == 1 else f"on {plural(days, 'day')}"


def _about_what(g: Grounds) -> str:
    """The last topic, where there is one."""
    told = next((touch.ask_next[0] for touch in reversed(g.dealings.touches) if touch.ask_next), None)
    if told:
        return f"ask, as you meant to: {said(told)}"
    last = next((touch for touch in reversed(g.dealings.touches) if _is_talk(touch, g.someone.name)), None)
    return (
        f"ask after “{shorten(last.topic, TOPIC)}” ({in_words(last.day)})" if last else "a word on how they are will do"
    )


def _is_talk(touch: Touch, name: str) -> bool:
    """Whether a topic is something they spoke of, not a step of the ledger or a task of mine that names them."""
    told = " " in touch.topic and name not in touch.topic  # else it is no more than "coffee", or a note's title
    return told and not (touch.ask or touch.quiet or LEDGER.match(touch.topic))
