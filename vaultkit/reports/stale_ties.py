"""Stale ties: who is going quiet, who has gone quiet, and how good the forecast was."""

from __future__ import annotations

from vaultkit.metrics.calibration import explain_calibration
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.standing import Standing
from vaultkit.metrics.ties import touch_by
from vaultkit.pages.charts import months
from vaultkit.pages.layout import callout, day, gap_words, heading, paragraph, percent, plural, stack, strength, table
from vaultkit.reports.phrases import last_topic, person, short_day

NAME = "Stale ties"
MOST = 25  # rows a table; the rest is counted
CHART_MONTHS = 36


def body(findings: Findings) -> str:
    """The findings → the page."""
    return stack(
        paragraph(
            f"Who is going quiet, as of {day(findings.today)}.",
            "A long silence is no reason not to write: name the gap and what you last spoke of.",
        ),
        _going_quiet(findings),
        _soon(findings),
        _cadences(findings),
        _dormant(findings),
        _activity(findings),
        _forecast(findings),
    )


def _going_quiet(findings: Findings) -> str:
    found = findings.rolls.slipping
    if not found:
        return stack(heading(2, "Going quiet"), "Nobody you were close to is going quiet now.")
    rows = [
        (
            person(standing.someone),
            gap_words(standing.tie.silence_days),
            _usual(standing),
            strength(standing.tie.strength),
            percent(standing.tie.chance or 0),
            _was_due(standing, findings),
            f"{last_topic(standing)} {_theirs(standing)}".strip(),
        )
        for standing in found[:MOST]
        if standing.tie
    ]
    headers = ("Who", "Silent for", "Usual gap", "Strength", "Chance of silence", "Touch by", "Last topic")
    why = (
        f"Those with whom contact in the next {findings.constants.horizon} days is an even chance or less if nothing "
        "changes; the ties with most to lose first."
    )
    return stack(
        heading(2, "Going quiet"), why, table(headers, rows, "lrrrrrl"), _rest(len(found), MOST), _passing(findings)
    )


def _was_due(standing: Standing, findings: Findings) -> str:
    """The day, past by now, on which the chance of silence reached one half."""
    tie = standing.tie
    found = tie and touch_by(tie.strength_at_last, 0, tie.last_contact, findings.constants)
    return short_day(found, findings.today) if found else "–"


def _passing(findings: Findings) -> str:
    """Those going quiet whom you met once or twice: counted, not listed."""
    count = len(findings.rolls.passing)
    people = plural(count, "person", "people")
    return f"{people} you met once or twice {'is' if count == 1 else 'are'} going quiet too." if count else ""


def _soon(findings: Findings) -> str:
    found = findings.rolls.soon
    if not found:
        return ""
    rows = [
        (
            person(standing.someone),
            short_day(standing.tie.touch_by, findings.today),
            gap_words(standing.tie.silence_days),
            _usual(standing),
            strength(standing.tie.strength),
            last_topic(standing),
        )
        for standing in found[:MOST]
        if standing.tie and standing.tie.touch_by
    ]
    headers = ("Who", "Touch by", "Silent for", "Usual gap", "Strength", "Last topic")
    return stack(heading(2, "Touch soon"), table(headers, rows, "lrrrrl"), _rest(len(found), MOST))


def _times(late: float) -> str:
    return f"{late:.1f} ×" if late < 10 else "over 10 ×"


def _cadences(findings: Findings) -> str:
    found = findings.rolls.late
    rows = [
        (
            person(standing.someone),
            gap_words(standing.cadence or 0),
            gap_words(standing.tie.silence_days),
            _times(standing.late or 0),
            last_topic(standing),
        )
        for standing in found[:MOST]
        if standing.tie
    ]
    if not rows:
        return ""
    why = "You set these yourself (`cadence`, or a tier’s)."
    headers = ("Who", "You meant every", "Silent for", "Overdue", "Last topic")
    return stack(heading(2, "Your own cadence, overdue"), why, table(headers, rows, "lrrrl"), _rest(len(found), MOST))


def _dormant(findings: Findings) -> str:
    found = findings.rolls.dormant
    if not found:
        return ""
    rows = [
        (
            person(standing.someone),
            gap_words(standing.tie.silence_days),
            str(standing.tie.contact_days),
            _hint(standing),
        )
        for standing in found[:MOST]
        if standing.tie
    ]
    why = "Dormancy is not a no: old ties answer nearly as often as fresh ones. Those that were strongest come first."
    headers = ("Who", "Silent for", "Days in touch", "To begin with")
    return stack(heading(2, "Dormant"), why, table(headers, rows, "lrrl"), _rest(len(found), MOST))


def _hint(standing: Standing) -> str:
    """How to begin: the gap, and what you last spoke of; or that the next word is theirs."""
    gap = gap_words(standing.tie.silence_days) if standing.tie else ""
    begin = _theirs(standing) or f"“It has been {gap}.”"
    return f"{begin} Last: {last_topic(standing)}"


def _theirs(standing: Standing) -> str:
    """That they left several approaches unanswered, so that the next word is theirs."""
    return f"{standing.exchange.unanswered} unanswered: the next word is theirs." if standing.unanswered else ""


def _activity(findings: Findings) -> str:
    shown = findings.months[-CHART_MONTHS:]
    chart = months("Contact-days by month", "contact-days", [start for start, _ in shown], [float(n) for _, n in shown])
    return stack(heading(2, "Activity"), chart) if chart else ""


def _forecast(findings: Findings) -> str:
    calibration = findings.calibration
    rows = [
        (
            f"{100 * band.low:.0f}–{100 * band.high:.0f} %",
            str(band.rated),
            str(band.fell_silent),
            percent(band.fell_silent / band.rated),
        )
        for band in calibration.bands
    ]
    headers = ("Rated", "Ties", "Fell silent", "Share")
    checked = table(headers, rows, "lrrr") if calibration.own else ""
    return stack(
        heading(2, "How the forecast did"),
        callout("info", explain_calibration(calibration, findings.constants), []),
        checked,
    )


def _usual(standing: Standing) -> str:
    tie = standing.tie
    if tie is None or tie.usual_gap_days is None:
        return "–"
    return "one gap only" if tie.contact_days == 2 else gap_words(tie.usual_gap_days)


def _rest(total: int, shown: int) -> str:
    return f"And {plural(total - shown, 'more', 'more')}: `vaultkit ties` lists all." if total > shown else ""
