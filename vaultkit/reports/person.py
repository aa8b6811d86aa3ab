"""Everything known of one person: where you stand, what is owed either way, what passed between you."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vaultkit.graph.edges import edges_of
from vaultkit.graph.network import ME, Edge, Favour, Meeting, Touch
from vaultkit.metrics.asking.summary import called
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, taken_up, too_early
from vaultkit.metrics.life import Life, life_of
from vaultkit.metrics.reciprocity import explain_balance, explain_exchange
from vaultkit.metrics.standing import Standing
from vaultkit.metrics.ties import explain_chance, explain_rhythm, explain_strength
from vaultkit.pages.layout import bullets, day, escape, heading, joined, link, stack
from vaultkit.records.kinds import Person
from vaultkit.records.order import ANSWERS
from vaultkit.reports.phrases import closable, proof, quoted, told_day

TOUCHES = 10


def body(findings: Findings, person: str) -> str:
    """One person's standing → markdown."""
    standing, dealings = findings.standings[person], findings.network.between(person)
    return stack(
        heading(1, escape(standing.someone.name)),
        bullets(_facts(standing)),
        _stand(standing, findings),
        _section("Owed either way", [closable(i, findings) for i in owed_with(findings, person)]),
        _section("Ask next", [escape(text) for text in _latest(findings, person)]),
        _section("Learned", _learned(findings, person)),
        _section("Favours", [_favour(f, findings) for f in dealings.favours]),
        _section("Introductions", _introductions(findings, person)),
        _section("Knows", _edges(findings, person)),
        _section("Planned", [_touch(touch) for touch in dealings.planned]),
        _section("In touch", [_touch(t) for t in reversed(dealings.touches[-TOUCHES:])]),
    )


def _section(title: str, lines: Sequence[str]) -> str:
    return stack(heading(2, title), bullets(lines)) if lines else ""


def _facts(standing: Standing) -> list[str]:
    card, someone = standing.someone.card, standing.someone
    lines = [link(someone.path, someone.path) if someone.path else "no note of their own; known by name only"]
    return lines if card is None else [*lines, *_of_card(card)]


def _of_card(card: Person) -> Iterable[str]:
    told: Sequence[tuple[str, str | None]] = (
        ("also", _words(alias.text for alias in card.aliases)),
        ("works at", _words(org.text.rpartition("/")[2] for org in card.orgs)),
        ("title", card.title),
        ("role", _words(card.roles)),
        ("closeness", str(card.closeness) if card.closeness is not None else None),
        ("cadence", f"{card.cadence} days" if card.cadence else None),
        ("tier", card.tier),
        ("met", " ".join(filter(None, (day(card.met) if card.met else None, card.met_where))) or None),
        ("introduced by", card.introduced_by.text if card.introduced_by else None),
        ("offers", _words(card.offers)),
        ("needs", _words(card.needs)),
        ("boundaries", _words(card.boundaries)),
        ("capacity", card.capacity),
        ("capacity until", day(card.capacity_until) if card.capacity_until else None),
        ("door", card.door),
        ("status", card.status),
        ("snoozed until", day(card.snooze_until) if card.snooze_until else None),
        ("e-mail", _words(card.emails)),
        ("phone", _words(card.phones)),
        ("web", _words(card.urls)),
    )  # fmt: skip
    return (f"{name}: {escape(value)}" for name, value in told if value)


def _words(words: Iterable[str]) -> str | None:
    return joined(list(words)) or None


def _stand(standing: Standing, findings: Findings) -> str:
    tie = standing.tie
    if tie is None:
        return stack(heading(2, "Where you stand"), "Never logged.")
    lines = [
        f"{tie.label or 'a meeting is planned'}; last in touch {day(tie.last_contact)}, {explain_rhythm(tie)}",
        explain_strength(tie, findings.constants),
        *([explain_chance(tie, findings.constants)] if standing.listed else []),
        *([f"touch by {day(tie.touch_by)}"] if tie.touch_by and standing.approachable else []),
        *([explain_balance(standing.balance, findings.terms)] if standing.balance else []),
        *([explain_exchange(standing.exchange)] if standing.exchange.sent + standing.exchange.received else []),
    ]
    return stack(heading(2, "Where you stand"), bullets([*lines, *_may_be_asked(standing, findings)]))


