"""The header of the first page: what must be read first is there, and nothing touches what stands above it."""

from dataclasses import replace
from datetime import datetime
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.draw.theme import LIGHT
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.ecg_header import paint_header
from ecg_imn_desktop.report.geometry import HEADER_MM, MARGIN_MM
from ecg_imn_desktop.report.language import ENGLISH, install_language
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.paper import Paper
from ecg_imn_desktop.report.sentences import said

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


LONGEST = (
    "Non-specific intraventricular conduction disturbance",
    "Left anterior or posterior fascicular block",
    "Left atrial overload or enlargement",
    "Right atrial overload or enlargement",
    "Complete right bundle branch block",
)
TOPS = tuple(ClassInfo(name, name.lower(), threshold=0.5) for name in ("NORM", "MI", "STTC", "CD", "HYP"))


def reaching(analysis, n_subclasses, titles=LONGEST):
    """The likeliest sub-classes first; the first is near its threshold."""
    subs = tuple(
        ClassInfo(f"S{i}_", f"{titles[i % len(titles)]}", "CD", 0.9 - 0.01 * i - (0.0 if i == 0 else 0.2))
        for i in range(n_subclasses)
    )
    zero = np.zeros(5 + n_subclasses)
    probability = np.array([0.1] * 5 + [0.92 - 0.01 * i for i in range(n_subclasses)])
    return replace(analysis, prediction=Prediction((*TOPS, *subs), zero, zero, probability))


def of_subclasses(written):
    """All that stands below the bars, as it is read."""
    (head,) = [line for line in written if line.text in ("Model's probabilities", "Wahrscheinlichkeiten des Modells")]
    lines = [line for line in written if abs(line.box.left() - head.box.left()) < 0.01 and line.colour is None]
    first = next(i for i, line in enumerate(lines) if line.text.startswith(("Sub-classes", "Unterklassen")))
    return lines[first:]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("warnings", [(), (PACED,), (GAINS, PACED)], ids=len)
@pytest.mark.parametrize("n_subclasses", [1, 2, 4, 5, 22])
def test_titles_of_subclasses_are_written_whole(header, analysis, language, warnings, n_subclasses):
    answer = reaching(analysis, n_subclasses)
    install_language(language)
    try:
        written = header(*warnings, analysis=answer)
        titles = [said(c.title) for c in answer.prediction.classes[5:]]
    finally:
        install_language(ENGLISH)
    lines = of_subclasses(written)
    words = " ".join(line.text for line in lines)
    assert "\u2026" not in words, "nothing is cut"
    assert all(line.box.right() < 18.0 + 160 + 100.01 for line in lines)
    shown = [title for title in titles if title in words]
    if n_subclasses <= 2 or (n_subclasses == 4 and not warnings):
        assert f"{titles[0]} 92 %?" in words
        assert shown == titles
    elif n_subclasses < 22:
        assert all(f"{title} " in words or f"S{i}_ " in words for i, title in enumerate(titles)), "each in one way"
    else:
        assert "S0_ 92 %?, S1_ 91 %, S2_" in words
        n_said = sum(f"S{i}_ " in words for i in range(22))
        assert f"(+{22 - n_said} " in words or n_said == 22
    for one, other in combinations(written, 2):
        assert not one.box.intersects(other.box), (one.text, other.text)
    assert max(line.box.bottom() for line in written) < FOOT_MM


def test_where_no_subclass_is_reached_that_is_said(header, analysis):
    answer = reaching(analysis, 2)
    zero = np.zeros(7)
    none = replace(answer, prediction=replace(answer.prediction, probability=zero))
    assert "No sub-class reaches its threshold." in [line.text for line in header(analysis=none)]


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
    spoken = remarks(written)
    first = min(line.box.top() for line in written if line.text in spoken)
    above = max(line.box.bottom() for line in written if line.text not in spoken)
    assert first - above > 0.8


def test_what_matters_is_said_first_and_what_is_left_out_is_counted(header):
    spoken = " ".join(remarks(header(GAINS, PACED)))
    assert spoken == f"Note: {PACED} {GAINS}"
    spoken = " ".join(remarks(header(GAINS, PACED, ENDLESS)))
    assert spoken == f"Note: {PACED} {GAINS} (+1 more)"


@pytest.mark.parametrize("n_words", [8, 400])
def test_a_page_without_an_answer_says_why(header, n_words):
    reason = "Only I and V1 are usable; " + "a prediction needs more leads. " * (n_words // 4)
    written = header(GAINS, PACED, analysis=None, options=PageOptions(refusal=reason))
    (head,) = [line for line in written if line.text == "No prediction"]
    lines = [line for line in written if line.box.left() == head.box.left()]
    assert lines[1].text.startswith("Only I and V1 are usable;")
    assert lines[-1].text.endswith("\u2026" if n_words > 100 else "more leads.")
    for one, other in combinations(written, 2):
        assert not one.box.intersects(other.box), (one.text, other.text)


def test_a_remark_without_end_is_cut_and_still_counts_the_others(header):
    lines = remarks(header(f"{ENDLESS}one", f"{ENDLESS}two"))
    assert len(lines) == 2
    assert lines[1].endswith("\u2026 (+1 more)")


def test_which_part_of_a_day_is_shown_is_said_in_full(header, record):
    day = np.broadcast_to(record.mv[:, :1], (record.mv.shape[0], round(86400 * record.fs)))
    written = header(
        mv=day,
        recorded_at=datetime(2026, 11, 24, 8, 15, 30),
        patient=Patient("Muster, Erika", "4711", 67, "female"),
        options=PageOptions(start_s=84000.0),
    )
    (line,) = [w for w in written if w.text.startswith("23:20:00")]
    assert line.text.endswith("(2026-11-25 07:35:30)")
    assert not any("\u2026" in w.text for w in written), "nothing is cut"
