"""What a person's page says of favours: each with the last stage it reached."""

from __future__ import annotations

import pytest
from notebook import findings_of

from vaultkit.reports.person import body

MIKE = "People/Mike Ito.md"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("2026-06-20 asked:: a lift", "I asked: “a lift” (light, 20 Jun 2026): waiting for an answer"),
        ("2026-06-20 drafted:: a lift", "I asked: “a lift” (light, 20 Jun 2026): a draft"),
        ("2026-06-10 asked:: a lift\n- 2026-06-20 nudged::", "nudged 20 Jun 2026"),
        ("2026-06-10 asked:: a lift\n- 2026-06-20 answered::", "undecided 20 Jun 2026"),
        ("2026-03-10 asked:: a lift", "lapsed by itself 9 May 2026"),
        ("2026-03-10 asked:: a lift\n- 2026-06-20 expired::", "(light, 10 Mar 2026): lapsed ("),
        ("2026-06-10 asked:: a lift\n- 2026-06-20 granted::", "(light, 10 Jun 2026): granted ("),
        ("2026-06-10 asked:: a lift\n- 2026-06-20 granted::\n- 2026-06-21 thanked::", "granted, thanked 21 Jun 2026"),
        (
            "2026-06-10 asked:: a lift\n- 2026-06-20 declined::\n- 2026-06-21 acknowledged::",
            "declined, acknowledged 21 Jun 2026",
        ),
        ("2026-06-10 got:: a desk", "received: “a desk” (light, 10 Jun 2026) ("),
        (
            "2026-06-10 got:: a desk\n- 2026-06-20 paid-forward:: to [[Jo Park]] a chair",
            "(light, 10 Jun 2026): paid forward 20 Jun 2026",
        ),
        ("2026-06-10 asked-me:: a desk", "they asked me: “a desk” (light, 10 Jun 2026): waiting for an answer"),
    ],
)
def test_each_favour_says_how_far_it_came(lines: str, told: str) -> None:
    page = body(findings_of({MIKE: f"---\ntype: person\n---\n- {lines}\n"}), MIKE)
    section = page.partition("## Favours")[2].partition("\n## ")[0]
    assert told in section


def test_whom_they_sent_you_on_to_is_owed_a_word_until_it_was_sent() -> None:
    sent_on = "---\ntype: person\n---\n- 2026-06-10 asked:: a lift\n- 2026-06-20 redirected:: [[Jo Park]]\n"
    owed = "**Write to** [[Jo Park]]: [[People/Mike Ito|Mike Ito]] sent you on to them"
    assert owed in body(findings_of({MIKE: sent_on}), MIKE)
    assert owed not in body(findings_of({MIKE: sent_on, "2026-06-22.md": "- asked:: [[Jo Park]] a lift\n"}), MIKE)
