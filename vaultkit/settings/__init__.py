"""`vaultkit.toml`: its text → frozen settings and every mistake in it, each with its line."""

from vaultkit.settings.options import OPTIONS, SECTIONS, Option, Section
from vaultkit.settings.read import read_settings
from vaultkit.settings.shapes import Ask, ByWeight, Favors, Folders, Me, Reports, Settings, Ties, Watch
from vaultkit.settings.template import template

__all__ = [
    "OPTIONS",
    "SECTIONS",
    "Ask",
    "ByWeight",
    "Favors",
    "Folders",
    "Me",
    "Option",
    "Reports",
    "Section",
    "Settings",
    "Ties",
    "Watch",
    "read_settings",
    "template",
]
