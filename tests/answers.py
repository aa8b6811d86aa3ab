"""What a vault says, in words: the answers that cases ask for with `-> …`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from vaultkit.cli.listings import reciprocity_row, tie_row
from vaultkit.cli.output import value_text
from vaultkit.engine import State
from vaultkit.graph.edges import edges_of, favours_of
from vaultkit.graph.lookup import lookup
from vaultkit.graph.network import Favour, Network
from vaultkit.look import Vault
from vaultkit.metrics.standing import Standing
from vaultkit.model import Place
from vaultkit.publish import Desk, plan
from vaultkit.records.kinds import Name, Says

Lines: TypeAlias = Iterable[str]


def answer(vault: Vault, state: State, asked: str) -> str:
    """What is asked of a vault → the answer, as text."""
    if asked.startswith("Reports/"):
        path, _, section = asked.partition(" ## ")
        return report(vault, state, path, section)
    word, _, rest = asked.partition(" ")
    return "".join(f"{line}\n" for line in ANSWERS[word](state, rest))


def report(vault: Vault, state: State, path: str, section: str) -> str:
    """A report's page as it would be written → its body, or one section of it."""
    (page,) = [action.page for action in plan(Desk(vault), state.findings) if action.page.path == path]
    _, _, body = page.text.partition("\n---\n\n")
    body = body.partition("\n## My notes\n")[0]
    found = _sections(body).get(section, "no such section") if section else body
    return found.strip("\n") + "\n"


def _sections(body: str) -> dict[str, str]:
    """A page's sections by their title; the box that sums up is one, and what stands before all others is "top"."""
    top, *rest = re.split(r"^(?:## |> \[!(?:summary|abstract)\] )(.*)$", body, flags=re.MULTILINE)
    return {"top": top, **dict(zip(rest[::2], rest[1::2], strict=True))}


# --- what was read ---


def says(state: State, path: str) -> Lines:
    """What one note says: a record a block, a fact a line, nothing that is at its default."""
    note = next((note for note in state.look.notes if note.path == path), None)
    if note is None:
        yield "not read"
        return
    yield note.kind + (f", {note.day}" if note.day else "")
    for record in _records(note):
        yield f"{type(record).__name__.lower()}:{record.place.line}"
        yield from (f"  {line}" for line in _fields(record))


def problems(state: State, rest: str) -> Lines:
    """Every problem, a line each; or those whose codes are asked for."""
    wanted = rest.split()
    for problem in state.findings.problems:
        if not wanted or problem.code in wanted:
            yield f"{problem.place}: {problem.level} {problem.code}: {problem.message}"


def ignored(state: State, rest: str) -> Lines:
    """What is not read, and why."""
    return (f"{path}: {reason}" for path, reason in state.look.ignored)


def _records(note: Says) -> Iterator[Any]:
    for record in (note.person, note.organization, note.favor):
        if record:
            yield record
    lines: list[Any] = [*note.interactions, *note.moves, *note.introductions, *note.promises]
    yield from sorted(lines, key=lambda record: record.place.line)


def _fields(record: Any) -> Lines:
    defaults = record._field_defaults
    for field, value in record._asdict().items():
        if field != "place" and value not in (None, ()) and (field not in defaults or value != defaults[field]):
            yield f"{field}: {shown(value)}"


def shown(value: Any) -> str:
    """A value → text for a line."""
    if isinstance(value, Name):
        return value.text
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return " ".join(shown(part) for part in value if part is not None)
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- the network ---


def people(state: State, rest: str) -> Lines:
    """Everybody, with the note they have."""
    for someone in state.network.people.values():
        yield f"{someone.name} ({someone.path or 'no note'})"


def touches(state: State, name: str) -> Lines:
    """Every time in touch with somebody, oldest first, then what is planned."""
    person = _one(state, name)
    network = state.network
    for mark, found in (("", network.between(person).touches), ("planned ", network.between(person).planned)):
        for touch in found:
            way = {"in": "← ", "out": "→ ", "mutual": "↔ "}.get(touch.direction or "", "")
            by = f" (begun by {touch.by})" if touch.by and not touch.direction else ""
            company = f" ({touch.people} people)" if touch.people > 2 else ""
            about = "about " if touch.approximate else ""
            yield f"{mark}{about}{touch.day} {way}{touch.topic}{company}{by} [{touch.place}]"


def favours(state: State, rest: str) -> Lines:
    """Every favour as it stands, with what is known of it."""
    for favour in sorted(favours_of(state.network), key=lambda favour: (favour.asked or date.min, favour.id)):
        name = state.network.people[favour.person].name
        yield f"{favour.direction} {name}: {favour.what or '–'} = {favour.status}, {favour.weight}"
        yield from (f"  {line}" for line in _favour(favour))


