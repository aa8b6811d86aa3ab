"""The table of options → the `vaultkit.toml` that `vaultkit init` writes, with every option commented out.

A line that starts with `# ` is prose; one that starts with `#` alone is an option at its default: take the `#` away
and change the value.
"""

from __future__ import annotations

from vaultkit.settings.options import OPTIONS, SECTIONS, Option
from vaultkit.settings.shapes import ByWeight, Phrases

_HEAD = """\
# Settings of vaultkit. All of it is optional, and every option is shown with its default:
# take the # in front of a name away and change the value. Periods are in days. `vaultkit check` tells about mistakes.

"""


def template() -> str:
    """The settings file for a new vault."""
    blocks = [_HEAD, *(_lines(option) for option in OPTIONS if not option.section)]
    for section in SECTIONS:
        blocks.append(f"\n# {section.about}\n[{section.name}]\n")
        blocks += [_lines(option) for option in OPTIONS if option.section == section.name]
    return "".join(blocks)


def toml(value: object) -> str:
    """A default → how it is written in TOML."""
    if isinstance(value, ByWeight):
        return "{" + ", ".join(f"{name} = {toml(number)}" for name, number in value._asdict().items()) + "}"
    if isinstance(value, Phrases):
        return "{}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    if value is None:
        return '"own"'
    if isinstance(value, float) and value in (1 / 3, 2 / 3, -1 / 3, -2 / 3):
        return f'"{round(value * 3)}/3"'
    return f"{value:g}" if isinstance(value, int | float) else f'"{value}"'


def _lines(option: Option) -> str:
    return f"# {option.about}\n#{option.name} = {toml(option.default)}\n"
