"""What of a record a model reads: the twelve leads of one window, at the model's rate."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..analysis.checked_ecg import CHECK_FS, FLAT_MV
from ..analysis.quality import QualityReport, check_quality
from ..analysis.quality_checks import name_leads
from ..analysis.resampling import resample
from ..core.doubt import OF_THE_SIGNAL
from ..core.errors import SignalError
from ..core.leads import INDEPENDENT_LEADS, LIMB_LEADS, LIMB_PAIRS, STANDARD_LEADS, limb_pair, limb_weights
from ..core.record import Record

# Shorter than this no answer is given, like in the quality gate: a few beats are no basis for a network that was
# trained on ten seconds.
MIN_WINDOW_S = 5.0

# With more of the eight independent leads missing no answer is given. Training drops up to three of the twelve.
MAX_MISSING_LEADS = 2

# The resampler's filter looks this far: a window inside a long record is resampled with more than it on either side,
# at least the first and at most the second, so that it can start on a sample of both rates.
MARGIN_S = (0.3, 0.7)

_OF_AN_ANSWER = re.compile(
    r"(?:The model answers without |Computed from |Gaps of )"
)  # so begins what is not to stand beside a refusal


@dataclass(frozen=True)
class ModelWindow:
    """``mv`` float32 (12, n_samples) at the model's rate, NaN where there is no signal (a missing lead, a gap, the end

    of a short record); ``n_real`` samples lie inside the record; ``start_s`` in the record; ``warnings`` as sentences.
    ``recorded`` (lead, sample) are the leads that the record has, at the same rate, before anything was filled in.
    """

    mv: NDArray[np.float32]
    n_real: int
    start_s: float
    warnings: tuple[str, ...]
    recorded: NDArray[np.float32]


def model_window(record: Record, start_s: float, fs: float, n_samples: int) -> ModelWindow:
    """Cut a model's window out of a record.

    The window is moved back if it would reach beyond the end of a long enough record; what a shorter one lacks counts
    as no signal (the quality checks warn of it). Missing limb leads are computed
    from two others, which is exact. Raises SignalError with the reason if too much is missing for an answer.
    """
    window_s = n_samples / fs
    if not np.isfinite(start_s):
        raise SignalError("The start of the window must be a number of seconds.")
    if record.duration_s < MIN_WINDOW_S:
        raise SignalError(
            f"The record is {record.duration_s:.4g} s long; the model needs at least {MIN_WINDOW_S:g} s of ECG."
        )
    latest = max(record.n_samples - round(window_s * record.fs), 0)
    first = min(max(round(start_s * record.fs), 0), latest)
    warnings: list[str] = []
    twelve, recorded = _twelve_leads(record, first, window_s, fs, warnings)
    n_real = min(twelve.shape[1], n_samples)
    mv = np.full((len(STANDARD_LEADS), n_samples), np.nan, dtype=np.float32)
    mv[:, :n_real] = twelve[:, :n_real]
    return ModelWindow(mv, n_real, first / record.fs, tuple(warnings), recorded)


def judge(record: Record, window: ModelWindow, fs: float, window_s: float) -> QualityReport:
    """Whether what ``model_window`` has cut out of ``record`` for a model at ``fs`` is fit to be answered for.

    Of a record that is all in the window the check looks at the very samples that the model reads. (Others were
    resampled with what lies beside the window.)
    """
    section = record.section(window.start_s, window_s)
    is_all = fs == CHECK_FS and section.n_samples == record.n_samples
    return check_quality(section, window.recorded if is_all else None)


def warnings_of(record: Record, window: ModelWindow, fs: float, window_s: float) -> tuple[str, ...]:
    """What stands beside an answer for this window, by ``judge``.

    Raises SignalError with the reason where there can be no answer, and with what else was found.
    """
    quality = judge(record, window, fs, window_s)
    found = (*window.warnings, *quality.warnings)
    if not quality.is_usable:
        others = tuple(s for s in found if not quality.reason.startswith(s.rstrip(".")) and not _OF_AN_ANSWER.match(s))
        raise SignalError(quality.reason, warnings=others)
    return (*found, OF_THE_SIGNAL) if quality.is_doubtful or record.is_uncalibrated else found


def _too_few(present: list[str], missing: list[str]) -> str:
    if not present:
        found = "has no channel with the name of one of the twelve standard leads"
    elif len(present) < len(missing):
        found = f"has only {', '.join(present)} of the twelve standard leads"
    else:
        found = f"lacks {', '.join(missing)}"
    return (
        f"The record {found}; the model answers with at most {MAX_MISSING_LEADS} of the eight independent ones missing."
    )


def _twelve_leads(
    record: Record, first: int, window_s: float, fs: float, warnings: list[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The twelve leads from sample ``first`` of the record, window_s long, at fs; and those it has, as they are."""
    present = [lead for lead in STANDARD_LEADS if lead in record.lead_names]
    derived = [lead for lead in LIMB_LEADS if lead not in present] if limb_pair(present) else []
    missing = [lead for lead in STANDARD_LEADS if lead not in present and lead not in derived]
    n_missing = len(set(missing) & set(INDEPENDENT_LEADS))
    if n_missing > MAX_MISSING_LEADS:
        raise SignalError(_too_few(present, missing))
    skip, n_before = _margin(first, record.fs, fs)
    last = first + round((window_s + MARGIN_S[1]) * record.fs)
    rows = [record.lead_names.index(lead) for lead in present]
    resampled = resample(record.mv[rows, first - n_before : last], record.fs, fs)
    resampled = resampled[:, skip : skip + round(window_s * fs)]
    twelve = np.full((len(STANDARD_LEADS), resampled.shape[1]), np.nan, dtype=np.float32)
    for lead, row in zip(present, resampled, strict=True):
        twelve[STANDARD_LEADS.index(lead)] = row
    filled = _fill_derivable(twelve)
    silent = [lead for lead, row in zip(STANDARD_LEADS, twelve, strict=True) if not np.isfinite(row).any()]
    if computed := [lead for lead in filled if lead in derived]:
        sources = name_leads(filled[computed[0]])  # the same for each: none is a source
        warnings.append(f"Computed from {sources}, since the record lacks them: {', '.join(computed)}.")
    if silent:
        warnings.append(f"The model answers without {', '.join(silent)}: less certain than with twelve leads.")
    held = {lead: row for lead, row in zip(present, resampled, strict=True) if lead in filled}
    flat = [lead for lead, row in held.items() if np.isfinite(row).any() and not _moves(row)]
    if flat:
        warnings.append(f"Computed from other limb leads, since they are flat: {', '.join(flat)}.")
    if in_gaps := [lead for lead in held if lead not in flat]:
        warnings.append(f"Gaps of {', '.join(in_gaps)} are filled from other limb leads.")
    return twelve, resampled


