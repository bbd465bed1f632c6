"""A record with all that was found out about it: what a file of stored analysis holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .analysis import Analysis
from .annotations import Annotations
from .measurements import Measurements
from .record import Record


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
    """One window of the model: its answer (None: too little signal for one) and what was measured in it."""

    analysis: Analysis | None
    measurements: Measurements | None


@dataclass(frozen=True)
class StoredAnalysis:
    """What one file holds. ``windows`` has at least one entry; the first is the one that was on the screen."""

<<<<<<< HEAD
    record: Record
    windows: tuple[StoredWindow, ...]
    annotations: Annotations
    provenance: Provenance
=======
    def __neg__(self) -> StoredSignal:
        return self._with(sign=-self._sign)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self._span(self._rows, 0, self._n_samples).astype(dtype or np.float32, copy=False)

    def __getitem__(self, key: Any) -> Any:
        rows_key, time_key = (slice(None), key) if self._is_row else key if isinstance(key, tuple) else (key, None)
        is_row = self._is_row or isinstance(rows_key, int | np.integer)
        rows = np.atleast_1d(np.asarray(self._rows)[rows_key]).tolist()
        if time_key is None:
            return self._with(rows=rows, is_row=is_row)
        if isinstance(time_key, int | np.integer):
            at = range(self._n_samples)[int(time_key)]
            samples = self._span(rows, at, at + 1, is_row=False)[:, 0]
            return samples[0] if is_row else samples
        first, last, step = time_key.indices(self._n_samples)
        if step != 1:
            raise IndexError(f"step {step}")
        return self._span(rows, first, max(first, last), is_row=is_row)

    def _span(self, rows: list[int], first: int, last: int, is_row: bool | None = None) -> NDArray[np.float32]:
        values = self._read(rows, first, last)
        if self._sign < 0:
            values = -values
        return values[0] if (self._is_row if is_row is None else is_row) else values

    @property
    def key(self) -> str:
        """Tells signals apart whose files, and rows of them, are not the same; "" where ``source`` is unknown."""
        return f"{self.source}:{self._rows}:{self._n_samples}" if self.source else ""

    def through(self, wrap: Callable[[SampleReader], SampleReader]) -> StoredSignal:
        """The same signal with something done to it as it is read (a display filter)."""
        return self._with(read=wrap(self._read), source="")

    def _with(self, **changes: Any) -> StoredSignal:
        own: dict[str, Any] = {
            "read": self._read, "rows": self._rows, "sign": self._sign, "is_row": self._is_row, "source": self.source,
        }  # fmt: skip
        return StoredSignal(n_samples=self._n_samples, **(own | changes))
>>>>>>> fa9286c (German for the overview's progress)
