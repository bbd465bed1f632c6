"""A header must not lead the program out of its folder, onto the network, into circles or out of memory."""

import errno
import os
import resource
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.io import signal_files
from ecg_imn_desktop.io.opening import read_any, require
from ecg_imn_desktop.io.records import open_record


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


OUTSIDE = (
    "../secret.dat",
    "sub/../../secret.dat",
    "/etc/passwd",
    "..",
    ".",
    "-",
    "..\\secret.dat",
    "C:secret.dat",
    "C:\\secret.dat",
    "\\\\server\\share\\x.dat",
    "http://example.org/x.dat",
    "https://physionet.org/x.dat",
    "s3://bucket/x.dat",
    "gs://bucket/x.dat",
    "file:///etc/passwd",
    "simplecache::http://example.org/x.dat",
    "sub/x.dat",
)


@pytest.fixture
def folder(tmp_path, make):
    """A folder with a secret beside it that any way out would find."""
    inside = tmp_path / "records"
    (inside / "sub").mkdir(parents=True)
    for place in (tmp_path / "secret", inside / "sub/x"):
        place.with_suffix(".dat").write_bytes(make.samples(50, 1).astype("<i2").tobytes())
        make.write(place.parent, place.stem, [f"{place.stem} 1 500 50", f"{place.stem}.dat 16 1000/mV 16 0 0 0 0 I"])
    return inside


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("fmt", ["16", "516"])
def test_signal_file_outside_the_folder_is_refused(make, folder, name, fmt):
    header = make.write(folder, "r", ["r 1 500 50", f"{name} {fmt} 1000/mV 16 0 0 0 0 I"])
    with pytest.raises(RecordError, match=r"The header r\.hea names a file outside its own folder"):
        open_record(header)


@pytest.mark.parametrize("name", ["../secret", "sub/x", "/etc/passwd", "http://example.org/x", "..\\secret"])
def test_segment_outside_the_folder_is_refused(make, folder, name):
    header = make.write(folder, "m", ["m/1 1 500 50", f"{name} 50"])
    with pytest.raises(RecordError, match=r"The header m\.hea names a file outside its own folder"):
        open_record(header)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_links_out_of_the_folder_are_refused_and_links_inside_followed(make, folder):
    header = make.write(folder, "r", ["r 1 500 50", "l.dat 16 1000/mV 16 0 0 0 0 I"])
    link = folder / "l.dat"
    link.symlink_to("../secret.dat")
    with pytest.raises(RecordError, match="link out of its folder"):
        open_record(header)
    link.unlink()
    link.symlink_to("sub/x.dat")
    assert open_record(header).n_samples == 50
    link.unlink()
    link.symlink_to("l.dat")  # points at itself
    with pytest.raises(RecordError, match=r"l\.dat"):
        open_record(header)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_ordinary_file_is_refused_without_waiting(make, folder):
    header = make.write(folder, "r", ["r 1 500 50", "p.dat 16 1000/mV 16 0 0 0 0 I"])
    os.mkfifo(folder / "p.dat")
    os.mkfifo(folder / "p.hea")
    (folder / "d.dat").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        open_record(header)
    with pytest.raises(RecordError, match="is not a file"):
        open_record(folder / "p.hea")
    with pytest.raises(RecordError, match="not an ordinary file"):
        open_record(make.write(folder, "q", ["q 1 500 50", "d.dat 16 1000/mV 16 0 0 0 0 I"]))


@pytest.mark.parametrize(
    "path", ["http://example.org/100", "https://physionet.org/x/100.hea", "s3://bucket/100", "file:///etc/passwd",
             "simplecache::http://example.org/100.hea"],
)  # fmt: skip
def test_urls_are_no_records(path):
    with pytest.raises(RecordError, match="not fetched from the network"):
        open_record(path)


def test_flac_is_not_opened_from_a_folder_that_reads_as_a_chained_url(make, tmp_path):
    folder = tmp_path / "a::b"
    folder.mkdir()
    header = make.wrsamp(tmp_path, "r", make.samples(500, 2) / 1000, fmt="516")
    for file in (header, header.with_suffix(".dat")):
        file.rename(folder / file.name)
    with pytest.raises(RecordError, match="'::' in its name"):
        open_record(folder / "r.hea")


