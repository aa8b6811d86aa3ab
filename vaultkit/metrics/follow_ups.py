"""What is owed either way: promises, thanks, answers, refusals to acknowledge, outcomes to report, nudges, dates ahead.

The deadlines are settings; by default a refusal is acknowledged within 2 days and puts the tie at risk after 7;
an unanswered ask is nudged after 7, 10 or 14 days by its weight, at most twice, ten days apart, and lapses by itself;
whoever introduced, advised or vouched hears how it went.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.lapse import last_word
from vaultkit.graph.lapse import later as later
from vaultkit.graph.marks import is_away, mark_of
from vaultkit.graph.network import ME, Dealings, Favour, Meeting, Network, PersonId, Pledge, Someone
from vaultkit.metrics.life import life_of, retry_on
from vaultkit.metrics.reciprocity import Message, exchange
from vaultkit.model import Place
from vaultkit.records.values import next_birthday
from vaultkit.settings import Settings
from vaultkit.settings.shapes import Ask

Kind: TypeAlias = Literal[
    "acknowledge", "answer", "thanks", "report", "nudge", "redirected", "rest", "introduced", "promise", "waiting",
    "door", "introduction", "meeting", "birthday",
]  # fmt: skip
Stage: TypeAlias = Literal["later", "now", "old"]  # later: not to be shown yet; old: counted, not shown
Why: TypeAlias = Literal[
    "", "barred", "card", "thinking", "put off", "nudged", "parked", "lapsed", "too late", "no time"
]
AHEAD = 7  # days: a week's list
OLD = 365  # days: what arose longer ago is no step of this week
FROM_THEIR_DAY = frozenset(("nudge", "report", "introduction"))  # shown from then on; all else at once
ON_THEIR_DAY = frozenset(("nudge", "door", "introduction", "waiting", "report"))  # done on it, not in the week before
ALWAYS = frozenset(("acknowledge", "introduced", "answer", "thanks"))  # due as soon as they arise
DATED = frozenset(("door", "meeting", "birthday"))  # never old
OWED_BY_ME = frozenset(("acknowledge", "answer", "thanks", "promise", "meeting"))
SILENT = frozenset(("archived", "deceased", "do-not-contact"))
REPORTED_KINDS = frozenset(("introduction", "referral", "reference", "advice", "feedback"))


class FollowUp(NamedTuple):
    """One thing to do or to wait for, with whom and by when; `since` is when it arose."""

    kind: Kind
    person: PersonId | None
    what: str
    since: date | None
    due: date | None
    place: Place
    at_risk: bool = False
    stage: Stage = "now"
    this_week: bool = False  # to be done within a week
    why: Why = ""
    whom: str | None = None  # somebody else to turn to: a person's id, or the bare name
    mark: str = ""  # by which the user can close it

    def overdue(self, today: date) -> int:
        """Days past the due date; 0 where it is not past."""
        return max(0, (today - self.due).days) if self.due else 0


def closed(someone: Someone | None) -> bool:
    """Whether a person's door is closed: what is owed to them stays owed, and nothing else is suggested."""
    return someone is not None and someone.card is not None and someone.card.door == "closed"


def short_of_time(someone: Someone, today: date) -> bool:
    """Whether their note says that they have little time now."""
    card = someone.card
    return card is not None and card.capacity == "low" and not (card.capacity_until and card.capacity_until <= today)


def _unfit(item: FollowUp, someone: Someone | None, today: date) -> bool:
    return silent(someone, today) or (closed(someone) and item.kind not in OWED_BY_ME)


def silent(someone: Someone | None, today: date) -> bool:
    """Whether a person comes up nowhere: archived, deceased, not to be contacted, or snoozed until later."""
    card = someone.card if someone else None
    if card is None:
        return False
    return card.status in SILENT or bool(card.snooze_until and card.snooze_until > today)


