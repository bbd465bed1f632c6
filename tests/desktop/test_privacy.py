"""What others may see over a shoulder or on a shared screen, and what is remembered."""

import pytest

from ecg_imn_desktop.desktop.settings import Settings, settings_path

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_in_privacy_mode_the_title_names_no_record(make_window, show):
    window = make_window(Settings(is_private=True))
    show(window, "sim.hea")
    assert window.windowTitle() == "ECG-IMN Desktop"
    window.actions_["privacy"].trigger()
    assert window.windowTitle().startswith("sim ")
    assert not window.settings.is_private
    window.actions_["privacy"].trigger()
    assert "sim" not in window.windowTitle()


def test_a_comparison_that_is_open_follows(opened):
    class Open:
        is_private = False

        def set_privacy(self, on):
            self.is_private = on

    comparison = Open()
    opened.comparing.windows.append(comparison)
    opened.actions_["privacy"].trigger()
    opened.comparing.windows.remove(comparison)
    assert comparison.is_private


def test_recent_records_can_be_off(opened):
    assert opened.settings.recent
    opened.actions_["keep_recent"].trigger()
    assert opened.settings.recent == []
    opened.reload()
    assert opened.settings.recent == []


def test_nor_is_the_folder_remembered_then(make_window, tmp_path):
    window = make_window(Settings(keeps_recent=False))
    window.open_folder(tmp_path / "Miller, Anna")
    window.close()
    assert "Miller" not in settings_path().read_text()


def test_any_settings_that_pass_the_schema_make_a_window(make_window, show):
    """Text of the user's own file may name a lead, a folder or a place that there is not."""
    odd = Settings(
        layout="single", single_lead="9" * 3000, rhythm_lead="\u2028", geometry="AAAA", window_state="AAAA",
        recent=["", "\0", "x" * 5000], folder="\0", shows_folder=True, screen_px_per_mm=1e-300, restores_last=True,
    )  # fmt: skip
    window = make_window(odd)
    show(window, "a.hea")
    assert not window.canvas.grab().isNull()
