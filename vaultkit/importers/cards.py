"""What stands on one card → the person: which of its many names, numbers, links and days count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vaultkit.importers.birthdays import birthday
from vaultkit.importers.blocks import Block, Property, parts, plain
from vaultkit.importers.identity import mail
from vaultkit.importers.incoming import Contact
from vaultkit.importers.names import folded, joined, turned, turned_round
from vaultkit.importers.persons import contact

CARD = frozenset(
    "VERSION FN N NICKNAME X-NICKNAME X-ANDROID-CUSTOM ORG TITLE ROLE EMAIL TEL URL X-SOCIALPROFILE SOCIALPROFILE IMPP "
    "BDAY NOTE CATEGORIES UID X-ABUID ADR KIND X-ADDRESSBOOKSERVER-KIND X-ABSHOWAS".split()
)
ORGANISATION = "an organisation"
_KINDS = {
    "group": "a list of contacts",
    "org": ORGANISATION,
    "organization": ORGANISATION,
    "location": "a place",
    "device": "a device",
    "application": "a program",
}
_NO_CALLS = frozenset(("fax", "pager", "modem", "bbs"))
_SHARED = frozenset(("main", "fax", "pager"))  # a firm's main number is the number of all who work there
_EVERYBODY = frozenset(("mycontacts", "* mycontacts", "starred", "* starred"))  # Google puts each contact into these


def card(block: Block, today: date) -> Contact:
    """A card that is a person's → Contact."""
    v21 = block.text("VERSION") == "2.1"
    numbers = _preferred(block.all("TEL"))
    told = {
        "aliases": list(_nicknames(block)),
        "org": [_org(block)[0]],
        "title": [block.text("TITLE") or block.text("ROLE")],
        "emails": list(addresses(block)),
        "phones": [_number(one.value) for one in numbers if not one.types() & _NO_CALLS],
        "urls": [link for one in block.properties if one.name in _LINKED for link in _links(one)],
        "birthday": [_birthday(block, today)],
        "location": [_location(block)],
        "tags": [tag for one in block.all("CATEGORIES") for tag in _listed(one) if folded(tag) not in _EVERYBODY],
        "uid": [_uid(block)],
    }
    shared = [_number(one.value) for one in numbers if one.types() & _SHARED]
    return contact(_name(block), told, block.line, _body(block, v21=v21), shared)


def addresses(block: Block) -> Iterator[str]:
    """The e-mail addresses of a card, the preferred one first."""
    for one in _preferred(block.all("EMAIL")):
        address = plain(one.value).strip().removeprefix("mailto:")
        if mail(address):
            yield address


def shown(block: Block) -> str:
    """What to call a card by: its name, else its address; "" for one that has neither."""
    return _name(block) or next(addresses(block), "")


def kind_of(block: Block) -> str:
    """Why a card is no person's: it says so, or it is named like the organisation it holds."""
    said = block.text("KIND") or block.text("X-ADDRESSBOOKSERVER-KIND")
    if said.casefold() in _KINDS:
        return _KINDS[said.casefold()]
    if block.text("X-ABSHOWAS").casefold() == "company":
        return ORGANISATION
    org, name = _org(block)[0], block.text("FN")
    if not org or (name and folded(name) != folded(org)):
        return ""
    named = [part for part in _name_parts(block) if part]
    return ORGANISATION if not named or (len(named) == 1 and folded(named[0]) == folded(org)) else ""


# --- names ---


def _name(block: Block) -> str:
    """FN, where it is a name, with the first name first; else N; else a nickname."""
    name = block.text("FN")
    if mail(name):
        name = ""
    structured = _structured(block)
    if turned_round(name) and (not structured or folded(turned(name)) == folded(structured)):
        return turned(name)
    return name or structured or next(_nicknames(block), "")


def _structured(block: Block) -> str:
    """`Rivera;Sam;Lee;Dr.;` → `Sam Lee Rivera`; titles before and after are not what one is called by."""
    family, given, middle = _name_parts(block)[:3]
    return joined(given, middle, family)


def _name_parts(block: Block) -> tuple[str, ...]:
    """N → its five parts, each on one line; several names in one part stand between commas."""
    found = block.first("N")
    said = parts(found.value, ";")[:5] if found else ()
    return tuple(joined(*(_words(name) for name in parts(part, ","))) for part in (*said, *[""] * 5)[:5])


def _nicknames(block: Block) -> Iterator[str]:
    for one in block.properties:
        if one.name in ("NICKNAME", "X-NICKNAME"):
            yield from filter(None, _listed(one))
        elif one.name == "X-ANDROID-CUSTOM" and one.value.partition(";")[0].endswith("/nickname"):
            yield _words((*parts(one.value, ";"), "")[1])


# --- the rest ---

_LINKED = frozenset(("URL", "X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP"))
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_HOUR = re.compile(r"(?<=\d)T.*")


def _org(block: Block) -> tuple[str, str]:
    """ORG → the organisation, and the department or departments in it."""
    found = block.first("ORG")
    units = [_words(part) for part in parts(found.value, ";")] if found else [""]
    return units[0], ", ".join(filter(None, units[1:]))


def _preferred(found: tuple[Property, ...]) -> list[Property]:
    """In their order, but those marked as preferred first: TYPE=pref, or PREF=1 and so on."""
    return sorted(found, key=_rank)


def _rank(one: Property) -> int:
    said = one.param("PREF")
    last = 101  # the standard counts from 1 to 100
    return 1 if "pref" in one.types() else int(said) if said.isascii() and said.isdigit() and len(said) < 4 else last


def _number(value: str) -> str:
    """`tel:+1-555-0100;ext=5` → `+1-555-0100 ext. 5`."""
    number, _, rest = _words(value).removeprefix("tel:").partition(";")
    return f"{number} ext. {rest[4:]}" if rest.startswith("ext=") else number


def _links(one: Property) -> tuple[str, ...]:
    value = _words(one.value)
    return () if ":" in value and not value.lower().startswith(("http://", "https://")) else (value,)


def _birthday(block: Block, today: date) -> str:
    """`19900502T000000` → `1990-05-02`; `--0502`, and a year that Apple says is none → `05-02`; "" for no day."""
    said = block.first("BDAY")
    if said is None:
        return ""
    day = _HOUR.sub("", said.value.strip())
    omitted = said.param("X-APPLE-OMIT-YEAR")
    return birthday(f"--{day.removeprefix(omitted).lstrip('-')}" if omitted and day.startswith(omitted) else day, today)


def _location(block: Block) -> str:
    """The first address that names one → `Paris, France`; where there is no city, the region."""
    for one in _preferred(block.all("ADR")):
        city, region, _code, country = (_words(part) for part in (*parts(one.value, ";"), *[""] * 7)[3:7])
        if place := ", ".join(filter(None, (city or region, country))):
            return place
    return ""


def _uid(block: Block) -> str:
    return (block.text("UID") or block.text("X-ABUID").removesuffix(":ABPerson")).removeprefix("urn:uuid:")


def _body(block: Block, *, v21: bool) -> str:
    """The notes, as they stand; a department, for which there is no property, before them."""
    department = _org(block)[1]
    notes = [plain(one.value, breaks=not v21).replace("\r\n", "\n").strip() for one in block.all("NOTE")]
    return "\n\n".join(filter(None, (f"Department: {department}" if department else "", *notes)))


def _listed(one: Property) -> list[str]:
    return [_words(part) for part in parts(one.value, ",")]


def _words(text: str) -> str:
    return " ".join(plain(text).split())
