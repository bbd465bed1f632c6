"""How near a resampled ECG comes to what PTB-XL's 100 Hz files hold, by the rate it was recorded at.

    python benchmarks/resampling_error.py --data PTBXL --records500 DIR

DIR holds PTB-XL records at 500 Hz (NNNNN_hr), PTBXL the published 100 Hz files. Those of fold 10 are left out. Each
500 Hz ECG is first brought to the other rate by an independent method, trigonometric interpolation of the mirrored ECG
evaluated at the wanted times (no content above 45 % of the rate), and then to 100 Hz by the program. Half a second at
either end is left out of the table; what its end is like is said below it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import wfdb
from scipy.signal import czt

from ecg_imn_desktop.analysis.resampling import resample
from quality_gate import read_table

FS = 500
RATES = (500, 1000, 2000, 360, 257, 250, 128, 62.4725, 50)
EDGE, END = 50, 10


def read_mv(path: Path) -> np.ndarray:
    return wfdb.rdrecord(str(path)).p_signal.T


def by_trigonometry(mv: np.ndarray, fs_out: float) -> np.ndarray:
    """(lead, sample) at ``fs_out``: the periodic band-limited function through the mirrored samples, at new times."""
    n = mv.shape[1]
    spectrum = np.fft.rfft(np.concatenate([mv, mv[:, ::-1]], axis=1), axis=1) / (2 * n)
    hz = np.arange(spectrum.shape[1]) * FS / (2 * n)
    spectrum[:, hz >= min(0.45 * fs_out, 0.499 * FS)] = 0
    spectrum[:, 1:] *= 2
    step = np.exp(2j * np.pi * FS / (2 * n) / fs_out)
    return czt(spectrum, round(n * fs_out / FS), step, axis=1).real


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of PTB-XL (records100/)")
    parser.add_argument("--records500", type=Path, required=True, help="folder of PTB-XL records at 500 Hz")
    options = parser.parse_args()
    at_100 = {f"{int(r['ecg_id']):05d}_hr": options.data / r["filename_lr"] for r in read_table(options.data)}
    paths = [path.with_suffix("") for path in sorted(options.records500.glob("*_hr.hea")) if path.stem in at_100]
    pairs = [(read_mv(path), read_mv(at_100[path.name])) for path in paths]
    print(f"| recorded at, Hz | median error of {len(pairs)} ECGs, uV RMS | worst, uV RMS | largest sample error, uV |")
    print("| ---: | ---: | ---: | ---: |")
    for fs in RATES:
        rms, peak = [], []
        for hr, lr in pairs:
            there = hr if fs == FS else by_trigonometry(hr, fs)
            error_uv = 1e3 * (resample(there, fs, 100) - lr)[:, EDGE:-EDGE]
            rms.append(np.sqrt(np.mean(error_uv**2)))
            peak.append(np.abs(error_uv).max())
        print(f"| {fs:g} | {np.median(rms):.2f} | {np.max(rms):.2f} | {np.max(peak):.1f} |")
    ends_mv = [np.abs(resample(hr, FS, 100) - lr)[:, -END:].max() for hr, lr in pairs]
    print(f"\nLargest error in the last 0.1 s, from 500 Hz: {np.median(ends_mv):.2f} mV (median of these ECGs).")


if __name__ == "__main__":
    main()
