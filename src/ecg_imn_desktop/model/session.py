"""From a Record to an Analysis. Importing this module loads torch: do it in a worker, not at start-up."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from ..core.analysis import MAX_RESIDUAL, Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ..core.doubt import doubts
from ..core.errors import ModelError
from ..core.leads import STANDARD_LEADS
from ..core.progress import NO_PROGRESS, Progress
from ..core.record import Record
from .card import ModelCard, verify_core, verify_weights
from .catalogue import DEFAULT_MODEL, find_model, model_card
from .network import Imn, build_network, folded
from .packed import packed
from .window import ModelWindow, model_window, warnings_of

log = logging.getLogger(__name__)

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class Prepared:
    """A window of a record that is fit for an answer: ``x`` float32 (12, n_samples) as the network reads it."""

    x: NDArray[np.float32]
    window: ModelWindow
    warnings: tuple[str, ...]
    elapsed_ms: float


class Session:
    """A loaded model that answers for one record after the other.

    Attributes
    ----------
    card : what the model's card says
    device : "cpu", "cuda" or "mps"; falls back to "cpu" if the accelerator fails, at the start or at any answer, and
        every answer from then on says so in its warnings
    """

    def __init__(self, model_name: str = DEFAULT_MODEL, device: str = "auto", n_threads: int | None = None) -> None:
        """Load an installed model by name, or from the path of its folder, which has a separator in it.

        ``n_threads`` of the processor compute; by default one core is left for the screen. Raises ModelError if the
        model cannot be trusted or does not fit.
        """
        folder = find_model(model_name)
        torch.set_num_threads(n_threads or max(1, (os.cpu_count() or 2) - 1))
        self.device = choose_device(device)
        if self.device == "cuda":
            # By default convolutions on NVIDIA cards round to ten bits, which moved logits by 1e-3.
            torch.backends.cudnn.allow_tf32 = False
        self._folder = folder
        self._failed_device = ""
        self.card, network = load_model(folder)
        self.network: Imn = folded(network)
        try:
            self.network.to(self.device)
        except RuntimeError as error:
            self._fall_back(error)
        else:
            if self.device == "cpu":
                self.network = packed(self.network, self._silence(), self.network.write)

    @property
    def info(self) -> ModelInfo:
        """Name, version, checksum and input of the model."""
        return self.card.info

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """What it answers."""
        return self.card.classes

    def run(self, record: Record, start_s: float = 0.0, progress: Progress = NO_PROGRESS) -> Analysis:
        """Analyse the window of ``record`` that starts at ``start_s`` (moved back if it would reach beyond the end).

        Raises SignalError with the reason where there is too little signal for an answer, ModelError if the answer
        and its explanation do not agree to ``MAX_RESIDUAL``, Cancelled if ``progress`` says so.
        """
        prepared = self.prepare(record, start_s)
        progress.report(0.3, "reading the ECG")
        analysis = self.answer([prepared])[0]
        if isinstance(analysis, ModelError):
            raise analysis
        progress.report(0.9, "explaining")
        return analysis

    def prepare(self, record: Record, start_s: float = 0.0) -> Prepared:
        """Cut out, judge and normalise a window; the first half of ``run``, with the same SignalError."""
        started = time.perf_counter()
        window = model_window(record, start_s, self.card.fs, self.card.n_samples)
        warnings = warnings_of(record, window, self.card.fs, self.info.window_s)
        x = self.card.preprocessing(window.mv, self.card.fs)
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Prepared(x, window, warnings, elapsed_ms)

    def rerun(self, record: Record, start_s: float, removed: NDArray[np.bool_]) -> Prediction:
        """What the network says of the same window when there is no signal where ``removed``, bool (12, sample).

        x, as it was normalised for the whole window, is 0 there: what the network reads of a lead that is missing. W
        and b are written anew. Samples beyond ``removed`` (of a short record) stay.
        """
        window = model_window(record, start_s, self.card.fs, self.card.n_samples)
        x = np.array(self.card.preprocessing(window.mv, self.card.fs))
        x[:, : removed.shape[1]][removed] = 0.0
        _, bias, logit = self._explain(x[None])
        return Prediction(self.classes, logit[0], bias[0], self.card.probability(logit[0]))

    def answer(self, prepared: Sequence[Prepared]) -> list[Analysis | ModelError]:
        """Answer for several windows in one pass of the network; the second half of ``run``.

        An answer that does not agree with its explanation is a ModelError in its place, so that it costs no other. A
        batch differs from single runs by rounding (some 1e-6 in the logits).
        """
        if not prepared:
            return []
        started = time.perf_counter()
        W, bias, logit = self._explain(np.stack([p.x for p in prepared]))
        elapsed_ms = (time.perf_counter() - started) * 1000 / len(prepared)
        failed: tuple[str, ...] = ()
        if self._failed_device:
            failed = (f"The {self._failed_device.upper()} failed; the answer was computed on the CPU.",)
        out: list[Analysis | ModelError] = []
        for i, p in enumerate(prepared):
            prediction = Prediction(self.classes, logit[i], bias[i], self.card.probability(logit[i]))
            # Beyond the record's end x is 0 and so is every contribution: cutting there changes no sum.
            n_real = p.window.n_real
            weights = W[i, :, :, :n_real]
            contribution = weights * p.x[:, :n_real]
            explanation = Explanation(contribution, self.card.fs, STANDARD_LEADS, p.window.start_s, weights)
            try:
                _check_completeness(explanation, prediction)
            except ModelError as error:
                out.append(error)
                continue
            warnings = (*p.warnings, *failed, *doubts(prediction))
            out.append(Analysis(self.info, prediction, explanation, warnings, self.device, p.elapsed_ms + elapsed_ms))
        return out

    def _explain(self, x: NDArray[np.float32]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
        """``explain`` x (B, 12, L) on the device, or on the CPU if the device fails."""
        try:
            return explain(self.network, x, self.device)
        except RuntimeError as error:  # out of memory, driver lost
            self._fall_back(error)
            return explain(self.network, x, "cpu")

    def _fall_back(self, error: RuntimeError) -> None:
        """Go on with the CPU; ``error`` again if that is what failed."""
        if self.device == "cpu":
            raise error
        log.warning("device %s failed, going on with the CPU: %s", self.device, error)
        self._failed_device, self.device = self.device, "cpu"
        # The weights are read again: of a driver that is lost nothing can be copied back.
        network = folded(load_model(self._folder)[1])
        self.network = packed(network, self._silence(), network.write)

    def _silence(self) -> Tensor:
        """An ECG without any signal, (1, 12, L)."""
        return torch.zeros(1, len(STANDARD_LEADS), self.card.n_samples)


def explain(network: Imn, x: NDArray[np.float32], device: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """W float32 (B, K, 12, L), bias and logit float64 (B, K) of normalised ECGs x float32 (B, 12, L).

    The contributions are W * x. The logit is the network's own sum, not theirs, so that the two can be compared.
    """
    with torch.inference_mode():
        batch = torch.from_numpy(x).to(device)
        written = network.write(batch)
        logit = network.combine(written, batch)
        return (
            network.expanded(written.W).cpu().numpy(),
            written.bias.cpu().double().numpy(),
            logit.cpu().double().numpy(),
        )


def load_model(folder: Path) -> tuple[ModelCard, Imn]:
    """Card and network, ready to answer and to explain itself. Raises ModelError if they do not belong together."""
    card, network = load_network(folder)
    if not isinstance(network, Imn):
        raise ModelError(f"The model '{card.name}' is a black box and cannot explain itself.")
    return card, network


def load_network(folder: Path) -> tuple[ModelCard, nn.Module]:
    """Card and network of a model's folder, a black box too. Raises ModelError if they do not belong together."""
    card = model_card(folder)
    path = verify_weights(folder, card)
    try:
        # Without memory for its parameters at first: these come from the file, if they have the shapes of the card.
        with torch.device("meta"):
            network = build_network(card.network, dict(card.options))
        parameters = load_file(path)
        if any(not parameters[key].dtype == held.dtype for key, held in network.state_dict().items()):
            raise TypeError("parameters of another type")
        network.load_state_dict(parameters, assign=True)
    except (LookupError, TypeError, ValueError, ArithmeticError, RuntimeError, OSError, SafetensorError) as error:
        raise ModelError(f"The weights of the model '{card.name}' do not fit its card.", repr(error)) from error
    verify_core(path, card)
    if network.n_classes != len(card.outputs) or network.n_samples != card.n_samples:
        raise ModelError(f"The card of the model '{card.name}' names other classes or another input than its network.")
    return card, network.eval()


