"""Names as people put them into profiles and address books → names to call them by."""

from __future__ import annotations

import re
import unicodedata

from vaultkit.graph.particles import GENERATIONS

# What stands behind a name and is no part of it. Written like a name (Ma, Meng) it is one, but for the sure ones.
_CREDENTIALS = frozenset(
    "acca bsc ba bcom ca cams ccie cfa cfp cipd cipp cism cissp cma cpa csm cspo dba dds do dphil ea edd esq facp "
    "frm fcca itil jd lcsw llb llm ma mba mbbs mcipd mcips md meng mfa mph mphil mpa mres ms msc msn mpp pe phd "
    "pharmd pmi pmp phr psyd rn sphr shrm shrm-cp shrm-scp pgmp cscp cpim lion 1lion".split()
)
_SURE = frozenset("bcom bsc dds dphil esq llb llm mphil msc pharmd phd psyd".split())
_JUNIOR = frozenset((*GENERATIONS, "v"))
_PRONOUNS = re.compile(
    r"[(\[]\s*(?:s?he|they|ze|xe|elle|il|sie|er|ella|él|any)\s*[/|,][^)\]]{1,20}[)\]]", re.IGNORECASE
)
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff5a]")  # bold and script letters are signs, and read as letters
_NOBODY = frozenset(
    "linkedin member|linkedin-mitglied|linkedin mitglied|membre de linkedin|membre linkedin|miembro de linkedin|"
    "utente linkedin|membro do linkedin|usuário do linkedin|linkedin-lid|linkedin user|linkedin".split("|")
)


def cleaned(name: str) -> str:
    """`Sam Rivera, PhD 🚀` → `Sam Rivera`: without signs, credentials and pronouns; a name of nothing else stays."""
    words = unicodedata.normalize("NFKC", name) if _STYLED.search(name) else name
    words = " ".join(_PRONOUNS.sub(" ", _lettered(words)).split())
    head, comma, rest = words.partition(",")
    if comma and all(is_credential(word) for word in re.split(r"[\s,|/&]+", rest) if word):
        words = head
    parts = words.strip(" ,|-–—·•").split(" ")
    while len(parts) > 2 and not words.isupper() and is_credential(parts[-1]):
        parts.pop()
    return " ".join(parts).strip(" ,|-–—·•") or " ".join(name.split())


def joined(*parts: str) -> str:
    """First, middle and last name → the name; a last name that repeats the whole is not said twice."""
    said = [" ".join(part.split()) for part in parts]
    return " ".join(part for part in said if part)


def turned(name: str) -> str:
    """`Schnitzler, Johann` → `Johann Schnitzler`; `Berger, Alfred, Freiherr von` → `Alfred Freiherr von Berger`."""
    last, *rest = (" ".join(part.split()) for part in name.split(","))
    juniors = [part for part in rest if part.rstrip(".").casefold() in _JUNIOR]
    return joined(*(part for part in rest if part not in juniors), last, *juniors)


def turned_round(name: str) -> bool:
    """Whether a name is written like `Schnitzler, Johann`: its family name, then a comma and a first name."""
    last, comma, rest = name.partition(",")
    return bool(comma and last.strip() and rest.strip() and not all(map(is_credential, rest.replace(",", " ").split())))


def is_credential(word: str) -> bool:
    """Whether a word behind a name is a degree or a certificate: `PhD`, `M.D.`, `(CPA)`; not `Meng`."""
    plain = word.replace(".", "").strip("(),®™")
    known = plain.casefold() in _CREDENTIALS
    return known and (plain != plain.capitalize() or plain.casefold() in _SURE)


def nobody(name: str) -> bool:
    """Whether a name is what LinkedIn calls those whose account is gone."""
    return " ".join(name.split()).casefold() in _NOBODY


def folded(name: str) -> str:
    """The form in which names are compared: case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _lettered(name: str) -> str:
    """A name without emoji, flags, stars and their joiners; a joiner between letters is part of the word."""
    if name.isascii() and name.isprintable():
        return name
    kept = [" " if _sign(char) else char for char in name]
    for at, char in enumerate(name):
        if char in "\u200c\u200d" and not (name[at - 1 : at].isalpha() and name[at + 1 : at + 2].isalpha()):
            kept[at] = " "
    return "".join(kept)


def _sign(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cs", "Co", "Cn", "Cc") or char in "\ufe0f\ufe0e\u20e3✓✔®™"
