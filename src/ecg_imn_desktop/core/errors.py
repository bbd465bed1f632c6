"""The errors the program expects.

Each carries one plain sentence for the user (``str(error)``) and, where there is more to say, a ``detail``
for the log. Anything that is not an ``EcgError`` is a defect of the program.
"""


class EcgError(Exception):
    """An expected failure. ``message`` is one plain sentence; ``detail`` goes to the log only."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class RecordError(EcgError):
    """A record cannot be read: absent, malformed, unsafe, or without an ECG lead."""


class SignalError(EcgError):
    """A record was read, but its signal does not allow what was asked (too short, too few leads).

    ``warnings`` are what else was found out about the signal, in sentences as they stand beside an answer.
    """

    def __init__(self, message: str, detail: str = "", warnings: tuple[str, ...] = ()) -> None:
        super().__init__(message, detail)
        self.warnings = warnings


class ModelError(EcgError):
    """A model is missing, damaged or not what its card says."""


class ExportError(EcgError):
    """A file could not be written. Nothing was left behind, and what stood there before still stands."""


class Cancelled(EcgError):
    """The user, or a newer request, cancelled the work."""

    def __init__(self, message: str = "The work was cancelled.", detail: str = "") -> None:
        super().__init__(message, detail)
