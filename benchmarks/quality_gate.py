"""How often the quality gate is wrong: false alarms on clean ECGs, detection of the same ECGs spoiled on purpose.

    python benchmarks/quality_gate.py --data PTBXL [--records500 DIR] [--ludb DIR] [--markdown docs/quality.md]

PTBXL is the folder of PTB-XL (records100/, ptbxl_database.csv). An ECG counts as clean if all four remarks on signal
quality (baseline_drift, static_noise, burst_noise, electrodes_problems) are empty. The false alarms are of all of fold
9; ``--limit`` clean ECGs of it, drawn by chance, are spoiled. In brackets stand 95 % intervals (Wilson, J Am Stat Assoc
1927;22:209-212). Fold 10 is never read: of the PTB-XL records at 500 Hz in
``--records500`` those of fold 10 are left out (powerline can only be seen at that rate). ``--ludb`` is LUDB's folder.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise, repeat
from pathlib import Path

import numpy as np
import wfdb
from scipy.stats import binomtest

from ecg_imn_desktop.analysis import electrodes, quality
from ecg_imn_desktop.core.leads import CHEST_LEADS, LIMB_LEADS, STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.simulate.noise import CLEAN, Disturbance
from ecg_imn_desktop.simulate.projection import EIGHT_FROM_ELECTRODES, twelve_leads
from ecg_imn_desktop.training.tables import put_between

REMARKS = ("baseline_drift", "static_noise", "burst_noise", "electrodes_problems")
LEAD_NAMES = {lead.upper(): lead for lead in STANDARD_LEADS}
START, END = "<!-- made by benchmarks/quality_gate.py -->", "<!-- end -->"

pool: ProcessPoolExecutor | None = None

Spoil = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


def read_table(folder: Path) -> list[dict[str, str]]:
    with (folder / "ptbxl_database.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if int(row["strat_fold"]) <= 9]


def is_clean(row: dict[str, str]) -> bool:
    return not any(row[remark].strip() for remark in REMARKS)


def read_record(path: Path) -> Record:
    raw = wfdb.rdrecord(str(path))
    names = tuple(LEAD_NAMES[name.upper()] for name in raw.sig_name)
    return Record(raw.record_name, raw.p_signal.T.astype(np.float32), float(raw.fs), names)


def with_mv(record: Record, mv: np.ndarray) -> Record:
    return Record(record.name, mv.astype(np.float32), record.fs, record.lead_names)


def of_record(spoil: Spoil) -> Callable[[Record, np.random.Generator], Record]:
    return lambda record, rng: with_mv(record, spoil(record.mv.astype(float), record.fs, rng))


def row_of(lead: str) -> int:
    return STANDARD_LEADS.index(lead)


# --- spoiling -----------------------------------------------------------------------------------------------------


def with_limbs(mv: np.ndarray, lead_i: np.ndarray, lead_ii: np.ndarray) -> np.ndarray:
    """The same ECG with other limb leads, all six by Einthoven's and Goldberger's laws."""
    out = mv.copy()
    out[:6] = electrodes.EINTHOVEN_GOLDBERGER @ np.stack([lead_i, lead_ii])
    return out


def right_arm_on_right_leg(mv: np.ndarray, _fs: float, _rng: np.random.Generator) -> np.ndarray:
    """RA takes the potential of the legs (5 % of lead II between them); Wilson's terminal moves by a third of that."""
    out = with_limbs(mv, -0.95 * mv[2] + 0.05 * mv[0], 0.05 * mv[1])
    out[6:] = mv[6:] - 0.95 * mv[1] / 3
    return out


def one_lead(change: Callable[[np.ndarray, float, np.random.Generator], np.ndarray]) -> Spoil:
    def spoil(mv: np.ndarray, fs: float, rng: np.random.Generator) -> np.ndarray:
        out = mv.copy()
        lead = rng.integers(len(mv))
        out[lead] = change(out[lead], fs, rng)
        return out

    return spoil


