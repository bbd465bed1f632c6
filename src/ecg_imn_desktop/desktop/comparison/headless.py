"""A picture of the comparison's window on a machine without a display."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ...core.comparison import Ask
from ...core.errors import ExportError
from ...io.atomic import atomic_path
from ..headless import ready_application, without_noise
from ..settings import Settings
from ..style import apply_theme
from .services import CompareServices
from .study import Target
from .window import CompareWindow

_PATIENCE_MS = 180_000


def compare_to_png(
    a: Path, b: Path, png_path: Path, size: tuple[int, int] = (1600, 900), settings: Settings | None = None
) -> None:
    """Open the real window on two records, wait for the comparison, and save a picture of it.

    Raises ExportError if the comparison does not come or the picture cannot be written.
    """
    ready_application()
    settings = settings or Settings()
    with without_noise():
        window = CompareWindow(replace(settings), CompareServices())
        apply_theme(window, window.theme)
        window.resize(*size)
        window.show()
        try:
            loop = QEventLoop()
            window.study.compared.connect(lambda found: loop.quit() if found is not None else None)
            window.study.failed.connect(loop.quit)
            patience = QTimer(singleShot=True, interval=_PATIENCE_MS)
            patience.timeout.connect(loop.quit)
            patience.start()
            for letter, path in (("A", a), ("B", b)):
                window.study.show(letter, Target(path, None, Ask()))
            loop.exec()
            patience.stop()
            if window.study.comparison is None:
                raise ExportError(window.banner.text or "The comparison did not come.")
            QApplication.processEvents()
            with atomic_path(png_path) as temporary:
                if not window.grab().toImage().save(str(temporary), "PNG"):  # type: ignore[call-overload]
                    raise ExportError(f"{png_path.name} could not be written.")
        finally:
            window.close()
