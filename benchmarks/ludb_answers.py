"""The network on ECGs from elsewhere: LUDB, whose diagnoses it has never seen, against what cardiologists wrote there.

    python benchmarks/ludb_answers.py --ludb LUDB [--models imn-1d twin-1d] [--markdown docs/other-ecgs.md]

LUDB (200 ECGs, St Petersburg; Kalyakulina et al., IEEE Access 2020, doi 10.1109/ACCESS.2020.3029211) is another
hospital, another device and another vocabulary than PTB-XL. ``DIAGNOSES`` says which of its statements stands for which
class; it was written down before the first answer was looked at. Digital values are taken as microvolts, since the
gains of its headers are no calibration. Prints a Markdown table or puts it between the marks of a document.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.card import ModelCard
from ecg_imn_desktop.model.catalogue import find_model
from ecg_imn_desktop.model.session import load_network
from ecg_imn_desktop.model.window import model_window
from ecg_imn_desktop.training.bootstrap import areas, draw_counts, interval_from
from ecg_imn_desktop.training.ludb import N_RECORDS, read_ludb
from ecg_imn_desktop.training.tables import put_between

START, END = "<!-- made by benchmarks/ludb_answers.py -->", "<!-- end -->"

MIN_BEARING = 4

MI = ("Scar formation:", "STEMI:")
ANTERIOR = tuple(f"{what} {wall}" for what in MI for wall in ("anterior", "septal", "apical"))
INFERIOR = tuple(f"{what} inferior" for what in MI)
LATERAL = tuple(f"{what} lateral" for what in MI)
BLOCKS: dict[str, tuple[str, ...]] = {
    "CLBBB": ("Complete left bundle branch block",),
    "CRBBB": ("Complete right bundle branch block",),
    "ILBBB": ("Incomplete left bundle branch block",),
    "IRBBB": ("Incomplete right bundle branch block",),
    "IVCD": ("Non-specific intravintricular conduction delay",),
    "LAFB/LPFB": ("Left anterior hemiblock", "Left posterior hemiblock"),
    "_AVB": ("I degree AV", "II degree AV", "III degree AV"),
}
CHAMBERS: dict[str, tuple[str, ...]] = {
    "LVH": ("Left ventricular hypertrophy",),
    "RVH": ("Right ventricular hypertrophy",),
    "LAO/LAE": ("Left atrial hypertrophy", "Left atrial overload"),
    "RAO/RAE": ("Right atrial hypertrophy", "Right atrial overload"),
}
UNCLEAR = ("Undefined ischemia/scar",)  # an infarction or not: neither for nor against one
ST_T = ("Non-specific repolarization", "Ischemia:", "Left ventricular overload", *UNCLEAR)

# Class: the beginnings of LUDB's statements of which any stands for it. NORM is what bears none of the rest.
DIAGNOSES: dict[str, tuple[str, ...]] = {
    "MI": MI,
    "AMI": ANTERIOR,
    "IMI": INFERIOR,
    "LMI": LATERAL,
    "STTC": ST_T,
    "CD": tuple(beginning for beginnings in BLOCKS.values() for beginning in beginnings),
    **BLOCKS,
    "HYP": tuple(beginning for beginnings in CHAMBERS.values() for beginning in beginnings),
    **CHAMBERS,
}
# What a normal ECG may have besides.
NORMAL = ("Rhythm: Sinus", "Rhythm: Irregular sinus", "Electric axis", "Early repolarization")


def statements(record: Record) -> list[str]:
    """LUDB's diagnoses of a record, from the comments of its header."""
    lines = [line.strip() for line in record.comments]
    return [line for line in lines if line and not line.startswith("<")]


def truth_of(said: list[str], name: str) -> float:
    """1, 0, or NaN where LUDB's statements leave the class open."""
    if name == "NORM":
        return float(all(line.startswith(NORMAL) for line in said))
    if any(line.startswith(DIAGNOSES[name]) for line in said):
        return 1.0
    is_open = name in ("MI", "AMI", "IMI", "LMI") and any(line.startswith(UNCLEAR) for line in said)
    return np.nan if is_open else 0.0