def chest_lead_upside_down(mv: np.ndarray, _fs: float, rng: np.random.Generator) -> np.ndarray:
    out = mv.copy()
    out[row_of(rng.choice(CHEST_LEADS))] *= -1
    return out


def exchanged(first: str, second: str) -> Spoil:
    def spoil(mv: np.ndarray, _fs: float, _rng: np.random.Generator) -> np.ndarray:
        out = mv.copy()
        out[[row_of(first), row_of(second)]] = out[[row_of(second), row_of(first)]]
        return out

    return spoil


def clip(x: np.ndarray, _fs: float, _rng: np.random.Generator) -> np.ndarray:
    """The amplifier ends at 60 % of the tallest wave."""
    x = x - np.median(x)
    limit = 0.6 * np.abs(x).max()
    return np.clip(x, -limit, limit)


def half_flat(x: np.ndarray, fs: float, _rng: np.random.Generator) -> np.ndarray:
    x = x.copy()
    x[round(3 * fs) : round(7 * fs)] = 0.0
    return x


def burst(x: np.ndarray, fs: float, rng: np.random.Generator) -> np.ndarray:
    x = x.copy()
    x[round(3 * fs) : round(6 * fs)] += rng.normal(0, 0.15, round(3 * fs))
    return x


def jump(x: np.ndarray, _fs: float, _rng: np.random.Generator) -> np.ndarray:
    return np.where(np.arange(len(x)) > len(x) // 2, x + 3.0, x)


def mains(x: np.ndarray, fs: float, _rng: np.random.Generator) -> np.ndarray:
    return x + 0.1 * np.sin(2 * np.pi * 50 * np.arange(len(x)) / fs)


def sine(mv: np.ndarray, fs: float, rng: np.random.Generator) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * (1.2 * np.arange(mv.shape[1]) / fs + rng.uniform(0, 1, (len(mv), 1))))


def brown(mv: np.ndarray, _fs: float, rng: np.random.Generator) -> np.ndarray:
    x = np.cumsum(rng.normal(0, 1, mv.shape), axis=1)
    return 0.3 * (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)


def noise_in_all(size_mv: float) -> Spoil:
    return lambda mv, _fs, rng: mv + rng.normal(0, size_mv, mv.shape)


def cabrera(mv: np.ndarray, _fs: float, _rng: np.random.Generator) -> np.ndarray:
    return np.concatenate([[mv[4], mv[0], -mv[3], mv[1], mv[5], mv[2]], mv[6:]])


def other_gains(mv: np.ndarray, _fs: float, rng: np.random.Generator) -> np.ndarray:
    return np.concatenate([mv[:6] * 2 ** rng.uniform(-1, 1, (6, 1)), mv[6:]])


def wander(mv: np.ndarray, fs: float, rng: np.random.Generator) -> np.ndarray:
    noise = replace(CLEAN, wander_mv=0.2)
    source = Disturbance(noise, fs, mv.shape[1] / fs, 0.25, np.random.SeedSequence(int(rng.integers(2**32))))
    return mv + twelve_leads(EIGHT_FROM_ELECTRODES @ source.block(0, mv.shape[1]))


