"""Letters that no font of the computer has are boxes on the page, which says so."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontDatabase

from ecg_imn_desktop.core.annotations import Note
from ecg_imn_desktop.core.record import Patient
from ecg_imn_desktop.draw import fonts
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.side_remarks import remarks_by_ecg
from ecg_imn_desktop.report.words import BOXES

from ..analysis.sides import side


@pytest.fixture
def alone(qapp, monkeypatch):
    """A computer that has no other font than the page's, which has no Chinese."""
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    fonts.can_draw.cache_clear()
    yield
    fonts.can_draw.cache_clear()


@pytest.mark.parametrize(
    ("name", "is_said"),
    [("Ada Example", False), ("J\u00f6rg \u0416 \u2212 \u200b", False), ("\u738b\u5c0f\u660e", True)],
)
def test_a_name_in_letters_that_no_font_has_is_remarked_on_the_page(alone, record, name, is_said):
    document = Document(replace(record, patient=Patient(name=name)), None, None, PageOptions())
    assert (BOXES in document.warnings) == is_said


@pytest.mark.parametrize(
    "options",
    [
        PageOptions(statement="\u738b"),
        PageOptions(reviewed_by="Dr \u738b"),
        PageOptions(notes=(Note(1.0, "", "\u738b"),)),
    ],
)
def test_own_words_too(alone, record, options):
    assert Document(record, None, None, options).warnings[-1] == BOXES


def test_what_another_font_has_is_no_box(alone, monkeypatch):
    class Font:
        def supportsCharacter(self, code):
            return code == ord("\u738b")

    monkeypatch.setattr(QFontDatabase, "families", lambda *_: ["Other"])
    monkeypatch.setattr(QFontDatabase, "isSmoothlyScalable", lambda *_: True)
    monkeypatch.setattr(fonts.QRawFont, "fromFont", lambda *_: Font())
    assert fonts.can_draw(frozenset("\u738b"))
    assert not fonts.can_draw(frozenset("\u738b\u5c0f"))


def test_the_pages_of_several_ecgs_say_it_of_the_one(alone):
    one = side([1.0, 2.0])
    other = replace(one, record=replace(one.record, patient=Patient(name="\u738b")))
    a, b = remarks_by_ecg({"A": one, "B": other}, [(), ()])
    assert BOXES not in a.sentences
    assert BOXES in b.sentences
