import numpy as np
import pytest

from ecg_imn_desktop.draw.colours import AttributionScale
from ecg_imn_desktop.draw.theme import THEMES, contrast


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
@pytest.mark.parametrize("role", ["trace", "text", "muted", "accent", "warning"])
def test_words_and_traces_stand_out_from_the_ground(theme, role):
    assert contrast(getattr(theme, role), theme.background) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_every_colour_of_a_trace_stands_out_from_the_ground(theme):
    colours = AttributionScale(1.0, theme).rgba(np.linspace(-1, 1, 201))[:, :3]
    assert min(contrast("#{:02x}{:02x}{:02x}".format(*c), theme.background) for c in colours) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_the_grid_is_paler_than_the_trace_and_its_large_squares_stronger_than_its_small(theme):
    minor = contrast(theme.grid_minor, theme.background)
    major = contrast(theme.grid_major, theme.background)
    assert 1.0 < minor < major < 2.5 < contrast(theme.trace, theme.background)
