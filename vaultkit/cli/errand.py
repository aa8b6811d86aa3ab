"""A draft as named on the command line → its text, and all that is known of the ask."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from shlex import quote
from typing import NamedTuple

from vaultkit.cli.ask import target_of, weight_of
from vaultkit.cli.output import ERROR, NOT_FOUND, USAGE, failure
from vaultkit.cli.person import the_one
from vaultkit.cli.root import Opened
from vaultkit.disk.read import read_file
from vaultkit.drafts.fit import fit_of
from vaultkit.drafts.occasion import Occasion
from vaultkit.graph.lookup import lookup
from vaultkit.graph.names import fold, nearest_names, stem
from vaultkit.look import reading
from vaultkit.metrics.asking.verdict import Verdict, verdict_on
from vaultkit.metrics.etiquette.request import Request, ask_of, lead_days
from vaultkit.metrics.findings import Findings
from vaultkit.model import Field, Note, NotePath, Scalar
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.notes.parse import parse_note
from vaultkit.pages.layout import joined
from vaultkit.records.kinds import Favor
from vaultkit.records.read import read

RECENT = 90  # days in which a message sent to somebody else is looked at for being the same
MOST = 200  # such messages
NOT_SENT = (None, "draft")
ASK = (Field("type", Scalar("favor", 1), 1), Field("direction", Scalar("asked", 1), 1))
WHAT: Mapping[str, str] = {
    "person": "somebody’s note",
    "organization": "an organisation’s note",
    "interaction": "the note of a meeting or a letter",
    "introduction": "the note of an introduction",
    "promise": "the note of a promise",
    "project": "a project’s note",
    "daily": "a daily note",
    "generated": "a page that vaultkit wrote",
    "template": "a template",
}


class Errand(NamedTuple):
    """A message and the ask it makes; what the command line says of it comes before what the note says."""

    path: NotePath  # "" for stdin
    body: str
    line: int  # the body's first
    person: str | None = None
    kind: str | None = None
    weight: str | None = None
    target: str | None = None
    needed_by: date | None = None
    to_hire: bool = False
    occasion: Occasion = Occasion()
    verdict: Verdict | None = None
    doubts: tuple[str, ...] = ()


def errand_of(opened: Opened, draft: str, said: Errand, stdin: Callable[[], bytes]) -> Errand:
    """A draft by path, by name, or from stdin → the errand; else leaves, saying what is near."""
    path = "" if draft == "-" else _path(opened, draft)
    text = _text(opened, path) if path else _decoded(stdin())
    block = VaultHandler().block(text)
    note = parse_note(path or "message.md", text.encode())
    says = read(note, reading(opened.vault))
    if says.kind == "note" and not _has_type(note):  # a message, and what its properties say is said of the ask
        says = read(note._replace(fields=(*ASK, *note.fields)), reading(opened.vault))
    if says.kind != "favor":
        raise failure(f"{path or 'the message'} is {WHAT.get(says.kind, 'a note of another type')}, no draft", USAGE)
    errand = said._replace(path=path, body=text[block.body :] if block else text, line=block.body_line if block else 1)
    if not errand.body.strip():
        raise failure(f"{path or 'stdin'}: there is no message in it", USAGE)
    return _known(opened, errand, says.favor)


def _has_type(note: Note) -> bool:
    return any(field.key == "type" for field in note.fields)


# --- which note ---


def _path(opened: Opened, draft: str) -> NotePath:
    root = opened.vault.root
    at = os.path.abspath(draft)
    for path in (draft, os.path.relpath(at, root) if os.path.isfile(at) else "", f"{draft}.md"):
        if path and not os.path.isabs(path) and not path.startswith("..") and os.path.isfile(os.path.join(root, path)):
            return path.replace(os.sep, "/")
    wanted = fold(draft.removeprefix("[[").removesuffix("]]").removesuffix(".md"))
    paths = [note.path for note in opened.state.look.notes]
    found = [path for path in paths if wanted in (fold(stem(path)), fold(path.removesuffix(".md")))]
    if len(found) == 1:
        return found[0]
    if found:
        raise failure(f"{draft!r} may be any of {', '.join(found[:10])}: name one of these", NOT_FOUND)
    if os.path.isfile(at):
        raise failure(f"{draft!r} is outside the vault; this reads it: vaultkit lint - < {quote(draft)}", NOT_FOUND)
    folder = f"{opened.vault.settings.folders.drafts}/"
    near = nearest_names(draft, (stem(path) for path in paths if path.startswith(folder)), cutoff=50)
    hint = f"; did you mean {joined([repr(name) for name in near], 'or')}?" if near else ""
    raise failure(f"no note is called {draft!r}{hint}; - reads the message from stdin", NOT_FOUND)


def _text(opened: Opened, path: NotePath) -> str:
    text, troubles = read_file(opened.vault.root, path)
    if text is None:
        raise failure(str(troubles[0]) if troubles else f"{path}: there is no such note", ERROR)
    return text


def _decoded(message: bytes) -> str:
    try:
        return message.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise failure("what comes from stdin is no text in UTF-8", ERROR) from None


# --- what is known of the ask ---


def _known(opened: Opened, errand: Errand, favor: Favor | None) -> Errand:
    findings, today = opened.state.findings, opened.today
    kind = errand.kind or (favor.kind if favor else None)
    person, doubts = _person(findings, errand, favor)
    target = errand.target or (favor.target.text if favor and favor.target else None)
    request = Request(
        person or "",
        kind or "other",
        weight_of(findings, errand.weight) or _said_weight(findings, favor) or (None if kind else "medium"),
        target_of(findings, target),
        errand.needed_by or (favor.needed_by if favor else None),
        errand.to_hire,
    )
    if kind is None:
        doubts = (*doubts, "what is asked for is not said: add `kind:` or --kind; checked as an ask of medium weight")
    verdict = verdict_on(findings, request) if person and kind and _is_ahead(favor) else None
    occasion = _occasion(findings, request, kind, favor, verdict)
    others = tuple(_others(opened, favor, errand.path, today))
    return errand._replace(occasion=occasion._replace(others=others), verdict=verdict, doubts=doubts)


def _is_ahead(favor: Favor | None) -> bool:
    """Whether an ask is still to be made: of one made already the verdict would be on the next."""
    return favor is None or (favor.status in NOT_SENT and favor.asked is None) or favor.status == "draft"


def _person(findings: Findings, errand: Errand, favor: Favor | None) -> tuple[str | None, tuple[str, ...]]:
    if errand.person:
        return the_one(findings.network, findings.settings, errand.person), ()
    if favor is None:
        return None, ("to whom it goes is not said: add `person:` or --person, to have the ask itself judged as well",)
    found = lookup(findings.network, favor.person.text.rpartition("/")[2])
    exact = [person for person in found if person.removesuffix(".md") == favor.person.text.removesuffix(".md")]
    if len(exact or found) == 1:
        return (exact or list(found))[0], ()
    return None, (f"nobody is called {favor.person.text!r}, so that the ask itself could not be judged",)


def _said_weight(findings: Findings, favor: Favor | None) -> str | None:
    if favor is None or favor.weight:
        return favor.weight if favor else None
    return weight_of(findings, f"{favor.minutes:g}") if favor.minutes else None


def _occasion(
    findings: Findings, request: Request, kind: str | None, favor: Favor | None, verdict: Verdict | None
) -> Occasion:
    settings, today = findings.settings, findings.today
    ask = ask_of(request, today, settings)
    standing = findings.standings.get(request.person)
    work = next((check.result for check in verdict.tests if check.name == "work"), "unknown") if verdict else "unknown"
    return Occasion(
        kind=kind,
        weight=ask.weight,
        met=fit_of(standing, settings) != "stranger" if standing else None,
        silence=standing.tie.silence_days if standing and standing.tie else None,
        work={"pass": True, "fail": False}.get(work),
        lead=(request.needed_by - today).days if request.needed_by else None,
        wanted=lead_days(settings.ask, kind, ask.weight),
        silent_days=settings.ask.silent_days,
        to_hire=request.to_hire,
        facts=_facts(favor),
        packet=favor.packet if favor else (),
        person=standing.someone.name if standing else None,
    )


def _facts(favor: Favor | None) -> frozenset[str]:
    """Properties of the draft's note that stand for a phrase in it."""
    if favor is None:
        return frozenset()
    names = ("out", "why_you", "desired_outcome", "their_upside", "packet")
    return frozenset(name for name in names if getattr(favor, name))


def _others(opened: Opened, mine: Favor | None, path: NotePath, today: date) -> Iterator[tuple[str, str]]:
    """Messages to others that are drafted, or were sent lately: to whom, and the text."""
    notes = [note for note in opened.state.look.notes if note.favor and note.path != path]
    asks = [(note.path, note.favor) for note in notes if note.favor and _is_like(note.favor, today)]
    for at, favor in asks[-MOST:]:
        if mine is None or favor.person.text != mine.person.text:
            text, _ = read_file(opened.vault.root, at)
            block = VaultHandler().block(text or "")
            yield stem(favor.person.text), (text or "")[block.body :] if block else ""


def _is_like(favor: Favor, today: date) -> bool:
    lately = favor.asked is None or favor.asked >= today - timedelta(RECENT)
    return favor.direction == "asked" and favor.status in ("draft", "pending", None) and lately
