"""The ECG on the screen: a backing pixmap that is scrolled, with only the new strip painted, and an overlay.

Measured against pyqtgraph's curves this is what scrolls fast without a GPU (benchmarks/scroll.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QPainter, QPaintEvent, QPixmap, QRegion, QResizeEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..draw.theme import LIGHT, Theme
from .columns import paint_columns
from .overlays import foot_height, paint_foot, paint_tag, tag_at_corner
from .paint import Mark, Scene, is_awaiting, name_plates, paint_furniture, paint_marks, paint_pulses, paint_window
from .view import EMPTY, Page, Screen, Subject, View, exposed, make_page, place_text, zoomed

if TYPE_CHECKING:
    from ..core.record import Record

_MM_PER_INCH = 25.4


class EcgCanvas(QWidget):
    """Shows one record.

    Signals: ``page_changed(Page)`` after every change of position, scale or layout. ``overlays`` are callables
    ``(painter, page)`` that paint on top, in device pixels.
    """

    page_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("ECG"))
        self.overlays: list = []  # type: ignore[type-arg]
        self._keeps_foot_clear = False
        self._scene = Scene()
        self._subject = EMPTY
        self._view = View()
        self._theme = LIGHT
        self._marks: tuple[Mark, ...] = ()
        self._notes: Mapping[str, str] = {}
        self._calibrated_px_per_mm = 0.0
        self._pixmap: QPixmap | None = None
        self._is_stale = True
        self._handle: QWindow | None = None
        self._page = make_page(self._view, Screen(800, 600, 4.0), EMPTY)

    # ---------------------------------------------------------------- what is shown

    @property
    def page(self) -> Page:
        """Where everything stands."""
        return self._page

    @property
    def scene(self) -> Scene:
        """What is painted."""
        return self._scene

    @property
    def theme(self) -> Theme:
        """Its colours."""
        return self._theme

    def show_record(self, record: Record, subject: Subject) -> None:
        """Another record, from its start."""
        self._begin_with(subject, Scene(record=record, rows=Scene.rows_of(record)))

    def clear(self) -> None:
        """No record."""
        self._begin_with(EMPTY, Scene())

    def _begin_with(self, subject: Subject, scene: Scene) -> None:
        self._subject, self._scene = subject, scene
        self._marks, self._notes = (), {}
        self._lay_out(0.0)

    def show_scene(self, scene: Scene) -> None:
        """Paint the same record in other colours."""
        needs_room = bool(scene.filter_text) != bool(self._scene.filter_text)
        self._scene = scene
        if needs_room:  # the rows give way; time and scale stay, so that nothing has moved for others
            self._page = self._page_from(self._page.start_s)
        self._repaint_all()

    def set_view(self, view: View) -> None:
        """Another layout or scale; the time at the left edge stays."""
        self._view = view
        self._lay_out(self._page.start_s)

    def set_subject(self, subject: Subject) -> None:
        """Room for what stands beside this canvas, too; the time at the left edge stays."""
        if subject != self._subject:
            self._subject = subject
            self._lay_out(self._page.start_s)

    @property
    def has_foot(self) -> bool:
        """Whether something is written at its foot."""
        return self._writes_at_foot(self._page)

    def keep_foot_clear(self, on: bool) -> None:
        """Also where nothing is written there: the rows are those of a canvas beside it; nothing else moves."""
        if on != self._keeps_foot_clear:
            self._keeps_foot_clear = on
            self._page = self._page_from(self._page.start_s)
            self._repaint_all()

    def set_theme(self, theme: Theme) -> None:
        """Other colours (the attribution's scale must have the same theme)."""
        self._theme = theme
        self._repaint_all()

    @property
    def marks(self) -> Sequence[Mark]:
        """What is outlined."""
        return self._marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Outline these stretches."""
        self._marks = tuple(marks)
        self.update()

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """A word or two beside the name of a lead ("noisy")."""
        self._notes = dict(notes)
        self.update()

    def set_calibration(self, px_per_mm: float) -> None:
        """Logical pixels per true millimetre as measured by the user; 0: what the screen says of itself."""
        self._calibrated_px_per_mm = px_per_mm
        self._lay_out(self._page.start_s)

    # ---------------------------------------------------------------- moving

    def move_to(self, start_s: float) -> None:
        """Show the record from ``start_s``, as far as it goes; paints only what is new."""
        page = self._page.moved_to(start_s)
        shift_px = page.start_px - self._page.start_px
        if shift_px == 0:
            return
        self._page = page
        self._scroll(shift_px)
        self.page_changed.emit(page)

    def move_by_px(self, shift_px: float) -> None:
        """Move by device pixels."""
        self.move_to((self._page.start_px + shift_px) / self._page.px_per_s)

    def centre_on(self, time_s: float, lead: str | None = None) -> None:
        """Bring a moment on the screen (of a lead, in layouts where it matters); nothing moves if it is there."""
        page = self._page
        if lead is not None and page.strip_of(lead, time_s) is not None:
            return
        if lead is None and page.start_s <= time_s <= page.end_s:
            return
        frames = [s.frame for s in page.strips if lead in (None, s.strip.lead.removeprefix("-"))]
        if frames:
            frame = min(frames, key=lambda f: abs((f.time_s(f.x_px) + f.time_s(f.right_px)) / 2 - time_s))
            middle_s = (frame.time_s(frame.x_px) + frame.time_s(frame.right_px)) / 2
            self.move_to(page.start_s + time_s - middle_s)

    def zoom(self, factor_x: float, factor_y: float, at_px: float) -> None:
        """Enlarge around a device pixel column."""
        view, start_s = zoomed(self._page, factor_x, factor_y, at_px)
        self._view = view
        self._lay_out(start_s)

    # ---------------------------------------------------------------- painting

    def px_per_mm(self) -> float:
        """Device pixels per millimetre: from the calibration, else from the screen's physical size."""
        ratio = self.devicePixelRatioF()
        if self._calibrated_px_per_mm > 0:
            return self._calibrated_px_per_mm * ratio
        screen = self.screen()
        dpi = screen.physicalDotsPerInchX() if screen is not None else 96.0
        # Projectors and virtual screens report nonsense: then the usual 96 dots per inch.
        if not 50.0 <= dpi <= 400.0:
            dpi = 96.0
        return dpi / _MM_PER_INCH * ratio

    def _lay_out(self, start_s: float) -> None:
        self._page = self._page_from(start_s)
        self._repaint_all()
        self.page_changed.emit(self._page)

    def _page_from(self, start_s: float) -> Page:
        ratio = self.devicePixelRatioF()
        screen = Screen(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)), self.px_per_mm())
        page = make_page(self._view, screen, self._subject, start_s)
        if self._keeps_foot_clear or self._writes_at_foot(page):
            # The last row is not to lie under what is written there.
            page = make_page(self._view, screen, self._subject, start_s, foot_height(self.label_font()))
        return page

    def _writes_at_foot(self, page: Page) -> bool:
        record = self._scene.record
        return record is not None and bool(self._scene.filter_text or place_text(page, record.recorded_at))

    def _repaint_all(self) -> None:
        self._is_stale = True
        self.update()

    def _scroll(self, shift_px: int) -> None:
        page = self._page
        if self._pixmap is None or self._is_stale or abs(shift_px) >= page.edges_px[1] - page.edges_px[0]:
            self._repaint_all()
            return
        left = page.edges_px[0]  # beside the traces nothing moves
        moving = QRect(left, 0, self._pixmap.width() - left, self._pixmap.height())
        self._pixmap.scroll(-shift_px, 0, moving, QRegion())
        painter = QPainter(self._pixmap)
        for first, last in exposed(page, shift_px):
            self._paint_columns(painter, first, last)
        painter.end()
        self.update()

    def _paint_columns(self, painter: QPainter, first: int, last: int) -> None:
        thickness = max(1, min(3, round(1.6 * self.devicePixelRatioF())))
        paint_columns(painter, self._page, self._scene, self._theme, first, last, thickness=thickness)

    def _fresh_pixmap(self) -> QPixmap:
        size = self._page.screen
        pixmap = self._pixmap
        if pixmap is None or (pixmap.width(), pixmap.height()) != (size.width_px, size.height_px):
            pixmap = QPixmap(size.width_px, size.height_px)
            self._is_stale = True
        if self._is_stale:
            painter = QPainter(pixmap)
            self._paint_columns(painter, 0, size.width_px)
            if self._scene.record is not None:
                paint_pulses(painter, self._page, self._theme)
            painter.end()
            self._is_stale = False
        self._pixmap = pixmap
        return pixmap

    def label_font(self) -> QFont:
        """Font of names and read-outs, in device pixels."""
        font = QFont(self.font())
        font.setPixelSize(round(QFontInfo(self.font()).pixelSize() * self.devicePixelRatioF()))
        font.setBold(True)
        return font

    def name_plates(self) -> list[QRectF]:
        """Where the names of the leads stand, in device pixels."""
        return name_plates(self._page, self._theme, self.label_font(), self._notes)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the pixmap and lay the overlay over it."""
        pixmap = self._fresh_pixmap()
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawPixmap(QPoint(0, 0), pixmap)
        if self._scene.record is not None:
            font = self.label_font()
            paint_furniture(painter, self._page, self._theme, font, self._notes)
            if self._scene.window is not None:
                paint_window(painter, self._page, self._scene.window, self._theme)
            paint_marks(painter, self._page, self._marks, self._theme)
            self._paint_foot(painter, self._scene.record, font)
            for overlay in self.overlays:
                overlay(painter, self._page)
            if is_awaiting(self._page, self._scene):
                painter.setFont(font)
                painter.setPen(self._theme.text)
                painter.drawText(
                    QRect(0, 0, self._page.screen.width_px, self._page.screen.height_px),
                    Qt.AlignmentFlag.AlignCenter,
                    self.tr("Preparing the overview of the record …"),
                )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._theme.accent)
            painter.drawRect(QRect(0, 0, self._page.screen.width_px - 1, self._page.screen.height_px - 1))
        painter.end()

    def _paint_foot(self, painter: QPainter, record: Record, font: QFont) -> None:
        """Which part of the record this is, and how it was filtered."""
        page, theme, filters = self._page, self._theme, self._scene.filter_text
        taken = []
        if place := place_text(page, record.recorded_at):
            corner = tag_at_corner(page, place, font)
            paint_tag(painter, page, corner.x(), corner.y(), place, theme.muted, theme, font)
            taken.append(corner)
        if filters:
            text = self.tr("Filtered for display: {filters}").format(filters=filters)
            paint_foot(painter, page, text, [*self.name_plates(), *taken], theme.warning, theme, font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of the record is seen; in true millimetres the scale stays."""
        self._lay_out(self._page.start_s)
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """A screen of another density; Qt does not hand this kind of event on to ``changeEvent``."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._on_screen_changed()
        return bool(super().event(event))

    def showEvent(self, event: QShowEvent) -> None:
        """From now on there is a window that can be moved to another screen, or whose screen can be unplugged."""
        handle = self.window().windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.screenChanged.connect(self._on_screen_changed)
        super().showEvent(event)

    def _on_screen_changed(self) -> None:
        """Another screen has other millimetres, even where its pixel ratio is the same."""
        self._lay_out(self._page.start_s)
