"""16 and 212 as wfdb decodes them, from any sample to any other."""

import numpy as np
import pytest
from wfdb.io import _signal

from ecg_imn_desktop.io.plain_formats import GAP_VALUES, byte_span, decode


@pytest.mark.parametrize("fmt", ["16", "212"])
@pytest.mark.parametrize("n_samples", [1, 2, 3, 100, 101])
def test_as_wfdb(fmt, n_samples):
    n_bytes = byte_span(fmt, 0, n_samples)[1]
    raw = np.random.default_rng(n_samples).integers(0, 256, n_bytes, dtype=np.uint8)
    data = raw.tobytes()
    stored = raw if fmt == "212" else raw.view("<i2")
    theirs = _signal._rd_dat_signals(
        file_name="", dir_name="", pn_dir=None, fmt=fmt, n_sig=1, sig_len=n_samples, byte_offset=0,
        samps_per_frame=[1], skew=[0], init_value=[0], sampfrom=0, sampto=n_samples, no_file=True, sig_data=stored,
    )[0]  # fmt: skip
    np.testing.assert_array_equal(decode(fmt, data, 0, n_samples), theirs)
    for first, last in ((1, n_samples), (n_samples // 2, n_samples), (n_samples // 3, n_samples // 2)):
        offset, count = byte_span(fmt, first, last)
        np.testing.assert_array_equal(decode(fmt, data[offset : offset + count], first, last), theirs[first:last])


def test_gap_values_are_those_of_wfdb():
    assert dict(_signal.INVALID_SAMPLE_VALUE) == GAP_VALUES


def test_too_few_bytes():
    with pytest.raises(ValueError, match="hold 2 of 5"):
        decode("16", b"\0" * 4, 0, 5)
