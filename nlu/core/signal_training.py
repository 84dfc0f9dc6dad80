"""Thresholds of the danger reader, from messages that its trial models did not see."""

from __future__ import annotations

from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import SignalCode
from nlu.core.features import Floats
from nlu.core.linear import platt, sigmoid

_GRID = np.arange(0.30, 0.91, 0.02)
# Of held-out calm messages, most of them written to look like danger, at most so many may reach a code's threshold;
# grammar then sets aside what is denied, past or joked. A missed danger weighs more than a false alarm.
FALSE_ALARMS = 0.004


def calibrated_signals(
    odds: Floats, truth: Floats, known: NDArray[np.bool_]
) -> Tuple[NDArray[np.float64], float, float]:
    """Return each code's threshold, and slope and offset of the calibration.

    Args:
        odds: messages × ``SIGNAL_CLASSES``.
        truth: the same shape, 0 or 1.
        known: the messages that were labelled for danger.
    """
    codes = len(SignalCode)
    odds, truth = odds[known, :codes], truth[known, :codes]
    slope, offset = platt(odds, truth)
    return _thresholds(sigmoid(slope * odds + offset), truth), slope, offset


def _thresholds(probabilities: Floats, truth: Floats) -> NDArray[np.float64]:
    """The lowest threshold of each code at which calm messages are raised no oftener than allowed."""
    calm = probabilities[truth.sum(axis=1) == 0]
    found = []
    for column in range(truth.shape[1]):
        allowed = [cut for cut in _GRID if not len(calm) or (calm[:, column] >= cut).mean() <= FALSE_ALARMS]
        found.append(float(allowed[0]) if allowed else float(_GRID[-1]))
    return np.array(found, dtype=np.float64)
