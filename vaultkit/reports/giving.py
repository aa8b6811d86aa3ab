"""Giving: where something of yours would be welcome, what you passed on, and what you gave quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from vaultkit.graph.network import Favour, Onward, Saved
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.five_minutes import Minute, five_minutes
from vaultkit.metrics.giving.gifts import Gift
from vaultkit.metrics.giving.matches import Introduction, helps, introductions, shared_topics
from vaultkit.metrics.giving.openings import Asked, First, Giving, Opening, Passable, Passed, giving
from vaultkit.metrics.giving.signs import Sign, signs
from vaultkit.metrics.introductions import ideas, not_noted
from vaultkit.metrics.standing import Standing
from vaultkit.pages.layout import (
    bullets,
    day,
    escape,
    gap_words,
    heading,
    joined,
    link,
    number,
    paragraph,
    percent,
    plural,
    shorten,
    stack,
)
from vaultkit.records.kinds import Position
from vaultkit.reports.given import by_quarters
from vaultkit.reports.openings import ASK_EACH, TO_MAKE, of_help, of_idea, of_introduction, of_shared
from vaultkit.reports.phrases import WHAT, last_topic, of_follow_up, person, proof, quoted, short_day, since, told_when

NAME = "Giving"
MOST = 10  # rows a section; the rest is counted
FEW = 5
T = TypeVar("T")


def body(findings: Findings) -> str:
    """The findings → the page."""
    found = giving(findings)
    sections = (
        _five_minutes(findings),
        _asked(found, findings),
        _openings(found, findings),
        _matches(findings),
        _to_share(found, findings),
        _forward(found, findings),
        _firsts(found, findings),
        by_quarters(found.gifts, findings.today),
        _signs(found, findings),
    )
    nothing = "" if any(sections) else (
        "Nothing is noted yet. `gave:: [[Name]] a CV review` in a daily note is a gift, `needs:` and `offers:` in a "
        "contact’s note show who could help whom, and `share_with:` keeps something for somebody."
    )  # fmt: skip
    opening = paragraph(f"Where something of yours would be welcome, as of {day(findings.today)}.")
    return stack(opening, *sections, nothing)


def _listed(title: str, why: str, rows: Sequence[T], line: Callable[[T], str], most: int = MOST) -> str:
    """A section with a line a row, those past the most counted; "" without rows."""
    if not rows:
        return ""
    return stack(heading(2, title), why, bullets(map(line, rows[:most])), _rest(len(rows) - most))


def _rest(more: int) -> str:
    return f"And {plural(more, 'more', 'more')}." if more > 0 else ""


# --- small things, and what I am asked for ---


def _five_minutes(findings: Findings) -> str:
    found, more = five_minutes(findings)
    if not found:
        return ""
    return stack(heading(2, "Five minutes"), bullets(_minute(minute, findings) for minute in found), _rest(more))


def _minute(minute: Minute, findings: Findings) -> str:
    name = person(minute.standing.someone, table=False)
    if minute.saved:
        return f"**Share** {_kept(minute.saved, minute.standing)} with {name}"
    if minute.position:
        return f"**Congratulate** {name}{_new_job(minute.position, minute.standing)}"
    if minute.item is None:
        return ""
    if restricted(minute.standing.someone):
        return f"**{DISCREET[minute.item.kind]}** {name} ({proof(minute.item.place, 'note', table=False)})"
    return of_follow_up(minute.item, findings)


DISCREET = {"thanks": "Thank", "birthday": "Congratulate", "promise": "Keep your word to"}


def _new_job(position: Position, standing: Standing) -> str:
    """`: Product designer at Acme since Jun 2026`; a year alone reads as its first of July."""
    if restricted(standing.someone) or position.start is None:
        return ""
    org = position.org.text.rpartition("/")[2].removesuffix(".md")
    what = escape(shorten(f"{position.title} at {org}" if position.title and org else position.title or org, WHAT))
    begun = position.start
    only_year = (begun.month, begun.day) == (7, 1)
    return f": {what} since {begun.year if only_year else day(begun).split(' ', 1)[1]}"


def _kept(saved: Saved, standing: Standing) -> str:
    if restricted(standing.someone):
        return proof(saved.place, "what you kept", table=False)
    return proof(saved.place, saved.what, table=False)


def _asked(found: Giving, findings: Findings) -> str:
    rest = (
        f"And {plural(found.asked_long_ago, 'older than a year', 'older than a year')}." if found.asked_long_ago else ""
    )
    why = "Yes, no and later are all answers; the oldest come first."
    text = _listed("Asked of me", why, found.asked, lambda row: _ask(row, findings))
    return stack(text, rest) if text else ""


def _ask(row: Asked, findings: Findings) -> str:
    favour, today = row.favour, findings.today
    by = f", wanted by {short_day(favour.needed_by, today)}" if favour.needed_by else ""
    offer = f"; you offer {quoted(row.offer)}" if row.offer else ""
    asked = f"{_name(row.standing)} asked {since(favour.asked, today)}".rstrip()
    if restricted(row.standing.someone):
        return f"{asked} for {_what(favour, row.standing)}{by}"
    effort = f"{_effort(favour, findings)}; {_tie(row.standing)}"
    return f"{asked} for {_what(favour, row.standing)}{by}: {effort}{offer}"


def _effort(favour: Favour, findings: Findings) -> str:
    """What it would take: the user's minutes, or what the weight stands for."""
    terms = findings.settings.favors
    if favour.minutes:
        return f"about {plural(round(favour.minutes), 'minute')}"
    light, medium = _span(terms.light_minutes), _span(terms.medium_minutes)
    told = {"light": f"light, up to {light}", "medium": f"medium, up to {medium}", "deep": f"deep, more than {medium}"}
    return told.get(favour.weight, "its own size")