def _favour(favour: Favour) -> Lines:
    skipped = ("id", "person", "direction", "what", "status", "weight", "places", "block")
    for field, value in favour._asdict().items():
        if field not in skipped and value not in (None, (), False):
            yield f"{field}: {shown(value)}"
    yield f"places: {shown(favour.places)}"


def introductions(state: State, rest: str) -> Lines:
    """Every introduction."""
    for meeting in state.network.meetings:
        by, one, other = meeting.names
        yield f"{by}: {one} to {other} = {meeting.status}" + (f", {meeting.made}" if meeting.made else "")


def promises(state: State, rest: str) -> Lines:
    """Every promise, mine and theirs."""
    pledges = (pledge for dealings in state.network.dealings.values() for pledge in dealings.pledges)
    for pledge in sorted(pledges, key=lambda pledge: pledge.place):
        name = state.network.people[pledge.person].name if pledge.person else "nobody"
        due = f", due {pledge.due}" if pledge.due else ""
        made = f", made {pledge.made}" if pledge.made else ""
        yield f"{'mine to' if pledge.mine else 'theirs,'} {name}: {pledge.what} = {pledge.status}{made}{due}"


def owed(state: State, rest: str) -> Lines:
    """All that is owed or awaited."""
    network = state.network
    for item in state.findings.follow_ups:
        name = network.people[item.person].name if item.person else "nobody"
        since = f", since {item.since}" if item.since else ""
        due = f", due {item.due}" if item.due else ""
        yield f"{item.kind} {name}: {item.what}{since}{due}{', at risk' if item.at_risk else ''}"


def edges(state: State, rest: str) -> Lines:
    """The edges that are not one's own days in touch."""
    network = state.network
    for edge in edges_of(network):
        ends = f"{_end(network, edge.source)} {'→' if edge.directed else '–'} {_end(network, edge.target)}"
        days = " to ".join(dict.fromkeys(str(day) for day in (edge.first, edge.last) if day))
        yield ", ".join(filter(None, (f"{ends}: {edge.kind} {edge.weight:g}", days, edge.note, shown(edge.places))))


def _end(network: Network, end: str) -> str:
    if end in network.people:
        return network.people[end].name
    return network.organizations[end].name if end in network.organizations else end


# --- where one stands ---


def ties(state: State, columns: str) -> Lines:
    """The rows of `vaultkit ties` with some of its columns."""
    return _rows(state.findings.standings.values(), tie_row, columns)


def reciprocity(state: State, columns: str) -> Lines:
    """The rows of `vaultkit reciprocity` with some of its columns."""
    return _rows(state.findings.standings.values(), reciprocity_row, columns)


def _rows(standings: Iterable[Standing], row: Callable[[Standing], Mapping[str, Any]], columns: str) -> Lines:
    for standing in standings:
        values = row(standing)
        yield ", ".join(_cell(values[column]) for column in ("person", *columns.split()))


def _cell(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else value_text(value) or "–"


def person(state: State, name: str) -> Lines:
    """Where one stands with somebody: a fact a line, nothing that is not known."""
    standing = state.findings.standings[_one(state, name)]
    tie, exchange, balance = standing.tie, standing.exchange, standing.balance
    facts: Sequence[tuple[str, object]] = (
        ("name", standing.someone.name),
        ("note", standing.someone.path),
        ("state", tie.label or f"planned {tie.planned}" if tie else "never logged"),
        ("days in touch", tie.contact_days if tie else None),
        ("last contact", tie.last_contact if tie else None),
        ("strength", f"{tie.strength:.4f}" if tie else None),
        ("chance of silence", f"{tie.chance:.4f}" if tie and tie.chance is not None else None),
        ("touch by", tie.touch_by if tie else None),
        ("topic", standing.topic),
        ("cadence", standing.cadence),
        ("sent, received", f"{exchange.sent}, {exchange.received}" if exchange.sent + exchange.received else None),
        ("first: me, them", f"{exchange.first_by_me}, {exchange.first_by_them}"),
        ("given, received", f"{balance.given:.4f}, {balance.received:.4f}" if balance else None),
        ("balance", f"{balance.balance:+.4f} {balance.words}".rstrip() if balance else None),
        ("silent", "comes up nowhere" if standing.silent else None),
    )
    return (f"{fact}: {value}" for fact, value in facts if value not in (None, "", "0, 0"))


def calibration(state: State, rest: str) -> Lines:
    """How the forecast did."""
    found = state.findings.calibration
    yield f"alpha {found.alpha:.4f} from {found.rows} ratings at {shown(tuple(map(date.isoformat, found.cuts)))}"


def _one(state: State, name: str) -> str:
    (found,) = lookup(state.network, name)
    return found


ANSWERS: Mapping[str, Callable[[State, str], Lines]] = {
    function.__name__: function
    for function in (
        says, problems, ignored, people, touches, favours, introductions, promises, owed, edges, ties, reciprocity,
        person, calibration,
    )
}  # fmt: skip
