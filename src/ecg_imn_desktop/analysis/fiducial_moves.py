"""A fiducial that a user puts elsewhere. Quick, and imports numpy alone: it is done while the mouse is let go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..core.errors import SignalError
from ..core.measurements import FIDUCIAL_NAMES, Fiducials


def moved(fiducials: Fiducials, name: str, beat: int, time_s: float, every_beat: bool = True) -> Fiducials:
    """Fiducials after a user has put ``name`` ("qrs_offset") of one beat at ``time_s``, marked in ``edited``.

    With ``every_beat`` the same distance from the R peak is changed in all beats, as a global interval asks for; a beat
    in which the fiducial would then pass its neighbour stays as it was. Otherwise it is moved in this beat only. Raises
    :class:`SignalError` where it would pass its neighbour in the beat that was moved, or reach into the next beat.
    """
    before = fiducials.of(name)
    column = np.array(before)
    change = time_s - column[beat]
    column[beat] = time_s
    if every_beat:
        others = np.arange(column.size) != beat
        from_r = time_s - fiducials.r_peak_s[beat]
        column[others] = column[others] + change if np.isfinite(change) else fiducials.r_peak_s[others] + from_r
    is_wrong = _out_of_order(fiducials, name, column) & ~_out_of_order(fiducials, name, before)
    if not np.isfinite(time_s) or is_wrong[beat]:
        wave, edge = name.split("_")
        raise SignalError(f"The {wave.upper()} {edge} cannot be moved past its neighbours.")
    column[is_wrong] = before[is_wrong]
    edited = fiducials.edited | {name}
    return replace(fiducials, edited=edited, **{f"{name}_s": column})  # type: ignore[arg-type]


def _out_of_order(fiducials: Fiducials, name: str, column: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where fiducials are not in order, or reach into a neighbouring beat, if ``column`` stands for ``name``.

    Gives bool (beat,). An absent fiducial (NaN) is in nobody's way.
    """
    times = np.stack([column if other == name else fiducials.of(other) for other in FIDUCIAL_NAMES])
    latest = np.fmax.accumulate(times, axis=0)
    earliest = np.fmin.reduce(times, axis=0)
    out: NDArray[np.bool_] = np.asarray((times[1:] < latest[:-1]).any(axis=0))
    overlaps: NDArray[np.bool_] = np.asarray(earliest[1:] < latest[-1, :-1])
    # Of two beats that overlap the one is blamed whose side the fiducial lies on.
    is_late = FIDUCIAL_NAMES.index(name) >= FIDUCIAL_NAMES.index("qrs_offset")
    blamed = out[:-1] if is_late else out[1:]
    blamed |= overlaps
    return out
