"""ECG-IMN Desktop: a 12-lead ECG viewer that shows exactly why a network answers as it does."""

__version__ = "0.1.0"
