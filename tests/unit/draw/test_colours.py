import numpy as np
import pytest

from ecg_imn_desktop.core.analysis import Explanation
from ecg_imn_desktop.draw.colours import AttributionScale, _oklab, robust_limit
from ecg_imn_desktop.draw.theme import DARK, LIGHT, THEMES

# Machado, Oliveira, Fernandes 2009, severity 1.0 (on linear RGB).
COLOUR_BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def explanation(contribution: np.ndarray) -> Explanation:
    return Explanation(contribution.astype(np.float32), 100.0, tuple("abcdefghijkl")[: contribution.shape[1]])


def hexed(rgba) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgba[:3])


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_middle_and_ends_are_the_themes(theme):
    scale = AttributionScale(5.0, theme)
    assert hexed(scale.rgba(0.0)) == theme.no_evidence
    assert hexed(scale.rgba(5.0)) == hexed(scale.rgba(50.0)) == theme.evidence_for
    assert hexed(scale.rgba(-5.0)) == hexed(scale.rgba(-50.0)) == theme.evidence_against
    assert hexed(scale.rgba(np.nan)) == theme.no_evidence


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_lightness_rises_from_against_to_for_so_that_greyscale_tells_them_apart(theme):
    rgb = AttributionScale(1.0, theme).rgba(np.linspace(-1, 1, 101))[:, :3]
    grey = rgb.astype(float) @ [0.2126, 0.7152, 0.0722]
    smooth = np.convolve(grey, np.ones(5) / 5, "valid")  # rounding to 8 bits wobbles by a level
    assert (np.diff(smooth) > -0.25).all()
    assert grey[-1] - grey[50] > 5
    assert grey[50] - grey[0] > 30


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_map_is_even_to_the_eye_on_each_side(theme):
    scale = AttributionScale(1.0, theme)
    lab = _oklab(scale.rgba_at(np.linspace(-1, 1, 21))[:, :3])
    step = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    for side in (step[:10], step[10:]):
        assert side.max() / side.min() < 1.35  # 8-bit colours


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize("kind", COLOUR_BLINDNESS)
def test_for_and_against_differ_for_the_colour_blind(theme, kind):
    rgb = AttributionScale(1.0, theme).rgba(np.array([-1.0, 0.0, 1.0]))[:, :3] / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(COLOUR_BLINDNESS[kind]), 0, 1)
    srgb = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    against, none, pro = _oklab(np.rint(srgb * 255).astype(np.uint8))
    assert np.linalg.norm(pro - against) > 0.2  # ten times a just noticeable difference (about 0.02)
    assert np.linalg.norm(pro - none) > 0.06
    assert np.linalg.norm(against - none) > 0.06


def test_below_the_threshold_is_as_without_evidence():
    scale = AttributionScale(10.0, LIGHT, threshold=2.0)
    assert hexed(scale.rgba(1.9)) == hexed(scale.rgba(-1.9)) == LIGHT.no_evidence
    assert hexed(scale.rgba(2.1)) != LIGHT.no_evidence
    assert scale.band_rgba(1.9)[3] == 0


def test_rgb32_packs_the_same_colours():
    scale = AttributionScale(1.0)
    values = np.linspace(-1, 1, 7)
    red, green, blue = scale.rgba(values)[:, :3].astype(int).T
    assert (scale.rgb32(values) == (0xFF000000 | red << 16 | green << 8 | blue)).all()


def test_the_band_is_the_more_opaque_the_more_evidence():
    band = AttributionScale(1.0).band_rgba(np.array([-1.0, -0.5, 0.0, 0.5, 1.0]))
    assert band[2, 3] == 0
    assert band[0, 3] == band[4, 3] > band[1, 3] == band[3, 3] > 0
    assert AttributionScale(1.0).band_rgba(1.0, opacity=0.5)[3] == pytest.approx(band[4, 3] / 2, abs=1)


def test_limit_is_a_percentile_so_that_a_spike_does_not_pale_the_rest():
    contribution = np.full((1, 2, 1000), 0.03)
    contribution[0, 0, 500] = 5.0
    assert robust_limit([explanation(contribution)]) == pytest.approx(3.0)


def test_limit_is_one_for_all_classes_and_windows():
    weak, strong = np.full((1, 2, 1000), 0.01), np.full((1, 2, 1000), -0.04)
    both = explanation(np.concatenate([weak, strong]))
    assert robust_limit([both]) == pytest.approx(4.0)
    assert robust_limit([explanation(weak), explanation(strong)]) == pytest.approx(4.0)


def test_limit_has_two_digits_rounded_up_and_is_one_without_evidence():
    assert robust_limit([explanation(np.full((1, 1, 100), 0.03411))]) == pytest.approx(3.5)
    assert robust_limit([explanation(np.zeros((1, 1, 100)))]) == 1.0
    assert robust_limit([]) == 1.0


def test_a_scale_without_extent_is_refused():
    with pytest.raises(ValueError):
        AttributionScale(0.0)
