"""Every action of the program in one table: menus, shortcuts, the cheat sheet and the tests read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QMainWindow,
    QMenu,
    QTabBar,
    QWidget,
)

from ..draw.layout import LAYOUTS
from .filtering import HIGH_PASS_HZ, LOW_PASS_HZ
from .playback import PLAY_SPEEDS
from .settings import AUTO_GAIN, GAINS_MM_PER_MV, SPEEDS_MM_PER_S

SEPARATOR = ""

# Of the translations of the table; packaging/translations.py collects its texts.
CONTEXT = "Actions"


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    ``group``: actions of one group exclude each other. ``shortcuts``: the first is shown. ``is_toggle``: checkable by
    itself. A ``menu`` "View/Layout" is a menu inside another.
    """

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    group: str = ""
    is_toggle: bool = False
    icon: str = ""


_LAYOUT_TEXTS = {
    "12x1": "12 \u00d7 1",
    "6x2": "6 \u00d7 2",
    "3x4": "3 \u00d7 4 + rhythm strip",
    "4x3": "4 \u00d7 3",
    "single": "Single lead",
}


def _a(id_: str, text: str, menu: str, *shortcuts: str, **more: object) -> ActionSpec:
    return ActionSpec(id_, text, menu, shortcuts, **more)  # type: ignore[arg-type]


