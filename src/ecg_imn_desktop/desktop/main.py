"""``ecg-imn-desktop [RECORD]``: the window."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from .. import __version__
from ..core.resources import DEFAULT_EXAMPLE, DEFAULT_MODEL, resource_path

if TYPE_CHECKING:
    from .services import Services
    from .window import MainWindow

log = logging.getLogger(__name__)

# Python threads take turns this often (seconds): short, so that the screen gets its turn while a model works.
_SWITCH_INTERVAL_S = 0.0005


def main(argv: Sequence[str] | None = None, services: Services | None = None) -> int:
    """Open the window on the record named in ``argv`` (or a bundled example) and run it; gives the exit status."""
    arguments = _parser().parse_args(argv)
    application = make_application()
    from .start import Start

    start = Start(application, arguments.records, is_alone=_wants_own_window(arguments))
    if start.is_handed_over:
        return 0
    # Nothing of what is imported and built now is ever garbage: looking for some would only delay the window.
    gc.disable()
    from .logs import start_logging, stop_logging
    from .services import Services
    from .settings import load_settings
    from .translation import install_language
    from .window import MainWindow

    handler = start_logging()
    previous_hook = sys.excepthook
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    settings, complaint = load_settings()
    install_language(settings.language)
    window = MainWindow(settings, services or Services(), arguments.model, arguments.device)
    sys.excepthook = _hook(window)
    try:
        window.show()
        _paint(application)
        gc.freeze()
        gc.enable()
        if complaint:
            window.banner.say(complaint, "info", is_lasting=True)
        start.open_in(window, window.restoring.expect_last() or resource_path("examples", DEFAULT_EXAMPLE))
        status = application.exec()
        start.end()
        return status
    finally:
        gc.enable()
        sys.excepthook = previous_hook
        start.close()
        window.close()
        stop_logging(handler)
        _end_at_once_if_stuck()


def _end_at_once_if_stuck() -> None:
    """A thread that hangs in the system (a drive that does not answer) would keep the process from ending."""
    from .worker import is_any_thread_stuck

    if is_any_thread_stuck():
        logging.shutdown()
        os._exit(0)


def _paint(application: QApplication) -> None:
    """The window comes before threads begin to import."""
    application.processEvents()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ecg-imn-desktop", description="A 12-lead ECG viewer that explains a network."
    )
    parser.add_argument("records", nargs="*", type=Path, help="ECGs: WFDB, DICOM, EDF, BDF, HDF5, HL7 aECG, CSV")
    parser.add_argument("--model", default=DEFAULT_MODEL, help="name of an installed model")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    parser.add_argument("--new-window", action="store_true", help="do not open it in the window that is there already")
    parser.add_argument("--version", action="version", version=f"ECG-IMN Desktop {__version__}")
    return parser


def _wants_own_window(arguments: argparse.Namespace) -> bool:
    """The window that is there has its model and device and keeps them."""
    return bool(arguments.new_window or arguments.model != DEFAULT_MODEL or arguments.device != "auto")


def _first_record(recent: Sequence[str]) -> Path:
    known = (Path(p) for p in recent if Path(p).exists() or Path(p.rpartition("#")[0]).is_file())
    return next(known, resource_path("examples", DEFAULT_EXAMPLE))


def make_application() -> QApplication:
    """The running application or a new one, in the one style of the program."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("ECG-IMN Desktop")
    application.setDesktopFileName("ecg-imn-desktop")
    application.setApplicationVersion(__version__)
    application.setStyle("Fusion")
    return application


def _hook(window: MainWindow):  # type: ignore[no-untyped-def]
    """A defect in the window's own thread: one dialog and the log, and the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        window.on_defect("".join(traceback.format_exception(kind, error, trace)))

    return hook


if __name__ == "__main__":
    sys.exit(main())
