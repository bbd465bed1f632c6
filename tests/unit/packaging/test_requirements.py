"""packaging/requirements.txt: every package has one version and its hashes; none that the program needs is missing."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def pinned():
    """Name -> (version, hashes); a package may be there twice, for systems that need different versions."""
    text = (REPOSITORY / "packaging/requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        named = Requirement(requirement)
        (specifier,) = named.specifier
        assert specifier.operator == "==", line[:80]
        assert hashes, f"{named.name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), named.name
        found[canonicalize_name(named.name)] = Version(specifier.version)
    return found


def test_what_the_program_needs_is_pinned_within_its_bounds(pinned):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for text in project["dependencies"]:
        needed = Requirement(text)
        version = pinned.get(canonicalize_name(needed.name))
        assert version is not None, f"{needed.name} is not pinned: make packaging/requirements.txt again"
        assert version in needed.specifier, f"{needed.name} is pinned to {version}, but {needed.specifier} is wanted"


def test_nothing_is_pinned_that_only_tests_need(pinned):
    assert not {"pytest", "hypothesis", "ruff", "mypy"} & set(pinned)
