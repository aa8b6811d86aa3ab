"""Review: each quarter on three axes: what you asked, what you followed up, what you gave. Facts, no score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from vaultkit.metrics.discretion import restricted
from vaultkit.metrics.findings import Findings
from vaultkit.metrics.giving.gifts import Sort
from vaultkit.metrics.quarters import quarter_of
from vaultkit.metrics.review import Look, Loop, Request, Return, review
from vaultkit.metrics.standing import Standing
from vaultkit.pages.layout import bullets, day, escape, gap_words, heading, joined, paragraph, plural, shorten, stack
from vaultkit.reports.phrases import WHAT, person, proof, quoted, short_day

NAME = "Review"
QUARTERS = 8
MOST = 5  # rows an axis; the rest is counted
T = TypeVar("T")


def body(findings: Findings) -> str:
    """The findings → the page."""
    looks = review(findings)
    more = len(looks) - QUARTERS
    rest = f"And {plural(more, 'earlier quarter')}." if more > 0 else ""
    return stack(
        paragraph(
            f"What you asked, what you followed up and what you gave, quarter by quarter, as of {day(findings.today)}.",
            "Facts, not a score.",
        ),
        *(_quarter(look, findings) for look in looks[:QUARTERS]),
        rest or ("" if looks else "Nothing was asked, owed or given yet."),
    )


def _quarter(look: Look, findings: Findings) -> str:
    now = " (so far)" if look.quarter == quarter_of(findings.today) else ""
    return stack(
        heading(2, f"{look.quarter.words} {look.quarter.year}{now}"),
        _axis("Requests", _asked(look.requests), look.requests, lambda r: _request(r, findings)),
        _axis("Follow-up", _followed_up(look.loops), look.loops, lambda loop: _loop(loop, findings)),
        _axis("Return", _returned(look.returns), look.returns, lambda r: _return(r, findings)),
    )


def _axis(title: str, text: str, rows: Sequence[T], line: Callable[[T], str]) -> str:
    """What happened in a sentence or two, and a short list; who comes up nowhere is counted with the rest."""
    if not rows:
        return ""
    lines = [told for row in rows if (told := line(row))]
    more = len(rows) - min(len(lines), MOST)
    rest = f"and {plural(more, 'more', 'more')}" if more else ""
    return stack(f"**{title}.** {text}", bullets([*lines[:MOST], rest if lines else ""]))


# --- requests ---

ENDS: Mapping[str, str] = {
    "pending": "still open",
    "parked": "parked",
    "granted": "granted",
    "done": "granted",
    "declined": "declined",
    "redirected": "sent on",
    "withdrawn": "withdrawn",
    "expired": "without an answer",
}

REASONS: Mapping[str | None, str] = {
    "capacity": "no room for it then",
    "not-comfortable": "not comfortable with it",
    "not-able": "not able to",
    "policy": "a rule of theirs",
}


def _asked(requests: Sequence[Request]) -> str:
    people = len({request.favour.person for request in requests})
    ends = Counter(_end(request) for request in requests)
    told = [f"{ends[end]:,} {end}" if len(requests) > 1 else end for end in dict.fromkeys(ENDS.values()) if ends[end]]
    return f"You asked {plural(people, 'person', 'people')} for {plural(len(requests), 'thing')}: {joined(told)}."


def _end(request: Request) -> str:
    return ENDS["expired"] if request.life.state == "expired" else ENDS[request.favour.status]


def _request(request: Request, findings: Findings) -> str:
    favour = request.favour
    standing = findings.standings[favour.person]
    if standing.silent:
        return ""
    asked = proof(favour.places[0], short_day(favour.asked, findings.today) if favour.asked else "note", table=False)
    what = "" if restricted(standing.someone) else f"{quoted(favour.what)} "
    return f"{_name(standing)}: {what}({asked}): {_what_came(request, findings)}"


def _what_came(request: Request, findings: Findings) -> str:
    """The answer, and what it led to where that may be told."""
    favour, end = request.favour, _end(request)
    if restricted(findings.standings[favour.person].someone):
        return end
    if favour.status == "redirected" and favour.redirected_to:
        onward = findings.standings.get(favour.redirected_to)
        end = f"sent on to {escape(onward.someone.name if onward else favour.redirected_to)}"
    reason = f" ({REASONS[favour.decline_reason]})" if favour.decline_reason in REASONS else ""
    return f"{end}{reason}; {escape(shorten(favour.outcome, WHAT))}" if favour.outcome else f"{end}{reason}"


# --- follow-up ---

WORDS: Mapping[str, tuple[str, str]] = {  # to do, and what was done
    "thank": ("thank {} for {}", "Thanked {} for {}"),
    "acknowledge": ("acknowledge {}’s no to {}", "Acknowledged {}’s no to {}"),
    "report": ("tell {} how {} went", "Told {} how {} went"),
    "answer": ("answer {} about {}", "Answered {} about {}"),
    "promise": ("keep your word to {}: {}", "Kept your word to {}: {}"),
}


def _followed_up(loops: Sequence[Loop]) -> str:
    words = [loop for loop in loops if loop.word != "promise"]
    promises = [loop for loop in loops if loop.word == "promise"]
    sentences = (
        f"Thanks, answers and word of how it went: {_states(words)}." if words else "",
        f"Promises due: {_states(promises, kept='kept')}." if promises else "",
    )
    return paragraph(*sentences)


def _states(loops: Iterable[Loop], kept: str = "in time") -> str:
    count = Counter(loop.state for loop in loops)
    told = ((kept, count["in time"]), ("later", count["later"]), ("open", count["open"]))
    return joined([f"{number:,} {state}" for state, number in told if number])


def _loop(loop: Loop, findings: Findings) -> str:
    standing = findings.standings.get(loop.person or "")
    if standing and standing.silent:
        return ""
    open_now = loop.state == "open"
    what = "what you have noted" if standing and restricted(standing.someone) else quoted(loop.what)
    text = WORDS[loop.word][not open_now].format(_name(standing) if standing else "somebody", what)
    lead = "**Open**: " if open_now else ""
    took = f", after {gap_words(loop.took)}" if loop.state == "later" else ""
    return f"{lead}{text}{took} ({proof(loop.place, short_day(loop.since, findings.today), table=False)})"


# --- return ---

WAYS: Mapping[str, str] = {"back": "**Back** to", "forward": "**Forward** to", "gave": "To"}
TOLD: Mapping[str, str] = {"offer": "offered ", "introduction": "introduced "}

GIVEN: Mapping[Sort, tuple[str, ...]] = {
    "favour": ("favour",),
    "introduction": ("introduction",),
    "kindness": ("kindness", "kindnesses"),
    "offer": ("offer",),
}


def _returned(returns: Sequence[Return]) -> str:
    count = Counter(row.gift.sort for row in returns)
    people = len({row.gift.person for row in returns})
    told = [plural(count[sort], *words) for sort, words in GIVEN.items() if count[sort]]
    ways = Counter(row.way for row in returns)
    whom = "somebody" if ways["back"] == 1 else "those"
    went = [
        words
        for number, words in (
            (ways["back"], f"{ways['back']} went back to {whom} who had helped you"),
            (ways["forward"], f"{ways['forward']} went forward in return for what came to you"),
        )
        if number
    ]
    second = f"{joined(went)}." if went else ""
    return paragraph(f"{joined(told)} to {plural(people, 'person', 'people')}.", second)


def _return(row: Return, findings: Findings) -> str:
    gift = row.gift
    standing = findings.standings.get(gift.person)
    if standing and standing.silent:
        return ""
    when = proof(gift.place, short_day(gift.day, findings.today) if gift.day else "note", table=False)
    to = f"{WAYS[row.way]} {_name(standing) if standing else escape(gift.person) or 'somebody'}"
    if standing and restricted(standing.someone):
        return f"{to} ({when})"
    what = escape(gift.what) if gift.sort == "introduction" else quoted(gift.what)
    return f"{to}: {TOLD.get(gift.sort, '')}{what} ({when})"


def _name(standing: Standing) -> str:
    return person(standing.someone, table=False)
