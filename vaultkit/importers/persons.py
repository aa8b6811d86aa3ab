"""What a row says of a person → Contact: empty and doubled values dropped, identities made, the surest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from vaultkit.importers import identity
from vaultkit.importers.incoming import PROPERTIES, Contact, Mine, Skipped
from vaultkit.importers.names import folded
from vaultkit.model import Said

NAMELESS = "no name and no address"
ORGANISATION = "an organisation without a person's name"
YOURSELF = "you yourself"
_LISTS = frozenset(("aliases", "role", "emails", "phones", "urls", "tags"))
_OWN_PAGE = re.compile(  # a page of which one knows that it is one person's; `acme.example/team` is not
    r"url:(?:linkedin\.com/(?:in|pub)/.+|xing\.com/profile/[^/]+|(?:github|gitlab|x|twitter)\.com/[^/]+)"
)
_NO_TAG = re.compile(r"[^\w/-]+")
_FEWEST = 3  # digits of an extension


def contact(
    name: str, told: Mapping[str, Iterable[str]], line: int, body: str = "", shared: Collection[str] = ()
) -> Contact:
    """A name and what is told of it, by property → Contact. `shared` are numbers that may be several people's."""
    texts = {field: _texts(field, told[field]) for field in PROPERTIES if field in told}
    aliases = tuple(alias for alias in texts.get("aliases", ()) if folded(alias) != folded(name))
    said = {**texts, "aliases": aliases} if "aliases" in texts else texts
    fields = tuple((field, _said(field, values)) for field, values in said.items() if values)
    return Contact(" ".join(name.split()), _identities(said, frozenset(shared)), fields, body.strip(), line)


def sifted(found: Iterable[tuple[Contact, str]], mine: Mine) -> tuple[tuple[Contact, ...], tuple[Skipped, ...]]:
    """Contacts, each with what names its row where it has no name → those to be taken; the others, and why."""
    taken: list[Contact] = []
    skipped: list[Skipped] = []
    for each, called in found:
        if reason := left_out(each, mine):
            skipped.append(Skipped(each.line, each.name or called, reason))
        else:
            taken.append(each)
    return tuple(taken), tuple(skipped)


def left_out(found: Contact, mine: Mine) -> str:
    """Why a row of an address book is no contact of the owner's; "" where it is one. An address alone is enough."""
    said = dict(found.fields)
    if not found.name and ("org" in said or "emails" not in said):
        return ORGANISATION if "org" in said else NAMELESS
    return YOURSELF if is_owner(found, mine) else ""


def is_owner(found: Contact, mine: Mine) -> bool:
    """Whether a contact is the owner, by address or name."""
    own = any(identity.mail(address) in found.identities for address in mine.emails if identity.mail(address))
    return own or bool(found.name and folded(found.name) in map(folded, mine.names))


def _identities(said: Mapping[str, tuple[str, ...]], shared: frozenset[str]) -> tuple[str, ...]:
    numbers = {identity.phone(number) for number in shared}
    found = (
        *(f"uid:{uid}" for uid in said.get("uid", ())[:1]),
        *(page for url in said.get("urls", ()) if _OWN_PAGE.fullmatch(page := identity.profile(url))),
        *(identity.mail(address) for address in said.get("emails", ())),
        *(number for text in said.get("phones", ()) if (number := identity.phone(text)) not in numbers),
    )
    return tuple(dict.fromkeys(each for each in found if each))


def _said(field: str, values: tuple[str, ...]) -> Said:
    return values if field in _LISTS or len(values) > 1 else values[0]


def _texts(field: str, values: Iterable[str]) -> tuple[str, ...]:
    """Values on one line each, those that are none of their kind and repetitions left out."""
    form = _FORMS.get(field, str)
    found: dict[str, str] = {}
    for value in values:
        if tidy := form(" ".join(value.split())):
            found.setdefault(folded(tidy), tidy)
    return tuple(found.values())


def _address(text: str) -> str:
    address = text.removeprefix("mailto:").strip("<> ")
    return address if identity.mail(address) else ""


def _number(text: str) -> str:
    number = text.removeprefix("tel:").strip()
    return number if sum(char.isdigit() for char in number) >= _FEWEST else ""


def _page(text: str) -> str:
    """A web address with its scheme; nothing for another scheme or no address at all."""
    if not text or any(char.isspace() for char in text):
        return ""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and "." in (parts.hostname or "") else ""


def _tag(text: str) -> str:
    """`UX conf` → `UX-conf`: a tag has no blanks, and is not of digits alone."""
    tag = _NO_TAG.sub("-", text).strip("-/")
    return tag if any(char.isalpha() for char in tag) else ""


_FORMS = {"emails": _address, "phones": _number, "urls": _page, "tags": _tag}