def _span(minutes: float) -> str:
    hours = minutes / 60
    return (
        plural(round(minutes), "minute")
        if minutes < 60 or hours % 1
        else f"{number(hours)} {'hour' if hours == 1 else 'hours'}"
    )


def _tie(standing: Standing) -> str:
    """How close you are, in a word, and when you were last in touch."""
    if standing.tie is None:
        return "never in touch before"
    return f"{standing.tie.label or 'to be met soon'}, last in touch {gap_words(standing.tie.silence_days)} ago"


# --- back and forward ---


def _openings(found: Giving, findings: Findings) -> str:
    why = "Something came from them, and nothing or little went back to them. There is no deadline."
    return _listed("Chances to give back", why, found.openings, lambda row: _opening(row, findings))


def _opening(row: Opening, findings: Findings) -> str:
    name = _name(row.standing)
    if restricted(row.standing.someone):
        return f"{name} ({proof(row.favour.places[0], 'note', table=False)})"
    ways = [
        *(f"they need {quoted(need)}" for need in row.needs[:2]),
        *(f"you kept {_kept(saved, row.standing)} for them" for saved in row.saved[:1]),
        *(f"you promised {quoted(what)} ({proof(place, 'note', table=False)})" for what, place in row.promised[:1]),
    ]
    how = "; ".join(ways) or f"last: {last_topic(row.standing, table=False)}"
    onward = "".join(f", which {_went_on(each, findings)}" for each in row.favour.paid_forward[:1])
    return f"{name}: {_told(row.favour, row.standing)}{onward}; {how}"


def _matches(findings: Findings) -> str:
    possible = introductions(findings)
    return stack(
        _listed("I could help", "What they need is something you offer.", helps(findings), of_help),
        _to_introduce(possible, findings),
        _listed(
            "Something in common",
            "A topic few others have, and no tie between them in your notes.",
            shared_topics(findings, possible),
            of_shared,
            FEW,
        ),
    )


def _to_introduce(possible: tuple[Introduction, ...], findings: Findings) -> str:
    """The first of the introductions to make; their own page has them all."""
    noted, found = ideas(findings), not_noted(possible, findings)
    lines = [of_idea(meeting, findings) for meeting in noted[:FEW]]
    lines += [of_introduction(chance) for chance in found[: FEW - len(lines)]]
    more = len(noted) + len(found) - len(lines)
    page = link(f"{findings.settings.folders.reports}/Introductions.md", "Introductions")
    rest = f"And {plural(more, 'more', 'more')}: see {page}." if more else ""
    return stack(heading(2, TO_MAKE), ASK_EACH, bullets(lines), rest) if lines else ""


