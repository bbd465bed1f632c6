"""``ecg-imn-desktop [RECORD]``: the window.

The first picture of the window waits for as little as possible: modules are imported where they are needed.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from .. import __version__
from ..core.resources import DEFAULT_EXAMPLE, DEFAULT_MODEL, resource_path

if TYPE_CHECKING:
    import argparse

    from PySide6.QtWidgets import QApplication

    from .services import Services
    from .window import MainWindow

# Python threads take turns this often (seconds): short, so that the screen gets its turn while a model works.
_SWITCH_INTERVAL_S = 0.0005


def main(argv: Sequence[str] | None = None, services: Services | None = None) -> int:
    """Open the window on the record named in ``argv`` (or a bundled example) and run it; gives the exit status."""
    arguments = _arguments(sys.argv[1:] if argv is None else argv)
    # Nothing of what is imported and built now is ever garbage: looking for some would only delay the window.
    gc.disable()
    _import_before_qt()
    try:
        application = make_application()
        is_alone = _wants_own_window(arguments)
        if not is_alone and _is_handed_over(arguments.records):
            return 0
        return _run(application, arguments, is_alone, services)
    finally:
        gc.enable()
        _end_at_once_if_stuck()


def _import_before_qt() -> None:
    """Once PySide6 is there every import goes through a function of its: numpy takes 20 ms longer after it."""
    import_module("numpy")
    import_module("ecg_imn_desktop.desktop.settings")


def _is_handed_over(records: Sequence[Path]) -> bool:
    """Whether a window that is there already opens them."""
    from .socket_name import may_be_heard

    if not may_be_heard():
        return False
    from .single import hand_over

    return hand_over(records)


def _run(application: QApplication, arguments: Arguments, is_alone: bool, services: Services | None) -> int:
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
    from .start import Start

    handler = start_logging()
    previous_hook = sys.excepthook
    sys.excepthook = _hook(window)
    start = Start(application, arguments.records, is_alone=is_alone)
    try:
        if start.is_handed_over:  # two starts at the same moment
            return 0
        start.watch_over(settings)
        _paint(application)
        services = services or _services()
        _paint(application)
        window.complete(services, arguments.model, arguments.device, lambda: _paint(application))
        gc.freeze()
        gc.enable()
        if not window.isVisible():  # closed meanwhile
            start.end()
            return 0
        if complaint:
            window.banner.say(complaint, "info", is_lasting=True)
        start.open_in(window, window.restoring.expect_last(), resource_path("examples", DEFAULT_EXAMPLE))
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
        import logging

        logging.shutdown()
        os._exit(0)


def _paint(application: QApplication) -> None:
    """The window's first picture. Keys and clicks wait until there is something to receive them."""
    from PySide6.QtCore import QEventLoop

    application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


class Arguments:
    """What the command line says."""

    records: Sequence[Path] = ()
    model = DEFAULT_MODEL
    device = "auto"
    new_window = False


def _arguments(argv: Sequence[str]) -> Arguments:
    """Most starts name records or nothing; for options there is argparse, which takes a while to be imported."""
    arguments = Arguments()
    if any(word.startswith("-") for word in argv):
        _parser().parse_args(argv, arguments)
    else:
        arguments.records = [Path(word) for word in argv]
    return arguments


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="ecg-imn-desktop", description="A 12-lead ECG viewer that explains a network."
    )
    parser.add_argument("records", nargs="*", type=Path, help="ECGs: WFDB, DICOM, EDF, BDF, HDF5, HL7 aECG, CSV")
    parser.add_argument("--model", help="name of an installed model")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"))
    parser.add_argument("--new-window", action="store_true", help="do not open it in the window that is there already")
    parser.add_argument("--version", action="version", version=f"ECG-IMN Desktop {__version__}")
    return parser


def _wants_own_window(arguments: Arguments) -> bool:
    """The window that is there has its model and device and keeps them."""
    return bool(arguments.new_window or arguments.model != DEFAULT_MODEL or arguments.device != "auto")


def make_application() -> QApplication:
    """The running application or a new one, in the one style of the program."""
    from PySide6.QtWidgets import QApplication

    running = QApplication.instance()
    if not isinstance(running, QApplication):
        QApplication.setStyle("Fusion")  # no other is made first
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("ECG-IMN Desktop")
    application.setDesktopFileName("ecg-imn-desktop")
    application.setApplicationVersion(__version__)
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    return application


def _hook(window: MainWindow):  # type: ignore[no-untyped-def]
    """A defect in the window's own thread: one dialog and the log, and the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        import traceback

        window.on_defect("".join(traceback.format_exception(kind, error, trace)))

    return hook


if __name__ == "__main__":
    sys.exit(main())
