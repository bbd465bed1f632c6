"""The desktop program through its entry point: ``main()`` in this process, with a home of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ecg_imn_desktop.core.errors import ExportError, RecordError
from ecg_imn_desktop.core.resources import DEFAULT_EXAMPLE, resource_path
from ecg_imn_desktop.desktop.headless import window_to_png
from ecg_imn_desktop.desktop.main import main
from ecg_imn_desktop.desktop.settings import settings_path
from ecg_imn_desktop.desktop.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

EXAMPLE = resource_path("examples", "lbbb.hea")


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path, qapp):
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


def run(arguments, script):
    """Run main(); ``script`` is a generator over the open window, asked again every 20 ms until it has ended."""
    state = {}

    def step():
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        windows = [w for w in windows if w.is_complete]
        if not windows:
            return
        if "steps" not in state:
            state["steps"] = script(windows[0])
        try:
            next(state["steps"])
        except StopIteration:
            timer.stop()
            windows[0].close()
        except BaseException as error:
            state["error"] = error
            timer.stop()
            windows[0].close()

    timer = QTimer(interval=20)
    timer.timeout.connect(step)
    timer.start()
    patience = QTimer(singleShot=True, interval=120_000)
    patience.timeout.connect(QApplication.closeAllWindows)
    patience.start()
    status = main([str(a) for a in arguments])
    timer.stop()
    patience.stop()
    if "error" in state:
        raise state["error"]
    assert "steps" in state, "the window never came"
    with pytest.raises(StopIteration):
        next(state["steps"])
    return status


def answered(window):
    """Wait for the answer."""
    while window.study.insight is None:
        yield


def test_a_record_is_opened_explained_recoloured_exported_and_closed(tmp_path):
    target = tmp_path / "page.pdf"
    seen = {}

    def script(window):
        yield from answered(window)
        seen["name"] = window.study.record.name
        seen["top"] = window.study.insight.analysis.prediction.classes[window.explaining.class_index].name
        seen["residual"] = float(abs(window.study.insight.residual).max())
        assert window.header._simulated.isVisible()
        before = bytes(window.canvas.grab().toImage().constBits())
        QTest.keyClick(window.canvas, Qt.Key.Key_1)
        assert bytes(window.canvas.grab().toImage().constBits()) != before
        window.export_pdf(target)
        while not target.exists():
            yield

    assert run([EXAMPLE], script) == 0
    assert seen["name"] == "lbbb"
    assert seen["top"] == "CD"
    assert seen["residual"] <= 1e-4
    assert target.read_bytes().startswith(b"%PDF-")
    assert settings_path().is_file()


def test_without_a_record_the_default_example_opens():
    def script(window):
        yield from answered(window)
        assert window.study.record.name == Path(DEFAULT_EXAMPLE).stem

    assert run([], script) == 0


def test_a_missing_file_and_damaged_settings_are_said_in_the_banner():
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("{broken")

    def script(window):
        while "at-all.hea does not exist" not in window.banner.text:
            yield
        assert "settings" in window.banner.text
        window.open(EXAMPLE)
        yield from answered(window)
        assert "at-all" not in window.banner.text
        assert "settings" in window.banner.text, "it has not been read yet"
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert window.banner.text == ""

    assert run(["/nowhere/at-all.hea"], script) == 0


def test_an_unknown_model_is_said_and_the_record_is_shown():
    def script(window):
        while not window.banner.text:
            yield
        assert "no model 'nonsense'" in window.banner.text
        assert window.study.record.name == "lbbb"

    assert run(["--model", "nonsense", EXAMPLE], script) == 0


def test_the_log_names_no_record(tmp_path):
    private = tmp_path / "Erika-Mustermann.hea"
    text = EXAMPLE.read_text().replace("lbbb", "Erika-Mustermann")
    private.write_text(text)
    shutil.copy(EXAMPLE.with_suffix(".dat"), private.with_suffix(".dat"))

    def script(window):
        yield from answered(window)
        assert window.study.record.name == "Erika-Mustermann"

    assert run([private], script) == 0
    logs = list((tmp_path / "home").rglob("desktop.log"))
    assert logs
    written = logs[0].read_text()
    assert "record shown" in written
    assert "Mustermann" not in written


def test_the_window_stands_without_heavy_libraries():
    code = """
import sys
from ecg_imn_desktop.desktop.main import make_application
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.window import MainWindow
app = make_application()
window = MainWindow(Settings(), Services(), keeps_settings=False)
window.show()
app.processEvents()
print(sorted({"torch", "wfdb", "scipy", "matplotlib", "pandas", "pyqtgraph"} & set(sys.modules)))
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ------------------------------------------------------------------ pictures


def colours(path: Path) -> tuple[tuple[int, int], int]:
    image = QImage(str(path))
    assert not image.isNull()
    small = image.scaled(200, 120)
    return (image.width(), image.height()), len({small.pixel(x, y) for x in range(200) for y in range(120)})


def test_a_picture_of_the_window_shows_the_answer(tmp_path):
    target = tmp_path / "window.png"
    window_to_png(EXAMPLE, target, (1366, 768))
    size, count = colours(target)
    assert size == (1366, 768)
    assert count > 100
    assert not settings_path().exists(), "the user's settings are left alone"


def test_a_picture_of_a_bad_record_is_refused_and_nothing_is_written(tmp_path):
    target = tmp_path / "window.png"
    with pytest.raises(RecordError):
        window_to_png(tmp_path / "none.hea", target)
    assert list(tmp_path.glob("*.png")) == []


def test_a_picture_can_be_taken_after_a_page_was_written_without_widgets(tmp_path):
    """The page painter makes an application without widgets; the window needs one with."""
    code = f"""
from pathlib import Path
from ecg_imn_desktop.io.records import open_record
from ecg_imn_desktop.report.pdf import write_pdf
from ecg_imn_desktop.desktop.headless import window_to_png
record = open_record({str(EXAMPLE)!r})
write_pdf(Path({str(tmp_path / "page.pdf")!r}), record)
window_to_png({str(EXAMPLE)!r}, {str(tmp_path / "window.png")!r}, (900, 600))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert colours(tmp_path / "window.png")[0] == (900, 600)
    assert "propagateSizeHints" not in done.stderr


@pytest.mark.parametrize("name", ["00017_hr", "00038_hr"])
def test_real_records_are_explained(real_data, name):
    def script(window):
        yield from answered(window)
        assert window.study.record.fs == 500.0
        assert float(abs(window.study.insight.residual).max()) <= 1e-4
        assert not window.header._simulated.isVisible()

    assert run([real_data / "examples500" / f"{name}.hea"], script) == 0


def test_no_picture_is_written_over_the_records_own_files(tmp_path):
    for suffix in (".hea", ".dat"):
        shutil.copy(resource_path("examples", f"normal{suffix}"), tmp_path / f"normal{suffix}")
    before = (tmp_path / "normal.dat").read_bytes()
    with pytest.raises(ExportError):
        window_to_png(tmp_path / "normal.hea", tmp_path / "normal.dat", size=(1000, 700))
    assert (tmp_path / "normal.dat").read_bytes() == before
