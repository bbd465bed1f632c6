"""Where the bars of the waterfall and of the probabilities begin and end, by arithmetic done here by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from ecg_imn_desktop.analysis.evidence import top_segments
from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.draw.theme import THEMES
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.evidence_page import paint_evidence_page
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.paper import Paper
from ecg_imn_desktop.report.probabilities import paint_probabilities
from ecg_imn_desktop.report.waterfall import paint_waterfall
from ecg_imn_desktop.report.words import signed

THEME = THEMES["light"]
LEADS = ("I", "II", "V1")
SHARES = (2.0, -1.25, 0.75)  # of the leads, in logits


class RecordingPaper:
    """Stands in for Paper and keeps what was asked of it, in millimetres."""

    width_mm, height_mm, theme = 297.0, 210.0, THEME

    def __init__(self):
        self.texts, self.fills, self.lines = [], [], []

    def text(self, x_mm, y_mm, text, size_mm=2.8, *, bold=False, colour=None, align="left", width_mm=None):
        self.texts.append(SimpleNamespace(x=x_mm, y=y_mm, text=text, bold=bold, colour=colour, align=align))
        return 0.0

    def title(self, x_mm, y_mm, text, size_mm, width_mm, *, bold=False):
        self.text(x_mm, y_mm, text, size_mm, bold=bold, width_mm=width_mm)

    def fill(self, x_mm, y_mm, width_mm, height_mm, colour):
        left, right = sorted((x_mm, x_mm + width_mm))
        self.fills.append(SimpleNamespace(left=left, right=right, top=y_mm, height=height_mm, colour=colour))

    def line(self, x1_mm, y1_mm, x2_mm, y2_mm, colour=None, pen_mm=0.15):
        self.lines.append((x1_mm, y1_mm, x2_mm, y2_mm))

    def heading(self, x_mm, y_mm, text, size_mm=2.8, width_mm=None):
        self.text(x_mm, y_mm, text, size_mm, bold=True)

    def width(self, text, size_mm=2.8, *, bold=False):
        return float(len(text))

    def wrapped(self, text, width_mm, size_mm=2.8, *, bold=False):
        return [text]

    def said(self):
        return [t.text for t in self.texts]


@pytest.fixture
def paper():
    return RecordingPaper()


def make_analysis(residual=3e-5) -> Analysis:
    """Two classes, the second with b = -0.5 and the leads' SHARES, spread over four samples."""
    contribution = np.zeros((2, 3, 4), np.float32)
    contribution[0] = 7.0
    contribution[1] = np.array(SHARES)[:, None] / 4
    classes = (ClassInfo("A", "the first"), ClassInfo("B", "the second"))
    logit = np.array([84.0, -0.5 + sum(SHARES) + residual])
    prediction = Prediction(classes, logit, np.array([0.0, -0.5]), np.array([0.9, 0.7]))
    return Analysis(ModelInfo("m", "1", "0" * 64, 100.0, 4), prediction, Explanation(contribution, 100.0, LEADS))


@pytest.fixture
def waterfall(paper):
    """Class B at (10, 5) mm, 67 mm wide: 40 mm for the bars, which reach from -0.5 to 1.5 logits: 20 mm a logit."""
    below = paint_waterfall(paper, make_analysis(), 1, 10.0, 5.0, 67.0, 10.0)
    return SimpleNamespace(paper=paper, below=below)


def place(logit):
    return 10 + 13 + (logit + 0.5) * 20


def test_each_bar_of_the_waterfall_begins_where_the_one_before_ended(waterfall):
    spans = [(-0.5, 0.0), (-0.5, 1.5), (0.25, 1.5), (0.25, 1.0), (0.0, 1.0)]
    bars = [(f.left, f.right) for f in waterfall.paper.fills]
    np.testing.assert_allclose(bars, [(place(a), place(b)) for a, b in spans], atol=1e-3)  # 3e-5 logit of residual
    np.testing.assert_allclose([f.top + f.height / 2 for f in waterfall.paper.fills], [10, 20, 30, 40, 50])


def test_lines_join_the_bars_of_the_waterfall(waterfall):
    zero, *joints = waterfall.paper.lines
    assert zero[0] == zero[2] == pytest.approx(place(0))
    assert [j[0] for j in joints] == [j[2] for j in joints]
    np.testing.assert_allclose([j[0] for j in joints], [place(v) for v in (-0.5, 1.5, 0.25, 1.0)])


def test_leads_for_the_class_and_against_it_have_their_colours(waterfall):
    colours = [f.colour for f in waterfall.paper.fills]
    assert colours == [THEME.muted, THEME.evidence_for, THEME.evidence_against, THEME.evidence_for, THEME.muted]
    assert len({THEME.muted, THEME.evidence_for, THEME.evidence_against}) == 3


def test_the_waterfall_says_its_numbers(waterfall):
    assert waterfall.paper.said()[:-1] == [
        "b", "\u22120.50", "I", "+2.00", "II", "\u22121.25", "V1", "+0.75", "logit", "+1.00",
    ]  # fmt: skip
    numbers = [t for t in waterfall.paper.texts if t.align == "right"]
    assert {t.x for t in numbers} == {77.0}
    assert [t.bold for t in numbers] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("residual", "text"), [(3e-5, "3.0e\u221205"), (-2.5e-6, "\u22122.5e\u221206"), (0.0, "0.0e+00")]
)
def test_the_waterfall_says_the_residual(paper, residual, text):
    below = paint_waterfall(paper, make_analysis(residual), 1, 10.0, 5.0, 67.0, 10.0)
    assert paper.said()[-1] == f"residual logit \u2212 (b + leads) = {text}"
    assert paper.texts[-1].y == below > paper.fills[-1].top + paper.fills[-1].height


