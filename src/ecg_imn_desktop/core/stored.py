"""A record with all that was found out about it: what a file of stored analysis holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .analysis import Analysis
from .annotations import Annotations
from .measurements import Measurements
from .record import Record

# What a stored analysis may be called: HDF5 whatever its name, the first so that a double click opens it with us.
STORED_SUFFIXES = (".ecgimn", ".h5", ".hdf5")


@dataclass(frozen=True)
class Provenance:
    """Where results come from.

    Attributes
    ----------
    program_version : of this program
    created_at : ISO 8601 with the offset from UTC
    signal_sha256 : of rate, lead names and signal (:func:`ecg_imn_desktop.io.provenance.signal_sha256`)
    source_files : name -> SHA-256 of the files that the record was read from
    libraries : name -> version of the libraries that compute
    settings : what the user had chosen, by name
    """

    program_version: str
    created_at: str
    signal_sha256: str
    source_files: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredWindow:
    """One window of the model: its answer (None: too little signal for one) and what was measured in it.

    ``start_s``: where it starts in the record; of a window with an answer that is what the answer says.
    """

    analysis: Analysis | None
    measurements: Measurements | None
    start_s: float = 0.0

    def __post_init__(self) -> None:
        """The answer knows where its window starts."""
        if self.analysis is not None:
            object.__setattr__(self, "start_s", self.analysis.explanation.start_s)


def stored_bytes(record: Record, windows: Sequence[StoredWindow]) -> int:
    """How large a file of these will be, but for texts and numbers; of a long record its whole signal counts most."""
    arrays = [record.mv, *(signal.values for signal in record.other_signals)]
    for window in windows:
        if window.analysis is not None:
            explanation = window.analysis.explanation
            arrays += [a for a in (explanation.contribution, explanation.weights) if a is not None]
    return sum(4 * math.prod(array.shape) for array in arrays)  # all of them as float32


@dataclass(frozen=True)
class StoredAnalysis:
    """What one file holds. ``windows`` has at least one entry; the first is the one that was on the screen."""

    record: Record
    windows: tuple[StoredWindow, ...]
    annotations: Annotations
    provenance: Provenance
