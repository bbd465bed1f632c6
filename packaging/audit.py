"""Compare the pinned dependencies with the public lists of known faults: ``python packaging/audit.py``.

pip-audit does it, in a throw-away environment; it needs the network: the package index, and the advisories of PyPI or,
with ``--service osv``, of osv.dev. A mirror may answer without knowing any advisory, which looks like good news; so
a version with a well-known fault is asked about first. Exit status: 0 nothing known, 1 something is, 2 there was no
answer that could be believed. Further arguments go to pip-audit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

PINNED = Path(__file__).resolve().parent / "requirements.txt"
KNOWN_FAULT = "jinja2==2.10"  # CVE-2019-10906


def main(arguments: list[str]) -> int:
    """Install pip-audit, ask, say what came of it."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if subprocess.run([python, "-m", "pip", "install", "-q", "pip-audit"], check=False).returncode:
            return no_answer("pip-audit could not be installed; it needs the network")
        control = Path(folder) / "control.txt"
        control.write_text(KNOWN_FAULT + "\n", encoding="utf-8")
        found = ask(python, [str(control), "--no-deps", *arguments])
        if not any(d.get("vulns") for d in found):
            return no_answer(f"the list that was asked does not even know the fault of {KNOWN_FAULT}")
        # No list knows PyTorch's CPU build by its own name; its faults are those of the version on PyPI.
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text(PINNED.read_text(encoding="utf-8").replace("+cpu", ""), encoding="utf-8")
        asked = ask(python, [str(pinned), "--require-hashes", *arguments])
    known = [(d["name"], d["version"], v) for d in asked for v in d.get("vulns", [])]
    skipped = [f"{d['name']}: {d['skip_reason']}" for d in asked if "skip_reason" in d]
    for name, version, fault in known:
        print(f"{name} {version}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version yet'}")
    print(f"{len(asked) - len(skipped)} of {len(asked)} packages were asked about; {len(known)} known faults.")
    for line in skipped:
        print(f"not asked about: {line}")
    if not asked:
        return no_answer("pip-audit failed")
    return 1 if known else 2 if skipped else 0


def ask(python: Path, arguments: list[str]) -> list[dict[str, Any]]:
    """What pip-audit says of each package; nothing if it failed."""
    answer = python.parent / "answer.json"
    answer.unlink(missing_ok=True)
    command = [python, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    subprocess.run([*command, "--output", answer, "--requirement", *arguments], check=False)
    dependencies: list[dict[str, Any]] = []
    if answer.is_file():
        dependencies = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
    return dependencies


def no_answer(reason: str) -> int:
    """Say it; the exit status."""
    print(f"audit: not audited: {reason}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