def follow_ups_of(
    someone: Someone | None, dealings: Dealings, meetings: Iterable[Meeting], today: date, settings: Settings
) -> tuple[FollowUp, ...]:
    """The dealings with somebody, and the introductions they take part in → what is owed or awaited, in no order.

    None stands for promises that name nobody.
    """
    person = someone.id if someone else None
    found = (
        *(item for favour in dealings.favours for item in _of_favour(favour, someone, dealings, today, settings)),
        *(item for m in meetings for item in _of_meeting(m, dealings, today, settings) if item.person == person),
        *_promises(dealings.pledges, today),
        *_planned(person, dealings, today, settings),
        *(_birthdays(someone, today, settings) if someone and dealings.touches else ()),
    )
    fit = [_placed(item, today) for item in found if someone is None or not _unfit(item, someone, today)]
    return tuple([item for item in _marked(fit) if not is_away(item.mark, item.what, dealings.away, today)])


def _marked(items: Iterable[FollowUp]) -> Iterator[FollowUp]:
    """Each thing with a mark of its own, though another be like it in all but its place."""
    seen: Counter[tuple[str, date | None, str]] = Counter()
    for item in items:
        like = item.kind, item.since or item.due, item.what
        yield item._replace(mark=mark_of(item.kind, item.person, like[1], item.what, seen[like]))
        seen[like] += 1


def pressing(item: FollowUp) -> tuple[str, date, int, Place, str, str]:
    """The order within each kind: by due date; what has none comes after, the latest first, as old ends press least."""
    since = (item.since or date.max).toordinal()
    return item.kind, item.due or date.max, since if item.due else -since, item.place, item.person or "", item.what


def of_kind(items: tuple[FollowUp, ...], kind: str) -> tuple[FollowUp, ...]:
    """Follow-ups ordered by `pressing` → those of a kind; they stand together."""
    first = bisect_left(items, kind, key=_kind)
    return items[first : bisect_right(items, kind, lo=first, key=_kind)]


def _kind(item: FollowUp) -> str:
    return item.kind


def _placed(item: FollowUp, today: date) -> FollowUp:
    """A follow-up with what its days mean as of today."""
    age = (today - item.since).days if item.since else 0
    waits = item.kind in FROM_THEIR_DAY and item.due is not None and item.due > today
    old = age > OLD and item.kind not in DATED
    return item._replace(
        stage="later" if waits else "old" if old else "now", this_week=age <= OLD and _is_near(item, today)
    )


def _is_near(item: FollowUp, today: date) -> bool:
    if item.kind in ALWAYS:
        return True
    if item.due is None:
        return False
    return item.due <= (today if item.kind in ON_THEIR_DAY else later(today, AHEAD))


def _of_favour(
    favour: Favour, someone: Someone | None, dealings: Dealings, today: date, settings: Settings
) -> Iterator[FollowUp]:
    if favour.status == "draft" or (favour.asked and favour.asked > today):
        return
    if favour.direction == "received_ask":
        yield from _to_answer(favour, today, settings.ask)
        return
    waits = favour.status == "pending" or (favour.status == "parked" and not favour.offered_later)
    if favour.direction == "asked" and waits:
        yield from _undecided(favour, dealings, today, settings)
    if favour.mine:
        yield from _after_answer(favour, today, settings.ask)
    opens = retry_on(favour, someone.card if someone else None, settings.ask)
    if opens and later(opens, OLD) >= today and not _asked_again(favour, dealings):
        item = FollowUp("door", favour.person, favour.what, favour.decided, opens, favour.places[-1])
        yield item if favour.offered_later else item._replace(why="no time")


def _to_answer(favour: Favour, today: date, ask: Ask) -> Iterator[FollowUp]:
    """What they asked of me: one put off comes up again once its time has passed."""
    if favour.status == "pending":
        if favour.answered and favour.answered <= today:
            yield _item("answer", favour, favour.answered, ask.answer_days)._replace(why="thinking")
        else:
            yield _item("answer", favour, favour.asked, ask.answer_days)
    elif favour.status == "parked" and favour.decided and later(favour.decided, ask.parked_days) <= today:
        yield _item("answer", favour, favour.decided, ask.parked_days)._replace(why="put off")


def _undecided(favour: Favour, dealings: Dealings, today: date, settings: Settings) -> Iterator[FollowUp]:
    """An ask of mine that waits for its answer: to be nudged, to be let rest, or lapsed a short while ago."""
    ask, life = settings.ask, life_of(favour, today, settings.ask)
    if life.state == "expired":
        if life.lapses and today < later(life.lapses, ask.expire_days):
            parked = favour.status == "parked"
            yield FollowUp(
                "rest", favour.person, favour.what, favour.decided or last_word(favour, today), life.lapses,
                favour.places[-1], at_risk=parked, why="parked" if parked else "lapsed",
            )  # fmt: skip
    elif life.state in ("parked", "answered"):
        why: Why = "parked" if life.state == "parked" else "thinking"
        yield FollowUp("rest", favour.person, favour.what, life.since, life.lapses, favour.places[-1], why=why)
    else:
        yield from _unanswered(favour, dealings, today, settings)


