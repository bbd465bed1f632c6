"""Reads and judges a WFDB header before anything it names is touched.

More tolerant than wfdb's own parser (a record name with a dot, a byte-order mark, foreign letters) and stricter where
a header could lead the program astray: only plain file names, finite numbers, believable counts.

Reference: the header(5) page of the WFDB Applications Guide, https://physionet.org/physiotools/wag/header-5.htm
"""

from __future__ import annotations

import codecs
import math
import re
import stat
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from ..core.errors import RecordError
from .assembling import named_day

# Far beyond any real record; what exceeds them is a damaged or hostile file.
MAX_HEADER_BYTES = 4_000_000
MAX_SIGNALS = 1024
MAX_SEGMENTS = 20_000
MAX_FRAME_SAMPLES = 100_000
MAX_LINE_CHARACTERS = 1000
MAX_NAME_CHARACTERS = 80

DEFAULT_FS = 250.0
DEFAULT_GAIN = 200.0
NO_FILE = "~"  # the name of a signal file or a segment that does not exist: a gap

# Decoded by wfdb 4.3; "0" is the null format of layout headers.
FORMATS = frozenset(["0", "8", "16", "24", "32", "61", "80", "160", "212", "310", "311", "508", "516", "524"])
FLAC_FORMATS = frozenset({"508", "516", "524"})

_NUMBER = r"[-+]?(?:\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE][-+]?\d{1,4})?"
_RECORD = re.compile(r"(?P<name>[^/\s]+)(?:/(?P<n_segments>\d{1,18}))?$")
_FREQUENCY = re.compile(rf"(?P<fs>{_NUMBER})(?:/.*)?$")
_FORMAT = re.compile(
    r"(?P<fmt>\d{1,4})(?:x(?P<spf>\d{1,18}))?(?::(?P<skew>\d{1,18}))?(?:\+(?P<offset>\d{1,18}))?$", re.ASCII
)
_GAIN = re.compile(rf"(?P<gain>{_NUMBER})(?:\((?P<baseline>[-+]?\d{{1,10}})\))?(?:/(?P<units>\S*))?$")
_INTEGER = re.compile(r"[-+]?\d{1,18}$", re.ASCII)
_TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})(\.\d{1,9})?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignalLine:
    """What the header says of one signal; ``index`` counts from 0, ``name`` is the description field."""

    index: int
    file_name: str
    fmt: str
    samples_per_frame: int
    skew: int
    byte_offset: int
    gain: float
    baseline: int
    units: str
    adc_zero: int
    initial_value: int | None
    checksum: int | None
    name: str
    is_calibrated: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a multi-segment header; ``name`` is "~" for a gap."""

    name: str
    n_frames: int

    @property
    def is_gap(self) -> bool:
        """True where the record holds no signal."""
        return self.name == NO_FILE


@dataclass(frozen=True)
class Header:
    """A header, parsed and judged.

    ``fs`` is frames a second; ``n_frames`` is None where the header does not say; exactly one of ``signals`` and
    ``segments`` is filled. ``warnings`` are the flaws that were tolerated, one sentence each.
    """

    path: Path
    name: str
    fs: float
    n_signals: int
    n_frames: int | None
    recorded_at: datetime | None
    signals: tuple[SignalLine, ...] = ()
    segments: tuple[Segment, ...] = ()
    comments: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def is_multi_segment(self) -> bool:
        """True for a record that is put together from others."""
        return bool(self.segments)

    @property
    def is_layout(self) -> bool:
        """True where no signal has a file: the header only lists the channels of a multi-segment record."""
        return bool(self.signals) and all(s.fmt == "0" or s.file_name == NO_FILE for s in self.signals)


def read_header(path: Path) -> Header:
    """Read and judge the header at ``path``; RecordError with one sentence if it cannot be used."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RecordError(f"{path.name} is not a file.")
        if status.st_size > MAX_HEADER_BYTES:
            raise RecordError(f"{path.name} is too large for a WFDB header ({status.st_size / 1e6:.0f} MB).")
        with path.open("rb") as file:
            content = file.read(MAX_HEADER_BYTES)
    except FileNotFoundError as error:
        raise RecordError(f"The header file {path.name} does not exist.", repr(error)) from error
    except (OSError, ValueError) as error:
        raise RecordError(f"The header file {path.name} cannot be read: {_reason(error)}.", repr(error)) from error
    return parse_header(_decode(content), path)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "its name is not allowed").lower()


