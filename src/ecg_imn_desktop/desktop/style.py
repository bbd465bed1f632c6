"""One look for every widget: Fusion, a palette from the theme, a small style sheet, and icons in the text's colour."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QFontInfo, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ..core.resources import resource_path
from ..draw.theme import Theme

_ICON_SIZES_PX = (20, 40)


def mix(one: str, other: str, share: float) -> str:
    """The colour a ``share`` of the way from one to the other, "#rrggbb"."""
    a, b = QColor(one), QColor(other)
    channels = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return "#" + "".join(f"{round(x + share * (y - x)):02x}" for x, y in channels)


def panel_colour(theme: Theme) -> str:
    """Ground of panels and bars, a step off the paper."""
    return mix(theme.background, theme.text, 0.07 if theme.is_dark else 0.035)


def line_colour(theme: Theme) -> str:
    """Separators and frames."""
    return mix(theme.background, theme.text, 0.2 if theme.is_dark else 0.16)


def palette(theme: Theme) -> QPalette:
    """The palette of a theme."""
    ground, paper, text = QColor(panel_colour(theme)), QColor(theme.background), QColor(theme.text)
    roles = QPalette.ColorRole
    colours = QPalette()
    for role, colour in (
        (roles.Window, ground),
        (roles.Base, paper),
        (roles.AlternateBase, ground),
        (roles.Button, ground),
        (roles.ToolTipBase, paper),
        (roles.WindowText, text),
        (roles.Text, text),
        (roles.ButtonText, text),
        (roles.ToolTipText, text),
        (roles.PlaceholderText, QColor(theme.muted)),
        (roles.Highlight, QColor(theme.accent)),
        (roles.HighlightedText, paper),
        (roles.Link, QColor(theme.accent)),
        (roles.Accent, QColor(theme.accent)),
    ):
        colours.setColor(role, colour)
    faint = QColor(mix(theme.background, theme.muted, 0.6))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return colours


_system_points = 0.0


def set_text_size(percent: int) -> None:
    """All text of the program this much larger than the system's. Call ``apply_theme`` for windows that exist."""
    global _system_points  # the one application's
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    font = application.font()
    if _system_points <= 0:
        _system_points = font.pointSizeF() if font.pointSizeF() > 0 else 9.0
    wanted = _system_points * percent / 100
    if font.pointSizeF() != wanted:
        font.setPointSizeF(wanted)
        application.setFont(font)


def more_width_px(text_px: float) -> int:
    """How wide the arrow is that stands at the end of a toolbar for what has no room."""
    return round(1.6 * text_px) + 2


