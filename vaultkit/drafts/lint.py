"""A message, what is known of the ask, and the rules → what to mend before it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from vaultkit.drafts.message import Message, Sentence, message_of, shingles
from vaultkit.drafts.occasion import WHEN, Occasion
from vaultkit.drafts.phrases import plain
from vaultkit.drafts.rules import Rule, Rules, Severity
from vaultkit.pages.layout import gap_words, joined, plural, shorten
from vaultkit.wording import few

ALIKE = 0.6  # the share of four words in a row that two messages have in common, from which they are one text
FOUND = 40  # characters of what is quoted


class Finding(NamedTuple):
    """One thing to mend: where, by which rule, what is wrong and what to write instead."""

    line: int
    rule: str
    level: Severity
    about: str
    instead: str


def lint(body: str, first: int, occasion: Occasion, rules: Rules) -> tuple[Finding, ...]:
    """A draft's body whose first line has the number `first` → findings, errors first, then by line."""
    message = read(body, first, rules)
    found = {
        finding for rule in rules.rules if _holds(rule, occasion) for finding in _check(rule, message, occasion, rules)
    }
    return tuple(sorted(found, key=lambda finding: (finding.level != "error", finding)))


def read(body: str, first: int, rules: Rules) -> Message:
    """A draft's body → the message in it."""
    packet, own = rules.groups["packet-heading"], rules.groups["own-heading"]
    return message_of(
        body, first, lambda words: bool(packet.search(plain(words))), lambda w: bool(own.search(plain(w)))
    )


def _holds(rule: Rule, occasion: Occasion) -> bool:
    """Whether a rule is about such an ask."""
    return (
        (not rule.weights or occasion.weight in rule.weights)
        and (not rule.kinds or occasion.kind in rule.kinds)
        and (not rule.when or WHEN[rule.when](occasion))
    )


def _check(rule: Rule, message: Message, occasion: Occasion, rules: Rules) -> Iterator[Finding]:
    if special := SPECIAL.get(rule.name):
        for line, words in special(message, occasion, rules):
            yield _finding(rule, line, occasion, words)
    elif rule.never:
        for sentence, at in _hits(rule, message, rules):
            yield _finding(rule, sentence.line + sentence.text.count("\n", 0, at), occasion, {})
    elif not _is_met(rule, message, occasion, rules):
        if rule.name not in rules.settings.errors and _has(rule.softened, message, rules):
            rule = rule._replace(level="warning")
        yield _finding(rule, message.line, occasion, _words(occasion))


def _finding(rule: Rule, line: int, occasion: Occasion, words: Mapping[str, str]) -> Finding:
    instead = rule.instead_for.get(occasion.kind or "", rule.instead)
    return Finding(line, rule.name, rule.level, rule.about.format_map(words), instead)


def _words(occasion: Occasion) -> Mapping[str, str]:
    """What rules may name of the ask."""
    return {
        "silence": gap_words(occasion.silence or 0),
        "lead": _lead(occasion.lead or 0),
        "wanted": plural(occasion.wanted, "day"),
    }


def _lead(days: int) -> str:
    return "on a day that is past" if days < 0 else f"in {plural(days, 'day')}" if days else "today"


def _is_met(rule: Rule, message: Message, occasion: Occasion, rules: Rules) -> bool:
    """Whether the message, the draft's note or what goes with it has what a rule needs."""
    if occasion.facts & set(rule.facts) or (rule.packet and (message.packet or occasion.packet)):
        return True
    return _has(rule.needs, message, rules)


def _has(groups: tuple[str, ...], message: Message, rules: Rules) -> bool:
    """Whether a phrase of one of the groups is in a message."""
    return any(rules.groups[group].search(sentence.plain) for group in groups for sentence in message.sentences)


def _hits(rule: Rule, message: Message, rules: Rules) -> Iterator[tuple[Sentence, int]]:
    """The sentences that have what a rule forbids, and where; not what is quoted, denied or excepted."""
    for sentence in message.sentences:
        text = _QUOTED.sub(_dashes, sentence.plain)
        for group in rule.exempt:
            text = rules.groups[group].sub(_dashes, text)
        for group in rule.never:
            hit = next((h for h in rules.groups[group].finditer(text) if not _DENIED.search(text[: h.start()])), None)
            if hit:
                yield sentence, hit.start() + len(hit[0]) - len(hit[0].lstrip())
                break


_QUOTED = re.compile(r"[\"“„«][^\"”“»\n]{1,300}[\"”“»]")
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|nobody|nothing|without|neither|nor|hardly|cannot|isn't|don't|doesn't|didn't|won't|wouldn't"
    r"|can't|needn't|mustn't|wasn't|aren't|rather than|instead of)\b)(?:\W{1,3}[\w'-]+){0,4}\W{0,3}\Z"
)


def _dashes(found: re.Match[str]) -> str:
    return "–" * len(found[0])


# --- what phrases alone do not tell ---


def _too_long(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    if message.words > rules.settings.most_words:
        yield message.line, {"words": str(message.words), "most": str(rules.settings.most_words)}


def _long(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    if rules.settings.many_words < message.words <= rules.settings.most_words:
        yield message.line, {"words": str(message.words), "many": str(rules.settings.many_words)}


def _nothing_asked(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Nothing is asked where no sentence asks, or each that does asks for something vague."""
    ask, vague, specific = (rules.groups[name] for name in ("ask", "vague", "specific"))
    asking = [sentence for sentence in message.sentences if ask.search(sentence.plain)]
    if not any(specific.search(s.plain) or not vague.search(s.plain) for s in asking):
        yield asking[0].line if asking else message.line, {}


def _unfilled(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    """One finding a line, however many marks it has."""
    marks = list(message.marks)
    for sentence in message.sentences:
        for hit in rules.groups["unfilled"].finditer(sentence.plain):
            line = sentence.line + sentence.plain.count("\n", 0, hit.start())
            marks.append((line, sentence.text[hit.start() : hit.end()]))
    for line in sorted({line for line, _ in marks}):
        yield line, {"found": few([f"“{shorten(mark, FOUND)}”" for at, mark in marks if at == line], 3)}


def _work_tie(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Words can name a tie of work that the notes do not know of; they cannot make one where the notes say no."""
    if occasion.work is False or not _has(("work-tie",), message, rules):
        yield message.line, {}


def _same_text(message: Message, occasion: Occasion, rules: Rules) -> Iterator[tuple[int, Mapping[str, str]]]:
    mine = shingles(message)
    others = {occasion.person or "": 0}
    for person, body in occasion.others:
        theirs = shingles(read(body, 1, rules))
        if mine and len(mine & theirs) >= ALIKE * min(len(mine), len(theirs)) > 0:
            others[person] = 1
    people = len(others)
    if people >= rules.settings.same_text:
        named = joined(sorted(person for person, other in others.items() if other))
        yield message.line, {"people": plural(people, "person", "people"), "others": f"also {named}"}


Special = Callable[[Message, Occasion, Rules], Iterator[tuple[int, Mapping[str, str]]]]
SPECIAL: Mapping[str, Special] = {
    "too-long": _too_long,
    "long": _long,
    "nothing-asked": _nothing_asked,
    "unfilled": _unfilled,
    "no-work-tie": _work_tie,
    "same-text": _same_text,
}
