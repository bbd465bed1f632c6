"""The font of page and picture: DejaVu Sans, shipped with the program, so that they look the same everywhere."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from ..core.errors import ExportError
from ..core.resources import resource_path

_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


@cache
def page_font_family() -> str:
    """Load the shipped font (needs a QGuiApplication) and give its family; ExportError if it is damaged or absent."""
    for name in _FILES:
        path = resource_path("fonts", name)
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise ExportError("The font of the page is missing from the program's files.", detail=str(path))
    return QFontDatabase.applicationFontFamilies(number)[0]


def page_font(size_px: float, *, bold: bool = False) -> QFont:
    """The page's font with a height of ``size_px`` device units; not to be changed: others get the same one."""
    return _font(page_font_family(), max(1, round(size_px)), bold)


@lru_cache(maxsize=256)
def _font(family: str, size_px: int, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(size_px)
    font.setBold(bold)
    font.setFeature(QFont.Tag("liga"), 0)  # a search for "filter" would not find the one glyph "fi"
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=64)
def can_draw(letters: frozenset[str]) -> bool:
    """Whether each letter is in the page's font or in one of the computer's, which Qt takes in its place.

    Qt itself does not say so: what no font has it draws as a box. Of all fonts, few are asked where one has them.
    """
    left = letters
    for family in (page_font_family(), *filter(QFontDatabase.isSmoothlyScalable, QFontDatabase.families())):
        font = QRawFont.fromFont(QFont(family))
        left = frozenset(c for c in left if not font.supportsCharacter(ord(c)))
        if not left:
            return True
    return False
