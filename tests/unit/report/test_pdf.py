"""The PDF through poppler's and qpdf's eyes: true millimetres, text, fonts, vector."""

import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from ecg_imn_desktop.core.analysis import RESEARCH_USE
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.draw.traces import Show
from ecg_imn_desktop.report.document import Document
from ecg_imn_desktop.report.geometry import ECG_HEIGHT_MM, ECG_WIDTH_MM, ecg_origin_mm
from ecg_imn_desktop.report.options import PageOptions
from ecg_imn_desktop.report.pdf import pdf_bytes, write_pdf
from ecg_imn_desktop.report.words import percent

PX_PER_MM = 10  # 254 dpi


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} (poppler-utils, qpdf) is not installed")
    return path


def text_of(path) -> str:
    return subprocess.run([tool("pdftotext"), "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def rendered(path, page: int = 1) -> np.ndarray:
    """The page at 10 px/mm, uint8 (row, column, 3)."""
    command = [tool("pdftoppm"), "-r", "254", "-f", str(page), "-l", str(page), path]
    ppm = subprocess.run(command, capture_output=True, check=True).stdout
    magic, size, depth, data = ppm.split(b"\n", 3)
    assert (magic, depth) == (b"P6", b"255")
    width, height = map(int, size.split())
    return np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3).astype(int)


def ecg_area(page: np.ndarray, width_mm: float = 297.0) -> np.ndarray:
    x, y = (round(v * PX_PER_MM) for v in ecg_origin_mm(width_mm))
    return page[y : y + round(ECG_HEIGHT_MM * PX_PER_MM), x : x + round(ECG_WIDTH_MM * PX_PER_MM)]


def steps(lead_names=("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")) -> Record:
    """0 mV, but 1 mV in 2-4 s and -0.5 mV in 6-8 s of every lead."""
    mv = np.zeros((len(lead_names), 5000), dtype=np.float32)
    mv[:, 1000:2000] = 1.0
    mv[:, 3000:4000] = -0.5
    return Record("steps", mv, 500.0, lead_names)


def dark_rows(area: np.ndarray, x_mm: float) -> np.ndarray:
    """Rows (mm from the top of the ECG) with ink of a trace at a place, one value a stroke."""
    column = area[:, round(x_mm * PX_PER_MM)].max(axis=1)
    rows = np.flatnonzero(column < 110)
    return np.array([g.mean() + 0.5 for g in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)]) / PX_PER_MM


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_grid_is_millimetres_over_the_whole_page(tmp_path, size):
    write_pdf(tmp_path / "a.pdf", steps(), options=PageOptions(size=size))
    page = rendered(tmp_path / "a.pdf")
    width_mm = {"A4": 297.0, "Letter": 279.4}[size]
    assert abs(page.shape[1] / PX_PER_MM - width_mm) < 0.15
    area = ecg_area(page, width_mm)
    # Blue is what pink lines lack. The median over the sheet sees lines, not traces.
    for axis, n_mm in ((0, int(ECG_WIDTH_MM)), (1, int(ECG_HEIGHT_MM))):
        profile = np.median(area[:, :, 2], axis=axis)
        pinkness = 255 - profile
        for k in range(1, n_mm):
            window = pinkness[k * PX_PER_MM - 4 : k * PX_PER_MM + 5]
            place = (window * np.arange(-4, 5)).sum() / window.sum()
            assert abs(place + 0.5) <= 1.0, (axis, k)  # a pixel's middle is half a pixel on
        majors = pinkness[5 * PX_PER_MM - 1 : -5 : 5 * PX_PER_MM] + pinkness[5 * PX_PER_MM : -4 : 5 * PX_PER_MM]
        minors = pinkness[6 * PX_PER_MM - 1 : -5 : 5 * PX_PER_MM] + pinkness[6 * PX_PER_MM : -4 : 5 * PX_PER_MM]
        assert np.median(majors) > 1.5 * np.median(minors)


