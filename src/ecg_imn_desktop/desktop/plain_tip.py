"""Tool tips that hold words of a file: names, titles, comments."""

from __future__ import annotations

from PySide6.QtGui import Qt  # with the functions on text, which that of QtCore lacks


def plain_tip(text: str) -> str:
    """A tool tip that is shown letter by letter: Qt takes a text with a tag in it for HTML, and tips know no format."""
    if not Qt.mightBeRichText(text):
        return text
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)
