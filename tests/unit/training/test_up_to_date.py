"""What need not be made again."""

import os

import pytest

from ecg_imn_desktop.training.up_to_date import is_up_to_date


@pytest.mark.parametrize(
    ("made_ns", "source_ns", "expected"),
    [(None, (5,), False), (5, (5,), True), (6, (5, 6), True), (5, (6,), False), (5, (4, 6), False)],
)
def test_what_is_there_and_no_older_than_any_source_is_up_to_date(tmp_path, made_ns, source_ns, expected):
    """A nanosecond is enough: runs of the tests follow each other quickly."""
    made, sources = tmp_path / "made", [tmp_path / f"source{i}" for i in range(len(source_ns))]
    for path, ns in zip([made, *sources], [made_ns, *source_ns], strict=True):
        if ns is not None:
            path.touch()
            now_ns = 10**18 + ns
            os.utime(path, ns=(now_ns, now_ns))
    assert is_up_to_date(made, *sources) is expected
