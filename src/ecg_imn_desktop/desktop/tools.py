"""Many ECGs, other formats, and files that do not say all: what a window has beside its ECG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ..core.errors import EcgError
from .window_frame import come_forward

if TYPE_CHECKING:
    from .batch_window import BatchWindow
    from .window import MainWindow


class Tools(QObject):
    """Attributes: ``batch_window``, None until it is shown for the first time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self.batch_window: BatchWindow | None = None

    def show_batch(self) -> None:
        """The window for many ECGs: the same one every time, but for another model, once it is not at work."""
        known, model = self.batch_window, self._w.study.model_name
        if known is None or (known.model_name != model and not known.is_running):
            from .batch_window import BatchWindow

            try:
                self.batch_window = BatchWindow(self._w, model=model)
            except EcgError as error:
                self._w.banner.say(error.message)
                return
            if known is not None:
                known.hand_over(self.batch_window)
        assert self.batch_window is not None
        come_forward(self.batch_window)

    def export_record(self) -> None:
        """Ask where, then write the record as WFDB or DICOM in the background."""
        study = self._w.study
        if study.record is None or study.path is None:
            return
        suggestion = str(study.path.parent / f"{study.record.name}-export.hea")
        is_still_shown = self._w.for_this_record()
        title = self._w.titled(self.tr("Export the record"))
        name, _ = QFileDialog.getSaveFileName(self._w, title, suggestion, "WFDB (*.hea);;DICOM (*.dcm)")
        if name and is_still_shown():
            from ..io.exporting import write_record

            path, record = Path(name), study.record
            path = path if path.suffix else path.with_suffix(".hea")
            self._w.writing.export(path, lambda: write_record(path, record))

    def asks(self, error: EcgError) -> bool:
        """Whether the user is asked for what a file does not say, and it is opened with the answer."""
        from ..io.tables import UnknownScaleError  # not needed at the start

        if not isinstance(error, UnknownScaleError):
            return False
        from .scale_dialog import ask_scale

        ask_scale(self._w, error)
        return True
