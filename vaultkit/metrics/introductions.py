"""Introductions: loops to close, those made either way with what came of them, ideas, and what connectors can bear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultkit.graph.edges import favours_of, pair_of
from vaultkit.graph.network import ME, Favour, Meeting, PersonId
from vaultkit.metrics.connectors import Headroom, has_room, headroom, room_from
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, of_kind, too_early
from vaultkit.metrics.giving.matches import Introduction as Chance
from vaultkit.metrics.giving.matches import introductions as chances
from vaultkit.metrics.life import life_of
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place

KEPT = 256  # days with room that are remembered: each takes hundreds of looks, and a watcher asks again and again
FOR_ME = ("introduced", "report", "thanks")  # in this order: what is not taken up puts the introducer at risk
LOOPS = frozenset(("acknowledge", "introduced", "report", "thanks"))
UNDER_WAY = ("asked", "opted_in")
Parties: TypeAlias = tuple[str, str]


class Introduced(NamedTuple):
    """One introduction and what came of it: by me between two others, or of me by the first to the second."""

    day: date | None
    parties: Parties  # people's ids; whom I was introduced to may be a note or a bare name
    status: str  # as the notes say; of a favour, the stage of its life
    outcome: str
    whys: tuple[str, str]
    thanked: tuple[PersonId, ...]  # ME among them where I did
    place: Place


class Connector(NamedTuple):
    """Somebody who introduced me, and what they can still be asked for."""

    standing: Standing
    times: int
    last: date | None
    headroom: Headroom
    has_room: bool
    loops: bool  # something of theirs waits for a word from me


def loops_for_me(findings: Findings) -> tuple[FollowUp, ...]:
    """Introductions made for me: not taken up, not told how it went, not thanked for; the most pressing first."""
    told = {(f.person, f.what, f.places[-1]) for f in _favours(findings) if f.mine}
    early = too_early(findings.follow_ups)
    return tuple(
        item
        for kind in FOR_ME
        for item in of_kind(findings.follow_ups, kind)
        if kind == "introduced" or ((item.person, item.what, item.place) in told and item not in early)
    )


def loops_of_mine(findings: Findings) -> tuple[FollowUp, ...]:
    """Introductions I am making: who has not answered yet, and how those made went."""
    return of_kind(findings.follow_ups, "introduction")


def made_by_me(findings: Findings) -> tuple[Introduced, ...]:
    """Introductions of mine from the first question on, the latest first; failures too."""
    meetings = [m for m in _mine(findings) if m.status != "idea"]
    pairs = {pair_of(m.a, m.b) for m in meetings}
    found = [_of_meeting(meeting, (meeting.a, meeting.b)) for meeting in meetings]
    given = (f for f in _favours(findings) if not f.mine and f.helped and f.direction != "offered")
    new = (f for f in given if f.target and pair_of(f.person, f.target) not in pairs)
    return _latest_first([*found, *(_of_favour(favour, findings) for favour in new)], findings)


def made_for_me(findings: Findings) -> tuple[Introduced, ...]:
    """Introductions others made for me, the latest first: the notes of them, and what was asked for and granted."""
    meetings = [m for m in findings.network.meetings if ME in (m.a, m.b) and m.introducer != ME and m.made]
    favours = {favour.places[0]: favour for favour in _favours(findings) if favour.mine}
    found = [_told_for_me(meeting, favours.get(meeting.place)) for meeting in meetings]
    told = {each.parties for each in found}
    new = (f for f in _favours(findings) if f.mine and f.helped and (f.person, f.target) not in told)
    found += [_of_favour(favour, findings) for favour in new]
    return _latest_first([each for each in found if each.day is None or each.day <= findings.today], findings)


def ideas(findings: Findings) -> tuple[Meeting, ...]:
    """Introductions I noted as ideas, between two who can both be written to."""
    return tuple(m for m in _mine(findings) if m.status == "idea" and _can_be_asked(m, findings))


def could_make(findings: Findings) -> tuple[Chance, ...]:
    """Those that needs and offers suggest, without what I noted already."""
    return not_noted(chances(findings), findings)


def not_noted(found: tuple[Chance, ...], findings: Findings) -> tuple[Chance, ...]:
    """Introductions I could make → those that are no idea of mine yet, nor under way, nor made."""
    noted = {pair_of(meeting.a, meeting.b) for meeting in _mine(findings)}
    return tuple(each for each in found if pair_of(each.one.someone.id, each.other.someone.id) not in noted)


def connectors(findings: Findings) -> tuple[Connector, ...]:
    """Everybody who introduced me, the most often first; then by the last time."""
    made: dict[PersonId, list[date]] = {}
    for each in made_for_me(findings):
        made.setdefault(each.parties[0], []).append(each.day or date.min)
    found = (_connector(findings, person, days) for person, days in made.items() if person in findings.standings)
    listed = [connector for connector in found if connector.standing.listed]
    return tuple(sorted(listed, key=_most_first))


def rests_until(connector: Connector, findings: Findings) -> date | None:
    """The first day on which a connector has room for an introduction; None where that is beyond two years."""
    favours = findings.network.between(connector.standing.someone.id).favours
    bears = connector.headroom
    return _room_from(favours, bears.strength, bears.given, findings.today, findings.settings)


_room_from = lru_cache(KEPT)(room_from)


# --- what is told ---


def _favours(findings: Findings) -> Iterator[Favour]:
    """Introductions told as favours, either way."""
    return (f for f in favours_of(findings.network) if f.kind == "introduction" and not f.routine)


def _mine(findings: Findings) -> Iterator[Meeting]:
    return (meeting for meeting in findings.network.meetings if meeting.introducer == ME)


def _other(meeting: Meeting) -> PersonId:
    return meeting.other


def _of_meeting(meeting: Meeting, parties: Parties) -> Introduced:
    day, whys = meeting.made or meeting.asked, (meeting.why_a or "", meeting.why_b or "")
    return Introduced(day, parties, meeting.status, meeting.outcome or "", whys, meeting.thanked_by, meeting.place)


def _told_for_me(meeting: Meeting, favour: Favour | None) -> Introduced:
    """An introduction of me, with what later lines say of it: that I thanked for it, and told how it went."""
    found = _of_meeting(meeting, (meeting.introducer, _other(meeting)))
    if favour and favour.thanked and ME not in found.thanked:
        found = found._replace(thanked=(ME, *found.thanked))
    if favour and favour.reported and meeting.status == "made":
        found = found._replace(status="reported back", outcome=found.outcome or favour.outcome or "")
    return found


def _of_favour(favour: Favour, findings: Findings) -> Introduced:
    thanked = (ME if favour.mine else favour.person,) if favour.thanked else ()
    state = life_of(favour, findings.today, findings.settings.ask).state
    parties = (favour.person, favour.target or "")
    day = favour.decided or favour.asked
    return Introduced(day, parties, state, favour.outcome or "", (favour.what, ""), thanked, favour.places[0])


def _latest_first(found: Iterable[Introduced], findings: Findings) -> tuple[Introduced, ...]:
    """Those under way before all; without those in which a silent person had a part."""
    shown = [each for each in found if not any(_is_silent(person, findings) for person in each.parties)]
    return tuple(sorted(shown, key=_age))


def _age(each: Introduced) -> tuple[bool, int, Place]:
    return each.status not in UNDER_WAY, -(each.day or date.min).toordinal(), each.place


def _is_silent(person: str, findings: Findings) -> bool:
    standing = findings.standings.get(person)
    return standing is not None and standing.silent


def _can_be_asked(meeting: Meeting, findings: Findings) -> bool:
    sides = (findings.standings.get(meeting.a), findings.standings.get(meeting.b))
    return all(side is not None and side.approachable for side in sides)


# --- connectors ---


def _connector(findings: Findings, person: PersonId, days: list[date]) -> Connector:
    standing, settings = findings.standings[person], findings.settings
    strength = standing.strength
    given = standing.balance.given if standing.balance else 0.0
    bears = headroom(findings.network.between(person).favours, strength, given, findings.today, settings)
    roomy, last = has_room(bears, settings), max(days)
    stages = ("now",) if roomy else ("now", "old")  # what is long past is no reproach, but a word would make room
    waiting = any(item.kind in LOOPS and item.stage in stages for item in findings.basis.bonds[person].follow_ups)
    return Connector(standing, len(days), last if last > date.min else None, bears, roomy, waiting)


def _most_first(connector: Connector) -> tuple[int, int, PersonId]:
    last = (connector.last or date.min).toordinal()
    return -connector.times, -last, connector.standing.someone.id
