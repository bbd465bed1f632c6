"""Writes THIRD_PARTY_NOTICES.md from what is installed: every package the program needs at run time and its licence.

Usage: ``python packaging/third_party.py`` in the environment of the program (``make notices``).
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
START, END = "<!-- packages: made by packaging/third_party.py -->", "<!-- end of packages -->"

# Hardware packages that torch brings on some systems only; the notices name them as a group.
HARDWARE = ("nvidia-", "cuda-", "triton")

# Where the metadata name no licence, or a choice of them at length: what the project itself publishes.
LICENCE_OF = {
    "pyside6-essentials": "LGPL-3.0-only (or GPL, or commercial)",
    "shiboken6": "LGPL-3.0-only (or GPL, or commercial)",
    "torch": "BSD-3-Clause",
}


def main() -> None:
    """Replace the table between the two marks of THIRD_PARTY_NOTICES.md."""
    text = NOTICES.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    NOTICES.write_text(before + START + "\n" + table() + END + after, encoding="utf-8")


def table() -> str:
    """The packages as a Markdown table, one line each, by name."""
    lines = ["| package | licence | project |", "| --- | --- | --- |"]
    lines += [f"| {name} | {licence(name)} | {homepage(name)} |" for name in sorted(runtime_packages())]
    return "\n".join(lines) + "\n"


def runtime_packages() -> set[str]:
    """Names of all packages that the program needs at run time on this system, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    queue = [Requirement(line) for line in project["dependencies"]]
    seen: set[tuple[str, str]] = set()
    while queue:
        needed = queue.pop()
        name = canonicalize_name(needed.name)
        if name.startswith(HARDWARE):
            continue
        for extra in {"", *needed.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                queue += requirements(name, extra)
    return {name for name, _ in seen}


def requirements(name: str, extra: str) -> list[Requirement]:
    """What the installed package ``name`` says it needs, here and now; nothing if it is not installed."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    parsed = [Requirement(line) for line in lines]
    return [item for item in parsed if item.marker is None or item.marker.evaluate({"extra": extra})]


def licence(name: str) -> str:
    """The licence of an installed package in a few words: its SPDX expression, else what else its metadata say."""
    if name in LICENCE_OF:
        return LICENCE_OF[name]
    metadata = distribution(name).metadata
    named = metadata.get("License-Expression") or metadata.get("License") or ""
    if named and "\n" not in named and len(named) < 60:
        return named
    classified = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")
    ]
    return ", ".join(classified) or "see its project"


def homepage(name: str) -> str:
    """The address of an installed package's project, as its metadata give it."""
    metadata = distribution(name).metadata
    urls = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL", []))
    by_word = {re.sub(r"[^a-z]", "", label.lower()): url for label, url in urls.items()}
    for word in ("homepage", "home", "repository", "source", "sourcecode", "github", "documentation"):
        if word in by_word:
            return by_word[word]
    return metadata.get("Home-page") or ""


if __name__ == "__main__":
    main()
