"""Signs of “only when I need you”: few contacts without an ask, silence before each ask, gifts just before a deep one.

Said only where they are telling, of the last two years, and only while nothing has mended them: two contacts without
an ask since the last one do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Favour, Touch
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.gifts import Gift
from vaultkit.metrics.standing import Standing

SPAN = 730  # days looked back
LEAST_DAYS, LEAST_ASKS = 3, 2  # contact-days and asks below which a share says nothing
FEW = 0.5  # a share of contacts without an ask at or below which it is told
QUIET = 90  # days without a word before an ask
BURST, BURST_DAYS = 2, 30  # gifts within so many days before a deep ask …
BARE_DAYS = 180  # … after none for so long
MENDED = 2  # contacts without an ask since the last ask


class Sign(NamedTuple):
    """What the notes show of one person, and where."""

    standing: Standing
    days: int  # in touch
    asking: int  # of them, those on which I asked for something
    quiet: tuple[tuple[Favour, int], ...]  # asks that broke a silence, and its days
    burst: tuple[Favour, int] | None  # a deep ask, and how many gifts came just before it
    asks: tuple[Favour, ...]  # oldest first

    @property
    def free(self) -> float:
        """The share of contacts without an ask."""
        return 1 - self.asking / self.days


def signs(findings: Findings, gifts: Iterable[Gift]) -> tuple[Sign, ...]:
    """The findings, and everything I gave → whom it could seem so to, the fewest contacts without an ask first."""
    given: dict[str, list[date]] = {}
    for gift in gifts:
        if gift.day and _counts(gift):
            given.setdefault(gift.person, []).append(gift.day)
    found = []
    for person, dealings in findings.network.dealings.items():
        asks = [f for f in dealings.favours if _is_ask(f, findings.today)]
        standing = findings.standings.get(person or "")
        if len(asks) >= LEAST_ASKS and standing and standing.approachable:
            touches = findings.network.close_touches(standing.someone.id)
            sign = _sign(standing, asks, touches, given.get(standing.someone.id, ()), findings.today)
            if sign and _tells(sign):
                found.append(sign)
    return tuple(sorted(found, key=lambda sign: (sign.free, -len(sign.quiet), sign.standing.someone.id)))


def _counts(gift: Gift) -> bool:
    return gift.sort != "thanks"


def _is_ask(favour: Favour, today: date) -> bool:
    return (
        favour.direction == "asked"
        and favour.status != "draft"
        and not favour.routine
        and favour.asked is not None
        and (today - favour.asked).days <= SPAN
    )


def _sign(
    standing: Standing, asks: Sequence[Favour], touches: Sequence[Touch], given: Iterable[date], today: date
) -> Sign | None:
    days = sorted({touch.day for touch in touches if (today - touch.day).days <= SPAN})
    asking = {touch.day for touch in touches if touch.ask and touch.direction == "out"}
    last = max(asking, default=date.min)
    since = [day for day in days if day > last]
    if len(days) < LEAST_DAYS or len(since) >= MENDED:
        return None
    all_days = sorted({touch.day for touch in touches})
    return Sign(
        standing=standing,
        days=len(days),
        asking=len(asking.intersection(days)),
        quiet=tuple((ask, gap) for ask in asks if (gap := _gap_before(ask.asked, all_days)) >= QUIET),
        burst=_burst(asks, sorted(given)),
        asks=tuple(asks),
    )


def _gap_before(asked: date | None, days: Iterable[date]) -> int:
    """The days of silence that an ask ended; 0 where it was the first word ever."""
    before = [day for day in days if asked and day < asked]
    return (asked - before[-1]).days if asked and before else 0


def _burst(asks: Iterable[Favour], given: Sequence[date]) -> tuple[Favour, int] | None:
    """The latest deep ask right after several gifts that nothing had come before."""
    for ask in sorted(asks, key=lambda f: (f.asked or date.min, f.id), reverse=True):
        if ask.weight == "deep" and ask.asked:
            ages = [(ask.asked - day).days for day in given if day <= ask.asked]
            near = [age for age in ages if age <= BURST_DAYS]
            if len(near) >= BURST and not [age for age in ages if BURST_DAYS < age <= BURST_DAYS + BARE_DAYS]:
                return ask, len(near)
    return None


def _tells(sign: Sign) -> bool:
    few = sign.asking >= LEAST_ASKS and sign.free <= FEW
    each = len(sign.quiet) >= LEAST_ASKS and 2 * len(sign.quiet) >= len(sign.asks)
    return few or each or sign.burst is not None
