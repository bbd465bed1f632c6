"""What packaging/requirements.txt pins: names, versions, hashes; and whether an environment holds exactly that.

Usage: ``python packaging/pins.py`` in the environment to be looked at; exit status 1 if it differs.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINNED = Path(__file__).resolve().parent / "requirements.txt"


def pins(text=None):
    """Every line of the file as (Requirement, its hashes); a package has several lines where systems need several."""
    text = PINNED.read_text(encoding="utf-8") if text is None else text
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            found.append((Requirement(requirement), hashes))
    return found


def pinned_here(text=None):
    """Name -> version, as they are pinned for this system and this Python."""
    return {
        canonicalize_name(requirement.name): next(iter(requirement.specifier)).version
        for requirement, _ in pins(text)
        if requirement.marker is None or requirement.marker.evaluate()
    }


def differences(packages, text=None):
    """How the installed ``packages`` differ from what is pinned, a line each."""
    pinned = pinned_here(text)
    found = []
    for name in sorted(map(canonicalize_name, packages)):
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "not installed"
        if name not in pinned:
            found.append(f"{name} {installed} is not pinned")
        elif installed != pinned[name]:
            found.append(f"{name} is {installed}, pinned is {pinned[name]}")
    return found


if __name__ == "__main__":
    differing = differences(pinned_here())
    print("\n".join(differing) or "exactly what is pinned")
    sys.exit(1 if differing else 0)
