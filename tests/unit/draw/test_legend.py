import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontInfo, QPainter

from ecg_imn_desktop.draw.colours import AttributionScale
from ecg_imn_desktop.draw.fonts import page_font, page_font_family
from ecg_imn_desktop.draw.legend import LegendWords, draw_legend, legend_numbers
from ecg_imn_desktop.draw.theme import LIGHT


def test_numbers_are_the_limits_with_a_true_minus():
    assert legend_numbers(AttributionScale(41.0)) == ("\u221241", "0", "+41")
    assert legend_numbers(AttributionScale(120.0)) == ("\u2212120", "0", "+120")
    assert legend_numbers(AttributionScale(0.35)) == ("\u22120.35", "0", "+0.35")


def test_the_font_of_the_page_is_the_shipped_one():
    assert page_font_family() == "DejaVu Sans"
    info = QFontInfo(page_font(20, bold=True))
    assert (info.family(), info.bold(), info.pixelSize()) == ("DejaVu Sans", True, 20)


def test_bar_runs_from_against_to_for_and_words_stay_inside(canvas, pixels):
    image = canvas(400, 60)
    painter = QPainter(image)
    draw_legend(painter, QRectF(20, 10, 360, 40), AttributionScale(41.0, LIGHT), LIGHT, page_font(13))
    painter.end()
    array = pixels(image)
    line = [tuple(c) for c in array[13]]
    against, pro = (QColor(c).getRgb()[:3] for c in (LIGHT.evidence_against, LIGHT.evidence_for))
    assert against in line
    assert pro in line
    assert line.index(against) < line.index(pro)
    ink = np.argwhere((array < 200).any(axis=2))
    assert ink[:, 0].min() >= 10
    assert ink[:, 0].max() < 50
    assert ink[:, 1].min() >= 20
    assert ink[:, 1].max() < 380


def test_of_one_side_alone_the_bar_has_only_the_colours_that_the_traces_have(canvas, pixels):
    against, pro = (QColor(c).getRgb()[:3] for c in (LIGHT.evidence_against, LIGHT.evidence_for))
    for sides, expected in (("both", (True, True)), ("for", (False, True)), ("against", (True, False))):
        image = canvas(400, 60)
        painter = QPainter(image)
        scale, words = AttributionScale(41.0, LIGHT), LegendWords()
        draw_legend(painter, QRectF(20, 10, 360, 40), scale, LIGHT, page_font(13), words, sides)
        painter.end()
        line = [tuple(c) for c in pixels(image)[13]]
        assert (against in line, pro in line) == expected, sides


def test_words_can_be_translated(canvas):
    images = []
    for words in (LegendWords(), LegendWords("dagegen", "dafür", "Logit pro Sekunde")):
        image = canvas(400, 60)
        painter = QPainter(image)
        draw_legend(painter, QRectF(20, 10, 360, 40), AttributionScale(1.0, LIGHT), LIGHT, page_font(13), words)
        painter.end()
        images.append(image)
    assert images[0] != images[1]
