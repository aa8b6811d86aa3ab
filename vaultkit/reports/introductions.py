"""Introductions: loops to close first, those made either way with what came of them, those to make, connectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultkit.graph.network import ME
from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp
from vaultkit.metrics.introductions import (
    Connector,
    Introduced,
    connectors,
    could_make,
    ideas,
    loops_for_me,
    loops_of_mine,
    made_by_me,
    made_for_me,
    rests_until,
)
from vaultkit.pages.layout import (
    bullets,
    day,
    escape,
    heading,
    link,
    number,
    paragraph,
    plural,
    shorten,
    stack,
    table,
)
from vaultkit.reports.openings import ASK_EACH, TO_MAKE, is_quiet, of_idea, of_introduction
from vaultkit.reports.phrases import last_topic, of_follow_up, person, proof, quoted, short_day

NAME = "Introductions"
MOST = 25  # rows of a table
LINES = 15  # of a list
OFTEN = 12  # connectors: those who introduced you most often
CHANCES = 7  # suggestions
WHY = 60  # characters
WENT: Mapping[str, str] = {
    "asked": "asking both sides",
    "opted_in": "both agreed",
    "made": "made; not heard how it went",
    "replied": "they are writing to each other",
    "met": "they met",
    "positive": "went well",
    "negative": "came to nothing",
    "ghosted": "one side never answered",
    "declined": "one side said no",
    "reported back": "told how it went",
}
FOR_ME: Mapping[str, str] = {
    "made": "not noted yet how it went",
    "replied": "we are writing to each other",
    "met": "we met",
}
LIVES = frozenset(("granted", "thanked", "acknowledged", "paid forward", "done"))  # of a favour: no word of the outcome


def body(findings: Findings) -> str:
    """The findings → the page."""
    sections = (
        _loops(findings),
        _could_make(findings),
        _connectors(findings),
        _made("Made by me", "Between", made_by_me(findings), findings),
        _made("Made for me", "Through whom, to whom", made_for_me(findings), findings),
    )
    nothing = "No introduction is noted yet: a line like `introduced:: [[Name]] to [[Name]]` in a daily note is one."
    return stack(
        paragraph(f"Who brought whom together, as of {day(findings.today)}."),
        *sections,
        "" if any(sections) else nothing,
    )


# --- loops to close ---


def _loops(findings: Findings) -> str:
    mine, own = loops_for_me(findings), loops_of_mine(findings)
    if not mine + own:
        return ""
    why = "What was made for you comes first: whoever introduced you vouched for you."
    shown, old = _now(mine + own), sum(item.stage == "old" for item in mine + own)
    rest = [plural(len(shown) - LINES, "more", "more")] if len(shown) > LINES else []
    rest += [plural(old, "older than a year", "older than a year")] if old else []
    counted = f"And {' and '.join(rest)}." if rest else ""
    if not shown and not old:
        return ""
    lines = bullets(_loop(item, findings) for item in shown[:LINES])
    return stack(heading(2, "Loops to close"), why if shown else "", lines, counted)


def _loop(item: FollowUp, findings: Findings) -> str:
    """A loop to close; of somebody whose note is restricted no more than the name and the note."""
    standing = findings.standings.get(item.person or "")
    if standing and restricted(standing.someone):
        name = person(standing.someone, table=False)
        return f"**A word** with {name} is open ({proof(item.place, 'note', table=False)})"
    return of_follow_up(item, findings)


def _now(items: Sequence[FollowUp]) -> list[FollowUp]:
    return [item for item in items if item.stage == "now"]


# --- introductions to make ---


def _could_make(findings: Findings) -> str:
    noted, found = ideas(findings), could_make(findings)
    if not noted and not found:
        return ""
    lines = [of_idea(meeting, findings) for meeting in noted[:LINES]]
    lines += [of_introduction(chance) for chance in found[:CHANCES]]
    more = max(0, len(noted) - LINES) + max(0, len(found) - CHANCES)
    rest = f"And {plural(more, 'more', 'more')}." if more else ""
    return stack(heading(2, TO_MAKE), ASK_EACH, bullets(lines), rest)


# --- connectors ---


def _connectors(findings: Findings) -> str:
    found = connectors(findings)
    rows = [
        (
            person(each.standing.someone),
            str(each.times),
            short_day(each.last, findings.today) if each.last else "–",
            number(each.headroom.load),
            _next(each, findings),
            "" if restricted(each.standing.someone) else last_topic(each.standing),
        )
        for each in found[:OFTEN]
    ]
    if not rows:
        return ""
    why = (
        "Who introduced you, and what you have put on them since: the load grows with each introduction and reference "
        "you ask for and each outcome you do not tell, and fades by half in half a year."
    )
    headers = ("Who", "Introduced me", "Last", "Load", "Now", "Last topic")
    return stack(heading(2, "Connectors"), why, table(headers, rows, "lrrrll"), _rest(len(found), OFTEN))


def _next(connector: Connector, findings: Findings) -> str:
    """Whether there is room for an ask, in a few words."""
    if connector.standing.unanswered:
        return "the next word is theirs"
    if connector.loops:
        return "first a word on what they did"
    if connector.headroom.open:
        said = "" if restricted(connector.standing.someone) else f": {quoted(connector.headroom.open[0].what)}"
        return f"a request is open{said}"
    if connector.has_room:
        return "room for an ask"
    until = rests_until(connector, findings)
    return f"let rest until {short_day(until, findings.today)}" if until else "let rest"


# --- made, either way ---


def _made(title: str, between: str, found: Sequence[Introduced], findings: Findings) -> str:
    rows = [
        (
            proof(each.place, short_day(each.day, findings.today) if each.day else "no day yet"),
            (" and " if between == "Between" else " to ").join(_name(p, findings) for p in each.parties if p),
            _why(each, findings),
            _went(each, WENT if between == "Between" else {**WENT, **FOR_ME}, findings),
            _thanked(each, findings),
        )
        for each in found[:MOST]
    ]
    headers = ("When", between, "Why", "How it went", "Thanked")
    return stack(heading(2, title), table(headers, rows, "lllll"), _rest(len(found), MOST)) if rows else ""


def _name(party: str, findings: Findings) -> str:
    """A person's link; of whoever is no contact, the note or the bare name."""
    standing = findings.standings.get(party)
    if standing:
        return person(standing.someone)
    return link(party, _stem(party), table=True) if party.endswith(".md") else escape(party)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _why(each: Introduced, findings: Findings) -> str:
    if any(is_quiet(party, findings) for party in each.parties):
        return ""
    return escape(" – ".join(shorten(why, WHY) for why in each.whys if why))


def _went(each: Introduced, words: Mapping[str, str], findings: Findings) -> str:
    status = "made" if each.status in LIVES else each.status
    word = words.get(status, status)
    if not each.outcome or each.outcome == each.status or any(is_quiet(party, findings) for party in each.parties):
        return word
    told = quoted(each.outcome)
    return told if status in ("made", "reported back") else f"{word}: {told}"


def _thanked(each: Introduced, findings: Findings) -> str:
    """Who said thanks: both sides, one of them, or nobody as far as the notes tell."""
    if set(each.parties) <= set(each.thanked):
        return "both"
    named = [
        "me" if party == ME else escape(findings.standings[party].someone.name)
        for party in (ME, *each.parties)
        if party in each.thanked and (party == ME or party in findings.standings)
    ]
    return ", ".join(named) or "–"


def _rest(total: int, shown: int) -> str:
    return f"And {plural(total - shown, 'more', 'more')}." if total > shown else ""
