"""Fuzzers of everything the program reads: ``python -m fuzz TARGET`` (see ``fuzz/__main__.py``)."""
