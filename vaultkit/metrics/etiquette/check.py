"""The result of one test, with its reason and its proof; and what would have to happen where it fails."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from vaultkit.model import Place
from vaultkit.wording import short_name

Result: TypeAlias = Literal["pass", "fail", "unknown"]
Need: TypeAlias = Literal["required", "preferred", "shown"]
Answer: TypeAlias = Literal["go", "go-lighter", "build-first", "wait", "no"]
ANSWERS: tuple[Answer, ...] = ("go", "go-lighter", "build-first", "wait", "no")  # the better first
PROOFS = 3
QUOTED = 90  # characters


class Remedy(NamedTuple):
    """What a failed test comes to."""

    answer: Answer  # "go-lighter" where something lighter would do
    otherwise: Answer = "no"  # what "go-lighter" turns into where nothing lighter would
    opens: date | None = None  # the first day on which the test could pass; None: no day can be told
    final: bool = False  # nothing I do would change it: their boundary, their own word that they cannot


class Check(NamedTuple):
    """One test of a request."""

    name: str
    result: Result
    why: str
    places: tuple[Place, ...] = ()
    need: Need = "required"
    remedy: Remedy = Remedy("no")

    @property
    def stops(self) -> bool:
        """Whether it stands in the way, for any weight."""
        return self.need == "required" and self.result == "fail"


def proofs(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places → each once, in order, the first few."""
    return tuple(dict.fromkeys(places))[:PROOFS]


def said(text: str) -> str:
    """What a note says, short enough to be quoted in a sentence."""
    return short_name(text, QUOTED)
