"""packaging/requirements.txt: every package has one version and its hashes, on every system, and none is missing."""

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[3]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
}


@pytest.fixture(scope="module")
def pins():
    sys.path.insert(0, str(REPOSITORY / "packaging"))
    try:
        import pins
    finally:
        sys.path.pop(0)
    yield pins
    del sys.modules["pins"]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def environment(system, python):
    return default_environment() | SYSTEMS[system] | {"python_version": python, "python_full_version": f"{python}.4"}


def needed_by(requirement, where, pinned):
    """The requirement and, as the metadata of the pinned versions say that are installed, all that it needs."""
    queue, seen = [requirement], {}
    while queue:
        needed = queue.pop()
        name = canonicalize_name(needed.name)
        key = (name, tuple(sorted(needed.extras)))
        if key in seen:
            continue
        seen[key] = needed
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        if installed.version != pinned.get(name):
            continue
        lines = installed.requires or []
        for extra in ("", *needed.extras):
            queue += [
                r for r in map(Requirement, lines) if r.marker is None or r.marker.evaluate(where | {"extra": extra})
            ]
    return seen.values()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_one_version_with_hashes_on_every_system_within_the_projects_bounds(pins, project, system, python):
    where = environment(system, python)
    pinned = {}
    for requirement, hashes in pins.pins():
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", requirement
        assert hashes, requirement
        assert all(len(h) == 71 and h.startswith("sha256:") and int(h[7:], 16) for h in hashes), requirement
        if requirement.marker is None or requirement.marker.evaluate(where):
            name = canonicalize_name(requirement.name)
            assert name not in pinned, requirement
            pinned[name] = Version(specifier.version)
    for text in (*project["dependencies"], *project["optional-dependencies"]["package"]):
        needed = Requirement(text)
        version = pinned.get(canonicalize_name(needed.name))
        assert version is not None, f"{needed.name} is not pinned: make packaging/requirements.txt again"
        assert needed.specifier.contains(version, prereleases=True), f"{needed} but {version} is pinned"
    # PyTorch's CPU build where PyPI's brings CUDA, and nothing of CUDA anywhere
    assert (pinned["torch"].local == "cpu") == (system == "linux")
    assert not [name for name in pinned if name.startswith(("nvidia-", "cuda-", "triton"))]
    assert not {"pytest", "hypothesis", "ruff", "mypy"} & set(pinned)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_the_packages_need_is_pinned_too(pins, project, system):
    """As far as this environment knows it: pip refuses an incomplete file, but only where it runs."""
    where = environment(system, "3.11")
    pinned = {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r, _ in pins.pins()
        if r.marker is None or r.marker.evaluate(where)
    }
    n = 0
    for text in project["dependencies"]:
        for needed in needed_by(Requirement(text), where, pinned):
            assert canonicalize_name(needed.name) in pinned, f"{needed} ({text})"
            n += 1
    assert n > 40


def test_torch_is_pinned_as_torch_txt_says(pins):
    chosen = {str(r.specifier): str(r.marker) for r, _ in pins.pins((REPOSITORY / "packaging/torch.txt").read_text())}
    assert {str(r.specifier): str(r.marker) for r, _ in pins.pins() if r.name == "torch"} == chosen
    assert len(chosen) == 2


def test_an_environment_that_is_not_the_pinned_one_is_said_line_by_line(pins):
    here = distribution("numpy").version
    lines = (
        "# a comment",
        f"numpy=={here} \\",
        f"    --hash=sha256:{'0' * 64}",
        "pydicom==1.0",
        "nosuch==2 ; python_version > '3'",
        "scipy==9 ; python_version < '3'",
    )
    text = "\n".join(lines)
    assert pins.pinned_here(text) == {"numpy": here, "pydicom": "1.0", "nosuch": "2"}
    assert pins.differences(["numpy"], text) == []
    assert pins.differences(["scipy", "nosuch", "NumPy", "pydicom"], text) == [
        "nosuch is not installed, pinned is 2",
        f"pydicom is {distribution('pydicom').version}, pinned is 1.0",
        f"scipy {distribution('scipy').version} is not pinned",
    ]


def test_only_the_pinned_environment_is_frozen(pins, monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "packaging"))
    import package

    monkeypatch.setattr(package.pins, "differences", lambda packages: [f"{packages[0]} is old"])
    monkeypatch.setattr(package, "run", lambda command: pytest.fail("it was frozen"))
    with pytest.raises(SystemExit, match="not the one that is pinned: pyinstaller is old"):
        package.freeze()
