"""What was asked of a connector, what was given back, and the tie → whether they may be asked to introduce somebody.

`L = Σ v·2^(−age/180)` over my asks to them for introductions (3) and references (9), whatever came of them, and 3 for
each introduction whose outcome they have not been told within 30 days, until they are. An introduction made for me
unasked is no ask; untold, it weighs the same. Each introduction, asked for or not, that they were thanked for and told
the outcome of is a credit of 1. `room = 3 + W/4 + G + credits − L`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from vaultkit.graph.network import Favour
from vaultkit.metrics.life import life_of
from vaultkit.metrics.ties import count
from vaultkit.settings import Settings

FARTHEST = 730  # days ahead that are looked at for room


class Headroom(NamedTuple):
    """What one connector can still be asked for, as of a day."""

    room: float
    load: float
    strength: float
    given: float
    credit: float
    open: tuple[Favour, ...]  # introductions asked for and not answered for good


def headroom(favours: tuple[Favour, ...], strength: float, given: float, today: date, settings: Settings) -> Headroom:
    """Everything between me and one person, the strength of the tie and what I gave as it weighs today → the room."""
    load, credit = _load(favours, today, settings), _credit(favours, today, settings)
    return Headroom(
        room=settings.favors.medium + strength / settings.paths.strength_share + given + credit - load,
        load=load,
        strength=strength,
        given=given,
        credit=credit,
        open=tuple(favour for favour in favours if _is_open_request(favour, today, settings)),
    )


def has_room(found: Headroom, settings: Settings) -> bool:
    """Whether there is room for one more introduction."""
    return found.room >= settings.favors.medium


def room_from(
    favours: tuple[Favour, ...], strength: float, given: float, today: date, settings: Settings
) -> date | None:
    """The first day, from today on, with room for an introduction if nothing more happens; None: not in two years.

    Day by day, as the room does not only grow: the load fades, but so do the tie and what was given, and an outcome
    not told comes on top.
    """
    asked = tuple(favour for favour in favours if favour.kind in ("introduction", "reference"))
    for ahead in range(min(FARTHEST, date.max.toordinal() - today.toordinal()) + 1):
        day = date.fromordinal(today.toordinal() + ahead)
        held = strength * 2.0 ** (-ahead / settings.ties.half_life)
        weighs = given * 2.0 ** (-ahead / settings.favors.given_half_life)
        if has_room(headroom(asked, held, weighs, day, settings), settings):
            return day
    return None


def explain_headroom(found: Headroom, settings: Settings) -> str:
    """What the room is made of."""
    share = settings.paths.strength_share
    return (
        f"Room {found.room:.1f}: {settings.favors.medium:g}, {found.strength / share:.1f} for the tie, "
        f"{found.given:.1f} for what you gave and {found.credit:.1f} for introductions thanked for and reported back, "
        f"less a load of {found.load:.1f}; an introduction takes {settings.favors.medium:g}."
    )


def explain_load(found: Headroom, settings: Settings) -> str:
    """What the load is made of."""
    paths, sizes = settings.paths, settings.favors
    return (
        f"Load {found.load:.1f}: {sizes.medium:g} for each introduction and {sizes.deep:g} for each reference "
        f"you asked for, half after {paths.load_half_life:g} days, and {sizes.medium:g} for each introduction not "
        f"reported back within {count(settings.ask.introduction_days, 'day')}."
    )


def _load(favours: Iterable[Favour], today: date, settings: Settings) -> float:
    return math.fsum(weight for favour in favours if _counts(favour) for weight in _loads(favour, today, settings))


def _loads(favour: Favour, today: date, settings: Settings) -> Iterator[float]:
    """What one favour puts on a connector: the ask, and the outcome they were not told."""
    asked = favour.asked or favour.decided
    if favour.direction == "asked" and asked and asked <= today:
        yield _size(favour, settings) * 2.0 ** (-(today - asked).days / settings.paths.load_half_life)
    if is_untold(favour, today, settings.ask.introduction_days):
        yield settings.favors.medium


def _size(favour: Favour, settings: Settings) -> float:
    """By the kind alone, or the user's own number: what is asked of a connector is an introduction or their word."""
    sizes = {"introduction": settings.favors.medium, "reference": settings.favors.deep}
    return favour.size or sizes[favour.kind] if favour.kind in sizes else 0.0


def is_untold(favour: Favour, today: date, days: int) -> bool:
    """Whether an introduction made for me so many days ago is not reported back."""
    made = favour.decided or favour.asked
    if not _is_introduction(favour) or made is None:
        return False
    return (today - made).days > days and not (favour.reported and favour.reported <= today)


def _credit(favours: Iterable[Favour], today: date, settings: Settings) -> float:
    """Introductions thanked for and reported back: each worth 1 on the day both were done."""
    done = [max(f.thanked, f.reported) for f in favours if _is_introduction(f) and f.thanked and f.reported]
    ages = [(today - day).days for day in done if day <= today]
    return math.fsum(2.0 ** (-age / settings.paths.credit_half_life) for age in ages)


def _is_introduction(favour: Favour) -> bool:
    """Whether somebody introduced me, asked or not."""
    return favour.kind == "introduction" and favour.mine and favour.helped and _counts(favour)


def _is_open_request(favour: Favour, today: date, settings: Settings) -> bool:
    mine = favour.direction == "asked" and favour.kind == "introduction"
    return mine and _counts(favour) and life_of(favour, today, settings.ask).open


def _counts(favour: Favour) -> bool:
    return not favour.routine and favour.status != "draft"
