"""vCards 2.1, 3.0 and 4.0, as address books and telephones give them out → contacts."""

from __future__ import annotations

from datetime import date

from vaultkit.importers.blocks import Block, blocks
from vaultkit.importers.cards import CARD, card, kind_of, shown
from vaultkit.importers.incoming import Contact, ImportRefused, Incoming, Mine, Skipped
from vaultkit.importers.persons import NAMELESS, YOURSELF, is_owner

SOURCE = "vCard"
MOST_CARDS = 100_000
NO_END = "the card does not end (END:VCARD is missing)"
PART = "{}; the rest of the card was taken"


def read(data: bytes, mine: Mine, today: date) -> Incoming:
    """A .vcf file → its people. Raises ImportRefused for a file without a card, and for one with too many."""
    cards = _cards(data)
    contacts: list[Contact] = []
    skipped: list[Skipped] = []
    for block in cards:
        found = card(block, today)
        if reason := _left_out(block, found, mine):
            skipped.append(Skipped(block.line, shown(block) or block.text("TEL") or "a card", reason))
            continue
        contacts.append(found)
        skipped += [Skipped(line, shown(block), PART.format(why)) for line, why in block.wrong[:1]]
    skipped.sort(key=lambda one: one.line)
    return Incoming(
        SOURCE, tuple(contacts), skipped=tuple(skipped), told=tuple(_told(sum(block.western for block in cards)))
    )


def _cards(data: bytes) -> list[Block]:
    found: list[Block] = []
    for block in blocks(data, ("VCARD",), CARD):
        found.append(block)
        if len(found) > MOST_CARDS:
            raise ImportRefused(f"it holds more than {MOST_CARDS:,} cards; export fewer at a time (line {block.line})")
    if not found:
        raise ImportRefused("there is no vCard in it: a line BEGIN:VCARD is missing")
    return found


def _left_out(block: Block, found: Contact, mine: Mine) -> str:
    """Why a card is no person to be taken; "" for one that is."""
    if not block.ended:
        return NO_END
    if kind := kind_of(block):
        return kind
    if is_owner(found, mine):
        return YOURSELF
    return "" if shown(block) else NAMELESS


def _told(western: int) -> list[str]:
    if not western:
        return []
    lines = "1 line is" if western == 1 else f"{western} lines are"
    return [f"{lines} not in UTF-8 and was read as Western European (windows-1252): look at the letters of those names"]
