"""`vaultkit.toml`: its text → frozen settings and every mistake in it, each with its line."""

from vaultkit.settings.options import OPTIONS, SECTIONS, Option, Section
from vaultkit.settings.read import read_settings
from vaultkit.settings.shapes import (
    Ask,
    ByWeight,
    Favors,
    Folders,
    Lint,
    Me,
    Paths,
    Phrases,
    Reports,
    Settings,
    Ties,
    Watch,
)
from vaultkit.settings.template import template

__all__ = [
    "OPTIONS",
    "SECTIONS",
    "Ask",
    "ByWeight",
    "Favors",
    "Folders",
    "Lint",
    "Me",
    "Option",
    "Paths",
    "Phrases",
    "Reports",
    "Section",
    "Settings",
    "Ties",
    "Watch",
    "read_settings",
    "template",
]