@pytest.mark.parametrize(("mm_per_mv", "mm_per_s"), [(10.0, 25.0), (5.0, 25.0), (10.0, 12.5)])
def test_traces_stand_at_their_millivolts_and_seconds(tmp_path, mm_per_mv, mm_per_s):
    options = PageOptions(layout="single", mm_per_mv=mm_per_mv, mm_per_s=mm_per_s)
    write_pdf(tmp_path / "a.pdf", steps(), options=options)
    area = ecg_area(rendered(tmp_path / "a.pdf"))
    at = {s: dark_rows(area, 10 + s * mm_per_s) for s in (1.0, 3.0, 5.0, 7.0)}
    assert [len(rows) for rows in at.values()] == [1, 1, 1, 1]
    zero = at[1.0][0]
    assert zero == pytest.approx(at[5.0][0], abs=0.06)
    assert zero - at[3.0][0] == pytest.approx(1.0 * mm_per_mv, abs=0.1)
    assert at[7.0][0] - zero == pytest.approx(0.5 * mm_per_mv, abs=0.1)
    row = area[round((zero - 0.7 * mm_per_mv) * PX_PER_MM), 10 * PX_PER_MM :].max(axis=1)
    edges = np.flatnonzero(row < 110) / PX_PER_MM / mm_per_s
    assert edges.min() == pytest.approx(2.0, abs=0.012)
    assert edges.max() == pytest.approx(4.0, abs=0.012)


def test_the_calibration_pulse_is_10_mm_by_5_mm(tmp_path):
    write_pdf(tmp_path / "a.pdf", steps(), options=PageOptions(layout="single"))
    area = ecg_area(rendered(tmp_path / "a.pdf"))
    dark = area[:, : 10 * PX_PER_MM].max(axis=2) < 110
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.sum(axis=0) > 50)
    assert (rows[-1] - rows[0]) / PX_PER_MM == pytest.approx(10.0, abs=0.25)
    assert (columns[-1] - columns[0]) / PX_PER_MM == pytest.approx(5.0, abs=0.25)


def test_what_is_cut_is_said_below_the_ecg_and_pulses_keep_apart(tmp_path, record):
    tall = replace(record, mv=4 * record.mv)
    write_pdf(tmp_path / "t.pdf", tall, options=PageOptions(mm_per_mv=20.0, show=Show.NONE))
    assert "Cut at the edge of the paper: " in text_of(tmp_path / "t.pdf")
    flat = replace(record, mv=np.zeros_like(record.mv))
    write_pdf(tmp_path / "f.pdf", flat, options=PageOptions(mm_per_mv=20.0))
    assert "Cut at" not in text_of(tmp_path / "f.pdf")
    dark = dark_rows(ecg_area(rendered(tmp_path / "f.pdf")), 5.5)  # through the middle of the pulses
    assert len(dark) == 6, "beside every second row"
    assert dark[0] > 1.0, "the highest one is whole"
    assert np.diff(dark).min() > 20.5, "none reaches the one above"


def test_in_3x4_the_columns_follow_in_time(tmp_path):
    write_pdf(tmp_path / "a.pdf", steps(), options=PageOptions(layout="3x4", rhythm=()))
    area = ecg_area(rendered(tmp_path / "a.pdf"))
    heights = [len(np.unique(np.round(dark_rows(area, 10 + x)))) for x in (31, 45, 80, 140, 170, 220)]
    assert heights == [3, 3, 3, 3, 3, 3]
    first = [dark_rows(area, 10 + x)[0] for x in (31, 80, 140, 170, 220)]  # 1.24, 3.2, 5.6, 6.8, 8.8 s
    relative = np.array(first) - first[0]
    assert relative == pytest.approx([0, -10, 0, 5, 0], abs=0.15)


