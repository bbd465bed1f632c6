"""Numbers for a sentence."""

import pytest

from ecg_imn_desktop.core.rounding import two_digits


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0346, "0.035"), (3.96, "4"), (41.3, "41"), (99.6, "100"), (1234.5, "1200"), (1.26e7, "13000000"), (0.0, "0")],
)
def test_two_digits_are_written_out(value, text):
    assert two_digits(value) == text
