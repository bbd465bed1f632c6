import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ecg_imn_desktop.draw.grid import draw_calibration, draw_grid, grid_lines
from ecg_imn_desktop.draw.theme import DARK, LIGHT, PAPER


def rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def painted(image, draw):
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize("px_per_mm", [3.0, 3.7795, 4.33, 7.559, 11.81])
@pytest.mark.parametrize("theme", [LIGHT, DARK, PAPER], ids=lambda t: t.name)
def test_lines_stand_at_the_exact_pixel_over_the_whole_sheet(canvas, pixels, px_per_mm, theme):
    image = canvas(1201, 403, theme.background)
    rect = QRectF(0, 0, 1201, 403)
    painted(image, lambda p: draw_grid(p, rect, px_per_mm, QPointF(0, 0), theme))
    array = pixels(image)
    n_mm = int(1200 / px_per_mm)
    row = int(2.5 * px_per_mm)  # between two horizontal lines
    for k in range(n_mm + 1):
        expected = theme.grid_major if k % 5 == 0 else theme.grid_minor
        assert array[row, int(k * px_per_mm)].tolist() == rgb(expected), k
    coloured = (array[row] != rgb(theme.background)).any(axis=1).sum()
    assert coloured == n_mm + 1  # one pixel each, nothing else
    column = int(2.5 * px_per_mm)
    lines = np.flatnonzero((array[:, column] != rgb(theme.background)).any(axis=1))
    assert lines.tolist() == [int(k * px_per_mm) for k in range(len(lines))]


def test_small_squares_go_where_they_would_be_a_haze(canvas, pixels):
    image = canvas(500, 100, LIGHT.background)
    painted(image, lambda p: draw_grid(p, QRectF(0, 0, 500, 100), 2.0, QPointF(0, 0), LIGHT))
    row = pixels(image)[5]
    assert np.flatnonzero((row != 255).any(axis=1)).tolist() == list(range(0, 500, 10))


def test_the_grid_keeps_to_its_rectangle_and_its_origin(canvas, pixels):
    image = canvas(200, 200, LIGHT.background)
    painted(image, lambda p: draw_grid(p, QRectF(50, 50, 100, 100), 10.0, QPointF(-7, 3), LIGHT))
    array = pixels(image)
    assert (array[:50] == 255).all()
    assert (array[150:] == 255).all()
    assert (array[:, :50] == 255).all()
    assert array[55, 93].tolist() == rgb(LIGHT.grid_major)  # -7 + 10 * 10 mm


def test_grid_lines_carry_no_error_over_a_day_of_paper():
    place, major = grid_lines(2_160_000 * 3.7795, 2_160_010 * 3.7795, 3.7795, 0.0)
    assert place[major][0] == pytest.approx(2_160_000 * 3.7795, abs=1e-6)


def test_the_pulse_is_one_millivolt_high_and_200_ms_wide(canvas, pixels):
    image = canvas(120, 120)
    painted(image, lambda p: draw_calibration(p, 100.5, 90.5, 250.0, 60.0, LIGHT))
    dark = (pixels(image) < 128).all(axis=2)
    rows = np.flatnonzero(dark.any(axis=1))
    assert rows[-1] - rows[0] == 60  # 1 mV
    top = np.flatnonzero(dark[rows[0]])
    assert top[-1] - top[0] == 50  # 0.2 s
    assert np.flatnonzero(dark[rows[-1]]).max() <= 100
