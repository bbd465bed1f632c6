"""Predictions: the order in which classes are shown."""

import numpy as np

from ecg_imn_desktop.core.analysis import ClassInfo, Prediction


def predict(*rows: tuple[str, str | None, float]) -> Prediction:
    classes = tuple(ClassInfo(name, name, parent) for name, parent, _ in rows)
    zero = np.zeros(len(rows))
    return Prediction(classes, zero, zero, np.array([p for *_, p in rows]))


def names(prediction: Prediction) -> list[tuple[str, int]]:
    return [(prediction.classes[k].name, depth) for k, depth in prediction.tree()]


def test_superclasses_in_order_and_below_each_its_sub_classes_likeliest_first():
    prediction = predict(
        ("A", None, 0.1), ("B", None, 0.9), ("b1", "B", 0.2), ("a1", "A", 0.3), ("b2", "B", 0.8), ("a2", "A", 0.3)
    )
    assert names(prediction) == [("A", 0), ("a1", 1), ("a2", 1), ("B", 0), ("b2", 1), ("b1", 1)]


def test_no_class_is_lost_whatever_its_parent():
    prediction = predict(
        ("A", None, 0.5), ("lost", "not there", 0.9), ("a", "A", 0.5), ("grandchild", "a", 0.5), ("self", "self", 0.5)
    )
    assert names(prediction) == [("A", 0), ("a", 1), ("lost", 0), ("grandchild", 0), ("self", 0)]
