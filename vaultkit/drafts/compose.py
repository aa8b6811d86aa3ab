"""An ask, and everything known → the note of a draft: a favour's front matter, and a message in five parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from vaultkit.drafts import parts
from vaultkit.drafts.fit import Fit, fit_of
from vaultkit.drafts.known import helped, notes_on
from vaultkit.metrics.etiquette.aim import called
from vaultkit.metrics.etiquette.request import Ask, Request, ask_of, lead_days
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import later, short_of_time
from vaultkit.metrics.standing import Standing
from vaultkit.pages.layout import gap_words, link, paragraph, stack, tidy
from vaultkit.pages.report import safe_name


class Draft(NamedTuple):
    """A draft: the name of its note, the tone it takes, and its text."""

    name: str
    fit: Fit
    text: str


def compose(findings: Findings, request: Request) -> Draft:
    """What would be asked of somebody → the draft of it."""
    standing = findings.standings[request.person]
    ask = ask_of(request, findings.today, findings.settings)
    fit = fit_of(standing, findings.settings)
    words = _words(findings, standing, ask)
    packet = parts.PACKET.get(ask.kind)
    text = stack(
        _front(findings, standing, ask, words),
        notes_on(findings, standing),
        _said(parts.GREETING[fit], words),
        paragraph(_said(parts.OPENING[fit], words), _who(standing, fit, ask.kind), _recalled(findings, standing)),
        _asked(findings, ask, words, to_hire=request.to_hire),
        paragraph(parts.BUSY if short_of_time(standing.someone, findings.today) else "", parts.OUT[fit]),
        paragraph(parts.THANKS, _returned(standing)),
        words["me"],
        _said(packet[1], words) if packet else "",
    )
    name = safe_name(f"{findings.today.isoformat()} {ask.kind}, {standing.someone.name}")
    return Draft(name, fit, f"{text}\n")


def _words(findings: Findings, standing: Standing, ask: Ask) -> Mapping[str, str]:
    """What the parts have blanks for."""
    name = tidy(standing.someone.name)
    me = tidy(findings.settings.me.names[0]) if findings.settings.me.names else "==your name=="
    target = tidy(called(findings.network, ask.target)) if ask.target else ""
    return {
        "name": name,
        "first": _first(name),
        "silence": gap_words(standing.tie.silence_days) if standing.tie else "a long time",
        "target": target or "==whom==",
        "sent": parts.SENT.format(target=target) if target else "",
        "letter": parts.LETTER.format(me=me, target=target) if target else parts.LETTER_ELSE,
        "by": f" by {_by(findings, ask)}",
        "me": me,
    }


def _by(findings: Findings, ask: Ask) -> str:
    """The day it is needed; where none is said, the first that leaves them fair time."""
    if ask.needed_by:
        return _day(ask.needed_by, findings.today)
    fair = later(findings.today, lead_days(findings.settings.ask, ask.kind, ask.weight))
    return f"==the day, best not before {_day(fair, findings.today)}=="


def _first(name: str) -> str:
    """`Mike Ito` → `Mike`; a name that begins with a title stays whole."""
    word = name.split()[0] if name.split() else name
    return name if word.endswith(".") or word.casefold() in TITLES else word


TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame", "rev", "father", "sister"))


def _said(part: str, words: Mapping[str, str]) -> str:
    return part.format_map(words)


def _who(standing: Standing, fit: Fit, kind: str) -> str:
    """Who we are to each other: where we met, where the notes say so; not where the reason for asking says it."""
    if kind in parts.SEEN_AT_WORK:
        return ""
    place = standing.someone.card.met_where if standing.someone.card else None
    return parts.MET.format(place=tidy(place)) if place and fit != "stranger" else parts.WHO[fit]


def _recalled(findings: Findings, standing: Standing) -> str:
    """What they did for me, named to them with its month."""
    done = helped(findings, standing.someone.id)
    if not done:
        return ""
    day = done[0].decided or done[0].asked
    when = f" in {MONTHS_LONG[day.month - 1]} {day.year}" if day else ""
    return parts.THANKS_AGAIN.format(help=parts.HELP.get(done[0].kind or "", parts.HELP_ELSE), when=when)


def _asked(findings: Findings, ask: Ask, words: Mapping[str, str], *, to_hire: bool) -> str:
    """The one thing, why them, and what makes it easy."""
    asked = parts.ASKED.get(ask.kind, parts.OTHER)
    lead = (ask.needed_by - findings.today).days if ask.needed_by else None
    hurried = lead is not None and lead < lead_days(findings.settings.ask, ask.kind, ask.weight)
    by = parts.BY.format(day=_day(ask.needed_by, findings.today)) if ask.needed_by and "{by}" not in asked else ""
    return stack(
        paragraph(_said(asked, words), _said(parts.WHY.get(ask.kind, parts.WHY_ELSE), words)),
        paragraph(
            parts.HIRING if to_hire and ask.kind != "referral" else "",
            by,
            parts.HASTE if hurried else "",
            parts.EASY.get(ask.kind, ""),
            parts.UPSIDE if ask.weight == "deep" else "",
        ),
    )


def _returned(standing: Standing) -> str:
    card = standing.someone.card
    return parts.RETURN_NEED if card and card.needs else parts.RETURN


def _day(day: date, today: date) -> str:
    return f"{day.day} {MONTHS_LONG[day.month - 1]}" + ("" if day.year == today.year else f" {day.year}")


MONTHS_LONG = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


# --- front matter ---

TOWARDS: Mapping[str, str] = {"introduction": " to {}", "reference": " to be sent to {}"}


def _front(findings: Findings, standing: Standing, ask: Ask, words: Mapping[str, str]) -> str:
    """The favour's properties: what is known is said, what the user may add stands empty."""
    someone = standing.someone
    packet = parts.PACKET.get(ask.kind)
    target = TOWARDS[ask.kind].format(words["target"]) if ask.kind in TOWARDS and ask.target else ""
    lines = [
        "type: favor",
        "direction: asked",
        f"person: {_yaml(_property(someone.path or someone.name, someone.name))}",
        f"kind: {ask.kind}",
        f"weight: {ask.weight}",
        f"what: {_yaml(f'{ask.kind}{target}')}",
        *([f"target: {_yaml(_linked(findings, ask.target))}"] if ask.target else []),
        "why_you:",
        "desired_outcome:",
        f"needed_by: {ask.needed_by or ''}".rstrip(),
        "out: true",
        *(["packet:", f"  - {packet[0]}"] if packet else []),
        *(["their_upside:"] if ask.weight == "deep" else []),
        "status: draft",
    ]
    return "\n".join(("---", *lines, "---"))


def _linked(findings: Findings, target: str) -> str:
    """A target by its note, where it has one; else by its name."""
    name = called(findings.network, target)
    return _property(target if target.endswith(".md") else name, name)


def _property(path: str, name: str) -> str:
    """A link as a property holds it: a wikilink, without the name where that cannot stand in one; else plain text."""
    shown = (link(path, name), link(path, path.removesuffix(".md").rpartition("/")[2]))
    return next((text for text in shown if text.startswith("[[")), path)


def _yaml(text: str) -> str:
    """Text as a YAML string in quotes."""
    return json.dumps(text, ensure_ascii=False)
