"""Which files a record is read from."""

import pytest

from ecg_imn_desktop.io.members import files_of


def test_a_file_and_its_namesakes(tmp_path):
    for name in ("r[1].edf", "r[1].txt", "r1.edf", "r[1]b.edf"):
        (tmp_path / name).write_text("")
    assert {f.name for f in files_of(tmp_path / "r[1].edf")} == {"r[1].edf", "r[1].txt"}


def test_signal_files_of_another_name_and_segments_are_members(tmp_path):
    (tmp_path / "whole.hea").write_text("whole/3 1 100 30\none 10\n~ 10\ntwo 10\n")
    for name, data in (("one", "shared.dat"), ("two", "two.dat")):
        (tmp_path / f"{name}.hea").write_text(f"{name} 1 100 10\n{data} 16 200 16 0 0 0 0 II\n")
        (tmp_path / data).write_bytes(bytes(20))
    (tmp_path / "other.dat").write_bytes(bytes(20))
    found = {f.name for f in files_of(tmp_path / "whole.hea")}
    assert found == {"whole.hea", "one.hea", "two.hea", "shared.dat", "two.dat"}


@pytest.mark.parametrize("header", ["a 1 100 10\n../out.dat 16 200 16 0 0 0 0 II\n", "nonsense", ""])
def test_what_cannot_be_read_or_leads_out_is_left_out(tmp_path, header):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "out.dat").write_bytes(bytes(20))
    (folder / "a.hea").write_text(header)
    assert [f.name for f in files_of(folder / "a.hea")] == ["a.hea"]
    assert files_of(folder / "absent.hea") == ()
