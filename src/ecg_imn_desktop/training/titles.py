"""What the classes of PTB-XL are called in words (scp_statements.csv, spelt out)."""

from __future__ import annotations

TITLES: dict[str, str] = {
    "NORM": "Normal ECG",
    "MI": "Myocardial infarction",
    "STTC": "ST/T change",
    "CD": "Conduction disturbance",
    "HYP": "Hypertrophy",
    "NORM_sub": "Normal ECG (sub-class)",
    "AMI": "Anterior infarction",
    "IMI": "Inferior infarction",
    "LMI": "Lateral infarction",
    "PMI": "Posterior infarction",
    "ISCA": "Anterior ischaemia",
    "ISCI": "Inferior ischaemia",
    "ISC_": "Ischaemia, unspecified",
    "NST_": "Non-specific ST change",
    "STTC_sub": "ST/T change, other",
    "CLBBB": "Complete left bundle branch block",
    "CRBBB": "Complete right bundle branch block",
    "ILBBB": "Incomplete left bundle branch block",
    "IRBBB": "Incomplete right bundle branch block",
    "LAFB/LPFB": "Left anterior or posterior fascicular block",
    "IVCD": "Non-specific intraventricular conduction disturbance",
    "WPW": "Wolff-Parkinson-White",
    "_AVB": "AV block",
    "LVH": "Left ventricular hypertrophy",
    "RVH": "Right ventricular hypertrophy",
    "LAO/LAE": "Left atrial overload or enlargement",
    "RAO/RAE": "Right atrial overload or enlargement",
    "SEHYP": "Septal hypertrophy",
}
