"""Two finished networks as one: the mean of two linear models is a linear model, and so are its maps.

Networks that were trained apart err apart, and the mean of their answers errs less (Hansen and Salamon 1990). Of black
boxes that is an ensemble, of two networks that write W it is one network that writes the mean W: both branches run
side by side, and one last layer reads what both of them say (``Imn1d``, ``partner``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ..core.errors import EcgError
from ..io.atomic import atomic_path
from .fit import BEST
from .recipe import Recipe
from .up_to_date import is_up_to_date

# Options of a Branch1d; all others of an Imn1d are of what is written, and must agree.
BRANCH_OPTIONS = ("widths", "blocks", "kernel", "decoder_width", "dropout")

# Of the state of an Imn1d what belongs to no branch.
_LAST = ("writer.", "bias")
_AUXILIARY = "auxiliary."


def join(recipe: Recipe, parts: Sequence[Path], out: Path) -> Path:
    """Write ``out / "best.pt"``: the network whose own W and b are the means of those of the two ``parts``.

    ``parts`` are the weights that two runs of imn-1d kept. What a superclass gathers follows from the common evidence
    of its members. Nothing is written if it is up to date. Raises EcgError for parts that do not answer the same,
    or that cannot be joined.
    """
    path = out / BEST
    if is_up_to_date(path, *parts):
        return path
    held = [torch.load(part, map_location="cpu", weights_only=True) for part in parts]
    content = joined(recipe, held)
    out.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        torch.save(content, temporary)
    return path


def joined(recipe: Recipe, held: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """``join`` for what two files of weights hold."""
    if len(held) != 2:
        raise EcgError(f"The recipe '{recipe.name}' joins {len(held)} networks; two can be joined.")
    options = [one["options"] for one in held]
    written = [{key: value for key, value in o.items() if key not in (*BRANCH_OPTIONS, "n_auxiliary")} for o in options]
    is_plain = all("partner" not in o and not o.get("generated_bias") for o in options)
    inputs = [one["recipe"]["preprocessing"] for one in held]
    if not is_plain or written[0] != written[1] or held[0]["outputs"] != held[1]["outputs"] or inputs[0] != inputs[1]:
        raise EcgError(f"The networks that '{recipe.name}' joins answer for different classes or read another input.")
    one, other = (one["state"] for one in held)
    state = {key: value for key, value in one.items() if not key.startswith(_AUXILIARY)}
    state |= {f"partner.{k}": v for k, v in other.items() if not k.startswith((*_LAST, _AUXILIARY))}
    state["writer.weight"] = torch.cat([one["writer.weight"], other["writer.weight"]], dim=1) / 2
    state |= {key: (one[key] + other[key]) / 2 for key in ("writer.bias", "bias")}
    branch = {key: value for key, value in options[1].items() if key in BRANCH_OPTIONS}
    return {
        "state": state,
        "recipe": recipe.as_dict(),
        "parts": [part["recipe"] for part in held],
        "options": {key: value for key, value in options[0].items() if key != "n_auxiliary"} | {"partner": branch},
        "outputs": held[0]["outputs"],
        "epoch": held[0]["epoch"],
        "history": [{"part": part["recipe"]["name"], "history": part["history"]} for part in held],
        "versions": held[0]["versions"],
    }
