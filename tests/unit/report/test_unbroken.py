"""Numbers and their units stay on one line."""

import pytest
from PySide6.QtGui import QGuiApplication

from ecg_imn_desktop.report.language import ensure_gui_application
from ecg_imn_desktop.report.paper import Ruler
from ecg_imn_desktop.report.unbroken import unbroken


@pytest.mark.parametrize(
    "text",
    [
        "10~s", "25~mm/s", "10~mm/mV", "0.5~Hz", "74~/min", "< ~1~%", "93~%.", "\u22120.3~mV,", "3~\u00d7~4",
        "+1.2~logit/s", "64~Jahre", "2~years", "1.2~GB", "82~% of the evidence lies in 2 leads",
        "the 12 leads of 3 minutes and V1 V2",
        "5 s1", "4 Vs", "2 hours",
    ],
)  # fmt: skip
def test_a_number_and_its_unit(text):
    wanted = text.replace("< ~", "<~").replace("~", "\u00a0")
    assert unbroken(wanted.replace("\u00a0", " ")) == wanted


def test_on_pages_too():
    ensure_gui_application()
    assert QGuiApplication.instance() is not None
    ruler, text = Ruler(), "It lasts for 10 s at 25 mm/s and 10 mm/mV of < 1 % at 3 \u00d7 4 leads"
    for width_mm in range(5, 60):
        lines = ruler.wrapped(text, float(width_mm))
        assert " ".join(lines) == text
        for part in ("10 s", "25 mm/s", "10 mm/mV", "< 1 %", "3 \u00d7 4"):
            assert any(part in line for line in lines), (part, width_mm)
