"""Leads without signal: which of them follow from two limb leads, and what cannot be measured without the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..core.leads import LIMB_LEADS, STANDARD_LEADS, limb_pair, limb_weights
from ..core.measurements import MedianBeat
from .beats import AlignedBeats, median_beat
from .quality_checks import is_or_are, name_leads

# What a measurement needs: every group must have a lead with signal.
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "the axes": (("I",), ("aVF",)),
    "the Sokolow-Lyon voltage": (("V1",), ("V5", "V6")),
    "the Cornell voltage": (("aVL",), ("V3",)),
}


def leads_with_signal(beat: MedianBeat) -> set[str]:
    """Names of the leads that have a trace in the median beat."""
    return {name for name, row in zip(beat.lead_names, beat.mv, strict=True) if np.isfinite(row).all()}


def with_derived_leads(
    beat: MedianBeat, mv: NDArray[np.float32], aligned: AlignedBeats
) -> tuple[MedianBeat, tuple[str, ...]]:
    """The median beat with the limb leads that lack signal, where two others have it; and which these are.

    ``mv`` (lead, sample) are the leads of ``beat``. The leads are derived sample by sample before
    their median is taken, so they come out as if they had been recorded. Leads that the record lacks are appended.
    """
    present = leads_with_signal(beat)
    wanted = tuple(lead for lead in LIMB_LEADS if lead not in present)
    pair = limb_pair(present)
    if not wanted or pair is None:
        return beat, ()
    weights = np.array([limb_weights(lead, pair) for lead in wanted], dtype=np.float32)
    derived = median_beat(weights @ mv[[beat.lead_names.index(lead) for lead in pair]], beat.fs, aligned, wanted)
    if derived is None:
        return beat, ()
    rows = dict(zip(beat.lead_names, beat.mv, strict=True)) | dict(zip(wanted, derived.mv, strict=True))
    return replace(beat, mv=np.stack(list(rows.values())), lead_names=tuple(rows)), wanted


def lead_warnings(recorded: Sequence[str], beat: MedianBeat, derived: Sequence[str]) -> list[str]:
    """Sentences on recorded leads without signal and on what is not measured for lack of a lead.

    ``recorded`` are the leads of the record, ``derived`` those that ``with_derived_leads`` has filled.
    """
    present = leads_with_signal(beat)
    texts = []
    computed = [lead for lead in recorded if lead in derived and lead in present]
    pair = limb_pair(present - set(derived))
    if computed and pair:
        lead, its = ("lead", "its") if len(computed) == 1 else ("leads", "their")
        texts.append(
            f"Too little signal in {lead} {name_leads(computed)}: {its} amplitudes are computed from "
            f"{name_leads(pair)}."
        )
    silent = {lead for lead in recorded if lead not in present}
    lost, lost_for_good = [], []  # for want of signal, and of leads that the record does not hold
    for what, groups in _NEEDS.items():
        without = [group for group in groups if not present & set(group)]
        if any(not set(group) & set(recorded) for group in without):
            lost_for_good.append(what)
        elif without:
            lost.append(what)
    if silent:
        names = [lead for lead in dict.fromkeys((*STANDARD_LEADS, *recorded)) if lead in silent]
        lead, its = ("lead", "its") if len(names) == 1 else ("leads", "their")
        things = name_leads([f"{its} amplitudes", *lost])
        texts.append(f"Too little signal in {lead} {name_leads(names)}: {things} are not measured.")
    if lost_for_good:
        texts.append(_of_few_leads(recorded, derived, lost_for_good))
    for used, absent in (("V5", "V6"), ("V6", "V5")):
        if {"V1", used} <= present and absent not in present:
            texts.append(f"The Sokolow-Lyon voltage stands on {used} alone, for lack of {absent}.")
    return texts


def _of_few_leads(recorded: Sequence[str], derived: Sequence[str], lost: Sequence[str]) -> str:
    """What is not measured for want of leads in the record; named are those that it holds, or the fewer it lacks."""
    held = [lead for lead in STANDARD_LEADS if lead in recorded]
    lacking = [lead for lead in STANDARD_LEADS if lead not in recorded and lead not in derived]
    things, several = name_leads(lost), ["axes", "axes"] if "the axes" in lost else lost  # more than one
    if not held:
        return f"The record holds none of the 12 leads: {things} {is_or_are(several)} not measured."
    if len(held) <= len(lacking):
        return (
            f"The record holds {len(held)} of the 12 leads ({name_leads(held)}): "
            f"{things} {is_or_are(several)} not measured."
        )
    return f"The record lacks {name_leads(lacking)}: {things} {is_or_are(several)} not measured."
