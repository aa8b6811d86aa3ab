"""The steps of an ask → those that cannot be in this order: thanked before it was asked, nudged after the answer …

Notes and lines are held to the same rules, so that a step is told of once wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

REASONS = ("capacity", "not-comfortable", "not-able", "policy")  # for a no
ASKS = ("asked", "received_ask")
ANSWERS = ("granted", "declined", "redirected", "withdrawn")  # after these nobody waits for an answer


class Course(NamedTuple):
    """What a favour went through, as far as its days are known."""

    direction: str
    status: str
    asked: date | None = None
    answered: date | None = None
    nudges: Sequence[date] = ()
    decided: date | None = None
    thanked: date | None = None
    acknowledged: date | None = None
    reported: date | None = None
    reason: str | None = None


class Clash(NamedTuple):
    """A step that cannot be: which one, of which day, what it does not go with, and what to write."""

    step: str  # the property that tells it
    day: date | None
    against: str
    message: str
    unfinished: bool = False  # what is missing may be told elsewhere


def clashes(course: Course) -> Iterator[Clash]:
    """A favour's course → each step that cannot be, with the first reason against it."""
    for step, word, day in _steps(course):
        if course.asked and day < course.asked:
            message = f"{word} on {day}, before it was asked on {course.asked}: one of the two dates is wrong"
            yield Clash(step, day, "asked", message)
        elif course.status == "draft":
            message = f"{word} on {day}, but still a draft: once it was sent, write `status: pending` and `asked:`"
            yield Clash(step, day, "draft", message, unfinished=True)
        elif course.direction in ASKS and (message := _against_answer(course, step, word, day)):
            yield Clash(step, day, "answer", message, unfinished=course.status == "pending")
    if course.status == "granted" and course.reason:
        message = f"granted, and yet declined for a reason ({course.reason}): keep `status: granted` or the reason"
        yield Clash("decline_reason", None, "answer", message)


def _steps(course: Course) -> Iterator[tuple[str, str, date]]:
    steps = (
        ("answered", "answered", course.answered),
        *(("nudges", "nudged", nudge) for nudge in course.nudges),
        ("decided", "decided", course.decided),
        ("thanked", "thanked", course.thanked),
        ("acknowledged", "acknowledged", course.acknowledged),
        ("reported_back", "reported back", course.reported),
    )
    return ((step, word, day) for step, word, day in steps if day)


def _against_answer(course: Course, step: str, word: str, day: date) -> str:
    """Why a step does not go with the answer, or with there being none; "" where it does."""
    if step in ("answered", "nudges"):
        return _too_late(course, word, day)
    if course.status == "pending":
        return _unanswered(step, word, day)
    return _too_early(course, step, word, day)


def _too_late(course: Course, word: str, day: date) -> str:
    if course.status in ANSWERS and course.decided and day > course.decided:
        return f"{word} on {day}, after it was {course.status} on {course.decided}: one of the two is wrong"
    return ""


def _unanswered(step: str, word: str, day: date) -> str:
    if step == "decided":
        return f"{word} on {day}, but nothing says how: write `status:` with granted, declined, redirected or parked"
    lines = "a `declined::` line" if step == "acknowledged" else "a `granted::`, `declined::` or `redirected::` line"
    return f"{word} on {day}, but nothing says what they answered: add `decided:` and `status:`, or {lines}"


def _too_early(course: Course, step: str, word: str, day: date) -> str:
    if step == "acknowledged" and course.status == "granted":
        return f"{word} on {day}, but it was granted: write `thanked`; acknowledging is for a no"
    if step != "decided" and course.status in ANSWERS and course.decided and day < course.decided:
        return f"{word} on {day}, before it was {course.status} on {course.decided}: one of the two dates is wrong"
    return ""
