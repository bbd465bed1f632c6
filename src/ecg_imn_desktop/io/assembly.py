"""What a record is put together from (one header, or many segments), judged before memory is asked for, then read."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from ..core.progress import Progress
from .channels import is_ecg, mv_per_unit
from .headers import Header, SignalLine, read_header
from .signal_files import Digital, MissingFileError, SignalFile, contained_path, signal_files, stored_bytes

# Rates at which an ECG could have been taken; numerics (one value a minute) and ultrasound lie outside.
MIN_FS, MAX_FS = 10.0, 100_000.0

# A header may claim gaps without end; beyond this a result must be backed by bytes on the disk (FLAC shrinks a quiet
# signal by some tens, 8-bit samples grow fourfold in float32).
_FREE_BYTES = 400_000_000
_MAX_GROWTH = 100

_LARGE_STEP_MV = 0.1  # 8-bit monitors store some 0.04 mV a step; more is no calibrated ECG


@dataclass(frozen=True)
class Channel:
    """One channel of the record; ``occurrence`` tells channels of one name apart."""

    name: str
    units: str
    occurrence: int
    is_ecg: bool


@dataclass(frozen=True)
class Part:
    """``n_frames`` frames from the start of one header's files, which stand at ``first_frame`` of the record."""

    header: Header
    files: tuple[SignalFile, ...]
    first_frame: int
    n_frames: int


@dataclass(frozen=True)
class Plan:
    """Everything known of a record before a sample is read; ``first_frame`` counts the frames cut off in front."""

    header: Header
    channels: tuple[Channel, ...]
    parts: tuple[Part, ...]
    n_frames: int
    oversampling: int
    warnings: tuple[str, ...]
    first_frame: int = 0

    @property
    def fs(self) -> float:
        """Samples a second of the result: the rate of the ECG channel with most samples per frame."""
        return self.header.fs * self.oversampling


def plan_record(header: Header) -> Plan:
    """Find the files of a record and check sizes and rates; RecordError with one sentence if it cannot be opened."""
    plan = _plan_segments(header) if header.is_multi_segment else _plan_single(header)
    if not any(c.is_ecg for c in plan.channels):
        names = ", ".join(c.name for c in plan.channels[:6]) + (", ..." if len(plan.channels) > 6 else "")
        raise RecordError(f"The record {header.name} holds no ECG: none of its channels ({names}) is a lead in volts.")
    if not MIN_FS <= plan.fs <= MAX_FS:
        raise RecordError(
            f"The header {header.path.name} gives a sampling frequency of {plan.fs:g} Hz, at which no ECG is recorded."
        )
    if plan.n_frames == 0:
        raise RecordError(f"The record {header.name} holds no sample.")
    _check_size(plan)
    return plan


def _plan_single(header: Header) -> Plan:
    if header.is_layout:
        raise RecordError(
            f"{header.path.name} only lists the channels of a multi-segment record and holds no signal; "
            "open the record's main header instead."
        )
    files, missing = signal_files(header)
    if not files:
        raise missing[0]
    warnings = [f"{m.message[:-1]}; its channels were left out." for m in missing]
    present = {s.index for f in files for s in f.signals}
    warnings += [
        f"The channel {s.name} has no signal file; it was left out."
        for s in header.signals
        if s.fmt == "0" and s.index not in present
    ]
    available = max(f.n_frames for f in files)
    n_frames = header.n_frames or available
    if not header.n_frames:
        warnings.append("The header does not say how long the record is; the size of the signal file was used.")
    else:
        warnings += _length_warnings(header, files, n_frames)
    n_frames = min(n_frames, available)
    if n_frames == 0:
        raise RecordError(f"The signal file {files[0].path.name} is empty or holds less than one sample a signal.")
    signals = [s for s in header.signals if s.index in present]
    return Plan(
        header=header,
        channels=_channels(signals),
        parts=(Part(header, tuple(files), 0, n_frames),),
        n_frames=n_frames,
        oversampling=_oversampling(signals),
        warnings=tuple(warnings),
    )


