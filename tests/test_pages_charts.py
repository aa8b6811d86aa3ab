"""Mermaid charts: the syntax seen drawing in Mermaid 11.4.1 and 11.13.0, and names that cannot break it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultkit.pages.charts import Circle, Point, Quadrants, Tie, circles, months, network, pie, quadrant

WORDS = Quadrants("Received little", "much", "Given little", "much", "Both ways", "Mostly you", "Little yet", "Chance")
NAMES = st.text(max_size=12) | st.sampled_from(
    [
        '"',
        "`x`",
        "]]",
        "a|b",
        "end",
        "%%{init: {}}%%",
        "click n1",
        "style: #x;",
        "\\",
        "<b>",
        "&lt;",
        "دانا",
        "🎉",
        "\n---\n",
    ]
)


def lines(chart: str) -> list[str]:
    """The lines of a chart below its colours."""
    assert chart.startswith("```mermaid\n")
    assert chart.endswith("\n```")
    body = chart.split("\n")[1:-1]
    return body[body.index("---", 1) + 1 :] if body[0] == "---" else body


# --- pie ---


def test_a_pie_shows_the_largest_share_first_and_no_empty_one() -> None:
    assert lines(pie("Who writes first", [("Ana", 2), ("Ben", 0), ("Cem", 7.5)])) == [
        "pie showData",
        "    title Who writes first",
        '    "Cem" : 7.5',
        '    "Ana" : 2',
    ]


def test_small_shares_of_a_pie_are_gathered() -> None:
    drawn = lines(pie("", [(f"P{n}", 20 - n) for n in range(12)]))
    assert len(drawn) == 10
    assert drawn[-1] == '    "others" : 42'  # 12 + 11 + 10 + 9


@pytest.mark.parametrize("slices", [[], [("Ana", 0.0)], [("Ana", -1.0)], [("Ana", float("nan"))]])
def test_nothing_to_share_is_no_pie(slices: list[tuple[str, float]]) -> None:
    assert pie("x", slices) == ""


# --- months ---


def starts(count: int, year: int = 2024) -> list[date]:
    return [date(year + month // 12, month % 12 + 1, 1) for month in range(count)]


def labels(chart: str) -> list[str]:
    (axis,) = [line for line in lines(chart) if "x-axis" in line]
    return re.findall(r'"([^"]*)"', axis)


def seen(label: str) -> str:
    return re.sub("[\u200b\u200c]", "", label)


def test_months_are_bars_and_a_line() -> None:
    chart = months("Days in touch", "days", starts(2), [3, 12], [1.5, 2])
    assert seen("\n".join(lines(chart))) == "\n".join(
        [
            "xychart-beta",
            '    title "Days in touch"',
            '    x-axis ["2024", "Feb"]',
            '    y-axis "days" 0 --> 12',
            "    bar [3, 12]",
            "    line [1.5, 2]",
        ]
    )


@pytest.mark.parametrize(
    ("count", "named"), [(12, ["2024", "Feb", "Mar"]), (24, ["2024", "Apr", "Jul"]), (60, ["2024", "2025", "2026"])]
)
def test_many_months_do_not_crowd_the_axis(count: int, named: list[str]) -> None:
    drawn = labels(months("", "days", starts(count), [1] * count))
    assert len(set(drawn)) == count  # equal labels would be drawn as one month
    assert [seen(label) for label in drawn if seen(label)][:3] == named


def test_few_days_do_not_give_fractions_on_the_axis() -> None:
    assert '    y-axis "days" 0 --> 8' in lines(months("", "days", starts(2), [0, 1]))


def test_no_contact_in_any_month_is_no_chart() -> None:
    assert months("x", "days", [], []) == months("x", "days", starts(2), [0, 0]) == ""


def test_as_many_values_as_months_are_needed() -> None:
    with pytest.raises(ValueError, match="as many bars as months"):
        months("x", "days", starts(2), [1])


# --- quadrants ---


def points(chart: str) -> list[str]:
    return [line.strip() for line in lines(chart) if line.endswith("]")]


def test_a_quadrant_chart_names_its_corners_and_keeps_labels_inside() -> None:
    drawn = lines(quadrant("Give and receive", WORDS, [Point("Ana", 0, 1), Point("Ben", 0.5, 0.5)]))
    assert drawn[:4] == [
        "quadrantChart",
        "    title Give and receive",
        '    x-axis "Received little" --> "much"',
        '    y-axis "Given little" --> "much"',
    ]
    assert drawn[4] == '    quadrant-1 "Both ways"'
    assert drawn[8:] == ['    "Ana": [0.10, 0.92]', '    "Ben": [0.50, 0.50]']


def test_points_close_by_share_a_label() -> None:
    chart = quadrant("", WORDS, [Point("Ana", 0.1, 0.1), Point("Ben", 0.11, 0.1), Point("Cem", 0.9, 0.1)])
    assert points(chart) == ['"Ana #43;1": [0.18, 0.16]', '"Cem": [0.82, 0.16]']


def test_at_most_twelve_points_with_short_labels() -> None:
    many = [Point(f"Maximiliane Wolkenstein {n}", (n % 4) / 3, (n // 4) / 4) for n in range(20)]
    chart = points(quadrant("", WORDS, many))
    assert len(chart) == 12
    assert chart[0] == '"Maximiliane Wolke…": [0.10, 0.08]'


def test_no_points_are_no_chart_and_odd_ones_are_set_inside() -> None:
    assert quadrant("x", WORDS, []) == ""
    assert points(quadrant("", WORDS, [Point("Ana", 7, float("nan"))])) == ['"Ana": [0.90, 0.08]']


# --- networks ---


def test_a_network_has_ids_of_its_own() -> None:
    assert lines(network(["You", "end", "1. Ben"], [Tie(0, 1), Tie(0, 2, "9.4", weak=True)])) == [
        "graph LR",
        '    n0(("You"))',
        '    n1["end"]',
        '    n2["1#46; Ben"]',
        "    n0 --- n1",
        '    n0 -.-|"9#46;4"| n2',
        "    linkStyle default marker-end:none,stroke:#8b7cf0",
    ]


def test_a_circle_is_a_box_of_at_most_six_people() -> None:
    groups = [Circle("Acme", ["A", "B", "C", "D", "E", "F", "G", "H"]), Circle("Old friends", ["Ana"])]
    drawn = "\n".join(lines(circles("You", groups, [Tie(0, 1, weak=True)])))
    assert '    n1["`**Acme**\nA\nB\nC\nD\nE\nF\nand 2 more`"]\n    n2["`**Old friends**\nAna`"]\n' in drawn
    assert "    n0 --- n1\n    n0 --- n2\n    n1 -.- n2\n" in drawn


def test_nobody_is_no_network() -> None:
    assert network([], []) == network(["You"], []) == circles("You", []) == ""


def test_at_most_forty_names_are_drawn_and_no_tie_to_the_others() -> None:
    drawn = lines(network([f"P{n}" for n in range(60)], [Tie(0, 39), Tie(0, 40)]))
    assert drawn[-3:] == ['    n39["P39"]', "    n0 --- n39", "    linkStyle default marker-end:none,stroke:#8b7cf0"]


# --- any name ---


@settings(max_examples=100, deadline=None)
@given(NAMES, NAMES)
def test_no_name_leaves_its_label(one: str, other: str) -> None:
    """With the quoted labels taken out, the charts are the same whatever the names are."""

    def drawn(a: str, b: str) -> list[str]:
        return [
            pie("Shares", [(a, 2), (b, 1)]),
            quadrant("", WORDS, [Point(a, 0.1, 0.1), Point(b, 0.9, 0.9)]),
            network(["You", a, b], [Tie(0, 1, "x" + a)]),
            circles("You", [Circle(a, [b])]),
        ]

    blanked = [re.sub(r'"[^"]*"', '""', chart) for chart in drawn(one, other)]
    assert blanked == [re.sub(r'"[^"]*"', '""', chart) for chart in drawn("Ana", "Ben")]


@settings(max_examples=100, deadline=None)
@given(NAMES)
def test_a_label_holds_nothing_that_mermaid_or_markdown_reads(name: str) -> None:
    label = next(line for line in lines(network(["You", name], [])) if line.startswith("    n1["))[8:-2]
    assert label
    assert not re.search(r"[^\w ,'#;\u0080-\U0010ffff]|_|#(?!\d+;)|(?<!\d);", label)
