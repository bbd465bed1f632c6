"""Numbers for a sentence."""

from __future__ import annotations


def two_digits(value: float) -> str:
    """A number rounded to two digits, written out: "0.035", "4", "1200" (and not "1.2e+03")."""
    return f"{float(f'{value:.2g}'):.15g}"
