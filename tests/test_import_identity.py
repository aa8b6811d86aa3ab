"""What tells a person from a namesake, in whatever way it is written."""

from __future__ import annotations

import pytest

from vaultkit.importers.identity import mail, phone, profile


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("Sam@Acme.example", "mail:sam@acme.example"),
        (" <sam@acme.example> ", "mail:sam@acme.example"),
        ("MAILTO:sam@acme.example", "mail:sam@acme.example"),
        ("sam@acme", ""),
        ("Sam Rivera", ""),
        (f"{'s' * 320}@acme.example", ""),
    ],
)
def test_an_address_is_one_however_it_is_written(written: str, known_as: str) -> None:
    assert mail(written) == known_as


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("https://www.linkedin.com/in/SamR/?trk=1", "url:linkedin.com/in/samr"),
        ("de.linkedin.com/in/samr", "url:linkedin.com/in/samr"),
        ("https://www.linkedin.com/in/zo%C3%AB", "url:linkedin.com/in/zoë"),
        ("https://acme.example", ""),
        ("http://[", ""),
    ],
)
def test_a_page_is_one_however_it_is_written(written: str, known_as: str) -> None:
    assert profile(written) == known_as


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("+49 (30) 123-456", "tel:+4930123456"),
        ("+49 (0)30 123456", "tel:+4930123456"),
        ("0049 30 123456", "tel:+4930123456"),
        ("tel:+1-555-0100;ext=5", "tel:+15550100"),
        ("+1 555 0100 ext. 5", "tel:+15550100"),
        ("110", ""),
        ("1+1+1+1+1+1+1", ""),
    ],
)
def test_a_number_is_one_however_it_is_written(written: str, known_as: str) -> None:
    assert phone(written) == known_as
