"""What a record is put together from (one header, or many segments), judged before memory is asked for."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace

from ..core.errors import RecordError
from .channels import is_ecg
from .headers import FLAC_FORMATS, Header, SignalLine, read_header
from .signal_files import MissingFileError, SignalFile, contained_path, signal_files, stored_bytes

# Rates at which an ECG could have been taken; numerics (one value a minute) and ultrasound lie outside.
MIN_FS, MAX_FS = 10.0, 100_000.0

# Longer records (as float32) stay on the disk: half an hour of three leads at 360 Hz does not, a night of two does.
MIN_STORED_BYTES = 48_000_000

# A header may claim gaps without end; beyond this a result must be backed by bytes on the disk (FLAC shrinks a quiet
# signal by some tens, 8-bit samples grow fourfold in float32).
_FREE_BYTES = 400_000_000
_MAX_GROWTH = 100


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

    @property
    def n_bytes(self) -> int:
        """What it would take in memory."""
        return 4 * self.n_frames * self.oversampling * len(self.channels)

    @property
    def stays_on_disk(self) -> bool:
        """Whether the record is read in pieces (io.pieces): it is long, and its formats can be read from anywhere."""
        formats = {file.fmt for part in self.parts for file in part.files}
        is_seekable = self.oversampling == 1 and not formats & {"8", *FLAC_FORMATS}
        return is_seekable and self.n_bytes >= MIN_STORED_BYTES


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
        channels=channels_of(signals),
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
                f"The signal file {file.path.name} ends after {file.n_frames / header.fs:g} s; the header claims "
                f"{n_frames / header.fs:g} s. The rest is missing."
            )
        elif file.n_frames > n_frames:
            out.append(
                f"The signal file {file.path.name} goes on after the {n_frames / header.fs:g} s that the header "
                "gives; the rest was ignored."
            )
    return out


def channels_of(signals: list[SignalLine]) -> tuple[Channel, ...]:
    """The channel that each signal line describes, in their order."""
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
    model = layout.signals if layout else parts[0].header.signals if is_fixed(header) else all_signals
    channels = channels_of(list(model)) if layout or is_fixed(header) else _union(parts)
    return Plan(
        header=header,
        channels=channels,
        parts=tuple(replace(p, first_frame=p.first_frame - start) for p in parts),
        n_frames=stop - start,
        oversampling=_oversampling(all_signals),
        warnings=tuple(warnings),
        first_frame=start,
    )


def is_fixed(header: Header) -> bool:
    """Fixed layout: every segment has the same channels in the same order; variable layout begins with length 0."""
    return header.segments[0].n_frames > 0


def _union(parts: list[Part]) -> tuple[Channel, ...]:
    """Channels of a variable layout whose layout header is absent: all that occur, in order of appearance."""
    found: dict[tuple[str, int], Channel] = {}
    for part in parts:
        for channel in channels_of(list(part.header.signals)):
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
    needed = plan.n_bytes
    too_long = RecordError(
        f"The record {plan.header.name} claims {plan.n_frames / plan.header.fs / 3600:.3g} hours of "
        f"{len(plan.channels)} channels, more than can be opened."
    )
    # Of what stays on the disk only the overview, a fourteenth, lies in memory.
    if needed > _physical_memory() * (4 if plan.stays_on_disk else 0.5):
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
