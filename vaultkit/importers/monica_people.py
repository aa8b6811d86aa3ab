"""A contact of Monica's → Contact."""

from __future__ import annotations

from vaultkit.importers.incoming import Contact
from vaultkit.importers.monica_export import Export, Record
from vaultkit.importers.persons import contact

PROFILES = {  # what Monica's own kinds of contact fields hold where it is no address: a name at that site
    "linkedin": "https://www.linkedin.com/in/",
    "twitter": "https://twitter.com/",
    "facebook": "https://www.facebook.com/",
    "github": "https://github.com/",
}


def person(record: Record, export: Export, body: str) -> Contact:
    """A contact and what its fields, addresses and dates say."""
    reached = _reached(record, export)
    return contact(
        export.names.get(record.uuid, ""),
        {
            "aliases": [record.text("nickname")],
            "org": [record.text("company")],
            "title": [record.text("job")],
            "emails": reached["emails"],
            "phones": reached["phones"],
            "urls": reached["urls"],
            "birthday": [_birthday(record.part("birthdate"))],
            "location": [_location(record)],
            "met": [_met(record.part("first_met_date"))],
            "introduced_by": [export.names.get(record.text("first_met_through"), "")],
            "tags": record.texts("tags"),
            "uid": [record.uuid],
            "status": ["deceased"] if record.is_true("is_dead") else [],
        },
        record.line,
        body,
    )


def _reached(record: Record, export: Export) -> dict[str, list[str]]:
    """Contact fields, by what their kind makes of them. Of a user's own kinds the value tells."""
    found: dict[str, list[str]] = {"emails": [], "phones": [], "urls": []}
    for field in record.records("contact_field"):
        name, kind = export.field_types.get(field.text("type"), ("", ""))
        value = field.text("data")
        if kind == "email" or "@" in value.strip("@"):
            found["emails"].append(value)
        elif kind == "phone" or name in ("whatsapp", "signal"):
            found["phones"].append(value)
        elif "://" in value or value.startswith("www."):
            found["urls"].append(value)
        elif name in PROFILES and value:
            site = PROFILES[name]
            found["urls"].append(value if "/" in value else site + value.lstrip("@"))
    return found


def _birthday(told: Record) -> str:
    """A birthday with its year, or without; one that was reckoned from an age is none."""
    day = told.day("date")
    if day is None or told.is_true("is_age_based"):
        return ""
    return f"{day:%m-%d}" if told.is_true("is_year_unknown") else day.isoformat()


def _met(told: Record) -> str:
    day = told.day("date")
    known = day and not told.is_true("is_year_unknown") and not told.is_true("is_age_based")
    return day.isoformat() if day and known else ""


def _location(record: Record) -> str:
    """The first address's town and country."""
    for address in record.records("address"):
        parts = (address.text("city"), address.text("province"), address.text("country"))
        if any(parts):
            return ", ".join(part for part in parts if part)
    return ""
