"""The explanation in clinical words, as plain values: by lead and wave, by beat, as segments, in a sentence."""

from __future__ import annotations

from typing import Any

from ..core.analysis import Analysis, Explanation
from ..core.measurements import WAVES, Fiducials
from .evidence import average_evidence, beat_evidence, evidence_sentence, top_segments, wave_table

N_SEGMENTS = 8


def clinical_words(analysis: Analysis, fiducials: Fiducials) -> list[dict[str, Any]]:
    """For every class of the analysis, in its order; all figures in logits, times in seconds from the record's start.

    ``wave_contributions``: lead -> wave -> sum of its contributions (adds up to the lead's contribution);
    ``beat_contributions``: beats' R peaks, per lead the sums of the beats and their standard deviation (None under two
    beats); ``top_segments``: the strongest stretches of single leads; ``sentence``: where the evidence for the class
    lies, or that against it where it is not called and the leads speak against it. The top class also has its
    ``average_beat``: mean and standard deviation over the beats of the contributions around the R peak, in logits per
    sample of the model. Without a beat in the window the list is empty.
    """
    explanation, prediction = analysis.explanation, analysis.prediction
    if not fiducials.n_beats:
        return []
    table, beats = wave_table(explanation, fiducials), beat_evidence(explanation, fiducials)
    leads = explanation.lead_names
    words: list[dict[str, Any]] = [
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
    words[prediction.top_class]["average_beat"] = _average_beat(explanation, fiducials, prediction.top_class)
    return words


def _average_beat(explanation: Explanation, fiducials: Fiducials, class_index: int) -> dict[str, Any]:
    average = average_evidence(explanation, fiducials, class_index)
    return {
        "n_beats": average.n_beats,
        "offset_ms": average.offset_s * 1000,
        "leads": {
            lead: {"mean": average.mean[i], "sd": average.sd[i]} for i, lead in enumerate(explanation.lead_names)
        },
    }
