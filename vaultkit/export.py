"""Everything as it was read, for other programs: notes with their fields, people, events, problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from vaultkit.disk.read import Bytes, read_note
from vaultkit.disk.scan import list_vault
from vaultkit.engine import State
from vaultkit.look import Vault, rules
from vaultkit.model import Note, Problem
from vaultkit.records.kinds import Says


def everything(vault: Vault, state: State) -> dict[str, Any]:
    """A vault and what was read of it → JSON values. Notes are opened again: their fields are not remembered."""
    return {
        "notes": dict(_notes(vault, state)),
        "people": [_plain(someone) for someone in state.network.people.values()],
        "events": list(_events(state)),
        "problems": [problem_row(problem) for problem in state.findings.problems],
    }


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem → its values under the names that other programs know."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "code": problem.code,
        "level": problem.level,
        "message": problem.message,
    }


def _notes(vault: Vault, state: State) -> Iterator[tuple[str, dict[str, Any]]]:
    from vaultkit.notes.parse import parse_note

    kinds = {note.path: note.kind for note in state.look.notes}
    for seen in list_vault(vault.root, rules(vault)).notes:
        found = read_note(vault.root, seen)
        if seen.path in kinds and isinstance(found, Bytes):
            note = parse_note(seen.path, found.data, cut=found.cut)
            yield (
                seen.path,
                {
                    "kind": kinds[seen.path],
                    "fields": _fields(note),
                },
            )


def _fields(note: Note) -> dict[str, Any]:
    """The properties as Obsidian would show them; of one written twice the first, as everywhere."""
    from vaultkit.notes.yaml12 import typed

    fields: dict[str, Any] = {}
    for field in note.fields:
        fields.setdefault(field.key, typed(field.value))
    return fields


def _events(state: State) -> Iterator[dict[str, Any]]:
    """Everything dated that a note says, in the order of paths and lines."""
    for note in state.look.notes:
        yield from sorted(_of_note(note), key=lambda event: (event["line"], event["kind"]))


def _of_note(note: Says) -> Iterator[dict[str, Any]]:
    for said in note.interactions:
        yield {"kind": "interaction", **_plain(said)}
    if note.favor:
        yield {"kind": "favor", **_plain(note.favor), "favor_kind": note.favor.kind}
    for move in note.moves:
        yield {"kind": move.verb, **{key: value for key, value in _plain(move).items() if key not in ("verb", "kind")}}
    for introduction in note.introductions:
        yield {"kind": "introduction", **_plain(introduction)}
    for promise in note.promises:
        yield {"kind": "promise", **_plain(promise)}
    for away in note.put_away:
        yield {"kind": away.verb, **{key: value for key, value in _plain(away).items() if key != "verb"}}


def _plain(value: Any) -> Any:
    """Records → mappings, places → path and line, names → their text, days → ISO."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _mapping(value._asdict())
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _mapping(fields: dict[str, Any]) -> Any:
    if set(fields) == {"text", "line"}:
        return fields["text"]
    if "place" in fields:
        place = fields.pop("place")
        fields = {"path": place.path, "line": place.line, **fields}
    return {key: _plain(each) for key, each in fields.items() if key != "kind"}
