"""How fast likely twins are found in a large vault, beside a part of what comparing everybody with everybody takes.

    python tests/bench/twins.py [PEOPLE]        20,000 people unless told otherwise

The yardstick is rapidfuzz alone: a few hundred names, each held against every other name. All of them
would take as many times longer as there are more names, and it reads no name, no address and no organisation.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import time
from datetime import date

from rapidfuzz import fuzz, process
from vaults import FAMILY, GIVEN

from vaultkit.graph.book import build
from vaultkit.graph.network import Network
from vaultkit.metrics.twins.pairs import twins
from vaultkit.model import Place
from vaultkit.records.kinds import Name, Person, Says

TODAY = date(2026, 6, 30)
LOOKED_UP = 200  # names held against all others
TWINS = 0.02  # of the people stand in the vault a second time, in a note that holds the name alone
SYLLABLES = "ba den fel gor hin kas lem mar nov os per qui ros sten tor ul ver wik yor zan".split()
CROWD = 500  # people of one name


def main() -> int:
    """Build the vault, look for twins, and print what it took."""
    parser = argparse.ArgumentParser(description="Measure how fast twins are found.")
    parser.add_argument("people", type=int, nargs="?", default=20_000)
    count = parser.parse_args().people
    gc.disable()  # as the program itself does
    for what, network in (("names of all kinds", mixed(count)), (f"{CROWD} of one name", crowded(count))):
        names = [someone.name for someone in network.people.values()]
        start = time.perf_counter()
        for name in names[:LOOKED_UP]:
            process.extract(name, names, scorer=fuzz.token_sort_ratio, limit=5, score_cutoff=85)
        base = time.perf_counter() - start
        start = time.perf_counter()
        found = twins(network)
        took = time.perf_counter() - start
        likely = sum(twin.likely for twin in found)
        whole = base * len(names) / LOOKED_UP
        _print(f"{len(names):,} people, {what}: {likely:,} likely twins, {len(found) - likely:,} alike")
        _print(f"  {took:6.2f} s, {took / base:5.2f} of {LOOKED_UP} names held against all ({took / whole:.3f} of all)")
    _print(f"  at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def mixed(count: int) -> Network:
    """Few names are common, the first for one person in a hundred; most are rare; some people stand there twice."""
    rng = random.Random(count)
    families = [*FAMILY, *(_word(rng, 2, 4) for _ in range(count // 4))]
    firsts = [*GIVEN, *(_word(rng, 2, 3) for _ in range(count // 20))]
    pull = [1 / (20 + number) for number in range(len(families))]
    given = rng.choices(firsts, [1 / (10 + number) for number in range(len(firsts))], k=count)
    names = [f"{first} {last}" for first, last in zip(given, rng.choices(families, pull, k=count), strict=True)]
    names += [_again(rng, name) for name in names[: int(count * TWINS)]]
    notes = [_person(rng, number, name, count) for number, name in enumerate(names[:count])]
    bare = [Says(_path(name), "person", person=Person(Place(_path(name), 1), name)) for name in names[count:]]
    return _network([*notes, *bare])


def crowded(count: int) -> Network:
    """Everybody is called by one of a few names."""
    rng = random.Random(count)
    names = [f"{GIVEN[number // CROWD % len(GIVEN)]} {FAMILY[number // CROWD % 7]}" for number in range(count)]
    return _network([_person(rng, number, name, count) for number, name in enumerate(names)])


def _word(rng: random.Random, least: int, most: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(least, most))).capitalize()


def _path(name: str) -> str:
    return f"Imported/{name}.md"


def _again(rng: random.Random, name: str) -> str:
    first, last = name.split()
    return rng.choice((f"{last}, {first}", f"{first[0]}. {last}", f"{first} {last[:-1]}", f"Dr. {first} {last}"))


def _person(rng: random.Random, number: int, name: str, count: int) -> Says:
    path = f"People/{number // 1_000:03}/{number}/{name}.md"
    mail = f"{name.split()[0].lower().strip(',.')}.{number}@firm{rng.randrange(count // 20)}.example"
    org = Name(f"Firm {rng.randrange(count // 20)}", 4)
    aliases = (Name(f"{name.split()[0]} {number}", 3),) if number % 3 == 0 else ()
    return Says(path, "person", person=Person(Place(path, 1), name, aliases, (mail,), orgs=(org,)))


def _network(notes: list[Says]) -> Network:
    return build(notes, TODAY)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
