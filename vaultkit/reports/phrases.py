"""The phrases that several reports share: a person, a place, the last topic, a next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from vaultkit.graph.marks import shortened
from vaultkit.graph.names import stem
from vaultkit.graph.network import Favour, Someone, Touch
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp
from vaultkit.metrics.giving.openings import heft, when
from vaultkit.metrics.next_steps import Step
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place
from vaultkit.pages.layout import day, escape, gap_words, link, shorten

TOPIC = 70  # characters: a table row stays a row
WHAT = 90
SHORT = 50


def person(someone: Someone, *, table: bool = True) -> str:
    """A link to the person's note; to the note that would be theirs where there is none."""
    return link(someone.path or someone.name, someone.name, table=table)


def proof(place: Place, text: str, *, table: bool = True) -> str:
    """A link to the note that proves something."""
    return link(place.path, text, table=table)


def short_day(when: date, today: date) -> str:
    """`3 Nov` this year, `3 Nov 2025` else."""
    return day(when) if when.year != today.year else day(when).rsplit(" ", 1)[0]


def topic(touch: Touch | None, fallback: str, *, table: bool = True) -> str:
    """What was last spoken of, linked to where it stands."""
    if touch is None:
        return ""
    words = shorten(fallback, TOPIC)
    seen = proof(touch.place, told_day(touch), table=table)
    return f"{escape(words)} ({seen})" if words else seen


def told_day(touch: Touch) -> str:
    """The day of a touch: "3 Nov 2026", or "about 15 Nov 2026" where only its month or year is known."""
    return f"about {day(touch.day)}" if touch.approximate else day(touch.day)


def last_topic(standing: Standing, *, table: bool = True) -> str:
    """The last topic with a person and the day they were last in touch."""
    return topic(standing.spoken or standing.last, standing.topic, table=table)


def quoted(text: str) -> str:
    """What something is about, in quotation marks."""
    return f"“{escape(shorten(text, WHAT))}”"


def what_they_did(standing: Standing, findings: Findings) -> str:
    """The weightiest thing somebody did for me, of these the latest, linked by its day."""
    favours = findings.network.between(standing.someone.id).favours
    done = [favour for favour in favours if favour.mine and favour.helped and not favour.routine]
    if not done:
        return "an introduction"
    if restricted(standing.someone):
        return "a favour"
    best = max(done, key=lambda favour: (heft(favour), when(favour) or date.min, favour.id))
    return f"{quoted(best.what)} ({proof(best.places[0], told_when(best), table=False)})"


def told_when(favour: Favour) -> str:
    """The day of a favour, in words."""
    found = when(favour)
    return day(found) if found else "no date"


def since(when: date | None, today: date) -> str:
    """`3 weeks ago`, or nothing."""
    if when is None:
        return ""
    days = (today - when).days
    return "today" if days == 0 else "yesterday" if days == 1 else f"{gap_words(days)} ago"


def due(item: FollowUp, today: date) -> str:
    """`due 10 Jul`, `since 3 Jun` …"""
    if item.due is None:
        return f"since {short_day(item.since, today)}" if item.since else ""
    late = item.overdue(today)
    return f"{gap_words(late)} late" if late else f"due {short_day(item.due, today)}"


TOLD = ("introduced", "introduction", "meeting", "birthday")  # in our words or the note's own: not quoted


def of_follow_up(item: FollowUp, findings: Findings) -> str:
    """One follow-up as a next step with its reason and its link."""
    standing = findings.standings.get(item.person or "")
    name = person(standing.someone, table=False) if standing else "somebody"
    what = escape(shorten(item.what, WHAT)) if item.kind in TOLD else quoted(item.what)
    if item.whom is not None:
        text = f"**Write to** {_whom(item.whom, findings)}: {name} sent you on to them with {what}"
    else:
        text = PHRASES[item.kind](name, what, item, findings.today)
    return f"{text} ({proof(item.place, 'note', table=False)}){_spoken(standing, item)}"


def id_of(item: FollowUp, findings: Findings) -> str:
    """The id by which `vaultkit done` closes a follow-up."""
    return shortened(item.mark, findings.basis.marks)


def closable(item: FollowUp, findings: Findings) -> str:
    """One follow-up as a next step, with its id."""
    return f"{of_follow_up(item, findings)} `{id_of(item, findings)}`"


def _whom(other: str, findings: Findings) -> str:
    """Somebody else's name, linked: a person, an organisation or a bare name."""
    standing, organisation = findings.standings.get(other), findings.network.organizations.get(other)
    if standing:
        return person(standing.someone, table=False)
    return link(other, organisation.name if organisation else stem(other), table=False)


