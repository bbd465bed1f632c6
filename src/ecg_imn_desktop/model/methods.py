"""The ways to explain a black box after the fact, by name. Needs neither torch nor captum (``posthoc`` does)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """A post-hoc method.

    ``title`` is its name for people; ``is_in_logits`` tells whether its values add up to (a change of) the logit;
    ``has_leads`` whether it tells leads apart; ``reference`` where it was published.
    """

    name: str
    title: str
    is_in_logits: bool
    has_leads: bool
    reference: str


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("grad-cam", "Grad-CAM", False, False, "Selvaraju et al., ICCV 2017"),
        Method("integrated-gradients", "Integrated gradients", True, True, "Sundararajan et al., ICML 2017"),
        Method("gradient-shap", "GradientSHAP", True, True, "Lundberg and Lee, NeurIPS 2017; Erion et al. 2021"),
        Method("occlusion", "Occlusion", True, True, "Zeiler and Fergus, ECCV 2014"),
    )
}