SPOILED: tuple[tuple[str, str, Spoil], ...] = (
    ("one lead flat", "flat", one_lead(lambda x, _fs, _rng: np.zeros_like(x))),
    ("one lead flat for 4 s", "flat", one_lead(half_flat)),
    ("one lead without a sample (NaN)", "no signal", one_lead(lambda x, _fs, _rng: np.full_like(x, np.nan))),
    ("one lead clipped at 60 % of its tallest wave", "clipped", one_lead(clip)),
    ("white noise, 0.05 mV RMS, in one lead", "noisy", one_lead(lambda x, _fs, rng: x + rng.normal(0, 0.05, len(x)))),
    ("white noise, 0.1 mV RMS, in one lead", "noisy", one_lead(lambda x, _fs, rng: x + rng.normal(0, 0.1, len(x)))),
    ("a burst of noise, 0.15 mV RMS for 3 s, in one lead", "noisy", one_lead(burst)),
    ("baseline of one lead jumps by 3 mV", "baseline", one_lead(jump)),
    ("electrodes RA and LA interchanged", "interchanged?", lambda mv, *_: with_limbs(mv, -mv[0], mv[2])),
    ("electrodes RA and LL interchanged", "interchanged?", lambda mv, *_: with_limbs(mv, -mv[2], -mv[1])),
    ("electrodes LA and LL interchanged", "interchanged?", lambda mv, *_: with_limbs(mv, mv[1], mv[0])),
    ("electrodes RA, LA, LL one place on", "interchanged?", lambda mv, *_: with_limbs(mv, mv[2], -mv[0])),
    ("electrodes RA, LA, LL one place back", "interchanged?", lambda mv, *_: with_limbs(mv, -mv[1], -mv[2])),
    ("electrodes RA and RL interchanged", "interchanged?", right_arm_on_right_leg),
    *((f"electrodes {a} and {b} interchanged", "interchanged?", exchanged(a, b)) for a, b in pairwise(CHEST_LEADS)),
    *((f"electrodes {a} and {b} interchanged", "interchanged?", exchanged(a, b))
      for a, b in zip(CHEST_LEADS, CHEST_LEADS[2:], strict=False)),
    ("chest leads in the reverse order", "interchanged?", lambda mv, *_: np.concatenate([mv[:6], mv[:5:-1]])),
    ("chest leads in any order", "interchanged?", lambda mv, _fs, rng: mv[[*range(6), *(6 + rng.permutation(6))]]),
    ("all twelve channels in the reverse order", "limb laws", lambda mv, *_: mv[::-1]),
    ("limb leads in the order of Cabrera", "limb laws", cabrera),
    ("played backwards", "time", lambda mv, *_: mv[:, ::-1]),
    ("baseline of all electrodes wanders, 0.2 mV RMS", "baseline", wander),
    ("gains of the limb leads wrong, each by 0.5 to 2 times", "lead gains", other_gains),
    ("channels I and II exchanged in the file", "limb laws", exchanged("I", "II")),
    ("channels aVR and aVL exchanged in the file", "limb laws", exchanged("aVR", "aVL")),
    ("channels III and V1 exchanged in the file", "limb laws", exchanged("III", "V1")),
    ("amplitudes 5 times too large", "gain", lambda mv, *_: 5 * mv),
    ("amplitudes 5 times too small", "gain", lambda mv, *_: mv / 5),
    ("amplitudes 10 times too small", "gain", lambda mv, *_: mv / 10),
    ("amplitudes 10 times too large", "gain", lambda mv, *_: 10 * mv),
    ("amplitudes 1000 times too small", "gain", lambda mv, *_: mv / 1000),
    ("amplitudes 1000 times too large (uV read as mV)", "gain", lambda mv, *_: mv * 1000),
    ("all leads turned over", "polarity", lambda mv, *_: -mv),
    ("the chest leads turned over", "polarity", lambda mv, *_: np.concatenate([mv[:6], -mv[6:]])),
    ("V2 holds V1's signal", "copied", lambda mv, *_: mv[[0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11]]),
    ("lead II in all twelve leads", "copied", lambda mv, *_: np.repeat(mv[1:2], 12, axis=0)),
    ("a sine wave of 1.2 Hz and 0.5 mV in all leads, each of its own phase", "no beats", sine),
    ("white noise, 0.15 mV RMS, added to all leads", "heavy noise", noise_in_all(0.15)),
    ("white noise, 0.1 mV RMS, added to all leads", "noisy", noise_in_all(0.1)),
    ("white noise, 0.3 mV RMS, instead of the ECG", "no beats", lambda mv, _fs, rng: rng.normal(0, 0.3, mv.shape)),
    ("brown noise, 0.3 mV RMS, instead of the ECG", "no beats", brown),
    ("one chest lead upside down", "inverted", chest_lead_upside_down),
    ("the first 8 s alone", "length", lambda mv, fs, _rng: mv[:, : round(8 * fs)]),
    ("the first 6 s alone", "short", lambda mv, fs, _rng: mv[:, : round(6 * fs)]),
    ("the first 4 s alone", "short", lambda mv, fs, _rng: mv[:, : round(4 * fs)]),
)  # fmt: skip