def _decode(content: bytes) -> str:
    """Text of a header in any usual encoding; carts write Latin-1 for "µV" and for names."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def parse_header(text: str, path: Path) -> Header:
    """Parse the text of a header; ``path`` names it in messages. RecordError with one sentence if unusable."""
    if "\0" in text:
        raise RecordError(f"{path.name} is not a WFDB header: it is not a text file.")
    lines, comments = [], []
    for line in re.split(r"\r\n|\r|\n", text):
        stripped = line.strip()
        if stripped.startswith("#"):
            comments.append(_printable(stripped.lstrip("# \t")))
        elif stripped:
            lines.append(stripped)
    if not lines:
        raise RecordError(f"The header {path.name} is empty.")
    if any(len(line) > MAX_LINE_CHARACTERS for line in lines):
        raise RecordError(
            f"{path.name} is not a WFDB header: it has a line of more than {MAX_LINE_CHARACTERS} letters."
        )
    return _Parser(path).parse(lines, tuple(comments))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()


class _Parser:
    """Holds the path for messages and the warnings met on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []

    def fail(self, fault: str) -> RecordError:
        return RecordError(_printable(f"The header {self.path.name} {fault}."))

    def parse(self, lines: list[str], comments: tuple[str, ...]) -> Header:
        tokens = lines[0].split()
        match = _RECORD.match(tokens[0])
        if match is None or len(tokens) < 2 or not _INTEGER.match(tokens[1]):
            raise self.fail("has no readable first line (record name, number of signals, sampling frequency)")
        name = self.record_name(match["name"])
        n_signals = int(tokens[1])
        if not 0 <= n_signals <= MAX_SIGNALS:
            raise self.fail(f"claims {n_signals} signals, which no ECG record has")
        fs = self.frequency(tokens[2] if len(tokens) > 2 else None)
        n_frames, rest = self.length(tokens[3:])
        signals: tuple[SignalLine, ...] = ()
        segments: tuple[Segment, ...] = ()
        if match["n_segments"] is not None:
            segments = self.segments(lines[1:], int(match["n_segments"]))
        else:
            signals = self.signals(lines[1:], n_signals)
        return Header(
            path=self.path,
            name=name,
            fs=fs,
            n_signals=n_signals,
            n_frames=n_frames,
            recorded_at=self.start(rest),
            signals=signals,
            segments=segments,
            comments=comments,
            warnings=tuple(self.warnings),
        )

    def record_name(self, name: str) -> str:
        """The record's name; Challenge 2021 headers write it with its suffix (E07500.mat)."""
        bare = re.sub(r"\.(mat|dat|hea)$", "", name, flags=re.IGNORECASE)
        if bare != name:
            self.warnings.append(f"The header writes the record's name with a suffix ({name}).")
        return _printable(bare)[:MAX_NAME_CHARACTERS] or self.path.stem

    def frequency(self, token: str | None) -> float:
        if token is None:
            self.warnings.append(f"The header gives no sampling frequency; {DEFAULT_FS:g} Hz is the format's default.")
            return DEFAULT_FS
        match = _FREQUENCY.match(token)
        fs = float(match["fs"]) if match else math.nan
        if not (math.isfinite(fs) and fs > 0):
            raise self.fail(f"gives an impossible sampling frequency ({token[:40]})")
        return fs

    def length(self, tokens: list[str]) -> tuple[int | None, list[str]]:
        """Frames by the record line, None where it does not say (WFDB allows 0 for unknown), and the tokens left."""
        if not tokens or not _INTEGER.match(tokens[0]):
            return None, tokens
        n_frames = int(tokens[0])
        if n_frames < 0:
            raise self.fail(f"gives an impossible length ({n_frames} samples)")
        return n_frames, tokens[1:]

    def start(self, tokens: list[str]) -> datetime | None:
        """Date and time from the end of the record line, in either order; None without a date."""
        day = next((d for d in map(_parse_date, tokens) if d is not None), None)
        clock = next((t for t in map(_parse_time, tokens) if t is not None), None)
        unread = [t for t in tokens if _parse_date(t) is None and _parse_time(t) is None]
        if unread:
            self.warnings.append(f"The header's date or time cannot be read ({_printable(' '.join(unread))[:40]}).")
        if day is None:
            return None
        return datetime.combine(day, clock or time())

    def signals(self, lines: list[str], n_signals: int) -> tuple[SignalLine, ...]:
        if n_signals == 0:
            raise self.fail("describes no signal")
        if len(lines) < n_signals:
            raise self.fail(f"claims {n_signals} signals but describes only {len(lines)}")
        if len(lines) > n_signals:
            self.warnings.append(
                f"The header describes {len(lines)} signals but claims {n_signals}; the lines after that were ignored."
            )
        signals = tuple(self.signal(i, line) for i, line in enumerate(lines[:n_signals]))
        frame_samples = sum(s.samples_per_frame for s in signals)
        if frame_samples > MAX_FRAME_SAMPLES:
            raise self.fail(f"claims {frame_samples} samples per frame")
        return signals

    def signal(self, index: int, line: str) -> SignalLine:
        tokens = line.split(maxsplit=2)
        fmt = _FORMAT.match(tokens[1]) if len(tokens) > 1 else None
        if fmt is None:
            raise self.fail(f"has an unreadable line for signal {index + 1} (file name and format expected)")
        if fmt["fmt"] not in FORMATS:
            raise self.fail(f"names the signal format {fmt['fmt']}, which cannot be read")
        spf = int(fmt["spf"] or 1) or 1
        if spf > MAX_FRAME_SAMPLES:
            raise self.fail(f"claims {spf} samples per frame for signal {index + 1}")
        rest = tokens[2] if len(tokens) > 2 else ""
        gain, baseline, units, rest = self.gain(index, rest)
        # ADC resolution, ADC zero, initial value, checksum, block size; any of them may be missing at the end.
        numbers: list[int] = []
        while len(numbers) < 5:
            head, tail = _split_first(rest)
            if not _INTEGER.match(head):
                break
            numbers.append(int(head))
            rest = tail.lstrip()
        adc_zero = numbers[1] if len(numbers) > 1 else 0
        return SignalLine(
            index=index,
            file_name=tokens[0],
            fmt=fmt["fmt"],
            samples_per_frame=spf,
            skew=int(fmt["skew"] or 0),
            byte_offset=int(fmt["offset"] or 0),
            gain=gain or DEFAULT_GAIN,
            baseline=adc_zero if baseline is None else baseline,
            units=_printable(units)[:MAX_NAME_CHARACTERS],
            adc_zero=adc_zero,
            initial_value=numbers[2] if len(numbers) > 2 else None,
            checksum=numbers[3] if len(numbers) > 3 else None,
            name=_printable(rest)[:MAX_NAME_CHARACTERS] or f"signal {index + 1}",
            is_calibrated=bool(gain),
        )

    def gain(self, index: int, rest: str) -> tuple[float | None, int | None, str, str]:
        """ADC gain (None or 0: not calibrated), baseline, units and what follows them on the line."""
        head, tail = _split_first(rest)
        match = _GAIN.match(head)
        if match is None:
            return None, None, "mV", rest
        gain = float(match["gain"])
        if not math.isfinite(gain) or (gain != 0 and not 1e-20 < abs(gain) < 1e20):  # else float32 would overflow
            raise self.fail(f"gives an impossible gain for signal {index + 1} ({head[:40]})")
        baseline = None if match["baseline"] is None else int(match["baseline"])
        return gain, baseline, match["units"] or "mV", tail.lstrip()

    def segments(self, lines: list[str], n_segments: int) -> tuple[Segment, ...]:
        if not 1 <= n_segments <= MAX_SEGMENTS:
            raise self.fail(f"claims {n_segments} segments")
        if len(lines) < n_segments:
            raise self.fail(f"claims {n_segments} segments but lists only {len(lines)}")
        out = []
        for number, line in enumerate(lines[:n_segments], start=1):
            tokens = line.split()
            if len(tokens) < 2 or not _INTEGER.match(tokens[1]) or int(tokens[1]) < 0:
                raise self.fail(f"has an unreadable line for segment {number}")
            out.append(Segment(tokens[0], int(tokens[1])))
        return tuple(out)


def _split_first(text: str) -> tuple[str, str]:
    """First word and the rest, at the first blank or tab."""
    first, rest, *_ = [*text.split(maxsplit=1), "", ""]
    return first, rest


def _parse_time(text: str) -> time | None:
    """HH:MM:SS, MM:SS or SS with a fraction, as the format allows."""
    match = _TIME.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(g or 0) for g in match.groups()[:3])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    micros = min(999_999, round(float(match[4] or 0) * 1e6))
    return time(hours, minutes, seconds, micros)


def _parse_date(text: str) -> date | None:
    """DD/MM/YYYY as the format says, or 05-May-2020 as the Challenge files write it."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return named_day(text)


def shifted(moment: datetime | None, seconds: float) -> datetime | None:
    """``moment`` plus ``seconds``; None stays None, and so does what no calendar holds."""
    try:
        return None if moment is None else moment + timedelta(seconds=seconds)
    except OverflowError:
        return None
