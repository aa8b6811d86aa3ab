"""Notes as text → the network they make, and the favours in it, without what depends on where they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from vaultkit.graph.book import build
from vaultkit.graph.edges import favours_of
from vaultkit.graph.network import Favour, Network
from vaultkit.model import Place
from vaultkit.moment import date_format
from vaultkit.notes.parse import parse_note
from vaultkit.records.read import UNREAD, Reading, read

HOW = Reading(date_format("YYYY-MM-DD"))
NOWHERE = Place("", 0)


def network_of(notes: Mapping[str, str], today: date) -> Network:
    """Notes by their paths → the network as of a day."""
    said = (read(parse_note(path, text.encode("utf-8", "replace")), HOW) for path, text in notes.items())
    return build([says for says in said if says.kind not in UNREAD], today)


def favours_in(network: Network) -> Counter[Favour]:
    """Every favour of a network, wherever it is told."""
    return Counter(_anywhere(favour) for favour in favours_of(network))


def _anywhere(favour: Favour) -> Favour:
    onward = tuple(sorted((one._replace(place=NOWHERE) for one in favour.paid_forward), key=repr))
    return favour._replace(id="", places=(), block=None, paid_forward=onward, sent_at=None)
