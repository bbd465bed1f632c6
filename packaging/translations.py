"""Collects every visible string of the program, merges them into the .ts files (Qt Linguist) and compiles these.

Usage: ``python packaging/translations.py`` (``make translations``). Then translate what is marked ``unfinished`` in
resources/i18n/ecg-imn_de.ts, by hand or in Qt Linguist, and run it again.

Three kinds of strings are collected:
- ``self.tr("...")`` (context: the class), ``QCoreApplication.translate("Context", "...")``, and ``tr("...")`` of the
  pages (context "Report"; report/language.py);
- the table of actions (context "Actions");
- the sentences of the layers without Qt, where ``f"{x} is no ECG."`` becomes the template "{0} is no ECG.", and the
  titles of classes and examples (context "Sentences"; see report/sentences.py).
"""

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "ecg_imn_desktop"
RESOURCES = ROOT / "resources"
I18N = RESOURCES / "i18n"
LANGUAGES = ("de",)

# Layers that know no Qt (or whose words come from a table): their literals are sentences.
PLAIN = (
    "core", "io", "analysis", "model", "batch", "report/words.py", "report/comparison_words.py", "desktop/settings.py",
)  # fmt: skip

# Literals of these layers that nobody reads.
_UNSEEN = re.compile(
    r"\(\?:|^(mv has shape|ECG LEAD|patient (id|name)|subject id|reason for admission|additional diagnoses"
    r"|(acute|former) infarction \(loc|completeness residual|card \{0\}, file|\{0\} columns from sample"
    r"|(EDF|BDF) Annotations|ISO_IR 192|SIMULATED ECG, no patient|simulated: true"
    r"|fir500to100|%Y|ECG-IMN Desktop$|Integrated gradients$)|\bet al\.|(NeurIPS|ECCV) 20"
)

# Words that fill the holes of sentences, or stand alone.
_WORDS = (
    " and ", ", ", "; ", ": ", "its", "their", "lead", "leads", "Lead {0}", "Leads {0}", "{0} lead", "{0} leads",
    "1 year", "1 day", "{0} days",
     "Lead", "Leads", "rest",
    "other", "left", "right", "large", "small", "regular", "irregular", "female", "male", "flat", "noisy", "clipped",
    "missing", "no signal", "gap", "powerline", "baseline", "interchanged?", "P", "PR", "QRS", "ST", "T", "ID",
    "Recorded", "Record",
    "Signal", "Heart rate", "Rhythm", "HR", "Axes P/QRS/T", "P/QRS/T axes", "Age, sex",
)  # fmt: skip

# What earlier versions said and stored analyses still hold.
_EARLIER = (
    "{0} is without signal for up to {1} % of the time.",
    "Gaps of {0} are filled from I and II.",
    "has none of the twelve standard leads",
    "The ECG is implausibly large (about {0} mV from peak to peak); check the gain and units.",
)

Key = tuple[str, str]  # context, text


