"""Prints the section of CHANGELOG.md for a version: ``python packaging/release_notes.py [VERSION]``."""

import re
import sys

import bundle


def section(changelog: str, version: str) -> str:
    """The text under ``## [version]``, without its heading; that of "Unreleased" if the version has none yet.

    LookupError if there is neither.
    """
    parts = re.split(r"^## \[([^\]]+)\].*\n", changelog, flags=re.MULTILINE)
    by_version = dict(zip(parts[1::2], parts[2::2], strict=True))
    for name in (version, "Unreleased"):
        if by_version.get(name, "").strip():
            return by_version[name].strip() + "\n"
    raise LookupError(f"the changelog says nothing of {version}")


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else bundle.version()
    print(section((bundle.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), wanted.removeprefix("v")))
