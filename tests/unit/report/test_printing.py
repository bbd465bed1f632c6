"""The pages on a printer (here: one that prints into a file) are those of the PDF, in true millimetres."""

import re
import subprocess
from shutil import which

import pytest
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.pages import pages_of
from ecg_imn_desktop.report.printing import make_printer, print_pages

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


def test_letter_where_the_printer_has_it_and_only_the_pages_asked_for(
    printer, tmp_path, record, analysis, measurements
):
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFromTo(2, 2)
    print_pages(printer, record, analysis, measurements)
    text = text_of(tmp_path / "printed.pdf")
    assert [number.split("/")[0] for number in numbers(text)] == ["2"]
