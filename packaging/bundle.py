"""What the installed program is made of, for all three systems: names, file types, what is left out, and why.

The one source of truth of the PyInstaller spec, of the Linux package, of the Windows installer and of the macOS app.
Standard library only, so that the tests and the installer scripts can read it without PyInstaller.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NAME = "ecg-imn-desktop"  # the command that opens the window, the package, the folder
CONSOLE_NAME = "ecg-imn"  # the command line
TITLE = "ECG-IMN Desktop"
SUMMARY = "12-lead ECG viewer that shows exactly why a network answers as it does"
PUBLISHER = "ECG-IMN Desktop contributors"
BUNDLE_ID = "local.ecg-imn.desktop"  # "local": no domain is claimed; a publisher puts its own here

ENTRY = ROOT / "packaging" / "entry.py"
ICON_SVG = ROOT / "resources" / "icons" / "ecg-imn-desktop.svg"


@dataclass(frozen=True)
class FileType:
    """A kind of file that a double click opens with the program."""

    suffix: str  # without the dot
    mime: str
    title: str
    prog_id: str  # Windows
    uti: str  # macOS
    is_own: bool = False  # whether the name is this program's, or one that others use as well


FILE_TYPES = (
    FileType("hea", "application/x-wfdb-header", "WFDB ECG record", "EcgImnDesktop.hea", f"{BUNDLE_ID}.wfdb-header"),
    FileType(
        "ecgimn",
        "application/x-ecg-imn-analysis",
        "ECG-IMN analysis",
        "EcgImnDesktop.ecgimn",
        f"{BUNDLE_ID}.analysis",
        is_own=True,
    ),
)


@dataclass(frozen=True)
class Cut:
    """Something that PyInstaller would collect and the program never loads.

    ``modules``: names of Python modules or packages, with all inside them. ``files``: patterns of paths in the bundle,
    for files that are no Python modules; ``kept``: patterns of those among them that stay.
    """

    title: str
    why: str
    modules: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def has_module(self, name: str) -> bool:
        """Whether the module ``name`` (dotted) is left out."""
        return any(name == module or name.startswith(module + ".") for module in self.modules)

    def has_file(self, path: str) -> bool:
        """Whether the file ``path`` (relative to the bundle, either kind of slash) is left out."""
        path = path.replace("\\", "/")
        if any(fnmatch(path, pattern) for pattern in self.kept):
            return False
        folders = (module.replace(".", "/") for module in self.modules)
        return any(path.startswith((folder + "/", folder + ".")) for folder in folders) or any(
            fnmatch(path, pattern) for pattern in self.files
        )


CUTS = (
    Cut(
        "headers, tests and tools of torch",
        "only for those who compile or test torch",
        modules=("torch.test", "torch.utils.benchmark", "torch.utils.tensorboard"),
        files=(
            "torch/include/*",
            "torch/share/*",
            "torch/bin/protoc*",  # torch refuses to start without torch_shm_manager, which lies beside it
            "torch/bin/*test*",
            "torch/lib/*_test.*",
            "torch/lib/*backend_with_compiler*",
            "torch/lib/*aoti_custom_ops*",
            "torch/lib/*.lib",
        ),
    ),
    Cut(
        "torch's compiler, exporters and what they need",
        "the network runs as it is written; nothing is compiled at run time",
        modules=(
            "torch._inductor", "torch._dynamo", "torch.onnx", "functorch", "caffe2", "sympy", "mpmath", "networkx",
            "jinja2", "markupsafe", "triton",
        ),
    ),
    Cut(
        "torch's sources",
        "the compiled modules do the work; of a few torch reads the text at its start",
        files=("torch/*.py",),
        kept=("torch/*config*.py", "torch/functional.py", "torch/nn/functional.py", "torch/nn/modules/rnn.py"),
    ),
    Cut(
        "training and its libraries",
        "the installed program answers; it is trained from a checkout",
        modules=(
            "ecg_imn_desktop.training", "sklearn", "joblib", "distributed", "dask", "pyarrow", "tensorboard",
        ),
    ),
    Cut(
        "matplotlib and Pillow",
        "wfdb and captum would draw with them; the program draws itself (hollow.py stands in for them)",
        modules=(
            "matplotlib", "mpl_toolkits", "pylab", "fontTools", "kiwisolver", "contourpy", "cycler", "pyparsing", "PIL",
        ),
        files=("pillow.libs/*",),
    ),
    Cut(
        "network",
        "the program never uses the network; wfdb would, for PhysioNet",
        modules=("aiohttp", "yarl", "multidict", "frozenlist", "propcache", "aiosignal", "aiohappyeyeballs"),
    ),
    Cut(
        "Qt Quick, Qt's virtual keyboard, other languages of Qt",
        "the window is made of widgets",
        files=(
            "PySide6/Qt/qml/*",
            "PySide6/qml/*",
            "*Qt6Qml*",
            "*Qt6Quick*",
            "*Qt6Designer*",
            "*Qt6VirtualKeyboard*",
            "*Qt6Pdf*",
            "*/platforminputcontexts/*virtualkeyboard*",
            "*/imageformats/*qpdf*",
            "*opengl32sw.dll",
            # Of Qt's ways to a screen: X11, Wayland and none stay; GTK's looks would ask for all of GTK.
            "*/platformthemes/libqgtk3*",
            "*/platforms/libqeglfs*",
            "*/platforms/libqlinuxfb*",
            "*/platforms/libqvnc*",
            "*/platforms/libqvkkhrdisplay*",
            "*/platforms/libqminimal*",
            "*/egldeviceintegrations/*",
            "*Qt6EglFS*",
            "*Qt6EglFs*",
            # The program speaks English and German; d, not de, for fnmatch knows single letters only.
            "*/translations/qt*_[!d]*.qm",
            "*/translations/qt_help_*",
            "*/translations/qtdeclarative_*",
            "*/translations/[!q]*",
        ),
    ),
    Cut(
        "Qt's plugins that are never asked",
        "pictures are SVG, PNG and JPEG; no network; the mouse and the keys come from X11 or Wayland",
        modules=("scipy.io._fast_matrix_market._fmm_core",),  # loaded when a Matrix Market file is read
        files=(
            "*/imageformats/*qgif.*",
            "*/imageformats/*qicns.*",
            "*/imageformats/*qtga.*",
            "*/imageformats/*qtiff.*",
            "*/imageformats/*qwbmp.*",
            "*/imageformats/*qwebp.*",
            "*/plugins/generic/*",
            "*/plugins/networkinformation/*",
            "*/plugins/tls/*",
            "libmvec.so*",  # the C library's own, as libm and others that PyInstaller leaves out by itself
        ),
    ),
    Cut(
        "the way to the printer",
        "a computer that prints has CUPS, and the library that speaks to it; one without has nothing to speak to",
        files=(
            "libcups.so*",
            # and what only that needs:
            "libavahi-*.so*",
            "libgnutls.so*",
            "libp11-kit.so*",
            "libidn2.so*",
            "libunistring.so*",
            "libtasn1.so*",
            "libnettle.so*",
            "libhogweed.so*",
            "libgmp.so*",
        ),
    ),
    Cut(
        "tests and developers' tools of the packages",
        "never imported by a user's program",
        modules=(
            "numpy.tests", "setuptools", "pkg_resources", "_distutils_hack", "pip", "wheel", "pytest",
            "IPython", "tkinter", "_tkinter", "lib2to3", "pydoc_data", "h5py.tests", "pandas.tests",
            "pyqtgraph.examples", "cv2", "openpyxl", "lxml", "sqlalchemy", "pyedflib.tests",
            "captum.insights", "transformers",
        ),
        files=(
            "*/tests/*", "pydicom/data/test_files/*", "pydicom/data/charset_files/*", "pyedflib/data/*", "_tcl_data/*",
            "_tk_data/*", "tcl8/*",
        ),
    ),
)  # fmt: skip

# On Linux these carry symbols that only a debugger reads (strip --strip-unneeded). The others are left as they are:
# libraries whose headers were rewritten by their packagers (numpy.libs, scipy.libs) do not survive it.
STRIPPED = ("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "libpython*.so*")


def is_cut(name: str, is_module: bool, cuts: tuple[Cut, ...] = CUTS) -> bool:
    """Whether a module (dotted name) or a file (path in the bundle) is left out by any of ``cuts``."""
    return any(cut.has_module(name) if is_module else cut.has_file(name) for cut in cuts)


def without_strays(binaries, needs):
    """``binaries``, PyInstaller's (name in the bundle, path, kind), without Linux's own libraries that no other needs.

    PyInstaller follows what a cut leaves out afterwards, too: where GTK is installed, Qt's plugin for its looks brings
    all of GTK along, and the bundle and its package would depend on the machine that makes them. ``needs(path)``: names
    of all libraries that a file loads, and of those that these load.
    """
    own = [entry for entry in binaries if not _is_systems(*entry)]
    needed = set().union(*(needs(path) for _, path, kind in own if kind != "SYMLINK"))
    return [entry for entry in binaries if entry in own or entry[0] in needed]


def _is_systems(name: str, path: str, kind: str) -> bool:
    is_library = kind == "BINARY" and fnmatch(name, "lib*.so*") and "/" not in name
    return is_library and path.startswith(("/lib", "/usr/lib")) and not name.startswith("libpython")


def version() -> str:
    """The one version of the program."""
    text = (ROOT / "src" / "ecg_imn_desktop" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "([^"]+)"', text)[1]


def four_numbers(version: str) -> str:
    """``0.1.0`` as Windows wants it: four numbers."""
    numbers = re.findall(r"\d+", version.split("+")[0])[:4]
    return ".".join([*numbers, "0", "0", "0", "0"][:4])


def own_modules() -> list[str]:
    """Dotted names of all modules of the program that are installed, most of them imported by name."""
    source = ROOT / "src"
    names = []
    for path in sorted((source / "ecg_imn_desktop").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not is_cut(name, is_module=True) and not name.endswith("__main__"):
            names.append(name)
    return names


def data_files() -> list[tuple[str, str]]:
    """(source, folder in the bundle) of what the program opens at run time: its resources, as in the wheel."""
    found = [
        (str(ROOT / "resources"), "ecg_imn_desktop/resources"),
        (str(ROOT / "LICENSE"), "ecg_imn_desktop/licences"),
        (str(ROOT / "THIRD_PARTY_NOTICES.md"), "ecg_imn_desktop/licences"),
    ]
    texts = ROOT / "build" / "package" / "licences"  # put there by package.py
    return found + ([(str(texts), "ecg_imn_desktop/licences")] if texts.is_dir() else [])


def mac_plist() -> dict[str, object]:
    """What macOS asks of an app beyond what PyInstaller says by itself: its version and the files it opens."""
    return {
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
        "CFBundleDisplayName": TITLE,
        "NSHighResolutionCapable": True,
        "LSMinimumSystemVersion": "14.0",  # what the pinned torch is built for (and for Apple's processors alone)
        "NSHumanReadableCopyright": "Apache-2.0. Research use only; not a medical device.",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": kind.title,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner" if kind.is_own else "Alternate",
                "LSItemContentTypes": [kind.uti],
            }
            for kind in FILE_TYPES
        ],
        # WFDB's headers are not this program's: it says what it knows of them, in case nobody else does.
        "UTImportedTypeDeclarations": [_mac_type(kind) for kind in FILE_TYPES if not kind.is_own],
        "UTExportedTypeDeclarations": [_mac_type(kind) for kind in FILE_TYPES if kind.is_own],
    }


def _mac_type(kind: FileType) -> dict[str, object]:
    return {
        "UTTypeIdentifier": kind.uti,
        "UTTypeDescription": kind.title,
        "UTTypeConformsTo": ["public.data"],
        "UTTypeTagSpecification": {"public.filename-extension": [kind.suffix], "public.mime-type": [kind.mime]},
    }
