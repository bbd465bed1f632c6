import numpy as np
import pytest
from PySide6.QtGui import QPainter, QPainterPath

from ecg_imn_desktop.draw.colours import AttributionScale
from ecg_imn_desktop.draw.evidence import ClassEvidence
from ecg_imn_desktop.draw.frame import Frame
from ecg_imn_desktop.draw.layout import Strip
from ecg_imn_desktop.draw.polygons import finite_runs, polygon, polylines
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.draw.traces import Attribution, Show, draw_strip
from ecg_imn_desktop.draw.vector import draw_strip_vector

FRAME = Frame(x_px=0, y_px=100.5, width_px=1000, height_px=200, start_s=0.0, px_per_s=100.0, px_per_mv=50.0)


def rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def paint(image, draw, *args, antialias=False, **options):
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, antialias)
    draw(painter, *args, **options)
    painter.end()
    return image


def attribution(explanation, show=Show.LINE) -> Attribution:
    return Attribution(ClassEvidence(explanation, 0), AttributionScale(20.0, LIGHT), show)


def ink(array) -> np.ndarray:
    return (array < 250).any(axis=2)


def test_frame_turns_seconds_and_millivolts_into_places_and_back():
    strip = Strip("II", x_mm=10, y_mm=20, width_mm=250, height_mm=12, start_s=5.0, duration_s=10.0, row=0)
    frame = Frame.of(strip, px_per_mm=4.0, mm_per_s=25, mm_per_mv=10, origin_px=(3, 7))
    assert (frame.x_px, frame.y_px, frame.width_px) == (43, 87, 1000)
    assert frame.x(6.0) == 143
    assert frame.y(1.0) == 47
    assert frame.time_s(143) == pytest.approx(6.0)
    assert frame.mv(47) == pytest.approx(1.0)


@pytest.mark.parametrize("fs", [100.0, 250.0, 2000.0])
def test_a_step_stands_at_its_time_and_voltage(canvas, pixels, fs):
    mv = np.zeros(int(10 * fs), dtype=np.float32)
    mv[int(4 * fs) : int(6 * fs)] = 1.0
    dark = ink(pixels(paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, fs, LIGHT)))
    assert np.flatnonzero(dark[:, 500]).tolist() == [50]
    assert np.flatnonzero(dark[:, 200]).tolist() == [100]
    high = np.flatnonzero(dark[50])
    assert abs(high[0] - 400) <= 1
    assert abs(high[-1] - 600) <= 1


@pytest.mark.parametrize("draw", [draw_strip, draw_strip_vector])
def test_the_trace_has_the_colour_of_its_evidence(canvas, pixels, steps, draw):
    mv = np.zeros(5000, dtype=np.float32)
    extra = (1.0,) if draw is draw_strip_vector else ()
    image = paint(canvas(1000, 200), draw, FRAME, "I", mv, 500.0, LIGHT, attribution(steps), *extra)
    row = pixels(image)[100]
    for second, colour in ((1, LIGHT.no_evidence), (3, LIGHT.evidence_for), (7, LIGHT.evidence_against)):
        assert row[second * 100].tolist() == rgb(colour), second
    assert row[203].tolist() == row[396].tolist() == rgb(LIGHT.evidence_for)
    assert row[196].tolist() == row[404].tolist() == rgb(LIGHT.no_evidence)


@pytest.mark.parametrize("draw", [draw_strip, draw_strip_vector])
def test_the_band_stands_above_for_and_below_against(canvas, pixels, steps, draw):
    mv = np.zeros(5000, dtype=np.float32)
    extra = (1.0,) if draw is draw_strip_vector else ()
    image = paint(canvas(1000, 200), draw, FRAME, "I", mv, 500.0, LIGHT, attribution(steps, Show.BAND), *extra)
    array = pixels(image)
    above, below = array[60], array[140]
    assert above[300][0] > above[300][2] + 50  # orange
    assert below[700][2] > below[700][0] + 50  # blue
    assert below[300].tolist() == above[700].tolist() == above[100].tolist() == [255, 255, 255]
    assert array[100, 300].tolist() == rgb(LIGHT.trace)  # the line is plain


