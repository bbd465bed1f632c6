"""Traces worked out by numpy: where they stand, how thick they are, and that they are what Qt would stroke."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ecg_imn_desktop.draw.frame import Frame
from ecg_imn_desktop.draw.polygons import polygon
from ecg_imn_desktop.draw.raster import Stretches, blend, joined, stretches
from ecg_imn_desktop.simulate import simulate
from ecg_imn_desktop.simulate.noise import CLEAN

WIDTH, HEIGHT = 1000, 200
FRAME = Frame(x_px=0, y_px=100.5, width_px=WIDTH, height_px=HEIGHT, start_s=0.0, px_per_s=100.0, px_per_mv=50.0)
BLACK = np.array([[0xFF000000]], np.uint32)


def cover(traces: Stretches, thickness=2, colours=BLACK, first=0, last=WIDTH) -> np.ndarray:
    """How much of each pixel is ink, 0 ... 1, (row, column): black on white."""
    pixels = np.full((HEIGHT, last - first), 0xFFFFFFFF, np.uint32)
    blend(pixels, traces, np.repeat(colours, len(traces.top), axis=0), thickness, first)
    assert (pixels >> 24 == 255).all()
    return 1 - (pixels & 255) / 255


def paint(mv, fs, thickness=2, first=0, last=WIDTH, frame=FRAME) -> np.ndarray:
    traces = stretches(frame, np.array([frame.y_px]), [np.asarray(mv, np.float32)], fs, first - 1, last + 1)
    return cover(traces, thickness, first=first, last=last)


@pytest.mark.parametrize("fs", [37.0, 100.0, 250.0, 500.0, 2000.0, 8000.0])
@pytest.mark.parametrize("thickness", [1, 2, 3])
def test_a_level_line_is_as_thick_as_asked_and_stands_at_its_voltage(fs, thickness):
    for mv in (0.0, 0.3, 0.507, -1.0):
        ink = paint(np.full(int(10 * fs) + 1, mv), fs, thickness)[:, 2:-2]
        np.testing.assert_allclose(ink.sum(axis=0), thickness, atol=0.03)
        centre = ((np.arange(HEIGHT)[:, None] + 0.5) * ink).sum(axis=0) / ink.sum(axis=0)
        np.testing.assert_allclose(centre, 100.5 - 50 * mv, atol=0.02)


@pytest.mark.parametrize("fs", [100.0, 250.0, 500.0, 2000.0, 8000.0])
@pytest.mark.parametrize("x", [500.0, 500.3, 500.7])
def test_a_peak_is_as_high_as_its_voltage_at_its_time(fs, x):
    """A triangle of 1 mV, 20 px wide: steeper than any T wave."""
    t = np.arange(int(10 * fs)) / fs
    ink = paint(np.maximum(0, 1 - np.abs(t * 100 - x) / 10), fs)
    rows, columns = np.nonzero(ink > 0.4)
    steps_px = 50 / 10 * 100 / fs / 2 + 50 / 10 / 2  # between two samples, and within a column
    assert rows.min() + 1 == pytest.approx(100.5 - 50, abs=1 + steps_px)
    assert columns[rows == rows.min()].mean() + 0.5 == pytest.approx(x, abs=1.1)


def test_a_spike_is_not_paler_than_the_rest():
    mv = np.zeros(5000)
    mv[2502] = 1.5  # of a pacemaker, 2 ms
    ink = paint(mv, 500.0)
    assert ink[30:95, 500].min() > 0.9
    assert ink[:24, 495:506].max() == 0
    assert ink[: 100 - 2, :499].max() == ink[: 100 - 2, 502:].max() == 0


@pytest.mark.parametrize("fs", [100.0, 500.0])
@pytest.mark.parametrize("lead", ["II", "V2", "aVR"])
def test_it_is_the_line_that_qt_would_stroke(canvas, pixels, fs, lead):
    """Beside Qt's slow way to stroke a line of two pixels; ours is thinner where it is steep."""
    mv = simulate("normal", fs=fs, duration_s=10, noise=CLEAN).record.lead(lead)
    ink = paint(mv, fs)
    image = canvas(WIDTH, HEIGHT)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.FlatCap
    painter.setPen(QPen(QColor("black"), 2, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline(polygon(*FRAME.points(mv, fs, 0, WIDTH)))
    painter.end()
    want = 1 - pixels(image)[..., 0].astype(float) / 255
    ink, want = ink[:, 2:-2], want[:, 2:-2]
    assert ((ink > 0.3) & (want == 0)).sum() < 0.01 * (want > 0.3).sum()
    assert ((ink == 0) & (want > 0.7)).sum() < 0.04 * (want > 0.7).sum()
    assert np.abs(ink - want).mean() < 0.35 * want.mean()
    rows = np.arange(HEIGHT)[:, None] + 0.5
    off = (rows * ink).sum(axis=0) / ink.sum(axis=0) - (rows * want).sum(axis=0) / want.sum(axis=0)
    assert np.median(np.abs(off)) < 0.05
    assert np.quantile(np.abs(off), 0.75) < 0.2


@pytest.mark.parametrize("fs", [30.0, 100.0, 500.0, 1000.0, 5000.0])
@pytest.mark.parametrize("thickness", [1, 2, 3])
def test_painting_in_parts_gives_the_picture_painted_at_once(fs, thickness):
    """A scrolled canvas paints only what is new: there must be no seam."""
    rng = np.random.default_rng(1)
    mv = np.cumsum(rng.normal(0, 0.05, int(10 * fs)))
    mv[int(4 * fs) : int(4.5 * fs)] = np.nan
    whole = paint(mv, fs, thickness)
    edges = (0, 137, 500, 501, 504, 1000)
    parts = [paint(mv, fs, thickness, a, b) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.hstack(parts), whole)


def test_many_leads_at_once_are_the_leads_one_after_the_other():
    """Also where they run through each other: every second lead, then those between."""
    rng = np.random.default_rng(2)
    rows = [np.cumsum(rng.normal(0, 0.04, 5000)).astype(np.float32) for _ in range(5)]
    y = np.array([40.5, 60.5, 100.5, 130.5, 170.5])
    colours = rng.integers(0xFF000000, 0xFFFFFFFF, (5, WIDTH), dtype=np.uint32)
    at_once, in_turn = np.full((2, HEIGHT, WIDTH), 0xFFFFFFFF, np.uint32)
    traces = stretches(FRAME, y, rows, 500.0, -1, WIDTH + 1)
    blend(at_once, traces, colours, 2)
    for i in (0, 2, 4, 1, 3):
        one = stretches(FRAME, y[i : i + 1], rows[i : i + 1], 500.0, -1, WIDTH + 1)
        blend(in_turn, one, colours[i : i + 1], 2)
    np.testing.assert_array_equal(at_once, in_turn)
    alone = [cover(stretches(FRAME, y[i : i + 1], rows[i : i + 1], 500.0, -1, WIDTH + 1)) > 0 for i in range(5)]
    assert (np.sum(alone, axis=0) > 1).any()
    assert (at_once[np.sum(alone, axis=0) > 0] != 0xFFFFFFFF).mean() > 0.99
    # Which trace is above is the same in a part of the picture, where other leads meet.
    for first, last in ((0, 100), (400, 430), (990, WIDTH)):
        part = np.full((HEIGHT, last - first), 0xFFFFFFFF, np.uint32)
        traces = stretches(FRAME, y, rows, 500.0, first - 1, last + 1)
        blend(part, traces, colours[:, first:last], 2, first)
        np.testing.assert_array_equal(part, at_once[:, first:last])


def test_a_gap_and_what_is_not_recorded_stay_empty():
    mv = np.zeros(4000)
    mv[1000:1500] = np.nan
    mv[1250] = 0.2  # one sample alone is a dot
    ink = paint(mv, 500.0)
    assert ink[:, :199].sum(axis=0).min() > 1.9
    assert ink[:, 202:249].max() == ink[:, 252:298].max() == 0
    assert ink[89:92, 250].sum() == pytest.approx(2, abs=0.05)
    assert ink[:, 302:798].sum(axis=0).min() > 1.9
    assert ink[:, 802:].max() == 0
    assert paint(np.full(4000, np.nan), 500.0).max() == 0
    assert paint(np.zeros(1), 500.0).sum() <= 2.1
    assert paint(np.zeros(10), 500.0, 600, 700).max() == 0


def test_what_runs_out_of_the_picture_is_cut():
    for mv in (3.0, -3.0, 2.0, -2.0):
        ink = paint(np.full(5000, mv), 500.0)
        assert ink.sum() <= 2 * WIDTH
    steps = np.zeros(5000)
    steps[2500:] = 40.0
    ink = paint(steps, 500.0)
    assert ink[:98, 499].min() > 0.6
    assert ink[:, 502:].max() == 0


def test_extremes_of_columns_are_joined():
    low, high = np.array([[10, 20, 50, np.nan, 5]]), np.array([[12, 22, 55, np.nan, 6]])
    traces = joined(7, low, high)
    assert traces.first_px == 7
    np.testing.assert_allclose(traces.top, [[10, 16, 36, np.nan, 5]])
    np.testing.assert_allclose(traces.bottom, [[16, 36, 55, np.nan, 6]])


def test_colours_go_with_the_columns():
    colours = np.full((1, WIDTH), 0xFFFF0000, np.uint32)
    colours[0, 300:] = 0xFF0000FF
    pixels = np.full((HEIGHT, WIDTH), 0xFFFFFFFF, np.uint32)
    blend(pixels, stretches(FRAME, np.array([100.0]), [np.zeros(5000, np.float32)], 500.0, -1, WIDTH + 1), colours, 2)
    assert (pixels[99:101, 1:300] == 0xFFFF0000).all()
    assert (pixels[99:101, 300:-1] == 0xFF0000FF).all()
