"""Favours → who gave what to whom, and messages → who writes first and who answers: a ledger, not a scoreboard.

The two ledgers stay apart. Facts and a next step are all that is said: imbalance alone never blocks an ask.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.metrics.ties import count

Words: TypeAlias = Literal["chance to give back", "giving one way", ""]
Said: TypeAlias = tuple[tuple[str, str], ...]  # direction and `by` of each message of a day
LARGEST = 1e6  # a size beyond this is a slip of the pen
QUARTER = 365 / 4  # days
QUARTERS = 4  # rates are over the last year
Mark: TypeAlias = tuple[str, int]  # what is counted, and the quarter it belongs to
EXCHANGED, HELPED = "exchanged", "helped"
IN_TOUCH: Mark = ("in touch", 0)
WITHOUT_ASK: Mark = ("in touch without an ask", 0)


class Favour(NamedTuple):
    """Something given or received, beyond the day-to-day of the relationship."""

    person: str
    given: bool  # by you; else received
    day: date
    size: float
    counted: bool = True  # False for what was declined, expired or routine: it weighs 0 on both sides


class Sizes(NamedTuple):
    """What a favour costs the giver."""

    light: float = 1  # advice, a pointer
    medium: float = 3  # an introduction, a review
    deep: float = 9  # a reference, a referral, days of work
    light_minutes: float = 20  # work up to this long is light …
    medium_minutes: float = 120  # … up to this, two hours, medium, and beyond it deep


class Terms(NamedTuple):
    """What the ledgers stand on; days unless said otherwise."""

    given_half_life: float = 365  # receivers value a favour less with time
    received_half_life: float = 1825  # the giver's memory fades slowly
    smoothing: float = 2  # keeps one small favour from tipping the balance
    back_balance: float = -1 / 3  # "chance to give back" at or below this balance …
    back_received: float = 3  # … and at or above this much received
    one_way_balance: float = 2 / 3  # "giving one way" at or above this balance …
    one_way_given: float = 9  # … and at or above this much given
    conversation: int = 30  # silence longer than this ends a conversation; see `exchange`


class Balance(NamedTuple):
    """The favours between you and one person, as they weigh today."""

    person: str
    given: float
    received: float
    balance: float  # (G − R)/(G + R + 2), in (−1, 1); above 0 you gave more
    words: Words
    times_given: int
    times_received: int


class Overall(NamedTuple):
    """The favours of everybody together; None where there is nothing to divide by."""

    reciprocity: float | None  # Σ min(G, R) ÷ ½ Σ (G + R)
    repaid: float | None  # Σ min(G, R) ÷ Σ R
    paid_forward: float | None  # Σ max(0, G − R) ÷ Σ G
    exchanges_per_quarter: float | None  # favours either way, over the last year
    helped_per_quarter: float | None  # people given something, over the last year
    no_ask_share: float | None  # of the contacts, those in which you asked for nothing


class Message(NamedTuple):
    """A letter, e-mail, call or meeting with one person."""

    day: date
    direction: Literal["in", "out", "mutual", ""]  # "out": you wrote; "" where the note does not say, read as mutual
    by: Literal["me", "them", ""] = ""  # who began it, where the note says so
    quiet: bool = False  # thanks, a report, a gift: it asks for no answer, so none is missed


class Exchange(NamedTuple):
    """The messages between you and one person."""

    sent: int = 0
    received: int = 0
    first_by_me: int = 0
    first_by_them: int = 0
    answers_by_me: int = 0  # of `first_by_them`, those you answered
    answers_by_them: int = 0  # of `first_by_me`, those they answered
    unanswered: int = 0  # days in a row on which you wrote, unanswered, since you last heard from them


SIZES = Sizes()
TERMS = Terms()


# --- favours ---


def size_of(weight: str | float, sizes: Sizes = SIZES) -> float | None:
    """A word (`medium`) or any positive number up to a million → its size; None for anything else."""
    if isinstance(weight, str):
        return {"light": sizes.light, "medium": sizes.medium, "deep": sizes.deep}.get(weight.strip().casefold())
    return float(weight) if 0 < weight <= LARGEST else None


def size_of_minutes(minutes: float, sizes: Sizes = SIZES) -> float | None:
    """The time a favour takes → the size of a light, medium or deep one; None unless it is positive.

    By steps, not in proportion: a day's work is not forty-eight pointers, and a step can be told in a word.
    """
    if not 0 < minutes < math.inf:
        return None
    if minutes <= sizes.light_minutes:
        return sizes.light
    return sizes.medium if minutes <= sizes.medium_minutes else sizes.deep


def balances(favours: Iterable[Favour], today: date, terms: Terms = TERMS) -> tuple[Balance, ...]:
    """All favours → one balance for each person with a favour up to today, by name."""
    by_person: dict[str, list[Favour]] = defaultdict(list)
    for favour in favours:
        if favour.day <= today:
            by_person[favour.person].append(favour)
    return tuple(_balance(person, by_person[person], today, terms) for person in sorted(by_person))


def overall(each: Iterable[Balance], marks: Mapping[Mark, int]) -> Overall:
    """Everybody's balance, and everybody's `marks_of` counted together → the ledger as a whole."""
    each = tuple(each)
    given, received = math.fsum(one.given for one in each), math.fsum(one.received for one in each)
    mutual = math.fsum(min(one.given, one.received) for one in each)
    ahead = math.fsum(max(0.0, one.given - one.received) for one in each)
    begun = range(min(QUARTERS, 1 + max((quarter for mark, quarter in marks if mark == EXCHANGED), default=-1)))
    return Overall(
        reciprocity=_share(mutual, (given + received) / 2),
        repaid=_share(mutual, received),
        paid_forward=_share(ahead, given),
        exchanges_per_quarter=_share(sum(marks.get((EXCHANGED, quarter), 0) for quarter in begun), len(begun)),
        helped_per_quarter=_share(sum(marks.get((HELPED, quarter), 0) for quarter in begun), len(begun)),
        no_ask_share=_share(marks.get(WITHOUT_ASK, 0), marks.get(IN_TOUCH, 0)),
    )


def marks_of(
    favours: Iterable[Favour], contacts: Set[date], asks: Set[date], today: date
) -> Iterator[tuple[Mark, int]]:
    """One person's favours, days in touch and days on which you asked → what `overall` counts of them.

    A mark `EXCHANGED` for each favour, one `HELPED` for each quarter in which you gave something, quarters counted back
    from today: 0 is the one up to today, 4 stands for all before the last year.
    """
    helped = set()
    for favour in favours:
        if favour.counted and favour.day <= today:
            quarter = min(QUARTERS, int((today - favour.day).days / QUARTER))
            yield (EXCHANGED, quarter), 1
            if favour.given:
                helped.add(quarter)
    yield from (((HELPED, quarter), 1) for quarter in helped)
    days = {day for day in contacts if day <= today}
    yield IN_TOUCH, len(days)
    yield WITHOUT_ASK, len(days - asks)


def explain_balance(balance: Balance, terms: Terms = TERMS) -> str:
    """What the two sums of a balance are made of."""
    return (
        f"Given {balance.given:.1f} ({count(balance.times_given, 'favour')}), "
        f"received {balance.received:.1f} ({count(balance.times_received, 'favour')}): each weighs its size, "
        f"half after {terms.given_half_life:g} days when given, after {terms.received_half_life:g} when received."
    )


def _balance(person: str, favours: list[Favour], today: date, terms: Terms) -> Balance:
    counted = [favour for favour in favours if favour.counted]
    given = [favour for favour in counted if favour.given]
    received = [favour for favour in counted if not favour.given]
    g, r = _faded(given, today, terms.given_half_life), _faded(received, today, terms.received_half_life)
    tilt = (g - r) / (g + r + terms.smoothing)
    return Balance(person, g, r, tilt, _words(tilt, g, r, terms), len(given), len(received))


def _words(tilt: float, given: float, received: float, terms: Terms) -> Words:
    if tilt <= terms.back_balance and received >= terms.back_received:
        return "chance to give back"
    if tilt >= terms.one_way_balance and given >= terms.one_way_given:
        return "giving one way"
    return ""


def _faded(favours: list[Favour], today: date, half_life: float) -> float:
    """Σ size · 2^(−age/half-life); `fsum`, so that no order of the input changes a bit."""
    return math.fsum(favour.size * 2.0 ** (-(today - favour.day).days / half_life) for favour in favours)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# --- messages ---


def exchange(messages: Iterable[Message], today: date, terms: Terms = TERMS) -> Exchange:
    """The messages with one person, in any order → who wrote first and who answered; the future is left out.

    A conversation lasts until more than 30 days pass without a message: within 30 days came 79 % of the turns in
    3,276 letters of 1875–1931 and 96 % of those in a company's e-mail. Whoever writes first in it makes a *first
    approach*. `by` says so outright, also within a conversation, when it names the writer or one side of a meeting and
    no approach of theirs is still open. The other side's next message in that conversation, or a meeting or call, is
    the *answer*; an approach has one at most. The order within a day is unknown, so a day with letters both ways is
    read as a meeting: nobody was first, and what was open is answered. Several letters one way on a day are one
    approach. Your reply to their message is not an approach, so it is not *unanswered* either, and no more are
    thanks, reports and gifts, which ask for no answer.
    """
    past = sorted(message for message in messages if message.day <= today)
    found = _heard(past, terms)
    if found.unanswered and any(message.quiet for message in past):
        return found._replace(unanswered=_heard([m for m in past if not m.quiet], terms).unanswered)
    return found


def _heard(past: list[Message], terms: Terms) -> Exchange:
    """Messages, oldest first → what passed."""
    talk = _Talk(terms.conversation)
    for day, group in groupby(past, key=itemgetter(0)):
        talk.hear(day, tuple([(message.direction, message.by) for message in group]))
    directions = [message.direction for message in past]
    return Exchange(directions.count("out"), directions.count("in"), *talk.tally())


def explain_exchange(exchange: Exchange) -> str:
    """Who wrote first how often, and how often that was answered."""
    me, them = exchange.first_by_me, exchange.first_by_them
    return (
        f"You wrote first {count(me, 'time')}, {exchange.answers_by_them} answered; "
        f"they wrote first {count(them, 'time')}, {exchange.answers_by_me} answered."
    )


class _Talk:
    """Where a conversation stands after a day, and what was counted so far."""

    __slots__ = ("answers", "first", "last", "longest", "mine_open", "my_turn", "theirs_open", "unanswered")

    def __init__(self, longest: int) -> None:
        self.longest = longest  # days of silence that a conversation outlasts
        self.first = [0, 0]  # first approaches by me and by them
        self.answers = [0, 0]
        self.unanswered = 0
        self.last: date | None = None
        self.mine_open = self.theirs_open = False  # a first approach waits for its answer
        self.my_turn = False  # they wrote last

    def tally(self) -> tuple[int, ...]:
        return (*self.first, *self.answers, self.unanswered)

    def hear(self, day: date, said: Said) -> None:
        """One more day of messages, taken together."""
        fresh = self.last is None or (day - self.last).days > self.longest
        if fresh:
            self.mine_open = self.theirs_open = self.my_turn = False
        i_spoke, they_spoke, i_began, they_began = _turn(said, fresh)
        by_me, by_them = i_began and not self.mine_open, they_began and not self.theirs_open
        mine, theirs = self.mine_open or by_me, self.theirs_open or by_them
        they_answer, i_answer = mine and they_spoke, theirs and i_spoke
        approach = by_me or not (self.my_turn or i_answer)
        self.first[0] += by_me
        self.first[1] += by_them
        self.answers[0] += i_answer
        self.answers[1] += they_answer
        self.unanswered = 0 if they_spoke else self.unanswered + approach
        self.last = day
        self.mine_open, self.theirs_open = mine and not they_answer, theirs and not i_answer
        letters = {direction for direction, _ in said} & {"in", "out"}
        if len(letters) == 1:  # a meeting leaves a letter that waits for an answer waiting
            self.my_turn = "in" in letters


@lru_cache(maxsize=1024)  # there are few kinds of days: two thirds of the time of an exchange
def _turn(said: Said, fresh: bool) -> tuple[bool, bool, bool, bool]:
    """A day's messages → whether I spoke and whether they did, whether I began and whether they did."""
    directions = {direction for direction, _ in said}
    began = _began(said, fresh=fresh)
    return directions != {"in"}, directions != {"out"}, "me" in began, "them" in began  # at a meeting both spoke


def _began(messages: Said, *, fresh: bool) -> set[str]:
    """Who began, by what is said or else, in a new conversation, by who alone wrote.

    A reply that names the other side tells of a first message only where that message is not in the vault.
    """
    writer = {"out": "me", "in": "them"}
    said = {by for direction, by in messages if by and (fresh or writer.get(direction, by) == by)}
    writers = {writer.get(direction, "") for direction, _ in messages}
    alone = writers - {""} if fresh and len(writers) == 1 else set()
    return said or alone
