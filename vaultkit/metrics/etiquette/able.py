"""The tests of the other side: can they, are they comfortable with it, have they room for it, did I ever give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Favour
from vaultkit.graph.words import words_of
from vaultkit.metrics.connectors import has_room, headroom, is_untold, room_from
from vaultkit.metrics.etiquette.aim import Knows
from vaultkit.metrics.etiquette.check import Check, Need, Remedy, proofs, said
from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.request import ABOUT_A_TARGET, POINTER, Ask, Weight
from vaultkit.metrics.etiquette.tie import work
from vaultkit.metrics.follow_ups import short_of_time
from vaultkit.model import Place
from vaultkit.pages.layout import day, plural
from vaultkit.records.kinds import Person

CANNOT = {"not-able": "they said they cannot", "policy": "a rule of theirs forbids it"}
EVERY_KIND = re.compile(
    r"\b(?:no|not any|never|don.?t)\s+(?:(?:more|further|big|any|ask(?:ing)?|me|him|her|them|for)\s+)*"
    r"(?:favou?rs?|asks|asking|requests?|anything)\b(?!\s+(?:before|after|until|on|by)\b)"
)
WELCOME = re.compile(r"\b(?:happy|glad|loves?|likes?|open|willing) ")  # so begins what is no limit
ONLY = re.compile(r"\bonly\b")  # what such a boundary names, it allows
NAMES: Mapping[str, re.Pattern[str]] = {  # how a boundary names a kind
    kind: re.compile(rf"\b(?:{words})")
    for kind, words in {
        "introduction": r"intros?\b|introduc|connect",
        "reference": r"references?\b|recommend|testimonial|endorse|letters? of",
        "referral": r"referrals?\b|refers?\b|referring",
        "feedback": r"feedback|review|critique|proofread|reading drafts",
        "advice": r"advice|advis|mentor|pick(?:ing)? (?:my|his|her|their) brain|coach",
        "task": r"tasks?\b|help|unpaid|free work|chores",
        "resource": r"resources?\b|shar(?:e|ing)|lend|loans?\b|money",
        "pointer": r"pointers?\b",
    }.items()
}
LOADING = ("introduction", "reference")
SOON = 180  # days: a wait for longer than that is not for time to end, but for a gift
FINAL = Remedy("go-lighter", otherwise="no", final=True)
FROM_MEDIUM: Mapping[Weight, Need] = {"light": "shown", "medium": "required", "deep": "required"}
DEEP_ONLY: Mapping[Weight, Need] = {"light": "shown", "medium": "shown", "deep": "required"}


def able(g: Grounds, ask: Ask, known: Knows | None) -> Check:
    """Whether the notes show that they can."""
    need = DEEP_ONLY[ask.weight]
    remedy = Remedy("go-lighter", otherwise="build-first")
    refusal = _refusal(g, ask.kind, ("not-able", "policy"))
    if refusal:
        why = f"{CANNOT[refusal.decline_reason or '']}: “{said(refusal.what)}”"
        return Check("able", "fail", why, proofs(refusal.places), need, FINAL)
    shown = next(_signs(g, ask, known), None)
    if shown:
        return Check("able", "pass", shown[0], proofs(shown[1]), need)
    what = f"that they know {ask.named or ask.target}" if _is_about_somebody(ask) else "that they can"
    places = (g.card.place,) if g.card else ()
    return Check("able", "unknown", f"nothing in your notes shows {what}", places, need, remedy)


def comfortable(g: Grounds, ask: Ask) -> Check:
    """Whether they would rather not: a boundary of theirs, or a refusal of this kind."""
    for boundary in g.card.boundaries if g.card else ():
        if _forbids(boundary, ask.kind) and g.card:
            return Check("comfortable", "fail", f"their boundary: “{said(boundary)}”", (g.card.place,), remedy=FINAL)
    refusal = _refusal(g, ask.kind, ("not-comfortable",))
    if refusal:
        why = f"they were not comfortable with “{said(refusal.what)}”"
        return Check("comfortable", "fail", why, proofs(refusal.places), remedy=FINAL)
    return Check("comfortable", "pass", "no boundary against it, and no such refusal")


def capacity(g: Grounds, ask: Ask) -> Check:
    """Whether they have time for it, by what their note says."""
    need, card = FROM_MEDIUM[ask.weight], g.card
    if card is None or not short_of_time(g.someone, g.today):
        return Check("capacity", "pass", "nothing says that they are short of time", need=need)
    until = card.capacity_until
    why = f"they are short of time{f' until {day(until)}' if until else ', with no end told'}"
    return Check("capacity", "fail", why, (card.place,), need, Remedy("wait", opens=until))


def connector(g: Grounds, ask: Ask) -> Check | None:
    """Whether there is room for one more introduction; None where none is asked for."""
    if ask.kind != "introduction":
        return None
    need = FROM_MEDIUM[ask.weight]
    found = headroom(g.favours, g.strength, g.given, g.today, g.settings)
    if has_room(found, g.settings):
        return Check("headroom", "pass", "there is room for an introduction, by what you gave and asked", need=need)
    untold = [favour for favour in g.favours if is_untold(favour, g.today, g.settings.ask.introduction_days)]
    places = proofs([*(f.places[0] for f in untold), *(past.places[0] for past in g.asks if past.kind in LOADING)])
    if untold:
        why = f"they have not heard how “{said(untold[0].what)}” went; until then another introduction would be much"
        return Check("headroom", "fail", why, places, need, Remedy("build-first", opens=g.today))
    times = sum(past.kind in LOADING for past in g.asks)
    asked = f"{plural(times, 'ask')} for one or for a reference"
    why = f"another introduction would be much, after {asked}; a gift makes room"
    opens = room_from(g.favours, g.strength, g.given, g.today, g.settings)
    soon = opens if opens and (opens - g.today).days <= SOON else None
    return Check("headroom", "fail", why, places, need, Remedy("wait", opens=soon))


def given(g: Grounds, ask: Ask) -> Check:
    """Whether I have given or offered them something before."""
    need = DEEP_ONLY[ask.weight]
    gifts = [*_gifts(g)]
    if gifts:
        what, places = gifts[-1]
        times = f"{plural(len(gifts), 'time')}, last “{what}”" if len(gifts) > 1 else f"“{what}”"
        return Check("given", "pass", f"you gave or offered something: {times}", proofs(places), need)
    remedy = Remedy("build-first", opens=g.today)
    return Check("given", "fail", "nothing you gave or offered them is noted", (), need, remedy)


# --- signs ---


def _signs(g: Grounds, ask: Ask, known: Knows | None) -> Iterator[tuple[str, tuple[Place, ...]]]:
    if known and ask.kind in ABOUT_A_TARGET:
        yield known.how, known.places
    if _is_about_somebody(ask):
        return  # to have done so for somebody else shows that they may, not that they can
    for favour in g.favours:
        if favour.mine and favour.helped and favour.kind == _kind(ask):
            yield f"they did so before: “{said(favour.what)}”", favour.places
    if ask.kind == "reference":
        seen = work(g, ask)
        if seen.result == "pass":
            yield seen.why, seen.places
    elif ask.kind == "introduction" and ask.target is None:
        yield from _knows_others(g)
    elif g.card:
        yield from ((why, (g.card.place,)) for why in _of_the_card(g.card, ask))


def _is_about_somebody(ask: Ask) -> bool:
    """Whether it takes knowing the very person or organisation it is about."""
    return ask.target is not None and ask.kind in ("introduction", "referral")


def _of_the_card(card: Person, ask: Ask) -> Iterator[str]:
    """What a contact's note says of what they could do."""
    if ask.kind == "referral":
        yield from (f"they work at {said(stem(org.text))}" for org in card.orgs[:1])
    elif ask.kind in ("feedback", "advice", POINTER):
        yield from (f"they offer {said(offer)}" for offer in card.offers[:1])
        yield from (f"their title is {said(title)}" for title in (card.title,) if title)
        yield from (f"their note calls them {said(role)}" for role in card.roles[:1])
    else:
        words = words_of(f"{ask.kind} {ask.target or ''}")
        yield from (f"they offer {said(offer)}" for offer in card.offers if words & words_of(offer))


