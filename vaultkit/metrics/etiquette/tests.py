"""All the tests of a request, in the order in which a friend would go through them."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.metrics.etiquette.able import able, capacity, comfortable, connector, given
from vaultkit.metrics.etiquette.aim import Knows
from vaultkit.metrics.etiquette.check import ANSWERS, Answer, Check
from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.pause import contacts, cooldown, lead, loops, open_ask, refused, unanswered
from vaultkit.metrics.etiquette.request import Ask
from vaultkit.metrics.etiquette.tie import door, silence, tie, work

FIRST = (door, tie, silence, work, cooldown, refused, unanswered, loops, lead, contacts, open_ask)
QUICK = (door, tie, silence, loops, open_ask, cooldown, contacts, unanswered, lead, refused, work)  # likeliest to fail


def every_test(g: Grounds, ask: Ask, known: Knows | None = None) -> tuple[Check, ...]:
    """A person and an ask → every test of it."""
    return (*(test(g, ask) for test in FIRST), *_of_the_other_side(g, ask, known))


def is_a_go(g: Grounds, ask: Ask, known: Knows | None = None) -> bool:
    """Whether every test that matters passes; looks no further than the first that does not."""
    if any(stands_in_the_way(test(g, ask), ask) for test in QUICK):
        return False
    return not any(stands_in_the_way(check, ask) for check in _of_the_other_side(g, ask, known))


def stands_in_the_way(check: Check, ask: Ask) -> bool:
    """Whether a test keeps an ask from being a go: for a deep one, not to know is not enough."""
    return check.stops or (ask.weight == "deep" and check.need == "required" and check.result == "unknown")


def worst(checks: tuple[Check, ...], *, lighter: bool) -> Answer:
    """The tests that stand in the way → what they come to together; `lighter`: whether something lighter would do."""
    found = [comes_to(check, lighter=lighter) for check in checks]
    if any(check.remedy.final for check in checks) and "no" not in found:
        return "go-lighter"  # neither time nor kindness would bring it about
    return max(found, key=ANSWERS.index, default="go")


def comes_to(check: Check, *, lighter: bool) -> Answer:
    """What a test that stands in the way comes to by itself."""
    remedy = check.remedy
    return remedy.otherwise if remedy.answer == "go-lighter" and not lighter else remedy.answer


def _of_the_other_side(g: Grounds, ask: Ask, known: Knows | None) -> Iterator[Check]:
    yield able(g, ask, known)
    yield comfortable(g, ask)
    yield capacity(g, ask)
    room = connector(g, ask)
    if room:
        yield room
    yield given(g, ask)
