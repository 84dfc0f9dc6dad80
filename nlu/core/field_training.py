"""Thresholds of the field model, from messages that its trial models did not see."""

from __future__ import annotations

from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.features import Floats
from nlu.core.linear import platt, sigmoid

_GRID = np.arange(0.04, 0.97, 0.02)
# What a doubted field must at least be right in, and an added one, for the model to have its way.
_DOUBT_RIGHT = 0.25
_ADD_RIGHT = 0.80


def calibrated_fields(
    odds: Floats, truth: Floats, known: NDArray[np.bool_]
) -> Tuple[float, float, NDArray[np.float64], NDArray[np.float64]]:
    """Return slope and offset of the calibration, and from what on each field is doubted or asserted.

    Args:
        odds: messages × ``FIELD_CLASSES``.
        truth: the same shape, 0 or 1: the fields of a message's present concerns and dangers.
        known: the messages of which the concerns are known.
    """
    slope, offset = platt(odds[known], truth[known])
    likely = sigmoid(slope * odds[known] + offset)
    columns = range(truth.shape[1])
    below = np.array([_doubted_below(likely[:, at], truth[known, at]) for at in columns])
    above = np.array([_asserted_from(likely[:, at], truth[known, at]) for at in columns])
    return slope, offset, below, above


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
