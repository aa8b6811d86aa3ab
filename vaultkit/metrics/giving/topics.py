"""What somebody needs, offers or is about → the stems of its telling words; whether a need and an offer meet.

Made to be right rather than complete: a suggestion that rests on “design” or “help” costs two people's time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vaultkit.graph.names import fold

KEPT = 16384  # texts whose words are remembered: a watcher reads the same cards again and again
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*[+#]*")
PART = 4  # letters from which each half of a hyphened word is a word: guest-harbour, but not sign-up
VOWEL = re.compile(r"[aeiouyåäöøæ]")
NONE: frozenset[str] = frozenset()


def stem(word: str) -> str:
    """A folded word → what it shares with its plural, its -ing and its -ed: `hiring`, `hire` → `hir`."""
    if not word.isalpha():
        return word
    word = re.sub(r"iz(?=e|ing|ation|ed)", "is", word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ation", "ing", "ed"):
        bare = word[: -len(ending)]
        if word.endswith(ending) and len(bare) > 2 and VOWEL.search(bare) and not word.endswith("eed"):
            word = bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "lsz" else bare
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


GLUE = _stems(
    "a about after again all also an and any are as at be been before being best better between both but by can could "
    "day days do does each early even every few first for from further get give good great had has have he her here "
    "him his how i if in into is it its just last late later less like lot lots made make many may me month months "
    "more most much my near need needs new next no not now of off offer offers old on once one only or other our out "
    "end ends start starts stop stops look looks looking seek seeks seeking find finds search searching "
    "over own per quite really same several she should since small so some somebody someone something soon still such "
    "take than that the their them then there these they thing things this those three time times to today together "
    "too two under until up use used using very via want wants was way we week weeks well were what when where which "
    "while who whoever whose why will with within without would year years yes yet you your"
)
FORMS = _stems(  # what help looks like; what it is about are the other words
    "advice advise assist assistance chat check coach coaching comment conversation critique eye feedback guidance "
    "hand help helping idea input insight intro introduction introduce know lesson mentor mentoring opinion pointer "
    "read reading recommend recommendation reference referral review reviewer second session suggestion support talk "
    "teach teaching test testing thoughts tip tips tutoring"
)
GENERAL = _stems(  # words of half of all cards: they meet only where everything else meets too
    "account app art book business career city client colleague community company conference contact content course "
    "creative customer data design designer developer development digital director engineer engineering event "
    "experience expert expertise family field founder friend group head health home industry information internet "
    "job junior knowledge lead leader leadership learning life local management manager market marketing media "
    "meeting money network office online open operations opportunity organisation organization people person place "
    "plan planning platform position practice process product production professional programme program project "
    "public question report research resource role sales school science senior service skill social software "
    "solution space speaker startup story strategy student study system team tech technical technology tool "
    "training travel user vice president web website work worker working workshop world write writing"
)


@lru_cache(KEPT)
def subject(text: str) -> frozenset[str]:
    """A text → the stems of what it is about; short words only where they are names, like UX or C#."""
    words = (word for said in WORD.findall(text) for word in _parts(said))
    long = (word for word in words if len(word) > 2 or (len(word) == 2 and not word.islower()))
    return frozenset(stem(fold(word)) for word in long) - GLUE - FORMS


def _parts(word: str) -> list[str]:
    parts = word.split("-")
    return parts if all(len(part) >= PART for part in parts) else ["".join(parts)]


def telling(text: str) -> frozenset[str]:
    """A text → the stems that few texts have."""
    return subject(text) - GENERAL


def meet(need: str, offer: str) -> frozenset[str]:
    """A need and an offer → the stems they meet in; empty where they do not.

    They do where both are about the same; where all that one is about is in the other, some of it telling; and where
    they share two telling words.
    """
    one, other = subject(need), subject(offer)
    shared = one & other
    if not shared or one == other:
        return shared
    said = shared - GENERAL
    return shared if len(said) > 1 or (said and shared in (one, other)) else NONE