def test_the_page_says_all_it_must(tmp_path, record, analysis, measurements):
    record = replace(record, warnings=("Lead V3 is flat.",))
    options = PageOptions(class_name="CRBBB", statement="Known block.", reviewed_by="Dr Example")
    write_pdf(tmp_path / "a.pdf", record, analysis, measurements, options)
    text = text_of(tmp_path / "a.pdf")
    pages = [" ".join(page.split()) for page in text.split("\f")]
    assert len([page for page in pages if page]) == 3
    for page in pages[:3]:
        assert RESEARCH_USE in page
        assert "SIMULATED ECG" in page
        assert "500 Hz" in page
        assert "SHA-256 3f9a1c0be7d2abab" in page
        assert "Ada Example" in page
    assert "25 mm/s" in pages[0]
    assert "Statement: Known block." in pages[0]
    for page in pages[:2]:
        for words in ("Known block.", "Reviewed by Dr Example", "Lead V3 is flat."):
            assert words in page
        assert "Unconfirmed" not in page
    for word in (
        "4711",
        "over 89 years, female",
        "2024-05-01 12:03:00",
        "72 /min",
        "138 ms",
        "440 ms",
        "logit per second",
    ):
        assert word in pages[0], word
    for lead in record.lead_names:
        assert lead in pages[0]
        assert lead in pages[1]
    for info in analysis.prediction.classes:
        assert info.name in pages[1]
    assert "complete right bundle branch block" in pages[1]
    assert "residual logit" in pages[1]
    assert percent(analysis.prediction.probability[4]) in pages[1]


def test_a_page_without_a_prediction_makes_no_claim(tmp_path, record):
    write_pdf(tmp_path / "a.pdf", replace(record, is_simulated=False))
    text = text_of(tmp_path / "a.pdf")
    assert "Ada Example" in text
    for word in ("Research use", "logit", "SIMULATED", "robabilities", "SHA-256"):
        assert word not in text


def test_measurements_alone_are_for_research_too(tmp_path, record, measurements):
    """As in the window and on the terminal, where an ECG gets no answer."""
    write_pdf(tmp_path / "a.pdf", record, measurements=measurements)
    assert RESEARCH_USE in " ".join(text_of(tmp_path / "a.pdf").split())


def test_no_evidence_is_promised_when_none_is_shown(tmp_path, record, analysis):
    write_pdf(tmp_path / "a.pdf", record, analysis, options=PageOptions(show=Show.NONE))
    assert "logit per second" not in text_of(tmp_path / "a.pdf")


def test_a_filter_is_named_and_applied(tmp_path, record):
    class Halved:
        def label_at(self, fs):
            return f"half of everything at {fs:g} Hz"

        def filtered(self, record):
            return replace(record, mv=record.mv / 2)

    write_pdf(tmp_path / "a.pdf", steps(), options=PageOptions(layout="single", display_filter=Halved()))
    assert "half of everything at 500 Hz" in text_of(tmp_path / "a.pdf")
    area = ecg_area(rendered(tmp_path / "a.pdf"))
    assert dark_rows(area, 35)[0] - dark_rows(area, 85)[0] == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("show", list(Show))
