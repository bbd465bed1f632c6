"""What is printed and painted of a record goes its own way."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ecg_imn_desktop.desktop.study import Study
from ecg_imn_desktop.desktop.writing import Writing
from ecg_imn_desktop.report.options import PageOptions


@pytest.fixture
def study(qtbot, services):
    study = Study(services, "stand-in", "cpu", 0.04)
    study.open(Path("a.hea"))
    qtbot.waitUntil(lambda: study.insight is not None)
    yield study
    study.stop()


@pytest.fixture
def writing(study):
    return Writing(study)


def test_a_second_print_does_not_drop_the_first(study, writing, qtbot):
    given, said = [], []
    study.services = replace(study.services, print_pages=lambda printer, record, *_: given.append((printer, record)))
    writing.printed.connect(lambda: said.append(True))
    first = study.record
    writing.print_on("one", PageOptions())
    writing.print_on("two", PageOptions())
    qtbot.waitUntil(lambda: len(said) == 2)
    assert given == [("one", first), ("two", first)]


def test_a_look_at_a_record_of_the_folder_does_not_cancel_the_page_of_the_report(study, writing, qtbot):
    painted = []
    study.services = replace(study.services, paint_page=lambda *_: (QImage(2, 2, QImage.Format.Format_RGB32), 1))
    writing.paint_page(PageOptions(), 1, 72.0, painted.append, pytest.fail)
    study.background.compute("preview", lambda: None, lambda _: None)  # the channel of the folder's panel
    qtbot.waitUntil(lambda: bool(painted))


def test_what_is_to_be_printed_is_given_to_the_printer_before_the_end(study, writing):
    given = []
    study.services = replace(study.services, print_pages=lambda printer, *_: given.append(printer))
    for printer in ("one", "two"):
        writing.print_on(printer, PageOptions())
    study.stop()
    assert given == ["one", "two"]
