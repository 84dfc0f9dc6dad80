"""Linear models over clause windows: scoring at run time (numpy only), training by L-BFGS, Platt calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.features import BLOCKS, Encoded, Floats, window_scales

Progress = Callable[[str, float], None]  # what is being done, and how much of it (0–1)


@dataclass(frozen=True)
class LinearBank:
    """One linear model a class, side by side: ``weights[block]`` is features × classes, ``bias`` a class."""

    classes: Tuple[str, ...]
    weights: Mapping[str, Floats]
    bias: Floats

    def score(self, encoded: Encoded) -> Floats:
        """Return log-odds, windows × classes."""
        scales = window_scales(encoded)
        total = np.tile(self.bias, (encoded.windows.shape[0], 1))
        for block in BLOCKS:
            ids = encoded.ids[block]
            if not len(ids):
                continue
            if block == "mark":  # said twice is no more than said once
                total += _marks(encoded) @ self._rows(block, np.unique(ids)) * scales[block][:, None]
                continue
            by_clause = np.zeros((encoded.windows.shape[1], len(self.classes)), dtype=np.float32)
            counted = self.weights[block][ids] * encoded.values[block][:, None]
            rows = encoded.rows[block]
            first = np.flatnonzero(np.diff(rows, prepend=-1))
            by_clause[rows[first]] = np.add.reduceat(counted, first, axis=0)
            total += (encoded.windows @ by_clause) * scales[block][:, None]
        by_clause = encoded.vectors @ self.weights["vector"]
        return np.asarray(total + (encoded.windows @ by_clause) * scales["vector"][:, None], dtype=np.float32)

    def _rows(self, block: str, ids: NDArray[np.int64]) -> Floats:
        return self.weights[block][ids]

    @classmethod
    def joined(cls, first: "LinearBank", second: "LinearBank") -> "LinearBank":
        """Return both models as one, so that a message is scored once."""
        weights = {name: np.hstack([first.weights[name], second.weights[name]]) for name in first.weights}
        return cls(first.classes + second.classes, weights, np.concatenate([first.bias, second.bias]))

    def arrays(self, prefix: str) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps (half precision)."""
        kept = {f"{prefix}_{name}": matrix.astype(np.float16) for name, matrix in self.weights.items()}
        return {**kept, f"{prefix}_bias": self.bias}

    @classmethod
    def from_arrays(cls, prefix: str, classes: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> "LinearBank":
        weights = {name: arrays[f"{prefix}_{name}"].astype(np.float32) for name in (*BLOCKS, "vector")}
        return cls(tuple(classes), weights, arrays[f"{prefix}_bias"].astype(np.float32))


def _marks(encoded: Encoded) -> Floats:
    """Windows × the marks of the message (in the order of ``np.unique``), each at most its own value."""
    names, columns = np.unique(encoded.ids["mark"], return_inverse=True)
    by_clause = np.zeros((encoded.windows.shape[1], len(names)), dtype=np.float32)
    np.maximum.at(by_clause, (encoded.rows["mark"], columns), encoded.values["mark"])
    return np.minimum(encoded.windows @ by_clause, 1.0)


@dataclass(frozen=True)
class Design:
    """All windows of the training messages: a sparse matrix (windows × features), and whose each window is."""

    matrix: Any
    message: NDArray[np.int64]
    whole: NDArray[np.bool_]
    sizes: Mapping[str, int]

    @classmethod
    def build(cls, messages: Sequence[Encoded], sizes: Mapping[str, int]) -> "Design":
        """Stack the windows of all messages, scaled as ``LinearBank.score`` scales them."""
        from scipy import sparse

        parts, owner, whole = [], [], []
        for number, encoded in enumerate(messages):
            scales = window_scales(encoded)
            windows = sparse.csr_matrix(encoded.windows)
            blocks = []
            for block in ("gram", "word"):
                shape = (encoded.windows.shape[1], sizes[block])
                counted = sparse.csr_matrix((encoded.values[block], (encoded.rows[block], encoded.ids[block])), shape)
                blocks.append(sparse.diags(scales[block]) @ (windows @ counted))
            names = np.unique(encoded.ids["mark"])
            marks = sparse.coo_matrix(_marks(encoded) * scales["mark"][:, None])
            shape = (encoded.windows.shape[0], sizes["mark"])
            blocks.append(sparse.csr_matrix((marks.data, (marks.row, names[marks.col])), shape))
            blocks.append(sparse.csr_matrix((encoded.windows @ encoded.vectors) * scales["vector"][:, None]))
            parts.append(sparse.hstack(blocks, format="csr"))
            owner += [number] * len(encoded.windows)
            whole += [False] * (len(encoded.windows) - 1) + [True]
        matrix = sparse.vstack(parts, format="csr").astype(np.float32)
        return cls(matrix, np.array(owner), np.array(whole), sizes)

    def bank(self, classes: Sequence[str], weights: Floats, bias: Floats) -> LinearBank:
        """Cut one stacked weight matrix into the blocks of a ``LinearBank``."""
        blocks, start = {}, 0
        for name in (*BLOCKS, "vector"):
            blocks[name] = np.ascontiguousarray(weights[start : start + self.sizes[name]], dtype=np.float32)
            start += self.sizes[name]
        return LinearBank(tuple(classes), blocks, bias.astype(np.float32))


def fit(
    matrix: Any,
    targets: Floats,
    importance: Floats,
    *,
    strength: float,
    iterations: int,
    start: Optional[Tuple[Floats, Floats]] = None,
    progress: Optional[Callable[[float], None]] = None,
) -> Tuple[Floats, Floats]:
    """Fit one logistic regression a column of ``targets`` at once.

    Args:
        matrix: sparse, rows × features.
        targets: rows × classes, 0 or 1.
        importance: rows × classes, the weight of each row for each class.
        strength: L2 penalty on the weights (not on the bias).
        iterations: at most so many steps of L-BFGS.
        start: weights and bias to begin with.
        progress: told the share of the steps done.

    Returns:
        weights (features × classes) and bias (classes).
    """
    from scipy.optimize import minimize

    features, classes = matrix.shape[1], targets.shape[1]
    transposed = matrix.T.tocsr()
    if start is None:
        start = (np.zeros((features, classes), dtype=np.float32), np.full(classes, -3.0, dtype=np.float32))

    def loss(flat: NDArray[np.float64]) -> Tuple[float, NDArray[np.float64]]:
        table = flat.reshape(features + 1, classes).astype(np.float32)
        odds = matrix @ table[:-1] + table[-1]
        misfit = importance * (np.logaddexp(0.0, odds) - targets * odds)
        slope = importance * (sigmoid(odds) - targets)
        gradient = np.vstack([transposed @ slope + strength * table[:-1], slope.sum(axis=0)])
        penalty = 0.5 * strength * float(np.square(table[:-1]).sum(dtype=np.float64))
        return float(misfit.sum(dtype=np.float64)) + penalty, gradient.astype(np.float64).ravel()

    done = [0]

    def step(_: Any) -> None:
        done[0] += 1
        if progress:
            progress(done[0] / iterations)

    first = np.vstack([start[0], start[1][None]]).astype(np.float64).ravel()
    found = minimize(
        loss, first, jac=True, method="L-BFGS-B", callback=step, options={"maxiter": iterations, "maxcor": 6}
    )
    table = found.x.reshape(features + 1, classes).astype(np.float32)
    return table[:-1], table[-1]


def platt(odds: NDArray[Any], truth: NDArray[Any]) -> Tuple[float, float]:
    """Return slope and offset such that ``sigmoid(slope * odds + offset)`` is a calibrated probability."""
    slope, offset = 1.0, 0.0
    x, y = odds.astype(np.float64).ravel(), truth.astype(np.float64).ravel()
    for _ in range(50):  # Newton's method, two unknowns
        p = sigmoid(slope * x + offset)
        w = np.maximum(p * (1 - p), 1e-9)
        gradient = np.array([((p - y) * x).sum() + 1e-3 * slope, (p - y).sum()])
        hessian = np.array([[(w * x * x).sum() + 1e-3, (w * x).sum()], [(w * x).sum(), w.sum() + 1e-9]])
        move = np.linalg.solve(hessian, gradient)
        slope, offset = slope - move[0], offset - move[1]
        if float(np.abs(move).max()) < 1e-6:
            break
    return float(slope), float(offset)


def sigmoid(odds: Any) -> Any:
    """Return the logistic function of ``odds``, elementwise."""
    return 1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0)))
