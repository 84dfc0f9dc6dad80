"""Training of the field model: a message's gold fields are those of its present concerns and dangers."""

from __future__ import annotations

from typing import Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.design import Design
from nlu.core.examples import Example
from nlu.core.features import Floats
from nlu.core.field_model import CLASSES, FieldModel
from nlu.core.fields import SIGNAL_FIELDS
from nlu.core.labels import concern_fields
from nlu.core.linear import platt, sigmoid
from nlu.core.training import FOLDS, fit_windows, held_out, surest

Report = Callable[[float], None]

_GRID = np.arange(0.04, 0.97, 0.02)
# What a doubted field must at least be right in, and an added one, for the model to have its way.
_DOUBT_RIGHT = 0.25
_ADD_RIGHT = 0.80


def train_fields(design: Design, examples: Sequence[Example], report: Optional[Report] = None) -> FieldModel:
    """Train the field model; its two thresholds are read off held-out messages."""
    truth, known = _labels(examples)
    odds = np.zeros_like(truth)
    for fold in range(FOLDS):
        held = held_out(examples, fold)
        table = fit_windows(design, truth, ~held & known)
        rows = np.flatnonzero(held[design.message])
        odds[held] = surest(design.rows.take(rows).odds(table), design.message[rows])
        if report:
            report((fold + 1) / (FOLDS + 1))
    slope, offset = platt(odds[known], truth[known])
    likely = sigmoid(slope * odds[known] + offset)
    table = fit_windows(design, truth, known)
    if report:
        report(1.0)
    below = np.array([_doubted_below(likely[:, at], truth[known, at]) for at in range(len(CLASSES))])
    above = np.array([_asserted_from(likely[:, at], truth[known, at]) for at in range(len(CLASSES))])
    return FieldModel(design.bank(CLASSES, table), slope, offset, below, above)


def _labels(examples: Sequence[Example]) -> Tuple[Floats, NDArray[np.bool_]]:
    truth = np.zeros((len(examples), len(CLASSES)), dtype=np.float32)
    known = np.array([example.concerns_known for example in examples], dtype=bool)
    for row, example in enumerate(examples):
        for concern in example.concerns:
            if concern.assertion == "present":
                for name in concern_fields()[concern.code]:
                    truth[row, CLASSES.index(name.value)] = 1.0
        for signal in example.signals or ():
            for name in SIGNAL_FIELDS.get(signal.code, ()):
                truth[row, CLASSES.index(name.value)] = 1.0
    return truth, known


def _doubted_below(likely: Floats, truth: Floats) -> float:
    """The highest cut below which at most a quarter of the messages have the field after all."""
    best = 0.0
    for cut in _GRID[_GRID <= 0.4]:
        near = (likely < cut) & (likely >= cut - 0.08)
        if near.any() and truth[near].mean() > _DOUBT_RIGHT:
            break
        best = float(cut)
    return best


def _asserted_from(likely: Floats, truth: Floats) -> float:
    """The lowest cut from which four of five messages have the field."""
    for cut in _GRID[_GRID >= 0.4]:
        near = (likely >= cut) & (likely < cut + 0.08)
        if near.any() and truth[near].mean() >= _ADD_RIGHT:
            return float(cut)
    return 1.01
