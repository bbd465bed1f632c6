"""When an answer should be believed less: sentences that stand beside it.

Some follow from the answer itself, some from the signal it stands on, some from what was measured on the same ECG.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from .analysis import ClassInfo, Prediction
from .measurements import Measurements

# How all of these sentences begin.
LOW_CONFIDENCE = "Low confidence: "

# So near to its threshold a probability says little about which side is right (docs/quality.md): both must hold.
NEAR = 0.05
NEAR_ODDS = 1.5

_NEAR_LOG_ODDS = math.log(NEAR_ODDS)

# After these a sentence names classes.
_NAMING = re.compile(r"(?: for | finds )")

NORMAL = "NORM"

# Beyond these an ECG is not normal, whatever its shape: the recommendations of AHA/ACCF/HRS on QRS and QT (Circulation
# 2009;119:e235-e240 and e241-e250) with a margin for the error of measurement, and rates at which few hearts rest.
HR_RANGE_BPM = (40.0, 110.0)
LONGEST_QRS_MS = 130.0
LONGEST_QTC_MS = 500.0

OF_THE_SIGNAL = "Low confidence: the signal may not be what the model takes it for (see the other remarks)."


def is_near(probability: float, threshold: float) -> bool:
    """Whether an answer could as well be the other: the one rule of the window's "?", the pages, the text and JSON.

    A reader compares two probabilities, so what counts is how far they are apart: less than ``NEAR``. That alone would
    call 0.05 a near thing where a rare class counts as present from 0.10, which is half of its threshold. There the
    odds say it better: they must lie within a factor of ``NEAR_ODDS`` of those of the threshold, too (0.07 to 0.14 of
    0.10). For thresholds of 0.18 to 0.82, and so for every superclass of the shipped model, the first decides alone.
    """
    return abs(probability - threshold) < NEAR and abs(_log_odds(probability) - _log_odds(threshold)) < _NEAR_LOG_ODDS


def doubt_mark(probability: float, threshold: float) -> str:
    """What stands after a probability wherever one is shown: "?" where it is near its threshold, else nothing."""
    return near_mark(is_near(probability, threshold))


def near_mark(near: bool) -> str:
    """The same where it is known already whether the probability is near."""
    return "?" if near else ""


def near_classes(prediction: Prediction) -> tuple[str, ...]:
    """Names of the classes that are near their threshold."""
    pairs = zip(prediction.classes, prediction.probability, strict=True)
    return tuple(info.name for info, probability in pairs if is_near(float(probability), info.threshold))


def doubts(prediction: Prediction) -> tuple[str, ...]:
    """Why the answer is of low confidence, a sentence each; none where it is not.

    Looked at are the superclasses of a model that answers for more than one: none of them called, NORM called beside
    another, or one that is near its threshold (:func:`is_near`).
    """
    tops = [c for c in prediction.classes if c.parent is None]
    if len(tops) < 2:
        return ()
    called, near = _called(prediction), near_classes(prediction)
    others = [c for c in called if c.name != NORMAL]
    found = []
    if not called:
        found.append("Low confidence: no superclass reaches its threshold, not even that of a normal ECG.")
    elif others and len(others) < len(called):
        found.append(f"Low confidence: the model calls the ECG normal and finds {_titles(others)}.")
    if doubtful := [c for c in tops if c.name in near]:
        found.append(f"Low confidence: near the threshold for {_titles(doubtful)}.")
    return tuple(found)


def contradictions(prediction: Prediction, measurements: Measurements) -> tuple[str, ...]:
    """What was measured that no normal ECG has, in one sentence, where the model calls the ECG normal; else none."""
    calls_normal = any(c.name == NORMAL for c in _called(prediction))
    found = abnormal(measurements) if calls_normal else []
    if not found:
        return ()
    return (f"Low confidence: the model calls the ECG normal; the measurements do not ({', '.join(found)}).",)


def abnormal(m: Measurements) -> list[str]:
    """What was measured that no normal ECG has: a rate, a QRS, a QTc, or that there are no P waves."""
    found = []
    if m.hr_bpm is not None and not HR_RANGE_BPM[0] <= m.hr_bpm <= HR_RANGE_BPM[1]:
        found.append(f"heart rate {m.hr_bpm:.0f} /min")
    if m.qrs_ms is not None and m.qrs_ms > LONGEST_QRS_MS:
        found.append(f"QRS {m.qrs_ms:.0f} ms")
    qtc_ms = m.qtc_ms.get("Fridericia")
    if qtc_ms is not None and qtc_ms > LONGEST_QTC_MS:
        found.append(f"QTc {qtc_ms:.0f} ms")
    if m.fiducials.lacks_p_waves:
        found.append("no P waves")
    return found


def is_low_confidence(warnings: Iterable[str]) -> bool:
    """Whether one of the sentences that stand beside an answer says so."""
    return any(sentence.startswith(LOW_CONFIDENCE) for sentence in warnings)


def reasons(prediction: Prediction, measurements: Measurements | None, warnings: Iterable[str]) -> tuple[str, ...]:
    """Why an answer should be believed less, each sentence once; none where it is not of low confidence.

    Looked at are ``warnings`` that stand beside the answer, the answer itself and the measurements of the same ECG.
    What a stored analysis says in the words of an earlier version, by classes' short names, is not said again.
    """
    found = [sentence for sentence in warnings if is_low_confidence([sentence])]
    known = {_without_names(sentence) for sentence in found}
    own = [sentence for sentence in doubts(prediction) if _without_names(sentence) not in known]
    measured = () if measurements is None else contradictions(prediction, measurements)
    return tuple(dict.fromkeys((*found, *own, *measured)))


def _without_names(sentence: str) -> str:
    return _NAMING.split(sentence, maxsplit=1)[0]


def _titles(classes: Iterable[ClassInfo]) -> str:
    return ", ".join(c.title_in_a_sentence for c in classes)


def _log_odds(probability: float) -> float:
    return math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))


def _called(prediction: Prediction) -> list[ClassInfo]:
    return [
        c
        for c, is_positive in zip(prediction.classes, prediction.is_positive, strict=True)
        if c.parent is None and is_positive
    ]
