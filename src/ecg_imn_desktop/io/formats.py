"""The endings of the files that the program opens. What a file is decides its content (``opening``)."""

from __future__ import annotations

from ..core.stored import STORED_SUFFIXES

WFDB_SUFFIXES = (".hea", ".dat", ".mat")
DICOM_SUFFIXES = (".dcm",)
EDF_SUFFIXES = (".edf", ".bdf")
AECG_SUFFIXES = (".xml",)
SCP_SUFFIXES = (".scp",)
HDF5_SUFFIXES = (*STORED_SUFFIXES, ".hdf")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")

# Every format by its name in the field.
FORMATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WFDB", WFDB_SUFFIXES),
    ("DICOM", DICOM_SUFFIXES),
    ("EDF, BDF", EDF_SUFFIXES),
    ("HL7 aECG", AECG_SUFFIXES),
    ("SCP-ECG", SCP_SUFFIXES),
    ("HDF5", HDF5_SUFFIXES),
    ("CSV", TEXT_SUFFIXES),
)

# What a folder is searched for. A WFDB record counts by its header. A text file is any list of numbers until its rate
# and units are given, which only its reader can ask for: it is opened by name, and listed where both are given.
RECORD_SUFFIXES = frozenset({".hea", *DICOM_SUFFIXES, *EDF_SUFFIXES, *AECG_SUFFIXES, *SCP_SUFFIXES, *HDF5_SUFFIXES})
TABLE_SUFFIXES = frozenset(TEXT_SUFFIXES)
