import numpy as np
import pytest

from ecg_imn_desktop.core.angles import in_one_turn, usual_angle


def test_an_angle_is_written_as_axes_of_the_heart_are():
    assert [usual_angle(deg) for deg in (225.0, -190.0, 540.0, -180.0, 180.0, 0.0, 12.5)] == [
        -135.0, 170.0, 180.0, 180.0, 180.0, 0.0, 12.5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("deg", "expected"),
    [
        ([170.0, -135.0], [170.0, 225.0]),
        ([-135.0, 170.0], [-135.0, -190.0]),
        ([0.0, 160.0, -170.0], [0.0, 160.0, 190.0]),  # from the first both are far, from each other 20 degrees
        ([np.nan, -30.0, 60.0], [np.nan, -30.0, 60.0]),
        ([np.nan, np.nan], [np.nan, np.nan]),
        ([-135.3, -135.3, 170.1], [-135.3, -135.3, -189.9]),
    ],
)
def test_angles_on_one_line_do_not_jump(deg, expected):
    assert in_one_turn(np.array(deg)).tolist() == pytest.approx(expected, nan_ok=True)
