"""The plan of an import → what is said before it is done: new, changed, unchanged, left as it is, left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from vaultkit.importers.incoming import Incoming, Skipped
from vaultkit.intake.notes import Difference
from vaultkit.intake.plan import Newcomer, Plan, Told
from vaultkit.intake.words import shown
from vaultkit.model import Said
from vaultkit.pages.layout import plural
from vaultkit.wording import few

SHOWN = 10  # of each list; the rest is counted
JOB = ("title", "org")


def preview(incoming: Incoming, plan: Plan, *, every: bool = False) -> str:
    """A plan → its lines; `every` leaves none out."""
    most = len(plan.new) + len(plan.told) + len(plan.by_name) if every else SHOWN
    renewed = [told for told in plan.told if told.changed]
    lacking = [told for told in plan.told if told.lacking]
    differ = [told for told in plan.told if told.kept]
    lines = [
        *incoming.told,
        *_section(f"New: {_people(len(plan.new))}", map(_newcomer, plan.new), most),
        *_section(f"Changed: {_notes(len(renewed))}", map(_change, renewed), most),
        *([f"Unchanged: {_notes(plan.unchanged)}"] if plan.unchanged else []),
        *_section(f"Lack something, which --fill would add: {_notes(len(lacking))}", map(_lacking, lacking), most),
        *_section(f"Left as they are: {_notes(len(differ))}", map(_kept, differ), most),
        *_logs(plan),
        *_section(f"Taken for these by the name alone: {len(plan.by_name)}", map(_by_name, plan.by_name), most),
        *_left_out(incoming, plan.skipped),
    ]
    return "\n".join(lines) if lines else f"{incoming.source} has nobody in this file."


def _section(title: str, lines: Iterable[str], most: int) -> Iterator[str]:
    """A title and its first lines; nothing where there are none."""
    told = list(lines)
    if not told:
        return
    yield title
    yield from (f"  {line}" for line in told[:most])
    if len(told) > most:
        yield f"  … and {len(told) - most} more"


def _newcomer(new: Newcomer) -> str:
    return f"{new.path}{f' · {new.about}' if new.about else ''}"


def _change(told: Told) -> str:
    """A note's changes; those of the job as one."""
    job = {each.name: each for each in told.changed if each.name in JOB and (each.here or len(told.changed) == 1)}
    others = [each for each in told.changed if each.name not in job]
    parts = [*([_new_job(job)] if job else []), *(_difference(each) for each in others)]
    return f"{told.path}: {'; '.join(parts)}"


def _new_job(job: dict[str, Difference]) -> str:
    before = ", ".join(filter(None, (_text(job[name].here) for name in JOB if name in job)))
    after = ", ".join(filter(None, (_text(job[name].there) for name in JOB if name in job)))
    return f"job: {before or 'none'} → {after}"


def _difference(each: Difference) -> str:
    before = f"{each.name}: {_text(each.here)} →" if each.here else f"+ {each.name}:"
    return f"{before} {_text(each.there)}"


def _kept(told: Told) -> str:
    says = "; ".join(f"{each.name}: {_text(each.here) or 'nothing'}, there {_text(each.there)}" for each in told.kept)
    return f"{told.path}: {says}"


def _by_name(told: Told) -> str:
    return f"{told.name}: {told.path}"


def _lacking(told: Told) -> str:
    return f"{told.path}: {', '.join(told.lacking)}"


def _logs(plan: Plan) -> Iterator[str]:
    count = sum(lines for _, lines in plan.lines)
    if count:
        first, last = plan.lines[0][0], plan.lines[-1][0]
        where = first if first == last else f"{first} … {last} ({_notes(len(plan.lines))})"
        yield f"Logged: {plural(count, 'interaction')} in {where}"
    if plan.there:
        yield f"Logged already: {plural(plan.there, 'interaction')}"


def _left_out(incoming: Incoming, skipped: Iterable[Skipped]) -> Iterator[str]:
    """What is left out, by reason; with the lines where they are few."""
    reasons: dict[str, list[Skipped]] = defaultdict(list)
    for each in skipped:
        reasons[each.reason].append(each)
    if not reasons and not incoming.counted:
        return
    total = sum(map(len, reasons.values())) + sum(count for _, count in incoming.counted)
    yield f"Left out: {total}"
    for reason, count in incoming.counted:
        yield f"  {count} × {reason}"
    for reason, records in reasons.items():
        yield f"  {len(records)} × {reason} ({few([_place(one) for one in records], 3)})"


def _place(skipped: Skipped) -> str:
    return ": ".join(filter(None, (f"line {skipped.line}" if skipped.line else "", skipped.what)))


def _people(count: int) -> str:
    return plural(count, "person", "people")


def _notes(count: int) -> str:
    return plural(count, "note")


def _text(said: Said) -> str:
    texts = (said,) if isinstance(said, str) else said
    return ", ".join(map(shown, texts))
