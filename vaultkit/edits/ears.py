"""Who is named in what somebody types: the first names of people, and where in the text they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

Meant: TypeAlias = Callable[[str], Sequence[str]]  # a name as typed → who may be meant, by id

BEFORE_SOMEBODY = frozenset(  # whoever follows these is somebody, known or not
    """with w mit met saw call called rang phoned visited emailed e-mailed mailed texted messaged wrote thanked told
    joined""".split()
)
BEFORE_ANYTHING = frozenset(("saw", "visited", "wrote"))  # of these: it may be a film, a town, a page as well
TOLD_OF = frozenset(  # whose object cannot be taken out: without it, the one who was asked would seem to have asked
    "asked thanked told gave promised introduced offered lent owed paid reminded invited both".split()
)
BEFORE_NAMES = (
    BEFORE_SOMEBODY
    | TOLD_OF
    | frozenset("to from an von lunch coffee dinner breakfast drinks beer tea walk chat zoom kaffee essen".split())
)
CALLED = ("called", "rang", "phoned", "emailed", "e-mailed", "mailed", "texted", "messaged", "wrote", "told", "asked")
AND = frozenset(("and", "&", "+", "und", "/"))
ALSO = frozenset(("also", "auch"))
AFTER_NAMES = frozenset(
    (*AND, ",", ":", ".", ";", "-", "–", "—", "(", *"at in on about re over for with by im am bei".split())
)
SELF = frozenset("i me we us myself ourselves ich mich mir wir uns".split())
WORDS = frozenset(  # in small letters, these are no names
    """an art bill cat don dot drew faith frank gene grace guy hope joy kit lance mark may max norm pat peg penny ray
    reg rich rob rod rose sue will""".split()
)
NEVER_NAMES = frozenset("art faith grace hope joy max".split())  # in small letters, not even after "with"
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
SEASONS = frozenset(
    """january february march april may june july august september october november december spring summer autumn
    winter januar februar märz mai juni juli oktober dezember""".split()
)
BEFORE_SEASONS = frozenset(
    """in by until till since last next this late early mid around before after during through of im bis seit ab
    ende anfang""".split()
)
LONGEST_NAME = 4  # words
_NO_PART = BEFORE_NAMES | AFTER_NAMES | WORDS

_TOKEN = re.compile(r"\[\[[^\[\]\n]+\]\]|\w[\w'’.\-]*|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])|;\s")


class Heard(NamedTuple):
    """A name as it was typed, and who may be meant; nobody: an unknown name."""

    text: str
    people: tuple[str, ...]


class Span(NamedTuple):
    """People named one after another, and where."""

    people: tuple[Heard, ...]
    start: int
    end: int
    apart: bool  # the text can do without them


class Token(NamedTuple):
    """A word or a sign of a text, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.text.casefold()


