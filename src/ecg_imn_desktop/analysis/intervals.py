"""Formulas that turn fiducials and amplitudes into the numbers of an ECG report: rates, QTc, axes, voltages.

Pure arithmetic: every function gives None where its inputs do not allow an answer. Times in ms, voltages in mV.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ..core.measurements import LeadMeasurements

Floats = NDArray[np.float64]

# QT correction means nothing far outside the rates it was made for; a QTc is given between these (30 and 200 bpm).
_QTC_RR_MS = (300.0, 2000.0)

# Sinus rhythm varies with breathing; beyond these the word is "irregular" (see rhythm_word).
_REGULAR_SD_OF_RR = 0.05
_IRREGULAR_RANGE_OF_RR = 0.20


_LEAST_AREA_MV_S = 0.0002


def bazett_ms(qt_ms: float, rr_ms: float) -> float:
    """QTc after Bazett, Heart 1920;7:353-370: QT / sqrt(RR in s)."""
    return qt_ms / math.sqrt(rr_ms / 1000.0)


def fridericia_ms(qt_ms: float, rr_ms: float) -> float:
    """QTc after Fridericia, Acta Med Scand 1920;53:469-486: QT / cube root of (RR in s)."""
    return qt_ms / math.cbrt(rr_ms / 1000.0)


def framingham_ms(qt_ms: float, rr_ms: float) -> float:
    """QTc after Sagie et al. (Framingham), Am J Cardiol 1992;70:797-801: QT + 154 ms * (1 - RR in s)."""
    return qt_ms + 154.0 * (1.0 - rr_ms / 1000.0)


def hodges_ms(qt_ms: float, rr_ms: float) -> float:
    """QTc after Hodges et al., J Am Coll Cardiol 1983;1:694: QT + 1.75 ms * (rate in bpm - 60)."""
    return qt_ms + 1.75 * (60_000.0 / rr_ms - 60.0)


QTC_FORMULAS: Mapping[str, Callable[[float, float], float]] = {
    "Bazett": bazett_ms,
    "Fridericia": fridericia_ms,
    "Framingham": framingham_ms,
    "Hodges": hodges_ms,
}


def corrected_qt_ms(qt_ms: float | None, rr_ms: float | None) -> dict[str, float]:
    """QTc by every formula of ``QTC_FORMULAS``; empty where QT or RR is absent or the rate outside 30..200 bpm."""
    if qt_ms is None or rr_ms is None or not _QTC_RR_MS[0] <= rr_ms <= _QTC_RR_MS[1]:
        return {}
    return {name: formula(qt_ms, rr_ms) for name, formula in QTC_FORMULAS.items()}


def median_interval_ms(start_s: Floats, end_s: Floats) -> float | None:
    """Median over the beats of end - start, in ms; beats without both are left out; None where none is left."""
    span_ms = (end_s - start_s) * 1000.0
    span_ms = span_ms[np.isfinite(span_ms)]
    return float(np.median(span_ms)) if span_ms.size else None


def frontal_axis_deg(net_i: float, net_avf: float) -> float | None:
    """Axis of a wave in the frontal plane, degrees in (-180, 180], 0 = lead I, +90 = aVF.

    ``net_i`` and ``net_avf`` are the net areas of the wave (positive minus negative) in leads I and aVF. aVF, an
    augmented lead, measures the vertical component with sqrt(3)/2 of the strength of a limb lead, hence its factor
    2/sqrt(3) (Novosel et al., Croat Med J 1999;40:77-79). In mV s; None below 0.2 uV s, where the axis is noise.
    """
    vertical = 2.0 / math.sqrt(3.0) * net_avf
    if not (math.isfinite(net_i) and math.isfinite(vertical)) or math.hypot(net_i, vertical) < _LEAST_AREA_MV_S:
        return None
    return math.degrees(math.atan2(vertical, net_i))


def sokolow_lyon_mv(leads: Mapping[str, LeadMeasurements]) -> float | None:
    """S in V1 plus the larger R of V5 and V6 (Sokolow & Lyon, Am Heart J 1949;37:161-186; LVH from 3.5 mV)."""
    return _sum_or_none(_of(leads, "V1").s_mv, float(np.fmax(_of(leads, "V5").r_mv, _of(leads, "V6").r_mv)))


def cornell_mv(leads: Mapping[str, LeadMeasurements]) -> float | None:
    """R in aVL plus S in V3 (Casale et al., J Am Coll Cardiol 1985;6:572-580; LVH above 2.8 mV, women 2.0)."""
    return _sum_or_none(_of(leads, "aVL").r_mv, _of(leads, "V3").s_mv)


def _of(leads: Mapping[str, LeadMeasurements], name: str) -> LeadMeasurements:
    return leads.get(name, LeadMeasurements())


def _sum_or_none(a_mv: float, b_mv: float) -> float | None:
    return a_mv + b_mv if math.isfinite(a_mv + b_mv) else None


def rr_intervals_ms(r_peak_s: Floats) -> Floats:
    """Intervals between consecutive R peaks, ms, (beat - 1,)."""
    return np.asarray(np.diff(r_peak_s) * 1000.0)


def rr_sd_ms(rr_ms: Floats) -> float | None:
    """SDNN: standard deviation (ddof 1) of the RR intervals (Task Force, Circulation 1996;93:1043-1065)."""
    return float(np.std(rr_ms, ddof=1)) if rr_ms.size >= 2 else None


def rr_rmssd_ms(rr_ms: Floats) -> float | None:
    """RMSSD: root mean square of successive RR differences (Task Force, Circulation 1996;93:1043-1065)."""
    return float(np.sqrt(np.mean(np.diff(rr_ms) ** 2))) if rr_ms.size >= 2 else None


def rhythm_word(rr_ms: Floats) -> str | None:
    """How regular the RR intervals are, a description and no diagnosis; None under three intervals.

    "regular" where their SD is within 5 % of the mean, "irregular" where the middle of them (10th to 90th percentile)
    spans more than 20 % of the median, "slightly irregular" between.
    """
    if rr_ms.size < 3:
        return None
    low, median, high = np.percentile(rr_ms, [10, 50, 90])
    if np.std(rr_ms) <= _REGULAR_SD_OF_RR * np.mean(rr_ms):
        return "regular"
    return "irregular" if high - low > _IRREGULAR_RANGE_OF_RR * median else "slightly irregular"
