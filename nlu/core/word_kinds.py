"""Kinds of words: the training words gathered into a few hundred groups of near vectors.

A word that training never saw falls into the kind of its neighbours and speaks for the same concerns.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.core.word_vectors import WordVectors

KINDS = 300
NEAREST = 3
_ROUNDS = 10


def learn_kinds(vectors: WordVectors, words: Sequence[str], kinds: int = KINDS) -> NDArray[np.uint16]:
    """Return for each row of the vector table its nearest kinds, rows × ``NEAREST``.

    Args:
        vectors: the table.
        words: the words of the training messages; those without a vector are left out.
        kinds: how many groups at most.
    """
    rows = np.unique([row for row in map(vectors.row, words) if row >= 0]).astype(np.int64)
    if not len(rows):
        return np.zeros((len(vectors.table), 0), dtype=np.uint16)
    points = _unit(vectors.vectors(rows))
    chance = np.random.default_rng(0)
    centres = points[chance.choice(len(points), min(kinds, len(points)), replace=False)]
    for _ in range(_ROUNDS):
        nearest = (points @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        order = np.argsort(nearest, kind="stable")
        present, first = np.unique(nearest[order], return_index=True)
        sums[present] = np.add.reduceat(points[order], first, axis=0)
        lonely = ~np.isin(np.arange(len(centres)), nearest)
        centres = np.where(lonely[:, None], centres, _unit(sums)).astype(np.float32)
    every = _unit(vectors.vectors(np.arange(len(vectors.table))))
    return np.argsort(-(every @ centres.T), axis=1)[:, :NEAREST].astype(np.uint16)


def _unit(points: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9), dtype=np.float32)
