"""What each action does: a handler for every id of the table in ``actions``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog

from ..draw.layout import LAYOUTS, ordered_leads
from ..draw.theme import THEMES
from ..report.words import clock, has_time_of_day
from .cheat_sheet import CheatSheet
from .files import open_filters
from .filtering import HIGH_PASS_HZ, LOW_PASS_HZ, NOTCH_HZ
from .logs import log_path
from .moving import shows_all
from .number_box import ask_number
from .playback import PLAY_SPEEDS
from .settings import AUTO_GAIN, GAINS_MM_PER_MV, SHOWS, SIDES, SPEEDS_MM_PER_S
from .view import seconds_of, since_start
from .window_frame import set_full_screen

if TYPE_CHECKING:
    from .window import MainWindow

_ZOOM_STEP = 1.25

# Where none is open that is said: nothing would seem to happen.
_NEED_AN_ECG = (
    "compare", "export_pdf", "save_analysis", "export_data", "export_view", "copy_view", "print", "export_record",
    "add_note", "statement", "rhythm_lead", "go_to",
)  # fmt: skip


class Commands:
    """Handlers of the actions of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._w = window

    def handlers(self) -> dict[str, Callable[..., None]]:
        """A handler for each action."""
        w = self._w
        looks = w.appearance
        table: dict[str, Callable[..., None]] = {
            "open": self.ask_record,
            "open_folder": self.ask_folder,
            "reload": w.reload,
            "next_file": lambda: w.step_file(1),
            "previous_file": lambda: w.step_file(-1),
            "compare": lambda: w.comparing.open(),
            "export_pdf": lambda: w.reporting.show_report(),
            "save_analysis": lambda: w.reporting.save_analysis(),
            "export_data": lambda: w.reporting.export_data(),
            "export_view": lambda: w.reporting.export_view(),
            "copy_view": lambda: w.reporting.copy_view(),
            "saves_beside": lambda on: w.reporting.keep_beside(on),
            "add_note": lambda: w.notes.add(),
            "statement": lambda: w.reporting.edit_statement(),
            "print": self.print_pages,
            "rhythm_lead": self.ask_rhythm_lead,
            "export_record": lambda: w.tools.export_record(),
            "batch": lambda: w.tools.show_batch(),
            "clear_recent": w.clear_recent,
            "restore": lambda on: setattr(w.settings, "restores_last", on),
            "keep_recent": w.set_keeps_recent,
            "privacy": w.set_privacy,
            "reload_changed": lambda on: setattr(w.settings, "reloads_changed", on),
            "settings": self.settings,
            "palette": self.palette,
            "quit": self.quit,
            "next_lead": lambda: self.step_lead(1),
            "previous_lead": lambda: self.step_lead(-1),
            "cabrera": lambda on: looks.change_view(order="cabrera" if on else "standard"),
            "fit": lambda _on: self.fit(),
            "true_mm": lambda _on: looks.change_view(
                is_fit=False, zoom_x=1.0, zoom_y=1.0, mm_per_mv=w.settings.mm_per_mv
            ),
            "zoom_in": lambda: self.zoom(_ZOOM_STEP, 1.0),
            "zoom_out": lambda: self.zoom(1 / _ZOOM_STEP, 1.0),
            "taller": lambda: self.zoom(1.0, _ZOOM_STEP),
            "flatter": lambda: self.zoom(1.0, 1 / _ZOOM_STEP),
            "calibrate": self.calibrate,
            "toolbar": lambda on: w.toolbar.setVisible(on),
            "average_beat": looks.show_average_beat,
            "folder_panel": looks.show_folder_panel,
            "answer_panel": looks.show_answer_panel,
            "full_screen": lambda on: set_full_screen(w, on),
            "play": lambda: w.moving.play_or_pause(),
            "left": lambda: self.move_mm(-5),
            "right": lambda: self.move_mm(5),
            "page_left": lambda: self.move_pages(-1),
            "page_right": lambda: self.move_pages(1),
            "start": lambda: w.moving.go_to(0.0),
            "end": lambda: w.moving.go_to(float("inf")),
            "go_to": self.ask_time,
            "next_window": lambda: w.moving.step_window(1),
            "previous_window": lambda: w.moving.step_window(-1),
            "window_here": lambda: w.moving.analyse_here(),
            "segments": lambda on: looks.change_marks(shows_segments=on),
            "waves": lambda on: looks.change_marks(shows_waves=on),
            "what_if": lambda: w.what_ifs.show(),
            "remove_segment": lambda on: w.what_ifs.segments.turn(on),
            "remove_chosen": lambda: w.what_ifs.remove_chosen(),
            "put_back": lambda: w.what_ifs.put_back(),
            "find_flip": lambda: w.what_ifs.find_flip(),
            "caliper": w.input.set_measuring,
            "march_out": self.march_out,
            "snap": looks.set_snaps,
            "fiducials": lambda on: looks.change_marks(shows_fiducials=on),
            "forget_marks": lambda: w.editing.forget_marks(),
            "undo": lambda: w.editing.undo(),
            "redo": lambda: w.editing.redo(),
            "remove_caliper": lambda: w.editing.remove_caliper(),
            "clear_calipers": lambda: w.editing.clear_calipers(),
            "keys": lambda: CheatSheet(w).show(),
            "log": self.say_log,
            "updates": self.say_updates,
            "diagnostics": self.copy_diagnostics,
            "about": self.about,
        }
        table |= {f"layout_{name}": lambda n=name: looks.change_view(layout=n) for name in LAYOUTS}
        table |= {f"speed_{v:g}": lambda v=v: looks.change_view(mm_per_s=v) for v in SPEEDS_MM_PER_S}
        table |= {f"gain_{v:g}": lambda v=v: looks.change_view(mm_per_mv=v) for v in (AUTO_GAIN, *GAINS_MM_PER_MV)}
        for name, offered in (("high_pass", HIGH_PASS_HZ), ("low_pass", LOW_PASS_HZ), ("notch", NOTCH_HZ)):
            table |= {f"{name}_{v:g}": lambda n=name, v=v: w.filtering.choose(**{f"{n}_hz": v}) for v in offered}
        table |= {f"theme_{name}": lambda n=name: looks.set_theme(n) for name in THEMES}
        table |= {f"play_speed_{v:g}": lambda v=v: looks.set_play_speed(v) for v in PLAY_SPEEDS}
        table |= {f"show_{s}": lambda s=s: looks.change_attribution(show=s) for s in SHOWS}
        table |= {f"sides_{s}": lambda s=s: looks.change_attribution(sides=s) for s in SIDES}
        table |= {f"class_{i}": lambda i=i: w.explaining.choose_nth_class(i) for i in range(1, 10)}
        return table | {id_: partial(self._with_ecg, table[id_]) for id_ in _NEED_AN_ECG}

    def _with_ecg(self, call: Callable[[], None]) -> None:
        if self._w.study.record is None:
            self._w.banner.say(QCoreApplication.translate("Commands", "No ECG is open."), "info")
        else:
            call()

    # ---------------------------------------------------------------- files

    def quit(self) -> None:
        """Close the window."""
        self._w.close()

    def settings(self) -> None:
        """All settings on one page."""
        from .settings_dialog import SettingsDialog

        SettingsDialog(self._w).show()

    def palette(self) -> None:
        """Every action by a few letters."""
        from .palette import Palette

        Palette(self._w).show()

    def ask_record(self) -> None:
        """The file dialog."""
        folder = str(self._w.study.path.parent) if self._w.study.path else ""
        name, _ = QFileDialog.getOpenFileName(
            self._w,
            QCoreApplication.translate("Commands", "Open record"),
            folder,
            open_filters(),
        )
        if name:
            self._w.open(Path(name))

    def ask_folder(self) -> None:
        """The folder dialog."""
        name = QFileDialog.getExistingDirectory(
            self._w, QCoreApplication.translate("Commands", "Open folder"), self._w.settings.folder
        )
        if name:
            self._w.open_folder(Path(name))

    def print_pages(self) -> None:
        """The system's dialog, then print in the background."""
        from PySide6.QtPrintSupport import QPrintDialog

        from ..report.printer import make_printer

        if self._w.study.record is None:
            return
        # The system is asked which printers there are, in this thread: with printers of a network that may take long.
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            printer, is_still_shown = make_printer(), self._w.for_this_record()
            dialog = QPrintDialog(printer, self._w)
        finally:
            QGuiApplication.restoreOverrideCursor()
        dialog.setWindowTitle(self._w.titled(QCoreApplication.translate("Commands", "Print")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._w.print_on(printer) if is_still_shown() else None)
        QDialog.open(dialog)

    # ---------------------------------------------------------------- moving

    def zoom(self, factor_x: float, factor_y: float) -> None:
        """Around the middle of the screen."""
        page = self._w.canvas.page
        self._w.canvas.zoom(factor_x, factor_y, (page.edges_px[0] + page.edges_px[-1]) / 2)
        self._w.appearance.keep_view()

    def fit(self) -> None:
        """Ten seconds fill the width; those of the answer, if one was zoomed into them or out of them."""
        w = self._w
        page, study = w.canvas.page, w.study
        is_answered = study.record is not None and shows_all(page, study.window_start_s, study.window_s)
        w.appearance.change_view(is_fit=True, mm_per_mv=w.settings.mm_per_mv)
        if is_answered:
            w.canvas.move_to(study.window_start_s)

    def move_mm(self, mm: float) -> None:
        """By millimetres of the paper."""
        self._w.playback.pause()
        self._w.canvas.move_by_px(mm * self._w.canvas.page.cell_x_px)

    def move_pages(self, pages: int) -> None:
        """By what a row shows."""
        page = self._w.canvas.page
        self._w.playback.pause()
        self._w.canvas.move_by_px(pages * (page.edges_px[-1] - page.edges_px[0]))

    def ask_time(self) -> None:
        """Jump to a time: 75, 1:15 or 2:01:15."""
        record = self._w.study.record
        if record is None:
            return
        asked = QCoreApplication.translate("Commands", "Time from the start, in seconds or as h:mm:ss (0 to {end}):")
        if has_time_of_day(record.recorded_at):
            asked += "\n" + QCoreApplication.translate("Commands", "or a time of day after @, such as @20:15:30:")
        text, is_given = QInputDialog.getText(
            self._w, QCoreApplication.translate("Commands", "Jump to time"),
            asked.format(end=clock(record.duration_s, 1)), text=clock(self._w.canvas.page.start_s, 1),
        )  # fmt: skip
        if not is_given:
            return
        is_of_day = text.strip().startswith("@")
        time_s = since_start(text, record.recorded_at) if is_of_day else seconds_of(text)
        if is_of_day and time_s is not None and time_s > record.duration_s:
            said = QCoreApplication.translate("Commands", "The recording has ended before {text}.")
            self._w.banner.say(said.format(text=text.strip().removeprefix("@")))
        elif time_s is None:
            said = QCoreApplication.translate("Commands", "{text} is no time: write seconds or h:mm:ss.")
            self._w.banner.say(said.format(text=text.strip()[:40]))
        else:
            self._w.moving.go_to(time_s)

    def step_lead(self, step: int) -> None:
        """The next lead alone on the screen."""
        w = self._w
        if w.study.record is None:
            return
        leads = ordered_leads(w.study.record.lead_names, w.settings.order)
        now = leads.index(w.settings.single_lead) if w.settings.single_lead in leads else 0
        if w.settings.layout == "single":
            now = (now + step) % len(leads)
        w.appearance.change_view(layout="single", single_lead=leads[now])

    def ask_rhythm_lead(self) -> None:
        """Which lead runs below 3 x 4."""
        w = self._w
        if w.study.record is None:
            return
        leads = list(ordered_leads(w.study.record.lead_names))
        now = leads.index(w.settings.rhythm_lead) if w.settings.rhythm_lead in leads else 0
        title = QCoreApplication.translate("Commands", "Rhythm strip")
        question = QCoreApplication.translate("Commands", "Lead below 3 \u00d7 4:")
        lead, is_given = QInputDialog.getItem(w, title, question, leads, now, False)
        if is_given:
            w.appearance.change_view(layout="3x4", rhythm_lead=lead)

    def calibrate(self) -> None:
        """Ask for the measured length of 100 mm on this screen."""
        w = self._w
        ratio = w.canvas.devicePixelRatioF()
        now = w.canvas.px_per_mm() / ratio
        measured_mm, is_given = ask_number(
            w,
            QCoreApplication.translate("Commands", "Calibrate millimetres"),
            QCoreApplication.translate(
                "Commands",
                "Switch to true millimetres (T) and hold a ruler to the screen.\n"
                "How long are twenty large squares (100 mm) in millimetres? 0 forgets the calibration.",
            ),
            100.0, 500.0, " mm",
        )  # fmt: skip
        if is_given:
            w.settings.screen_px_per_mm = 0.0 if measured_mm == 0 else calibrated_px_per_mm(now, measured_mm)
            w.canvas.set_calibration(w.settings.screen_px_per_mm)

    # ---------------------------------------------------------------- measuring

    def march_out(self, on: bool) -> None:
        """Repeat the last interval."""
        self._w.input.marches = on
        self._w.canvas.update()

    # ---------------------------------------------------------------- help

    def say_log(self) -> None:
        """Where it is."""
        text = QCoreApplication.translate("Commands", "The log is {path}. It holds no names and no ECGs.")
        self._w.banner.say(text.format(path=log_path()), "info")

    def about(self) -> None:
        """What this is, on what it stands and runs, and its licences."""
        from .about import AboutDialog  # not needed at the start

        AboutDialog(self._w).open()

    def copy_diagnostics(self) -> None:
        """For whoever helps."""
        from .about import copy_diagnostics

        copy_diagnostics(self._w)

    def say_updates(self) -> None:
        """Nothing is fetched: only where to look."""
        from .about import updates_sentence

        self._w.banner.say(updates_sentence(), "info")


def calibrated_px_per_mm(px_per_mm: float, measured_mm: float) -> float:
    """Pixels per true millimetre if what was drawn as 100 mm measures ``measured_mm``; kept within reason."""
    return float(min(40.0, max(0.5, px_per_mm * 100.0 / measured_mm)))