def _may_be_asked(standing: Standing, findings: Findings) -> Iterable[str]:
    """The most that could be asked of them now."""
    prospect = findings.prospects.get(standing.someone.id)
    if prospect and prospect.rung:
        yield f"could be asked now for {called(prospect.rung)}, or for anything lighter"
    elif prospect:
        opens = prospect.open_on
        when = (
            "" if opens is None else f"from {day(opens)} on" if opens > findings.today else "first close what is open"
        )
        yield f"better not to be asked for anything now{'; ' if when else ''}{when}"


STATES = {"asked": "waiting for an answer", "drafted": "a draft", "expired": "lapsed", "answered": "undecided"}
WAYS = {
    "asked": "I asked",
    "received_ask": "they asked me",
    "given": "given",
    "received": "received",
    "offered": "offered",
}


def _latest(findings: Findings, person: str) -> tuple[str, ...]:
    """What the last note with questions for next time says to ask."""
    touches = findings.network.between(person).touches
    return next((touch.ask_next for touch in reversed(touches) if touch.ask_next), ())


def _learned(findings: Findings, person: str) -> list[str]:
    """What was learned of somebody, the latest first."""
    touches = reversed(findings.network.between(person).touches)
    told = ((touch, text) for touch in touches for text in touch.learned)
    return [f"{escape(text)} ({proof(touch.place, day(touch.day), table=False)})" for touch, text in told][:TOUCHES]


def owed_with(findings: Findings, person: str) -> Iterable[FollowUp]:
    """What is owed either way between you and somebody."""
    early = too_early(findings.follow_ups)
    items = (item for item in findings.follow_ups if item.person == person and item not in early)
    return (item for item in items if not taken_up(item, findings.network))


def _favour(favour: Favour, findings: Findings) -> str:
    when = f", {day(favour.asked)}" if favour.asked else ""
    state = _state(favour, life_of(favour, findings.today, findings.settings.ask))
    seen = proof(favour.places[0], "note", table=False)
    return f"{WAYS[favour.direction]}: {quoted(favour.what)} ({favour.weight}{when}){state} ({seen})"


def _state(favour: Favour, life: Life) -> str:
    """`: granted, reported back 3 Nov 2026`: the answer, and the last stage where it went further."""
    if life.state == "done":
        return ""
    when = f" {day(life.since)}" if life.since and life.state not in ("asked", "drafted", favour.status) else ""
    answer = favour.status if favour.status in ANSWERS and life.state != favour.status else ""
    by_itself = " by itself" if life.state == "expired" and favour.status != "expired" else ""
    told = ", ".join(filter(None, (answer, f"{STATES.get(life.state, life.state)}{by_itself}{when}")))
    return f": {told}"


def _introductions(findings: Findings, person: str) -> list[str]:
    return [_introduction(m) for m in findings.network.meetings if person in (m.introducer, m.a, m.b)]


def _introduction(meeting: Meeting) -> str:
    who, a, b = map(escape, meeting.names)
    told = f"{who} introduced {a} to {b}" if meeting.made else f"{a} and {b}, through {who}"
    return (
        f"{told}: {meeting.status} ({proof(meeting.place, day(meeting.made) if meeting.made else 'note', table=False)})"
    )


def _edges(findings: Findings, person: str) -> list[str]:
    found = [
        edge
        for edge in edges_of(findings.network)
        if edge.kind in ("knows", "met") and person in (edge.source, edge.target) and ME not in edge[:2]
    ]
    return [_edge(edge, edge.target if edge.source == person else edge.source, findings) for edge in found]


def _edge(edge: Edge, other: str, findings: Findings) -> str:
    standing = findings.standings.get(other)
    name = standing.someone.name if standing else other
    return f"{escape(name)}: {escape(edge.note or edge.kind)} ({proof(edge.places[-1], 'note', table=False)})"


def _touch(touch: Touch) -> str:
    way = {"in": " ←", "out": " →"}.get(touch.direction or "", "")
    topic = f" {escape(touch.topic)}" if touch.topic else ""
    return f"{proof(touch.place, told_day(touch), table=False)}{way}{topic}"
