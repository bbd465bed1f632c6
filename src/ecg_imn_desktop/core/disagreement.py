"""Where the model and the measurements of the same ECG disagree: both are shown, so the reader is told.

Only AV block against the PR interval: a complete bundle branch block is hardly ever called where the QRS is narrow,
and voltages tell hypertrophy no better than the model does (docs/measurements.md).
"""

from __future__ import annotations

from .analysis import Prediction
from .measurements import Measurements

AV_BLOCK = "_AVB"

# A first-degree block begins above the first (Surawicz et al., Circulation 2009;119:e235-e240, and PTB-XL's statement
# 1AVB). Below the second a block that is not called may be one of a few milliseconds, the error of measurement.
LONGEST_NORMAL_PR_MS = 200.0
SURELY_LONG_PR_MS = 220.0


def disagreements(prediction: Prediction, measurements: Measurements | None) -> tuple[str, ...]:
    """Sentences on what the model says and the measurements do not, or the other way round; none where they agree."""
    pr_ms = measurements.pr_ms if measurements is not None else None
    if pr_ms is None or AV_BLOCK not in prediction.class_names:
        return ()
    k = prediction.index(AV_BLOCK)
    title = prediction.classes[k].title_in_a_sentence
    if prediction.is_positive[k] and pr_ms < LONGEST_NORMAL_PR_MS:
        return (f"The model says {title}; the measured PR is {pr_ms:.0f} ms.",)
    if not prediction.is_positive[k] and pr_ms > SURELY_LONG_PR_MS:
        return (f"The model does not say {title}; the measured PR is {pr_ms:.0f} ms.",)
    return ()
