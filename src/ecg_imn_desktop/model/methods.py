"""The ways to explain a black box after the fact, by name. Needs neither torch nor captum (``posthoc`` does)."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.comparison import EXACT
from ..core.errors import ModelError
from .catalogue import DEFAULT_MODEL, model_folders

# The black box that post-hoc methods explain unless another model is named.
TWIN = "twin-1d"


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

# Networks that write their own explanation; all others are black boxes.
_EXPLAIN_THEMSELVES = ("imn-1d", "ecg-imn-2d", "imn-direct")


def explains_itself(network: str) -> bool:
    """Whether a kind of network (``ModelCard.network``) has an exact map."""
    return network in _EXPLAIN_THEMSELVES


def model_for(method: str, model: str | None = None) -> str:
    """The model that a method explains: the one named, else the default for the exact map and its twin for others.

    Raises ModelError if the twin is wanted and not installed.
    """
    if model is not None or method == EXACT:
        return model or DEFAULT_MODEL
    if not is_twin_installed():
        raise ModelError(
            f"The black-box twin '{TWIN}' is not installed; post-hoc methods can explain '{DEFAULT_MODEL}' itself if "
            "it is named."
        )
    return TWIN


def is_twin_installed() -> bool:
    """Whether the black-box twin is among the models."""
    return TWIN in model_folders()
