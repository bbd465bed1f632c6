"""Are the leads in their places, the right way up, and in the order of time?

An interchange of electrodes keeps Einthoven's and Goldberger's laws, and so does an ECG turned over or read backwards;
but the beat that comes out is one that hearts seldom make. Kors and van Herpen (Am J Cardiol 2001;88:396-399) undo
every interchange on trial and look whether the ECG becomes likelier. So does this module, with a likelihood that was
learned: a small network gives a typical beat a score, and was trained on PTB-XL (folds 1-6) to score every beat as
recorded above the same beat rearranged. What is reported is that a rearrangement scores higher than the ECG as it is,
by more than it does in all but one or two of a thousand ECGs (folds 7-8). One chest lead upside down was never shown to
the network in training, which tells it all the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from ..core.leads import CHEST_LEADS, INDEPENDENT_LEADS, LIMB_LEADS
from ..core.resources import resource_path
from .perceptron import evaluated
from .typical_beat import of_unit_size

Floats = NDArray[np.float64]

WEIGHTS = ("data", "arrangement.safetensors")


@dataclass(frozen=True)
class Arrangement:
    """One way in which leads or time can be wrong.

    ``undo`` (8, 8) turns INDEPENDENT_LEADS as recorded into what they would have been, ``backwards`` turns time round
    as well; ``kind`` is that of the problem, ``leads`` are those it changes, ``sentence`` says what may be wrong.
    """

    name: str
    kind: str
    leads: tuple[str, ...]
    sentence: str
    undo: Floats
    backwards: bool = False


def _limbs(name: str, sentence: str, i: tuple[int, int], ii: tuple[int, int]) -> Arrangement:
    undo = np.eye(8)
    undo[:2, :2] = (i, ii)
    return Arrangement(name, "interchanged?", LIMB_LEADS, sentence, undo)


def _chest(*places: int) -> Floats:
    """V1 to V6 taken from these places, 1 to 6."""
    undo = np.eye(8)
    undo[2:] = undo[[place + 1 for place in places]]
    return undo


def _two(first: int, second: int) -> Arrangement:
    places = list(range(1, 7))
    places[first - 1], places[second - 1] = second, first
    leads = (f"V{first}", f"V{second}")
    sentence = f"The electrodes V{first} and V{second} may be interchanged"
    return Arrangement("/".join(leads), "interchanged?", leads, sentence, _chest(*places))


def _upside_down(n: int) -> Arrangement:
    undo = np.eye(8)
    undo[n + 1, n + 1] = -1
    return Arrangement(f"-V{n}", "inverted", (f"V{n}",), f"Lead V{n} may be upside down", undo)


# Wilson's terminal is the mean of the three limb electrodes: an interchange among them leaves V1-V6 as they are.
# What is said of the leads follows from I = LA - RA, II = LL - RA.
ARRANGEMENTS: tuple[Arrangement, ...] = (
    _limbs(
        "RA/LA",
        "The right and left arm electrodes may be interchanged (lead I upside down against V5 and V6)",
        (-1, 0), (-1, 1),
    ),
    _limbs(
        "RA/LL",
        "The right arm and left leg electrodes may be interchanged (lead II upside down)",
        (1, -1), (0, -1),
    ),
    _limbs(
        "LA/LL",
        "The left arm and left leg electrodes may be interchanged (leads I and II, aVL and aVF)",
        (0, 1), (1, 0),
    ),
    _limbs("RA>LA>LL", "The three limb electrodes may be interchanged in turn", (-1, 1), (-1, 0)),
    _limbs("RA>LL>LA", "The three limb electrodes may be interchanged in turn", (0, -1), (1, -1)),
    *(_two(n, n + 1) for n in range(1, 6)),
    *(_two(n, n + 2) for n in range(1, 5)),
    Arrangement(
        "V6..V1", "interchanged?", CHEST_LEADS, "The chest leads may be in the reverse order (V6 to V1)",
        _chest(6, 5, 4, 3, 2, 1),
    ),
    Arrangement("-all", "polarity", INDEPENDENT_LEADS, "The ECG may be upside down in all leads", -np.eye(8)),
    Arrangement(
        "-chest", "polarity", CHEST_LEADS, "The chest leads may be upside down",
        np.diag([1.0, 1, -1, -1, -1, -1, -1, -1]),
    ),
    Arrangement(
        "time", "time", (), "The ECG may run backwards: what follows the QRS looks like what should precede it",
        np.eye(8), backwards=True,
    ),
    *(_upside_down(n) for n in range(1, 7)),
)  # fmt: skip


def rearranged(beat: NDArray[np.float32]) -> NDArray[np.float32]:
    """A beat (8, 91) as it is and with every one of ARRANGEMENTS undone, (1 + n, 8, 91)."""
    undone = [a.undo @ (beat[:, ::-1] if a.backwards else beat) for a in ARRANGEMENTS]
    return of_unit_size(np.stack([beat, *undone]))


def scores(beats: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much beats (n, 8, 91) look like ones that were recorded rightly, (n,); only differences mean something."""
    return evaluated(_weights(), beats.reshape(len(beats), -1))


def gains(beat: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much the score of a typical beat (8, 91) rises when each of ARRANGEMENTS is undone, (n,)."""
    score = scores(rearranged(beat))
    return np.asarray(score[1:] - score[0])


def suspected(beat: NDArray[np.float32], but: Collection[str] = ()) -> Arrangement | None:
    """The arrangement that explains a typical beat (8, 91) best, where it passes its threshold.

    None of those named in ``but``.
    """
    gain = gains(beat)
    gain[gain <= _weights()["threshold"]] = -np.inf
    gain[[a.name in but for a in ARRANGEMENTS]] = -np.inf
    best = int(np.argmax(gain))
    return ARRANGEMENTS[best] if np.isfinite(gain[best]) else None


def fades_to_the_left(beat: NDArray[np.float32]) -> bool:
    """V5 and V6 together hold under a quarter of the power of V1 and V2, as where the heart lies on the right.

    ``beat`` is a typical one, (8, 91).
    """
    power = np.square(beat).sum(axis=1)
    return bool(power[6] + power[7] < 0.25 * (power[2] + power[3]))


@lru_cache(maxsize=1)
def _weights() -> dict[str, NDArray[np.float32]]:
    return dict(load_file(resource_path(*WEIGHTS)))
