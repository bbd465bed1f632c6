"""Long records stay in their files: blocks are decoded when asked for, and the last few are kept.

The files are read, not mapped into memory: where a mapped file goes away (a stick is pulled out, a share is gone), the
system kills the program; a read fails, and the stretch is shown as a gap.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EcgError, RecordError
from ..core.signal import StoredSignal
from .plan import Plan
from .reading import read_span
from .signal_files import CHUNK_ALIGN

log = logging.getLogger(__name__)

_BLOCK = 2730 * CHUNK_ALIGN  # a minute at 250 Hz: 0.8 MB of twelve leads, decoded in 2 ms
_KEPT_BYTES = 48_000_000

# A longer read is somebody going through the whole record: it would only push out what is looked at.
_MAX_KEPT_BLOCKS_A_READ = 16


def stored_signal(plan: Plan) -> StoredSignal:
    """All channels of a plan that ``stays_on_disk``; RecordError if even its beginning cannot be read."""
    read_span(plan, 0, min(CHUNK_ALIGN, plan.n_frames))
    return StoredSignal(_BlockReader(plan), range(len(plan.channels)), plan.n_frames, source=_state_of(plan))


def _state_of(plan: Plan) -> str:
    """A name for the files as they are now: another one when any of them changes."""
    paths = {plan.header.path, *(p.header.path for p in plan.parts), *(f.path for p in plan.parts for f in p.files)}
    facts = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(paths)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


class _BlockReader:
    """Reads spans of samples through blocks of a fixed length; called from several threads."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lock = threading.Lock()
        self._blocks: OrderedDict[int, NDArray[np.float32]] = OrderedDict()
        self._n_kept = max(4, _KEPT_BYTES // (4 * _BLOCK * len(plan.channels)))
        self._has_failed = False
        self._states = {f.path: _stat(f.path) for part in plan.parts for f in part.files}

    def __call__(self, rows: Sequence[int], first: int, last: int) -> NDArray[np.float32]:
        """Samples of some channels; NaN where the file cannot be read any more."""
        numbers = range(first // _BLOCK, -(-last // _BLOCK))
        if len(numbers) > _MAX_KEPT_BLOCKS_A_READ:
            decoded = self._decode(first, last)
            return self._gap(last - first)[list(rows)] if decoded is None else decoded[list(rows)]
        out = np.empty((len(rows), last - first), dtype=np.float32)
        for number in numbers:
            begin = number * _BLOCK
            a, b = max(first, begin), min(last, begin + _BLOCK)
            out[:, a - first : b - first] = self._block(number)[rows, a - begin : b - begin]
        return out

    def _block(self, number: int) -> NDArray[np.float32]:
        with self._lock:
            if (known := self._blocks.get(number)) is not None:
                self._blocks.move_to_end(number)
                return known
        first = number * _BLOCK
        block = self._decode(first, min(first + _BLOCK, self._plan.n_frames))
        if block is None:  # not kept: the share may come back
            return self._gap(min(first + _BLOCK, self._plan.n_frames) - first)
        with self._lock:
            self._blocks[number] = block
            while len(self._blocks) > self._n_kept:
                self._blocks.popitem(last=False)
        return block

    def _decode(self, first: int, last: int) -> NDArray[np.float32] | None:
        """A span of all channels; None where the files are gone, damaged or no longer those that were opened."""
        try:
            for part in self._plan.parts:
                if part.first_frame < last and first < part.first_frame + part.n_frames:
                    for file in part.files:
                        if _stat(file.path) != self._states[file.path]:
                            raise RecordError(f"{file.path.name} was changed after it was opened.")
            return read_span(self._plan, first, last)
        except (EcgError, OSError) as error:
            if not self._has_failed:
                self._has_failed = True
                log.warning("a stretch of a record cannot be read any more: %s", type(error).__name__)
            return None

    def _gap(self, n: int) -> NDArray[np.float32]:
        return np.full((len(self._plan.channels), n), np.nan, dtype=np.float32)


def _stat(path: Path) -> tuple[int, int]:
    """Size and time of change. A replaced file must not be mixed with blocks of the old one."""
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns
