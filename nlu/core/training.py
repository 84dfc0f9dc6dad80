"""Training of the two linear models: windows of clauses, thresholds and calibration by cross-validation.

A training message says which concerns it states, not where. First whole messages are learned; then, for each concern,
the window that speaks most for it counts as positive, and every window of a message without it as negative.
"""

from __future__ import annotations

from typing import Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import Act, ConcernCode
from nlu.core.act_model import ActModel
from nlu.core.concern_model import ConcernModel
from nlu.core.design import Design, fit
from nlu.core.examples import Example
from nlu.core.features import Floats
from nlu.core.linear import platt, sigmoid

Report = Callable[[float], None]

STRENGTH = 0.3  # L2
POSITIVE_WEIGHT = 3.0  # one in sixty is positive for a class
FOLDS = 2
_WHOLE_STEPS = 24
_WINDOW_STEPS = 16
_SHARED_WHOLE = 0.3  # how much a positive's whole message still counts beside its best window
_GRID = np.arange(0.10, 0.91, 0.02)
# Training messages nearly all tell of a concern, real ones do not: nothing less likely than this is reported.
_LEAST = 0.30
_PRIOR = 8.0  # messages' worth of the common threshold in each concern's own


def train_concerns(
    design: Design, examples: Sequence[Example], report: Optional[Report] = None
) -> Tuple[ConcernModel, Floats]:
    """Train the concern model.

    Returns:
        The model, and the calibrated probabilities of the training messages under models that did not see them.
    """
    classes = [code.value for code in ConcernCode]
    truth = np.zeros((len(examples), len(classes)), dtype=np.float32)
    for row, example in enumerate(examples):
        for concern in example.concerns:
            truth[row, classes.index(concern.code.value)] = 1.0
    known = np.array([example.concerns_known for example in examples], dtype=bool)
    odds = np.zeros_like(truth)
    for fold in range(FOLDS):
        held = held_out(examples, fold)
        table = fit_windows(design, truth, ~held & known)
        rows = np.flatnonzero(held[design.message])
        odds[held] = surest(design.rows.take(rows).odds(table), design.message[rows])
        _tell(report, (fold + 1) / (FOLDS + 1))
    slope, offset = platt(odds[known], truth[known])
    probabilities = sigmoid(slope * odds + offset)
    table = fit_windows(design, truth, known)
    _tell(report, 1.0)
    cuts = thresholds(probabilities[known], truth[known])
    model = ConcernModel(design.bank(classes, table), cuts, slope, offset)
    return model, probabilities.astype(np.float32)


def train_acts(design: Design, examples: Sequence[Example], report: Optional[Report] = None) -> ActModel:
    """Train the act model on whole messages; rare acts count as much as common ones, within bounds."""
    classes = [act.value for act in Act if act is not Act.UNREADABLE]
    kept = np.array([example.act is not Act.UNREADABLE for example in examples], dtype=bool)
    truth = np.array([[example.act.value == name for name in classes] for example in examples], dtype=np.float32)
    rows = np.flatnonzero(design.whole)
    share = truth[kept].mean(axis=0)
    rarity = np.clip(np.sqrt(1.0 / np.maximum(share * len(classes), 1e-6)), 0.5, 4.0).astype(np.float32)
    importance = (kept[:, None] * np.where(truth > 0, rarity[None], 1.0)).astype(np.float32)
    table = fit(design.rows.take(rows), truth, importance, strength=STRENGTH, iterations=_WHOLE_STEPS, report=report)
    return ActModel(design.bank(classes, table), slope=1.0)


def thresholds(probabilities: Floats, truth: Floats) -> NDArray[np.float64]:
    """Return for each class the probability from which it is reported: best F1, drawn to the common best."""
    counts = np.array([_counts(probabilities >= cut, truth) for cut in _GRID])  # grid × 3 × classes
    common = _f1(*counts.sum(axis=2).T)
    prior = counts.sum(axis=2) / np.maximum(truth.sum(), 1.0) * _PRIOR
    own = np.stack([_f1(*(counts[:, kind] + prior[:, kind, None] for kind in range(3)))])[0]
    best = _GRID[own.argmax(axis=0)]
    centre = float(_GRID[common.argmax()])
    return np.asarray(np.clip(best, max(centre - 0.16, _LEAST), max(centre + 0.16, _LEAST)), dtype=np.float64)


def _counts(said: NDArray[np.bool_], truth: Floats) -> Tuple[Floats, Floats, Floats]:
    right = (said * truth).sum(axis=0)
    return right, said.sum(axis=0) - right, truth.sum(axis=0) - right


def _f1(right: Floats, false: Floats, missed: Floats) -> Floats:
    return np.asarray(2 * right / np.maximum(2 * right + false + missed, 1e-9), dtype=np.float32)


def fit_windows(design: Design, truth: Floats, used: NDArray[np.bool_], counts: Optional[Floats] = None) -> Floats:
    """Fit one-vs-rest on clause windows: whole messages first, then the window that speaks most for each class.

    Args:
        design: all windows.
        truth: messages × classes.
        used: the messages to learn from.
        counts: messages × classes, 0 where the truth is not known.
    """
    whole = np.flatnonzero(design.whole & used[design.message])
    targets = truth[design.message[whole]]
    importance = np.where(targets > 0, POSITIVE_WEIGHT, 1.0).astype(np.float32)
    if counts is not None:
        importance *= counts[design.message[whole]]
    start = fit(design.rows.take(whole), targets, importance, strength=STRENGTH, iterations=_WHOLE_STEPS)
    numbers = np.flatnonzero(used[design.message])
    rows = design.rows.take(numbers)
    targets, importance = _window_targets(design, truth, numbers, rows.odds(start))
    if counts is not None:
        importance *= counts[design.message[numbers]]
    return fit(rows, targets, importance, strength=STRENGTH, iterations=_WINDOW_STEPS, start=start)


def _window_targets(design: Design, truth: Floats, rows: NDArray[np.int64], odds: Floats) -> Tuple[Floats, Floats]:
    """Targets and importance of each window: positives by their best window, negatives by all, a message one vote."""
    owners = design.message[rows]
    targets = truth[owners].copy()
    per_message = np.bincount(owners, minlength=len(truth)).astype(np.float32)
    importance = np.where(targets > 0, 0.0, 1.0 / np.sqrt(per_message[owners])[:, None]).astype(np.float32)
    importance[np.flatnonzero(design.whole[rows])] = np.where(
        targets[design.whole[rows]] > 0, POSITIVE_WEIGHT * _SHARED_WHOLE, 1.0
    )
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    for begin, end in zip(first, [*first[1:], len(rows)], strict=True):
        for column in np.flatnonzero(targets[begin]):
            best = begin + int(odds[begin:end, column].argmax())
            importance[best, column] = POSITIVE_WEIGHT if end - begin == 1 else POSITIVE_WEIGHT * (1 - _SHARED_WHOLE)
    return targets, importance


def surest(odds: Floats, owners: NDArray[np.int64]) -> Floats:
    """Return for each message the surest of its windows, messages × classes."""
    return np.maximum.reduceat(odds, np.flatnonzero(np.diff(owners, prepend=-1)), axis=0)


def held_out(examples: Sequence[Example], fold: int) -> NDArray[np.bool_]:
    """Return which messages a fold leaves out."""
    return np.array([number % FOLDS == fold for number in range(len(examples))], dtype=bool)


def _tell(report: Optional[Report], share: float) -> None:
    if report:
        report(share)
