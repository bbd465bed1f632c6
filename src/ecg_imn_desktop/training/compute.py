"""On what a run computes, and how precisely."""

from __future__ import annotations

import ctypes
import platform
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch

from ..core.errors import EcgError


@dataclass(frozen=True)
class Compute:
    """``device``: cpu or cuda. ``precision`` of the convolutions: fp32, bf16, or auto (bf16 where the device computes

    in it). ``threads`` of the processor; None for all cores. Raises EcgError for an unknown precision.
    """

    device: str = "cpu"
    precision: str = "auto"
    threads: int | None = None

    def __post_init__(self) -> None:
        if self.precision not in ("fp32", "bf16", "auto"):
            raise EcgError(f"There is no precision '{self.precision}': fp32, bf16 or auto.")

    def prepare(self) -> None:
        """Tell torch and the process, before the first step."""
        keep_large_blocks()
        torch.backends.cudnn.benchmark = True  # every step has the same shapes
        if self.threads:
            torch.set_num_threads(self.threads)

    def autocast(self) -> AbstractContextManager[Any]:
        """The context in which convolutions run."""
        if self.precision == "fp32" or (self.precision == "auto" and not _has_bf16(self.device)):
            return nullcontext()
        return torch.autocast(self.device, dtype=torch.bfloat16)


THIS_CPU = Compute()


@cache
def _has_bf16(device: str) -> bool:
    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    flags = Path("/proc/cpuinfo")
    is_wide = device == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX512"
    return is_wide and flags.exists() and "avx512_bf16" in flags.read_text()


def keep_large_blocks() -> None:
    """Let glibc keep freed memory: every step asks for the same large blocks, and fetching them anew from the kernel

    took a third of the time of a step. Does nothing elsewhere.
    """
    if sys.platform != "linux" or platform.libc_ver()[0] != "glibc":
        return
    mallopt = ctypes.CDLL(None).mallopt
    # malloc.h: M_TRIM_THRESHOLD -1, M_TOP_PAD -2, M_MMAP_MAX -4
    for parameter, value in ((-1, 2**31 - 1), (-2, 256 * 2**20), (-4, 0)):
        mallopt(parameter, value)
