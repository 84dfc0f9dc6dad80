"""The windows of all training messages as one matrix, and logistic regression on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.features import BLOCKS, Encoded, Floats, window_scales
from nlu.core.linear import LinearBank, window_marks
from nlu.core.minimize import minimize_columns


@dataclass(frozen=True)
class Rows:
    """Rows of features: counted ones sparse, vectors dense, in this order; the bias is a last feature of its own."""

    counted: Any
    vectors: Floats

    @property
    def features(self) -> int:
        return int(self.counted.shape[1] + self.vectors.shape[1] + 1)

    def odds(self, table: Floats) -> Floats:
        """Return rows × classes for ``table`` (features × classes, the bias last)."""
        border = self.counted.shape[1]
        return np.asarray(self.counted @ table[:border] + self.vectors @ table[border:-1] + table[-1])

    def take(self, numbers: NDArray[np.int64]) -> "Rows":
        """Return some of the rows."""
        return Rows(self.counted[numbers], self.vectors[numbers])


@dataclass(frozen=True)
class Design:
    """All windows of the training messages, whose each window is, and which of them are whole messages."""

    rows: Rows
    message: NDArray[np.int64]
    whole: NDArray[np.bool_]
    sizes: Mapping[str, int]

    @classmethod
    def build(cls, messages: Sequence[Encoded], sizes: Mapping[str, int]) -> "Design":
        """Stack the windows of all messages, scaled as ``LinearBank.score`` scales them."""
        from scipy import sparse  # type: ignore[import-untyped]

        entries = [_entries(encoded, sizes) for encoded in messages]
        counts = [len(encoded.windows) for encoded in messages]
        offsets = np.concatenate([[0], np.cumsum(counts)[:-1]])
        row = np.concatenate([part[0] + offset for part, offset in zip(entries, offsets, strict=True)])
        column = np.concatenate([part[1] for part in entries])
        value = np.concatenate([part[2] for part in entries])
        width = sum(sizes[block] for block in BLOCKS)
        counted = sparse.csr_matrix((value, (row, column)), shape=(sum(counts), width), dtype=np.float32)
        vectors = np.vstack([part[3] for part in entries])
        whole = np.zeros(sum(counts), dtype=bool)
        whole[np.cumsum(counts) - 1] = True
        return cls(Rows(counted, vectors), np.repeat(np.arange(len(messages)), counts), whole, sizes)

    def bank(self, classes: Sequence[str], table: Floats) -> LinearBank:
        """Cut a table of weights (features × classes, the bias last) into the blocks of a ``LinearBank``."""
        blocks, start = {}, 0
        for name in (*BLOCKS, "vector"):
            blocks[name] = np.ascontiguousarray(table[start : start + self.sizes[name]], dtype=np.float32)
            start += self.sizes[name]
        return LinearBank(tuple(classes), blocks, table[-1].astype(np.float32))


def _entries(encoded: Encoded, sizes: Mapping[str, int]) -> Tuple[NDArray[Any], NDArray[Any], Floats, Floats]:
    """Row, column and value of each counted feature in each window of a message, and the windows' vectors."""
    scales = window_scales(encoded)
    rows, columns, values = [], [], []
    start = 0
    for block in BLOCKS:
        if block == "mark":
            names = np.unique(encoded.ids[block])
            marks = window_marks(encoded) * scales[block][:, None]
            row, at = np.nonzero(marks)
            rows.append(row)
            columns.append(names[at] + start)
            values.append(marks[row, at])
        else:
            row, at = np.nonzero(encoded.windows[:, encoded.rows[block]])
            rows.append(row)
            columns.append(encoded.ids[block][at] + start)
            values.append(encoded.values[block][at] * scales[block][row])
        start += sizes[block]
    vectors = (encoded.windows @ encoded.vectors) * scales["vector"][:, None]
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values).astype(np.float32), vectors


def fit(
    rows: Rows,
    targets: Floats,
    importance: Floats,
    *,
    strength: float,
    iterations: int,
    start: Optional[Floats] = None,
    report: Optional[Callable[[float], None]] = None,
) -> Floats:
    """Fit one logistic regression a column of ``targets``.

    Args:
        rows: the windows to learn from.
        targets: rows × classes, 0 or 1.
        importance: rows × classes, the weight of each row for each class.
        strength: L2 penalty on the weights (not on the bias).
        iterations: at most so many steps.
        start: a table of weights to begin with.
        report: told the share of the steps that is done.

    Returns:
        A table of weights, features × classes, the bias last.
    """
    if start is None:
        start = np.zeros((rows.features, targets.shape[1]), dtype=np.float32)
        start[-1] = -3.0
    transposed = rows.counted.T.tocsr()
    across = np.ascontiguousarray(rows.vectors.T)
    border = rows.counted.shape[1]

    def objective(table: Floats, classes: Any) -> Tuple[Floats, Floats]:
        odds = rows.odds(table)
        wanted, weight = targets[:, classes], importance[:, classes]
        small = np.exp(-np.abs(odds))  # never overflows: the loss and its slope have this in common
        misfit = np.log(1 + small) + np.maximum(odds, 0) - wanted * odds
        slope = (np.where(odds >= 0, np.float32(1), small) / (1 + small) - wanted) * weight
        gradient = strength * table
        gradient[:border] += transposed @ slope
        gradient[border:-1] += across @ slope
        gradient[-1] = slope.sum(axis=0)
        penalty = 0.5 * strength * np.einsum("ij,ij->j", table[:-1], table[:-1])
        loss = np.einsum("ij,ij->j", misfit, weight) + penalty
        return np.asarray(loss, dtype=np.float32), np.asarray(gradient, dtype=np.float32)

    return minimize_columns(objective, start, iterations=iterations, report=report)
