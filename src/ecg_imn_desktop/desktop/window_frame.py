"""The main window's frame: what its first picture needs, and what the system asks of a window.

It imports as little as it can. ``Qt``, the namespace of PySide6's flags, alone takes a tenth of an empty window's
start: it is imported where it is used.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QFontInfo, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ..draw.theme import THEMES, Theme
from .settings import Settings
from .style import apply_theme, set_text_size

if TYPE_CHECKING:
    from collections.abc import Sequence

_PANEL_WIDTH_PX = 372  # at ordinary text

# What the system puts around a window, which it knows only after showing it. Else the status bar would lie off screen.
_TITLE_BAR_PX, _BORDERS_PX = 34, 4


def size_at_first(window: QWidget) -> None:
    """1600 x 900 where the screen has room for it."""
    available = window.screen().availableGeometry()
    window.resize(
        min(1600, available.width() - _BORDERS_PX), min(900, available.height() - _BORDERS_PX - _TITLE_BAR_PX)
    )


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Files and folders of this computer that are dropped, or about to be."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def let_it_lie_behind(window: QWidget) -> None:
    """Before a second window is shown: the main window, to which it belongs, may come before it.

    Systems keep a window that belongs to another (X11: is transient for it, Windows: is owned) before that for ever,
    so that on a small screen an ECG that is opened from it is not seen.
    """
    from PySide6.QtCore import Qt

    window.winId()  # makes the handle
    window.windowHandle().setTransientParent(None)  # type: ignore[arg-type]
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)


def come_forward(window: QWidget) -> None:
    """Show a window before others, as far as the system allows it."""
    from PySide6.QtCore import Qt

    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def set_full_screen(window: QWidget, on: bool) -> None:
    """To the whole screen or back: to a window as large as the screen if it was one."""
    from PySide6.QtCore import Qt

    full = Qt.WindowState.WindowFullScreen
    window.setWindowState(window.windowState() | full if on else window.windowState() & ~full)


class WindowFrame(QMainWindow):
    """A window with the empty paper of an ECG.

    Attributes: ``settings``, ``theme``; ``splitter`` (panels from left to right), ``column`` (ECG and what is above and
    below it): what the parts come into; ``is_complete``: they came.
    """

    def __init__(self, settings: Settings, *, keeps_settings: bool = True) -> None:
        super().__init__()
        self.settings = settings
        self.keeps_settings = keeps_settings
        self.is_complete = False
        self.theme: Theme = THEMES[settings.theme]
        set_text_size(settings.text_percent)
        self.setWindowTitle("ECG-IMN Desktop")
        self.setAcceptDrops(True)
        apply_theme(self, self.theme)  # before there are widgets to be polished
        left = QWidget()
        self.paper = _blank()
        self.column = _column(left, self.paper)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        if settings.shows_panel:
            room = _blank()
            room.setFixedWidth(self.panel_width_px)
            self.splitter.addWidget(room)
        self.setCentralWidget(self.splitter)
        self._restore_geometry()

    @property
    def panel_width_px(self) -> int:
        """The answer beside the ECG has this width until it is dragged; it grows with the text, within reason."""
        return round(min(1.6, max(1.0, QFontInfo(self.font()).pixelSize() / 12)) * _PANEL_WIDTH_PX)

    def _restore_geometry(self) -> None:
        """Size and place as they were."""
        size_at_first(self)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(self.settings.geometry)))

    def put_below(self, widget: QWidget) -> None:
        """A panel below the overview."""
        self.column.addWidget(widget)

    # ---------------------------------------------------------------- what the parts do

    def open_many(self, paths: Sequence[Path]) -> None:
        """Open files."""
        raise NotImplementedError

    def open_folder(self, folder: Path) -> None:
        """List a folder."""
        raise NotImplementedError

    def put_away(self) -> None:
        """Esc."""

    def fit(self) -> None:
        """The window has another size."""

    def stop(self) -> None:
        """The window closes."""

    # ---------------------------------------------------------------- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The status bar shows what has room."""
        super().resizeEvent(event)
        if self.is_complete:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing nearer took it: a panel, a field."""
        from PySide6.QtCore import Qt

        if self.is_complete and event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.put_away()
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if self.is_complete and dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = dropped_paths(event)
        folders = [p for p in paths if p.is_dir()]
        files = [p for p in paths if p not in folders]
        if folders:
            self.open_folder(folders[0])
        if files:
            self.open_many(files)
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the settings and wait for the threads."""
        if self.is_complete:
            self.stop()
        super().closeEvent(event)


def _blank() -> QWidget:
    """Room for something, in the colour of paper."""
    widget = QWidget()
    widget.setObjectName("panel")  # its colour
    return widget


def _column(parent: QWidget, widget: QWidget) -> QVBoxLayout:
    """A layout of widgets one below the other, without gaps, and the first of them."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(widget, 1)
    return column