def style_sheet(theme: Theme, text_px: float = 12.0) -> str:
    """What the palette cannot say; ``text_px`` is the height of ordinary text, the others follow it."""
    small, heading = round(0.92 * text_px), round(1.25 * text_px)
    ground, line = panel_colour(theme), line_colour(theme)
    check = "checked-dark.svg" if theme.is_dark else "checked.svg"
    hover = mix(ground, theme.text, 0.08)
    warm = mix(theme.background, theme.evidence_for, 0.16 if theme.is_dark else 0.10)
    cool = mix(theme.background, theme.accent, 0.16 if theme.is_dark else 0.08)
    # Of an entry of a menu or of a choice: icons and ticks keep the colour of text, and must be seen on it.
    chosen = mix(theme.background, theme.accent, 0.28 if theme.is_dark else 0.16)
    return f"""
    QMainWindow, QMenuBar, QToolBar, QStatusBar {{ background: {ground}; }}
    QMenuBar {{ padding: 1px 4px; border-bottom: 1px solid {line}; }}
    QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {hover}; }}
    QMenu {{ background: {theme.background}; border: 1px solid {line}; padding: 4px; }}
    QMenu::item {{ padding: 4px 25px 4px 25px; border: 1px solid transparent; border-radius: 4px; }}
    QMenu::item:selected {{ background: {chosen}; border-color: {theme.accent}; color: {theme.text}; }}
    QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
    QToolBar {{ border: none; border-bottom: 1px solid {line}; padding: 3px 6px; spacing: 3px; }}
    QToolBar QToolButton {{ padding: 4px; border: 1px solid transparent; border-radius: 5px; }}
    QToolBar QToolButton:hover {{ background: {hover}; }}
    QToolBar QToolButton:checked {{ background: {cool}; border-color: {theme.accent}; }}
    QToolButton:focus, QPushButton:focus {{ border: 1px solid {theme.accent}; }}
    QToolBar QToolButton#qt_toolbar_ext_button {{ padding: 0; border-width: 1px;
                                                min-width: {more_width_px(text_px) - 2}px; }}
    QToolBar QLabel {{ color: {theme.muted}; padding-left: 6px; }}
    QToolBar::separator {{ background: {line}; width: 1px; margin: 4px 5px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QComboBox {{ padding: 2px 6px; min-height: {round(1.6 * text_px)}px; border: 1px solid {line}; border-radius: 5px;
                 background: {theme.background};
                 selection-background-color: {chosen}; selection-color: {theme.text}; }}
    QComboBox:focus {{ border-color: {theme.accent}; }}
    QComboBox::drop-down {{ border: none; width: {round(1.5 * text_px)}px; }}
    QComboBox::down-arrow {{ image: url("{resource_path("icons", "choice.svg").as_posix()}");
                             width: {text_px:g}px; height: {text_px:g}px; }}
    QCheckBox::indicator {{ width: {text_px:g}px; height: {text_px:g}px; border: 1px solid {theme.muted};
                            border-radius: 3px; background: {theme.background}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
                                    image: url("{resource_path("icons", check).as_posix()}"); }}
    QCheckBox::indicator:focus {{ border: 2px solid {theme.accent}; }}
    QCheckBox::indicator:disabled {{ border-color: {line}; }}
    QStatusBar {{ border-top: 1px solid {line}; }}
    QStatusBar QLabel {{ padding: 1px 8px; color: {theme.muted}; }}
    QStatusBar::item {{ border: none; }}
    QSplitter::handle {{ background: {line}; }}
    QFrame#banner {{ background: {warm}; border-bottom: 1px solid {theme.warning}; }}
    QFrame#banner QLabel {{ color: {theme.warning}; font-weight: 600; }}
    QFrame#banner[kind="info"] {{ background: {cool}; border-bottom: 1px solid {theme.accent}; }}
    QFrame#banner[kind="info"] QLabel {{ color: {theme.accent}; }}
    QFrame#banner QToolButton {{ border: none; padding: 2px 6px; color: {theme.text}; }}
    QFrame#header {{ background: {theme.background}; border-bottom: 1px solid {line}; }}
    QLabel#heading {{ font-size: {heading}px; font-weight: 700; }}
    QLabel#simulated {{ background: {mix(theme.background, theme.warning, 0.14)}; color: {theme.warning};
                        border: 1px solid {theme.warning};
                        border-radius: 4px; padding: 1px 7px; font-weight: 700; font-size: {small}px; }}
    QLabel#muted {{ color: {theme.muted}; }}
    QLabel#muted[isOld="true"] {{ color: {theme.warning}; }}
    QLabel#section {{ color: {theme.muted}; font-weight: 700; font-size: {small}px; }}
    QLabel#verdict {{ font-size: {round(1.08 * text_px)}px; font-weight: 600; }}
    QLabel#present {{ font-weight: 600; }}
    QLabel#present[isOld="true"] {{ color: {theme.muted}; font-weight: 400; }}
    QLabel#researchUse {{ color: {theme.muted}; font-size: {small}px; padding: 6px 12px;
                          border-top: 1px solid {line}; }}
    QLabel#warnings {{ background: {warm}; color: {theme.text}; border-left: 3px solid {theme.warning};
                       padding: 6px 8px; }}
    QPushButton#more {{ background: {warm}; color: {theme.text}; text-align: left; border: 1px solid transparent;
                        border-left: 3px solid {theme.warning}; border-radius: 0; padding: 2px 8px;
                        text-decoration: underline; }}
    QPushButton#more:hover, QPushButton#more:focus {{ border-color: {theme.warning}; }}
    QWidget#panel {{ background: {theme.background}; }}
    QScrollArea#panelScroll, QWidget#panelBody {{ background: {theme.background}; border: none; }}
    QTreeView, QListView, QTableWidget {{ border: none; background: {theme.background}; outline: none; }}
    QTreeView, QTableView {{ border: 1px solid transparent; }}
    QTreeView:focus, QTableView:focus {{ border-color: {theme.accent}; }}
    QTreeView#records::item {{ padding: 3px 2px; }}
    QListWidget::item, QListView::item {{ padding: 4px 8px; border-radius: 4px; }}
    QListWidget::item:selected, QListView::item:selected {{ background: {cool}; color: {theme.text}; }}
    QLineEdit {{ padding: 3px 6px; border: 1px solid {line}; border-radius: 5px; background: {theme.background}; }}
    QLineEdit:focus {{ border-color: {theme.accent}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
    QTabBar::tab {{ padding: 5px 7px; color: {theme.muted}; border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom: 2px solid {theme.accent}; }}
    QTabBar::tab:focus {{ color: {theme.accent}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {line}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {theme.accent}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ width: 12px; margin: -5px 0; border-radius: 7px; background: {theme.background};
                                  border: 1px solid {theme.muted}; }}
    QSlider::handle:horizontal:focus,
    QSlider::handle:horizontal:hover {{ width: 10px; border: 2px solid {theme.accent}; }}
    QTableCornerButton::section {{ background: {theme.background}; border: none; }}
    QHeaderView {{ background: {theme.background}; }}
    QHeaderView::section {{ background: {theme.background}; color: {theme.muted}; border: none; padding: 2px; }}
    QToolTip {{ background: {theme.background}; color: {theme.text}; border: 1px solid {line}; padding: 4px; }}
    """


def apply_theme(window: QWidget, theme: Theme) -> None:
    """Palette for the whole program, and the style sheet of a window and all that belongs to it.

    Not of the application: Qt would polish each widget once for every widget around it, six times as often.
    """
    QApplication.setPalette(palette(theme))
    sheet = style_sheet(theme, QFontInfo(QApplication.font()).pixelSize())
    if window.styleSheet() != sheet:  # every widget is polished anew
        window.setStyleSheet(sheet)


def icon(name: str, theme: Theme) -> QIcon:
    """A shipped icon in the colour of text; an empty one if there is none of that name."""
    from PySide6.QtCore import Qt  # neither is needed for the window's first picture
    from PySide6.QtSvg import QSvgRenderer

    path = resource_path("icons", f"{name}.svg")
    if not path.is_file():
        return QIcon()
    out = QIcon()
    svg = path.read_text(encoding="utf-8").replace("currentColor", theme.text)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    for size in _ICON_SIZES_PX:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        out.addPixmap(pixmap)
    return out
