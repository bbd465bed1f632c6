"""What the high-pass before the model does to ST segments, against one that runs forwards only.

    python benchmarks/highpass_st.py --ludb DIR [--hz 0.5]

LUDB (digital values as microvolts, since the gains of its headers differ from lead to lead) and one simulated ECG
of each condition are measured as recorded and filtered: ST 60 ms after the J point on the median beat, against the
baseline before the QRS. Prints a Markdown table of the changes over all leads.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import wfdb
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt, sosfilt_zi

from ecg_imn_desktop.analysis.measure import measure
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.model.preprocessing import high_passed
from ecg_imn_desktop.simulate import CONDITIONS, simulate

Filter = Callable[[NDArray[np.float32], float], NDArray[np.float32]]


def forwards_only(hz: float) -> Filter:
    """A Butterworth high-pass of order 2 that starts in its steady state."""

    def filtered(mv: NDArray[np.float32], fs: float) -> NDArray[np.float32]:
        sos = butter(2, hz, "highpass", fs=fs, output="sos")
        first = sosfilt_zi(sos)[:, None, :] * mv[None, :, :1]
        return np.asarray(sosfilt(sos, mv, zi=first)[0], dtype=np.float32)

    return filtered


def st_mv(record: Record) -> NDArray[np.float64]:
    leads = measure(record).leads
    return np.array([leads[lead].st_j60_mv if lead in leads else np.nan for lead in record.lead_names])


def row(name: str, records: list[Record], chosen: Filter, before: list[NDArray[np.float64]]) -> str:
    after = [st_mv(replace(record, mv=chosen(record.mv, record.fs))) for record in records]
    change = np.abs(np.concatenate(after) - np.concatenate(before))
    change = change[np.isfinite(change)]
    median, p95 = np.quantile(change, [0.5, 0.95])
    return f"| {name} | {change.size} | {median:.3f} | {p95:.3f} | {100 * (change > 0.05).mean():.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ludb", type=Path, required=True, help="folder of LUDB")
    parser.add_argument("--hz", type=float, default=0.5)
    options = parser.parse_args()
    real = []
    for path in sorted((options.ludb / "data").glob("*.hea")):
        raw = wfdb.rdrecord(str(path.with_suffix("")), physical=False)
        real.append(Record("ecg", (raw.d_signal.T / 1000).astype(np.float32), raw.fs, STANDARD_LEADS))
    simulated = [simulate(name, seed=3).record for name in CONDITIONS if name != "noisy"]
    print("| change of ST, mV | leads | median | 95th percentile | > 0.05 mV, % |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, records in (("LUDB", real), ("simulated", simulated)):
        before = [st_mv(record) for record in records]
        filters: dict[str, Filter] = {
            f"{options.hz:g} Hz, no phase shift": lambda mv, fs: high_passed(mv, fs, options.hz),
            f"{options.hz:g} Hz, forwards only": forwards_only(options.hz),
        }
        for title, chosen in filters.items():
            print(row(f"{name}, {title}", records, chosen, before))


if __name__ == "__main__":
    main()