def answers_of(model: str, records: list[Record]) -> tuple[ModelCard, NDArray[np.float64]]:
    """The card, and what the model, interpretable or not, says of the first window of each: probabilities (n, K).

    ECGs that the program would refuse or mark for their signal count like all others.
    """
    card, network = load_network(find_model(model))
    windows = [model_window(record, 0.0, card.fs, card.n_samples) for record in records]
    x = torch.from_numpy(np.stack([card.preprocessing(window.mv, card.fs) for window in windows]))
    with torch.no_grad():
        logit = torch.cat([network(part) for part in x.split(32)]).double().numpy()
    return card, card.probability(logit)


def rows(said: list[list[str]], answers: dict[str, tuple[ModelCard, NDArray[np.float64]]]) -> Iterator[list[str]]:
    """A row for each class: how many bear it, for each model AUROC, then the first one's operating point of F1."""
    first = next(iter(answers))
    for name in ["NORM", *DIAGNOSES]:
        truth = np.array([truth_of(lines, name) for lines in said])
        known = np.isfinite(truth)
        bearing, against = int((truth == 1).sum()), int((truth == 0).sum())
        if bearing < MIN_BEARING:
            continue
        there, is_bearing = truth[known].astype(np.float32), truth[known] == 1
        counts = np.concatenate([np.ones((1, len(there))), draw_counts(len(there))])
        cells = [name, str(bearing), str(against)]
        for card, probability in answers.values():
            auroc = areas(there, probability[known, output_of(card, name)], counts)[0]
            found = interval_from(auroc[0], auroc[1:])
            cells.append(f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})")
        card, probability = answers[first]
        k = output_of(card, name)
        called = probability[known, k] >= card.outputs[k].info.threshold
        cells += [f"{called[is_bearing].mean():.2f}", f"{1 - called[~is_bearing].mean():.2f}"]
        yield cells


def what_hypertrophy_means(records: list[Record], said: list[list[str]]) -> str:
    """A sentence: how well voltage (Sokolow and Lyon, Am Heart J 1949) and age alone tell LUDB's hypertrophy."""
    voltage_mv = np.array([measure(record).sokolow_lyon_mv or 0.0 for record in records])
    age = np.array([float(record.comments[0].split(":")[1]) for record in records])
    truth = np.array([truth_of(lines, "LVH") for lines in said], np.float32)
    whole = np.ones((1, len(truth)))
    by_voltage, by_age = (areas(truth, score, whole)[0][0] for score in (voltage_mv, age))
    return (
        "LUDB's left ventricular hypertrophy by the Sokolow-Lyon voltage alone, as the program measures it: AUROC "
        f"{by_voltage:.2f}; by the patient's age alone: {by_age:.2f}."
    )


def output_of(card: ModelCard, name: str) -> int:
    return [c.name for c in card.classes].index(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ludb", type=Path, required=True, help="folder of LUDB")
    parser.add_argument("--models", nargs="+", default=["imn-1d", "twin-1d"], help="installed models, or folders")
    parser.add_argument("--markdown", type=Path, help="document with marks for the table")
    options = parser.parse_args()
    records = [read_ludb(options.ludb, number).record for number in range(1, N_RECORDS + 1)]
    said = [statements(record) for record in records]
    answers = {name: answers_of(name, records) for name in options.models}
    head = ["class", "ECGs with it", "without", *(f"AUROC, {name}" for name in answers)]
    head += [f"sensitivity, {options.models[0]}", "specificity"]
    lines = ["| " + " | ".join(head) + " |", "| --- " + "| ---: " * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows(said, answers)]
    lines += ["", what_hypertrophy_means(records, said)]
    print("\n".join(lines))
    if options.markdown:
        put_between(options.markdown, START, END, "\n".join(lines) + "\n\n")


if __name__ == "__main__":
    main()
