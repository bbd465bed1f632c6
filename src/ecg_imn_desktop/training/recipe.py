"""A recipe: everything that decides what a training run does, in one TOML file (resources/recipes/)."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from ..core.errors import EcgError
from ..core.resources import resource_path
from ..io.atomic import system_reason
from ..model.card import is_plain_name
from ..model.preprocessing import Preprocessing
from .augment import Augmentation
from .ptbxl import SUPERCLASSES


@dataclass(frozen=True)
class TrainingOptions:
    """How the optimiser runs: AdamW with an exponential moving average of weights.

    ``schedule`` of the learning rate is "one-cycle" or "constant". ``patience`` > 0 stops after so many epochs without
    a better AUROC on fold 9. ``records`` > 0 trains on so many of the records only, drawn by a seed of its own so that
    every recipe draws the same. ``start_share`` is the share of the weights that a run began with in those that it
    validates and keeps (averages of weights before and after: Wortsman et al. 2022).
    """

    epochs: int = 14
    batch_size: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: float = 0.15
    ema_decay: float = 0.998
    seed: int = 1
    schedule: str = "one-cycle"
    patience: int = 0
    records: int = 0
    start_share: float = 0.0


@dataclass(frozen=True)
class LossOptions:
    """Weights of the parts of the loss (see ``objective.py``); ``is_balanced`` weighs the rarer answer up."""

    subclass_weight: float = 0.7
    auxiliary_weight: float = 0.3
    l1: float = 0.0
    weight_size: float = 0.0
    is_balanced: bool = False
    variation: float = 0.0
    concentration: float = 0.0
    misplaced: float = 0.0
    penalty_share: float = 1.0
    agreement: float = 0.0
    agreement_share: float = 0.5


@dataclass(frozen=True)
class TeacherOptions:
    """Labels softened by a teacher (see ``teacher.py``); with both weights 0 a run trains on the labels alone.

    ``weight`` is the teacher's share of the target of a superclass, ``detail_weight`` that of a sub-class or statement;
    ``shares`` are those of single classes that have another.

    Each of ``recipes`` is trained ``parts`` times for ``epochs`` epochs, each time without the folds that it then
    answers for.
    """

    recipes: tuple[str, ...] = ("teacher-1d",)
    parts: int = 4
    epochs: int = 7
    weight: float = 0.0
    detail_weight: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Whether there is a teacher."""
        return self.weight > 0 or self.detail_weight > 0


@dataclass(frozen=True)
class EnsembleOptions:
    """Finished networks whose common answer is learnt (see ``ensemble.py``); without ``recipes`` there are none.

    ``recipes`` are trained first. ``weight`` is their share of the target of a superclass, ``detail_weight`` that of a
    sub-class; ``mixed_share`` of each batch is mixed in pairs. For a class in which a network's AUROC on fold 9 is more
    than ``margin`` behind that of the first one, it has no say.
    """

    recipes: tuple[str, ...] = ()
    weight: float = 0.0
    detail_weight: float = 0.0
    mixed_share: float = 0.0
    margin: float = 0.005


@dataclass(frozen=True)
class RefitOptions:
    """The last layer solved for after training (see ``refit.py``); with both weights 0 it stays as it was trained.

    ``passes`` over the training folds are varied as in training, each in its own way, beside one as recorded. ``l2`` is
    the weight of the distance from the trained parameters, in standard deviations of what they weigh, for
    superclasses, ``detail_l2`` for sub-classes; ``lead_power`` makes it greater in leads that hold little of the
    trained evidence (``prices.lead_prices``). ``qrs_price`` is the weight of what the QRS says for and against ST/T
    changes in ECGs that bear them, squared (``prices.qrs_energy``). ``member_share`` > 0 takes the place of the
    recipe's; of a superclass that gathers, the solution is drawn towards ``own_share`` of what was trained. A class
    whose AUROC on fold 9 gains less than ``min_gain`` keeps the last layer that was trained; with -1 all that fold 9
    knows are solved for.

    ``classes``, if there are any, are solved for, and the others keep what they have. For single classes,
    ``own_shares`` holds instead of ``own_share``, and ``elsewhere`` is the weight of what they say themselves in other
    leads than those that hold most of their evidence, or most of what they gather, squared
    (``prices.elsewhere_energy``).
    """

    passes: int = 0
    l2: float = 0.0
    detail_l2: float = 0.0
    lead_power: float = 0.0
    qrs_price: float = 0.0
    member_share: float = 0.0
    own_share: float = 1.0
    min_gain: float = 0.0
    classes: tuple[str, ...] = ()
    own_shares: dict[str, float] = field(default_factory=dict)
    elsewhere: dict[str, float] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Whether there is anything to solve."""
        return self.l2 > 0 or self.detail_l2 > 0

    def asks_for(self, name: str) -> bool:
        """Whether the class ``name`` is solved for."""
        return not self.classes or name in self.classes


@dataclass(frozen=True)
class Recipe:
    """See the comments in ``resources/recipes/imn-1d.toml``.

    ``start`` names a recipe that is trained first; training begins with the weights that it kept, before its last layer
    was solved for. With ``solves_again`` nothing is trained: the last layer with which ``start`` ends is solved for
    once more, on what ``teacher`` makes of the labels. ``joins`` names two that are trained first and joined
    (``join.py``); such a recipe trains nothing itself, and its network's options are theirs.

    ``member_share`` is how much of the W of the sub-class that an ECG most looks like its superclass takes, and
    ``normal_share`` how much of that of the abnormal one NORM takes off (``Imn1d.gathered``).

    ``task`` ("MI", "STTC", "CD", "HYP") makes it one of the paper's: the one output is this class against NORM, on the
    records that bear exactly one of the two.
    """

    name: str
    network: str
    start: str = ""
    solves_again: bool = False
    joins: tuple[str, ...] = ()
    task: str = ""
    superclasses: bool = True
    subclasses: bool = True
    auxiliary_statements: bool = True
    unpublished: tuple[str, ...] = ()
    member_share: float = 0.0
    normal_share: float = 0.0
    options: dict[str, Any] = field(default_factory=dict)
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    training: TrainingOptions = field(default_factory=TrainingOptions)
    loss: LossOptions = field(default_factory=LossOptions)
    teacher: TeacherOptions = field(default_factory=TeacherOptions)
    ensemble: EnsembleOptions = field(default_factory=EnsembleOptions)
    refit: RefitOptions = field(default_factory=RefitOptions)
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def n_superclasses(self) -> int:
        """How many of the outputs are superclasses; they come first."""
        return 1 if self.task else len(SUPERCLASSES) if self.superclasses else 0

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain values, as stored beside the weights."""
        return asdict(self)


