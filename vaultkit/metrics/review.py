"""Looking back by quarters on three axes: what I asked, what I followed up, what I gave. Facts; there is no score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.edges import favours_of
from vaultkit.graph.lapse import later
from vaultkit.graph.network import Favour, PersonId
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import REPORTED_KINDS, not_taken_up
from vaultkit.metrics.giving.gifts import Gift, gifts_in
from vaultkit.metrics.life import Life, life_of
from vaultkit.metrics.quarters import Quarter, quarter_of
from vaultkit.model import Place
from vaultkit.settings.shapes import Ask

Word: TypeAlias = Literal["thank", "acknowledge", "report", "answer", "promise"]
State: TypeAlias = Literal["open", "later", "in time"]
STATES: tuple[State, ...] = ("open", "later", "in time")


class Request(NamedTuple):
    """Something I asked for, and what came of it."""

    favour: Favour
    life: Life


class Loop(NamedTuple):
    """A word I owed after something happened, or a promise: still open, said later than meant, or in time."""

    word: Word
    person: PersonId | None
    what: str
    since: date
    state: State
    took: int  # days from then to when it was said; to today where it is open
    place: Place


class Return(NamedTuple):
    """Something I gave: back to somebody who had helped me, forward in return for what came to me, or just so."""

    gift: Gift
    way: Literal["back", "forward", "gave"]


class Look(NamedTuple):
    """A quarter with something in it."""

    quarter: Quarter
    requests: tuple[Request, ...] = ()  # those still open first, then the latest
    loops: tuple[Loop, ...] = ()  # those still open first, then what came later than meant
    returns: tuple[Return, ...] = ()  # the latest first


def review(findings: Findings) -> tuple[Look, ...]:
    """The findings → every quarter in which something was asked, followed up or given, the newest first."""
    today, ask = findings.today, findings.settings.ask
    favours = [favour for favour in favours_of(findings.network) if not favour.routine and favour.status != "draft"]
    requests: dict[Quarter, list[Request]] = defaultdict(list)
    loops: dict[Quarter, list[Loop]] = defaultdict(list)
    returns: dict[Quarter, list[Return]] = defaultdict(list)
    for favour in favours:
        if favour.direction == "asked" and favour.asked and favour.asked <= today:
            requests[quarter_of(favour.asked)].append(Request(favour, life_of(favour, today, ask)))
    early = not_taken_up(findings.follow_ups)
    words = (loop for favour in favours for loop in _loops(favour, today, ask) if not _is_early(loop, favour, early))
    for loop in (*words, *_promises(findings)):
        loops[quarter_of(loop.since)].append(loop)
    for gift in _returns(favours, findings):
        if gift.gift.day and gift.gift.day <= today:
            returns[quarter_of(gift.gift.day)].append(gift)
    quarters = sorted({*requests, *loops, *returns}, reverse=True)
    return tuple(_look(quarter, requests, loops, returns) for quarter in quarters)


def _look(
    quarter: Quarter,
    requests: Mapping[Quarter, list[Request]],
    loops: Mapping[Quarter, list[Loop]],
    returns: Mapping[Quarter, list[Return]],
) -> Look:
    asked = sorted(requests.get(quarter, ()), key=_open_first)
    owed = sorted(
        loops.get(quarter, ()), key=lambda loop: (STATES.index(loop.state), loop.since, loop.place, loop.word)
    )
    return Look(quarter, tuple(asked), tuple(owed), tuple(reversed(returns.get(quarter, ()))))


def _open_first(request: Request) -> tuple[bool, int, str]:
    return not request.life.open, -(request.favour.asked or date.min).toordinal(), request.favour.id


# --- what I followed up ---


def _loops(favour: Favour, today: date, ask: Ask) -> Iterator[Loop]:
    """What a favour had me say, each as of today; what is not due yet is left for later."""
    for word, since, done, days in _owed(favour, ask):
        if since and since <= today and not (done is None and later(since, days) > today):
            state: State = "open" if done is None else "later" if done > later(since, days) else "in time"
            took = max(0, ((done or today) - since).days)
            yield Loop(word, favour.person, favour.what, since, state, took, favour.places[0])


def _is_early(loop: Loop, favour: Favour, untaken: Collection[Place]) -> bool:
    """Whether there is nothing to tell yet, as an introduction is still to be taken up."""
    return loop.word == "report" and loop.state == "open" and favour.places[-1] in untaken


def _owed(favour: Favour, ask: Ask) -> Iterator[tuple[Word, date | None, date | None, int]]:
    """What, since when, when it was done, and within how many days it is owed."""
    settled = favour.decided or favour.asked
    if favour.direction == "received_ask":
        answered = favour.decided if favour.status not in ("pending", "expired", "withdrawn") else None
        if favour.status == "pending" or answered:
            yield "answer", favour.asked, answered, ask.answer_days
    elif favour.mine and favour.status == "declined":
        acknowledged = min(filter(None, (favour.acknowledged, favour.thanked)), default=None)
        yield "acknowledge", settled, acknowledged, ask.acknowledge_days
    elif favour.mine and (favour.helped or favour.status == "redirected"):
        yield "thank", settled, favour.thanked, ask.thank_days
        if favour.kind == "introduction" or (favour.kind in REPORTED_KINDS and favour.direction == "asked"):
            yield "report", settled, favour.reported, ask.report_days


def _promises(findings: Findings) -> Iterator[Loop]:
    """My promises by the day they were due: kept, or open past it. When a kept one was kept is not told."""
    for person, dealings in findings.network.dealings.items():
        for pledge in dealings.pledges:
            if pledge.mine and pledge.due and pledge.due <= findings.today and pledge.status != "dropped":
                state: State = "open" if pledge.status == "open" else "in time"
                took = (findings.today - pledge.due).days if state == "open" else 0
                yield Loop("promise", person, pledge.what, pledge.due, state, took, pledge.place)


# --- what I gave ---


def _returns(favours: Iterable[Favour], findings: Findings) -> Iterator[Return]:
    """Everything I gave or offered but thanks, which are owed."""
    helped_me: dict[PersonId, date] = {}
    for favour in favours:
        day = favour.decided or favour.asked
        if favour.mine and favour.helped and day:
            helped_me[favour.person] = min(day, helped_me.get(favour.person, day))
    for gift in gifts_in(findings.network):
        if gift.sort != "thanks":
            first = helped_me.get(gift.person)
            back = first is not None and gift.day is not None and first <= gift.day
            yield Return(gift, "forward" if gift.onward else "back" if back else "gave")
