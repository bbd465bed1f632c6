"""All shortcuts on one sheet (F1), made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from .actions import ACTIONS, ActionSpec, in_words, plain_text

_COLUMNS = 3
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
    of_mouse = QCoreApplication.translate("Mouse", "Mouse")
    out[of_mouse] = [(_mouse(what), _mouse(how)) for what, how in _MOUSE]
    return out


def _mouse(text: object) -> str:
    return QCoreApplication.translate("Mouse", str(text))


class CheatSheet(QDialog):
    """Closes with Esc."""

    def __init__(self, parent: QWidget, specs: Sequence[ActionSpec] = ACTIONS) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room_px = min(1240, parent.width() - 40)
        body = _body(specs, _COLUMNS)
        if body.sizeHint().width() > room_px - 60:
            body = _body(specs, _COLUMNS - 1)  # long names of keys: rather scroll one way than both
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.addWidget(area)
        self.resize(room_px, min(680, parent.height() - 40))


def _body(specs: Sequence[ActionSpec], n_columns: int) -> QWidget:
    body = QWidget()
    columns = QHBoxLayout(body)
    columns.setSpacing(18)
    stacks: list[list[str]] = [[] for _ in range(n_columns)]
    for menu, rows in sections(specs).items():
        html = f"<h3>{menu}</h3><table cellspacing=2>"
        html += "".join(f"<tr><td><b>{keys}</b>&nbsp;&nbsp;</td><td>{what}</td></tr>" for what, keys in rows)
        min(stacks, key=lambda s: sum(t.count("<tr>") + 3 for t in s)).append(html + "</table>")
    for stack in stacks:
        label = QLabel("".join(stack))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        columns.addWidget(label)
    return body
