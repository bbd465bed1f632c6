"""Puts the parts of the main window together and wires them.

The window shows its frame first: what is imported here, and what it builds, is not needed for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from .actions import KeyGuard, build_actions
from .appearance import REMEMBERED, Appearance
from .autosaving import Autosaving
from .average_beat import AverageBeats
from .banner import Banner
from .canvas import EcgCanvas
from .canvas_input import CanvasInput
from .commands import Commands
from .comparison.opening import Comparing
from .editing import Editing
from .explaining import Explaining
from .files import FileRing, fill_recent_menu
from .filtering import Filtering
from .folder_panel import FolderPanel
from .header import Header
from .mark_input import MarkInput
from .model_menu import add_model_menu
from .moving import Moving
from .notes import Notes
from .overview import Overview
from .playback import Playback
from .prediction_panel import PredictionPanel
from .reporting import Reporting
from .restoring import Restoring
from .study import Study
from .toolbar import StatusFacts, ToolBar
from .tools import Tools
from .touch_input import TouchInput, scroll_by_finger
from .view import View
from .watching import Watching
from .what_if import WhatIfs
from .writing import Writing

if TYPE_CHECKING:
    from .services import Services
    from .window import MainWindow


def build_parts(window: MainWindow, services: Services, model: str, device: str) -> Iterator[None]:
    """All of the window but its frame, step by step; the screen may be painted in between."""
    yield
    window.appearance = Appearance(window)
    _build_canvas(window)
    yield
    settings = window.settings
    window.ring = FileRing()
    window.study = Study(services, model, device, settings.smoothing_ms / 1000, window)
    window.study.keeps_annotations = window.keeps_settings
    window.study.saves_beside = settings.saves_beside
    window.writing = Writing(window.study, window)
    window.playback = Playback(window)
    window.playback.set_speed(settings.play_speed)
    window.comparing = Comparing(window, services, device)
    window.input = CanvasInput(window.canvas)
    window.input.snaps = window.settings.snaps
    TouchInput(window.canvas, window.input)
    window.marks = MarkInput(window.canvas, window.input)
    window.marks.show_marks(settings.shows_fiducials)
    window.banner, window.header, window.overview = Banner(), Header(), Overview()
    window.panel = PredictionPanel(settings)
    yield
    window.folder = FolderPanel()
    yield
    window.commands = Commands(window)
    window.actions_, menus = build_actions(window, window.commands.handlers())
    fill_recent_menu(menus["&File"], window)
    add_model_menu(window, menus["&Help"])
    yield
    window.toolbar = ToolBar(window.actions_, window)
    window.addToolBar(window.toolbar)
    window.toolbar.toggleViewAction().toggled.connect(window.actions_["toolbar"].setChecked)
    window.status = StatusFacts(window)
    yield
    _place_panels(window)
    yield
    _wire(window)
    yield
    if isinstance(application := QApplication.instance(), QApplication):
        window.key_guard = KeyGuard(application, window)
    window.is_complete = True
    window.appearance.change_view()
    window.appearance.set_theme(settings.theme)
    window.restoring.restore_window()
    window.status.fit()
    # Now that it is seen: else a window that becomes active later would give its first button the keys.
    window.canvas.setFocus()
    yield


def _build_canvas(window: MainWindow) -> None:
    """The ECG, which stays out of sight until all stands that is round it."""
    settings = window.settings
    canvas = window.canvas = EcgCanvas()
    canvas.set_theme(window.theme)
    canvas.set_calibration(settings.screen_px_per_mm)
    canvas.set_view(View(**{name: getattr(settings, name) for name in REMEMBERED}))


def _place_panels(window: MainWindow) -> None:
    """The ECG instead of its paper, and what stands round it."""
    settings = window.settings
    window.column.replaceWidget(window.paper, window.canvas)
    window.paper.deleteLater()
    window.column.insertWidget(0, window.header)
    window.column.insertWidget(0, window.banner)  # not above the panels: on a low screen they need their height
    window.column.addWidget(window.overview)
    window.panel.setVisible(settings.shows_panel)
    window.folder.setVisible(settings.shows_folder)
    for area in (window.folder.list, window.panel.scroll_area, window.panel.segments):
        scroll_by_finger(area)
    splitter, width_px = window.splitter, window.panel_width_px
    if splitter.count() > 1:  # the room that was kept
        room = splitter.replaceWidget(1, window.panel)
        assert room is not None
        room.deleteLater()
    else:
        splitter.addWidget(window.panel)
    splitter.insertWidget(0, window.folder)
    for index, stretch in enumerate((0, 1, 0)):
        splitter.setStretchFactor(index, stretch)
    window.panel.setMinimumWidth(round(0.8 * width_px))
    splitter.setSizes([round(0.62 * width_px), 900, width_px])


def _wire(window: MainWindow) -> None:
    """Who hears whom; and those who do what the actions say."""
    study = window.study
    study.record_loaded.connect(window.on_record_loaded)
    study.load_failed.connect(window.on_error)
    study.model_failed.connect(window.on_model_failed)
    window.writing.export_failed.connect(window.on_error)
    window.writing.exported.connect(window.on_exported)
    window.writing.printed.connect(window.on_printed)
    study.background.busy_changed.connect(lambda text: window.status.set(doing=text))
    study.background.crashed.connect(window.on_defect)
    window.canvas.page_changed.connect(window.appearance.on_page)
    window.playback.state_changed.connect(window.appearance.on_playing)
    window.folder.chosen.connect(window.open)
    window.autosaving = Autosaving(window)
    window.explaining = Explaining(window, window.theme)
    window.moving = Moving(window)
    window.tools = Tools(window)
    window.editing = Editing(window)
    window.what_ifs = WhatIfs(window)
    window.notes = Notes(window)
    window.reporting = Reporting(window)
    window.filtering = Filtering(study, window.canvas, window)
    window.filtering.changed.connect(window.appearance.on_filtered)
    window.average_beats = AverageBeats(window)
    window.restoring = Restoring(window)
    window.watching = Watching(window)
    window.average_beats.show(window.settings.shows_average_beat)
