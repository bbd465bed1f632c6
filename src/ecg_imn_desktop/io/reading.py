"""Reads the samples of a planned record into one array in physical units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.progress import Progress
from .channels import mv_per_unit
from .headers import SignalLine
from .plain_formats import GAP_VALUES
from .plan import Channel, Part, Plan, channels_of, is_fixed
from .signal_files import CHUNK_ALIGN, Digital, SignalFile

_LARGE_STEP_MV = 0.1  # 8-bit monitors store some 0.04 mV a step; more is no calibrated ECG


def read_plan(plan: Plan, progress: Progress) -> tuple[NDArray[np.float32], list[str]]:
    """All channels, float32 (channel, sample) in mV (ECG) or the channel's units, NaN in gaps; and warnings.

    Computed in float64 and stored as float32: exact to 1e-6 mV within +-32 mV, to 6e-8 of the value beyond.
    """
    out = np.full((len(plan.channels), plan.n_frames * plan.oversampling), np.nan, dtype=np.float32)
    warnings: list[str] = []
    total = sum(len(p.files) * p.n_frames for p in plan.parts) or 1
    done = 0
    progress.report(0.0, "Reading the record")
    for part in plan.parts:
        rows = _rows(plan, part)
        for file in part.files:
            check = _Checksums(file, part)
            stop = min(part.n_frames, file.n_frames)
            for begin, digital in file.chunks(0, stop):
                check.add(digital)
                _place(out, plan, part, file, rows, begin, digital, 0)
                done += len(digital[0]) // file.signals[0].samples_per_frame
                progress.report(min(1.0, done / total), "Reading the record")
            warnings += check.warnings(stop)
        warnings += _calibration_warnings(plan, part, rows)
    return out, warnings


def read_span(plan: Plan, first: int, last: int) -> NDArray[np.float32]:
    """Frames ``first`` to ``last`` of all channels, as :func:`read_plan` gives them; checksums are not compared."""
    k = plan.oversampling
    out = np.full((len(plan.channels), (last - first) * k), np.nan, dtype=np.float32)
    for part in plan.parts:
        skew = max((s.skew for file in part.files for s in file.signals), default=0)
        start = max(0, first - part.first_frame) // CHUNK_ALIGN * CHUNK_ALIGN
        for file in part.files:
            stop = min(part.n_frames, file.n_frames, last - part.first_frame + skew)
            if start < stop:
                rows = _rows(plan, part)
                for begin, digital in file.chunks(start, stop):
                    _place(out, plan, part, file, rows, begin, digital, first)
    return out


def calibration_warnings(plan: Plan) -> list[str]:
    """What the headers themselves show to be no believable calibration."""
    return [w for part in plan.parts for w in _calibration_warnings(plan, part, _rows(plan, part))]


def _rows(plan: Plan, part: Part) -> dict[int, int]:
    """Signal index of a part -> row of the result."""
    if plan.header.is_multi_segment and is_fixed(plan.header):
        return {s.index: s.index for s in part.header.signals if s.index < len(plan.channels)}
    where = {(c.name, c.occurrence): row for row, c in enumerate(plan.channels)}
    signals = list(part.header.signals)
    if not plan.header.is_multi_segment:
        present = {s.index for f in part.files for s in f.signals}
        signals = [s for s in signals if s.index in present]
    keys = [(c.name, c.occurrence) for c in channels_of(signals)]
    return {s.index: where[key] for s, key in zip(signals, keys, strict=True) if key in where}


def _place(
    out: NDArray[np.float32],
    plan: Plan,
    part: Part,
    file: SignalFile,
    rows: dict[int, int],
    begin: int,
    digital: Digital,
    origin: int,
) -> None:
    """Convert a chunk to physical units and write it where it belongs; a skewed signal moves towards the start.

    ``out`` begins with frame ``origin`` of the record; what lies outside of it is left out.
    """
    gap = GAP_VALUES[file.fmt]
    k = plan.oversampling
    for signal, samples in zip(file.signals, digital, strict=True):
        row = rows.get(signal.index)
        if row is None:
            continue
        scale = _scale(signal, plan.channels[row])
        if scale is None:
            continue
        first = part.first_frame + begin - signal.skew  # frames of the record; a skewed signal may begin before it
        lower = max(part.first_frame, origin)
        per_frame = signal.samples_per_frame
        upper = origin + out.shape[1] // k
        samples = samples[max(0, lower - first) * per_frame : max(0, upper - first) * per_frame]
        if samples.size == 0:
            continue
        values = (samples.astype(np.float64) - signal.baseline) * scale
        if gap is not None:
            values[samples == gap] = np.nan
        values = _to_rate(values, per_frame, k)
        start = (max(first, lower) - origin) * k
        out[row, start : start + values.size] = values


def _scale(signal: SignalLine, channel: Channel) -> float | None:
    """Physical units of the result for one step; None where a segment has units that cannot be converted."""
    if not channel.is_ecg:
        return 1.0 / signal.gain if signal.units == channel.units else None
    factor = mv_per_unit(signal.units)
    return None if factor is None else factor / signal.gain


def _to_rate(values: NDArray[np.float64], samples_per_frame: int, wanted: int) -> NDArray[np.float64]:
    """Samples per frame from what the file has to ``wanted``, by sample and hold.

    The way of WFDB's high-resolution mode: signals with fewer samples are repeated. (wfdb's default is to average the
    others down to one sample a frame, which would ruin an ECG with 4 samples in a frame of 62 Hz.)
    """
    if samples_per_frame == wanted:
        return values
    pick = np.arange(wanted) * samples_per_frame // wanted
    return values.reshape(-1, samples_per_frame)[:, pick].reshape(-1)


class _Checksums:
    """Compares the samples of a file with the 16-bit sums and first values in its header."""

    def __init__(self, file: SignalFile, part: Part) -> None:
        self.file = file
        self.n_frames = part.n_frames
        self.is_whole = part.header.n_frames == part.n_frames
        self.sums = [0] * len(file.signals)
        self.first_values: list[int] = []

    def add(self, digital: Digital) -> None:
        """Take in the next chunk."""
        for i, samples in enumerate(digital):
            self.sums[i] += int(samples.sum(dtype=np.int64))
        if not self.first_values:
            self.first_values = [int(d[0]) for d in digital]

    def warnings(self, n_frames: int) -> list[str]:
        """One sentence at most; nothing where the header gives no sums or only a part was read."""
        signals = self.file.signals
        if all(not s.checksum and not s.initial_value for s in signals) or not self.first_values:
            return []
        is_whole = self.is_whole and n_frames == self.n_frames
        wrong_sums, wrong_starts = [], []
        for signal, total, first in zip(signals, self.sums, self.first_values, strict=True):
            if signal.checksum is not None and is_whole:
                if (signal.checksum - total) % 65536:
                    wrong_sums.append(signal.name)
            elif signal.initial_value not in (None, first) and self.file.fmt != "8":
                wrong_starts.append(signal.name)
        if wrong_sums:
            return [
                f"The checksum in the header does not fit the signal in {self.file.path.name} ({_listed(wrong_sums)}): "
                "the file may have been changed or damaged."
            ]
        if wrong_starts:
            return [
                f"The first value in the header does not fit the signal in {self.file.path.name} "
                f"({_listed(wrong_starts)}): the file may have been changed or damaged."
            ]
        return []


def _calibration_warnings(plan: Plan, part: Part, rows: dict[int, int]) -> list[str]:
    """What the header itself shows to be no believable calibration, and units that cannot be converted."""
    uncalibrated, coarse, foreign = [], [], []
    for signal in part.header.signals:
        row = rows.get(signal.index)
        if row is None:
            continue
        channel = plan.channels[row]
        scale = _scale(signal, channel)
        if scale is None:
            foreign.append(f"{signal.name} in {signal.units}")
        elif channel.is_ecg and not signal.is_calibrated:
            uncalibrated.append(signal.name)
        elif channel.is_ecg and abs(scale) > _LARGE_STEP_MV:
            coarse.append(signal.name)
    out = []
    if uncalibrated:
        out.append(f"The header gives no gain for {_listed(uncalibrated)}; 200 steps per mV were assumed.")
    if coarse:
        out.append(
            f"By the header one step of {_listed(coarse)} is over {_LARGE_STEP_MV} mV: amplitudes are implausible."
        )
    if foreign:
        out.append(
            f"A segment has channels in other units than the record ({_listed(foreign)}); they are shown as gaps."
        )
    return out


def _listed(names: list[str]) -> str:
    first = ", ".join(names[:4])
    return f"{first} and {len(names) - 4} more" if len(names) > 4 else first
