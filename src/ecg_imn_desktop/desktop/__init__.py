"""Windows, panels and the worker: wiring, no arithmetic."""
