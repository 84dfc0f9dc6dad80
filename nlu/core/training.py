"""Training of the models: linear ones on windows of clauses, a hidden layer on whole messages, their thresholds.

A training message says which concerns it states, not where. First whole messages are learned; then, for each concern,
the window that speaks most for it counts as positive, and every window of a message without it as negative.

Thresholds and calibration come from messages of other authors (``Example.calibrates``), read by models that did not
see them: authors know their own way of writing, and a model that shares it looks surer than it is to strangers. These
models then go on learning, from all messages. Linear and hidden ones learn side by side, a thread each.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import Act
from nlu.core.act_model import ActModel
from nlu.core.concern_model import ConcernModel
from nlu.core.design import Design, fit
from nlu.core.examples import Example
from nlu.core.features import Floats
from nlu.core.field_model import FieldModel
from nlu.core.field_training import calibrated_fields
from nlu.core.hidden_layer import HiddenLayer
from nlu.core.hidden_training import fit_hidden, whole_odds
from nlu.core.linear import platt, sigmoid
from nlu.core.signal_model import SignalModel
from nlu.core.signal_training import calibrated_signals
from nlu.core.targets import (
    CONCERN_CLASSES,
    CONCERNS,
    FIELD_CLASSES,
    FIELDS,
    SIGNAL_CLASSES,
    SIGNALS,
    Targets,
    targets_of,
)

Report = Callable[[float], None]

STRENGTH = 0.3  # L2
POSITIVE_WEIGHT = 3.0  # one in sixty is positive for a class
_WHOLE_STEPS = 24
_WINDOW_STEPS = 16
_MORE_STEPS = 8  # on all messages, from where the models without the calibrating ones ended
_SHARED_WHOLE = 0.3  # how much a positive's whole message still counts beside its best window
_GRID = np.arange(0.10, 0.91, 0.02)
# Training messages nearly all tell of a concern, real ones do not: nothing less likely than this is reported.
_LEAST = 0.30
_PRIOR = 8.0  # messages' worth of the common threshold in each concern's own
# Where no author is set apart for it, every so many-th message calibrates.
_EVERY = 3


@dataclass(frozen=True)
class Trained:
    """All models of a reader."""

    acts: ActModel
    concerns: ConcernModel
    signals: SignalModel
    fields: FieldModel
    hidden: HiddenLayer


def train_models(
    design: Design,
    examples: Sequence[Example],
    dangers: Sequence[DangerReading],
    report: Callable[[str, float], None],
) -> Trained:
    """Train all models: first without the calibrating messages, to learn the thresholds, then on everything.

    Args:
        design: the windows of the messages.
        examples: the messages.
        dangers: what the rules read in each.
        report: told what is being learned and the share of it that is done.
    """
    targets = targets_of(examples)
    held = calibrating(examples)
    every = np.ones(len(examples), dtype=bool)
    with ThreadPoolExecutor(max_workers=2) as threads:
        table_in = threads.submit(fit_windows, design, targets, ~held, lambda share: report("thresholds", share))
        hidden_in = threads.submit(fit_hidden, design, targets, ~held)
        acts_in = threads.submit(train_acts, design, examples, lambda share: report("acts", share))
        table, hidden, acts = table_in.result(), hidden_in.result(), acts_in.result()
        odds = _odds(design, table, hidden, held)
        table_in = threads.submit(fit_windows, design, targets, every, lambda share: report("models", share), table)
        hidden_in = threads.submit(fit_hidden, design, targets, every, start=hidden)
        table, hidden = table_in.result(), hidden_in.result()
    truth, known = targets.truth[held], targets.counts[held] > 0
    concerns = _calibrated_concerns(odds[:, CONCERNS], truth[:, CONCERNS], known[:, 0])
    signals = calibrated_signals(
        odds[:, SIGNALS],
        truth[:, SIGNALS],
        known[:, SIGNALS.start],
        [one for one, out in zip(dangers, held, strict=True) if out],
    )
    fields = calibrated_fields(odds[:, FIELDS], truth[:, FIELDS], known[:, FIELDS.start])
    return Trained(
        acts,
        ConcernModel(design.bank(CONCERN_CLASSES, table[:, CONCERNS]), *concerns),
        SignalModel(design.bank(SIGNAL_CLASSES, table[:, SIGNALS]), *signals),
        FieldModel(design.bank(FIELD_CLASSES, table[:, FIELDS]), *fields),
        hidden,
    )


def calibrating(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """Return which messages the thresholds are read from."""
    held = np.array([example.calibrates for example in examples], dtype=bool)
    return held if held.any() else np.arange(len(examples)) % _EVERY == 0


def _odds(design: Design, table: Floats, hidden: HiddenLayer, held: NDArray[np.bool_]) -> Floats:
    """Log-odds of the held messages, by both kinds of models, as ``hidden_layer.blended`` has them."""
    windows = np.flatnonzero(held[design.message])
    whole = np.flatnonzero(design.whole & held[design.message])
    by_window = surest(design.rows.take(windows).odds(table), design.message[windows])
    return np.asarray((by_window + whole_odds(design.rows.take(whole), hidden)) / 2.0, dtype=np.float32)


def _calibrated_concerns(
    odds: Floats, truth: Floats, known: NDArray[np.bool_]
) -> Tuple[NDArray[np.float64], float, float]:
    slope, offset = platt(odds[known], truth[known])
    return thresholds(sigmoid(slope * odds[known] + offset), truth[known]), slope, offset


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


def fit_windows(
    design: Design,
    targets: Targets,
    used: NDArray[np.bool_],
    report: Optional[Report] = None,
    start: Optional[Floats] = None,
) -> Floats:
    """Fit one-vs-rest on clause windows: whole messages first, then the window that speaks most for each class.

    Args:
        design: all windows.
        targets: what is known of each message.
        used: the messages to learn from.
        report: told the share of the work that is done.
        start: a table that was fitted on some of the messages; whole messages are not learned again then.
    """
    tell = report or (lambda share: None)
    steps, before = _MORE_STEPS, 0.0
    if start is None:
        steps, before = _WINDOW_STEPS, 1 / 3
        start = _fit_whole(design, targets, used, lambda share: tell(before * share))
    numbers = np.flatnonzero(used[design.message])
    rows = design.rows.take(numbers)
    truth, importance = _window_targets(design, targets.truth, numbers, rows.odds(start))
    importance *= targets.counts[design.message[numbers]]
    return fit(
        rows,
        truth,
        importance,
        strength=STRENGTH,
        iterations=steps,
        start=start,
        report=lambda share: tell(before + (1 - before) * share),
    )


def _fit_whole(design: Design, targets: Targets, used: NDArray[np.bool_], report: Report) -> Floats:
    whole = np.flatnonzero(design.whole & used[design.message])
    truth = targets.truth[design.message[whole]]
    importance = np.where(truth > 0, POSITIVE_WEIGHT, 1.0).astype(np.float32) * targets.counts[design.message[whole]]
    return fit(
        design.rows.take(whole), truth, importance, strength=STRENGTH, iterations=_WHOLE_STEPS, report=report
    )  # fmt: skip


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
