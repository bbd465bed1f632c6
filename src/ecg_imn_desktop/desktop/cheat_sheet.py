"""All shortcuts on one sheet (F1), made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from .actions import ACTIONS, ActionSpec, in_words, plain_text

_COLUMNS = 3
_GAP_PX = 12  # between columns, and from keys to words
_EDGES_PX = 66  # margins, spacing and scroll bar
_ESC = QT_TRANSLATE_NOOP("Mouse", "Put away: tool, message, full screen")
_MOUSE = (
    (QT_TRANSLATE_NOOP("Mouse", "Scroll"), QT_TRANSLATE_NOOP("Mouse", "wheel, or drag the ECG")),
    (QT_TRANSLATE_NOOP("Mouse", "Zoom along time at the pointer"), QT_TRANSLATE_NOOP("Mouse", "Ctrl + wheel")),
    (QT_TRANSLATE_NOOP("Mouse", "Zoom amplitude at the pointer"), QT_TRANSLATE_NOOP("Mouse", "Ctrl + Shift + wheel")),
    (QT_TRANSLATE_NOOP("Mouse", "Measure"), QT_TRANSLATE_NOOP("Mouse", "C, then drag")),
    (QT_TRANSLATE_NOOP("Mouse", "Analyse elsewhere"), QT_TRANSLATE_NOOP("Mouse", "double-click the overview")),
    (QT_TRANSLATE_NOOP("Mouse", "Touch: scroll"), QT_TRANSLATE_NOOP("Mouse", "one finger; a flick goes on")),
    (QT_TRANSLATE_NOOP("Mouse", "Touch: zoom time"), QT_TRANSLATE_NOOP("Mouse", "two fingers side by side")),
    (
        QT_TRANSLATE_NOOP("Mouse", "Touch: zoom amplitude"),
        QT_TRANSLATE_NOOP("Mouse", "one finger above the other"),
    ),
)


def sections(specs: Sequence[ActionSpec] = ACTIONS) -> dict[str, list[tuple[str, str]]]:
    """Menu -> (what, keys) of every action."""
    out: dict[str, list[tuple[str, str]]] = {}
    either = QCoreApplication.translate("Mouse", " or ")
    for spec in specs:
        menu = in_words(spec.menu.split("/")[0]).replace("&", "")
        keys = either.join(QKeySequence(s).toString(QKeySequence.SequenceFormat.NativeText) for s in spec.shortcuts[:2])
        inner = in_words(spec.menu.partition("/")[2].rpartition("/")[2]).replace("&", "")
        what = plain_text(spec).rstrip("\u2026")
        out.setdefault(menu, []).append((f"{inner}: {what}" if spec.group and inner else what, keys))
    if specs is ACTIONS:  # a comparison has an action for it
        out[in_words("&Help").replace("&", "")].append((_mouse(_ESC), "Esc"))
    of_mouse = QCoreApplication.translate("Mouse", "Mouse")
    out[of_mouse] = [(_mouse(what), _mouse(how)) for what, how in _MOUSE]
    return out


def _mouse(text: object) -> str:
    return QCoreApplication.translate("Mouse", str(text))


class CheatSheet(QDialog):
    """Closes with Esc. Attributes: ``text``, all of it in one document: labels lay rich text out several times each."""

    def __init__(self, parent: QWidget, specs: Sequence[ActionSpec] = ACTIONS) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room_px = min(1280, parent.width() - 40)
        for n_columns in range(_COLUMNS, 0, -1):  # long names of keys: rather scroll one way than both
            columns = _columns(specs, n_columns)
            widths_px = _widths_px(columns, self.font())
            width_px = sum(keys_px + words_px for keys_px, words_px in widths_px) + _EDGES_PX
            if width_px <= room_px:
                break
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.windowTitle())
        self.text.setHtml(_html(columns, widths_px))
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        self.resize(min(room_px, width_px), min(680, parent.height() - 40))


Section = tuple[str, list[tuple[str, str]]]


def _columns(specs: Sequence[ActionSpec], n_columns: int) -> list[list[Section]]:
    """The sections, each in the column that is the shortest so far."""
    columns: list[list[Section]] = [[] for _ in range(n_columns)]
    for section in sections(specs).items():
        min(columns, key=lambda c: sum(len(rows) + 3 for _, rows in c)).append(section)
    return columns


def _widths_px(columns: list[list[Section]], font: QFont) -> list[tuple[int, int]]:
    """How wide the keys and the words of each column are, without laying them out."""
    bold = QFont(font)
    bold.setBold(True)
    of_keys, of_words = QFontMetricsF(bold), QFontMetricsF(font)
    out = []
    for column in columns:
        rows = [row for _, rows in column for row in rows]
        keys_px = max(of_keys.horizontalAdvance(keys) for _, keys in rows)
        words_px = max(of_words.horizontalAdvance(what) for what, _ in rows)
        out.append((round(keys_px) + _GAP_PX, round(words_px) + _GAP_PX))
    return out


def _html(columns: list[list[Section]], widths_px: list[tuple[int, int]]) -> str:
    """A table of tables."""
    out = ""
    for column, (keys_px, words_px) in zip(columns, widths_px, strict=True):
        out += f"<td width={keys_px + words_px}>"
        for menu, rows in column:
            out += f"<h3>{escape(menu)}</h3><table cellspacing=2>"
            for what, keys in rows:
                out += (
                    f"<tr><td width={keys_px}><b>{escape(keys)}</b></td><td width={words_px}>{escape(what)}</td></tr>"
                )
            out += "</table>"
        out += "</td>"
    return f"<table><tr>{out}</tr></table>"
