"""The sides of a comparison: any window of a record, any installed model, exact or by a post-hoc method.

Importing this module loads torch. Answers and maps are kept: the same ECG, model, class and method is worked out once.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..analysis.comparison import exact_map
from ..analysis.filters import DisplayFilter
from ..analysis.measure import measure
from ..core.analysis import Explanation, Prediction
from ..core.comparison import DEFAULT_WINDOW_S, EXACT, Ask, DeletionCurve, EvidenceMap, Side
from ..core.doubt import doubts
from ..core.errors import ModelError, SignalError
from ..core.leads import STANDARD_LEADS
from ..core.measurements import Measurements
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .card import ModelCard
from .catalogue import find_model
from .deletion import deletion_curve
from .methods import METHODS
from .network import Imn
from .posthoc import attribution, load_captum
from .session import Session, choose_device, load_network
from .window import model_window, warnings_of

T = TypeVar("T")


# Sides, maps and measurements kept; a map of ten seconds at 100 Hz holds 48 kB, an exact one of 28 classes 1.3 MB.
_N_KEPT = 64


@dataclass(frozen=True)
class _Loaded:
    """``session`` of a network that explains itself, None for a black box."""

    card: ModelCard
    network: nn.Module
    session: Session | None


@dataclass(frozen=True)
class _Read:
    """What the network reads of a window: x float32 (12, n_samples), of which ``n_real`` lie in the record."""

    x: NDArray[np.float32]
    n_real: int
    start_s: float
    warnings: tuple[str, ...]

    @property
    def key(self) -> str:
        return hashlib.blake2b(self.x.tobytes(), digest_size=16).hexdigest()


class Explainer:
    """Loads models as they are asked for; ``device`` as for a Session. Lives in one worker's thread."""

    def __init__(self, device: str = "auto") -> None:
        self.device = choose_device(device)
        self._models: dict[str, _Loaded] = {}
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def side(self, record: Record, ask: Ask, progress: Progress = NO_PROGRESS) -> Side:
        """One side: measured, answered, explained.

        A record with too little signal gives a side without an answer that says why. Raises ModelError for a model
        that is missing, damaged or cannot be explained as asked, or has no class of that name; ValueError for display
        filters that leave nothing; Cancelled from ``progress``.
        """
        shown, label = _filtered(record, ask)
        loaded = self._model(ask.model)
        if ask.method == EXACT and loaded.session is None:
            raise ModelError(f"The model '{ask.model}' is a black box: choose a post-hoc method to explain it.")
        if ask.method != EXACT and ask.method not in METHODS:
            raise ModelError(f"There is no method '{ask.method}'; known: {', '.join((EXACT, *METHODS))}.")
        info = loaded.card.info
        start_s = record.on_sample(min(max(0.0, ask.start_s), max(0.0, record.duration_s - info.window_s)))
        side = Side(shown, start_s, filter_label=label, raw=record if label else None)
        try:
            read = self._read(record, start_s, loaded.card)
        except SignalError as error:
            section = record.section(start_s, DEFAULT_WINDOW_S)
            measurements = self._measured(section, start_s, progress)
            return replace(side, measurements=measurements, reason=error.message, warnings=error.warnings)
        section = record.section(read.start_s, info.window_s)
        measurements = self._measured(section, read.start_s, progress)
        side = replace(side, start_s=read.start_s, measurements=measurements, model=info, warnings=read.warnings)
        progress.report(0.1, "The model reads the ECG")
        if ask.method == EXACT:
            return self._exact(side, read, loaded, ask)
        return self._by_method(side, read, loaded, ask, progress)

    def deletion(self, side: Side, progress: Progress = NO_PROGRESS) -> DeletionCurve | None:
        """How the logit of the side's class falls when what its map ranks first is taken away; None without a map."""
        if side.evidence is None or side.model is None or side.class_index is None:
            return None
        held = [model for model in self._models.values() if model.card.sha256 == side.model.sha256]
        loaded = held[0] if held else self._model(side.model.name)
        evidence, k = side.evidence, side.class_index
        read = self._read(side.raw or side.record, side.start_s, loaded.card)
        return self._once(
            ("deletion", read.key, loaded.card.sha256, evidence.method, k),
            lambda: deletion_curve(
                loaded.network, read.x, k, evidence.values, loaded.card.fs, progress
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------ parts

    def _model(self, name: str) -> _Loaded:
        if name not in self._models:
            card, network = load_network(find_model(name))
            session = Session(name, self.device) if isinstance(network, Imn) else None
            network = session.network if session is not None else network.to(self.device)
            self._models[name] = _Loaded(card, network, session)
        return self._models[name]

    def _once(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What was made before for this key, or made now and kept."""
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > _N_KEPT:
            self._kept.popitem(last=False)
        kept: T = self._kept[key]
        return kept

    def _read(self, record: Record, start_s: float, card: ModelCard) -> _Read:
        window = model_window(record, start_s, card.fs, card.n_samples)
        warnings = warnings_of(record, window, card.fs, card.info.window_s)
        x = card.preprocessing(window.mv, card.fs)
        return _Read(x, window.n_real, window.start_s, warnings)

    def _measured(self, section: Record, start_s: float, progress: Progress) -> Measurements:
        signal = hashlib.blake2b(section.mv.tobytes(), digest_size=16).hexdigest()
        key = ("measured", signal, section.fs, section.lead_names)
        return self._once(key, lambda: measure(section, progress)).shifted(start_s)

    def _exact(self, side: Side, read: _Read, loaded: _Loaded, ask: Ask) -> Side:
        session = loaded.session
        assert session is not None
        key = (EXACT, read.key, loaded.card.sha256, side.start_s)
        analysis = self._once(key, lambda: session.run(side.raw or side.record, side.start_s))
        k = _class_index(analysis.prediction, ask.class_name, loaded.card.name)
        name = analysis.prediction.class_names[k]
        evidence = exact_map(analysis.explanation, k, name, analysis.elapsed_ms)
        return replace(
            side,
            model=analysis.model,
            prediction=analysis.prediction,
            explanation=analysis.explanation,
            evidence=evidence,
            warnings=analysis.warnings,
        )

    def _by_method(self, side: Side, read: _Read, loaded: _Loaded, ask: Ask, progress: Progress) -> Side:
        card, network, method = loaded.card, loaded.network, METHODS[ask.method]
        device = next(network.parameters()).device  # a session may have fallen back to the CPU
        x = torch.from_numpy(read.x).unsqueeze(0).to(device)

        def answer() -> NDArray[np.float64]:
            with torch.inference_mode():
                return np.asarray(network(x)[0].double().cpu().numpy())

        logit = self._once(("logit", read.key, card.sha256), answer)
        # Of a black box nothing is known to be a bias that no lead explains.
        prediction = Prediction(card.classes, logit, np.full(logit.shape, np.nan), card.probability(logit))
        k = _class_index(prediction, ask.class_name, card.name)

        def make() -> tuple[NDArray[np.float32], float]:
            load_captum()
            started = time.perf_counter()
            found = attribution(network, x, [k], method.name, progress=progress)[0]
            return found.cpu().numpy(), (time.perf_counter() - started) * 1000

        values, elapsed_ms = self._once((method.name, read.key, card.sha256, k), make)
        explanation = Explanation(values[:, :, : read.n_real], card.fs, STANDARD_LEADS, read.start_s)
        # A network over leads x time keeps the leads apart up to its last layer, one over time alone does not.
        has_leads = method.has_leads or card.network.endswith("-2d")
        evidence = EvidenceMap(
            explanation,
            prediction.class_names[k],
            method.name,
            method.title,
            method.is_in_logits,
            has_leads,
            elapsed_ms,
        )
        return replace(side, prediction=prediction, evidence=evidence, warnings=(*side.warnings, *doubts(prediction)))


def _class_index(prediction: Prediction, name: str | None, model: str) -> int:
    if name is None:
        return prediction.top_class
    try:
        return prediction.index(name)
    except KeyError:
        known = ", ".join(prediction.class_names)
        raise ModelError(f"The model '{model}' has no class '{name}'; it knows {known}.") from None


def _filtered(record: Record, ask: Ask) -> tuple[Record, str]:
    """The record as it is to be shown, and the name of its filter ("" if none)."""
    chosen = DisplayFilter(ask.high_pass_hz, ask.low_pass_hz, ask.notch_hz)
    return (chosen.filtered(record), chosen.label_at(record.fs)) if chosen.is_on else (record, "")
