"""Asking: who can be asked for what now, what is open, what others wait for, and how it looks from the other side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from vaultkit.metrics.asking.board import Answered, NotNow, Rung, Waiting, asks, not_now, rungs
from vaultkit.metrics.asking.chance import explain_chance_of_answer
from vaultkit.metrics.asking.summary import called
from vaultkit.metrics.budget import Spent, budget_of
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import OLD, of_kind
from vaultkit.metrics.standing import Standing
from vaultkit.pages.layout import (
    bullets,
    callout,
    day,
    escape,
    gap_words,
    heading,
    joined,
    paragraph,
    plural,
    stack,
    table,
)
from vaultkit.reports.phrases import last_topic, of_follow_up, person, proof, quoted, short_day, since

NAME = "Asking"
MOST = 10  # rows a rung
NAMED = 8
TITLES: Mapping[str, str] = {
    "reference": "A reference",
    "referral": "A referral",
    "introduction": "An introduction, or feedback",
    "feedback": "Feedback",
    "advice": "Advice",
    "pointer": "A pointer",
}


def body(findings: Findings) -> str:
    """The findings → the page."""
    mine, theirs, answered = asks(findings)
    return stack(
        paragraph(
            f"Who can be asked for what, as of {day(findings.today)}.",
            'Before you do: `vaultkit ask "Name" --kind introduction` goes through it for one person and one request.',
        ),
        _budget(findings),
        _open(mine, findings),
        _doors(findings),
        _of_me(theirs, answered, findings),
        _now(findings),
        _not_now(findings),
    )


def _budget(findings: Findings) -> str:
    deep, at_once = budget_of(findings.basis.tally, findings.settings)
    lines = [
        f"- **{_spent(deep)}** deep asks this quarter, {deep.left} left",
        f"- **{_spent(at_once)}** asks open at once, {at_once.left} left",
    ]
    return callout("abstract", "Over everybody", lines)


def _spent(spent: Spent) -> str:
    return f"{spent.used} of {spent.limit}"


def _open(found: Sequence[Waiting], findings: Findings) -> str:
    if not found:
        return ""
    rows = [
        (
            person(each.standing.someone),
            f"{quoted(each.favour.what)} ({proof(each.favour.places[0], _when(each.favour.asked))})",
            each.favour.weight,
            _state(each, findings.today),
            f"lapses on {short_day(each.life.lapses, findings.today)}" if each.life.lapses else "–",
        )
        for each in found[:MOST]
    ]
    why = "Nudges, where one is due, stand in Follow-ups. What nobody answers lapses by itself."
    headers = ("Of whom", "What", "Weight", "Where it stands", "Unless answered")
    return stack(heading(2, "My open asks"), why, table(headers, rows), _rest(len(found), MOST))


def _state(each: Waiting, today: date) -> str:
    nudges = len([nudge for nudge in each.favour.nudges if nudge <= today])
    nudged = f", {plural(nudges, 'nudge')} so far" if nudges else ""
    return f"{each.life.state} {since(each.life.since, today)}{nudged}".strip()


def _doors(findings: Findings) -> str:
    items = of_kind(findings.follow_ups, "door")
    lines = bullets(of_follow_up(item, findings) for item in items[:MOST])
    return stack(heading(2, "Doors left open"), lines, _rest(len(items), MOST)) if items else ""


def _of_me(asked: Sequence[Waiting], answered: Sequence[Answered], findings: Findings) -> str:
    waiting = [each for each in asked if (findings.today - (each.favour.asked or findings.today)).days <= OLD]
    if not (asked or answered):
        return ""
    older = plural(len(asked) - len(waiting), "older than a year", "older than a year")
    lines = [
        f"{person(each.standing.someone, table=False)} asked for {quoted(each.favour.what)} "
        f"{since(each.favour.asked, findings.today)} ({each.favour.weight}; "
        f"{proof(each.favour.places[0], 'note', table=False)})"
        for each in waiting[:MOST]
    ]
    told = [f"{each.granted} of {each.of} asks for {called(each.kind)}" for each in answered]
    mirror = f"You granted {joined(told)}." if told else ""
    aside = f"And {older}." if len(asked) > len(waiting) else ""
    return stack(heading(2, "Asked of me"), bullets(lines), _rest(len(waiting), MOST), aside, mirror)


def _now(findings: Findings) -> str:
    found = rungs(findings, MOST)
    if not found:
        return "" if findings.prospects else "Nobody is noted yet whom you could ask."
    why = (
        "Each name stands under the most that could be asked of them today, the strongest ties first; anything lighter "
        "is fine too. Whom it is about, and by when, is not looked at here."
    )
    return stack(heading(2, "Who can be asked for what"), why, *(_rung(rung, findings) for rung in found))


def _rung(rung: Rung, findings: Findings) -> str:
    rows = [
        (person(s.someone), _silence(s), explain_chance_of_answer(findings, s.someone.id), last_topic(s))
        for s in rung.people
    ]
    headers = ("Who", "Last in touch", "Chance of an answer", "Last topic")
    return stack(heading(3, TITLES[rung.kind]), table(headers, rows), _rest(rung.total, MOST))


def _silence(standing: Standing) -> str:
    tie = standing.tie
    return f"{gap_words(tie.silence_days)} ago" if tie and tie.silence_days else "today"


def _not_now(findings: Findings) -> str:
    found, count = not_now(findings, NAMED)
    if not found:
        return ""
    lines = [_line(each, findings) for each in found]
    return stack(heading(2, "Better not now"), bullets(lines), _rest(count, NAMED))


def _line(each: NotNow, findings: Findings) -> str:
    opens = each.open_on
    when = "" if opens is None or day(opens) in each.why else f"; from {day(opens)} on"
    if opens and opens <= findings.today:
        when = "; after that, at once"
    return f"{person(each.standing.someone, table=False)}: {escape(each.why)}{when}"


def _when(asked: date | None) -> str:
    return day(asked) if asked else "no date"


def _rest(total: int, shown: int) -> str:
    return f"And {plural(total - shown, 'more', 'more')}." if total > shown else ""
