"""The language of screen and pages: Qt's translators for the program's own strings and for Qt's dialogs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ..core.resources import resource_path
from .gui import ensure_gui_application

if TYPE_CHECKING:
    from ..draw.legend import LegendWords

log = logging.getLogger(__name__)

SYSTEM = "system"
ENGLISH = "en"

# Languages the program speaks: code -> its name in itself. The sources are English.
LANGUAGES: dict[str, str] = {ENGLISH: "English", "de": "Deutsch"}

_installed: list[QTranslator] = []  # Qt keeps no hold of them
_spoken = ENGLISH


def tr(text: str) -> str:
    """A text of the pages in the language spoken now; ``packaging/translations.py`` collects them."""
    return QCoreApplication.translate("Report", text)


def legend_words() -> LegendWords:
    """What the scale of the colours says."""
    from ..draw.legend import LegendWords  # the window speaks before it paints

    return LegendWords(tr("against"), tr("for"), tr("logit per second"))


def spoken_language() -> str:
    """The code of the language spoken now."""
    return _spoken


def speak(setting: str) -> str:
    """Like :func:`install_language` for pages, which need no window: what is spoken already is left alone."""
    ensure_gui_application()
    code = chosen_language(setting)
    return code if code == _spoken else install_language(setting)


def chosen_language(setting: str) -> str:
    """The code of the language: the setting, or the first one of the system's that the program speaks."""
    if setting in LANGUAGES:
        return setting
    for name in QLocale.system().uiLanguages():
        code = name.replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return ENGLISH


def install_language(setting: str) -> str:
    """Let the running application speak this language ("system", "en", "de"); gives the code it speaks now.

    Widgets that exist keep their texts: call it before the window is built.
    """
    global _spoken
    application = QCoreApplication.instance()
    if application is None:
        return ENGLISH
    while _installed:
        application.removeTranslator(_installed.pop())
    code = _spoken = chosen_language(setting)
    if code == ENGLISH:
        return code
    folders = (str(resource_path("i18n")), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for name, folder in zip((f"ecg-imn_{code}", f"qtbase_{code}"), folders, strict=True):
        translator = QTranslator()
        if translator.load(name, folder):
            application.installTranslator(translator)
            _installed.append(translator)
        else:
            log.warning("no translation %s", name)
    return code