def _spoken(standing: Standing | None, item: FollowUp) -> str:
    """What you last spoke of, unless it was this very thing."""
    if standing is None or standing.spoken is None or standing.spoken.place == item.place:
        return ""
    words = escape(shorten(standing.topic, SHORT))
    return f"; last: {words} ({proof(standing.spoken.place, told_day(standing.spoken), table=False)})"


def of_step(step: Step, findings: Findings) -> str:
    """One of the week's steps as a sentence with its reason and its link."""
    if step.item:
        return closable(step.item, findings)
    standing = findings.standings[step.person]
    name = person(standing.someone, table=False)
    if step.kind == "give back":
        return f"**Give back** to {name}: from them came {what_they_did(standing, findings)}. Last: {_last(standing)}"
    silence = gap_words(standing.tie.silence_days) if standing.tie else ""
    if step.kind == "cadence":
        meant = f"you meant to every {gap_words(standing.cadence or 0)}, it has been {silence}"
        return f"**Be in touch** with {name}: {meant}. Last: {_last(standing)}"
    usual = standing.tie.usual_gap_days if standing.tie else None
    longer = usual is not None and standing.tie is not None and standing.tie.silence_days > usual
    rhythm = f", where {gap_words(usual)} was usual" if usual and longer else ""
    return f"**Write to** {name}: silent for {silence}{rhythm}. Last: {_last(standing)}"


def _last(standing: Standing) -> str:
    return last_topic(standing, table=False) or "never"


def _on(when: date | None, today: date) -> str:
    return short_day(when, today) if when else "no day"


def _by(item: FollowUp, today: date) -> str:
    return due(item, today) or "no date set"


def _comma(words: str) -> str:
    return f", {words}" if words else ""


def _risk(item: FollowUp) -> str:
    if item.why == "barred":
        return "; the tie is at risk, and no further ask of them until it is sent"
    return "; the tie is at risk until you do" if item.at_risk else ""


def _rest(who: str, what: str, item: FollowUp, today: date) -> str:
    by = _on(item.due, today)
    if item.why == "lapsed":
        return f"**Let go** of {what} with {who}: no answer since {_on(item.since, today)}; it lapsed on {by}"
    if item.at_risk:
        return f"**Take up or let go** {what} with {who}: parked until {by}"
    if item.why == "too late":
        return f"**Let rest** {what} with {who}: the day it was needed was {by}"
    if item.why == "thinking":
        return f"**Let rest** {what} with {who}, who wrote back {since(item.since, today)} and is thinking it over"
    return f"**Let rest** {what} with {who} until {by if item.due else 'they write'}"


ANSWERED = {"thinking": "; you wrote back {} without a yes or no", "put off": "; you put it off {}"}


Phrase: TypeAlias = Callable[[str, str, FollowUp, date], str]
PHRASES: Mapping[str, Phrase] = {
    "acknowledge": lambda who, what, item, today: (
        f"**Acknowledge** {who}’s no to {what}{_comma(since(item.since, today))}{_risk(item)}"
    ),
    "answer": lambda who, what, item, today: (
        f"**Answer** {who}, who asked for {what}"
        + ANSWERED.get(item.why, " {}").format(since(item.since, today)).rstrip()
    ),
    "thanks": lambda who, what, item, today: (
        f"**Thank** {who} for {what}{_comma(since(item.since, today))}"
        + ("; a reference earns a card or a letter" if item.why == "card" else "")
    ),
    "report": lambda who, what, item, today: f"**Tell** {who} how {what} went",
    "nudge": lambda who, what, item, today: f"**Nudge** {who} about {what}: no answer since {_on(item.since, today)}",
    "rest": lambda who, what, item, today: _rest(who, what, item, today),
    "promise": lambda who, what, item, today: f"**Keep your word** to {who}: {what}, {_by(item, today)}",
    "waiting": lambda who, what, item, today: f"**Ask** {who} about {what}, promised to you, {_by(item, today)}",
    "door": lambda who, what, item, today: (
        f"**Door left open**: {who} had no time for {what}; it can be asked again from {_on(item.due, today)}"
        if item.why == "no time"
        else f"**Door left open**: {who} said to ask again about {what} from {_on(item.due, today)}"
    ),
    "introduced": lambda who, what, item, today: (
        f"**Write to** {who}: {what} introduced you {since(item.since, today)}"
    ),
    "introduction": lambda who, what, item, today: f"**Introduction** with {who}: {what}",
    "meeting": lambda who, what, item, today: f"**Meet** {who} on {_on(item.due, today)}: {what}",
    "birthday": lambda who, what, item, today: (
        f"**Birthday** of {who} on {_on(item.due, today)}" + ("" if what == "birthday" else f" ({what})")
    ),
}
