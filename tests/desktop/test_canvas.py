"""Pixels of the canvas: what is scrolled equals what is painted anew, and waveforms stand where they belong."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.measurements import FIDUCIAL_NAMES, Fiducials
from ecg_imn_desktop.desktop.attribution import make_attribution
from ecg_imn_desktop.desktop.canvas import EcgCanvas
from ecg_imn_desktop.desktop.columns import _row_edges
from ecg_imn_desktop.desktop.insight import make_insight
from ecg_imn_desktop.desktop.overlays import foot_height
from ecg_imn_desktop.desktop.paint import Mark, rows_a_pulse
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.view import Subject, View
from ecg_imn_desktop.draw.layout import LAYOUTS
from ecg_imn_desktop.draw.theme import LIGHT, THEMES

from .conftest import TRUE, make_beats


def pixels(canvas: EcgCanvas) -> np.ndarray:
    """What lies in the backing pixmap, uint8 (y, x, 3)."""
    canvas.repaint()
    image = canvas._pixmap.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def coloured(canvas, answer, show="both"):
    insight = make_insight(answer(canvas.scene.record, 20.0), None, 0.04)
    attribution = make_attribution(insight, 1, Settings(show=show), LIGHT)
    canvas.show_scene(replace(canvas.scene, attribution=attribution))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("steps", [(3, 1, 40, -17, -60, 2), (150, -149, 1)])
def test_a_scrolled_picture_is_the_picture_painted_at_once(canvas, answer, layout, steps):
    coloured(canvas, answer)
    canvas.set_view(replace(TRUE, layout=layout))
    pixels(canvas)
    for step in steps:
        canvas.move_by_px(step)
    scrolled = pixels(canvas)
    canvas._repaint_all()
    difference = np.abs(scrolled.astype(int) - pixels(canvas))
    assert difference.max() <= 2, "a strip left out would differ in hundreds of pixels"


def _rows_with_a_pulse(canvas):
    """For each row of the page whether the dark top of a pulse stands 1 mV above its baseline, left of the traces."""
    picture, page = pixels(canvas), canvas.page
    trace = np.array(QColor(LIGHT.trace).getRgb()[:3])
    is_dark = (picture[:, : page.edges_px[0]] == trace).all(-1).sum(1)
    wide_px = 0.8 * min(0.2 * page.px_per_s, page.edges_px[0])
    tops = [round(y - page.px_per_mv - 0.5) for y in page.row_y_px]
    return [max(is_dark[max(0, top - 1) : top + 2]) >= wide_px for top in tops]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_has_a_calibration_pulse_where_it_has_room_and_else_every_nth(canvas, layout):
    strides = set()
    for height in range(420, 1000, 20):
        for mm_per_mv in (5.0, 10.0):
            canvas.resize(900, height)
            canvas.set_view(replace(TRUE, layout=layout, mm_per_mv=mm_per_mv))
            page = canvas.page
            strides.add(stride := rows_a_pulse(page))
            assert _rows_with_a_pulse(canvas) == [row % stride == 0 for row in range(len(page.row_y_px))]
            least = min((b - a for a, b in pairwise(page.row_y_px)), default=np.inf)
            assert (stride == 1) == (least >= page.px_per_mv + 2), "none is left out that has room"
    assert strides == ({1, 2} if layout == "12x1" else {1})


def test_grid_lines_stand_every_millimetre(canvas):
    picture = pixels(canvas)
    row = picture[1].astype(int)  # between two horizontal lines, above all traces
    minor, major = (np.array(QColor(c).getRgb()[:3]) for c in (LIGHT.grid_minor, LIGHT.grid_major))
    lines = np.flatnonzero((np.abs(row - minor).sum(1) == 0) | (np.abs(row - major).sum(1) == 0))
    assert set(np.diff(lines)) == {4}, "4 px a millimetre"
    majors = np.flatnonzero(np.abs(row - major).sum(1) == 0)
    assert set(np.diff(majors)) == {20}
    assert (majors[0] - canvas.page.edges_px[0] + canvas.page.start_px) % 20 == 0, "fixed to the record's start"


def test_an_r_wave_stands_where_time_and_voltage_say(canvas):
    canvas.set_view(replace(TRUE, layout="single", single_lead="II"))
    picture = pixels(canvas)
    page = canvas.page
    frame = page.strips[0].frame
    dark = picture.astype(int).sum(axis=2) < 3 * 90
    x = round(frame.x(23.5))
    column = np.flatnonzero(dark[:, x - 1 : x + 2].any(axis=1))
    assert column.size
    assert column[0] == pytest.approx(frame.y(1.2), abs=2.0), "1.2 mV at 10 mm/mV and 4 px/mm: 48 px above the baseline"
    assert frame.y(0) - column[0] == pytest.approx(48, abs=2.0)


def test_evidence_colours_the_trace_and_none_leaves_it_plain(canvas, answer):
    def hues(picture):
        return int((np.ptp(picture.astype(int), axis=2) > 60).sum())

    plain = hues(pixels(canvas))
    coloured(canvas, answer, "line")
    assert hues(pixels(canvas)) > plain + 200
    canvas.show_scene(replace(canvas.scene, attribution=None))
    assert hues(pixels(canvas)) == plain


@pytest.mark.parametrize("sides", ["for", "against"])
def test_one_sided_evidence_hides_the_other_side(canvas, answer, sides):
    insight = make_insight(answer(canvas.scene.record, 20.0), None, 0.0)
    both = make_attribution(insight, 1, Settings(sides="both"), LIGHT).evidence
    one = make_attribution(insight, 1, Settings(sides=sides), LIGHT).evidence
    edges = np.linspace(20, 30, 500)
    for lead in ("II", "V2"):
        density = both.mean_density(lead, edges)
        expected = np.maximum(density, 0) if sides == "for" else np.minimum(density, 0)
        np.testing.assert_array_equal(one.mean_density(lead, edges), expected)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_themes_colour_the_ground(canvas, theme):
    canvas.set_theme(theme)
    corner = pixels(canvas)[2, 2]
    assert tuple(corner) == QColor(theme.background).getRgb()[:3]


def test_gaps_stay_gaps(canvas, beats):
    record = beats(10.0, 500.0)
    mv = record.mv.copy()
    mv[:, 2000:3000] = np.nan
    record = replace(record, mv=mv)
    canvas.set_view(replace(TRUE, layout="single"))
    canvas.show_record(record, Subject.of(record))
    frame = canvas.page.strips[0].frame
    dark = pixels(canvas).astype(int).sum(axis=2) < 3 * 150
    assert not dark[:, round(frame.x(4.02)) : round(frame.x(5.98))].any()
    assert dark[:, round(frame.x(3.0)) : round(frame.x(3.9))].any(axis=0).all()


def test_a_long_record_is_drawn_from_its_pyramid(canvas):
    from ecg_imn_desktop.analysis.pyramid import build_pyramid

    record = canvas.scene.record
    canvas.set_view(replace(TRUE, zoom_x=0.05))
    direct = pixels(canvas)
    canvas.show_scene(replace(canvas.scene, pyramid=build_pyramid(record.mv)))
    from_pyramid = pixels(canvas)
    dark = [p.astype(int).sum(axis=2) < 3 * 120 for p in (direct, from_pyramid)]
    assert dark[0].any()
    assert (dark[0] != dark[1]).mean() < 0.02


@pytest.mark.parametrize("mm_per_s", [2.0, 10.0])  # from blocks, and from samples
@pytest.mark.parametrize("mm_per_mv", [5.0, 40.0])
def test_a_scrolled_long_record_has_no_seams(canvas, answer, mm_per_s, mm_per_mv):
    """Noise: steep everywhere, and leads run through each other."""
    from ecg_imn_desktop.analysis.pyramid import build_pyramid

    record = canvas.scene.record
    noise = np.random.default_rng(3).normal(0, 0.5, record.mv.shape).astype(np.float32)
    record = replace(record, mv=noise)
    canvas.set_view(replace(TRUE, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv))
    canvas.show_record(record, Subject.of(record))
    coloured(canvas, answer)
    canvas.show_scene(replace(canvas.scene, pyramid=build_pyramid(noise)))
    pixels(canvas)
    for step in (7, 31, -12, 1, 1, -3, 50):
        canvas.move_by_px(step)
    scrolled = pixels(canvas)
    canvas._repaint_all()
    assert np.abs(scrolled.astype(int) - pixels(canvas)).max() <= 2


# ------------------------------------------------------------------ mouse


def wheel(canvas, notches=0, at=(500, 300), modifiers=Qt.KeyboardModifier.NoModifier, pixels=(0, 0)):
    event = QWheelEvent(
        QPointF(*at), canvas.mapToGlobal(QPointF(*at)), QPoint(*pixels), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_the_wheel_scrolls_by_large_squares(canvas, hand):
    before = canvas.page.start_px
    wheel(canvas, -1)
    assert canvas.page.start_px - before == 2 * 5 * 4
    wheel(canvas, 2)
    assert canvas.page.start_px - before == -2 * 5 * 4


def test_a_touchpad_scrolls_by_pixels(canvas, hand):
    before = canvas.page.start_px
    wheel(canvas, pixels=(-13, 0))
    assert canvas.page.start_px - before == 13


def test_control_wheel_zooms_at_the_pointer(canvas, hand):
    time_s = canvas.page.strips[0].frame.time_s(700)
    wheel(canvas, 2, at=(700, 300), modifiers=Qt.KeyboardModifier.ControlModifier)
    assert canvas.page.px_per_s == pytest.approx(100 * 1.15**2)
    assert canvas.page.strips[0].frame.time_s(700) == pytest.approx(time_s, abs=0.02)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    wheel(canvas, -1, modifiers=both)
    assert canvas.page.px_per_mv == pytest.approx(40 / 1.15)


def test_dragging_moves_the_record(canvas, hand, qtbot):
    before = canvas.page.start_px
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 300))
    QTest.mouseMove(canvas, QPoint(460, 300))
    QTest.mouseMove(canvas, QPoint(420, 310))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(420, 310))
    assert canvas.page.start_px - before == 80


def test_hovering_reads_time_voltage_and_contribution(canvas, hand, qtbot, answer):
    coloured(canvas, answer)
    frame = canvas.page.strips[1].frame
    seen = []
    hand.hovered.connect(seen.append)
    QTest.mouseMove(canvas, QPoint(round(frame.x(23.5)), round(frame.y_px)))
    qtbot.waitUntil(lambda: bool(seen))
    hover = seen[-1]
    assert hover.lead == "II"
    assert hover.time_s == pytest.approx(23.5, abs=0.01)
    assert hover.mv == pytest.approx(1.2, abs=0.2)
    contribution = answer(canvas.scene.record, 20.0).explanation.contribution[1, 1, 348:353]
    assert abs(hover.density) > 0.2 * np.abs(contribution).max() * 100
    assert "mV" in hover.text()
    assert "logit/s" in hover.text()


def test_what_is_under_the_pointer_is_the_trace_not_the_row(canvas, hand):
    """The R wave of V5 (1.4 mV, 56 px) is pointed at where it runs through the row of V4."""
    v5 = next(s.frame for s in canvas.page.strips if s.strip.lead == "V5")
    v4 = next(s.frame for s in canvas.page.strips if s.strip.lead == "V4")
    seen = []
    hand.hovered.connect(seen.append)
    tip = QPoint(round(v5.x(23.5)), round(v4.y_px + 14))
    assert canvas.page.strip_at(tip.x(), tip.y()).strip.lead == "V4"
    QTest.mouseMove(canvas, tip)
    assert seen[-1].lead == "V5"
    QTest.mouseMove(canvas, QPoint(round(v5.x(23.2)), tip.y()))
    assert seen[-1].lead == "V4", "where no trace is near, the row counts"


def test_the_read_out_stays_under_the_pointer_when_the_page_moves(canvas, hand):
    seen = []
    hand.hovered.connect(seen.append)
    frame = canvas.page.strips[1].frame
    QTest.mouseMove(canvas, QPoint(500, round(frame.y_px)))
    before_s = seen[-1].time_s
    canvas.move_by_px(200)
    assert seen[-1].time_s == pytest.approx(before_s + 200 / frame.px_per_s, abs=0.01)
    canvas.set_view(replace(TRUE, layout="single", single_lead="V2"))
    assert seen[-1].lead == "V2"
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    canvas.move_by_px(100)
    assert seen[-1] is None


def test_a_caliper_is_dragged_moved_and_measures_true_numbers(canvas, hand):
    hand.set_measuring(True)
    hand.snaps = False
    frame = canvas.page.strips[1].frame
    start, end = QPoint(300, round(frame.y_px)), QPoint(380, round(frame.y_px))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    (caliper,) = hand.edits.calipers
    assert caliper.lead == "II"
    assert caliper.ms == pytest.approx(800, abs=1)
    assert not caliper.has_mv
    middle = QPoint(340, round(frame.y_px))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(50, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(50, 0))
    (moved,) = hand.edits.calipers
    assert moved.start_s - caliper.start_s == pytest.approx(0.5, abs=0.01)
    assert moved.ms == pytest.approx(800, abs=1)


def drag(canvas, start, end):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, (start + end) / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)


def test_an_end_of_a_caliper_is_dragged_alone_and_seen_meanwhile(canvas, hand):
    hand.set_measuring(True)
    hand.snaps = False
    y = round(canvas.page.strips[1].frame.y_px)
    drag(canvas, QPoint(300, y), QPoint(380, y - 40))
    (caliper,) = hand.edits.calipers
    assert caliper.has_time
    assert caliper.has_mv
    assert (caliper.ms, caliper.mv) == (pytest.approx(800, abs=1), pytest.approx(1.0, abs=0.02))
    before = canvas.grab().toImage()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(380, y - 40))
    QTest.mouseMove(canvas, QPoint(420, y - 20))
    assert canvas.grab().toImage() != before, "it follows the pointer"
    assert hand.edits.calipers == (caliper,), "and is kept when it is let go"
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(420, y - 20))
    (longer,) = hand.edits.calipers
    assert (longer.ms, longer.mv) == (pytest.approx(1200, abs=1), pytest.approx(0.5, abs=0.02))
    assert longer.start_s == caliper.start_s
    drag(canvas, QPoint(300, y), QPoint(340, y))
    assert hand.edits.calipers[0].ms == pytest.approx(800, abs=1)
    hand.edits.undo()
    hand.edits.undo()
    assert hand.edits.calipers == (caliper,)


def test_several_calipers_of_time_amplitude_and_both(canvas, hand):
    hand.set_measuring(True)
    hand.snaps = False
    rows = [round(canvas.page.strips[i].frame.y_px) for i in (0, 3, 7)]
    drag(canvas, QPoint(300, rows[0]), QPoint(350, rows[0] + 1))
    drag(canvas, QPoint(500, rows[1]), QPoint(501, rows[1] - 20))
    drag(canvas, QPoint(600, rows[2]), QPoint(640, rows[2] + 12))
    kinds = [(c.lead, c.has_time, c.has_mv) for c in hand.edits.calipers]
    assert kinds == [("I", True, False), ("aVR", False, True), ("V2", True, True)]
    texts = [c.text(25.0, 10.0) for c in hand.edits.calipers]
    assert texts[0].startswith("500 ms (12.5 mm)")
    assert "120 /min" in texts[0]
    assert texts[1] == "+0.50 mV (5.0 mm)"
    assert "400 ms (10.0 mm)" in texts[2]
    assert "\u22120.30 mV (3.0 mm)" in texts[2]


def test_a_click_picks_a_lead_and_a_time(canvas, hand, qtbot):
    frame = canvas.page.strips[4].frame
    with qtbot.waitSignal(hand.picked) as picked:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, round(frame.y_px)))
    assert picked.args[0] == "aVL"
    assert picked.args[1] == pytest.approx(frame.time_s(400), abs=0.01)


def test_centring_brings_a_moment_of_a_lead_on_the_screen(canvas):
    canvas.set_view(replace(TRUE, layout="3x4"))
    canvas.set_marks([Mark("V4", 90.0, 90.2)])
    canvas.centre_on(90.0, "V4")
    strip = canvas.page.strip_of("V4", 90.0)
    assert strip is not None
    assert strip.strip.lead == "V4"
    at = canvas.page.start_px
    canvas.centre_on(90.1, "V4")
    assert canvas.page.start_px == at, "it is there already"


def test_a_trace_is_seen_through_the_name_of_its_lead(canvas):
    canvas.set_view(replace(TRUE, layout="12x1"))
    page = canvas.page
    label = page.strips[1].frame

    def under_the_name(mv):
        record = canvas.scene.record
        rows = {name: np.full(record.n_samples, mv if name == "II" else 0.0, np.float32) for name in record.lead_names}
        canvas.show_scene(replace(canvas.scene, rows=rows))
        picture = canvas.grab().toImage()
        x = int(label.x_px) + 5  # left of the letters
        top = int(label.y_px - 0.5 * label.height_px) + 2
        return min(QColor(picture.pixel(x, y)).lightness() for y in range(top, top + 16))

    behind_mv = (0.5 * label.height_px - 8) / page.px_per_mv
    assert under_the_name(behind_mv) < under_the_name(-0.5) - 80


def test_shades_of_waves_run_from_row_to_row_without_a_seam(canvas):
    x = int(canvas.page.strips[0].frame.x(21.1))
    names = ("r_peak", *FIDUCIAL_NAMES)
    fiducials = Fiducials(**{f"{n}_s": np.array([21.3 if n.endswith("offset") else 21.0]) for n in names})
    plain = pixels(canvas)[:, x].astype(int)
    canvas.show_scene(replace(canvas.scene, record=canvas.scene.record, fiducials=fiducials, shows_waves=True))
    shaded = np.flatnonzero(np.any(pixels(canvas)[:, x].astype(int) != plain, axis=1))
    assert np.all(np.diff(shaded) <= 4), "only traces and lines may look as before"
    edges = _row_edges(canvas.page)
    assert all(b > a for a, b in pairwise(edges))
    assert len(edges) == 13


class OtherScreen:
    """A screen of twice the density."""

    def physicalDotsPerInchX(self):
        return 2 * 96.0


def test_on_another_screen_a_millimetre_is_one_of_that_screen(canvas, monkeypatch):
    """The window is moved to another screen, or its own is unplugged: the pixel ratio may stay the same."""
    canvas.set_calibration(0.0)
    monkeypatch.setattr(canvas, "screen", lambda: None)
    canvas.window().windowHandle().screenChanged.emit(None)
    before = canvas.page
    monkeypatch.setattr(canvas, "screen", lambda: OtherScreen())
    canvas.window().windowHandle().screenChanged.emit(None)
    assert canvas.page.cell_x_px == pytest.approx(2 * before.cell_x_px, rel=0.1)
    assert canvas.page.start_s == pytest.approx(before.start_s, abs=0.01)
    assert pixels(canvas).shape == (640, 1000, 3)


def test_on_a_screen_of_another_pixel_ratio_everything_is_laid_out_and_painted_anew(canvas, monkeypatch):
    before = pixels(canvas).shape, canvas.page
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert pixels(canvas).shape == (2 * before[0][0], 2 * before[0][1], 3)
    assert canvas.page.cell_x_px == pytest.approx(2 * before[1].cell_x_px, rel=0.1)
    assert canvas.page.start_s == pytest.approx(before[1].start_s, abs=0.01)


def test_the_last_row_gives_way_to_what_is_written_at_the_foot(canvas, qtbot):
    """What the filters are, or which part of the record is shown, is not to lie over V6."""
    canvas.resize(872, 490)
    canvas.set_view(View())

    def room_px():
        page = canvas.page
        lowest = next(s.frame for s in page.strips if s.strip.lead == "V6").y(0.0)
        return page.screen.height_px - lowest

    record = make_beats(10.0)
    canvas.show_record(record, Subject.of(record))
    before, gain = room_px(), canvas.page.mm_per_mv
    assert before < foot_height(canvas.label_font()), "else this test shows nothing"
    with qtbot.assertNotEmitted(canvas.page_changed):
        canvas.show_scene(replace(canvas.scene, filter_text="high-pass 0.5 Hz"))
    assert room_px() >= foot_height(canvas.label_font())
    assert canvas.page.mm_per_mv == gain
    canvas.show_scene(replace(canvas.scene, filter_text=""))
    assert room_px() == before

    longer = make_beats(60.0)
    canvas.show_record(longer, Subject.of(longer))
    assert room_px() >= foot_height(canvas.label_font())