def _margin(first: int, fs_in: float, fs_out: float) -> tuple[int, int]:
    """Samples of lead-in before ``first``: (at fs_out, at fs_in), the pair that is nearest to the same time."""
    candidates = []
    for skip in (0, *range(round(MARGIN_S[0] * fs_out), round(MARGIN_S[1] * fs_out) + 1)):
        exact = skip * fs_in / fs_out
        if round(exact) <= first:
            is_enough = skip > 0 or first == 0
            candidates.append((not is_enough, round(abs(exact - round(exact)) / fs_in, 6), skip, round(exact)))
    return min(candidates)[2:]


def _fill_derivable(twelve: NDArray[np.float32]) -> dict[str, list[str]]:
    """Put what follows from two others where a limb lead (12, sample) holds nothing.

    Gives the leads that needed it, each with those that it was computed from. A flat lead holds nothing either:
    writers fill leads that they lack with zeros, and a converter adds a step or two.
    """
    limb = twelve[: len(LIMB_LEADS)]
    recorded = limb.copy()
    recorded[[not _moves(row) for row in limb]] = np.nan
    filled = {}
    for row, lead in zip(limb, LIMB_LEADS, strict=True):
        before = np.isfinite(recorded[LIMB_LEADS.index(lead)])
        if before.all():
            continue
        out = recorded[LIMB_LEADS.index(lead)].copy()
        sources: set[str] = set()
        for pair in LIMB_PAIRS:
            if lead in pair:
                continue
            first, second = (recorded[LIMB_LEADS.index(name)] for name in pair)
            of_first, of_second = limb_weights(lead, pair)
            computed = of_first * first + of_second * second
            gaps = ~np.isfinite(out) & np.isfinite(computed)
            if not gaps.any():
                continue
            known = np.isfinite(out) & np.isfinite(computed)
            # Each lead may have an offset of its own in the file: without this it would be a step at the gap.
            step = np.median(out[known] - computed[known]) if known.any() else 0.0
            out[gaps] = computed[gaps] + step
            sources |= set(pair)
        if sources:
            row[:] = out
            filled[lead] = [name for name in LIMB_LEADS if name in sources]
    return filled


def _moves(row: NDArray[np.float32]) -> bool:
    """Whether a lead is no constant, give or take a converter's steps; one without any sample does not move."""
    known = row[np.isfinite(row)]
    return bool(known.size and np.ptp(known) > FLAT_MV)
