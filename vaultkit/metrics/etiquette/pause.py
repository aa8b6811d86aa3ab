"""The tests of what went before: asked lately, refused, unanswered, left open, too little notice, nothing but asks."""

from __future__ import annotations

from datetime import date

from vaultkit.graph.network import Favour
from vaultkit.metrics.etiquette.check import Check, Remedy, proofs, said
from vaultkit.metrics.etiquette.grounds import Grounds, Loop, Past
from vaultkit.metrics.etiquette.request import Ask, lead_days
from vaultkit.metrics.follow_ups import OLD, later
from vaultkit.metrics.life import retry_on
from vaultkit.model import Place
from vaultkit.pages.layout import day, joined, plural

FIRST: dict[str, str] = {  # what to do about a loop, before anything else is asked
    "acknowledge": "their no to “{what}” is not acknowledged",
    "thanks": "“{what}” is not thanked for",
    "report": "they have not heard how “{what}” went",
    "introduced": "they introduced you to {what}, and you have not written yet",
}


def cooldown(g: Grounds, ask: Ask) -> Check:
    """Whether my last ask lies far enough back, whatever came of it."""
    wanted = getattr(g.settings.ask.cooldown_days, ask.weight)
    dated = [past for past in g.asks if past.asked and not _is_invited(past, ask, g.today)]
    if not dated:
        if g.asks and not any(past.asked for past in g.asks):
            past = g.asks[-1]
            why = f"“{past.what}” was asked on no day that is noted"
            return Check("cooldown", "unknown", why, past.places, remedy=Remedy("build-first"))
        why = "they said to ask again by now" if g.asks else "you have asked nothing of them yet"
        return Check("cooldown", "pass", why)
    last = max(dated, key=lambda past: past.asked or date.min)
    asked = last.asked or date.min
    age = (g.today - asked).days
    ago = f"{plural(age, 'day')} ago" if age else "today"
    fact = f"you last asked on {day(asked)} (“{last.what}”), {ago}"
    places = proofs(last.places)
    if age >= wanted:
        return Check("cooldown", "pass", fact, places)
    opens = later(asked, wanted)
    if last.invited and last.kind in (None, ask.kind):
        opens = min(opens, last.invited)
    why = f"{fact}; a {ask.weight} ask wants {plural(wanted, 'day')} between"
    return Check("cooldown", "fail", why, places, remedy=Remedy("wait", opens=opens))


def refused(g: Grounds, ask: Ask) -> Check:
    """Whether a refusal of the like still rests: a no is to that request only, and lies for 90 days."""
    for favour in reversed(g.favours):
        if favour.direction != "asked" or favour.status != "declined" or not _alike(favour, ask.kind):
            continue
        no = favour.decided or favour.asked
        opens = _retry(g, favour, no)
        if no is None or opens is None or opens <= g.today or _granted_since(g, ask.kind, no):
            continue
        reason = {"capacity": ", for want of time"}.get(favour.decline_reason or "", "")
        why = f"they said no to “{said(favour.what)}” on {day(no)}{reason}: not again before {day(opens)}"
        return Check("refused", "fail", why, proofs(favour.places), remedy=Remedy("wait", opens=opens))
    return Check("refused", "pass", "no refusal of the like is resting")


def unanswered(g: Grounds, ask: Ask) -> Check:
    """Whether too many approaches in a row are without an answer."""
    most = getattr(g.settings.ask.unanswered, ask.weight)
    if not g.unanswered:
        return Check("unanswered", "pass", "no word of yours is waiting for an answer")
    fact = f"{plural(g.unanswered, 'approach', 'approaches')} of yours without an answer"
    places = proofs([touch.place for touch in reversed(g.dealings.touches) if touch.direction == "out"][:1])
    if g.unanswered <= most:
        return Check("unanswered", "pass", fact, places)
    at_most = f"at most {most}" if most else "none"
    why = f"{fact}; a {ask.weight} ask allows {at_most}: the next word is theirs"
    return Check("unanswered", "fail", why, places, remedy=Remedy("go-lighter", otherwise="wait"))


def loops(g: Grounds, ask: Ask) -> Check:
    """Whether nothing is left open with them: thanks, a refusal to acknowledge, an introduction to report back."""
    if not g.loops:
        return Check("loops", "pass", "no thanks, and no word on a refusal or an introduction, is missing")
    fresh = [loop for loop in g.loops if loop.since and (g.today - loop.since).days <= OLD]
    shown = fresh or list(g.loops)
    told = [FIRST[loop.kind].format(what=loop.what) for loop in shown]
    places = proofs([loop.place for loop in shown])
    remedy = Remedy("build-first", opens=g.today)
    if fresh:
        return Check("loops", "fail", "; ".join(told), places, remedy=remedy)
    return Check("loops", "unknown", f"by your notes, and long ago: {'; '.join(told)}", places, remedy=remedy)


