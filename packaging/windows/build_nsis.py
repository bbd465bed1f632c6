"""Compiles the Windows installer of a bundle: ``python packaging/windows/build_nsis.py BUNDLE OUT [--fast]``.

Runs wherever makensis does (Windows, and Linux with Debian's package "nsis"); the bundle itself can only be frozen on
Windows. ``--fast`` leaves out the compression, for trying.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import bundle  # noqa: E402
import icons  # noqa: E402

STUBS = "amd64-unicode"


def build(folder, out, version=None, fast=False):
    """The installer of the bundle ``folder``, in the folder ``out``."""
    version = version or bundle.version()
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    installer = out / f"{bundle.NAME}-{version}-windows-x64.exe"
    icon = out / "installer.ico"
    icons.write_ico(bundle.ICON_SVG, icon)
    given = defines(folder.resolve(), installer, icon, version)
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    command = [makensis, "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in given.items())]
    # Stubs of 64 bits come with Debian's nsis; the ones of Windows' nsis (32 bits) install 64-bit programs as well.
    stubs = [f"-DSTUBS={STUBS}"] if sys.platform != "win32" else []
    command += [*stubs, *(["-DFAST"] if fast else []), str(HERE / "installer.nsi")]
    subprocess.run(command, check=True)
    icon.unlink()
    return installer


def defines(folder, installer, icon, version):
    """What installer.nsi is told."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "VERSION": version,
        "VERSION4": bundle.four_numbers(version),
        "PAYLOAD": folder,
        "OUTFILE": installer,
        "ICON": icon,
        "NAME": bundle.NAME,
        "CONSOLE": bundle.CONSOLE_NAME,
        "TITLE": bundle.TITLE,
        "PUBLISHER": bundle.PUBLISHER,
        "SIZE_KB": size // 1024,
        "LICENCE": bundle.ROOT / "LICENSE",
    }


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", help="instead of the program's own (to try an upgrade)")
    parser.add_argument("--fast", action="store_true", help="without compression")
    chosen = parser.parse_args(arguments)
    print(build(chosen.bundle, chosen.out, chosen.version, chosen.fast))


if __name__ == "__main__":
    main()
