"""An export never replaces a file of the record it is made from, whichever exporter writes it."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.io.results import read_h5, to_json, write_csv, write_h5, write_json
from ecg_imn_desktop.io.targets import refuse_one_file_twice, refuse_own_files

LINES = ["r 2 500 1000", "sig.bin 16 1000/mV 16 0 0 0 0 I", "sig.bin 16 1000/mV 16 0 0 0 0 II"]


def answer(record) -> Analysis:
    zero = np.zeros(1)
    explanation = Explanation(np.zeros((1, len(record.lead_names), 10), np.float32), 100.0, record.lead_names)
    return Analysis(
        ModelInfo("m", "1", "0" * 64, 100.0, 10), Prediction((ClassInfo("A", "a"),), zero, zero, zero), explanation
    )


def export(write, path, record):
    """Every exporter by its own arguments."""
    from ecg_imn_desktop.report import image, pdf

    if write in ("pdf", "png", "svg"):
        {"pdf": pdf.write_pdf, "png": image.write_png, "svg": image.write_svg}[write](path, record)
    else:
        {"json": write_json, "csv": write_csv, "h5": write_h5}[write](path, record, answer(record))


@pytest.fixture
def header(tmp_path, make):
    return make.write(tmp_path, "r", LINES, make.samples(), dat="sig.bin")


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.mark.parametrize("write", ["json", "csv", "h5", "pdf", "png", "svg"])
@pytest.mark.parametrize("name", ["r.hea", "sig.bin"])
def test_every_exporter_refuses_the_record_itself(header, write, name):
    before = contents(header.parent)
    with pytest.raises(ExportError, match=rf"^{name} belongs to the record that is being exported"):
        export(write, header.parent / name, open_record(header))
    assert contents(header.parent) == before


@pytest.mark.parametrize("write", ["json", "csv", "h5", "pdf", "png", "svg"])
def test_a_file_beside_the_record_is_written(header, write):
    export(write, header.parent / f"r.{write}", open_record(header))
    assert (header.parent / f"r.{write}").stat().st_size


@pytest.mark.parametrize("opened_as", ["r.hea", "sig.bin", "r"])
@pytest.mark.parametrize("target", ["r.hea", "sig.bin", "SIG.BIN", "r.dat", "r.mat", "r.atr", "x/../sig.bin"])
def test_own_files_however_the_record_was_opened_and_whether_they_exist_or_not(header, opened_as, target):
    (header.parent / "x").mkdir()
    record = open_record(header.parent / opened_as)
    with pytest.raises(ExportError, match="belongs to the record"):
        refuse_own_files(header.parent / target, record)
    refuse_own_files(header.parent / "x" / "sig.bin", record)
    refuse_own_files(header.parent / "other.dat", record)


def test_by_a_relative_path(header, monkeypatch):
    monkeypatch.chdir(header.parent)
    with pytest.raises(ExportError, match="belongs to the record"):
        refuse_own_files("sig.bin", open_record(header))
    with pytest.raises(ExportError, match="belongs to the record"):
        refuse_own_files(header.parent / "sig.bin", open_record("r"))


@pytest.mark.skipif(os.name != "posix", reason="links as on Unix")
def test_by_a_link_or_under_another_name(header, tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "sig.bin")
    os.link(tmp_path / "sig.bin", tmp_path / "hard.json")
    for name in ("link.json", "hard.json"):
        with pytest.raises(ExportError, match=f"{name} belongs to the record"):
            refuse_own_files(tmp_path / name, open_record(header))


def test_segments_and_their_files(tmp_path, make):
    for part in ("s1", "s2"):
        make.write(tmp_path, part, [f"{part} 1 500 1000", f"{part}.bin 16 1000/mV 16 0 0 0 0 II"],
                   make.samples(channels=1), dat=f"{part}.bin")  # fmt: skip
    record = open_record(make.write(tmp_path, "m", ["m/3 1 500 2500", "s1 1000", "~ 500", "s2 1000"]))
    for name in ("m.hea", "s1.hea", "s2.hea", "s1.bin", "s2.bin"):
        with pytest.raises(ExportError, match=f"{name} belongs to the record"):
            refuse_own_files(tmp_path / name, record)
    refuse_own_files(tmp_path / "s3.bin", record)


def test_a_segment_that_is_missing_hides_none_of_the_others(tmp_path, make):
    for part in ("s1", "s2"):
        make.write(tmp_path, part, [f"{part} 1 500 1000", f"{part}.bin 16 1000/mV 16 0 0 0 0 II"],
                   make.samples(channels=1), dat=f"{part}.bin")  # fmt: skip
    record = open_record(make.write(tmp_path, "m", ["m/3 1 500 2500", "s1 1000", "~ 500", "s2 1000"]))
    for gone in ("s1", "s2"):
        content = (tmp_path / f"{gone}.hea").read_bytes()
        (tmp_path / f"{gone}.hea").unlink()
        for name in {"s1.hea", "s2.hea", "s1.bin", "s2.bin"} - {f"{gone}.bin"}:
            with pytest.raises(ExportError, match=f"{name} belongs to the record"):
                refuse_own_files(tmp_path / name, record)
        (tmp_path / f"{gone}.hea").write_bytes(content)


def test_a_record_of_another_format_owns_its_file_alone(tmp_path, make, header):
    other = tmp_path / "exams.hdf5"
    other.write_bytes(b"x")
    record = replace(open_record(header), source=other)
    with pytest.raises(ExportError, match=r"exams\.hdf5 belongs"):
        refuse_own_files(other, record)
    refuse_own_files(tmp_path / "exams.dat", record)


def test_two_outputs_go_to_two_files(tmp_path):
    refuse_one_file_twice([tmp_path / "a.json", tmp_path / "b.json", tmp_path / "a.pdf"])
    refuse_one_file_twice([])
    for third in (tmp_path / "a.json", tmp_path / "A.JSON", tmp_path / "x" / ".." / "a.json"):
        with pytest.raises(ExportError, match=r"(?i)^a\.json is named for two outputs"):
            refuse_one_file_twice([tmp_path / "b.json", tmp_path / "a.json", third])


def test_a_record_whose_header_has_gone_or_that_was_made_in_memory(header):
    record = open_record(header)
    header.unlink()
    with pytest.raises(ExportError, match="belongs to the record"):
        refuse_own_files(header, record)
    refuse_own_files(header, replace(record, source=None))


def test_an_analysis_read_from_hdf5_is_not_written_over_itself(header):
    path = header.parent / "a.h5"
    write_h5(path, open_record(header), answer(open_record(header)))
    record, analysis = read_h5(path)
    with pytest.raises(ExportError, match=r"a\.h5 belongs"):
        write_h5(path, record, analysis)


def test_the_text_of_the_json_file_is_that_of_to_json(header):
    record = open_record(header)
    path: Path = header.parent / "a.json"
    write_json(path, record, answer(record))
    text = to_json(record, answer(record))
    assert path.read_text(encoding="utf-8") == text + "\n"
    assert text.startswith('{\n  "')
    assert "NaN" not in to_json(record, replace(answer(record), elapsed_ms=float("nan")))
