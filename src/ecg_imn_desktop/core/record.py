"""What was recorded: a Record and its Patient. Nobody edits a Record; arrays are read-only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .leads import STANDARD_LEADS
from .signal import StoredSignal

# So io/reading.py begins what it says of leads whose voltage it had to assume.
_UNCALIBRATED = re.compile(r"(?:The header gives no gain for )")


@dataclass(frozen=True)
class Patient:
    """What the file says of the patient; a field is None where it says nothing.

    ``age_years`` over 89 is kept as the file has it; how it is shown is the page's business.
    """

    name: str | None = None
    id: str | None = None
    age_years: float | None = None
    sex: str | None = None  # "female", "male" or the file's own word
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True)
class OtherSignal:
    """A channel that is no ECG (pressure, respiration, heart rate): kept, listed, never fed to the model.

    ``values`` is float32 (sample,) in ``units`` (the file's word), at the record's fs; NaN = gap.
    """

    name: str
    units: str
    values: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True)
class Record:
    """One ECG recording.

    Attributes
    ----------
    name : the record's name
    mv : float32 (lead, sample), millivolts, NaN where there is no signal; read-only. Of a long record it is a
        :class:`.signal.StoredSignal`, which stays in its file: take slices of time from it
    fs : samples a second (Hz)
    lead_names : one a row of ``mv``; the standard leads in the field's spelling ("aVR"), unknown ones as in the file
    file_lead_names : the same as the file spells them
    patient, recorded_at : only what the file holds
    source : the file the user chose, None for a record made in memory
    comments : the file's free text, a line each
    warnings : flaws of the file that were tolerated, one plain sentence each
    other_signals : channels that are no ECG
    is_simulated : made by a simulator, no patient's ECG
    """

    name: str
    mv: NDArray[np.float32] = field(repr=False)
    fs: float
    lead_names: tuple[str, ...]
    file_lead_names: tuple[str, ...] = ()
    patient: Patient = field(default_factory=Patient)
    recorded_at: datetime | None = None
    source: Path | None = None
    comments: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    other_signals: tuple[OtherSignal, ...] = ()
    is_simulated: bool = False

    def __post_init__(self) -> None:
        """Check shapes and make the array read-only (ValueError on a shape that does not fit: a defect)."""
        is_stored = isinstance(self.mv, StoredSignal)
        mv = self.mv if is_stored else np.asarray(self.mv, dtype=np.float32)
        if mv.ndim != 2 or mv.shape[0] != len(self.lead_names):
            raise ValueError(f"mv has shape {mv.shape}, lead_names {len(self.lead_names)}")
        if not (np.isfinite(self.fs) and self.fs > 0):
            raise ValueError(f"fs is {self.fs}")
        if not is_stored:
            if mv is self.mv and mv.flags.writeable:
                mv = mv.view()
            mv.flags.writeable = False
        object.__setattr__(self, "mv", mv)
        if not self.file_lead_names:
            object.__setattr__(self, "file_lead_names", self.lead_names)

    @property
    def is_stored(self) -> bool:
        """The signal stays in its file and is read in pieces."""
        return isinstance(self.mv, StoredSignal)

    @property
    def n_samples(self) -> int:
        """Samples per lead."""
        return int(self.mv.shape[1])

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.fs

    @property
    def is_uncalibrated(self) -> bool:
        """By the warnings of the reader nobody knows how many millivolts the samples of some leads are."""
        return any(_UNCALIBRATED.match(warning) for warning in self.warnings)

    def lead(self, name: str) -> NDArray[np.float32]:
        """The trace of a lead by its standard name, (sample,) mV; KeyError if the record lacks it.

        "-aVR" gives aVR turned upside down (Cabrera order).
        """
        if name.startswith("-"):
            return -self.lead(name[1:])
        try:
            row: NDArray[np.float32] = self.mv[self.lead_names.index(name)]
            return row
        except ValueError:
            raise KeyError(name) from None

    @property
    def missing_standard_leads(self) -> tuple[str, ...]:
        """Which of the twelve standard leads the record lacks."""
        return tuple(lead for lead in STANDARD_LEADS if lead not in self.lead_names)

    def on_sample(self, time_s: float) -> float:
        """The time of the sample nearest to ``time_s``: where a section from there on begins."""
        return round(time_s * self.fs) / self.fs

    def section(self, start_s: float, duration_s: float) -> Record:
        """The part from ``start_s`` for ``duration_s`` as a record of its own (a view, no copy).

        It begins on a sample: what is found in it is moved by ``on_sample(start_s)`` to the times of this record.
        """
        first = max(0, round(start_s * self.fs))
        last = min(self.n_samples, first + round(duration_s * self.fs))
        return replace(
            self,
            mv=self.mv[:, first:last],
            other_signals=tuple(replace(s, values=s.values[first:last]) for s in self.other_signals),
        )