class Ears:
    """Looks for names in a text."""

    def __init__(self, text: str, meant: Meant, is_other: Callable[[str], bool]) -> None:
        self.text, self.meant, self.is_other = text, meant, is_other
        self.tokens = tokens_of(text)

    def known(self) -> Span | None:
        """The first names of known people, best where names are expected."""
        for at in range(len(self.tokens)):
            if not self._is_slot(at) or self._may_be_a_word(at):
                continue
            if name := self._name(at, slot=True) or self._sure_stranger(at):
                run = self._run(at, name)
                if any(heard.people for heard in run.people):
                    return run
                if self._sure_stranger(at, only_people=True):
                    return None  # who comes up further on was not there
        return self._at_the_end() or self._anywhere()

    def unknown(self) -> Span | None:
        """The first name of nobody known, where only somebody can stand."""
        for at in range(len(self.tokens)):
            if name := self._sure_stranger(at):
                return self._run(at, name)
        return None

    def _at_the_end(self) -> Span | None:
        """Names behind a colon, and nothing after them: "drinks after work: Sam, Jo"."""
        for at in range(1, len(self.tokens)):
            if self.tokens[at - 1].text == ":" and (name := self._name(at, slot=True)):
                run = self._run(at, name)
                if not self.text[run.end :].strip(" .!"):
                    return run
        return None

    def _anywhere(self) -> Span | None:
        for at in range(len(self.tokens)):
            if name := self._name(at, slot=False):
                return Span((name[0],), self.tokens[at].start, self._end(at + name[1] - 1), apart=False)
        return None

    # --- where names are expected ---

    def _is_slot(self, at: int) -> bool:
        if at == 0:
            return True
        before = self.tokens[at - 1].low
        if before in AND or before == ",":
            short = before == "/" and at > 1 and self.tokens[at - 2].low == "w"
            return short or (at == 2 and self.tokens[0].low in SELF)
        return before in BEFORE_NAMES

    def _may_be_a_word(self, at: int) -> bool:
        """Whether the first word is a name only if nobody else is named: "Will call Jo"."""
        return at == 0 and self.tokens[0].low in WORDS and not self._is(1, (":", ",", *AND))

    def _stays(self, at: int) -> bool:
        """Whether the text would be broken without the names that stand here."""
        before = self.text[: self.tokens[at].start]
        told = at > 0 and self.tokens[at - 1].low in TOLD_OF
        with_me = at == 2 and self.tokens[0].low in SELF
        return told or with_me or _is_within(before) or _SENTENCE_END.search(before) is not None

    def _run(self, at: int, first: tuple[Heard, int]) -> Span:
        """Names joined by commas and "and", from a first one on."""
        people, end, apart = [first[0]], at + first[1], not self._stays(at)
        while found := self._joined(end, people):
            name, start = found
            apart = apart and not any(token.low in ALSO | SELF for token in self.tokens[end:start])
            people.append(name[0])
            end = start + name[1]
        return Span(tuple(people), self.tokens[at].start, self._end(end - 1), apart)

    def _joined(self, at: int, people: Sequence[Heard]) -> tuple[tuple[Heard, int], int] | None:
        """The next name of a run, and where it begins."""
        comma = self._is(at, (",",))
        start = at + comma
        conjoined = self._is(start, AND)
        start += conjoined
        start += conjoined and self._is(start, ALSO)
        if (comma or conjoined) and self._is(start, SELF):
            return self._joined(start + 1, people)
        if not (comma or conjoined) or start >= len(self.tokens):
            return None
        name = self._name(start, slot=True) or (self._stranger(start) if conjoined else None)
        if name is None or name[0] in people:
            return None
        behind = start + name[1]
        goes_on = behind < len(self.tokens) and self.tokens[behind].low not in AFTER_NAMES
        return None if goes_on and not conjoined else (name, start)

    def _is(self, at: int, signs: Sequence[str] | frozenset[str]) -> bool:
        return at < len(self.tokens) and self.tokens[at].low in signs

    def _end(self, last: int) -> int:
        return self.tokens[last].start + len(without_s(self.tokens[last].text))

    # --- names ---

    def _name(self, at: int, *, slot: bool) -> tuple[Heard, int] | None:
        """The longest name of somebody known that begins here, and its words."""
        if is_season(self.tokens, at):
            return None
        for length in range(LONGEST_NAME, 0, -1):
            words = self.tokens[at : at + length]
            if len(words) < length or not all(word.text[0].isalpha() and word.low not in SELF for word in words):
                continue
            text = self.text[words[0].start : self._end(at + length - 1)]
            proper = all(word.text[0].isupper() for word in words)
            people = self.meant(text) if proper or (slot and self._may_be_small(at, words)) else ()
            if people and (proper or length == 1 or self._fits_small(words, people)):
                wrong = self._is_of_them(at, length) or (proper and self._is_half(at, length))
                return None if wrong else (Heard(text, tuple(people)), length)
        return None

    def _may_be_small(self, at: int, words: Sequence[Token]) -> bool:
        """Whether words in small letters can be a name here: "with sam", "sam: call", but not "will call"."""
        if len(words) > 1:
            return True
        word, after = words[0].low, at + 1
        if word in BEFORE_NAMES or len(word) < 2:
            return False
        if word in WORDS:
            alone = after == len(self.tokens) or self._is(after, (*AND, ",", ".", "!"))
            return alone and word not in NEVER_NAMES and at > 0 and self.tokens[at - 1].low in BEFORE_SOMEBODY
        return at > 0 or self._is(after, (":", ",", *AND, *CALLED))

    def _fits_small(self, words: Sequence[Token], people: Sequence[str]) -> bool:
        """Whether several words in small letters are a name: each is a part of it, or none could be anything else."""
        parts = all(set(people) & set(self.meant(word.text)) for word in words)
        return parts or not any(word.low in _NO_PART or len(word.text) < 3 for word in words)

    def _is_of_them(self, at: int, length: int) -> bool:
        """Whether a name only says whose the next thing is: "met Sam's sister"; "at Jo's place" was with Jo."""
        if at == 0 or self.tokens[at - 1].low in ("at", "bei") or at + length == len(self.tokens):
            return False
        after = self.tokens[at + length].text
        return self.tokens[at + length - 1].text != self._bare_word(at + length - 1) and after[0].isalnum()

    def _bare_word(self, at: int) -> str:
        return without_s(self.tokens[at].text)

    def _is_half(self, at: int, length: int) -> bool:
        """Whether a first name or a surname is half of a name that nobody here bears: "Sam Smith"."""
        if self.text.isupper():
            return False
        before = at > 0 and goes_with(self.text, self.tokens, at - 1) and bool(self.meant(self.tokens[at - 1].text))
        behind = goes_with(self.text, self.tokens, at + length - 1)
        return before or (behind and not self.is_other(self._bare_word(at + length)))

    def _sure_stranger(self, at: int, *, only_people: bool = False) -> tuple[Heard, int] | None:
        """A name of nobody known, where only somebody can stand: "with Zed", "Zed: coffee", "to Sam Smith"."""
        before = self.tokens[at - 1].low if at else ""
        sure = before in BEFORE_SOMEBODY if at else self._is(at + 1, (":",))
        if only_people and (at == 0 or before in BEFORE_ANYTHING):  # "Notes: …", "saw Dune"
            sure = False
        half = self.tokens[at].text[0].isupper() and self._is_slot(at) and goes_with(self.text, self.tokens, at)
        return self._stranger(at) if sure or (half and self.meant(self.tokens[at].text)) else None

    def _stranger(self, at: int) -> tuple[Heard, int] | None:
        """Capitalised words that are nobody's name yet, and no organisation's."""
        length = 0
        while at + length < len(self.tokens) and length < LONGEST_NAME and self.tokens[at + length].text[0].isupper():
            length += 1
        if (
            not length
            or self.tokens[at].low in SELF | SEASONS | WEEKDAYS | BEFORE_NAMES
            or self._is_of_them(at, length)
        ):
            return None
        text = self.text[self.tokens[at].start : self._end(at + length - 1)]
        return None if self.is_other(text) else (Heard(text, ()), length)