def _length_warnings(header: Header, files: list[SignalFile], n_frames: int) -> list[str]:
    out = []
    for file in files:
        if file.n_frames < n_frames:
            out.append(
                f"The signal file {file.path.name} ends after {file.n_frames / header.fs:.1f} s; the header claims "
                f"{n_frames / header.fs:.1f} s. The rest is missing."
            )
        elif file.n_frames > n_frames:
            out.append(
                f"The signal file {file.path.name} goes on after the {n_frames / header.fs:.1f} s that the header "
                "gives; the rest was ignored."
            )
    return out


def _channels(signals: list[SignalLine]) -> tuple[Channel, ...]:
    seen: dict[str, int] = {}
    out = []
    for signal in signals:
        occurrence = seen.get(signal.name, 0)
        seen[signal.name] = occurrence + 1
        out.append(Channel(signal.name, signal.units, occurrence, is_ecg(signal.name, signal.units)))
    return tuple(out)


def _oversampling(signals: list[SignalLine]) -> int:
    return max((s.samples_per_frame for s in signals if is_ecg(s.name, s.units)), default=1)


def _plan_segments(header: Header) -> Plan:
    parts: list[Part] = []
    warnings: list[str] = []
    absent: list[tuple[int, int]] = []  # frames of segments whose files do not exist
    faults: list[MissingFileError] = []
    layout: Header | None = None
    first_frame = 0
    cache: dict[str, tuple[Header, list[SignalFile]]] = {}
    for number, segment in enumerate(header.segments):
        if not segment.is_gap:
            try:
                if segment.name not in cache:
                    cache[segment.name] = _open_segment(header, segment.name)
                child, files = cache[segment.name]
                if number == 0 and segment.n_frames == 0:
                    layout = child
                elif files:
                    available = max(f.n_frames for f in files)
                    parts.append(Part(child, tuple(files), first_frame, min(segment.n_frames, available)))
                    if available < segment.n_frames:
                        warnings.append(f"The signal file {files[0].path.name} is shorter than the record says.")
            except MissingFileError as error:
                faults.append(error)
                absent.append((first_frame, first_frame + segment.n_frames))
        first_frame += segment.n_frames
    n_frames = first_frame
    if header.n_frames and header.n_frames != n_frames:
        warnings.append("The segments are together not as long as the header says; the segments were believed.")
    if not parts and (faults or layout is None):
        raise faults[0] if faults else RecordError(f"The record {header.name} holds no signal: it is one long gap.")
    if not parts:
        warnings.append("The record holds no signal: all of it is a gap.")
    start, stop = _kept_frames(parts, absent, n_frames)
    if faults:
        missing_s = sum(b - a for a, b in absent) / header.fs
        warnings.append(
            f"{len(faults)} of {len(header.segments)} segments ({missing_s:.0f} s) are missing, the first for this "
            f"reason: {faults[0].message[:-1]}. What lies between others is shown as a gap."
        )
    all_signals = [s for h in ([layout] if layout else []) + [p.header for p in parts] for s in h.signals]
    model = layout.signals if layout else parts[0].header.signals if _is_fixed(header) else all_signals
    channels = _channels(list(model)) if layout or _is_fixed(header) else _union(parts)
    return Plan(
        header=header,
        channels=channels,
        parts=tuple(replace(p, first_frame=p.first_frame - start) for p in parts),
        n_frames=stop - start,
        oversampling=_oversampling(all_signals),
        warnings=tuple(warnings),
        first_frame=start,
    )


def _is_fixed(header: Header) -> bool:
    """Fixed layout: every segment has the same channels in the same order; variable layout begins with length 0."""
    return header.segments[0].n_frames > 0


def _union(parts: list[Part]) -> tuple[Channel, ...]:
    """Channels of a variable layout whose layout header is absent: all that occur, in order of appearance."""
    found: dict[tuple[str, int], Channel] = {}
    for part in parts:
        for channel in _channels(list(part.header.signals)):
            found.setdefault((channel.name, channel.occurrence), channel)
    return tuple(found.values())


