"""What tells a person from a namesake: addresses, profiles, numbers, each in the form in which they are compared."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

LONGEST = 320  # characters of an address
_MAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+")
_NO_PERSON = re.compile(r"^(?:www\.|m\.|[a-z]{2}\.(?=linkedin\.))")
_SIGNS = re.compile(r"[^\d+]")
OFFICES = frozenset(
    """accounting accounts admin anfrage billing booking buero buchhaltung careers contact contacto customerservice
    events fam familie family finance hallo hello help helpdesk hi hr info invoice invoices jobs kontakt legal mail
    marketing news newsletter no-reply noreply office post postmaster press presse redaktion reception rechnung sales
    secretary sekretariat service support team vertrieb webmaster welcome zentrale""".split()
)
FEWEST_DIGITS = 6  # of a number that is somebody's


def mail(text: str) -> str:
    """`Sam@Acme.example`, or `Sam <sam@acme.example>` → `mail:sam@acme.example`; "" for what is no address."""
    address = text.rpartition("<")[2].strip().casefold().removeprefix("mailto:").strip("<>")
    return f"mail:{address}" if len(address) <= LONGEST and _MAIL.fullmatch(address) else ""


def profile(text: str) -> str:
    """`https://www.linkedin.com/in/SamR/?x=1` → `url:linkedin.com/in/samr`; "" for a site that is nobody's own page."""
    text = text.strip()
    if not text or any(char.isspace() for char in text):
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return ""
    host = _NO_PERSON.sub("", (parts.hostname or "").casefold())
    path = unquote(parts.path).strip("/").casefold()
    return f"url:{host}/{path}" if "." in host and path else ""


def phone(text: str) -> str:
    """`+49 (30) 123-456` → `tel:+4930123456`; `00` stands for `+`; "" for what is no number."""
    number = text.strip().removeprefix("tel:").partition(";")[0].casefold().partition("ext")[0].partition("x")[0]
    digits = _SIGNS.sub("", number.replace("(0)", "") if number.startswith("+") else number)
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if digits.count("+") > digits.startswith("+"):
        return ""
    return f"tel:{digits}" if len(digits.lstrip("+")) >= FEWEST_DIGITS else ""


def is_shared(address: str) -> bool:
    """Whether an address, as `mail` makes it, is a place's or a family's, and so nobody's own: `info@`, `office@`."""
    local = address.removeprefix("mail:").partition("@")[0]
    return any(part in OFFICES for part in (local, *local.replace("_", ".").split(".")[:1]))