def without(leads: Sequence[str], count: int) -> Callable[[Record, np.random.Generator], Record]:
    """Drop ``count`` of ``leads``, drawn by chance, as if the file had never held them."""

    def drop(record: Record, rng: np.random.Generator) -> Record:
        dropped = rng.choice(leads, count, replace=False)
        kept = [row for row, lead in enumerate(record.lead_names) if lead not in dropped]
        return replace(record, mv=record.mv[kept], lead_names=tuple(record.lead_names[row] for row in kept))

    return drop


# Files that hold fewer leads: other channels, not another signal in the same ones.
ABSENT: tuple[tuple[str, str, Callable[[Record, np.random.Generator], Record]], ...] = (
    ("one chest lead is not in the file", "missing", without(CHEST_LEADS, 1)),
    ("two chest leads are not in the file", "missing", without(CHEST_LEADS, 2)),
    ("three chest leads are not in the file", "missing", without(CHEST_LEADS, 3)),
    ("five limb leads are not in the file", "missing", without(LIMB_LEADS, 5)),
    ("four limb leads are not in the file: they follow from two", "missing", without(LIMB_LEADS, 4)),
)  # fmt: skip


# --- counting -----------------------------------------------------------------------------------------------------


def in_parallel(
    judge: Callable[[Record], tuple[set[str], bool]], records: list[Record]
) -> Iterable[tuple[set[str], bool]]:
    """``judge`` every record, in the order of the records, by the processes of ``--jobs``."""
    return pool.map(judge, records, chunksize=16) if pool else map(judge, records)


def judged(record: Record) -> tuple[set[str], bool]:
    """The kinds of problems of a record, and whether it is usable."""
    report = quality.check_quality(record)
    return {problem.kind for problem in report.problems}, report.is_usable


def is_stated_paced(row: dict[str, str]) -> bool:
    return "'PACE'" in row["scp_codes"]


def kinds_of(records: list[Record], rows: list[dict[str, str]] | None = None) -> tuple[Counter[str], int]:
    """How many records have each kind of problem ("any": at least one), and how many are not usable.

    A pacemaker that is said where the record's row states one is no false alarm, and does not count.
    """
    kinds: Counter[str] = Counter()
    unusable = 0
    stated = map(is_stated_paced, rows) if rows else repeat(False)
    for (found, is_usable), is_paced in zip(in_parallel(judged, records), stated, strict=False):
        if is_paced:
            found = found - {"paced"}
        kinds.update(found | ({"any"} if found else set()))
        unusable += not is_usable
    return kinds, unusable


def with_interval(count: int, n: int, digits: int = 1) -> str:
    """A share in percent and its 95 % interval: "98.3 (91-100)"."""
    between = binomtest(count, n).proportion_ci(method="wilson")
    low, high = (f"{100 * limit:.{digits - 1}f}" for limit in (between.low, between.high))
    return f"{100 * count / n:.{digits}f} ({low}-{high})"


