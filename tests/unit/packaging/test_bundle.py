"""What goes into the installed program: one list for three systems, and the files that are made from it."""

import configparser
import plistlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ecg_imn_desktop import __version__

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGING = REPOSITORY / "packaging"


@pytest.fixture(autouse=True)
def _packaging_on_the_path(monkeypatch):
    for folder in (PACKAGING, PACKAGING / "linux", PACKAGING / "windows"):
        monkeypatch.syspath_prepend(str(folder))


@pytest.fixture
def bundle():
    import bundle

    return bundle


# ------------------------------------------------------------------ what is left out


@pytest.mark.parametrize(
    ("name", "is_module", "is_cut"),
    [
        ("torch._inductor.codegen.cpp", True, True),
        ("torch._inductorish", True, False),
        ("torch.nn.functional", True, False),
        ("torch.testing._internal.logging_tensor", True, False),  # torch imports it at its start
        ("ecg_imn_desktop.training.fit", True, True),
        ("ecg_imn_desktop.model.session", True, False),
        ("torch/include/ATen/ATen.h", False, True),
        ("torch\\include\\ATen\\ATen.h", False, True),
        ("torch/lib/libtorch_cpu.so", False, False),
        ("torch/bin/torch_shm_manager", False, False),  # torch refuses to start without it
        ("torch/bin/protoc", False, True),
        ("torch/nn/modules/conv.py", False, True),
        ("torch/distributed/config.py", False, False),  # torch reads its text
        ("matplotlib/mpl-data/matplotlibrc", False, True),
        ("PySide6/Qt/lib/libQt6OpenGLWidgets.so.6", False, False),  # pyqtgraph imports it
        ("PySide6/Qt/translations/qtbase_de.qm", False, False),
        ("PySide6/translations/qtbase_fr.qm", False, True),
        ("PySide6/opengl32sw.dll", False, True),
        ("ecg_imn_desktop/resources/models/imn-1d/weights.safetensors", False, False),
    ],
)
def test_the_cut_list_takes_what_it_names_and_nothing_else(bundle, name, is_module, is_cut):
    assert bundle.is_cut(name, is_module) is is_cut


def test_libraries_that_only_a_cut_file_needed_stay_out(bundle):
    """GTK's plugin of Qt is cut; what it made PyInstaller collect from a machine that has GTK goes with it."""
    needs = {
        "/venv/PySide6/plugins/libqxcb.so": {"libX11.so.6", "libxcb.so.1", "libQt6Core.so.6"},
        "/venv/PySide6/lib/libQt6Core.so.6": {"libz.so.1"},
        "/usr/lib/python3/lib-dynload/_ssl.so": {"libcrypto.so.3"},
    }
    wanted = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/venv/PySide6/plugins/libqxcb.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/venv/PySide6/lib/libQt6Core.so.6", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("lib-dynload/_ssl.so", "/usr/lib/python3/lib-dynload/_ssl.so", "EXTENSION"),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", "BINARY"),
        ("libxcb.so.1", "/lib/x86_64-linux-gnu/libxcb.so.1", "BINARY"),
        ("libz.so.1", "/usr/lib/libz.so.1", "BINARY"),
        ("libcrypto.so.3", "/usr/lib/libcrypto.so.3", "BINARY"),
        ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY"),  # the program's starter loads it
    ]
    strays = [
        ("libgtk-3.so.0", "/lib/x86_64-linux-gnu/libgtk-3.so.0", "BINARY"),
        ("libatk-bridge-2.0.so.0", "/lib/x86_64-linux-gnu/libatk-bridge-2.0.so.0", "BINARY"),
    ]
    needs["/usr/lib/libpython3.11.so.1.0"] = set()
    assert bundle.without_strays([*strays, *wanted], needs.__getitem__) == wanted


def test_every_cut_says_why(bundle):
    assert all(cut.title and cut.why and (cut.modules or cut.files) for cut in bundle.CUTS)