def test_multi_segment_records_cannot_go_in_circles(make, tmp_path):
    header = make.write(tmp_path, "m", ["m/1 1 500 50", "m 50"])
    with pytest.raises(RecordError, match=r"segment m of m\.hea is itself made of segments"):
        open_record(header)
    make.write(tmp_path, "a", ["a/1 1 500 50", "b 50"])
    make.write(tmp_path, "b", ["b/1 1 500 50", "a 50"])
    with pytest.raises(RecordError, match="itself made of segments"):
        open_record(tmp_path / "a.hea")


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["r 1000000000 500 10", "r.dat 16 1000/mV 16 0 0 0 0 I"], "claims 1000000000 signals"),
        (["r 2 500 10", "r.dat 16 1000/mV 16 0 0 0 0 I"], "claims 2 signals but describes only 1"),
        (["r 0 500 10"], "describes no signal"),
        (["r/1000000000 1 500 10", "a 10"], "claims 1000000000 segments"),
        (["r/2 1 500 10", "r 10"], "claims 2 segments but lists only 1"),
        (["r/0 1 500 10"], "claims 0 segments"),
        (["r 1 500 -5", "r.dat 16 1000/mV 16 0 0 0 0 I"], "impossible length"),
        (["r"], "no readable first line"),
        (["r x 500"], "no readable first line"),
        (["r 1 500 10", "r.dat"], "unreadable line for signal 1"),
        (["r 1 500 10", "r.dat 99 1000/mV 16 0 0 0 0 I"], "signal format 99"),
        (["r 1 500 10", "r.dat 16x999999999 1000/mV 16 0 0 0 0 I"], "999999999 samples per frame"),
        (["r 1 500 10", "r.dat 16 1e300/mV 16 0 0 0 0 I"], "impossible gain"),
        (["r 1 500 10", "r.dat 16 1e-300/mV 16 0 0 0 0 I"], "impossible gain"),
        (["r 2 500 10", "r.dat 16 1 16 0 0 0 0 I", "r.dat 212 1 16 0 0 0 0 II"], "two formats for one signal file"),
        (["r 1 500 10", "r.dat 16+99999 1000/mV 16 0 0 0 0 I"], "is empty"),
        (["r/1 1 500 10", "a -10"], "unreadable line for segment 1"),
    ],
)
def test_impossible_headers_are_refused_by_name_and_fault(make, tmp_path, lines, fault):
    header = make.write(tmp_path, "r", lines, make.samples(10, 1))
    with pytest.raises(RecordError, match=fault) as caught:
        open_record(header)
    assert "r.hea" in str(caught.value) or "r.dat" in str(caught.value)


def test_headers_that_are_no_text(tmp_path):
    (tmp_path / "b.hea").write_bytes(bytes(range(256)) * 10)
    with pytest.raises(RecordError, match=r"b\.hea is not a WFDB header"):
        open_record(tmp_path / "b.hea")
    (tmp_path / "l.hea").write_bytes(b"x" * 100_000)
    with pytest.raises(RecordError, match=r"l\.hea is not a WFDB header"):
        open_record(tmp_path / "l.hea")
    (tmp_path / "h.hea").write_bytes(b"#\n" * 3_000_000)
    with pytest.raises(RecordError, match="too large for a WFDB header"):
        open_record(tmp_path / "h.hea")


