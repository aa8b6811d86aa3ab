"""Look and judge: the vault as it stands → everything known of it. Every way to run vaultkit runs this.

It owns no rule. What is then to stand in the reports folder, and putting it there, is for publish.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from vaultkit.disk.memo import Memo
from vaultkit.graph.book import build
from vaultkit.graph.network import Network, PersonId
from vaultkit.look import Look, Vault, look, quiet
from vaultkit.metrics.circles import Communities, Divide, Links, communities, get_ready
from vaultkit.metrics.findings import Findings, find
from vaultkit.model import Tell
from vaultkit.publish import Desk, left_alone


class State(NamedTuple):
    """A vault as looked at and judged."""

    look: Look
    network: Network
    findings: Findings
    hurried: bool = False  # what takes long was left as it was; it is to be made soon


class Gathered(NamedTuple):
    """A vault as looked at, and who is in it; nothing is judged."""

    look: Look
    network: Network


def gather(vault: Vault, memo: Memo, today: date, tell: Tell = quiet) -> Gathered:
    """Look: the vault as it stands → who is in it and what passed; half the work of judging it."""
    seen = look(vault, memo, tell)
    return Gathered(seen, build(seen.notes, today, vault.settings))


def refresh(vault: Vault, memo: Memo, today: date, tell: Tell = quiet, *, keep: bool = True) -> State:
    """Look and judge: the vault as it stands → everything known of it; `tell` hears how far the reading is.

    `keep` False lets go of what each note says once the network is built: a kilobyte a note.
    """
    seen = look(vault, memo, tell, get_ready)
    network = build(seen.notes, today, vault.settings)
    if not keep:
        seen = seen._replace(notes=())
    return judge(Desk(vault), seen, network, remembering(memo))


def judge(
    desk: Desk,
    seen: Look,
    network: Network,
    divide: Divide | None,
    before: Findings | None = None,
    concerned: Set[PersonId] | None = None,
) -> State:
    """What was seen, and the network of it → everything known; by the findings `before`, as `find` says."""
    problems = (*desk.vault.problems, *seen.problems, *left_alone(desk, network))
    return State(seen, network, find(network, desk.vault.settings, problems, divide, before, concerned))


def remembering(memo: Memo) -> Divide:
    """Who is in a circle with whom, by all that it depends on: costly, and seldom changed by a day's notes."""

    def divide(people: Sequence[str], links: Links) -> Communities:
        key = blake2b(repr((people, sorted(links.items()))).encode(), digest_size=16).hexdigest()
        said = json.loads(memo.recall("circles") or "[null]")
        if said[0] == key:
            return tuple(map(tuple, said[1]))
        found = communities(people, links)
        memo.remember("circles", json.dumps([key, found]))
        return found

    return divide
