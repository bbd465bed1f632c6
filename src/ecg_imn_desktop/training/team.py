"""The processes that train one network together, as ``torchrun`` starts them; one process alone is a team of one.

torchrun --nproc-per-node 4 -m ecg_imn_desktop train --data PTBXL --model imn-1d --device cuda --out SHARED_FOLDER
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

T = TypeVar("T")


@dataclass(frozen=True)
class Team:
    """``rank`` of this process in a team of ``size``; ``device`` that it computes on."""

    rank: int
    size: int
    device: str

    @classmethod
    def of_environment(cls, device: str) -> Team:
        """Join the team that torchrun's environment names: nccl between GPUs, one each, gloo between processors."""
        size = int(os.environ.get("WORLD_SIZE", "1"))
        if size == 1:
            return cls(0, 1, device)
        if device == "cuda":
            device = f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
            torch.cuda.set_device(device)
        if not dist.is_initialized():
            # functions in there take the group of the moment as a default argument and would hold it to the very end;
            # DistributedDataParallel imports them
            importlib.import_module("torch.distributed.nn.functional")
            dist.init_process_group("nccl" if device.startswith("cuda") else "gloo")
            atexit.register(_leave)
        return cls(dist.get_rank(), size, device)

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that validates and writes."""
        return self.rank == 0

    def first_then_rest(self, work: Callable[[], T]) -> T:
        """The first does it before the others: what it leaves in a cache they find."""
        if not self.is_first:
            dist.barrier()
        answer = work()
        if self.is_first and self.size > 1:
            dist.barrier()
        return answer

    def share(self, module: nn.Module) -> nn.Module:
        """The module with gradients averaged over the team."""
        if self.size == 1:
            return module
        return DistributedDataParallel(module, [self.device] if self.device.startswith("cuda") else None)

    def agreed(self, answer: bool) -> bool:
        """What the first says."""
        if self.size == 1:
            return answer
        said = [answer]
        dist.broadcast_object_list(said, src=0)
        return said[0]

    def wait(self) -> None:
        """Until all are here."""
        if self.size > 1:
            dist.barrier()


def _leave() -> None:
    """End the group's threads while Python still runs.

    One that lets go of a tensor in an interpreter that is being taken down aborts the process: seen once, as a run that
    had done its work and failed.
    """
    gc.collect()  # a DistributedDataParallel in a cycle holds the group too
    dist.destroy_process_group()
