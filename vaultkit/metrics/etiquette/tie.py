"""The tests of the tie itself: the door, more than a passing tie, the silence, whether they could see my work."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date

from vaultkit.graph.names import fold, stem
from vaultkit.metrics.etiquette.check import Check, Need, Remedy, Result, proofs, said
from vaultkit.metrics.etiquette.grounds import Grounds
from vaultkit.metrics.etiquette.request import Ask, Weight
from vaultkit.metrics.follow_ups import later
from vaultkit.model import Place
from vaultkit.pages.layout import day, gap_words, plural, strength
from vaultkit.records.kinds import Person, Position

KNOWN_ROLES = frozenset("peer mentor colleague client junior friend manager supervisor teacher boss".split())
WORK_ROLES = re.compile(  # words in a role that say: work together, study or supervision
    r"\b(?:ex-?)?(?:colleague|client|customer|mentor|mentee|junior|manager|supervisor|supervisee|teacher|boss|employee|"
    r"co-?author|co-?worker|co-?founder|team-?mate|class-?mate|student|professor|lecturer|tutor|advis[eo]r|"
    r"collaborator|business partner|intern|apprentice|editor)s?\b",
    re.IGNORECASE,
)
MOST_DAYS = 366
WORK: Mapping[Weight, Need] = {"light": "shown", "medium": "preferred", "deep": "required"}
NAME_THE_GAP = "name the gap"
GONE = ("deceased", "do-not-contact", "archived")
SAID = {
    "deceased": "their note says they have died",
    "do-not-contact": "their note says not to contact them",
    "archived": "you put their note into the archive (`status: archived`)",
}
REVIEWS = {"feedback": "feedback", "reference": "a reference"}
LIGHTER = Remedy("go-lighter", otherwise="build-first")


def door(g: Grounds, ask: Ask) -> Check:
    """Whether the user's own note of them leaves the door open."""
    card = g.card
    if card is None:
        return Check("door", "pass", "nothing in your notes closes the door")
    places = (card.place,)
    if card.status in GONE:
        return Check("door", "fail", SAID[card.status], places)
    if card.door == "closed":
        return Check("door", "fail", "the door is closed: their note says `door: closed`", places)
    if card.snooze_until and card.snooze_until > g.today:
        why = f"you set them aside until {day(card.snooze_until)}"
        return Check("door", "fail", why, places, remedy=Remedy("wait", opens=card.snooze_until))
    if card.door == "careful" and ask.weight == "deep":
        why = "their note says `door: careful`: nothing deep"
        return Check("door", "fail", why, places, remedy=Remedy("go-lighter", otherwise="no", final=True))
    return Check("door", "pass", "nothing in your notes closes the door", places if card.door else ())


def tie(g: Grounds, ask: Ask) -> Check:
    """Whether it is more than a passing tie."""
    places, fact = _last(g), _noted(g, ask.weight)
    if not is_passing(g, ask.weight):
        if ask.weight == "light":
            return Check("tie", "pass", f"{fact}; a light ask needs no more", places)
        return Check("tie", "pass", f"{fact}{_own_word(g)}", places or _card_place(g))
    wanted, remedy = _wanted(g, ask.weight), LIGHTER._replace(opens=later(g.today, days_to_ripen(g, ask.weight)))
    unsure = not g.days or ask.weight == "medium"  # few days noted are not few days met
    if unsure and (g.card is None or g.card.closeness is None) and (shown := _acquainted(g)):
        why = f"{fact}, though {shown[0]}; a {ask.weight} ask wants {wanted}"
        return Check("tie", "unknown", why, proofs((*shown[1], *places)), remedy=remedy)
    if not g.dealings.touches:
        fact = "never met, by your notes: only something light"
    return Check("tie", "fail", f"{fact}; a {ask.weight} ask wants {wanted}", places, remedy=remedy)


def _noted(g: Grounds, weight: str) -> str:
    """What is noted of a tie, with a digit more where one would hide that it falls short."""
    if not g.days:
        group = f"only in groups of more than {g.settings.ties.group_limit}"
        return f"met {group}: no day in touch that counts" if g.dealings.touches else "no day in touch is noted"
    least = getattr(g.settings.ask.strength, weight)
    held, days = _strength(g), g.days - len(g.only_asked)
    near = least - 0.05 <= held < least
    told = f"{math.floor(held * 100) / 100:.2f}" if near else strength(max(held, 0))
    asked = f" beside {plural(len(g.only_asked), 'day')} on which you only asked" if g.only_asked else ""
    return f"strength {told}, {plural(days, 'day')} in touch{asked}"


def is_passing(g: Grounds, weight: str) -> bool:
    """Whether a tie is no more than passing, for an ask of this weight."""
    gates = g.settings.ask
    closeness = g.card.closeness if g.card and g.card.closeness is not None else -1
    return not (
        _strength(g) >= getattr(gates.strength, weight)
        or g.days - len(g.only_asked) >= getattr(gates.contact_days, weight)
        or closeness >= getattr(gates.closeness, weight)
    )


def days_to_ripen(g: Grounds, weight: str) -> int:
    """The fewest days after which an ask of this weight could find a tie strong enough: in touch on each until then."""
    gates, half_life = g.settings.ask, g.settings.ties.half_life
    begun = g.last is not None and g.last.day == g.today  # then the next day in touch is tomorrow
    days, held = g.days - len(g.only_asked), _strength(g)
    for ahead in range(1, MOST_DAYS):
        touched = range(1, ahead) if begun else range(ahead)
        faded = held * 2.0 ** (-ahead / half_life) + sum(2.0 ** (-(ahead - day) / half_life) for day in touched)
        if faded >= getattr(gates.strength, weight) or days + len(touched) >= getattr(gates.contact_days, weight):
            return ahead
    return MOST_DAYS


