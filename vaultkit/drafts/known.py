"""What the notes say of whom a message is for, as an Obsidian comment at its head: for the user, never sent."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Favour, Touch
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import short_of_time
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place
from vaultkit.pages.layout import bullets, day, escape, gap_words, joined, link, shorten

WHAT = 120  # characters
FAVOURS = 3


def notes_on(findings: Findings, standing: Standing) -> str:
    """All that helps to fill in a draft, each with the note that shows it."""
    lines = bullets(f"{line}." for line in _lines(findings, standing))
    return f"%%\nNot sent: what the notes say. Fill in what stands between == and ==, then: vaultkit lint\n{lines}\n%%"


def helped(findings: Findings, person: str) -> tuple[Favour, ...]:
    """What somebody did for me, the latest first."""
    done = [f for f in findings.network.between(person).favours if f.mine and f.helped]
    return tuple(reversed([f for f in done if not f.routine and f.kind != "thanks"]))


def _lines(findings: Findings, standing: Standing) -> Iterator[str]:
    card, tie = standing.someone.card, standing.tie
    if tie:
        yield f"in touch on {day(tie.last_contact)}, {gap_words(tie.silence_days)} ago"
    else:
        yield "never in touch, as far as the notes show"
    if standing.spoken and standing.topic and not _is_title(standing.spoken):
        yield f"last topic: {_quoted(standing.topic)} ({_at(standing.spoken.place)})"
    for touch in reversed(findings.network.between(standing.someone.id).touches):
        if touch.ask_next:
            yield f"to ask: {_quoted(joined(touch.ask_next))} ({_at(touch.place)})"
            break
    for favour in helped(findings, standing.someone.id)[:FAVOURS]:
        thanked = "" if favour.thanked else ", and no thanks noted yet"
        yield f"did for you: {_quoted(favour.what)} ({_at(favour.places[0])}){thanked}"
    if card is None:
        return
    if short_of_time(standing.someone, findings.today):
        until = f" until {day(card.capacity_until)}" if card.capacity_until else ""
        yield f"has little time{until} ({_at(card.place)})"
    for word, said in (("offers", card.offers), ("needs", card.needs), ("boundaries", card.boundaries)):
        if said:
            yield f"{word}: {_quoted(', '.join(said))} ({_at(card.place)})"


def _is_title(touch: Touch) -> bool:
    """Whether a topic is the note's own title, for want of words in it: `letter to Ana` is nothing to speak of."""
    return fold(touch.topic) in fold(stem(touch.place.path))


def _quoted(text: str) -> str:
    return f"“{escape(shorten(text, WHAT)).replace('%%', '% %')}”"


def _at(place: Place) -> str:
    return link(place.path, "note")
