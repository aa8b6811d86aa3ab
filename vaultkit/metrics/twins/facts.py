"""A person of the network → all that tells them from another, each in the form in which it is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultkit.graph.names import fold, stem
from vaultkit.graph.network import Network, PersonId, Someone
from vaultkit.importers.identity import is_shared, mail, phone, profile
from vaultkit.metrics.twins.names import Reading, read_name
from vaultkit.metrics.ways.jobs import jobs_of
from vaultkit.model import Place
from vaultkit.records.kinds import Birthday

FREE_MAIL = frozenset(
    """aol.com fastmail.com gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.de
    icloud.com live.com mac.com mail.com mail.ru me.com msn.com outlook.com outlook.de pm.me posteo.de
    proton.me protonmail.com qq.com t-online.de web.de yahoo.com yahoo.de yandex.ru ymail.com 163.com""".split()
)
NOBODYS_PAGE = frozenset(
    "about blog company companies contact group groups home impressum index.html jobs organization organizations pages "
    "people people.html pub school showcase team".split()
)
LAST_DIGITS = 9  # of a number: what stands before is written in one place and not in another
LOCAL_PART = 6  # letters from which the part before the @ is somebody's own


class Facts(NamedTuple):
    """What is known of one person."""

    id: PersonId
    someone: Someone
    place: Place  # where they stand
    names: tuple[Reading, ...]  # the name first, then the aliases
    mails: frozenset[str]
    phones: frozenset[str]
    profiles: frozenset[str]
    local_parts: frozenset[str]
    domains: frozenset[str]  # of addresses at work
    sites: frozenset[str]  # where they have a page of their own
    orgs: tuple[tuple[str, str, Place, bool], ...]  # key, as written, where, whether it is now
    birthday: Birthday | None = None

    @property
    def name(self) -> str:
        """Their name."""
        return self.someone.name


def facts_of(network: Network) -> tuple[Facts, ...]:
    """Everybody in the network, in the order of their ids."""
    return tuple(facts(network, person) for person in sorted(network.people))


def shared_by_many(everybody: Iterable[Facts], most: int) -> frozenset[str]:
    """Addresses, numbers and pages that more people have than one can be."""
    count: dict[str, int] = {}
    for one in everybody:
        for each in (*one.mails, *one.phones, *one.profiles):
            count[each] = count.get(each, 0) + 1
    return frozenset(each for each, times in count.items() if times > most)


def facts(network: Network, person: PersonId) -> Facts:
    """A person's id → what is known of them."""
    someone = network.people[person]
    card = someone.card
    if card is None:
        place = first_place(network, person)
        none: frozenset[str] = frozenset()
        address = frozenset(filter(None, (mail(someone.name),)))
        return Facts(person, someone, place, (read_name(_named(someone)),), address, none, none, none, none, none, ())
    mails = frozenset(filter(None, map(mail, (*card.emails, *([someone.name] if "@" in someone.name else ())))))
    profiles = frozenset(each for each in map(profile, card.urls) if _own_page(each))
    orgs = tuple((job.org, job.name, job.place, job.now) for job in jobs_of(network, person))
    return Facts(
        person,
        someone,
        card.place,
        tuple(map(read_name, dict.fromkeys(_names(someone)))),
        frozenset(each for each in mails if not is_shared(each)),
        frozenset(filter(None, map(_number, card.phones))),
        profiles,
        frozenset(filter(None, map(_local_part, mails))),
        frozenset(each.rpartition("@")[2] for each in mails) - FREE_MAIL,
        frozenset(each.removeprefix("url:").partition("/")[0] for each in profiles),
        orgs,
        card.birthday,
    )


def first_place(network: Network, person: PersonId) -> Place:
    """Where somebody without a contact's note comes up first."""
    dealings = network.between(person)
    told = [*(touch.place for touch in dealings.touches), *(touch.place for touch in dealings.planned)]
    told += [place for favour in dealings.favours for place in favour.places[:1]]
    told += [pledge.place for pledge in dealings.pledges]
    return min(told) if told else Place(person if person.endswith(".md") else "", 1)


def _names(someone: Someone) -> Iterator[str]:
    """The name, the note's where it is another, and the aliases."""
    yield someone.name
    if someone.path and fold(stem(someone.path)) != fold(someone.name):
        yield stem(someone.path)
    if someone.card:
        yield from (alias.text for alias in someone.card.aliases)


def _named(someone: Someone) -> str:
    return stem(someone.id) if someone.path else someone.name


def _local_part(address: str) -> str:
    local = address.removeprefix("mail:").partition("@")[0].partition("+")[0]
    bare = "".join(char for char in local if char.isalpha())
    return bare if len(bare) >= LOCAL_PART and not is_shared(address) else ""


def _number(text: str) -> str:
    """`+49 30 1234567` and `030 1234567` → one form."""
    digits = phone(text).removeprefix("tel:").lstrip("+0")
    return f"tel:{digits[-LAST_DIGITS:]}" if digits else ""


def _own_page(page: str) -> bool:
    """Whether a page may be one person's: not a company's, nor a part of a site."""
    _, _, path = page.removeprefix("url:").partition("/")
    return bool(path) and path.partition("/")[0] not in NOBODYS_PAGE
