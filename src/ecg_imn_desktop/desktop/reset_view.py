"""Reset View: the ECG and what stands round it with their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    from .window import MainWindow


def reset_view(window: MainWindow) -> None:
    """Layout, scale, filters, colours and panels have their defaults.

    Language, size of text, privacy, files, and the screen's calibration stay what they are.
    """
    first = Settings()
    for id_ in (
        f"theme_{first.theme}", f"layout_{first.layout}", f"speed_{first.mm_per_s:g}", f"gain_{first.mm_per_mv:g}",
        f"play_speed_{first.play_speed:g}", f"show_{first.show}", f"sides_{first.sides}",
        "high_pass_0", "low_pass_0", "notch_0",
    ):  # fmt: skip
        if not window.actions_[id_].isChecked():
            window.actions_[id_].trigger()
    toggles = {
        "cabrera": first.order == "cabrera", "fiducials": first.shows_fiducials, "snap": first.snaps,
        "segments": first.shows_segments, "waves": first.shows_waves, "toolbar": True,
        "folder_panel": first.shows_folder, "answer_panel": first.shows_panel,
        "average_beat": first.shows_average_beat,
    }  # fmt: skip
    for id_, is_on in toggles.items():
        if window.actions_[id_].isChecked() != is_on:
            window.actions_[id_].trigger()
    for name, slider in window.panel.attribution.sliders.items():
        slider.setValue(getattr(first, name))
    window.appearance.change_view(
        is_fit=first.is_fit, mm_per_mv=first.mm_per_mv, zoom_x=1.0, zoom_y=1.0, rhythm_lead=first.rhythm_lead
    )
