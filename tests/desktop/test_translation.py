"""Every visible string can be translated, and the German is complete."""

import ast
import importlib.util
import json
import re
import string
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabWidget, QWidget

from ecg_imn_desktop.core.analysis import RESEARCH_USE
from ecg_imn_desktop.core.filter_label import filter_label
from ecg_imn_desktop.core.resources import resource_path
from ecg_imn_desktop.desktop.actions import ACTIONS
from ecg_imn_desktop.desktop.comparison.choices import filter_title
from ecg_imn_desktop.desktop.filtering import FilterChoice, filter_text
from ecg_imn_desktop.desktop.settings import Settings
from ecg_imn_desktop.draw.theme import THEMES
from ecg_imn_desktop.report.language import LANGUAGES, chosen_language, install_language
from ecg_imn_desktop.report.sentences import said

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

REPOSITORY = Path(__file__).resolve().parents[2]
HOW = "\nTo refresh: python packaging/translations.py, translate what is `unfinished` in {}, run it again."


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("translations", REPOSITORY / "packaging" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(qtbot):
    assert install_language("de") == "de"
    yield
    install_language("en")


def messages(ts):
    """(context, source) -> translation; None where it is unfinished."""
    out = {}
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            is_done = translation.get("type") != "unfinished" and bool(translation.text)
            out[context.findtext("name"), message.findtext("source")] = translation.text if is_done else None
    return out


TS_FILES = [pytest.param(f"ecg-imn_{code}.ts", id=code) for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("name", TS_FILES)
def test_every_visible_string_has_its_translation(tool, name):
    known = messages(tool.I18N / name)
    found = tool.collect()
    absent = sorted(found - set(known))
    assert not absent, f"{len(absent)} strings are not in {name}: {absent[:8]}{HOW.format(name)}"
    empty = sorted(source for key, source in known if known[key, source] is None)
    assert not empty, f"{len(empty)} strings of {name} are not translated: {empty[:8]}{HOW.format(name)}"
    gone = sorted(set(known) - found)
    assert not gone, f"{name} has strings that the program no longer has: {gone[:8]}{HOW.format(name)}"


@pytest.mark.parametrize("name", TS_FILES)
def test_a_translation_has_the_holes_of_its_source(tool, name):
    def holes(text):
        return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}

    for (_, source), translated in messages(tool.I18N / name).items():
        if translated is not None:
            assert holes(translated) == holes(source), source


@pytest.mark.parametrize("name", TS_FILES)
def test_the_compiled_file_says_the_same(tool, qapp, name):
    compiled = QTranslator()
    assert compiled.load(str((tool.I18N / name).with_suffix(".qm")))
    for (context, source), translated in messages(tool.I18N / name).items():
        assert compiled.translate(context, source) == (translated or ""), f"{source}{HOW.format(name)}"


# ------------------------------------------------------------------ nothing is left out


# What shows its first text argument to people.
_SHOWS = frozenset(
    (
        "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QListWidgetItem",
        "setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription",
        "setInformativeText", "setPlaceholderText", "setStatusTip", "setTitle", "addAction", "addMenu", "addItem",
        "addRow", "say", "show_waiting", "setPrefix", "setSuffix", "setLabelText",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}|[A-Z][a-z]{2,}")


def _bare_words(node):
    """Literals with words in an expression, outside any call (a call translates, or makes what is no sentence)."""
    if isinstance(node, ast.Call):
        return []
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return [text] if _WORD.search(text.replace("ECG-IMN Desktop", "")) else []
    return [word for child in ast.iter_child_nodes(node) for word in _bare_words(child)]


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "src/ecg_imn_desktop/desktop").glob("*.py")), ids=lambda p: p.stem
)
def test_no_widget_is_given_bare_words(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in _SHOWS and node.args:
            assert not _bare_words(node.args[0]), (
                f"{path.name}:{node.lineno}: wrap the text: self.tr(...), or QCoreApplication.translate(context, ...)"
            )
        if name in ("tr", "translate"):
            assert not any(isinstance(a, ast.JoinedStr) for a in node.args), (
                f"{path.name}:{node.lineno}: f-string in tr"
            )


class Marking(QTranslator):
    """A language in which every text stands in brackets: what stands outside them cannot be translated."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"\u27e6{source}\u27e7"


@pytest.fixture
def marking(qapp):
    translator = Marking()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def _texts(widget):
    """What a widget says, with a name for the complaint."""
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(i) for i in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(i) for i in range(widget.count()))
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif hasattr(widget, "text") and callable(widget.text):
        yield str(widget.text())
    if hasattr(widget, "title") and callable(widget.title):
        yield str(widget.title())
    yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())


def _strays(root):
    """Words of a window that stand outside the brackets, less what comes from the record and the model."""
    own = re.compile(r"\bhand-made\b|\ba\b|stand-in 1|ECG-IMN Desktop|(?<!\S)/\S+|\u27e6[^\u27e6\u27e7]*\u27e7")
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        for text in _texts(widget):
            rest = re.sub(r" \([^()]*\)$", "", text)  # less the keys of an action
            for _ in range(4):  # brackets in brackets
                rest = own.sub(" ", rest)
            if _WORD.search(rest):
                found.append((type(widget).__name__, text))
    return sorted(set(found))


def test_nothing_on_the_screen_escapes_the_translation(marking, make_window, show):
    window = make_window(Settings(shows_folder=True))
    show(window, "a.hea")
    assert _strays(window) == []
    for action in window.actions_.values():
        assert action.text().startswith("\u27e6"), action.text()
        assert action.toolTip().startswith("\u27e6"), action.toolTip()


# ------------------------------------------------------------------ German


def test_the_window_speaks_german(german, make_window, show):
    window = make_window()
    show(window, "a.hea")
    assert window.menuBar().actions()[0].text() == "&Datei"
    assert window.actions_["open"].text() == "Aufzeichnung ö&ffnen …"
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Nur für die Forschung. Kein Medizinprodukt. Muss ärztlich befundet werden." in shown
    assert said(RESEARCH_USE) in shown


def test_no_two_entries_of_a_german_menu_share_a_key(german, make_window):
    window = make_window()
    menus = {}
    for spec in ACTIONS:
        menus.setdefault(spec.menu, set()).add(QCoreApplication.translate("Actions", spec.text))
        parent, _, title = spec.menu.rpartition("/")
        menus.setdefault(parent, set()).add(QCoreApplication.translate("Actions", title))
    for menu, texts in menus.items():
        keys = [t[t.index("&") + 1].lower() for t in texts if "&" in t]
        double = {k for k in keys if keys.count(k) > 1}
        assert not double, (menu, double, texts)
    assert window.menuBar().actions()


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("The header file a.hea does not exist.", "Die Headerdatei a.hea gibt es nicht."),
        ("The file x.dat, which the header y.hea names, does not exist.",
         "Die Datei x.dat, die der Header y.hea nennt, gibt es nicht."),
        ("Leads V1, V2 and V3 are noisy.", "Ableitungen V1, V2 und V3 sind verrauscht."),
        ("Lead aVL is noisy for part of the time.", "Ableitung aVL ist zeitweise verrauscht."),
        ("Leads V1 and V2 are missing.", "Ableitungen V1 und V2 fehlen."),
        (
            "The record holds 2 of the 12 leads (II and V1): the axes and the Cornell voltage are not measured.",
            "Die Aufzeichnung enthält 2 der 12 Ableitungen (II und V1): die Achsen und der Cornell-Index werden nicht "
            "gemessen.",
        ),
        (
            "62 % of the evidence for inferior infarction lies in the QRS and ST of II, III and aVF.",
            "62 % der Evidenz für „Inferiorer Infarkt“: QRS und ST von II, III und aVF.",
        ),
        (
            "The limb leads contradict each other by 0.3 mV (II = I + III and Goldberger's laws): I looks upside down.",
            "Die Extremitätenableitungen widersprechen einander um 0.3 mV "
            "(II = I + III und die Goldberger-Beziehungen): I scheint auf dem Kopf zu stehen.",
        ),
        # As an earlier version stored it.
        ("Lead V1 is without signal for up to 20 % of the time.",
         "Ableitung V1 ist bis zu 20 % der Zeit ohne Signal."),
        ("The electrodes V1 and V2 may be interchanged.", "Die Elektroden V1 und V2 könnten vertauscht sein."),
        ("a.pdf could not be written: the disk is full.",
         "a.pdf konnte nicht geschrieben werden: der Datenträger ist voll."),
        (
            "Changed by more than usual: Heart rate, P duration, PR interval, QRS duration, QT interval, QTc Bazett, "
            "QTc Fridericia, P axis, QRS axis, T axis, Sokolow-Lyon, Cornell, ST level in I, II, III, aVR, aVL, aVF, "
            "V1, V2, V3, V4, V5, V6.",
            "Mehr als üblich verändert: Herzfrequenz, P-Dauer, PQ-Intervall, QRS-Dauer, QT-Intervall, QTc (Bazett), "
            "QTc (Fridericia), P-Achse, QRS-Achse, T-Achse, Sokolow-Lyon, Cornell, ST-Niveau in I, II, III, aVR, aVL, "
            "aVF, V1, V2, V3, V4, V5, V6.",
        ),
        (filter_label(0.5, 40.0, 50.0, 500.0), "Hochpass 0.5 Hz, Tiefpass 40 Hz, Netzfilter 50 Hz"),
        (
            filter_label(0.5, 150.0, 50.0, 100.0),
            "Hochpass 0.5 Hz; ohne Wirkung bei 100 Hz: Tiefpass 150 Hz, Netzfilter 50 Hz",
        ),
        ("Anything a person wrote", None),
    ],
)  # fmt: skip
def test_sentences_of_the_layers_below_are_said_in_german(german, english, translated):
    assert said(english) == (english if translated is None else translated)


def test_screen_and_page_call_a_filter_the_same(german):
    chosen = FilterChoice(0.5, 150.0, 50.0)
    words = "Hochpass 0.5 Hz; ohne Wirkung bei 100 Hz: Tiefpass 150 Hz, Netzfilter 50 Hz"
    assert filter_text(chosen, 100.0) == said(chosen.display_filter().label_at(100.0)) == words
    assert filter_title((0.5, 40.0, None)) == "Hochpass 0.5 Hz, Tiefpass 40 Hz"


def test_english_stays_as_it_is(qapp):
    assert said("Leads V1 and V2 are missing.") == "Leads V1 and V2 are missing."


def test_every_template_can_be_recognised_in_its_own_sentence(german, tool):
    """Each sentence with something in its holes is translated: no hole of it swallows another sentence."""
    known = messages(tool.I18N / "ecg-imn_de.ts")
    for source in json.loads(resource_path("i18n", "sentences.json").read_text(encoding="utf-8")):
        text = re.sub(r"\{(\d+)\}", lambda hole: f"X{hole[1]}", source)
        translated = known.get(("Sentences", source))
        if translated is not None and translated != source and "{" in source:
            assert said(text) == re.sub(r"\{(\d+)\}", lambda hole: f"X{hole[1]}", translated), source


def test_the_language_follows_the_system_or_the_setting(monkeypatch):
    class System:
        names = ()

        def uiLanguages(self):
            return list(self.names)

    system = System()
    monkeypatch.setattr("ecg_imn_desktop.report.language.QLocale.system", lambda: system)
    for names, code in ((("de-AT", "en-US"), "de"), (("fr-FR", "de-CH"), "de"), (("pl-PL",), "en"), ((), "en")):
        System.names = names
        assert chosen_language("system") == code
    assert chosen_language("en") == "en"
    assert chosen_language("de") == "de"
    assert chosen_language("xx") == "en"


def test_the_remarks_of_a_batch_are_said_in_german_one_by_one(german):
    from ecg_imn_desktop.desktop.batch_model import line_of

    row = {"record": "a", "file": "a.hea", "present": "", "near_threshold": "", "window_start_s": "0.0"}
    row["warnings"] = "Lead V4 is noisy. Lead V5 is noisy."
    assert line_of(row, ()).remark == "Ableitung V4 ist verrauscht.\nAbleitung V5 ist verrauscht."


def test_install_language_can_be_called_again(qapp):
    for code in ("de", "en", "de", "en"):
        install_language(code)
        assert (QCoreApplication.translate("Actions", "&File") == "&Datei") == (code == "de")
    assert QCoreApplication.translate("Actions", "&File") == "&File"


def test_the_toolbar_is_whole_on_a_small_screen(german, make_window):
    """Its last button shows and hides the answer; German words are longer."""
    window = make_window(Settings(layout="3x4"))
    window.resize(1366, 700)
    QApplication.processEvents()
    more = window.toolbar.findChild(QAbstractButton, "qt_toolbar_ext_button")
    assert not more.isVisible()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_arrow_to_what_has_no_room_has_the_colour_of_text(make_window, name):
    window = make_window(Settings(theme=name))
    more = window.toolbar.findChild(QAbstractButton, "qt_toolbar_ext_button")
    image = more.icon().pixmap(20, 20).toImage()
    drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strongest = max(drawn, key=lambda colour: colour.alpha())
    assert strongest.lightness() == pytest.approx(QColor(THEMES[name].text).lightness(), abs=12)


def test_the_headings_under_what_if_are_whole(german, make_window, show):
    window = make_window()
    window.resize(1366, 700)
    show(window, "a.hea")
    window.what_ifs.show()
    table = window.what_ifs.page.table
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # as with more classes
    QApplication.processEvents()
    header = table.horizontalHeader()
    assert not header.highlightSections(), "bold words are wider"
    for column in range(table.columnCount()):
        for line in table.horizontalHeaderItem(column).text().splitlines():
            assert header.fontMetrics().horizontalAdvance(line) + 4 <= header.sectionSize(column), line
