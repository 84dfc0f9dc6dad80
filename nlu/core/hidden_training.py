"""Training of the hidden layer: Adam on small batches, whole messages only, features left out at random.

A batch touches a tenth of the vocabulary, so only the rows of its own features are moved (as "lazy" Adam does).
Some messages are joined in pairs, that a danger told beside something else be found as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.design import Design, Rows
from nlu.core.features import BLOCKS, Floats
from nlu.core.hidden_layer import HiddenLayer
from nlu.core.linear import sigmoid
from nlu.core.targets import Targets

UNITS = 128
EPOCHS, MORE_EPOCHS = 12, 5
BATCH = 256
LEFT_OUT = 0.3  # of the features of a message, and of the units
JOINED = 0.4  # so many more messages in a batch, made of two
POSITIVE_WEIGHT = 2.0
_RATE, _LAST_RATE = 3e-3, 3e-4
_MEAN, _SQUARE = 0.9, 0.999
_CHANCE = 20261124


class _Adam:
    """Moments of one table of weights; ``rows`` limits a step to some of them."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self._mean, self._square = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, slope: Floats, rate: float, rows: Any = slice(None)) -> None:
        """Move ``rows`` of the table against their ``slope``, which is written over: these tables are wide."""
        mean, square = self._mean[rows], self._square[rows]
        mean *= _MEAN
        mean += (1 - _MEAN) * slope
        slope *= slope
        slope *= 1 - _SQUARE
        square *= _SQUARE
        square += slope
        self._mean[rows], self._square[rows] = mean, square
        move = np.sqrt(square, out=slope)
        move += 1e-7
        np.divide(mean, move, out=move)
        move *= rate
        self.weights[rows] -= move


@dataclass(frozen=True)
class _Batch:
    counted: Any
    vectors: Floats
    truth: Floats
    counts: Floats


def fit_hidden(
    design: Design, targets: Targets, used: NDArray[np.bool_], start: Optional[HiddenLayer] = None
) -> HiddenLayer:
    """Fit the hidden layer.

    Args:
        design: all windows; those of whole messages are learned from.
        targets: what is known of each message.
        used: the messages to learn from.
        start: a layer that learned from some of the messages, to go on from; it is left as it is.
    """
    chance = np.random.default_rng(_CHANCE)
    numbers = np.flatnonzero(design.whole & used[design.message])
    rows, messages = design.rows.take(numbers), design.message[numbers]
    truth, counts = targets.truth[messages], targets.counts[messages]
    begun = start or _drawn_layer(chance, design, truth.shape[1])
    counted = _Adam(np.vstack([begun.inward[name] for name in BLOCKS]))
    vector, bias = _Adam(begun.inward["vector"].copy()), _Adam(begun.bias.copy())
    outward, outward_bias = _Adam(begun.outward.copy()), _Adam(begun.outward_bias.copy())
    epochs = MORE_EPOCHS if start else EPOCHS
    steps = epochs * -(-len(numbers) // BATCH)
    done = 0
    for _ in range(epochs):
        order = chance.permutation(len(numbers))
        for begin in range(0, len(order), BATCH):
            done += 1
            batch = _batch(chance, order[begin : begin + BATCH], rows.counted, rows.vectors, truth, counts)
            names, local = _only_present(batch.counted)
            before = local @ counted.weights[names] + batch.vectors @ vector.weights + bias.weights
            kept = (chance.random(before.shape) >= LEFT_OUT).astype(np.float32) / (1 - LEFT_OUT) * (before > 0)
            units = before * kept
            odds = units @ outward.weights + outward_bias.weights
            importance = batch.counts * np.where(batch.truth > 0, POSITIVE_WEIGHT, 1.0)
            slope = ((sigmoid(odds) - batch.truth) * importance / len(odds)).astype(np.float32)
            inner = (slope @ outward.weights.T) * kept
            rate = _rate(done, steps)
            counted.step(local.T @ inner, rate, names)
            vector.step(batch.vectors.T @ inner, rate)
            bias.step(inner.sum(axis=0), rate)
            outward.step(units.T @ slope, rate)
            outward_bias.step(slope.sum(axis=0), rate)
    inward = {**_cut(design, counted.weights), "vector": vector.weights}
    return HiddenLayer(inward, bias.weights, outward.weights, outward_bias.weights)


def whole_odds(rows: Rows, layer: HiddenLayer) -> Floats:
    """Return the layer's log-odds of many whole messages at once, rows × classes."""
    counted = np.vstack([layer.inward[name] for name in BLOCKS])
    units = np.maximum(rows.counted @ counted + rows.vectors @ layer.inward["vector"] + layer.bias, 0.0)
    return np.asarray(units @ layer.outward + layer.outward_bias, dtype=np.float32)


def _batch(
    chance: np.random.Generator,
    chosen: NDArray[np.int64],
    counted: Any,
    vectors: Floats,
    truth: Floats,
    counts: Floats,
) -> _Batch:
    """Some messages, and pairs of them joined to one, with a share of their features left out."""
    from scipy import sparse  # type: ignore[import-untyped]

    first = chosen[: int(len(chosen) * JOINED)]
    second = chance.integers(0, len(truth), len(first))
    half = np.float32(1 / np.sqrt(2.0))
    table = sparse.vstack([counted[chosen], (counted[first] + counted[second]) * half]).tocsr()
    table.data = (table.data * (chance.random(len(table.data)) >= LEFT_OUT) / (1 - LEFT_OUT)).astype(np.float32)
    return _Batch(
        table,
        np.vstack([vectors[chosen], (vectors[first] + vectors[second]) * half]),
        np.vstack([truth[chosen], np.maximum(truth[first], truth[second])]),
        np.vstack([counts[chosen], np.minimum(counts[first], counts[second])]),
    )


def _only_present(table: Any) -> Tuple[NDArray[np.int64], Any]:
    """Return the columns of a sparse table that hold anything, and the table of these."""
    from scipy import sparse

    present = np.zeros(table.shape[1], dtype=bool)
    present[table.indices] = True
    names = np.flatnonzero(present)
    place = np.cumsum(present, dtype=np.int32) - 1
    local = sparse.csr_matrix((table.data, place[table.indices], table.indptr), shape=(table.shape[0], len(names)))
    return names, local


def _rate(step: int, steps: int) -> float:
    """Adam's correction of the first steps, and a rate that falls with each."""
    falling = _RATE + (_LAST_RATE - _RATE) * step / steps
    return float(falling * np.sqrt(1 - _SQUARE**step) / (1 - _MEAN**step))


def _drawn_layer(chance: np.random.Generator, design: Design, classes: int) -> HiddenLayer:
    """A layer that knows nothing yet."""

    def drawn(rows: int, columns: int, spread: float) -> Floats:
        return np.asarray(chance.standard_normal((rows, columns), dtype=np.float32) * np.float32(spread))

    counted = drawn(sum(design.sizes[name] for name in BLOCKS), UNITS, 0.05)
    inward = {**_cut(design, counted), "vector": drawn(design.sizes["vector"], UNITS, 0.05)}
    bias, outward_bias = np.zeros(UNITS, dtype=np.float32), np.full(classes, -3.0, dtype=np.float32)
    return HiddenLayer(inward, bias, drawn(UNITS, classes, 0.1), outward_bias)


def _cut(design: Design, counted: Floats) -> Dict[str, NDArray[Any]]:
    """The rows of each block of counted features."""
    blocks, start = {}, 0
    for name in BLOCKS:
        blocks[name] = counted[start : start + design.sizes[name]]
        start += design.sizes[name]
    return blocks
