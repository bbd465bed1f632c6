"""Whole records on the canvas, lead by lead and pixel by pixel, against the lines of wfdb's own plot."""

from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from PySide6.QtGui import QImage

mpl.use("Agg")

import matplotlib.pyplot as plt
import wfdb

from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.desktop.canvas import EcgCanvas
from ecg_imn_desktop.desktop.view import Subject, View
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.io.records import open_record

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

PX_PER_MM = 4.0
# Colours of a theme without a grid, so that what is dark is the trace.
PLAIN = replace(LIGHT, grid_minor=LIGHT.background, grid_major=LIGHT.background)


def lines_of_wfdb(header):
    """name -> (seconds, mV) as matplotlib was given them."""
    record = wfdb.rdrecord(str(header.with_suffix("")))
    figure = wfdb.plot_wfdb(record, time_units="seconds", return_fig=True)
    lines = {name: axes.lines[0].get_data() for name, axes in zip(record.sig_name, figure.axes, strict=True)}
    plt.close(figure)
    return lines


def ink_of(canvas):
    canvas.repaint()
    image = canvas._pixmap.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int).sum(axis=2) < 3 * 160


def check(ink, frame, seconds, mv):
    """Every sample lies on ink, and no ink lies off the line through the samples."""
    x, y = frame.x_px + (seconds - frame.start_s) * frame.px_per_s, frame.y_px - mv * frame.px_per_mv
    inside = np.isfinite(y) & (x >= frame.x_px) & (x < frame.right_px) & (y > 2) & (y < ink.shape[0] - 3)
    column, row = np.floor(x[inside]).astype(int), np.floor(y[inside]).astype(int)
    near = np.zeros(inside.sum(), dtype=bool)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1, 2):  # a trace is two pixels thick
            near |= ink[row + dy, np.clip(column + dx, 0, ink.shape[1] - 1)]
    assert near.all(), f"{(~near).sum()} of {len(near)} samples have no ink"
    top, bottom = np.full(ink.shape[1], np.inf), np.full(ink.shape[1], -np.inf)
    fine_x = np.linspace(x[0], x[-1], 8 * len(x))  # the straight lines between samples
    fine_y = np.interp(fine_x, x, y)
    columns = np.floor(fine_x).astype(int)
    kept = (columns >= 0) & (columns < ink.shape[1]) & np.isfinite(fine_y)
    np.minimum.at(top, columns[kept], fine_y[kept])
    np.maximum.at(bottom, columns[kept], fine_y[kept])
    top, bottom = (
        np.minimum.reduce([np.roll(top, d) for d in (-1, 0, 1)]),
        np.maximum.reduce([np.roll(bottom, d) for d in (-1, 0, 1)]),
    )
    rows, ink_columns = np.nonzero(ink)
    in_trace = (ink_columns > frame.x_px + 60) & (ink_columns < frame.right_px - 2)  # right of the lead's name
    rows, ink_columns = rows[in_trace], ink_columns[in_trace]
    off = np.maximum(top[ink_columns] - (rows + 1), (rows - 1) - bottom[ink_columns])
    assert off.max() <= 1.0, f"ink {off.max():.1f} px off the line"


@pytest.fixture
def canvas(qtbot):
    canvas = EcgCanvas()
    qtbot.addWidget(canvas)
    canvas.set_theme(PLAIN)
    canvas.set_calibration(PX_PER_MM)
    canvas.resize(1100, 700)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def compare(canvas, header):
    record = open_record(header)
    lines = lines_of_wfdb(header)
    canvas.show_record(record, Subject.of(record))
    compared = 0
    for lead, name in zip(record.lead_names, record.file_lead_names, strict=True):
        canvas.set_view(View(layout="single", single_lead=lead, is_fit=False, mm_per_mv=10.0))
        canvas.move_to(0.0)
        frame = canvas.page.strips[0].frame
        assert (frame.px_per_s, frame.px_per_mv) == (25 * PX_PER_MM, 10 * PX_PER_MM)
        check(ink_of(canvas), frame, *lines[name])
        compared += 1
    assert compared == len(lines)


def test_an_example(canvas):
    compare(canvas, resource_path("examples", "anterior-mi.hea"))


@pytest.mark.parametrize("pattern", ["ptb-xl/*.hea", "ludb/*.hea"])
def test_real_records(canvas, real_data, pattern):
    found = [
        h for h in sorted(real_data.rglob("*.hea")) if pattern.split("/")[0].replace("-", "") in str(h).replace("-", "")
    ]
    if not found:
        pytest.skip(f"no {pattern}")
    compare(canvas, found[0])


def test_a_shifted_line_is_found_out(canvas):
    header = resource_path("examples", "anterior-mi.hea")
    record, lines = open_record(header), lines_of_wfdb(header)
    canvas.show_record(record, Subject.of(record))
    canvas.set_view(View(layout="single", single_lead="V2", is_fit=False, mm_per_mv=10.0))
    seconds, mv = lines["V2"]
    frame, ink = canvas.page.strips[0].frame, ink_of(canvas)
    for dx_s, gain in ((0.05, 1.0), (0.0, 1.15)):
        with pytest.raises(AssertionError):
            check(ink, frame, seconds + dx_s, mv * gain)
