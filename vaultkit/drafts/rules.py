"""The file of rules, and what the settings add to it → the rules a message is checked by."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from vaultkit.drafts.phrases import Finder, finder, phrases_of
from vaultkit.settings import Lint

Severity: TypeAlias = Literal["error", "warning"]


class Rule(NamedTuple):
    """One rule: what is wrong, what to write instead, of which asks it holds, and what decides it."""

    name: str
    level: Severity
    about: str
    instead: str
    instead_for: Mapping[str, str] = {}  # kind → what to write for that
    weights: tuple[str, ...] = ()  # () for all
    kinds: tuple[str, ...] = ()  # () for all
    when: str = ""
    needs: tuple[str, ...] = ()  # groups of phrases, one of which must be there
    facts: tuple[str, ...] = ()  # properties that stand for such a phrase
    softened: tuple[str, ...] = ()  # groups that leave what lacks no more than a warning
    packet: bool = False  # so does something that goes with the message
    never: tuple[str, ...] = ()  # groups of which none may be there
    exempt: tuple[str, ...] = ()  # groups that take out what only looks like one


class Rules(NamedTuple):
    """All rules in force, their phrases, and the limits of the settings."""

    rules: tuple[Rule, ...]
    groups: Mapping[str, Finder]
    settings: Lint


def read_rules(text: str, lint: Lint) -> Rules:
    """The text of english.toml, and the user's own settings → rules."""
    table = tomllib.loads(text)
    own = dict(lint.phrases.groups)
    groups = {name: finder((*phrases_of(said), *own.get(name, ()))) for name, said in table["phrases"].items()}
    rules = (_rule(name, said, lint) for name, said in table["rules"].items())
    return Rules(tuple(rule for rule in rules if rule.name not in lint.off), groups, lint)


def names_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The text of english.toml → the names of its rules, and of its groups of phrases."""
    table = tomllib.loads(text)
    return tuple(table["rules"]), tuple(table["phrases"])


def _rule(name: str, said: Mapping[str, Any], lint: Lint) -> Rule:
    lists = {key: tuple(said.get(key, ())) for key in ("weights", "kinds", "needs", "facts", "softened", "never")}
    return Rule(
        name=name,
        level="error" if name in lint.errors else "warning" if name in lint.warnings else said["level"],
        about=said["about"],
        instead=said["instead"],
        instead_for=said.get("instead_for", {}),
        when=said.get("when", ""),
        packet=said.get("packet", False),
        exempt=tuple(said.get("except", ())),
        **lists,
    )
