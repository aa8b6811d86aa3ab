"""Follow-ups: everything owed either way, what to wait for, and the dates ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from vaultkit.metrics.findings import Findings
from vaultkit.metrics.follow_ups import FollowUp, of_kind, taken_up, too_early
from vaultkit.metrics.standing import in_stage
from vaultkit.pages.layout import bullets, day, heading, paragraph, plural, stack
from vaultkit.reports.phrases import id_of, of_follow_up

NAME = "Follow-ups"
MOST = 40  # lines a section; the rest is counted
SECTIONS: Sequence[tuple[str, Sequence[str], str]] = (
    (
        "Refusals to acknowledge",
        ("acknowledge",),
        "A no deserves a word back within two days; it is a no to this request only.",
    ),
    (
        "Introductions made for me, not taken up",
        ("introduced",),
        "They come first: whoever introduced you vouched for you.",
    ),
    ("Answers I owe", ("answer",), "Yes, no or later: each lets the other move on."),
    ("Thanks", ("thanks",), "Owed for a yes, a no and a pointer elsewhere alike."),
    ("My promises", ("promise",), ""),
    ("Outcomes to report", ("report",), "Whoever introduced, advised or vouched likes to hear how it went, from you."),
    ("Nudges", ("nudge",), "At most two, ten days apart."),
    ("Sent on to somebody else", ("redirected",), "Say who sent you, and tell them both how it went."),
    ("Waiting for others", ("waiting",), ""),
    ("Introductions to see through", ("introduction",), ""),
    ("Doors left open", ("door",), "They offered; it comes up on its day."),
    ("Let rest", ("rest",), "Nothing to do until they write, or until the day given."),
    ("Planned", ("meeting",), ""),
    ("Birthdays", ("birthday",), ""),
)


def body(findings: Findings) -> str:
    """The findings → the page."""
    sections = [_section(title, kinds, why, findings) for title, kinds, why in SECTIONS]
    nothing = "" if any(sections) else "Nothing is owed either way."
    return stack(paragraph(f"What is owed either way, as of {day(findings.today)}."), *sections, nothing)


def _section(title: str, kinds: Sequence[str], why: str, findings: Findings) -> str:
    now, old = (sum(_count(kind, stage, findings) for kind in kinds) for stage in ("now", "old"))
    items: Iterable[FollowUp] = chain.from_iterable(of_kind(findings.follow_ups, kind) for kind in kinds)
    if now and "redirected" in kinds:  # few, and done once that other was written to
        items = [item for item in items if not taken_up(item, findings.network)]
        now = len(items)
    if "report" in kinds and (early := too_early(findings.follow_ups)):
        items = [item for item in items if item not in early]
        now, old = (count - sum(i.stage == stage for i in early) for count, stage in ((now, "now"), (old, "old")))
    if not now + old:
        return ""
    shown = list(islice((item for item in items if item.stage == "now"), MOST))
    lines = bullets(_line(item, findings) for item in shown)
    return stack(heading(2, title), why, lines, _rest(len(shown), now - len(shown), old))


def _count(kind: str, stage: str, findings: Findings) -> int:
    to_nobody = findings.basis.to_nobody
    return findings.basis.tally[in_stage(kind, stage)] + sum(i.kind == kind and i.stage == stage for i in to_nobody)


def _line(item: FollowUp, findings: Findings) -> str:
    mark = " ⏰" if item.overdue(findings.today) and item.kind in ("promise", "acknowledge") else ""
    return f"{of_follow_up(item, findings)}{mark} `{id_of(item, findings)}`"


def _rest(shown: int, more: int, old: int) -> str:
    parts: Iterable[str] = filter(
        None,
        (
            f"{plural(more, 'more', 'more')} like these" if more else "",
            f"{plural(old, 'older than a year', 'older than a year')}" if old else "",
        ),
    )
    text = " and ".join(parts)
    lead = "And " if shown else ""
    return f"{lead}{text}: `vaultkit person NAME` shows all there is with somebody." if text else ""
