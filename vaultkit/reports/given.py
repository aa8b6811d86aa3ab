"""What I gave, quarter by quarter and in all: a picture, a table, a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vaultkit.metrics.giving.generosity import Season, by_quarter, season_of
from vaultkit.metrics.giving.gifts import Gift
from vaultkit.pages.charts import months
from vaultkit.pages.layout import day, heading, joined, plural, stack, table

DRAWN = 12  # quarters in the picture
LISTED = 8  # quarters in the table


def by_quarters(gifts: Sequence[Gift], today: date) -> str:
    """Everything I gave, oldest first → a picture, a table of the last quarters and a line for all time."""
    if not gifts:
        return ""
    quarters = by_quarter(gifts, today)
    drawn = quarters[:DRAWN][::-1]
    chart = months(
        "Favours and introductions given, by quarter", "given", [quarter.start for quarter, _ in drawn],
        [float(season.given) for _, season in drawn],
    )  # fmt: skip
    rows = [
        (f"{quarter.words} {quarter.year}", *_counts(season)) for quarter, season in quarters[:LISTED] if any(season)
    ]
    headers = ("Quarter", "Favours", "Introductions", "People helped", "Kindnesses", "Offers")
    why = "Kindnesses are thanks, congratulations, encouragement and a good word. An offer counts, taken up or not."
    return stack(
        heading(2, "Given, by quarter"),
        chart,
        why,
        table(headers, rows, "lrrrrr"),
        _ever(season_of(gifts), gifts),
    )


def _counts(season: Season) -> Iterable[str]:
    return (f"{count:,}" if count else "–" for count in season)


def _ever(season: Season, gifts: Sequence[Gift]) -> str:
    first = next((gift.day for gift in gifts if gift.day), None)
    told = [
        words
        for count, words in (
            (season.favours, plural(season.favours, "favour")),
            (season.introductions, plural(season.introductions, "introduction")),
            (season.kindnesses, plural(season.kindnesses, "kindness", "kindnesses")),
            (season.offers, plural(season.offers, "offer")),
        )
        if count
    ]
    start = f"Since {day(first).split(' ', 1)[1]}" if first else "In all"
    return f"{start}: {joined(told)}. Nothing given is forgotten; with time it only weighs less."
