"""Messages written for the purpose, good and bad: how often the check of a draft is right.

tests/messages/good are what a thoughtful person would send, tests/messages/bad name in `breaks:` the rules they break.
The rules were never changed because of a message that is `held_out`; the figures on those are the ones to believe.
`pytest --update` writes the figures into docs/drafts.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from vaultkit.cli.lint import rules
from vaultkit.drafts.lint import lint
from vaultkit.drafts.occasion import Occasion
from vaultkit.metrics.etiquette.request import Request, ask_of, lead_days
from vaultkit.notes.frontmatter import VaultHandler
from vaultkit.settings import Lint, Settings
from vaultkit.settings.lint import RULES

MESSAGES = Path(__file__).parent / "messages"
DOCS = Path(__file__).parent.parent / "docs" / "drafts.md"
TODAY = date(2026, 11, 22)
OURS = rules(Lint())
ERRORS = frozenset(rule.name for rule in OURS.rules if rule.level == "error")
SAME = {"no-context-stranger": "no-context", "no-outcome-task": "no-outcome"}  # one thing to those who write


class Message(NamedTuple):
    """A message of the set, the rules it breaks, and those that are found broken."""

    name: str
    good: bool
    held_out: bool
    breaks: frozenset[str]
    found: frozenset[str]
    errors: frozenset[str]  # those found broken by an error


class Count(NamedTuple):
    """How often something broken was found, found where nothing was, and missed."""

    right: int
    alarms: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.alarms) if self.right + self.alarms else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read_messages() -> Iterator[Message]:
    for path in sorted(MESSAGES.rglob("*.md")):
        text = path.read_text("utf-8")
        block = VaultHandler().block(text)
        assert block is not None, path
        said = yaml.safe_load(text[block.start : block.end])
        body = text[block.body :]
        found = lint(body, block.body_line, occasion(said, body), OURS)
        yield Message(
            f"{path.parent.name}/{path.stem}",
            path.parent.name == "good",
            bool(said.get("held_out")),
            frozenset(said.get("breaks", ())),
            frozenset(SAME.get(finding.rule, finding.rule) for finding in found),
            frozenset(finding.rule for finding in found if finding.level == "error"),
        )


def occasion(said: dict[str, Any], body: str) -> Occasion:
    """A message's front matter → what is known of its ask. `silent` is in days, and missing where they never met."""
    settings, lead = Settings(), said.get("lead")
    needed = TODAY + timedelta(lead) if lead is not None else None
    weight = ask_of(
        Request("", said["kind"], said.get("weight"), None, needed, said.get("to_hire", False)), TODAY, settings
    ).weight
    return Occasion(
        kind=said["kind"],
        weight=weight,
        met="silent" in said,
        silence=said.get("silent"),
        work=said.get("tie"),
        lead=lead,
        wanted=lead_days(settings.ask, said["kind"], weight),
        to_hire=said.get("to_hire", False),
        person="Ana",
        others=tuple((name, body) for name in ("Ben", "Cleo")) if said.get("same") else (),
    )


ALL = tuple(read_messages())


def count(messages: Iterable[Message], rule: str | None = None) -> Count:
    """Messages → how the rules did, or one of them."""
    tally: Counter[str] = Counter()
    for message in messages:
        for name in (message.breaks | message.found) & (frozenset([rule]) if rule else message.breaks | message.found):
            right = name in message.breaks and name in message.found
            tally["right" if right else "missed" if name in message.breaks else "alarms"] += 1
    return Count(tally["right"], tally["alarms"], tally["missed"])


def falsely_accused(messages: Iterable[Message]) -> list[str]:
    """Good messages in which an error is found."""
    return [message.name for message in messages if message.good and message.errors]


def let_through(messages: Iterable[Message]) -> list[str]:
    """Messages with an error in them, in which none is found."""
    return [m.name for m in messages if m.breaks & ERRORS and not m.errors]


def held(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if message.held_out]


# --- the set ---


def test_the_set_is_large_and_a_third_of_it_is_held_out() -> None:
    for good in (True, False):
        messages = [message for message in ALL if message.good == good]
        assert len(messages) >= 45
        assert len(held(messages)) * 3 >= len(messages)


def test_good_messages_break_no_rule_but_may_be_long() -> None:
    assert all(message.breaks <= {"long"} for message in ALL if message.good)


def test_every_rule_is_broken_by_some_bad_message_and_known() -> None:
    broken = frozenset(rule for message in ALL for rule in message.breaks)
    assert broken == {SAME.get(rule, rule) for rule in RULES}
    assert all(message.breaks for message in ALL if not message.good)


# --- how often it is right ---


@pytest.mark.parametrize(("messages", "precision", "recall"), [(ALL, 0.88, 0.92), (tuple(held(ALL)), 0.80, 0.88)])
def test_most_of_what_is_found_is_there_and_most_of_what_is_there_is_found(
    messages: tuple[Message, ...], precision: float, recall: float
) -> None:
    found = count(messages)
    assert found.precision >= precision, found
    assert found.recall >= recall, found


def test_a_good_message_is_seldom_called_wrong() -> None:
    assert len(falsely_accused(ALL)) <= 0.05 * sum(message.good for message in ALL), falsely_accused(ALL)
    assert len(falsely_accused(held(ALL))) <= 0.12 * sum(m.good for m in held(ALL)), falsely_accused(held(ALL))


def test_a_bad_message_seldom_gets_through() -> None:
    assert len(let_through(ALL)) <= 0.05 * sum(bool(message.breaks & ERRORS) for message in ALL), let_through(ALL)


@pytest.mark.parametrize("rule", sorted({SAME.get(rule, rule) for rule in RULES}))
def test_each_rule_is_right_more_often_than_not(rule: str) -> None:
    found = count(ALL, rule)
    assert found.precision >= 0.6, found
    assert found.recall >= 0.7, found


def test_the_figures_in_the_docs_are_these(update: bool) -> None:
    text = DOCS.read_text("utf-8")
    before, mark, rest = text.partition("<!-- measured -->\n")
    _, closing, after = rest.partition("<!-- /measured -->")
    assert mark
    assert closing
    fresh = f"{before}{mark}\n{figures()}\n\n{closing}{after}"
    if update and fresh != text:
        DOCS.write_text(fresh, "utf-8")
    assert fresh == text or update, "`pytest --update` writes the figures anew"


def figures() -> str:
    """The figures as docs/drafts.md has them."""
    rows = [
        "| | messages | findings | precision | recall | good ones with a false error | bad ones let through |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, messages in (("all", ALL), ("held out", tuple(held(ALL)))):
        found, good = count(messages), sum(message.good for message in messages)
        wrong = sum(bool(message.breaks & ERRORS) for message in messages)
        rows.append(
            f"| {name} | {len(messages)} | {found.right + found.alarms} | {found.precision:.2f} | {found.recall:.2f} "
            f"| {len(falsely_accused(messages))} of {good} | {len(let_through(messages))} of {wrong} |"
        )
    rows += ["", "| rule | right | false alarms | missed | of these held out |", "|---|---:|---:|---:|---|"]
    for rule in dict.fromkeys(SAME.get(rule, rule) for rule in RULES):
        whole, apart = count(ALL, rule), count(held(ALL), rule)
        rows.append(
            f"| `{rule}` | {whole.right} | {whole.alarms} | {whole.missed} "
            f"| {apart.right} right, {apart.alarms} false, {apart.missed} missed |"
        )
    return "\n".join(rows)
