"""The colours of a sheet: a light and a dark theme for the screen, pink paper for the screen and the page.

Text and traces stand at 4.5:1 or more on the background (WCAG 2.2, 1.4.3); the grid is paler on purpose.
Colours are "#rrggbb".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours of one look.

    Attributes
    ----------
    name : "light", "dark" or "paper"
    is_dark : light traces on a dark ground
    background, grid_minor, grid_major : the ground, the 1 mm and the 5 mm lines
    trace : a trace without attribution, the calibration pulse and the marks
    text, muted : words; words of less weight
    accent : what is chosen
    warning : words that must be seen
    no_evidence, evidence_for, evidence_against : middle and ends of the colour map of a trace (:mod:`.colours`)
    """

    name: str
    is_dark: bool
    background: str
    grid_minor: str
    grid_major: str
    trace: str
    text: str
    muted: str
    accent: str
    warning: str
    no_evidence: str
    evidence_for: str
    evidence_against: str


LIGHT = Theme(
    name="light",
    is_dark=False,
    background="#ffffff",
    grid_minor="#e9ecef",
    grid_major="#c6ccd2",
    trace="#16191d",
    text="#16191d",
    muted="#59626b",
    accent="#0b57c4",
    warning="#9c2b00",
    no_evidence="#484848",
    evidence_for="#cc4d00",
    evidence_against="#0a22cc",
)

DARK = Theme(
    name="dark",
    is_dark=True,
    background="#0e1216",
    grid_minor="#1b2229",
    grid_major="#303b45",
    trace="#e9ebee",
    text="#e9ebee",
    muted="#9ba7b2",
    accent="#7db3ff",
    warning="#ffb59a",
    no_evidence="#a6a6a6",
    evidence_for="#ffa64d",
    evidence_against="#3f83f8",
)

PAPER = Theme(
    name="paper",
    is_dark=False,
    background="#ffffff",
    grid_minor="#f8e0e0",
    grid_major="#eeb4b4",
    trace="#16191d",
    text="#16191d",
    muted="#59626b",
    accent="#0b57c4",
    warning="#9c2b00",
    no_evidence="#484848",
    evidence_for="#cc4d00",
    evidence_against="#0a22cc",
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, PAPER)}


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