def test_the_pdf_is_sound_vector_with_embedded_fonts(tmp_path, record, analysis, measurements, show):
    path = tmp_path / "a.pdf"
    write_pdf(path, record, analysis, measurements, PageOptions(show=show))
    subprocess.run([tool("qpdf"), "--check", path], check=True, capture_output=True)
    images = subprocess.run([tool("pdfimages"), "-list", path], capture_output=True, text=True, check=True).stdout
    assert len(images.splitlines()) == 2  # the two lines of the table's head: no picture
    fonts = subprocess.run([tool("pdffonts"), path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert {line.split()[0].split("+")[-1] for line in fonts} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all(line.split()[-5] == "yes" for line in fonts)  # embedded
    info = subprocess.run([tool("pdfinfo"), path], capture_output=True, text=True, check=True).stdout
    assert f"ECG {record.name}" in info
    assert "Ada" not in info  # no patient's name in the metadata


def test_evidence_colours_the_trace(tmp_path, record, analysis):
    def orange_and_blue(options):
        write_pdf(tmp_path / "a.pdf", record, analysis, options=options)
        area = ecg_area(rendered(tmp_path / "a.pdf"))
        dark = area.min(axis=2) < 140
        warm = dark & (area[..., 0] > area[..., 2] + 60) & (area[..., 1] < 130)
        cold = dark & (area[..., 2] > area[..., 0] + 60)
        return int(warm.sum()), int(cold.sum())

    assert min(orange_and_blue(PageOptions(theme="light"))) > 500
    assert max(orange_and_blue(PageOptions(theme="light", show=Show.NONE))) < 50


@pytest.mark.parametrize("layout", ["12x1", "6x2", "3x4", "4x3", "single"])
@pytest.mark.parametrize("leads", [1, 2, 12])
def test_every_layout_takes_every_number_of_leads(record, layout, leads):
    few = replace(record, mv=record.mv[:leads], lead_names=record.lead_names[:leads], file_lead_names=())
    data = pdf_bytes(Document(few, None, None, PageOptions(layout=layout, order="cabrera")))
    assert data.startswith(b"%PDF")
    assert data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("n_samples", [1, 3, 700])
def test_short_and_empty_signals_make_a_page(n_samples):
    mv = np.full((12, n_samples), np.nan, dtype=np.float32)
    assert pdf_bytes(Document(replace(steps(), mv=mv), None, None, PageOptions())).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (PageOptions(class_name="XYZ"), "XYZ"),
        (PageOptions(layout="9x9"), "9x9"),
        (PageOptions(size="A0"), "A0"),
        (PageOptions(theme="neon"), "neon"),
    ],
)
def test_unknown_choices_are_refused_in_one_sentence_and_nothing_is_written(tmp_path, record, analysis, options, word):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match=word):
        write_pdf(path, record, analysis, options=options)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path, record):
    with pytest.raises(ExportError, match="does not exist"):
        write_pdf(tmp_path / "nowhere" / "a.pdf", record)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path, record, monkeypatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(ExportError, match="disk is full"):
        write_pdf(path, record)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_real_ecgs_become_pages(real_data, tmp_path):
    from ecg_imn_desktop.io.records import open_record

    headers = sorted((real_data / "examples500").glob("*.hea"))[:3]
    assert headers
    for header in headers:
        write_pdf(tmp_path / "a.pdf", open_record(header))
        assert "25 mm/s" in text_of(tmp_path / "a.pdf")


def boxes_of(path, page):
    """Every word of a page: (text, xMin, yMin, xMax, yMax) in mm."""
    command = [tool("pdftotext"), "-f", str(page), "-l", str(page), "-bbox", path, "-"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</word>'
    return [(m[5], *(float(m[i]) / 72 * 25.4 for i in range(1, 5))) for m in re.finditer(pattern, found)]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_many_notes_get_pages_of_their_own(tmp_path, record, analysis, measurements, size):
    warnings = tuple(
        f"Sentence number {i} says that something about the signal is not as it should be." for i in range(90)
    )
    options = PageOptions(size=size, statement="word " * 300, reviewed_by="Dr X")
    write_pdf(tmp_path / "a.pdf", replace(record, warnings=warnings), analysis, measurements, options)
    pages = text_of(tmp_path / "a.pdf").split("\f")[:-1]
    assert len(pages) == 6
    assert "in full on page 3" in pages[0]
    assert "in full on the next page" in " ".join(pages[1].split())
    assert "Model" in pages[5]
    said = " ".join(" ".join(pages[2:5]).split())
    assert all(f"Sentence number {i} says" in said for i in range(90))
    assert said.count("word") == 300
    width, height = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}[size]
    for page in range(1, 7):
        words = boxes_of(tmp_path / "a.pdf", page)
        footer = min(y for text, _, y, _, _ in words if text == "Research")
        for text, left, _, right, bottom in words:
            assert left > 6, (page, text)
            assert right < width - 6, (page, text)
            assert bottom < height - 5, (page, text)
        body = [w for w in words if w[2] < footer - 0.5]
        assert max(bottom for *_, bottom in body) < footer + 0.9, page
