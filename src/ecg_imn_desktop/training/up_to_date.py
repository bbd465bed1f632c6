"""What need not be made again, as ``make`` sees it."""

from __future__ import annotations

from pathlib import Path


def is_up_to_date(made: Path, *sources: Path) -> bool:
    """Whether ``made`` is there and no older than any of the files that it is made of.

    Delete it to have it made again.
    """
    return made.exists() and all(made.stat().st_mtime_ns >= source.stat().st_mtime_ns for source in sources)