ACTIONS: tuple[ActionSpec, ...] = (
    _a("open", "&Open record\u2026", "&File", "Ctrl+O", icon="open"),
    _a("open_folder", "Open &folder\u2026", "&File", "Ctrl+Shift+O", icon="folder"),
    _a("reload", "&Reload", "&File", "F5"),
    _a("next_file", "&Next record in the folder", "&File", "Ctrl+PgDown", icon="next-file"),
    _a("previous_file", "Previo&us record in the folder", "&File", "Ctrl+PgUp", icon="previous-file"),
    _a("compare", "Co&mpare\u2026", "&File", "Ctrl+K"),
    _a("export_pdf", "R&eport (PDF)\u2026", "&File", "Ctrl+E", icon="pdf"),
    _a("save_analysis", "&Save analysis\u2026", "&File", "Ctrl+S"),
    _a("export_data", "Export num&bers (JSON, CSV)\u2026", "&File", "Ctrl+D"),
    _a("export_view", "Export p&icture of the view\u2026", "&File", "Ctrl+Shift+S"),
    _a("copy_view", "Cop&y the view", "&File", "Ctrl+C"),
    _a("saves_beside", "&Keep annotations beside the record", "&File", "Ctrl+Alt+B", is_toggle=True),
    _a("print", "&Print\u2026", "&File", "Ctrl+P"),
    _a("export_record", "Export as &WFDB or DICOM\u2026", "&File", "Ctrl+Alt+W"),
    _a("clear_recent", "C&lear recent records", "&File", "Ctrl+Shift+Del"),
    _a("restore", "Open the last record at s&tart", "&File", "Ctrl+Alt+L", is_toggle=True),
    _a("keep_recent", "Remember wh&at was opened", "&File", "Ctrl+Alt+R", is_toggle=True),
    _a("privacy", "Pri&vacy: no names in the title", "&File", "Ctrl+Alt+P", is_toggle=True),
    _a("reload_changed", "Reload a file that c&hanges", "&File", "Ctrl+F5", is_toggle=True),
    _a("settings", "Settin&gs\u2026", "&File", "Ctrl+,"),
    _a("quit", "&Quit", "&File", "Ctrl+Q"),
    *(
        _a(f"layout_{name}", _LAYOUT_TEXTS[name], "&View/&Layout", f"Ctrl+{i}", group="layout")
        for i, name in enumerate(LAYOUTS, start=1)
    ),
    _a("next_lead", "&Next lead alone", "&View/&Layout", "Ctrl+Down"),
    _a("previous_lead", "&Previous lead alone", "&View/&Layout", "Ctrl+Up"),
    _a("rhythm_lead", "Lead of the &rhythm strip\u2026", "&View/&Layout", "Ctrl+R"),
    _a("cabrera", "&Cabrera order", "&View", "Ctrl+B", is_toggle=True),
    _a("fit", "&Fit ten seconds to the window", "&View", "F", is_toggle=True, icon="fit"),
    _a("true_mm", "True &millimetres", "&View", "T", is_toggle=True, icon="ruler"),
    *(
        _a(f"speed_{v:g}", f"{v:g} mm/s", "&View/Paper &speed", f"Ctrl+Alt+{i}", group="speed")
        for i, v in enumerate(SPEEDS_MM_PER_S, start=1)
    ),
    _a(f"gain_{AUTO_GAIN:g}", "Automatic", "&View/&Gain", "Ctrl+Alt+0", group="gain"),
    *(
        _a(f"gain_{v:g}", f"{v:g} mm/mV", "&View/&Gain", f"Ctrl+Alt+{i}", group="gain")
        for i, v in enumerate(GAINS_MM_PER_MV, start=5)
    ),
    *(
        _a(f"high_pass_{v:g}", f"{v:g} Hz" if v else "Off", "&View/Filt&ers (display only)/&High-pass",
           f"Alt+Shift+{i}", group="high_pass")
        for i, v in enumerate(HIGH_PASS_HZ, start=1)
    ),
    *(
        _a(f"low_pass_{v:g}", f"{v:g} Hz" if v else "Off", "&View/Filt&ers (display only)/&Low-pass",
           f"Alt+Shift+{i}", group="low_pass")
        for i, v in enumerate(LOW_PASS_HZ, start=4)
    ),
    *(
        _a(f"notch_{v:g}", f"{v:g} Hz" if v else "Off", "&View/Filt&ers (display only)/&Notch",
           f"Alt+Shift+{i}", group="notch")
        for i, v in ((8, 0.0), (9, 50.0), (0, 60.0))
    ),
    _a("zoom_in", "Zoom &in along time", "&View", "Ctrl++", "Ctrl+=", "+", icon="zoom-in"),
    _a("zoom_out", "Zoom &out along time", "&View", "Ctrl+-", "-", icon="zoom-out"),
    _a("taller", "T&aller", "&View", "Ctrl+Shift+Up", "Shift++"),
    _a("flatter", "Fla&tter", "&View", "Ctrl+Shift+Down", "Shift+-"),
    _a("theme_light", "&Light", "&View/T&heme", "Ctrl+Shift+1", group="theme"),
    _a("theme_dark", "&Dark", "&View/T&heme", "Ctrl+Shift+2", group="theme"),
    _a("theme_paper", "&Paper (pink)", "&View/T&heme", "Ctrl+Shift+3", group="theme"),
    _a("calibrate", "Calibrate millimetres of this scree&n\u2026", "&View", "Ctrl+Alt+M"),
    _a("toolbar", "Tool&bar", "&View", "Ctrl+Shift+T", is_toggle=True),
    _a("average_beat", "A&verage beat", "&View", "F8", is_toggle=True),
    _a("folder_panel", "Folder &panel", "&View", "F9", is_toggle=True, icon="list"),
    _a("answer_panel", "Ans&wer panel", "&View", "F10", is_toggle=True, icon="panel"),
    _a("full_screen", "F&ull screen", "&View", "F11", is_toggle=True),
    _a("play", "&Play / pause", "&Go", "Space", icon="play"),
    *(
        _a(f"play_speed_{v:g}", f"{v:g} \u00d7", "&Go/Pla&y speed", f"Alt+{i}", group="play_speed")
        for i, v in enumerate(PLAY_SPEEDS, start=1)
    ),
    _a("left", "A large square &back", "&Go", "Left"),
    _a("right", "A large square &on", "&Go", "Right"),
    _a("page_left", "A page ba&ck", "&Go", "PgUp", "Shift+Left"),
    _a("page_right", "A page o&n", "&Go", "PgDown", "Shift+Right"),
    _a("start", "To the &start", "&Go", "Home"),
    _a("end", "To the &end", "&Go", "End"),
    _a("go_to", "&Jump to time\u2026", "&Go", "Ctrl+J", "Ctrl+G"),
    _a("next_window", "Ne&xt window of the model", "&Go", "Ctrl+Right", "N", icon="next"),
    _a("previous_window", "P&revious window of the model", "&Go", "Ctrl+Left", "P", icon="previous"),
    _a("window_here", "&Analyse from here", "&Go", "A"),
    _a("show_line", "Coloured &line", "&Attribution", "L", group="show", icon="line"),
    _a("show_band", "Coloured &band", "&Attribution", "B", group="show", icon="band"),
    _a("show_both", "B&oth", "&Attribution", "O", group="show"),
    _a("show_none", "&None", "&Attribution", "0", group="show"),
    _a("sides_both", "For &and against", "&Attribution/Evi&dence", "E", group="sides"),
    _a("sides_for", "&For the class only", "&Attribution/Evi&dence", "Shift+E", group="sides"),
    _a("sides_against", "A&gainst the class only", "&Attribution/Evi&dence", "Ctrl+Alt+E", group="sides"),
    *(
        _a(f"class_{i}", f"Class {i}", "&Attribution/&Class", str(i))
        for i in range(1, 10)
    ),
    _a("segments", "Outline the &top segments", "&Attribution", "S", is_toggle=True),
    _a("waves", "Shade &P, QRS, ST-T", "&Attribution", "W", is_toggle=True),
    _a("what_if", "&Show what if", "What &if", "I"),
    _a("remove_segment", "Remove a &dragged segment", "What &if", "X", is_toggle=True),
    _a("remove_chosen", "&Remove what is chosen in the panel", "What &if", "Ctrl+Del"),
    _a("put_back", "&Put everything back", "What &if", "Shift+X"),
    _a("find_flip", "Smallest set that &flips the decision", "What &if", "Ctrl+Shift+F"),
    _a("caliper", "&Caliper", "&Measure", "C", is_toggle=True, icon="caliper"),
    _a("march_out", "March &out the last interval", "&Measure", "M", is_toggle=True),
    _a("snap", "&Snap to fiducials", "&Measure", "Shift+S", is_toggle=True),
    _a("fiducials", "&Fiducial marks", "&Measure", "D", is_toggle=True),
    _a("forget_marks", "Forget moved mar&ks", "&Measure", "Shift+D"),
    _a("add_note", "Add a &note here\u2026", "&Measure", "Ctrl+N"),
    _a("statement", "S&tatement and review\u2026", "&Measure", "Ctrl+T"),
    _a("undo", "&Undo", "&Measure", "Ctrl+Z"),
    _a("redo", "&Redo", "&Measure", "Ctrl+Shift+Z", "Ctrl+Y"),
    _a("remove_caliper", "Remove the last caliper", "&Measure", "Backspace", "Del"),
    _a("clear_calipers", "Remove all cal&ipers", "&Measure", "Shift+Del"),
    _a("batch", "&Batch: many ECGs\u2026", "&Tools", "Ctrl+Shift+B"),
    _a("palette", "&Command palette\u2026", "&Help", "Ctrl+Shift+P", "Ctrl+Shift+K"),
    _a("keys", "&Keyboard shortcuts", "&Help", "F1"),
    _a("log", "Where is the &log?", "&Help", "Shift+F1"),
    _a("updates", "Where are &updates?", "&Help", "Alt+F1"),
    _a("diagnostics", "Copy &diagnostics", "&Help", "Ctrl+Shift+F1"),
    _a("about", "&About", "&Help", "Ctrl+F1"),
)  # fmt: skip

