from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.obsidian import CONFIG_FILES, ObsidianConfig, Periodic, read_config

APP, DAILY, TEMPLATES, PLUGINS, PERIODIC, TEMPLATER = CONFIG_FILES


def told(files: dict[str, str]) -> list[str]:
    return [f"{p.place} {p.code} {p.message}" for p in read_config(files)[1]]


def test_a_vault_without_settings_has_obsidians_defaults() -> None:
    assert read_config({}) == (ObsidianConfig(), ())
    assert ObsidianConfig().daily_format == "YYYY-MM-DD"


def test_the_core_settings_are_read() -> None:
    config, problems = read_config(
        {
            APP: json.dumps({"userIgnoreFilters": ["Archive/", "/draft/i"], "vimMode": True}),
            DAILY: json.dumps({"folder": "/Journal/Daily/", "format": "YYYY/MM/DD dddd", "template": "Meta/Daily"}),
            TEMPLATES: json.dumps({"folder": "Templates"}),
            TEMPLATER: json.dumps({"templates_folder": "Meta\\Templater", "trigger_on_file_creation": True}),
        }
    )
    assert problems == ()
    assert config == ObsidianConfig(
        daily_folder="Journal/Daily",
        daily_format="YYYY/MM/DD dddd",
        templates=("Templates", "Meta/Templater"),
        template_notes=("Meta/Daily.md",),
        ignore_filters=("Archive/", "/draft/i"),
        daily_template="Meta/Daily.md",
        writes_daily=True,
    )


def test_empty_settings_are_the_defaults() -> None:
    config, problems = read_config(
        {DAILY: '{"folder": "", "format": "", "autorun": false}', TEMPLATES: '{"folder": "/"}'}
    )
    assert (config, problems) == (ObsidianConfig(writes_daily=True), ())


def test_periodic_notes_override_the_core_daily_notes_when_switched_on() -> None:
    core = json.dumps({"folder": "Old", "format": "DD-MM-YYYY"})
    periodic = {
        "daily": {"enabled": True, "folder": "Days", "format": ""},
        "weekly": {"enabled": True, "template": "T/W.md"},
    }
    config, _ = read_config({DAILY: core, PERIODIC: json.dumps(periodic)})
    assert (config.daily_folder, config.daily_format) == ("Days", "YYYY-MM-DD")
    assert config.periodic == (Periodic("weekly", "", "gggg-[W]ww"),)
    assert config.template_notes == ("T/W.md",)
    periodic["daily"]["enabled"] = False
    config, _ = read_config({DAILY: core, PERIODIC: json.dumps(periodic)})
    assert (config.daily_folder, config.daily_format) == ("Old", "DD-MM-YYYY")


def test_calendar_sets_of_the_newer_periodic_notes_are_read() -> None:
    sets = [
        {"id": "Work", "day": {"enabled": True, "folder": "Work", "format": "YYYYMMDD"}},
        {
            "id": "Home",
            "day": {"enabled": True, "folder": "Home", "templatePath": "T/Day"},
            "month": {"enabled": False},
        },
    ]
    config, _ = read_config({PERIODIC: json.dumps({"calendarSets": sets, "activeCalendarSet": "Home"})})
    assert (config.daily_folder, config.template_notes, config.periodic) == ("Home", ("T/Day.md",), ())


def test_a_plugin_that_is_switched_off_says_nothing() -> None:
    files = {PERIODIC: json.dumps({"daily": {"enabled": True, "folder": "Days"}}), PLUGINS: '["dataview"]'}
    assert read_config(files)[0].daily_folder == ""
    files[PLUGINS] = '["dataview", "periodic-notes"]'
    assert read_config(files)[0].daily_folder == "Days"


def test_broken_json_costs_that_file_alone() -> None:
    files = {APP: '{\n"userIgnoreFilters": [\n', DAILY: '{"folder": "Days"}'}
    config, problems = read_config(files)
    assert config.daily_folder == "Days"
    assert [str(p.place) for p in problems] == [".obsidian/app.json:3"]
    assert problems[0].code == "obsidian-config"
    assert "is not valid JSON" in problems[0].message


def test_values_of_another_type_are_told_with_their_line() -> None:
    assert told({DAILY: '{\n "folder": 7,\n "format": "YYYY"\n}', APP: '{"userIgnoreFilters": ["a", 3]}'}) == [
        ".obsidian/daily-notes.json:2 obsidian-config the file has something other than a text in `folder`; "
        "set it again in Obsidian",
        ".obsidian/daily-notes.json:3 obsidian-format the daily note format should name a day, like YYYY-MM-DD; "
        "found 'YYYY'",
        ".obsidian/app.json:1 obsidian-config the file should have a list of texts in `userIgnoreFilters`; "
        "set it again in Obsidian",
    ]
    assert told({TEMPLATES: "[]", PLUGINS: "{}"}) == [
        ".obsidian/templates.json:1 obsidian-config the file should hold Obsidian's settings, in braces",
        ".obsidian/community-plugins.json:1 obsidian-config the file should hold Obsidian's settings, in braces",
    ]


def test_what_can_be_read_of_a_bad_list_counts() -> None:
    assert read_config({APP: '{"userIgnoreFilters": ["a", 3, ""]}'})[0].ignore_filters == ("a",)


@pytest.mark.parametrize("form", ["YYYY-MM", "[daily]", "gggg-[W]ww", "MM-DD", "X", "x" * 500])
def test_a_daily_format_that_names_no_day_is_told(form: str) -> None:
    for files in (
        {DAILY: json.dumps({"format": f" {form} "})},
        {PERIODIC: json.dumps({"daily": {"enabled": True, "format": form}})},
    ):
        config, problems = read_config(files)
        assert config.daily_format == "YYYY-MM-DD"
        assert [(p.place.path, p.code) for p in problems] == [(next(iter(files)), "obsidian-format")]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["folder", "format", "daily", "weekly", "day", "enabled", "calendarSets"]), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(CONFIG_FILES), anything.map(json.dumps) | st.text(max_size=20)))
def test_no_settings_break_the_reading(files: dict[str, str]) -> None:
    config, problems = read_config(files)
    assert all(p.place.path in files and p.level == "warning" for p in problems)
    assert config.daily_format
