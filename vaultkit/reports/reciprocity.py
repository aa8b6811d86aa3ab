"""Reciprocity: who writes first and who answers; what was given and received. Two ledgers, apart; no scoreboard."""

from __future__ import annotations

from collections.abc import Sequence

from vaultkit.metrics.findings import Findings
from vaultkit.metrics.standing import FIRST_BY_ME, FIRST_BY_THEM, Standing
from vaultkit.pages.charts import Point, Quadrants, quadrant
from vaultkit.pages.layout import bullets, callout, day, heading, number, paragraph, percent, plural, stack, table
from vaultkit.reports.phrases import last_topic, person, short_day, what_they_did

NAME = "Reciprocity"
MOST = 25
DRAWN = 100  # people behind the picture, those with the most exchanged: it has room for a dozen
QUADRANTS = Quadrants(
    left="Received less",
    right="Received more",
    bottom="Gave less",
    top="Gave more",
    top_right="Give and take",
    top_left="I gave",
    bottom_left="Little yet",
    bottom_right="Chances to give back",
)


def body(findings: Findings) -> str:
    """The findings → the page."""
    return stack(
        paragraph(
            f"What went either way, as of {day(findings.today)}.",
            "Facts, not a score: nobody’s balance is a reason to wait.",
        ),
        _overall(findings),
        _chances(findings),
        _forward(findings),
        _favours(findings),
        _contact(findings),
    )


def _overall(findings: Findings) -> str:
    overall = findings.overall
    lines = [
        line
        for share, line in (
            (overall.reciprocity, "{} of what was exchanged was answered by the other side"),
            (overall.repaid, "{} of what you received has been returned to those who gave it"),
            (overall.paid_forward, "{} of what you gave went further than what came back: paid forward"),
            (overall.no_ask_share, "{} of your contacts had no ask of yours in them"),
        )
        if share is not None
        for line in [line.format(f"**{percent(share)}**")]
    ]
    if overall.exchanges_per_quarter is not None and overall.helped_per_quarter is not None:
        lines.append(
            f"**{number(overall.exchanges_per_quarter)}** favours either way and "
            f"**{number(overall.helped_per_quarter)}** people helped in a quarter, over the last year"
        )
    exchanged = any(standing.balance for standing in findings.standings.values())
    return callout("abstract", "Over everybody", [f"- {line}" for line in lines]) if exchanged else ""


def _chances(findings: Findings) -> str:
    found = findings.rolls.give_back
    if not found:
        return ""
    lines = [
        f"{person(standing.someone, table=False)}: {what_they_did(standing, findings)}; "
        f"last: {last_topic(standing, table=False)}"
        for standing in found[:MOST]
    ]
    why = "They gave, and the balance is theirs. To them or forward to somebody else; there is no deadline."
    return stack(heading(2, "Chances to give back"), why, bullets(lines))


def _forward(findings: Findings) -> str:
    """Those to whom more went than came back: where what you received was passed on."""
    found = findings.rolls.forward
    if not found:
        return ""
    lines = [
        f"{person(s.someone, table=False)}: given {number(s.balance.given)}, received {number(s.balance.received)}"
        + (f" ({s.balance.words})" if s.balance.words else "")
        for s in found[:7]
        if s.balance
    ]
    rest = f"And {plural(len(found) - 7, 'more', 'more')}." if len(found) > 7 else ""
    return stack(
        heading(2, "Paid forward"), "More went to them than came back; that is how it travels.", bullets(lines), rest
    )


def _favours(findings: Findings) -> str:
    found = findings.rolls.favoured
    if not found:
        return stack(
            heading(2, "Favours"),
            "No favour is logged yet: a line like `gave:: [[Name]] CV review #light` in a daily note is one.",
        )
    rows = [
        (
            person(s.someone),
            f"{number(s.balance.given)} ({s.balance.times_given})",
            f"{number(s.balance.received)} ({s.balance.times_received})",
            f"{s.balance.balance:+.2f}".replace("-", "−"),
            s.balance.words,
            last_topic(s),
        )
        for s in found[:MOST]
        if s.balance
    ]
    terms = findings.settings.favors
    why = (
        f"A light favour counts {number(terms.light)}, a medium one {number(terms.medium)}, "
        f"a deep one {number(terms.deep)}; "
        f"what you gave fades by half in {_years(terms.given_half_life)}, what you received in "
        f"{_years(terms.received_half_life)}. In brackets: how many."
    )
    headers = ("Who", "Given", "Received", "Balance", "", "Last topic")
    rest = (
        f"And {plural(len(found) - MOST, 'more', 'more')}: `vaultkit reciprocity` lists all."
        if len(found) > MOST
        else ""
    )
    return stack(heading(2, "Favours"), _picture(found[:DRAWN]), why, table(headers, rows, "lrrrll"), rest)


def _years(days: float) -> str:
    return "a year" if days == 365 else f"{number(days / 365)} years"


def _picture(found: Sequence[Standing]) -> str:
    """Give against receive: both on a square-root scale, so that small favours are seen beside large ones."""
    top = max((max(s.balance.given, s.balance.received) for s in found if s.balance), default=0)
    if top <= 0:
        return ""
    points = [
        Point(s.someone.name, (s.balance.received / top) ** 0.5, (s.balance.given / top) ** 0.5)
        for s in found
        if s.balance
    ]
    return quadrant("What I gave and received", QUADRANTS, points)


def _contact(findings: Findings) -> str:
    found = findings.rolls.spoken
    if not found:
        return ""
    rows = [
        (
            person(s.someone),
            str(s.exchange.sent),
            str(s.exchange.received),
            f"{s.exchange.first_by_me} / {s.exchange.first_by_them}",
            _answers(s.exchange.answers_by_them, s.exchange.first_by_me),
            _answers(s.exchange.answers_by_me, s.exchange.first_by_them),
            last_topic(s),
        )
        for s in found[:MOST]
    ]
    first, theirs = findings.basis.tally[FIRST_BY_ME], findings.basis.tally[FIRST_BY_THEM]
    why = (
        f"Letters, calls and messages: you wrote first {plural(first, 'time')}, they {plural(theirs, 'time')}. "
        f"A conversation ends after {findings.terms.conversation} days of silence."
    )
    headers = ("Who", "Sent", "Received", "First: me / them", "They answered", "I answered", "Last topic")
    rest = (
        f"And {plural(len(found) - MOST, 'more', 'more')}: `vaultkit reciprocity` lists all."
        if len(found) > MOST
        else ""
    )
    return stack(
        heading(2, "Who writes, who answers"), why, _unanswered(findings), table(headers, rows, "lrrrrrl"), rest
    )


def _answers(answered: int, first: int) -> str:
    return f"{answered} of {first}" if first else "–"


def _unanswered(findings: Findings) -> str:
    """Three approaches in a row without an answer: stop until they write."""
    quiet = findings.rolls.unanswered
    if not quiet:
        return ""
    lines = [
        f"- {person(s.someone, table=False)}: {s.exchange.unanswered} in a row, the last on "
        f"{short_day(s.last.day, findings.today) if s.last else 'no day'}"
        for s in quiet[:7]
    ]
    more = [f"- and {plural(len(quiet) - 7, 'more', 'more')}"] if len(quiet) > 7 else []
    return callout("note", "Unanswered: leave the next word to them", [*lines, *more])
