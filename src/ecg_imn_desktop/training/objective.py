"""What a training step minimises.

The answers (binary cross-entropy) and, for an interpretable network, that the linear model it writes means something:

* ``l1``: few contributions, sum |W x| per class;
* ``weight_size``: the paper's, mean |W|;
* ``variation``: W steady where there is signal, sum |W[t+1] - W[t]| |x[t]| per class;
* ``concentration``: evidence in few leads: for a sub-class that the ECG has, (sum p)^2 / sum p^2 of the positive
  evidence p of the leads, as a share of the twelve. It knows no scale, so it does not shrink the answer as L1 does, and
  no territory, so where evidence gathers is the data's word. Superclasses are left alone: each has several territories;
* ``misplaced``: evidence for an ST/T change is not to lie in the QRS: the share of the positive evidence that does, the
  mean weighted by the class's target. Voltage is large there, so a linear model likes to weigh it against a small T;
* ``agreement``: when the ECG is changed (evidence or random cells removed, a lead removed, smooth noise added), the
  answer of the network that looks again (re-run) is the answer of the linear model already written (frozen). For small
  changes this is the gap between W and the input gradient on a random direction (self-explaining networks,
  Alvarez-Melis and Jaakkola 2018); for removals it is what deletion tests measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..model.network import Imn, Written
from .augment import remove_cells
from .qrs import qrs_steps, share_inside
from .recipe import LossOptions

# One cell of a removal: one lead x 50 ms at 100 Hz.
CELL_SAMPLES = 5


@dataclass(frozen=True)
class Targets:
    """Float tensors of 0 and 1: ``main`` (B, K) for the outputs, ``auxiliary`` (B, M) for the auxiliary head."""

    main: Tensor
    auxiliary: Tensor

    def to(self, device: str) -> Targets:
        """The same on another device."""
        return Targets(self.main.to(device), self.auxiliary.to(device))


class Objective:
    """The loss of a batch; ``__call__`` returns it with its parts, detached, for the log.

    ``n_super`` of the K outputs are superclasses (they come first), the rest sub-classes. ``autocast`` makes the
    context in which convolutions run in a lower precision; everything else is float32. ``positive_weight`` (K,) is how
    much more an ECG that has the class counts; None for no difference. ``generator`` lives where the batches do.
    ``st_t``: the numbers of the classes that are ST/T changes.
    """

    def __init__(
        self,
        options: LossOptions,
        n_super: int,
        generator: torch.Generator,
        autocast: Callable[[], AbstractContextManager[object]] = nullcontext,
        positive_weight: Tensor | None = None,
        st_t: Sequence[int] = (),
    ) -> None:
        self.options = options
        self.st_t = list(st_t)
        self.positive_weight = positive_weight
        self.n_super = n_super
        self.generator = generator
        self.autocast = autocast

    def __call__(
        self, model: nn.Module, averaged: nn.Module, x: Tensor, targets: Targets
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Loss of x (B, C, L). ``averaged`` is the moving average of ``model``; it says where evidence lies."""
        if not isinstance(model, Imn):
            with self.autocast():
                pooled = model.pooled(x).float()  # type: ignore[operator]
            parts = self._answers(model.head(pooled), targets)  # type: ignore[operator]
            parts["auxiliary"] = self._auxiliary(model, pooled, targets)
            return self._sum(parts)
        n_changed = round(len(x) * self.options.agreement_share) if self.options.agreement > 0 else 0
        changed = self._change(averaged, x[:n_changed]) if n_changed else x[:0]
        both = torch.cat([x, changed])
        with self.autocast():
            written = Written(*(part.float() for part in model.write(both)))
        logits = model.combine(written, both)
        here = Written(*(part[: len(x)] for part in written))
        parts = self._answers(logits[: len(x)], targets)
        parts["auxiliary"] = self._auxiliary(model, here.pooled, targets)
        parts.update(self._penalties(model, here, x, targets.main))
        if n_changed:
            first = Written(*(part[:n_changed] for part in written))
            frozen = model.combine(first, changed) - logits[:n_changed]
            rerun = logits[len(x) :] - logits[:n_changed]
            parts["agreement"] = relative_gap(frozen, rerun)
        return self._sum(parts)

    def _penalties(self, model: Imn, written: Written, x: Tensor, present: Tensor) -> dict[str, Tensor]:
        """What is asked of W itself, looked at on the first ``penalty_share`` of the batch: the tensors are large."""
        options = self.options
        n = max(1, round(len(x) * options.penalty_share))
        W, reduced = written.W[:n], model.reduced(x[:n]).unsqueeze(1)
        n_maps = n * W.shape[1]
        parts = {}
        if options.l1 > 0:
            parts["l1"] = (W * reduced).abs().sum() / n_maps
        if options.weight_size > 0:
            parts["weight_size"] = W.abs().mean()
        if options.variation > 0:
            parts["variation"] = ((W[..., 1:] - W[..., :-1]) * reduced[..., 1:]).abs().sum() / n_maps
        if options.concentration > 0:
            subclasses = slice(self.n_super, None)
            parts["concentration"] = lead_spread(W[:, subclasses] * reduced, present[:n, subclasses])
        if options.misplaced > 0 and self.st_t:
            inside = qrs_steps(x[:n], W.shape[3])
            parts["misplaced"] = share_inside(W[:, self.st_t] * reduced, inside, present[:n, self.st_t])
        return parts

    def _answers(self, logits: Tensor, targets: Targets) -> dict[str, Tensor]:
        n = self.n_super
        loss = F.binary_cross_entropy_with_logits
        weight = self.positive_weight
        parts = {}
        if n:
            parts["superclass"] = loss(
                logits[:, :n], targets.main[:, :n], pos_weight=None if weight is None else weight[:n]
            )
        if logits.shape[1] > n:
            parts["subclass"] = loss(
                logits[:, n:], targets.main[:, n:], pos_weight=None if weight is None else weight[n:]
            )
        return parts

    def _auxiliary(self, model: nn.Module, pooled: Tensor, targets: Targets) -> Tensor:
        head = getattr(model, "auxiliary", None)
        if head is None:
            return pooled.new_zeros(())
        return F.binary_cross_entropy_with_logits(head(pooled).float(), targets.auxiliary)

    def _sum(self, parts: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        weights = {
            "superclass": 1.0,
            "subclass": self.options.subclass_weight,
            "auxiliary": self.options.auxiliary_weight,
            "l1": self.options.l1,
            "weight_size": self.options.weight_size,
            "variation": self.options.variation,
            "concentration": self.options.concentration,
            "misplaced": self.options.misplaced,
            "agreement": self.options.agreement,
        }
        total = torch.stack([weights[name] * value.float() for name, value in parts.items()]).sum()
        return total, {name: value.detach() for name, value in parts.items()}

    def _change(self, averaged: nn.Module, x: Tensor) -> Tensor:
        """Changed copies of x (B, C, L): a quarter each lose evidence, random cells or a lead, or get smooth noise.

        Which ECG loses what goes by its place in the batch, whose order is random: nothing has to be asked of a GPU.
        """
        B, C, L = x.shape
        n_cells = L // CELL_SAMPLES
        by_evidence, by_lead, by_noise = (slice(kind, None, 4) for kind in (0, 2, 3))
        fraction = 0.02 + 0.28 * self._uniform(B)
        order = self._uniform(B, C, n_cells)
        order[by_evidence] = self._evidence(averaged, x[by_evidence])
        n_by_lead = len(x[by_lead])
        order[by_lead] = self._uniform(n_by_lead, C, 1).expand(-1, -1, n_cells)
        fraction[by_lead] = self._integers(1, 4, n_by_lead) / C
        changed = x * remove_cells(x, CELL_SAMPLES, fraction, order)
        changed[by_noise] = x[by_noise] + self._smooth_noise(x[by_noise])
        return changed

    def _evidence(self, averaged: nn.Module, x: Tensor) -> Tensor:
        """Signed evidence of each cell for a random class, (B, C, L // CELL_SAMPLES)."""
        assert isinstance(averaged, Imn)
        averaged.eval()
        with torch.no_grad():
            with self.autocast():
                W = averaged.write(x).W.float()
            chosen = self._integers(0, W.shape[1], len(x))
            W_chosen = averaged.expanded(W[torch.arange(len(x), device=x.device), chosen].unsqueeze(1)).squeeze(1)
            return (W_chosen * x).unflatten(2, (-1, CELL_SAMPLES)).sum(dim=3)

    def _smooth_noise(self, x: Tensor) -> Tensor:
        """Noise of 0.2-0.6 units (0.05-0.15 mV at 0.25 mV a unit), half of the ECGs white, half low-passed."""
        noise = torch.randn(x.shape, generator=self.generator, device=self.generator.device)
        smooth = F.avg_pool1d(noise, 5, 1, 2, count_include_pad=False) * 5**0.5
        is_white = self._uniform(len(x), 1, 1) < 0.5
        sd = 0.2 + 0.4 * self._uniform(len(x), 1, 1)
        return torch.where(is_white, noise, smooth) * sd

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.generator.device)

    def _integers(self, low: int, high: int, n: int) -> Tensor:
        return torch.randint(low, high, (n,), generator=self.generator, device=self.generator.device)


def lead_spread(contribution: Tensor, present: Tensor) -> Tensor:
    """Over how large a share of the leads the positive evidence of ``contribution`` (B, K, C, T) spreads, in 1/C..1.

    The mean over the pairs of an ECG and a class weighted by ``present`` (B, K), the class's target: with p_c the
    positive evidence of lead c, (sum p)^2 / (C sum p^2), the participation ratio.
    """
    positive = contribution.clamp(min=0).sum(dim=3)
    spread = positive.sum(dim=2) ** 2 / (contribution.shape[2] * (positive**2).sum(dim=2) + 1e-9)
    return (spread * present).sum() / (present.sum() + 1e-9)


def relative_gap(frozen: Tensor, rerun: Tensor) -> Tensor:
    """Mean squared gap between two changes of the logits (B, K), relative to their own size: 0 where they agree."""
    size = (frozen.detach() ** 2 + rerun.detach() ** 2).mean(dim=1, keepdim=True)
    return ((frozen - rerun) ** 2 / (size + 0.01)).mean()