def _open_segment(parent: Header, name: str) -> tuple[Header, list[SignalFile]]:
    """Header and files of a segment; a layout header has none. MissingFileError if a file is absent."""
    child = read_header(contained_path(parent.path.parent, name + ".hea", parent.path.name))
    if child.is_multi_segment:  # forbidden by the format, and the way to go round in circles
        raise RecordError(f"The segment {name} of {parent.path.name} is itself made of segments, which WFDB forbids.")
    if child.is_layout:
        return child, []
    if not math.isclose(child.fs, parent.fs, rel_tol=1e-6):
        raise RecordError(
            f"The segment {name} has {child.fs:g} samples a second, the record {parent.name} has {parent.fs:g}."
        )
    files, missing = signal_files(child)
    if missing:
        raise missing[0]
    return child, files


def _kept_frames(parts: list[Part], absent: list[tuple[int, int]], n_frames: int) -> tuple[int, int]:
    """First and last frame worth showing: segments that are absent at the ends are not shown as empty hours."""
    if not parts:
        return 0, n_frames
    first = min(p.first_frame for p in parts)
    last = max(p.first_frame + p.n_frames for p in parts)
    return (
        first if any(b > a and a < first for a, b in absent) else 0,
        last if any(b > last for _, b in absent) else n_frames,
    )


def _check_size(plan: Plan) -> None:
    """Refuse what would not fit into memory, or claims what no file on the disk backs."""
    needed = 4 * plan.n_frames * plan.oversampling * len(plan.channels)
    too_long = RecordError(
        f"The record {plan.header.name} claims {plan.n_frames / plan.header.fs / 3600:.3g} hours of "
        f"{len(plan.channels)} channels, more than can be opened."
    )
    if needed > _physical_memory() / 2:
        raise too_long
    if needed > _FREE_BYTES:
        paths = {f.path for p in plan.parts for f in p.files}
        if needed > _MAX_GROWTH * sum(stored_bytes(p) for p in paths):
            raise too_long


def _physical_memory() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):  # Windows
        return 8e9


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
                _place(out, plan, part, file, rows, begin, digital)
                done += len(digital[0]) // file.signals[0].samples_per_frame
                progress.report(min(1.0, done / total), "Reading the record")
            warnings += check.warnings(stop)
        warnings += _calibration_warnings(plan, part, rows)
    return out, warnings


def _rows(plan: Plan, part: Part) -> dict[int, int]:
    """Signal index of a part -> row of the result."""
    if plan.header.is_multi_segment and _is_fixed(plan.header):
        return {s.index: s.index for s in part.header.signals if s.index < len(plan.channels)}
    where = {(c.name, c.occurrence): row for row, c in enumerate(plan.channels)}
    signals = list(part.header.signals)
    if not plan.header.is_multi_segment:
        present = {s.index for f in part.files for s in f.signals}
        signals = [s for s in signals if s.index in present]
    keys = [(c.name, c.occurrence) for c in _channels(signals)]
    return {s.index: where[key] for s, key in zip(signals, keys, strict=True) if key in where}


def _place(
    out: NDArray[np.float32],
    plan: Plan,
    part: Part,
    file: SignalFile,
    rows: dict[int, int],
    begin: int,
    digital: Digital,
) -> None:
    """Convert a chunk to physical units and write it where it belongs; a skewed signal moves towards the start."""
    from wfdb.io import _signal

    gap = _signal.INVALID_SAMPLE_VALUE[file.fmt]
    k = plan.oversampling
    for signal, samples in zip(file.signals, digital, strict=True):
        row = rows.get(signal.index)
        if row is None:
            continue
        scale = _scale(signal, plan.channels[row])
        if scale is None:
            continue
        first = begin - signal.skew  # in frames of the part; negative ones come before the record
        cut = max(0, -first)
        samples = samples[cut * signal.samples_per_frame :]
        if samples.size == 0:
            continue
        values = (samples.astype(np.float64) - signal.baseline) * scale
        if gap is not None:
            values[samples == gap] = np.nan
        values = _to_rate(values, signal.samples_per_frame, k)
        start = (part.first_frame + first + cut) * k
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
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