def false_alarm_table(folder: Path, rows: list[dict[str, str]]) -> str:
    groups = {"clean": [r for r in rows if is_clean(r)]}
    groups |= {remark: [r for r in rows if r[remark].strip()] for remark in REMARKS[:3]}
    counted = {}
    for name, group in groups.items():
        counted[name] = (len(group), *kinds_of([read_record(folder / r["filename_lr"]) for r in group], group))
    order = [kind for kind, _ in sum((c[1] for c in counted.values()), Counter()).most_common() if kind != "any"]

    def cells_of(shares: list[tuple[int, int]]) -> list[str]:
        return [with_interval(*shares[0], 2), *(f"{100 * count / max(n, 1):.2f}" for count, n in shares[1:])]

    lines = [
        "| ECGs of fold 9, % with a warning | " + " | ".join(f"{n} (n = {c[0]})" for n, c in counted.items()) + " |",
        "| --- |" + " ---: |" * len(counted),
    ]
    for kind in [*order, "any"]:
        cells = cells_of([(kinds[kind], n) for n, kinds, _ in counted.values()])
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    cells = cells_of([(unusable, n) for n, _, unusable in counted.values()])
    return "\n".join([*lines, "| no prediction (not usable) | " + " | ".join(cells) + " |"])


def detection_table(records: list[Record], clean_kinds: Counter[str]) -> str:
    rng = np.random.default_rng(0)
    n = len(records)
    lines = [
        f"| what was done to {n} clean ECGs | check | detected, % | any warning, % | no prediction, % "
        "| check before that, % |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    spoilers = [(what, kind, of_record(spoil), rng) for what, kind, spoil in SPOILED]
    # Draws of their own, so that the rows above stay what they are.
    spoilers += [(*row, np.random.default_rng(1)) for row in ABSENT]
    for what, kind, spoil, draws in spoilers:
        kinds, refused = kinds_of([spoil(r, draws) for r in records])
        others = " | ".join(f"{100 * count / n:.1f}" for count in (kinds["any"], refused, clean_kinds[kind]))
        lines.append(f"| {what} | {kind} | {with_interval(kinds[kind], n)} | {others} |")
    return "\n".join(lines)


# What a wrong header claims: (words, factor of the rate, factor of the amplitudes).
FALSE_CLAIMS: tuple[tuple[str, float, float], ...] = (
    ("500 Hz for 100 Hz", 5.0, 1.0),
    ("twice the rate", 2.0, 1.0),
    ("half the rate", 0.5, 1.0),
    ("a fifth of the rate", 0.2, 1.0),
    ("200 for 1000 units/mV", 1.0, 5.0),
    ("1000 for 200 units/mV", 1.0, 0.2),
)


def claims_table(records: list[Record]) -> str:
    """Headers that claim another rate or gain than the file has: how many ECGs are warned of or refused."""
    lines = [
        f"| the header claims ({len(records)} clean ECGs) | warned or refused, % | refused, % | by check, % |",
        "| --- | ---: | ---: | --- |",
    ]
    for what, rate, gain in FALSE_CLAIMS:
        reports = [quality.check_quality(replace(r, mv=r.mv * np.float32(gain), fs=r.fs * rate)) for r in records]
        kinds = Counter(kind for report in reports for kind in {problem.kind for problem in report.problems})
        unusable = sum(not report.is_usable for report in reports)
        caught = sum(bool(report.problems) or not report.is_usable for report in reports)
        n = len(records)
        most = ", ".join(f"{kind} {100 * count / n:.0f}" for kind, count in kinds.most_common())
        lines.append(f"| {what} | {with_interval(caught, n)} | {100 * unusable / n:.1f} | {most} |")
    return "\n".join(lines)


def table_500(folder: Path, known: set[str]) -> str:
    paths = [path.with_suffix("") for path in sorted(folder.glob("*_hr.hea")) if path.stem in known]
    records = [read_record(path) for path in paths]
    rng = np.random.default_rng(0)
    lines = [f"| {len(records)} ECGs at 500 Hz | check | warned, % |", "| --- | --- | ---: |"]
    spoiled: tuple[tuple[str, str, Spoil], ...] = (
        ("as recorded", "powerline", lambda mv, *_: mv),
        ("50 Hz, 0.1 mV amplitude, in one lead", "powerline", one_lead(mains)),
        ("as recorded", "clipped", lambda mv, *_: mv),
        ("one lead clipped at 60 % of its tallest wave", "clipped", one_lead(clip)),
    )
    for what, kind, spoil in spoiled:
        kinds, _ = kinds_of([with_mv(r, spoil(r.mv.astype(float), r.fs, rng)) for r in records])
        lines.append(f"| {what} | {kind} | {100 * kinds[kind] / len(records):.1f} |")
    times_ms = []
    for record in records * 3:
        start = time.perf_counter()
        quality.check_quality(record)
        times_ms.append(1e3 * (time.perf_counter() - start))
    print(
        f"Time of all checks of an ECG at 500 Hz: median {np.median(times_ms):.1f} ms.\n"
    )  # of this computer: no table
    return "\n".join(lines)


def read_ludb(folder: Path, by_header: bool) -> list[Record]:
    """LUDB's ECGs in mV, by the gains of the headers or the digital values as microvolts; named by their numbers."""
    records = []
    for path in sorted((folder / "data").glob("*.hea")):
        raw = wfdb.rdrecord(str(path.with_suffix("")), physical=by_header)
        mv = raw.p_signal.T if by_header else raw.d_signal.T / 1000
        records.append(Record(path.stem, mv.astype(np.float32), float(raw.fs), STANDARD_LEADS))
    return records


def paced_in_ludb(folder: Path) -> set[str]:
    """Numbers of the ECGs whose cardiologists name a pacemaker."""
    with (folder / "ludb.csv").open(newline="", encoding="utf-8") as file:
        return {row["ID"] for row in csv.DictReader(file) if row["Cardiac pacing"].strip()}


def table_ludb(folder: Path) -> str:
    """False alarms on the ECGs of LUDB, and pacemakers found; digital values as microvolts, and as the headers say."""
    paced = paced_in_ludb(folder)
    found = []
    for by_header in (False, True):
        kinds: Counter[str] = Counter()
        records = read_ludb(folder, by_header)
        for record in records:
            report = quality.check_quality(record)
            names = {problem.kind for problem in report.problems}
            if "paced" in names:
                names = names - {"paced"} | {"paced, rightly" if record.name in paced else "paced, wrongly"}
            kinds.update(names | ({"any"} if names - {"paced, rightly"} else set()))
            kinds["no prediction"] += not report.is_usable
        found.append(kinds)
    lines = [
        f"| {len(records)} ECGs of LUDB, {len(paced)} with a pacemaker: number with a warning "
        "| digital value / 1000 mV | by the header |",
        "| --- | ---: | ---: |",
    ]
    for kind in sorted(set().union(*found), key=lambda k: (-found[0][k], k)):
        lines.append(f"| {kind} | " + " | ".join(str(kinds[kind]) for kinds in found) + " |")
    return "\n".join(lines)


def main() -> None:
    global pool
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of PTB-XL")
    parser.add_argument("--records500", type=Path, help="folder of PTB-XL records at 500 Hz")
    parser.add_argument("--ludb", type=Path, help="folder of LUDB")
    parser.add_argument("--markdown", type=Path, help="page whose tables are replaced")
    parser.add_argument("--limit", type=int, help="at most so many clean ECGs are spoiled")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args()
    if options.jobs > 1:
        pool = ProcessPoolExecutor(options.jobs)
    table = read_table(options.data)
    rows = [row for row in table if int(row["strat_fold"]) == 9]
    chosen = [row for row in rows if is_clean(row)]
    if options.limit:
        chosen = random.Random(0).sample(chosen, min(options.limit, len(chosen)))
    clean = [read_record(options.data / row["filename_lr"]) for row in chosen]
    text = false_alarm_table(options.data, rows) + "\n\n" + detection_table(clean, kinds_of(clean)[0])
    text += "\n\n" + claims_table(clean)
    if options.records500:
        text += "\n\n" + table_500(options.records500, {f"{int(row['ecg_id']):05d}_hr" for row in table})
    if options.ludb:
        text += "\n\n" + table_ludb(options.ludb)
    print(text)
    if options.markdown:
        put_between(options.markdown, START, END, f"{text}\n\n")


if __name__ == "__main__":
    main()
