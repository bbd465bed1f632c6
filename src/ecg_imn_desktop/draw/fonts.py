"""The font of page and picture: DejaVu Sans, shipped with the program, so that they look the same everywhere."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase

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
