"""A brief: what to read two minutes before meeting somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from vaultkit.graph.network import Favour, PersonId, Saved
from vaultkit.metrics.briefing import Briefing, brief_on
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import SILENT, FollowUp, closed
from vaultkit.metrics.meetings_ahead import MeetingAhead
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place
from vaultkit.pages.layout import (
    bullets,
    day,
    escape,
    gap_words,
    heading,
    joined,
    paragraph,
    plural,
    shorten,
    stack,
    tidy,
)
from vaultkit.records.kinds import Person
from vaultkit.reports.phrases import PHRASES, TOLD, person, proof, quoted, short_day, since, told_day

FULL = 5  # people of one meeting with a part of their own; the others have a line
MOST = 7  # lines of what is owed
LENGTH = 180  # characters of what a note says
GIFTS = 2  # of each sort: one is enough
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def body(findings: Findings, person: PersonId) -> str:
    """One person → the brief on them."""
    briefing = brief_on(findings, person)
    name = escape(briefing.standing.someone.name)
    return stack(heading(1, name), _when(briefing.meeting, findings), _part(briefing, findings, 2))


def of_meeting(findings: Findings, meeting: MeetingAhead, people: Sequence[PersonId]) -> str:
    """A meeting, and whom to be told of → the page with a part for each, those nearest to you first."""
    nearest = sorted(people, key=lambda each: (-findings.standings[each].strength, each))
    several, parts = len(nearest) > 1, []
    for each in nearest[:FULL]:
        briefing = brief_on(findings, each, meeting)
        name = heading(2, escape(briefing.standing.someone.name)) if several else ""
        parts.append(stack(name, _part(briefing, findings, 3 if several else 2)))
    return stack(_when(meeting, findings), *parts, _others(nearest[FULL:], findings))


def _when(meeting: MeetingAhead | None, findings: Findings) -> str:
    """The day of a meeting, what it is, and where it is told."""
    if meeting is None:
        return ""
    notes = [proof(place, _plain(place.path), table=False) for place in _one_a_note(meeting)]
    topic = f": {_said(meeting.topic)}" if meeting.topic else ""
    return paragraph(f"**{DAYS[meeting.day.weekday()]} {day(meeting.day)}**{topic} ({joined(notes)})")


def _one_a_note(meeting: MeetingAhead) -> Iterable[Place]:
    return {place.path: place for place in sorted(meeting.places)}.values()


def _others(people: Sequence[PersonId], findings: Findings) -> str:
    if not people:
        return ""
    lines = []
    for each in people:
        standing = findings.standings[each]
        seen = f"last in touch {_ago(standing.tie.last_contact, findings.today)}" if standing.tie else "never logged"
        lines.append(f"{person(standing.someone, table=False)}: {seen}")
    return stack(heading(2, "Also there"), bullets(lines), "`vaultkit brief NAME` tells more of each.")


# --- one person ---


def _part(briefing: Briefing, findings: Findings, level: int) -> str:
    today = findings.today
    return stack(
        paragraph(_who(briefing.standing), _tie(briefing.standing, today), _birthday(briefing.birthday, today)),
        paragraph(_beside(briefing)),
        _section(level, "Last time", [_topic(briefing, at, today) for at in range(len(briefing.topics))]),
        _section(level, "Ask them", map(escape, briefing.ask_next)),
        _section(level, "They told you", _learned(briefing)),
        _section(level, "Open between you", _open(briefing, today)),
        _section(level, "Needs, offers, limits", _card(briefing.standing.someone.card, today)),
        _section(level, "What passed between you", _passed(briefing, today)),
        _section(level, "Something small to give", _give(briefing, today)),
        _section(level, "Should you want to ask", _may_ask(briefing, today)),
    )


def _section(level: int, title: str, lines: Iterable[str]) -> str:
    told = bullets(lines)
    return stack(heading(level, title), told) if told else ""


def _who(standing: Standing) -> str:
    card, name = standing.someone.card, person(standing.someone, table=False)
    if card is None:
        return f"{name} has no note of their own."
    work = ", ".join(filter(None, (card.title and _said(card.title), _orgs(card))))
    roles = f"your {_said(joined(card.roles))}" if card.roles else ""
    told = "; ".join(filter(None, (work, roles, _met(card))))
    return f"{name}: {told}." if told else f"{name}."


def _orgs(card: Person) -> str:
    return _said(joined([org.text.rpartition("/")[2].removesuffix(".md") for org in card.orgs]))


def _met(card: Person) -> str:
    parts = (
        f"on {day(card.met)}" if card.met else "",
        f"at {_said(card.met_where)}" if card.met_where else "",
        f"through {_said(_plain(card.introduced_by.text))}" if card.introduced_by else "",
    )
    return f"met {' '.join(filter(None, parts))}" if any(parts) else ""


def _plain(target: str) -> str:
    """A link's target → the name it ends with."""
    return target.rpartition("/")[2].removesuffix(".md")


def _tie(standing: Standing, today: date) -> str:
    tie = standing.tie
    if tie is None:
        return "You have never been in touch, as far as the notes tell."
    usual = tie.usual_gap_days if tie.contact_days > 2 else None  # one gap is no rhythm
    rhythm = f", where every {gap_words(usual)} is usual" if usual else ""
    times = plural(tie.contact_days, "day")
    return f"Last in touch {_ago(tie.last_contact, today)}{rhythm}; {times} in touch in all."


def _ago(when: date, today: date) -> str:
    return f"{day(when)} ({since(when, today)})"


