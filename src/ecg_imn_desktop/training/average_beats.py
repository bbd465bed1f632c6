"""The average beat of a class and where its evidence lies in it, for a figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ..analysis.evidence import average_evidence
from ..analysis.measure import measure
from ..core.analysis import Explanation
from ..core.leads import STANDARD_LEADS
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .evaluate import Evaluated
from .faithfulness import TERRITORIES
from .ptbxl import FS
from .subjects import Subject, contributions


def average_beats(evaluated: Evaluated, max_records: int, progress: Progress = NO_PROGRESS) -> dict[str, Any]:
    """Mean beat and mean contribution, over at most ``max_records`` ECGs that have a class and get it.

    Of every superclass and of the sub-classes with a territory. ``offset_s`` from the R peak; ``mv`` and
    ``contribution`` (logits a sample) are (lead, point). Every ECG counts once: its beats are averaged first.
    """
    subject = Subject(evaluated.card, evaluated.network)
    out: dict[str, Any] = {}
    shown = [k for k, c in enumerate(evaluated.card.classes) if c.parent is None or c.name in TERRITORIES]
    for i, k in enumerate(shown):
        info = evaluated.card.classes[k]
        called = evaluated.probability[:, k] >= info.threshold
        rows = np.flatnonzero((evaluated.split.main[:, k] > 0) & called)
        rows = np.sort(np.random.default_rng(0).permutation(rows)[:max_records])
        mv = evaluated.split.microvolt[rows] / np.float32(1000)
        mv = mv - np.median(mv, axis=2, keepdims=True)
        progress.report(i / len(shown), f"average beats of {info.name}")
        if not len(rows):
            continue
        with torch.no_grad():
            contribution = contributions(subject.network, subject.x(mv), k).numpy()
        beats, evidence, offset_s = [], [], None
        for ecg, of_ecg in zip(mv, contribution, strict=True):
            fiducials = measure(Record("", ecg, FS, STANDARD_LEADS)).fiducials
            traces = average_evidence(Explanation(ecg[None], FS, STANDARD_LEADS), fiducials, 0)
            if traces.n_beats:
                beats.append(traces.mean)
                evidence.append(average_evidence(Explanation(of_ecg[None], FS, STANDARD_LEADS), fiducials, 0).mean)
                offset_s = traces.offset_s
        if offset_s is not None:
            out[info.name] = {
                "n_records": len(beats),
                "offset_s": [round(float(t), 3) for t in offset_s],
                "mv": np.mean(beats, axis=0).round(4).tolist(),
                "contribution": np.mean(evidence, axis=0).round(6).tolist(),
            }
    return out
