"""The explanation in clinical words, as plain values: by lead and wave, by beat, as segments, in a sentence."""

from __future__ import annotations

from typing import Any

from ..core.analysis import Analysis
from ..core.measurements import WAVES, Fiducials
from .evidence import beat_evidence, evidence_sentence, top_segments, wave_table

N_SEGMENTS = 8


def clinical_words(analysis: Analysis, fiducials: Fiducials) -> list[dict[str, Any]]:
    """For every class of the analysis, in its order; all figures in logits, times in seconds from the record's start.

    ``wave_contributions``: lead -> wave -> sum of its contributions (adds up to the lead's contribution);
    ``beat_contributions``: beats' R peaks, per lead the sums of the beats and their standard deviation (None under two
    beats); ``top_segments``: the strongest stretches of single leads; ``sentence``: where the evidence for the class
    lies. Without a beat in the window the list is empty.
    """
    explanation, prediction = analysis.explanation, analysis.prediction
    if not fiducials.n_beats:
        return []
    table, beats = wave_table(explanation, fiducials), beat_evidence(explanation, fiducials)
    leads = explanation.lead_names
    return [
        {
            "wave_contributions": {lead: dict(zip(WAVES, table[k, i], strict=True)) for i, lead in enumerate(leads)},
            "beat_contributions": {
                "r_peak_s": beats.r_peak_s,
                "leads": {lead: {"beats": beats.logit[k, i], "sd": beats.spread[k, i]} for i, lead in enumerate(leads)},
            },
            "top_segments": [
                {"lead": s.lead, "start_s": s.start_s, "end_s": s.end_s, "logit": s.logit, "wave": s.wave}
                for s in top_segments(explanation, k, N_SEGMENTS, fiducials)
            ],
            "sentence": evidence_sentence(prediction, explanation, fiducials, k),
        }
        for k in range(len(prediction.classes))
    ]
