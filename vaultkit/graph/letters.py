"""A word in any spelling → plain Latin letters, and the rougher forms in which two spellings of it meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vaultkit.graph.names import fold

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяієїґђјљњћџў",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i e i g dj j lj nj c dz u".split(
            " "
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)
)
_LATIN = dict(zip("øæœßłþðđıħŋ", "oe ae oe ss l th d d i h n".split(), strict=True))
_PAIRS = (("ου", "ou"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"), ("γι", "gi"))
_LETTERS = str.maketrans({**_CYRILLIC, **_GREEK, **_LATIN})
_UMLAUTS = tuple(  # Mueller, Kjaer, Aagaard, Dmitrij; not at the end of a word, as in Joe and Sue
    (re.compile(form), one)
    for form, one in (("ae(?=.)", "a"), ("oe(?=.)", "o"), ("ue(?=.)", "u"), ("aa", "a"), ("ij", "i"))
)
# In this order: how one sound is written here and there. The result is for comparing and is no pronunciation.
_SOUNDS = (
    (re.compile(r"^mac(?=[bcdfgklmnpqrst])"), "mc"),
    (re.compile("tsch|tch|tsj|cz"), "ch"),
    (re.compile("sch|sz|sj|zh"), "sh"),
    (re.compile("kh"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("x"), "ks"),
    (re.compile("qu"), "kv"),
    (re.compile("ck|q|c(?![hieyj])"), "k"),
    (re.compile("c(?=[iey])|tz|ts"), "z"),
    (re.compile("(?<=[aeou])h(?![aeiou])"), ""),
    (re.compile("ow$|off$|ov$"), "of"),
    (re.compile("ew$|eff$|ev$"), "ef"),
    (re.compile("w"), "v"),
    (re.compile("[yj]"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_APOSTROPHES = re.compile("['’ʼ`´]")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑.,]+")
_VOWELS = re.compile("(?<=.)[aeiou]")


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """`Müller` → `muller`, `Bjørn` → `bjoern`, `Иван` → `ivan`: letters a to z alone, where a way is known."""
    if word.isascii():
        return word.lower()
    text = unicodedata.normalize("NFKC", word).casefold().replace("ß", "ss")
    if any("\u0370" <= char <= "\u03ff" or "\u1f00" <= char <= "\u1fff" for char in text):
        text = _bare(text)
        for pair, latin in _PAIRS:
            text = text.replace(pair, latin)
    return _bare(text.translate(_LETTERS)).translate(_LETTERS)


@lru_cache(maxsize=1 << 16)
def unmarked(word: str) -> str:
    """A plain word → the same for every way to write an umlaut: `mueller` and `muller` → `muller`; Joe is not Jo."""
    for form, one in _UMLAUTS:
        word = form.sub(one, word)
    return word


def loose(name: str) -> str:
    """A name → as somebody in a hurry types it: `Müge Öz` → `muge oz`, `Jean-Luc O'Brien` → `jean luc obrien`."""
    words = _BETWEEN_WORDS.split(_APOSTROPHES.sub("", fold(name)))
    return " ".join(unmarked(plain(word)) for word in words if word)


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A plain word → the same for spellings that are said alike: `philipp` and `filip` → `filip`."""
    word = unmarked(word)
    for form, to in _SOUNDS:
        word = form.sub(to, word)
    return word


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """A plain word → its sound without the vowels after the first letter."""
    return _VOWELS.sub("", sound(word))


def _bare(text: str) -> str:
    """Text → without marks over and under its letters."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
