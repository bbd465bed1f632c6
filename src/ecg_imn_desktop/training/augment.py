"""What may happen to an ECG without changing its diagnosis, done to a batch while training."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Augmentation:
    """How strongly a batch is varied; 0 switches a part off.

    ``shift_s``: moved in time by up to this much, the gap filled with silence. ``gain_sd``: standard deviation of the
    log gain of the whole ECG; ``lead_gain_sd``: of each lead beside it. ``noise_mv``, ``wander_mv``: largest standard
    deviation of white noise and amplitude of baseline wander (0.05-0.4 Hz). ``lead_dropout``: share of ECGs that lose
    one to three leads.
    """

    shift_s: float = 2.0
    gain_sd: float = 0.1
    lead_gain_sd: float = 0.03
    noise_mv: float = 0.03
    wander_mv: float = 0.1
    lead_dropout: float = 0.1

    def __call__(
        self, x: Tensor, fs: float, mv_per_unit: float, generator: torch.Generator, highpass: Tensor | None = None
    ) -> Tensor:
        """Varied copy of x (B, C, L), in units of ``mv_per_unit`` millivolts, on the device of ``generator``.

        ``highpass`` (L, L) is the filter before the network (``highpass_matrix``): what disturbs the signal goes
        through it, a lead that is lost or a time before the ECG is as silent after it.
        """
        B, C, L = x.shape
        device = generator.device

        def uniform(*shape: int) -> Tensor:
            return torch.rand(shape, generator=generator, device=device)

        def normal(*shape: int) -> Tensor:
            return torch.randn(shape, generator=generator, device=device)

        gain = torch.exp(self.gain_sd * normal(B, 1, 1)) * torch.exp(self.lead_gain_sd * normal(B, C, 1))
        t = torch.arange(L, device=device) / fs
        hz = 0.05 + 0.35 * uniform(B, 1, 1)
        wander = torch.sin(2 * torch.pi * (hz * t + uniform(B, 1, 1)))
        x = x * gain
        x = x + wander * (self.wander_mv / mv_per_unit) * uniform(B, 1, 1) * normal(B, C, 1)
        x = x + normal(B, C, L) * (self.noise_mv / mv_per_unit) * uniform(B, 1, 1) ** 2
        if highpass is not None:
            x = x @ highpass
        x = _shift(x, (2 * uniform(B) - 1) * self.shift_s * fs)
        return x * self._kept_leads(uniform(B), uniform(B), uniform(B, C)).unsqueeze(2)

    def _kept_leads(self, chosen: Tensor, count: Tensor, order: Tensor) -> Tensor:
        """1 for a kept lead, 0 for a lost one, (B, C)."""
        rank = order.argsort(dim=1).argsort(dim=1)
        n_lost = torch.where(chosen < self.lead_dropout, 1 + (3 * count).long(), 0)
        return (rank >= n_lost.unsqueeze(1)).float()


def _shift(x: Tensor, samples: Tensor) -> Tensor:
    """Move each ECG of x (B, C, L) by a whole number of samples, silence behind it."""
    L = x.shape[2]
    source = torch.arange(L, device=x.device) - samples.round().long().unsqueeze(1)
    inside = ((source >= 0) & (source < L)).unsqueeze(1)
    index = source.clamp(0, L - 1).unsqueeze(1).expand_as(x)
    return x.gather(2, index) * inside


def remove_cells(x: Tensor, cell: int, fraction: Tensor, order: Tensor) -> Tensor:
    """Mask (B, C, L): 1 where kept, 0 in the cells (one lead x ``cell`` samples) that are removed.

    Removed is the ``fraction`` (B,) of the cells with the largest ``order`` (B, C, L // cell).
    """
    B, C, L = x.shape
    rank = order.flatten(1).argsort(dim=1, descending=True).argsort(dim=1)
    kept = rank >= (fraction * rank.shape[1]).round().unsqueeze(1)
    return kept.view(B, C, L // cell).repeat_interleave(cell, dim=2).to(x.dtype)
