"""What the answer would be without a part of the ECG: exact, with the W and b that were written for the whole of it."""

from __future__ import annotations

import numpy as np

from ..analysis.evidence import wave_table
from ..core.analysis import Analysis, ClassInfo
from ..core.doubt import doubt_mark
from ..core.measurements import WAVES, Measurements
from .language import tr
from .options import WhatIfRow
from .paper import Paper
from .words import percent, signed

Groups = tuple[tuple[str, tuple[str, ...]], ...]


def lead_groups() -> Groups:
    """Leads that look at one wall of the heart (or from one side); what is not in the record is left out."""
    return (
        (tr("V1-V4 (anterior)"), ("V1", "V2", "V3", "V4")),
        (tr("II III aVF (inferior)"), ("II", "III", "aVF")),
        (tr("I aVL V5 V6 (lateral)"), ("I", "aVL", "V5", "V6")),
        (tr("all limb leads"), ("I", "II", "III", "aVR", "aVL", "aVF")),
        (tr("all chest leads"), ("V1", "V2", "V3", "V4", "V5", "V6")),
    )


def wave_groups() -> Groups:
    """Waves that are taken away in all leads."""
    return (
        (tr("P and PR of all leads"), ("P", "PR")),
        (tr("QRS of all leads"), ("QRS",)),
        (tr("ST and T of all leads"), ("ST", "T")),
    )


def lead_rows(analysis: Analysis, class_index: int) -> list[WhatIfRow]:
    """Without each lead in turn."""
    logit = float(analysis.prediction.logit[class_index])
    shares = analysis.explanation.lead_contribution()[class_index]
    leads = analysis.explanation.lead_names
    return [WhatIfRow(lead, logit - float(share)) for lead, share in zip(leads, shares, strict=True)]


def group_rows(analysis: Analysis, measurements: Measurements | None, class_index: int) -> list[WhatIfRow]:
    """Without groups of leads and, where beats are known, without waves in all leads."""
    logit = float(analysis.prediction.logit[class_index])
    shares = analysis.explanation.lead_contribution()[class_index]
    leads = analysis.explanation.lead_names
    rows = []
    for title, members in lead_groups():
        inside = [leads.index(lead) for lead in members if lead in leads]
        if inside:
            rows.append(WhatIfRow(title, logit - float(shares[inside].sum())))
    if measurements is not None and measurements.fiducials.n_beats:
        table = wave_table(analysis.explanation, measurements.fiducials)[class_index].sum(axis=0)
        for title, waves in wave_groups():
            share = float(np.sum([table[WAVES.index(wave)] for wave in waves]))
            rows.append(WhatIfRow(title, logit - share))
    return rows


def paint_without_leads(
    paper: Paper, analysis: Analysis, class_index: int, x_mm: float, y_mm: float, width_mm: float, row_mm: float
) -> None:
    """Two columns that continue the rows of the waterfall (whose first row, b, is left empty)."""
    theme = paper.theme
    info = analysis.prediction.classes[class_index]
    paper.text(x_mm + width_mm, y_mm + 0.5 * row_mm + 0.95, tr("without it"), 2.3, colour=theme.muted, align="right")
    for row, what_if in enumerate(lead_rows(analysis, class_index), start=1):
        base = y_mm + (row + 0.5) * row_mm + 0.95
        paper.text(x_mm + width_mm - 10.5, base, signed(what_if.frozen_logit), 2.3, align="right")
        _paint_probability(paper, info, float(info.probability(what_if.frozen_logit)), x_mm + width_mm, base, 2.3)
    base = y_mm + (len(analysis.explanation.lead_names) + 1.5) * row_mm + 0.95
    probability = float(analysis.prediction.probability[class_index])
    _paint_probability(paper, info, probability, x_mm + width_mm, base, 2.5)


def paint_what_if(
    paper: Paper,
    analysis: Analysis,
    class_index: int,
    rows: list[WhatIfRow],
    x_mm: float,
    y_mm: float,
    width_mm: float,
    row_mm: float = 3.7,
) -> float:
    """A row a removal: exact logit and probability, and where the network was asked again its own; the place below."""
    info = analysis.prediction.classes[class_index]
    theme = paper.theme
    rights = tuple(x_mm + share * width_mm for share in (0.535, 0.67, 0.86, 1.0))
    is_asked = any(row.rerun_logit is not None for row in rows)
    if not is_asked:
        rights = (x_mm + 0.86 * width_mm, x_mm + width_mm, 0.0, 0.0)
    for right, text in zip(
        rights,
        (tr("exact"), tr("prob."), tr("re-run"), tr("prob.")) if is_asked else (tr("logit"), tr("prob.")),
        strict=False,
    ):
        paper.text(right, y_mm, text, 2.3, colour=theme.muted, align="right")
    for row in rows:
        y_mm += row_mm
        label = tr("without {removed}").format(removed=row.removed)
        paper.text(x_mm, y_mm, label, 2.4, width_mm=0.42 * width_mm if is_asked else 0.68 * width_mm)
        values = [row.frozen_logit] + ([row.rerun_logit] if row.rerun_logit is not None else [])
        for k, logit in enumerate(values):
            paper.text(rights[2 * k], y_mm, signed(logit), 2.4, align="right")
            _paint_probability(paper, info, float(info.probability(logit)), rights[2 * k + 1], y_mm, 2.4)
    return y_mm + row_mm


def _paint_probability(
    paper: Paper, info: ClassInfo, probability: float, right_mm: float, y_mm: float, size_mm: float
) -> None:
    """Bold: the threshold is reached; a "?" right of the column: it is near."""
    is_reached = probability >= info.threshold
    paper.text(right_mm, y_mm, percent(probability), size_mm, bold=is_reached, align="right")
    if mark := doubt_mark(probability, info.threshold):
        paper.text(right_mm + 0.1, y_mm, mark, size_mm, bold=is_reached)
