"""The last layer near its optimum: after training, it alone is solved for.

The logit of a class is linear in the parameters of the last layer, of imn-1d too: each of the writer's weights times
the sum of what it reads times x. So with everything before it fixed, the best last layer is a logistic regression for
each class, a convex problem, and training by small steps ends far from it: some directions of what the layer reads hold
a thousand times less variance than others, and rare classes are seldom seen. The solution is drawn towards the trained
parameters, which already know what the labels alone do not: the teacher, and the demands on W. A ridge around them
does that, and that the solver stops after ``MAX_ITERATIONS`` steps, before the optimum.
Left free, it spreads the evidence over more leads. So it is dearer to change what is weighed of a lead that holds
little of the trained evidence, and evidence for an ST/T change has its price in the QRS (``prices.py``). A class that
gains too little on fold 9 can be given back what was trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor

from ..core.analysis import logistic
from ..core.errors import EcgError
from ..core.progress import NO_PROGRESS, Progress
from ..io.atomic import atomic_path
from ..model.network import Imn1d, Twin1d, restored_network
from .compute import THIS_CPU, Compute
from .data import SoftLabels, Split, gathering, make_split, st_t_changes
from .fit import highpass_of
from .measures import agreement_of, auroc_per_class, fold_line, misplaced_of
from .prices import Energies, elsewhere_energy, lead_prices, priced, qrs_energy
from .ptbxl import FS, TRAIN_FOLDS, VAL_FOLDS, read_labels, read_signals
from .publish import predict
from .recipe import Recipe, recipe_from_dict
from .titles import TITLES
from .up_to_date import is_up_to_date

REFITTED = "refitted.pt"

MAX_ITERATIONS = 50

Floats = NDArray[np.float32]


def refit(
    recipe: Recipe,
    best: Path,
    data: Path,
    compute: Compute = THIS_CPU,
    progress: Progress = NO_PROGRESS,
    train_folds: tuple[int, ...] = TRAIN_FOLDS,
    soft: SoftLabels | None = None,
) -> Path:
    """Solve for the last layer of the weights ``best`` (a run's best.pt) on the labels of ``train_folds``.

    ``soft`` are a teacher's answers, mixed into the labels as the recipe says.

    Returns the path of the new weights, ``refitted.pt`` beside ``best``; fold 9's figures before and after are their
    ``history``'s last line, *before* with what superclasses gather from now on (``recipe.refit.member_share``). Raises
    EcgError for a network that has no such layer, and for a recipe that names classes which it has not.
    """
    device = compute.device
    held = torch.load(best, map_location="cpu", weights_only=True)
    labels, microvolt = read_labels(data), read_signals(data, progress=progress)
    if recipe.refit.member_share:
        held["options"] |= gathering(replace(recipe, member_share=recipe.refit.member_share), labels)
    network = restored_network(recipe.network, held["options"], held["state"])
    has_generated_b = isinstance(network, Imn1d) and network.bias_head is not None
    if not isinstance(network, Imn1d | Twin1d) or has_generated_b:
        raise EcgError(f"The last layer of '{recipe.network}' cannot be solved for; leave [refit] out of the recipe.")
    network.to(device)
    train = make_split(microvolt, labels, train_folds, recipe).drawn(recipe.training.records)
    val = make_split(microvolt, labels, VAL_FOLDS, recipe)
    _require_known(recipe, val.outputs)
    trained = predict(network, val, recipe.preprocessing, device)
    st_t = st_t_changes(val.outputs, labels)
    some, present = val.x(slice(0, 128), recipe.preprocessing).to(device), torch.from_numpy(val.main[:128])
    before = fold_line(val.main, trained, recipe.n_superclasses) | misplaced_of(network, some, present, st_t)
    inputs = last_inputs(network, train, recipe, compute, progress)
    energies = Energies()
    if recipe.refit.qrs_price > 0 and isinstance(network, Imn1d):
        energies = qrs_energy(network, train, [k for k in st_t if recipe.refit.asks_for(val.outputs[k])], recipe)
    if soft is not None:
        train = train.softened(soft, recipe.teacher.weight, recipe.teacher.detail_weight, recipe.teacher.shares)
    targets = np.tile(train.main, (recipe.refit.passes + 1, 1))
    solve(network, inputs, targets, recipe, progress, energies, train.outputs)
    all_solved = predict(network, val, recipe.preprocessing, device)
    gain = auroc_per_class(val.main, all_solved) - auroc_per_class(val.main, trained)
    asked_for = np.array([recipe.refit.asks_for(name) for name in val.outputs])
    solved = asked_for & (gain >= recipe.refit.min_gain)  # not so where it is not known
    give_back(network, held["state"], ~solved)
    is_all_kept = (solved == asked_for).all()
    kept = all_solved if is_all_kept else predict(network, val, recipe.preprocessing, device)
    held["state"] = {name: value.cpu() for name, value in network.state_dict().items()}
    line = {
        "refit": recipe.as_dict()["refit"],
        "solved": [name for name, is_solved in zip(val.outputs, solved, strict=True) if is_solved],
        "before": before,
        **fold_line(val.main, kept, recipe.n_superclasses),
        **agreement_of(network, some, recipe.n_superclasses),
        **misplaced_of(network, some, present, st_t),
    }
    held["history"] = [*held["history"], line]
    held["recipe"] = recipe.as_dict()
    path = best.with_name(REFITTED)
    with atomic_path(path) as temporary:
        torch.save(held, temporary)
    return path


def _require_known(recipe: Recipe, outputs: Sequence[str]) -> None:
    named = {*recipe.refit.classes, *recipe.refit.own_shares, *recipe.refit.elsewhere, *recipe.teacher.shares}
    if unknown := named - {*outputs, *TITLES}:  # a small data set has not all of them
        raise EcgError(f"'{recipe.name}' names classes that it has not: {', '.join(sorted(unknown))}.")


def is_refitted(best: Path, recipe: Recipe) -> bool:
    """Whether what was solved for stands beside ``best``, is up to date and came of this recipe."""
    path = best.with_name(REFITTED)
    if not is_up_to_date(path, best):
        return False
    held = torch.load(path, map_location="cpu", weights_only=True)
    return recipe_from_dict(held["recipe"]) == recipe


def last_inputs(network: Imn1d | Twin1d, split: Split, recipe: Recipe, compute: Compute, progress: Progress) -> Floats:
    """What the last layer weighs, (records * (passes + 1), n_inputs): as recorded first, then each varied pass."""
    preprocessing, device = recipe.preprocessing, compute.device
    highpass = highpass_of(recipe, device)
    generator = torch.Generator(device).manual_seed(recipe.training.seed)
    n_passes, found = recipe.refit.passes + 1, []
    with torch.inference_mode():
        for number in range(n_passes):
            for x in split.batches(128, preprocessing if number == 0 else preprocessing.before_highpass):
                x = x.to(device)
                if number:  # in full precision, as in training: the filter is a matrix product
                    x = recipe.augmentation(x, FS, preprocessing.mv_per_unit, generator, highpass)
                with compute.autocast():
                    found.append(network.last_inputs(x).float().cpu())
                progress.report(0.9 * len(found) * 128 / (n_passes * len(split)), "reading for the last layer")
    return torch.cat(found).numpy()


def solve(
    network: Imn1d | Twin1d,
    inputs: Floats,
    targets: Floats,
    recipe: Recipe,
    progress: Progress = NO_PROGRESS,
    energies: Energies | None = None,
    outputs: Sequence[str] = (),
) -> None:
    """Put into ``network``'s last layer what is best for ``inputs`` (n, F) and ``targets`` (n, K) in 0..1.

    Minimised for each class: sum of the logistic losses / (passes + 1) + l2 * |price * sd * (w - w trained)|^2 +
    qrs_price * records * the class's energy (``qrs_energy``) + elsewhere * records * ``elsewhere_energy``, where sd are
    the standard deviations of the inputs and price that of ``lead_prices``. What the recipe says of single classes is
    found by their names, ``outputs`` (K).
    Sub-classes come first: what a superclass gathers from its members (``Imn1d.gathered``) is a given when its own part
    is solved for, and that is drawn towards ``own_share`` of the trained one. A superclass that gathers gets a b of 0:
    then its whole logit is evidence, and what b could give is left to calibration. Classes without an ECG that bears
    them, and those that the recipe leaves out, stay as they are. What the writer's own bias adds to the logit of an ECG
    moved in time (see ``Imn1d.last_inputs``: a few hundredths at most) is not counted.
    """
    sd = np.maximum(inputs.std(axis=0), 1e-12)
    n_classes, n_super, options = len(network.last_bias), recipe.n_superclasses, recipe.refit
    given = np.zeros((len(inputs), n_classes))
    gathers = isinstance(network, Imn1d) and bool(network.members)
    for done, k in enumerate(sorted(range(n_classes), key=lambda k: k < n_super)):
        if k == 0 and gathers:
            assert isinstance(network, Imn1d)
            given[:, :n_super] = gathered_evidence(network, inputs)
        name = outputs[k] if outputs else ""
        l2 = options.l2 if k < n_super else options.detail_l2
        if l2 > 0 and options.asks_for(name) and targets[:, k].max() > 0:
            unit = sd * lead_prices(network, inputs, targets[:, k], k, options.lead_power)
            is_gathering = gathers and k < n_super
            has_b = not is_gathering
            kept = options.own_shares.get(name, options.own_share) if is_gathering else 1.0
            w0 = network.last_weight[k].detach().cpu().double().numpy() * unit * kept
            b0 = float(network.last_bias[k].detach()) * has_b
            l2 *= options.passes + 1
            energy = energies[k] * options.qrs_price if energies and k in energies else None
            if options.elsewhere.get(name) and isinstance(network, Imn1d):
                own = options.elsewhere[name] * elsewhere_energy(network, inputs, targets[:, k], k)
                energy = own if energy is None else energy + own
            if energy is not None:
                energy = energy * len(inputs)
            w, b = _solve_one(inputs / unit, targets[:, k], w0, b0, given[:, k], l2, has_b, unit, energy)
            with torch.no_grad():
                network.last_weight[k].copy_(torch.from_numpy(w / unit))
                network.last_bias[k].fill_(b)
        progress.report(0.9 + 0.1 * done / n_classes, "solving for the last layer")


def gathered_evidence(network: Imn1d, inputs: Floats) -> NDArray[np.float64]:
    """What each superclass gathers from its members, (n, n_super), for ``inputs`` (n, F) of the last layer."""
    found = []
    with torch.no_grad():
        for part in torch.from_numpy(inputs).split(1024):
            evidence = part.to(network.bias.device) @ network.last_weight.T
            found.append(network.gathered_evidence(evidence).cpu())
    return torch.cat(found).double().numpy()


def _solve_one(
    scaled: Floats,
    target: Floats,
    w0: NDArray[np.float64],
    b0: float,
    given: NDArray[np.float64],
    l2: float,
    has_b: bool,
    unit: Floats,
    energy: NDArray[np.float64] | None,
) -> tuple[NDArray[np.float64], float]:
    def loss(p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moved = p[:-1] - w0
        logit = (scaled @ p[:-1].astype(np.float32)).astype(np.float64) + p[-1] + given
        excess = logistic(logit) - target
        price, by_price = priced(p[:-1] / unit, energy)
        value = np.logaddexp(0, logit).sum() - target @ logit + l2 * moved @ moved + price
        by_weight = (excess.astype(np.float32) @ scaled).astype(np.float64) + 2 * l2 * moved + by_price / unit
        return float(value), np.append(by_weight, excess.sum() if has_b else 0.0)

    solved = minimize(loss, np.append(w0, b0), jac=True, method="L-BFGS-B", options={"maxiter": MAX_ITERATIONS})
    return solved.x[:-1], float(solved.x[-1])


def give_back(network: Imn1d | Twin1d, trained: dict[str, Tensor], classes: NDArray[np.bool_]) -> None:
    """Give some of the ``classes`` (K,) back the last layer that they had in ``trained``, a state of the network."""
    solved_weight, solved_bias = network.last_weight.detach().clone(), network.last_bias.detach().clone()
    mine = torch.from_numpy(classes).to(solved_bias.device)
    network.load_state_dict(trained)
    with torch.no_grad():
        network.last_weight.copy_(torch.where(mine[:, None], network.last_weight, solved_weight))
        network.last_bias.copy_(torch.where(mine, network.last_bias, solved_bias))
