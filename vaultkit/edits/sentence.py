"""What somebody types in a hurry → a line of the vault: "coffee with Sam and Ana, Sam moves teams in Q1".

The people come first, as the format wants it; the words are the user's own. Who a name means is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from vaultkit.pages.layout import joined, tidy
from vaultkit.records.prose import counterparts

Meant: TypeAlias = Callable[[str], Sequence[str]]  # a name as typed → who may be meant, by id

BEFORE_SOMEBODY = frozenset(  # whoever follows these is somebody, known or not
    """with w mit met saw call called rang phoned visited emailed e-mailed mailed texted messaged wrote thanked told
    joined""".split()
)
BEFORE_NAMES = BEFORE_SOMEBODY | frozenset(
    "to from an von lunch coffee dinner breakfast drinks beer tea walk chat zoom kaffee essen".split()
)
TAKEN_OUT = frozenset("with w mit to from an von".split())  # the link says as much
AND = frozenset(("and", "&", "+", "und", "/"))
AFTER_NAMES = frozenset(
    (*AND, ",", ":", ".", ";", "-", "–", "—", "(", *"at in on about re over for with by im am bei".split())
)
WORDS = frozenset(  # in small letters, these are no names
    """an art bill cat don dot drew faith frank gene grace guy hope joy kit lance mark may max norm pat peg penny ray
    reg rich rob rod rose sue will""".split()
)
WRITTEN: Mapping[str, str] = {
    "email": "email", "e-mail": "email", "mail": "email", "letter": "letter", "message": "message", "text": "text",
    "postcard": "postcard", "brief": "letter",
}  # fmt: skip
SENT: Mapping[str, str] = {
    "emailed": "email", "e-mailed": "email", "mailed": "email", "texted": "text", "messaged": "message", "wrote": "",
}  # fmt: skip
LONGEST_NAME = 4  # words
_NO_PART = BEFORE_NAMES | AFTER_NAMES | WORDS

_TOKEN = re.compile(r"\w[\w'’.\-]*|[^\w\s]")
_LINKED = re.compile(r"\[\[[^\[\]\n]+\]\]")


class Heard(NamedTuple):
    """A name as it was typed, and who may be meant; nobody: an unknown name."""

    text: str
    people: tuple[str, ...]


class Sentence(NamedTuple):
    """A text with the people it is about: what stands before and behind their names."""

    people: tuple[Heard, ...]
    before: str
    after: str
    marks: str = ""  # direction and channel, where the words say them plainly


class _Token(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold()


def heard(text: str, meant: Meant, is_other: Callable[[str], bool]) -> Sentence | None:
    """A text → its people and its words; None where nobody is named.

    `is_other` tells whether a name is known to be no person's.
    """
    ears = _Ears(tidy(text), meant, is_other)
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


def linked_asides(text: str, meant: Meant, link: Callable[[str, str], str], known: Sequence[str]) -> str:
    """Words → the same, names in them linked that mean just one person, who is not among those known already."""
    pieces, at, tokens = [], 0, _tokens(text)
    skip = 0
    for number, token in enumerate(tokens):
        if number < skip or not token.text[0].isupper() or _inside_link(text, token.start):
            continue
        for length in range(LONGEST_NAME, 0, -1):
            words = tokens[number : number + length]
            name = text[token.start : words[-1].end]
            people = meant(name) if len(words) == length and all(word.text[0].isupper() for word in words) else ()
            if len(people) == 1:
                if people[0] not in known:
                    pieces += [text[at : token.start], link(people[0], name)]
                    at = words[-1].end
                skip = number + length
                break
    return "".join((*pieces, text[at:]))


def is_linked(text: str) -> bool:
    """Whether a text has links already, so that it is taken as it is."""
    return _LINKED.search(text) is not None


# --- who is named ---


class _Span(NamedTuple):
    people: tuple[Heard, ...]
    start: int
    end: int
    slot: bool  # the names stand where names are expected


class _Ears:
    """Looks for names in a text."""

    def __init__(self, text: str, meant: Meant, is_other: Callable[[str], bool]) -> None:
        self.text, self.meant, self.is_other = text, meant, is_other
        self.tokens = _tokens(text)

    def known(self) -> _Span | None:
        """The first names of known people, best where names are expected."""
        for at in range(len(self.tokens)):
            if self._is_slot(at) and (name := self._name(at, slot=True) or self._sure_stranger(at)):
                run = self._run(at, name, slot=True)
                if any(heard.people for heard in run.people):
                    return run
        for at in range(len(self.tokens)):
            if name := self._name(at, slot=False):
                return self._run(at, name, slot=False)
        return None

    def unknown(self) -> _Span | None:
        """The first name of nobody known, where only somebody can stand."""
        for at in range(len(self.tokens)):
            if name := self._sure_stranger(at):
                return self._run(at, name, slot=True)
        return None

    def _sure_stranger(self, at: int) -> tuple[Heard, int] | None:
        """A name of nobody known, where only somebody can stand: "with Zed", "Zed: coffee"."""
        sure = self.tokens[at - 1].low in BEFORE_SOMEBODY if at else self._next_is(at, (":",))
        return self._stranger(at) if sure else None

    def _is_slot(self, at: int) -> bool:
        if at == 0:
            return True
        before = self.tokens[at - 1].low
        return before in BEFORE_NAMES or (before == "/" and at > 1 and self.tokens[at - 2].low == "w")

    def _run(self, at: int, first: tuple[Heard, int], *, slot: bool) -> _Span:
        """Names joined by commas and "and", from a first one on."""
        people, count = [first[0]], first[1]
        end = at + count
        while slot and (found := self._joined(end, people)):
            name, start = found
            people.append(name[0])
            end = start + name[1]
        return _Span(tuple(people), self.tokens[at].start, self._end(end - 1), slot)

    def _end(self, last: int) -> int:
        token = self.tokens[last]
        return token.start + len(_without_s(token.text))

    def _joined(self, at: int, people: Sequence[Heard]) -> tuple[tuple[Heard, int], int] | None:
        """The next name of a run, and where it begins."""
        comma = at < len(self.tokens) and self.tokens[at].text == ","
        start = at + comma
        conjoined = start < len(self.tokens) and self.tokens[start].low in AND
        start += conjoined
        if not (comma or conjoined) or start >= len(self.tokens):
            return None
        name = self._name(start, slot=True) or (self._stranger(start) if conjoined else None)
        if name is None or name[0] in people:
            return None
        behind = start + name[1]
        goes_on = behind < len(self.tokens) and self.tokens[behind].low not in AFTER_NAMES
        return None if goes_on and not conjoined else (name, start)

    def _name(self, at: int, *, slot: bool) -> tuple[Heard, int] | None:
        """The longest name of somebody known that begins here, and its words."""
        for length in range(LONGEST_NAME, 0, -1):
            words = self.tokens[at : at + length]
            if len(words) < length or not all(word.text[0].isalpha() for word in words):
                continue
            text = self.text[words[0].start : self._end(at + length - 1)]
            proper = all(word.text[0].isupper() for word in words)
            small = slot and length == 1 and self._may_be_small(at)
            plain = slot and length > 1 and not any(word.low in _NO_PART or len(word.text) < 3 for word in words)
            people = self.meant(text) if proper or small or plain else ()
            if people:
                return Heard(text, tuple(people)), length
        return None

    def _may_be_small(self, at: int) -> bool:
        """Whether a word in small letters can be a name here: "with sam", "sam: call", but not "will call"."""
        word = self.tokens[at].low
        if word in WORDS or word in BEFORE_NAMES or len(word) < 2:
            return False
        return at > 0 or self._next_is(at, (":", ",", *AND))

    def _next_is(self, at: int, marks: Sequence[str]) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].low in marks

    def _stranger(self, at: int) -> tuple[Heard, int] | None:
        """Capitalised words that are nobody's name yet, and no organisation's."""
        length = 0
        while at + length < len(self.tokens) and length < LONGEST_NAME and self.tokens[at + length].text[0].isupper():
            length += 1
        if not length:
            return None
        text = self.text[self.tokens[at].start : self._end(at + length - 1)]
        return None if self.is_other(text) else (Heard(text, ()), length)


def _tokens(text: str) -> list[_Token]:
    """Words without the full stop that ends a sentence, and every other sign by itself."""
    return list(_cut(text))


def _cut(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        word = found[0]
        bare = word.rstrip("'’-") if len(word.rstrip(".'’-")) == 1 else word.rstrip(".'’-")
        yield _Token(bare or word, found.start(), found.start() + len(bare or word))


def _without_s(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _inside_link(text: str, at: int) -> bool:
    return text.rfind("[[", 0, at) > text.rfind("]]", 0, at)


# --- the line ---


def _parted(text: str, span: _Span) -> Sentence:
    before, after = text[: span.start].rstrip(), text[span.end :]
    if not span.slot or (before and after.startswith(("'s", "’s"))):  # the name is part of what is told
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
