import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtGui import QImage

from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.report.geometry import ecg_origin_mm
from ecg_imn_desktop.report.image import write_png, write_svg
from ecg_imn_desktop.report.options import PageOptions


def test_the_png_is_the_page_and_knows_its_scale(tmp_path, record, analysis, measurements):
    path = tmp_path / "a.png"
    write_png(path, record, analysis, measurements, dpi=254)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (2970, 2100)
    assert image.dotsPerMeterX() == image.dotsPerMeterY() == 10_000
    x, y = (round(10 * mm) for mm in ecg_origin_mm(297.0))
    for k in (1, 7, 100, 259):  # pink lines where the millimetres are, white between
        on, off = (image.pixelColor(x + 10 * k + shift, y + 3).green() for shift in (0, 5))
        assert on < 250, k
        assert off == 255, k


def test_both_pages_can_be_pictures(tmp_path, record, analysis):
    write_png(tmp_path / "1.png", record, analysis, dpi=60)
    write_png(tmp_path / "2.png", record, analysis, dpi=60, page=2)
    assert QImage(str(tmp_path / "1.png")) != QImage(str(tmp_path / "2.png"))
    with pytest.raises(ExportError, match="page 2"):
        write_png(tmp_path / "3.png", record, dpi=60, page=2)
    assert not (tmp_path / "3.png").exists()


def test_the_svg_is_in_millimetres_with_text(tmp_path, record, analysis):
    path = tmp_path / "a.svg"
    write_svg(path, record, analysis)
    root = ElementTree.parse(path).getroot()
    assert root.get("width") == "297mm"
    assert root.get("height") == "210mm"
    texts = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("Research use only" in t for t in texts)
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_a_picture_that_cannot_be_written_is_one_sentence(tmp_path, record):
    for write in (write_png, write_svg):
        with pytest.raises(ExportError, match="does not exist"):
            write(tmp_path / "nowhere" / "a", record, options=PageOptions())


def test_pages_are_written_without_a_display_and_without_an_application(tmp_path):
    """As the command line does it: nobody has made a Qt application, and there is no screen."""
    code = (
        "import sys\n"
        "from ecg_imn_desktop.simulate import simulate\n"
        "from ecg_imn_desktop.report.pdf import write_pdf\n"
        "write_pdf(sys.argv[1], simulate('normal').record)\n"
        "assert 'torch' not in sys.modules\n"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.pdf")], check=True, env=environment)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
