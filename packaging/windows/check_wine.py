"""Installs, upgrades and removes the Windows installer under wine with a stand-in program, and looks at every trace.

Usage: ``python packaging/windows/check_wine.py [OUT]``. Needs Debian's packages nsis and wine64. The Windows bundle
itself cannot be frozen here: what is tried is the installer, that is files, registry, rules and messages.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import build_nsis  # noqa: E402

bundle = build_nsis.bundle
OLD, NEW = "0.9.0", "0.10.0"  # as texts the other way round
USER = "Jörg Müller 心電"
UNINSTALL = rf"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{bundle.NAME}"
HELPER = "_internal/helper"  # a program among the libraries, as torch has them
HEA = r"Software\\Classes\\.hea\\OpenWithProgids"
PATIENCE_S = 300


class Wine:
    """A Windows of its own, with a user whose name is not ASCII."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.environment = dict(
            os.environ, WINEPREFIX=str(prefix), WINEARCH="win64", WINEDEBUG="-all",
            WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe=d",
            LC_ALL="C.UTF-8", STANDIN_STOP=r"C:\stop",
        )  # fmt: skip
        self.environment.pop("DISPLAY", None)
        # wine takes the user's name from here; root's home stays what it is
        self.environment.update(USER=USER, USERNAME=USER, LOGNAME=USER)
        self.run("wineboot", "-i")

    def start(self, *words):
        """The running process."""
        return subprocess.Popen(["wine", *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL)

    def run(self, *words):
        """The exit status."""
        return self.start(*words).wait(timeout=PATIENCE_S)

    def pretend_to_be(self, version):
        """Be another Windows, by winecfg's name for it."""
        check(f"wine is {version}", self.run("winecfg", "-v", version) == 0)

    def let_end(self, program):
        """End a stand-in, as its user would."""
        stop = self.prefix / "drive_c" / "stop"
        stop.write_text("")
        program.wait(timeout=PATIENCE_S)
        stop.unlink()

    def settle(self):
        """Wait until the registry is on the disk (and no program runs)."""
        subprocess.run(["wineserver", "-w"], env=self.environment, check=True, timeout=PATIENCE_S)

    def keys(self, hive):
        """Key -> lines of values of a hive's file, "user" (HKCU) or "system" (HKLM)."""
        self.settle()
        return self.saved_keys(hive)

    def saved_keys(self, hive):
        """The same while a program runs: what the registry was when it was last written to the disk."""
        found, key = {}, None
        for line in (self.prefix / f"{hive}.reg").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                key = line[1 : line.rindex("]")]
                found.setdefault(key, [])
            elif key is not None and line and not line.startswith(("#", ";")):
                found[key].append(line)
        return found

    def path(self, windows_path):
        """Where a path of drive C lies."""
        return self.prefix / "drive_c" / windows_path[3:].replace("\\", "/")


def value(keys, key, name):
    """A text value of the registry; None if there is none."""
    lines = [line for line in keys.get(key, ()) if line.startswith(f'"{name}"=')]
    return _decoded(lines[0].partition("=")[2]) if lines else None


def _decoded(text):
    text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return re.sub(r"\\x([0-9a-f]{1,4})", lambda found: chr(int(found[1], 16)), text)


def traces(keys):
    """Keys and values of the program in a hive."""
    name = re.compile(r"ecg-?imn|\.hea\b", re.IGNORECASE)
    return [key for key, lines in keys.items() if name.search(key) or any(name.search(line) for line in lines)]


def check(what, is_so):
    print(f"{'ok    ' if is_so else 'FAILED'} {what}", flush=True)
    if not is_so:
        raise SystemExit(f"check_wine: {what}: not so")


def make_payload(folder, version):
    """A bundle like the real one in shape: two programs and a folder, with a very deep and a non-ASCII path."""
    folder.mkdir(parents=True)
    (folder / "_internal").mkdir()
    for name in (bundle.NAME, bundle.CONSOLE_NAME, HELPER):
        command = ["makensis", "-V1", f"-DOUTFILE={folder / name}.exe", f"-DSTUBS={build_nsis.STUBS}"]
        subprocess.run([*command, str(HERE / "standin.nsi")], check=True)
    inner = folder / "_internal" / "ecg_imn_desktop" / "resources" / ("deep" * 12) / ("er" * 24)
    inner.mkdir(parents=True)
    (inner / "file.txt").write_text(version)
    (folder / "_internal" / "EKG für 心電図.txt").write_text(version)
    (folder / "_internal" / f"only-in-{version}.txt").write_text(version)
    return folder


def make_setup(out, version):
    """The installer of a stand-in; one that is in ``out`` already is taken."""
    setup = out / "setups" / f"{bundle.NAME}-{version}-windows-x64.exe"
    if not setup.is_file():
        build_nsis.build(make_payload(out / f"payload-{version}", version), out / "setups", version, fast=True)
    return setup


def main():
    if len(sys.argv) > 1:
        return _main(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        return _main(Path(folder))


def _main(out):
    out.mkdir(parents=True, exist_ok=True)
    setups = {version: make_setup(out, version) for version in (OLD, NEW)}
    wine = Wine(out / "prefix")
    try:
        for_one_user(wine, setups)
        for_all_users(wine, setups)
        print("check_wine: all passed")
    finally:
        subprocess.run(["wineserver", "-k"], env=wine.environment, check=False)
    return 0


def for_one_user(wine, setups):
    """Install silently, refuse while running, upgrade, refuse an older one, remove."""
    wine.pretend_to_be("win81")
    check("an old Windows is refused", wine.run(setups[OLD], "/S") == 2)
    wine.pretend_to_be("win10")
    check("silent installation for one user", wine.run(setups[OLD], "/S") == 0)
    keys = wine.keys("user")
    home = value(keys, UNINSTALL, "InstallLocation")
    print(f"       in {home}")
    check("it is in the user's own folder, whose name is not ASCII", USER in home and "Programs" in home)
    folder = wine.path(home)
    check("both programs and the uninstaller are there", _programs(folder))
    check("deep and non-ASCII files are there", _payload_of(folder, OLD))
    check("version in the list of programs", value(keys, UNINSTALL, "DisplayVersion") == OLD)
    check(".hea is offered, not taken", f'"{build_nsis_id()}"=""' in keys.get(HEA, ()))
    check("no default for .hea", not any(line.startswith("@=") for line in keys.get(r"Software\\Classes\\.hea", ())))
    command = rf"Software\\Classes\\{build_nsis_id()}\\shell\\open\\command"
    opened_by = next(_decoded(line[2:]) for line in keys[command] if line.startswith("@="))
    check("the command that opens a .hea", opened_by == rf'"{home}\{bundle.NAME}.exe" "%1"')
    check("start menu", len(list(wine.prefix.rglob(f"Start Menu/**/{bundle.TITLE}.lnk"))) == 1)
    check("nothing for all users", not traces(wine.keys("system")))

    check(".ecgimn is taken", f'@="{bundle.FILE_TYPES[1].prog_id}"' in keys.get(r"Software\\Classes\\.ecgimn", ()))

    batch = wine.start(folder / f"{bundle.CONSOLE_NAME}.exe")
    time.sleep(10)
    check("an upgrade is refused while the command line runs", wine.run(setups[NEW], "/S") == 2)
    check("and everything is still there", _programs(folder) and _payload_of(folder, OLD))
    wine.let_end(batch)
    helper = wine.start(folder / f"{HELPER}.exe")
    time.sleep(10)
    check("a file that cannot be written is not skipped in silence", wine.run(setups[NEW], "/S") == 2)
    wine.let_end(helper)
    check("the old version is put back", wine.run(setups[OLD], "/S") == 0 and _payload_of(folder, OLD))

    program = wine.start(folder / f"{bundle.NAME}.exe")
    time.sleep(10)
    check("an upgrade is refused while the program runs", wine.run(setups[NEW], "/S") == 2)
    wine.run(folder / "uninstall.exe", "/S")  # goes on as a copy of itself, whose status nobody hears
    time.sleep(15)
    check("so is its removal: all of it is still there", _programs(folder) and _payload_of(folder, OLD))
    check("and so is its entry", value(wine.saved_keys("user"), UNINSTALL, "DisplayVersion") == OLD)
    wine.let_end(program)

    check("upgrade", wine.run(setups[NEW], "/S") == 0)
    keys = wine.keys("user")
    check("the new version, in the same place", value(keys, UNINSTALL, "DisplayVersion") == NEW)
    check("the new files, and none of the old", _payload_of(folder, NEW) and not _has(folder, OLD))
    check("an older version is refused", wine.run(setups[OLD], "/S") == 2 and _payload_of(folder, NEW))
    check("unless told so", wine.run(setups[OLD], "/S", "/DOWNGRADE") == 0 and _payload_of(folder, OLD))

    (folder / "the user's own.txt").write_text("mine")
    check("removal", wine.run(folder / "uninstall.exe", "/S") == 0)
    wine.settle()
    left = sorted(path.name for path in folder.iterdir())
    check("a file of the user's in the folder stays, and nothing else", left == ["the user's own.txt"])
    check("no trace in the registry", not traces(wine.keys("user")) and not traces(wine.keys("system")))
    check("none in the start menu", not list(wine.prefix.rglob(f"{bundle.TITLE}.lnk")))


def for_all_users(wine, setups):
    """Install for all users into a chosen folder with spaces, remove by the uninstaller's own way (a copy of it)."""
    home = r"C:\Klinik für Herz\ECG IMN"
    check(
        "silent installation for all users, elsewhere",
        wine.run(setups[NEW], "/S", "/ALLUSERS", *f"/D={home}".split()) == 0,
    )
    keys = wine.keys("system")
    check("it is where it was asked to be", value(keys, UNINSTALL, "InstallLocation") == home)
    check("the uninstaller knows for whom", value(keys, UNINSTALL, "QuietUninstallString").endswith("/ALLUSERS /S"))
    check(".hea is offered to all users", any(key.endswith(HEA) for key in keys))
    check("nothing in the user's own registry", not traces(wine.keys("user")))
    foreign = wine.path(r"C:\Tools")
    (foreign / "_internal").mkdir(parents=True)
    (foreign / "_internal" / "python311.dll").write_text("another program's")
    check("another program's folder is refused", wine.run(setups[NEW], "/S", r"/D=C:\Tools") == 2)
    check("and left as it was", [path.name for path in foreign.rglob("*")] == ["_internal", "python311.dll"])
    check("removal", wine.run(wine.path(home) / "uninstall.exe", "/S", "/ALLUSERS") == 0)
    wine.settle()  # it goes on as a copy of itself
    check("the folder is gone", not wine.path(home).exists())
    check("no trace in the registry", not traces(wine.keys("system")))


def build_nsis_id():
    return bundle.FILE_TYPES[0].prog_id


def _programs(folder):
    return all((folder / f"{name}.exe").is_file() for name in (bundle.NAME, bundle.CONSOLE_NAME, "uninstall"))


def _payload_of(folder, version):
    deep = list(folder.glob("_internal/ecg_imn_desktop/resources/*/*/file.txt"))
    odd = folder / "_internal" / "EKG für 心電図.txt"
    return len(deep) == 1 and deep[0].read_text() == version and odd.read_text() == version and _has(folder, version)


def _has(folder, version):
    return (folder / "_internal" / f"only-in-{version}.txt").is_file()


if __name__ == "__main__":
    sys.exit(main())
