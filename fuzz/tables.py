"""Tables of numbers as text (CSV, TSV, TXT): odd cells, lines, encodings, headings, time columns."""

from __future__ import annotations

import random
from pathlib import Path

from ecg_imn_desktop.core.leads import STANDARD_LEADS

from .target import EcgFile, damage, look_at

CELLS = (
    "", "0", "-1", "1e308", "-1e400", "1e-320", "nan", "NaN", "inf", "-Infinity", "null", "NA", "1,5", "1.5", "0x10",
    "1_000",
    "9" * 400, "--1", "+", ".", "=1+1", '"', "\u0663", "\uff11", "\0", "x" * 2000, "1 2", "1\t2", "1;2", "\u2028",
    "\x85", "\ufeff",
)  # fmt: skip
HEADINGS = (
    "time", "t [ms]", "time (s)", "Zeit", "sample", "#", "ms", "I", "II [uV]", "V1 (V)", "aVR[nV]", "RESP [NU]",
    "II", "x" * 500,
    "I [", "[mV]", "(uV)", "ä", "\u202eII", "=cmd", "1", "",
)  # fmt: skip
SCALES = ("", "#fs=500", "#units=uV", *["#fs=500&units=mV"] * 4)
DELIMITERS = (",", ";", "\t", " ", "  ")


class Tables(EcgFile):
    """``a.csv``, ``.tsv`` or ``.txt`` of up to 40 rows, sometimes far more; rate and units are given or not."""

    block = 1

    def write(self, folder: Path, rng: random.Random) -> Path:
        """The next table."""
        path = folder / ("a" + rng.choice((".csv", ".csv", ".tsv", ".txt")))
        path.write_bytes(make(rng))
        return path

    def use(self, path: Path, rng: random.Random) -> None:
        """Open it as it is, or with what a user would give."""
        from ecg_imn_desktop.io.opening import read_any

        look_at(read_any(str(path) + rng.choice(SCALES)))


def make(rng: random.Random) -> bytes:
    """A table a few edits away from a good one."""
    delimiter = rng.choice(DELIMITERS)
    n_columns = rng.choice((1, 2, 3, 12, 12, 13, 13))
    names = ["time [s]", *STANDARD_LEADS][13 - n_columns if n_columns < 13 else 0 :]
    rows = [[f"{rng.gauss(0, 1):.3f}" for _ in range(n_columns)] for _ in range(rng.choice((0, 1, 2, 5, 40)))]
    if n_columns == 13:
        for i, row in enumerate(rows):
            row[0] = f"{i * 0.002:.3f}"
    if rng.random() < 0.7:
        rows.insert(0, [name if name.startswith("time") else f"{name} [mV]" for name in names])
        for _ in range(rng.choice((0, 0, 1, 3))):
            rows[0][rng.randrange(n_columns)] = rng.choice(HEADINGS)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 3)) if rows else 0):
        row = rng.choice(rows)
        kind = rng.randrange(8)
        if kind <= 4 and row:
            row[rng.randrange(len(row))] = rng.choice(CELLS)
        elif kind == 5:
            row.append(rng.choice(CELLS))
        elif kind == 6 and row:
            row.pop()
        else:
            rows.append(rng.choice((["#", "x"], [""], row)))
    if rng.random() < 0.01:
        rows *= rng.choice((1, 500, 5000))
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    text = rng.choice(("", "", "\ufeff", "# note\n")) + end.join(delimiter.join(row) for row in rows)
    if rng.random() < 0.02:
        text = text.replace(delimiter, delimiter * rng.choice((2, 1000, 60_000)), 1)
    content = text.encode(rng.choice(("utf-8",) * 12 + ("latin-1", "utf-16", "utf-32")), errors="replace")
    return damage(content, rng) if rng.random() < 0.2 else content


TARGET = Tables()
