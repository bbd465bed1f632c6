"""Spikes of a pacemaker: deflections of a few milliseconds in several leads, steep and alone.

A QRS has steep parts as well, but never one alone: what surrounds it is steep, too. The limits were chosen on LUDB
(digital values as microvolts), where they find 8 of 10 ECGs with a pacemaker and none of the 190 others. Where spikes
are small, or the rate is too low to show them, paced_beats.py looks at the beats.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d, median_filter

# At lower rates the anti-aliasing filter leaves nothing of a spike.
LEAST_FS = 400.0
SPIKE_MV = 0.2
TYPICAL_SPIKE_MV = 0.35
LEAST_SPIKES = 3
ALONE = 4.0

_LONGEST_S = 0.006
_GUARD_S = 0.008
_AROUND_S = 0.06
# A spike must show in as many leads.
_N_LEADS = 3


def spikes_s(mv: NDArray[np.float32], fs: float) -> NDArray[np.float64]:
    """Times of pacemaker spikes in seconds, (n,), none where there are fewer than three or they are small.

    ``mv`` is (lead, sample) without gaps. A spike is what a running median of 14 ms takes away, in three leads at
    least, by ``SPIKE_MV`` or more and four times as much as within the 60 ms on either side.
    """
    around, guard = round(_AROUND_S * fs), round(_GUARD_S * fs)
    if fs < LEAST_FS or len(mv) < _N_LEADS or mv.shape[1] < 4 * around:
        return np.zeros(0)
    width = 2 * round(_LONGEST_S * fs) + 1
    # One row after the other as one signal, which is quicker: where two meet lies at the ends, which do not count.
    typical = median_filter(mv.ravel(), size=width).reshape(mv.shape)
    taken = np.abs(mv - typical)
    is_spike = np.count_nonzero(taken >= SPIKE_MV, axis=0) >= _N_LEADS
    near = np.flatnonzero(maximum_filter1d(is_spike, 2 * around + 1))  # of no other sample is the height asked
    height = np.zeros(mv.shape[1], dtype=taken.dtype)
    height[near] = np.partition(taken[:, near], -_N_LEADS, axis=0)[-_N_LEADS]
    height[:around] = height[-around:] = 0.0
    left, places, heights = height.copy(), [], []
    while left.max() >= SPIKE_MV:
        i = int(np.argmax(left))
        beside = np.concatenate([height[i - around : i - guard], height[i + guard + 1 : i + around + 1]])
        if height[i] > ALONE * beside.max(initial=0.0):
            places.append(i / fs)
            heights.append(height[i])
        left[max(0, i - around) : i + around] = 0.0
    is_paced = len(places) >= LEAST_SPIKES and np.median(heights) >= TYPICAL_SPIKE_MV
    return np.sort(np.array(places)) if is_paced else np.zeros(0)