def test_line_and_band_both(canvas, pixels, steps):
    mv = np.zeros(5000, dtype=np.float32)
    image = paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, 500.0, LIGHT, attribution(steps, Show.BOTH))
    array = pixels(image)
    assert array[100, 300].tolist() == rgb(LIGHT.evidence_for)
    assert array[60, 300].tolist() != [255, 255, 255]
    plain = paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, 500.0, LIGHT, attribution(steps, Show.NONE))
    assert plain == paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, 500.0, LIGHT)


@pytest.mark.parametrize("draw", [draw_strip, draw_strip_vector])
@pytest.mark.parametrize("with_evidence", [False, True])
def test_a_gap_stays_empty(canvas, pixels, steps, draw, with_evidence):
    mv = np.zeros(5000, dtype=np.float32)
    mv[2000:3000] = np.nan
    extra = (1.0,) if draw is draw_strip_vector else ()
    chosen = attribution(steps) if with_evidence else None
    dark = ink(pixels(paint(canvas(1000, 200), draw, FRAME, "I", mv, 500.0, LIGHT, chosen, *extra)))
    assert not dark[:, 402:598].any()
    assert dark[100, 10:398].all()
    assert dark[100, 602:990].all()


def test_nothing_but_gaps_paints_nothing(canvas, pixels):
    mv = np.full(5000, np.nan, dtype=np.float32)
    assert not ink(pixels(paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, 500.0, LIGHT))).any()


@pytest.mark.parametrize("show", list(Show))
@pytest.mark.parametrize("fs", [100.0, 500.0, 1000.0])
def test_painting_in_parts_gives_the_picture_painted_at_once(canvas, steps, fs, show):
    """A scrolled canvas paints only what is new: there must be no seam."""
    rng = np.random.default_rng(1)
    mv = np.cumsum(rng.normal(0, 0.05, int(10 * fs))).astype(np.float32)
    whole = paint(canvas(1000, 200), draw_strip, FRAME, "I", mv, fs, LIGHT, attribution(steps, show))
    parts = canvas(1000, 200)
    for left, right in ((0, 137), (137, 500), (500, 501), (501, 1000)):
        limits = {"from_px": float(left), "to_px": float(right)}
        paint(parts, draw_strip, FRAME, "I", mv, fs, LIGHT, attribution(steps, show), **limits)
    assert whole == parts


def test_the_strip_keeps_to_its_width(canvas, pixels):
    frame = Frame(100, 100.5, 300, 200, start_s=2.0, px_per_s=100.0, px_per_mv=50.0)
    dark = ink(pixels(paint(canvas(1000, 200), draw_strip, frame, "I", np.zeros(5000), 500.0, LIGHT)))
    assert np.flatnonzero(dark.any(axis=0)).tolist() == list(range(100, 400))


@pytest.mark.parametrize("thickness", [1, 2, 3])
def test_a_thicker_line_is_as_many_pixels_thick(canvas, pixels, thickness):
    image = paint(canvas(1000, 200), draw_strip, FRAME, "I", np.zeros(5000), 500.0, LIGHT, thickness_px=thickness)
    assert ink(pixels(image))[:, 500].sum() == thickness


def test_polygon_holds_the_points():
    points = polygon(np.array([1.0, 2.5]), np.array([3.0, -4.0]))
    assert [(p.x(), p.y()) for p in points] == [(1.0, 3.0), (2.5, -4.0)]
    assert len(polygon([], [])) == 0


def test_finite_runs():
    nan = np.nan
    assert finite_runs(np.array([1.0, nan, 2.0, 3.0, nan])) == [(0, 1), (2, 4)]
    assert finite_runs(np.array([nan, nan])) == []
    assert finite_runs(np.array([])) == []
    assert finite_runs(np.ones(3)) == [(0, 3)]


def test_many_polylines_are_the_path_that_qt_would_build_of_them():
    x, y = np.arange(12.0), np.random.default_rng(0).normal(size=12)
    first, last = np.array([0, 3, 9]), np.array([4, 5, 12])
    built = QPainterPath()
    for a, b in zip(first, last, strict=True):
        built.addPolygon(polygon(x[a:b], y[a:b]))
    assert polylines(x, y, first, last) == built
    assert polylines(x, y, first[:0], last[:0]).isEmpty()
