"""The check marks of the menus: which actions are chosen and on, by the settings and what is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import ACTIONS

if TYPE_CHECKING:
    from .window import MainWindow


def sync_actions(window: MainWindow) -> None:
    """Check marks follow the settings."""
    s, view = window.settings, window.canvas.page.view
    chosen = {
        f"layout_{s.layout}", f"speed_{s.mm_per_s:g}", f"gain_{view.mm_per_mv:g}", f"theme_{s.theme}",
        *window.filtering.choice.ids(), f"show_{s.show}", f"sides_{s.sides}", f"play_speed_{s.play_speed:g}",
    }  # fmt: skip
    toggles = {
        "cabrera": s.order == "cabrera", "fit": view.is_fit, "true_mm": view.is_true, "restore": s.restores_last,
        "saves_beside": s.saves_beside,
        "privacy": s.is_private, "keep_recent": s.keeps_recent,
        "reload_changed": s.reloads_changed,
        "segments": s.shows_segments, "waves": s.shows_waves, "fiducials": s.shows_fiducials,
        "toolbar": window.toolbar.toggleViewAction().isChecked(),
        "average_beat": s.shows_average_beat, "folder_panel": s.shows_folder,
        "answer_panel": s.shows_panel, "snap": window.input.snaps,
        "caliper": window.input.is_measuring, "remove_segment": window.what_ifs.segments.is_on,
        "march_out": window.input.marches, "full_screen": window.isFullScreen(),
    }  # fmt: skip
    for spec in ACTIONS:
        if spec.group:
            window.actions_[spec.id].setChecked(spec.id in chosen)
        elif spec.is_toggle:
            window.actions_[spec.id].setChecked(toggles[spec.id])