def lead(g: Grounds, ask: Ask) -> Check:
    """Whether they have enough time until it is needed."""
    if ask.needed_by is None:
        return Check("lead", "pass", "no day is named by which it is needed")
    days = (ask.needed_by - g.today).days
    wanted = lead_days(g.settings.ask, ask.kind, ask.weight)
    fact = f"needed by {day(ask.needed_by)}, in {plural(days, 'day')}" if days >= 0 else f"{day(ask.needed_by)} is past"
    if days >= wanted:
        return Check("lead", "pass", fact)
    what = "a reference" if ask.kind == "reference" else f"a {ask.weight} ask"
    soon = day(_soon_enough(g, ask))
    if ask.unhurried and ask.unhurried != ask.weight:
        why = f"{fact}: so short a notice makes it {ask.weight}; from {soon} on it would be {ask.unhurried}"
    else:
        why = f"{fact}; {what} wants {plural(wanted, 'day')}: not before {soon}"
    return Check("lead", "fail", why, remedy=Remedy("go-lighter", otherwise="no"))


def _soon_enough(g: Grounds, ask: Ask) -> date:
    """The first day by which it could be needed: with more notice it may weigh less."""
    wanted = lead_days(g.settings.ask, ask.kind, ask.unhurried or ask.weight)
    return later(g.today, max(wanted, g.settings.ask.urgent_days + 1))


def contacts(g: Grounds, ask: Ask) -> Check:
    """Whether, since my last ask, we were in touch without my asking for anything."""
    wanted = getattr(g.settings.ask.no_ask_contacts, ask.weight)
    if not any(past.asked for past in g.asks):
        return Check("contacts", "pass", "you have asked nothing of them yet", need="required" if wanted else "shown")
    have = len(g.quiet_days)
    times = f"{plural(have, 'day')}" if have else "not once"
    fact = f"in touch on {times} since without asking" if have else "not in touch since without asking"
    places = proofs([touch.place for touch in reversed(g.dealings.touches) if touch.day in g.quiet_days])
    if have >= wanted:
        return Check("contacts", "pass", fact, places, "required" if wanted else "shown")
    why = f"{fact}; a {ask.weight} ask wants {plural(wanted, 'day')} in touch for its own sake"
    places = places or proofs([place for past in g.asks[-1:] for place in past.places])
    remedy = Remedy("build-first", opens=later(g.today, wanted - have))
    return Check("contacts", "fail", why, places, remedy=remedy)


def open_ask(g: Grounds, ask: Ask) -> Check:
    """Whether no other ask of mine is open with them."""
    found = [past for past in g.asks if past.open]
    if not found:
        return Check("open", "pass", "no other ask of yours is open with them")
    what = joined([f"“{past.what}”" for past in found[:3]])
    places: list[Place] = [place for past in found for place in past.places[:1]]
    lapses = [past.lapses for past in found]
    opens = max(known) if len(known := [each for each in lapses if each]) == len(lapses) else None
    until = f"; unless they answer before, it lapses on {day(opens)}" if opens else ""
    why = f"{what} {'is' if len(found) == 1 else 'are'} still open with them{until}"
    return Check("open", "fail", why, proofs(places), remedy=Remedy("wait", opens=opens))


def _is_invited(past: Past, ask: Ask, today: date) -> bool:
    """Whether they said to ask for the like again, and the day has come."""
    return past.invited is not None and past.invited <= today and past.kind in (None, ask.kind)


def _alike(favour: Favour, kind: str) -> bool:
    """Whether a refusal is of the like: of the same kind, or of a kind nobody told."""
    return favour.kind is None or favour.kind == kind


def _retry(g: Grounds, favour: Favour, no: date | None) -> date | None:
    """The day from which one may ask the like again: the one they named, else when the refusal has rested."""
    return retry_on(favour, g.card, g.settings.ask) or (later(no, g.settings.ask.rest_days) if no else None)


def _granted_since(g: Grounds, kind: str, no: date) -> bool:
    granted = (f for f in g.favours if f.mine and f.helped and f.kind == kind)
    return any((favour.decided or favour.asked or date.min) > no for favour in granted)


def oldest(found: tuple[Loop, ...]) -> tuple[Loop, ...]:
    """Loops in the order in which to close them: refusals, introductions, thanks, reports; of each the oldest first."""
    order = ("acknowledge", "introduced", "thanks", "report")
    return tuple(sorted(found, key=lambda loop: (order.index(loop.kind), loop.since or date.min, loop.place)))