def test_nothing_is_cut_that_the_program_loads():
    """In a fresh interpreter: what the self-test and the window import is not on the list, but for the stand-ins."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import bundle, hollow\n"
        "import ecg_imn_desktop.model.session, ecg_imn_desktop.io.records, ecg_imn_desktop.desktop.window\n"
        "import ecg_imn_desktop.report.pdf, ecg_imn_desktop.desktop.start, ecg_imn_desktop.cli\n"
        "hollow = (*hollow.HOLLOW, 'fontTools')  # pypdf takes fontTools where it is there\n"
        "print([name for name in sys.modules if bundle.is_cut(name, True) and name.partition('.')[0] not in hollow\n"
        "       and not name.startswith('_distutils_hack')])\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(PACKAGING)], capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


def test_all_modules_of_the_program_but_training_are_named(bundle):
    names = bundle.own_modules()
    assert {"ecg_imn_desktop", "ecg_imn_desktop.cli", "ecg_imn_desktop.model.session"} <= set(names)
    assert not [name for name in names if ".training" in name or name.endswith("__main__")]


def test_resources_and_licences_are_taken_along(bundle):
    folders = dict(reversed(item) for item in bundle.data_files())
    assert Path(folders["ecg_imn_desktop/resources"]) == REPOSITORY / "resources"
    assert all(Path(source).exists() for source, _ in bundle.data_files())


def test_there_is_one_version(bundle):
    assert bundle.version() == __version__


# ------------------------------------------------------------------ the stand-in for matplotlib


HOLLOW = """
import sys
sys.path.insert(0, sys.argv[1])
import hollow
sys.meta_path.insert(0, hollow.HollowFinder())  # in the frozen program it comes last, for there is nothing else
import captum.attr, pydicom, pydicom.pixels
from matplotlib import cm, pyplot as plt
print([name for name in ("matplotlib", "PIL", "PIL.features") if name in sys.modules])
try:
    plt.figure()
except RuntimeError as error:
    print(error)
"""


def test_captum_and_pydicom_load_without_matplotlib_and_pillow():
    command = [sys.executable, "-c", HOLLOW, str(PACKAGING)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    loaded, sentence = run.stdout.splitlines()
    assert loaded == "['matplotlib', 'PIL']"
    assert "not part of the installed program" in sentence


# ------------------------------------------------------------------ Linux


@pytest.fixture
def build_deb():
    import build_deb

    return build_deb


OBJDUMP = """
torch/lib/libtorch_cpu.so:     file format elf64-x86-64
Dynamic Section:
  NEEDED               libgomp.so.1
  NEEDED               libxcb-cursor.so.0
  NEEDED               libc.so.6
Version References:
  required from libc.so.6:
    0x09691a75 0x00 02 GLIBC_2.2.5
    0x069691b8 0x00 05 GLIBC_2.28
    0x069691b7 0x00 03 GLIBC_2.9
