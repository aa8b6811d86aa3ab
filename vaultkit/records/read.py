"""Note → Says: the kind of record it is, its date, its properties and its lines. Unknown notes are left in peace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vaultkit.dates import Dated, dated_name
from vaultkit.model import Note, NotePath, Place, Problem, Scalar
from vaultkit.moment import DateFormat
from vaultkit.records.favor import read_favor
from vaultkit.records.interaction import read_interaction, read_named
from vaultkit.records.introduction import read_introduction
from vaultkit.records.kind import kind_by_place, kind_of, meant
from vaultkit.records.kinds import Says
from vaultkit.records.lines import Lines
from vaultkit.records.organization import read_organization
from vaultkit.records.person import read_person
from vaultkit.records.project import read_project
from vaultkit.records.promise import read_promise
from vaultkit.records.properties import Properties
from vaultkit.records.saved import read_saved

MARKER = ("generated_by", "vaultkit")
UNREAD = ("generated", "template")


class Reading(NamedTuple):
    """How a vault is read: what settings and Obsidian's own configuration say."""

    daily_format: DateFormat
    daily_folder: str = ""
    people_folders: tuple[str, ...] = ("People", "Contacts")
    daily_links: bool = True  # a plain link in a daily note is a day in touch
    synonyms: tuple[tuple[str, str], ...] = ()


def read(note: Note, rules: Reading) -> Says:
    """One note's syntax → all that it says, by itself."""
    if reason := _unread(note):
        return Says(note.path, reason)
    title = note.path.rpartition("/")[2].removesuffix(".md")
    front = Properties(note, "note", rules.synonyms)
    kind = _kind(note, front, rules)
    said = front if kind == "note" else Properties(note, kind, rules.synonyms)
    dated = _date(said)
    daily = daily_day(note.path, rules) if kind == "note" or dated is None else None
    dated = dated or daily or dated_name(title)
    if kind == "note" and daily:
        kind = "daily"
    record = _record(note, kind, title, said, dated)._replace(
        saved=read_saved(note, title, said, dated.day if dated else None)
    )
    says = _with_lines(note, record, dated, rules)
    if kind == "note" and dated and rules.daily_links and not says.interactions:
        named = read_named(note, title, dated.day, approximate=dated.precision != "day")
        says = says._replace(interactions=(named,) if named else ())
    if not (note.problems or said.problems or kind == "note"):
        return says
    return says._replace(problems=(*note.problems, *_type_problems(kind, front), *said.problems, *says.problems))


def daily_day(path: NotePath, rules: Reading) -> Dated | None:
    """A note's path → its day by the daily-note settings, or None where it is no daily note."""
    folder = f"{rules.daily_folder.strip('/')}/" if rules.daily_folder.strip("/") else ""
    if not path.startswith(folder):
        return None
    return rules.daily_format.read(path[len(folder) :].removesuffix(".md"))


def _unread(note: Note) -> str | None:
    for field in note.fields:
        if field.key == MARKER[0] and isinstance(field.value, Scalar) and field.value.text == MARKER[1]:
            return "generated"
    return "template" if any(problem.code == "template-placeholder" for problem in note.problems) else None


def _kind(note: Note, front: Properties, rules: Reading) -> str:
    tags = [*front.texts("tags"), *(tag for line in note.lines if line.number <= note.body_line for tag in line.tags)]
    categories = [name.text for name in front.names("categories")]
    kind = kind_of(front.texts("type"), tags, categories, front.keys)
    if kind:
        return kind
    if front.has("people") and front.has("date"):
        return "interaction"
    return "note" if front.texts("type") else kind_by_place(note.path, rules.people_folders) or "note"


def _type_problems(kind: str, front: Properties) -> Iterable[Problem]:
    if kind == "note":
        for word in front.texts("type"):
            near = meant(word)
            if near:
                message = f"`type: {word[:40]}` is no kind of note; did you mean `{near}`?"
                yield Problem(Place(front.path, front.line("type")), "unknown-type", message)


def _date(said: Properties) -> Dated | None:
    day = said.dated("date")
    return Dated(day.day, "month" if day.approximate else "day") if day else None


def _record(note: Note, kind: str, title: str, said: Properties, dated: Dated | None) -> Says:
    day = dated.day if dated else None
    says = Says(note.path, kind, day)
    if kind == "person":
        return says._replace(person=read_person(note, title, said))
    if kind == "organization":
        return says._replace(organization=read_organization(note, title, said))
    if kind == "interaction":
        found = read_interaction(note, title, said, day, approximate=bool(dated and dated.precision != "day"))
        return says._replace(interactions=(found,) if found else ())
    if kind == "favor":
        return says._replace(favor=read_favor(note, said))
    if kind == "introduction":
        made = read_introduction(note, said)
        return says._replace(introductions=(made,) if made else ())
    if kind == "project":
        return says._replace(project=read_project(note, title, said))
    if kind == "promise":
        promise = read_promise(note, title, said, said.day("made") or day)
        return says._replace(promises=(promise,) if promise else ())
    return says


def _with_lines(note: Note, says: Says, dated: Dated | None, rules: Reading) -> Says:
    lines = Lines(
        note.path,
        says.day,
        approximate=bool(dated and dated.precision != "day"),
        own=says.kind == "person",
        contacts=says.kind in ("note", "daily", "project") and rules.daily_links,
    )
    if says.kind == "favor":
        lines.re = note.path.removesuffix(".md")
        lines.person = says.favor.person if says.favor else None
    lines.read(note.lines)
    return says._replace(
        interactions=(*says.interactions, *lines.interactions),
        moves=tuple(lines.moves),
        introductions=(*says.introductions, *lines.introductions),
        promises=(*says.promises, *lines.promises),
        mentions=tuple(lines.mentions),
        put_away=tuple(lines.put_away),
        problems=tuple(lines.problems),
    )
