"""The conditions that can be simulated, with what is known of each by construction."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import morphology
from .noise import POOR, TYPICAL, Noise
from .rhythm import Rhythm
from .waves import Beat


@dataclass(frozen=True)
class Condition:
    """One kind of ECG.

    Attributes
    ----------
    name, title : "anterior-mi", "Anterior myocardial infarction"
    beat : its waves, before ``pr_ms`` (None: no P wave), ``qrs_ms`` and ``qtc_ms`` (Fridericia) are set
    hr_bpm : mean heart rate
    superclass : PTB-XL's class ("NORM", "MI", "STTC", "CD", "HYP"), None where the condition belongs to none
    territory : the leads that show the abnormality
    abnormal_wave : the waves that show it, names of ``core.measurements.WAVES``
    f_wave_mv : dipole of the fibrillating atria along Frank's x, y, z, mV
    ectopic : the ectopic beat of a rhythm that has some
    age_years, sex : of the invented person
    """

    name: str
    title: str
    beat: Beat = field(repr=False)
    superclass: str | None
    hr_bpm: float
    pr_ms: float | None
    qrs_ms: float
    qtc_ms: float
    territory: tuple[str, ...] = ()
    abnormal_wave: tuple[str, ...] = ()
    rhythm: Rhythm = field(default_factory=Rhythm)
    f_wave_mv: tuple[float, float, float] = (0.0, 0.0, 0.0)
    ectopic: Beat | None = field(default=None, repr=False)
    noise: Noise = TYPICAL
    age_years: int = 50
    sex: str = "female"


_ALL = (
    Condition("normal", "Normal ECG", morphology.NORMAL, "NORM", 68, 156, 92, 405, age_years=44),
    Condition(
        "anterior-mi", "Anterior myocardial infarction", morphology.ANTERIOR_MI, "MI", 78, 164, 96, 420,
        ("V1", "V2", "V3", "V4"), ("QRS", "ST", "T"), age_years=66, sex="male",
    ),
    Condition(
        "inferior-mi", "Inferior myocardial infarction", morphology.INFERIOR_MI, "MI", 66, 168, 98, 415,
        ("II", "III", "aVF"), ("QRS", "ST", "T"), age_years=63, sex="male",
    ),
    Condition(
        "st-t-change", "Lateral ST depression and T inversion (ischaemia)", morphology.LATERAL_ISCHAEMIA, "STTC",
        76, 160, 94, 430, ("I", "aVL", "V4", "V5", "V6"), ("ST", "T"), age_years=71,
    ),
    Condition(
        "rbbb", "Complete right bundle branch block", morphology.RBBB, "CD", 72, 168, 142, 440,
        ("I", "V1", "V2", "V6"), ("QRS",), age_years=68, sex="male",
    ),
    Condition(
        "lbbb", "Complete left bundle branch block", morphology.LBBB, "CD", 74, 176, 154, 455,
        ("I", "aVL", "V1", "V2", "V5", "V6"), ("QRS", "ST", "T"), age_years=73,
    ),
    Condition(
        "lvh", "Left ventricular hypertrophy with strain", morphology.LVH, "HYP", 72, 166, 104, 430,
        ("I", "aVL", "V1", "V2", "V5", "V6"), ("QRS", "ST", "T"), age_years=69, sex="female",
    ),
    Condition(
        "atrial-fibrillation", "Atrial fibrillation", morphology.NORMAL, None, 88, None, 90, 410,
        ("II", "V1"), ("P",), rhythm=Rhythm("fibrillation"), f_wave_mv=(-0.030, 0.050, -0.065), age_years=75,
    ),
    Condition(
        "noisy", "Normal heart, poor recording, loose electrode V4", morphology.NORMAL, "NORM", 74, 152, 90, 405,
        noise=POOR, age_years=38, sex="male",
    ),
    Condition(
        "lafb", "Left anterior fascicular block", morphology.LAFB, "CD", 70, 166, 106, 415,
        ("I", "II", "III", "aVL", "aVF"), ("QRS",), age_years=64, sex="male",
    ),
    Condition(
        "first-degree-av-block", "First-degree atrioventricular block", morphology.NORMAL, "CD", 64, 256, 94, 410,
        ("II",), ("PR",), age_years=70,
    ),
    Condition(
        "long-qt", "Long QT interval", morphology.NORMAL, "STTC", 66, 158, 90, 530, ("II", "V5"), ("ST", "T"),
        age_years=24,
    ),
    Condition(
        "ectopic-beats", "Sinus rhythm with ventricular ectopic beats", morphology.NORMAL, None, 72, 158, 92, 408,
        rhythm=Rhythm(ectopic_every=5), ectopic=morphology.VENTRICULAR_ECTOPIC.with_intervals(None, 156, 420),
        age_years=58, sex="male",
    ),
    Condition("bradycardia", "Sinus bradycardia", morphology.NORMAL, "NORM", 46, 172, 94, 405, age_years=29),
    Condition("tachycardia", "Sinus tachycardia", morphology.NORMAL, "NORM", 128, 136, 86, 410, age_years=33),
    Condition(
        "paced", "Ventricular pacing", morphology.PACED, None, 70, None, 160, 460,
        ("II", "III", "aVF", "V1", "V2", "V3"), ("QRS", "ST", "T"), rhythm=Rhythm("fixed"), age_years=81,
    ),
)  # fmt: skip

# Every condition by its name.
CONDITIONS: dict[str, Condition] = {condition.name: condition for condition in _ALL}
