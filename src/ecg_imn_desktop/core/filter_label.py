"""What a display filter is called wherever its result is shown: on the screen, on pages and in files."""

from __future__ import annotations

from math import inf


def filter_label(high_pass_hz: float | None, low_pass_hz: float | None, notch_hz: float | None, fs: float = inf) -> str:
    """To be said beside traces at ``fs`` Hz: "high-pass 0.5 Hz, low-pass 40 Hz, notch 50 Hz" or "no filter".

    None or 0 is off. The traces have nothing of fs / 2 and above: a part that has nothing to take out of them says so.
    """
    # Each a text of its own, with nothing after its number: so it is found by the translation, in a list too.
    parts = [
        (f"high-pass {_in_hz(high_pass_hz)}", high_pass_hz) if high_pass_hz else None,
        (f"low-pass {_in_hz(low_pass_hz)}", low_pass_hz) if low_pass_hz else None,
        (f"notch {_in_hz(notch_hz)}", notch_hz) if notch_hz else None,
    ]
    given = [part for part in parts if part is not None]
    applied = ", ".join(text for text, hz in given if hz < fs / 2) or "no filter"
    idle = ", ".join(text for text, hz in given if hz >= fs / 2)
    return f"{applied}; without effect at {_in_hz(fs)}: {idle}" if idle else applied


def _in_hz(frequency_hz: float) -> str:
    return f"{frequency_hz:g} Hz"
