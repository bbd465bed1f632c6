"""Makes the Debian package of a bundle: ``python packaging/linux/build_deb.py BUNDLE OUT [--version V]``.

The program lies whole in /opt/ecg-imn-desktop; the rest are links and what a desktop wants to know of it. There are
no maintainer scripts: dpkg's triggers refresh the desktop's caches when files come and when they go. Needs dpkg-deb
and binutils, nothing else of Debian.
"""

import argparse
import datetime
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import bundle  # noqa: E402
import icons  # noqa: E402
import system_packages  # noqa: E402

HOME = f"opt/{bundle.NAME}"

# The C library's own: libc6 is asked for with the version that the bundle was built against.
LIBC = re.compile(r"^(lib(c|m|dl|rt|pthread|util|resolv|mvec|anl)\.so\.\d+|ld-linux.*)$")

# What the bundle asks the system for without being linked to it: fonts, keyboard layouts, the folder of icons.
ALSO = ("fontconfig", "hicolor-icon-theme", "xkb-data")


def build(folder, out, version=None, compression="xz"):
    """The .deb of the bundle ``folder``, in the folder ``out``."""
    version = version or bundle.version()
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"{bundle.NAME}_{version}_{architecture()}.deb"
    with tempfile.TemporaryDirectory(dir=out) as name:
        root = Path(name)
        root.chmod(0o755)
        lay_out(root, folder, version)
        control = root / "DEBIAN"
        control.mkdir()
        text = control_text(version, architecture(), installed_kb(root), dependencies(folder))
        _write(control / "control", text)
        command = ["dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", str(root), str(package)]
        subprocess.run(command, check=True)
    return package


def lay_out(root, folder, version):
    """Put every file where it will be, under ``root``."""
    home = root / HOME
    home.parent.mkdir(parents=True)
    # Hard links cost neither time nor room; the package only reads them.
    shutil.copytree(folder, home, symlinks=True, copy_function=_link)
    commands = root / "usr" / "bin"
    commands.mkdir(parents=True)
    for name in (bundle.NAME, bundle.CONSOLE_NAME):
        (commands / name).symlink_to(f"/{HOME}/{name}")
    share = root / "usr" / "share"
    _write(share / "applications" / f"{bundle.NAME}.desktop", filled("ecg-imn-desktop.desktop", version))
    _write(share / "metainfo" / f"{bundle.BUNDLE_ID}.metainfo.xml", filled("metainfo.xml", version))
    _write(share / "mime" / "packages" / f"{bundle.NAME}.xml", filled("mime.xml", version))
    for name in (bundle.NAME, bundle.CONSOLE_NAME):
        _write(share / "man" / "man1" / f"{name}.1.gz", zipped(filled("ecg-imn-desktop.1", version)))
    documents = share / "doc" / bundle.NAME
    _write(documents / "copyright", filled("copyright", version))
    _write(documents / "changelog.gz", zipped((bundle.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    hicolor = share / "icons" / "hicolor"
    svg = bundle.ICON_SVG.read_text(encoding="utf-8")
    _write(hicolor / "scalable" / "apps" / f"{bundle.NAME}.svg", svg)
    for kind in bundle.FILE_TYPES:
        _write(hicolor / "scalable" / "mimetypes" / f"{kind.mime.replace('/', '-')}.svg", svg)
    for size in icons.LINUX_SIZES_PX:
        _write(hicolor / f"{size}x{size}" / "apps" / f"{bundle.NAME}.png", icons.png(bundle.ICON_SVG, size))
    for path in root.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def filled(template, version):
    """A file of this folder with the version, the date and the names in it."""
    text = (HERE / template).read_text(encoding="utf-8")
    date = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    values = {"VERSION": version, "DATE": date, "ID": bundle.BUNDLE_ID, "PUBLISHER": bundle.PUBLISHER}
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def zipped(text):
    return gzip.compress(text.encode("utf-8"), mtime=0)


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    path.chmod(0o644)


def _link(source, target):
    try:
        Path(target).hardlink_to(source)
    except OSError:  # another file system
        shutil.copy2(source, target)


def control_text(version, arch, installed_size_kb, depends):
    """The control file."""
    return (
        f"Package: {bundle.NAME}\n"
        f"Version: {version}\n"
        f"Architecture: {arch}\n"
        f"Maintainer: {bundle.PUBLISHER} <nobody@localhost>\n"
        f"Installed-Size: {installed_size_kb}\n"
        f"Depends: {', '.join(depends)}\n"
        "Recommends: shared-mime-info, xdg-utils\n"
        "Section: science\n"
        "Priority: optional\n"
        f"Description: {bundle.SUMMARY}\n"
        " ECG-IMN Desktop opens 12-lead ECGs (WFDB), runs a network that writes a strictly\n"
        " linear model for each ECG, and colours the traces with the exact evidence for\n"
        " and against each finding. It works offline and without a GPU.\n"
        " .\n"
        " For research use only. It is not a medical device; every ECG is to be\n"
        " over-read by a physician.\n"
    )


def installed_kb(root):
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink()) // 1024 + 1


def architecture():
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def dependencies(folder):
    """The Debian packages that the programs and libraries of a bundle need and the bundle has not.

    Read from the files themselves. ValueError names a library that no package is known for.
    """
    files = [p for p in folder.rglob("*") if not p.is_symlink() and p.is_file() and (".so" in p.name or not p.suffix)]
    own = {path.name for path in folder.rglob("*.so*")}
    needed, glibc = set(), (2, 17)
    for start in range(0, len(files), 200):
        names = map(str, files[start : start + 200])
        run = subprocess.run(["objdump", "-p", *names], capture_output=True, text=True, check=False)
        one, version = parse_objdump(run.stdout)
        needed |= one
        glibc = max(glibc, version)
    return packages_of(needed - own, glibc)


def parse_objdump(text):
    """``(names of needed libraries, newest glibc version asked for)`` in what ``objdump -p`` says."""
    needed = set(re.findall(r"^\s*NEEDED\s+(\S+)", text, re.MULTILINE))
    versions = [tuple(map(int, v.split("."))) for v in re.findall(r"\bGLIBC_(\d+\.\d+)\b", text)]
    return needed, max(versions, default=(0, 0))


def packages_of(libraries, glibc):
    """Names of the packages of ``libraries``, with libc6 in the version needed first."""
    packages, unknown = system_packages.packages_for(sorted(name for name in libraries if not LIBC.match(name)))
    if unknown:
        raise ValueError(f"no Debian package is known for {', '.join(unknown)}: packaging/system_packages.py")
    return [f"libc6 (>= {glibc[0]}.{glibc[1]})", *sorted({*packages, *ALSO})]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", help="instead of the program's own (to try an upgrade)")
    parser.add_argument("--compression", default="xz", choices=("xz", "zstd", "gzip", "none"))
    chosen = parser.parse_args(arguments)
    print(build(chosen.bundle, chosen.out, chosen.version, chosen.compression))


if __name__ == "__main__":
    main()
