"""Records that are still being copied: what has arrived is compared with what the header promises."""

import numpy as np
import pytest
import wfdb

from ecg_imn_desktop.io.completeness import what_is_missing


@pytest.fixture
def header(tmp_path):
    mv = np.sin(np.arange(1000) / 20)[:, None] * [1.0, 0.5]
    wfdb.wrsamp("a", 500, ["mV"] * 2, ["I", "II"], mv, fmt=["16"] * 2, write_dir=str(tmp_path))
    return tmp_path / "a.hea"


def test_a_whole_record_lacks_nothing(header):
    assert what_is_missing(header) == ""


def test_half_a_signal_file(header):
    signal = header.with_suffix(".dat")
    signal.write_bytes(signal.read_bytes()[:-4])
    assert what_is_missing(header) == "a.dat holds fewer samples than the header a.hea promises."


def test_a_signal_file_that_has_not_come_yet(header):
    header.with_suffix(".dat").unlink()
    assert "a.dat" in what_is_missing(header)


def test_half_a_header_is_said_in_its_readers_words(header):
    header.write_text("a 2 500 10")
    assert "a.hea" in what_is_missing(header)


def test_a_file_that_went_again(tmp_path):
    assert "b.hea" in what_is_missing(tmp_path / "b.hea")
    assert what_is_missing(tmp_path / "b.edf") == "b.edf cannot be read: no such file or directory."


def test_segments_that_have_not_come_yet(header):
    whole = header.with_name("long.hea")
    whole.write_text("long/2 2 500 2000\na 1000\nb 1000\n")
    assert what_is_missing(whole) == "The segment b of long.hea is missing."
    for suffix in (".hea", ".dat"):
        data = header.with_suffix(suffix).read_bytes()
        whole.with_name(f"b{suffix}").write_bytes(data.replace(b"a.dat", b"b.dat").replace(b"a 2", b"b 2"))
    assert what_is_missing(whole) == ""
    whole.with_name("b.dat").write_bytes(b"")
    assert "b.dat" in what_is_missing(whole)


def test_other_formats_are_left_to_their_readers(tmp_path):
    (tmp_path / "a.dcm").write_bytes(b"half")
    assert what_is_missing(tmp_path / "a.dcm") == ""
