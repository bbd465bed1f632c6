"""A window with stand-ins for the model and the files, and a watch over threads and timers."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecg_imn_desktop.analysis.what_if import answer as answer_of
from ecg_imn_desktop.analysis.what_if import frozen
from ecg_imn_desktop.core.analysis import Analysis, ClassInfo, Explanation, ModelInfo, Prediction
from ecg_imn_desktop.core.errors import RecordError
from ecg_imn_desktop.core.leads import STANDARD_LEADS
from ecg_imn_desktop.core.progress import Progress
from ecg_imn_desktop.core.record import Record
from ecg_imn_desktop.desktop.canvas import EcgCanvas
from ecg_imn_desktop.desktop.canvas_input import CanvasInput
from ecg_imn_desktop.desktop.services import Services
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.desktop.view import Subject, View

CLASSES = (
    ClassInfo("NORM", "Normal ECG", threshold=0.4),
    ClassInfo("MI", "Myocardial infarction", threshold=0.3),
    ClassInfo("CD", "Conduction disturbance", threshold=0.35),
    ClassInfo("IMI", "Inferior infarction", "MI", threshold=0.3),
)
# Millimetres as they are, 10 mm a mV.
TRUE = View(is_fit=False, mm_per_mv=10.0)
MODEL = ModelInfo("stand-in", "1", "0" * 64, fs=100.0, n_samples=1000)


def make_beats(duration_s: float = 10.0, fs: float = 500.0, name: str = "hand-made", gain: float = 1.0) -> Record:
    """A beat a second: an R wave at 0.5 s, a T wave at 0.8 s, in every lead another size."""
    t = np.arange(round(duration_s * fs)) / fs
    phase = t % 1.0
    beat = np.exp(-0.5 * ((phase - 0.5) / 0.012) ** 2) + 0.25 * np.exp(-0.5 * ((phase - 0.8) / 0.05) ** 2)
    sizes = np.array([1.0, 1.2, 0.3, -1.1, 0.4, 0.7, -0.8, -1.5, 0.9, 1.6, 1.4, 1.1])
    return Record(name, (gain * sizes[:, None] * beat).astype(np.float32), fs, STANDARD_LEADS)


def make_answer(record: Record, start_s: float) -> Analysis:
    """What the stand-in says: contributions are weights times the signal at 100 Hz, and add up exactly."""
    section = record.section(start_s, 10.0)
    step = round(record.fs / 100)
    x = np.nan_to_num(section.mv[:, ::step][:, :1000].astype(np.float64))
    weights = np.random.default_rng(5).normal(size=(len(CLASSES), 12, 1)) * 0.05
    contribution = (weights * x).astype(np.float32)
    bias = np.array([0.1, -0.2, 0.0, -0.4])
    logit = bias + contribution.sum(axis=(1, 2), dtype=np.float64)
    probability = 1 / (1 + np.exp(-np.array([-2.0, 1.2, -0.5, 0.4])))
    prediction = Prediction(CLASSES, logit, bias, probability)
    return Analysis(MODEL, prediction, Explanation(contribution, 100.0, STANDARD_LEADS, start_s), elapsed_ms=1.0)


class StandIn:
    """A model that answers at once, or is held up: ``hold`` stops it until ``go`` is set."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []
        self.cancelled: list[str] = []
        self.go = threading.Event()
        self.go.set()
        self.loads = 0
        self.reruns: list[int] = []
        self.error: Exception | None = None

    def load(self, name: str, device: str) -> "StandIn":
        self.loads += 1
        if self.error is not None:
            raise self.error
        return self

    def run(self, record: Record, start_s: float, progress: Progress) -> Analysis:
        self.asked.append((record.name, start_s))
        while not self.go.is_set():
            time.sleep(0.005)
            try:
                progress.report(0.5)
            except Exception:
                self.cancelled.append(record.name)
                raise
        return make_answer(record, start_s)

    def rerun(self, record: Record, start_s: float, removed: np.ndarray) -> Prediction:
        """W as it was, and half a logit more in every class where anything is removed: the gap is half a logit."""
        self.reruns.append(int(removed.sum()))
        whole = make_answer(record, start_s)
        exact = frozen(whole.prediction, whole.explanation, removed)
        return answer_of(CLASSES, exact.logit + 0.5 * removed.any(), exact.bias)


class Shelf:
    """Records by file name; what is not there is refused as io does."""

    def __init__(self) -> None:
        self.records = {"a.hea": make_beats(name="a"), "b.hea": make_beats(name="b", gain=0.9)}
        self.records["long.hea"] = make_beats(125.0, 100.0, "long")
        self.records["sim.hea"] = replace(make_beats(name="sim"), is_simulated=True)

    def open(self, path: Path, progress: Progress) -> Record:
        if path.name not in self.records:
            raise RecordError(f"{path.name} is no ECG.")
        return self.records[path.name]


@pytest.fixture
def model() -> StandIn:
    return StandIn()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def services(model: StandIn, shelf: Shelf) -> Services:
    return Services(open_record=shelf.open, load_model=model.load)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings and log of the test, not of the person who runs it."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def make_window(qtbot, services: Services) -> Iterator[Callable[..., object]]:
    """A function that opens windows, 1200 x 800; they are closed, and their threads have ended, after the test."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from ecg_imn_desktop.desktop.window import MainWindow

    QApplication.setStyle("Fusion")
    windows = []

    def make(settings: Settings | None = None, own: Services | None = None) -> MainWindow:
        window = MainWindow(settings or Settings(), own or services)
        window.resize(1200, 800)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
        for worker in (
            window.study.background.inference,
            window.study.background.files,
            window.study.background.overview,
        ):
            assert worker._thread.isFinished()
        window.deleteLater()
    QApplication.processEvents()
    # No loop runs now that would do it; a window left on the screen takes the next test's mouse.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def opened(window, show):
    """A window with record "a" and its answer on the screen."""
    show(window, "a.hea")
    return window


@pytest.fixture
def show(qtbot):
    """A function that opens a record of the shelf and waits until it is explained."""

    def show(window, name: str) -> None:
        with qtbot.waitSignal(window.study.insight_changed, timeout=15000, check_params_cb=lambda i: i is not None):
            window.open(Path(name))

    return show


@pytest.fixture
def beats():
    return make_beats


@pytest.fixture
def canvas(qtbot, beats):
    """Two minutes of beats on true millimetres, 20 s into them, 1000 x 640 px at 4 px a mm."""
    canvas = EcgCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(1000, 640)
    record = beats(125.0, 100.0)
    canvas.set_calibration(4.0)
    canvas.show_record(record, Subject.of(record))
    canvas.set_view(TRUE)
    canvas.move_to(20.0)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def hand(canvas):
    return CanvasInput(canvas)


@pytest.fixture
def answer():
    return make_answer
