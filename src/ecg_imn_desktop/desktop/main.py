"""``ecg-imn-desktop [RECORD]``: the window.

The first picture of the window waits for as little as possible: modules are imported where they are needed.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from .. import __version__
from ..core.resources import DEFAULT_EXAMPLE, DEFAULT_MODEL, resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from .services import Services
    from .start import Start
    from .window import MainWindow

log = logging.getLogger(__name__)

# Python threads take turns this often (seconds): short, so that the screen gets its turn while a model works.
_SWITCH_INTERVAL_S = 0.0005


def main(argv: Sequence[str] | None = None, services: Services | None = None) -> int:
    """Open the window on the record named in ``argv`` (or a bundled example) and run it; gives the exit status."""
    arguments = _parser().parse_args(argv)
    # Nothing of what is imported and built now is ever garbage: looking for some would only delay the window.
    gc.disable()
    _import_before_qt()
    try:
        application = make_application()
        from .start import Start

        start = Start(application, arguments.records, is_alone=_wants_own_window(arguments))
        return 0 if start.is_handed_over else _run(application, start, arguments, services)
    finally:
        gc.enable()
        _end_at_once_if_stuck()


def _import_before_qt() -> None:
    """Once PySide6 is there every import goes through a function of its: numpy takes 20 ms longer after it."""
    import_module("numpy")
    import_module("ecg_imn_desktop.desktop.settings")


def _run(application: QApplication, start: Start, arguments: argparse.Namespace, services: Services | None) -> int:
    """The window until it is closed: first its frame, then all else."""
    from ..report.language import install_language
    from .settings import load_settings
    from .window import MainWindow

    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    settings, complaint = load_settings()
    install_language(settings.language)
    window = MainWindow(settings)
    window.show()
    _paint(application)

    from .logs import start_logging, stop_logging

    handler = start_logging()
    previous_hook = sys.excepthook
    sys.excepthook = _hook(window)
    try:
        start.watch_over()
        window.complete(services or _services(), arguments.model, arguments.device)
        gc.freeze()
        gc.enable()
        if complaint:
            window.banner.say(complaint, "info", is_lasting=True)
        start.open_in(window, window.restoring.expect_last() or resource_path("examples", DEFAULT_EXAMPLE))
        status = application.exec()
        start.end()
        return status
    finally:
        sys.excepthook = previous_hook
        start.close()
        window.close()
        stop_logging(handler)


def _services() -> Services:
    from .services import Services

    return Services()


def _end_at_once_if_stuck() -> None:
    """A thread that hangs in the system (a drive that does not answer) would keep the process from ending."""
    from .worker import is_any_thread_stuck

    if is_any_thread_stuck():
        logging.shutdown()
        os._exit(0)


def _paint(application: QApplication) -> None:
    """The window's first picture. Keys and clicks wait until there is something to receive them."""
    from PySide6.QtCore import QEventLoop

    application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


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
    from PySide6.QtWidgets import QApplication

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
