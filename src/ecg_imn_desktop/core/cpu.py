"""What the processor can do: torch computes with AVX2, and on a processor without it Python would just die."""

from __future__ import annotations

import platform
from importlib import import_module

from .errors import ModelError

_X86 = ("x86_64", "amd64")


def lacks_avx2() -> bool:
    """Whether this is an x86 processor without AVX2; False where that cannot be found out."""
    if platform.machine().lower() not in _X86:
        return False
    try:
        features = import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):  # numpy keeps it elsewhere: better to try than to refuse
        return False
    return bool(features.get("AVX2") is False)


def require_avx2() -> None:
    """Raises ModelError on a processor on which the network cannot run."""
    if lacks_avx2():
        raise ModelError(
            "This computer's processor is too old for the network (it lacks AVX2, which Intel and AMD build in since "
            "about 2015): ECGs can be viewed and measured, but not answered for."
        )