def try_out(card: ModelCard, network: nn.Module) -> None:
    """One pass over a made-up signal. Raises ModelError where the answer is no number, or not its explanation's sum.

    Parameters can each be a number and give none together: too large, or a variance below 0.
    """
    x = np.sin(np.arange(len(STANDARD_LEADS) * card.n_samples, dtype=np.float32)).reshape(1, len(STANDARD_LEADS), -1)
    with np.errstate(all="ignore"), torch.inference_mode():
        if isinstance(network, Imn):
            W, bias, logit = explain(network, x, "cpu")
            missing = logit - bias - (W * x[:, None]).sum(axis=(2, 3), dtype=np.float64)
        else:
            missing = 0.0 * network(torch.from_numpy(x)).double().numpy()  # nan unless every answer is a number
    if not np.abs(missing).max() <= MAX_RESIDUAL:
        raise ModelError(f"The network of the model '{card.name}' gives no answer that adds up; it is not used.")


def choose_device(device: str) -> str:
    """The device of a name of ``DEVICES``, "auto" the best there is. Raises ModelError if this computer lacks it."""
    if device not in DEVICES:
        raise ModelError(f"There is no device '{device}'; choose one of {', '.join(DEVICES)}.")
    has = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if has[name])
    if not has[device]:
        raise ModelError(f"This computer has no {device.upper()} device; use --device auto or cpu.")
    return device


def _check_completeness(explanation: Explanation, prediction: Prediction) -> None:
    """An explanation that does not add up to the answer is not shown."""
    worst = float(np.max(np.abs(explanation.residual(prediction))))
    if not worst <= MAX_RESIDUAL:
        raise ModelError(
            "The explanation does not add up to the answer; neither is shown.", f"completeness residual {worst:g}"
        )