def main() -> int:
    """Collect, merge, compile."""
    I18N.mkdir(exist_ok=True)
    found = collect()
    holes = sorted({text for context, text in found if context == "Sentences"})
    (I18N / "sentences.json").write_text(json.dumps(holes, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "strings.py"
        listed.write_text("".join(f"QT_TRANSLATE_NOOP({_q(c)}, {_q(t)})\n" for c, t in sorted(found)), encoding="utf-8")
        for language in LANGUAGES:
            ts = I18N / f"ecg-imn_{language}.ts"
            _run("pyside6-lupdate", str(listed), "-locations", "none", "-no-obsolete", "-no-ui-lines",
                 "-target-language", language, "-ts", str(ts))  # fmt: skip
            _run("pyside6-lrelease", "-silent", str(ts), "-qm", str(ts.with_suffix(".qm")))
            left = unfinished(ts)
            print(f"{ts.name}: {len(found)} strings, {len(left)} to be translated")
    return 0


def _run(tool: str, *arguments: str) -> None:
    name = tool + (".exe" if sys.platform == "win32" else "")
    beside = Path(sys.executable).parent / name
    command = str(beside) if beside.exists() else tool
    subprocess.run([command, *arguments], check=True, stdout=subprocess.DEVNULL)


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def unfinished(ts: Path) -> list[str]:
    """Texts of a .ts file without a translation."""
    from xml.etree import ElementTree

    messages = ElementTree.parse(ts).getroot().iter("message")
    out = []
    for message in messages:
        translation = message.find("translation")
        if translation is None or translation.get("type") == "unfinished" or not (translation.text or "").strip():
            source = message.findtext("source") or ""
            if source.strip():
                out.append(source)
    return out


# ---------------------------------------------------------------------------------------------------- collecting


def collect() -> set[Key]:
    """(context, text) of every visible string."""
    found: set[Key] = set()
    for path in sorted(SOURCES.rglob("*.py")):
        found |= set(marked(ast.parse(path.read_text(encoding="utf-8"))))
    found |= set(actions())
    for name in PLAIN:
        path = SOURCES / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found |= {("Sentences", t) for t in sentences(ast.parse(file.read_text(encoding="utf-8")))}
    found |= {("Sentences", t) for t in (*titles(), *_WORDS, *_EARLIER)}
    return found


def marked(tree: ast.AST, context: str = "") -> Iterator[Key]:
    """What ``self.tr`` and ``translate`` are called with."""
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.ClassDef) else context
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name == "tr" and texts:
                yield inner if isinstance(node.func, ast.Attribute) else "Report", texts[0]
            elif name in ("translate", "QT_TRANSLATE_NOOP") and len(texts) >= 2:
                yield texts[0], texts[1]
        yield from marked(node, inner)


def actions() -> Iterator[Key]:
    """The table of actions: texts and menus."""
    sys.path.insert(0, str(SOURCES.parent))
    from ecg_imn_desktop.desktop.actions import ACTIONS, CONTEXT
    from ecg_imn_desktop.desktop.comparison.actions import ACTIONS as COMPARISON_ACTIONS

    for spec in (*ACTIONS, *COMPARISON_ACTIONS):
        for text in (spec.text, *spec.menu.split("/")):
            yield CONTEXT, text


def titles() -> Iterator[str]:
    """Titles of the classes of shipped models and of the examples, and what the cards say in sentences."""
    for path in sorted((RESOURCES / "models").glob("*/card.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        yield from (entry["title"] for entry in card["outputs"])
        yield from (card["about"][name] for name in ("data", "limits", "licence") if name in card.get("about", {}))
    for entry in json.loads((RESOURCES / "examples" / "examples.json").read_text(encoding="utf-8")):
        yield entry["title"]


def sentences(tree: ast.Module) -> Iterator[str]:
    """Literals of a module that a person may read: of two words and more, no docstring, no log, no defect."""
    passed_over = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in ast.walk(node) if part is not node}
        elif isinstance(node, ast.Call) and _is_for_nobody(node):
            passed_over |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        for text in templates(node):
            if " " in text.strip() and sum(c.isalpha() for c in text) > 4 and not _UNSEEN.search(text):
                yield text


def _is_for_nobody(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Attribute):
        name = function.value.id if isinstance(function.value, ast.Name) else ""
        return name in ("log", "re") or (name == "warnings" and function.attr == "warn")
    return isinstance(function, ast.Name) and function.id in ("ValueError", "TypeError", "AssertionError")


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield id(first.value)


def templates(node: ast.AST) -> list[str]:
    """A literal as text, its holes numbered; none if it is no text, two if it has a verb that follows the number."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(v.value) if isinstance(v, ast.Constant) else _hole(v) for v in node.values)
    else:
        return []
    verbs = {"{are}": ("is", "are"), "{have}": ("has", "have")}
    texts = [text]
    for hole, forms in verbs.items():
        texts = [t.replace(hole, form) for t in texts for form in (forms if hole in t else ("",))]
    return sorted({_numbered(t) for t in texts})


def _hole(node: ast.AST) -> str:
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    called = inner.func if isinstance(inner, ast.Call) else None
    return "{are}" if isinstance(called, ast.Name) and called.id == "is_or_are" else "{hole}"


def _numbered(text: str) -> str:
    parts = re.split(r"\{\w+\}", text)
    return "".join(part + f"{{{n}}}" for n, part in enumerate(parts[:-1])) + parts[-1]


if __name__ == "__main__":
    sys.exit(main())