def _to_share(found: Giving, findings: Findings) -> str:
    why = "Kept with `share_with:`, the oldest first; `shared:` with a day takes it off the list."

    def line(row: tuple[Standing, Saved]) -> str:
        standing, saved = row
        kept = f", kept {since(saved.day, findings.today)}" if saved.day else ""
        return f"{_kept(saved, standing)} for {_name(standing)}{kept}"

    return _listed("To share", why, found.saved, line)


def _forward(found: Giving, findings: Findings) -> str:
    passed = [_passed(row, findings) for row in found.passed[:MOST]]
    could = [_passable(row) for row in found.passable[:FEW]]
    if not passed + could:
        return ""
    return stack(
        heading(2, "Paid forward"),
        "What came to you and went on to somebody else." if passed else "",
        bullets(passed),
        _rest(len(found.passed) - MOST),
        "What could travel on: somebody asks for the like of what you were given." if could else "",
        bullets(could),
    )


def _passed(row: Passed, findings: Findings) -> str:
    return f"{_told(row.favour, row.standing)} from {_name(row.standing)} {_went_on(row.onward, findings)}"


def _went_on(onward: Onward, findings: Findings) -> str:
    someone = findings.standings.get(onward.person or "")
    to = _name(someone) if someone and not someone.silent else "somebody else"
    return f"went on to {to} ({proof(onward.place, day(onward.day) if onward.day else 'note', table=False)})"


def _passable(row: Passable) -> str:
    return (
        f"{_told(row.favour, row.standing)} from {_name(row.standing)}; "
        f"{_name(row.asker)} asks for {_what(row.ask, row.asker)}"
    )


def _firsts(found: Giving, findings: Findings) -> str:
    why = "They did something for you before you ever did for them; the latest first."

    def line(row: First) -> str:
        count = len(row.since)
        after = (
            f"; since then {plural(count, 'gift', 'gifts')} of yours, the last {_last_gift(row, findings)}"
            if count
            else ""
        )
        return f"{_name(row.standing)}: {_told(row.favour, row.standing)}{after}"

    return _listed("They gave first", why, found.firsts, line)


def _last_gift(row: First, findings: Findings) -> str:
    last: Gift = row.since[-1]
    return proof(last.place, since(last.day, findings.today) or "note", table=False)


# --- only when I need you ---


def _signs(found: Giving, findings: Findings) -> str:
    share = findings.overall.no_ask_share
    lead = f"**{percent(share)}** of your contacts had no ask of yours in them." if share is not None else ""
    rows = signs(findings, found.gifts)
    if not rows:
        return ""
    why = f"{lead} Where most had one, a word that asks for nothing does good.".strip()
    return _listed("A word without an ask", why, rows, lambda sign: _sign(sign, findings), FEW)


def _sign(sign: Sign, findings: Findings) -> str:
    facts = [f"you asked for something on {sign.asking} of {plural(sign.days, 'day')} in touch"]
    if len(sign.quiet) > 1:
        gaps = [proof(ask.places[0], gap_words(gap), table=False) for ask, gap in sign.quiet[-2:]]
        facts.append(f"asks came after {joined(gaps)} without a word")
    if sign.burst:
        ask, count = sign.burst
        facts.append(f"{plural(count, 'gift')} of yours in the month before {_told(ask, sign.standing)}")
    last = last_topic(sign.standing, table=False)
    return f"{_name(sign.standing)}: {'; '.join(facts)}. Last: {last}"


# --- pieces ---


def _name(standing: Standing) -> str:
    return person(standing.someone, table=False)


def _what(favour: Favour, standing: Standing) -> str:
    """What a favour is about, linked to its note; a favour and no more where details stay in their own note."""
    if restricted(standing.someone):
        return proof(favour.places[0], "a favour", table=False)
    return f"{quoted(favour.what)} ({proof(favour.places[0], 'note', table=False)})"


def _told(favour: Favour, standing: Standing) -> str:
    """What a favour was about, linked by its day."""
    if restricted(standing.someone):
        return proof(favour.places[0], "a favour", table=False)
    return f"{quoted(favour.what)} ({proof(favour.places[0], told_when(favour), table=False)})"
