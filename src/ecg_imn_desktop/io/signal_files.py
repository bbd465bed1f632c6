"""Signal files of a WFDB record: where they may lie, how much they hold, and their samples.

wfdb decodes the samples of all but the two plain formats. Its functions for one signal file are called directly
instead of ``wfdb.rdrecord``, because that opens whatever the header names through fsspec (which knows URLs), believes
the header's lengths when it asks for memory, and needs a header file on disk that its own parser accepts. They are
private to wfdb, so the version is pinned below 4.4 and the tests compare every record with ``wfdb.rdrecord``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import RecordError
from .atomic import system_reason
from .headers import FLAC_FORMATS, NO_FILE, Header, SignalLine
from .plain_formats import PLAIN_FORMATS, byte_span, decode

# Blocks of 2 samples (212), of 3 (310, 311): chunks of a multiple of 6 frames never split one.
CHUNK_ALIGN = 6
_CHUNK_SAMPLES = 2_000_000

Digital = list[NDArray[np.integer]]


class MissingFileError(RecordError):
    """A file that the header names does not exist."""


def contained_path(folder: Path, name: str, named_by: str) -> Path:
    """Path of the file ``name`` in ``folder``; RecordError if it is anything but a plain file in that folder.

    A header decides what is opened, so it may name neither another folder, a drive, a URL, a device, nor a link that
    leads out of the folder. A name that differs only in upper and lower case is taken where there is just one.
    """
    if not name or name in (".", "..", "-") or any(c in name for c in "/\\:\0") or not name.isprintable():
        raise RecordError(f"The header {named_by} names a file outside its own folder ({_shown(name)}).")
    path = folder / name
    try:
        if not os.path.lexists(path):
            path = _same_but_for_case(folder, name) or path
        real = path.resolve(strict=True)
        if not real.is_relative_to(folder.resolve()):
            raise RecordError(f"The header {named_by} names a file that is a link out of its folder ({_shown(name)}).")
        if not stat.S_ISREG(real.stat().st_mode):
            raise RecordError(f"The header {named_by} names {_shown(name)}, which is not an ordinary file.")
    except FileNotFoundError as error:
        raise MissingFileError(
            f"The file {_shown(name)}, which the header {named_by} names, does not exist.", repr(error)
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise RecordError(f"The file {_shown(name)}, which {named_by} names, cannot be read.", repr(error)) from error
    return path


def _same_but_for_case(folder: Path, name: str) -> Path | None:
    """Records copied from CDs and Windows disks: the header writes 100.DAT, the file is 100.dat."""
    found = [p for p in folder.iterdir() if p.name.lower() == name.lower()]
    return found[0] if len(found) == 1 else None


def _shown(name: str) -> str:
    text = "".join(c if c.isprintable() else "?" for c in name)
    return text if len(text) <= 80 else text[:77] + "..."


@dataclass(frozen=True)
class SignalFile:
    """One signal file and the signals in it, in their order; ``n_frames`` is how many whole frames it holds."""

    path: Path
    signals: tuple[SignalLine, ...]
    n_frames: int
    n_bytes: int

    @property
    def fmt(self) -> str:
        """WFDB format code, the same for all signals of a file."""
        return self.signals[0].fmt

    @property
    def frame_samples(self) -> int:
        """Samples per frame, over all signals of the file."""
        return sum(s.samples_per_frame for s in self.signals)

    def chunks(self, start: int, stop: int) -> Iterator[tuple[int, Digital]]:
        """Decoded samples of frames ``start`` to ``stop``, a piece at a time: (first frame, one array a signal).

        Arrays are integers as stored, (frames * samples per frame,), unshifted by skew. RecordError if the file is
        damaged.
        """
        step = max(CHUNK_ALIGN, _CHUNK_SAMPLES // self.frame_samples // CHUNK_ALIGN * CHUNK_ALIGN)
        # Format 8 stores differences: it can be read only from its beginning, each piece from the last value on.
        first = 0 if self.fmt == "8" else start
        last_values = [s.initial_value or 0 for s in self.signals]
        for begin in range(first, stop, step):
            digital = self._decode(begin, min(stop, begin + step), last_values)
            if self.fmt == "8":
                last_values = [int(d[-1]) for d in digital]
            if begin + step > start:
                skip = max(0, start - begin)
                if skip:
                    digital = [d[skip * s.samples_per_frame :] for d, s in zip(digital, self.signals, strict=True)]
                yield begin + skip, digital

    def _decode(self, begin: int, end: int, initial_values: list[int]) -> Digital:
        try:
            if self.fmt in PLAIN_FORMATS:
                return self._decode_plain(begin, end)
            from wfdb.io import _signal  # imports pandas: half a second, once

            raw = None if self.fmt in FLAC_FORMATS else self._read_raw(begin, end)
            return list(
                _signal._rd_dat_signals(
                    file_name=str(self.path.resolve()),
                    dir_name="",
                    pn_dir=None,
                    fmt=self.fmt,
                    n_sig=len(self.signals),
                    sig_len=self.n_frames,
                    byte_offset=self.signals[0].byte_offset,
                    samps_per_frame=[s.samples_per_frame for s in self.signals],
                    skew=[0] * len(self.signals),
                    init_value=initial_values,
                    sampfrom=begin,
                    sampto=end,
                    no_file=raw is not None,
                    sig_data=raw,
                )
            )
        except RecordError:
            raise
        except MemoryError as error:
            raise RecordError(f"{self.path.name} is too long for the memory of this computer.", repr(error)) from error
        except Exception as error:  # wfdb and libsndfile raise many kinds: the file is at fault, or the system says so
            if isinstance(error, OSError) and error.errno:
                raise _unreadable(self.path, error) from error
            raise RecordError(
                f"The signal file {self.path.name} is damaged: it cannot be decoded.", repr(error)
            ) from error

    def _decode_plain(self, begin: int, end: int) -> Digital:
        first, last = begin * self.frame_samples, end * self.frame_samples
        offset, n_bytes = byte_span(self.fmt, first, last)
        with self.path.open("rb") as file:
            file.seek(self.signals[0].byte_offset + offset)
            frames = decode(self.fmt, file.read(n_bytes), first, last).reshape(-1, self.frame_samples)
        ends = np.cumsum([s.samples_per_frame for s in self.signals])
        return [frames[:, e - s.samples_per_frame : e].reshape(-1) for e, s in zip(ends, self.signals, strict=True)]

    def _read_raw(self, begin: int, end: int) -> NDArray[np.generic]:
        """The stored elements that wfdb wants for frames ``begin`` to ``end``."""
        from wfdb.io import _signal

        first_byte, n_samples, *_ = _signal._dat_read_params(
            self.fmt, self.n_frames, self.signals[0].byte_offset, [0], self.frame_samples, begin, end
        )
        n_bytes = _signal._required_byte_num("read", self.fmt, n_samples)
        with self.path.open("rb") as file:
            file.seek(first_byte)
            return np.frombuffer(file.read(n_bytes), dtype=_signal.DATA_LOAD_TYPES[self.fmt])


def signal_files(header: Header) -> tuple[list[SignalFile], list[MissingFileError]]:
    """The signal files of a single-segment header, and what is said of those that do not exist.

    RecordError for a name that may not be opened, or one file with two formats.
    """
    groups: dict[str, list[SignalLine]] = {}
    for signal in header.signals:
        if signal.fmt != "0" and signal.file_name != NO_FILE:
            groups.setdefault(signal.file_name, []).append(signal)
    files, missing = [], []
    for name, signals in groups.items():
        if len({s.fmt for s in signals}) > 1:
            raise RecordError(f"The header {header.path.name} gives two formats for one signal file ({_shown(name)}).")
        try:
            path = contained_path(header.path.parent, name, header.path.name)
        except MissingFileError as error:
            missing.append(error)
            continue
        n_frames, n_bytes = _capacity(path, signals)
        files.append(SignalFile(path, tuple(signals), n_frames, n_bytes))
    return files, missing


def _unreadable(path: Path, error: OSError) -> RecordError:
    return RecordError(f"The signal file {path.name} cannot be read: {system_reason(error)}.", repr(error))


def _capacity(path: Path, signals: Sequence[SignalLine]) -> tuple[int, int]:
    """Whole frames that the file can hold by its size, and its size in bytes."""
    fmt, offset = signals[0].fmt, signals[0].byte_offset
    frame_samples = sum(s.samples_per_frame for s in signals)
    try:
        n_bytes = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if fmt in FLAC_FORMATS:
        return max(0, _flac_length(path, len(signals)) - offset) // signals[0].samples_per_frame, n_bytes
    return _samples_in(max(0, n_bytes - offset), fmt) // frame_samples, n_bytes


def _samples_in(n_bytes: int, fmt: str) -> int:
    """Samples that ``n_bytes`` of a format hold; a started block counts as far as wfdb decodes it."""
    if fmt == "212":
        return n_bytes // 3 * 2 + (n_bytes % 3 == 2)
    if fmt in ("310", "311"):
        rest = n_bytes % 4
        return n_bytes // 4 * 3 + (0 if rest < 2 else 1 if rest == 2 or fmt == "310" else 2)
    return n_bytes // {"8": 1, "80": 1, "16": 2, "61": 2, "160": 2, "24": 3, "32": 4}[fmt]


def _flac_length(path: Path, n_signals: int) -> int:
    import soundfile

    if "::" in str(path.resolve()):  # fsspec, through which wfdb opens FLAC files, would take it for a chained URL
        raise RecordError(f"{path.name} cannot be read from a folder with '::' in its name.")
    try:
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            if sound.format != "FLAC" or sound.channels != n_signals:
                raise RecordError(
                    f"The signal file {path.name} is not the FLAC file of {n_signals} signals it should be."
                )
            return int(sound.frames)
    except OSError as error:
        raise _unreadable(path, error) from error
    except RuntimeError as error:  # LibsndfileError is one
        raise RecordError(f"The signal file {path.name} is damaged: it is no FLAC file.", repr(error)) from error


def stored_bytes(path: Path) -> int:
    """Bytes of a file that really lie on the disk: a sparse file may claim terabytes and hold nothing."""
    size = path.stat().st_size
    if not hasattr(os, "SEEK_DATA"):
        return size
    total, position = 0, 0
    with path.open("rb") as file:
        while position < size:
            try:
                data = os.lseek(file.fileno(), position, os.SEEK_DATA)
                position = os.lseek(file.fileno(), data, os.SEEK_HOLE)
            except OSError:  # nothing but a hole up to the end
                break
            total += position - data
    return total
