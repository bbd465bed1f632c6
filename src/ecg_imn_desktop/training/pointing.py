"""Does the evidence lie where it belongs? LUDB's waves, drawn by cardiologists, and the simulator's known truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import wfdb
from numpy.typing import NDArray

from ..analysis.evidence import wave_labels
from ..analysis.resampling import resample
from ..core.errors import EcgError
from ..core.leads import STANDARD_LEADS
from ..core.measurements import WAVES
from ..core.progress import NO_PROGRESS, Progress
from ..simulate import simulate
from .bootstrap import Floats, mean_interval
from .ludb import N_RECORDS, LudbRecord, read_ludb
from .ptbxl import FS, N_SAMPLES
from .subjects import EXACT, Method

# Class -> (words of LUDB's diagnoses that make an ECG one of its, name of the waves where its evidence belongs). AV
# blocks are no matter of the QRS and are left out.
LUDB_GAMES: dict[str, tuple[tuple[str, ...], str]] = {
    "CD": (("bundle branch block", "left anterior hemiblock", "intravintricular conduction"), "QRS"),
    "STTC": (("ischemia", "repolarization abnormalities"), "ST-T"),
}

# Simulated condition -> outputs whose map is looked at.
SIMULATED_GAMES: dict[str, tuple[str, ...]] = {
    "anterior-mi": ("MI", "AMI"),
    "inferior-mi": ("MI", "IMI"),
    "rbbb": ("CD", "CRBBB"),
    "lbbb": ("CD", "CLBBB"),
    "lafb": ("CD", "LAFB/LPFB"),
    "lvh": ("HYP", "LVH"),
    "st-t-change": ("STTC",),
}
N_SIMULATED = 16

Mask = NDArray[np.bool_]


def shares(
    methods: Sequence[Method], mv: NDArray[np.floating], name: str, places: Mapping[str, Mask], counted: Mask
) -> dict[str, Any]:
    """Share of the positive evidence for a class that lies in each of ``places``; masks are (B, 12, L).

    Only evidence in ``counted`` counts. Per place: chance, the share of ``counted`` that the place takes, and per
    method the mean share and its paired difference to that of W * x, with intervals.
    """
    found: dict[str, dict[str, Floats]] = {place: {} for place in places}
    for method in methods:
        x = method.subject.x(mv)
        positive = np.maximum(method.map(x, method.subject.output(name)).numpy(), 0) * counted
        total = positive.sum(axis=(1, 2))
        for place, inside in places.items():
            held = (positive * inside).sum(axis=(1, 2)) / np.maximum(total, 1e-30)
            found[place][method.name] = np.where(total > 0, held, np.nan)
    return {
        place: {
            "n_records": len(mv),
            "chance": round(float((inside & counted).sum() / counted.sum()), 4),
            "methods": {
                method: {
                    "share": mean_interval(share).as_dict(),
                    "exact_minus_this": mean_interval(found[place][EXACT] - share).as_dict(),
                }
                for method, share in found[place].items()
            },
        }
        for place, inside in places.items()
    }


# --------------------------------------------------------------------------------------------------- LUDB


def ludb_game(
    methods: Sequence[Method], folder: Path, progress: Progress = NO_PROGRESS, limit: int | None = None
) -> dict[str, Any]:
    """Evidence for CD in the QRS and for STTC in ST-T (QRS offset to T offset), on LUDB's ECGs with such a diagnosis.

    Only the annotated part of an ECG counts. Raises EcgError if ``folder`` is no LUDB.
    """
    known = [c.name for c in methods[0].subject.card.classes]
    out: dict[str, Any] = {}
    for name, (words, wave) in LUDB_GAMES.items():
        if name not in known:
            continue
        progress.report(len(out) / len(LUDB_GAMES), f"LUDB: evidence for {name} in the {wave}")
        chosen = [read_ludb(folder, number) for number in ludb_with(folder, words)[:limit]]
        masks = [ludb_masks(e) for e in chosen]
        mv = np.stack([resample(e.record.mv, e.record.fs, FS)[:, :N_SAMPLES] for e in chosen])
        inside = _over_leads([m[wave] for m in masks])
        counted = _over_leads([m["span"] for m in masks])
        out[name] = {"wave": wave, **shares(methods, mv, name, {wave: inside}, counted)[wave]}
    return out


def ludb_with(folder: Path, words: Sequence[str]) -> list[int]:
    """Numbers of the records whose diagnoses hold one of ``words``. Raises EcgError if ``folder`` is no LUDB."""
    found = []
    for number in range(1, N_RECORDS + 1):
        try:
            comments = wfdb.rdheader(str(folder / "data" / str(number))).comments
        except OSError as error:
            raise EcgError(f"'{folder}' is no LUDB folder: record {number} cannot be read.", str(error)) from error
        if any(word in line.lower() for line in comments for word in words):
            found.append(number)
    return found


def ludb_masks(example: LudbRecord) -> dict[str, Mask]:
    """Which samples at 100 Hz lie in "P", "QRS", "ST-T" and in the annotated "span", each (1000,)."""
    time_s = np.arange(N_SAMPLES) / FS
    span = (time_s >= example.span_s[0]) & (time_s < example.span_s[1])
    qrs, t = example.of("QRS"), example.of("T")
    masks = {
        "P": _within(time_s, [(w.onset_s, w.offset_s) for w in example.of("P")]),
        "QRS": _within(time_s, [(w.onset_s, w.offset_s) for w in qrs]),
    }
    after = [q.onset_s for q in qrs[1:]] + [np.inf]
    st_t = []
    for q, next_onset in zip(qrs, after, strict=True):
        ends = [w.offset_s for w in t if q.offset_s < w.peak_s < next_onset]
        st_t += [(q.offset_s, max(ends))] if ends else []
    masks["ST-T"] = _within(time_s, st_t)
    return {name: mask & span for name, mask in masks.items()} | {"span": span}


def _within(time_s: Floats, spans: list[tuple[float, float]]) -> Mask:
    inside = np.zeros(len(time_s), dtype=bool)
    for begin, end in spans:
        inside |= (time_s >= begin) & (time_s < end)
    return inside


def _over_leads(masks: list[Mask]) -> Mask:
    return np.repeat(np.stack(masks)[:, None], len(STANDARD_LEADS), axis=1)


# ---------------------------------------------------------------------------------------------- simulator


def simulator_game(
    methods: Sequence[Method], n_each: int = N_SIMULATED, progress: Progress = NO_PROGRESS
) -> dict[str, Any]:
    """Evidence in the leads and waves that the simulator made abnormal; ``n_each`` ECGs of every condition."""
    known = [c.name for c in methods[0].subject.card.classes]
    out: dict[str, Any] = {}
    for done, (condition, outputs) in enumerate(SIMULATED_GAMES.items()):
        progress.report(done / len(SIMULATED_GAMES), f"simulated {condition}")
        made = [simulate(condition, fs=FS, duration_s=N_SAMPLES / FS, seed=1000 + i) for i in range(n_each)]
        mv = np.stack([ecg.record.mv for ecg in made])
        truth = made[0].truth
        leads = np.isin(STANDARD_LEADS, truth.territory)
        wanted = [WAVES.index(wave) for wave in truth.abnormal_wave]
        waves = np.stack([np.isin(wave_labels(ecg.truth.fiducials, FS, N_SAMPLES), wanted) for ecg in made])
        everywhere = np.ones(mv.shape, dtype=bool)
        in_leads = np.broadcast_to(leads[None, :, None], mv.shape)
        in_waves = np.broadcast_to(waves[:, None, :], mv.shape)
        places = {"leads": in_leads, "waves": in_waves, "both": in_leads & in_waves}
        out[condition] = {
            "leads": list(truth.territory),
            "waves": list(truth.abnormal_wave),
            "maps": {name: shares(methods, mv, name, places, everywhere) for name in outputs if name in known},
        }
    return out