"""


def test_needed_libraries_and_the_newest_glibc_are_read(build_deb):
    assert build_deb.parse_objdump(OBJDUMP) == ({"libgomp.so.1", "libxcb-cursor.so.0", "libc.so.6"}, (2, 28))


def test_libraries_become_packages(build_deb):
    packages = build_deb.packages_of({"libxcb-cursor.so.0", "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"}, (2, 28))
    assert packages[0] == "libc6 (>= 2.28)"
    assert "libxcb-cursor0" in packages
    with pytest.raises(ValueError, match=r"libfoo\.so\.3"):
        build_deb.packages_of({"libfoo.so.3"}, (2, 28))


def test_the_control_file_has_what_dpkg_asks_for(build_deb):
    text = build_deb.control_text("1.2.3", "amd64", 700000, ["libc6 (>= 2.28)", "libx"])
    fields = dict(line.split(": ", 1) for line in text.splitlines() if re.match(r"[A-Z]", line))
    assert fields["Package"] == "ecg-imn-desktop"
    assert fields["Version"] == "1.2.3"
    assert fields["Depends"] == "libc6 (>= 2.28), libx"
    assert all(line.startswith(" ") for line in text.split("Description: ")[1].splitlines()[1:])
    assert text.endswith("\n")


def test_the_files_of_the_package_lie_where_a_desktop_looks(build_deb, qapp, tmp_path):
    program = tmp_path / "bundle"
    (program / "_internal").mkdir(parents=True)
    (program / "ecg-imn-desktop").write_text("program")
    (program / "ecg-imn").symlink_to("ecg-imn-desktop")
    root = tmp_path / "root"
    root.mkdir()
    build_deb.lay_out(root, program, "1.2.3")
    assert (root / "usr/bin/ecg-imn").readlink() == Path("/opt/ecg-imn-desktop/ecg-imn")
    assert (root / "opt/ecg-imn-desktop/ecg-imn").is_symlink()
    share = root / "usr/share"
    for wanted in (
        "applications/ecg-imn-desktop.desktop",
        "mime/packages/ecg-imn-desktop.xml",
        "icons/hicolor/48x48/apps/ecg-imn-desktop.png",
        "icons/hicolor/scalable/mimetypes/application-x-wfdb-header.svg",
        "man/man1/ecg-imn.1.gz",
        "doc/ecg-imn-desktop/copyright",
    ):
        assert (share / wanted).is_file()
    (metainfo,) = (share / "metainfo").iterdir()
    assert '<release version="1.2.3"' in metainfo.read_text()
    assert not [p for p in share.rglob("*") if p.is_file() and p.suffix != ".gz" and b"@VERSION@" in p.read_bytes()]


def test_the_desktop_entry_the_file_types_and_the_list_agree(bundle):
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(PACKAGING / "linux" / "ecg-imn-desktop.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["MimeType"].strip(";").split(";") == [kind.mime for kind in bundle.FILE_TYPES]
    assert entry["Desktop Entry"]["Exec"] == f"/opt/{bundle.NAME}/{bundle.NAME} %F"
    names = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    root = ElementTree.parse(PACKAGING / "linux" / "mime.xml").getroot()
    found = {t.get("type"): t.find("m:glob", names).get("pattern") for t in root.findall("m:mime-type", names)}
    assert found == {kind.mime: f"*.{kind.suffix}" for kind in bundle.FILE_TYPES}


# ------------------------------------------------------------------ Windows


@pytest.fixture
def build_nsis():
    import build_nsis

    return build_nsis


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", "0.1.0.0"), ("1.2.3.4", "1.2.3.4"), ("2.0.0rc1+local", "2.0.0.1")]
)
def test_windows_wants_four_numbers(bundle, version, numbers):
    import package

    assert bundle.four_numbers(version) == numbers
    assert f"filevers=({numbers.replace('.', ', ')})" in package.windows_version(version)


def test_the_script_uses_every_define_and_no_other(build_nsis, tmp_path):
    (tmp_path / "a.exe").write_bytes(b"x" * 4096)
    given = build_nsis.defines(tmp_path, tmp_path / "setup.exe", tmp_path / "icon.ico", "0.1.0")
    assert given["SIZE_KB"] == 4
    script = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    own = set(re.findall(r"!define (\w+)", script)) | {"STUBS", "LANG_ENGLISH", "LANG_GERMAN"}
    own |= {name for names in re.findall(r"!macro \w+(.*)", script) for name in names.split()}
    functions = re.compile(r"\$\{(\w+)\}")
    used = {name for name in functions.findall(script) if name.isupper()} - own
    assert used == set(given)


def test_the_installer_offers_every_file_type_and_takes_back_what_it_wrote(bundle):
    script = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    install, uninstall = script.split('Section "Uninstall"')
    for kind in bundle.FILE_TYPES:
        assert f'"{kind.prog_id}"' in install
        assert rf".{kind.suffix}\OpenWithProgids" in install
        assert rf".{kind.suffix}\OpenWithProgids" in uninstall
        default = re.search(rf'WriteRegStr SHCTX "\$\{{CLASSES\}}\\\.{kind.suffix}" ', install)
        assert bool(default) is kind.is_own  # no other program's default is seized


def test_the_installer_is_compiled_with_the_slash_that_makensis_knows_on_windows():
    script = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    (payload,) = re.findall(r'File /r "(.*?)"', script)
    assert payload == r"${PAYLOAD}\*.*"


# ------------------------------------------------------------------ macOS, icons, and all


def test_the_app_opens_every_file_type(bundle):
    plist = plistlib.loads(plistlib.dumps(bundle.mac_plist()))
    others, own = plist["UTImportedTypeDeclarations"], plist["UTExportedTypeDeclarations"]
    opened = {uti for kind in plist["CFBundleDocumentTypes"] for uti in kind["LSItemContentTypes"]}
    assert opened == {kind["UTTypeIdentifier"] for kind in [*others, *own]}
    assert [kind["UTTypeTagSpecification"]["public.filename-extension"] for kind in others] == [["hea"]]
    assert [kind["UTTypeTagSpecification"]["public.filename-extension"] for kind in own] == [["ecgimn"]]
    assert plist["CFBundleShortVersionString"] == __version__
    with (PACKAGING / "macos" / "entitlements.plist").open("rb") as file:
        assert all(plistlib.load(file).values())


SVG = REPOSITORY / "resources" / "icons" / "ecg-imn-desktop.svg"


def test_windows_icon_has_every_size_right_side_up(qapp, tmp_path):
    import icons
    from PySide6.QtGui import QImageReader

    icons.write_ico(SVG, tmp_path / "a.ico")
    reader = QImageReader(str(tmp_path / "a.ico"))
    assert reader.imageCount() == len(icons.ICO_SIZES_PX)
    for number, size_px in enumerate(icons.ICO_SIZES_PX):
        assert reader.jumpToImage(number)
        found = reader.read()
        assert found == icons.drawn(SVG, size_px).convertToFormat(found.format())
    small = (tmp_path / "a.ico").read_bytes()[6 + 16 * len(icons.ICO_SIZES_PX) :]
    assert small[:4] == b"\x28\0\0\0"  # a bitmap, no PNG


def test_macs_icon_is_well_formed(qapp, tmp_path):
    import icons
    from PySide6.QtGui import QImage

    icons.write_icns(SVG, tmp_path / "a.icns")
    data = (tmp_path / "a.icns").read_bytes()
    assert data[:4] == b"icns"
    assert int.from_bytes(data[4:8], "big") == len(data)
    entries, start = {}, 8
    while start < len(data):
        length = int.from_bytes(data[start + 4 : start + 8], "big")
        entries[data[start : start + 4].decode()] = QImage.fromData(data[start + 8 : start + length], "PNG").width()
        start += length
    assert entries == icons.ICNS_SIZES_PX


def test_the_bill_of_materials_names_every_library_and_model(bundle):
    import licences

    packages = licences.bundled_packages()
    document = licences.bill_of_materials(packages, licences.shipped_weights())
    names = {component["name"]: component for component in document["components"]}
    assert document["bomFormat"] == "CycloneDX"
    assert names["torch"]["version"].startswith("2.13.0")
    assert len(names["imn-1d"]["hashes"][0]["content"]) == 64
    assert "matplotlib" not in names  # cut
    assert document == licences.bill_of_materials(packages, licences.shipped_weights())


def test_licence_texts_are_collected(tmp_path):
    import licences

    missing = licences.collect(tmp_path, ["numpy", "rich"])
    assert missing == []
    assert "Redistribution" in next((tmp_path / "numpy").glob("LICENSE*")).read_text(encoding="utf-8")


def test_release_notes_are_the_changelogs_section():
    import release_notes

    text = "# Changelog\n\n## [Unreleased]\n\n- new\n\n## [1.0.0] - 2026-01-01\n\n- first\n"
    assert release_notes.section(text, "1.0.0") == "- first\n"
    assert release_notes.section(text, "1.1.0") == "- new\n"
    with pytest.raises(LookupError):
        release_notes.section("# Changelog\n", "1.0.0")
    assert "Added" in release_notes.section((REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), __version__)