def _strength(g: Grounds) -> float:
    """The strength of a tie without the days on which I only asked."""
    half_life = g.settings.ties.half_life
    return g.strength - math.fsum(2.0 ** (-(g.today - day).days / half_life) for day in g.only_asked)


def silence(g: Grounds, ask: Ask) -> Check:
    """Whether they heard from each other within the last year."""
    if g.silence is None:
        return Check("silence", "unknown", "never in touch, by your notes", need="shown")
    told = f"last in touch {ago(g.silence)}"
    if g.silence < g.settings.ask.silent_days:
        return Check("silence", "pass", told, _last(g))
    if ask.weight == "light":
        return Check("silence", "pass", f"{told}: {NAME_THE_GAP}; a long silence is no no", _last(g))
    why = f"{told}: after so long only something light, and the gap named"
    opens = later(g.today, 1)
    return Check("silence", "fail", why, _last(g), remedy=LIGHTER._replace(opens=opens))


def work(g: Grounds, ask: Ask) -> Check:
    """Whether they have had the chance to see my work or how I work."""
    shown = next(_seen_my_work(g), None)
    need: Need = "required" if ask.kind == "reference" else WORK[ask.weight]
    remedy = Remedy("no") if ask.kind == "reference" else LIGHTER
    card = g.card
    if card and card.knows_my_work is False:
        why = "their note says they do not know your work (`knows_my_work: false`)"
        return Check("work", "fail", why, (card.place,), need, remedy)
    if shown:
        return Check("work", "pass", shown[0], shown[1], need)
    why = (
        "nothing in your notes shows work together, study or supervision; "
        "if they know your work, write `knows_my_work: true`"
    )
    result: Result = "fail" if is_passing(g, "medium") else "unknown"
    if result == "unknown":
        remedy = LIGHTER
    return Check("work", result, why, _card_place(g), need, remedy)


# --- signs ---


def _acquainted(g: Grounds) -> tuple[str, tuple[Place, ...]] | None:
    """What shows that you know somebody with whom no day in touch is noted."""
    card = g.card
    if card:
        roles = [role for role in card.roles if fold(role) in KNOWN_ROLES or WORK_ROLES.search(role)]
        if roles:
            return f"their note calls them {said(roles[0])}", (card.place,)
        if card.knows_my_work:
            return "their note says they know your work", (card.place,)
        if card.met_where or card.introduced_by:
            return "their note says how you met", (card.place,)
    if g.dealings.projects:
        project = g.dealings.projects[0]
        return f"you share the project {said(project.name)}", (project.place,)
    return None


def _seen_my_work(g: Grounds) -> Iterator[tuple[str, tuple[Place, ...]]]:
    card = g.card
    if card:
        if card.knows_my_work:
            yield "their note says they know your work", (card.place,)
        if together := _worked_together(card, g.me):
            yield together
        for role in card.roles:
            if WORK_ROLES.search(role):
                yield f"their note calls them {said(role)}", (card.place,)
    for project in g.dealings.projects:
        yield f"you share the project {said(project.name)}", (project.place,)
    for favour in g.favours:
        done = favour.helped
        if done and favour.mine and favour.kind in REVIEWS:
            yield f"they gave you {REVIEWS[favour.kind]}: {said(favour.what)}", favour.places
        if done and not favour.mine and favour.kind == "task" and favour.direction != "offered":
            yield f"you did this for them: {said(favour.what)}", favour.places


def _worked_together(card: Person, me: Person | None) -> tuple[str, tuple[Place, ...]] | None:
    """The organisation where both were in overlapping years, by both notes."""
    if me is None:
        return None
    for mine in _jobs(me):
        for theirs in _jobs(card):
            same = fold(stem(mine.org.text)) == fold(stem(theirs.org.text))
            if same and _overlap(mine, theirs):
                places = (Place(card.place.path, theirs.org.line), Place(me.place.path, mine.org.line))
                return f"you both worked at {said(stem(theirs.org.text))} at the same time", places
    return None


def _jobs(card: Person) -> Iterator[Position]:
    """Jobs with their days; `org:` is held now, since nobody knows when."""
    told = [job for job in card.positions if job.start]
    yield from told
    for org in card.orgs:
        if not any(fold(stem(job.org.text)) == fold(stem(org.text)) for job in told):
            yield Position(org, card.title, None, None)


def _overlap(one: Position, other: Position) -> bool:
    """Whether two jobs were held at the same time; one without a beginning is known for now alone."""
    if one.start is None or other.start is None:
        return (one.end is None) and (other.end is None)
    return one.start <= (other.end or date.max) and other.start <= (one.end or date.max)


# --- words ---


def _last(g: Grounds) -> tuple[Place, ...]:
    return proofs([touch.place for touch in reversed(g.dealings.touches[-12:])])


def _card_place(g: Grounds) -> tuple[Place, ...]:
    return (g.card.place,) if g.card else ()


def ago(days: int) -> str:
    """Days → how long ago that is, in words."""
    return "today" if days == 0 else "yesterday" if days == 1 else f"{gap_words(days)} ago"


def _own_word(g: Grounds) -> str:
    closeness = g.card.closeness if g.card else None
    return f", closeness {closeness} in your own word" if closeness else ""


def _wanted(g: Grounds, weight: str) -> str:
    gates = g.settings.ask
    days, least = getattr(gates.contact_days, weight), getattr(gates.strength, weight)
    return f"strength {least:g}, {plural(days, 'day')} in touch, or closeness {getattr(gates.closeness, weight)}"
