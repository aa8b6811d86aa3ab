"""What to know of somebody two minutes before meeting them, chosen from all that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Dealings, Favour, Pair, PersonId, Saved, Someone, Touch
from vaultkit.graph.touches import is_step
from vaultkit.metrics.asking.plan import plan
from vaultkit.metrics.asking.verdict import grounds, opens
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.etiquette.check import Check
from vaultkit.metrics.etiquette.prospects import LIGHTEST, Prospect
from vaultkit.metrics.etiquette.tests import every_test, stands_in_the_way
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, closed, too_early
from vaultkit.metrics.giving.topics import meet
from vaultkit.metrics.life import life_of
from vaultkit.metrics.meetings_ahead import MeetingAhead, meetings_ahead
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place
from vaultkit.settings import Settings

TOPICS = LEARNED = FAVOURS = 3
OWED = (  # in this order
    "acknowledge", "introduced", "answer", "promise", "thanks", "report", "waiting", "door", "introduction",
)  # fmt: skip
AHEAD = 7  # days: how far ahead a meeting is looked for where no briefs are made


class Learned(NamedTuple):
    """Something somebody told, and when."""

    text: str
    day: date
    place: Place


class Briefing(NamedTuple):
    """One person, seen from the meeting that is to come."""

    standing: Standing
    meeting: MeetingAhead | None
    beside: tuple[tuple[Someone, str], ...]  # who else will be there whom they know, and how
    topics: tuple[Touch, ...]  # what was last spoken of, the latest first
    learned: tuple[Learned, ...]
    ask_next: tuple[str, ...]
    owed: tuple[FollowUp, ...]  # either way
    old: int  # what else is owed, and arose more than a year ago
    asked: tuple[Favour, ...]  # asks of mine that may still be answered
    favours: tuple[Favour, ...]  # done either way, the latest first
    to_share: tuple[Saved, ...]
    can_help: tuple[tuple[str, str], ...]  # a need of theirs, and what I offer that meets it
    birthday: FollowUp | None
    prospect: Prospect | None  # what may be asked of them now; None where nothing is suggested
    against: str  # why not even the lightest thing may be asked of them now: what keeps the longest
    first: tuple[str, ...]  # what to do before, where it may be asked at once after that


def brief_on(findings: Findings, person: PersonId, meeting: MeetingAhead | None = None) -> Briefing:
    """A person, and the meeting with them; without one the next that is planned → what to know of them."""
    standing, dealings = findings.standings[person], findings.network.between(person)
    meeting = meeting or _next_meeting(findings, person)
    early = too_early(findings.follow_ups)
    prospect = findings.prospects.get(person) if standing.approachable else None
    against, first = ("", ()) if prospect and prospect.rung else _not_now(findings, person)
    owed = [item for item in findings.basis.bonds[person].follow_ups if item not in early]
    return Briefing(
        standing=standing,
        meeting=meeting,
        beside=tuple(_beside(findings, person, meeting)) if meeting else (),
        topics=_topics(findings.network.close_touches(person), dealings),
        learned=_learned(dealings.touches),
        ask_next=next((touch.ask_next for touch in reversed(dealings.touches) if touch.ask_next), ()),
        owed=tuple(sorted((item for item in owed if item.kind in OWED and item.stage != "old"), key=_pressing)),
        old=sum(item.kind in OWED and item.stage == "old" for item in owed),
        asked=tuple(_asked(dealings, findings.today, findings.settings)),
        favours=_done(dealings),
        to_share=() if closed(standing.someone) else tuple(saved for saved in dealings.saved if not saved.shared),
        can_help=tuple(_can_help(findings, standing)),
        birthday=next((item for item in owed if item.kind == "birthday"), None),
        prospect=prospect,
        against=against,
        first=first,
    )


def _not_now(findings: Findings, person: PersonId) -> tuple[str, tuple[str, ...]]:
    """Why nothing may be asked of somebody, and what would open the way today."""
    ground = grounds(findings, person)
    against = tuple(check for check in every_test(ground, LIGHTEST) if stands_in_the_way(check, LIGHTEST))
    at_once = against and opens(against, findings.today) == findings.today
    steps = plan(ground, LIGHTEST, against, hopeless=False) if at_once else ()
    longest = max(against, key=_opens, default=None)
    return longest.why if longest else "", tuple(step.do for step in steps)


def _opens(check: Check) -> date:
    return check.remedy.opens or date.max


def _next_meeting(findings: Findings, person: PersonId) -> MeetingAhead | None:
    ahead = meetings_ahead(findings.network, findings.settings.reports.briefs_ahead or AHEAD)
    planned = (m for m in ahead if person in m.people and m.day > findings.today)
    return next(planned, None)


def _beside(findings: Findings, person: PersonId, meeting: MeetingAhead) -> Iterator[tuple[Someone, str]]:
    """Those at the same table whom they know."""
    for other in meeting.people:
        someone = findings.network.people[other]
        if other != person and _pair(person, other) in findings.network.links and not restricted(someone):
            yield someone, _how(findings, person, other)


def _pair(one: PersonId, other: PersonId) -> Pair:
    return (one, other) if one < other else (other, one)


def _how(findings: Findings, person: PersonId, other: PersonId) -> str:
    """How two contacts know each other, where the note of one of them says so."""
    ends = {person, other}
    edges = (edge for path in sorted(ends) for edge in findings.network.cards.get(path, ()))
    return next((edge.note for edge in edges if edge.kind == "knows" and {edge.source, edge.target} == ends), "")


def _topics(touches: tuple[Touch, ...], dealings: Dealings) -> tuple[Touch, ...]:
    """What was last spoken of, each once; what is told as a favour or a promise stands there."""
    told = {place for favour in dealings.favours for place in favour.places}
    told |= {pledge.place for pledge in dealings.pledges}
    talk = (touch for touch in touches if touch.topic and not touch.quiet and touch.place not in told)
    spoken = {touch.topic: touch for touch in talk if not is_step(touch.topic)}
    return tuple(sorted(spoken.values(), key=_latest_first))[:TOPICS]


def _can_help(findings: Findings, standing: Standing) -> Iterator[tuple[str, str]]:
    card, me = standing.someone.card, findings.network.me
    if card and me and standing.listed:
        yield from ((need, offer) for need in card.needs for offer in me.offers if meet(need, offer))


def _latest_first(touch: Touch) -> tuple[int, Place]:
    return -touch.day.toordinal(), touch.place


def _learned(touches: tuple[Touch, ...]) -> tuple[Learned, ...]:
    told = (Learned(text, touch.day, touch.place) for touch in reversed(touches) for text in touch.learned)
    return tuple(_each_once(told))[:LEARNED]


def _each_once(told: Iterable[Learned]) -> Iterator[Learned]:
    known = set()
    for each in told:
        if each.text not in known:
            known.add(each.text)
            yield each


def _pressing(item: FollowUp) -> tuple[int, date, Place, str]:
    return OWED.index(item.kind), item.due or date.max, item.place, item.what


def _asked(dealings: Dealings, today: date, settings: Settings) -> Iterator[Favour]:
    for favour in dealings.favours:
        if favour.direction == "asked" and life_of(favour, today, settings.ask).open:
            yield favour


def _done(dealings: Dealings) -> tuple[Favour, ...]:
    """The last favours that went either way; routine is none."""
    found = [favour for favour in dealings.favours if favour.helped and not favour.routine]
    return tuple(sorted(found, key=_lately, reverse=True))[:FAVOURS]


def _lately(favour: Favour) -> tuple[date, str]:
    return favour.decided or favour.asked or date.min, favour.id
