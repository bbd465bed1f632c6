"""The figures of ``ecg-imn evaluate`` as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

Figure = dict[str, Any]


def evaluation_lines(found: Figure) -> Iterator[RenderableType]:
    """What to print, in order."""
    yield f"{found['model']} on {found['n_records']} records of split {found['split']} (95 % bootstrap intervals)"
    for level in ("superclasses", "subclasses"):
        if (macro := found.get(f"macro_auroc_{level}")) is not None:
            yield f"macro AUROC, {level}: {interval(macro)}"
    if (macro := found.get("labelled", {}).get("macro_auroc_superclasses")) is not None:
        n = found["labelled"]["n_records"]
        yield f"macro AUROC, superclasses, on the {n} records that bear one: {interval(macro)}"
    for task, figure in found["binary_tasks"].items():
        yield f"AUROC {task} ({figure['n_records']} records): {interval(figure)}"
    yield "sensitivity ... MCC at the threshold of the best F1 on fold 9; sens90, spec90 at that of sensitivity 0.90:"
    yield _classes(found["classes"])
    if "low_confidence" in found:
        marked, wrong, others = (found["low_confidence"][k] for k in ("marked", "wrong_if_marked", "wrong_if_not"))
        yield f"marked as of low confidence: {interval(marked, 2)} of the answers"
        yield f"wrong in at least one superclass: {interval(wrong, 2)} of these, {interval(others, 2)} of the others"
    if "comparison" in found:
        yield from _comparison(found["comparison"])
    if "faithfulness" in found:
        yield from _faithfulness(found["faithfulness"])


def interval(figure: Figure | None, digits: int = 3, sign: str = "") -> str:
    """Like 0.930 (0.921-0.938); a dash where there is no figure."""
    if figure is None or figure["value"] is None:
        return "-"
    shown = (f"{figure[key]:{sign}.{digits}f}" for key in ("value", "low", "high"))
    value, low, high = shown
    return f"{value} ({low} to {high})" if sign else f"{value} ({low}-{high})"


def _number(figure: Figure | None, digits: int = 3) -> str:
    return "-" if figure is None or figure["value"] is None else f"{figure['value']:.{digits}f}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right", no_wrap=True)
    return table


def _classes(classes: Figure) -> Table:
    table = _table("class", "n", "AUROC", "AUPRC", "ECE", "sens.", "spec.", "F1", "MCC", "sens90", "spec90")
    for name, found in classes.items():
        f1, sens = (found["operating_points"].get(point, {}) for point in ("best_f1", "sensitivity_90"))
        table.add_row(
            ("  " if found["parent"] else "") + escape(name),
            str(found["n_positive"]),
            interval(found["auroc"]),
            _number(found["auprc"]),
            _number(found["expected_calibration_error"]),
            *(_number(f1.get(key)) for key in ("sensitivity", "specificity", "f1", "mcc")),
            *(_number(sens.get(key)) for key in ("sensitivity", "specificity")),
        )
    return table


def _comparison(found: Figure) -> Iterator[RenderableType]:
    yield f"model minus {escape(found['twin'])}, paired over the same records:"
    for level in ("superclasses", "subclasses"):
        key = f"macro_auroc_{level}"
        if key in found["model_minus_twin"]:
            twin, difference = found["twin_figures"][key], found["model_minus_twin"][key]
            yield f"  macro AUROC, {level}: twin {interval(twin)}, difference {interval(difference, 4, '+')}"
    for task, difference in found["model_minus_twin"]["binary_tasks"].items():
        yield f"  {task}: {interval(difference, 4, '+')}"


def _faithfulness(found: Figure) -> Iterator[RenderableType]:
    agreement = found["agreement"]
    yield (
        f"median cosine of W and gradient {interval(agreement['cosine_W_gradient'])}; "
        f"median share of b {interval(agreement['bias_share'])}"
    )
    for kind, better in (("deletion", "lower"), ("insertion", "higher")):
        fractions = [f"{100 * f:g} %" for f in found["fractions"][1:]]
        table = _table("ECGs", "map of", "method", *fractions, "area minus that of W*x", "in territory")
        for sub, entry in found["sub_classes"].items():
            for output, maps in entry["maps"].items():
                for method, curve in maps[kind].items():
                    table.add_row(
                        escape(sub),
                        escape(output),
                        method,
                        *(f"{change['value']:+.2f}" for change in curve["change"][1:]),
                        interval(curve["area_minus_exact"], 2, "+"),
                        _number(maps["share_in_territory"][method], 2),
                    )
        yield f"{kind}: change of calibrated log-odds by share of cells (lead x 50 ms); {better} is better:"
        yield table
    yield from _pointing(found)
    yield from _removals(found)
    yield from _sanity(found)


def _pointing(found: Figure) -> Iterator[RenderableType]:
    if "ludb" in found:
        table = _table("LUDB", "wave", "method", "share", "chance", "W*x minus this")
        for name, game in found["ludb"].items():
            for method, figure in game["methods"].items():
                table.add_row(
                    f"{name} (n = {game['n_records']})",
                    game["wave"],
                    method,
                    interval(figure["share"], 2),
                    f"{game['chance']:.2f}",
                    interval(figure["exact_minus_this"], 2, "+"),
                )
        yield table
    table = _table("simulated", "map of", "method", "in leads", "in waves", "in both", "chance of both")
    for condition, entry in found["simulator"].items():
        for output, places in entry["maps"].items():
            for method in places["both"]["methods"]:
                table.add_row(
                    condition,
                    escape(output),
                    method,
                    *(_number(places[place]["methods"][method]["share"], 2) for place in ("leads", "waves", "both")),
                    f"{places['both']['chance']:.2f}",
                )
    yield table


def _removals(found: Figure) -> Iterator[RenderableType]:
    table = _table("removed", "ECGs", "map of", "frozen", "re-run", "gap", "correlation")
    for sub, entry in found["sub_classes"].items():
        for output, maps in entry["maps"].items():
            for what, gap in maps["removal"].items():
                table.add_row(
                    what,
                    escape(sub),
                    escape(output),
                    *(interval(gap[key], 2) for key in ("frozen_change", "rerun_change", "gap")),
                    "-" if gap["correlation"] is None else f"{gap['correlation']:.2f}",
                )
    yield "median change of the logit when a lead, or a wave in all leads, is removed: frozen W and b, asked again:"
    yield table


def _sanity(found: Figure) -> Iterator[RenderableType]:
    changes = (
        list(next(iter(next(iter(found["stability"].values()))["methods"].values()))) if found["stability"] else []
    )
    table = _table("map correlation after", "method", *changes, "random weights", "sizes, random weights")
    for sub, entry in found["stability"].items():
        random = found["randomisation"][sub]["methods"]
        for method, figures in entry["methods"].items():
            weights = random.get(method, {})
            table.add_row(
                f"{escape(sub)}, map of {escape(entry['map'])}",
                method,
                *(_number(figures[change], 2) for change in changes),
                _number(weights.get("full"), 2),
                _number(weights.get("full_absolute"), 2),
            )
    yield table
    cost = found["cost"]
    shown = ", ".join(f"{key.removesuffix('_ms')} {value:g} ms" for key, value in cost.items() if key.endswith("_ms"))
    yield f"cost of all {cost['n_classes']} maps of one ECG on {cost['n_threads']} threads: {shown}"
    if "ratio" in cost:
        yield f"integrated gradients on the twin cost {cost['ratio']:g} times the exact maps"