def test_lying_lengths_cost_no_memory(make, tmp_path):
    """Gaps without end, a length of years, a sparse file: refused, or read as far as there is data."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    make.write(tmp_path, "a", ["a 1 500 50", "a.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    gap = make.write(tmp_path, "m", ["m/2 1 500 1000000000050", "a 50", "~ 1000000000000"])
    with pytest.raises(RecordError, match=r"The record m claims 5.56e\+05 hours"):
        open_record(gap)
    gap = make.write(tmp_path, "n", ["n/2 1 500 200000050", "a 50", "~ 200000000"])  # 800 MB that no file backs
    with pytest.raises(RecordError, match="more than can be opened"):
        open_record(gap)
    again = make.write(tmp_path, "o", ["o/9000 1 500", *["a 50"] * 9000])
    assert open_record(again).n_samples == 450_000  # the same segment again and again is allowed while it is small
    header = make.write(tmp_path, "r", ["r 1 500 999999999999", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    assert open_record(header).n_samples == 50
    with (tmp_path / "r.dat").open("r+b") as file:
        file.truncate(30_000_000_000)
    with pytest.raises(RecordError, match="more than can be opened"):
        open_record(header)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


def test_file_that_shrinks_while_it_is_read(make, tmp_path, monkeypatch):
    monkeypatch.setattr(signal_files, "_CHUNK_SAMPLES", 60)
    header = make.write(tmp_path, "r", ["r 1 500 500", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(500, 1))

    class Shrink:
        def report(self, fraction, message=""):
            os.truncate(tmp_path / "r.dat", 200)

    with pytest.raises(RecordError, match=r"r\.dat is damaged"):
        open_record(header, Shrink())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_files_without_permission(make, tmp_path):
    header = make.write(tmp_path, "r", ["r 1 500 50", "r.dat 16 1000/mV 16 0 0 0 0 I"], make.samples(50, 1))
    (tmp_path / "r.dat").chmod(0)
    with pytest.raises(RecordError, match=r"r\.dat cannot be read: permission denied\."):
        open_record(header)


@pytest.mark.parametrize("fmt", ["16", "212"])
def test_a_signal_file_that_the_system_refuses_is_not_called_damaged(make, tmp_path, monkeypatch, fmt):
    header = make.write(tmp_path, "r", ["r 1 500 50", f"r.dat {fmt} 1000/mV 12 0 0 0 0 I"], make.samples(50, 1))
    refuse(monkeypatch, "r.dat")
    with pytest.raises(RecordError, match=r"^The signal file r\.dat cannot be read: permission denied\.$"):
        open_record(header)


def refuse(monkeypatch, name):
    """The system refuses to open the files of this name."""
    open_file = Path.open

    def opened(path, *arguments, **more):
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return open_file(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", opened)


@pytest.mark.parametrize("name", ["a.dcm", "a.bin"])
@pytest.mark.parametrize("read", [read_any, require])
def test_a_file_that_may_not_be_read_is_not_called_of_another_kind(tmp_path, monkeypatch, name, read):
    (tmp_path / name).write_bytes(b"x")
    refuse(monkeypatch, name)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != name)
    with pytest.raises(RecordError, match=rf"^{name} cannot be read: permission denied\.$"):
        read(tmp_path / name)


VALID = b"""r/1 2 500/100(0) 50 10:00:00 01/02/2020
r 2 500 50
r.dat 16x2:3+24 1000(0)/mV 16 0 -5 1234 0 II
r.dat 212 200/uV 12 1024 0 0 0 V1
a 50
~ 10
# Age: 5
"""
LINES = st.sampled_from(VALID.split(b"\n"))
MUTATED = st.one_of(
    st.binary(max_size=300),
    st.lists(LINES, max_size=8).map(b"\n".join),
    st.tuples(st.lists(LINES, min_size=1, max_size=6).map(b"\n".join), st.integers(0, 200), st.binary(max_size=6)).map(
        lambda t: t[0][: t[1]] + t[2] + t[0][t[1] :]
    ),
    st.lists(st.text(alphabet="r a.dat/0123456789x:+-()mV\n#~e", max_size=60), max_size=6).map(
        lambda rows: "\n".join(rows).encode()
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=MUTATED)
def test_any_header_opens_or_is_refused_with_one_sentence(make, tmp_path, content):
    (tmp_path / "r.dat").write_bytes(make.samples(50, 2).astype("<i2").tobytes())
    (tmp_path / "r.hea").write_bytes(content)
    refusal = None
    try:
        assert isinstance(open_record(tmp_path / "r.hea"), Record)
    except RecordError as error:
        refusal = error.message
    if refusal is not None:
        assert refusal.endswith(".")
        assert refusal.isprintable()
        assert len(refusal) < 400
