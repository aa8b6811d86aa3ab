from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from vaultkit.settings import OPTIONS, SECTIONS, ByWeight, Settings, read_settings, template


def mistakes(text: str) -> list[str]:
    """Each mistake as "line code message"."""
    return [f"{p.place.line} {p.code} {p.message}" for p in read_settings(text)[1]]


def taken_up(text: str) -> str:
    """The template with the `#` taken away from every option."""
    return re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)


def test_without_a_file_everything_has_its_default() -> None:
    assert read_settings(None) == (Settings(), ())
    assert read_settings("") == (Settings(), ())


def test_the_defaults_are_those_of_the_design() -> None:
    said = Settings()
    assert (said.folders.reports, said.folders.people) == ("Reports", ("People", "Contacts"))
    assert said.ask.cooldown_days == ByWeight(30, 90, 180)
    assert said.ask.unanswered == ByWeight(2, 1, 0)
    assert said.ask.lead_days == ByWeight(2, 7, 14)
    assert said.ask.nudge_after == ByWeight(7, 10, 14)
    assert (said.ask.reference_lead_days, said.ask.deep_per_quarter, said.ask.open_at_once) == (21, 2, 3)
    assert (said.ask.acknowledge_days, said.ask.risk_days, said.ask.blocked_days, said.ask.rest_days) == (2, 7, 30, 90)
    assert (said.ask.nudges, said.ask.nudge_gap, said.ask.parked_days) == (2, 10, 60)
    assert (said.ties.half_life, said.ties.horizon, said.ties.rho, said.ties.group_limit) == (365, 90, 1, 12)
    assert (said.ties.cooling, said.ties.slipping, said.ties.dormant) == (0.3, 0.7, 0.9)
    assert (said.favors.light, said.favors.medium, said.favors.deep) == (1, 3, 9)
    assert (said.favors.given_half_life, said.favors.received_half_life) == (365, 1825)
    assert said.reports.weekly == 7


def test_a_file_changes_what_it_says_and_nothing_else() -> None:
    said, problems = read_settings(
        """
        daily_links = "ignore"
        [me]
        names = "Jordan Vale"
        [folders]
        reports = "Meta/Reports/"
        people = ["Network", "Contacts"]
        [tiers]
        close = "monthly"
        "#Inner-Circle" = 14
        [ask]
        cooldown_days.deep = 365
        [ties]
        alpha = 1.5
        [favors]
        one_way_balance = "1/2"
        [synonyms]
        Firma = "company"
        """
    )
    assert problems == ()
    assert said.daily_links == "ignore"
    assert said.me.names == ("Jordan Vale",)
    assert said.folders == Settings().folders._replace(reports="Meta/Reports", people=("Network", "Contacts"))
    assert said.tiers == (("close", 30), ("inner_circle", 14))
    assert said.ask == Settings().ask._replace(cooldown_days=ByWeight(30, 90, 365))
    assert said.ties.alpha == 1.5
    assert said.favors.one_way_balance == 0.5
    assert said.synonyms == (("firma", "company"),)
    assert said.reports == Settings().reports


def test_all_mistakes_are_told_at_once_each_with_its_line() -> None:
    text = """\
daily_lnks = "ignore"
half_life = 3
[folders]
reports = "../.."
people = [
  "People",
  "/etc",
]
[ask]
cooldown_days = {light = 3, mediun = 4, deep = -1}
lead_days.light = "soon"
nudges = true
[tiers]
close = "somtimes"
[ties]
half-life = 3
alpha = nan
[synonyms]
firma = "orgg"
"""
    outside = "lies outside the vault; write a folder relative to it, like Reports"
    assert mistakes(text) == [
        "1 settings-unknown there is no setting 'daily_lnks' (did you mean `daily_links`?)",
        "2 settings-unknown there is no setting 'half_life'; it belongs under [ties]",
        f"4 settings-path `folders.reports`: '../..' {outside}",
        f"7 settings-path `folders.people`: '/etc' {outside}",
        "10 settings-unknown `ask.cooldown_days` has light, medium and deep; found 'mediun' (did you mean `medium`?)",
        "10 settings-value `ask.cooldown_days.deep` should be a whole number from 0 to 36500; found -1",
        "11 settings-value `ask.lead_days.light` should be a whole number from 0 to 36500; found 'soon'",
        "12 settings-value `ask.nudges` should be a whole number from 0 to 99; found true",
        "14 settings-value 'close' in [tiers] should be like 30d or monthly; found 'somtimes'",
        "16 settings-unknown there is no setting 'half-life' in [ties] (did you mean `half_life`?)",
        '17 settings-value `ties.alpha` should be "own" or a number from -20 to 20; found nan',
        "19 settings-value 'firma' in [synonyms] should stand for a key vaultkit reads, like org; "
        "found 'orgg' (did you mean `org`?)",
    ]