T = TypeVar("T")

_PARTS: dict[str, type] = {
    "preprocessing": Preprocessing,
    "training": TrainingOptions,
    "loss": LossOptions,
    "teacher": TeacherOptions,
    "ensemble": EnsembleOptions,
    "refit": RefitOptions,
    "augmentation": Augmentation,
}


def load_recipe(name: str) -> Recipe:
    """A shipped recipe by its name, or a recipe from the path of a TOML file. Raises EcgError if it makes no sense."""
    path = Path(name) if name.endswith(".toml") else resource_path("recipes", f"{name}.toml")
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError as error:
        raise EcgError(f"There is no recipe '{name}'.", str(error)) from error
    except OSError as error:
        raise EcgError(f"The recipe '{name}' cannot be read: {system_reason(error)}.", str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise EcgError(f"The recipe '{path.name}' is no valid TOML: {error}.") from error
    return recipe_from_dict(table)


def recipe_from_dict(table: dict[str, Any]) -> Recipe:
    """A recipe from plain values (TOML or a stored run). Raises EcgError for an unknown or missing entry."""
    values = dict(table)
    _read_late_gathering(values)
    _read_single_teacher(values)
    for entry in ("unpublished", "joins"):
        values[entry] = tuple(values.get(entry, ()))
    for part, kind in _PARTS.items():
        if part in values:
            values[part] = _build(kind, values[part], f"[{part}]")
    for part in ("teacher", "ensemble"):
        if part in values:
            values[part] = replace(values[part], recipes=tuple(values[part].recipes))
    if "refit" in values:
        values["refit"] = replace(values["refit"], classes=tuple(values["refit"].classes))
    recipe = _build(Recipe, values, "the recipe")
    refuse_name(recipe.name)
    if recipe.solves_again and not (recipe.start and recipe.refit.is_on):
        raise EcgError(f"'{recipe.name}' solves again, so it has to say from where (start) and how ([refit]).")
    _check_gathering(recipe)
    return recipe


def refuse_name(name: str) -> None:
    """EcgError if no model may be called so: after hours of training its card would be refused."""
    if not is_plain_name(name):
        raise EcgError(f"'{name}' is no name for a model: letters, digits, '.', '_' and '-' make one, 64 at most.")


def _read_late_gathering(values: dict[str, Any]) -> None:
    """How recipes stored by version 5 said what [refit] says now: ``gathers_late``, with the share beside it."""
    if values.pop("gathers_late", False):
        share = values.pop("member_share", 0.0)
        values["refit"] = {**values.get("refit", {}), "member_share": share, "own_share": 1 - 0.5 * share}


def _read_single_teacher(values: dict[str, Any]) -> None:
    """How recipes stored by version 6 name their one teacher: ``recipe``."""
    teacher = values.get("teacher", {})
    if "recipe" in teacher:
        rest = {key: value for key, value in teacher.items() if key != "recipe"}
        values["teacher"] = {"recipes": (teacher["recipe"],), **rest}


def _check_gathering(recipe: Recipe) -> None:
    """Superclasses gather in imn-1d alone, where there are both."""
    share = recipe.member_share or recipe.refit.member_share
    has_both = recipe.superclasses and recipe.subclasses and not recipe.task
    if (share or recipe.normal_share) and not (share and recipe.network == "imn-1d" and has_both):
        raise EcgError(
            f"The superclasses of '{recipe.name}' have nothing to gather: leave member_share and normal_share out."
        )
    if recipe.refit.member_share and not (recipe.refit.is_on and recipe.refit.min_gain == -1):
        raise EcgError(f"In '{recipe.name}' member_share of [refit] asks for all classes solved for (min_gain = -1).")


def _build(kind: type[T], values: dict[str, Any], where: str) -> T:
    unknown = set(values) - {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if unknown:
        raise EcgError(f"Unknown entries in {where}: {', '.join(sorted(unknown))}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise EcgError(f"An entry is missing in {where}.", str(error)) from error