def _knows_others(g: Grounds) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Whether they know anybody else in the notes."""
    if g.card and g.card.knows:
        yield f"they know {g.card.knows[0].who.text}", (Place(g.card.place.path, g.card.knows[0].who.line),)
    for touch in reversed(g.dealings.touches):
        if 2 < touch.people <= g.settings.ties.group_limit:
            yield "they were with others you know", (touch.place,)


def _kind(ask: Ask) -> str:
    return "resource" if ask.kind == POINTER else ask.kind


def _gifts(g: Grounds) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """What I gave, offered, granted, and whom I introduced them to; the latest last."""
    for favour in (each for each in g.favours if not each.routine):
        gave = favour.direction in ("given", "offered") and favour.status not in ("draft", "withdrawn")
        granted = favour.direction == "received_ask" and favour.helped
        if (gave or granted) and (favour.decided or favour.asked or date.min) <= g.today:
            yield said(favour.what), favour.places
    for meeting in g.made:
        yield f"introduction of {meeting.names[1]} and {meeting.names[2]}", (meeting.place,)


def _refusal(g: Grounds, kind: str, reasons: tuple[str, ...]) -> Favour | None:
    """The last refusal of this kind for one of these reasons, unless they have granted it since."""
    last: Favour | None = None
    for favour in g.favours:
        if favour.mine and favour.kind == kind:
            if favour.status == "declined" and favour.decline_reason in reasons:
                last = favour
            elif favour.helped:
                last = None
    return last


def _forbids(boundary: str, kind: str) -> bool:
    """Whether a boundary, in the user's words, is against a kind of favour: "no intros", "References: please not"."""
    words = fold(boundary)
    if EVERY_KIND.search(words):
        return True
    if WELCOME.match(words):
        return False
    return kind in NAMES and bool(NAMES[kind].search(words)) and not ONLY.search(words)
