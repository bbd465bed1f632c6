"""An answer with all its exact maps, beside post-hoc maps of the black-box twin and the paper's network.

The twin here has random weights: what an explanation costs does not depend on them.
"""

from __future__ import annotations

import os
import warnings

import numpy as np
import torch
from line import Line, times_ms

from ecg_imn_desktop.model.network import build_network
from ecg_imn_desktop.model.posthoc import attribution
from ecg_imn_desktop.model.session import Session, explain
from ecg_imn_desktop.simulate import simulate

REPEATS = {"grad-cam": 20, "integrated-gradients": 5, "gradient-shap": 5, "occlusion": 1}
TITLES = {
    "grad-cam": "Grad-CAM", "integrated-gradients": "integrated gradients (50 steps)",
    "gradient-shap": "GradientSHAP (20 draws)", "occlusion": "occlusion",
}  # fmt: skip


def lines() -> list[Line]:
    """The network alone with its maps, beside every method for one class; the whole answer; the paper's network."""
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    session = Session("imn-1d", "cpu")
    torch.set_num_threads(min(2, os.cpu_count() or 2))
    record = simulate("anterior-mi", fs=500, duration_s=10).record
    n_classes = len(session.classes)
    x = np.random.default_rng(0).normal(size=(1, 12, session.card.n_samples)).astype(np.float32)

    def exact() -> None:
        weights, _, _ = explain(session.network, x, "cpu")
        np.multiply(weights, x[:, None])

    title = f"network with all {n_classes} exact maps"
    alone = times_ms(exact, repeats=40, warm_ups=3)[0]
    out = [Line(title, "ms", alone, max_median=10.0, note="10 s ECG, two threads")]
    options = {k: v for k, v in session.card.options.items() if k in ("widths", "blocks", "kernel", "n_samples")}
    twin = build_network("twin-1d", {**options, "n_classes": n_classes}).eval()
    for method, title in TITLES.items():
        ours, peer = times_ms(
            exact, lambda m=method: attribution(twin, torch.from_numpy(x), [0], m), repeats=REPEATS[method]
        )
        out.append(Line(f"all exact maps beside {title}", "ms", ours, peer, "twin, one class"))
        if method == "integrated-gradients":
            whole = [n_classes * ms for ms in peer]
            name = f"the same for all {n_classes} classes"
            out.append(Line(name, "ms", ours, whole, f"twin, one class times {n_classes}", max_ratio=0.01))
    for n_samples, rate in ((1000, 100), (5000, 500)):
        paper = build_network("ecg-imn-2d", {"n_classes": 2, "n_samples": n_samples}).eval()
        x2 = np.random.default_rng(0).normal(size=(1, 12, n_samples)).astype(np.float32)
        ours, peer = times_ms(exact, lambda p=paper, x2=x2: explain(p, x2, "cpu"), repeats=8)
        out.append(Line(f"all exact maps beside ecg-imn-2d at {rate} Hz", "ms", ours, peer, "two classes"))
    whole = times_ms(lambda: session.run(record), repeats=30, warm_ups=2)[0]
    out.append(Line("whole answer: quality, resampling, network, maps, check", "ms", whole))
    return out