@pytest.mark.parametrize("words", [1, 4, 5, 6, 7])
def test_a_diagnosis_is_never_cut_and_keeps_to_its_row(qapp, words, monkeypatch):
    text = " ".join(["Non-specific", "intraventricular", "conduction", "disturbance", "or", "other", "block"][:words])
    written = []
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paper = Paper(painter, THEME, 297.0, 210.0)
    monkeypatch.setattr(paper, "text", lambda x, y, text, size, **more: written.append((y, text, size)))
    row_mm = 3.1
    paper.title(10.0, 5.0, text, 0.65 * row_mm, 40.0)
    rooms = [paper.has_room(words, 0.65 * row_mm, 40.0) for words in (text, f"{text} " * 12, "many-words" * 12)]
    painter.end()
    assert rooms == [True, False, False]
    assert " ".join(line for _, line, _ in written) == text
    assert all(line for _, line, _ in written)
    if len(written) == 1:
        assert written[0][0] == 5.0
    assert all(paper.width(line, size) <= 40.001 for _, line, size in written)
    assert min(size for *_, size in written) > 1.5, "to be read"
    top, bottom = (min if end < 0 else max for end in (-1, 1))
    assert top(y - 0.78 * size for y, _, size in written) > 5.0 - row_mm + 0.24 * 0.65 * row_mm, (
        "clear of the row above"
    )
    assert bottom(y + 0.24 * size for y, _, size in written) < 5.0 + row_mm - 0.78 * 0.65 * row_mm, "and of that below"


@pytest.fixture
def probabilities(paper):
    """Three classes at (10, 5) mm in rows of 10 mm, bars of 40 mm from x = 30 mm."""
    classes = (ClassInfo("A", "the first", threshold=0.5), ClassInfo("a", "its part", "A", 0.25), ClassInfo("B", "b"))
    zero = np.zeros(3)
    prediction = Prediction(classes, zero, zero, np.array([0.1, 0.75, 0.5]))
    paint_probabilities(paper, prediction, [(2, 0), (0, 0), (1, 1)], 1, 10.0, 5.0, 120.0, 10.0, 40.0)
    return paper


def test_bars_of_probability_are_as_long_as_it(probabilities):
    tracks, bars = probabilities.fills[::2], probabilities.fills[1::2]
    assert [(t.left, t.right) for t in tracks] == [(30.0, 70.0)] * 3
    np.testing.assert_allclose([(b.left, b.right) for b in bars], [(30, 50), (30, 34), (30, 60)])
    assert [b.colour for b in bars] == [THEME.accent, THEME.muted, THEME.accent]  # reached (even just), not, reached
    assert [(b.top, b.height) for b in bars] == [(t.top, t.height) for t in tracks]
    np.testing.assert_allclose([b.top + b.height / 2 for b in bars], [10, 20, 30])


def test_the_line_at_the_threshold_crosses_the_bar(probabilities):
    np.testing.assert_allclose([(x1, x2) for x1, _, x2, _ in probabilities.lines], [(50, 50), (50, 50), (40, 40)])
    for (_, y1, _, y2), bar in zip(probabilities.lines, probabilities.fills[1::2], strict=True):
        assert y1 < bar.top
        assert y2 > bar.top + bar.height


def test_rows_of_probability_say_name_number_and_title(probabilities):
    assert probabilities.said() == ["B", "50 %", "?", "b", "A", "10 %", "the first", "\u25b6", "a", "75 %", "its part"]
    by_text = {t.text: t for t in probabilities.texts}
    assert [by_text[name].bold for name in ("B", "50 %", "A", "10 %", "a", "75 %")] == [True] * 2 + [False] * 2 + [
        True
    ] * 2
    assert by_text["A"].x == by_text["B"].x == 10 < by_text["a"].x < 30
    assert by_text["\u25b6"].y == by_text["a"].y


def test_the_strongest_segments_have_three_digits(paper, record, analysis, measurements):
    document = Document(record, analysis, measurements, PageOptions(class_name="MI"))
    paint_evidence_page(paper, document)
    said = paper.said()
    after = said[said.index("Strongest segments (logit)") + 1 :]
    segments = top_segments(analysis.explanation, 1, 8, measurements.fiducials)
    assert after[2:24:3] == [signed(s.logit, 3) for s in segments]
    assert len(segments) == 8
    assert any(signed(s.logit, 3) != signed(round(s.logit, 2), 3) for s in segments)


def test_the_classes_of_the_evidence_page_stand_in_the_order_of_the_tree(paper, record, analysis):
    document = Document(record, analysis, None, PageOptions())
    paint_evidence_page(paper, document)
    names = [t for t in paper.said() if t in analysis.prediction.class_names]
    assert names == [analysis.prediction.classes[k].name for k, _ in analysis.prediction.tree()]
