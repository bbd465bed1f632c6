"""The pages on a printer (here: one that prints into a file) are those of the PDF, in true millimetres."""

import re
import subprocess
import sys
from shutil import which

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.pages import pages_of
from ecg_imn_desktop.report.printer import make_printer
from ecg_imn_desktop.report.printing import print_pages

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def printer(tmp_path):
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    return printer


def text_of(path):
    if which("pdftotext") is None:
        pytest.skip("no pdftotext")
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def numbers(text):
    """Of the pages, at the end of their last lines."""
    return ["/".join(number) for number in re.findall(r" (\d) ?/ ?(\d)$", text, re.MULTILINE)]


def test_the_dialog_waits_for_nothing_that_only_the_pages_need():
    """Imported in the thread of the window, it stood still for that."""
    program = "import sys, ecg_imn_desktop.desktop.commands, ecg_imn_desktop.report.printer; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60, text=True)
    assert not {"scipy", "ecg_imn_desktop.report.pages"} & set(loaded.stdout.split())


def test_both_pages_are_printed_on_landscape_a4(printer, tmp_path, record, analysis, measurements):
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    print_pages(printer, record, analysis, measurements)
    text = text_of(tmp_path / "printed.pdf")
    n = len(pages_of(Document(record, analysis, measurements, PageOptions())))
    assert n > 1
    assert numbers(text) == [f"{i}/{n}" for i in range(1, n + 1)]
    assert "25 mm/s" in text
    info = subprocess.run(["pdfinfo", tmp_path / "printed.pdf"], capture_output=True, text=True, check=True).stdout
    assert "841.89 x 595" in info or "842 x 595" in info, info


@pytest.mark.parametrize(
    ("paper", "size"), [("A4", "A4"), ("A3", "A4"), ("Letter", "Letter"), ("LetterExtra", "A4"), ("A5", ""), ("B5", "")]
)
def test_paper_that_does_not_hold_the_page_is_refused(printer, tmp_path, record, paper, size):
    printer.setPageSize(QPageSize(QPageSize.PageSizeId[paper]))
    if not size:
        with pytest.raises(ExportError, match="A4 or Letter"):
            print_pages(printer, record)
        assert not (tmp_path / "printed.pdf").exists()
        return
    print_pages(printer, record)
    assert "25 mm/s" in text_of(tmp_path / "printed.pdf")


def test_millimetres_are_true_on_the_printed_page(printer, tmp_path, record, analysis, measurements):
    if which("pdftoppm") is None:
        pytest.skip("no pdftoppm")
    print_pages(printer, record, analysis, measurements)
    subprocess.run(
        ["pdftoppm", "-r", "254", "-gray", "-l", "1", tmp_path / "printed.pdf", tmp_path / "page"], check=True
    )
    image = QImage(str(next(tmp_path.glob("page*.pgm")))).convertToFormat(QImage.Format.Format_Grayscale8)
    assert (image.width(), image.height()) == (pytest.approx(2970, abs=2), pytest.approx(2100, abs=2))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    ecg = 255.0 - rows[700:1700, 400:2600]
    for axis in (0, 1):  # ten pixels a millimetre: the small squares are the strongest rhythm of that length
        ink = ecg.mean(axis=axis)
        power = np.abs(np.fft.rfft((ink - ink.mean()) * np.hanning(len(ink)), 1 << 18))
        period = 1 / np.fft.rfftfreq(1 << 18)[1:]
        near = (period > 9.5) & (period < 10.5)
        assert period[near][power[1:][near].argmax()] == pytest.approx(10.0, abs=0.01)


def test_letter_where_the_printer_has_it_and_only_the_pages_asked_for(
    printer, tmp_path, record, analysis, measurements
):
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFromTo(2, 2)
    print_pages(printer, record, analysis, measurements)
    text = text_of(tmp_path / "printed.pdf")
    assert [number.split("/")[0] for number in numbers(text)] == ["2"]
