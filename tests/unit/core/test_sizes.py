"""Sizes of files in words."""

import pytest

from ecg_imn_desktop.core.sizes import size_text


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [
        (0, "0 kB"), (999_400, "999 kB"), (1_500_000, "2 MB"), (21_400_000, "21 MB"),
        (999_400_000, "999 MB"), (999_600_000, "1.0 GB"),
        (1_036_800_000, "1.0 GB"), (12_340_000_000, "12.3 GB"),
    ],
)  # fmt: skip
def test_sizes_as_file_managers_say_them(n_bytes, text):
    assert size_text(n_bytes) == text
