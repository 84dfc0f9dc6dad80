"""Figures with 95 % bootstrap intervals: shares, precision, recall, F1, macro-F1, calibration error.

Every figure here is a function of sums over messages. A message brings a row of parts (right, false, missed, or a pair
of those for each label, or the contents of calibration bins); the figure is computed of the summed rows. So a
resampling is one product of a table of draws (rounds × messages) and the parts (messages × parts), however many labels.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable, Dict, Hashable, Iterable, List, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Formula = Callable[[Floats], Floats]  # sums (rounds × parts) → the figure in each round, NaN where it has no meaning

ROUNDS = 1000
BINS = 10
_SEED = 7
_TAIL = 0.025


@dataclass(frozen=True)
class Figure:
    """A figure, its 95 % interval, and of how many (gold labels, messages or answers, by the figure) it is."""

    value: float
    low: float
    high: float
    of: int

    def to_json(self) -> Dict[str, Any]:
        return {
            "value": round(self.value, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "of": self.of,
        }

    @classmethod
    def from_json(cls, data: Dict[str, Any]) -> "Figure":
        return cls(float(data["value"]), float(data["low"]), float(data["high"]), int(data["of"]))


Answers = Sequence[Tuple[Sequence[Hashable], Sequence[Hashable]]]  # (said, gold) a message; both may hold one twice


def share(sums: Floats) -> Floats:
    """Of (right, of): right / of."""
    return _ratio(sums[:, 0], sums[:, 1])


def precision(sums: Floats) -> Floats:
    """Of (right, false, missed)."""
    return _ratio(sums[:, 0], sums[:, 0] + sums[:, 1])


def recall(sums: Floats) -> Floats:
    """Of (right, false, missed)."""
    return _ratio(sums[:, 0], sums[:, 0] + sums[:, 2])


def f1(sums: Floats) -> Floats:
    """Of (right, false, missed)."""
    return _ratio(2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def macro_f1(sums: Floats) -> Floats:
    """Of (right, false, missed) for each label: the mean F1 of the labels that occur in the gold of the round."""
    each = sums.reshape(len(sums), -1, 3)
    right, false, missed = each[:, :, 0], each[:, :, 1], each[:, :, 2]
    here = right + missed > 0
    scores = np.where(here, 2 * right / np.maximum(2 * right + false + missed, 1e-9), 0.0)
    return _ratio(scores.sum(axis=1), here.sum(axis=1).astype(np.float64))


def calibration_error(sums: Floats) -> Floats:
    """Of (answers, their confidence summed, right ones) for each bin: the expected calibration error."""
    each = sums.reshape(len(sums), -1, 3)
    gaps = np.abs(each[:, :, 1] - each[:, :, 2]).sum(axis=1)  # bin weight × |mean confidence − share right|
    return _ratio(gaps, each[:, :, 0].sum(axis=1))


def count(said: Iterable[Hashable], gold: Iterable[Hashable]) -> Tuple[int, int, int]:
    """Return (right, false, missed) of one message's answers; both may hold an answer several times."""
    said_times, gold_times = Counter(said), Counter(gold)
    right = sum((said_times & gold_times).values())
    return right, sum(said_times.values()) - right, sum(gold_times.values()) - right


def counts(answers: Answers) -> Floats:
    """Return messages × (right, false, missed)."""
    return np.array([count(said, gold) for said, gold in answers], dtype=np.float64).reshape(-1, 3)


def counts_of(answers: Answers, label: Hashable) -> Floats:
    """Return messages × (right, false, missed) of one label."""
    return counts([([x for x in said if x == label], [x for x in gold if x == label]) for said, gold in answers])


def labels_of(answers: Answers) -> List[Hashable]:
    """Return the labels that occur in the gold, sorted."""
    return sorted({label for _, gold in answers for label in gold}, key=str)


def counts_by_label(answers: Answers) -> Floats:
    """Return messages × (three counts for each label of the gold)."""
    labels = labels_of(answers)
    parts = [counts_of(answers, label) for label in labels]
    return np.hstack(parts) if parts else np.zeros((len(answers), 0))


def bins(answers: Sequence[Sequence[Tuple[float, bool]]]) -> Floats:
    """Return messages × (three contents for each of ten equal bins of confidence): answers, confidence, right ones."""
    parts = np.zeros((len(answers), BINS, 3))
    for row, message in enumerate(answers):
        for confidence, right in message:
            parts[row, min(int(confidence * BINS), BINS - 1)] += (1.0, confidence, float(right))
    return parts.reshape(len(answers), -1)


def shares(answers: Sequence[Sequence[bool]]) -> Floats:
    """Return messages × (right, of)."""
    return np.array([(sum(message), len(message)) for message in answers], dtype=np.float64).reshape(-1, 2)


def figure(parts: Floats, formula: Formula, of: int, rounds: int = ROUNDS) -> Optional[Figure]:
    """Compute a figure and its interval, messages drawn with replacement.

    A figure of exactly 0 or 1 does not vary when it is drawn again; the far end of its interval is then the exact one
    of a binomial share (0 of ``of``: the share that shows nothing with a chance of 2.5 %).

    Args:
        parts: messages × parts.
        formula: the figure of summed parts.
        of: how many things the figure is of.
        rounds: resamplings.

    Returns:
        None when there is nothing to count.
    """
    if not of or not len(parts):
        return None
    value = float(formula(parts.sum(axis=0, keepdims=True))[0])
    if np.isnan(value):
        return None
    low, high = (float(end) for end in np.nanpercentile(formula(_draws(len(parts), rounds) @ parts), [2.5, 97.5]))
    if value in (0.0, 1.0):
        far = _TAIL ** (1.0 / of)
        low, high = (min(low, far), high) if value else (low, max(high, 1.0 - far))
    return Figure(value, low, high, of)


@lru_cache(maxsize=16)
def _draws(messages: int, rounds: int) -> Floats:
    """How often each message is drawn in each round."""
    chance = np.random.default_rng(_SEED)
    return chance.multinomial(messages, [1.0 / messages] * messages, size=rounds).astype(np.float64)


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, above / below, np.nan)
