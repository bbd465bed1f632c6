"""A picture of the window on a machine without a display."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ..core.errors import EcgError, ExportError
from ..io.atomic import atomic_path
from ..io.targets import refuse_own_files
from .main import make_application
from .services import Services
from .settings import Settings
from .window import MainWindow

# Loading torch on a busy machine takes its time; longer than this something is broken.
_PATIENCE_MS = 180_000


def window_to_png(
    record_path: Path | str,
    png_path: Path | str,
    size: tuple[int, int] = (1600, 900),
    *,
    model: str = "imn-1d",
    device: str = "auto",
    settings: Settings | None = None,
    services: Services | None = None,
) -> None:
    """Open the real window on a record, wait until the answer is on it, and save a picture of ``size`` pixels.

    The user's settings are neither read nor written. Raises the EcgError that the window would show in its banner
    (RecordError, ModelError ...), ExportError if the picture cannot be written or the answer does not come. A record
    with too little signal for an answer gives a picture that says so.
    """
    ready_application()
    with without_noise():
        window = MainWindow(settings or Settings(), services or Services(), model, device, keeps_settings=False)
        window.resize(*size)
        window.show()
        try:
            _wait_for_answer(window, Path(record_path))
            picture = window.grab().toImage()
            if (shown := window.study.record) is not None:
                refuse_own_files(Path(png_path), shown)
            with atomic_path(Path(png_path)) as temporary:
                if not picture.save(str(temporary), "PNG"):  # type: ignore[call-overload]
                    raise ExportError(f"{Path(png_path).name} could not be written.")
        finally:
            window.close()


@contextmanager
def without_noise() -> Iterator[None]:
    """Of what is said beside the answer only defects reach the terminal.

    Qt's offscreen platform says of every window that it cannot hint at its size. A refusal (no answer for this record)
    is logged as a warning, for the log file that a picture has not; whoever asked for the picture is told anyway.
    """

    def say(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        if text.startswith("This plugin does not support propagateSizeHints"):
            return
        if previous is not None:
            previous(kind, context, text)
        else:
            print(text, file=sys.stderr)

    previous = qInstallMessageHandler(say)
    defects = logging.StreamHandler()
    defects.setLevel(logging.ERROR)
    logging.getLogger("ecg_imn_desktop").addHandler(defects)
    try:
        yield
    finally:
        logging.getLogger("ecg_imn_desktop").removeHandler(defects)
        qInstallMessageHandler(previous)


def ready_application() -> QApplication:
    """An application with widgets; one without (the page painter's) is replaced, there can be only one."""
    if QGuiApplication.instance() is None and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QGuiApplication.instance()
    if running is not None and not isinstance(running, QApplication):
        running.shutdown()
    return make_application()


def _wait_for_answer(window: MainWindow, path: Path) -> None:
    loop = QEventLoop()
    errors: list[EcgError] = []

    def failed(error: EcgError) -> None:
        errors.append(error)
        loop.quit()

    study = window.study
    study.insight_changed.connect(lambda insight: loop.quit() if insight is not None else None)
    study.no_prediction.connect(loop.quit)
    study.load_failed.connect(failed)
    study.model_failed.connect(failed)
    study.background.crashed.connect(lambda text: failed(ExportError("Something went wrong in the program.", text)))
    patience = QTimer(singleShot=True, interval=_PATIENCE_MS)
    patience.timeout.connect(lambda: failed(ExportError("The answer did not come in three minutes.")))
    patience.start()
    window.open(path)
    loop.exec()
    patience.stop()
    if errors:
        raise errors[0]
    QApplication.processEvents()
