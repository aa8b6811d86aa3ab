"""The file of rules holds together with itself, the settings, and the docs."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from pathlib import Path

from vaultkit.cli.lint import rules
from vaultkit.drafts.lint import SPECIAL
from vaultkit.drafts.occasion import WHEN
from vaultkit.drafts.rules import names_in
from vaultkit.metrics.etiquette.request import KINDS, WEIGHTS
from vaultkit.settings import Lint
from vaultkit.settings.lint import PHRASES, RULES

TEXT = files("vaultkit.drafts").joinpath("english.toml").read_text("utf-8")
FACTS = {"out", "why_you", "desired_outcome", "their_upside", "packet"}
BLANKS = {"silence", "lead", "wanted", "words", "most", "many", "found", "people", "others"}
DOCS = Path(__file__).parent.parent / "docs" / "drafts.md"


def test_the_settings_know_every_rule_and_group_of_phrases() -> None:
    assert names_in(TEXT) == (RULES, PHRASES)


def test_rules_name_only_what_there_is() -> None:
    for rule in rules(Lint()).rules:
        assert rule.level in ("error", "warning")
        assert set(rule.weights) <= set(WEIGHTS)
        assert {*rule.kinds, *rule.instead_for} <= set(KINDS)
        assert rule.when in ("", *WHEN)
        assert {*rule.needs, *rule.never, *rule.exempt, *rule.softened} <= set(PHRASES)
        assert set(rule.facts) <= FACTS
        assert {name for _, name, _, _ in string.Formatter().parse(rule.about) if name} <= BLANKS
        assert rule.needs or rule.never or rule.name in SPECIAL


def test_every_group_of_phrases_is_used() -> None:
    used = {name for rule in rules(Lint()).rules for name in (*rule.needs, *rule.never, *rule.exempt, *rule.softened)}
    assert set(PHRASES) - used == {"specific", "packet-heading", "own-heading", "unfilled"}


def test_no_group_of_phrases_finds_something_in_nothing() -> None:
    for name, group in rules(Lint()).groups.items():
        assert not group.search(""), name
        assert not group.search("zzz qqq"), name


def test_the_docs_explain_every_rule_and_group() -> None:
    text = DOCS.read_text("utf-8")
    explained = re.findall(r"^\| `([a-z-]+)` \| (?:error|warning) \|", text, re.MULTILINE)
    assert tuple(explained) == RULES
    for rule in rules(Lint()).rules:
        assert f"| `{rule.name}` | {rule.level} |" in text
    for name in PHRASES:
        assert f"`{name}`" in text
