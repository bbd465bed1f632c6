"""An answer with all its exact maps, beside post-hoc maps of its black-box twin and the paper's network."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from functools import partial

import numpy as np
import torch
from line import Line, some, times_ms

from ecg_imn_desktop.model.catalogue import find_model
from ecg_imn_desktop.model.network import Imn, build_network
from ecg_imn_desktop.model.posthoc import attribution
from ecg_imn_desktop.model.session import Session, explain, load_network
from ecg_imn_desktop.simulate import simulate

# Title, repeats, target of the ratio for all classes.
METHODS = {
    "grad-cam": ("Grad-CAM", 20, None),
    "integrated-gradients": ("integrated gradients, 50 steps", 7, 0.01),
    "gradient-shap": ("GradientSHAP, 20 draws", 7, None),
    "occlusion": ("occlusion, 0.2 s", 3, None),
}


def lines(share: float) -> Iterator[Line]:
    """The network with its maps, beside every method; the whole answer; the paper's network."""
    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    session = Session("imn-1d", "cpu")
    torch.set_num_threads(1 if share < 1 else min(2, os.cpu_count() or 2))  # two that must wait for others get nowhere
    record = simulate("anterior-mi", fs=500, duration_s=10).record
    n_classes = len(session.classes)
    x = session.prepare(record).x[None]

    def exact() -> None:
        weights, _, _ = explain(session.network, x, "cpu")
        np.multiply(weights, x[:, None])

    title = f"network with all {n_classes} exact maps"
    alone = times_ms(exact, repeats=some(60, share), warm_ups=3, at_most_s=5)[0]
    yield Line(title, "ms", alone, max_median=10.0, note=f"10 s ECG, threads: {torch.get_num_threads()}")
    whole = times_ms(lambda: session.run(record), repeats=some(40, share), warm_ups=2, at_most_s=5)[0]
    yield Line("whole answer: quality, resampling, network, maps, check", "ms", whole)

    _, twin = load_network(find_model("twin-1d"))
    for method, (title, repeats, max_ratio) in METHODS.items():
        ours, peer = times_ms(
            exact,
            partial(attribution, twin, torch.from_numpy(x), [0], method),
            repeats=some(repeats, share),
            at_most_s=8,
            least=1,
        )
        yield Line(f"all {n_classes} exact maps, beside one of another kind", "ms", ours, peer, f"{title}, twin")
        if method != "occlusion":  # which gets the maps of all classes at once
            every = [n_classes * ms for ms in peer]
            name, peer_name = f"all {n_classes} exact maps, beside as many", f"{title}, twin, {n_classes} times that"
            yield Line(name, "ms", ours, every, peer_name, max_ratio=max_ratio)
    for n_samples, rate in ((1000, 100), (5000, 500)):
        paper = build_network("ecg-imn-2d", {"n_classes": 2, "n_samples": n_samples}).eval()
        assert isinstance(paper, Imn)
        x2 = np.random.default_rng(0).normal(size=(1, 12, n_samples)).astype(np.float32)
        ours, peer = times_ms(exact, partial(explain, paper, x2, "cpu"), repeats=some(10, share), at_most_s=6, least=1)
        yield Line(f"all {n_classes} exact maps", "ms", ours, peer, f"ecg-imn-2d at {rate} Hz, two maps")
