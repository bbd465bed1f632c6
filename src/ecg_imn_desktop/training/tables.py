"""The tables of docs/model.md, written from the JSON that ``ecg-imn evaluate`` stores.

``python -m ecg_imn_desktop.training.tables EVALUATION.json docs/model.md`` puts them between the document's two marks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..core.errors import EcgError
from ..io.atomic import atomic_path
from .subjects import EXACT

BEGIN = "<!-- made by ecg_imn_desktop.training.tables -->"
END = "<!-- end -->"

Figure = dict[str, Any]


def write_tables(found: Figure, document: Path) -> None:
    """Put the tables between the marks of ``document``. Raises EcgError where it has no marks."""
    put_between(document, BEGIN, END, markdown(found) + "\n")


def put_between(document: Path, begin: str, end: str, text: str) -> None:
    """Put ``text`` between two marks of ``document``, which stay. Raises EcgError where it has no marks."""
    page = document.read_text(encoding="utf-8")
    before, has_begin, rest = page.partition(begin)
    _, has_end, after = rest.partition(end)
    if not has_begin or not has_end:
        raise EcgError(f"'{document}' has no place for the tables: it needs the lines {begin} and {end}.")
    with atomic_path(document) as temporary:
        temporary.write_text(f"{before}{begin}\n\n{text}{end}{after}", encoding="utf-8")


def markdown(found: Figure) -> str:
    """All tables."""
    parts = [*_headline(found), *_goals(found), *_answers(found)]
    if "faithfulness" in found:
        parts += _faithfulness(found["faithfulness"])
    return "\n".join(parts) + "\n"


def _interval(figure: Figure | None, digits: int = 3, sign: str = "") -> str:
    if figure is None or figure["value"] is None:
        return "-"
    value, low, high = (f"{figure[key]:{sign}.{digits}f}" for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _number(figure: Figure | None, digits: int = 3) -> str:
    return "-" if figure is None or figure["value"] is None else f"{figure['value']:.{digits}f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], n_left: int = 1) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join(["---"] * n_left + ["---:"] * (len(head) - n_left)) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "&#124;") for cell in row) + " |"
    yield ""


def _headline(found: Figure) -> Iterator[str]:
    fold = {"val": "9", "test": "10"}.get(found["split"], found["split"])
    yield (
        f"Model {found['model']} version {found['version']} (SHA-256 {found['sha256'][:16]}...), PTB-XL fold {fold}, "
        f"{found['n_records']} records; in brackets 95 % bootstrap intervals over records."
    )
    yield ""


# -------------------------------------------------------------------------------------------------- goals


def _goals(found: Figure) -> Iterator[str]:
    yield "## What was aimed at"
    yield ""
    yield from _table(("", "aim", "found", ""), goal_rows(found), n_left=4)


def goal_rows(found: Figure) -> list[tuple[str, str, str, str]]:
    """Each aim that these figures can judge: what, aim, found, "reached" or "missed", by the figure itself."""
    rows: list[tuple[str, str, str, str]] = []

    def add(what: str, aim: str, figure: Figure | None, is_reached: bool, digits: int = 3) -> None:
        if figure is not None and figure["value"] is not None:
            rows.append((what, aim, _interval(figure, digits), "reached" if is_reached else "missed"))

    def at_least(what: str, figure: Figure | None, least: float, digits: int = 3) -> None:
        is_reached = figure is not None and figure["value"] is not None and figure["value"] >= least
        add(what, f"at least {least:g}", figure, is_reached, digits)

    def at_most(what: str, figure: Figure | None, most: float, digits: int = 3) -> None:
        is_reached = figure is not None and figure["value"] is not None and figure["value"] <= most
        add(what, f"at most {most:g}", figure, is_reached, digits)

    at_least("macro AUROC, superclasses", found.get("macro_auroc_superclasses"), 0.930)
    at_least("macro AUROC, sub-classes", found.get("macro_auroc_subclasses"), 0.925)
    if "comparison" in found:
        difference = found["comparison"]["model_minus_twin"].get("macro_auroc_superclasses")
        at_least("macro AUROC, superclasses, minus the twin's", difference, -0.003, 4)
    for task, least in (("MI", 0.959), ("STTC", 0.95), ("CD", 0.95), ("HYP", 0.90)):
        at_least(f"AUROC NORM vs {task}", found["binary_tasks"].get(f"NORM vs {task}"), least)
    gaps = [entry["expected_calibration_error"] for entry in found["classes"].values()]
    if gaps:
        at_most("calibration error, worst class", max(gaps, key=lambda gap: gap["value"]), 0.03)
    if "n_parameters" in found:
        n = found["n_parameters"]
        rows.append(("parameters", "at most 3,000,000", f"{n:,}", _said(n <= 3_000_000)))
    if "faithfulness" not in found:
        return rows
    faithful = found["faithfulness"]
    at_most("share of b in |logit|, median", faithful["agreement"]["bias_share"], 0.05)
    at_least("cosine of W and gradient, median", faithful["agreement"]["cosine_W_gradient"], 0.8)
    least_shares = {"AMI": 0.65, "IMI": 0.60, "CRBBB": 0.55, "CLBBB": 0.70, "LVH": 0.80}
    for sub, least in least_shares.items():
        for output, maps in faithful["sub_classes"].get(sub, {"maps": {}})["maps"].items():
            leads = " ".join(faithful["sub_classes"][sub]["leads"])
            at_least(f"{sub}: evidence for {output} in {leads}", maps["share_in_territory"][EXACT], least, 2)
            if output != sub and "share_alone" in maps:
                what = f"{sub} and no other sub-class of {output}: evidence for {output} in {leads}"
                at_least(what, maps["share_alone"][EXACT], least, 2)
    for sub, entry in faithful["randomisation"].items():
        figure = entry["methods"][EXACT]["full"]
        is_reached = figure["value"] is not None and abs(figure["value"]) <= 0.1
        add(f"{sub}: map correlation with random weights", "at most 0.1 in size", figure, is_reached, 2)
    for method, counts in compared(faithful, "deletion").items():
        if "random" not in method and counts.n:
            n, apart = counts.n, counts.apart
            what = f"deletion, {EXACT} better than {method}, intervals apart"
            rows.append((what, f"{n} of {n}", f"{apart} of {n}", _said(apart == n)))
    made_by = faithful["methods"]
    on_twin = [m for m, network in made_by.items() if network != made_by[EXACT] and "random" not in m]
    for name, game in faithful.get("ludb", {}).items():
        share = game["methods"][EXACT]["share"]
        if share["value"] is None:
            continue
        others = [game["methods"][m]["share"]["value"] for m in on_twin]
        best = max((other for other in others if other is not None), default=0.0)
        aim = f"above {game['chance']:.2f} by chance" + (f", {best:.2f} on the twin" if on_twin else "")
        is_reached = share["low"] > game["chance"] and share["value"] > best
        add(f"LUDB: evidence for {name} in the {game['wave']}", aim, share, is_reached, 2)
    cost = faithful["cost"]
    if "ratio" in cost:
        is_reached = cost["ratio"] >= 100
        rows.append(
            ("cost of integrated gradients / exact maps", "at least 100", f"{cost['ratio']:g}", _said(is_reached))
        )
    return rows


def _said(is_reached: bool) -> str:
    return "reached" if is_reached else "missed"


# ------------------------------------------------------------------------------------------------ answers


def _answers(found: Figure) -> Iterator[str]:
    yield "## Answers"
    yield ""
    yield from _comparison(found)
    head = (
        "class", "", "n", "AUROC", "AUPRC", "ECE", "threshold F1", "sens.", "spec.", "F1", "MCC",
        "threshold sens. 0.90", "sens.", "spec.",
    )  # fmt: skip
    yield from _table(head, (_class_row(name, entry) for name, entry in found["classes"].items()), n_left=2)
    if "low_confidence" in found:
        marked = found["low_confidence"]
        yield (
            f"Marked as of low confidence: {_interval(marked['marked'], 2)} of the answers. Wrong in at least one "
            f"superclass are {_interval(marked['wrong_if_marked'], 2)} of the marked and "
            f"{_interval(marked['wrong_if_not'], 2)} of the others."
        )
        yield ""
    yield (
        "Thresholds were chosen on fold 9: for the best F1 (at least 0.1) and for sensitivity 0.90. ECE: expected "
        "calibration error of the Platt-scaled probability, 15 bins. The JSON holds the intervals of every figure."
    )
    yield ""


def _class_row(name: str, entry: Figure) -> list[str]:
    f1, sensitive = (entry["operating_points"].get(point, {}) for point in ("best_f1", "sensitivity_90"))
    return [
        name,
        entry["title"],
        str(entry["n_positive"]),
        _interval(entry["auroc"]),
        _number(entry["auprc"]),
        _number(entry["expected_calibration_error"]),
        f"{f1['threshold']:.2f}" if f1 else "-",
        *(_number(f1.get(key), 2) for key in ("sensitivity", "specificity", "f1", "mcc")),
        f"{sensitive['threshold']:.3f}" if sensitive else "-",
        *(_number(sensitive.get(key), 2) for key in ("sensitivity", "specificity")),
    ]


def _comparison(found: Figure) -> Iterator[str]:
    twin = found.get("comparison")
    rows = []
    for level in ("superclasses", "subclasses"):
        key = f"macro_auroc_{level}"
        if key in found:
            rows.append((f"macro AUROC, {level}", found[key], key, None))
    for task, figure in found["binary_tasks"].items():
        rows.append((f"AUROC {task} ({figure['n_records']} records)", figure, "binary_tasks", task))
    head: tuple[str, ...] = ("", found["model"])
    if twin:
        head = (*head, f"{twin['twin']} (black box)", "difference, paired")

    def cells(key: str, task: str | None) -> list[str]:
        if not twin:
            return []
        parts = (twin["twin_figures"][key], twin["model_minus_twin"][key])
        theirs, difference = ((p[task] if task else p) for p in parts)
        return [_interval(theirs), _interval(difference, 4, "+")]

    yield from _table(head, ([what, _interval(figure), *cells(key, task)] for what, figure, key, task in rows))
    if (macro := found.get("labelled", {}).get("macro_auroc_superclasses")) is not None:
        yield (
            f"On the {found['labelled']['n_records']} records that bear a superclass, which alone PTB-XL's benchmark "
            f"counts, the macro AUROC over the superclasses is {macro['value']:.5f} "
            f"({macro['low']:.3f} to {macro['high']:.3f}); on all {found['n_records']} it is "
            f"{found['macro_auroc_superclasses']['value']:.5f}."
        )
        yield ""


# ------------------------------------------------------------------------------------------- explanations


def _faithfulness(found: Figure) -> Iterator[str]:
    yield "## Explanations"
    yield ""
    agreement = found["agreement"]
    yield (
        f"Over {agreement['n_records']} ECGs and the superclasses: median cosine of W and the input gradient "
        f"{_interval(agreement['cosine_W_gradient'])}; median share of |b| in |b| + |sum of contributions| "
        f"{_interval(agreement['bias_share'])}; largest |logit - (b + contributions)| {agreement['completeness']:.1e}."
    )
    yield ""
    yield (
        "Each method's order is tested on the network that it explains, which answers anew each time; answers are "
        "calibrated log-odds (slope * logit + intercept of the card), so that the two networks compare. Cells are one "
        f"lead x 50 ms, at most {found['max_records']} ECGs of a sub-class, drawn by a fixed seed."
    )
    yield ""
    for kind, sense in (("deletion", "removing"), ("insertion", "putting in")):
        yield f"Change of log-odds after {sense} the cells with most evidence ({_better(kind)} is better):"
        yield ""
        head = ("ECGs (n)", "map of", "method", *(f"{100 * f:g} %" for f in found["fractions"][1:]), "area minus W*x's")
        yield from _table(head, _curve_rows(found, kind), n_left=3)
        yield from verdict(found, kind)
    yield from _places(found)
    yield from _checks(found)


def _better(kind: str) -> str:
    return "lower" if kind == "deletion" else "higher"


def _maps(found: Figure) -> Iterator[tuple[str, str, Figure, Figure]]:
    for sub, entry in found["sub_classes"].items():
        for output, maps in entry["maps"].items():
            yield sub, output, entry, maps


def _curve_rows(found: Figure, kind: str) -> Iterator[list[str]]:
    for sub, output, entry, maps in _maps(found):
        for method, curve in maps[kind].items():
            changes = [f"{change['value']:+.2f}" for change in curve["change"][1:]]
            area = "-" if method == EXACT else _interval(curve["area_minus_exact"], 2, "+")
            yield [f"{sub} ({entry['n_records']})", output, method, *changes, area]


class Compared(NamedTuple):
    """W * x beside a method: at how many of ``n`` points (maps x fractions), and in how many maps at every fraction.

    ``better`` by value; ``apart``, ``worse_apart``: the two intervals do not overlap; ``paired``, ``worse_paired``: by
    the difference over the same ECGs.
    """

    n: int
    better: int
    paired: int
    apart: int
    worse_paired: int
    worse_apart: int
    n_maps: int
    maps_apart: int


def compared(found: Figure, kind: str) -> dict[str, Compared]:
    """Every other method beside W * x in "deletion" or "insertion"; ``found`` are the measures of the explanation."""
    out = {}
    for method in found["methods"]:
        if method == EXACT:
            continue
        apart = better = worse = paired_better = paired_worse = maps_won = n_maps = 0
        for *_, maps in _maps(found):
            pairs = list(zip(maps[kind][EXACT]["change"][1:], maps[kind][method]["change"][1:], strict=True))
            differences = maps[kind][method]["minus_exact"][1:]
            if kind == "insertion":
                pairs = [(_negated(a), _negated(b)) for a, b in pairs]
                differences = [_negated(difference) for difference in differences]
            apart_here = sum(exact["high"] < other["low"] for exact, other in pairs)
            apart += apart_here
            better += sum(exact["value"] < other["value"] for exact, other in pairs)
            worse += sum(exact["low"] > other["high"] for exact, other in pairs)
            paired_better += sum(difference["low"] > 0 for difference in differences)
            paired_worse += sum(difference["high"] < 0 for difference in differences)
            maps_won += apart_here == len(pairs)
            n_maps += 1
        n = n_maps * (len(found["fractions"]) - 1)
        out[method] = Compared(n, better, paired_better, apart, paired_worse, worse, n_maps, maps_won)
    return out


def verdict(found: Figure, kind: str) -> Iterator[str]:
    """Markdown of ``compared``."""
    lines = []
    for method, counts in compared(found, kind).items():
        points = (counts.better, counts.paired, counts.apart, counts.worse_paired, counts.worse_apart)
        line = (method, *(f"{count} of {counts.n}" for count in points), f"{counts.maps_apart} of {counts.n_maps}")
        lines.append(line)
    head = (
        f"{kind}: W*x against", "better", "better, paired", "better, intervals apart", "worse, paired",
        "worse, intervals apart", "maps, apart throughout",
    )  # fmt: skip
    yield from _table(head, lines)


def _negated(figure: Figure) -> Figure:
    return {"value": -figure["value"], "low": -figure["high"], "high": -figure["low"]}


def _places(found: Figure) -> Iterator[str]:
    methods = [m for m in found["methods"] if m != "random, twin"]
    yield "Share of the positive evidence in the leads of the territory:"
    yield ""
    rows = (
        [sub, output, " ".join(entry["leads"]), f"{len(entry['leads']) / 12:.2f}"]
        + [_interval(maps["share_in_territory"][m], 2) for m in methods]
        for sub, output, entry, maps in _maps(found)
    )
    yield from _table(("ECGs", "map of", "leads", "by leads alone", *methods), rows, n_left=3)
    if all("share_alone" in maps for *_, maps in _maps(found)):
        yield "The same of the ECGs that bear no other sub-class of the superclass, and so nothing else to point at:"
        yield ""
        rows = (
            [f"{sub} ({entry['n_alone']})", output] + [_interval(maps["share_alone"][m], 2) for m in methods]
            for sub, output, entry, maps in _maps(found)
        )
        yield from _table(("ECGs (n)", "map of", *methods), rows, n_left=2)
    if "ludb" in found:
        yield "LUDB, waves drawn by cardiologists: share of the positive evidence in them."
        yield ""
        rows = (
            [f"{name} ({game['n_records']})", game["wave"], f"{game['chance']:.2f}"]
            + [_interval(game["methods"][m]["share"], 2) for m in methods]
            for name, game in found["ludb"].items()
        )
        yield from _table(("map of (n)", "wave", "chance", *methods), rows, n_left=2)
    yield "Simulated ECGs: share of the positive evidence in the abnormal waves of the abnormal leads."
    yield ""
    rows = (
        [condition, output, " ".join(entry["leads"]), " ".join(entry["waves"]), f"{places['both']['chance']:.2f}"]
        + [_interval(places["both"]["methods"][m]["share"], 2) for m in methods]
        for condition, entry in found["simulator"].items()
        for output, places in entry["maps"].items()
    )
    yield from _table(("condition", "map of", "leads", "waves", "chance", *methods), rows, n_left=4)


def _checks(found: Figure) -> Iterator[str]:
    yield (
        "A lead, or a wave in all leads, is removed: median size of the change of the logit by frozen arithmetic, by "
        "asking the network again, of the gap between them, and their correlation."
    )
    yield ""
    rows = (
        [sub, output, what]
        + [_interval(gap[key], 2) for key in ("frozen_change", "rerun_change", "gap")]
        + ["-" if gap["correlation"] is None else f"{gap['correlation']:.2f}"]
        for sub, output, _, maps in _maps(found)
        for what, gap in maps["removal"].items()
    )
    yield from _table(("ECGs", "map of", "removed", "frozen", "re-run", "gap", "correlation"), rows, n_left=3)
    yield (
        "Correlation of the map before and after a small change of the ECG, and with every weight drawn anew (mean "
        "over draws; intervals, over draws, among the aims):"
    )
    yield ""
    first = next(iter(found["stability"].values()), None)
    if first:
        changes = list(first["methods"][EXACT])
        stable = (
            [f"{sub} ({entry['n_records']})", entry["map"], method]
            + [_number(figures[change], 2) for change in changes]
            + [_number(found["randomisation"][sub]["methods"][method][key], 2) for key in ("full", "full_absolute")]
            for sub, entry in found["stability"].items()
            for method, figures in entry["methods"].items()
            if "random" not in method
        )
        head = ("ECGs (n)", "map of", "method", *changes, "random weights", "sizes, random weights")
        yield from _table(head, stable, n_left=3)
    cost = found["cost"]
    yield f"Cost for one ECG and all {cost['n_classes']} classes, {cost['n_threads']} threads, medians of one run:"
    yield ""
    names = {"answer_ms": "answers alone", "exact_maps_ms": "answers and all exact maps"}
    rows = (
        [names.get(k, k.removesuffix("_ms") + " on the twin"), f"{v:g} ms"]
        for k, v in cost.items()
        if k.endswith("_ms")
    )
    yield from _table(("", "time"), rows)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("document", type=Path)
    arguments = parser.parse_args()
    write_tables(json.loads(arguments.evaluation.read_text(encoding="utf-8")), arguments.document)


if __name__ == "__main__":
    main()
