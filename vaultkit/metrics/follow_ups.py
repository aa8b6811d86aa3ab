"""What is owed either way: promises, thanks, answers, refusals to acknowledge, outcomes to report, nudges, dates ahead.

The deadlines are settings; by default a refusal is acknowledged within 2 days and puts the tie at risk after 7;
an unanswered ask is nudged after 7, 10 or 14 days by its weight, at most twice, ten days apart; whoever introduced,
advised or vouched hears how it went.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.network import ME, Dealings, Favour, Meeting, PersonId, Pledge, Someone
from vaultkit.model import Place
from vaultkit.records.values import next_birthday
from vaultkit.settings import Settings

Kind: TypeAlias = Literal[
    "acknowledge", "answer", "thanks", "report", "nudge", "rest", "introduced", "promise", "waiting", "door",
    "introduction", "meeting", "birthday",
]  # fmt: skip
Stage: TypeAlias = Literal["later", "now", "old"]  # later: not to be shown yet; old: counted, not shown
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

    def overdue(self, today: date) -> int:
        """Days past the due date; 0 where it is not past."""
        return max(0, (today - self.due).days) if self.due else 0


def closed(someone: Someone | None) -> bool:
    """Whether a person's door is closed: what is owed to them stays owed, and nothing else is suggested."""
    return someone is not None and someone.card is not None and someone.card.door == "closed"


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
        *(item for favour in dealings.favours for item in _of_favour(favour, today, settings)),
        *(item for m in meetings for item in _of_meeting(m, dealings, today, settings) if item.person == person),
        *_promises(dealings.pledges, today),
        *_planned(person, dealings, today, settings),
        *(_birthdays(someone, today, settings) if someone and dealings.touches else ()),
    )
    return tuple(_placed(item, today) for item in found if someone is None or not _unfit(item, someone, today))


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


def _of_favour(favour: Favour, today: date, settings: Settings) -> Iterator[FollowUp]:
    if favour.asked and favour.asked > today:
        return
    if favour.direction == "received_ask":
        if favour.status == "pending":
            yield _item("answer", favour, favour.asked, settings.ask.answer_days)
        return
    if favour.direction == "asked" and favour.status == "pending":
        yield from _unanswered(favour, today, settings)
    if favour.direction == "asked" and favour.status == "parked" and favour.decided:
        yield _item("rest", favour, favour.decided, settings.ask.parked_days)._replace(
            at_risk=_is_past(favour, today, settings)
        )
    if favour.mine:
        yield from _after_answer(favour, today, settings)
    if favour.offered_later and favour.status != "granted":
        yield FollowUp("door", favour.person, favour.what, favour.decided, favour.offered_later, favour.places[-1])


def _is_past(favour: Favour, today: date, settings: Settings) -> bool:
    """Whether a parked ask has lain as long as it should."""
    return favour.decided is not None and later(favour.decided, settings.ask.parked_days) < today


def _unanswered(favour: Favour, today: date, settings: Settings) -> Iterator[FollowUp]:
    nudges = sorted(nudge for nudge in favour.nudges if nudge <= today)
    if len(nudges) >= settings.ask.nudges:
        yield FollowUp("rest", favour.person, favour.what, nudges[-1], None, favour.places[-1])  # until they write
    elif nudges:
        yield _item("nudge", favour, nudges[-1], settings.ask.nudge_gap)
    elif favour.asked:
        yield _item("nudge", favour, favour.asked, getattr(settings.ask.nudge_after, favour.weight))


def _after_answer(favour: Favour, today: date, settings: Settings) -> Iterator[FollowUp]:
    answered = favour.decided or favour.asked
    if favour.routine or (answered and answered > today):
        return
    if favour.status == "declined":
        if favour.acknowledged is None and favour.thanked is None:
            at_risk = bool(answered and (today - answered).days > settings.ask.risk_days)
            yield _item("acknowledge", favour, answered, settings.ask.acknowledge_days)._replace(at_risk=at_risk)
    elif favour.status in ("granted", "redirected", "done") and favour.thanked is None:
        yield _item("thanks", favour, answered, settings.ask.thank_days)
    vouched = favour.kind == "introduction" or (favour.kind in REPORTED_KINDS and favour.direction == "asked")
    if vouched and favour.status in ("granted", "redirected", "done") and favour.reported is None:
        yield _item("report", favour, answered, 0 if favour.outcome else settings.ask.report_days)


def _item(kind: Kind, favour: Favour, since: date | None, days: int) -> FollowUp:
    return FollowUp(kind, favour.person, favour.what, since, since and later(since, days), favour.places[-1])


def _of_meeting(meeting: Meeting, dealings: Dealings, today: date, settings: Settings) -> Iterator[FollowUp]:
    """Introductions: mine to carry through, and those made for me that I have not taken up."""
    if (meeting.made or meeting.asked or today) > today:
        return
    between = f"{meeting.names[1]} and {meeting.names[2]}"
    if meeting.introducer != ME:
        if ME in (meeting.a, meeting.b) and meeting.made and _unwritten(meeting, dealings):
            other, due = meeting.b if meeting.a == ME else meeting.a, later(meeting.made, settings.ask.thank_days)
            yield FollowUp("introduced", other, meeting.names[0], meeting.made, due, meeting.place)
    elif meeting.status in ("asked", "opted_in"):
        what, by = f"introduce {between}: {_agreed(meeting)}", meeting.asked and later(meeting.asked, 7)
        yield FollowUp("introduction", meeting.a, what, meeting.asked, by, meeting.place)
    elif meeting.status == "made" and meeting.made and meeting.reported is None:
        what, due = f"ask how the introduction of {between} went", later(meeting.made, settings.ask.introduction_days)
        yield FollowUp("introduction", meeting.a, what, meeting.made, due, meeting.place)


def _agreed(meeting: Meeting) -> str:
    missing = [name for name, agreed in zip(meeting.names[1:], meeting.opted_in, strict=True) if not agreed]
    if not missing or meeting.status == "opted_in":
        return "both agreed"
    return "ask both sides" if len(missing) == 2 else f"{missing[0]} has not answered yet"


def _unwritten(meeting: Meeting, dealings: Dealings) -> bool:
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


def later(day: date, days: int) -> date:
    """A day so many days later, held inside the calendar."""
    return day + timedelta(days) if day.toordinal() + days <= date.max.toordinal() else date.max
