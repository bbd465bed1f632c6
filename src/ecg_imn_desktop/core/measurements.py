"""Fiducials and the measurements that stand on them. Absent means NaN or None, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

# Waves and the spaces between them, in time order; every sample of a window belongs to exactly one ("other" = rest).
WAVES: tuple[str, ...] = ("P", "PR", "QRS", "ST", "T", "other")

FIDUCIAL_NAMES: tuple[str, ...] = ("p_onset", "p_offset", "qrs_onset", "qrs_offset", "t_onset", "t_offset")

# Irregular, with P waves before fewer beats than this: of PTB-XL, folds 1-8 (docs/quality.md), 85 % of those with
# atrial fibrillation or flutter, none of 500 in sinus rhythm.
_FEW_P_WAVES = 0.25


@dataclass(frozen=True)
class Fiducials:
    """On- and offsets of the waves, global over all leads, of every beat.

    Attributes
    ----------
    r_peak_s : float64 (beat,), seconds from the record's start
    p_onset_s ... t_offset_s : float64 (beat,), seconds from the record's start, NaN where the beat has no such wave
    edited : names of fiducials that the user moved
    """

    r_peak_s: NDArray[np.float64]
    p_onset_s: NDArray[np.float64]
    p_offset_s: NDArray[np.float64]
    qrs_onset_s: NDArray[np.float64]
    qrs_offset_s: NDArray[np.float64]
    t_onset_s: NDArray[np.float64]
    t_offset_s: NDArray[np.float64]
    edited: frozenset[str] = frozenset()

    @property
    def n_beats(self) -> int:
        """Number of beats."""
        return len(self.r_peak_s)

    def of(self, name: str) -> NDArray[np.float64]:
        """A fiducial of every beat by its name ("qrs_onset"), seconds from the record's start."""
        return np.asarray(getattr(self, f"{name}_s"))

    @property
    def lacks_p_waves(self) -> bool:
        """Whether beats were found, a P wave before few of them: fewer than one in four."""
        return bool(self.n_beats and np.isfinite(self.p_onset_s).mean() < _FEW_P_WAVES)

    def equals(self, other: Fiducials) -> bool:
        """Whether all stand at the same times, and the same were moved by the user."""
        names = ("r_peak", *FIDUCIAL_NAMES)
        is_alike = (np.array_equal(self.of(name), other.of(name), equal_nan=True) for name in names)
        return self.edited == other.edited and all(is_alike)

    def shifted(self, by_s: float) -> Fiducials:
        """The same beats with ``by_s`` seconds added to every time: from a section's start to the record's."""
        moved = {f"{name}_s": self.of(name) + by_s for name in ("r_peak", *FIDUCIAL_NAMES)}
        return replace(self, **moved)  # type: ignore[arg-type]


@dataclass(frozen=True)
class MedianBeat:
    """The median of the aligned normal beats.

    ``mv`` float32 (lead, sample); ``r_index`` is the sample of the R peak; fiducials in ``offset_ms`` are milliseconds
    from the R peak by name ("qrs_onset"), absent where not found. ``n_beats`` went into it.
    """

    mv: NDArray[np.float32] = field(repr=False)
    fs: float
    lead_names: tuple[str, ...]
    r_index: int
    offset_ms: Mapping[str, float]
    n_beats: int


@dataclass(frozen=True)
class LeadMeasurements:
    """Amplitudes of one lead on the median beat, in mV against the baseline before the QRS; NaN = not measurable."""

    st_j_mv: float = float("nan")
    st_j60_mv: float = float("nan")
    r_mv: float = float("nan")
    s_mv: float = float("nan")


@dataclass(frozen=True)
class Measurements:
    """Global measurements; None where they cannot be measured.

    ``qtc_ms`` maps a formula ("Bazett", "Fridericia", "Framingham", "Hodges") to milliseconds. ``rhythm`` is a plain
    word about regularity ("regular", "irregular"). ``warnings`` say what was not measured and why.
    """

    fiducials: Fiducials
    median_beat: MedianBeat | None = None
    hr_bpm: float | None = None
    rr_ms: float | None = None
    rr_sd_ms: float | None = None
    rr_rmssd_ms: float | None = None
    pr_ms: float | None = None
    p_ms: float | None = None
    qrs_ms: float | None = None
    qt_ms: float | None = None
    qtc_ms: Mapping[str, float] = field(default_factory=dict)
    p_axis_deg: float | None = None
    qrs_axis_deg: float | None = None
    t_axis_deg: float | None = None
    sokolow_lyon_mv: float | None = None
    cornell_mv: float | None = None
    rhythm: str | None = None
    leads: Mapping[str, LeadMeasurements] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def shifted(self, by_s: float) -> Measurements:
        """The same measurements with their fiducials ``by_s`` seconds later: from a section's start to the record's."""
        return replace(self, fiducials=self.fiducials.shifted(by_s))
