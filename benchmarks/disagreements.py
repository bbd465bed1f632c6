"""How often the model and the measurements of one ECG disagree, and which of them PTB-XL's statements bear out.

    python benchmarks/disagreements.py PTBXL [--markdown docs/measurements.md]

All of fold 9 is answered by the shipped model and measured (fold 10 is not touched). A quarter of an hour of one core.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ecg_imn_desktop.core.disagreement import LONGEST_NORMAL_PR_MS, SURELY_LONG_PR_MS
from ecg_imn_desktop.core.doubt import LONGEST_QRS_MS, LONGEST_QTC_MS
from ecg_imn_desktop.model.catalogue import find_model
from ecg_imn_desktop.training.evaluate import answer_split
from ecg_imn_desktop.training.tables import put_between
from ptbxl_measurements import measured
from quality_gate import with_interval

START, END = "<!-- made by benchmarks/disagreements.py -->", "<!-- end -->"

AV_BLOCK = ("1AVB", "2AVB", "3AVB")
COMPLETE = ("CLBBB", "CRBBB")
CONDUCTION = (*COMPLETE, "ILBBB", "IRBBB", "IVCD", "LAFB", "LPFB", "WPW", *AV_BLOCK)


@dataclass(frozen=True)
class Case:
    """Classes that are said or not, and between what the measurement lies.

    One below ``high`` is borne out where PTB-XL has none of ``statements``, one without an upper limit where it has.
    """

    words: str
    classes: tuple[str, ...]
    is_said: bool
    column: str
    low: float
    high: float
    statements: tuple[str, ...]


def case(words: str, said: str, column: str, low: float, high: float, statements: tuple[str, ...]) -> Case:
    is_said = not said.startswith("not ")
    return Case(words, tuple(said.removeprefix("not ").split()), is_said, column, low, high, statements)


CASES = (
    *(case(f"AV block, PR under {t:.0f} ms", "_AVB", "pr_ms", 0, t, AV_BLOCK)
      for t in (190, LONGEST_NORMAL_PR_MS, 210)),
    *(case(f"no AV block, PR over {t:.0f} ms", "not _AVB", "pr_ms", t, np.inf, AV_BLOCK)
      for t in (200, SURELY_LONG_PR_MS, 240)),
    *(case(f"no AV block, PR over {t:.0f} ms; 'prolonged PR' counts, too", "not _AVB", "pr_ms", t, np.inf,
           (*AV_BLOCK, "LPR")) for t in (200, SURELY_LONG_PR_MS, 240)),
    *(case(f"a complete bundle branch block, QRS under {t} ms", "CLBBB CRBBB", "qrs_ms", 0, t, COMPLETE)
      for t in (100, 110, 120)),
    case(f"no conduction disturbance, QRS over {LONGEST_QRS_MS:.0f} ms", "not CD", "qrs_ms", LONGEST_QRS_MS, np.inf,
         CONDUCTION),
    case(f"no conduction disturbance, QRS over {LONGEST_QRS_MS:.0f} ms; a pacemaker counts, too", "not CD", "qrs_ms",
         LONGEST_QRS_MS, np.inf, (*CONDUCTION, "PACE")),
    *(case(f"left ventricular hypertrophy, Sokolow-Lyon under {t} mV", "LVH", "sokolow_lyon_mv", 0, t, ("LVH",))
      for t in (2.5, 3.5)),
    *(case(f"no left ventricular hypertrophy, Sokolow-Lyon over {t} mV", "not LVH", "sokolow_lyon_mv", t, np.inf,
           ("LVH",)) for t in (3.5, 4.0)),
    *(case(f"normal, QTc (Fridericia) over {t:.0f} ms", "NORM", "qtc_ms", t, np.inf, ("LNGQT",))
      for t in (460, LONGEST_QTC_MS)),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of PTB-XL")
    parser.add_argument("--model", default="imn-1d")
    parser.add_argument("--markdown", type=Path, help="page whose table is replaced")
    options = parser.parse_args()
    database = pd.read_csv(options.data / "ptbxl_database.csv", index_col="ecg_id")
    answered = answer_split(find_model(options.model), options.data, "val")
    ecg_id = answered.split.ecg_id
    positive = answered.probability >= [c.threshold for c in answered.card.classes]
    said = pd.DataFrame(positive, index=ecg_id, columns=answered.names)
    found, failures = measured(options.data, database.loc[ecg_id])
    assert not failures
    text = table(said, found.loc[ecg_id], database.scp_codes[ecg_id])
    print(text)
    if options.markdown:
        put_between(options.markdown, START, END, f"{text}\n\n")


def table(said: pd.DataFrame, found: pd.DataFrame, codes: pd.Series) -> str:
    lines = [
        f"| the model says ..., the measurement ... ({len(said)} ECGs of fold 9) | ECGs | % of all "
        "| PTB-XL's statements bear out the measurement, % |",
        "| --- | ---: | ---: | ---: |",
    ]
    for c in CASES:
        is_said = said[list(c.classes)].any(axis=1)
        values = found[c.column]
        disagree = (is_said == c.is_said) & (values > c.low) & (values < c.high)
        stated = codes.str.contains("|".join(f"'{s}'" for s in c.statements))
        right = int((disagree & (stated != (c.high < np.inf))).sum())
        n = int(disagree.sum())
        share = with_interval(right, n) if n else ""
        lines.append(f"| {c.words} | {n} | {100 * n / len(said):.1f} | {share} |")
    has_block = said["_AVB"]
    n_without = int(found["pr_ms"][has_block].isna().sum())
    return "\n".join(
        [*lines, "", f"AV block is said of {has_block.sum()} ECGs; in {n_without} of these no PR is measured."]
    )


if __name__ == "__main__":
    main()
