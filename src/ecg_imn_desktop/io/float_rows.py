"""Rows of float32 that stay in a file: the signal of a stored analysis of many hours.

Read, not mapped into memory, for the reason that ``pieces`` gives; what is looked at again the system has in memory.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.signal import StoredSignal

log = logging.getLogger(__name__)


def signal_in_file(path: Path, offset: int, shape: tuple[int, int]) -> StoredSignal:
    """The float32 (row, sample) that lie plainly in a file from byte ``offset`` on; OSError if it cannot be read.

    ValueError if they reach beyond its end. Where the file is gone or changed later on there is a gap (NaN).
    """
    reader = _RowReader(path, offset, shape[1])
    size, changed_ns = reader.state
    if offset < 0 or offset + 4 * shape[0] * shape[1] > size:
        raise ValueError("the signal reaches beyond the end of the file")
    source = hashlib.sha256(repr((str(path.resolve()), size, changed_ns, offset)).encode()).hexdigest()
    return StoredSignal(reader, range(shape[0]), shape[1], source=source)


class _RowReader:
    """Reads spans of samples; called from several threads, each call with a file of its own."""

    def __init__(self, path: Path, offset: int, n_samples: int) -> None:
        self._path, self._offset, self._n_samples = path, offset, n_samples
        self._has_failed = False
        self.state = self._state()

    def __call__(self, rows: Sequence[int], first: int, last: int) -> NDArray[np.float32]:
        """Samples of some rows; NaN where the file cannot be read any more."""
        out = np.full((len(rows), last - first), np.nan, dtype=np.float32)
        try:
            with self._path.open("rb") as file:
                if self._state() != self.state:
                    raise OSError("the file was changed after it was opened")
                for i, row in enumerate(rows):
                    file.seek(self._offset + 4 * (row * self._n_samples + first))
                    held = file.read(4 * (last - first))
                    out[i] = np.frombuffer(held, dtype=np.float32)
        except (OSError, ValueError) as error:
            if not self._has_failed:
                self._has_failed = True
                log.warning("a stretch of a record cannot be read any more: %s", type(error).__name__)
            out[:] = np.nan
        return out

    def _state(self) -> tuple[int, int]:
        facts = self._path.stat()
        return facts.st_size, facts.st_mtime_ns
