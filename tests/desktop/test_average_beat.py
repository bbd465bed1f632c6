"""The panel of the average beat."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from ecg_imn_desktop.core.errors import ModelError, SignalError
from ecg_imn_desktop.desktop.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def beating(opened, qtbot):
    """A window whose average beat is on the screen."""
    QTest.keyClick(opened.canvas, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: opened.average_beats.beat is not None, timeout=5000)
    return opened


def test_it_is_built_when_it_is_wanted(opened, qtbot):
    assert opened.average_beats.view is None
    QTest.keyClick(opened.canvas, Qt.Key.Key_F8)
    assert opened.average_beats.view.isVisible()
    assert opened.settings.shows_average_beat
    QTest.keyClick(opened.canvas, Qt.Key.Key_F8)
    assert not opened.average_beats.view.isVisible()


def test_it_is_called_a_median_as_on_the_page(beating, monkeypatch):
    said = []
    monkeypatch.setattr(beating.average_beats.view, "_paint_scale", lambda painter, text: said.append(text))
    beating.average_beats.view.grab()
    assert f"median of {beating.average_beats.beat.n_beats} beats" in said[0]


def test_it_shows_the_class_explained(beating, qtbot):
    explanation = beating.study.insight.analysis.explanation
    first = beating.average_beats.beat
    lead_sums = explanation.lead_contribution()[1]
    assert np.sign(first.beat_logit[7]) == np.sign(lead_sums[7])
    beating.explaining.choose_class(2)
    qtbot.waitUntil(lambda: beating.average_beats.beat is not first)
    assert not np.allclose(beating.average_beats.beat.beat_logit, first.beat_logit)
    assert "V2" in beating.average_beats.view.accessibleDescription()


def test_a_click_on_a_lead_goes_there(beating):
    view = beating.average_beats.view
    view.grab()
    frame = view._frames["V4"]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(frame.x_px + 20), round(frame.y_px)))
    assert beating.canvas._marks[-1].lead == "V4"


def test_it_is_remembered(make_window, show, qtbot):
    window = make_window(Settings(shows_average_beat=True))
    assert window.actions_["average_beat"].isChecked()
    show(window, "a.hea")
    qtbot.waitUntil(lambda: window.average_beats.beat is not None, timeout=5000)
    before = window.average_beats.view.grab().toImage()
    window.appearance.set_theme("dark")
    after = window.average_beats.view.grab().toImage()
    assert before.pixel(2, 30) != after.pixel(2, 30)


def test_a_corner_of_known_size_gives_the_scale(beating):
    view = beating.average_beats.view
    picture = view.grab().toImage()
    frame = view._frames["I"]
    ink = QColor(view.theme.text).rgb()
    rows, columns = range(picture.height() - 60, picture.height()), range(picture.width() // 3, picture.width())
    dark = np.array([[picture.pixel(x, y) == ink for x in columns] for y in rows])
    lowest = np.flatnonzero(dark.sum(axis=1) > 20)[-1]
    width = np.flatnonzero(dark[lowest])
    assert np.ptp(width) == pytest.approx(0.2 * frame.px_per_s, abs=1)
    height = np.flatnonzero(dark[:, width[-1]])
    assert np.ptp(height) == pytest.approx(0.5 * frame.px_per_mv, abs=1)


NO_ANSWER = "Average beats show what an answer goes by; there is no answer."


def test_none_yet_is_not_none(make_window, model, qtbot):
    model.go.clear()
    window = make_window(Settings(shows_average_beat=True))
    window.open(Path("a.hea"))
    qtbot.waitUntil(lambda: bool(model.asked), timeout=5000)
    view = window.average_beats.view
    assert view.accessibleDescription() == "\u2026"
    model.go.set()
    qtbot.waitUntil(lambda: window.average_beats.beat is not None, timeout=5000)
    window.on_model_failed(ModelError("No model."))
    assert view.accessibleDescription() == NO_ANSWER


def test_of_an_ecg_without_an_answer_it_is_not_said_that_it_has_no_beats(make_window, model, monkeypatch, qtbot):
    def refuse(*_):
        raise SignalError("Too few leads.")

    monkeypatch.setattr(model, "run", refuse)
    window = make_window(Settings(shows_average_beat=True))
    with qtbot.waitSignal(window.study.no_prediction):
        window.open(Path("a.hea"))
    qtbot.waitUntil(lambda: window.study.measurements is not None)
    assert window.study.measurements.fiducials.n_beats
    assert window.average_beats.view.accessibleDescription() == NO_ANSWER


@pytest.mark.parametrize("width_px", [660, 520, 300])
def test_in_a_narrow_window_the_words_of_a_lead_end_before_the_next_lead(beating, width_px):
    view = beating.average_beats.view
    view.setFixedWidth(width_px)
    picture = view.grab().toImage()
    background = QColor(view.theme.background).rgb()
    frames = [frame for frame in view._frames.values() if frame.x_px > 10]
    assert len(frames) == 10
    for frame in frames:
        words = range(round(frame.y_px - frame.height_px) - 40, round(frame.y_px) - 4)
        gap = range(round(frame.x_px) - 4, round(frame.x_px) - 1)
        assert all(picture.pixel(x, y) == background for x in gap for y in words if y > 1)
