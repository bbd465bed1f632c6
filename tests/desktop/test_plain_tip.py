"""Words of a file are shown letter by letter, whatever Qt would make of them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QTreeWidgetItemIterator

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.desktop.class_list import ClassList
from ecg_imn_desktop.desktop.folder_model import FolderModel
from ecg_imn_desktop.desktop.header import Header
from ecg_imn_desktop.desktop.plain_tip import plain_tip
from ecg_imn_desktop.desktop.remarks import Remarks
from ecg_imn_desktop.desktop.what_if_page import WhatIfPage
from ecg_imn_desktop.simulate import simulate

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

FORGED = "<img src='x'><b>Approved</b>"
ESCAPED = "&lt;img src="


def shown(tip: str) -> bool:
    """Whether the tip shows the letters of FORGED."""
    return ESCAPED in tip and "<img" not in tip and "<b>" not in tip


def test_ordinary_words_stay_as_they_are():
    for text in ("", "a\nb", "probability < 0.1 %, counts as present from > 99 %", "A & B", "V1 < V2"):
        assert plain_tip(text) == text


def test_a_tag_is_shown_as_it_is_written():
    tip = plain_tip(f"{FORGED}\nsecond line")
    assert Qt.mightBeRichText(tip)
    assert shown(tip)
    assert "<br>" in tip


@pytest.fixture
def prediction():
    zero = np.zeros(1)
    return Prediction((ClassInfo("MI", FORGED),), zero, zero, zero + 0.5)


def test_the_title_of_a_class(qtbot, prediction):
    classes, page = ClassList(), WhatIfPage()
    for widget in (classes, page):
        qtbot.addWidget(widget)
    classes.show_prediction(prediction)
    assert shown(QTreeWidgetItemIterator(classes).value().toolTip(0))
    page.table.show_answers(None, prediction)
    assert shown(page.table.item(0, 0).toolTip())
    assert shown(page.table.item(0, 1).toolTip())


def test_the_name_in_a_record_and_a_remark(qtbot):
    header, remarks = Header(), Remarks()
    for widget in (header, remarks):
        qtbot.addWidget(widget)
    record = simulate("normal", fs=100, duration_s=10).record
    header.show_record(replace(record, patient=Patient(name=FORGED)))
    assert any(shown(label.toolTip()) for label in header.findChildren(QLabel))
    assert not any("<img" in label.toolTip() for label in header.findChildren(QLabel))
    remarks.show_sentences([FORGED])
    assert shown(remarks.label.toolTip())


def test_the_name_of_a_file(tmp_path):
    model = FolderModel()
    model.show_paths([tmp_path / f"{FORGED}.hea".replace("/", "")])
    assert ESCAPED in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
