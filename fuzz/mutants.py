"""Do the tests notice? Small faults are put into the code, one at a time, and the module's unit tests are run.

    python -m fuzz.mutants [--count 60] [--seed 0] [--only io/scp.py] [--keep FILE] [--again FILE ...]

A mutant is a copy of the package with one change: a comparison, an operation, a constant or a condition is another, a
statement is left out, nothing is returned. It is *killed* if a test fails (or does not end), it *survives* if all pass:
then a test is missing, or the change makes no difference. Nothing is ever changed in the working tree.

By hand, because the maintained tools for this want the whole suite run for every module (minutes a mutant with torch in
it), or change the files in place. Here a warm process that has imported the libraries is forked for each mutant. The
tests of a module are those of tests/unit/PACKAGE that import from it (or TESTED_BY, below), else all of them there.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src/ecg_imn_desktop")
SEARCHED = ("model", "io", "analysis")
LIBRARIES = (
    "numpy",
    "scipy.signal",
    "torch",
    "h5py",
    "wfdb",
    "pydicom",
    "pyedflib",
    "pytest",
    "PySide6.QtGui",
)
PATIENCE_S = 180
# Modules whose tests do not import from them, or not only.
TESTED_BY = {
    **{f"analysis/{name}.py": ("quality",) for name in ("quality_checks", "likeness", "limb_leads")},
    "analysis/butterworth.py": ("resampling", "beats"),
    **{f"io/{name}.py": (name, "opening", "scp") for name in ("dicom", "edf")},
    **{f"io/{name}.py": ("opening", "scp") for name in ("aecg", "assembling")},
    "io/tables.py": ("tables", "opening"),
    **{f"io/{name}.py": ("opening",) for name in ("hdf5_sets", "opening")},
    **{f"io/{name}.py": ("records", "safety") for name in ("headers", "plan", "channels", "completeness")},
    "io/reading.py": ("records", "pieces"),
    "io/facts.py": ("stored", "results"),
    "io/exporting.py": ("opening", "dicom"),
    "model/deletion.py": ("deletion",),
    "model/methods.py": ("posthoc", "explainer"),
    **{f"io/{name}.py": ("stored",) for name in ("hdf5", "hdf5_reader", "seal")},
}

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the module (below the package), its line, what became of what, and the module's text with it."""

    module: str
    line: int
    change: str
    source: str


def places_of(module: str) -> list[tuple[str, int, int]]:
    """All mutants of a module, unmade: the module, the number of the node, the number of the change."""
    tree = ast.parse((ROOT / PACKAGE / module).read_text(encoding="utf-8"))
    return [(module, i, kind) for i, node in enumerate(_walk(tree)) for kind in range(len(_kinds(node)))]


def make(module: str, number: int, kind: int) -> Mutant:
    """A mutant made."""
    tree = ast.parse((ROOT / PACKAGE / module).read_text(encoding="utf-8"))
    node = list(_walk(tree))[number]
    new = _kinds(node)[kind]
    before, after = (ast.unparse(n).split("\n")[0] for n in (node, new))
    _put(tree, node, new)
    source = ast.unparse(ast.fix_missing_locations(tree))
    return Mutant(module, getattr(node, "lineno", 0), f"`{before}` became `{after}`", source)


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes whose change could matter: no annotations, no docstrings, no texts of messages."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom):
                continue
            yield child
            yield from _walk(child)


