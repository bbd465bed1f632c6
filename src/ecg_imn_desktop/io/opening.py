"""One door for every format: ``read_any`` opens what a reference names.

A reference is a path, with ``#`` and something after it where a path is not enough: ``exams.hdf5#17`` is the ECG number
17 (from 0) of a file of many.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .records import open_record

# What a folder is searched for. A WFDB record counts by its header.
RECORD_SUFFIXES = frozenset({".hea"})


def read_any(reference: Path | str, progress: Progress = NO_PROGRESS) -> Record:
    """Open the ECG that ``reference`` names; RecordError with one sentence if that is impossible."""
    return open_record(Path(os.fspath(reference)), progress)