def test_every_mistake_is_an_error_so_that_no_default_steps_in_unseen() -> None:
    _, problems = read_settings("[ask]\nnudges = 1000\nnugdes = 2\n[", "vaultkit.toml")
    assert {p.level for p in problems} == {"error"}
    _, problems = read_settings("[ask]\nnudges = 1000\nnugdes = 2\n", "vaultkit.toml")
    assert [(str(p.place), p.level) for p in problems] == [("vaultkit.toml:2", "error"), ("vaultkit.toml:3", "error")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[me]\nnames = Jordan\n", 2),
        ("[me]\n\nnames = [\n", 4),
        ("[ask]\nnudges = 1\nnudges = 2\n", 3),
        ('[me]\nnames = "Jo\n', 2),
        ("x = " + "[" * 20_000, 1),
        ("x = " + "1" * 5_000, 1),
        ("# " + "x" * 300_000, 1),
        ("x = 2020-13-45\n", 1),
        ("\0", 1),
    ],
)
def test_broken_toml_is_a_problem_on_its_line(text: str, line: int) -> None:
    said, problems = read_settings(text)
    assert said == Settings()
    assert [(p.place.line, p.code, p.level) for p in problems] == [(line, "settings-syntax", "error")]
    assert len(problems[0].message) < 250


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert read_settings('\ufeff[me]\r\nnames = "Jo"\r\n')[0].me.names == ("Jo",)


@pytest.mark.parametrize(
    "folder",
    ["../x", "a/../../x", "/abs", "~/x", "~", "C:/x", "c:x", "\\\\server\\x", "a\\b", "", " ", ".", "./", "a\u202eb"],
)
def test_folders_outside_the_vault_are_refused(folder: str) -> None:
    for line in (f"reports = '''{folder}'''", f"exclude = ['''{folder}''']"):
        said, problems = read_settings(f"[folders]\n{line}\n")
        assert [p.place.line for p in problems] == [2]
        assert said == Settings()


@pytest.mark.parametrize(
    "folder", [".hidden", "Reports/.x", "a:b", "CON", "con.txt", "Reports.", "a|b", "x" * 200, "[[x]]"]
)
def test_reports_go_only_where_every_system_and_obsidian_can_show_them(folder: str) -> None:
    assert [p.code for p in read_settings(f"[folders]\nreports = '{folder}'\n")[1]] == ["settings-path"]
    assert read_settings("[folders]\nexclude = ['.hidden', 'a|b']\n")[1] == ()


def test_reports_have_a_folder_of_their_own() -> None:
    assert mistakes('[folders]\nreports = "people"\n') == [
        "2 settings-value `folders.reports` should be a folder of its own; 'people' holds people or templates"
    ]


def test_folder_names_are_composed_and_trimmed() -> None:
    said, _ = read_settings('[folders]\npeople = ["Me\u0301nages/", "./Network//Old"]\n')
    assert said.folders.people == ("M\u00e9nages", "Network/Old")


