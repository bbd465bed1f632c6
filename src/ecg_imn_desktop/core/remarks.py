"""In which order remarks on an ECG and its answer are read: one for the window, the pages and the terminal.

A reader sees the first one or two and perhaps no more. The remarks come as sentences, as they do from a stored
analysis too, so a sentence is known by how it begins. What computes keeps its own order (JSON, HDF5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# First what gets in first. Whatever is not listed (gains, gaps, noise, files, what was not measured) comes last.
_ORDER = tuple(
    re.compile(pattern)
    for pattern in (
        # There is no answer, or none to an ECG of twelve leads.
        r"(?:No heart beats stand out|All leads hold one and the same signal|The record has no signal in any)",
        # The answer contradicts itself or what was measured.
        r"(?:Low confidence: (the model calls|no (super)?class reaches))",
        # What is not as the answer takes it, and would matter without any answer: pacing, electrodes, missing leads.
        r"(?:Pacemaker spikes|The beats look paced)",
        r"(?:(The|Lead) [^;]+ may be (interchanged|upside down|in the reverse order)|The ECG may run backwards)",
        r"(?:The limb leads contradict each other|Leads [^:;]+ hold one and the same signal)",
        r"(?:Leads? [\w, ]+ ((is|are) (missing|flat)|(has|have) no signal)\.|All twelve leads are flat\."
        r"|The model answers without )",
        r"(?:No beat was found for|Beats come irregularly)",
        r"(?:The model (says|does not say) )",
        # What points at these, or says how near a thing the answer is.
        r"(?:Low confidence: )",
        # What else may move the answer or hide a finding.
        r"(?:Noise hides small waves|Leads? [\w, ]+ computed from (noisy )?leads|The baseline of most leads"
        r"|About \d+ beats a minute|No heart beat was found)",
    )
)


def in_reading_order(remarks: Iterable[str]) -> list[str]:
    """Each sentence once, what a reader must know first; equally important ones stay in the order given."""
    return sorted(dict.fromkeys(remarks), key=_rank)


def _rank(sentence: str) -> int:
    return next((rank for rank, pattern in enumerate(_ORDER) if pattern.match(sentence)), len(_ORDER))