def _birthday(item: FollowUp | None, today: date) -> str:
    if item is None or item.due is None:
        return ""
    turns = "" if item.what == "birthday" else f" ({escape(item.what)})"
    when = "today" if item.due == today else f"on {short_day(item.due, today)}"
    return f"Their birthday is {when}{turns}."


def _beside(briefing: Briefing) -> str:
    if not briefing.beside:
        return ""
    known = [person(who, table=False) + (f" ({_said(how)})" if how else "") for who, how in briefing.beside]
    return f"Knows {joined(known)}, who will be there too."


def _topic(briefing: Briefing, at: int, today: date) -> str:
    touch = briefing.topics[at]
    return f"{_said(touch.topic)} ({proof(touch.place, told_day(touch), table=False)})"


def _learned(briefing: Briefing) -> list[str]:
    return [f"{_said(each.text)} ({proof(each.place, day(each.day), table=False)})" for each in briefing.learned]


def _open(briefing: Briefing, today: date) -> list[str]:
    """Promises, thanks, answers and outcomes owed either way; asks of mine that wait for an answer."""
    name = person(briefing.standing.someone, table=False)
    lines = [_owed(item, name, today) for item in briefing.owed]
    lines += [
        f"**Asked**, no answer yet: {quoted(favour.what)}{_since(favour.asked, today)} "
        f"({proof(favour.places[0], 'note', table=False)})"
        for favour in briefing.asked
    ]
    more = [plural(len(lines) - MOST, "more", "more")] if len(lines) > MOST else []
    more += [f"{briefing.old:,} older than a year"] if briefing.old else []
    return [*lines[:MOST], f"{'and ' if lines else ''}{joined(more)}"] if more else lines


def _owed(item: FollowUp, name: str, today: date) -> str:
    what = escape(item.what) if item.kind in TOLD else quoted(item.what)
    return f"{PHRASES[item.kind](name, what, item, today)} ({proof(item.place, 'note', table=False)})"


def _since(when: date | None, today: date) -> str:
    return f", {since(when, today)}" if when else ""


def _card(card: Person | None, today: date) -> list[str]:
    """What they need and offer, and what not to ask of them."""
    if card is None:
        return []
    until = f" until {day(card.capacity_until)}" if card.capacity_until else ""
    over = card.capacity_until is not None and card.capacity_until <= today
    told = (
        ("needs", joined(card.needs)),
        ("offers", joined(card.offers)),
        ("boundaries", joined(card.boundaries)),
        ("capacity", f"{card.capacity}{until}" if card.capacity and not over else ""),
        ("door", card.door if card.door in ("careful", "closed") else ""),
    )
    return [f"{name}: {_said(value)}" for name, value in told if value]


WAYS = {"asked": "They did", "received": "They gave", "received_ask": "You did", "given": "You gave"}


def _passed(briefing: Briefing, today: date) -> list[str]:
    """The last favours either way, and how many there were."""
    lines = [_favour(favour) for favour in briefing.favours if favour.direction in WAYS]
    balance = briefing.standing.balance
    if balance and balance.times_given + balance.times_received > len(lines):
        counts = ((balance.times_given, "from you"), (balance.times_received, "from them"))
        lines.append("In all: " + joined([f"{plural(count, 'favour')} {whom}" for count, whom in counts if count]))
    if balance and balance.words:
        lines.append(f"A {balance.words}" if balance.words == "chance to give back" else "You have mostly given")
    return lines


def _favour(favour: Favour) -> str:
    when = favour.decided or favour.asked
    seen = proof(favour.places[0], day(when) if when else "note", table=False)
    return f"{WAYS[favour.direction]}: {quoted(favour.what)} ({seen})"


def _give(briefing: Briefing, today: date) -> list[str]:
    kept = [_saved(saved, today) for saved in briefing.to_share[:GIFTS]]
    return kept + [f"they need {quoted(need)}; you offer {quoted(offer)}" for need, offer in briefing.can_help[:GIFTS]]


RUNGS = {
    "reference": "a reference",
    "referral": "a referral",
    "introduction": "an introduction",
    "pointer": "a pointer",
}


def _may_ask(briefing: Briefing, today: date) -> list[str]:
    """The strongest thing that is fair to ask now; else why nothing is, and what comes first, or from when on."""
    found = briefing.prospect
    if found and found.rung:
        command = f"`vaultkit ask {_typed(briefing.standing.someone.name)} --kind {found.rung}`"
        return [f"at most {RUNGS.get(found.rung, found.rung)}; {command} says why"]
    someone = briefing.standing.someone
    if someone.card and someone.card.status in SILENT:
        return []
    if closed(someone):
        return ["nothing: the door is closed"]
    if briefing.first:
        return [f"first {escape('; '.join(briefing.first))}; then at once"]
    why = escape(briefing.against) or "the next word is theirs"
    opens = found.open_on if found else None
    until = f"; not before {short_day(opens, today)}" if opens and day(opens) not in why else ""
    return [f"nothing for now: {why}{until}"]


def _typed(name: str) -> str:
    """A name as it is typed in a command; `NAME` where it would end the code that the command stands in."""
    return json.dumps(tidy(name), ensure_ascii=False) if "`" not in name else "NAME"


def _saved(saved: Saved, today: date) -> str:
    kept = f", kept for them {since(saved.day, today)}" if saved.day else ", kept for them"
    return f"{proof(saved.place, saved.what, table=False)}{kept}"


def _said(text: str) -> str:
    """What a note says, at a length to be read in passing."""
    return escape(shorten(text, LENGTH))