def _unanswered(favour: Favour, dealings: Dealings, today: date, settings: Settings) -> Iterator[FollowUp]:
    ask = settings.ask
    nudges = sorted(nudge for nudge in favour.nudges if nudge <= today and nudge > (favour.answered or date.min))
    last = nudges[-1] if nudges else favour.asked
    if len(nudges) >= ask.nudges or (favour.asked and _said_enough(favour.asked, dealings, today, settings)):
        yield FollowUp("rest", favour.person, favour.what, last, None, favour.places[-1], why="nudged")
    elif favour.needed_by and favour.needed_by < today:
        yield FollowUp("rest", favour.person, favour.what, last, favour.needed_by, favour.places[-1], why="too late")
    elif nudges:
        yield _item("nudge", favour, last, ask.nudge_gap)
    elif favour.asked:
        yield _item("nudge", favour, favour.asked, getattr(ask.nudge_after, favour.weight))


def _said_enough(asked: date, dealings: Dealings, today: date, settings: Settings) -> bool:
    """Whether two messages of mine beside the ask, on any channel, are unanswered: then the next word is theirs."""
    stop, limit = settings.ask.stop_after, settings.ties.group_limit
    close = [touch for touch in dealings.touches if touch.people <= limit]
    heard = max((touch.day for touch in close if touch.direction != "out"), default=date.min)
    since = {touch.day for touch in close if touch.day > max(asked, heard) and not touch.quiet}
    if len(since) >= stop:
        return True
    messages = [Message(touch.day, touch.direction or "", touch.by or "", touch.quiet) for touch in close]
    return exchange(messages, today).unanswered > stop


def _asked_again(favour: Favour, dealings: Dealings) -> bool:
    """Whether an ask of the same kind came after this one was answered."""
    answered = favour.decided or favour.asked
    asks = (other for other in dealings.favours if other.direction == "asked" and other.id != favour.id)
    later_on = (o for o in asks if o.status != "draft" and answered and o.asked and o.asked > answered)
    return any(other.kind == favour.kind for other in later_on)


def _after_answer(favour: Favour, today: date, ask: Ask) -> Iterator[FollowUp]:
    answered = favour.decided or favour.asked
    if favour.routine or (answered and answered > today):
        return
    helped = favour.status in ("granted", "redirected", "done")
    if favour.status == "declined":
        if favour.acknowledged is None and favour.thanked is None:
            yield _refusal(favour, answered, today, ask)
    elif helped and favour.thanked is None:
        why: Why = "card" if favour.kind == "reference" and favour.status != "redirected" else ""
        yield _item("thanks", favour, answered, ask.thank_days)._replace(why=why)
    vouched = favour.kind == "introduction" or (favour.kind in REPORTED_KINDS and favour.direction == "asked")
    if vouched and helped and favour.reported is None:
        yield _item("report", favour, answered, 0 if favour.outcome else ask.report_days)
    yield from _sent_on(favour, answered, today, ask)


def _sent_on(favour: Favour, answered: date | None, today: date, ask: Ask) -> Iterator[FollowUp]:
    """Whoever they named is the next to ask, as long as a parked ask would be kept, or until it is told how it went."""
    fresh = answered is not None and today < later(answered, ask.parked_days)
    if fresh and favour.redirected_to not in (None, ME, favour.person) and not (favour.reported or favour.outcome):
        to, place = favour.redirected_to, favour.places[-1]
        yield FollowUp("redirected", favour.person, favour.what, answered, None, place, whom=to)


def _refusal(favour: Favour, answered: date | None, today: date, ask: Ask) -> FollowUp:
    days = (today - answered).days if answered else 0
    why: Why = "barred" if days > ask.blocked_days else ""
    item = _item("acknowledge", favour, answered, ask.acknowledge_days)
    return item._replace(at_risk=days > ask.risk_days, why=why)


