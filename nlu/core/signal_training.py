"""Training of the danger reader. What an author did not label for danger is not learned from as calm.

A message whose gold has no ``signals`` and which tells of violence, want or despair may well be a danger: it counts
neither way. Everything else without ``signals`` is calm.
"""

from __future__ import annotations

from typing import Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import ConcernCode, SignalCode, Urgency
from nlu.core.design import Design
from nlu.core.examples import Example
from nlu.core.features import Floats
from nlu.core.linear import platt, sigmoid
from nlu.core.signal_model import CLASSES, SignalModel
from nlu.core.training import FOLDS, fit_windows, held_out, surest

Report = Callable[[float], None]

# Told together with these concerns, an unlabelled message may be a danger.
_MAY_BE_DANGER = frozenset(
    {
        ConcernCode.CHILD_MALTREATMENT,
        ConcernCode.ELDER_MALTREATMENT,
        ConcernCode.DISABILITY_MALTREATMENT,
        ConcernCode.PARTNER_VIOLENCE,
        ConcernCode.FOOD_SHORTAGE,
        ConcernCode.UTILITIES_CUT,
        ConcernCode.HOMELESSNESS,
        ConcernCode.MENTAL_LOAD,
        ConcernCode.POSTPARTUM_DISTRESS,
        ConcernCode.CARER_EXHAUSTION,
        ConcernCode.ILLNESS,
        ConcernCode.MEDICAL_COST,
        ConcernCode.DEMENTIA,
        ConcernCode.CHILD_BEHAVIOR,
        ConcernCode.SELF_NEGLECT,
    }
)
_GRID = np.arange(0.55, 0.81, 0.05)
# Of held-out calm messages, nearly all of them written to look like danger, at most so many may reach a code's
# threshold; grammar then sets aside what is denied, past or joked. A missed danger weighs more than a false alarm.
FALSE_ALARMS = 0.006


def train_signals(design: Design, examples: Sequence[Example], report: Optional[Report] = None) -> SignalModel:
    """Train the danger reader; each code's threshold keeps its share of false alarms on held-out calm messages."""
    truth, counts = _labels(examples)
    codes = len(SignalCode)
    odds = np.zeros_like(truth)
    for fold in range(FOLDS):
        held = held_out(examples, fold)
        table = fit_windows(design, truth, ~held, counts)
        rows = np.flatnonzero(held[design.message])
        odds[held] = surest(design.rows.take(rows).odds(table), design.message[rows])
        if report:
            report((fold + 1) / (FOLDS + 1))
    known = counts[:, 0] > 0
    slope, offset = platt(odds[known, :codes], truth[known, :codes])
    probabilities = sigmoid(slope * odds[:, :codes] + offset)
    calm = known & (truth[:, :codes].sum(axis=1) == 0)
    thresholds = _thresholds(probabilities, truth[:, :codes], calm)
    table = fit_windows(design, truth, np.ones(len(examples), dtype=bool), counts)
    if report:
        report(1.0)
    return SignalModel(design.bank(CLASSES, table), thresholds, slope, offset)


def _labels(examples: Sequence[Example]) -> Tuple[Floats, Floats]:
    """Return targets and how much each counts, messages × ``CLASSES``."""
    truth = np.zeros((len(examples), len(CLASSES)), dtype=np.float32)
    counts = np.ones_like(truth)
    for row, example in enumerate(examples):
        if example.signals is None:
            if any(concern.code in _MAY_BE_DANGER and concern.assertion == "present" for concern in example.concerns):
                counts[row] = 0.0
            counts[row, -1] = 0.0
            continue
        for signal in example.signals:
            truth[row, CLASSES.index(signal.code.value)] = 1.0
        levels = [signal.level for signal in example.signals if signal.level is not None]
        truth[row, -1] = float(any(level in (Urgency.NOW, Urgency.TODAY) for level in levels))
        counts[row, -1] = float(bool(levels))
    return truth, counts


def _thresholds(probabilities: Floats, truth: Floats, calm: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The lowest threshold of each code at which calm messages are raised no oftener than allowed."""
    found = []
    for column in range(truth.shape[1]):
        wrong = np.array([(probabilities[calm, column] >= cut).mean() for cut in _GRID])
        allowed = _GRID[wrong <= FALSE_ALARMS]
        found.append(float(allowed[0]) if len(allowed) else float(_GRID[-1]))
    return np.array(found, dtype=np.float64)