# A line stands above these in their menus.
_BEGIN_A_PART = frozenset(
    ("reload", "compare", "print", "clear_recent", "quit", "cabrera", "zoom_in", "toolbar", "left", "go_to",
     "next_window", "segments", "find_flip", "fiducials", "undo", "log")
)  # fmt: skip


def in_words(text: str) -> str:
    """A text of the table in the language of the screen."""
    return QCoreApplication.translate(CONTEXT, text)


def plain_text(spec: ActionSpec) -> str:
    """The text in the language of the screen, without the mark of its key."""
    return in_words(spec.text).replace("&", "")


def build_actions(
    window: QMainWindow, handlers: Mapping[str, Callable[..., None]], specs: Sequence[ActionSpec] = ACTIONS
) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Make all actions of a table, put them into menus, and connect ``handlers`` by id.

    A handler gets the new state of a checkable action. KeyError if an action has no handler: a defect.
    """
    actions: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    for spec in specs:
        action = QAction(in_words(spec.text), window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(s) for s in spec.shortcuts])
        keys = (
            f" ({QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)})"
            if spec.shortcuts
            else ""
        )
        action.setToolTip(plain_text(spec).rstrip("\u2026") + keys)
        if spec.group:
            action.setCheckable(True)
            groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
        handler = handlers[spec.id]
        if spec.is_toggle:
            action.setCheckable(True)
        if spec.is_toggle:
            action.triggered.connect(handler)
        else:
            action.triggered.connect(lambda _checked=False, call=handler: call())
        if spec.id in _BEGIN_A_PART:
            _menu(window, menus, spec.menu).addSeparator()
        _menu(window, menus, spec.menu).addAction(action)
        window.addAction(action)
        actions[spec.id] = action
    return actions, menus


def _menu(window: QMainWindow, menus: dict[str, QMenu], path: str) -> QMenu:
    if path not in menus:
        parent, _, title = path.rpartition("/")
        above = _menu(window, menus, parent) if parent else window.menuBar()
        menus[path] = above.addMenu(in_words(title))
    return menus[path]


_WIDGET_KEYS = frozenset(
    (
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
        Qt.Key.Key_Space, Qt.Key.Key_Plus, Qt.Key.Key_Minus,
    )
)  # fmt: skip


class KeyGuard(QObject):
    """Leaves arrow keys, space and the like to the list, slider, button or row of tabs that has the focus.

    It listens to that widget alone: a filter on the whole application would put Python into every event of it.
    """

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._on_focus(None, application.focusWidget())
        application.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(old, _OWN_KEYS):
            old.removeEventFilter(self)
        if isinstance(now, _OWN_KEYS):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key from the shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _WIDGET_KEYS
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ):
            event.accept()
            return True
        return False


_OWN_KEYS = (QAbstractItemView, QAbstractSlider, QAbstractButton, QComboBox, QTabBar)
