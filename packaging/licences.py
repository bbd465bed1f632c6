"""Collects the licence texts of everything in the bundle, and its bill of materials (CycloneDX 1.6, JSON).

Usage: ``python packaging/licences.py FOLDER [--sbom FILE]`` in the environment that was frozen. Every package with its
licence files in a folder of its own; a package that carries none is named in ``MISSING.txt``.
"""

import argparse
import hashlib
import json
import re
import sys
import sysconfig
import uuid
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

import bundle
import third_party

_LICENCE_NAME = re.compile(
    r"(^|/)(licen[cs]e|copying|notice|authors|copyright)[^/]*$|\.dist-info/licenses/", re.IGNORECASE
)


def bundled_packages() -> list[str]:
    """Names of the packages whose code is in the bundle: what the program needs, without what is cut."""
    return sorted(
        name for name in third_party.runtime_packages() if not all(map(_is_cut, top_levels(distribution(name))))
    )


def _is_cut(module: str) -> bool:
    return bundle.is_cut(module, is_module=True)


def top_levels(package: Distribution) -> list[str]:
    """Names that a package can be imported by."""
    files = package.files or []
    names = {
        file.parts[0].split(".")[0]
        for file in files
        if file.suffix in (".py", ".so", ".pyd") and ".." not in file.parts
    }
    return sorted(name for name in names if name.isidentifier()) or [package.metadata["Name"]]


def licence_texts(package: Distribution) -> dict[str, bytes]:
    """Name -> text of the licence files that a package carries."""
    found = {}
    for file in package.files or []:
        if _LICENCE_NAME.search(file.as_posix()) and file.suffix != ".py":
            path = Path(str(file.locate()))
            if path.is_file():
                found[file.name if file.name not in found else "-".join(file.parts[-2:])] = path.read_bytes()
    return found


def collect(folder: Path, packages: Iterable[str]) -> list[str]:
    """Write the licence texts of ``packages`` into ``folder``; gives the names of those that carry none."""
    missing = []
    for name in packages:
        texts = licence_texts(distribution(name))
        for file, text in texts.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / file).write_bytes(text)
        if not texts:
            missing.append(name)
    folder.mkdir(parents=True, exist_ok=True)
    python = python_licence()
    if python is not None:
        (folder / "python").mkdir(exist_ok=True)
        (folder / "python" / "LICENSE.txt").write_bytes(python)
    if missing:
        lines = [f"{name}: {third_party.licence(name)}, {third_party.homepage(name)}" for name in missing]
        (folder / "MISSING.txt").write_text(
            "These packages carry no licence text; they name their licence and project:\n" + "\n".join(lines) + "\n",
            encoding="utf-8",
        )
    return missing


def python_licence() -> bytes | None:
    """Python's own licence; None where the installation has it not."""
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    return next((path.read_bytes() for path in places if path.is_file()), None)


def bill_of_materials(packages: Iterable[str], weights: Iterable[Path]) -> dict[str, object]:
    """CycloneDX: the program, its libraries with version and licence, and the weights with their checksums."""
    components: list[dict[str, object]] = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{distribution(name).version}",
            "name": name,
            "version": distribution(name).version,
            "purl": f"pkg:pypi/{name}@{distribution(name).version}",
            "licenses": [{"license": {"name": third_party.licence(name)}}],
        }
        for name in packages
    ]
    version = ".".join(map(str, sys.version_info[:3]))
    components.append(
        {
            "type": "platform",
            "bom-ref": f"python@{version}",
            "name": "CPython",
            "version": version,
            "licenses": [{"license": {"id": "PSF-2.0"}}],
        }
    )
    components += [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{path.parent.name}",
            "name": path.parent.name,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        }
        for path in weights
    ]
    root = f"{bundle.NAME}@{bundle.version()}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same materials have the same number.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(components, sort_keys=True))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": bundle.TITLE,
                "version": bundle.version(),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [str(item["bom-ref"]) for item in components]}],
    }


def shipped_weights() -> list[Path]:
    return sorted((bundle.ROOT / "resources" / "models").glob("*/*.safetensors"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sbom", type=Path)
    chosen = parser.parse_args(arguments)
    packages = bundled_packages()
    missing = collect(chosen.folder, packages)
    print(f"licence texts of {len(packages) - len(missing)} of {len(packages)} packages in {chosen.folder}")
    if chosen.sbom:
        document = bill_of_materials(packages, shipped_weights())
        chosen.sbom.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
