"""Builds what people install, for the system it runs on: ``make package``, or ``python packaging/package.py``.

1. Freezes the program with PyInstaller into ``dist/ecg-imn-desktop`` (macOS: an app), with the licence texts inside;
   only from an environment that holds the pinned versions (``packaging/requirements.txt``, whose hashes pip compared).
2. Runs the frozen program's self-test; a bundle that fails it goes no further.
3. Makes the installer: a .deb on Linux, an .exe with NSIS on Windows, a .dmg on macOS.
4. Writes the bill of materials and SHA-256 sums beside it, and says how big everything is.

``--no-installer`` stops after 2. Needs the extra "package" (PyInstaller); Windows: makensis.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bundle
import icons
import licences
import pins

DIST = bundle.ROOT / "dist"
WORK = bundle.ROOT / "build" / "package"
SPEC = bundle.ROOT / "packaging" / "ecg_imn.spec"
SELF_TEST_LIMIT_S = 900
MAX_BUNDLE_MB, MAX_INSTALLER_MB = 750, 230


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-installer", action="store_true", help="only the tested bundle")
    parser.add_argument("--from-bundle", type=Path, help="make the installer of a bundle that is there already")
    chosen = parser.parse_args(arguments)
    folder = chosen.from_bundle or freeze()
    self_test(folder)
    say_size("bundle", folder, MAX_BUNDLE_MB)
    if chosen.no_installer:
        return 0
    installer = make_installer(folder)
    say_size("installer", installer, MAX_INSTALLER_MB)
    sbom = DIST / f"{bundle.NAME}-{bundle.version()}-{sys.platform}.cdx.json"
    packages = licences.bundled_packages()
    document = licences.bill_of_materials(packages, licences.shipped_weights())
    sbom.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for file in (installer, sbom):
        file.with_name(file.name + ".sha256").write_text(f"{sha256(file)}  {file.name}\n", encoding="ascii")
    return 0


def freeze():
    """Run PyInstaller; gives the folder of the bundle, or the app. SystemExit where a package is not the pinned one."""
    if differing := pins.differences(["pyinstaller", *licences.bundled_packages()]):
        raise SystemExit("package: this environment is not the one that is pinned: " + "; ".join(differing))
    WORK.mkdir(parents=True, exist_ok=True)
    work = WORK / SPEC.stem  # where the spec looks for icons and the version of the program file
    work.mkdir(exist_ok=True)
    if sys.platform == "win32":
        icons.write_ico(bundle.ICON_SVG, work / "icon.ico")
        (work / "version.txt").write_text(windows_version(bundle.version()), encoding="utf-8")
    elif sys.platform == "darwin":
        icons.write_icns(bundle.ICON_SVG, work / "icon.icns")
    licences.collect(WORK / "licences", licences.bundled_packages())
    places = ["--distpath", str(DIST), "--workpath", str(WORK)]
    run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(SPEC)])
    folder = DIST / bundle.NAME
    finish(folder)
    if sys.platform == "darwin":
        app = DIST / f"{bundle.TITLE}.app"
        finish(app / "Contents" / "MacOS")
        return app
    return folder


def finish(folder):
    """What PyInstaller does not do: the command line's link, and symbols that nobody reads."""
    if sys.platform == "win32":
        return
    link = folder / bundle.CONSOLE_NAME
    link.unlink(missing_ok=True)
    link.symlink_to(bundle.NAME)
    if sys.platform.startswith("linux") and shutil.which("strip"):
        for pattern in bundle.STRIPPED:
            for library in sorted((folder / "_internal").glob(pattern)):
                run(["strip", "--strip-unneeded", str(library)])


def program_in(folder):
    """The program that opens the window, in a bundle or an app."""
    if folder.suffix == ".app":
        return folder / "Contents" / "MacOS" / bundle.NAME
    return folder / (bundle.NAME + (".exe" if sys.platform == "win32" else ""))


def self_test(folder, has_console=True):
    """The frozen program opens the example, infers, checks the residual, writes a PDF; SystemExit if it does not.

    Both commands are asked: the window's says what it found in a file, for it may have no console.
    """
    report = WORK / "self-test.txt"
    report.parent.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    done = subprocess.run(
        [str(program_in(folder)), "--self-test", str(report)], env=environment, timeout=SELF_TEST_LIMIT_S, check=False
    )
    said = report.read_text(encoding="utf-8") if report.is_file() else "it said nothing\n"
    print(said, end="", flush=True)
    if done.returncode != 0 or "self-test passed" not in said:
        raise SystemExit(f"package: the self-test of the frozen program failed with status {done.returncode}")
    if not has_console:
        return
    console = program_in(folder).with_name(bundle.CONSOLE_NAME + (".exe" if sys.platform == "win32" else ""))
    version = subprocess.run(
        [str(console), "--version"], env=environment, timeout=SELF_TEST_LIMIT_S, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if bundle.version() not in version.stdout:
        raise SystemExit(
            f"package: the frozen command line does not know its version: {version.stdout}{version.stderr}"
        )


def make_installer(folder):
    """The installer of this system."""
    if sys.platform == "win32":
        from windows import build_nsis

        return build_nsis.build(folder, DIST)
    if sys.platform == "darwin":
        dmg = DIST / f"{bundle.NAME}-{bundle.version()}-macos.dmg"
        run(["bash", str(bundle.ROOT / "packaging" / "macos" / "make_dmg.sh"), str(folder), str(dmg)])
        return dmg
    from linux import build_deb

    return build_deb.build(folder, DIST)


def size_mb(path):
    """Size of a file, or of all files in a folder without following links, in MB (10^6 bytes)."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file() and not p.is_symlink()]
    return sum(file.stat().st_size for file in files) / 1e6


def say_size(what, path, limit_mb):
    size = size_mb(path)
    print(f"{what}: {path.name}, {size:.0f} MB (aim: at most {limit_mb} MB)", flush=True)


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def windows_version(version):
    """The version block of a Windows program, as PyInstaller reads it."""
    numbers = tuple(map(int, bundle.four_numbers(version).split(".")))
    texts = {
        "CompanyName": bundle.PUBLISHER, "FileDescription": bundle.TITLE, "FileVersion": version,
        "ProductName": bundle.TITLE, "ProductVersion": version, "LegalCopyright": "Apache-2.0",
    }  # fmt: skip
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, "
        f"fileType=0x1, subtype=0x0), kids=[StringFileInfo([StringTable('040904B0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def run(command):
    print("package: " + " ".join(command[:6]) + (" ..." if len(command) > 6 else ""), flush=True)
    subprocess.run(command, check=True, cwd=bundle.ROOT)


if __name__ == "__main__":
    sys.exit(main())
