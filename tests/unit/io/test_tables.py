"""The corners of ECGs as text: time columns, units in headings, odd cells, and what is no table."""

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import Cancelled, RecordError
from ecg_imn_desktop.core.progress import CancellableProgress
from ecg_imn_desktop.io.opening import read_any
from ecg_imn_desktop.io.tables import UnknownScaleError


@pytest.fixture
def text(tmp_path):
    """Writes lines into a file; gives its path."""

    def write(*lines, name="a.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def timed(heading, times, delimiter=","):
    return [f"{heading}{delimiter}II [mV]", *(f"{t:.6f}{delimiter}{i % 7 / 10}" for i, t in enumerate(times))]


@pytest.mark.parametrize(
    ("heading", "step", "fs"),
    [
        ("time (s)", 0.002, 500), ("Time", 0.004, 250), ("t [ms]", 2, 500), ("time in ms", 1, 1000),
        ("Zeit", 0.01, 100), ("seconds", 1, 1), ("ms", 0.01, 100_000),
    ],
)  # fmt: skip
def test_the_rate_from_a_time_column(text, heading, step, fs):
    record = read_any(text(*timed(heading, np.arange(30) * step)))
    assert record.fs == fs
    assert record.lead_names == ("II",)


@pytest.mark.parametrize(("fs", "decimals"), [(360, 5), (257, 5), (333, 6)])
def test_times_that_are_rounded_give_the_rate_all_the_same(text, fs, decimals):
    times = np.round(np.arange(10 * fs) / fs, decimals)
    assert read_any(text(*timed("time (s)", times))).fs == pytest.approx(fs, rel=1e-5)


@pytest.mark.parametrize(
    ("heading", "times"),
    [
        ("sample", np.arange(30)),
        ("index", np.arange(30)),
        ('"#"', np.arange(30)),
        ("t", np.arange(30) * 0.002),  # in what?
        ("time (s)", np.arange(30) * 1.5),  # less than one sample a second
        ("ms", np.arange(30) * 0.009),  # more than 100,000
        ("time (s)", np.zeros(30)),
        ("time (s)", -np.arange(30) * 0.002),
        ("time (s)", np.r_[np.arange(15), np.arange(16, 31)] * 0.002),  # one step is missing
        ("time (s)", [0.0]),
    ],
)
def test_a_column_that_is_no_clock_gives_no_rate(text, heading, times):
    path = text(*timed(heading, times))
    with pytest.raises(UnknownScaleError, match="sampling frequency; on") as caught:
        read_any(path)
    assert (caught.value.needs_fs, caught.value.needs_units) == (True, False)
    assert read_any(f"{path}#fs=500").lead_names == ("II",)


def test_a_clock_may_jitter_by_a_hundredth(text):
    rng = np.random.default_rng(1)
    times = np.arange(200) * 0.002
    assert read_any(text(*timed("time (s)", times + rng.uniform(-4e-6, 4e-6, 200)))).fs == pytest.approx(500, rel=0.01)
    with pytest.raises(UnknownScaleError):
        read_any(text(*timed("time (s)", times + rng.uniform(-4e-5, 4e-5, 200))))


def test_what_is_given_wins_over_what_the_file_says(text):
    path = text("time (s),II [mV]", *(f"{i * 0.002:.3f},{i}" for i in range(10)))
    record = read_any(f"{path}#fs=100&units=uV")
    assert record.fs == 100
    assert record.mv[0] == pytest.approx(np.arange(10) / 1000)


def test_a_count_in_another_column_is_left_out_too(text):
    record = read_any(text("II [mV],sample", *(f"{i / 10},{i}" for i in range(10))).as_posix() + "#fs=500")
    assert record.lead_names == ("II",)
    assert record.other_signals == ()


def test_comments_blank_lines_quotes_gaps_and_trailing_delimiters(text):
    path = text("# made by hand", "", '"I [mV]","V1 [uV]",', "1.5,200,", "% note", ",300,", "// note", "NaN,-1e2,")
    record = read_any(f"{path}#fs=250")
    assert record.lead_names == ("I", "V1")
    assert record.mv.shape == (2, 3)
    assert record.mv[0] == pytest.approx([1.5, np.nan, np.nan], nan_ok=True)
    assert record.mv[1] == pytest.approx([0.2, 0.3, -0.1])


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_name(tmp_path):
    (tmp_path / "a.csv").write_bytes("I [mV],II [mV]\n1,2\n3,4\n".encode("utf-8-sig"))
    assert read_any(f"{tmp_path / 'a.csv'}#fs=250").lead_names == ("I", "II")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_micro_in_the_letters_of_windows(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes("I [µV];II [µV]\n1000;2000\n3;4\n".encode(encoding))
    assert read_any(f"{tmp_path / 'a.csv'}#fs=250").mv[:, 0].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["I,II", "1,2", "1,2,3"], r"no table of numbers \(line 3\)"),
        (["I,II", "1,2", "1"], r"no table of numbers \(line 3\)"),
        (["I,II", "1,x"], r"no table of numbers \(line 2\)"),
        (["I,II", "1,2", "5" * 100_001], r"no table of numbers \(line 3\)"),
        (["I,II", "1,2", "3\0,4"], r"no table of numbers \(line 3\)"),
        (["1", "# only a comment"], "sampling frequency"),
        (["# nothing"], "holds no numbers"),
        ([",".join(["1"] * 1025)], "1025 columns"),
    ],
)
def test_what_is_no_table(text, lines, words):
    with pytest.raises(RecordError, match=words):
        read_any(text(*lines))


def test_a_text_beyond_all_sizes_is_refused_unread(text):
    path = text("I,II", "1,2")
    with path.open("r+b") as file:
        file.truncate(500_000_001)
    with pytest.raises(RecordError, match=r"too large for an ECG as text \(500 MB\)"):
        read_any(path)


def test_long_tables_say_where_they_are_and_can_be_cancelled(text):
    path = text("II", *["0.25"] * 45_000)
    seen = []
    read_any(f"{path}#fs=500&units=mV", CancellableProgress(lambda part, what: seen.append((part, what))))
    parts = [part for part, what in seen if what == "Reading the record"]
    assert parts == pytest.approx([20_000 * 5 / path.stat().st_size, 40_000 * 5 / path.stat().st_size], abs=0.001)
    with pytest.raises(Cancelled):
        read_any(f"{path}#fs=500&units=mV", CancellableProgress(is_cancelled=lambda: True))
