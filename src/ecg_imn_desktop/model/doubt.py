"""When an answer should be believed less: sentences that stand beside it, worked out from the answer itself."""

from __future__ import annotations

from ..core.analysis import Prediction

# So near to its threshold a superclass's probability says little about which side is right (docs/quality.md).
NEAR = 0.05

NORMAL = "NORM"


def doubts(prediction: Prediction) -> tuple[str, ...]:
    """Why the answer is of low confidence, a sentence each; none where it is not.

    Looked at are the superclasses of a model that answers for more than one: none of them called, NORM called beside
    another, or one within ``NEAR`` of its threshold.
    """
    tops = [k for k, c in enumerate(prediction.classes) if c.parent is None]
    if len(tops) < 2:
        return ()
    called = [prediction.classes[k].name for k in tops if prediction.is_positive[k]]
    found = []
    if not called:
        found.append("Low confidence: no class reaches its threshold; the model does not know this ECG.")
    elif NORMAL in called and len(called) > 1:
        others = ", ".join(name for name in called if name != NORMAL)
        found.append(f"Low confidence: the model calls the ECG normal and finds {others}.")
    near = [
        prediction.classes[k].name
        for k in tops
        if abs(prediction.probability[k] - prediction.classes[k].threshold) < NEAR
    ]
    if near:
        found.append(f"Low confidence: near the threshold for {', '.join(near)}.")
    return tuple(found)
