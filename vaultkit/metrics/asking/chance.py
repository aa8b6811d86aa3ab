"""Will an approach be answered? By how often they wrote, how strong the tie is, and what is unanswered already.

`logit = c + .38 ln W + .28 ln(f/(1−f)) − .40 ln(1+unanswered) − .21 ln((s+7)/30) − .21 ln(recipients)`, f = their share
of the messages, discounted, with half a message added to each side, c = −.2: fitted on 10,715 approaches in four e-mail
logs. A long silence lowers the chance 1.1- to 1.7-fold, unanswered approaches and one-sidedness 2- to 14-fold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from vaultkit.graph.network import PersonId, Touch
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.standing import FIRST_BY_ME
from vaultkit.pages.layout import percent

CONSTANT, STRENGTH, SHARE, UNANSWERED, SILENCE = -0.2, 0.38, 0.28, 0.40, 0.21
GRACE, MONTH = 7, 30  # days
HIGH, LOW = 2 / 3, 1 / 3
SURE = 30  # own approaches from which a percentage says something


def chance_of_answer(strength: float, share: float, unanswered: int, silence: int, recipients: int = 1) -> float:
    """Tie strength, their discounted share of messages, approaches unanswered, days silent → the chance, 0 to 1."""
    logit = (
        CONSTANT
        + STRENGTH * math.log(max(strength, 1e-9))
        + SHARE * math.log(share / (1 - share))
        - UNANSWERED * math.log(1 + unanswered)
        - SILENCE * math.log((silence + GRACE) / MONTH)
        - SILENCE * math.log(recipients)
    )
    return 1 / (1 + math.exp(-logit))


def their_share(touches: Iterable[Touch], today_number: int, half_life: float) -> float:
    """Times in touch → their share of the messages, each counting half after a half-life; .5 where there is none."""
    theirs = mine = 0.5
    for touch in touches:
        faded = 2.0 ** (-(today_number - touch.day.toordinal()) / half_life)
        if touch.direction == "in":
            theirs += faded
        elif touch.direction == "out":
            mine += faded
    return theirs / (theirs + mine)


def explain_chance_of_answer(findings: Findings, person: PersonId) -> str:
    """The chance of an answer in words; with a percentage once you have written first thirty times."""
    standing = findings.standings[person]
    if standing.tie is None:
        return "not known: you were never in touch, by your notes"
    share = their_share(
        findings.network.close_touches(person), findings.today.toordinal(), findings.settings.ties.half_life
    )
    tie, unanswered = standing.tie, standing.exchange.unanswered
    found = chance_of_answer(tie.strength, share, unanswered, tie.silence_days)
    word = "high" if found >= HIGH else "medium" if found >= LOW else "low"
    sure = findings.basis.tally[FIRST_BY_ME] >= SURE
    return f"{word} ({percent(found)})" if sure else word
