"""The header of the first page: what must be read first is there, and nothing touches what stands above it."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture

from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.ecg_header import paint_header
from ecg_imn_desktop.report.geometry import HEADER_MM, MARGIN_MM
from ecg_imn_desktop.report.language import ENGLISH, install_language
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.paper import Paper

PACED = "Pacemaker spikes were found: of paced beats the model cannot tell infarction, conduction or hypertrophy."
GAINS = (
    "The gains of the limb leads cannot be right: II = I + III holds only if they differ by up to 1.5 times; "
    "voltages are not to be trusted."
)
ENDLESS = "A file says more than a page can hold, " * 12
FOOT_MM = MARGIN_MM + HEADER_MM


class WritingPaper(Paper):
    """Keeps what is written: ``written`` has text, size and the place of each line in mm."""

    def text(self, x_mm, y_mm, text, size_mm=2.8, *, bold=False, colour=None, align="left", width_mm=None):
        shown = text if width_mm is None else self.elided(text, width_mm, size_mm, bold=bold)
        width = super().text(x_mm, y_mm, text, size_mm, bold=bold, colour=colour, align=align, width_mm=width_mm)
        left = x_mm - {"left": 0.0, "right": width}[align]
        # Letters of DejaVu Sans reach 0.76 of their size above the line and 0.24 below it.
        box = QRectF(left, y_mm - 0.76 * size_mm, width, size_mm)
        if shown:
            self.written.append(SimpleNamespace(text=shown, size=size_mm, y=y_mm, box=box, colour=colour))
        return width


@pytest.fixture
def header(qapp, record, analysis, measurements):
    def paint(*warnings, analysis=analysis, options=None, **changes):
        changed = replace(record, warnings=warnings, **changes)
        picture = QPicture()
        painter = QPainter(picture)
        paper = WritingPaper(painter, LIGHT, 297.0, 210.0)
        paper.written = []
        paint_header(paper, Document(changed, analysis, measurements, options or PageOptions()), 18.0, MARGIN_MM)
        painter.end()
        return paper.written

    return paint


def remarks(written):
    return [line.text for line in written if line.colour == LIGHT.warning and line.size < 2.6]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("is_simulated", [False, True])
@pytest.mark.parametrize("name", ["Ada Example", "Maximiliane Hildegard von und zu Musterstadt-Beispielhausen, geb. X"])
@pytest.mark.parametrize("warnings", [(), (PACED,), (GAINS, PACED), (GAINS, PACED, ENDLESS), (ENDLESS,)], ids=len)
def test_no_line_touches_another(header, language, is_simulated, name, warnings):
    install_language(language)
    try:
        patient = Patient(name=name, id="4711", age_years=93.0, sex="female")
        written = header(*warnings, patient=patient, is_simulated=is_simulated)
    finally:
        install_language(ENGLISH)
    assert len(remarks(written)) == min(2, sum(len(w) for w in warnings) // 90)
    for line in written:
        assert line.box.top() >= MARGIN_MM - 0.1, line
        assert line.box.bottom() < FOOT_MM, line
    for one, other in combinations(written, 2):
        assert not one.box.intersects(other.box), (one.text, other.text)


def test_remarks_keep_their_distance(header):
    written = header(GAINS, PACED)
    said = remarks(written)
    first = min(line.box.top() for line in written if line.text in said)
    above = max(line.box.bottom() for line in written if line.text not in said)
    assert first - above > 0.8


def test_what_matters_is_said_first_and_what_is_left_out_is_counted(header):
    said = " ".join(remarks(header(GAINS, PACED)))
    assert said == f"Note: {PACED} {GAINS}"
    said = " ".join(remarks(header(GAINS, PACED, ENDLESS)))
    assert said == f"Note: {PACED} {GAINS} (+1 more)"


@pytest.mark.parametrize("n_words", [8, 400])
def test_a_page_without_an_answer_says_why(header, n_words):
    reason = "Only I and V1 are usable; " + "a prediction needs more leads. " * (n_words // 4)
    written = header(GAINS, PACED, analysis=None, options=PageOptions(refusal=reason))
    (head,) = [line for line in written if line.text == "No prediction"]
    said = [line for line in written if line.box.left() == head.box.left()]
    assert said[1].text.startswith("Only I and V1 are usable;")
    assert said[-1].text.endswith("\u2026" if n_words > 100 else "more leads.")
    for one, other in combinations(written, 2):
        assert not one.box.intersects(other.box), (one.text, other.text)


def test_a_remark_without_end_is_cut_and_still_counts_the_others(header):
    lines = remarks(header(f"{ENDLESS}one", f"{ENDLESS}two"))
    assert len(lines) == 2
    assert lines[1].endswith("\u2026 (+1 more)")
