"""Linear models over clause windows: scoring, and Platt calibration. Training stands in ``design.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.features import BLOCKS, Encoded, Floats, clause_sums, window_scales


@dataclass(frozen=True)
class LinearBank:
    """One linear model a class, side by side: ``weights[block]`` is features × classes, ``bias`` a class.

    The tables of words are in half precision once they were stored: a message needs a few hundred rows of them.
    """

    classes: Tuple[str, ...]
    weights: Mapping[str, NDArray[Any]]
    bias: Floats

    def score(self, encoded: Encoded, scales: Optional[Mapping[str, Floats]] = None) -> Floats:
        """Return log-odds, windows × classes. ``scales``: as ``window_scales`` gives them, if they are at hand."""
        scales = scales or window_scales(encoded)
        windows = encoded.windows
        total = ((windows @ encoded.vectors) @ self.weights["vector"]) * scales["vector"][:, None]
        total += self.bias
        for block in BLOCKS:
            ids = encoded.ids[block]
            if not len(ids):
                continue
            if block == "mark":  # said twice is no more than said once
                names, marks = _marks(encoded)
                total += marks @ self.weights[block][names].astype(np.float32) * scales[block][:, None]
                continue
            counted = self.weights[block][ids].astype(np.float32)
            counted *= encoded.values[block][:, None]
            by_clause = clause_sums(counted, encoded.rows[block], windows.shape[1])
            total += (windows @ by_clause) * scales[block][:, None]
        return np.asarray(total, dtype=np.float32)

    @classmethod
    def joined(cls, first: "LinearBank", second: "LinearBank") -> "LinearBank":
        """Return both models as one, so that a message is scored once."""
        weights = {name: np.hstack([first.weights[name], second.weights[name]]) for name in first.weights}
        return cls(first.classes + second.classes, weights, np.concatenate([first.bias, second.bias]))

    def part(self, start: int, stop: int) -> "LinearBank":
        """Return the models of some classes; they share this bank's memory."""
        weights = {name: matrix[:, start:stop] for name, matrix in self.weights.items()}
        return LinearBank(self.classes[start:stop], weights, self.bias[start:stop])

    def arrays(self, prefix: str) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps (half precision)."""
        kept = {f"{prefix}_{name}": matrix.astype(np.float16) for name, matrix in self.weights.items()}
        return {**kept, f"{prefix}_bias": self.bias}

    @classmethod
    def from_arrays(cls, prefix: str, classes: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> "LinearBank":
        weights = {name: arrays[f"{prefix}_{name}"] for name in BLOCKS}
        weights["vector"] = arrays[f"{prefix}_vector"].astype(np.float32)
        return cls(tuple(classes), weights, arrays[f"{prefix}_bias"].astype(np.float32))


def window_marks(encoded: Encoded) -> Floats:
    """Return windows × the marks of the message (in the order of ``np.unique``), each at most one."""
    return _marks(encoded)[1]


def _marks(encoded: Encoded) -> Tuple[List[int], Floats]:
    ids = encoded.ids["mark"].tolist()
    names = sorted(set(ids))
    column_of = {name: column for column, name in enumerate(names)}
    by_clause = np.zeros((encoded.windows.shape[1], len(names)), dtype=np.float32)
    by_clause[encoded.rows["mark"], [column_of[name] for name in ids]] = encoded.values["mark"]
    return names, np.minimum(encoded.windows @ by_clause, 1.0)


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
    return 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(odds, -40.0), 40.0)))
