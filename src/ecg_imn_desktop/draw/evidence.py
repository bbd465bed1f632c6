"""The contribution of one class as a density over time, ready to be coloured at any zoom.

A contribution belongs to the interval of 1/fs around its sample's time; density = contribution * fs, in logit per
second. The mean density over any span times its length is the contribution of that span, so that colours keep their
meaning at every zoom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..core.analysis import Explanation


_SIGMAS = 3.0  # where the smoothing kernel ends
_NARROWEST = 0.2  # samples; narrower ones reach no neighbour
_FWHM = 2.3548200450309493  # full width at half maximum of a Gaussian, in sigmas: 2 sqrt(2 ln 2)


def smoothed(contribution: NDArray[np.floating], fs: float, width_s: float) -> NDArray[np.float64]:
    """Contributions (..., sample) smoothed by a Gaussian of ``width_s`` (full width at half maximum), float64.

    The sum of each lead is kept exactly: near the ends each sample's share is spread over what is inside only.
    """
    values = np.asarray(contribution, dtype=np.float64)
    if width_s * fs < _NARROWEST:
        return values
    radius = int(np.ceil(_SIGMAS * width_s * fs / _FWHM))
    lag = np.arange(-radius, radius + 1) / fs
    kernel = np.exp(-0.5 * (lag * _FWHM / width_s) ** 2)
    from scipy.ndimage import convolve1d  # slow to import, and the window does not need it to stand

    inside = convolve1d(np.ones(values.shape[-1]), kernel, mode="constant")
    return np.asarray(convolve1d(values / inside, kernel, axis=-1, mode="constant"))


class ClassEvidence:
    """Density of the evidence for one class over time, per lead.

    Attributes
    ----------
    start_s, end_s : the window that the model saw, seconds from the record's start
    fs : samples a second of the contributions
    lead_names : leads that have evidence
    smoothing_s : width of the smoothing (for the eye only; numbers come from the contributions themselves)
    sides : "both", or only the mean densities "for" or "against" the class
    """

    def __init__(
        self, explanation: Explanation, class_index: int, smoothing_s: float = 0.0, sides: str = "both"
    ) -> None:
        contribution = smoothed(explanation.contribution[class_index], explanation.fs, smoothing_s)
        self._contribution = explanation.contribution[class_index]
        self.fs = explanation.fs
        self.lead_names = explanation.lead_names
        self.smoothing_s = smoothing_s
        self.sides = sides
        n_samples = contribution.shape[1]
        self._edges_s = explanation.start_s + (np.arange(n_samples + 1) - 0.5) / self.fs
        self._cumulative = np.zeros((contribution.shape[0], n_samples + 1))
        np.cumsum(contribution, axis=1, out=self._cumulative[:, 1:])
        self.start_s = float(self._edges_s[0])
        self.end_s = float(self._edges_s[-1])

    def has(self, lead: str) -> bool:
        """Whether the model saw this lead ("-aVR" is aVR)."""
        return lead.removeprefix("-") in self.lead_names

    def mean_density(self, lead: str, edges_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean density (logit per second) between consecutive ``edges_s`` (n + 1,), float64 (n,).

        NaN in spans that touch nothing of the window, and for leads that the model does not read. Turning a lead
        upside down ("-aVR") turns its weights too: the contribution stays.
        """
        if not self.has(lead):
            return np.full(len(edges_s) - 1, np.nan)
        row = self.lead_names.index(lead.removeprefix("-"))
        return self._means(self._cumulative[row : row + 1], edges_s)[0]

    def mean_densities(self, edges_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for all leads at once, float64 (lead, n)."""
        return self._means(self._cumulative, edges_s)

    def _means(self, cumulative: NDArray[np.float64], edges_s: NDArray[np.float64]) -> NDArray[np.float64]:
        edges = np.clip(np.asarray(edges_s, dtype=np.float64), self.start_s, self.end_s)
        place = (edges - self.start_s) * self.fs
        index = np.minimum(place.astype(np.intp), cumulative.shape[1] - 2)
        before = cumulative[:, index]
        at_edges = before + (cumulative[:, index + 1] - before) * (place - index)
        within = edges[1:] - edges[:-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            density = (at_edges[:, 1:] - at_edges[:, :-1]) / within
        density[:, within <= 0] = np.nan
        if self.sides == "for":
            np.maximum(density, 0.0, out=density)
        elif self.sides == "against":
            np.minimum(density, 0.0, out=density)
        return density

    def density_at(self, lead: str, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Density (logit per second) of the contribution that each time belongs to, float64 (n,); NaN outside.

        A number to be read: neither smoothed nor of one side only.
        """
        time = np.asarray(time_s, dtype=np.float64)
        out = np.full(time.shape, np.nan)
        if self.has(lead):
            row = self._contribution[self.lead_names.index(lead.removeprefix("-"))].astype(np.float64) * self.fs
            index = np.floor((time - self.start_s) * self.fs).astype(np.intp)
            inside = (index >= 0) & (index < len(row)) & np.isfinite(time)
            out[inside] = row[index[inside]]
        return out


def evidence_of(
    explanation: Explanation, class_index: int, smoothing_s: float = 0.0, sides: str = "both"
) -> ClassEvidence:
    """The evidence of a class, of both ``sides`` or one ("for", "against")."""
    return ClassEvidence(explanation, class_index, smoothing_s, sides)
