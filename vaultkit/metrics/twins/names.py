"""A name as somebody wrote it → its given names and family name, without titles, hints and marks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vaultkit.graph.letters import plain
from vaultkit.graph.particles import BEHIND_A_NAME, INSIDE_A_NAME
from vaultkit.importers.names import is_credential
from vaultkit.metrics.twins.given import known

TITLES = frozenset(
    """dr prof professor doctor mr mrs ms mx miss sir dame lord lady herr frau dipl ing mag freiherr freifrau baron
    baronin graf grafin ritter edler furst furstin rev don dona senor senora sr sra mme mlle hon""".split()
)
# Behind a name, beside the degrees that importers know: further ones, orders, offices.
HONOURS = frozenset("lld beng mp ret emba sj ofm osb obe mbe cbe kc qc frcs dvm".split())
# Of what somebody is a doctor: behind a title, and in small letters, for Nat and Phil are names.
FIELDS = frozenset("med dent vet rer nat jur iur phil theol pol oec habil ing h c hc mult".split())
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_BORN = re.compile(r"\b(?:n[ée]e|geb(?:\.|orene?)|born|formerly|früher|verw\.?)(?=\s)", re.I)
_ELDER = re.compile(r"\bd\.\s?(?:Ä|Ae|J)\.?(?=\s|$)")
_TAIL = re.compile(r"\s+(?:[-–—|@/•]|at\b|from\b)\s*(?=\S)")  # "Owen Strand - Acme"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`.·-]+[^\W\d_]+)*\.?")


class Form(NamedTuple):
    """One way to read a name: plain words, the given ones in their order."""

    given: tuple[str, ...]
    family: tuple[str, ...]  # its parts, without `von` and the like
    whole: str  # the family name in one, with them
    turned: bool = False  # read the other way round than it is written


class Reading(NamedTuple):
    """A name, read."""

    text: str
    forms: tuple[Form, ...] = ()  # as it is written, then the other way round, then with the name at birth
    generation: str = ""
    hint: str = ""  # what stands in brackets to tell a namesake from another
    words: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> Reading:
    """`Dr. Hedda Ulrich (née Toth)` → given Hedda, family Ulrich or Toth; an address has no form."""
    if "@" in text or len(text) > 200:
        return Reading(text)
    bare, hint, born = _without_brackets(text)
    bare, generation = _without_elder(bare)
    before, comma, after = bare.partition(",")
    if comma and all(_is_degree(word) for word in _words(after)):
        bare, comma = before, ""
    last, first = (_words(before), _words(after)) if comma else ([], _words(bare))
    first, said = _without_titles(first, last)
    last, told = _without_titles(last, first)
    generation = generation or said or told
    if comma and not first:
        first, last, comma = last, [], ""
    forms = _listed(first, last) if comma else _plain(first)
    forms += [form._replace(family=(word,), whole=word) for form in forms[:1] for word in born[-1:]]
    return Reading(text, tuple(forms), generation, hint, tuple(_parts(first + last)))


def _listed(first: list[str], last: list[str]) -> list[Form]:
    """`Rivera Diaz, Sam von` → one form; `von` may stand at either end."""
    while len(first) > 1 and plain(first[-1].strip(".")) in INSIDE_A_NAME:
        last = [first.pop(), *last]
    return [_form(first, last)]


def _plain(words: list[str]) -> list[Form]:
    """`Sam von der Heide` → the last word is the family name; or the first, as in Hungary, China and in lists."""
    if not words:
        return []
    if len(words) == 1:
        return [Form((), tuple(_parts(words)), "".join(_parts(words)))]
    at = len(words) - 1
    while at > 1 and plain(words[at - 1]) in INSIDE_A_NAME:
        at -= 1
    back = 0
    while back < len(words) - 2 and plain(words[back]) in INSIDE_A_NAME:
        back += 1
    return [
        _form(words[:at], words[at:]),
        _form(words[back + 1 :], words[: back + 1])._replace(turned=True),
    ]


def _form(first: list[str], last: list[str]) -> Form:
    family = [part for part in _parts(last) if part not in INSIDE_A_NAME] or _parts(last)
    given = [part for word in first for part in _given(word, alone=word is first[0])]
    given = [part for at, part in enumerate(given) if at == 0 or part not in INSIDE_A_NAME]
    return Form(tuple(given), tuple(family), "".join(_parts(last)))


def _given(word: str, *, alone: bool) -> list[str]:
    """`Jean-Pierre` → jean, pierre; `J.P.` and `JP` → j, p."""
    if alone and len(word) == 2 and word.isupper() and word.isalpha() and not known(plain(word)):
        return list(plain(word))
    return _parts([word])


def _parts(words: list[str]) -> list[str]:
    """Words → plain ones, apart at hyphens and full stops; an apostrophe joins."""
    text = " ".join(words).replace("-", " ").replace(".", " ").replace("·", " ")
    return [plain(re.sub(r"['’ʼ`]", "", part)) for part in text.split()]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _without_brackets(text: str) -> tuple[str, str, list[str]]:
    """A name → without what stands in brackets or after a dash, that as the hint, and the words of a name at birth."""
    born: list[str] = []
    hints: list[str] = []
    for inner in _BRACKETS.findall(text):
        if found := _BORN.match(inner):
            born += _parts(_words(inner[found.end() :]))
        else:
            hints.append(inner.strip())
    bare = _BRACKETS.sub(" ", text)
    if found := _BORN.search(bare):
        born += _parts(_words(bare[found.end() :]))
        bare = bare[: found.start()]
    if found := _TAIL.search(bare):
        hints.append(bare[found.end() :].strip())
        bare = bare[: found.start()]
    return bare, ", ".join(hints), born


def _without_elder(text: str) -> tuple[str, str]:
    found = _ELDER.search(text)
    if not found:
        return text, ""
    return text[: found.start()] + text[found.end() :], "Jr." if "J" in found[0] else "Sr."


def _without_titles(words: list[str], beside: list[str]) -> tuple[list[str], str]:
    """Words of a name → without titles and degrees, as long as a name is left; and which generation they tell."""
    kept: list[str] = []
    generation = ""
    for at, word in enumerate(words):
        form = plain(word.strip("."))
        if form in BEHIND_A_NAME and (at >= 2 or (beside and (at or len(words) == 1))):
            generation = BEHIND_A_NAME[form]
        elif not (_is_title(word, behind=at > len(kept)) or (at >= 2 and _is_degree(word))):
            kept.append(word)
    if generation or len(kept) == len(words):
        return kept, generation
    enough = len(kept) + len(beside) >= 2 and (kept or beside)
    return (kept if enough else words), generation


def _is_title(word: str, *, behind: bool) -> bool:
    """Whether a word is a title: `Dr.`, `Dr.-Ing.`, `Dipl.-Psych.`; behind one also `med.` and `h.c.`."""
    first, *others = [part for part in plain(word).replace("-", ".").split(".") if part] or [""]
    if behind and word.islower() and {first, *others} <= FIELDS:
        return True
    return first in TITLES and (first == "dipl" or all(part in TITLES | FIELDS for part in others))


def _is_degree(word: str) -> bool:
    """Whether a word after a name is a degree or an order: MBA, Ph.D., SJ; but Ma and Meng are family names."""
    bare = word.replace(".", "")
    honour = bare.lower() in HONOURS and bare != bare.capitalize()
    return (honour or is_credential(bare)) and (bare.isupper() or len(bare) > 2)
