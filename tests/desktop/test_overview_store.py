"""Overviews of long records are kept, refused when damaged, and never fill the disk."""

from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.core.errors import Cancelled
from ecg_imn_desktop.core.progress import NO_PROGRESS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.core.signal import StoredSignal
from ecg_imn_desktop.desktop import overview_store
from ecg_imn_desktop.desktop.overview_store import kept_pyramid, overview_folder

WHOLE = np.random.default_rng(0).normal(size=(2, 40_000)).astype(np.float32)


@pytest.fixture
def record():
    reads = []

    def read(rows, first, last):
        reads.append(last - first)
        return WHOLE[list(rows), first:last]

    record = Record("r", StoredSignal(read, range(2), WHOLE.shape[1], source="state"), 250.0, ("I", "II"))
    record.mv.reads = reads
    return record


def same(one, other):
    assert [level.block for level in one.levels] == [level.block for level in other.levels]
    for a, b in zip(one.levels, other.levels, strict=True):
        np.testing.assert_array_equal(a.low, b.low)
        np.testing.assert_array_equal(a.high, b.high)


def test_the_second_time_nothing_is_built(record):
    first = kept_pyramid(record, NO_PROGRESS)
    assert sum(record.mv.reads) == WHOLE.shape[1], "read once"
    second = kept_pyramid(record, NO_PROGRESS)
    assert sum(record.mv.reads) == WHOLE.shape[1], "and not again"
    same(first, second)
    assert second.mv is record.mv
    (file,) = overview_folder().iterdir()
    assert file.stat().st_mode & 0o077 == 0, "for nobody else's eyes"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_built_anew(record, damage, caplog):
    first = kept_pyramid(record, NO_PROGRESS)
    (file,) = overview_folder().iterdir()
    file.write_bytes(file.read_bytes()[:-300] if damage is None else damage)
    same(first, kept_pyramid(record, NO_PROGRESS))
    assert "cannot be read" in caplog.text
    same(first, kept_pyramid(record, NO_PROGRESS))


def test_a_record_in_memory_is_not_kept(record):
    kept_pyramid(Record("r", WHOLE, 250.0, ("I", "II")), NO_PROGRESS)
    assert not overview_folder().exists()


def test_what_was_cancelled_is_not_kept(record):
    class Stop:
        def report(self, fraction, message=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        kept_pyramid(record, Stop())
    assert not overview_folder().exists()


def test_the_oldest_make_room(record, monkeypatch):
    kept_pyramid(record, NO_PROGRESS)
    (old,) = overview_folder().iterdir()
    monkeypatch.setattr(overview_store, "MAX_BYTES", int(1.5 * old.stat().st_size))
    other = Record("s", StoredSignal(lambda r, a, b: WHOLE[list(r), a:b], range(2), 40_000, source="x"), 250.0, "ab")
    kept_pyramid(other, NO_PROGRESS)
    assert old not in list(overview_folder().iterdir())
    assert len(list(overview_folder().iterdir())) == 1


def test_where_the_cache_cannot_be_written_to_it_is_read_all_the_same(record, monkeypatch):
    first = kept_pyramid(record, NO_PROGRESS)

    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    same(first, kept_pyramid(record, NO_PROGRESS))
    assert sum(record.mv.reads) == WHOLE.shape[1], "built once"
