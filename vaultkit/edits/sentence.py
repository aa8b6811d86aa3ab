"""What somebody types in a hurry → a line of the vault: "coffee with Sam and Ana, Sam moves teams in Q1".

The people come first, as the format wants it; the words are the user's own. Who a name means is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vaultkit.edits.ears import (
    LONGEST_NAME,
    WORDS,
    Ears,
    Heard,
    Meant,
    Span,
    Token,
    goes_with,
    is_season,
    tokens_of,
    without_s,
)
from vaultkit.pages.layout import joined, tidy
from vaultkit.records.prose import counterparts

TAKEN_OUT = frozenset("with w mit to from an von".split())  # the link says as much
BEFORE_NAMED = frozenset("to from with for of about mit von für über an".split())
WRITTEN: Mapping[str, str] = {
    "email": "email", "e-mail": "email", "mail": "email", "letter": "letter", "message": "message", "text": "text",
    "postcard": "postcard", "brief": "letter",
}  # fmt: skip
SENT: Mapping[str, str] = {
    "emailed": "email", "e-mailed": "email", "mailed": "email", "texted": "text", "messaged": "message", "wrote": "",
}  # fmt: skip

_LINKED = re.compile(r"\[\[([^\[\]\n]+)\]\]")


class Sentence(NamedTuple):
    """A text with the people it is about: what stands before and behind their names."""

    people: tuple[Heard, ...]
    before: str
    after: str
    marks: str = ""  # direction and channel, where the words say them plainly


def heard(text: str, meant: Meant, is_other: Callable[[str], bool]) -> Sentence | None:
    """A text → its people and its words; None where nobody is named.

    `is_other` tells whether a name is known to be no person's.
    """
    ears = Ears(tidy(text), meant, is_other)
    span = ears.known() or ears.unknown()
    if span is None:
        return None
    return _parted(ears.text, span)


def line_of(sentence: Sentence, links: Sequence[str], aside: Callable[[str], str] = str) -> str:
    """A sentence, and a link for each of its people → the line; `aside` links who else is named in the words."""
    first = joined(tuple(dict.fromkeys(links)))
    plain = _put(first, sentence, sentence.before, sentence.after)
    linked = _put(first, sentence, aside(sentence.before), aside(sentence.after))
    return linked if counterparts(linked) == counterparts(plain) else plain


def linked_asides(
    text: str, meant: Meant, link: Callable[[str, str], str], known: Sequence[str], parts_after: bool = False
) -> str:
    """Words → the same, names in them linked that mean just one person, who is not among those known already.

    `parts_after`: a single word is taken for a name only after "to", "with" and the like.
    """
    pieces, at, tokens = [], 0, tokens_of(text)
    skip = 0
    for number, token in enumerate(tokens):
        if number < skip or is_season(tokens, number):
            continue
        end, length, people = _longest(text, tokens, number, meant)
        half = length > 0 and goes_with(text, tokens, number + length - 1)  # "Sam Smith" is somebody else
        bare = length == 1 and (_may_be_a_word(text, token) if not parts_after else not _is_named(tokens, number))
        skip = number + length + half
        if len(people) == 1 and people[0] not in known and not half and not bare:
            pieces += [text[at : token.start], link(people[0], text[token.start : end])]
            at = end
    return "".join((*pieces, text[at:]))


def _may_be_a_word(text: str, token: Token) -> bool:
    """Whether a word is a name only by the capital with which its sentence begins: "Will call Jo"."""
    return token.low in WORDS and text[: token.start].rstrip()[-1:] in ("", ".", "!", "?")


def _is_named(tokens: Sequence[Token], number: int) -> bool:
    return number > 0 and tokens[number - 1].low in BEFORE_NAMED


def _longest(text: str, tokens: Sequence[Token], number: int, meant: Meant) -> tuple[int, int, Sequence[str]]:
    """The longest name in capitals that begins with a word → where it ends, its words, and who may be meant."""
    capital = next(
        (at for at, token in enumerate(tokens[number:]) if not token.text[0].isupper()), len(tokens) - number
    )
    for length in range(min(LONGEST_NAME, capital), 0, -1):
        last = tokens[number + length - 1]
        end = last.start + len(without_s(last.text))
        if people := meant(text[tokens[number].start : end]):
            return end, length, people
    return 0, 0, ()


def targets_of(text: str) -> tuple[str, ...]:
    """A text with links → what they lead to, as written."""
    return tuple(found.partition("|")[0].partition("#")[0].strip() for found in _LINKED.findall(text))


# --- the line ---


def _parted(text: str, span: Span) -> Sentence:
    before, after = text[: span.start].rstrip(), text[span.end :]
    if not span.apart or (before and after.startswith(("'s", "’s"))):  # the name is part of what is told
        return Sentence(span.people, "", f" {text}")
    words = before.casefold().split()
    marks = _marks(words, after)
    if words and words[-1].rstrip("/") in TAKEN_OUT:
        before = " ".join(before.split()[:-1])
    return Sentence(span.people, before, after.removeprefix(":") if not before else re.sub(r"^:", ",", after), marks)


def _marks(words: Sequence[str], after: str) -> str:
    """`(direction:: out) (channel:: email)` for "emailed", "email to", "letter from", "… emailed"."""
    last, above = ([*words[::-1], "", ""])[:2]
    first = next(iter(after.casefold().split()), "")
    if last in SENT or (above == "wrote" and last == "to"):
        return _way("out", SENT.get(last, ""))
    if last in ("to", "an", "from", "von") and above in WRITTEN:
        return _way("out" if last in ("to", "an") else "in", WRITTEN[above])
    return _way("in", SENT[first]) if not words and first in SENT else ""


def _way(direction: str, channel: str) -> str:
    return f"(direction:: {direction})" + (f" (channel:: {channel})" if channel else "")


def _put(first: str, sentence: Sentence, before: str, after: str) -> str:
    rest = f"{before}{after}" if before else after.lstrip(" ,;–—")
    glue = "" if not before and rest.startswith(("'s ", "’s ")) else " "
    return " ".join(f"{first}{glue}{rest} {'' if '::' in rest else sentence.marks}".split())
