"""Convolutions whose weights are laid out for the processor once, instead of in every pass.

oneDNN, which computes torch's convolutions on a CPU, reads weights in blocks. torch keeps them plain and lays them out
anew at every call, and for one ECG on one thread it does not ask oneDNN for the short ones at all. What is used here is
what torch's own compiler makes of a convolution.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

N = TypeVar("N", bound=nn.Module)


class PackedConv1d(nn.Module):
    """A ``Conv1d`` for inputs (B, C, T) of about the shape ``like``; the plain one where a gradient is asked for."""

    def __init__(self, plain: nn.Conv1d, like: torch.Size) -> None:
        super().__init__()
        self.plain = plain
        # One dimension more: oneDNN's operator knows images.
        self.padding = [0, int(plain.padding[0])]
        self.stride = [1, plain.stride[0]]
        self.weight = torch.ops.mkldnn._reorder_convolution_weight(
            plain.weight.detach().unsqueeze(2), self.padding, self.stride, [1, 1], 1, [like[0], like[1], 1, like[2]]
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C_in, T) -> (B, C_out, T')."""
        if not torch.is_inference_mode_enabled() or x.dtype != torch.float32:
            y: Tensor = self.plain(x)
            return y
        packed: Tensor = torch.ops.mkldnn._convolution_pointwise(
            x.unsqueeze(2), self.weight, self.plain.bias, self.padding, self.stride, [1, 1], 1, "none", [], ""
        )
        return packed.squeeze(2)


def can_pack() -> bool:
    """Whether this build of torch has oneDNN and its operators (on some processors it has not)."""
    has_onednn = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(has_onednn) and hasattr(torch.ops.mkldnn, "_convolution_pointwise")


def packed(network: N, x: Tensor, run: Callable[[Tensor], object]) -> N:
    """The same network for answers on the CPU, in place; ``run`` passes an ECG x (1, C, L) through it.

    Its answers differ by rounding. Unchanged, and not run, where there is nothing to pack or ``can_pack`` is False.
    """
    convolutions = {name: module for name, module in network.named_modules() if isinstance(module, nn.Conv1d)}
    if not convolutions or not can_pack():
        return network
    shapes: dict[str, torch.Size] = {}

    def noted(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def note(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            shapes[name] = inputs[0].shape

        return note

    hooks = [module.register_forward_pre_hook(noted(name)) for name, module in convolutions.items()]
    with torch.inference_mode():
        run(x)
    for hook in hooks:
        hook.remove()
    for name, shape in shapes.items():
        plain = convolutions[name]
        if plain.weight.dtype == torch.float32 and plain.groups == 1 and plain.dilation == (1,):
            parent, _, leaf = name.rpartition(".")
            setattr(network.get_submodule(parent), leaf, PackedConv1d(plain, shape))
    return network