def tokens_of(text: str) -> list[Token]:
    """Words without the full stop that ends a sentence, whole links, and every other sign by itself."""
    return list(_cut(text))


def without_s(word: str) -> str:
    """`Sam's` → `Sam`."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def is_season(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is a month or a season here: "in May", "May 5", "5 May"."""
    if tokens[at].low not in SEASONS:
        return False
    before = tokens[at - 1].low if at else ""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return before in BEFORE_SEASONS or before[:1].isdigit() or after[:1].isdigit()


def goes_with(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a capitalised word is followed, right behind it, by what reads like the rest of the name."""
    if at + 1 >= len(tokens) or not tokens[at].text[0].isupper():
        return False
    word, after = tokens[at], tokens[at + 1]
    beside = not text[word.end : after.start].strip() and word.end < after.start
    acronym = len(after.text) > 1 and after.text.isupper()
    plain = after.low in _NO_PART - WORDS or after.low in SEASONS | WEEKDAYS | SELF or not _is_word(after.text)
    return beside and after.text[0].isupper() and not acronym and not plain and without_s(word.text) == word.text


def _is_word(text: str) -> bool:
    return not any(char.isdigit() for char in text)


def _cut(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        word = found[0]
        bare = word.rstrip("'’-") if len(word.rstrip(".'’-")) == 1 else word.rstrip(".'’-")
        yield Token(bare or word, found.start(), found.start() + len(bare or word))


def _is_within(before: str) -> bool:
    """Whether a bracket or a quotation is open after some words."""
    pairs = (("(", ")"), ("“", "”"), ("„", "“"), ("«", "»"))
    return before.count('"') % 2 == 1 or any(before.count(one) > before.count(two) for one, two in pairs)