@pytest.mark.parametrize(
    "text",
    ["ask = 3", "[[ask]]\nnudges = 1", "me = 'Jo'", "[me]\nnames = 3", "[me]\nnames = ['']", "[me]\nnames = [['a']]",
     "zone = 'no zone'", "daily_links = true", "[folders]\nreports = ['a']", "[ask]\nstrength = 3",
     "[favors]\nlight = 0", "[favors]\nlight = '1/0'", "[ties]\nhorizon = 0xffffffffffffffffffffffff",
     "[ties]\nrho = inf", "[ties]\nrho = 1e400", "[tiers]\nclose = 0", "[tiers]\nclose = {days = 3}",
     "[tiers]\nClose = 3\nclose = 4", "[tiers]\n'' = 3", "[ties]\ncooling = 0.95",
     "[synonyms]\nfirma = ['org']", "[reports]\nweekly = 2020-01-01"],
)  # fmt: skip
def test_values_of_the_wrong_kind_are_told(text: str) -> None:
    _, problems = read_settings(text)
    assert [(p.code, p.level) for p in problems] == [("settings-value", "error")]


def test_what_the_user_wrote_is_quoted_short_and_harmless() -> None:
    _, problems = read_settings('[tiers]\nclose = "\\u001b[2J' + "x" * 500 + '"\n')
    assert "'\\x1b[2J" in problems[0].message
    assert len(problems[0].message) < 140


def test_the_template_shows_every_option_at_its_default() -> None:
    text = template()
    for section in SECTIONS:
        assert f"\n[{section.name}]\n" in text
    for option in OPTIONS:
        assert re.search(rf"^# .+\n#{option.name} = .+$", text, re.MULTILINE), option.name
    assert read_settings(text) == (Settings(), ())


def test_the_template_with_everything_taken_up_says_the_defaults() -> None:
    said, problems = read_settings(taken_up(template()))
    assert problems == ()
    assert said == Settings()


def test_each_option_of_the_template_can_be_taken_up_alone() -> None:
    lines = template().splitlines()
    for at, line in enumerate(lines):
        if re.match("#(?! )", line):
            assert read_settings("\n".join([*lines[:at], line[1:], *lines[at + 1 :]])) == (Settings(), ()), line


def test_every_setting_is_an_option_and_every_option_a_setting() -> None:
    closed = {section.name for section in SECTIONS if not section.open}
    fields = {(name, field) for name in closed for field in getattr(Settings(), name)._fields}
    fields |= {("", field) for field in Settings._fields if field not in {section.name for section in SECTIONS}}
    assert {(option.section, option.name) for option in OPTIONS} == fields
    assert {section.name for section in SECTIONS} <= set(Settings._fields)


def test_the_template_survives_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "vaultkit.toml"
    path.write_text(template(), encoding="utf-8")
    assert read_settings(path.read_text(encoding="utf-8"))[1] == ()


words = st.sampled_from(
    ["[ask]", "[me]", "[[ask]]", "[folders]", "[tiers]", "nudges", "names", "reports", "close", "=", "= 3", "= '..'",
     "= [", "]", "{", "}", ",", ".", '"""', "'''", '"', "'", "\\", "\n", "#", "3", "'a'", '"a.b"', "true", "-1", "1e9",
     "2020-01-01 10:00:00", " "]
)  # fmt: skip


@examples(max_examples=400, deadline=None)
@given(st.lists(words, max_size=25).map("".join) | st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    _, problems = read_settings(text)
    assert all(1 <= p.place.line <= text.count("\n") + 1 for p in problems)


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values: st.SearchStrategy[object] = st.recursive(
    plain | st.integers() | st.floats() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=5,
)


@examples(max_examples=200, deadline=None)
@given(st.sampled_from(OPTIONS), values)
def test_no_value_breaks_an_option(option: object, value: object) -> None:
    from vaultkit.settings.options import Option
    from vaultkit.settings.takes import TAKES

    assert isinstance(option, Option)
    taken, faults = TAKES[option.kind](value, option, (option.section, option.name))
    assert faults or taken is not None or value == "own"
