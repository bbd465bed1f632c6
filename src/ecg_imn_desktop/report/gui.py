"""A Qt application for those who have none: the command line writes pages on machines without a display."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication

_kept: list[QGuiApplication] = []


def ensure_gui_application() -> QGuiApplication:
    """The running Qt application, or a new one that needs no display (text cannot be drawn without one).

    A new one is a QApplication, so that a window opened later in the same process finds what it needs.
    """
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    _kept.append(application)  # Python would delete it with the last reference
    return application
