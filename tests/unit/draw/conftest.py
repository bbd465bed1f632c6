"""A Qt application for all painting, and small hand-made explanations."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from ecg_imn_desktop.core.analysis import Explanation


@pytest.fixture(autouse=True)
def _application(qapp):
    return qapp


@pytest.fixture
def steps() -> Explanation:
    """One class, leads I and aVR, 10 s at 100 Hz: 0.2 logit/sample for the class in 2-4 s, against it in 6-8 s."""
    contribution = np.zeros((1, 2, 1000), dtype=np.float32)
    contribution[0, :, 200:400] = 0.2
    contribution[0, :, 600:800] = -0.2
    return Explanation(contribution, fs=100.0, lead_names=("I", "aVR"))


@pytest.fixture
def canvas():
    """Makes a blank image."""

    def make(width: int, height: int, colour: str = "#ffffff") -> QImage:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        return image

    return make


@pytest.fixture
def pixels():
    """Makes an array (height, width, 3) of an image."""

    def read(image: QImage) -> np.ndarray:
        image = image.convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)

    return read
