"""The measures and the settings have one set of defaults between them."""

from __future__ import annotations

from vaultkit.metrics.reciprocity import Sizes, Terms
from vaultkit.metrics.standing import constants_of, sizes_of, terms_of
from vaultkit.metrics.ties import Constants
from vaultkit.settings import Settings, read_settings


def test_settings_left_alone_are_the_constants_of_the_measures() -> None:
    assert constants_of(Settings()) == Constants()
    assert sizes_of(Settings()) == Sizes()
    assert terms_of(Settings()) == Terms()


def test_what_the_user_sets_reaches_the_measures() -> None:
    settings, problems = read_settings("[ties]\nhalf_life = 200\nalpha = 1.5\n[favors]\ndeep = 12\nsmoothing = 3\n")
    assert problems == ()
    assert constants_of(settings) == Constants(half_life=200, alpha=1.5)
    assert sizes_of(settings) == Sizes(deep=12)
    assert terms_of(settings) == Terms(smoothing=3)
