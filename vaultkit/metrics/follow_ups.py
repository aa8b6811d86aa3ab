"""What is owed either way: promises, thanks, answers, refusals to acknowledge, outcomes to report, nudges, dates ahead.

The deadlines are settings; by default a refusal is acknowledged within 2 days and puts the tie at risk after 7;
an unanswered ask is nudged after 7, 10 or 14 days by its weight, at most twice, ten days apart; whoever introduced,
advised or vouched hears how it went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.graph.network import ME, Favour, Meeting, Network, PersonId, Someone
from vaultkit.model import Place
from vaultkit.records.values import next_birthday
from vaultkit.settings import Settings

Kind: TypeAlias = Literal[
    "acknowledge", "answer", "thanks", "report", "nudge", "rest", "introduced", "promise", "waiting", "door",
    "introduction", "meeting", "birthday",
]  # fmt: skip
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


def follow_ups(network: Network, settings: Settings) -> tuple[FollowUp, ...]:
    """Everything owed or awaited as of the network's day, most pressing first within each kind."""
    today = network.today
    found = [
        item
        for item in (
            *(item for favour in network.favours for item in _of_favour(favour, today, settings)),
            *(item for meeting in _begun(network) for item in _of_meeting(meeting, network, settings)),
            *_promises(network),
            *_planned(network, settings),
            *_birthdays(network, settings),
        )
        if item.person is None or not _unfit(item, network.people.get(item.person), today)
    ]
    return tuple(sorted(found, key=_pressing))


def _pressing(item: FollowUp) -> tuple[str, date, int, Place]:
    """By due date; what has none comes after, the latest first, as old loose ends press least."""
    since = (item.since or date.max).toordinal()
    return item.kind, item.due or date.max, since if item.due else -since, item.place


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


def _begun(network: Network) -> Iterator[Meeting]:
    """Introductions that are not dated ahead."""
    for meeting in network.meetings:
        if (meeting.made or meeting.asked or network.today) <= network.today:
            yield meeting


def _of_meeting(meeting: Meeting, network: Network, settings: Settings) -> Iterator[FollowUp]:
    """Introductions: mine to carry through, and those made for me that I have not taken up."""
    between = f"{meeting.names[1]} and {meeting.names[2]}"
    if meeting.introducer != ME:
        if ME in (meeting.a, meeting.b) and meeting.made and _unwritten(meeting, network):
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


def _unwritten(meeting: Meeting, network: Network) -> bool:
    """Whether nothing passed since an introduction between me and whom I was introduced to."""
    other = meeting.b if meeting.a == ME else meeting.a
    touches = network.touches.get(other, ())
    return not any(meeting.made and t.day >= meeting.made and t.place != meeting.place for t in touches)


def _promises(network: Network) -> Iterable[FollowUp]:
    for pledge in network.pledges:
        if pledge.status == "open" and (pledge.made is None or pledge.made <= network.today):
            kind: Kind = "promise" if pledge.mine else "waiting"
            yield FollowUp(kind, pledge.person, pledge.what, pledge.made, pledge.due, pledge.place)


def _planned(network: Network, settings: Settings) -> Iterable[FollowUp]:
    last = later(network.today, settings.reports.meetings_ahead)
    for person, touches in network.planned.items():
        for touch in touches:
            if touch.day <= last:
                yield FollowUp("meeting", person, touch.topic, None, touch.day, touch.place)


def _birthdays(network: Network, settings: Settings) -> Iterable[FollowUp]:
    last = later(network.today, settings.reports.birthdays_ahead)
    for person, someone in network.people.items():
        if someone.card and someone.card.birthday and person in network.touches:
            born = someone.card.birthday
            day = next_birthday(born, network.today)
            if day and day <= last:
                what = f"turns {day.year - born.year}" if born.year else "birthday"
                yield FollowUp("birthday", person, what, None, day, someone.card.place)


def later(day: date, days: int) -> date:
    """A day so many days later, held inside the calendar."""
    return day + timedelta(days) if day.toordinal() + days <= date.max.toordinal() else date.max
