import errno
import os
import threading
from pathlib import Path

import pytest

from ecg_imn_desktop.batch.items import find_items
from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.io.completeness import what_is_missing


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x 1 100 10\nx.dat 16 200 16 0 0 0 0 I\n")


def keys(*inputs, **more) -> list[str]:
    return [item.key for item in find_items(inputs, **more)]


def test_a_folder_is_searched_to_the_bottom_but_for_the_results(tmp_path):
    touch(tmp_path, "b.hea", "a.hea", "b.dat", "below/c.hea", ".hidden/d.hea", "out/e.hea", "notes.txt")
    assert keys(tmp_path, without=tmp_path / "out") == ["a", "b", "below/c"]


@pytest.fixture
def shut(tmp_path, monkeypatch):
    """A folder that may not be searched."""
    scan = os.scandir

    def scandir(path):
        if Path(path).name == "shut":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    touch(tmp_path, "shut/a.hea")
    return tmp_path / "shut"


def test_a_folder_that_may_not_be_searched_is_not_called_empty(shut):
    with pytest.raises(RecordError, match=r"^The folder shut cannot be read: permission denied\.$"):
        find_items([shut])


def test_a_folder_within_that_may_not_be_searched_is_not_passed_over(shut, tmp_path):
    touch(tmp_path, "b.hea")
    found = find_items([tmp_path])
    assert [(item.key, item.fault) for item in found] == [
        ("b", ""), ("shut", "The folder shut cannot be read: permission denied.")
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", ["*", "*/*", "**", "**/*.hea", "s*", "[s]hut", "shut/*"])
def test_a_pattern_names_the_folders_that_may_not_be_searched_and_goes_on(shut, tmp_path, pattern):
    """glob itself passes over them without a word."""
    touch(tmp_path, "b.hea", "below/c.hea")
    found = find_items([str(tmp_path / pattern)])
    faults = [(item.key, item.fault) for item in found if item.fault]
    assert faults == [("shut", "The folder shut cannot be read: permission denied.")]
    assert {item.key for item in found} - {"b", "c", "below/c"} == {"shut"}
    assert ("s" in pattern) == (len(found) == 1)


def test_the_files_of_a_record_are_one_ecg(tmp_path):
    """Of a pattern, or of what a shell makes of it; other formats are ECGs of their own."""
    touch(tmp_path, "a.hea", "a.dat", "a.atr", "a.csv", "a.dcm", "b.dat")
    assert keys(str(tmp_path / "*")) == ["a", "a.dcm", "b.dat"]
    assert keys(*sorted(tmp_path.iterdir())) == ["a", "a.dcm", "b.dat"]


def test_a_pattern_does_not_find_the_results(tmp_path):
    touch(tmp_path, "b.hea", "out/h5/b.hea")
    for pattern in ("*", "**/*.hea"):
        assert keys(str(tmp_path / pattern), without=tmp_path / "out") == ["b"]
    with pytest.raises(RecordError, match="no ECG"):
        find_items([str(tmp_path / "out" / "*" / "*")], without=tmp_path / "out")


def test_results_may_lie_among_the_ecgs(tmp_path):
    touch(tmp_path, "b.hea", "below/c.hea", "h5/b.hea", "predictions.csv", "errors.csv", "batch.json", "errors.parquet")
    for pattern, found in (("*", ["b", "c"]), ("*.hea", ["b"]), ("*/*.hea", ["c"]), ("**/*.hea", ["b", "c"])):
        assert keys(str(tmp_path / pattern), without=tmp_path) == found, pattern


def test_a_link_to_itself_ends_no_pattern(tmp_path):
    touch(tmp_path, "b.hea")
    (tmp_path / "self").symlink_to("self")
    assert "b" in keys(str(tmp_path / "*"), without=tmp_path / "out")


def test_a_name_with_brackets_is_no_pattern_where_it_is_a_record(tmp_path):
    touch(tmp_path, "rec[1].hea")
    assert keys(tmp_path / "rec[1]") == ["rec[1]"]


def test_a_folder_whose_files_cannot_be_reached_costs_no_other(tmp_path, monkeypatch):
    """Their names may be read, and nothing else."""
    touch(tmp_path, "a/x.hea", "b/y.hea")
    stat = Path.stat

    def refuse(path, **more):
        if path.parent.name == "a":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", refuse)
    assert keys(tmp_path) == ["a/x", "b/y"]


def test_segments_of_a_record_are_no_records_of_their_own(tmp_path):
    touch(tmp_path, "s1.hea", "s2.hea", "other.hea")
    (tmp_path / "whole.hea").write_text("whole/2 1 100 20\ns1 10\ns2 10\n")
    assert keys(tmp_path) == ["other", "whole"]


def test_patterns_and_single_records_and_names_without_suffix(tmp_path):
    touch(tmp_path, "a.hea", "b.hea", "x/c.hea")
    assert keys(str(tmp_path / "*.hea")) == ["a", "b"]
    assert keys(str(tmp_path / "**" / "*.hea")) == ["a", "b", "c"]
    assert keys(tmp_path / "b", tmp_path / "a.hea", tmp_path) == ["b", "a", "x/c"]


def test_a_records_file_names_records_of_its_own_folder_only(tmp_path):
    touch(tmp_path, "set/a.hea", "set/x/b.hea", "secret.hea")
    (tmp_path / "set" / "RECORDS").write_text("a\nx/b\n\n../secret\n/etc/passwd\n")
    items = find_items([tmp_path / "set" / "RECORDS"])
    assert [i.key for i in items] == ["a", "x/b", "secret", "passwd"]
    assert [bool(i.fault) for i in items] == [False, False, True, True]


def test_a_list_of_paths(tmp_path):
    touch(tmp_path, "a.hea", "x/b.hea")
    (tmp_path / "list.csv").write_text("patient,Path\n1,a\n2,x/b.hea\n3,\n4,absent.hea\n", encoding="utf-8-sig")
    items = find_items([tmp_path / "list.csv"])
    assert [i.key for i in items] == ["a", "x/b", "absent"]
    assert [Path(i.reference).name for i in items] == ["a.hea", "b.hea", "absent.hea"]


def test_equal_names_are_told_apart_the_same_way_at_every_run(tmp_path):
    touch(tmp_path, "one/a.hea", "two/a.hea", "two/A2.hea")
    first = keys(tmp_path / "one", tmp_path / "two")
    assert len(set(first)) == 3
    assert sorted(keys(tmp_path / "two", tmp_path / "one")) == sorted(first)
    assert "A2" in first


def test_an_ecg_named_twice_is_one(tmp_path):
    touch(tmp_path, "a.hea")
    assert keys(tmp_path, tmp_path / "a.hea") == ["a"]


@pytest.mark.parametrize("name", ["absent", "absent.hea", "*.hea", "empty"])
def test_what_is_not_there_is_refused_in_one_sentence(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordError, match="There is no"):
        find_items([tmp_path / name])


def test_a_key_never_leads_out_of_the_output(tmp_path):
    (tmp_path / "list.csv").write_text('path\n../../x.hea\n/etc/y.hea\n"a:b*c.hea"\n')
    for item in find_items([tmp_path / "list.csv"]):
        assert not item.key.startswith("/")
        assert ".." not in item.key.split("/")
        assert ":" not in item.key


def test_other_formats_and_files_of_many_ecgs(tmp_path):
    import h5py
    import numpy as np

    touch(tmp_path, "a.hea", "b.dcm", "c.EDF", "values.csv")
    with h5py.File(tmp_path / "set.hdf5", "w") as file:
        file["tracings"] = np.zeros((2, 100, 12), dtype=np.float32)
    assert keys(tmp_path) == ["a", "b.dcm", "c.EDF", "set.hdf5_0", "set.hdf5_1"]
    items = find_items([tmp_path], fs=500, units="mV")
    assert [i.key for i in items] == ["a", "b.dcm", "c.EDF", "set.hdf5_0", "set.hdf5_1", "values.csv"]
    assert items[-1].reference.endswith("values.csv#fs=500&units=mV")
    assert items[0].reference.endswith("a.hea")
    assert keys(f"{tmp_path / 'set.hdf5'}#1") == ["set.hdf5_1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_nothing_is_waited_for_that_is_a_named_pipe(tmp_path):
    """Opening one waits for who writes into it, for ever and whatever key is pressed."""
    found = []
    for name in ("a.hea", "b.edf", "c.h5", "d.dcm"):
        os.mkfifo(tmp_path / name)

    def look() -> None:
        found.append(keys(tmp_path))
        found.append({what_is_missing(path) for path in tmp_path.iterdir()})

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(20)
    assert found == [
        ["a", "b.edf", "c.h5", "d.dcm"],
        {f"{name} is not a file." for name in ("a.hea", "b.edf", "c.h5", "d.dcm")},
    ]
