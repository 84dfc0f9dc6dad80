"""Calibration and thresholds of the danger reader, from messages that neither its rules nor its trial models saw."""

from __future__ import annotations

from typing import Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding import DangerReading
from nlu.core.features import Floats
from nlu.core.linear import sigmoid
from nlu.core.signal_model import SignalWeights, rule_evidence

_GRID = np.arange(0.20, 0.71, 0.01)
# Of held-out calm messages, a third of them written to look like danger, the models may raise at most so many without
# a rule; grammar then sets aside what is denied, past or joked. A missed danger weighs more than a false alarm.
FALSE_ALARMS = 0.02
_STEPS = 40
_PULL = 1e-2


def calibrated_signals(
    odds: Floats, truth: Floats, known: NDArray[np.bool_], dangers: Sequence[DangerReading]
) -> Tuple[NDArray[np.float64], SignalWeights]:
    """Return each code's threshold, and what the models and the rules weigh.

    Args:
        odds: messages × ``SIGNAL_CLASSES``.
        truth: the same shape, 0 or 1.
        known: the messages that were labelled for danger.
        dangers: what the rules read in each message.
    """
    pairs = [rule_evidence(danger) for danger in dangers]
    codes = len(pairs[0][0])
    read, aside = (np.stack([pair[part] for pair in pairs])[known] for part in (0, 1))
    odds, truth = odds[known, :codes], truth[known, :codes]
    weights = _weights(odds, read, aside, truth)
    likely = np.where(read > 0, 0.0, weights.probabilities(odds, read, aside))
    return _thresholds(likely, truth), weights


def _weights(odds: Floats, read: Floats, aside: Floats, truth: Floats) -> SignalWeights:
    """Logistic regression on the three kinds of evidence, all dangers together (Newton's method)."""
    table = np.stack([part.ravel() for part in (odds, read, aside, np.ones_like(odds))], axis=1).astype(np.float64)
    wanted, found = truth.ravel(), np.array([1.0, 0.0, 0.0, 0.0])
    for _ in range(_STEPS):
        likely = sigmoid(table @ found)
        slope = table.T @ (likely - wanted) + _PULL * found
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + _PULL * np.eye(len(found))
        move = np.linalg.solve(curve, slope)
        found = found - move
        if float(np.abs(move).max()) < 1e-6:
            break
    return SignalWeights(*(float(value) for value in found))


def _thresholds(probabilities: Floats, truth: Floats) -> NDArray[np.float64]:
    """The lowest common threshold at which calm messages are raised no oftener than allowed."""
    surest = probabilities[truth.sum(axis=1) == 0].max(axis=1, initial=0.0)
    allowed = [cut for cut in _GRID if (surest >= cut).mean() <= FALSE_ALARMS] if len(surest) else []
    return np.full(probabilities.shape[1], allowed[0] if allowed else _GRID[-1], dtype=np.float64)
