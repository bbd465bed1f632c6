"""EDF and BDF files whose header is not in ASCII, as the format wants it: "µV", a patient's umlauts.

Many a device writes these, and pyedflib refuses them. The class offers what ``edf.py`` asks of pyedflib's reader, and
no more; all other files are left to the library, and the tests compare both ways. Source: Kemp et al.,
Electroencephalogr Clin Neurophysiol 1992;82:391-393, and Kemp and Olivan, Clin Neurophysiol 2003;114:1755-1761 (EDF+).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAIN, _OF_SIGNAL = 256, 256
# Of every signal, one field after the other, each for all signals: bytes.
_FIELDS = {
    "label": 16, "transducer": 80, "dimension": 8, "physical_min": 8, "physical_max": 8, "digital_min": 8,
    "digital_max": 8, "prefilter": 80, "n_samples": 8, "reserved": 32,
}  # fmt: skip
_EDF_PLUS, _DISCONTINUOUS = (b"EDF+C", b"BDF+C"), (b"EDF+D", b"BDF+D")
_CENTURY = 85  # two digits of a year from here on are 19xx


def header_of(path: Path) -> bytes:
    """All of the header, whose length was judged before."""
    with path.open("rb") as file:
        head = file.read(_MAIN)
        return head + file.read(_OF_SIGNAL * int(head[252:256]))


def is_plain(header: bytes) -> bool:
    """Whether the header holds nothing but printable ASCII; the first byte of BDF is 255."""
    return all(32 <= byte < 127 for byte in header[1:])


class LettersReader:
    """A file by its header, with the methods of ``pyedflib.EdfReader`` under their names. ValueError if damaged."""

    def __init__(self, path: Path, header: bytes) -> None:
        self._path, self._header = path, header
        self._n_records, duration_s = int(header[236:244]), float(header[244:252])
        self.signals_in_file = int(header[252:256])
        if header[192:197] in _DISCONTINUOUS or self._n_records < 1 or not duration_s > 0:
            raise ValueError("discontinuous, or without a length")
        self._fields: dict[str, list[str]] = {}
        at = _MAIN
        for name, width in _FIELDS.items():
            ends = range(at, at + width * self.signals_in_file, width)
            self._fields[name] = [_text(header[end : end + width]) for end in ends]
            at += width * self.signals_in_file
        self._counts = [int(text) for text in self._fields["n_samples"]]
        self._rates = [count / duration_s for count in self._counts]
        is_edf_plus = header[192:197] in _EDF_PLUS
        # Code, sex, day of birth and name, "X" for what is not known.
        self._patient = [*_text(header[8:88]).split(), *("X" for _ in range(4))] if is_edf_plus else [""] * 4

    def getLabel(self, i: int) -> str:
        """What a signal is called."""
        return self._fields["label"][i]

    def getPhysicalDimension(self, i: int) -> str:
        """Units of a signal."""
        return self._fields["dimension"][i]

    def getSampleFrequency(self, i: int) -> float:
        """Samples a second of a signal."""
        return self._rates[i]

    def getNSamples(self) -> list[int]:
        """Samples of every signal."""
        return [count * self._n_records for count in self._counts]

    def readSignal(self, i: int) -> NDArray[np.float64]:
        """The samples of a signal in its units."""
        n_bytes, first = (3 if self._header[:1] == b"\xff" else 2), sum(self._counts[:i])
        shape = (self._n_records, sum(self._counts), n_bytes)
        stored: Any = np.memmap(self._path, np.uint8, "r", len(self._header), shape)
        raw = np.array(stored[:, first : first + self._counts[i]])
        # Three bytes become the upper ones of four.
        whole = raw if n_bytes == 2 else np.concatenate([np.zeros_like(raw[..., :1]), raw], axis=2)
        digital = whole.view("<i2" if n_bytes == 2 else "<i4").ravel().astype(np.float64)
        if n_bytes == 3:
            digital = np.floor(digital / 256)
        low, high = float(self._fields["digital_min"][i]), float(self._fields["digital_max"][i])
        bottom, top = float(self._fields["physical_min"][i]), float(self._fields["physical_max"][i])
        if not high > low or top == bottom:
            raise ValueError("a range of nothing")
        return (digital - low) * ((top - bottom) / (high - low)) + bottom

    def getStartdatetime(self) -> datetime:
        """When the recording began; ValueError if the file does not say."""
        start = datetime.strptime(_text(self._header[168:184]), "%d.%m.%y%H.%M.%S")
        return start.replace(year=start.year % 100 + (1900 if start.year % 100 >= _CENTURY else 2000))

    def getSex(self) -> str:
        """Female, Male or nothing."""
        return {"F": "Female", "M": "Male"}.get(self._patient[1], "")

    def getBirthdate(self) -> str:
        """As "01 MAR 1960"."""
        return self._patient[2].replace("-", " ")

    def getPatientName(self) -> str:
        """The patient's name."""
        return self._patient[3].replace("_", " ")

    def getPatientCode(self) -> str:
        """The patient's code; nothing where it is not known."""
        return "" if self._patient[0] == "X" else self._patient[0]


def _text(field: bytes) -> str:
    """A field as UTF-8, or as Windows writes it in western Europe; zeros stand for blanks."""
    field = field.replace(b"\0", b" ")
    try:
        return field.decode("utf-8").strip()
    except UnicodeDecodeError:
        return field.decode("cp1252", errors="replace").strip()
