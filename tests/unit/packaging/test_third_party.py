"""THIRD_PARTY_NOTICES.md names every package that the installed program needs."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def third_party():
    """The module packaging/third_party.py, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("third_party", REPOSITORY / "packaging" / "third_party.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def named(third_party):
    """Package -> licence, as the notices say."""
    made = third_party.NOTICES.read_text(encoding="utf-8").split(third_party.START)[1].split(third_party.END)[0]
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", made, re.MULTILINE))


def test_no_dependency_of_the_project_file_is_missing(named):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    declared = {re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]}
    assert {"numpy", "torch", "pyside6-essentials"} <= declared
    assert declared <= named.keys()


def test_no_package_that_these_bring_with_them_is_missing(third_party, named):
    installed = third_party.runtime_packages()
    assert {"shiboken6", "pandas", "sympy"} <= installed  # brought by PySide6, wfdb and torch
    assert installed <= named.keys()


def test_development_tools_are_not_taken_for_part_of_the_program(third_party):
    assert not third_party.runtime_packages() & {"pytest", "mypy", "ruff", "scikit-learn"}


def test_every_package_has_a_licence(named):
    assert {name for name, licence in named.items() if "see its project" in licence} == set()


def test_qt_is_named_with_its_copyleft_licence(named):
    assert named["pyside6-essentials"].startswith("LGPL-3.0")