def _kinds(node: ast.AST) -> list[ast.AST]:
    """What a node can become."""
    new: list[ast.AST] = []
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        compared = copy.deepcopy(node)
        compared.ops[0] = COMPARISONS[type(node.ops[0])]()
        new.append(compared)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        computed = copy.deepcopy(node)
        computed.op = OPERATIONS[type(node.op)]()
        new.append(computed)
    elif isinstance(node, ast.BoolOp):
        joined = copy.deepcopy(node)
        joined.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        new += [joined, node.values[0]]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        new.append(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        new.append(ast.Constant(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        new.append(ast.Constant(node.value + 1 if isinstance(node.value, int) else (2 * node.value or 1.0)))
    elif isinstance(node, ast.If):
        for value in (True, False):
            decided = copy.deepcopy(node)
            decided.test = ast.Constant(value)
            new.append(decided)
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        new.append(ast.Return(ast.Constant(None)))
    elif isinstance(node, ast.Raise | ast.AugAssign | ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        new.append(ast.Pass())
    return new


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                for i, child in enumerate(value):
                    if child is old:
                        value[i] = new


def tests_of(module: str) -> list[str]:
    """Test files for a module, relative to the root."""
    path = Path(module)
    folder = ROOT / "tests/unit" / path.parent
    if module in TESTED_BY:
        return [f"tests/unit/{path.parent}/test_{name}.py" for name in TESTED_BY[module]]
    files = sorted(folder.glob("test_*.py"))
    name = re.compile(
        rf"ecg_imn_desktop\.{re.escape('.'.join(path.with_suffix('').parts))}\b|\b{path.parent}\.{path.stem}\b"
    )
    also = re.compile(rf"from ecg_imn_desktop\.{path.parent} import [^\n]*\b{path.stem}\b")
    chosen = [f for f in files if f.stem == f"test_{path.stem}" or any(p.search(f.read_text()) for p in (name, also))]
    return [str(f.relative_to(ROOT)) for f in (chosen or files)]


def outcome(copy_folder: Path, tests: list[str], patience_s: float) -> str:
    """What the tests say of the copy, in a forked process: "killed", "survived" or "ran on"."""
    child = os.fork()
    if child == 0:
        code = 9
        try:
            os.setpgid(0, 0)
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            os.chdir(copy_folder)
            sys.path.insert(0, str(copy_folder / "src"))
            sys.dont_write_bytecode = True
            import pytest

            code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]))
        finally:
            os._exit(code)
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "ran on"


def main() -> int:
    """Sample, run, report; 0 whatever survives, 1 if the tests fail without any change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", help="modules, below the package")
    parser.add_argument("--keep", type=Path, help="also write the lines here")
    parser.add_argument("--again", type=Path, nargs="*", help="only those that survived by these files of lines")
    options = parser.parse_args()
    modules = options.only or [
        str(p.relative_to(ROOT / PACKAGE)) for s in SEARCHED for p in sorted((ROOT / PACKAGE / s).rglob("*.py"))
    ]
    everything = [place for module in modules for place in places_of(module)]
    if options.again:
        chosen = survivors(options.again, everything)
    else:
        sample = random.Random(options.seed).sample(everything, min(options.count, len(everything)))
        chosen = [make(*place) for place in sample]
    chosen.sort(key=lambda m: tests_of(m.module))
    os.environ.update(QT_QPA_PLATFORM="offscreen", OMP_NUM_THREADS="1")
    for name in LIBRARIES:
        importlib.import_module(name)
    seen = {"killed": 0, "survived": 0, "ran on": 0}
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        home = Path(name)
        _copy_to(home)
        patience: dict[tuple[str, ...], float] = {}
        for mutant in chosen:
            tests = tests_of(mutant.module)
            if tuple(tests) not in patience:
                began = time.monotonic()
                if outcome(home, tests, PATIENCE_S) != "survived":
                    print(f"{' '.join(tests)} fail without any change")
                    return 1
                patience[tuple(tests)] = 3 * (time.monotonic() - began) + 5
            file = home / PACKAGE / mutant.module
            original = file.read_bytes()
            file.write_text(mutant.source, encoding="utf-8")
            said = outcome(home, tests, patience[tuple(tests)])
            file.write_bytes(original)
            seen[said] += 1
            lines.append(f"{said:8} {mutant.module}:{mutant.line} {mutant.change}")
            print(lines[-1], flush=True)
    lines.append(f"{len(chosen)} of {len(everything)} mutants, seed {options.seed}: {seen}")
    print(lines[-1])
    if options.keep:
        options.keep.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def survivors(files: list[Path], everything: list[tuple[str, int, int]]) -> list[Mutant]:
    """The mutants that survived an earlier run, made again; those whose code has changed since are left out.

    A change that stands twice in a line is one of them here.
    """
    lines = {line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    wanted = {line.removeprefix("survived").strip() for line in lines if line.startswith("survived")}
    modules = {line.partition(":")[0] for line in wanted}
    made = (make(*place) for place in everything if place[0] in modules)
    return list({text: m for m in made if (text := f"{m.module}:{m.line} {m.change}") in wanted}.values())


def _copy_to(home: Path) -> None:
    """What the unit tests need, with the big things linked."""
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for entry in ROOT.iterdir():
        if entry.name not in ("src", "tests", ".git", ".venv") and not entry.name.startswith("."):
            (home / entry.name).symlink_to(entry)


if __name__ == "__main__":
    sys.exit(main())
