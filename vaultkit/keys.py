"""Property names: the words people use for one thing, as data in one place.

Keys are read without regard to case, blanks, `-`, `_` and dots (`N.GN` is a vCard's given name). What a word means
depends on the note: `contacts` are those who were there in an interaction, and nothing in a contact's own note.
`vaultkit.toml` can add words under `[synonyms]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# For each kind of note: the key as records know it → other words for it, in key form. vCard names stand with the rest.
CANON: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "any": {
        "type": ("note_type", "record_type"),
        "aliases": ("alias", "nickname", "nicknames", "also_known_as", "aka"),
        "tags": ("tag",),
        "categories": ("category",),
        "date": ("datetime",),
        "share_with": ("to_share_with",),
        "shared": ("shared_on",),
    },
    "note": {
        "people": ("participants", "participant", "attendees", "attendee", "attending"),
    },
    "person": {
        "name": ("fn", "full_name", "display_name"),
        "given_name": ("ngn", "first_name", "given"),
        "family_name": ("nfn", "last_name", "surname", "family"),
        "emails": ("email", "e_mail", "e_mails", "mail", "email_address", "email_addresses"),
        "phones": ("phone", "tel", "telephone", "mobile", "cell", "phone_number", "phone_numbers"),
        "urls": ("url", "website", "web", "homepage", "linkedin"),
        "org": (
            "orgs", "company", "companies", "organization", "organizations", "organisation", "organisations",
            "firm", "institution", "institutions", "employer", "employers",
        ),
        "title": ("job_title", "position"),
        "positions": ("jobs", "employment", "work_history", "career"),
        "role": ("roles",),
        "closeness": (),
        "cadence": ("frequency", "contact_frequency", "keep_in_touch", "prm_cadence", "max_gap"),
        "tier": ("prm_tier",),
        "met": ("met_on", "first_met", "date_met"),
        "met_where": ("met_at", "where_met"),
        "introduced_by": ("met_through", "referred_by", "via"),
        "knows_my_work": (),
        "knows": (),
        "offers": ("offer", "can_help_with"),
        "needs": ("need", "looking_for"),
        "boundaries": ("boundary",),
        "capacity": (),
        "door": (),
        "status": (),
        "snooze_until": ("snooze", "snoozed_until"),
        "sensitivity": (),
        "distinct_from": ("not_the_same_as", "different_from"),
        "last_contact": (
            "last_touch", "last_chat", "last_contacted", "last_contact_date", "prm_last_contacted",
        ),
        "birthday": ("bday", "birthdate", "birth_date", "date_of_birth", "dob"),
        "imported": ("imported_from",),
        "uid": (),
    },
    "organization": {
        "name": ("fn", "full_name", "display_name"),
        "domains": ("domain",),
        "parent": ("parent_organization", "parent_company", "part_of"),
    },
    "part": {  # a group inside a property: `positions: [{org: …}]`, `met: {date: …}`
        "org": ("company", "organization", "organisation", "employer", "firm"),
        "title": ("job_title", "position", "role"),
        "person": ("name", "who"),
        "from": ("start",),
        "to": ("end",),
        "introduced_by": ("met_through", "via"),
    },
    "interaction": {
        "date": ("day", "when", "on"),
        "people": ("participants", "participant", "attendees", "attendee", "attending", "with", "contacts", "contact",
                   "person"),
        "mentioned": ("mentions",),
        "channel": ("via",),
        "direction": (),
        "initiated_by": ("initiator", "started_by"),
        "topic": ("subject",),
        "learned": ("learnt",),
        "ask_next": ("ask_next_time", "next_time"),
    },
    "favor": {
        "direction": (),
        "person": ("people", "contact", "with"),
        "kind": (),
        "weight": ("size",),
        "minutes": (),
        "what": (),
        "target": (),
        "why_you": (),
        "desired_outcome": (),
        "date": ("day", "when"),
        "asked": ("asked_on",),
        "needed_by": ("deadline", "due", "due_date"),
        "out": ("way_out",),
        "packet": (),
        "their_upside": (),
        "status": ("state",),
        "answered": ("replied", "answered_on"),
        "decided": ("decided_on",),
        "decline_reason": ("reason",),
        "acknowledged": (),
        "offered_later": (),
        "redirected_to": (),
        "thanked": (),
        "nudges": ("nudged",),
        "outcome": (),
        "reported_back": ("reported",),
        "pays_forward": (),
        "scope": (),
    },
    "introduction": {
        "introducer": ("introduced_by",),
        "a": ("person_a",),
        "b": ("person_b",),
        "why_a": (),
        "why_b": (),
        "origin": (),
        "opt_in": (),
        "status": ("state",),
        "date": ("day", "when"),
        "asked": ("asked_on",),
        "made": ("made_on",),
        "thanked_by": (),
        "reported_back": ("reported",),
        "outcome": (),
    },
    "project": {
        "name": (),
        "people": ("participants", "members", "team", "with", "contacts", "contact", "person"),
    },
    "promise": {
        "owner": ("promised_by", "by"),
        "to": ("promised_to", "person", "people", "contact", "with"),
        "what": (),
        "date": ("day", "when"),
        "made": ("made_on", "promised", "promised_on"),
        "due": ("due_date", "deadline", "by_when"),
        "status": ("state",),
    },
}  # fmt: skip

_MEANS: Mapping[str, Mapping[str, str]] = {
    kind: {word: name for name, words in names.items() for word in (name, *words)} for kind, names in CANON.items()
}
KNOWN = frozenset(name for names in CANON.values() for name in names)
WORDS = frozenset(word for words in _MEANS.values() for word in words)
_BREAKS = re.compile(r"[\s_-]+")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """A property's name as written → its key form: `Last-Contact` → `last_contact`, `N.GN` → `ngn`."""
    return _BREAKS.sub("_", unicodedata.normalize("NFC", text)).strip("_").replace(".", "").casefold()


@lru_cache(maxsize=4096)
def canonical(text: str, kind: str, extra: tuple[tuple[str, str], ...] = ()) -> str:
    """A property's name as written, in a note of some kind → the name that records know, else its key form.

    `extra` are the user's own words for words of this table, and win. `EMAIL[HOME]` is a vCard key with its parameter.
    """
    word = key(text)
    for own, other in extra:
        if own == word:
            word = other
            break
    bare = word.partition("[")[0] if word.endswith("]") else word
    return _MEANS.get(kind, {}).get(bare) or _MEANS["any"].get(bare) or word
