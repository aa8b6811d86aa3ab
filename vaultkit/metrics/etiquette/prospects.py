"""Who can be asked for what now: the strongest rung of the ladder that is a plain go, person by person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.request import LADDER, Ask, usual_weight
from vaultkit.metrics.etiquette.tests import every_test, is_a_go, stands_in_the_way

ASKS = tuple(Ask(kind, usual_weight(kind)) for kind in LADDER)
LIGHTEST = ASKS[-1]


class Prospect(NamedTuple):
    """The heaviest thing that may be asked of somebody now, without naming a target or a day."""

    rung: str | None  # None: nothing, for now
    open_on: date | None = None  # from when on the lightest thing could be; None where no day can be told


def prospect(g: Grounds) -> Prospect:
    """One person → what may be asked of them."""
    rung = next((ask.kind for ask in ASKS if is_a_go(g, ask)), None)
    if rung:
        return Prospect(rung)
    days = [check.remedy.opens for check in every_test(g, LIGHTEST) if stands_in_the_way(check, LIGHTEST)]
    known = [day for day in days if day]
    return Prospect(None, max(known) if known and len(known) == len(days) else None)
