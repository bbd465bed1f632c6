"""Annotations that were saved beside a record: whatever they hold, the record opens and they are not lost."""

from __future__ import annotations

import copy
import functools
import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ecg_imn_desktop.core.annotations import Annotations, Note, Span, Statement
from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.core.measurements import Fiducials
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.io.annotations import annotations_from_dict, annotations_to_dict
from ecg_imn_desktop.io.autosave import BESIDE_SUFFIX, FORMAT, Places, load_annotations
from ecg_imn_desktop.simulate import simulate

from .target import Target, damage, somewhere

ODD: tuple[Any, ...] = (
    0, -1, 1, 1e308, -1e308, 1e-320, 10**400, float("nan"), float("inf"), "", "x", "\u2028\u202e", "\ud800", "V1",
    None, True, [], {},
    [[]], ["x"], [1, 2], {"a": 1}, "9" * 10_000, "w" * 25_000, "2024-02-30", "0001-01-01", 1.5, "W " * 9000,
    [0.5] * 20_000,
)  # fmt: skip
IDENTITY = "0123abcd"


@functools.cache
def record() -> Record:
    """What they are annotations of."""
    return replace(simulate("normal", fs=250, duration_s=5).record, source=None)


@functools.cache
def valid() -> str:
    """Some of everything."""
    r = np.array([1.0, 2.0, 3.0])
    p_on, p_off, qrs_on, qrs_off, t_on, t_off = (r + dt for dt in (-0.2, -0.1, -0.05, 0.05, 0.2, 0.35))
    some = Annotations(
        (Note(1.0, "V1", "rsR"), Note(2.5, None, "a remark\nof two lines")),
        Statement("Right bundle branch block.", "Dr X", date(2024, 2, 29)),
        (Span("II", 1.0, 1.4, 0.0, 1.0), Span("V6", 2.0, 1.5, -1.0, 1.0, has_mv=False)),
        {0: Fiducials(r, p_on, p_off, qrs_on, qrs_off, t_on, t_off, frozenset({"qrs_onset"}))},
    )
    return json.dumps(
        {"format": FORMAT, "schema_version": 1, "record_identity": IDENTITY, "annotations": annotations_to_dict(some)}
    )


class SavedAnnotations(Target):
    """A file beside the record; now and then another one in the user's folder."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next one."""
        path = folder / f"r.hea{BESIDE_SUFFIX}"
        path.write_bytes(make(rng))
        if rng.random() < 0.2:
            (folder / "user.json").write_bytes(make(rng))
        return path

    def use(self, path: Path, rng: random.Random) -> None:
        """Load and use them. What could not be read was set aside as it was; it is put back for the next look."""
        folder = path.parent
        before = {p.name: p.read_bytes() for p in folder.iterdir()}
        loaded = load_annotations(Places(IDENTITY, folder / "user.json", path), rng.random() < 0.5)
        for kept in folder.glob("*.unread-*"):
            kept.rename(folder / kept.name.split(".unread-")[0])
        assert {p.name: p.read_bytes() for p in folder.iterdir()} == before, "something was lost"
        if loaded.complaint and (fault := self.judge(loaded.complaint, path)):
            raise AssertionError(fault)
        if loaded.annotations is not None:
            again = json.loads(json.dumps(annotations_to_dict(loaded.annotations), allow_nan=False))
            assert annotations_to_dict(annotations_from_dict(again)) == again
            if rng.random() < 0.05:
                _print(loaded.annotations)
        if loaded.complaint:
            raise RecordError(loaded.complaint)


def _print(annotations: Annotations) -> None:
    """A page with all of it."""
    from ecg_imn_desktop.report.document import Document
    from ecg_imn_desktop.report.options import PageOptions
    from ecg_imn_desktop.report.pdf import pdf_bytes

    statement = annotations.statement
    options = PageOptions(
        statement=statement.text, reviewed_by=statement.reviewed_by, reviewed_on=statement.reviewed_on,
        notes=annotations.notes,
    )  # fmt: skip
    pdf_bytes(Document(record(), None, None, options))


def make(rng: random.Random) -> bytes:
    """A file a few edits away from a good one, damaged, or no JSON."""
    stored = copy.deepcopy(json.loads(valid()))
    for _ in range(rng.choice((0, 1, 1, 1, 2, 4))):
        _change(stored, rng)
    if rng.random() < 0.02:
        stored = rng.choice(ODD)
    content = json.dumps(stored).encode()
    if rng.random() < 0.2:
        content = damage(content, rng)
    if rng.random() < 0.01:
        content = rng.choice((b"[" * 100_000, b'{"a":' * 100_000, b"", b"\xff\xfe", b"1" * 10_000, b"null"))
    return content


def _change(tree: Any, rng: random.Random) -> None:
    """Another value somewhere, or one less, or many more of them."""
    if (found := somewhere(tree, rng)) is None:
        return
    place, key = found
    kind = rng.random()
    if kind < 0.15:
        del place[key]
    elif kind < 0.25 and isinstance(place, list):
        place += [copy.deepcopy(place[key])] * rng.choice((1, 200, 12_000))
    else:
        place[key] = copy.deepcopy(rng.choice(ODD))


TARGET = SavedAnnotations()
