"""What each cut of the bundle saves, with the self-test after each: ``python packaging/measure_cuts.py``.

PyInstaller analyses once, without excluding anything, and collects one bundle per cut, each with one more cut than the
one before (dist/0, dist/1 ...: some 7 GB). Printed is the table of docs/packaging.md.
"""

import os
import subprocess
import sys

import bundle
import package


def main():
    environment = dict(os.environ, ECG_IMN_BUNDLE_STEPS="1")
    places = ["--distpath", str(package.DIST), "--workpath", str(package.WORK)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(package.SPEC)]
    subprocess.run(command, check=True, cwd=bundle.ROOT, env=environment)
    print("| after leaving out | MB | saved | self-test |\n| --- | --- | --- | --- |")
    before = None
    for step, title in enumerate(["nothing", *(cut.title for cut in bundle.CUTS), "symbols for debuggers"]):
        folder = package.DIST / str(min(step, len(bundle.CUTS)))
        if step > len(bundle.CUTS):
            package.finish(folder)
        before = print_row(folder, title, before)


def print_row(folder, title, before_mb):
    """One line of the table; gives the size in MB. SystemExit if the self-test fails."""
    package.self_test(folder, has_console=False)
    size = package.size_mb(folder)
    saved = "" if before_mb is None else f"{before_mb - size:.0f}"
    print(f"| {title} | {size:.0f} | {saved} | passed |", flush=True)
    return size


if __name__ == "__main__":
    main()