def taken_up(item: FollowUp, network: Network) -> bool:
    """Whether somebody they sent me on to was written to since."""
    if item.whom is None:
        return False
    dealings, since = network.between(item.whom), item.since or date.min
    return any(touch.day >= since for touch in dealings.touches)


def too_early(items: tuple[FollowUp, ...]) -> frozenset[FollowUp]:
    """Outcomes of introductions that are still to be taken up: there is nothing to tell yet."""
    places = not_taken_up(items)
    return frozenset(item for item in of_kind(items, "report") if item.place in places) if places else frozenset()


def not_taken_up(items: tuple[FollowUp, ...]) -> frozenset[Place]:
    """Where introductions are told that were made for me and wait for my first word."""
    return frozenset(item.place for item in of_kind(items, "introduced"))


def _item(kind: Kind, favour: Favour, since: date | None, days: int) -> FollowUp:
    return FollowUp(kind, favour.person, favour.what, since, since and later(since, days), favour.places[-1])


def _of_meeting(meeting: Meeting, dealings: Dealings, today: date, settings: Settings) -> Iterator[FollowUp]:
    """Introductions: mine to carry through, and those made for me that I have not taken up."""
    if (meeting.made or meeting.asked or today) > today:
        return
    between = f"{meeting.names[1]} and {meeting.names[2]}"
    if meeting.introducer != ME:
        if ME in (meeting.a, meeting.b) and meeting.made and unwritten(meeting, dealings):
            other, due = meeting.other, later(meeting.made, settings.ask.thank_days)
            yield FollowUp("introduced", other, meeting.names[0], meeting.made, due, meeting.place)
    elif meeting.status in ("asked", "opted_in"):
        what, by = f"introduce {between}: {_agreed(meeting)}", meeting.asked and later(meeting.asked, 7)
        yield FollowUp("introduction", meeting.a, what, meeting.asked, by, meeting.place)
    elif meeting.status == "made" and meeting.made and meeting.reported is None:
        what = f"ask how the introduction of {between} went{_thanked(meeting)}"
        due = later(meeting.made, settings.ask.introduction_days)
        yield FollowUp("introduction", meeting.a, what, meeting.made, due, meeting.place)


def _agreed(meeting: Meeting) -> str:
    missing = [name for name, agreed in zip(meeting.names[1:], meeting.opted_in, strict=True) if not agreed]
    if not missing or meeting.status == "opted_in":
        return "both agreed"
    return "ask both sides" if len(missing) == 2 else f"{missing[0]} has not answered yet"


def _thanked(meeting: Meeting) -> str:
    """Which of the two have said thanks for an introduction."""
    names = [
        name for name, who in zip(meeting.names[1:], (meeting.a, meeting.b), strict=True) if who in meeting.thanked_by
    ]
    if not names:
        return ""
    return "; both have thanked you" if len(names) == 2 else f"; {names[0]} has thanked you"


def unwritten(meeting: Meeting, dealings: Dealings) -> bool:
    """Whether nothing passed since an introduction between me and whom I was introduced to."""
    return not any(meeting.made and t.day >= meeting.made and t.place != meeting.place for t in dealings.touches)


def _promises(pledges: Iterable[Pledge], today: date) -> Iterator[FollowUp]:
    for pledge in pledges:
        if pledge.status == "open" and (pledge.made is None or pledge.made <= today):
            kind: Kind = "promise" if pledge.mine else "waiting"
            yield FollowUp(kind, pledge.person, pledge.what, pledge.made, pledge.due, pledge.place)


def _planned(person: PersonId | None, dealings: Dealings, today: date, settings: Settings) -> Iterator[FollowUp]:
    last = later(today, settings.reports.meetings_ahead)
    for touch in dealings.planned:
        if touch.day <= last:
            yield FollowUp("meeting", person, touch.topic, None, touch.day, touch.place)


def _birthdays(someone: Someone, today: date, settings: Settings) -> Iterator[FollowUp]:
    if someone.card and someone.card.birthday:
        born = someone.card.birthday
        day = next_birthday(born, today)
        if day and day <= later(today, settings.reports.birthdays_ahead):
            what = f"turns {day.year - born.year}" if born.year else "birthday"
            yield FollowUp("birthday", someone.id, what, None, day, someone.card.place)
