"""Name, facts and measurements above the ECG."""

import pytest
from PySide6.QtWidgets import QLabel

from ecg_imn_desktop.analysis.measure import measure

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_nothing_measured_of_one_ecg_stands_under_the_name_of_the_next(window, shelf):
    header = window.header
    header.show_record(shelf.records["a.hea"])
    header.show_measurements(measure(shelf.records["a.hea"]))
    values = [number for _, number in header._columns]
    assert len(values) > 3
    assert all(number.isVisible() for number in values)
    header.show_record(shelf.records["b.hea"])  # it may be painted before what was put away is deleted
    assert not any(label in values for label in header.findChildren(QLabel) if label.isVisible())
